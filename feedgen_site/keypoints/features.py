"""What a learned ranker sees of each sentence: small whole numbers, counted in one pass over the article.

Nothing here knows a language: words are the folded terms of `words`, what matters is where a sentence stands,
how its words recur, what it shares with the headline, and its form. Every value is a whole number within a
fixed range, so sums are exact in whatever order they are made, on every machine.
"""

# This runs for every sentence of a site, and a call of min() costs more than a condition.
# ruff: noqa: FURB136

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import chain, pairwise
from math import isqrt
from typing import Final

from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.model import Document
from feedgen_site.keypoints.trimming import trim
from feedgen_site.keypoints.words import all_terms, terms
from feedgen_site.patterns import regex

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

KNOWN_BY_COUNT: Final = 7
"""So many of them, the first, follow from a sentence's place and the number of sentences."""

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
_NUMBER: Final = regex(r"\d[\d.,]*")
# A word that begins so. What stands before is looked at last, for a search skips to a sign of a class fast.
_CAPITAL: Final = regex(r"[A-ZÀ-ÖØ-ÞĐА-Я](?<!\w.)\w+")
_ASCII_NUMBER: Final = regex(r"[0-9][0-9.,]*")
_ASCII_CAPITAL: Final = regex(r"[A-Z](?<![A-Za-z0-9_].)[A-Za-z0-9_]+")
_QUOTE: Final = regex('["“”„«»「」『』]')
_QUOTES: Final = frozenset('"“”„«»「」『』')
_COMMAS: Final = "，、،"
# Bits for one sum over a sentence, more than any article could fill; those of worth have two lanes.
_LANE: Final = 32
_ONE_LANE: Final = (1 << _LANE) - 1
_TWO_LANES: Final = (1 << 2 * _LANE) - 1


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
    token_lists = all_terms(texts, language)
    bags = [frozenset(tokens) for tokens in token_lists]
    held = dict(Counter(chain.from_iterable(bags)))
    count = len(bags)
    rarity, recurrence, introduction = _tables(count, max(held.values(), default=1))
    introduced = {term: introduction[times] for term, times in held.items()}
    # Four sums over the terms of a sentence at once, for each has room in the number for all it can grow to.
    worths = [
        times | (times == 1) << _LANE | recurrence[times] << 2 * _LANE | rarity[times] << 4 * _LANE
        for times in range(len(rarity))
    ]
    packed = {term: worths[times] for term, times in held.items()}
    head = frozenset(terms(document.headline, language))
    asked = sum([rarity[held.get(term, 0)] for term in head]) or 1
    places = _places(document)
    first = bags[0]
    opening = first.union(*bags[1:3])
    neighbours = [len(one & other) for one, other in pairwise(bags)]
    forms = [_form(text) for text in texts]
    total_length = 0
    seen: set[str] = set()
    rows: list[tuple[int, ...]] = []
    for index, (text, tokens, bag) in enumerate(zip(texts, token_lists, bags, strict=True)):
        length = len(bag) or 1
        total_length += length
        root = isqrt(length * _FINE) or 1  # 32 times the square root
        sums = sum(map(packed.__getitem__, bag))
        recurring = sums >> 2 * _LANE & _TWO_LANES
        new = bag - seen
        seen |= new
        introducing = sum(map(introduced.__getitem__, new))
        as_first = len(bag & first) if index else 0
        row = (
            *places[index],
            length if length < 60 else 60,
            width if (width := 16 * len(text) // (len(tokens) or 1)) < 200 else 200,
            worth if (worth := recurring // (2 * root)) < 400 else 400,
            worth if (worth := 4 * recurring // (length * _FINE // 16)) < 400 else 400,
            worth if (worth := 256 * introducing // root) < 400 else 400,
            UNIT * len(new) // length,
            UNIT * (sums >> _LANE & _ONE_LANE) // length,
            2 * UNIT * (sums & _ONE_LANE) // (length * count),
            UNIT * as_first // (len(bag) + len(first) - as_first or 1) if index else UNIT // 4,
            UNIT * len(bag & opening) // length if index > 2 else UNIT // 2,
            UNIT * neighbours[index] // length if index + 1 < count else 0,
            UNIT * neighbours[index - 1] // length if index else 0,
            *_shown(text, forms[index], length),
        )
        if head:
            shared = bag & head
            covered = sum([rarity[held[term]] for term in shared]) if shared else 0
            whole = sums >> 4 * _LANE or 1
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
        UNIT * sum([1 for _, _, quotes, _ in forms if quotes]) // count,
        1 if head else 0,
    )
    return Features(style, rows)


def _form(text: str) -> tuple[int, int, int, int]:
    """Count what a text is written with: numbers, words with a capital, quotation marks, commas.

    In ASCII the classes of signs are small, and a search through them is fast.
    """
    if text.isascii():
        numbers = len(_ASCII_NUMBER.findall(text))
        return numbers, len(_ASCII_CAPITAL.findall(text, 1)), text.count('"'), text.count(",")
    commas = text.count(",") + sum(map(text.count, _COMMAS))
    return len(_NUMBER.findall(text)), len(_CAPITAL.findall(text, 1)), len(_QUOTE.findall(text)), commas


def _shown(text: str, form: tuple[int, int, int, int], length: int) -> tuple[int, ...]:
    """Return the eleven features of a sentence's form; `length` is the number of its terms."""
    numbers, capitals, quotes, commas = form
    return (
        numbers if numbers < 5 else 5,
        1 if numbers else 0,
        capitals if capitals < 15 else 15,
        share if (share := UNIT * capitals // length) < UNIT else UNIT,
        quotes if quotes < 4 else 4,
        1 if text[0] in _QUOTES else 0,
        1 if "?" in text or "？" in text else 0,
        1 if ":" in text or "：" in text else 0,
        1 if "(" in text or "（" in text else 0,
        commas if commas < 8 else 8,
        1 if text[0].isupper() else 0,
    )


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
    for alone, block in zip(known_by_count(count), blocks, strict=True):
        inside = inside + 1 if block == before else 0
        before = block
        if several:
            size = sizes[block]
            own = UNIT * block // last, 2 * size if size < 6 else 12, 2 * inside if inside < 4 else 8
        else:
            own = alone[5], 4, 1
        places.append(alone + own)
    return places


@lru_cache(maxsize=64)
def known_by_count(count: int) -> tuple[tuple[int, ...], ...]:
    """Return what follows from the place of each of so many sentences: the first seven features."""
    return tuple(
        (
            1 if index == 0 else 0,
            1 if index == 1 else 0,
            1 if index == 2 else 0,
            isqrt(UNIT * UNIT // (index + 1)),
            min(index, 30),
            UNIT * index // count,
            min(count - 1 - index, 10),
        )
        for index in range(count)
    )
