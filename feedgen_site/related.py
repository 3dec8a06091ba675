"""Which earlier stories a story is related to: those with which it shares what few others have.

What is found for a story depends on it and on those published before it, and on nothing else: a later story
changes no list, and one that is withdrawn or expires changes those that named it, at most.

A shared term tells as much as it is rare. A term that one in 2**b of the earlier stories of the language has
counts b bits. By chance n stories would hold some with log2(n) bits; a related one has a good deal more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, Protocol, TypeVar

from feedgen_site.frozen import dataclass
from feedgen_site.terms import TAG

MOST: Final = 4
"""Stories named at most."""
# Sixteenths of a bit: whole numbers, so that every machine adds alike.
_BIT: Final = 16
# More than chance gives. Read on some 50 stories of four real sites: with 5 bits nine in ten were related.
_MARGIN: Final = 5 * _BIT
# A term of more than one story in eight tells nothing.
_LEAST: Final = 3 * _BIT
# Of a term the newest stories that have it are looked at.
_NEWEST: Final = 8
# Terms of two signs from here on are pairs of a word without spaces around it: a word is two of them.
_UNSPACED: Final = "\u3040"


class Compared(Protocol):
    """What of a story decides which others it is related to: all of it is in its head."""

    @property
    def path(self) -> str:
        """Give its content path."""
        ...

    @property
    def language(self) -> str:
        """Give its language tag."""
        ...

    @property
    def withdrawn(self) -> object:
        """Give something that is true of a story that is withdrawn."""
        ...

    @property
    def terms(self) -> str:
        """Give what it is about."""
        ...


_Story = TypeVar("_Story", bound=Compared)

Row = tuple[str, str, bool, str]
"""What a `Compared` has: path, language, is it withdrawn, terms."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was found before, perhaps for other stories, in the order of `earlier`.

    `rows` are those of all stories, `found` has the places of the related ones of each by its own place.
    """

    rows: Sequence[Row]
    found: Mapping[int, Sequence[int]]


NOTHING: Final = Before((), {})
"""That nothing was found before."""


def earlier(stories: Sequence[_Story], before: Before = NOTHING) -> Mapping[str, tuple[_Story, ...]]:
    """Give the related stories of each that has some, by content path, the closest first.

    `stories` come in the total order, newest first. What is withdrawn neither names others nor is named.
    What was found `before` is taken over for the first that were published, as far as they are the same; and
    where only terms of some are others, for all that have none of these terms.
    """
    logarithms = _logarithms(len(stories))
    last = len(stories) - 1
    anew = _anew(stories, before.rows)
    found = dict(_taken_over(stories, before, anew))
    wanted = {term for place in anew for term in stories[last - place].terms.split()}
    # By language and term: how many stories have it, and the places of the newest that do.
    known: dict[str, dict[str, list[int]]] = {}
    counts: dict[str, int] = {}
    for place, head in enumerate(reversed(stories)):
        if head.withdrawn:
            continue
        terms = known.setdefault(head.language, {})
        count = counts[head.language] = counts.get(head.language, 0) + 1
        own = head.terms.split()
        if place in anew:
            scores = _scores(own, terms, logarithms[count], logarithms)
            least = logarithms[count] + _MARGIN
            # Of two that are as close, the newer.
            best = sorted((-score, -other) for other, score in scores.items() if score >= least)
            if best:
                found[head.path] = tuple(stories[last + other] for _, other in best[:MOST])
        _enter(wanted.intersection(own), terms, place)
    return found


def _anew(stories: Sequence[Compared], rows: Sequence[Row]) -> Collection[int]:
    """Give the places, from the first that was published on, of the stories to be compared anew.

    `rows` are those that were compared before.
    """
    count = len(stories)
    terms: set[str] = set()
    places: set[int] = set()
    for place, (head, row) in enumerate(zip(reversed(stories), reversed(rows), strict=False)):
        path, language, is_gone, own = row
        if head.path != path or head.language != language or bool(head.withdrawn) != is_gone:
            return range(min([place, *places]), count)
        if head.terms != own:
            terms |= {*head.terms.split()} ^ {*own.split()}
            places.add(place)
        elif terms and not terms.isdisjoint(own.split()):
            # A term is as rare as there are earlier stories that have it.
            places.add(place)
    return places.union(range(min(count, len(rows)), count))


def _taken_over(
    stories: Sequence[_Story], before: Before, anew: Collection[int]
) -> Iterator[tuple[str, tuple[_Story, ...]]]:
    # The oldest stand last, so that their places differ by as many as there are more now.
    more = len(stories) - len(before.rows)
    for place, others in before.found.items():
        now = place + more
        if now >= 0 and len(stories) - 1 - now not in anew:
            yield stories[now].path, tuple(stories[other + more] for other in others)


def _enter(own: Collection[str], terms: dict[str, list[int]], place: int) -> None:
    """Enter a story among those that have its terms."""
    for term in own:
        entry = terms.setdefault(term, [0])
        entry[0] += 1
        entry.append(place)
        if len(entry) > _NEWEST + 1:
            del entry[1]


def _scores(
    own: Sequence[str], terms: Mapping[str, Sequence[int]], most: int, logarithms: Sequence[int]
) -> dict[int, int]:
    """Add up what a story shares with each earlier one; `most` is what a term counts that only one has."""
    scores: dict[int, int] = {}
    for term in own:
        entry = terms.get(term)
        if entry is None:
            continue
        weight = most - logarithms[entry[0]]
        if weight >= _LEAST:
            if term[0] == TAG:
                # A tag of one word is among the words, too.
                weight = weight + (weight >> 1) if "-" in term else weight >> 1
            elif len(term) == 2 and term[0] >= _UNSPACED:
                weight >>= 1
            for other in entry[1:]:
                scores[other] = scores.get(other, 0) + weight
    return scores


def _logarithms(most: int) -> list[int]:
    """Give the logarithms to the base of 2, in sixteenths, of 0 to `most`; between powers along a line."""
    found = [0, 0]
    for number in range(2, most + 1):
        power = number.bit_length() - 1
        found.append(_BIT * power + ((number << 4 >> power) & 15))
    return found
