"""`feedgen-site next-change`: when the site changes by itself, and the schedules that build it then."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import groupby
from typing import Final

from feedgen_site import build, schedule
from feedgen_site.build import Options
from feedgen_site.cli import report, watching
from feedgen_site.dates import rfc3339
from feedgen_site.problem import ContentError, errors, in_order
from feedgen_site.schedule import Change, Event

EXIT_USAGE: Final = 2
# As many as somebody would paste; whoever sets a new schedule after each build needs the first only.
_SCHEDULED: Final = 5
_SAID: Final = {
    Event.EMBARGO: "comes out of embargo",
    Event.DATE: "is published",
    Event.EXPIRY: "expires",
    Event.CLOSE: "closes",
}


def run(options: Options, since: datetime | None, *, as_json: bool) -> int:
    """Print what time alone will change after `options.as_of`, or what it changed from `since` until then.

    Exit code 1 for an error in content, because nothing is published then; 2 for folders and settings.
    """
    try:
        with watching.watch(sys.stderr, silent=as_json) as stages:
            heads, pages, config, problems = build.heads(options, stages)
    except ContentError as error:
        return report.refuse(in_order(error.problems), EXIT_USAGE, is_json=as_json)
    if found := errors(problems):
        return report.refuse(found, 1, is_json=as_json)
    changes = schedule.moments(heads, pages, config, since or options.as_of)
    if since is not None:
        changes = tuple(change for change in changes if change.at <= options.as_of)
    if as_json:
        print(json.dumps(_as_data(changes, options.as_of, since)))
    else:
        # Empty where nothing has fallen due, so that a script need not read it.
        lines = [*_lines(changes, options.as_of, config.zone)]
        lines += [*_schedules(changes, _building(options))] if since is None else ()
        if lines:
            print("\n".join(lines))
    return 0


def _as_data(changes: Sequence[Change], as_of: datetime, since: datetime | None) -> dict[str, object]:
    """Give the object of --json; its keys are documented in docs/command-line.md."""
    return {
        "as_of": _whole_seconds(as_of),
        "since": _whole_seconds(since) if since else None,
        "moments": [
            {
                "at": rfc3339(change.at),
                "cron": cron(change.at),
                "what": change.event.value,
                "edition" if change.event is Event.CLOSE else "path": change.name,
            }
            for change in changes
        ],
    }


def _whole_seconds(moment: datetime) -> str:
    """Write a moment without the rest of its second: whoever goes on from there misses nothing."""
    return rfc3339(moment.replace(microsecond=0))


def _lines(changes: Sequence[Change], as_of: datetime, zone: tzinfo) -> Iterator[str]:
    """Give a line a change; what happens at one moment stands below each other, after one moment."""
    for at, together in groupby(changes, key=lambda change: change.at):
        shown = report.moment(at.astimezone(zone), as_of)
        for change in together:
            yield f"{shown}  {report.in_one_line(change.name)} {_SAID[change.event]}"
            shown = " " * len(shown)


def _schedules(changes: Sequence[Change], command: str) -> Iterator[str]:
    """Give what to paste so that the site is built at the next moments."""
    times = list(dict.fromkeys(cron(change.at) for change in changes))[:_SCHEDULED]
    if not times:
        yield "nothing is scheduled: the site changes only when somebody edits it"
        return
    yield "\ncrontab, on a machine whose clock is in UTC:"
    yield from (f"  {time} {command}" for time in times)
    yield "GitHub Actions:"
    yield from ("  on:", "    schedule:", *(f'      - cron: "{time}"' for time in times))
    yield "GitLab CI, pipeline schedules with the cron timezone UTC:"
    yield from (f"  {time}" for time in times)


def _building(options: Options) -> str:
    """Give the command that builds this site from anywhere, for cron knows neither folder nor PATH."""
    script = os.path.abspath(sys.argv[0])
    is_installed = os.path.basename(script) == "feedgen-site" and os.path.isfile(script)
    words = [*([script] if is_installed else [sys.executable, "-m", "feedgen_site"]), "build"]
    words += ["--content", options.content] if options.content != "content" else ()
    words += ["--config", options.config] if options.config else ()
    # To cron a % ends the command, quoted or not.
    line = f"cd {shlex.quote(os.getcwd())} && {shlex.join(words)}".replace("%", "\\%")
    return report.in_one_line(line)


def cron(at: datetime) -> str:
    """Give the minute in UTC, as the five fields of cron: the first minute that begins with `at` past."""
    up = at.astimezone(UTC) + timedelta(minutes=1, microseconds=-1)
    return f"{up.minute} {up.hour} {up.day} {up.month} *"
