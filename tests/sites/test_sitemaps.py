"""What search engines ask for: sitemaps within their limits, the news, robots.txt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from feedgen_site import robots, site, sitemaps
from feedgen_site.config import AiAccess, SiteConfig, load
from feedgen_site.pages import Shared
from feedgen_site.plan import Kind, Output, planner
from feedgen_site.plan.sitemaps import TOGETHER, chunks
from feedgen_site.render import Job, render
from feedgen_site.sitemaps import MOST_BYTES, MOST_URLS, Row
from feedgen_site.theme import Theme
from tests.support import SITE, a_head, article, published, put

SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}
CONFIG = SiteConfig(title="Lamp & Co", base_url="https://test.example/")
FIRST = datetime(2025, 1, 1, 9, 0, tzinfo=UTC)


@cache
def planned(count: int, extra: int = 0) -> dict[str, Output]:
    """Plan the sitemaps of a site with a story every two hours, and with `extra` newer ones."""
    heads = []
    for number in range(count + extra):
        at = FIRST + timedelta(hours=2 * number)
        heads.append(a_head(id=f"tag:x,2026:{number}", path=f"{number}.md", permalink=f"/{number}/",
                            published=at, updated=at))  # fmt: skip
    assembled, problems = site.assemble(heads, (), CONFIG, FIRST + timedelta(days=4000))
    assert problems == ()
    outputs = planner.make(assembled, CONFIG, planner.Material()).outputs
    return {output.path: output for output in outputs if output.path.startswith("sitemap")}


def written(output: Output) -> etree._Element:
    """Render a sitemap and parse it."""
    return etree.fromstring(render(Shared(CONFIG, Theme(()), (), ()), Job(output, ())))


def locations(tree: etree._Element) -> list[str]:
    """List the addresses in a sitemap or index."""
    return [found.text or "" for found in tree.iterfind("s:*/s:loc", SPACES)]


def test_a_small_site_has_one_sitemap() -> None:
    """sitemap.xml lists the pages themselves, each once, with the moment a story changed."""
    outputs = planned(20)
    assert set(outputs) == {"sitemap.xml", "sitemap-news.xml"}
    tree = written(outputs["sitemap.xml"])
    assert etree.QName(tree).localname == "urlset"
    assert len(locations(tree)) == len(set(locations(tree)))
    changed = tree.findtext("s:url[s:loc='https://test.example/7/']/s:lastmod", None, SPACES)
    assert changed == "2025-01-01T23:00:00Z"


def test_a_large_site_has_a_sitemap_of_each_month() -> None:
    """sitemap.xml becomes their index; together they list every page once."""
    outputs = planned(TOGETHER)
    assert outputs["sitemap.xml"].kind is Kind.SITEMAP_INDEX
    parts = [
        location.removeprefix("https://test.example/")
        for location in locations(written(outputs["sitemap.xml"]))
    ]
    assert parts[:3] == ["sitemap-lists.xml", "sitemap-2024-12.xml", "sitemap-2025-01.xml"]
    assert set(parts) == set(outputs) - {"sitemap.xml", "sitemap-news.xml"}
    listed = [page for part in parts for page in locations(written(outputs[part]))]
    assert len(listed) == len(set(listed))
    assert {f"https://test.example/{number}/" for number in range(TOGETHER)} <= set(listed)


def test_a_new_story_changes_the_sitemap_of_its_month_alone() -> None:
    """Of the parts of a large site all others keep their content."""
    before, after = planned(TOGETHER), planned(TOGETHER, extra=1)
    changed = {
        path for path in after if path not in before or after[path].fingerprint != before[path].fingerprint
    }
    assert changed == {"sitemap.xml", "sitemap-2026-02.xml", "sitemap-news.xml"}


def test_no_sitemap_passes_the_limits() -> None:
    """A part holds 50,000 addresses and 50 MB at most; what comes later does not move what is there."""
    rows = [Row(f"/{number}/") for number in range(7)]
    assert [len(part) for part in chunks(rows, "https://e.example/", most=3)] == [3, 3, 1]
    long = [Row(f"/{'é' * 400}{number}/", FIRST) for number in range(100)]
    parts = list(chunks(long, CONFIG.base_url, size=30_000))
    assert len(parts) > 5
    assert all(len(sitemaps.pages(part, CONFIG).encode()) <= 30_000 for part in parts)
    assert list(chunks(long + rows, CONFIG.base_url, size=30_000))[: len(parts) - 1] == parts[:-1]
    assert (MOST_URLS, MOST_BYTES) == (50_000, 52_428_800)


def test_the_news_are_those_of_the_two_days_before_the_newest() -> None:
    """Each with publication, language, date and title; no clock is asked, and there are 1,000 at most."""
    tree = written(planned(400)["sitemap-news.xml"])
    assert locations(tree) == [f"https://test.example/{number}/" for number in range(399, 374, -1)]
    first = next(tree.iterfind("s:url/n:news", SPACES))
    assert [(etree.QName(part).localname, part.text) for part in first.iter() if len(part) == 0] == [
        ("name", "Lamp & Co"), ("language", "en"), ("publication_date", "2025-02-03T15:00:00Z"),
        ("title", "A bridge opens"),
    ]  # fmt: skip
    crowd = [a_head(id=f"tag:x,2026:{n:04}", path=f"{n}.md", permalink=f"/{n}/") for n in range(1_100)]
    assembled, _ = site.assemble(crowd, (), CONFIG, FIRST + timedelta(days=4000))
    outputs = planner.make(assembled, CONFIG, planner.Material()).outputs
    news = next(output for output in outputs if output.path == "sitemap-news.xml")
    assert len(locations(written(news))) == 1_000


def test_no_news_is_withdrawn_or_kept_from_search_engines(tmp_path: Path) -> None:
    """What is no news any more, or asks not to be listed, is not announced."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("Alpha"))
    put(tmp_path / "content/b.md", article("Beta", robots="noindex"))
    put(tmp_path / "content/c.md", article("Gamma", withdrawn="{date: 2026-01-05, reason: It was wrong.}"))
    put(tmp_path / "content/d.md", article("Delta", embargo="2027-01-01"))
    news = published(tmp_path)["sitemap-news.xml"]
    assert locations(etree.fromstring(news)) == ["https://test.example/2026/01/a/"]
    assert b"Beta" not in news


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en-GB", "en"),
        ("pt-BR", "pt"),
        ("zh", "zh-cn"),
        ("zh-Hans-HK", "zh-cn"),
        ("zh-TW", "zh-tw"),
        ("zh-Hant", "zh-tw"),
    ],
)
def test_google_news_has_names_of_its_own_for_languages(language: str, said: str) -> None:
    """Languages stand without region, but Chinese with one of two."""
    news = sitemaps.News("/a/", language, FIRST, True, "A < B")
    text = sitemaps.news((news,), CONFIG)
    assert f"<news:language>{said}</news:language>" in text
    assert "<news:publication_date>2025-01-01</news:publication_date>" in text
    assert "<news:title>A &lt; B</news:title>" in text


def test_a_site_without_stories_has_its_sitemaps(tmp_path: Path) -> None:
    """The addresses that robots.txt names are there from the first day."""
    put(tmp_path / "content/site.yaml", SITE)
    output = published(tmp_path)
    for name in ("sitemap.xml", "sitemap-news.xml"):
        etree.fromstring(output[name])
        assert f"Sitemap: https://test.example/{name}\n".encode() in output["robots.txt"]


@pytest.mark.parametrize(
    ("settings", "out", "welcome"),
    [
        ("", (), ("GPTBot", "PerplexityBot", "ExampleBot")),
        ("robots: {ai: allow}", (), ("GPTBot", "PerplexityBot")),
        ("robots: {ai: no-training}", ("GPTBot", "CCBot", "Google-Extended"), ("PerplexityBot", "Googlebot")),
        ("robots: {ai: deny, deny: ExampleBot}", ("GPTBot", "YouBot", "ExampleBot"), ("Googlebot",)),
    ],
)  # fmt: skip
def test_robots_txt_keeps_out_whom_the_site_names(
    settings: str, out: tuple[str, ...], welcome: tuple[str, ...]
) -> None:
    """Read as a crawler reads it: those named may fetch nothing, all others everything."""
    from urllib.robotparser import RobotFileParser

    config, problems = load(SITE + settings, "site.yaml")
    assert problems == ()
    rules = RobotFileParser()
    rules.parse(robots.text(config, ("/sitemap.xml",)).splitlines())
    page = "https://test.example/2026/01/a/"
    assert [name for name in out if rules.can_fetch(name, page)] == []
    assert [name for name in welcome if not rules.can_fetch(name, page)] == []
    assert rules.site_maps() == ["https://test.example/sitemap.xml"]


def test_no_crawler_is_listed_twice() -> None:
    """A crawler trains or answers; the names are such as site.yaml takes, too."""
    every = (*robots.TRAINING, *robots.ANSWERS)
    assert len({name.lower() for name in every}) == len(every)
    written = f"{SITE}robots: {{deny: [{', '.join(every)}]}}"
    config, problems = load(written, "site.yaml")
    assert problems == ()
    assert config.robots.deny == every
    assert config.robots.ai is AiAccess.ALLOW
