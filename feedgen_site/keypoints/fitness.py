"""Whether a sentence can stand as a point, judged by its form alone: prose or furniture, whole or a scrap."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from feedgen_site.keypoints.furniture import is_aside, is_furniture
from feedgen_site.keypoints.model import Sentence
from feedgen_site.patterns import regex

MIN_WORDS: Final = 5
"""Words a point should have at least (two characters a word in scripts without spaces)."""

_ENDINGS: Final = frozenset(".!…。！．｡۔।॥።။។")
_CLOSING: Final = "\"'”’»›“)]」』）】》* "
_UNENDED: Final = regex("[\u0e00-\u0eff]$")
_ADDRESS: Final = regex(r"(?:https?://|www\.)\S+|<[^>]{1,80}>")
_PARTNERS: Final = {
    '"': '"',
    "“": "”",
    "„": "“",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    "(": ")",
    "（": "）",
    "[": "]",
}
_OPENS: Final = regex(r"""(?:^|[\s(])["“„«「『](?=\w)""")
_QUOTED_SENTENCES: Final = 12
"""Sentences after which a quotation that nothing closed is taken to have ended."""


class Fitness(IntEnum):
    """How well a sentence can stand as a point: a lower class is used only when there is none above it."""

    UNFIT = 0
    """No prose: furniture ("Read more", a credit, a byline), an address, signs, figures. Never a point."""
    POOR = 1
    FIT = 2


def fitness(text: str, length: int) -> Fitness:
    """Judge a trimmed sentence of `length` words by its form alone."""
    if not any(map(str.isalpha, text)) or is_furniture(text) or (text[0] in "([" and length < MIN_WORDS):
        return Fitness.UNFIT
    if ("://" in text or "www." in text or "<" in text) and not any(map(str.isalpha, _ADDRESS.sub("", text))):
        return Fitness.UNFIT
    bare = text.rstrip(_CLOSING)
    whole = bare and (bare[-1] in _ENDINGS or _UNENDED.search(bare)) and text[-1] not in ":?"
    if length < MIN_WORDS or not whole or bare.endswith("か。") or is_aside(text):
        return Fitness.POOR
    return Fitness.FIT


def torn(text: str) -> bool:
    """Tell whether a quotation mark in the sentence has lost its partner."""
    if text.isascii():
        return text.count('"') % 2 == 1
    return text.count('"') % 2 == 1 or text.count("“") > text.count("”") + text.count("„")


def enclosed(text: str) -> bool:
    """Tell whether all of it is a quotation without a speaker, or an aside in parentheses."""
    closing = _PARTNERS.get(text[:1])
    return closing is not None and text.find(closing, 1) >= len(text) - 2


def inside_quotations(sentences: Sequence[Sentence]) -> frozenset[int]:
    """Return the indexes of sentences that begin within a quotation opened earlier in their block.

    Nobody can tell from such a sentence who speaks. Marks get lost, so a mark that opens another quotation,
    and a length no quotation has, end it too.
    """
    inside: set[int] = set()
    open_, block, since = False, -1, 0
    for index, sentence in enumerate(sentences):
        text = sentence.text
        if sentence.block != block or (open_ and (index - since > _QUOTED_SENTENCES or _OPENS.search(text))):
            open_, block = False, sentence.block
        if open_:
            inside.add(index)
        else:
            since = index
        if '"' not in text and text.isascii():
            continue  # no mark of a quotation
        straight = text.count('"') % 2 == 1
        curly = text.count("“") + text.count("«") - text.count("”") - text.count("»")
        if straight:
            open_ = not open_
        elif "„" not in text and curly:
            open_ = curly > 0
    return frozenset(inside)
