"""What is wrong with the user's input, as values: where, what, and what to type instead.

A problem is data, so that all of them can be shown at once, sorted, in text or JSON. The only exception
for a user's mistake is `ContentError`; it carries problems and crosses a process boundary unharmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum

from feedgen_site.frozen import dataclass


class Severity(Enum):
    """How much a problem matters: an error stops the build, a warning is shown."""

    ERROR = "error"
    WARNING = "warning"


WARNINGS = frozenset(
    (
        "bad-author bad-date bad-fence bad-image bad-language bad-media bad-permalink bad-related "
        "bad-robots bad-slug bad-status bad-tag bad-url broken-link broken-picture curly-quotes dated-ahead "
        "duplicate-address duplicate-id duplicate-key empty-article feed-too-large feed-too-many "
        "feed-warning large-picture long-headline lost low-contrast no-authority no-base-url "
        "no-headline no-length no-original not-a-file not-in-article not-yet odd-name place-in-picture "
        "remote-media said-twice seen-as-text symlink two-spellings unknown-field yaml-cut yaml-unquoted"
    ).split()
)
"""Codes that can be warnings, so that site.yaml's `check` may silence them or make them errors."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A place that only the file itself knows: the first of these fields of its header that is there.

    Of a list of addresses the entry is meant that leads to the output `file`, if one is named.
    """

    fields: tuple[str, ...]
    file: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend.

    `path` is relative to the content folder (or a path as the user typed it), `line` and `column` count
    from 1; 0 means that the whole file is meant. `code` is a stable word, listed in docs/problems.md.
    `sought` is for who can open the file, and gone before anybody is shown the problem.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    sought: Sought | None = None

    def location(self) -> str:
        """Say where, in the form editors and terminals can jump to: `path`, `path:line:column`."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path

    def __str__(self) -> str:
        """Give the problem as printed: one line, and a second one with the hint."""
        kind = "" if self.severity is Severity.ERROR else "warning: "
        text = f"{self.location()}: {kind}{self.message} [{self.code}]"
        return f"{text}\n  hint: {self.hint}" if self.hint else text


class ContentError(Exception):
    """The user's input cannot be built; `problems` says why (one argument, so that it can be pickled)."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by location, each problem once: the order in which every list of problems is shown."""
    return tuple(
        sorted(set(problems), key=lambda p: (p.path, p.line, p.column, p.code, p.message, p.severity.value))
    )


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Keep only what stops a build."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


def ruled(problems: Iterable[Problem], rules: Mapping[str, str], *, strict: bool) -> tuple[Problem, ...]:
    """Apply site.yaml's `check` and --strict to warnings; errors stay errors."""
    return tuple(one for problem in problems if (one := _ruled(problem, rules, strict=strict)))


def _ruled(problem: Problem, rules: Mapping[str, str], *, strict: bool) -> Problem | None:
    if problem.severity is Severity.ERROR:
        return problem
    rule = rules.get(problem.code, "error" if strict else "warning")
    if rule == "off":
        return None
    return replace(problem, severity=Severity.ERROR) if rule == "error" or strict else problem
