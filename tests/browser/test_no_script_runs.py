"""Whatever articles and site.yaml hold: no page runs a script, nor does feed content put into a page.

The corpus is tests/cases/xss.txt. Run it by itself, as the control here does, and most of it runs.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from jinja2 import Environment
from lxml import etree
from markdown_it import MarkdownIt
from markupsafe import escape
from playwright.sync_api import Browser, BrowserContext

from feedgen_site.text import clean, one_line
from tests.browser.hostile import CALCULATED, SETTINGS, accepted, vectors, write_settings, write_stories
from tests.browser.judge import FINDINGS, FRAMES, INSERTED, PARSED, TOUCH, Watch
from tests.support import built, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOGETHER: Final = {FRAMES: 60, PARSED: 300, INSERTED: 300}
"""How many pages or texts a judge takes at a time."""
# Frames of the control must not send its page elsewhere.
SANDBOX: Final = "allow-scripts allow-same-origin allow-forms allow-modals allow-popups"
# What readers show of a feed and its entries as HTML, or may take for HTML.
_ATOM, _DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/elements/1.1/}"
SHOWN: Final = {
    "feed.xml": [_ATOM + name for name in ("title", "subtitle", "summary", "content", "rights")],
    "rss.xml": [
        "title", "description", "category", f"{_DC}creator", f"{_DC}rights",
        "{http://purl.org/rss/1.0/modules/content/}encoded",
    ],
}  # fmt: skip
# The least share of stories whose page shows a field; elsewhere nothing was left of the vector in it.
REACHED: Final = {
    "headline": 0.6, "description": 0.4, "body": 0.9, "points": 0.9, "reviewer": 0.5, "author": 0.9,
    "author url": 0.05, "articleSection": 0.6, "keywords": 0.9, "sourceOrganization": 0.6, "isBasedOn": 0.03,
    "image": 0.5, "caption": 0.2, "creditText": 0.2, "related": 0.9, "copyrightNotice": 0.9,
    "correction": 0.9,
}  # fmt: skip
DATA: Final = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the hostile stories; none of them may be left out."""
    folder = tmp_path_factory.mktemp("hostile")
    written = write_stories(folder)
    outcome = built(folder, cache="", skip_bad=True)
    assert outcome.published == written == 2 * len(vectors())
    return folder / "public"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a context of one's own."""
    opened = browser.new_context()
    yield opened
    opened.close()


def pages_of(public: Path) -> dict[str, str]:
    """Read every page of a site, under whatever name it stands."""
    every = sorted(file for file in public.rglob("*") if file.is_file())
    texts = {file.relative_to(public).as_posix(): file.read_text("utf-8") for file in every}
    return {name: text for name, text in texts.items() if text.startswith("<!DOCTYPE html>")}


def stories_of(pages: dict[str, str]) -> list[str]:
    """List the pages of stories by what only they have: data for machines."""
    return [name for name, text in pages.items() if DATA.search(text) and name.endswith("index.html")]


def judged(watch: Watch, script: str, items: Sequence[object]) -> list[list[str]]:
    """Run a judge over pages, some at a time; give its findings by page."""
    found: list[list[str]] = []
    step = TOGETHER[script]
    for start in range(0, len(items), step):
        found += watch.page.evaluate(script, items[start : start + step])
    return found


def opened(watch: Watch, address: str) -> list[str]:
    """Open an address as a reader does, judge the page and touch it; give what is wrong."""
    watch.page.goto(address)
    found: list[str] = watch.page.evaluate(f"() => ({FINDINGS})(document)")
    watch.page.evaluate(f"() => ({TOUCH})(document)")
    assert watch.page.url == address
    assert len(watch.page.frames) == 1
    return found


def texts_of(public: Path, name: str) -> list[str]:
    """Read out of a feed what its readers put into their pages, each text as they have it after parsing."""
    if name == "feed.json":
        return [item["content_html"] for item in json.loads((public / name).read_text("utf-8"))["items"]]
    elements = etree.parse(str(public / name)).iter(*SHOWN[name])
    return sorted({element.text or "" for element in elements})


def test_the_corpus_is_large() -> None:
    """There are at least 300 vectors, each once."""
    assert len(set(vectors())) == len(vectors()) >= 300


def test_the_harness_sees_what_runs(context: BrowserContext) -> None:
    """The same vectors put into pages as they stand do run, and the judge objects to what could.

    This is the control: every third vector as text rendered by a Markdown parser that allows everything, and
    as title and address; and what needs no more, put into a page as readers of feeds do it.
    """
    sample = vectors()[::3]
    markdown = MarkdownIt("commonmark", {"html": True})
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    watch = Watch(context, "about:")
    watch.page.goto("about:blank")
    texts = [f"<!DOCTYPE html><body>{markdown.render(vector)}" for vector in sample]
    findings = judged(watch, FRAMES, [{"sandbox": SANDBOX, "srcdoc": page} for page in texts])
    as_text = len(set(watch.ran))
    assert as_text > len(sample) * 0.45
    assert sum(map(bool, findings)) > len(sample) * 0.6
    assert any("evil.example" in address for address in watch.asked)
    places = [f'<!DOCTYPE html><title>{vector}</title><a href="{vector}">x</a>' for vector in sample]
    judged(watch, FRAMES, [{"sandbox": SANDBOX, "srcdoc": page} for page in places])
    assert len(set(watch.ran)) > as_text
    watch.ran.clear()
    pictures = [vector for vector in vectors() if vector.startswith("<img ") and "onerror" in vector]
    assert sum(map(bool, judged(watch, INSERTED, pictures))) > len(pictures) * 0.7
    assert len(set(watch.ran)) > len(pictures) * 0.5
    assert Environment().from_string("{{7*7191}}").render() == CALCULATED


def test_no_script_of_a_story_runs(context: BrowserContext, public: Path) -> None:
    """Every vector, as text and in every field of an article: its page runs, asks for and hides nothing."""
    stories = stories_of(pages_of(public))
    # Every page is judged below; opening all those of HTML articles, too, would only take longer.
    chosen = [name for number, name in enumerate(stories) if "-html" not in name or number % 10 == 0]
    assert len(chosen) > len(vectors())
    with served(public) as url:
        watch = Watch(context, url)
        watch.page.goto(f"{url}404.html")
        findings = judged(watch, FRAMES, [{"src": url + quote(name)} for name in chosen])
    assert {name: wrong for name, wrong in zip(chosen, findings, strict=True) if wrong} == {}
    assert watch.ran == []
    assert watch.asked == []


def test_every_page_of_hostile_stories_is_plain(context: BrowserContext, public: Path) -> None:
    """Stories, sections, editions, old addresses: nothing that could run, and no template filled in."""
    pages = pages_of(public)
    assert len(pages) > 3 * len(vectors())
    watch = Watch(context, "about:")
    watch.page.goto("about:blank")
    findings = judged(watch, PARSED, list(pages.values()))
    assert {name: wrong for name, wrong in zip(pages, findings, strict=True) if wrong} == {}
    assert [name for name, text in pages.items() if CALCULATED in text] == []


def test_the_vectors_do_reach_the_pages(public: Path) -> None:
    """A vector that is dropped everywhere tests nothing: so many pages of stories show each field."""
    reached: Counter[str] = Counter()
    for text in pages_of(public).values():
        if match := DATA.search(text):
            data = json.loads(match[1])
            data["author url"] = [author["url"] for author in data.get("author", ()) if "url" in author]
            if data.get("headline", "").isdigit():
                del data["headline"]  # nothing was left of it, and the file name stands in
            reached.update(key for key, value in data.items() if value)
            reached.update(name for name in ("body", "points", "related", "reviewer") if f'"{name}"' in text)
            reached.update(list(data.get("image", ())))
    shares = {name: reached[name] / (2 * len(vectors())) for name in REACHED}
    assert {name: share for name, share in shares.items() if share < REACHED[name]} == {}


@pytest.mark.parametrize("name", ["feed.xml", "rss.xml", "feed.json"])
def test_no_script_of_a_feed_runs_in_a_readers_page(context: BrowserContext, public: Path, name: str) -> None:
    """What a feed gives for HTML, put into a page by innerHTML and by document.write, runs nothing."""
    texts = texts_of(public, name)
    assert len(texts) >= 1000
    watch = Watch(context, "about:")
    watch.page.goto("about:blank")
    assert {
        text: wrong for text, wrong in zip(texts, judged(watch, INSERTED, texts), strict=True) if wrong
    } == {}
    written = ["".join(texts[start : start + 60]) for start in range(0, len(texts), 60)]
    for wrong in judged(watch, FRAMES, [{"written": text} for text in written]):
        assert wrong == []
    assert watch.ran == []
    assert watch.asked == []


def test_no_script_runs_from_disk(context: BrowserContext, public: Path) -> None:
    """Opened from disk, lists and stories are as harmless as over HTTP."""
    pages = pages_of(public)
    lists = [name for name in pages if name.startswith(("edition/", "feeds/", "index"))]
    watch = Watch(context, public.as_uri())
    for name in [*lists, *stories_of(pages)[::40]]:
        assert opened(watch, (public / name).as_uri()) == [], name
    assert watch.ran == []
    assert watch.asked == []


@pytest.mark.parametrize("number", range(SETTINGS))
def test_no_script_of_site_yaml_runs(context: BrowserContext, tmp_path: Path, number: int) -> None:
    """Every vector in the texts of site.yaml, and those that its addresses and colours take."""
    write_settings(tmp_path, number)
    outcome = built(tmp_path, cache="")
    assert outcome.exit_code == 0, [str(problem) for problem in outcome.problems]
    public = tmp_path / "public"
    pages = pages_of(public)
    # All of them together are the title, the line under it, the publisher and the footer.
    everything = escape(one_line(clean(" ".join(vectors()[number::SETTINGS]))))
    assert pages["index.html"].count(everything) >= 4
    watch = Watch(context, public.as_uri())
    # Links of the missing page begin at the root of a host, which a disk has not.
    for name in set(pages) - {"404.html"} if number == 0 else ("index.html", "about/index.html"):
        assert opened(watch, (public / name).as_uri()) == [], name
    watch.page.goto("about:blank")
    assert not any(judged(watch, PARSED, list(pages.values())))
    for name in ("feed.xml", "rss.xml"):
        assert not any(judged(watch, INSERTED, texts_of(public, name)))
    assert watch.ran == []
    assert watch.asked == []
    assert not [
        file for file in public.rglob("*") if file.is_file() and CALCULATED in file.read_text("utf-8")
    ]


def test_settings_that_are_addresses_take_few_vectors() -> None:
    """Languages, zones, patterns and ids take no vector, addresses only paths and web addresses."""
    for key in ("authority", "language", "timezone", "permalinks"):
        assert accepted(key) == ()
    for key in ("nav", "logo", "base_url"):
        assert 0 < len(accepted(key)) < 20
        assert all(address.startswith(("/", "https://")) for address in accepted(key))
