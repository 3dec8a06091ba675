"""Which sentences become points: fit to stand alone, not saying the same thing twice, in reading order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import field
from enum import Enum, IntEnum
from itertools import groupby
from math import inf, isfinite
from typing import Final

from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.fitness import Fitness, enclosed, fitness, inside_quotations, torn
from feedgen_site.keypoints.leaning import dangling, first_person
from feedgen_site.keypoints.model import Document
from feedgen_site.keypoints.trimming import trim
from feedgen_site.keypoints.words import count_words, terms

MAX_WORDS: Final = 60
"""Words a point should have at most (two characters a word in scripts without spaces)."""

FIRST_PERSON_COST: Final = 0.2
LONG_COST: Final = 0.5
TORN_COST: Final = 0.5
"""Taken off a score, on a scale from 0 for the worst sentence of the article to 1 for the best."""

REPEAT_SHARE: Final = 0.6
"""Two points repeat each other when this share of the shorter one's words stands in the other too."""

KNOWN_SHARE: Final = 0.85
"""A point says nothing new when this share of its words stands in the headline or in the standfirst."""


class Standing(IntEnum):
    """How a sentence would read among the points chosen so far. A better one always goes first."""

    CLEAR = 0
    """Stands alone, or leans on the sentence right before it, which is a point."""
    LEANING = 1
    """Points at a sentence that is no point: "He", "But"."""
    ORPHANED = 2
    """A quotation without its speaker, or an aside in parentheses."""
    POOR = 3
    """A question, a scrap, an item of a list."""
    REPEATED = 4
    """Says what the headline, the standfirst or another point says."""


class Fate(Enum):
    """What decided about a sentence; of one that was taken, how it reads among the points."""

    CLEAR = "clear"
    LEANING = "leaning"
    ORPHANED = "orphaned"
    POOR = "poor"
    REPEATED = "repeated"
    """Says what another point says."""
    KNOWN = "known"
    """Says what the headline or the standfirst says."""
    NO_PROSE = "no prose"
    NO_ROOM = "no room"
    """Longer than the words that the points left."""
    OUTSCORED = "outscored"


_FATES: Final = {
    Standing.CLEAR: Fate.CLEAR,
    Standing.LEANING: Fate.LEANING,
    Standing.ORPHANED: Fate.ORPHANED,
    Standing.POOR: Fate.POOR,
    Standing.REPEATED: Fate.REPEATED,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why one sentence was taken or passed over.

    `repeats` is the index of the point whose words it repeats, with the fate REPEATED only.
    """

    taken: bool
    fate: Fate
    repeats: int | None = None


class Handicap(Enum):
    """What costs a sentence some of its score."""

    LONG = "long"
    TORN = "torn"
    FIRST_PERSON = "first person"


_COSTS: Final = {
    Handicap.LONG: LONG_COST,
    Handicap.TORN: TORN_COST,
    Handicap.FIRST_PERSON: FIRST_PERSON_COST,
}


@dataclass(slots=True)
class _Candidate:
    index: int
    ceiling: float
    score: float
    length: int
    standing: Standing
    words: frozenset[str]


@dataclass(slots=True)
class _Choice:
    """The points chosen so far, and how every other candidate stands towards them."""

    indexes: list[int] = field(default_factory=list)
    chosen: list[_Candidate] = field(default_factory=list)
    repeated: set[int] = field(default_factory=set)

    def add(self, best: _Candidate) -> None:
        self.indexes.append(best.index)
        self.chosen.append(best)

    def rank(self, candidate: _Candidate) -> tuple[Standing, float, int]:
        """Return the key that sorts the best candidate first."""
        return (self.standing(candidate), -candidate.score, candidate.index)

    def standing(self, candidate: _Candidate) -> Standing:
        if candidate.index in self.repeated:
            return Standing.REPEATED
        if candidate.standing is Standing.LEANING and candidate.index - 1 in self.indexes:
            return Standing.CLEAR
        return candidate.standing


def select(
    document: Document, scores: Sequence[float], count: int, *, least: int = 1, words: int | None = None
) -> tuple[int, ...]:
    """Return the indexes of at most `count` sentences in reading order, chosen by standing, then by score.

    From `least` on, only what reads well is added: no orphaned quotation, question, scrap or repeat. Below
    it everything is taken that is prose, the better standing first; so with `least` = `count` there are as
    many points as asked for or as the article has sentences of prose. In an article of scraps alone (a
    list) scraps will do.
    `words` limits all points together, except that the first is always taken. `scores` are in document order.

    Raises:
        ValueError: when there is not one finite score for each sentence (a ranker's bug).
    """
    return tuple(sorted(choose(document, scores, count, least=least, words=words)))


def choose(
    document: Document, scores: Sequence[float], count: int, *, least: int = 1, words: int | None = None
) -> tuple[int, ...]:
    """Do what `select` does, but return the indexes in the order they were chosen, the best first."""
    _refuse_unsound(document, scores)
    if count < 1 or not scores:
        return ()
    return _greedy(_candidates(document, scores), count, least, words)


def verdicts(
    document: Document, scores: Sequence[float], chosen: Collection[int], *, words: int | None = None
) -> tuple[Verdict, ...]:
    """Return for each sentence why `select` took it or passed it over, in document order.

    `chosen` are the indexes that `select` returned for the same document, scores and `words`.

    Raises:
        ValueError: when there is not one finite score for each sentence.
    """
    _refuse_unsound(document, scores)
    if not scores:
        return ()
    candidates = {one.index: one for one in _candidates(document, scores)}
    choice = _Choice()
    for index in chosen:
        choice.add(candidates[index])
    room = inf if words is None else words - sum(one.length for one in choice.chosen)
    lowest = max((choice.standing(one) for one in choice.chosen), default=Standing.CLEAR)
    return tuple(_verdict(candidates.get(index), choice, lowest, room) for index in range(len(scores)))


def handicaps(text: str, length: int, language: str) -> tuple[Handicap, ...]:
    """Return what a trimmed sentence of `length` words loses some of its score for."""
    found = (
        Handicap.LONG if length > MAX_WORDS else None,
        Handicap.TORN if torn(text) else None,
        Handicap.FIRST_PERSON if first_person(text, language) else None,
    )
    return tuple(filter(None, found)) if any(found) else ()


def _verdict(candidate: _Candidate | None, choice: _Choice, lowest: Standing, room: float) -> Verdict:
    """Judge one sentence against the points; `lowest` is the standing of the worst of them."""
    if candidate is None:
        return Verdict(taken=False, fate=Fate.NO_PROSE)
    taken = candidate.index in choice.indexes
    if candidate.standing is Standing.REPEATED:
        return Verdict(taken, Fate.KNOWN)
    # Of two points that repeat each other only the lower one is the repeat.
    better = (one for one in choice.chosen if not taken or choice.rank(one) < choice.rank(candidate))
    repeated = next((one.index for one in better if _repeats(candidate.words, one.words)), None)
    if repeated is not None:
        return Verdict(taken, Fate.REPEATED, repeated)
    standing = choice.standing(candidate)
    if not taken and standing <= lowest:
        return Verdict(taken, Fate.NO_ROOM if candidate.length > room else Fate.OUTSCORED)
    return Verdict(taken, _FATES[standing])


def _refuse_unsound(document: Document, scores: Sequence[float]) -> None:
    if len(scores) != len(document.sentences) or not all(map(isfinite, scores)):
        raise ValueError(f"{len(document.sentences)} finite scores expected, got {list(scores)!r}")


def _greedy(candidates: Iterator[_Candidate], count: int, least: int, words: int | None) -> tuple[int, ...]:
    """Take the best again and again. Candidates come by falling `ceiling`, so most are never judged."""
    choice = _Choice()
    seen: list[_Candidate] = []
    upcoming = next(candidates, None)
    bar = Standing.LEANING
    while len(choice.chosen) < count:
        best = min(seen, key=choice.rank, default=None)
        rank = choice.rank(best) if best else None
        while upcoming is not None and (rank is None or rank > (Standing.CLEAR, -upcoming.ceiling)):
            if any(_repeats(upcoming.words, one.words) for one in choice.chosen):
                choice.repeated.add(upcoming.index)
            if words is None or not choice.chosen or upcoming.length <= words:
                seen.append(upcoming)
                own = choice.rank(upcoming)
                if rank is None or own < rank:
                    best, rank = upcoming, own
            upcoming = next(candidates, None)
        if best is None:
            break
        standing = choice.standing(best)
        if len(choice.chosen) >= max(1, least) and standing > bar:
            break
        if not choice.chosen and standing is not Standing.REPEATED:
            bar = max(bar, standing)  # nothing reads better: a list, an article of quotations
        choice.add(best)
        seen = [one for one in seen if one is not best]
        choice.repeated.update(one.index for one in seen if _repeats(one.words, best.words))
        if words is not None:
            words -= best.length
            seen = [one for one in seen if one.length <= words]
    return tuple(choice.indexes)


def _candidates(document: Document, scores: Sequence[float]) -> Iterator[_Candidate]:
    """Yield the sentences of prose by falling score, judged one at a time; costs only ever lower a score."""
    known = [frozenset(terms(text, document.language)) for text in (document.headline, document.standfirst)]
    quoted = inside_quotations(document.sentences)
    for ceiling, index in _ceilings(scores):
        text = trim(document.sentences[index].text, document.language)
        length = count_words(text, document.language)
        form = fitness(text, length)
        if form is not Fitness.UNFIT:
            words = frozenset(terms(text, document.language))
            yield _Candidate(
                index=index,
                ceiling=ceiling,
                score=round(ceiling - _cost(text, length, document.language), 9),
                length=length,
                standing=(
                    Standing.REPEATED
                    if any(had and _share(words, had) >= KNOWN_SHARE for had in known)
                    else Standing.POOR
                    if form is Fitness.POOR
                    else _leaning(text, index, document.language, inside=index in quoted)
                ),
                words=words,
            )


def _ceilings(scores: Sequence[float]) -> Iterator[tuple[float, int]]:
    """Yield the scores on a scale from 1 to 0, with their indexes, the highest first, then the earliest.

    Each is worked out when it is asked for, and few are.
    """
    low, high = min(scores), max(scores)
    width = (high - low) or 1.0
    by_score = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
    for ceiling, indexes in groupby(by_score, lambda index: round((scores[index] - low) / width, 9)):
        for index in sorted(indexes):
            yield ceiling, index


def _leaning(text: str, index: int, language: str, *, inside: bool) -> Standing:
    if inside or enclosed(text):
        return Standing.ORPHANED
    # Before the first sentence there is none to point at.
    return Standing.LEANING if index > 0 and dangling(text, language) else Standing.CLEAR


def _cost(text: str, length: int, language: str) -> float:
    found = handicaps(text, length, language)
    return sum([_COSTS[handicap] for handicap in found]) if found else 0.0


def _share(words: frozenset[str], others: frozenset[str]) -> float:
    """Return which part of `words` stands in `others` too; 1 when there are no words to compare."""
    return len(words & others) / len(words) if words else 1.0


def _repeats(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    return _share(shorter, longer) >= REPEAT_SHARE
