"""What a date that cannot be read may be meant as: for hints, and never to publish by.

People write days as their country does: `4. Januar 2026`, `2026年1月4日`, `le 4 janvier 2026 à 9h59`. The
names of months are those of CLDR, which Babel brings.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from feedgen_site import dates
from feedgen_site.patterns import regex

_LONGEST = 64
# Those the interface speaks, and their neighbours.
_LANGUAGES = tuple(
    "en de fr es pt it nl ru tr vi id ar hi zh ja ko ca cs da el fa fi he hu nb pl ro sv uk".split()
)
_QUOTES = "\"'“”‘’„«»"
_HALF = r"(?:[ ]?(?P<half>[ap])\.?m\b\.?)?"
# As people of other countries write days, and clocks.
_DIGITS = regex(
    r"(?:(?P<one>\d{1,2})[./-](?P<two>\d{1,2})[./-](?P<year>\d{4}|\d{2})|(?P<day>\d{4}-\d{1,2}-\d{1,2}))"
    rf"(?:[ ,T]+(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>\d{{2}})?)?(?::\d{{2}})?{_HALF})?",
    re.IGNORECASE,
)
_IN_A_ROW = regex(r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(?:\d\d)?)?")
_SECONDS = regex(r"(1\d{9})(\d{3})?")
_EAST_ASIAN = regex(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日号일]?")
_CLOCK = regex(
    r"(?<!\d)(?P<hour>\d{1,2})"
    r"(?:[:.](?P<minute>\d\d)(?::\d\d)?|[ ]?(?:h|uhr|[時时시点])(?:[ ]?(?P<after>\d{1,2}))?)"
    rf"(?!\d){_HALF}|(?<!\d)(?P<bare>\d{{1,2}})[ ]?(?P<bare_half>[ap])\.?m\b"
)
_AFTERNOON = regex("오후|午後|下午|晚上")
_ZONED = regex(r"(?P<moment>.*\d)[ ]+(?P<zone>[A-Za-z]{3,5}|[A-Za-z_]+(?:/[A-Za-z_-]+){1,2})")
# Hours from UTC; where a name means two zones, both. Those of the Americas are read anyway.
_ZONES: Mapping[str, tuple[float, ...]] = {
    "wet": (0,), "west": (1,), "cet": (1,), "cest": (2,), "mez": (1,), "mesz": (2,), "eet": (2,),
    "eest": (3,), "msk": (3,), "trt": (3,), "bst": (1, 6), "ist": (5.5, 2), "pkt": (5,), "wib": (7,),
    "sgt": (8,), "hkt": (8,), "jst": (9,), "kst": (9,), "aest": (10,), "aedt": (11,), "nzst": (12,),
    "nzdt": (13,), "brt": (-3,), "art": (-3,),
}  # fmt: skip


def likely(text: str) -> tuple[str, ...]:
    """Give what a date that `dates.parse` refuses may be meant as: one, or two where nobody knows which."""
    text = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).strip().strip(_QUOTES)
    # Arabic, Persian and Hindi have digits of their own.
    text = "".join(str(unicodedata.decimal(one, one)) for one in text)
    text = re.sub(r"\s+", " ", text)
    if not text or len(text) > _LONGEST:
        return ()
    if dates.parse(text, UTC):
        return (text,)
    for way in (_in_digits, _in_a_row, _of_a_machine, _in_a_zone, _mended, _in_words):
        found = [one for one in way(text) if dates.parse(one, UTC)]
        if found:
            return tuple(dict.fromkeys(found))[:2]
    return ()


def _in_digits(text: str) -> Iterator[str]:
    match = _DIGITS.fullmatch(text)
    if match is None:
        return
    days, year = [match["day"]], match["year"]
    if year:
        if len(year) == 2:
            year = "" if "-" in match[0] else f"20{year}"  # 26-01-04 may begin with its year
        one, two = int(match["one"]), int(match["two"])
        # Nobody writes the month before a dot.
        orders = ((one, two),) if "." in match[0] else ((one, two), (two, one))
        days = [f"{year}-{month:02}-{day:02}" for day, month in orders]
    clock = _clock(match["hour"], match["minute"], match["half"]) if match["hour"] else ""
    yield from (day + clock for day in days)


def _in_a_row(text: str) -> Iterator[str]:
    if match := _IN_A_ROW.fullmatch(text):
        year, month, day, hour, minute = match.groups()
        yield f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "")


def _of_a_machine(text: str) -> Iterator[str]:
    """Read the seconds, or milliseconds, that a database counts."""
    if match := _SECONDS.fullmatch(text):
        yield dates.rfc3339(datetime.fromtimestamp(int(match[1]), UTC))


def _in_a_zone(text: str) -> Iterator[str]:
    """Write the offset of a zone in place of its name."""
    match = _ZONED.fullmatch(text)
    if match is None:
        return
    zones: list[tzinfo] = [timezone(timedelta(hours=one)) for one in _ZONES.get(match["zone"].lower(), ())]
    if "/" in match["zone"]:
        try:
            zones = [dates.zone(match["zone"])]
        except KeyError:
            return
    for zone in zones:
        moment = dates.parse(match["moment"], zone)
        if moment and not moment.day_only:
            local = moment.at.astimezone(zone).isoformat(" ", "minutes")
            yield f"{local[:-6]} {local[-6:]}"


def _mended(text: str) -> Iterator[str]:
    """Take a month's last day for one that it has not, midnight for 24:00; exchange day and month."""
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(.*)", text)
    year, month, day = map(int, match.groups()[:3]) if match else (0, 0, 0)
    if match is None or not dates.FIRST_YEAR <= year <= dates.LAST_YEAR or not month:
        return
    last = calendar.monthrange(year, month)[1] if month <= 12 else 0
    if month > 12:
        yield f"{year}-{day:02}-{month:02}{match[4]}"
    elif day > last:
        yield f"{year}-{month:02}-{last:02}{match[4]}"
    elif day and re.fullmatch(r"[ T]24:00(:00)?", match[4]):
        yield f"{datetime(year, month, day, tzinfo=UTC) + timedelta(days=1):%Y-%m-%d %H:%M}"


def _in_words(text: str) -> Iterator[str]:
    """Find a year, a month by its name in some language, a day and a clock, in whatever order they stand."""
    words = text.casefold().replace("i̇", "i")
    clock = ""
    if east := _EAST_ASIAN.search(words):
        rest = words[: east.start()] + " " + words[east.end() :]
        days = [f"{east[1]}-{int(east[2]):02}-{int(east[3]):02}"]
    else:
        name = next((one for one in _names() if one in words and _stands_alone(one, words)), "")
        at = words.find(name)
        rest = f"{words[:at]} {words[at + len(name) :]}" if name else ""
    if match := _CLOCK.search(rest):
        hour, half = match["hour"] or match["bare"], match["half"] or match["bare_half"]
        half = half or ("p" if _AFTERNOON.search(words) else None)
        clock = _clock(hour, match["minute"] or match["after"], half)
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    if not east:
        year = re.search(r"(?<!\d)\d{4}(?!\d)", rest)
        day = re.search(r"(?<!\d)\d{1,2}(?!\d)", rest)
        if not (name and year and day):
            return
        days = [f"{year[0]}-{month:02}-{int(day[0]):02}" for month in _names()[name]]
    yield from (one + clock for one in days)


def _clock(hour: str, minute: str | None, half: str | None) -> str:
    number = int(hour)
    if half:
        number = number % 12 + 12 * half.lower().startswith("p")
    return f" {number:02}:{int(minute or 0):02}"


def _stands_alone(name: str, words: str) -> bool:
    """Say whether a name is a whole word: `mar` is none in `marzo`."""
    at = words.find(name)
    before, after = words[:at][-1:], words[at + len(name) :][:1]
    return not (before.isalpha() or after.isalpha() or (after.isdigit() and name[-1].isdigit()))


@cache
def _names() -> Mapping[str, tuple[int, ...]]:
    """Give the months that each name means in some language, the longest name first."""
    from babel import Locale  # only a date that cannot be read needs it

    found: dict[str, dict[int, None]] = {}
    for language in _LANGUAGES:
        months = Locale(language).months
        for form, width in (("format", "wide"), ("stand-alone", "wide"), ("format", "abbreviated")):
            for number, name in months[form][width].items():
                folded = unicodedata.normalize("NFKC", str(name)).casefold().replace("i̇", "i").rstrip(".")
                if not folded.isdigit():
                    found.setdefault(folded, {})[number] = None
    longest = sorted(found, key=lambda name: (-len(name), name))
    return {name: tuple(found[name]) for name in longest}
