"""What each command does, told by what the command line was parsed into."""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from feedgen_site import memo, publish
from feedgen_site.build import Options, Outcome, build
from feedgen_site.cli import progress, report, stopping, watching
from feedgen_site.cli.parser import EXIT_USAGE
from feedgen_site.problem import ContentError, in_order
from feedgen_site.state import State


def run(arguments: argparse.Namespace) -> int:
    """Run the command that was asked for, and give its exit code."""
    return _COMMANDS[arguments.command](arguments)


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        content=os.path.normpath(arguments.content),
        output=os.path.normpath(getattr(arguments, "output", "public")),
        as_of=arguments.as_of or datetime.now(UTC),
        config=arguments.config,
        templates=arguments.templates,
        cache=arguments.cache,
        base_url=arguments.base_url,
        home=os.path.expanduser("~"),
        drafts=arguments.drafts,
        jobs=arguments.jobs,
        executor=arguments.executor,
        strict=arguments.strict,
        skip_bad=getattr(arguments, "skip_bad", False),
    )


def _build(arguments: argparse.Namespace) -> int:
    """Build when no other build writes to the same output, and not before: as of then."""

    def forget() -> None:
        arguments.seen = arguments.since_last = None  # it was another moment

    silent = arguments.json or arguments.quiet
    try:
        with _turn(os.path.normpath(arguments.output), forget, silent=silent):
            if arguments.since_last and not arguments.since_last.holds():
                forget()
            return _build_alone(arguments)
    except ContentError as error:
        return _refused(arguments, error)


def _turn(
    output: str, waits: Callable[[], None] = lambda: None, *, silent: bool = False
) -> AbstractContextManager[None]:
    """Await the turn of a build; `waits` is called if another one has it now."""

    def say(text: str) -> None:
        waits()
        if not silent:
            progress.write_line(sys.stderr, text)

    return publish.alone(output, say)


def _refused(arguments: argparse.Namespace, error: ContentError) -> int:
    """Say what kept a build from beginning."""
    if arguments.json:
        print(report.as_json(Outcome(problems=error.problems, exit_code=EXIT_USAGE), 0.0))
    else:
        print(report.problems(error.problems, every=True), file=sys.stderr)
    return EXIT_USAGE


def _build_alone(arguments: argparse.Namespace) -> int:
    if not (arguments.guard or arguments.against):
        return _run(arguments, write=True)
    from feedgen_site.cli import against, diff

    published = arguments.against or os.path.normpath(arguments.output)
    try:
        old = against.read(published)
    except ContentError as error:
        return _refused(arguments, error)
    if old is None and not arguments.json:
        print(diff.first(published), file=sys.stderr)
    return _run(arguments, write=True, against=old)


def _check(arguments: argparse.Namespace) -> int:
    return _run(arguments, write=False)


def _run(arguments: argparse.Namespace, *, write: bool, against: State | None = None) -> int:
    options = replace(_options(arguments), against=against)
    started = time.monotonic()
    # A build that is measured is a whole one.
    is_noted = write and against is None and options.cache and not arguments.profile
    notes = _Notes.of(arguments, options) if is_noted else None
    since = arguments.since_last if is_noted else None
    silent = arguments.json or arguments.quiet
    with watching.watch(
        sys.stderr, silent=silent, verbose=arguments.verbose, profiled=arguments.profile
    ) as stages:
        try:
            outcome = build(options, stages, write=write, since=since)
        except KeyboardInterrupt as stop:
            stages.clear()
            print(f"feedgen-site: {stopping.left(stages, options, write=write)}", file=sys.stderr)
            return stopping.exit_code(stop)
    seconds = time.monotonic() - started
    problems = "" if arguments.json else report.problems(outcome.problems, every=arguments.verbose)
    if problems:
        print(problems, file=sys.stderr)
    profile = stages.profile
    if arguments.json:
        print(report.as_json(outcome, seconds, profile.data(stages.told) if profile else None))
    elif not arguments.quiet:
        print(report.summary(outcome, options, seconds, write=write, verbose=arguments.verbose))
    if profile and not arguments.json:
        print(profile.table(stages.told), file=sys.stderr)
    # A memo would say again what went wrong with the machines this once.
    if notes and not outcome.exit_code and not any(one.code == "cluster-lost" for one in outcome.problems):
        notes.keep(outcome, report.nothing_changed(problems, outcome, verbose=arguments.verbose))
    return outcome.exit_code


@dataclass(frozen=True, slots=True)
class _Notes:
    """What a build has to know from before it begins to leave a memo: what it is about to read."""

    arguments: argparse.Namespace
    options: Options
    folders: memo.Folders
    seen: memo.Seen
    contents: Mapping[str, str]

    @classmethod
    def of(cls, arguments: argparse.Namespace, options: Options) -> _Notes | None:
        """Look at the folders, unless somebody has; None where stamps do not tell enough."""
        folders = memo.Folders(options.content, options.templates_folder, options.config_file)
        seen = arguments.seen or memo.look(folders, time.time_ns())
        return cls(arguments, options, folders, seen, seen.contents()) if seen else None

    def keep(self, outcome: Outcome, problems: str) -> None:
        """Leave a memo of a build that published, for the next of the same command line."""
        arguments, options = self.arguments, self.options
        said: list[str | float] = []
        if arguments.json:
            said = report.unchanged_json(outcome)
        elif not arguments.quiet:
            said = report.unchanged(outcome, options, verbose=arguments.verbose, moving=not arguments.as_of)
        until = outcome.next_moment.timestamp() if outcome.next_moment else math.inf
        window = (-math.inf, math.inf) if arguments.as_of else (options.as_of.timestamp(), until)
        stamps = outcome.files.stamps
        lines = {path: memo.line(path, s.size, s.mtime_ns, s.inode) for path, s in stamps.items()}
        if outcome.files.is_amended and arguments.since_last:
            lines = {**arguments.since_last.outputs, **lines}
        memo.keep(
            memo.file_of(options.cache, arguments.words), self.folders, self.seen, self.contents,
            window, options.output, lines, said, problems, outcome.left,
        )  # fmt: skip


def _diff(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import diff

    options = _options(arguments)
    asked = diff.Request(options, arguments.against or options.output, arguments.json, arguments.verbose)
    with watching.watch(sys.stderr, silent=arguments.json) as stages:
        return diff.run(asked, stages)


def _ping(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import ping

    options = Options(
        content=os.path.normpath(arguments.content),
        output=os.path.normpath(arguments.output),
        as_of=datetime.now(UTC),
        config=arguments.config,
        base_url=arguments.base_url,
    )
    return ping.run(ping.Request(options, arguments.against, arguments.dry_run))


def _serve(arguments: argparse.Namespace) -> int:
    """Preview from a folder of its own: what is published stays as the last `build` left it."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="feedgen-site-") as passing:
        folder = os.path.join(arguments.cache or passing, "preview")
        return _preview(arguments, replace(_options(arguments), output=folder))


def _preview(arguments: argparse.Namespace, options: Options) -> int:
    from ipaddress import ip_address

    from feedgen_site import serve, sources

    def rebuild() -> tuple[str, ...]:
        started = time.monotonic()
        try:
            with _turn(options.output):
                outcome = build(replace(options, as_of=arguments.as_of or datetime.now(UTC)))
        except ContentError as error:
            outcome = Outcome(problems=error.problems, exit_code=EXIT_USAGE)
        problems = report.problems(outcome.problems, every=arguments.verbose)
        if problems:
            print(problems, file=sys.stderr)
        seconds = time.monotonic() - started
        print(report.summary(outcome, options, seconds, write=True, verbose=False, path=False), flush=True)
        return (*outcome.files.written, *outcome.files.unchanged)

    def watch() -> object:
        folders = (options.content, options.templates_folder)
        files = [sources.stamps(folder) for folder in folders]
        return (*files, sources.stamps(os.path.dirname(options.config_file) or ".") if options.config else ())

    def announce(url: str) -> None:
        print(f"{url}  (Ctrl-C ends)", flush=True)
        if not ip_address(arguments.host).is_loopback:
            drafts = ", drafts included" if options.drafts else ""
            print(
                f"feedgen-site: listening on {arguments.host}: everybody who can reach this machine over the "
                f"network can read this preview{drafts}",
                file=sys.stderr,
                flush=True,
            )

    paths = rebuild()
    if not paths:
        return 1
    try:
        serve.serve(
            rebuild, options.output, paths, watch, arguments.port, host=arguments.host, announce=announce
        )
    except ContentError as error:
        print(report.problems(in_order(error.problems), every=True), file=sys.stderr)
        return EXIT_USAGE
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import explain

    return explain.run(
        explain.Request(
            article=arguments.article,
            content=os.path.normpath(arguments.content),
            config=arguments.config,
            as_json=arguments.json,
            html=arguments.html,
        )
    )


def _next_change(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import next_change

    options = _options(arguments)
    since = options.as_of - arguments.since if isinstance(arguments.since, timedelta) else arguments.since
    return next_change.run(options, since, as_json=arguments.json)


def _new(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import starter

    try:
        made = starter.new_article(
            arguments.content, arguments.headline, arguments.section, datetime.now(UTC)
        )
    except ContentError as error:
        print(report.problems(error.problems, every=True), file=sys.stderr)
        return EXIT_USAGE
    print(made)
    return 0


def _mint(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import mint

    return mint.run(
        mint.Request(
            content=os.path.normpath(arguments.content),
            config=arguments.config,
            now=datetime.now(UTC),
            files=tuple(arguments.files),
            ids=mint.Ids.NEW if arguments.new else mint.Ids.PRESENT,
            writing=mint.Writing.TRIED if arguments.dry_run else mint.Writing.DONE,
        )
    )


def _touch(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import touch

    now = datetime.now(UTC)
    return touch.run(
        touch.Request(
            content=os.path.normpath(arguments.content),
            config=arguments.config,
            files=tuple(arguments.files),
            now=now,
            at=arguments.at or now,
        )
    )


def _templates(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import templates

    asked = vars(arguments)
    existing = templates.Existing.REPLACED if asked.get("force") else templates.Existing.REFUSED
    return templates.run(
        templates.Request(
            action=templates.Action(arguments.action),
            options=Options(
                content=os.path.normpath(arguments.content),
                output="",
                as_of=datetime.now(UTC),
                templates=arguments.templates,
            ),
            names=tuple(dict.fromkeys(arguments.names)),
            existing=templates.Existing.REBASED if asked.get("rebase") else existing,
            as_json=arguments.json,
        )
    )


def _init(arguments: argparse.Namespace) -> int:
    from feedgen_site import hosting
    from feedgen_site.cli import host, starter
    from feedgen_site.config import SiteConfig

    try:
        more = host.starting_with(arguments.host, SiteConfig())
        made = starter.new_site(arguments.folder, datetime.now(UTC), more)
    except ContentError as error:
        print(report.problems(error.problems, every=True), file=sys.stderr)
        return EXIT_USAGE
    print("\n".join(made))
    if arguments.host in hosting.SERVERS:
        content, output = (os.path.join(arguments.folder, name) for name in ("content", "public"))
        if code := host.run(arguments.host, Options(content, output, datetime.now(UTC))):
            return code
    print(f"\nnext: cd {arguments.folder} && feedgen-site build && feedgen-site serve")
    return 0


def _host(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import host

    options = Options(
        content=os.path.normpath(arguments.content),
        output=os.path.normpath(arguments.output),
        as_of=datetime.now(UTC),
        config=arguments.config,
        cache=arguments.cache,
        base_url=arguments.base_url,
        jobs=arguments.jobs,
        executor=arguments.executor,
    )
    return host.run(arguments.host, options)


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "build": _build,
    "check": _check,
    "diff": _diff,
    "ping": _ping,
    "serve": _serve,
    "explain": _explain,
    "next-change": _next_change,
    "new": _new,
    "mint": _mint,
    "touch": _touch,
    "templates": _templates,
    "init": _init,
    "host": _host,
}
