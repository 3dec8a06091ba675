"""Text fragments (`#:~:text=…`, WICG Scroll to Text Fragment) that highlight a point's source sentence.

A point stands on the page twice, above the body and in it, and browsers highlight the first match. So a
fragment is written only when its context makes the body's sentence the first match; else the id alone leads
there, and `:target` marks the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import quote

_INLINE: Final = frozenset(
    "a abbr b bdi bdo cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup time "
    "u var wbr".split()
)
_EDGE_WORDS: Final = 4
_CONTEXT_WORDS: Final = 3
# Written without spaces, a sentence is taken apart at its commas: the middle of a run may not be a word's end.
_CLAUSE = re.compile(r"[^、，。；：！？]+[、，。；：！？]*")
_CLOSING = ".!?…。！？"
# How far into the sentence the point may begin: trimming cuts datelines and connectives.
_TRIMMED: Final = 200


@dataclass(frozen=True, slots=True)
class BodyText:
    """A body's plain text (blocks end in `\\n`) and the offsets of the elements that have an id."""

    text: str
    ids: dict[str, int]


def body_text(html: str) -> BodyText:
    """Take the text out of sanitized HTML."""
    collector = _Collector()
    collector.feed(html)
    collector.close()
    return BodyText("".join(collector.parts), collector.ids)


def link(sentence: str, point: str, above: str, body: BodyText) -> str:
    """Give the href of a point's source: `#s-1a2b3c4d`, with a text fragment where one is unique.

    `above` is all text of the page before the body. An unknown sentence gives "".
    """
    start = body.ids.get(sentence)
    if start is None:
        return ""
    directive = _directive(point, start, above, body.text)
    return f"#{sentence}:~:text={directive}" if directive else f"#{sentence}"


def _directive(point: str, start: int, above: str, text: str) -> str:
    pieces = _pieces(point.rstrip(_CLOSING))
    if not pieces:
        return ""
    size = 1 if len(pieces) < 2 * _EDGE_WORDS and _unspaced(point) else _EDGE_WORDS
    first, last = " ".join(pieces[:size]), " ".join(pieces[-size:])
    ends = (first, last) if len(pieces) > 2 * size else (" ".join(pieces),)
    if _unspaced(point):
        ends = (pieces[0], pieces[-1]) if len(pieces) > 1 else (pieces[0],)
    found = re.compile(_spaced(ends), re.DOTALL).search(text, start)
    if not found or found.start() > start + _TRIMMED:
        return ""
    before = " ".join(_pieces(text[max(0, found.start() - 200) : found.start()])[-_context(point) :])
    after = " ".join(_pieces(text[found.end() : found.end() + 200].lstrip(_CLOSING))[: _context(point)])
    for prefix, suffix in ((before, ""), ("", after), (before, after)):
        if (prefix or suffix) and _first_match(prefix, ends, suffix, above, text) == found.start():
            parts = [f"{_encoded(prefix)}-"] if prefix else []
            parts += map(_encoded, ends)
            parts += [f"-{_encoded(suffix)}"] if suffix else []
            return ",".join(parts)
    return ""


def _first_match(prefix: str, ends: tuple[str, ...], suffix: str, above: str, text: str) -> int:
    """Say where in the body a browser would begin to highlight; below 0: above the body, or nowhere."""
    pattern = _spaced((prefix,)) + r"\s*" if prefix else ""
    closing = f"[{re.escape(_CLOSING)}]*"
    # A suffix follows the match directly, so the sentence's full stop would have to be part of either.
    tail = rf"{closing}\s*{_spaced((suffix,))}" if suffix else ""
    page = f"{above}\n{text}"
    match = re.compile(f"{pattern}(?P<start>{_spaced(ends)}){tail}", re.DOTALL | re.IGNORECASE).search(page)
    return match.start("start") - len(above) - 1 if match else -1


def _spaced(ends: tuple[str, ...]) -> str:
    return r"\b.*?".join(r"\s+".join(map(re.escape, end.split())) for end in ends)


def _unspaced(text: str) -> bool:
    return len(text) > 15 * (text.count(" ") + 1)


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in _CLAUSE.findall(text)] if _unspaced(text) else text.split()


def _context(point: str) -> int:
    return 1 if _unspaced(point) else _CONTEXT_WORDS


def _encoded(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.ids: dict[str, int] = {}
        self._length = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.setdefault(value, self._length)

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
        self._length += len(data)

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            self.handle_data("\n")
