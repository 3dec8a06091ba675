"""The feeds that are broken, one rule each: what is written where, and what ours must find.

A case edits the bytes of a feed of BASE: each edit is a regular expression that must match, and what stands
there instead. `reason` says why the two judges may differ.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from feedgen_site.build import Options, build
from feedgen_site.feeds import Format

AS_OF = datetime(2026, 1, 10, tzinfo=UTC)
ATOM, RSS, JSON = Format.ATOM, Format.RSS, Format.JSON
URL = "https://n.example/"


@dataclass(frozen=True, slots=True)
class Case:
    """One broken feed; `rule` is what ours must call it, "" if it is sound."""

    what: str
    kind: Format
    rule: str
    edits: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    podcast: bool = False
    namespaces: tuple[str, ...] = ()


BASE = {
    "site.yaml": (
        "title: The Example\nbase_url: https://n.example/\nauthority: example.org,2026\n"
        "publisher: Example Press\nlogo: /logo.png\ndescription: News of the world\n"
        "sections: [{slug: asia, title: Asia}]\n"
    ),
    "asia/2026-01-04-bridge.md": (
        "---\ntitle: A bridge opens\nauthor: Ana Diaz\nsection: asia\ntags: [bridges]\n"
        "id: urn:uuid:9335a07c-51a3-475b-aec7-08c3db0a4978\n"
        "source_url: https://a.example/story?a=1&b=2\nstandfirst: It carries four lanes.\n---\n"
        "The bridge opened on Monday. [Ferries](https://example.org/ferry) still go, every hour.\n"
    ),
    "asia/2026-01-03-rain.md": (
        "---\ntitle: Rain for a week\nauthor: Kim Ito\nsection: asia\n---\n"
        "It rained for a whole week in the north. The rivers are full.\n"
    ),
    "asia/2026-01-02-mine.md": (
        "---\ntitle: The mine closes\nauthor: Kim Ito\nsection: asia\nlang: fr\n---\n"
        "La mine ferme. Les ouvriers sont partis hier soir.\n"
    ),
}

_ITUNES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
PODCAST = (
    ("<rss ", f'<rss {_ITUNES} xmlns:media="http://search.yahoo.com/mrss/" '),
    (
        "<language>",
        (
            '<itunes:category text="News"><itunes:category text="Politics"/></itunes:category>'
            "<itunes:explicit>false</itunes:explicit><itunes:owner><itunes:name>Ana</itunes:name>"
            '<itunes:email>ana@example.org</itunes:email></itunes:owner><itunes:image href="https://n.example/a.png"/>'
            "<itunes:type>episodic</itunes:type><language>"
        ),
    ),
    (
        "</item>",
        (
            '<enclosure url="https://n.example/a.mp3" length="12345" type="audio/mpeg"/>'
            "<itunes:duration>1:02:03</itunes:duration><itunes:episode>3</itunes:episode>"
            '<media:content url="https://n.example/a.jpg" type="image/jpeg" medium="image" width="640"'
            ' height="480">'
            "<media:description>A bridge</media:description></media:content>"
            '<media:thumbnail url="https://n.example/t.jpg" width="64" height="48"/></item>'
        ),
    ),
)

_ENTRY_LINK = '<link href="https://n.example/2026/01/bridge/" rel="alternate" type="text/html"/>'
_ENCLOSURE = (
    f'{_ENTRY_LINK}<link rel="enclosure" href="https://n.example/a.mp3" type="audio/mpeg" length="12345"/>'
)
_HTML = "&lt;p&gt;The bridge opened"
_UUID = "urn:uuid:9335a07c-51a3-475b-aec7-08c3db0a4978"
_SKIPS = "the validator reads no HTML for links in Atom; readers resolve them otherwise or not at all"
_ISO = "the validator knows ISO 639-1 and 639-2 alone; the tag is legal, by ISO 639-3"
_XML = '<feed xmlns="http://www.w3.org/2005/Atom"'


def _html(what: str, rule: str, written: str, reason: str = "", kind: Format = RSS) -> Case:
    escaped = written.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Case(what, kind, rule, ((_HTML, f"{escaped}{_HTML}"),), reason)


def _atom(what: str, rule: str, old: str, new: str, reason: str = "") -> Case:
    return Case(what, ATOM, rule, ((old, new),), reason)


def _rss(what: str, rule: str, old: str, new: str, reason: str = "") -> Case:
    return Case(what, RSS, rule, ((old, new),), reason)


def _json(what: str, rule: str, old: str, new: str) -> Case:
    return Case(what, JSON, rule, ((old, new),))


def _podcast(what: str, rule: str, old: str, new: str, reason: str = "") -> Case:
    return Case(what, RSS, rule, ((old, new),), reason, podcast=True)


SOUND = (
    Case("nothing", ATOM, ""),
    Case("nothing", RSS, ""),
    Case("nothing", JSON, ""),
    Case("nothing, in a podcast with pictures", RSS, "", podcast=True),
    _atom("nothing, with an enclosure", "", _ENTRY_LINK, _ENCLOSURE),
    _atom("nothing: R&D in a title", "", "A bridge opens</title>", "R&amp;D at AT&amp;T</title>"),
    _rss("nothing: R&D in a title", "", "A bridge opens</title>", "R&amp;D at AT&amp;T</title>"),
    _rss(
        "nothing: an escaped title spelled &#x26;",
        "",
        "A bridge opens</title>",
        "a &#x26;lt; b &#x26;amp; c</title>",
    ),
    _atom("nothing: an id with a fragment", "", f"<id>{_UUID}", "<id>tag:example.org,2026:a#correction-1"),
    _atom("nothing: a hub", "", "<generator>", '<link rel="hub" href="https://h.example/"/><generator>'),
    _html("nothing: optional ends left out", "", "<ul><li>a<li>b</ul><dl><dt>c<dd>d</dl>"),
    _html("nothing: a table", "", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
    _html(
        "nothing: ruby, details, a figure",
        "",
        "<figure><ruby>a<rt>b</rt></ruby></figure><details><summary>c</summary></details>",
    ),
)

_OF_TEXT = (
    _atom("XML: an element not closed", "bad-xml", "</title>", ""),
    _rss("XML: an undeclared prefix", "bad-xml", "</item>", "<a:b/></item>"),
    _atom("XML: a control character", "bad-xml", "A bridge", "A &#8;bridge"),
    _atom(
        "XML: a document type",
        "doctype",
        "<feed ",
        "<!DOCTYPE feed [<!ENTITY a 'b'>]><feed ",
        "an own declaration is legal XML; readers refuse it all the same, for safety",
    ),
    _rss("another root element", "not-a-feed", "<rss .*</rss>", "<html><body/></html>"),
    _atom("feed without title", "no-title", "<title>The Example</title>", ""),
    _rss("channel without title", "no-title", "<title>The Example</title>", ""),
    _atom("entry without title", "no-title", "<title>A bridge opens</title>", ""),
    _rss(
        "item without title",
        "no-title",
        "<title>A bridge opens</title>",
        "",
        "RSS allows it beside a description; readers show a blank line",
    ),
    _rss(
        "item without title and description",
        "no-title",
        "<title>A bridge opens</title>(.*?)<description>.*?</description>",
        "",
    ),
    _atom("empty title", "empty", "A bridge opens</title>", "</title>"),
    _rss("empty title", "empty", "A bridge opens</title>", "</title>"),
    _atom("empty summary", "empty", "<summary>.*?</summary>", "<summary></summary>"),
    _atom("empty content", "empty", '<content type="html">.*?</content>', '<content type="html"/>'),
    _atom("empty category", "empty", 'term="bridges"', 'term=""'),
    _rss("empty category", "empty", "<category>bridges</category>", "<category></category>"),
    _atom("neither summary nor content", "no-content", "<content.*?</content>\\s*<summary.*?</summary>", ""),
    _atom("markup in a title", "markup-in-text", "A bridge opens", "A &lt;b&gt;bridge&lt;/b&gt; opens"),
    _rss("markup in a title", "markup-in-text", "A bridge opens", "A &lt;b&gt;bridge&lt;/b&gt; opens"),
    _atom("an entity in a title", "markup-in-text", "A bridge opens", "R&amp;amp;D"),
    _rss("an entity in a title", "markup-in-text", "A bridge opens", "R&amp;amp;D"),
    _atom("a title like S&P500", "markup-in-text", "A bridge opens", "S&amp;P500 falls"),
    _rss("a title like S&P500", "markup-in-text", "A bridge opens", "S&amp;P500 falls"),
    _atom("a title with &Omega, not ended", "markup-in-text", "A bridge opens", "A &amp;Omega B"),
    _rss("a bare tag in a title", "markup-in-text", "A bridge opens", "a &lt;b c"),
    _atom("an entity in a summary", "markup-in-text", "<summary>It carries", "<summary>It &amp;lt; carries"),
    _atom("an entity in a name", "markup-in-text", "Ana Diaz", "Ana &amp;amp; Bob"),
    _atom("an entity in a label", "markup-in-text", 'label="Asia"', 'label="A &amp;amp; B"'),
    _rss("an entity in a category", "markup-in-text", "<category>bridges", "<category>A &amp;amp; B"),
    _rss("an entity in rights", "markup-in-text", "</item>", "<dc:rights>A &amp;amp; B</dc:rights></item>"),
    _atom("U+0085 in a title", "bad-character", "A bridge opens", "A bridge\x85opens"),
    _atom("U+FFFD in the content", "bad-character", _HTML, f"{_HTML}\ufffd"),
    _rss("U+0092 in the content", "bad-character", _HTML, f"{_HTML}\x92"),
    _atom("a title encoded twice", "bad-character", "A bridge opens", "CafÃ© opens"),
)

_OF_IDS = (
    _atom("feed without id", "no-id", "<id>tag:example.org,2026:/feed/site</id>", ""),
    _atom("entry without id", "no-id", f"<id>{_UUID}</id>", ""),
    _rss("item without guid", "no-id", "<guid[^>]*>[^<]*</guid>", ""),
    _atom("an id twice", "duplicate-id", "<id>tag:example.org,2026:asia/2026-01-03-rain", f"<id>{_UUID}"),
    _rss("a guid twice", "duplicate-id", ">tag:example.org,2026:asia/2026-01-03-rain<", f">{_UUID}<"),
    _atom("an id that is a word", "bad-id", f"<id>{_UUID}", "<id>bridge"),
    _atom("an id that is a path", "bad-id", f"<id>{_UUID}", "<id>/2026/bridge"),
    _atom("an id with a blank", "bad-id", f"<id>{_UUID}", "<id>https://example.org/a b"),
    _atom("a UUID too short", "bad-id", f"<id>{_UUID}", "<id>urn:uuid:9335a07c"),
    _atom("a UUID with a fragment", "bad-id", f"<id>{_UUID}", f"<id>{_UUID}#correction-1"),
    _atom("a URN with a fragment", "bad-id", f"<id>{_UUID}", "<id>urn:isbn:0451450523#correction-1"),
    _atom("a tag without date", "bad-id", f"<id>{_UUID}", "<id>tag:example.org:a"),
    _atom("a tag with a letter beyond ASCII", "bad-id", f"<id>{_UUID}", "<id>tag:example.org,2026:é"),
    _atom("an id of a scheme nobody knows", "unknown-scheme", f"<id>{_UUID}", "<id>lamp:bridge"),
    _atom(
        "an id of a scheme registered since",
        "",
        f"<id>{_UUID}",
        "<id>did:example:123",
        "did: is registered; the validator's list is of 2006",
    ),
    _atom("capitals in the host of an id", "id-spelling", f"<id>{_UUID}", "<id>https://Example.org/a"),
    _atom("an id without / after the host", "id-spelling", f"<id>{_UUID}", "<id>https://example.org"),
    _atom("a needless % in an id", "id-spelling", f"<id>{_UUID}", "<id>https://example.org/%61"),
    _atom("small letters after % in an id", "id-spelling", f"<id>{_UUID}", "<id>https://example.org/%c3%a9"),
    _atom("a port that is meant anyway", "id-spelling", f"<id>{_UUID}", "<id>https://example.org:443/a"),
    _atom("blanks around an id", "id-spelling", f"<id>{_UUID}", f"<id> {_UUID} "),
    _rss("a guid said to be an address", "bad-id", 'isPermaLink="false">urn', 'isPermaLink="true">urn'),
    _rss("a guid that is a short number", "bad-id", f">{_UUID}<", ">12345<"),
    _rss("isPermaLink that is neither", "bad-id", 'isPermaLink="false">urn', 'isPermaLink="no">urn'),
)

_OF_DATES = (
    _atom(
        "entry without updated",
        "no-date",
        "<updated>2026-01-04T00:00:00Z</updated>\\s*<author>\\s*<name>Ana",
        "<author><name>Ana",
    ),
    _atom("a date without time", "bad-date", "<published>2026-01-04T00:00:00Z", "<published>2026-01-04"),
    _atom("a day that is none", "bad-date", "<published>2026-01-04T", "<published>2026-02-30T"),
    _rss("a date in the form of Atom", "bad-date", "<pubDate>[^<]*", "<pubDate>2026-01-04T00:00:00Z"),
    _rss("a wrong day of the week", "bad-date", "<pubDate>Sun, 04", "<pubDate>Mon, 04"),
    _atom("a date before 1990", "implausible-date", "<published>2026-01-04", "<published>1969-07-20"),
    _rss(
        "a date before 1990", "implausible-date", "<pubDate>[^<]*", "<pubDate>Sun, 20 Jul 1969 20:17:00 +0000"
    ),
    _atom("a date to come", "implausible-date", "<published>2026-01-04", "<published>2999-01-04"),
    _rss("a date to come", "implausible-date", "<pubDate>[^<]*", "<pubDate>Fri, 04 Jan 2999 00:00:00 +0000"),
    _atom(
        "updated before published",
        "updated-before-published",
        "<published>2026-01-04",
        "<published>2026-01-06",
        "the validator does not compare the two",
    ),
    _atom(
        "two entries updated at one moment", "same-updated", "<updated>2026-01-03T", "<updated>2026-01-04T"
    ),
)

_OF_LINKS = (
    _atom("no link to itself", "no-self", '<link [^>]*rel="self"[^>]*/>', ""),
    _rss("no link to itself", "no-self", '<atom:link [^>]*rel="self"[^>]*/>', ""),
    _atom(
        "a link to itself that is another",
        "other-self",
        "https://n.example/feed.xml",
        "https://o.example/feed.xml",
    ),
    _rss(
        "a link to itself that is another",
        "other-self",
        "https://n.example/rss.xml",
        "https://o.example/rss.xml",
    ),
    _atom(
        "its own link of another type",
        "bad-link",
        'rel="self" type="application/atom.xml"',
        'rel="self" type="text/html"',
    ),
    _atom(
        "a relative link",
        "relative-url",
        'href="https://n.example/2026/01/bridge/"',
        'href="/2026/01/bridge/"',
        "Atom allows it; many readers do not resolve it",
    ),
    _rss(
        "a relative link", "relative-url", "<link>https://n.example/2026/01/bridge/", "<link>/2026/01/bridge/"
    ),
    _atom("a link with a blank", "bad-url", "/2026/01/bridge/", "/2026/01/a bridge/"),
    _rss("a link with a blank", "bad-url", "/2026/01/bridge/", "/2026/01/a bridge/"),
    _rss("a link with a tab within", "bad-url", "/2026/01/bridge/", "/2026/01/a\tbridge/"),
    _atom("a link with [ ]", "bad-url", "story\\?a=1", "story?ids[]=1"),
    _atom("a link with |", "bad-url", "/2026/01/bridge/", "/2026/01/a|b/"),
    _rss("a link not encoded", "bad-url", "/2026/01/bridge/", "/2026/01/brücke/"),
    _atom(
        "a link not encoded",
        "bad-url",
        "/2026/01/bridge/",
        "/2026/01/brücke/",
        "Atom allows it; some readers cannot follow it",
    ),
    _atom(
        "a % without digits",
        "bad-url",
        "/2026/01/bridge/",
        "/2026/01/100%/",
        "RFC 3986 forbids it; the validator does not look",
    ),
    _atom(
        "an https address without host",
        "bad-url",
        'href="https://a.example/',
        'href="https:///',
        "the validator looks at http: alone",
    ),
    _rss(
        "an http address without host",
        "bad-url",
        "<link>https://n.example/2026/01/bridge/",
        "<link>http:///a",
    ),
    _atom(
        "an address of a scheme nobody knows",
        "unknown-scheme",
        'href="https://a.example/',
        'href="lamp:agency/',
    ),
    _atom(
        "a link that runs a script", "bad-url", 'href="https://a.example/[^"]*"', 'href="javascript:alert(1)"'
    ),
    _atom(
        "the address of a person with a blank",
        "bad-url",
        "<uri>https://n.example/",
        "<uri>https://n.example/a b",
    ),
    _atom("two links to the story", "two-alternates", _ENTRY_LINK, _ENTRY_LINK * 2),
    _atom("a link without address", "bad-link", ' href="https://a.example/[^"]*"', ""),
    _atom("a link of a kind nobody knows", "bad-link", 'rel="related"', 'rel="cousin"'),
    _atom("a link with a bad type", "bad-link", 'type="text/html"', 'type="html"'),
    _atom("a link with a bad language", "bad-language", 'rel="related"', 'rel="related" hreflang="english"'),
    _atom(
        "a hub with a blank",
        "bad-url",
        "<generator>",
        '<link rel="hub" href="https://h.example/a b"/><generator>',
    ),
    _atom("a logo with a blank", "bad-url", "/logo.png", "/a logo.png"),
    _rss(
        "a picture of the feed with a blank",
        "bad-url",
        "<url>https://n.example/logo.png",
        "<url>https://n.example/a logo.png",
    ),
    _rss("a drawing as picture of the feed", "bad-image", "/logo.png", "/logo.svg"),
    _rss(
        "a picture with another title",
        "bad-image",
        "<title>The Example</title>\\s*<link>https://n.example/</link>\\s*</image>",
        "<title>Other</title><link>https://n.example/</link></image>",
    ),
    _rss(
        "a picture with another link",
        "bad-image",
        "<link>https://n.example/</link>\\s*</image>",
        "<link>https://example.org/</link></image>",
    ),
    _atom(
        "an enclosure without size",
        "bad-enclosure",
        _ENTRY_LINK,
        _ENCLOSURE.replace(' length="12345"', ""),
        "Atom allows it; players show no size",
    ),
    _atom(
        "an enclosure whose size is a word",
        "bad-enclosure",
        _ENTRY_LINK,
        _ENCLOSURE.replace("12345", "large"),
    ),
    _atom(
        "an enclosure of no bytes",
        "bad-enclosure",
        _ENTRY_LINK,
        _ENCLOSURE.replace("12345", "0"),
        "0 means unknown to the validator; ours are known",
    ),
    _atom(
        "an enclosure of a bad type", "bad-enclosure", _ENTRY_LINK, _ENCLOSURE.replace("audio/mpeg", "mp3")
    ),
    _podcast("an enclosure without size", "bad-enclosure", ' length="12345"', ""),
    _podcast("an enclosure whose size is a word", "bad-enclosure", ' length="12345"', ' length="1 MB"'),
    _podcast("an enclosure of a bad type", "bad-enclosure", 'type="audio/mpeg"', 'type="mp3"'),
    _podcast(
        "an enclosure with a relative address",
        "relative-url",
        'enclosure url="https://n.example/a',
        'enclosure url="/a',
    ),
    _podcast(
        "two enclosures",
        "many-enclosures",
        "</item>",
        '<enclosure url="https://n.example/b.mp3" length="1" type="audio/mpeg"/></item>',
    ),
)

_OF_LANGUAGE = (
    _atom("a language that is a word", "bad-language", 'xml:lang="en"', 'xml:lang="english"'),
    _rss("a language that is a word", "bad-language", "<language>en", "<language>english"),
    _atom("a language with _", "bad-language", 'xml:lang="fr"', 'xml:lang="fr_FR"'),
    _rss("a language with _", "bad-language", "<dc:language>fr", "<dc:language>fr_FR"),
    _atom("two letters that are no language", "bad-language", 'xml:lang="fr"', 'xml:lang="qq"'),
    *(
        _atom(f"the language {tag}", "", 'xml:lang="fr"', f'xml:lang="{tag}"', _ISO)
        for tag in ("yue", "ckb", "hak", "nan", "arz")
    ),
)

_OF_HTML = (
    _html("a script", "unsafe-html", "<script>a()</script>"),
    _html("a script", "unsafe-html", "<script>a()</script>", kind=ATOM),
    *(_html(f"<{name}>", "unsafe-html", f"<{name}></{name}>") for name in ("style", "iframe", "object")),
    _html("<embed>", "unsafe-html", "<embed>"),
    _html("<base>", "unsafe-html", '<base href="https://example.org/">'),
    _html("an event attribute", "unsafe-html", '<b onclick="a()">b</b>'),
    _html("an event attribute", "unsafe-html", '<b onclick="a()">b</b>', kind=ATOM),
    _html(
        "a javascript: link",
        "unsafe-html",
        '<a href="javascript:a()">b</a>',
        "the validator does not look at the scheme",
    ),
    _html("a style that covers the page", "unsafe-style", '<p style="position: fixed">b</p>'),
    _html("a style that fetches", "unsafe-style", '<p style="background: url(https://a.example/b)">b</p>'),
    _html("a plain style", "", '<p style="color: red; text-align: left">b</p>'),
    _html(
        "a style in rem",
        "",
        '<p style="margin: 1rem">b</p>',
        "the validator's list of units is of CSS 2; nothing is dangerous",
    ),
    _html("a drawing", "unknown-html", "<svg></svg>"),
    _html("an element of one's own", "unknown-html", "<my-part>b</my-part>"),
    _html("a relative link in the content", "relative-in-html", '<a href="b.html">b</a>'),
    _html("a link within the page", "relative-in-html", '<a href="#b">b</a>'),
    _html("a relative picture in the content", "relative-in-html", '<img src="b.png">'),
    _html("a relative link in the content", "relative-in-html", '<a href="b.html">b</a>', _SKIPS, ATOM),
    _html(
        "a relative srcset",
        "relative-in-html",
        '<img src="https://a.example/b" srcset="b.png 2x">',
        "the validator knows a href and img src alone",
    ),
    _html(
        "a relative poster",
        "relative-in-html",
        '<video poster="b.png"></video>',
        "the validator knows a href and img src alone",
    ),
    _html(
        "a relative cite",
        "relative-in-html",
        '<q cite="b">b</q>',
        "the validator knows a href and img src alone",
    ),
    _html("an element never closed", "broken-html", "<p><b>b</p>"),
    _html("an element never closed", "broken-html", "<div>b", kind=ATOM),
    _html("an end without a start", "broken-html", "b</b>"),
    _html("a block in a paragraph", "broken-html", "<p>a<ul><li>b</li></ul></p>"),
    _html("a cell outside a table", "broken-html", "<td>b</td>"),
    _html(
        "text in a table",
        "broken-html",
        "<table>b<tr><td>a</td></tr></table>",
        "HTML forbids it, and readers move the text; the validator's parser does not",
    ),
    _html("an attribute twice", "broken-html", '<b title="a" title="b">b</b>'),
    _html("a bare &", "broken-html", "<p>R&D</p>"),
    _html("an unknown entity", "broken-html", "<p>&lamp;</p>"),
    _html("a bare <", "broken-html", "<p>1 < 2</p>"),
    _html("a reference to a control", "broken-html", "<p>&#146;</p>"),
    _html("a comment never closed", "broken-html", "<!-- a"),
    _html("<div/>", "broken-html", "<div/>"),
    _html(
        "a link in a link",
        "broken-html",
        '<a href="https://a.example/">a<a href="https://a.example/">b</a></a>',
    ),
)

_OF_ELEMENTS = (
    Case("no author at all", ATOM, "no-author", (("<author>.*?</author>", ""),) * 4),
    _atom("an author without name", "no-author", "<name>Ana Diaz</name>", "<uri>https://example.org/</uri>"),
    _atom("an author with an empty name", "empty", "<name>Ana Diaz</name>", "<name></name>"),
    _atom("an address in a name", "bad-address", "Ana Diaz", "Ana &lt;ana@example.org&gt;"),
    _atom(
        "an e-mail address that is none",
        "bad-address",
        "<name>Ana Diaz</name>",
        "<name>Ana Diaz</name><email>ana</email>",
    ),
    _rss(
        "an author without address",
        "bad-address",
        "<dc:creator>Ana Diaz</dc:creator>",
        "<author>Ana Diaz</author>",
    ),
    _rss(
        "an author with an address alone",
        "bad-address",
        "<dc:creator>Ana Diaz</dc:creator>",
        "<author>ana@example.org</author>",
    ),
    _rss(
        "an author in the form of mail",
        "bad-address",
        "<dc:creator>Ana Diaz</dc:creator>",
        "<author>Ana ana@example.org</author>",
    ),
    _rss(
        "an editor without address",
        "bad-address",
        "<language>",
        "<managingEditor>Ana</managingEditor><language>",
    ),
    _rss(
        "author and dc:creator",
        "said-twice",
        "<dc:creator>",
        "<author>a@example.org (Ana)</author><dc:creator>",
    ),
    _rss("category and dc:subject", "said-twice", "</item>", "<dc:subject>a</dc:subject></item>"),
    _rss("pubDate and dc:date", "said-twice", "</item>", "<dc:date>2026-01-04T00:00:00Z</dc:date></item>"),
    _atom(
        "a namespace nobody knows", "unknown-namespace", _XML, f'{_XML} xmlns:lamp="https://lamp.example/ns"'
    ),
    _rss(
        "a namespace nobody knows",
        "unknown-namespace",
        "</item>",
        '<lamp:a xmlns:lamp="https://lamp.example/ns"/></item>',
    ),
    Case(
        "a namespace the site asked for",
        ATOM,
        "",
        ((_XML, f'{_XML} xmlns:lamp="https://lamp.example/ns"'),),
        "the site asked for it",
        namespaces=("https://lamp.example/ns",),
    ),
    Case(
        "tombstones that the site asked for",
        ATOM,
        "",
        (
            (
                "</feed>",
                (
                    '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" '
                    'ref="tag:example.org,2026:a" when="2026-01-05T00:00:00Z"/></feed>'
                ),
            ),
        ),
        "the site asked for it",
        namespaces=("http://purl.org/atompub/tombstones/1.0",),
    ),
    _rss(
        "a prefix that means another",
        "reserved-prefix",
        "<rss ",
        '<rss xmlns:media="https://lamp.example/ns" ',
    ),
    _rss(
        "Media RSS without its last /",
        "unknown-namespace",
        "<rss ",
        '<rss xmlns:media="http://search.yahoo.com/mrss" ',
    ),
    _atom(
        "the prefix atom in Atom", "reserved-prefix", _XML, f'{_XML} xmlns:atom="http://www.w3.org/2005/Atom"'
    ),
    _atom("an element that Atom has not", "unknown-element", "<summary>", "<teaser>a</teaser><summary>"),
    _rss("an element that RSS has not", "unknown-element", "<dc:creator>", "<teaser>a</teaser><dc:creator>"),
    _rss(
        "an element that Dublin Core has not",
        "unknown-element",
        "<dc:creator>",
        "<dc:author>a</dc:author><dc:creator>",
    ),
    _rss(
        "HTML beside the content",
        "unknown-element",
        "</item>",
        '<script xmlns="http://www.w3.org/1999/xhtml"/></item>',
    ),
    _atom(
        "HTML beside the content",
        "unknown-element",
        "<generator>",
        '<script xmlns="http://www.w3.org/1999/xhtml"/><generator>',
    ),
    _atom(
        "two titles", "duplicate-element", "<title>A bridge opens</title>", "<title>A</title><title>B</title>"
    ),
    _rss(
        "two descriptions",
        "duplicate-element",
        "<content:encoded>",
        "<description>a</description><content:encoded>",
    ),
    _rss(
        "content before its description",
        "content-first",
        "<description>(It.*?)</description>",
        "<content:encoded>a</content:encoded>",
    ),
    _rss("channel without description", "no-content", "<description>News of the world</description>", ""),
    _rss("channel without link", "no-content", "<link>https://n.example/</link>", ""),
    _atom(
        "an archive that leads nowhere",
        "bad-archive",
        "<generator>",
        '<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/><generator>',
    ),
)

_OF_PODCASTS = (
    _podcast("a duration in words", "bad-podcast", "1:02:03", "an hour"),
    _podcast("explicit: maybe", "bad-podcast", "<itunes:explicit>false", "<itunes:explicit>maybe"),
    _podcast("a category Apple has not", "bad-podcast", 'text="News"', 'text="Lamps"'),
    _podcast("a part of a category Apple has not", "bad-podcast", 'text="Politics"', 'text="Lamps"'),
    _podcast("no category", "bad-podcast", "<itunes:category.*</itunes:category>", ""),
    _podcast("no explicit", "bad-podcast", "<itunes:explicit>false</itunes:explicit>", ""),
    _podcast("no owner", "bad-podcast", "<itunes:owner>.*</itunes:owner>", ""),
    _podcast("an owner without address", "bad-podcast", "<itunes:email>ana@example.org</itunes:email>", ""),
    _podcast(
        "an owner with a bad address", "bad-podcast", "<itunes:email>ana@example.org", "<itunes:email>ana"
    ),
    _podcast("no language", "bad-podcast", "<language>en</language>", ""),
    _podcast("a type Apple has not", "bad-podcast", "<itunes:type>episodic", "<itunes:type>daily"),
    _podcast("an episode numbered 0", "bad-podcast", "<itunes:episode>3", "<itunes:episode>0"),
    _podcast(
        "a subtitle too long",
        "bad-podcast",
        "<itunes:duration>",
        f"<itunes:subtitle>{'a ' * 150}</itunes:subtitle><itunes:duration>",
    ),
    _podcast(
        "a file no podcast plays",
        "bad-podcast",
        "a.mp3",
        "a.wav",
        "the validator looks only where nothing of Apple's stands before the items",
    ),
    _podcast(
        "a relative picture", "relative-url", 'itunes:image href="https://n.example', 'itunes:image href="'
    ),
    _podcast("a width in words", "bad-media", 'width="640"', 'width="wide"'),
    _podcast(
        "a thumbnail without address", "bad-media", 'thumbnail url="https://n.example/t.jpg"', "thumbnail"
    ),
    _podcast(
        "a thumbnail with a relative address",
        "relative-url",
        'thumbnail url="https://n.example/',
        'thumbnail url="/',
    ),
    _podcast("a picture of a bad type", "bad-media", 'type="image/jpeg"', 'type="jpg"'),
    _podcast("a medium that is none", "bad-media", 'medium="image"', 'medium="photo"'),
    _podcast(
        "a group of one",
        "bad-media",
        "<media:thumbnail",
        '<media:group><media:content url="https://a.example/b.jpg"/></media:group><media:thumbnail',
    ),
    _podcast(
        "a caption with markup",
        "markup-in-text",
        "<media:description>A bridge",
        "<media:description>A &amp;amp; bridge",
    ),
)

_OF_JSON = (
    _json("JSON: a comma too few", "bad-json", '",', '"'),
    _json("another version", "bad-version", "version/1.1", "version/3"),
    _json("feed without title", "no-title", ' "title": "The Example",\n', ""),
    _json("an id that is a number", "wrong-type", f'"id": "{_UUID}"', '"id": 5'),
    _json("no id", "no-id", f'"id": "{_UUID}",', ""),
    _json(
        "an id twice", "duplicate-id", '"id": "tag:example.org,2026:asia/2026-01-03-rain', f'"id": "{_UUID}'
    ),
    _json("no content", "no-content", '"content_html": ".*?",\n', ""),
    _json("a relative url", "relative-url", '"url": "https://n.example/2026', '"url": "/2026'),
    _json(
        "a date without time",
        "bad-date",
        '"date_published": "2026-01-04T00:00:00Z"',
        '"date_published": "2026-01-04"',
    ),
    _json("a key nobody knows", "unknown-key", '"summary"', '"sumary"'),
    _json("authors that are a text", "wrong-type", '"authors": \\[.*?\\]', '"authors": "Ana"'),
    _json("a feed_url that is another", "other-self", '"feed_url": "https://n.', '"feed_url": "https://o.'),
    _json(
        "an attachment without type",
        "wrong-type",
        '"summary"',
        '"attachments": [{"url": "https://a.example/b.mp3"}], "summary"',
    ),
    _json("a hub without url", "wrong-type", '"items"', '"hubs": [{"type": "WebSub"}], "items"'),
    _json("a script", "unsafe-html", '"content_html": "', '"content_html": "<script></script>'),
)

CASES = (
    *_OF_TEXT,
    *_OF_IDS,
    *_OF_DATES,
    *_OF_LINKS,
    *_OF_LANGUAGE,
    *_OF_HTML,
    *_OF_ELEMENTS,
    *_OF_PODCASTS,
    *_OF_JSON,
)


def base_feeds(files: Mapping[str, str] = MappingProxyType({}), settings: str = "") -> dict[Format, bytes]:
    """Build the small site that is broken, with further files and settings, and give its feeds."""
    with TemporaryDirectory() as folder:
        for path, text in {**BASE, "site.yaml": BASE["site.yaml"] + settings, **files}.items():
            file = Path(folder, "content", path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        public = os.path.join(folder, "public")
        outcome = build(Options(os.path.join(folder, "content"), public, AS_OF))
        assert outcome.exit_code == 0, outcome.problems
        return {kind: Path(public, kind.file_name).read_bytes() for kind in Format}


def broken(case: Case, feeds: dict[Format, bytes]) -> bytes:
    """Make the feed of a case."""
    data = feeds[case.kind]
    if case.podcast:
        for old, new in PODCAST:
            data = _replaced(data, old, new)
    for old, new in case.edits:
        data = _replaced(data, old, new)
    return data


def _replaced(data: bytes, old: str, new: str) -> bytes:
    changed, count = re.subn(
        old.encode(), lambda _: new.encode("utf-8", "surrogateescape"), data, count=1, flags=re.DOTALL
    )
    assert count == 1, f"{old!r} does not stand in the feed"
    return changed
