r"""A small language for one text of a feed entry: text, `{holes}`, and `[parts]` that may vanish.

    [{section}: ]{headline}

A hole is filled with what it names. A part in square brackets vanishes with all that is in it where one of
its own holes has nothing to say; parts may stand in parts, and each answers for its own holes. `\[ \] \{ \}`
and `\\` are the signs themselves.

There is no more to it, on purpose. Filters for dates and letters would need a language and a zone to be
right, and what a feed says must not hang on them; whoever wants more has templates for pages, and readers
format dates themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field

from feedgen_site.frozen import dataclass
from feedgen_site.patterns import regex
from feedgen_site.text import nearest

MAX_DEPTH = 10
"""So deep parts may stand in parts; deeper than anybody can read, and no danger to the stack."""

_TOKEN = regex(
    r"\\(?P<escaped>[\[\]{}\\])|\{(?P<hole>[^\[\]{}\\]*)\}|(?P<mark>[\[\]{}\\])|(?P<text>[^\[\]{}\\]+)"
)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a text is no expression: what is wrong at `offset`, and what to type instead."""

    offset: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Hole:
    """A place for a value."""

    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part that vanishes where one of its own holes is empty; it has at least one."""

    pieces: tuple[Piece, ...]


Piece = str | Hole | Part


@dataclass(frozen=True, slots=True)
class Expression:
    """A text that can be filled any number of times."""

    pieces: tuple[Piece, ...]

    def fill(self, values: Mapping[str, str]) -> str:
        """Put the values in, as they are: what looks like a hole in one of them is text.

        `values` has every name that `parse` was given; white space alone counts as empty.
        """
        return _joined(self.pieces, values)


def _joined(pieces: tuple[Piece, ...], values: Mapping[str, str]) -> str:
    return "".join(_filled(piece, values) for piece in pieces)


def _filled(piece: Piece, values: Mapping[str, str]) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Hole):
        return values[piece.name]
    if any(isinstance(inner, Hole) and not values[inner.name].strip() for inner in piece.pieces):
        return ""
    return _joined(piece.pieces, values)


def parse(
    text: str, holes: frozenset[str], synonyms: Mapping[str, str] | None = None
) -> Expression | Mistake:
    """Read an expression whose holes have these names. Never raises; takes time linear in the text.

    `synonyms` are names that no hole has, each with the hole that is meant: for hints only.
    """
    parser = _Parser(text, holes, synonyms or {})
    for match in _TOKEN.finditer(text):
        if mistake := parser.take(match):
            return mistake
    return parser.finished()


@dataclass(slots=True)
class _Open:
    """A part that is not closed yet (or the whole), and the offset of its bracket."""

    offset: int
    pieces: list[Piece] = field(default_factory=list)


class _Parser:
    """Takes one token after the other; every character of a text belongs to one."""

    def __init__(self, text: str, holes: frozenset[str], synonyms: Mapping[str, str]) -> None:
        self._text, self._holes, self._synonyms = text, holes, synonyms
        self._stack = [_Open(0)]

    def take(self, token: re.Match[str]) -> Mistake | None:
        pieces = self._stack[-1].pieces
        if (name := token["hole"]) is not None:
            if name.strip() not in self._holes:
                return self._unknown(token.start(), name)
            pieces.append(Hole(name.strip()))
        elif token["mark"]:
            return self._mark(token["mark"], token.start())
        else:
            pieces.append(token["escaped"] or token["text"])
        return None

    def finished(self) -> Expression | Mistake:
        innermost = self._stack[-1]
        if len(self._stack) > 1:
            return Mistake(innermost.offset, "this '[' is not closed", r"']' where the part ends, or '\['")
        return Expression(tuple(innermost.pieces))

    def _mark(self, mark: str, offset: int) -> Mistake | None:
        if mark == "[":
            if len(self._stack) > MAX_DEPTH:
                return Mistake(offset, f"parts are nested more than {MAX_DEPTH} deep", "write it flatter")
            self._stack.append(_Open(offset))
        elif mark == "]":
            return self._close(offset)
        elif mark == "\\":
            return Mistake(offset, r"a backslash stands only before [ ] { } or another one", r"\\")
        else:
            what = "is not closed" if mark == "{" else "closes nothing"
            return Mistake(offset, f"this '{mark}' {what}", rf"'\{mark}' for the sign itself")
        return None

    def _close(self, offset: int) -> Mistake | None:
        if len(self._stack) == 1:
            return Mistake(offset, "this ']' closes nothing", r"'\]' for the sign itself")
        part = self._stack.pop()
        if not any(isinstance(piece, Hole) for piece in part.pieces):
            message = "a part without a hole of its own never vanishes"
            shown = self._text[part.offset + 1 : offset]
            hint = rf"\[{shown}\]" if len(shown) <= _SHOWN else r"'\[' and '\]' for the signs themselves"
            return Mistake(part.offset, message, hint)
        self._stack[-1].pieces.append(Part(tuple(part.pieces)))
        return None

    def _unknown(self, offset: int, name: str) -> Mistake:
        shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
        word = name.strip().lower()
        # Other languages write filters after the name: `{title|upper}`.
        bare = re.match(r"[\w-]*", word)
        meant = self._synonyms.get(bare[0] if bare else "") or nearest(word, self._holes, 0.6)
        known = ", ".join(f"{{{hole}}}" for hole in sorted(self._holes))
        hint = f"did you mean '{{{meant}}}'?" if meant else f"there are {known}"
        return Mistake(offset, f"there is no '{{{shown}}}'", hint)
