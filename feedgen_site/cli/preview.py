"""`feedgen-site serve`: builds into a folder of its own, shows it, and builds again when a file changes."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from tempfile import TemporaryDirectory

from feedgen_site import memo, serve, sources
from feedgen_site.build import Options, Outcome, build
from feedgen_site.cli import report
from feedgen_site.cli.notes import Notes, folders, turn
from feedgen_site.cli.parser import EXIT_USAGE
from feedgen_site.frozen import dataclass
from feedgen_site.problem import ContentError, in_order


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be shown, and where; without `as_of` the site of the present moment.

    The output folder of `options` is not used: what is published stays as the last `build` left it. `words`
    are the command line.
    """

    options: Options
    as_of: datetime | None
    host: str
    port: int
    verbose: bool
    words: tuple[str, ...]


def run(request: Request) -> int:
    """Serve until Ctrl-C; exit code 1 where the first build fails, 2 where no port can be opened."""
    with TemporaryDirectory(prefix="feedgen-site-") as passing:
        folder = os.path.join(request.options.cache or passing, "preview")
        return _serve(replace(request, options=replace(request.options, output=folder)))


def _serve(request: Request) -> int:
    options, looks = request.options, _Looks(request.options)
    paths = _rebuild(request, looks.seen)
    if not paths:
        return 1

    def rebuild() -> tuple[str, ...]:
        if looks.is_outdated:
            # Under the name of the new one the cache would keep what the old one makes.
            print("feedgen-site: this program has been changed: start serve again", file=sys.stderr)
            return ()
        return _rebuild(request, looks.seen)

    try:
        serve.serve(
            rebuild, options.output, paths, looks, request.port,
            host=request.host, announce=lambda url: _announce(request, url), rest=lambda: looks.rest,
        )  # fmt: skip
    except ContentError as error:
        return report.refuse(in_order(error.problems), EXIT_USAGE)
    return 0


def _rebuild(request: Request, seen: memo.Seen | None) -> tuple[str, ...]:
    """Build, say what became of it, and give the paths that are published now.

    `seen` is the look that showed a change. What is changed after it is another change, for the next look.
    """
    started = time.monotonic()
    options = replace(request.options, as_of=request.as_of or datetime.now(UTC))
    try:
        with turn(options.output):
            outcome = built(request, options, seen)
    except ContentError as error:
        outcome = Outcome(problems=error.problems, exit_code=EXIT_USAGE)
    problems = report.problems(outcome.problems, every=request.verbose)
    if problems:
        print(problems, file=sys.stderr)
    seconds = time.monotonic() - started
    print(report.summary(outcome, options, seconds, write=True, verbose=False, path=False), flush=True)
    return (*outcome.files.written, *outcome.files.unchanged)


def built(request: Request, options: Options, seen: memo.Seen | None = None) -> Outcome:
    """Build by what the memo of the build before tells, and leave one for the next.

    `seen` is a look at what is to be read that has been had already.
    """
    notes = Notes.of(request.words, options, seen) if options.cache else None
    last = memo.find(request.words) if notes else None
    since = memo.since(last, notes.seen, time.time()) if notes and last else None
    outcome = build(options, since=since)
    if notes and not outcome.exit_code:
        notes.keep(outcome, since, (), "", is_moving=request.as_of is None)
    return outcome


class _Looks:
    """Looks at what a build reads: at something else as soon as a file is changed.

    `seen` is what the last look showed, where stamps tell enough; `is_outdated` once the program itself is
    another than at the first look. `rest` is how many seconds to wait for the next look: longer for a large
    site, so that looking takes no more than a tenth of the time.
    """

    def __init__(self, options: Options) -> None:
        self._read = folders(options)
        self._program = ""
        self.is_outdated = False
        self.seen: memo.Seen | None = None
        self.rest = serve.POLL_SECONDS
        self()

    def __call__(self) -> object:
        began = time.monotonic()
        self.seen = seen = memo.look(self._read, time.time_ns())
        if seen:
            self._program = self._program or seen.program
            self.is_outdated = seen.program != self._program
        found = seen.stamps if seen else self._stamps()
        self.rest = max(serve.POLL_SECONDS, 9 * (time.monotonic() - began))
        return found

    def _stamps(self) -> object:
        read = self._read
        status = os.stat(read.config) if os.path.exists(read.config) else None
        settings = status and (status.st_mtime_ns, status.st_size)
        return sources.stamps(read.content), sources.stamps(read.templates), settings


def _announce(request: Request, url: str) -> None:
    print(f"{url}  (Ctrl-C ends)", flush=True)
    if not ip_address(request.host).is_loopback:
        drafts = ", drafts included" if request.options.drafts else ""
        print(
            f"feedgen-site: listening on {request.host}: everybody who can reach this machine over the "
            f"network can read this preview{drafts}",
            file=sys.stderr,
            flush=True,
        )
