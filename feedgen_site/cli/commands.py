"""What each command does, told by what the command line was parsed into."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feedgen_site import signals
from feedgen_site.build import Options, build
from feedgen_site.cli import report, stopping, watching
from feedgen_site.cli.notes import Notes, turn
from feedgen_site.cli.parser import EXIT_USAGE
from feedgen_site.problem import ContentError
from feedgen_site.state import State


def run(arguments: argparse.Namespace) -> int:
    """Run the command that was asked for, and give its exit code."""
    return _COMMANDS[arguments.command](arguments)


# The options of a build that are taken as they stand, and have a default where a command has none of them.
_PLAIN = frozenset("config templates cache base_url drafts jobs executor strict skip_bad".split())


def _options(arguments: argparse.Namespace) -> Options:
    asked = vars(arguments)
    return Options(
        content=os.path.normpath(arguments.content),
        output=os.path.normpath(asked.get("output", "public")),
        as_of=asked.get("as_of") or datetime.now(UTC),
        home=os.path.expanduser("~"),
        **{name: value for name, value in asked.items() if name in _PLAIN},
    )


def _build(arguments: argparse.Namespace) -> int:
    """Build when no other build writes to the same output, and not before: as of then."""

    def forget() -> None:
        arguments.seen = arguments.since_last = None  # it was another moment

    silent = arguments.json or arguments.quiet
    try:
        with turn(os.path.normpath(arguments.output), forget, silent=silent):
            if arguments.since_last:
                arguments.since_last = arguments.since_last()
            if arguments.since_last and not arguments.since_last.holds():
                forget()
            return _build_alone(arguments)
    except ContentError as error:
        return report.refuse(error.problems, EXIT_USAGE, is_json=arguments.json)


def _build_alone(arguments: argparse.Namespace) -> int:
    if not (arguments.guard or arguments.against):
        return _run(arguments, write=True)
    from feedgen_site.cli import against, diff

    published = arguments.against or os.path.normpath(arguments.output)
    try:
        old = against.read(published)
    except ContentError as error:
        return report.refuse(error.problems, EXIT_USAGE, is_json=arguments.json)
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
    notes = Notes.of(arguments.words, options, arguments.seen) if is_noted else None
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
            return signals.exit_code(stop)
    seconds = time.monotonic() - started
    problems = "" if arguments.json else report.problems(outcome.problems, every=arguments.verbose)
    if problems:
        print(problems, file=sys.stderr)
    profile = stages.profile
    if arguments.json:
        print(report.as_json(outcome, seconds, profile.data(stages.told) if profile else None))
    elif not arguments.quiet:
        halted = stopping.halted(stages, options) if write and outcome.exit_code else ""
        print(
            report.summary(outcome, options, seconds, write=write, verbose=arguments.verbose, halted=halted)
        )
    if profile and not arguments.json:
        print(profile.table(stages.told), file=sys.stderr)
    if notes and not outcome.exit_code:
        said: list[str | float] = []
        if arguments.json:
            said = report.unchanged_json(outcome)
        elif not arguments.quiet:
            moving = not arguments.as_of
            said = report.unchanged(outcome, options, verbose=arguments.verbose, moving=moving)
        problems = report.nothing_changed(problems, outcome, verbose=arguments.verbose)
        notes.keep(outcome, since, said, problems, is_moving=not arguments.as_of)
    return outcome.exit_code


def _diff(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import diff

    options = _options(arguments)
    asked = diff.Request(options, arguments.against or options.output, arguments.json, arguments.verbose)
    with watching.watch(sys.stderr, silent=arguments.json) as stages:
        return diff.run(asked, stages)


def _ping(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import ping

    return ping.run(ping.Request(_options(arguments), arguments.against, arguments.dry_run))


def _serve(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import preview

    return preview.run(
        preview.Request(
            options=_options(arguments),
            as_of=arguments.as_of,
            host=arguments.host,
            port=arguments.port,
            verbose=arguments.verbose,
            words=tuple(arguments.words),
        )
    )


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
            arguments.content, " ".join(arguments.headline), arguments.section, datetime.now(UTC)
        )
    except ContentError as error:
        return report.refuse(error.problems, EXIT_USAGE)
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
            options=_options(arguments),
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
        return report.refuse(error.problems, EXIT_USAGE)
    print("\n".join(made))
    if arguments.host in hosting.SERVERS:
        content, output = (os.path.join(arguments.folder, name) for name in ("content", "public"))
        if code := host.run(arguments.host, Options(content, output, datetime.now(UTC))):
            return code
    print(f"\nnext: cd {arguments.folder} && feedgen-site build && feedgen-site serve")
    return 0


def _host(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import host

    return host.run(arguments.host, _options(arguments))


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
