"""Dates at their edges: zones, summer time, and names that hold a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import dates
from feedgen_site.likelydates import likely

NEW_YORK = dates.zone("America/New_York")


def at(text: str, zone: str = "UTC") -> datetime:
    moment = dates.parse(text, dates.zone(zone))
    assert moment is not None
    return moment.at


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("America/Los_Angeles", "2026-01-04T08:00:00Z"),
        ("UTC", "2026-01-04T00:00:00Z"),
        ("Pacific/Tongatapu", "2026-01-03T11:00:00Z"),
    ],
)
def test_a_day_begins_at_midnight_of_the_site(zone: str, expected: str) -> None:
    """A date without time is 00:00 of that day in the site's zone, wherever the machine stands."""
    assert dates.rfc3339(at("2026-01-04", zone)) == expected


def test_a_time_that_summer_time_skips_is_still_a_moment() -> None:
    """02:30 on the day New York's clocks go forward is read with the offset before the gap: 03:30 EDT."""
    assert dates.rfc3339(at("2026-03-08 02:30", "America/New_York")) == "2026-03-08T07:30:00Z"


def test_a_time_that_occurs_twice_is_the_first() -> None:
    """01:30 on the day New York's clocks go back is the first of the two, in summer time."""
    assert dates.rfc3339(at("2026-11-01 01:30", "America/New_York")) == "2026-11-01T05:30:00Z"


def test_a_written_offset_beats_the_zone_in_a_fold() -> None:
    """The second 01:30 can be said with its offset."""
    assert dates.rfc3339(at("2026-11-01 01:30 -0500", "America/New_York")) == "2026-11-01T06:30:00Z"


def test_a_long_text_is_no_date() -> None:
    """Text longer than any date is refused at once, digits or not."""
    assert dates.parse("2026-01-04" + " " * 40 + "1" * 100_000, UTC) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0001-01-01", "'0001-01-01' is outside the years 1000 to 9998"),
        (" 31 December 9999 23:59 ", "'31 December 9999 23:59' is outside the years 1000 to 9998"),
        ("2026-02-30", "there is no such day or time as '2026-02-30'"),
        ("2026-01-04 09:59 CET", "'2026-01-04 09:59 CET' is not a date"),
        ("2026-W53", "'2026-W53' is not a date"),
        ("1" * 5000, f"'{'1' * 64}' is not a date"),
        ("", "'' is not a date"),
    ],
)
def test_what_is_wrong_with_a_date_is_said(text: str, said: str) -> None:
    """A year out of reach is named as such, whatever its form; everything else is no date."""
    assert dates.parse(text, UTC) is None
    assert dates.complaint(text) == said


@pytest.mark.parametrize("zone", dates.zone_names())
def test_every_zone_takes_the_first_and_the_last_year(zone: str) -> None:
    """No zone moves a date of years 1000 to 9998 out of what a calendar can hold, there and back."""
    for text in ("1000-01-01 00:00", "9998-12-31 23:59:59"):
        assert at(text, zone).astimezone(dates.zone(zone)).strftime("%Y-%m-%d") == text[:10]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-01-04-lee", "2026-01-04"),
        ("2026-1-4", "2026-01-04"),
        ("lee-2026-01-04", ""),
        ("12026-01-04-lee", ""),
        ("2026-01-045", ""),
        ("2026-02-30-lee", ""),
    ],
)
def test_a_day_in_a_name_stands_first(name: str, day: str) -> None:
    """A file name gives a day only where it begins with a real one."""
    moment = dates.in_name(name, UTC)
    assert (moment.at.date().isoformat() if moment else "") == day


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("posts/2026/01/04/lee.md", "2026-01-04"),
        ("/2026/1/4/", "2026-01-04"),
        ("posts/2026/01/lee.md", ""),
        ("posts/12026/01/04/lee.md", ""),
        ("posts/2026/13/04/lee.md", ""),
    ],
)
def test_a_day_in_folders(path: str, day: str) -> None:
    """Folders give a day only where year, month and day stand in a row."""
    moment = dates.in_folders(path, UTC)
    assert (moment.at.date().isoformat() if moment else "") == day


@pytest.mark.parametrize(
    ("stem", "rest"),
    [("2026-01-04-lee", "lee"), ("lee", "lee"), ("2026-01-04", ""), ("2026-lee", "2026-lee")],
)
def test_a_stem_without_its_day(stem: str, rest: str) -> None:
    """The day is taken off a stem, and nothing else is."""
    assert dates.without_date(stem) == rest


@pytest.mark.parametrize(
    "name",
    ["", "Mars/Olympus", "../UTC", "/etc/localtime", "Europe", "Europe/", "zone.tab", "__init__", "a" * 999],
)
def test_a_zone_that_does_not_exist(name: str) -> None:
    """A name that is no zone is a KeyError, and never a file outside the zone data."""
    with pytest.raises(KeyError):
        dates.zone(name)


def test_every_listed_zone_exists() -> None:
    """What "did you mean" may offer can be used."""
    assert all(dates.zone(name) for name in dates.zone_names())


OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
YEARS = (datetime(1001, 1, 1), datetime(9998, 1, 1))  # noqa: DTZ001


@given(st.datetimes(*YEARS, timezones=OFFSETS))
def test_iso_dates_round_trip(moment: datetime) -> None:
    """What Python writes as ISO 8601 is read as the same moment."""
    read = dates.parse(moment.isoformat(), UTC)
    assert read is not None
    assert (read.at, read.day_only) == (moment, False)


@given(st.text(max_size=80))
def test_any_text_is_a_date_or_not(text: str) -> None:
    """No text makes the reader of dates fail."""
    moment = dates.parse(text, NEW_YORK)
    assert moment is None or moment.at.tzinfo is UTC


@given(st.text(st.sampled_from(list("0123456789-/.:TZ +|JanMarc,")), max_size=40))
def test_anything_like_a_date_is_a_date_or_not(text: str) -> None:
    """No text of a date's characters makes the reader of dates fail."""
    moment = dates.parse(text, NEW_YORK)
    assert moment is None or dates.rfc3339(moment.at).endswith("Z")


@given(st.timedeltas(timedelta(0), timedelta(days=365 * (dates.LAST_YEAR - dates.FIRST_YEAR))))
def test_a_date_for_rss_is_that_of_mails(later: timedelta) -> None:
    """Two digits, four for the year, English names; fractions of a second are left out."""
    moment = datetime(dates.FIRST_YEAR, 1, 2, tzinfo=NEW_YORK) + later
    assert dates.rfc2822(moment) == format_datetime(moment.astimezone(UTC))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("le 4 janvier 2026 à 9h59", ["2026-01-04 09:59"]),
        ("Sonntag, 4. März 2026, 14 Uhr", ["2026-03-04 14:00"]),
        ("domingo, 4 de janeiro de 2026", ["2026-01-04"]),
        ("4 gennaio 2026 ore 9.59", ["2026-01-04 09:59"]),
        ("4 января 2026 г.", ["2026-01-04"]),
        ("4 Şubat 2026", ["2026-02-04"]),
        ("ngày 4 tháng 12 năm 2026", ["2026-12-04"]),
        ("４ januari ２０２６", ["2026-01-04"]),
        ("2026年1月4日 星期日 09:59", ["2026-01-04 09:59"]),
        ("2026년 1월 4일 오후 9시 59분", ["2026-01-04 21:59"]),
        ("٤ يناير ٢٠٢٦", ["2026-01-04"]),
        ("४ जनवरी २०२६", ["2026-01-04"]),
        ("January 4, 2026 at 9:59 PM", ["2026-01-04 21:59"]),
        ("04/01/26", ["2026-01-04", "2026-04-01"]),
        ("2026-13-01", ["2026-01-13"]),
        ("20260104T095900", ["2026-01-04 09:59"]),
        ("1767520740", ["2026-01-04T09:59:00Z"]),
        ("2026-01-04 24:00", ["2026-01-05 00:00"]),
        ("2026-07-04 09:59 Europe/Paris", ["2026-07-04 09:59 +02:00"]),
        ("2026-01-04 09:59 CET", ["2026-01-04 09:59 +01:00"]),
        ("2026-01-04 09:59 IST", ["2026-01-04 09:59 +05:30", "2026-01-04 09:59 +02:00"]),
        ("‘2026-01-04’", ["2026-01-04"]),
        ("26-01-04", []),
        ("mars 2026", []),
        ("tomorrow", []),
        ("9999999999 January", []),
    ],
)
def test_what_a_date_is_meant_as_can_be_read(written: str, meant: list[str]) -> None:
    """A hint is one that `parse` takes, in any language; where nobody knows there is none."""
    assert list(likely(written)) == meant
    assert dates.parse(written, UTC) is None
    assert all(dates.parse(one, UTC) for one in meant)
