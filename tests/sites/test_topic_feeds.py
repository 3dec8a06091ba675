"""The feeds of tags, authors, agencies and languages that site.yaml names."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedgen_site.problem import errors
from tests.support import SITE, article, built, published, put

LONG = "The first paragraph tells what happened at the harbour on Sunday.\n\nThe second goes on."


def site(folder: Path, feeds: str) -> Path:
    """Write a site whose two stories differ in everything that can have a feed."""
    put(folder / "content/site.yaml", f"{SITE}feeds: {feeds}\n")
    put(folder / "content/a.md", article("A", "2026-01-03", LONG, tags="[Ports, Oslo]", author="Ana Silva",
        agency="Northern Wire"))  # fmt: skip
    put(
        folder / "content/b.md", article("B", "2026-01-04", LONG, tags="[ports]", author="Bo Lund", lang="fr")
    )
    return folder


def titles(output: dict[str, bytes], path: str) -> list[str]:
    """Give the titles of a JSON feed's items."""
    return [item["title"] for item in json.loads(output[path])["items"]]


def folders(output: dict[str, bytes]) -> set[str]:
    """Give the folders of all feeds but those that are there by default."""
    found = {path.rpartition("/")[0] for path in output if path.endswith("rss.xml")}
    return found - {"", "digest/daily", "digest/weekly", "corrections"}


@pytest.mark.parametrize(
    ("feeds", "expected"),
    [
        ("{tags: all}", {"tag/ports": ["B", "A"], "tag/oslo": ["A"]}),
        ("{tags: [Oslo]}", {"tag/oslo": ["A"]}),
        ("{tags: oslo}", {"tag/oslo": ["A"]}),
        ("{tags: none}", {}),
        ("{tags: false, authors: off, agencies: no, languages: no}", {}),
        ("{tags: [none]}", {}),
        ("{tags: true}", {"tag/ports": ["B", "A"], "tag/oslo": ["A"]}),
        ("{tags: [all]}", {"tag/ports": ["B", "A"], "tag/oslo": ["A"]}),
        ('{tags: "Oslo, Ports"}', {"tag/ports": ["B", "A"], "tag/oslo": ["A"]}),
        ("{tags: [no]}", {"tag/no": []}),
        ("{languages: [no]}", {"no": []}),
        ("{authors: all}", {"author/ana-silva": ["A"], "author/bo-lund": ["B"]}),
        ("{agencies: all}", {"agency/northern-wire": ["A"]}),
        ("{languages: all}", {"en": ["A"], "fr": ["B"]}),
        ("{languages: [fr]}", {"fr": ["B"]}),
        ("{tags: {names: [Oslo]}, languages: {names: all}}", {"tag/oslo": ["A"], "en": ["A"], "fr": ["B"]}),
        ("{}", {}),
    ],
)
def test_what_site_yaml_names_has_its_feeds(
    feeds: str, expected: dict[str, list[str]], tmp_path: Path
) -> None:
    """In all formats, beside a page that lists the stories, explained on a page of their own."""
    output = published(site(tmp_path, feeds))
    assert folders(output) == set(expected)
    for folder, found in expected.items():
        assert titles(output, f"{folder}/feed.json") == found
        for file in ("feed.xml", "rss.xml", "index.html"):
            assert f"{folder}/{file}" in output


def test_they_are_summaries_of_twenty_entries(tmp_path: Path) -> None:
    """Standfirst, points and a link; the site's own feed holds the whole text."""
    site(tmp_path, "{tags: all}")
    for index in range(25):
        put(
            tmp_path / f"content/c{index}.md",
            article(f"C{index}", f"2026-01-05 10:{index:02}", LONG, tags="[Many]"),
        )
    output = published(tmp_path)
    items = json.loads(output["tag/many/feed.json"])["items"]
    assert len(items) == 20
    assert "The second goes on." not in items[0]["content_html"]
    assert 'href="https://test.example/2026/01/c24/"' in items[0]["content_html"]
    assert "The second goes on." in output["feed.json"].decode()


def test_site_yaml_may_say_more(tmp_path: Path) -> None:
    """`{names, entries, content}` for all of a kind."""
    output = published(site(tmp_path, "{tags: {names: all, entries: 1, content: full}}"))
    (item,) = json.loads(output["tag/ports/feed.json"])["items"]
    assert item["title"] == "B"
    assert "The second goes on." in item["content_html"]


def test_a_feed_that_is_named_is_there_without_stories(tmp_path: Path) -> None:
    """Empty, valid, explained; so that nobody's subscription ends."""
    feeds = "{tags: [Storms], authors: [Nobody], agencies: [None Wire], languages: [ja]}"
    output = published(site(tmp_path, feeds))
    for folder in ("tag/storms", "author/nobody", "agency/none-wire", "ja"):
        assert titles(output, f"{folder}/feed.json") == []
        ET.fromstring(output[f"{folder}/feed.xml"])
        assert f"{folder}/index.html" in output
    assert "feeds/tag/storms/index.html" in output


@pytest.mark.parametrize(
    ("settings", "folder"),
    [("feeds: {tags: [Storms]}", "tag/storms"), ("sections: [Storms]", "section/storms")],
)
def test_a_feed_that_is_named_outlives_its_stories(settings: str, folder: str, tmp_path: Path) -> None:
    """Its last story expires, its readers stay."""
    put(tmp_path / "content/site.yaml", f"{SITE}{settings}\n")
    put(tmp_path / "content/storms/a.md", article("A", tags="[Storms]", expires="2026-01-06"))
    before = published(tmp_path, as_of=datetime(2026, 1, 5, tzinfo=UTC))
    assert titles(before, f"{folder}/feed.json") == ["A"]
    assert titles(published(tmp_path), f"{folder}/feed.json") == []


@pytest.mark.parametrize(
    "more", ["draft: true", "embargo: 2026-05-01", "date: 2026-05-01", "expires: 2026-01-05"]
)
def test_what_is_held_back_names_no_feed(more: str, tmp_path: Path) -> None:
    """A tag may tell what a story is about before it may be known."""
    put(tmp_path / "content/site.yaml", f"{SITE}feeds: {{tags: all, authors: all, agencies: all}}\n")
    name, _, value = more.partition(": ")
    fields = {"tags": "[Merger]", "author": "Ana Silva", "agency": "Wire", name: value}
    put(tmp_path / "content/bank/a.md", article("A", **{"date": "2026-01-04", **fields}))
    assert folders(published(tmp_path)) == set()


def test_tags_that_differ_in_a_symbol_have_feeds_of_their_own(tmp_path: Path) -> None:
    """C, C++ and C# are three; a hash sign before a tag is none of it, and capitals do not count."""
    put(tmp_path / "content/site.yaml", f"{SITE}feeds: {{tags: all}}\n")
    for number, tag in enumerate(("C", "C++", "C#", "#oslo", "Oslo")):
        put(tmp_path / f"content/{number}.md", article(f"Story {number}", tags=f"['{tag}']"))
    output = published(tmp_path)
    assert len(folders(output)) == 4
    assert titles(output, "tag/c/feed.json") == ["Story 0"]
    assert sorted(titles(output, "tag/oslo/feed.json")) == ["Story 3", "Story 4"]


def test_ids_of_feeds_and_entries_are_the_same_everywhere(tmp_path: Path) -> None:
    """A story has one id in all feeds; a feed has one made of its kind and slug."""
    output = published(site(tmp_path, "{tags: all, languages: all}"))
    atom = "{http://www.w3.org/2005/Atom}"
    root = ET.fromstring(output["tag/oslo/feed.xml"])
    assert root.findtext(f"{atom}id") == "tag:test.example,2026:/feed/tag/oslo"
    ids = {entry.findtext(f"{atom}id") for entry in root.iter(f"{atom}entry")}
    assert ids == {"tag:test.example,2026:a"}


@pytest.mark.parametrize(
    ("feeds", "hint"),
    [
        ("{tags: {entries: 5}}", "tags: {names: all, entries: 5}"),
        ("{tags: [{name: x}]}", "tags: all"),
        ("{languages: [english]}", "languages: [en, fr]"),
        ("{tags: {names: all, entry: 5}}", "did you mean 'entries'?"),
        ("{archive: year}", "archive: month"),
    ],
)
def test_a_mistake_says_what_to_type(feeds: str, hint: str, tmp_path: Path) -> None:
    """One error each."""
    outcome = built(site(tmp_path, feeds))
    assert [problem.hint for problem in errors(outcome.problems)] == [hint]
    assert outcome.exit_code == 2


@pytest.mark.parametrize("name", ["NW", "n.w.", "northern wire", "Northern Wire"])
def test_a_feed_of_an_agency_goes_by_any_of_its_names(name: str, tmp_path: Path) -> None:
    """The stories are shown under the name in `agencies`, and so is the feed; an alias has none."""
    folder = site(tmp_path, f'{{agencies: ["{name}"]}}\nagencies: {{Northern Wire: {{aliases: [NW]}}}}')
    output = published(folder)
    assert folders(output) == {"agency/northern-wire"}
    assert titles(output, "agency/northern-wire/feed.json") == ["A"]


@pytest.mark.parametrize(
    "settings", ["logo: /nope.svg", "feeds: {podcast: {email: a@test.example, image: /cover.jpg}}"]
)
def test_a_picture_that_site_yaml_names_and_nobody_has_is_named(settings: str, tmp_path: Path) -> None:
    """Every feed and page would show a broken one; with the file there is nothing to say."""
    put(tmp_path / "content/site.yaml", f"{SITE}{settings}\n")
    (found,) = built(tmp_path).problems
    assert found.code == "broken-link"
    assert found.path == str(tmp_path / "content/site.yaml")
    put(tmp_path / "content/static" / ("nope.svg" if "nope" in settings else "cover.jpg"), "<svg/>")
    assert built(tmp_path).problems == ()
