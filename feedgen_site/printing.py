"""Outputs rendered and put into their places, many at once: what is printed together, and in which order.

Every process begins with the whole plan, so that of a sheet only numbers and bodies travel, and back come
only receipts. Into a folder that is published this goes kind by kind, for what is named has to be there
before what names it.

A process that looks at a story gets its own copy of the pages of memory that the story lies in. So outputs
go in waves, each about stories of the same time, and with each wave processes begin anew. In a wave the
heaviest sheets go first, so that no process is left alone with them. A wave of one sheet is printed by the
process that has planned, as is what looks at all stories, but briefly: it copies nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, groupby
from typing import Any, Final

from feedgen_site import mapper, once, pages, render
from feedgen_site.cache import body_of
from feedgen_site.frozen import dataclass
from feedgen_site.mapper import Mapper
from feedgen_site.model import Body
from feedgen_site.pages import Shared
from feedgen_site.plan import (
    EditionArguments,
    EditionEntry,
    FeedArguments,
    Kind,
    LetterArguments,
    ListingArguments,
    MonthArguments,
    Output,
    StoryArguments,
    StoryEntry,
)
from feedgen_site.publish import Receipt, Writer
from feedgen_site.render import Job

# In pages of stories: as much as makes the sending of a sheet cheap beside its printing.
_SHEET: Final = 32
# The same of documents that take much memory for themselves.
_LONG: Final = 64
# Made in the process that has all stories, so that no other has to copy them.
_OF_ALL: Final = (Kind.SITEMAP, Kind.STATE)
# The same of a wave, for each process: as much as makes it cheap to begin one.
_WAVE: Final = 1024
# The stories of a list are spread over so many times the time of as many others.
_FAR: Final = 2


@dataclass(frozen=True, slots=True)
class Press:
    """What every process has from the start."""

    shared: Shared
    writer: Writer
    outputs: tuple[Output, ...]


class _Bodies(Sequence[Body]):
    """Bodies that are read when they are asked for: those of a month, all at once, take much memory."""

    def __init__(self, paths: Sequence[str], written: Mapping[str, bytes]) -> None:
        self._paths, self._written = paths, written

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, place: Any) -> Any:
        path = self._paths[place]
        return body_of(path, self._written[path].decode())


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Outputs by their number in the press, and the bodies they show as the cache has them, by path.

    Bodies are in UTF-8, which takes half the memory of most texts.
    `present` has the entries of feeds' documents that are written already, by number and place.
    """

    numbers: tuple[int, ...]
    bodies: Mapping[str, bytes]
    present: Mapping[int, Mapping[int, bytes]]


def printed(
    press: Press, run: Mapper, written_body: Callable[[str], str],
    present: Callable[[Output], Mapping[int, bytes]], *, in_order: bool,
) -> Iterator[list[Receipt]]:  # fmt: skip
    """Render all outputs of a press and write them where they are rendered; yield receipts as they come.

    `present` gives the entries of a feed's document that are written already, by place. With `in_order` no
    output is begun before all those of earlier kinds are in their places.
    """
    weights = [_weight(output) for output in press.outputs]
    # All at once: they are numbers, and to find the next ones takes more memory than they do.
    waves = list(_waves(press.outputs, weights, _WAVE * run.processes, in_order=in_order))

    def sheets(wave: Iterable[tuple[int, ...]]) -> Iterator[_Sheet]:
        for numbers in wave:
            there = {number: present(press.outputs[number]) for number in numbers}
            needed = (render.bodies_of(press.outputs[number], there[number]) for number in numbers)
            yield _Sheet(numbers, _bodies(needed, written_body), {k: v for k, v in there.items() if v})

    is_much = len(press.outputs) >= mapper.WORTH_PROCESSES
    if is_much:
        # Once here is less than once in each process.
        pages.compile_templates(press.shared.theme)
        render.make_ready({type(output.arguments) for output in press.outputs})
        _warm(press, weights, written_body)
    with run.equipped(_print_many, press) as over:
        for wave in waves:
            is_shared = is_much and len(wave) > 1
            made = over(sheets(wave)) if is_shared else map(partial(_print, press), sheets(wave))
            for numbers, receipts in zip(wave, made, strict=True):
                pairs = zip(numbers, receipts, strict=True)
                # A path that comes from another process is a copy, and all are kept to the end.
                yield [replace(receipt, path=press.outputs[number].path) for number, receipt in pairs]


def _warm(press: Press, weights: Sequence[float], written_body: Callable[[str], str]) -> None:
    """Render the lightest output of each kind, for nothing but what it leaves behind.

    Patterns are compiled and tables are read at their first use: once here is less than once in each process
    of each wave.
    """
    lightest: dict[Kind, int] = {}
    for number, output in enumerate(press.outputs):
        first = lightest.setdefault(output.kind, number)
        if weights[number] < weights[first]:
            lightest[output.kind] = number
    for kind, number in lightest.items():
        if kind not in _OF_ALL:
            output = press.outputs[number]
            for _ in _each(press.shared, [output], _bodies([output.bodies], written_body), [{}]):
                pass


def rendered(
    shared: Shared, outputs: Sequence[Output], run: Mapper, written_body: Callable[[str], str]
) -> Iterator[tuple[Output, bytes]]:
    """Render outputs where nobody can write them, and yield each with its bytes, kind by kind."""
    weights = [_weight(output) for output in outputs]
    waves = _waves(outputs, weights, math.inf, in_order=True)
    sheets = [tuple(outputs[number] for number in numbers) for wave in waves for numbers in wave]
    filled = ((sheet, _bodies((one.bodies for one in sheet), written_body)) for sheet in sheets)
    if sum(weights) >= mapper.WORTH_PROCESSES:
        # Each sheet is worth to be sent alone.
        results = run(partial(_rendered_of_many, shared), filled, worth=2)
    else:
        results = map(partial(_rendered, shared), filled)
    for sheet, made in zip(sheets, results, strict=True):
        yield from zip(sheet, made, strict=True)


def _waves(
    outputs: Sequence[Output], weights: Sequence[float], most: float, *, in_order: bool
) -> Iterator[list[tuple[int, ...]]]:
    """Part outputs into sheets of their numbers, and these into waves of at most about that weight.

    With `in_order` each kind has waves of its own. What looks at all stories, but briefly, comes in waves of
    one sheet.
    """
    places = [(one.kind if in_order else 0, one.kind in _OF_ALL, *_place(one)) for one in outputs]
    in_places = sorted(range(len(outputs)), key=places.__getitem__)
    for (_, is_of_all, is_far), group in groupby(in_places, lambda number: places[number][:3]):
        sheets = _parted(group, outputs, weights)
        if is_of_all:
            yield from ([numbers] for _, numbers in sheets)
            continue
        total = sum(weight for weight, _ in sheets)
        # None shall be left with little.
        most_each = total / max(1, math.ceil(total / (most / _FAR if is_far else most)))
        wave: list[tuple[float, tuple[int, ...]]] = []
        weight = 0.0
        for sheet in sheets:
            if wave and weight + sheet[0] > most_each:
                yield _in_order(wave, outputs)
                wave, weight = [], 0.0
            wave.append(sheet)
            weight += sheet[0]
        yield _in_order(wave, outputs)


def _in_order(
    wave: Iterable[tuple[float, tuple[int, ...]]], outputs: Sequence[Output]
) -> list[tuple[int, ...]]:
    """Put the heaviest sheets of a wave first, and before them those that show the most bodies.

    They take the most memory, and a process has copied the least of it when it begins.
    """

    def place(sheet: tuple[float, tuple[int, ...]]) -> tuple[bool, float]:
        weight, numbers = sheet
        return sum(len(outputs[number].bodies) for number in numbers) > _LONG, weight

    return [numbers for _, numbers in sorted(wave, key=place, reverse=True)]


def _place(output: Output) -> tuple[bool, float]:
    """Sort outputs of the same stories together, newest first, and lists, which reach far, behind."""
    match output.arguments:
        case StoryArguments(head=head):
            return False, -head.published.timestamp()
        case EditionArguments(edition=edition) | LetterArguments(edition=edition):
            return False, -edition.closes.timestamp()
        case MonthArguments(month=month):
            return False, -month.days[0].closes.timestamp()
        case FeedArguments(entries=[StoryEntry(head=head), *_]):
            return False, -head.published.timestamp()
        case FeedArguments(entries=[EditionEntry(edition=edition), *_]):
            return False, -edition.closes.timestamp()
        case ListingArguments(listing=listing) if listing.stories:
            return True, -listing.stories[0].published.timestamp()
    return True, math.inf


def _bodies(needed: Iterable[tuple[str, ...]], written_body: Callable[[str], str]) -> dict[str, bytes]:
    """Give the bodies that outputs need, each once."""
    return {path: written_body(path).encode() for path in dict.fromkeys(chain(*needed))}


def _parted(
    numbers: Iterable[int], outputs: Sequence[Output], weights: Sequence[float]
) -> list[tuple[float, tuple[int, ...]]]:
    """Part outputs into sheets, each with its weight; what is made of the same stories stays together."""
    found: list[tuple[float, tuple[int, ...]]] = []
    sheet: list[int] = []
    weight = 0.0
    for _, group in groupby(numbers, key=lambda number: _stories(outputs[number])):
        together = list(group)
        more = sum(weights[number] for number in together)
        if sheet and weight + more > _SHEET:
            found.append((weight, tuple(sheet)))
            sheet, weight = [], 0.0
        sheet += together
        weight += more
    if sheet:
        found.append((weight, tuple(sheet)))
    return found


def _stories(output: Output) -> object:
    """Name what an output is made of, where others are made of the same: a feed or a letter in all forms."""
    match output.arguments:
        case FeedArguments(feed, _, document):
            return feed.key, document.period
        case LetterArguments(edition):
            return edition.key
    return output.path


def _weight(output: Output) -> float:
    """Say what an output costs to render, in pages of stories."""
    match output.arguments:
        case FeedArguments(entries=entries):
            return 1 + sum(len(entry.heads) for entry in entries) / 15
        case LetterArguments(edition) | EditionArguments(edition):
            return 1 + len(edition.stories) / 10
        case ListingArguments(listing):
            return 1 + len(listing.stories) / 20
    return 1


def _print(press: Press, sheet: _Sheet) -> list[Receipt]:
    outputs = [press.outputs[number] for number in sheet.numbers]
    present = [sheet.present.get(number, {}) for number in sheet.numbers]
    made = _each(press.shared, outputs, sheet.bodies, present)
    return [press.writer.write(output.path, data) for output, data in zip(outputs, made, strict=True)]


def _print_many(press: Press, sheet: _Sheet) -> list[Receipt]:
    # A process that did not begin as a copy of another has nothing ready.
    pages.compile_templates(press.shared.theme)
    receipts = _print(press, sheet)
    if sum(_weight(press.outputs[number]) for number in sheet.numbers) > _LONG:
        # What was kept for the other forms of a long document is in no other.
        once.forget()
        mapper.give_back()
    return receipts


def _rendered(shared: Shared, sheet: tuple[Sequence[Output], Mapping[str, bytes]]) -> list[bytes]:
    outputs, bodies = sheet
    return list(_each(shared, outputs, bodies, [{}] * len(outputs)))


def _rendered_of_many(shared: Shared, sheet: tuple[Sequence[Output], Mapping[str, bytes]]) -> list[bytes]:
    pages.compile_templates(shared.theme)
    return _rendered(shared, sheet)


def _each(
    shared: Shared, outputs: Sequence[Output], bodies: Mapping[str, bytes],
    present: Sequence[Mapping[int, bytes]],
) -> Iterator[bytes]:  # fmt: skip
    for output, there in zip(outputs, present, strict=True):
        needed = _Bodies(render.bodies_of(output, there), bodies)
        yield render.render(shared, Job(output, needed, there))
