"""Outputs rendered and put into their places, many at once: what is printed together, and in which order.

Every process begins with the whole plan, so that of a sheet only numbers and bodies travel, and back come
only receipts. Where nobody can see the output yet, the heaviest sheets go first, so that no process is left
alone with them; else kind by kind, for what is named has to be there before what names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from typing import Final

from feedgen_site import mapper, pages, render
from feedgen_site.cache import body_of
from feedgen_site.mapper import Mapper
from feedgen_site.model import Body
from feedgen_site.pages import Shared
from feedgen_site.plan import EditionArguments, FeedArguments, LetterArguments, ListingArguments, Output
from feedgen_site.publish import Receipt, Writer
from feedgen_site.render import Job

# In pages of stories: as much as makes the sending of a sheet cheap beside its printing.
_SHEET: Final = 32


@dataclass(frozen=True, slots=True)
class Press:
    """What every process has from the start."""

    shared: Shared
    writer: Writer
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Outputs by their number in the press, and the bodies they show as the cache has them, by path.

    `present` has the entries of feeds' documents that are written already, by number and place.
    """

    numbers: tuple[int, ...]
    bodies: Mapping[str, str]
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
    waves = _waves(press.outputs, weights, in_order=in_order)

    def sheets(wave: Iterable[tuple[int, ...]]) -> Iterator[_Sheet]:
        for numbers in wave:
            there = {number: present(press.outputs[number]) for number in numbers}
            needed = (render.bodies_of(press.outputs[number], there[number]) for number in numbers)
            yield _Sheet(numbers, _bodies(needed, written_body), {k: v for k, v in there.items() if v})

    is_much = len(weights) >= mapper.WORTH_PROCESSES
    if is_much:
        # Once here is less than once in each process.
        pages.compile_templates(press.shared.theme)
    over_all = run.equipped(_print_many, press) if is_much else mapper.serial.equipped(_print, press)
    with over_all as over:
        for wave in waves:
            yield from over(sheets(wave))


def rendered(
    shared: Shared, outputs: Sequence[Output], run: Mapper, written_body: Callable[[str], str]
) -> Iterator[tuple[Output, bytes]]:
    """Render outputs where nobody can write them, and yield each with its bytes, kind by kind."""
    weights = [_weight(output) for output in outputs]
    waves = _waves(outputs, weights, in_order=True)
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
    outputs: Sequence[Output], weights: Sequence[float], *, in_order: bool
) -> list[list[tuple[int, ...]]]:
    """Part outputs into sheets of their numbers, and with `in_order` these into waves, one for each kind."""
    numbers = range(len(weights))
    if not in_order:
        return [_parted(numbers, outputs, weights)]
    kinds = groupby(numbers, key=lambda number: outputs[number].kind)
    return [_parted(group, outputs, weights) for _, group in kinds]


def _bodies(needed: Iterable[tuple[str, ...]], written_body: Callable[[str], str]) -> Mapping[str, str]:
    """Give the bodies that outputs need, each once, as the cache has them."""
    return {path: written_body(path) for path in dict.fromkeys(chain(*needed))}


def _parted(
    numbers: Iterable[int], outputs: Sequence[Output], weights: Sequence[float]
) -> list[tuple[int, ...]]:
    """Part outputs into sheets, the heaviest first; what is made of the same stories stays together."""
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
    return [sheet for _, sheet in sorted(found, key=itemgetter(0), reverse=True)]


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
            return 1 + len(entries) / 15
        case LetterArguments(edition) | EditionArguments(edition):
            return 1 + len(edition.stories) / 10
        case ListingArguments(listing):
            return 1 + len(listing.stories) / 20
    return 1


def _print(press: Press, sheet: _Sheet) -> list[Receipt]:
    outputs = [press.outputs[number] for number in sheet.numbers]
    made = _each(press.shared, outputs, sheet.bodies, [sheet.present.get(one, {}) for one in sheet.numbers])
    return [press.writer.write(output.path, data) for output, data in zip(outputs, made, strict=True)]


def _print_many(press: Press, sheet: _Sheet) -> list[Receipt]:
    # A process that did not begin as a copy of another has nothing ready.
    pages.compile_templates(press.shared.theme)
    return _print(press, sheet)


def _rendered(shared: Shared, sheet: tuple[Sequence[Output], Mapping[str, str]]) -> list[bytes]:
    return list(_each(shared, *sheet, [{}] * len(sheet[0])))


def _rendered_of_many(shared: Shared, sheet: tuple[Sequence[Output], Mapping[str, str]]) -> list[bytes]:
    pages.compile_templates(shared.theme)
    return _rendered(shared, sheet)


def _each(
    shared: Shared, outputs: Sequence[Output], bodies: Mapping[str, str],
    present: Sequence[Mapping[int, bytes]],
) -> Iterator[bytes]:  # fmt: skip
    read: dict[str, Body] = {}
    for output, there in zip(outputs, present, strict=True):
        needed = render.bodies_of(output, there)
        for path in needed:
            if path not in read:
                read[path] = body_of(path, bodies[path])
        yield render.render(shared, Job(output, tuple(read[path] for path in needed), there))
