"""What cleaning takes out of HTML that readers would miss, with its line and what to type instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from feedgen_site.litter import DUMMY_TARGET, LineCounter, Loss, LossKind
from feedgen_site.patterns import regex
from feedgen_site.sanitize.cleaning import SCHEMES, TAGS

# These go without their text, or are nothing without what they load; what stands in them goes with them.
_HIDDEN = frozenset(
    (
        "applet canvas embed frame frameset iframe math noembed noframes object portal script select style "
        "svg template textarea"
    ).split()
)
_EMPTY = frozenset(("embed", "frame", "input"))
# These go, but not their text, and no reader misses them.
_PLAIN = frozenset(
    (
        "acronym address area article aside base basefont big blink body button center dir fieldset font "
        "footer head header hgroup html label legend link main marquee menu meta nav nobr noscript optgroup "
        "option param search strike title tt"
    ).split()
)
# The namespaces of what Word puts around words: <o:p>, <st1:place>.
_OF_WORD = frozenset(("o", "w", "st1"))
_ELSEWHERE = frozenset("applet canvas embed frame iframe object portal".split())
_HAS_ADDRESS = frozenset("a img audio video source track blockquote q del ins".split())
_OPEN_TAG = regex(r"<(?P<close>/?)(?P<name>[a-zA-Z][^\s/<>]*)(?P<rest>[^<>]*)")
_URL_ATTRIBUTE = regex(
    r"(?<![\w-])(?P<name>href|src|poster|cite)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)


# Each takes a pass over the source; nobody writes so many addresses that no parser finds.
_MAX_SEARCHES = 20


class LostTags:
    """Finds what `sanitized` takes out of HTML that is read piece by piece, in its order.

    `broken` are the addresses that it dropped.
    """

    def __init__(self, broken: Iterable[str]) -> None:
        self._broken = frozenset(broken)
        self._found: set[str] = set()
        self._inside = ""

    def losses(self, html: str, line: int) -> Iterator[Loss]:
        """Give the losses of a piece that begins on `line` of its source."""
        counter = LineCounter(html)
        for match in _OPEN_TAG.finditer(html):
            name = match["name"].lower()
            if self._inside:
                self._inside = "" if match["close"] and name == self._inside else self._inside
            elif not match["close"]:
                at = line + counter.line(match.start())
                message, hint = _lost_tag(name, match[0][:60])
                if message:
                    yield Loss(message, hint, at, match[0])
                elif name in _HAS_ADDRESS:
                    yield from self._lost_addresses(match, at, is_image=name == "img")
                if name in _HIDDEN and name not in _EMPTY:
                    self._inside = name

    def _lost_addresses(self, tag: re.Match[str], line: int, *, is_image: bool) -> Iterator[Loss]:
        for match in _URL_ATTRIBUTE.finditer(tag["rest"]):
            url = unescape(match[2] or match[3] or match[4] or "").strip()
            if message := self.lost_url(url, is_image=is_image):
                yield Loss(message, url_hint(url, is_image=is_image), line, tag[0], kind=LossKind.ADDRESS)

    def lost_url(self, url: str, *, is_image: bool = False) -> str:
        """Say why an address is taken out of a link or image; "" where it stays."""
        self._found.add(url)
        what, shown = "image" if is_image else "link", " ".join(url.split())[:80]
        scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)", url)
        if DUMMY_TARGET in url:
            return ""
        if scheme and scheme[0].lower() not in SCHEMES:
            return f"the {what} '{shown}' is left out: '{scheme[0].lower()}:' does not work in a page"
        if url not in self._broken:
            return ""
        if not url:
            return "an image has no address" if is_image else "a link has no address"
        if scheme or url.startswith(("//", "\\\\")):
            return f"the {what} '{shown}' is left out: it is not a web address"
        return f"the {what} '{shown}' is left out: it leads out of the content folder"

    def not_found(self, source: str) -> Iterator[Loss]:
        """Give the dropped addresses that were in no piece, as happens where a quote is missing."""
        for number, url in enumerate(sorted(self._broken - self._found)):
            if message := self.lost_url(url):
                written = re.split(r"[&\s]", url, maxsplit=1)[0]
                at = source.find(written) if written and number < _MAX_SEARCHES else -1
                line = source.count("\n", 0, at) if at >= 0 else -1
                yield Loss(message, url_hint(url, is_image=False), line, written, kind=LossKind.ADDRESS)


def _lost_tag(name: str, written: str) -> tuple[str, str]:
    """Say what becomes of an element, and what to type instead; "" where readers lose nothing."""
    if name in TAGS or name in _PLAIN or name.partition(":")[0] in _OF_WORD:
        return "", ""
    if name not in _HIDDEN and name not in ("form", "input"):
        shown = " ".join(written.split())
        return f"{shown}> is no HTML element, and is left out", f"\\{shown}> to show the words themselves"
    hint = "write it in Markdown"
    if name in _ELSEWHERE:
        hint = "[what it shows](https://its.address/)"
    elif name in ("svg", "math"):
        hint = "![what it shows](picture.svg)"
    elif name in ("script", "style"):
        hint = "delete it; scripts and styles belong in templates"
    return f"<{name}> is not allowed in an article, and is left out", hint


def url_hint(url: str, *, is_image: bool) -> str:
    """Say what to type instead of an address that is taken out."""
    if is_image:
        return "![what it shows](picture.jpg)"
    return "[words](/path/in/content.md)" if url and ":" not in url else "[words](https://example.org/)"
