"""Find where in the article an author's own key point comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from feedgen_site.keypoints.model import Sentence
from feedgen_site.keypoints.words import terms

THRESHOLD: Final = 0.5
"""The share of a point's words, weighted by rarity in the article, that its source must hold."""

MOST_MATCHED: Final = 100
"""Points after so many get no source: each is compared with every sentence, and no summary is that long."""

_LEAST_SHARED: Final = 2


def match_authored(
    points: Sequence[str], sentences: Sequence[Sentence], language: str = "en"
) -> tuple[str, ...]:
    """Return for each point the id of the sentence it most likely rests on, or "" when none is near enough.

    Words count the more the fewer sentences of the article hold them. Equal sentences: the earlier wins.
    """
    bags = [frozenset(terms(sentence.text, language)) for sentence in sentences]
    held: dict[str, int] = {}
    for bag in bags:
        for term in bag:
            held[term] = held.get(term, 0) + 1
    matched = points[:MOST_MATCHED]
    return (
        *(_match(list(dict.fromkeys(terms(point, language))), sentences, bags, held) for point in matched),
        *[""] * (len(points) - len(matched)),
    )


def _match(
    wanted: list[str], sentences: Sequence[Sentence], bags: list[frozenset[str]], held: dict[str, int]
) -> str:
    weights = {term: 1.0 / held.get(term, 1) for term in wanted}
    whole = sum(weights.values())
    best, found = 0.0, ""
    for sentence, bag in zip(sentences, bags, strict=True):
        shared = [term for term in wanted if term in bag]
        if len(shared) < min(_LEAST_SHARED, len(wanted)) or not shared:
            continue
        share = round(sum(weights[term] for term in shared) / whole, 9)
        if share >= THRESHOLD and share > best:
            best, found = share, sentence.id
    return found
