"""Corrections and withdrawals: told where the story is told, and in a feed of their own."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import feedparser
import pytest

from feedgen_site.problem import errors
from tests.support import SITE, built, codes, published, put

UUID = "urn:uuid:7e6a715a-e545-48c1-8377-1e0c96f17156"
BODY = "The bridge opened to lorries on Sunday. It had been closed since the flood of 2024."
PAGE = "2026/01/bridge/index.html"
ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}"


def site(folder: Path, *lines: str, settings: str = "", identity: str = UUID) -> Path:
    """Write a site with a story that has these further lines in its header, and another."""
    put(folder / "content/site.yaml", SITE + settings)
    rows = (
        "title: The bridge is open", "standfirst: Lorries first.", "date: 2026-01-04 09:59",
        f"id: {identity}", "author: Ana Silva", "tags: [Bridges]",
        "image: {src: bridge.png, alt: The bridge}", *lines,
    )  # fmt: skip
    put(folder / "content/roads/bridge.md", "\n".join(("---", *rows, "---", BODY, "")))
    put(folder / "content/roads/bridge.png", "bytes")
    put(
        folder / "content/roads/other.md",
        "---\ntitle: Another\ndate: 2026-01-05\n---\nTolls stay as they are.\n",
    )
    return folder


CORRECTION = "corrections: [{date: 2026-01-06 08:00, text: The flood was in 2023.}]"
WITHDRAWN = "withdrawn: {date: 2026-01-07 12:00, reason: The pictures showed another bridge.}"


def items(output: dict[str, bytes], path: str = "feed.json") -> list[dict[str, object]]:
    """Give the items of a JSON feed."""
    found: list[dict[str, object]] = json.loads(output[path])["items"]
    return found


def entry(output: dict[str, bytes], path: str, identity: str) -> ET.Element:
    """Find an entry of an Atom feed."""
    return next(
        e for e in ET.fromstring(output[path]).iter(f"{ATOM}entry") if e.findtext(f"{ATOM}id") == identity
    )


def test_a_correction_stands_first_in_content_and_moves_updated_alone(tmp_path: Path) -> None:
    """Who reads the story anew is told before the text what was wrong; it does not become new."""
    output = published(site(tmp_path, CORRECTION))
    for path in ("feed.xml", "section/roads/feed.xml"):
        found = entry(output, path, UUID)
        content = found.findtext(f"{ATOM}content") or ""
        assert content.startswith("<p><strong>Corrected (2026-01-06):</strong> The flood was in 2023.</p>")
        assert found.findtext(f"{ATOM}published") == "2026-01-04T09:59:00Z"
        assert found.findtext(f"{ATOM}updated") == "2026-01-06T08:00:00Z"
    assert [item["title"] for item in items(output)] == ["Another", "The bridge is open"]
    page = output[PAGE].decode()
    assert page.index('id="corrections"') < page.index('<div class="body')


def test_a_correction_is_an_entry_of_its_own_feed(tmp_path: Path) -> None:
    """With an id of its own, dated by the correction, leading to the notice on the story's page."""
    output = published(site(tmp_path, CORRECTION))
    for path in ("corrections/feed.xml", "corrections/rss.xml"):
        found = feedparser.parse(output[path])
        assert not found.bozo
        (one,) = found.entries
        assert one.id == "tag:test.example,2026:/correction-1/7e6a715a-e545-48c1-8377-1e0c96f17156"
        assert one.title == "Correction: The bridge is open"
        assert one.link == "https://test.example/2026/01/bridge/#corrections"
        assert "The flood was in 2023." in one.content[0].value
        assert one.published_parsed[:5] == (2026, 1, 6, 8, 0)
    assert 'id="corrections"' in output[PAGE].decode()
    assert "The flood was in 2023." in output["corrections/index.html"].decode()


@pytest.mark.parametrize(
    ("identity", "made"),
    [
        (UUID, "tag:test.example,2026:/correction-1/7e6a715a-e545-48c1-8377-1e0c96f17156"),
        ("bridge", "tag:test.example,2026:bridge#correction-1"),
        ("https://old.example/bridge", "https://old.example/bridge#correction-1"),
        ("https://old.example/b#1", "tag:test.example,2026:/correction-1/https%3A//old.example/b%231"),
    ],
)
def test_every_correction_has_an_id_that_validators_take(identity: str, made: str, tmp_path: Path) -> None:
    """The story's with a fragment, but a UUID and an IRI with a fragment can have none."""
    output = published(site(tmp_path, CORRECTION, identity=identity))
    assert [item["id"] for item in items(output, "corrections/feed.json")] == [made]


def test_corrections_are_counted_in_the_order_of_their_dates(tmp_path: Path) -> None:
    """So that a later one changes no earlier one's id, wherever it is written."""
    first = "{date: 2026-01-06, text: The first.}"
    second = "{date: 2026-01-08, text: The second.}"
    for order in (f"{first}, {second}", f"{second}, {first}"):
        output = published(site(tmp_path, f"corrections: [{order}]"))
        found = {item["summary"]: str(item["id"]) for item in items(output, "corrections/feed.json")}
        assert "/correction-1/" in found["The first."]
        assert "/correction-2/" in found["The second."]
        assert list(found) == ["The second.", "The first."]


def test_a_correction_on_the_day_of_publication_counts_a_second_later(tmp_path: Path) -> None:
    """A bare date would lie before the story."""
    output = published(site(tmp_path, "corrections: [{date: 2026-01-04, text: At once.}]"))
    (item,) = items(output, "corrections/feed.json")
    assert item["date_published"] == "2026-01-04T09:59:01Z"


def test_a_withdrawn_story_is_a_notice_under_its_id_and_address(tmp_path: Path) -> None:
    """In every output: title, reason and date, and nothing else of it."""
    output = published(site(tmp_path, WITHDRAWN, CORRECTION))
    everything = b"\n".join(output.values()).decode("utf-8", "replace")
    for gone in ("opened to lorries", "flood of 2024", "Lorries first", "bridge.png", "was in 2023"):
        assert gone not in everything
    for path in ("feed.xml", "rss.xml", "section/roads/feed.xml"):
        found = next(one for one in feedparser.parse(output[path]).entries if one.id == UUID)
        assert found.title == "Withdrawn: The bridge is open"
        assert found.link == "https://test.example/2026/01/bridge/"
        text = "<p><strong>Withdrawn (2026-01-07):</strong> The pictures showed another bridge.</p>"
        assert found.content[0].value == text
    page = output[PAGE].decode()
    assert "The pictures showed another bridge." in page
    assert "<title>Withdrawn: The bridge is open" in page
    # Lists, editions and the front page mark it.
    assert "Withdrawn" in output["edition/2026-01-04/index.html"].decode()


def test_a_withdrawal_keeps_publication_and_moves_updated(tmp_path: Path) -> None:
    """It stays at its place in every list, and readers show it as changed."""
    found = entry(published(site(tmp_path, WITHDRAWN)), "feed.xml", UUID)
    assert found.findtext(f"{ATOM}published") == "2026-01-04T09:59:00Z"
    assert found.findtext(f"{ATOM}updated") == "2026-01-07T12:00:00Z"


def test_a_withdrawal_is_told_in_the_feed_of_corrections(tmp_path: Path) -> None:
    """Who follows what we got wrong hears of it."""
    (item,) = items(published(site(tmp_path, WITHDRAWN)), "corrections/feed.json")
    assert item["id"] == "tag:test.example,2026:/withdrawal/7e6a715a-e545-48c1-8377-1e0c96f17156"
    assert item["title"] == "Withdrawn: The bridge is open"


def test_the_feeds_a_story_stood_in_bring_its_notice(tmp_path: Path) -> None:
    """Its section's, tag's and author's readers had the story; they are told, too."""
    output = published(site(tmp_path, WITHDRAWN, settings="feeds: {tags: all, authors: all}\n"))
    for path in ("section/roads/feed.json", "tag/bridges/feed.json", "author/ana-silva/feed.json"):
        assert UUID in [item["id"] for item in items(output, path)]


def test_tombstones_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    """RFC 6721, beside the notice and a second after it, as readers heed the newer of two; in Atom alone."""
    output = published(site(tmp_path / "a", WITHDRAWN, settings="feeds: {tombstones: true}\n"))
    (tombstone,) = ET.fromstring(output["feed.xml"]).findall(f"{TOMBSTONE}deleted-entry")
    assert tombstone.attrib == {"ref": UUID, "when": "2026-01-07T12:00:01Z"}
    assert tombstone.findtext(f"{TOMBSTONE}comment") == "The pictures showed another bridge."
    assert b"tombstones" not in output["rss.xml"]
    assert b"tombstones" not in published(site(tmp_path / "b", WITHDRAWN))["feed.xml"]


@pytest.mark.parametrize(
    "written", ["true", "It was wrong.", "{reason: Wrong.}", "{date: 2026-01-07}", "[]x"]
)
def test_a_withdrawal_without_date_or_reason_stops_the_build(written: str, tmp_path: Path) -> None:
    """Neither is the story published, as somebody wants it gone, nor is it gone without a word."""
    outcome = built(site(tmp_path, f"withdrawn: {written}"))
    (found,) = errors(outcome.problems)
    assert (found.code, found.line) == ("bad-withdrawal", 9)
    assert found.hint == "withdrawn: {date: 2026-01-05, reason: Why it is gone}"
    assert not (tmp_path / "public").exists()


def test_withdrawn_false_is_no_withdrawal(tmp_path: Path) -> None:
    """A template of headers may hold it."""
    assert "opened to lorries" in published(site(tmp_path, "withdrawn: false"))[PAGE].decode()


def test_a_withdrawal_to_come_is_shown_at_once_with_a_warning(tmp_path: Path) -> None:
    """Of two readings of a date ahead, the one that publishes less is taken."""
    outcome = built(site(tmp_path, WITHDRAWN.replace("2026-01-07", "2027-01-07")))
    assert codes(outcome) == ["dated-ahead"]
    assert "opened to lorries" not in (tmp_path / "public" / PAGE).read_text("utf-8")


def test_a_correction_to_come_is_warned_of_once(tmp_path: Path) -> None:
    """Not again for each feed, edition and format that shows the date."""
    folder = site(tmp_path, CORRECTION.replace("2026-01-06", "2026-12-22"))
    outcome = built(folder, write=False)
    assert codes(outcome) == ["dated-ahead"]


def test_a_notice_is_in_the_storys_language(tmp_path: Path) -> None:
    """In pages and feeds; a language without words of its own gets no English day line."""
    output = published(site(tmp_path, "lang: fr", CORRECTION))
    item = next(item for item in items(output) if item["id"] == UUID)
    assert "Rectifié (2026-01-06)" in str(item["content_html"])
    (notice,) = items(output, "corrections/feed.json")
    assert notice["title"] == "Rectificatif : The bridge is open"
    assert notice["language"] == "fr"


@pytest.mark.parametrize(
    "field", ["corrections: [{date: 2026-01-05, text: %s}]", "withdrawn: {date: 2026-01-05, reason: %s}"]
)
def test_half_a_notice_is_never_published(field: str, tmp_path: Path) -> None:
    """YAML ends a text in braces at a comma; the rest would be lost without a word."""
    outcome = built(site(tmp_path, field % "Not the mayor, but the council decided"))
    (found,) = errors(outcome.problems)
    assert (found.code, found.line) == ("wrong-type", 9)
    assert "a text that holds a comma needs quotes" in found.message
    whole = field % '"Not the mayor, but the council decided"'
    assert "Not the mayor, but the council decided" in published(site(tmp_path, whole))[PAGE].decode()


def test_a_withdrawal_reaches_the_head_of_a_feed_from_any_archive(tmp_path: Path) -> None:
    """Few readers look into an archive twice; a tombstone is no entry, so all stand in one document still."""
    site(tmp_path, WITHDRAWN, settings="feeds: {tombstones: true, archive: day, entries: 1}\n")
    output = published(tmp_path)
    root = ET.fromstring(output["feed.xml"])
    assert [one.findtext(f"{ATOM}title") for one in root.iter(f"{ATOM}entry")] == ["Another"]
    assert [one.get("ref") for one in root.iter(f"{TOMBSTONE}deleted-entry")] == [UUID]


@pytest.mark.parametrize("identity", ["bridge#correction-1", "/edition/2026-01-04", "/edition/2026-W01"])
def test_no_story_takes_the_id_of_a_notice_or_edition(identity: str, tmp_path: Path) -> None:
    """Feeds show both, and readers would see one."""
    site(tmp_path, CORRECTION, identity="bridge")
    put(
        tmp_path / "content/b.md",
        f"---\ntitle: B\ndate: 2026-01-03\nid: 'tag:test.example,2026:{identity}'\n---\nB is.\n",
    )
    (found,) = errors(built(tmp_path).problems)
    assert (found.code, found.line) == ("duplicate-id", 4)


LATER = "2026-01-06T00:00:01Z"


@pytest.mark.parametrize(
    ("lines", "updated"),
    [
        (
            ["corrections: [{date: 2026-01-06, text: A.}, {date: 2026-01-06, text: B.}]"],
            "2026-01-06T00:00:01Z",
        ),
        (["corrections: [{date: 2026-01-06, text: A.}]", "withdrawn: {date: 2026-01-06, reason: B.}"], LATER),
        (["updated: 2026-01-06 15:00", "withdrawn: {date: 2026-01-06, reason: B.}"], "2026-01-06T15:00:01Z"),
        (["updated: 2026-01-08", "corrections: [{date: 2026-01-06, text: A.}]"], "2026-01-08T00:00:00Z"),
        (["corrections: [{date: 2025-01-06, text: A.}]"], "2026-01-04T09:59:01Z"),
        (["embargo: 2026-01-07", "corrections: [{date: 2026-01-06, text: A.}]"], "2026-01-07T00:00:01Z"),
    ],
)
def test_every_notice_moves_updated(lines: list[str], updated: str, tmp_path: Path) -> None:
    """Also a second one of the same day, or one dated before the story is published; a later edit stays."""
    found = entry(published(site(tmp_path, *lines)), "feed.xml", UUID)
    assert found.findtext(f"{ATOM}updated") == updated
