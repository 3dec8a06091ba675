"""What a build says: to a person in a few lines, to a program in one JSON object."""

from __future__ import annotations

import json
import os
import posixpath
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from feedgen_site.build import Options, Outcome
from feedgen_site.model import HeldBack, Hold
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem, Severity
from feedgen_site.publish import Published
from feedgen_site.spans import distance

# More warnings of one kind than this say no more than their number.
_WARNINGS_SHOWN = 10
_HELD_SHOWN = 5
# Longer than any sentence of ours; what is beyond is a value that somebody wrote. --json has all of it.
_LONGEST = 400
# What would move the cursor, break the line or turn its direction around: the line says what is wrong with
# a file, and the file must not be able to say it instead.
_NOT_SHOWN = regex("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def as_json(outcome: Outcome, seconds: float, profile: Mapping[str, object] | None = None) -> str:
    """Give the outcome as one JSON object, in ASCII so that any locale can print it.

    Its keys are documented in docs/command-line.md. `profile` says where the time went.
    """
    held = Counter(held.reason for held in outcome.held_back)
    return json.dumps(
        {
            "read": outcome.read,
            "published": outcome.published,
            "held_back": {reason.value: held[reason] for reason in Hold},
            "problems": [problem_data(problem) for problem in outcome.problems],
            "written": list(outcome.files.written),
            "unchanged": list(outcome.files.unchanged),
            "removed": list(outcome.files.removed),
            **({"profile": profile} if profile else {}),
            "seconds": round(seconds, 3),
        },
    )


def unchanged_json(outcome: Outcome) -> list[str | float]:
    """Give `as_json` of a build that would find everything as this one left it, around its seconds."""
    paths = tuple(sorted((*outcome.files.written, *outcome.files.unchanged)))
    text = as_json(replace(outcome, files=Published((), paths, ())), 0.0)
    return [text.removesuffix("0.0}"), "}"]


def nothing_changed(problems: str, outcome: Outcome, *, verbose: bool) -> str:
    """Give what the next build says on standard error if it finds everything as this one left it."""
    there = len(outcome.files.written) + len(outcome.files.unchanged)
    said = f"nothing changed since the last build, and its {there:,} files are in place: none was read"
    return "\n".join(part for part in (problems, said if verbose else "") if part)


def problem_data(problem: Problem) -> dict[str, str | int]:
    """Give a problem as every JSON object of the command line holds it."""
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "severity": problem.severity.value,
    }


def problems(found: Sequence[Problem], *, every: bool) -> str:
    """Give all errors, and all warnings, or the first of each kind with a count of the others."""
    shown: list[str] = []
    counts: Counter[str] = Counter()
    for problem in found:
        if problem.severity is Severity.WARNING:
            counts[problem.code] += 1
            if counts[problem.code] > _WARNINGS_SHOWN and not every:
                continue
        shown.append(str(_in_two_lines(problem)))
    if not every:
        shown += [
            f"… and {count - _WARNINGS_SHOWN} more warnings [{code}] (-v shows them)"
            for code, count in sorted(counts.items())
            if count > _WARNINGS_SHOWN
        ]
    return "\n".join(shown)


def refuse(found: Sequence[Problem], exit_code: int, *, is_json: bool = False) -> int:
    """Print what kept a command from its work, and give its exit code."""
    if is_json:
        print(as_json(Outcome(problems=tuple(found), exit_code=exit_code), 0.0))
    else:
        print(problems(found, every=True), file=sys.stderr)
    return exit_code


def _in_two_lines(problem: Problem) -> Problem:
    """Keep what content holds from making lines of its own, and from filling the screen."""
    return replace(
        problem,
        path=_NOT_SHOWN.sub(" ", problem.path),
        message=_shortened(problem.message),
        hint=_shortened(problem.hint),
    )


def printable(text: str) -> str:
    """Keep a line that content or a stranger has a share in one line, of bearable length."""
    return _shortened(text)


def _shortened(text: str) -> str:
    line = _NOT_SHOWN.sub(" ", text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def summary(
    outcome: Outcome, options: Options, seconds: float,
    *, write: bool, verbose: bool, path: bool = True, halted: str = "",
) -> str:  # fmt: skip
    """Give the last lines: what was read, held back and until when, written, and how long it took.

    `halted` says what was written before an error kept the build from its end.
    """
    distance, took = partial(_distance, options.as_of), f"{seconds:.2f}"
    return _summary(outcome, options, took, distance, write=write, verbose=verbose, path=path, halted=halted)


def unchanged(outcome: Outcome, options: Options, *, verbose: bool, moving: bool) -> list[str | float]:
    """Give the summary of a build that would find everything as this one left it, in parts.

    Where `moving`, a number stands for how far that moment is, in seconds since 1970. Before the last part
    stand the seconds that the build takes.
    """
    paths = tuple(sorted((*outcome.files.written, *outcome.files.unchanged)))
    again = replace(outcome, files=Published((), paths, ()))
    distance = _held_open if moving else partial(_distance, options.as_of)
    text = _summary(again, options, _OPEN, distance, write=True, verbose=verbose, path=True)
    before, last = text.rsplit(_OPEN, 1)
    parts = before.split(_OPEN)
    numbers = [float(part) if number % 2 else part for number, part in enumerate(parts)]
    return [*numbers, last]


# No path and no name of a zone holds it.
_OPEN = "\0"


def _held_open(at: datetime) -> str:
    return f"{_OPEN}{at.timestamp()}{_OPEN}"


def _distance(as_of: datetime, at: datetime) -> str:
    return distance((at - as_of).total_seconds())


def _summary(
    outcome: Outcome, options: Options, seconds: str, distance: Callable[[datetime], str],
    *, write: bool, verbose: bool, path: bool, halted: str = "",
) -> str:  # fmt: skip
    lines = [*_files(outcome, options)] if verbose and write else []
    lines += _held_until(outcome.held_back, distance, verbose)
    lines += _held_back(outcome.held_back, verbose)
    errors = [problem for problem in outcome.problems if problem.severity is Severity.ERROR]
    warnings = len(outcome.problems) - len(errors)
    counted = ", ".join(
        part for part in (_counted(len(errors), "error"), _counted(warnings, "warning")) if part
    )
    if counted:
        lines.append(counted)
    took = f"in {seconds} s"
    read = f"{outcome.read} read, {outcome.published} published, {len(outcome.held_back)} held back"
    if outcome.left_out:
        read += f", {outcome.left_out} left out because of errors"
    if outcome.exit_code and not outcome.files.written and not outcome.files.unchanged:
        to_mend = f"{_counted(len(errors), 'error') or 'errors'} to mend ({took})"
        lines.append(f"{halted or 'nothing written'}: {to_mend}")
        if outcome.would_publish:
            lines.append(f"{_counted(outcome.would_publish, 'other')} would publish with --skip-bad")
    elif not write:
        lines.append(f"{read} {took}; nothing written")
    else:
        done = outcome.files
        files = f"{len(done.written)} written, {len(done.unchanged)} unchanged, {len(done.removed)} removed"
        lines.append(f"{read}; {files} {took}")
        if path:
            lines.append(os.path.join(options.output, "index.html"))
    return "\n".join(lines)


def _files(outcome: Outcome, options: Options) -> list[str]:
    done = outcome.files
    shown = [f"written  {posixpath.join(options.output, path)}" for path in done.written]
    return shown + [f"removed  {posixpath.join(options.output, path)}" for path in done.removed]


def _held_until(
    held_back: Sequence[HeldBack], distance: Callable[[datetime], str], verbose: bool
) -> Iterator[str]:
    """Say what time alone will publish, the next first: `held: a.md until 2026-11-24 00:00 UTC (in 3 h)`."""
    due = sorted((held.until, held.path) for held in held_back if held.until)
    shown = due if verbose else due[:_HELD_SHOWN]
    for until, path in shown:
        yield f"held: {in_one_line(path)} until {_when(until)} ({distance(until)})"
    if len(shown) < len(due):
        yield f"held: … and {len(due) - len(shown)} more after these (-v shows them)"


def moment(at: datetime, as_of: datetime) -> str:
    """Say a moment in its own zone, and how far it is: `2026-11-24 00:00 Asia/Seoul (in 3 h)`."""
    return f"{_when(at)} ({_distance(as_of, at)})"


def _when(at: datetime) -> str:
    seconds = f":{at:%S}" if at.second else ""
    return f"{at:%Y-%m-%d %H:%M}{seconds} {at.tzinfo}"


def in_one_line(text: str) -> str:
    """Give a name that content holds without what would move the cursor or break the line."""
    return _NOT_SHOWN.sub(" ", text)


def _held_back(held_back: Sequence[HeldBack], verbose: bool) -> list[str]:
    """Say by reason what waits for somebody, or is over."""
    lines = []
    for reason in Hold:
        held = [one.path for one in held_back if one.reason is reason and not one.until]
        if not held:
            continue
        lines.append(f"held back: {len(held)} {reason.value.replace('_', ' ')}")
        if verbose or (len(held) <= _HELD_SHOWN and reason is not Hold.NOT_AN_ARTICLE):
            lines += [f"  {_NOT_SHOWN.sub(' ', path)}" for path in held]
    return lines


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}" if number else ""
