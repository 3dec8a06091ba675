"""The fact check: what a point claims must stand in the article it is a point of.

Numbers with units, dates, proper names and quotations are read from the point and looked for in the article:
`267.6 billion` is `267,600,000,000`, `4 January` is `January 4`, a plural or possessive is its word. What is
not found is a `Mismatch`; whether that is a mistake, an editor decides. Names are told by their capitals: in
scripts without them, and at German nouns, only quotations, numbers and dates are checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from feedgen_site.keypoints.evidence import dates, names, numbers, quotes
from feedgen_site.keypoints.evidence.model import Kind, Mismatch
from feedgen_site.keypoints.model import Span

__all__ = ["Evidence", "Kind", "Mismatch"]


class Evidence:
    """All that an article says, ready to be asked about its points."""

    def __init__(self, text: str, language: str = "en", published: date | None = None) -> None:
        """Take in the whole text (headline, standfirst, body), its language and its day of publication."""
        text = " ".join(text.split())
        self._language = language
        self._published = published
        self._whens = tuple(dates.read(text))
        self._codes: set[str] = set()
        self._units: dict[Decimal, set[str]] = {}
        for found in numbers.read(text, language):
            if isinstance(found, numbers.Code):
                self._codes.add(found.text)
            else:
                for value in found.values:
                    self._units.setdefault(value, set()).add(found.unit)
        for when in self._whens:
            for part in (when.year, when.day):
                if part is not None:
                    self._units.setdefault(Decimal(part), set())
        if published:
            self._units.setdefault(Decimal(published.year), set())
        self._years = {int(value) for value in self._units if value == int(value) and 1000 <= value <= 2999}
        self._names = names.vocabulary(text)
        self._plain = f" {quotes.plain(text)} "
        self._letters = self._plain.replace(" ", "")

    def mismatches(self, point: str) -> tuple[Mismatch, ...]:
        """Return what of `point` does not stand in the article, in reading order."""
        whens = tuple(dates.read(point))
        figures = tuple(numbers.read(point, self._language))
        found = (
            *self._dates(whens),
            *self._numbers(point, figures, [when.span for when in whens]),
            *self._quotes(point),
            # The US of US$5 and the May of 3 May are no names.
            *self._names_of(point, [one.span for one in (*whens, *figures)]),
        )
        return tuple(sorted(found, key=lambda one: (one.span.start, one.span.end, one.kind.value)))

    def _dates(self, whens: Sequence[dates.When]) -> Iterator[Mismatch]:
        readings: dict[tuple[int, int], list[dates.When]] = {}
        for when in whens:
            readings.setdefault((when.span.start, when.span.end), []).append(when)
        for group in readings.values():
            # 3/4/2026 is one of two days; 3 and 4 April are both.
            enough = any if "/" in group[0].words or group[0].words.count(".") > 1 else all
            if not enough(
                dates.supported(one, self._whens, whens, self._years, self._published) for one in group
            ):
                yield Mismatch(Kind.DATE, group[0].words, group[0].span)

    def _numbers(
        self, point: str, figures: Sequence[numbers.Number | numbers.Code], dated: Sequence[Span]
    ) -> Iterator[Mismatch]:
        for found in figures:
            if any(found.span.start < span.end and span.start < found.span.end for span in dated):
                continue
            if isinstance(found, numbers.Code):
                hour, _, minutes = found.text.partition(":")
                is_full_hour = minutes == "00" and any(
                    Decimal(h) in self._units for h in (int(hour), int(hour) + 12)
                )
                if found.text not in self._codes and not is_full_hour:
                    yield Mismatch(Kind.NUMBER, point[found.span.start : found.span.end], found.span)
            elif not any(self._has(value, found.unit) for value in found.values):
                yield Mismatch(Kind.NUMBER, found.words, found.span)

    def _has(self, value: Decimal, unit: str) -> bool:
        """Tell whether the article has a number with this unit, or at all where the point gives none."""
        units = self._units.get(value)
        return units is not None and (not unit or unit in units)

    def _quotes(self, point: str) -> Iterator[Mismatch]:
        for quote in quotes.read(point):
            if not all(f" {part} " in self._plain or self._is_unspaced(part) for part in quote.parts):
                yield Mismatch(Kind.QUOTE, quote.words, quote.span)

    def _is_unspaced(self, part: str) -> bool:
        """Look for a quotation in a script without spaces, where words have no ends to compare."""
        return any(c >= "\u3000" for c in part) and part.replace(" ", "") in self._letters

    def _names_of(self, point: str, taken: Sequence[Span]) -> Iterator[Mismatch]:
        for name in names.read(point):
            if any(span.start <= name.span.start < span.end for span in taken):
                continue
            if names.unsupported(name, self._names, self._language):
                near = names.nearest(name.word, self._names)
                yield Mismatch(Kind.NAME, name.word, name.span, near)
