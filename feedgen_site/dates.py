"""Dates as people write them, and the moments they mean.

The grammar is what 24,562 real front matters hold: `2026-01-04`, `2026/1/4 9:59`,
`2026-01-04T09:59:00+09:00`, RFC 2822, `March 5, 2015`, `5 March 2015 14:00`, and an agency's
`09:59 | 04 January 2026`. Day-month-year in digits is ambiguous and refused. Without a
zone the site's zone is meant, never the machine's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from feedgen_site.patterns import regex

# Outside these years neither RFC 822 (RSS) nor a shift into another zone is safe.
FIRST_YEAR, LAST_YEAR = 1000, 9998

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# The named zones of RFC 2822 §4.3; any other name is refused rather than guessed.
_NAMED_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip

_WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
_MONTH_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
_ZONE = r"(?P<zone>[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]{1,3})"
_CLOCK = rf"{_TIME}(?:[ \t]*{_ZONE})?"
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_TH = r"(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:[A-Za-z]{3,9},?[ \t]+)?"
_FORMS = tuple(
    regex(form)
    for form in (
        (
            r"(?P<year>\d{4})(?P<dash>[-/.])(?P<month>\d{1,2})(?P=dash)(?P<day>\d{1,2})"
            rf"(?:(?:[Tt]|[ \t]+){_CLOCK})?"
        ),
        rf"{_WEEKDAY}(?P<day>\d{{1,2}}){_TH}[ \t]+{_MONTH},?[ \t]+(?P<year>\d{{4}})(?:,?[ \t]+{_CLOCK})?",
        rf"{_WEEKDAY}{_MONTH}[ \t]+(?P<day>\d{{1,2}}){_TH},?[ \t]+(?P<year>\d{{4}})(?:,?[ \t]+{_CLOCK})?",
        rf"{_CLOCK}[ \t]*\|[ \t]*(?P<day>\d{{1,2}})[ \t]+{_MONTH}[ \t]+(?P<year>\d{{4}})",
    )
)
_LONGEST = 64
_DATE_IN_NAME = regex(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DATE_IN_FOLDERS = regex(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?:/|$)")


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A point in time, in UTC; `day_only` says that only the day was given (no time of day is shown)."""

    at: datetime
    day_only: bool = False


def parse(text: str, zone: tzinfo) -> Moment | None:
    """Read one date; None where it is not one (impossible days included). `zone` is the site's."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _moment(match.groupdict(), zone)
    return None


def complaint(text: str) -> str:
    """Say what is wrong with a text that `parse` does not read: what it is not, or its year or day."""
    text = text.strip()
    for form in _FORMS if len(text) <= _LONGEST else ():
        match = form.fullmatch(text)
        if match and not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
            return f"'{text}' is outside the years {FIRST_YEAR} to {LAST_YEAR}"
        if match and match["month"].isdigit() and _offset(match["zone"] or "z"):
            return f"there is no such day or time as '{text}'"
    return f"'{text[:_LONGEST]}' is not a date"


def in_name(name: str, zone: tzinfo) -> Moment | None:
    """Find the day in a file or folder name such as `2026-01-04-lee-in-beijing`."""
    match = _DATE_IN_NAME.match(name)
    return parse("-".join(match.groups()), zone) if match else None


def in_folders(path: str, zone: tzinfo) -> Moment | None:
    """Find the day in folders or a permalink: `…/2026/01/04/…`."""
    match = _DATE_IN_FOLDERS.search(path)
    return parse("-".join(match.groups()), zone) if match else None


def without_date(stem: str) -> str:
    """Take a leading `YYYY-MM-DD-` off a file stem."""
    match = _DATE_IN_NAME.match(stem)
    return stem[match.end() :].lstrip("-_ ") if match else stem


def rfc3339(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC with `Z`: `2026-01-04T09:59:00Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def rfc2822(moment: datetime) -> str:
    """Write a moment for RSS in English and UTC under any locale: `Sun, 04 Jan 2026 09:59:00 +0000`.

    As `email.utils` does, which imports the whole of mail for it, and sockets.
    """
    at = moment.astimezone(UTC)
    day = f"{_WEEKDAYS[at.weekday()]}, {at.day:02} {_MONTH_NAMES[at.month - 1]} {at.year:04}"
    return f"{day} {at.hour:02}:{at.minute:02}:{at.second:02} +0000"


@cache
def zone(name: str) -> tzinfo:
    """Give an IANA zone from the tzdata package, so that every machine agrees; KeyError if there is none."""
    if name == "UTC":
        return UTC
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}", name):
        raise KeyError(name)
    entry = resources.files("tzdata.zoneinfo")
    for part in name.split("/"):
        entry = entry.joinpath(part)
    try:
        with entry.open("rb") as data:
            return ZoneInfo.from_file(data, key=name)
    except (OSError, ValueError) as cause:
        raise KeyError(name) from cause


def zone_names() -> tuple[str, ...]:
    """List the names `zone` knows, for "did you mean"."""
    return tuple(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


def _moment(parts: dict[str, str | None], zone: tzinfo) -> Moment | None:
    month = parts["month"] or ""
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
    offset = _offset(parts["zone"]) if parts["zone"] else zone
    if offset is None:
        return None
    fraction = (parts["fraction"] or "").ljust(6, "0")[:6]
    try:
        local = datetime(
            int(parts["year"] or 0),
            number,
            int(parts["day"] or 0),
            int(parts["hour"] or 0),
            int(parts["minute"] or 0),
            59 if parts["second"] == "60" else int(parts["second"] or 0),  # a leap second
            int(fraction),
            tzinfo=offset,
        )
        at = local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Moment(at, day_only=parts["hour"] is None) if FIRST_YEAR <= local.year <= LAST_YEAR else None


def _offset(text: str) -> tzinfo | None:
    if text[0] not in "+-":
        hours = _NAMED_ZONES.get(text.lower())
        return None if hours is None else timezone(timedelta(hours=hours))
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 23 or minutes > 59:
        return None
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)
