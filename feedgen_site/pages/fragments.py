"""Text fragments (`#:~:text=…`, WICG Scroll to Text Fragment) that highlight a point's source sentence.

A point stands on the page twice, in the list above the body and in the body, and browsers highlight the first
match. So the words before the sentence or after it are given as context: in the list a point is followed by
the label of its link, in the body by the next sentence. A fragment is written only when its context makes the
body's sentence the first match; else the id alone leads there, and `:target` marks the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final
from urllib.parse import quote

from feedgen_site import once
from feedgen_site.frozen import dataclass
from feedgen_site.patterns import regex

_INLINE: Final = frozenset(
    "a abbr b bdi bdo cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup "
    "time u var wbr".split()
)
_WITHIN_LINES: Final = _INLINE | {f"/{name}" for name in _INLINE} | {""}
# Quoted whole, a sentence longer than this would make an address that no longer fits a message.
_LONGEST_WHOLE: Final = 300
# A longer sentence, or a longer run without a blank in it, is none that a reader would look for.
_LONGEST: Final = 5_000
_LONGEST_END: Final = 500
# How far around a sentence its context is looked for.
_NEAR: Final = 200
# Every run of white space but a single blank, which stays as it is: most are.
_SPACE: Final = regex(r"\s{2,}|[^\S ]")
# Most runs of white space, by their first sign, to which a search skips.
_LINE_ENDS: Final = regex(r"\n[\n ]*")
_SOURCE: Final = ' class="source"'
_ATTRIBUTE: Final = regex(r'(class|id)="([^"]*)"')
# Signs that equal another where case is ignored, though both are lower case already: ς and σ, ı and i.
_OTHER_CASES: Final = regex(
    "[\u00b5\u0131\u017f\u0345\u03c2\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f5\u1c80-\u1c88\u1e9b\u1fbe\u1fd3\u1fe3\ufb05\ufb06]"
)


@dataclass(frozen=True, slots=True)
class BodyText:
    """A body's text as a browser shows it, with `\\n` where a line or block must end, and where its marked
    sentences are. What comes well after the last of them is left out: it cannot be matched before them."""

    text: str
    sentences: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Wording:
    """What is asked of the browser: a sentence by its `ends` (one: whole), between `prefix` and `suffix`."""

    prefix: str
    ends: tuple[str, ...]
    suffix: str

    def directive(self) -> str:
        parts = [f"{_encoded(self.prefix)}-"] if self.prefix else []
        parts += map(_encoded, self.ends)
        parts += [f"-{_encoded(self.suffix)}"] if self.suffix else []
        return ",".join(parts)

    def first_match(self, page: str) -> tuple[int, int] | None:
        """Say what of a page's text a browser would highlight."""
        lead = _spaced(self.prefix) + r"\s*" if self.prefix else ""
        tail = r"\s*" + _spaced(self.suffix) if self.suffix else ""
        middle = ".*?".join(map(_spaced, self.ends))
        pattern = re.compile(f"{lead}(?P<sentence>{middle}){tail}", re.DOTALL | re.IGNORECASE)
        match = pattern.search(page)
        return match.span("sentence") if match else None

    def first_in_folded(self, page: str) -> tuple[int, int] | None:
        """Say the same of folded text, many times faster: patterns are costly to compile."""
        lead, tail = _folded(self.prefix), _folded(self.suffix)
        first, *rest = map(_folded, self.ends)
        found = page.find(lead or first)
        while found >= 0:
            start = found
            if lead:
                start += len(lead)
                start += page.startswith(" ", start)
            if page.startswith(first, start):
                end = start + len(first)
                for piece in rest:
                    end = page.find(piece, end)
                    if end < 0:
                        return None
                    end += len(piece)
                if not tail or page.startswith(tail, end + page.startswith(" ", end)):
                    return start, end
            found = page.find(lead or first, found + 1)
        return None


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's text, also `folded` for searching: in lower case, each run of white space one blank.

    `is_plain` says that comparing it so is what ignoring case means; `starts` are places in the text that are
    known in the folded one.
    """

    text: str
    folded: str
    is_plain: bool
    starts: Mapping[int, int]

    def place(self, first: int, last: int) -> tuple[int, int] | None:
        """Give the place of `text[first:last]` in the folded text, None where that would say too little."""
        inside = self.text[first:last]
        if not self.is_plain or inside != inside.strip():
            return None
        start = self.starts.get(first)
        if start is None:
            start = len(_folded(self.text[:first]))
        return start, start + len(_folded(inside))

    def finds(self, wording: _Wording, first: int, last: int, place: tuple[int, int] | None) -> bool:
        """Say whether a wording's first match is `text[first:last]`, which `place` is in the folded text."""
        # Two ends and a context behind would need to look for a second end again; no wording has them.
        if place and not (wording.suffix and wording.ends[1:]):
            return wording.first_in_folded(self.folded) == place
        return wording.first_match(self.text) == (first, last)


def body_text(html: str) -> BodyText:
    """Take the text out of sanitized HTML whose source sentences are marked.

    The sanitizer writes attributes in double quotes, and `<`, `>` and `&` of text and values as entities.
    """
    parts: list[str] = []
    sentences: dict[str, tuple[int, int]] = {}
    spans: list[str] = []
    length, latest = 0, ""
    left, enough = html.count(_SOURCE), len(html)
    # One loop without calls, for a page has a hundred tags. The first piece has text alone.
    for piece in f">{html}".split("<") if left else ():
        tag, _, written = piece.partition(">")
        name = tag.partition(" ")[0]
        if name not in _WITHIN_LINES:
            parts.append("\n")
            length += 1
        elif name == "span":
            spans.append(_sentence(tag, latest))
            if sentence := spans[-1]:
                latest = sentence
                sentences.setdefault(sentence, (length, length))
                left -= 1
        elif name == "/span" and spans and (sentence := spans.pop()):
            sentences[sentence] = (sentences[sentence][0], length)
            if not left:
                enough = length + _NEAR
        if written:
            text = unescape(written) if "&" in written else written
            # White space other than a blank is not printable, and the way to see that there is none is short.
            if "  " in text or not text.isprintable():
                text = _SPACE.sub(" ", text)
            parts.append(text)
            length += len(text)
            if length > enough:
                break
    return BodyText("".join(parts), sentences)


def _sentence(tag: str, latest: str) -> str:
    """Name the sentence that a span marks, "" for any other span; the pieces after the first have no id."""
    named = dict(_ATTRIBUTE.findall(tag))
    return named.get("id") or latest if named.get("class") == "source" else ""


def link(sentence: str, above: str, body: BodyText) -> str:
    """Give the href of a point's source: `#s-1a2b3c4d`, with a text fragment where one is unique.

    `above` is all text of the page before the body, a line for each block. An unknown sentence gives "".
    """
    place = body.sentences.get(sentence)
    if place is None:
        return ""
    if place[1] - place[0] > _LONGEST:
        return f"#{sentence}"
    page = _page(above, body)
    start = len(above) + 1
    first, last = (start + offset for offset in place)
    folded = page.place(first, last)
    for wording in _wordings(page.text, start, first, last):
        if max(map(len, wording.ends)) <= _LONGEST_END and page.finds(wording, first, last, folded):
            return f"#{sentence}:~:text={wording.directive()}"
    return f"#{sentence}"


@once.latest  # asked for each point of a story in turn
def _page(above: str, body: BodyText) -> _Page:
    text = f"{above}\n{body.text}"
    lower = text.lower()
    is_plain = text.isascii() or (not _OTHER_CASES.search(text) and len(lower) == len(text))
    sentences = body.sentences.values() if is_plain else ()
    parts: list[str] = []
    starts: dict[int, int] = {}
    begun = length = 0
    for first in sorted(len(above) + 1 + first for first, _ in sentences):
        # Folded apart, the white space on both sides would not become one.
        if begun < first < len(text) and not text[first].isspace():
            parts.append(_one_blank(lower[begun:first]))
            length += len(parts[-1])
            starts[first] = length
            begun = first
    folded = "".join([*parts, _one_blank(lower[begun:])])
    return _Page(text, folded, is_plain, starts)


def _wordings(page: str, body: int, first: int, last: int) -> Iterator[_Wording]:
    """Yield the ways to ask for `page[first:last]`, the shortest first; the body begins at `body`."""
    sentence = page[first:last]
    cut = _CLAUSES if _is_unspaced(sentence) else _WORDS
    # No part of a directive may cross a block.
    last_line = page[max(0, first - _NEAR) : first].rstrip().rpartition("\n")[2]
    before = cut.join(cut.pieces(last_line)[-cut.context :])
    by_its_ends = _Wording(before, cut.ends(sentence), "")
    if before and page[body:first].strip():
        yield by_its_ends
    next_line = page[last : last + _NEAR].lstrip().partition("\n")[0]
    after = cut.join(cut.pieces(next_line)[: cut.context])
    # What follows the end tells nothing of a start that is found in the list: then the whole is looked for.
    if len(sentence) <= _LONGEST_WHOLE and "\n" not in sentence:
        if after:
            yield _Wording("", (sentence,), after)
        if before:
            yield _Wording(before, (sentence,), after)
    # The first sentence of a body comes after what the page's template put there: the least certain context.
    if before:
        yield by_its_ends


@dataclass(frozen=True, slots=True)
class _Cut:
    """How text is cut into pieces that end where words end: how many make an end, how many a context.

    `piece` is None where blanks part them.
    """

    piece: re.Pattern[str] | None
    joint: str
    edge: int
    context: int

    def pieces(self, text: str) -> list[str]:
        if self.piece is None:
            return text.split()
        return [piece.strip() for piece in self.piece.findall(text) if piece.strip()]

    def join(self, pieces: list[str]) -> str:
        return self.joint.join(pieces)

    def ends(self, text: str) -> tuple[str, ...]:
        """Give a sentence's first and last pieces, or the whole of a short one in one line."""
        lines = text.split("\n")
        first = self.pieces(lines[0])
        if len(lines) == 1 and len(first) <= 2 * self.edge:
            return (text,)
        last = self.pieces(lines[-1]) if lines[1:] else first
        return self.join(first[: self.edge]), self.join(last[-self.edge :])


_WORDS: Final = _Cut(None, " ", edge=4, context=3)
# Text without spaces is cut at its commas: the middle of a run may not be a word's end.
_CLAUSES: Final = _Cut(regex(r"[^、，。；：！？]+[、，。；：！？]*"), "", edge=1, context=1)


def _folded(text: str) -> str:
    return _one_blank(text.lower())


def _one_blank(text: str) -> str:
    """Make one blank of each run of white space."""
    if "\n" in text:
        text = _LINE_ENDS.sub(" ", text)
    # Searching for runs sign by sign takes ten times as long as seeing that there is no other white space.
    if not text.isprintable():
        return _SPACE.sub(" ", text)
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _spaced(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))


def _is_unspaced(text: str) -> bool:
    return len(text) > 15 * (text.count(" ") + 1)


class _Escapes(dict[int, str]):
    """A table for `str.translate`, which fills itself: every sign as an address may hold it."""

    def __missing__(self, sign: int) -> str:
        self[sign] = quote(chr(sign), safe="").replace("-", "%2D")
        return self[sign]


_ESCAPES: Final = _Escapes()


def _encoded(text: str) -> str:
    return text.translate(_ESCAPES)
