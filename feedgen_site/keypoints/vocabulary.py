"""The words of many languages for scales, units, small numbers, months and days of the week (words.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from importlib import resources
from typing import Any, Final

_READ: Final[dict[str, Any]] = tomllib.loads(
    (resources.files("feedgen_site.keypoints") / "words.toml").read_text("utf-8")
)
_UNUSED: Final = "_"


def _places(rows: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each word of rows with its place in its row, from 0."""
    for row in rows:
        for place, word in enumerate(row.split()):
            if word != _UNUSED:
                yield word, place


def _scales() -> dict[str, tuple[Decimal, ...]]:
    found: dict[str, tuple[Decimal, ...]] = {}
    for power, words in _READ["scales"].items():
        for word in words.split():
            found[word] = (*found.get(word, ()), Decimal(10) ** int(power))
    return found


def _numbers() -> dict[str, dict[str, int]]:
    found = {
        language: {word: place + 2 for word, place in _places([row])}
        for language, row in _READ["numbers"].items()
    }
    teens = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    ones = "one two three four five six seven eight nine".split()
    found["en"] |= {word: 13 + place for place, word in enumerate(teens)}
    for ten, word in enumerate(tens, start=2):
        compounds = {f"{word}-{one}": 10 * ten + value for value, one in enumerate(ones, start=1)}
        found["en"] |= {word: 10 * ten} | compounds
    return found


def _first(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word, place in pairs:
        found.setdefault(word, place)
    return found


SCALES: Final = _scales()
"""Word → what it multiplies by; two values where languages differ."""

UNITS: Final[dict[str, str]] = {
    word: unit for unit, words in _READ["units"].items() for word in words.split()
}
"""Word → the unit it means, in one spelling for all languages."""

WORDS: Final = _numbers()
"""Language → number word → its value."""

MONTHS: Final = {name: place + 1 for name, place in _first(_places(_READ["months"])).items()}
"""Month → 1 to 12."""

WEEKDAYS: Final = _first(_places(_READ["weekdays"]))
"""Day of the week → 0 for Monday to 6 for Sunday."""
