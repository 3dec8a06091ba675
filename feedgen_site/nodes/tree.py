"""A header as nodes: every scalar is text, every node knows its line and column."""

from __future__ import annotations

from collections.abc import Iterator

from feedgen_site.frozen import dataclass
from feedgen_site.problem import Problem

MAX_BYTES = 200_000
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar. `plain` says it stood without quotes, so that `true` may be a boolean and `~` nothing.

    `comment` is what follows on its row from a ` #` on, which an editor may have meant as a part of it.
    """

    value: str
    line: int
    column: int
    plain: bool
    comment: str = ""

    @property
    def is_null(self) -> bool:
        """Say whether nothing was written; an empty quoted text counts as nothing, too."""
        return not self.value.strip() or (self.plain and self.value in _NULLS)


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping, in written order, each key once (the last one written wins)."""

    pairs: tuple[tuple[Text, Node], ...]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """Find the value of one exact key."""
        return next((node for name, node in self.pairs if name.value == key), None)


Node = Text | Items | Pairs


@dataclass(frozen=True, slots=True)
class Header:
    """A header as read: `pairs` is None where nothing usable could be read; `problems` says why."""

    pairs: Pairs | None
    problems: tuple[Problem, ...] = ()


def pairs_of(values: Iterator[tuple[str, str, int]], line: int) -> Pairs:
    """Make a mapping of plain `Key: value` lines given as (key, value, line)."""
    return Pairs(
        tuple((Text(key, at, 1, True), Text(value, at, len(key) + 3, True)) for key, value, at in values),
        line,
        1,
    )


def in_quotes(text: str) -> str:
    """Write a text as YAML reads it in every case: in single quotes, those in it doubled."""
    return "'" + text.replace("'", "''") + "'"


def too_large(path: str, line: int) -> Problem:
    """Say that a header has more than MAX_BYTES."""
    return Problem(
        path,
        line,
        1,
        "header-too-large",
        f"the front matter is longer than {MAX_BYTES:,} characters",
        "is the closing --- missing?",
    )
