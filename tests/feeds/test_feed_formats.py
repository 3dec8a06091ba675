"""What holds for every feed, whatever its format, read back from its bytes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from calendar import timegm
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from feedgen_site.config import FeedContent, SiteConfig
from feedgen_site.feeds import Entry, Feed, Format, render
from feedgen_site.model import Author, Section
from tests.support import ROOT

MakeEntry = Callable[..., Entry]
every_format = pytest.mark.parametrize("kind", list(Format))
xml_only = pytest.mark.parametrize("kind", [Format.ATOM, Format.RSS])


@dataclass(frozen=True)
class Read:
    """One entry as a reader has it."""

    id: str
    url: str
    title: str
    content: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    published: datetime
    updated: datetime


def read(kind: Format, written: bytes) -> list[Read]:
    return _read_json(written) if kind is Format.JSON else _read_xml(written)


def _read_json(written: bytes) -> list[Read]:
    return [
        Read(
            item["id"],
            item["url"],
            item["title"],
            item["content_html"],
            tuple(author["name"] for author in item.get("authors", ())),
            tuple(item.get("tags", ())),
            datetime.fromisoformat(item["date_published"]),
            datetime.fromisoformat(item.get("date_modified", item["date_published"])),
        )
        for item in json.loads(written)["items"]
    ]


def _read_xml(written: bytes) -> list[Read]:
    parsed = feedparser.parse(written, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return [
        Read(
            entry.id,
            entry.link,
            entry.title,
            entry.content[0].value,
            tuple(author["name"] for author in entry.get("authors", ()) if author),
            tuple(tag.label or tag.term for tag in entry.get("tags", ())),
            datetime.fromtimestamp(timegm(entry.published_parsed), UTC),
            datetime.fromtimestamp(timegm(entry.updated_parsed), UTC),
        )
        for entry in parsed.entries
    ]


@every_format
def test_says_all_of_an_entry(kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Id, permalink, headline, byline, section, tags and both dates arrive, the same in every format."""
    entry = make_entry()
    (found,) = read(kind, render(kind, feed, (entry,), config))
    assert found == Read(
        "tag:example.org,2026:asia/bridge",
        "https://news.example/sub/2026/01/bridge/",
        "A bridge opens",
        found.content,
        ("Ana Díaz", "Kim Ito", "Anadolu Agency"),
        ("Asia", "bridges", "Roads & rails"),
        datetime(2026, 1, 4, 9, 59, tzinfo=UTC),
        datetime(2026, 1, 4, 12, 59, tzinfo=UTC),
    )
    assert found.content.startswith("<p>It carries four lanes.</p>\n<ul>\n<li>The bridge opened")
    assert found.content.endswith("go.</p>")


@every_format
def test_content_is_the_same_in_every_format(
    kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig
) -> None:
    """A reader that moves to another format sees no story again and no other text."""
    entry = make_entry(html='<pre>a &lt; b &amp;&amp; c ]]&gt; d\n\n  e</pre>\n<p title="&quot;">ü 橋 🌉</p>')
    (atom,) = read(Format.ATOM, render(Format.ATOM, feed, (entry,), config))
    (found,) = read(kind, render(kind, feed, (entry,), config))
    assert found == atom


@every_format
def test_keeps_the_order_given(kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Fifty entries stand in the order they were given in: feedgen would turn them round."""
    entries = tuple(make_entry(id=f"tag:example.org,2026:{number}") for number in range(50))
    found = read(kind, render(kind, feed, entries, config))
    assert [entry.id for entry in found] == [entry.id for entry in entries]


@every_format
def test_same_bytes_twice(kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Nothing but the arguments decides a byte: the clock neither, with entries or without."""
    for entries in ((make_entry(),), ()):
        assert render(kind, feed, entries, config) == render(kind, feed, entries, config)


@every_format
def test_never_says_now(kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """No date of today is in a feed of old stories, nor in an empty one."""
    this_year = str(datetime.now(UTC).year + (datetime.now(UTC).year == 2026))
    old = datetime(2019, 5, 6, 7, 8, 9, tzinfo=UTC)
    config = replace(config, authority="example.org,2018")
    for entries in ((make_entry(published=old, updated=old),), ()):
        written = render(kind, feed, entries, config).decode().replace("example.org,2018", "")
        years = set(re.findall(r"\b20\d\d(?=-\d\d-\d\dT| \d\d:\d\d:\d\d)", written))
        assert years <= {"2019", "2018"}
        assert this_year not in years


@xml_only
def test_empty_feed_is_dated_by_its_authority(kind: Format, feed: Feed, config: SiteConfig) -> None:
    """A feed without entries is a feed, last changed on 1 January of the authority's year, UTC."""
    parsed = feedparser.parse(render(kind, feed, (), replace(config, authority="example.org,2024-07")))
    assert not parsed.bozo
    assert parsed.entries == []
    assert parsed.feed.updated_parsed[:6] == (2024, 1, 1, 0, 0, 0)


def test_empty_json_feed_has_items(feed: Feed, config: SiteConfig) -> None:
    """JSON Feed requires `items`, so an empty feed has an empty list."""
    assert json.loads(render(Format.JSON, feed, (), config))["items"] == []


@xml_only
def test_feed_is_as_new_as_its_newest_change(
    kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig
) -> None:
    """The feed's date is the newest `updated`, wherever that entry stands; not that of the first."""
    entry = make_entry()
    older = make_entry(updated=entry.updated - timedelta(days=9))
    parsed = feedparser.parse(render(kind, feed, (older, entry), config))
    assert parsed.feed.updated_parsed[:6] == (2026, 1, 4, 12, 59, 0)


@every_format
def test_story_without_change(kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """A story that was never changed has one date; JSON Feed then has no date_modified."""
    published = datetime(2026, 1, 4, 9, 59, tzinfo=UTC)
    written = render(kind, feed, (make_entry(updated=published),), config)
    (found,) = read(kind, written)
    assert found.published == found.updated == published
    assert b"date_modified" not in written


@every_format
def test_feed_names_itself_and_its_page(kind: Format, feed: Feed, config: SiteConfig) -> None:
    """A feed says where it is served, as what, and which page it follows, percent-encoded."""
    feed = replace(feed, permalink="/section/Łódź/")
    written = render(kind, feed, (), config)
    page = "https://news.example/sub/section/%C5%81%C3%B3d%C5%BA/"
    if kind is Format.JSON:
        parsed = json.loads(written)
        assert (parsed["feed_url"], parsed["home_page_url"]) == (f"{page}feed.json", page)
    else:
        links = {link.rel: link for link in feedparser.parse(written).feed.links}
        assert (links["self"].href, links["self"].type) == (page + kind.file_name, kind.media_type)
        assert links["alternate"].href == page


def test_ids_and_files(feed: Feed) -> None:
    """A feed's id hangs on key and authority only; its files stand beside its page."""
    assert feed.id("example.org,2026") == "tag:example.org,2026:/feed/section/asia"
    assert replace(feed, title="x", permalink="/y/").id("example.org,2026") == feed.id("example.org,2026")
    assert replace(feed, key="section/été").id("a.b,2026") == "tag:a.b,2026:/feed/section/%C3%A9t%C3%A9"
    assert [feed.file(kind) for kind in Format] == [
        "section/asia/feed.xml",
        "section/asia/rss.xml",
        "section/asia/feed.json",
    ]
    assert replace(feed, permalink="/").file(Format.ATOM) == "feed.xml"


@every_format
def test_ids_do_not_move_with_the_base_url(
    kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig
) -> None:
    """Another domain changes addresses, but no id and no category."""
    elsewhere = replace(config, base_url="https://moved.example/")
    moved = render(kind, feed, (make_entry(settings=elsewhere),), elsewhere)
    here = render(kind, feed, (make_entry(),), config)
    assert moved == here.replace(b"https://news.example/sub/", b"https://moved.example/")


@every_format
def test_no_relative_url(kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Every address in a feed names its scheme, with a logo given as a path, too.

    But that of its stylesheet: a browser asks the host for it that it had the feed from, be it a preview.
    """
    config = replace(config, logo="/logo.png")
    written = render(kind, feed, (make_entry(html=""), make_entry()), config).decode()
    written, sheets = re.subn(
        r'<\?xml-stylesheet type="text/css" href="../../assets/feed.css"\?>', "", written
    )
    assert sheets == (kind is not Format.JSON)
    unescaped = written.replace("&lt;", "<").replace('\\"', '"')
    found = re.findall(
        r'\b(?:href|src|uri|url|icon|feed_url|external_url|home_page_url)"?[=:] ?"([^"]*)"', unescaped
    )
    found += re.findall(r"<(?:uri|url|logo|link)>([^<]*)<", unescaped)
    assert len(found) > 6
    assert all(re.match("https?://", url) for url in found), found


@every_format
def test_language_of_an_entry(kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """An entry in another language says so; in XML one in the feed's language says nothing."""
    written = render(kind, feed, (make_entry(language="pt-BR"), make_entry()), config).decode()
    mark = {
        Format.ATOM: '<entry xml:lang="{}">',
        Format.RSS: "<dc:language>{}</dc:language>",
        Format.JSON: '"language": "{}",\n   "_feedgen_site"',
    }[kind]
    assert written.count(mark.format("pt-BR")) == 1
    assert written.count(mark.format("en")) == (1 if kind is Format.JSON else 0)


@every_format
def test_direction_of_arabic(kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Content in a script from right to left says so around all of it; other content is not wrapped."""
    entries = (make_entry(language="ar"), make_entry(language="fr"))
    arabic, french = read(kind, render(kind, feed, entries, config))
    assert arabic.content.startswith('<div dir="rtl" lang="ar">\n<p>It carries')
    assert arabic.content.endswith("</p>\n</div>")
    assert "<div" not in french.content


@every_format
def test_agency_is_the_last_author_once(
    kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig
) -> None:
    """Readers show only authors: the agency is one, but not again where it is the author already."""
    entries = (
        make_entry(authors=()),
        make_entry(authors=(Author("ANADOLU AGENCY"),)),
        make_entry(agencies=(), authors=(Author("Kim Ito"),)),
    )
    found = read(kind, render(kind, feed, entries, config))
    assert [entry.authors for entry in found] == [("Anadolu Agency",), ("ANADOLU AGENCY",), ("Kim Ito",)]


@every_format
def test_email_addresses_are_not_published(
    kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig
) -> None:
    """An author's e-mail address is not handed to harvesters."""
    assert b"ana@example.org" not in render(kind, feed, (make_entry(),), config)


@every_format
def test_story_without_anything(kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """A story of a headline alone is an entry whose content leads to its page."""
    entry = make_entry(
        html="",
        points=(),
        standfirst="",
        authors=(),
        agencies=(),
        section=None,
        tags=(),
        source_url="",
        rights="",
    )
    (found,) = read(kind, render(kind, feed, (entry,), config))
    assert found.content == '<p><a href="https://news.example/sub/2026/01/bridge/">A bridge opens</a></p>'
    assert found.tags == ()


@every_format
def test_summary_only(kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """`content: summary` gives standfirst, points and a link, and nothing of the article."""
    written = render(kind, feed, (make_entry(shows=FeedContent.SUMMARY),), config)
    (found,) = read(kind, written)
    assert found.content.startswith("<p>It carries four lanes.</p>\n<ul>")
    assert found.content.endswith(
        '<p><a href="https://news.example/sub/2026/01/bridge/">A bridge opens</a></p>'
    )
    assert b"Ferries" not in written


@every_format
def test_forbidden_characters(kind: Format, make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Control characters, non-characters and lone surrogates are dropped wherever they come from."""
    bad = "a\x00\x07\ud800\ufffe\x85b"
    entry = make_entry(
        html=f"<p>{bad}</p>",
        headline=bad,
        standfirst=bad,
        tags=(bad,),
        authors=(Author(bad),),
        agencies=(bad,),
        rights=bad,
        section=Section("x", bad),
    )
    config = replace(config, publisher=bad)
    written = render(kind, replace(feed, title=bad, description=bad), (entry,), config).decode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]", written)
    (found,) = read(kind, written.encode())
    assert (found.title, found.authors, found.tags) == ("a b", ("a b",), ("a b",))


_CHILD = """
import locale, sys
sys.path.insert(0, sys.argv[1])
for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "ja_JP.UTF-8", ""):
    try:
        locale.setlocale(locale.LC_ALL, name)
        break
    except locale.Error:
        pass
from tests.feeds.conftest import STORY, HTML
from feedgen_site.config import FeedContent, SiteConfig
from feedgen_site.feeds import Feed, Format, entries, render
feed, config = Feed("site", "T", "D", "/", "en"), SiteConfig()
entry = entries.of_story(STORY, HTML, "", STORY.updated, FeedContent.FULL, config)
sys.stdout.buffer.write(b"".join(render(kind, feed, (entry,), config) for kind in Format))
"""


def test_same_bytes_under_any_locale_and_zone() -> None:
    """Dates are English and UTC whatever the process speaks and wherever it stands."""
    outputs = set()
    for settings in ({"LC_ALL": "C", "TZ": "Asia/Tokyo"}, {"LC_ALL": "C.UTF-8", "TZ": "America/New_York"}):
        command = [sys.executable, "-c", _CHILD, str(ROOT)]
        done = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, check=True)
        outputs.add(done.stdout)
    (written,) = outputs
    assert b"Sun, 04 Jan 2026 09:59:00 +0000" in written


def test_xml_is_imported_only_when_written() -> None:
    """The table of feeds costs no lxml and no feedgen; `check` and `--help` need neither."""
    code = "import sys, feedgen_site.feeds, feedgen_site.feeds.content, feedgen_site.feeds.jsonfeed; "
    code += "print([m for m in ('lxml', 'feedgen') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"
