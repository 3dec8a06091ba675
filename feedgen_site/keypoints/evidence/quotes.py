"""Words in quotation marks: what a point quotes must stand in the article, word for word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.model import Span
from feedgen_site.patterns import regex

_QUOTED: Final = regex(
    r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|»([^«»]+)«|\"([^\"]+)\"|「([^「」]+)」|『([^『』]+)』|‹([^‹›]+)›|"
    r"(?<!\w)‘([^‘’]+(?:’\w[^‘’]*)*)’(?!\w)|(?<!\w)'([^']+(?:'\w[^']*)*)'(?!\w)"
)
_LEFT_OUT: Final = regex(r"…|\.\.\.|\[[^\]]*\]|\([^)]*\)")
_WORD: Final = regex(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation of a point, in the parts that its ellipses and brackets leave."""

    parts: tuple[str, ...]
    span: Span
    words: str


def read(text: str) -> Iterator[Quote]:
    """Yield the quotations of a text."""
    for match in _QUOTED.finditer(text):
        inner = next(group for group in match.groups() if group is not None)
        parts = tuple(part for part in map(plain, _LEFT_OUT.split(inner)) if part)
        if parts:
            yield Quote(parts, Span(*match.span()), match[0])


def plain(text: str) -> str:
    """Bring a text into the one form in which quotations are compared: its words, lower case."""
    return " ".join(_WORD.findall(text.replace("’", "'").casefold()))
