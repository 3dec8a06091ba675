"""The learned ranker: a small neural network that was shown what editors took from some 17,000 articles.

One hidden layer over `features`, evaluated in whole numbers, so that every machine finds the same scores to
the last digit. How it was trained, on what, and what it is not good for: docs/model-card.md. A version is
never changed once published: a better model is a new file and a new name.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib import resources
from math import sqrt
from operator import getitem, mul
from struct import Struct
from typing import Final

from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.features import KNOWN_BY_COUNT, MOST, STYLE, known_by_count, measure
from feedgen_site.keypoints.languages import primary
from feedgen_site.keypoints.model import Document

LANE: Final = 32
"""Bits of a hidden unit's sum. Training refuses weights with which a sum could outgrow them."""

_LOW: Final = LANE - 1
_MIDDLE: Final = 1 << _LOW


@dataclass(frozen=True, slots=True)
class Model:
    """A trained network, made ready to be evaluated.

    The weights of one feature for all units stand side by side in one whole number, `LANE` bits each (a
    lane), so that one multiplication serves all of them. The last lane goes to the score as it is, the
    others through max(0, sum) and the weights in `output`. `unit` is what a score of 1 is written as.

    `lead` is the start that earlier sentences get in a language that is not among `languages`, or, in an
    article without headline, not among `without_headline`.
    """

    languages: frozenset[str]
    without_headline: frozenset[str]
    start: int
    style: tuple[int, ...]
    row: tuple[int, ...]
    output: tuple[int, ...]
    direct: int
    unit: float
    lead: float


def learned_1(document: Document, /) -> tuple[float, ...]:
    """Score each sentence with model 1, finite and of either sign.

    In a language that the model has not learned, or not learned without headlines where there is none, early
    sentences get a start over later ones, so that only a clear case leaves the lead.
    """
    return scores(model_1(), document)


def scores(model: Model, document: Document) -> tuple[float, ...]:
    """Score each sentence with a model: what `learned_1` does with its own."""
    if not document.sentences:
        return ()
    features = measure(document)
    units = len(model.output)
    lanes, top = Struct(f"<{units}I"), LANE * units
    start = model.start + sum(map(mul, features.style, model.style))
    learned = model.languages if features.has_headline else model.without_headline
    lead = 0.0 if primary(document.language) in learned else model.lead
    tables = _products(model.row)[KNOWN_BY_COUNT:]
    middles = _middles(units)
    found = []
    begins = [start + known for known in _known(model.row, len(features.rows))]
    for index, row in enumerate(features.rows):
        # `map` stops where the shorter ends: without a headline a row lacks the features of one.
        sums = sum(map(getitem, tables, row[KNOWN_BY_COUNT:]), begins[index])
        total = ((sums >> top) - _MIDDLE) * model.direct
        # max(0, sum - middle) in every lane at once: what has the middle's bit keeps the bits below it.
        above = sums & middles
        kept = lanes.unpack((sums & (above - (above >> _LOW))).to_bytes(lanes.size, "little"))
        total += sum(map(mul, model.output, kept))
        found.append(round(total / model.unit + lead / sqrt(index + 1.0), 9))
    return tuple(found)


@lru_cache(maxsize=2)
def _products(weights: tuple[int, ...]) -> tuple[list[int], ...]:
    """Return for each feature of a row its weights times each value that it can have."""
    highest = MOST[len(STYLE) :]
    return tuple(
        [weight * value for value in range(most + 1)] for weight, most in zip(weights, highest, strict=True)
    )


@lru_cache(maxsize=64)
def _known(weights: tuple[int, ...], count: int) -> tuple[int, ...]:
    """Return for each of so many sentences the sum of the features that follow from its place alone."""
    tables = _products(weights)
    return tuple(sum(map(getitem, tables, known)) for known in known_by_count(count))


@lru_cache(maxsize=2)
def _middles(units: int) -> int:
    """Return the middle of each unit's lane."""
    return _packed([_MIDDLE] * units)


@cache
def model_1() -> Model:
    """Return model 1, whose weights are read on first use: most commands never rank a sentence."""
    return parsed(resources.files(__package__).joinpath("learned-1.json").read_text(encoding="utf-8"))


def parsed(text: str) -> Model:
    """Return the model that `benchmarks/quality/train.py` wrote."""
    stored = json.loads(text)
    start = _packed(stored["start"])
    # Half a lane more in every lane: none is negative then, and none borrows from the next.
    middles = _packed([_MIDDLE] * len(stored["start"]))
    return Model(
        languages=frozenset(stored["languages"]),
        without_headline=frozenset(stored["without_headline"]),
        start=start + middles,
        style=tuple(_packed(weights) for weights in stored["style"].values()),
        row=tuple(_packed(weights) for weights in stored["row"].values()),
        output=tuple(stored["output"]),
        direct=stored["direct"],
        unit=float(stored["unit"]),
        lead=float(stored["lead"]),
    )


def _packed(weights: list[int]) -> int:
    return sum(weight << (LANE * place) for place, weight in enumerate(weights))
