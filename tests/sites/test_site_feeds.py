"""The feeds of whole sites, read by feedparser as a reader's program reads them."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tests.support import SITE, article, published, put, site_from

XML = ("feed.xml", "rss.xml")


def parsed(data: bytes) -> Any:
    """Parse a feed; a feed that feedparser has to mend fails the test."""
    found = feedparser.parse(data)
    assert not found.bozo, found.get("bozo_exception")
    return found


def site_of(folder: Path, number: int) -> dict[str, bytes]:
    """Publish a site of so many stories, an hour apart, every seventh updated later."""
    put(folder / "content/site.yaml", SITE)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for index in range(number):
        moment = start + timedelta(hours=index)
        fields = {"updated": f"{moment + timedelta(hours=5):%Y-%m-%dT%H:%MZ}"} if index % 7 == 0 else {}
        body = f"Story {index} opens with a fact. It goes on with {index} lorries and [a link](/feeds/)."
        put(folder / f"content/asia/s{index:02}.md",
            article(f"Story {index:02}", date=f"{moment:%Y-%m-%dT%H:%MZ}", body=body, **fields))  # fmt: skip
    return published(folder)


def json_items(data: bytes) -> list[dict[str, Any]]:
    """Give the items of a JSON feed."""
    items: list[dict[str, Any]] = json.loads(data)["items"]
    return items


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A site of sixty stories."""
    return site_of(tmp_path_factory.mktemp("sixty"), 60)


@pytest.mark.parametrize("folder", ["", "section/asia/"])
def test_the_three_formats_hold_the_same_entries_in_the_same_order(
    sixty: dict[str, bytes], folder: str
) -> None:
    """Ids are equal across formats, so that a reader who changes format sees nothing twice."""
    items = [item["id"] for item in json_items(sixty[f"{folder}feed.json"])]
    for name in XML:
        assert [entry.id for entry in parsed(sixty[f"{folder}{name}"]).entries] == items
    assert len(items) == len(set(items))


@pytest.mark.parametrize(("folder", "last"), [("", 0), ("section/asia/", 10)])
@pytest.mark.parametrize("name", XML)
def test_the_newest_stands_first_and_there_are_fifty(
    sixty: dict[str, bytes], name: str, folder: str, last: int
) -> None:
    """Sixty stories of a month: a section's feed leaves out the ten oldest; the site's holds whole months."""
    titles = [entry.title for entry in parsed(sixty[f"{folder}{name}"]).entries]
    assert titles == [f"Story {number:02}" for number in range(59, last - 1, -1)]
    assert [item["title"] for item in json_items(sixty[f"{folder}feed.json"])] == titles


def test_site_yaml_chooses_how_many(tmp_path: Path) -> None:
    """`feeds: {entries: 2}` holds for every feed; with archives a head goes on to the end of its period."""
    site_of(tmp_path, 30)
    lengths = {}
    for archive in ("off", "day", "month"):
        put(tmp_path / "content/site.yaml", f"{SITE}feeds: {{entries: 2, archive: {archive}}}\n")
        tree = published(tmp_path)
        for feed in ("feed.xml", "rss.xml", "section/asia/feed.xml"):
            lengths[archive, feed] = len(parsed(tree[feed]).entries)
    # Six of the thirty hours are of the second day.
    assert lengths == {
        **dict.fromkeys((("off", "feed.xml"), ("off", "rss.xml")), 2),
        **dict.fromkeys((("day", "feed.xml"), ("day", "rss.xml")), 6),
        **dict.fromkeys((("month", "feed.xml"), ("month", "rss.xml")), 30),
        **{(archive, "section/asia/feed.xml"): 2 for archive in ("off", "day", "month")},
    }


def test_content_begins_with_the_points_as_a_plain_list(sixty: dict[str, bytes]) -> None:
    """Most readers never show a summary, so the points stand first in the content."""
    for item in json_items(sixty["feed.json"]):
        assert item["content_html"].startswith("<ul>\n<li>")
        assert "</ul>\n<p>" in item["content_html"]
    for name in XML:
        for entry in parsed(sixty[name]).entries:
            assert entry.content[0].value.startswith("<ul>")


def test_every_url_in_a_feed_is_absolute(sixty: dict[str, bytes]) -> None:
    """A feed is read far from the site: links, pictures and the feed's own addresses name the host.

    Only its stylesheet is found from where the feed was found, by a browser that opens it.
    """
    for name in ("feed.json", *XML):
        text = sixty[name].decode().replace('type="text/css" href="assets/feed.css"', "")
        plain = text.replace("&lt;", "<").replace("&quot;", '"').replace("&#34;", '"').replace('\\"', '"')
        for url in re.findall(r'(?:href|src|url)="([^"]*)"', plain):
            assert re.match(r"https?://", url), f"{name}: {url}"
    assert "https://test.example/feeds/" in sixty["feed.xml"].decode()


def test_publication_and_update_are_kept_apart(sixty: dict[str, bytes]) -> None:
    """An update moves `updated` alone; a story that nobody updated has the time of its publication."""
    entries = {entry.title: entry for entry in parsed(sixty["feed.xml"]).entries}
    updated, plain = entries["Story 56"], entries["Story 57"]
    assert updated.published == "2026-01-03T08:00:00Z"
    assert updated.updated == "2026-01-03T13:00:00Z"
    assert plain.published_parsed[:6] == plain.updated_parsed[:6]
    items = {item["title"]: item for item in json_items(sixty["feed.json"])}
    assert items["Story 56"]["date_published"].startswith("2026-01-03T08:00:00")
    assert items["Story 56"]["date_modified"].startswith("2026-01-03T13:00:00")


def test_no_two_entries_of_an_atom_feed_were_updated_at_one_moment(tmp_path: Path) -> None:
    """Equal times get microseconds; some readers drop the second of two equal ones."""
    put(tmp_path / "content/site.yaml", SITE)
    for name in "abc":
        put(tmp_path / f"content/{name}.md", article(name.upper()))
    entries = parsed(published(tmp_path)["feed.xml"]).entries
    assert len({entry.updated for entry in entries}) == 3
    assert len({entry.published for entry in entries}) == 1


def test_an_entrys_link_is_the_address_of_its_page(sixty: dict[str, bytes]) -> None:
    """Where the entry leads there is a page."""
    for name in XML:
        for entry in parsed(sixty[name]).entries:
            assert entry.link.startswith("https://test.example/")
            assert entry.link.removeprefix("https://test.example/") + "index.html" in sixty


def test_a_feed_names_itself_and_the_page_it_follows(sixty: dict[str, bytes]) -> None:
    """`self` is where the feed is served, so that a saved copy can be subscribed to."""
    atom = ET.fromstring(sixty["section/asia/feed.xml"])
    links = {link.get("rel"): link.get("href") for link in atom.findall("{http://www.w3.org/2005/Atom}link")}
    assert links["self"] == "https://test.example/section/asia/feed.xml"
    assert links["alternate"] == "https://test.example/section/asia/"
    feed = json.loads(sixty["section/asia/feed.json"])
    assert feed["feed_url"] == "https://test.example/section/asia/feed.json"


def test_a_section_feed_holds_no_other_sections_story(tmp_path: Path) -> None:
    """Asia's feed is Asia's."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/asia/a.md", article("In Asia"))
    put(tmp_path / "content/europe/b.md", article("In Europe"))
    tree = published(tmp_path)
    assert [entry.title for entry in parsed(tree["section/asia/feed.xml"]).entries] == ["In Asia"]
    assert {entry.title for entry in parsed(tree["feed.xml"]).entries} == {"In Asia", "In Europe"}


def test_a_feed_without_entries_is_a_feed(tmp_path: Path) -> None:
    """A section that site.yaml names has its feeds before it has a story; their time is no clock's."""
    put(tmp_path / "content/site.yaml", f"{SITE}sections: [{{slug: asia, title: Asia}}]\n")
    tree = published(tmp_path)
    for name in ("feed.xml", "rss.xml", "section/asia/feed.xml", "section/asia/rss.xml"):
        assert parsed(tree[name]).entries == []
    assert b"<updated>2026-01-01T00:00:00Z</updated>" in tree["feed.xml"]


def test_a_link_item_has_content_that_leads_to_its_source(tmp_path: Path) -> None:
    """A story without text of its own is a valid entry."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", "---\ntitle: A\nstandfirst: Why.\ndate: 2026-01-04\n"
        "source_url: https://other.example/a?b=1&c=2\n---\n")  # fmt: skip
    tree = published(tmp_path)
    assert "https://other.example/a?b=1&amp;c=2" in json_items(tree["feed.json"])[0]["content_html"]
    assert parsed(tree["feed.xml"]).entries[0].title == "A"


def test_atom_tells_every_two_stories_apart_by_their_time(tmp_path: Path) -> None:
    """Equal times are moved by microseconds in id order, also past a time with microseconds of its own."""
    site_from(
        """
        === content/site.yaml
        title: T
        base_url: https://example.org/
        authority: example.org,2026
        === content/a.md
        ---
        {title: A, date: 2026-01-04 09:00}
        ---
        One.
        === content/b.md
        ---
        {title: B, date: 2026-01-04 09:00}
        ---
        Two.
        === content/c.md
        ---
        {title: C, date: "2026-01-04 09:00:00.000001"}
        ---
        Three.
        """,
        tmp_path,
    )
    atom = published(tmp_path)["feed.xml"].decode()
    times = re.findall(r"<entry>.*?<updated>(.*?)</updated>", atom, re.DOTALL)
    assert len(times) == len(set(times)) == 3
