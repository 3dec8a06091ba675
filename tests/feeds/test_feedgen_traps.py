"""One test for each trap of feedgen, and plain text among readers that guess at markup."""

from __future__ import annotations

import html
import locale
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feedgen_site.config import SiteConfig
from feedgen_site.feeds import Entry, Feed, Format, render
from feedgen_site.feeds.content import plain

MakeEntry = Callable[..., Entry]
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
HOSTILE = (
    "<script>alert(1)</script>",
    "The <b> element</b>",
    "R&amp;D",
    "R&D at AT&T",
    "a < b && c > d",
    "&copy 2020 &lt;",
    "]]> & <![CDATA[",
    "&#x26;lt;",
    "“Émile’s” 橋 🌉 'x' \"y\"",
)
xml_only = pytest.mark.parametrize("kind", [Format.ATOM, Format.RSS])


def texts(root: etree._Element, path: str) -> list[str]:
    return ["".join(map(str, found.itertext())) for found in root.findall(path, NAMES)]


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def parse(written: bytes) -> etree._Element:
    return etree.fromstring(written)


def test_links_keep_rel_and_type_in_atom(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """An entry has one alternate, typed, and its source as related; not two alternates without rel."""
    root = parse(render(Format.ATOM, feed, (make_entry(),), config))
    assert [attributes(link) for link in root.findall("a:entry/a:link", NAMES)] == [
        {"href": "https://news.example/sub/2026/01/bridge/", "rel": "alternate", "type": "text/html"},
        {"href": "https://agency.example/story?a=1&b=2", "rel": "related"},
    ]


def test_no_related_link_without_source(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """A story written here has its permalink alone."""
    root = parse(render(Format.ATOM, feed, (make_entry(source_url=""),), config))
    assert [link.get("rel") for link in root.findall("a:entry/a:link", NAMES)] == ["alternate"]


def test_channel_link_is_the_page(feed: Feed, config: SiteConfig) -> None:
    """The RSS channel's link is the page, not the feed; the feed is its atom:link self, with its type."""
    root = parse(render(Format.RSS, feed, (), config))
    assert texts(root, "channel/link") == ["https://news.example/sub/section/asia/"]
    (link,) = root.findall("channel/a:link", NAMES)
    assert attributes(link) == {
        "href": "https://news.example/sub/section/asia/rss.xml",
        "rel": "self",
        "type": "application/rss+xml",
    }


def test_authors_in_rss_are_creators(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Authors without e-mail are not lost in RSS; none stands twice, as author and as dc:creator."""
    root = parse(render(Format.RSS, feed, (make_entry(),), config))
    assert texts(root, "channel/item/dc:creator") == ["Ana Díaz", "Kim Ito", "Anadolu Agency"]
    assert not texts(root, "channel/item/author")


def test_no_dublin_core_in_atom(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Atom has authors of its own; dc:creator beside them would say the same twice."""
    written = render(Format.ATOM, feed, (make_entry(language="fr"),), config)
    assert b"purl.org/dc" not in written
    assert texts(parse(written), "a:entry/a:author/a:name") == ["Ana Díaz", "Kim Ito", "Anadolu Agency"]


def test_feed_has_an_author_for_entries_without(
    make_entry: MakeEntry, feed: Feed, config: SiteConfig
) -> None:
    """Every Atom entry has an author, if only the publisher by way of the feed; else the site's title."""
    entries = (make_entry(authors=(), agencies=()),)
    assert texts(parse(render(Format.ATOM, feed, entries, config)), "a:author/a:name") == ["Example Press"]
    config = replace(config, publisher="")
    assert texts(parse(render(Format.ATOM, feed, entries, config)), "a:author/a:name") == ["Example"]


def test_summary_does_not_overwrite_content(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Atom and RSS carry summary and content side by side, each in its own element."""
    atom = parse(render(Format.ATOM, feed, (make_entry(),), config))
    summary = "It carries four lanes.\n• The bridge opened on Monday.\n• R&D cost a tenth."
    assert texts(atom, "a:entry/a:summary") == [summary]
    (content,) = atom.findall("a:entry/a:content", NAMES)
    assert content.get("type") == "html"
    rss = parse(render(Format.RSS, feed, (make_entry(),), config))
    assert texts(rss, "channel/item/description") == [summary.replace("&", "&amp;")]
    assert texts(rss, "channel/item/content:encoded") == [content.text]


def test_no_cdata(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Content is escaped, so that `]]>` in an article ends nothing."""
    for kind in (Format.ATOM, Format.RSS):
        written = render(kind, feed, (make_entry(html="<p>]]> <b>x</b></p>"),), config)
        assert b"<![CDATA[" not in written
        assert (
            "<p>]]> <b>x</b></p>"
            in feedparser.parse(written, sanitize_html=False).entries[0].content[0].value
        )


def test_guid_is_no_permalink(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """The guid is the story's id and says that it is no address."""
    root = parse(render(Format.RSS, feed, (make_entry(),), config))
    (guid,) = root.findall("channel/item/guid")
    assert (guid.text, guid.get("isPermaLink")) == ("tag:example.org,2026:asia/bridge", "false")


def test_atom_dates(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Atom's dates are UTC with `Z`; the microseconds that keep two entries apart are in Atom only."""
    entry = make_entry()
    entry = replace(entry, atom_updated=entry.updated + timedelta(microseconds=7))
    written = render(Format.ATOM, feed, (entry,), config)
    root = parse(written)
    assert texts(root, "a:entry/a:published") == ["2026-01-04T09:59:00Z"]
    assert texts(root, "a:entry/a:updated") == texts(root, "a:updated") == ["2026-01-04T12:59:00.000007Z"]
    assert b"+00:00" not in written
    assert b"000007" not in render(Format.RSS, feed, (entry,), config)
    assert b"000007" not in render(Format.JSON, feed, (entry,), config)


def test_rss_dates(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """RSS dates are English and in UTC; the date of change is Atom's, apart from pubDate."""
    root = parse(render(Format.RSS, feed, (make_entry(),), config))
    assert texts(root, "channel/lastBuildDate") == ["Sun, 04 Jan 2026 12:59:00 +0000"]
    assert texts(root, "channel/pubDate") == ["Sun, 04 Jan 2026 09:59:00 +0000"]
    assert texts(root, "channel/item/pubDate") == ["Sun, 04 Jan 2026 09:59:00 +0000"]
    assert texts(root, "channel/item/a:updated") == ["2026-01-04T12:59:00Z"]


def test_the_locale_of_the_process_is_left_alone(
    make_entry: MakeEntry, feed: Feed, config: SiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No format switches the locale, which other threads would see: feedgen does for every RSS date."""
    calls: list[object] = []
    monkeypatch.setattr(locale, "setlocale", lambda *arguments: calls.append(arguments))
    for kind in Format:
        render(kind, feed, (make_entry(),), config)
    assert calls == []


def test_generator_has_no_version(feed: Feed, config: SiteConfig) -> None:
    """Neither feedgen's name nor a version stands in a feed: an upgrade must not change every feed."""
    atom, rss = (parse(render(kind, feed, (), config)) for kind in (Format.ATOM, Format.RSS))
    (generator,) = atom.findall("a:generator", NAMES)
    assert (generator.text, attributes(generator)) == ("feedgen-site", {})
    assert texts(rss, "channel/generator") == ["feedgen-site"]


def test_categories(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """The section is a term of the site's taxonomy, with its title as label; tags are plain terms."""
    root = parse(render(Format.ATOM, feed, (make_entry(),), config))
    assert [attributes(found) for found in root.findall("a:entry/a:category", NAMES)] == [
        {"term": "asia", "scheme": "tag:example.org,2026:/section", "label": "Asia"},
        {"term": "bridges"},
        {"term": "Roads & rails"},
    ]


def test_logo(feed: Feed, config: SiteConfig) -> None:
    """A logo is in both; RSS takes no SVG, and without a logo there is none."""
    for logo, url in (("/logo.png", "https://news.example/sub/logo.png"), ("https://x.example/l.gif", None)):
        settings = replace(config, logo=logo)
        assert texts(parse(render(Format.ATOM, feed, (), settings)), "a:logo") == [url or logo]
        assert texts(parse(render(Format.RSS, feed, (), settings)), "channel/image/url") == [url or logo]
    svg = replace(config, logo="/logo.svg")
    assert texts(parse(render(Format.ATOM, feed, (), svg)), "a:logo") == ["https://news.example/sub/logo.svg"]
    for settings in (svg, config):
        assert not texts(parse(render(Format.RSS, feed, (), settings)), "channel/image")
    assert not texts(parse(render(Format.ATOM, feed, (), config)), "a:logo")


def test_rights(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Rights stand with the entry they are of, and nowhere without any."""
    paths = {Format.ATOM: "a:entry/a:rights", Format.RSS: "channel/item/dc:rights"}
    for kind, path in paths.items():
        assert texts(parse(render(kind, feed, (make_entry(),), config)), path) == ["© Example"]
        assert not texts(parse(render(kind, feed, (make_entry(rights=""),), config)), path)


def test_description_of_a_feed(feed: Feed, config: SiteConfig) -> None:
    """RSS requires a description, so the title stands in for one; Atom then has no subtitle."""
    assert texts(parse(render(Format.RSS, feed, (), config)), "channel/description") == ["News of Asia"]
    assert texts(parse(render(Format.ATOM, feed, (), config)), "a:subtitle") == ["News of Asia"]
    bare = replace(feed, description="")
    assert texts(parse(render(Format.RSS, bare, (), config)), "channel/description") == ["Asia – Example"]
    assert not texts(parse(render(Format.ATOM, bare, (), config)), "a:subtitle")


def test_root_is_sniffed(feed: Feed, config: SiteConfig) -> None:
    """The root element stands in the first 512 bytes, where browsers and validators look for it."""
    assert b"<feed" in render(Format.ATOM, feed, (), config)[:512]
    assert b"<rss" in render(Format.RSS, feed, (), config)[:512]


@pytest.mark.parametrize(
    ("title", "atom", "rss"),
    [
        ("R&D at AT&T", "<title>R&amp;D at AT&amp;T</title>", "<title>R&amp;D at AT&amp;T</title>"),
        (
            "R&amp;D",
            '<title type="html">R&amp;amp;amp;D</title>',
            "<title>R&#x26;amp;amp;D</title>",
        ),
        (
            "The <b> tag",
            '<title type="html">The &amp;lt;b&amp;gt; tag</title>',
            "<title>The &#x26;lt;b&#x26;gt; tag</title>",
        ),
    ],
)
def test_spelling_of_titles(
    title: str, atom: str, rss: str, make_entry: MakeEntry, feed: Feed, config: SiteConfig
) -> None:
    """Only what reads as markup is escaped twice: typed in Atom, with hexadecimal references in RSS."""
    entries = (make_entry(headline=title),)
    assert f"    {atom}\n" in render(Format.ATOM, feed, entries, config).decode()
    assert f"      {rss}\n" in render(Format.RSS, feed, entries, config).decode()
    named = replace(feed, title=title, description=title)
    assert f"  {atom}\n" in render(Format.ATOM, named, (), config).decode()
    assert f"    {rss}\n" in render(Format.RSS, named, (), config).decode()


def shown(kind: Format, feed: Feed, config: SiteConfig, entry: Entry) -> tuple[str, str]:
    """Give title and summary as a reader shows them: text, after HTML was read as HTML."""
    parsed = feedparser.parse(render(kind, feed, (entry,), config), sanitize_html=False)
    assert not parsed.bozo
    (found,) = parsed.entries
    details = (found.title_detail, found.get("summary_detail"))
    return tuple(_as_text(detail.value, kind, detail.type) if detail else "" for detail in details)  # type: ignore[return-value]


def _as_text(value: str, kind: Format, type_: str) -> str:
    return html.unescape(value) if kind is Format.RSS or type_ == "text/html" else value


@xml_only
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_written(
    kind: Format, text: str, make_entry: MakeEntry, feed: Feed, config: SiteConfig
) -> None:
    """Markup and entities in a headline or standfirst are text: shown, neither run nor eaten."""
    entry = make_entry(headline=text, standfirst=text, points=())
    assert shown(kind, feed, config, entry) == (text, text)


def _feedparser_keeps(text: str) -> bool:
    """Say whether feedparser leaves text alone: what could be UTF-8 read as Latin-1 (`Â¡`) it "repairs"."""
    try:
        return text.isascii() or not text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return True


any_text = st.text().filter(lambda text: _feedparser_keeps(plain(text)))
# Text of the characters that matter, which plain random text seldom combines.
markup = st.text(alphabet="<>&;#x26ampltb/!-[]DCTA'\" \n\t", max_size=40)


@xml_only
@given(headline=any_text | markup, standfirst=any_text | markup)
def test_any_text_survives(
    kind: Format,
    headline: str,
    standfirst: str,
    make_entry: MakeEntry,
    feed: Feed,
    config: SiteConfig,
) -> None:
    """Whatever the headline and standfirst, a reader shows them as they are once cleaned to one line."""
    entry = make_entry(headline=headline, standfirst=standfirst, points=())
    expected = (plain(headline) or "/2026/01/bridge/", plain(standfirst))
    title, summary = shown(kind, feed, config, entry)
    if kind is Format.RSS and not expected[1]:
        expected = (expected[0], expected[0])  # an item must have a description
    assert (title, summary) == expected
