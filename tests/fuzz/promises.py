"""What holds for any bytes whatever: the promises that examples, hypothesis and the fuzzers all judge by.

The judges are independent of the code they judge: they parse with Python's own HTML and XML parsers and
compare plain text. Each raises AssertionError, and nothing else may be raised on the way there.
"""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from feedgen_site import codec, config, feeds, links, markdown, pictures, sanitize, sources, story, text
from feedgen_site.config import FeedContent, SiteConfig
from feedgen_site.feeds import Format, entries
from feedgen_site.model import Body, Head, Section
from feedgen_site.pictures import exif, iptc, xmp
from feedgen_site.problem import Problem, errors
from feedgen_site.story import Made

CONFIG = SiteConfig(timezone="Asia/Seoul", sections=(Section("asia", "Asia"),))
DEFAULT_PATH = "2026-01-04-lee.md"
HARMLESS = {"http", "https", "mailto", "tel", ""}
NEVER = """
    script style iframe frame frameset object embed applet svg math meta base link form input button
    select textarea
    template noscript xmp plaintext
    portal dialog slot marquee isindex keygen
""".split()
NEVER_ATTRIBUTES = "style srcdoc formaction ping target xlink:href autoplay".split()
VOID = "area br col hr img link meta source track wbr".split()
# As HTML reads a name: only a blank, "/" or ">" ends it, so `<a<b>` is an element "a<b", which is taken out.
_TAG = re.compile(r"<([a-zA-Z][^\s/>]*)")
_KEPT_AS_THEY_STAND = sanitize.TAGS - {"table", "pre"}
_PROBLEMS = Path(__file__).parents[2] / "docs" / "problems.md"


class Judge(HTMLParser):
    """Reads HTML as a stranger would: what in it could run (`found`), what is left open, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.torn: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self._text: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.torn += self._open

    @property
    def text(self) -> str:
        """Give all text."""
        return "".join(self._text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._open.append(tag)
        if tag in NEVER:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in NEVER_ATTRIBUTES:
                self.found.append(name)
            if name in ("href", "src", "cite", "poster", "action", "data", "background"):
                self._judge_address(name, value or "")
            if name == "srcset":
                # What a candidate's address is made of, whatever browsers take for the commas between them.
                for address in re.findall(r"[^\s,]\S*", value or ""):
                    if not re.fullmatch(r"\d+(?:\.\d+)?[wx],?", address):
                        self._judge_address(name, address)
            if name == "id":
                self.ids.append(value or "")

    def _judge_address(self, name: str, value: str) -> None:
        address = "".join(sign for sign in value if sign > " ")
        self.links.append(value)
        if urlsplit(address).scheme not in HARMLESS or "script:" in re.split("[/?#]", address)[0].lower():
            self.found.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.torn.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self._text.append(data)


def scripts(source: str, *, is_html: bool) -> list[str]:
    """List whatever could run in the page and in the feed made of a source."""
    body = markdown.render(source, "asia/lee.md", is_html=is_html).body
    page = links.page_html(body, {}, "2026/01/lee/index.html")
    feed = links.feed_html(body, {}, "https://news.example/", "/2026/01/lee/")
    return Judge(page).found + Judge(feed).found + Judge(body.html).found


def assert_sound(made: Made) -> None:
    """A file is a story, no article, an unfinished draft, or has an error; problems can be printed."""
    assert made.head is not None or not made.is_article or made.is_draft or errors(made.problems)
    assert all(str(problem) for problem in made.problems)
    if made.head is not None:
        assert made.body is not None
        assert made.head.updated >= made.head.published >= made.head.date
        assert made.head.permalink.startswith("/")
        assert ".." not in made.head.permalink.split("/")
        assert not errors(made.problems)


@functools.cache
def known_codes() -> frozenset[str]:
    """Give the codes that docs/problems.md explains."""
    return frozenset(re.findall(r"^\| `([a-z0-9-]+)` \|", _PROBLEMS.read_text("utf-8"), re.MULTILINE))


def assert_told(problems: tuple[Problem, ...], path: str, written: str) -> None:
    """Each problem names its file, a place within it, a code that is documented, and what to type."""
    # The end of a file is a place within it, too.
    last = text.lines(text.clean(written)).removesuffix("\n").count("\n") + 2
    for problem in problems:
        assert problem.path == path, problem
        assert problem.code in known_codes(), problem
        assert problem.message, problem
        assert problem.hint, problem
        assert "\n" not in str(problem).replace("\n  hint: ", ""), problem
        assert (problem.line > 0) == (problem.column > 0), problem
        assert problem.line <= last, problem


def assert_body(body: Body) -> None:
    """Offsets of links and marks are true, nothing runs, elements close, and marking changes no text."""
    shown = Judge(body.html)
    assert not shown.found, shown.found
    assert not shown.torn, shown.torn
    assert len(shown.ids) == len(set(shown.ids)), shown.ids
    for link in body.links:
        assert unescape(body.html[link.start : link.end]) == link.target, link
    pieces = [piece for mark in body.marks for piece in mark.pieces]
    assert all(0 <= start < end <= len(body.html) for start, end in pieces), pieces
    page = Judge(links.page_html(body, {}, "2026/01/lee/index.html"))
    assert not page.found, page.found
    assert not page.torn, page.torn
    assert page.text == shown.text
    assert len(page.ids) == len(set(page.ids)), page.ids
    assert {mark.sentence for mark in body.marks} <= set(page.ids)


def assert_feeds(head: Head, body: Body, settings: SiteConfig) -> None:
    """A story stands in every format of feed, which parses and in which nothing runs."""
    html = links.feed_html(body, {}, settings.base_url, head.permalink)
    judged = Judge(html)
    assert not judged.found, judged.found
    assert not judged.torn, judged.torn
    assert all(urlsplit(link).scheme for link in judged.links), judged.links
    entry = entries.of_story(head, html, "", head.updated, FeedContent.FULL, settings)
    for kind in Format:
        data = feeds.render(kind, feeds.site_feed(settings), (entry,), settings)
        assert data.decode()
        if kind is not Format.JSON:
            ElementTree.fromstring(data)


def loads(data: bytes) -> None:
    """Any file is a story, a page, settings or problems: the path in the first line, then the file."""
    first, _, rest = data.partition(b"\n")
    path = _path_of(first)
    written = sources.decoded(path, rest)
    if isinstance(written, Problem):
        assert (written.code, written.line >= 1, written.column >= 1) == ("not-utf8", True, True)
        return
    if path.endswith("site.yaml"):
        assert_settings(written)
    elif path.startswith("pages/"):
        made = story.make_page(path, written, CONFIG)
        assert made.page is not None or errors(made.problems)
        assert_told(made.problems, path, written)
        if made.page is not None:
            assert_body(made.page.body)
    else:
        made = story.make(path, written, CONFIG)
        assert_sound(made)
        assert_told(made.problems, path, written)
        assert codec.loads(Made, codec.dumps(made)) == made
        if made.head is not None and made.body is not None:
            assert_body(made.body)
            points = {point.sentence for point in made.head.points if point.sentence}
            assert points <= {mark.sentence for mark in made.body.marks}
            assert_feeds(made.head, made.body, CONFIG)


def assert_settings(written: str) -> None:
    """Any site.yaml gives settings that can be used, with problems or without."""
    settings, problems = config.load(written, "site.yaml", "")
    assert settings.base_url.endswith("/")
    assert datetime(2026, 1, 4, tzinfo=UTC).astimezone(settings.zone).utcoffset() is not None
    assert "{slug}" in settings.permalinks
    assert_told(problems, "site.yaml", written)


def cleans(data: bytes) -> None:
    """Any HTML or Markdown comes out harmless, balanced, and clean when it is cleaned again."""
    source = text.lines(text.clean(data.decode("utf-8", "ignore")))
    try:
        once = sanitize.sanitized(source, "asia/lee.md")
        bodies = [markdown.render(source, "asia/lee.md", is_html=is_html).body for is_html in (True, False)]
    except sanitize.TooDeepError:
        return
    judged = Judge(once.html)
    assert not judged.found, judged.found
    again = sanitize.sanitized(once.html.replace('id="u-', 'id="'), "asia/lee.md")
    assert not Judge(again.html).found, again.html
    # HTML itself moves what stands in tables about, and drops a line end after <pre>. An element that is
    # taken out had kept apart what ends each other (headings).
    if not once.targets and {tag.lower() for tag in _TAG.findall(source)} <= _KEPT_AS_THEY_STAND:
        assert again.html == once.html
    for body in bodies:
        assert_body(body)
        feed = Judge(links.feed_html(body, {}, "https://news.example/", "/2026/01/lee/"))
        assert not feed.found, feed.found


def washes(data: bytes) -> None:
    """Any bytes, as a picture or as its metadata, are cleaned to what cleaning leaves as it is."""
    pictures.size_of(data)
    clean = pictures.cleaned(data)
    assert len(clean.data) <= 2 * len(data) + 2_000
    # What is overwritten in place may be part of two things at once, in a file made for it.
    assert clean.form == "AVIF" or pictures.cleaned(clean.data).data == clean.data
    for wash in (exif.cleaned, iptc.cleaned, xmp.cleaned):
        assert wash(wash(data)) == wash(data), wash


def _path_of(first: bytes) -> str:
    """Make a path that the content folder can hold of a line; where that cannot be, take one that can."""
    path = text.nfc(first.decode("utf-8", "replace"))
    parts = path.split("/")
    named = all(part and not part.startswith(".") and len(part) < 100 for part in parts)
    if not named or text.clean(path) != path or set(path) & set("\t\r\n"):
        return DEFAULT_PATH
    return path if path.lower().endswith((*sources.ARTICLE_SUFFIXES, "site.yaml")) else DEFAULT_PATH
