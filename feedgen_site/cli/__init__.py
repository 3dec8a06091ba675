"""The command line: the only room with a clock, an environment and `print`."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from tempfile import TemporaryDirectory
from typing import NoReturn

from feedgen_site import __version__, addresses, dates, nodes
from feedgen_site.build import Options, Outcome, build
from feedgen_site.cli import report, starter
from feedgen_site.problem import ContentError, Problem, in_order
from feedgen_site.state import State

EXIT_USAGE = 2
# More processes than any machine has cores, and fewer than would stop one.
_MOST_JOBS = 1024
_IN_UTF8 = ["-X", "utf8"]
_SPANS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_SPAN = re.compile(r"([0-9]{1,5}) ?(m|h|d)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `feedgen-site` and give its exit code: 0 fine, 1 problems in content, 2 usage or configuration."""
    if arguments is None and sys.getfilesystemencoding() != "utf-8" and sys.orig_argv[1:3] != _IN_UTF8:
        # Names of files would be read in the locale's encoding, and bytes would hang on the machine.
        os.execv(sys.executable, [sys.executable, *_IN_UTF8, *sys.orig_argv[1:]])
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser(as_json="--json" in words).parse_args(words)
    if not nodes.has_c_loader():
        print(
            "feedgen-site: PyYAML was built without libyaml: pip install --force-reinstall PyYAML",
            file=sys.stderr,
        )
        return EXIT_USAGE
    if isinstance(sys.stdout, io.TextIOWrapper):
        # As standard error does by itself: a name that the locale cannot spell ends no build.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print(
            "\nfeedgen-site: stopped; every file published so far is whole, build again to finish",
            file=sys.stderr,
        )
        return 130
    except BrokenPipeError:
        # The reader of our output has gone; the interpreter would complain once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


class _Parser(argparse.ArgumentParser):
    """Says usage mistakes as JSON, too, where --json asks for one object and nothing else."""

    as_json = False

    def error(self, message: str) -> NoReturn:
        if _Parser.as_json:
            problem = Problem("", 0, 0, "usage", message, f"{self.prog} --help")
            print(report.as_json(Outcome(problems=(problem,), exit_code=EXIT_USAGE), 0.0))
            self.exit(EXIT_USAGE)
        super().error(message)


def _parser(*, as_json: bool) -> argparse.ArgumentParser:
    _Parser.as_json = as_json
    parser = _Parser(
        prog="feedgen-site",
        description="A folder of Markdown articles in; feeds with key points and a static digest out.",
    )
    parser.add_argument("--version", action="version", version=f"feedgen-site {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    command = commands.add_parser("build", help="build the site into the output folder")
    _add_input(command)
    _add_output(command)
    _add_json(command)
    command.add_argument(
        "--skip-bad", action="store_true", help="publish without the articles that have an error"
    )
    command.add_argument(
        "--guard", action="store_true", help="write nothing where readers would lose an id, address or feed"
    )
    _add_against(command, "the output folder; implies --guard")
    command.set_defaults(run=_build)

    command = commands.add_parser("check", help="load and plan everything, write nothing")
    _add_input(command)
    _add_json(command)
    command.set_defaults(run=_check)

    command = commands.add_parser("diff", help="say before publishing what readers will see of it")
    _add_input(command)
    _add_output(command)
    _add_json(command)
    _add_against(command, "the output folder")
    command.set_defaults(run=_diff)

    command = commands.add_parser("ping", help="tell the hubs of site.yaml which feeds changed (WebSub)")
    _add_content(command)
    _add_output(command)
    command.add_argument(
        "--base-url", default="", metavar="URL", help="where the site is served, over site.yaml's base_url"
    )
    _add_against(command, "")
    command.add_argument("--dry-run", action="store_true", help="say what would be told, and tell nobody")
    command.set_defaults(run=_ping)

    command = commands.add_parser("serve", help="preview on this machine; rebuilds when a file changes")
    _add_input(command)
    command.add_argument(
        "--host",
        type=_address,
        default="127.0.0.1",
        metavar="ADDRESS",
        help="IP address to listen on (127.0.0.1: this machine only)",
    )
    command.add_argument("--port", type=_port, default=8000, metavar="N", help="port (8000; 0: any free one)")
    command.set_defaults(run=_serve, skip_bad=True)

    command = commands.add_parser("explain", help="show why the key points of an article are its points")
    command.add_argument("article", type=_path, metavar="ARTICLE", help="Markdown file, of the site or not")
    _add_content(command)
    _add_json(command)
    command.add_argument(
        "--html", type=_path, default="", metavar="FILE", help="draw the article as a heat map, too"
    )
    command.set_defaults(run=_explain)

    command = commands.add_parser("next-change", help="show when the site changes by itself")
    _add_content(command)
    _add_cache(command)
    command.add_argument("--as-of", type=_moment, default=None, metavar="TIME", help="instead of now")
    command.add_argument(
        "--since", type=_since, default=None, metavar="TIME", help="what fell due since then (a time, or 2h)"
    )
    _add_jobs(command)
    _add_json(command)
    command.set_defaults(run=_next_change, templates="", base_url="", drafts=False, strict=False)

    command = commands.add_parser("new", help="start an article, with an id of its own")
    command.add_argument("headline", help='"The headline"')
    command.add_argument("--section", default="", help="folder it goes into")
    command.add_argument(
        "--content", type=_path, default="content", metavar="DIR", help="folder of the articles (content)"
    )
    command.set_defaults(run=_new)

    _add_mint(commands)
    _add_touch(commands)

    command = commands.add_parser("init", help="make a starter site that builds at once")
    command.add_argument("folder", type=_path, metavar="DIR")
    command.set_defaults(run=_init)
    return parser


def _add_mint(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "mint", help="write an id into every article without one: the id it has now"
    )
    command.add_argument(
        "files", type=_path, nargs="*", metavar="FILE", help="only these articles (every article)"
    )
    _add_content(command)
    command.add_argument(
        "--new",
        action="store_true",
        help="write a new UUID into the named articles instead; only for stories that were never published: "
        "readers of a published one would see it a second time",
    )
    command.add_argument("--dry-run", action="store_true", help="print what would be written, write nothing")
    command.set_defaults(run=_mint)


def _add_touch(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser("touch", help="write into an article that it was updated now")
    command.add_argument("files", type=_path, nargs="+", metavar="FILE", help="articles")
    _add_content(command)
    command.add_argument(
        "--at", type=_moment, default=None, metavar="TIME", help="updated at that moment (now)"
    )
    command.set_defaults(run=_touch)


def _add_input(command: argparse.ArgumentParser) -> None:
    _add_content(command)
    add = command.add_argument
    add(
        "--templates",
        type=_path,
        default="",
        metavar="DIR",
        help="your templates (templates beside the content folder)",
    )
    _add_cache(command)
    add("--base-url", default="", metavar="URL", help="where the site is served, over site.yaml's base_url")
    add("--as-of", type=_moment, default=None, metavar="TIME", help="build the site of that moment (now)")
    add("--drafts", action="store_true", help="publish drafts, too")
    _add_jobs(command)
    add("--strict", action="store_true", help="warnings are errors")
    add("-v", "--verbose", action="store_true", help="say more: every warning, file and held-back story")


def _add_content(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--content", type=_path, default="content", metavar="DIR", help="folder of the articles (content)")
    add("--config", type=_path, default="", metavar="FILE", help="settings (site.yaml in the content folder)")


def _add_cache(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--cache",
        type=_path,
        default=".cache/feedgen-site",
        metavar="DIR",
        help="what earlier builds found out; '' for none",
    )


def _add_jobs(command: argparse.ArgumentParser) -> None:
    command.add_argument("--jobs", type=_jobs, default=0, metavar="N", help="processes (one for each core)")


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _add_output(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--output", type=_path, default="public", metavar="DIR", help="folder to publish (public)"
    )


def _add_against(command: argparse.ArgumentParser, default: str) -> None:
    command.add_argument(
        "--against",
        type=_published,
        default="",
        required=not default,
        metavar="WHERE",
        help="what is published: URL of the site, folder, or kept feedgen-site.json"
        + (f" ({default})" if default else ""),
    )


def _published(text: str) -> str:
    if "://" not in text:
        return os.path.normpath(_path(text)) if text else ""
    url = addresses.web_url(text)
    if not url:
        raise argparse.ArgumentTypeError(f"'{text}' is neither http nor https: https://example.org/")
    return url


def _moment(text: str) -> datetime:
    moment = dates.parse(text, UTC)
    if moment is None:
        message = f"{dates.complaint(text)}: 2026-01-04, or 2026-01-04T09:59:00Z"
        raise argparse.ArgumentTypeError(message)
    return moment.at


def _since(text: str) -> datetime | timedelta:
    if match := _SPAN.fullmatch(text.strip()):
        return int(match[1]) * _SPANS[match[2]]
    moment = dates.parse(text, UTC)
    if moment is None:
        message = f"{dates.complaint(text)}, nor a length of time: 90m, 2h, 7d, or 2026-01-04T09:59:00Z"
        raise argparse.ArgumentTypeError(message)
    return moment.at


def _path(text: str) -> str:
    if not text.isprintable():
        # Bytes that are not UTF-8 can be opened, but neither shown nor kept.
        raise argparse.ArgumentTypeError(f"{text!a} holds what cannot be printed")
    return text


def _jobs(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_JOBS):
        message = f"'{text}' is not a number of processes: 1 to {_MOST_JOBS}, or no --jobs: one for each core"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"'{text}' is not a port: 0 to 65535")
    return int(text)


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        message = f"'{text}' is not an IP address: 127.0.0.1, or 0.0.0.0 for every network of this machine"
        raise argparse.ArgumentTypeError(message) from None


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
        strict=arguments.strict,
        skip_bad=getattr(arguments, "skip_bad", False),
    )


def _build(arguments: argparse.Namespace) -> int:
    if not (arguments.guard or arguments.against):
        return _run(arguments, write=True)
    from feedgen_site.cli import against, diff

    published = arguments.against or os.path.normpath(arguments.output)
    try:
        old = against.read(published)
    except ContentError as error:
        if arguments.json:
            print(report.as_json(Outcome(problems=error.problems, exit_code=EXIT_USAGE), 0.0))
        else:
            print(report.problems(error.problems, every=True), file=sys.stderr)
        return EXIT_USAGE
    if old is None and not arguments.json:
        print(diff.first(published), file=sys.stderr)
    return _run(arguments, write=True, against=old)


def _check(arguments: argparse.Namespace) -> int:
    return _run(arguments, write=False)


def _run(arguments: argparse.Namespace, *, write: bool, against: State | None = None) -> int:
    options = replace(_options(arguments), against=against)
    started = time.monotonic()
    with report.Bar(sys.stderr, enabled=not arguments.json and sys.stderr.isatty()) as bar:
        outcome = build(options, bar.show, write=write)
    seconds = time.monotonic() - started
    if arguments.json:
        print(report.as_json(outcome, seconds))
        return outcome.exit_code
    problems = report.problems(outcome.problems, every=arguments.verbose)
    if problems:
        print(problems, file=sys.stderr)
    print(report.summary(outcome, options, seconds, write=write, verbose=arguments.verbose))
    return outcome.exit_code


def _diff(arguments: argparse.Namespace) -> int:
    from feedgen_site.cli import diff

    options = _options(arguments)
    asked = diff.Request(options, arguments.against or options.output, arguments.json, arguments.verbose)
    with report.Bar(sys.stderr, enabled=not arguments.json and sys.stderr.isatty()) as bar:
        return diff.run(asked, bar.show)


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
    with TemporaryDirectory(prefix="feedgen-site-") as passing:
        folder = os.path.join(arguments.cache or passing, "preview")
        return _preview(arguments, replace(_options(arguments), output=folder))


def _preview(arguments: argparse.Namespace, options: Options) -> int:
    from feedgen_site import serve, sources

    def rebuild() -> tuple[str, ...]:
        started = time.monotonic()
        outcome = build(replace(options, as_of=arguments.as_of or datetime.now(UTC)), lambda *_: None)
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


def _init(arguments: argparse.Namespace) -> int:
    try:
        made = starter.new_site(arguments.folder, datetime.now(UTC))
    except ContentError as error:
        print(report.problems(error.problems, every=True), file=sys.stderr)
        return EXIT_USAGE
    print("\n".join(made))
    print(f"\nnext: cd {arguments.folder} && feedgen-site build && feedgen-site serve")
    return 0
