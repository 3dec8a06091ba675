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
    "a abbr b bdi bdo cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup "
    "time u var wbr".split()
)
_CLOSING: Final = ".!?…。！？"
# How far into the sentence the point may begin: trimming cuts datelines and connectives.
_TRIMMED: Final = 200
# A longer sentence, or a longer run without a blank in it, is none that a reader would look for.
_LONGEST: Final = 5_000
_LONGEST_END: Final = 500
# How far around a sentence its context is looked for.
_NEAR: Final = 200


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
    cut = _CLAUSES if _is_unspaced(point) else _WORDS
    wanted = cut.ends(point.rstrip(_CLOSING))
    if not wanted or max(map(len, wanted)) > _LONGEST_END:
        return ""
    # With a limit, for an end that is not there would be looked for anew from each place like the beginning.
    pattern = re.compile(".*?".join(map(_spaced, wanted)), re.DOTALL)
    found = pattern.search(text, start, start + _TRIMMED + _LONGEST)
    if not found or found.start() > start + _TRIMMED:
        return ""
    first, last = found.span()
    while last < len(text) and text[last] in _CLOSING:
        last += 1
    sentence = cut.ends(text[first:last])
    before = cut.join(cut.pieces(text[max(0, first - _NEAR) : first])[-cut.context :])
    after = cut.join(cut.pieces(text[last : last + _NEAR])[: cut.context])
    page = f"{above}\n{text}"
    # What follows the end tells nothing of a start that is found in the list: then the whole is looked for.
    whole = (cut.join(cut.pieces(text[first:last])),)
    for prefix, ends, suffix in ((before, sentence, ""), ("", whole, after)):
        if (prefix or suffix) and _first_match(prefix, ends, suffix, page) == first + len(above) + 1:
            parts = [f"{_encoded(prefix)}-"] if prefix else []
            parts += map(_encoded, ends)
            parts += [f"-{_encoded(suffix)}"] if suffix else []
            return ",".join(parts)
    return ""


@dataclass(frozen=True, slots=True)
class _Cut:
    """How text is cut into pieces that end where words end: how many make an end, how many a context."""

    piece: re.Pattern[str]
    joint: str
    edge: int
    context: int

    def pieces(self, text: str) -> list[str]:
        return [piece.strip() for piece in self.piece.findall(text) if piece.strip()]

    def join(self, pieces: list[str]) -> str:
        return self.joint.join(pieces)

    def ends(self, text: str) -> tuple[str, ...]:
        """Give a sentence's first and last pieces, or the whole of a short one."""
        pieces = self.pieces(text)
        if len(pieces) <= 2 * self.edge:
            return (self.join(pieces),) if pieces else ()
        return self.join(pieces[: self.edge]), self.join(pieces[-self.edge :])


_WORDS: Final = _Cut(re.compile(r"\S+"), " ", edge=4, context=3)
# Text without spaces is cut at its commas: the middle of a run may not be a word's end.
_CLAUSES: Final = _Cut(re.compile(r"[^、，。；：！？]+[、，。；：！？]*"), "", edge=1, context=1)


def _first_match(prefix: str, sentence: tuple[str, ...], suffix: str, page: str) -> int:
    """Say at which offset of a page's text a browser would begin to highlight; -1: nowhere."""
    lead = _spaced(prefix) + r"\s*" if prefix else ""
    tail = r"\s*" + _spaced(suffix) if suffix else ""
    middle = ".*?".join(map(_spaced, sentence))
    match = re.compile(f"{lead}(?P<sentence>{middle}){tail}", re.DOTALL | re.IGNORECASE).search(page)
    return match.start("sentence") if match else -1


def _spaced(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))


def _is_unspaced(text: str) -> bool:
    return len(text) > 15 * (text.count(" ") + 1)


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
