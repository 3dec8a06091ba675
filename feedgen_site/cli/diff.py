"""`feedgen-site diff`: what subscribers and visitors will see of the next build, before it is published."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace

from feedgen_site.build import Options, Outcome, build
from feedgen_site.cli import against, report
from feedgen_site.frozen import dataclass
from feedgen_site.problem import ContentError, Problem, errors, in_order
from feedgen_site.stages import Stages
from feedgen_site.state.difference import Change, Difference, Finding

EXIT_USAGE = 2
# More findings of one kind than this say no more than their number.
_SHOWN = 20
_LABELS = {
    Change.NEW: "new",
    Change.UPDATED: "updated",
    Change.CHANGED: "changed",
    Change.POINTS: "points",
    Change.WITHDRAWN: "withdrawn",
    Change.EXPIRED: "expired",
    Change.MOVED: "moved",
    Change.NEW_FEED: "new feed",
    Change.ENDED_FEED: "feed ended",
    Change.TAKEN_BACK: "taken back",
    Change.LOST_ID: "ID LOST",
    Change.LOST_ADDRESS: "404",
    Change.LOST_FEED: "FEED LOST",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for: with what to compare (a folder, file or web address), how to say it."""

    options: Options
    published: str
    as_json: bool = False
    verbose: bool = False


def run(request: Request, stages: Stages) -> int:
    """Compare and say what was found; exit code 1 where readers would lose something, else as `check`."""
    try:
        old = against.read(request.published)
    except ContentError as error:
        return _say(request, Outcome(problems=in_order(error.problems), exit_code=EXIT_USAGE))
    if old is None:
        # Nothing can be lost, whatever the site is; `check` says whether it can be built.
        nothing = Outcome()
        print(_as_json(request, nothing, first_run=True) if request.as_json else first(request.published))
        return 0
    return _say(request, build(replace(request.options, against=old), stages, write=False))


def _say(request: Request, outcome: Outcome) -> int:
    found = outcome.difference
    code = outcome.exit_code or int(bool(found and found.losses))
    if request.as_json:
        print(_as_json(request, outcome, first_run=False))
        return code
    if shown := _told_problems(request, outcome):
        print(report.problems(shown, every=request.verbose), file=sys.stderr)
    print("\n".join(_lines(found, every=request.verbose)) if found else "not compared")
    return code


def first(published: str) -> str:
    """Say that there is nothing to compare with yet."""
    place = report.printable(against.file_of(published))
    return f"nothing is published yet, there is no {place}: the first build loses nothing"


def _lines(found: Difference, *, every: bool) -> Iterator[str]:
    yield found.sentence()
    width = max(map(len, _LABELS.values()))
    for change in Change:
        of_kind = found.of(change)
        shown = of_kind if every else of_kind[:_SHOWN]
        for finding in shown:
            yield f"{_LABELS[change]:{width}}  {report.printable(_told(finding))}"
            if finding.hint:
                yield f"{'':{width}}    type: {report.printable(finding.hint)}"
        if len(shown) < len(of_kind):
            yield f"{_LABELS[change]:{width}}  … and {len(of_kind) - len(shown)} more (-v shows them)"


def _told(finding: Finding) -> str:
    """Say what it is about: its file, its id where that is what matters, and its address."""
    by_id = finding.change in (Change.LOST_ID, Change.LOST_FEED, Change.ENDED_FEED, Change.NEW_FEED)
    parts = (finding.path, finding.id if by_id else "", finding.permalink)
    text = "  ".join(part for part in parts if part) or finding.id
    return f"{text}: {finding.detail}" if finding.detail else text


def _as_json(request: Request, outcome: Outcome, *, first_run: bool) -> str:
    found = outcome.difference
    return json.dumps(
        {
            "against": against.file_of(request.published),
            "first_run": first_run,
            "summary": found.sentence() if found else "",
            "counts": {change.value: len(found.of(change)) if found else 0 for change in Change},
            "findings": [_finding(finding) for finding in found.findings] if found else [],
            "problems": [report.problem_data(problem) for problem in _told_problems(request, outcome)],
        }
    )


def _told_problems(request: Request, outcome: Outcome) -> tuple[Problem, ...]:
    return outcome.problems if request.verbose else errors(outcome.problems)


def _finding(finding: Finding) -> dict[str, str | bool]:
    return {
        "change": finding.change.value,
        "path": finding.path,
        "id": finding.id,
        "address": finding.permalink,
        "detail": finding.detail,
        "hint": finding.hint,
        "duplicate": finding.doubles,
    }
