"""Addresses and ids of a whole site: promises to readers that nobody may break later (docs/promises.md)."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path

import pytest

from feedgen_site.problem import errors
from tests.support import SITE, article, built, codes, published, put, site_from

TWO_DAYS = f"""\
=== content/site.yaml
{SITE}sections:
  - {{slug: asia, title: Asia}}
  - {{slug: europe, title: Europe}}
=== content/asia/2026-01-04-lee-in-beijing.md
---
title: Lee in Beijing
date: 2026-01-04 09:59
aliases: [/old/lee/, /old/lee.html]
image: lee.jpg
---
He is in Beijing. He stays for four days.
=== content/asia/lee.jpg
not really a picture
=== content/asia/unused.jpg
nobody shows this
=== content/europe/euro/index.md
---
title: The euro
date: 2026-01-01
---
Bulgaria has the euro. It is the twenty-first country to have it.
=== content/europe/euro/index.fr.md
---
title: L'euro
date: 2026-01-01
---
La Bulgarie passe à l'euro. Elle est le vingt et unième pays.
=== content/pages/about.md
---
title: About
---
Who we are.
=== content/static/favicon.svg
<svg xmlns="http://www.w3.org/2000/svg"/>
=== content/static/.well-known/thing.txt
hidden
"""


def ids(tree: dict[str, bytes], feed: str = "feed.json") -> dict[str, str]:
    """Give headline → id of a built JSON feed."""
    return {item["title"]: item["id"] for item in json.loads(tree[feed])["items"]}


def test_a_site_has_exactly_these_addresses(tmp_path: Path) -> None:
    """Stories by year and month, other languages below theirs, a feed beside each page it follows.

    And of each feed a page: the one it follows where that is about the feed itself, else below /feeds/.
    """
    site_from(TWO_DAYS, tmp_path)
    assert sorted(published(tmp_path)) == sorted(
        """
        2026/01/lee-in-beijing/index.html 2026/01/euro/index.html fr/2026/01/euro/index.html
        old/lee/index.html old/lee.html about/index.html
        edition/2026-01-01/index.html edition/2026-01-04/index.html edition/2026-W01/index.html
        edition/2026-01-01/edition.txt edition/2026-01-04/edition.txt edition/2026-W01/edition.txt
        edition/2026-01-01/email.html edition/2026-01-04/email.html edition/2026-W01/email.html
        edition/2026-01-01/edition.eml edition/2026-01-04/edition.eml edition/2026-W01/edition.eml
        digest/daily/index.html digest/daily/feed.xml digest/daily/rss.xml digest/daily/feed.json
        digest/weekly/index.html digest/weekly/feed.xml digest/weekly/rss.xml digest/weekly/feed.json
        corrections/index.html corrections/feed.xml corrections/rss.xml corrections/feed.json
        section/asia/index.html section/asia/feed.xml section/asia/rss.xml section/asia/feed.json
        section/europe/index.html section/europe/feed.xml section/europe/rss.xml section/europe/feed.json
        index.html feed.xml rss.xml feed.json feeds/index.html opml.xml feedgen-site.json
        feeds/site/index.html feeds/section/asia/index.html feeds/section/europe/index.html
        archive/index.html archive/2026-01/index.html en/index.html fr/index.html
        _headers _redirects .nojekyll
        404.html sitemap.xml sitemap-news.xml robots.txt
        assets/style.css assets/feed.css assets/asia/lee.jpg favicon.svg
        """.split()
    )


def test_a_file_that_no_story_shows_is_not_published(tmp_path: Path) -> None:
    """Content may hold pictures for later: only what a published story refers to is copied."""
    site_from(TWO_DAYS, tmp_path)
    assert not any("unused" in path for path in published(tmp_path))


def test_files_beside_articles_are_not_copied_whatever_they_are(tmp_path: Path) -> None:
    """A link to a note, a key or a script in the content folder publishes nothing."""
    site_from(TWO_DAYS, tmp_path)
    put(tmp_path / "content/asia/secret.key", "hush")
    put(tmp_path / "content/x.md", article("X", body="See [it](asia/secret.key) and [that](site.yaml)."))
    tree = published(tmp_path)
    assert not any("secret" in path or "site.yaml" in path for path in tree)


def test_url_style_file_ends_addresses_in_html(tmp_path: Path) -> None:
    """`url_style: file` changes the addresses of stories, and nothing else."""
    site_from(TWO_DAYS, tmp_path)
    folders = set(published(tmp_path))
    put(tmp_path / "content/site.yaml", (tmp_path / "content/site.yaml").read_text() + "url_style: file\n")
    files = set(published(tmp_path))
    assert files - folders == {
        "2026/01/lee-in-beijing.html",
        "2026/01/euro.html",
        "fr/2026/01/euro.html",
    }
    assert folders - files == {
        "2026/01/lee-in-beijing/index.html",
        "2026/01/euro/index.html",
        "fr/2026/01/euro/index.html",
    }


def test_site_yaml_may_choose_another_pattern(tmp_path: Path) -> None:
    """`permalinks:` says where stories stand; a story's own permalink still wins."""
    site_from(TWO_DAYS, tmp_path)
    text = (tmp_path / "content/site.yaml").read_text()
    put(tmp_path / "content/site.yaml", f"{text}permalinks: /{{section}}/{{yyyy}}-{{mm}}-{{dd}}-{{slug}}/\n")
    put(tmp_path / "content/own.md", article("Own", permalink="/my/own/place"))
    tree = published(tmp_path)
    assert "asia/2026-01-04-lee-in-beijing/index.html" in tree
    assert "my/own/place/index.html" in tree
    assert "2026/01/lee-in-beijing/index.html" not in tree


def test_ids_come_from_the_path_below_the_authority(tmp_path: Path) -> None:
    """Without an id of its own a story is known by its path: no extension, no index, language kept."""
    site_from(TWO_DAYS, tmp_path)
    assert ids(published(tmp_path)) == {
        "Lee in Beijing": "tag:test.example,2026:asia/2026-01-04-lee-in-beijing",
        "The euro": "tag:test.example,2026:europe/euro",
        "L'euro": "tag:test.example,2026:europe/euro.fr",
    }


@pytest.mark.parametrize(
    ("written", "id_"),
    [
        ("https://example.com/a", "https://example.com/a"),
        ("urn:uuid:7e6a715a-e545-48c1-8377-1e0c96f17156", "urn:uuid:7e6a715a-e545-48c1-8377-1e0c96f17156"),
        ("7E6A715A-E545-48C1-8377-1E0C96F17156", "urn:uuid:7e6a715a-e545-48c1-8377-1e0c96f17156"),
        ("story 12", "tag:test.example,2026:story%2012"),
    ],
)
def test_a_written_id_is_kept(tmp_path: Path, written: str, id_: str) -> None:
    """An IRI stays as it is, a bare UUID becomes a URN, other text is put below the authority."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A", id=f"'{written}'"))
    assert ids(published(tmp_path)) == {"A": id_}


def test_moving_retitling_or_redating_does_not_change_a_written_id(tmp_path: Path) -> None:
    """An id in front matter is the story's for ever."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A", id="one"))
    before = ids(published(tmp_path))["A"]
    (tmp_path / "content/a.md").unlink()
    put(tmp_path / "content/deep/b.md", article("B", date="2026-01-05", id="one"))
    assert ids(published(tmp_path)) == {"B": before}


def test_nothing_on_the_command_line_changes_an_id(tmp_path: Path) -> None:
    """--base-url moves links; where an authority is set ids stay."""
    site_from(TWO_DAYS, tmp_path)
    before = ids(published(tmp_path))
    built(tmp_path, base_url="https://elsewhere.example/sub/", output="other")
    other = (tmp_path / "other/feed.json").read_bytes()
    assert ids({"feed.json": other}) == before
    assert b"https://elsewhere.example/sub/2026/01/lee-in-beijing/" in other
    assert b"https://test.example/2026" not in other


@pytest.mark.parametrize(
    ("settings", "option", "authority"),
    [
        ("", "", "example.org,2026"),
        ("", "https://News.Example/x/", "news.example,2026"),
        ("base_url: https://own.example/", "https://news.example/", "own.example,2026"),
        ("authority: set.example,2020", "https://news.example/", "set.example,2020"),
    ],
)
def test_the_authority_comes_from_site_yaml_first(
    tmp_path: Path, settings: str, option: str, authority: str
) -> None:
    """Set; else the host of site.yaml's base_url; else that of --base-url; else example.org."""
    put(tmp_path / "content/site.yaml", f"title: T\n{settings}\n")
    put(tmp_path / "content/a.md", article("A"))
    outcome = built(tmp_path, base_url=option)
    feed = (tmp_path / "public/feed.json").read_bytes()
    assert ids({"feed.json": feed}) == {"A": f"tag:{authority}:a"}
    assert ("no-authority" in codes(outcome)) is ("authority" not in settings)


def test_feeds_have_ids_of_their_own(tmp_path: Path) -> None:
    """A feed's id names the feed below the authority, not where it is served."""
    site_from(TWO_DAYS, tmp_path)
    tree = published(tmp_path)
    assert b"<id>tag:test.example,2026:/feed/site</id>" in tree["feed.xml"]
    assert b"<id>tag:test.example,2026:/feed/section/asia</id>" in tree["section/asia/feed.xml"]


def test_an_alias_leads_to_its_story(tmp_path: Path) -> None:
    """The old address holds a page that leads on, relative, and names the new one as canonical."""
    site_from(TWO_DAYS, tmp_path)
    page = published(tmp_path)["old/lee/index.html"].decode()
    assert 'content="0; url=../../2026/01/lee-in-beijing/index.html"' in page
    assert '<link rel="canonical" href="https://test.example/2026/01/lee-in-beijing/">' in page


def test_the_sitemap_lists_every_page_for_readers_and_no_alias(tmp_path: Path) -> None:
    """Search engines hear of every address that is to stay: not of aliases, files or the 404 page."""
    site_from(TWO_DAYS, tmp_path)
    sitemap = published(tmp_path)["sitemap.xml"].decode()
    assert set(re.findall(r"<loc>https://test\.example(.*?)</loc>", sitemap)) == {
        "/", "/feeds/", "/about/", "/2026/01/lee-in-beijing/", "/2026/01/euro/", "/fr/2026/01/euro/",
        "/section/asia/", "/section/europe/", "/edition/2026-01-01/", "/edition/2026-01-04/",
        "/edition/2026-W01/", "/digest/daily/", "/digest/weekly/", "/corrections/",
        "/feeds/site/", "/feeds/section/asia/", "/feeds/section/europe/",
        "/archive/", "/archive/2026-01/", "/en/", "/fr/",
    }  # fmt: skip


def test_robots_txt_names_the_sitemap_and_gives_way_to_the_publishers_own(tmp_path: Path) -> None:
    """content/static/robots.txt replaces ours."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A"))
    assert b"Sitemap: https://test.example/sitemap.xml" in published(tmp_path)["robots.txt"]
    put(tmp_path / "content/static/robots.txt", "User-agent: *\nDisallow: /\n")
    assert published(tmp_path)["robots.txt"] == b"User-agent: *\nDisallow: /\n"


def test_a_section_head_shows_the_newest_and_old_pages_never_shift(tmp_path: Path) -> None:
    """/page/1/ is the oldest; a new story changes the head and no numbered page that is full."""
    put(tmp_path / "content/site.yaml", SITE)
    for number in range(120):
        date = f"2025-{number // 28 + 1:02}-{number % 28 + 1:02}"
        put(tmp_path / f"content/asia/s{number:03}.md", article(f"Story {number:03}", date=date))
    before = published(tmp_path)
    pages = sorted(path for path in before if path.startswith("section/asia/page/"))
    assert pages == ["section/asia/page/1/index.html", "section/asia/page/2/index.html"]
    assert b"Story 000" in before[pages[0]]
    assert b"Story 119" in before["section/asia/index.html"]
    put(tmp_path / "content/asia/new.md", article("Newest", date="2026-01-09"))
    after = published(tmp_path)
    assert [before[page] for page in pages] == [after[page] for page in pages]
    assert b"Newest" in after["section/asia/index.html"]


def test_every_story_of_a_long_section_is_on_a_page_that_the_head_leads_to(tmp_path: Path) -> None:
    """Going from page to page by the links to older ones meets every story."""
    put(tmp_path / "content/site.yaml", SITE)
    for number in range(151):
        put(tmp_path / f"content/asia/s{number:03}.md", article(f"Story {number:03}"))
    tree = published(tmp_path)
    seen: set[str] = set()
    path: str | None = "section/asia/index.html"
    while path:
        page = tree[path].decode()
        seen |= set(re.findall(r"Story \d{3}", page))
        older = re.search(r'href="([^"]+)" rel="next"', page)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), older[1])) if older else None
    assert seen == {f"Story {number:03}" for number in range(151)}


# ---- collisions --------------------------------------------------------------------------------------------


def collision(folder: Path, files: dict[str, str]) -> list[str]:
    """Give the errors of a site with these articles; nothing may have been written."""
    put(folder / "content/site.yaml", SITE)
    for name, text in files.items():
        put(folder / "content" / name, text)
    outcome = built(folder)
    assert not (folder / "public").exists()
    assert outcome.exit_code == 1
    return [
        f"{Path(problem.path).relative_to(folder)}: {problem.message}" for problem in errors(outcome.problems)
    ]


def test_two_stories_at_one_address_are_a_problem_that_names_both(tmp_path: Path) -> None:
    """Neither is published silently over the other."""
    found = collision(tmp_path, {"a/lee.md": article("A"), "b/lee.md": article("B")})
    assert found == ["content/b/lee.md: its address /2026/01/lee/ is that of a/lee.md, too"]


def test_two_stories_of_one_slug_in_different_months_do_not_collide(tmp_path: Path) -> None:
    """The address has year and month."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a/lee.md", article("A"))
    put(tmp_path / "content/b/lee.md", article("B", date="2025-12-04"))
    assert {"2026/01/lee/index.html", "2025/12/lee/index.html"} <= set(published(tmp_path))


def test_addresses_that_differ_in_capitals_collide(tmp_path: Path) -> None:
    """Some disks and hosts ignore capitals, so addresses do."""
    found = collision(
        tmp_path, {"a.md": article("A", permalink="/Lee/"), "b.md": article("B", permalink="/lee/")}
    )
    assert len(found) == 1
    assert "a.md" in found[0]
    assert "b.md" in found[0]


def test_two_stories_of_one_id_are_a_problem_that_names_both(tmp_path: Path) -> None:
    """Readers would see one story where there are two."""
    found = collision(tmp_path, {"a.md": article("A", id="one"), "b.md": article("B", id="one")})
    assert len(found) == 1
    assert "b.md" in found[0]
    assert "a.md" in found[0].partition(":")[2]


@pytest.mark.parametrize(
    "permalink",
    [
        "/feed.xml",
        "/section/asia/",
        "/assets/style.css",
        "/feeds/",
        "/404.html",
        "/sitemap.xml",
        "/sitemap-news.xml",
        "/index.html",
        "/edition/2026-01-04/",
        "/robots.txt",
        "/FEED.json",
        "/about/",
        "/favicon.svg",
        "/feeds/index.html",
    ],
)
def test_a_permalink_cannot_take_the_place_of_the_sites_own_pages(tmp_path: Path, permalink: str) -> None:
    """A story that would stand where the site itself has a page or feed is blamed by name."""
    put(tmp_path / "content/pages/about.md", "# About\n")
    put(tmp_path / "content/static/favicon.svg", "<svg/>")
    found = collision(
        tmp_path,
        {"asia/x.md": article("X", date="2026-01-05"), "asia/a.md": article("A", permalink=permalink)},
    )
    assert len(found) == 1
    assert "asia/a.md" in found[0]


@pytest.mark.parametrize("permalink", ["/feed.xml/a/", "/x.html/y.html"])
def test_a_file_where_another_address_needs_a_folder_is_a_problem(tmp_path: Path, permalink: str) -> None:
    """A path cannot be a file and a folder at once."""
    files = {"a.md": article("A", permalink=permalink), "b.md": article("B", permalink="/x.html")}
    found = collision(tmp_path, files)
    assert len(found) == 1
    assert "a.md" in found[0]


def test_an_alias_that_repeats_the_storys_own_address_does_nothing(tmp_path: Path) -> None:
    """An imported list of addresses may hold the one that the story has now."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A", aliases="[/2026/01/a, /before/]"))
    tree = published(tmp_path)
    assert b"<title>A" in tree["2026/01/a/index.html"]
    assert "before/index.html" in tree


def test_an_alias_that_is_another_storys_address_is_a_problem(tmp_path: Path) -> None:
    """An alias never replaces a story."""
    found = collision(tmp_path, {"a.md": article("A"), "b.md": article("B", aliases="[/2026/01/a/]")})
    assert len(found) == 1
    assert "a.md" in found[0]
    assert "b.md" in found[0]


def test_a_collision_with_a_draft_is_none(tmp_path: Path) -> None:
    """What is not published takes nobody's place."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a/lee.md", article("A"))
    put(tmp_path / "content/b/lee.md", article("B", draft="true"))
    assert b"<title>A" in published(tmp_path)["2026/01/lee/index.html"]
