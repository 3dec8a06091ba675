"""What a learned ranker sees of each sentence: small whole numbers, counted in one pass over the article.

Nothing here knows a language: words are the folded terms of `words`, what matters is where a sentence stands,
how its words recur, what it shares with the headline, and its form. Every value is a whole number within a
fixed range, so sums are exact in whatever order they are made, on every machine.
"""

# This runs for every sentence of a site, and a call of min() costs more than a condition.
# ruff: noqa: FURB136

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain, pairwise
from math import isqrt
from typing import Final

from feedgen_site.keypoints.model import Document
from feedgen_site.keypoints.trimming import trim
from feedgen_site.keypoints.words import terms

UNIT: Final = 64
"""What a share of 1, or a cosine of 1, is written as."""

STYLE: Final = ("sentences", "mean_length", "quoting", "headline_known")
"""Features of the whole article, in their order."""

SENTENCE: Final = (
    *("first", "second", "third", "near_start", "place", "place_share", "from_end"),
    *("block_share", "block_size", "in_block"),
    *("length", "term_length", "recurring", "recurring_mean", "introducing", "new_share"),
    *("once_share", "spread", "like_first", "like_opening", "like_next", "like_previous"),
    *("numbers", "number", "capitals", "capital_share", "quotes", "opens_quote"),
    *("question", "colon", "parenthesis", "commas", "opens_capital"),
)
"""Features of one sentence, in their order."""

HEADLINE: Final = ("headline_terms", "headline_covered", "headline_share", "headline_cosine")
"""Features of one sentence that end its row when there is a headline, and are missing when there is none."""

MOST: Final = (
    *(80, 240, UNIT, 1),
    *(1, 1, 1, UNIT, 30, UNIT, 10),
    *(UNIT, 12, 8),
    *(60, 200, 400, 400, 400, UNIT),
    *(UNIT, 2 * UNIT, UNIT, UNIT, UNIT, UNIT),
    *(5, 1, 15, UNIT, 4, 1),
    *(1, 1, 1, 8, 1),
    *(10, UNIT, UNIT, UNIT + 1),
)
"""The highest value of each feature of `STYLE`, `SENTENCE` and `HEADLINE`; the lowest is 0."""

_FINE: Final = 1024
_NUMBER: Final = re.compile(r"\d[\d.,]*")
# A word that begins so. What stands before is looked at last, for a search skips to a sign of a class fast.
_CAPITAL: Final = re.compile(r"[A-ZÀ-ÖØ-ÞĐА-Я](?<!\w.)\w+")
_QUOTE: Final = re.compile('["“”„«»「」『』]')
_QUOTES: Final = frozenset('"“”„«»「」『』')
_COMMAS: Final = "，、،"


@dataclass(frozen=True, slots=True)
class Features:
    """The features of an article: `style` in the order of `STYLE`; a row for each sentence.

    A row has the features of `SENTENCE`, then those of `HEADLINE` if the article has a headline with words.
    """

    style: tuple[int, ...]
    rows: list[tuple[int, ...]]

    @property
    def has_headline(self) -> bool:
        """Whether the article has a headline with words."""
        return bool(self.style[-1])


def measure(document: Document) -> Features:
    """Return the features of every sentence of a document that has at least one."""
    texts = [sentence.text for sentence in document.sentences]
    language = document.language
    texts[0] = trim(texts[0], language)  # datelines stand at the head: "(CNN) --" is no parenthesis
    token_lists = [terms(text, language) for text in texts]
    bags = [frozenset(tokens) for tokens in token_lists]
    held = Counter(chain.from_iterable(bags))
    count = len(bags)
    rarity, recurrence, introduction = _tables(count, max(held.values(), default=1))
    head = frozenset(terms(document.headline, language))
    asked = sum([rarity[held.get(term, 0)] for term in head]) or 1
    places = _places(document)
    first = bags[0]
    opening = first.union(*bags[1:3])
    neighbours = [len(one & other) for one, other in pairwise(bags)]
    quotings = [len(_QUOTE.findall(text)) for text in texts]
    total_length = 0
    seen: set[str] = set()
    rows: list[tuple[int, ...]] = []
    for index, (text, tokens, bag) in enumerate(zip(texts, token_lists, bags, strict=True)):
        length = len(bag) or 1
        total_length += length
        root = isqrt(length * _FINE) or 1  # 32 times the square root
        counts = [held[term] for term in bag]
        new = bag - seen
        seen |= new
        recurring = sum([recurrence[times] for times in counts])
        introducing = sum([introduction[held[term]] for term in new])
        numbers = len(_NUMBER.findall(text))
        capitals = len(_CAPITAL.findall(text, 1))
        quoting = quotings[index]
        commas = text.count(",")
        if not text.isascii():
            commas += sum(map(text.count, _COMMAS))
        as_first = len(bag & first) if index else 0
        row = (
            *places[index],
            length if length < 60 else 60,
            width if (width := 16 * len(text) // (len(tokens) or 1)) < 200 else 200,
            worth if (worth := recurring // (2 * root)) < 400 else 400,
            worth if (worth := 4 * recurring // (length * _FINE // 16)) < 400 else 400,
            worth if (worth := 256 * introducing // root) < 400 else 400,
            UNIT * len(new) // length,
            UNIT * counts.count(1) // length,
            2 * UNIT * sum(counts) // (length * count),
            UNIT * as_first // (len(bag) + len(first) - as_first or 1) if index else UNIT // 4,
            UNIT * len(bag & opening) // length if index > 2 else UNIT // 2,
            UNIT * neighbours[index] // length if index + 1 < count else 0,
            UNIT * neighbours[index - 1] // length if index else 0,
            numbers if numbers < 5 else 5,
            1 if numbers else 0,
            capitals if capitals < 15 else 15,
            share if (share := UNIT * capitals // length) < UNIT else UNIT,
            quoting if quoting < 4 else 4,
            1 if text[0] in _QUOTES else 0,
            1 if "?" in text or "？" in text else 0,
            1 if ":" in text or "：" in text else 0,
            1 if "(" in text or "（" in text else 0,
            commas if commas < 8 else 8,
            1 if text[0].isupper() else 0,
        )
        if head:
            shared = bag & head
            covered = sum([rarity[held[term]] for term in shared])
            whole = sum([rarity[times] for times in counts]) or 1
            row += (
                min(len(shared), 10),
                UNIT * covered // asked,
                UNIT * covered // whole,
                UNIT * covered // (isqrt(whole * asked) or 1) if covered else 0,
            )
        rows.append(row)
    style = (
        min(count, 80),
        min(4 * total_length // count, 240),
        UNIT * sum(map(bool, quotings)) // count,
        1 if head else 0,
    )
    return Features(style, rows)


def _tables(count: int, most: int) -> tuple[list[int], list[int], list[int]]:
    """Return by the number of sentences that hold a term: its rarity, and its worth where it recurs.

    Rarity is sqrt(sentences / holding) - 1, in 1024ths, and 1 for a term that no sentence holds. A term
    recurs the more the more sentences hold it, but one that most of them hold says nothing.
    """
    rarity = [_FINE]
    recurrence = [0]
    introduction = [0]
    common = max(3, 3 * count // 10)
    for held in range(1, most + 1):
        rare = isqrt(_FINE * _FINE * count // held) - _FINE
        rarity.append(rare)
        recurrence.append((held - 1) * rare)
        introduction.append(min(held - 1, 5) if held <= common else 0)
    return rarity, recurrence, introduction


def _places(document: Document) -> list[tuple[int, ...]]:
    """Return what is known of each sentence from its place alone: the first ten features."""
    blocks = [sentence.block for sentence in document.sentences]
    count = len(blocks)
    last = blocks[-1] + 1
    sizes = Counter(blocks)
    several = len(sizes) > 1  # the paragraphs of a single block are unknown, not one
    places: list[tuple[int, ...]] = []
    inside, before = 0, -1
    for index, block in enumerate(blocks):
        inside = inside + 1 if block == before else 0
        before = block
        share = UNIT * index // count
        places.append(
            (
                1 if index == 0 else 0,
                1 if index == 1 else 0,
                1 if index == 2 else 0,
                isqrt(UNIT * UNIT // (index + 1)),
                min(index, 30),
                share,
                min(count - 1 - index, 10),
                UNIT * block // last if several else share,
                2 * min(sizes[block], 6) if several else 4,
                2 * min(inside, 4) if several else 1,
            )
        )
    return places
