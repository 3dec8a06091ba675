"""Text in lines of 72 columns, as a terminal or a text mail shows it: a Chinese character is two wide."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from feedgen_site.feeds import content
from feedgen_site.patterns import regex

COLUMNS: Final = 72

# Chinese and Japanese are written without spaces: a line may end between any two of these characters.
_UNSPACED: Final = (
    "\u2e80-\u2fff\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff01-\uff60\U00020000-\U0003fffd"
)
# But never after an opening mark, nor before a closing one, a small kana or what belongs to the one before
# (JIS X 4051, "kinsoku").
_OPENING: Final = "‘“〈《「『【〔〖〘〚〝（［｛｟"
_CLOSING: Final = (
    "’”、。〉》」』】〕〗〙〛〞〟，．・：；？！）］｝｠…‥ー々〻ゝゞヽヾ％℃ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰ-ㇿ"
    "\u200d\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
_HAS_UNSPACED: Final = regex(f"[{_UNSPACED}]")
_PIECE: Final = regex(f"[{_OPENING}]*(?:[{_UNSPACED}]|[^{_UNSPACED}{_OPENING}{_CLOSING}]+)?[{_CLOSING}]*")
NARROW: Final = regex(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u060c\u061b\u061f"
    "\u0621-\u063a\u0641-\u064a\u0660-\u0669\u2010-\u2027\u202f-\u205e\u20a0-\u20c0]*"
)
"""Characters of alphabets that are one column wide, so that most texts need not be measured."""

_ADDRESS: Final = regex(r"https?://|mailto:")
# French sets a space inside its quotes and before high marks, where no line may end.
_BOUND: Final = regex(r"(?<=«) | (?=[:;!?»])")
_BOUNDS: Final = ("« ", " :", " ;", " !", " ?", " »")
# A line ends what they turn, and terminals show some of them as boxes.
_ISOLATES: Final = regex("[\u2066-\u2069]")


def plain(text: str) -> str:
    """Give text as it stands in a line: nothing in it ends the line, moves the cursor or turns the rest."""
    return content.plain(text if text.isascii() else _ISOLATES.sub("", text))


@lru_cache(maxsize=1 << 12)  # asked for every character of a Chinese text
def width(text: str) -> int:
    """Count the columns of a plain text, by the tables of Unicode that terminals use."""
    if NARROW.fullmatch(text):
        return len(text)
    import wcwidth  # takes longer to import than a small edition takes to write

    return max(0, wcwidth.wcswidth(text))


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """Break a plain text into lines of at most 72 columns; the first begins with `first`, others with `rest`.

    Addresses are never broken. A word longer than a line is, between characters as readers see them.
    """
    text = plain(text)
    # Few texts have any of these, and looking for each alone is quick.
    for bound in _BOUNDS:
        if bound in text:
            text = _BOUND.sub("\u00a0", text)
            break
    if NARROW.fullmatch(text) and (quick := _narrow_lines(text, first, rest)) is not None:
        return quick
    lines: list[str] = []
    line, used = first, width(first)
    is_begun = False
    indent = width(rest)
    for word in text.split(" "):
        for number, piece in enumerate(_pieces(word, COLUMNS - indent)):
            size = width(piece)
            space = int(is_begun and not number)
            if is_begun and used + space + size > COLUMNS:
                lines.append(line)
                line, used, space = rest, indent, 0
            line += " " * space + piece
            used += space + size
            is_begun = True
    return [*lines, line] if is_begun and line.strip() else lines


def _narrow_lines(text: str, first: str, rest: str) -> list[str] | None:
    """Break a text whose characters are all one column wide; None where a word is longer than a line."""
    found: list[str] = []
    indent, start = first, 0
    while start < len(text):
        end = start + COLUMNS - len(indent)
        if end < len(text):
            end = text.rfind(" ", start, end + 1)
            if end < 0:
                return None
        found.append(indent + text[start:end])
        indent, start = rest, end + 1
    return found


def _pieces(word: str, room: int) -> Iterator[str]:
    """Yield the parts of a word between which a line may end."""
    if _ADDRESS.match(word):
        yield word
        return
    whole = (word,)
    for piece in _PIECE.findall(word) if _HAS_UNSPACED.search(word) else whole:
        if piece and width(piece) <= room:
            yield piece
        elif piece:
            yield from _cut(piece, room)


def _cut(piece: str, room: int) -> Iterator[str]:
    """Cut what is wider than a line."""
    import wcwidth

    part, used = "", 0
    for sign in wcwidth.iter_graphemes(piece):
        size = width(sign)
        if part and used + size > room:
            yield part
            part, used = "", 0
        part += sign
        used += size
    yield part
