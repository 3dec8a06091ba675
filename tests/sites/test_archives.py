"""Archived feeds (RFC 5005): every entry stands in one document, and what is archived stays as it is."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support import SITE, article, built, published, put, tree

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
BASE = "https://test.example/"
AS_OF = datetime(2027, 1, 1, tzinfo=UTC)


def site(folder: Path, number: int, hours: int, settings: str = "feeds: {entries: 5}\n") -> Path:
    """Write a site of so many stories, these hours apart, from the first of January 2026 on."""
    put(folder / "content/site.yaml", SITE + settings)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for index in range(number):
        moment = start + timedelta(hours=hours * index)
        body = f"Story {index} has one sentence of its own."
        put(folder / f"content/s{index:04}.md", article(f"Story {index}", f"{moment:%Y-%m-%dT%H:%MZ}", body))
    return folder


def link(root: ET.Element, rel: str) -> str:
    """Give where a feed's link leads, in Atom or RSS; "" for none."""
    return next((one.get("href", "") for one in root.iter(f"{ATOM}link") if one.get("rel") == rel), "")


def file_of(url: str) -> str:
    """Give the output file that an absolute URL is served from."""
    return url.removeprefix(BASE)


def walk_xml(output: dict[str, bytes], head: str) -> Iterator[tuple[str, list[str]]]:
    """Walk back from a head: each document's file, and the ids of its entries."""
    file = head
    while file:
        root = ET.fromstring(output[file])
        entries = root.iter(f"{ATOM}entry") if root.tag.startswith(ATOM) else root.iter("item")
        found = [entry.findtext(f"{ATOM}id") or entry.findtext("guid") or "" for entry in entries]
        assert link(root, "self") == BASE + file
        yield file, found
        older = link(root, "prev-archive")
        file = file_of(older) if older else ""


def walk_json(output: dict[str, bytes], head: str) -> Iterator[tuple[str, list[str]]]:
    """Walk back by `next_url`."""
    file = head
    while file:
        feed = json.loads(output[file])
        assert feed["feed_url"] == BASE + file
        yield file, [item["id"] for item in feed["items"]]
        file = file_of(feed["next_url"]) if "next_url" in feed else ""


def walked(output: dict[str, bytes], head: str) -> list[tuple[str, list[str]]]:
    """Walk back in whatever format."""
    return list((walk_json if head.endswith(".json") else walk_xml)(output, head))


HEADS = ["feed.xml", "rss.xml", "feed.json"]


@pytest.mark.slow
def test_walking_back_over_5000_stories_meets_each_once(tmp_path: Path) -> None:
    """In every format, newest first; in the site's feed and in those of editions."""
    site(tmp_path, 5000, 1, "feeds: {entries: 50}\n")
    assert built(tmp_path, as_of=AS_OF, jobs=4).exit_code == 0
    output = tree(tmp_path / "public")
    every = [f"tag:test.example,2026:s{index:04}" for index in reversed(range(5000))]
    for head in HEADS:
        pages = walked(output, head)
        assert [identity for _, found in pages for identity in found] == every
        assert len(pages) > 6
    days = [identity for _, found in walked(output, "digest/daily/feed.xml") for identity in found]
    assert len(days) == len(set(days)) == 209
    weeks = [identity for _, found in walked(output, "digest/weekly/feed.json") for identity in found]
    assert len(weeks) == len(set(weeks)) == 31


@pytest.mark.parametrize("head", HEADS)
def test_the_head_holds_whole_months_until_it_has_enough(head: str, tmp_path: Path) -> None:
    """Four stories in March and five wanted: February's stand in the head, too; January is archived."""
    output = published(site(tmp_path, 13, 24 * 7), as_of=AS_OF)
    (first, newest), (second, january) = walked(output, head)
    assert [identity[-2:] for identity in newest] == ["12", "11", "10", "09", "08", "07", "06", "05"]
    assert [identity[-2:] for identity in january] == ["04", "03", "02", "01", "00"]
    names = {"feed.xml": "2026-01.xml", "rss.xml": "2026-01.rss.xml", "feed.json": "2026-01.json"}
    assert (first, second) == (head, f"archive/{names[head]}")


@pytest.mark.parametrize("head", HEADS[:2])
def test_an_archive_says_that_it_is_one_and_where_the_feed_is(head: str, tmp_path: Path) -> None:
    """`fh:archive`, `current` and `prev-archive`; the head names the newest archive alone."""
    output = published(site(tmp_path, 20, 24 * 7), as_of=AS_OF)
    documents = [ET.fromstring(output[file]) for file, _ in walked(output, head)]
    assert len(documents) > 2
    newest, *archives = documents
    assert newest.find(f".//{HISTORY}archive") is None
    assert link(newest, "current") == ""
    for archive in archives:
        # The validator takes a mark without an older archive for a broken chain.
        marked = archive.find(f".//{HISTORY}archive") is not None
        assert marked == bool(link(archive, "prev-archive"))
        assert link(archive, "current") == BASE + head
        # It would change when the next archive is made.
        assert link(archive, "next-archive") == ""


@pytest.mark.parametrize(
    ("unit", "name"), [("week", r"archive/2026-W\d\d\.xml"), ("day", r"archive/2026-\d\d-\d\d\.xml")]
)
def test_a_shorter_period_can_be_chosen(unit: str, name: str, tmp_path: Path) -> None:
    """`archive: week` or `day`, for sites whose months grow too large."""
    output = published(site(tmp_path, 30, 12, f"feeds: {{entries: 5, archive: {unit}}}\n"), as_of=AS_OF)
    pages = walked(output, "feed.xml")
    assert len(pages) > 2
    assert sum(len(found) for _, found in pages) == 30
    assert all(re.fullmatch(name, file) for file, _ in pages[1:])


def test_without_archives_a_feed_is_its_newest_entries(tmp_path: Path) -> None:
    """`archive: off`."""
    output = published(site(tmp_path, 30, 24, "feeds: {entries: 5, archive: off}\n"), as_of=AS_OF)
    ((_, found),) = walked(output, "feed.xml")
    assert len(found) == 5
    assert not any("archive/" in path for path in output if not path.endswith(".html"))


def test_periods_are_those_of_the_sites_zone(tmp_path: Path) -> None:
    """The last evening of January in New York is February in UTC, and stands in January's archive."""
    put(tmp_path / "content/site.yaml", f"{SITE}timezone: America/New_York\nfeeds: {{entries: 1}}\n")
    put(tmp_path / "content/a.md", article("Evening", "2026-02-01T03:00Z"))
    put(tmp_path / "content/b.md", article("Later", "2026-02-03T03:00Z"))
    output = published(tmp_path, as_of=AS_OF)
    assert [file for file, _ in walked(output, "feed.xml")] == ["feed.xml", "archive/2026-01.xml"]


def archives(output: dict[str, bytes]) -> dict[str, bytes]:
    """Give the archive documents of feeds."""
    documents = (path for path in output if "archive/" in path and not path.endswith(".html"))
    return {path: output[path] for path in documents}


def test_an_archive_changes_only_when_one_of_its_own_stories_does(tmp_path: Path) -> None:
    """New stories, another month archived, a later build: not a byte; a correction of its own: that one."""
    site(tmp_path, 20, 24 * 7)
    before = archives(published(tmp_path, as_of=AS_OF))
    for index in range(8):
        put(
            tmp_path / f"content/n{index}.md", article(f"New {index}", f"2026-0{6 + index // 4}-0{index + 1}")
        )
    after = archives(published(tmp_path, as_of=AS_OF + timedelta(days=40)))
    assert before.items() < after.items()
    put(tmp_path / "content/s0001.md",
        article("Story 1", "2026-01-08", corrections="[{date: 2026-05-01 12:34, text: It.}]"))  # fmt: skip
    corrected = archives(published(tmp_path, as_of=AS_OF + timedelta(days=40)))
    changed = {path for path in after if corrected.get(path) != after[path]}
    days = {"digest/daily/archive/2026-01", "digest/weekly/archive/2026-01", "archive/2026-01"}
    assert {re.sub(r"(\.rss)?\.(xml|json)$", "", path) for path in changed} == days


def test_a_story_that_expires_or_is_withdrawn_leaves_its_archive(tmp_path: Path) -> None:
    """Being archived protects nothing that must go."""
    site(tmp_path, 20, 24 * 7)
    put(
        tmp_path / "content/s0001.md",
        article("Story 1", "2026-01-08", "Words that expire.", expires="2026-09-01"),
    )
    put(tmp_path / "content/s0002.md", article("Story 2", "2026-01-15", "Words withdrawn.",
        withdrawn="{date: 2026-09-02, reason: All of it was wrong.}"))  # fmt: skip
    gone = published(tmp_path, as_of=AS_OF)
    for data in archives(gone).values():
        assert b"Words that expire" not in data
        assert b"Words withdrawn" not in data
    assert (
        b"Words that expire"
        in archives(published(tmp_path, as_of=datetime(2026, 8, 1, tzinfo=UTC)))["archive/2026-01.xml"]
    )
