"""The interface's words, one file per language, and dates, numbers and lists by CLDR (Babel).

Words and dates fall back apart. Both go region → language (`fr-CA` → `fr`), words by way of the script where
a region writes another (`zh-TW` → `zh-Hant`); a language without a word file has English words, and says so
(`Words.language`), but its own dates wherever CLDR knows it. Locale and zone are always given: the process's
locale decides nothing.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_datetime_format,
    get_timezone_gmt,
)
from babel.lists import format_list
from babel.numbers import format_decimal

from feedgen_site.patterns import regex

FALLBACK: Final = "en"
# A list shows the same few days again and again, and a date takes CLDR a hundred times as long as a look-up.
_DAYS: Final = 4096
_HOLE = regex(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words for pages in one language.

    `language` is the language asked for, `spoken` the one the words really are in, `dated` that of dates and
    numbers; `own` holds the keys whose text the site's owner wrote, which are in the language asked for.
    """

    asked: str
    language: str
    dated: str
    own: frozenset[str]
    _texts: Mapping[str, str]
    _locale: Locale
    _plurals: Callable[[int], str]

    def get(self, key: str, **values: object) -> str:
        """Give the text of a key, filled in. KeyError for an unknown key; an unknown `{hole}` stays."""
        return filled(self.pattern(key), values) if values else self.pattern(key)

    def plural(self, key: str, n: int) -> str:
        """Give the form of a key for a number of things, with the number as the language writes it."""
        return self.get(self.form(key, n), n=self.number(n))

    def form(self, key: str, n: int) -> str:
        """Name the key of the form for a number: this very number's, else that of its CLDR category."""
        candidates = (key, f"{key}.={n}", f"{key}.{self._plurals(n)}", f"{key}.other")
        return next((name for name in candidates if name in self._texts), key)

    def pattern(self, key: str) -> str:
        """Give a text with its holes."""
        return self._texts[key]

    def texts(self) -> Mapping[str, str]:
        """List all texts by key; plural forms are `key.form`."""
        return self._texts

    def language_of(self, key: str) -> str:
        """Say which language the text of a key is in."""
        return self.asked if key in self.own else self.language

    @lru_cache(maxsize=_DAYS)  # noqa: B019
    def number(self, n: int) -> str:
        """Write a whole number."""
        return str(format_decimal(n, locale=self._locale))

    def names(self, names: Sequence[str]) -> str:
        """Join names: `A, B and C`."""
        if len(names) == 1:
            return names[0]
        return format_list(list(names), locale=self._locale)

    @lru_cache(maxsize=_DAYS)  # noqa: B019
    def date(self, day: dt.date) -> str:
        """Write a day in full: `Sunday, January 4, 2026`."""
        return str(format_date(day, "full", locale=self._locale))

    @lru_cache(maxsize=_DAYS)  # noqa: B019  of words there are few, and they last
    def short_date(self, day: dt.date) -> str:
        """Write a day without its year, as beside a dated masthead: `Jan 4`."""
        return self._skeleton("MMMd", day)

    @lru_cache(maxsize=_DAYS)  # noqa: B019
    def day(self, day: dt.date) -> str:
        """Write a day with its year: `January 4, 2026`."""
        return str(format_date(day, "long", locale=self._locale))

    @lru_cache(maxsize=_DAYS)  # noqa: B019
    def span(self, first: dt.date, last: dt.date) -> tuple[str, str]:
        """Write the first and last day of a span, a year of both once: `January 4`, `January 10, 2026`.

        It stands with the last day, or with the first where the language begins a date with the year.
        """
        if first.year != last.year:
            return self.day(first), self.day(last)
        pattern = str(self._locale.date_formats["long"].pattern)
        if pattern.index("y") < pattern.index("d"):
            return self.day(first), self._skeleton("MMMMd", last)
        return self._skeleton("MMMMd", first), self.day(last)

    def month(self, day: dt.date) -> str:
        """Write the month of a day with its year: `January 2026`."""
        return self._skeleton("yMMMM", day)

    def year(self, day: dt.date) -> str:
        """Write the year of a day: `2026`."""
        return self._skeleton("y", day)

    def time(self, moment: dt.datetime, zone: dt.tzinfo) -> str:
        """Write the time of day of an aware moment in a zone: `9:59 AM`."""
        local = moment.astimezone(zone)
        return self._clock(local.hour, local.minute)

    @lru_cache(maxsize=24 * 60)  # noqa: B019
    def _clock(self, hour: int, minute: int) -> str:
        at = dt.datetime(2000, 1, 1, hour, minute, tzinfo=dt.UTC)
        return str(format_time(at, "short", tzinfo=dt.UTC, locale=self._locale))

    def date_time(self, moment: dt.datetime, zone: dt.tzinfo, day_only: bool) -> str:
        """Write an aware moment in a zone: day, time and zone; the day alone where no more was given."""
        local = moment.astimezone(zone)
        day = self.day(local.date())
        if day_only:
            return day
        name = "UTC" if zone is dt.UTC else self._offset(local.utcoffset() or dt.timedelta())
        return self._joined(day, f"{self._clock(local.hour, local.minute)} {name}")

    @lru_cache(maxsize=_DAYS)  # noqa: B019
    def _offset(self, offset: dt.timedelta) -> str:
        if not offset:  # CLDR's gmtZeroFormat, which Babel does not have
            return str(self._locale.zone_formats["gmt"]).replace("%s", "").strip()
        at = dt.datetime(2000, 1, 1, tzinfo=dt.timezone(offset))
        return str(get_timezone_gmt(at, width="long", locale=self._locale))

    def short_date_time(self, moment: dt.datetime, zone: dt.tzinfo) -> str:
        """Write an aware moment in a zone without the year: `Jan 4, 9:59 AM`."""
        return self._joined(self.short_date(moment.astimezone(zone).date()), self.time(moment, zone))

    def _skeleton(self, parts: str, day: dt.date) -> str:
        at_noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
        return str(format_skeleton(parts, at_noon, locale=self._locale))

    def _joined(self, day: str, time: str) -> str:
        return _both(self._locale).replace("{0}", time).replace("{1}", day)


def filled(pattern: str, values: Mapping[str, object]) -> str:
    """Fill in `{holes}`; unlike str.format it neither fails nor reaches into objects."""
    return _HOLE.sub(lambda hole: str(values.get(hole[1], hole[0])), pattern)


@lru_cache(maxsize=128)
def words(language: str, overrides: tuple[tuple[str, str], ...] = ()) -> Words:
    """Give the words for a BCP 47 tag; `overrides` (key or key.form, text) stand before the packaged ones."""
    spoken = next((tag for tag in _scripted(language) if tag in available()), FALLBACK)
    texts = dict(_packaged(spoken))
    for key in {name.partition(".")[0] for name, _ in overrides}:
        # Who rewords a plural means every number, so the packaged forms for single numbers give way.
        for form in [name for name in texts if name.startswith(f"{key}.=")]:
            del texts[form]
    texts.update(overrides)
    packaged = Locale.parse(spoken, sep="-")
    locale = _locale(language) or packaged
    dated = language if _locale(language) else spoken
    own = frozenset(name for name, _ in overrides)
    return Words(language, spoken, dated, own, texts, locale, packaged.plural_form)


def speaks(spoken: Words, key: str) -> bool:
    """Say whether a text is in the language that was asked for, whatever the region."""
    return spoken.language_of(key).partition("-")[0] == spoken.asked.partition("-")[0]


def name_of(language: str) -> str:
    """Name a language in itself: `Français`; the tag where nobody knows it."""
    locale = _locale(language)
    name = (locale.get_display_name(locale) if locale else "") or language
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=128)
def territory(language: str) -> str:
    """Give a language with the country it is most at home in, as Open Graph has it: `fr_FR`, `zh_TW`.

    By CLDR's likely subtags where the tag names no country; the language alone where nobody knows one.
    """
    locale = _locale(language)
    if locale is None:
        return language.replace("-", "_")
    likely = get_global("likely_subtags")
    tags = (f"{locale.language}_{locale.script}" if locale.script else locale.language, locale.language)
    country = locale.territory or next((likely[tag].split("_")[-1] for tag in tags if tag in likely), "")
    return f"{locale.language}_{country}" if country else locale.language


def keys() -> frozenset[str]:
    """List the keys that a site may reword (plural ones without their form)."""
    return frozenset(name.partition(".")[0] for name in _packaged(FALLBACK))


@cache
def available() -> frozenset[str]:
    """List the languages that have a file."""
    files = (entry.name for entry in resources.files(__package__).iterdir())
    return frozenset(name.removesuffix(".toml") for name in files if name.endswith(".toml"))


@cache
def _packaged(language: str) -> Mapping[str, str]:
    text = resources.files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text)))


def _flat(table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{form}", str(text)) for form, text in value.items())
        else:
            yield key, str(value)


def _lineage(language: str) -> Iterator[str]:
    """Give a tag and what it narrows: `zh-Hant-TW`, `zh-Hant`, `zh`."""
    parts = language.split("-")
    for size in range(len(parts), 0, -1):
        yield "-".join(parts[:size])


def _scripted(language: str) -> Iterator[str]:
    """Give a tag's lineage with the script that its region writes: `zh-TW`, `zh-Hant`, `zh`."""
    locale = _locale(language)
    *narrow, bare = _lineage(language)
    yield from narrow
    if locale and locale.script:
        yield f"{locale.language}-{locale.script}"
    yield bare


@cache
def _both(locale: Locale) -> str:
    """Give the pattern of a day with its time."""
    return str(get_datetime_format("medium", locale=locale)).replace("'", "")


@cache
def _locale(language: str) -> Locale | None:
    for tag in _lineage(language):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None
