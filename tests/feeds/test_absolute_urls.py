"""Addresses, anchors and directions in feeds: an entry is read far from its page, beside other entries."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import links, markdown
from tests.support import SITE, article, published, put

BASE = "https://test.example/"
# Every attribute of HTML, its older versions, SVG and MathML that holds an address, or several.
ONE_URL = frozenset(
    (
        "action archive background cite classid codebase data dynsrc formaction href icon longdesc lowsrc "
        "manifest ping poster profile src usemap xlink:href"
    ).split()
)
SETS = frozenset(("srcset", "imagesrcset"))
# What names an element by its id, or is found by name, and what makes a stop for the keyboard.
ONLY_FOR_PAGES = frozenset(("id", "name", "for", "headers", "usemap", "tabindex", "accesskey", "autofocus"))


class Reader(HTMLParser):
    """Reads HTML: every attribute, as (element, name, value)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += ((tag, name, value or "") for name, value in attrs)

    def urls(self) -> list[tuple[str, str, str]]:
        """Give each address with its element and attribute."""
        found = [row for row in self.attributes if row[1] in ONE_URL]
        for tag, name, value in self.attributes:
            if name in SETS:
                found += ((tag, name, candidate.split()[0]) for candidate in value.split(", "))
        return found

    def of(self, name: str) -> list[str]:
        """Give the values of one attribute."""
        return [value for _, found, value in self.attributes if found == name]


def in_feed(source: str, *, is_html: bool = True) -> Reader:
    """Read what a feed has of a body."""
    body = markdown.render(source, "asia/lee.md", is_html=is_html).body
    return Reader(links.feed_html(body, {}, BASE, "/2026/01/lee/"))


def entries(tree: dict[str, bytes]) -> dict[str, str]:
    """Give the content of each entry of the site's feed by its address."""
    return {item["url"]: item["content_html"] for item in json.loads(tree["feed.json"])["items"]}


BODY = """
<p><a href="notes.txt?x=1&amp;y=2#Top">a</a> <A HREF='../other.md#Later'>b</A> <a href="//example.org/x">c</a>
<a href="mailto:a@example.org">d</a> <a href="tel:+123">e</a> <a href="/about/">f</a></p>
<p><IMG SRC="map one.jpg" srcset="map%20one.jpg, map2.jpg 2x ,https://example.org/a,b.jpg 640w"></p>
<picture><source srcset="map.avif 1x, map2.avif 2x" type="image/avif"><img src="map2.jpg" alt="B"></picture>
<video src="a.mp4" poster="map2.jpg"><track src="a.vtt" kind="captions" srclang="en"></video>
<audio><source src="a.mp3" type="audio/mpeg"></audio>
<blockquote cite="../other.md"><p>Words</p></blockquote>
<p><q cite="/asia/other.md">q</q> <ins cite="../other.md#u">i</ins> <del cite="#Top">d</del></p>
<table headers="x" tabindex="1"><tr><th id="x">h</th><td headers="x" tabindex="0">c</td></tr></table>
<img src="map2.jpg" usemap="#m" longdesc="d.html" alt=""><map name="m"><area href="x.html"></map>
<img src="data:image/png;base64,AAAA" alt="C"><object data="a.pdf"></object><embed src="a.pdf">
<svg><a xlink:href="x"><image href="y"/></a></svg><math href="x"><mi>x</mi></math>
<p id="Top" aria-labelledby="x" name="n">t <label for="x">l</label></p>
"""
FILES = ("notes.txt", "map one.jpg", "map2.jpg", "map.avif", "map2.avif", "a.mp4", "a.vtt", "a.mp3")


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A site with a story that holds every attribute with an address, and the files it shows."""
    folder = tmp_path_factory.mktemp("rich")
    put(folder / "content/site.yaml", SITE)
    put(folder / "content/asia/other.md", article("Other", body="## Later\n\nThe other story is short."))
    put(folder / "content/pages/about.md", "---\ntitle: About\n---\nAbout us.\n")
    put(folder / "content/asia/bridge/index.md", article("Bridge", body=BODY))
    for name in FILES:
        put(folder / "content/asia/bridge" / name, "x")
    return published(folder)


def test_every_address_in_a_feed_is_absolute(rich: dict[str, bytes]) -> None:
    """Whatever attribute holds it, an address of an entry names its host, and its file is published."""
    found = Reader(entries(rich)[f"{BASE}2026/01/bridge/"]).urls()
    assert {(tag, name) for tag, name, _ in found} == {
        ("a", "href"), ("img", "src"), ("img", "srcset"), ("source", "src"), ("source", "srcset"),
        ("video", "src"), ("video", "poster"), ("track", "src"),
        ("blockquote", "cite"), ("q", "cite"), ("ins", "cite"), ("del", "cite"),
    }  # fmt: skip
    for tag, name, url in found:
        parts = urlsplit(url)
        assert parts.scheme in ("https", "mailto", "tel"), (tag, name, url)
        if parts.netloc == "test.example":
            path = unquote(parts.path).lstrip("/")
            assert (f"{path}index.html" if path.endswith("/") or not path else path) in rich, (tag, name, url)
    urls = [url for _, _, url in found]
    assert f"{BASE}assets/asia/bridge/notes.txt?x=1&y=2#Top" in urls
    assert f"{BASE}2026/01/other/#u-Later" in urls
    assert "https://example.org/x" in urls
    assert "https://example.org/a,b.jpg" in urls
    assert urls.count(f"{BASE}assets/asia/bridge/map%20one.jpg") == 2


def test_a_page_has_the_same_files_by_relative_addresses(rich: dict[str, bytes]) -> None:
    """The page of the story loads every file from the site it stands on, wherever that is."""
    page = Reader(rich["2026/01/bridge/index.html"].decode())
    found = [url for tag, _, url in page.urls() if tag in ("img", "source", "video", "track")]
    own = [url for url in found if not urlsplit(url).scheme]
    assert len(own) >= 9
    for url in own:
        path = unquote(urlsplit(urljoin(f"{BASE}2026/01/bridge/", url)).path).lstrip("/")
        assert path in rich, url


def test_descriptors_and_types_survive(rich: dict[str, bytes]) -> None:
    """A reader's program can still choose the candidate that fits, and players can be started."""
    content = Reader(entries(rich)[f"{BASE}2026/01/bridge/"])
    asset = f"{BASE}assets/asia/bridge/"
    assert content.of("srcset") == [
        f"{asset}map%20one.jpg, {asset}map2.jpg 2x, https://example.org/a,b.jpg 640w",
        f"{asset}map.avif 1x, {asset}map2.avif 2x",
    ]
    assert [tag for tag, name, _ in content.attributes if name == "controls"] == ["video", "audio"]


def test_nothing_in_a_feed_is_only_for_pages(rich: dict[str, bytes]) -> None:
    """No id, no name, nothing that refers to one, no stop for the keyboard; the page keeps its ids."""
    names = {name for _, name, _ in Reader(entries(rich)[f"{BASE}2026/01/bridge/"]).attributes}
    assert not names & ONLY_FOR_PAGES
    assert not {name for name in names if name.startswith("aria-")}
    assert "u-Top" in Reader(rich["2026/01/bridge/index.html"].decode()).of("id")


URLS = st.sampled_from(
    [
        *("a.jpg", "./a.jpg", "../europe/a.jpg", "../../../etc", "/a.jpg", "//example.org/a", "#x", "#", ""),
        *("?x=1&amp;y=2", " a.jpg ", "a b.jpg", "%2Ca%2C", "a.jpg,", ",a.jpg", "a,b.jpg", "\\\\host\\a"),
        *("https://example.org/a b", "HTTP://EXAMPLE.org", "https:///x", "mailto:a@example.org", "tel:+1"),
        *("javascript:x", "JavaScript:x", "data:image/png;base64,AA", "x:y", "a.jpg 2x", "é/ü.jpg"),
        *("a.jpg 1x, b.jpg 2x", "a.jpg 640w,b.jpg", ",,a.jpg,, b.jpg 1.5x,", "a.jpg 1x 2w, (b, c.jpg 2x"),
        *("http:a.jpg", "https:/a.jpg", "a:b.jpg", "&#x2f;a", "&sol;&sol;example.org", "a&#10;b", "\t/a"),
        *("a\\b", "a&quot;b", "a<b>c"),
    ]
)  # fmt: skip
TAGS = st.sampled_from(
    "a img picture source video audio track blockquote q ins del object embed iframe area map link base form "
    "input button table td body svg image math p div span".split()
)
ATTRIBUTES = st.sampled_from(sorted(ONE_URL | SETS | ONLY_FOR_PAGES | {"HREF", "SrcSet", "title", "lang"}))
ELEMENTS = st.tuples(TAGS, st.lists(st.tuples(ATTRIBUTES, URLS), max_size=4), st.booleans())


@given(st.lists(ELEMENTS, max_size=8), st.booleans())
def test_no_address_stays_relative(
    elements: list[tuple[str, list[tuple[str, str]], bool]], is_html: bool
) -> None:
    """Whatever addresses stand in whatever attributes, those that reach a feed are absolute."""
    source = "Words "
    for tag, attributes, is_closed in elements:
        written = "".join(f' {name}="{value}"' for name, value in attributes)
        source += f"<{tag}{written}>x" + (f"</{tag}>" if is_closed else "")
    content = in_feed(source, is_html=is_html)
    for tag, name, url in content.urls():
        parts = urlsplit(url)
        allowed = ("http", "https", "mailto", "tel") if (tag, name) == ("a", "href") else ("http", "https")
        assert parts.scheme in allowed, (tag, name, url)
        assert parts.netloc or parts.scheme in ("mailto", "tel"), (tag, name, url)
        assert not re.search(r"[\s<>\"]", url), (tag, name, url)
    assert not {name for _, name, _ in content.attributes} & ONLY_FOR_PAGES


NOTES = """\
The bridge has four lanes.[^1] It cost [more](#the-cost) than planned.[^two]

## The cost

It was high. <span id="späte">It came late.</span> See [late](#sp%C3%A4te) and [nowhere](#nowhere).

[^1]: Two each way.
[^two]: By a third.
"""


def test_notes_of_two_stories_do_not_collide(tmp_path: Path) -> None:
    """Two stories with the same notes share no id in a feed; links to notes lead to those of the page."""
    put(tmp_path / "content/site.yaml", SITE)
    for name in ("first", "second"):
        put(tmp_path / f"content/asia/{name}.md", article(name, body=NOTES))
    tree = published(tmp_path)
    contents = entries(tree)
    assert len(contents) == 2
    for address, html in contents.items():
        content = Reader(html)
        assert content.of("id") == []
        page = Reader(tree[f"{address.removeprefix(BASE)}index.html"].decode())
        leading = [urldefrag(url) for url in content.of("href")]
        assert {bare for bare, _ in leading} == {address}
        assert len(leading) == 7
        assert [f for _, f in leading if unquote(f) not in page.of("id")] == ["u-nowhere"]
    for name in ("feed.xml", "rss.xml"):
        assert b' id="' not in tree[name]
        assert b" id=&quot;" not in tree[name]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p id="x" lang="en">a</p>', '<p lang="en">a</p>'),
        ('<p title="a id=" lang="en" id="x">a</p>', '<p title="a id=" lang="en">a</p>'),
        ('<p>He wrote id="x" and title="y".</p>', '<p>He wrote id="x" and title="y".</p>'),
        ('<p title="a > b" id="x">a</p>', '<p title="a &gt; b">a</p>'),
        ('<p title="<a id=">He said "no".</p>', '<p title="&lt;a id=">He said "no".</p>'),
        ('<p id="x"><bdo title="<b" id="y">a</bdo></p>', '<p><span title="&lt;b">a</span></p>'),
        ('<p><bdo dir="rtl" id="x">a</bdo></p>', '<p><span dir="rtl">a</span></p>'),
    ],
)
def test_what_is_taken_out_for_feeds(source: str, expected: str) -> None:
    """Only real ids go, and bdo, which validators call unsafe; text that looks like one stays."""
    body = markdown.render(source, "a.md", is_html=True).body
    assert links.feed_html(body, {}, BASE, "/a/") == expected


def opening(tree: dict[str, bytes], headline: str) -> str:
    """Give the first tag of an entry's content."""
    for item in json.loads(tree["feed.json"])["items"]:
        if item["title"] == headline:
            found = re.match(r"<[^>]*>", item["content_html"])
            assert found
            return found[0]
    raise AssertionError(headline)


def in_two_languages(folder: Path, language: str) -> dict[str, bytes]:
    """Publish a site in a language, with a story in Arabic and one in English."""
    put(folder / "content/site.yaml", f"{SITE}language: {language}\n")
    put(folder / "content/asia/ar.md", article("الجسر", body="افتتح الجسر يوم الاثنين.", lang="ar"))
    put(folder / "content/asia/en.md", article("Bridge", body="The bridge opened on Monday.", lang="en"))
    return published(folder)


def test_a_story_from_right_to_left_says_so(tmp_path: Path) -> None:
    """It has its direction and language in any site; a story from left to right beside it needs none."""
    tree = in_two_languages(tmp_path, "en")
    assert opening(tree, "الجسر") == '<div dir="rtl" lang="ar">'
    assert "dir=" not in opening(tree, "Bridge")


def test_a_story_from_left_to_right_says_so_in_a_site_that_runs_the_other_way(tmp_path: Path) -> None:
    """Programs of readers of Arabic run from right to left, and would turn English around."""
    tree = in_two_languages(tmp_path, "ar")
    assert opening(tree, "الجسر") == '<div dir="rtl" lang="ar">'
    assert opening(tree, "Bridge") == '<div dir="ltr" lang="en">'
