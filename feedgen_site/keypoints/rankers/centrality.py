"""Centrality: a sentence counts when the rest of the article talks about the same things.

A graph of sentences joined by the cosine of their tf-idf vectors and a few steps of a random walk over it
(LexRank: Erkan and Radev 2004), with the walk's restarts placed on early sentences and on those that share
words with headline and standfirst. The idf is counted in the article itself, so no table is shipped.
"""

from __future__ import annotations

from collections import Counter
from math import sqrt
from typing import Final

from feedgen_site.keypoints.model import Document
from feedgen_site.keypoints.words import terms

STEPS: Final = 6
"""Steps of the walk. It has all but converged by then, and a fixed number keeps the result repeatable."""

WALK: Final = 0.2
"""Weight of the walk against place. Heavier gains on features and tutorials and loses on plain news."""

HEADLINE: Final = 0.4
"""Weight of the likeness to the headline."""

_LIMIT: Final = 400
"""Sentences that are compared with each other; later ones of a very long article only get their place."""


def centrality(document: Document, /) -> tuple[float, ...]:
    """Score each sentence by centrality, place and likeness to the headline; finite and at least 0."""
    sentences = document.sentences[:_LIMIT]
    bags = [Counter(terms(sentence.text, document.language)) for sentence in sentences]
    postings = _postings(bags)
    weights = {term: sqrt(len(bags) / len(found)) - 1.0 for term, found in postings.items()}
    norms = [_norm(bag, weights) for bag in bags]
    walk = _walk(_edges(postings, weights, norms))
    asked = Counter(terms(f"{document.headline} {document.standfirst}", document.language))
    likeness = _likeness(asked, bags, weights, norms)
    scores = [
        1.0 / sqrt(index + 1.0) + WALK * walk[index] + HEADLINE * likeness[index]
        for index in range(len(bags))
    ]
    rest = range(len(sentences), len(document.sentences))
    return (*scores, *(1.0 / sqrt(index + 1.0) for index in rest))


def _postings(bags: list[Counter[str]]) -> dict[str, list[tuple[int, int]]]:
    """Map each term to the (sentence, times) it stands in, in reading order."""
    postings: dict[str, list[tuple[int, int]]] = {}
    for index, bag in enumerate(bags):
        for term, times in bag.items():
            postings.setdefault(term, []).append((index, times))
    return postings


def _norm(bag: Counter[str], weights: dict[str, float]) -> float:
    total = 0.0
    for term, times in bag.items():
        value = times * weights[term]
        total += value * value
    return sqrt(total) or 1.0


def _edges(
    postings: dict[str, list[tuple[int, int]]], weights: dict[str, float], norms: list[float]
) -> list[dict[int, float]]:
    """Return for each sentence the cosines with those it shares a term with, in a fixed order."""
    edges: list[dict[int, float]] = [{} for _ in norms]
    # A term in more than a third of the sentences says little and costs most of the pairs.
    common = max(3, len(norms) // 3)
    for term, found in postings.items():
        if 1 < len(found) <= common:
            square = weights[term] * weights[term]
            for place, (one, times) in enumerate(found):
                row = edges[one]
                product = square * times / norms[one]
                for other, again in found[place + 1 :]:
                    row[other] = row.get(other, 0.0) + product * again / norms[other]
    for one, row in enumerate(edges):
        for other, cosine in row.items():
            if other > one:
                edges[other][one] = cosine
    return edges


def _walk(edges: list[dict[int, float]]) -> list[float]:
    """Return the centrality of each sentence, the highest scaled to 1."""
    count = len(edges)
    if not count:
        return []
    totals = [sum(row.values()) for row in edges]
    ranks = [1.0] * count
    for _ in range(STEPS):
        shares = [rank / total if total else 0.0 for rank, total in zip(ranks, totals, strict=True)]
        ranks = [
            0.15 + 0.85 * sum([cosine * shares[other] for other, cosine in row.items()]) for row in edges
        ]
    top = max(ranks)
    return [rank / top for rank in ranks]


def _likeness(
    asked: Counter[str], bags: list[Counter[str]], weights: dict[str, float], norms: list[float]
) -> list[float]:
    """Return the cosine of each sentence with the headline and standfirst, 0 where these are empty."""
    known = {term: times * weights[term] for term, times in asked.items() if term in weights}
    total = 0.0
    for value in known.values():
        total += value * value
    if not total:
        return [0.0] * len(bags)
    length = sqrt(total)
    return [
        sum([value * bag[term] * weights[term] for term, value in known.items() if term in bag])
        / (norm * length)
        for bag, norm in zip(bags, norms, strict=True)
    ]
