"""Numbers with their units: `267.6 billion won` and `267,600,000,000 won` are one value and one unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.languages import primary
from feedgen_site.keypoints.model import Span
from feedgen_site.keypoints.vocabulary import SCALES, UNITS, WORDS
from feedgen_site.patterns import regex

PERCENT: Final = "%"

_BLANK: Final = "[ \u00a0\u2009\u202f]"
_DIGITS: Final = rf"\d{{1,3}}(?:{_BLANK}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’٬٫]\d+)*"
_WORD: Final = r"[^\W\d_]+"
_MONEY: Final = r"(?:US|A|C|HK|NZ|S|R)?[$€£¥₹₩₽₫฿₺₴₪]"
_LETTER: Final = "A-Za-zÀ-ɏА-я"
_COUNTER: Final = "年月日号時时分秒人名円元원명년월일"
_UNIT: Final = rf"{_MONEY}|[%‰٪％]|°{_BLANK}?[CFcf]?\b|{_WORD}(?:/{_WORD})?|[{_COUNTER}]"
_NUMBER: Final = regex(
    rf"(?P<money>{_MONEY}){_BLANK}?(?P<paid>{_DIGITS})|"
    rf"(?<![\w])(?P<clock>\d{{1,2}}[:h]\d{{2}})(?:\s?[ap]\.?m\b\.?)?(?![\w:])|"
    r"(?P<version>\d+\.\d{1,2}\.\d+(?:\.\d+)*)|"
    rf"(?P<code>[{_LETTER}]+-?\d[{_LETTER}\d-]*(?:\.\d[{_LETTER}\d.-]*[{_LETTER}\d])?|"
    rf"\d+(?!(?:st|nd|rd|th|s|m|k|h|c|bn|tn|km|kg|cm|mm|am|pm|pc)\b)[A-Za-z][{_LETTER}\d-]*)|"
    rf"(?P<plain>{_DIGITS})",
)
_AFTER: Final = regex(rf"[-\s]?\s?(?P<word>{_UNIT})")
# What may stand between a scale and its unit: 1,5 Mrd. Euro; 3 millions d’euros.
_OF: Final = regex(r"(?:\.(?=\s))?(?:\s(?=d['’]|de\s|di\s|of\s)(?:d['’]|\w+))?")
_RANGE: Final = regex(
    r"\s*(?:-|–|—|to|and|or|bis|und|oder|à|et|ou|a|y|o|e|al|en|tot|и|или|до|sampai|hingga|đến|至|到|から|～)\s*"
)
_MIDNIGHT: Final = 24
_SPELLED: Final = regex(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: the values it may mean, its unit ("" for none or one that is not known)."""

    values: frozenset[Decimal]
    unit: str
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class Code:
    """A time of day or a name with digits: `10:30`, `G20`, `COVID-19`."""

    text: str
    span: Span


def read(text: str, language: str) -> Iterator[Number | Code]:
    """Yield the numbers of a text in digits and in words; the first of a range has the unit of the last."""
    found = sorted(_read(text, language), key=lambda one: one.span.start)
    for at, one in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else None
        if (
            isinstance(one, Number)
            and isinstance(following, Number)
            and not one.unit
            and _RANGE.fullmatch(text, one.span.end, following.span.start)
        ):
            yield replace(one, unit=following.unit)
        else:
            yield one


def _read(text: str, language: str) -> Iterator[Number | Code]:
    taken: list[tuple[int, int]] = []
    for match in _NUMBER.finditer(text):
        if match["clock"] or match["version"] or match["code"]:
            taken.append(match.span())
            yield Code(_clock(match["clock"]) if match["clock"] else match[0].casefold(), Span(*match.span()))
            continue
        digits = match["paid"] or match["plain"]
        start = match.start()
        values, unit, end = _counted(text, _values(digits), match.end())
        unit = UNITS.get(match["money"].casefold(), match["money"]) if match["money"] else unit
        taken.append((start, end))
        yield Number(values, unit, Span(start, end), text[start:end])
    yield from _spelled(text, WORDS.get(primary(language), {}), taken)


def _spelled(text: str, words: dict[str, int], taken: list[tuple[int, int]]) -> Iterator[Number]:
    covered = {offset for start, end in taken for offset in range(start, end)}
    for match in _SPELLED.finditer(text):
        value = words.get(match[0].casefold())
        if value is None or match.start() in covered:
            continue
        values, unit, end = _counted(text, frozenset((Decimal(value),)), match.end())
        yield Number(values, unit, Span(match.start(), end), text[match.start() : end])


def _counted(text: str, values: frozenset[Decimal], end: int) -> tuple[frozenset[Decimal], str, int]:
    """Read the scale and the unit that follow a number."""
    scaled = False
    while match := _AFTER.match(text, end):
        word = match["word"].casefold()
        scales = SCALES.get(word)
        # `5 m` is five metres as well as five million: both readings stand.
        if scales and not scaled:
            values = frozenset(value * scale for value in values for scale in scales) | (
                values if word in UNITS else frozenset()
            )
            scaled, end = True, match.end()
            if between := _OF.match(text, end):
                end = between.end()
            continue
        unit = _unit(text, match)
        return values, unit, match.end() if unit else end
    return values, "", end


def _unit(text: str, match: re.Match[str]) -> str:
    word = match["word"].casefold().replace(" ", "").replace("\u00a0", "")
    if word in ("per", "pour", "por", "phần", "per"):
        return (
            PERCENT if re.match(r"\s*(?:cent|ciento|cento|trăm)", text[match.end() :], re.IGNORECASE) else ""
        )
    return UNITS.get(word, "")


def _values(digits: str) -> frozenset[Decimal]:
    """Give the values a number may mean: `1.234` is a thousand and more, or a little more than one."""
    plain = "".join(str(int(c)) if c.isdigit() else c for c in digits)
    plain = re.sub(r"['’\s\u00a0\u2009\u202f]", "", plain).replace("٬", ",").replace("٫", ".")
    marks = [c for c in plain if c in ".,"]
    if not marks:
        return frozenset((Decimal(plain),))
    whole = Decimal(re.sub("[.,]", "", plain))
    last = plain.rindex(marks[-1])
    broken = Decimal(re.sub("[.,]", "", plain[:last]) + "." + plain[last + 1 :])
    if len(set(marks)) > 1:
        return frozenset((broken,))
    if len(marks) > 1:
        return frozenset((whole,))
    return frozenset((whole, broken)) if len(plain) - last == 4 else frozenset((broken,))


def _clock(text: str) -> str:
    hours, minutes = re.split("[:h]", text)
    # 21:30 is half past nine, but there is no 81:30.
    return f"{int(hours) % 12 if int(hours) <= _MIDNIGHT else hours}:{minutes}"
