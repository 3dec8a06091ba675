"""Dates as they stand in prose: `4 January 2026`, `January 3-4`, `2026-01-04`, `Sunday`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.model import Span
from feedgen_site.keypoints.vocabulary import MONTHS, WEEKDAYS
from feedgen_site.patterns import regex

_NAMES: Final = "|".join(sorted(map(re.escape, MONTHS), key=lambda name: (-len(name), name)))
_AND: Final = r"(?:\s*(?:-|–|—|,|and|et|und|y|e|en|to|or|ou|bis|à|al|и|dan)\s*)"
_ORDINAL: Final = r"(?:st|nd|rd|th|er|º|\.)?"
_DAYS: Final = rf"\d{{1,2}}{_ORDINAL}(?:{_AND}\d{{1,2}}{_ORDINAL}){{0,6}}"
_LINK: Final = r"[\s\u00a0,]+(?:(?:de|of|del)\s+)?"
_MONTH_FIRST: Final = (
    rf"(?P<month_a>{_NAMES})\b\.?\s+(?P<days_a>{_DAYS})(?!\d|[.,]\d)(?:,?\s+(?P<year_a>\d{{4}})\b)?"
)
_DAY_FIRST: Final = (
    rf"(?<!\d)(?P<days_b>{_DAYS}){_LINK}(?P<month_b>{_NAMES})\b\.?(?:{_LINK}(?P<year_b>\d{{4}})\b)?"
)
_MONTH_ONLY: Final = rf"(?P<month_c>{_NAMES})\b\.?(?:{_LINK}(?P<year_c>\d{{4}})\b)?"
_ISO: Final = r"(?<![\d-])(?P<year_d>\d{4})-(?P<month_d>\d{2})-(?P<days_d>\d{2})(?![\d-])"
_SLASHED: Final = r"(?<![\d/])(?P<one>\d{1,2})[/.](?P<two>\d{1,2})[/.](?P<year_e>\d{4})(?![\d/])"
_DATE: Final = regex(rf"{_ISO}|{_SLASHED}|\b(?:{_DAY_FIRST}|{_MONTH_FIRST}|{_MONTH_ONLY})", re.IGNORECASE)
_WEEKDAY: Final = regex(
    r"(?<!\w)(?:"
    + "|".join(sorted(map(re.escape, WEEKDAYS), key=lambda name: (-len(name), name)))
    + r")(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """A date of which parts may be missing (None), and where it stands."""

    year: int | None
    month: int | None
    day: int | None
    weekday: int | None
    span: Span
    words: str


def read(text: str) -> Iterator[When]:
    """Yield the dates and the days of the week of a text; numeric ones that are unclear, in both readings."""
    for match in _DATE.finditer(text):
        yield from _whens(match)
    for match in _WEEKDAY.finditer(text):
        yield When(None, None, None, WEEKDAYS[match[0].casefold()], Span(*match.span()), match[0])


def _whens(match: re.Match[str]) -> Iterator[When]:
    found = match.groupdict()
    words = match[0].rstrip(".")
    span = Span(match.start(), match.start() + len(words))
    if found["one"]:
        one, two, year = (int(found[name]) for name in ("one", "two", "year_e"))
        for day, month in {(one, two), (two, one)}:
            if 1 <= month <= 12 and 1 <= day <= 31:
                yield When(year, month, day, None, span, words)
        return
    for form in "abcd":
        if not found[f"month_{form}"]:
            continue
        written = found[f"month_{form}"].casefold()
        # "may" and "mars" are words too: a month alone is one only where it is written like a name.
        if form == "c" and written == match[0] and not found["year_c"]:
            return
        month = int(written) if written.isdigit() else MONTHS[written]
        full_year = int(found[f"year_{form}"]) if found[f"year_{form}"] else None
        days: list[int | None] = [int(day) for day in re.findall(r"\d{1,2}", found.get(f"days_{form}") or "")]
        for found_day in days or [None]:
            yield When(full_year, month, found_day, None, span, words)


def supported(
    claim: When, known: Sequence[When], beside: Sequence[When], years: set[int], published: date | None
) -> bool:
    """Tell whether an article with the dates `known` says what `claim` says; `beside` are the point's dates.

    A year that the article leaves out is one that it names elsewhere, or that of its publication. A day of
    the week may follow from a date beside it.
    """
    if claim.weekday is not None:
        days = {one.weekday for one in known} | {_weekday_of(one, published) for one in beside}
        return claim.weekday in days or bool(published and published.weekday() == claim.weekday)
    usual = years | ({published.year - 1, published.year, published.year + 1} if published else set())
    dates = {(one.year, one.month, one.day) for one in known if one.month}
    if published:
        dates.add((published.year, published.month, published.day))
    return any(
        month == claim.month
        and (claim.day is None or day == claim.day)
        and (claim.year is None or year == claim.year or (year is None and claim.year in usual))
        for year, month, day in dates
    )


def _weekday_of(when: When, published: date | None) -> int | None:
    year = when.year or (published.year if published else None)
    if not (year and when.month and when.day):
        return None
    try:
        return date(year, when.month, when.day).weekday()
    except ValueError:
        return None
