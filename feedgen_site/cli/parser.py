"""The commands with their options, and what a value of each option is."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NoReturn, TypeAlias

from feedgen_site import __version__, addresses, dates, memo
from feedgen_site.patterns import regex

EXIT_USAGE = 2
# Named here, because the rooms that know them take long to import.
HOSTS = ("github", "gitlab", "netlify", "nginx", "caddy", "apache")
# More processes than any machine has cores, and fewer than would stop one.
_MOST_JOBS = 1024
_CLUSTER = regex(r"(dask|tls)://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})")
_SPANS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_SPAN = regex(r"([0-9]{1,5}) ?(m|h|d)")


class _Parser(argparse.ArgumentParser):
    """Says usage mistakes as JSON, too, where --json asks for one object and nothing else."""

    as_json = False

    def error(self, message: str) -> NoReturn:
        if _Parser.as_json:
            from feedgen_site.build import Outcome
            from feedgen_site.cli import report
            from feedgen_site.problem import Problem

            problem = Problem("", 0, 0, "usage", message, f"{self.prog} --help")
            print(report.as_json(Outcome(problems=(problem,), exit_code=EXIT_USAGE), 0.0))
            self.exit(EXIT_USAGE)
        super().error(message)


_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


def make(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Give the parser of these words; what it parses has the name of a command as `command`.

    It knows the command that the words begin with, and all of them where they begin with none.
    """
    _Parser.as_json = "--json" in words
    program = _Parser(
        prog="feedgen-site",
        description="A folder of Markdown articles in; feeds with key points and a static digest out.",
    )
    program.add_argument("--version", action="version", version=f"feedgen-site {__version__}")
    commands = program.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    asked = _COMMANDS.get(words[0]) if words else None
    for add in [asked] if asked else _COMMANDS.values():
        add(commands)
    return program


def _build(commands: _Commands) -> None:
    command = commands.add_parser("build", help="build the site into the output folder")
    _add_input(command, can_be_quiet=True)
    _add_output(command)
    _add_json(command)
    _add_profile(command)
    command.add_argument(
        "--skip-bad", action="store_true", help="publish without the articles that have an error"
    )
    command.add_argument(
        "--guard", action="store_true", help="write nothing where readers would lose an id, address or feed"
    )
    _add_against(command, "the output folder; implies --guard")


def _check(commands: _Commands) -> None:
    command = commands.add_parser("check", help="load and plan everything, write nothing")
    _add_input(command, can_be_quiet=True)
    _add_json(command)
    _add_profile(command)


def _diff(commands: _Commands) -> None:
    command = commands.add_parser("diff", help="say before publishing what readers will see of it")
    _add_input(command)
    _add_output(command)
    _add_json(command)
    _add_against(command, "the output folder")


def _ping(commands: _Commands) -> None:
    command = commands.add_parser("ping", help="tell the hubs of site.yaml which feeds changed (WebSub)")
    _add_content(command)
    _add_output(command)
    command.add_argument(
        "--base-url", default="", metavar="URL", help="where the site is served, over site.yaml's base_url"
    )
    _add_against(command, "")
    command.add_argument("--dry-run", action="store_true", help="say what would be told, and tell nobody")


def _serve(commands: _Commands) -> None:
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
    command.set_defaults(skip_bad=True)


def _explain(commands: _Commands) -> None:
    command = commands.add_parser("explain", help="show why the key points of an article are its points")
    command.add_argument("article", type=_path, metavar="ARTICLE", help="Markdown file, of the site or not")
    _add_content(command)
    _add_json(command)
    command.add_argument(
        "--html", type=_path, default="", metavar="FILE", help="draw the article as a heat map, too"
    )


def _next_change(commands: _Commands) -> None:
    command = commands.add_parser("next-change", help="show when the site changes by itself")
    _add_content(command)
    _add_cache(command)
    command.add_argument("--as-of", type=_moment, default=None, metavar="TIME", help="instead of now")
    command.add_argument(
        "--since", type=_since, default=None, metavar="TIME", help="what fell due since then (a time, or 2h)"
    )
    _add_jobs(command)
    _add_json(command)


def _new(commands: _Commands) -> None:
    command = commands.add_parser("new", help="start an article, with an id of its own")
    command.add_argument("headline", nargs="+", help='"The headline"; quotes keep its signs from the shell')
    command.add_argument("--section", default="", help="folder it goes into")
    _add_only_content(command)


def _init(commands: _Commands) -> None:
    command = commands.add_parser("init", help="make a starter site that builds at once")
    command.add_argument("folder", type=_path, metavar="DIR")
    command.add_argument(
        "--host",
        choices=HOSTS,
        default="",
        metavar="HOST",
        help=f"how it is served: {', '.join(HOSTS)}",
    )


def _host(commands: _Commands) -> None:
    command = commands.add_parser("host", help="write what makes a host build or serve this site")
    command.add_argument("host", choices=HOSTS, metavar="HOST", help=", ".join(HOSTS))
    _add_content(command)
    _add_output(command)
    _add_cache(command)
    command.add_argument(
        "--base-url", default="", metavar="URL", help="where the site is served, over site.yaml's base_url"
    )
    _add_jobs(command)


def _mint(commands: _Commands) -> None:
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


def _touch(commands: _Commands) -> None:
    command = commands.add_parser("touch", help="write into an article that it was updated now")
    command.add_argument("files", type=_path, nargs="+", metavar="FILE", help="articles")
    _add_content(command)
    command.add_argument(
        "--at", type=_moment, default=None, metavar="TIME", help="updated at that moment (now)"
    )


def _templates(commands: _Commands) -> None:
    command = commands.add_parser("templates", help="list, copy and compare the templates of pages")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=_Parser)
    for name, said in (
        ("list", "name all templates, and say whose each is"),
        ("eject", "copy packaged templates into the folder of yours, to be changed"),
        ("diff", "show what you changed, and what the package changed since"),
    ):
        action = actions.add_parser(name, help=said)
        which = "the templates: _story.html" if name == "eject" else "only these templates: _story.html"
        action.add_argument("names", nargs="*", metavar="NAME", help=which)
        _add_only_content(action)
        _add_templates_folder(action)
        if name == "eject":
            _add_existing(action)
        _add_json(action)


def _add_existing(command: argparse.ArgumentParser) -> None:
    group = command.add_mutually_exclusive_group()
    group.add_argument("--force", action="store_true", help="replace files that are there")
    group.add_argument(
        "--rebase",
        action="store_true",
        help="leave your file as it is, and let diff begin from the packaged one of today",
    )


_COMMANDS: Final = {
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
"""What adds the parser of each command, in the order of `--help`."""


def _add_templates_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--templates",
        type=_path,
        default="",
        metavar="DIR",
        help="your templates (templates beside the content folder)",
    )


def _add_input(command: argparse.ArgumentParser, *, can_be_quiet: bool = False) -> None:
    _add_content(command)
    add = command.add_argument
    _add_templates_folder(command)
    _add_cache(command)
    add("--base-url", default="", metavar="URL", help="where the site is served, over site.yaml's base_url")
    add("--as-of", type=_moment, default=None, metavar="TIME", help="build the site of that moment (now)")
    add("--drafts", action="store_true", help="publish drafts, too")
    _add_jobs(command)
    add("--strict", action="store_true", help="warnings are errors")
    loudness = command.add_mutually_exclusive_group()
    loudness.add_argument(
        "-v", "--verbose", action="store_true", help="say more: stages, every warning, file, held-back story"
    )
    if can_be_quiet:
        loudness.add_argument("-q", "--quiet", action="store_true", help="say nothing but what is wrong")


def _add_only_content(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--content", type=_path, default="content", metavar="DIR", help="folder of the articles (content)"
    )


def _add_content(command: argparse.ArgumentParser) -> None:
    _add_only_content(command)
    add = command.add_argument
    add("--config", type=_path, default="", metavar="FILE", help="settings (site.yaml in the content folder)")


def _add_cache(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--cache",
        type=_path,
        default=memo.DEFAULT_CACHE,
        metavar="DIR",
        help="what earlier builds found out; '' for none",
    )


def _add_jobs(command: argparse.ArgumentParser) -> None:
    command.add_argument("--jobs", type=_jobs, default=0, metavar="N", help="processes (one for each core)")
    command.add_argument(
        "--executor",
        type=_executor,
        default="processes",
        metavar="WHERE",
        help="who does the work: processes (of this machine), or the Dask cluster at dask://HOST:PORT",
    )


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _add_profile(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--profile", action="store_true", help="say where the time went: wall and CPU of each stage"
    )


def _add_output(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--output", type=_path, default="public", metavar="DIR", help="folder to publish (public)"
    )


def _add_against(command: argparse.ArgumentParser, default: str) -> None:
    command.add_argument(
        "--against",
        type=_published,
        required=not default,
        metavar="WHERE",
        help="what is published: URL of the site, folder, or kept feedgen-site.json"
        + (f" ({default})" if default else ""),
    )


def _published(text: str) -> str:
    if not text.strip():
        # A variable that is not set must not switch off what was to be guarded.
        raise argparse.ArgumentTypeError("it is empty: https://example.org/, or a folder")
    if "://" not in text:
        return os.path.normpath(_path(text))
    if addresses.has_userinfo(text):
        # Logs of build services are read by many, so what is said does not repeat it.
        message = "an address here holds no name or password: fetch feedgen-site.json yourself, name the file"
        raise argparse.ArgumentTypeError(message)
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


def _executor(text: str) -> str:
    if text == "processes":
        return ""
    match = _CLUSTER.fullmatch(text)
    if match is None or not 0 < int(match[3]) < 65536 or not _is_host(match[2]):
        message = f"'{text}' is neither 'processes' nor the address of a Dask scheduler: dask://10.0.0.5:8786"
        raise argparse.ArgumentTypeError(message)
    return text


def _is_host(text: str) -> bool:
    if not text.startswith("["):
        return True
    from ipaddress import ip_address

    try:
        return bool(ip_address(text[1:-1]))
    except ValueError:
        return False


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"'{text}' is not a port: 0 to 65535")
    return int(text)


def _address(text: str) -> str:
    from ipaddress import ip_address

    try:
        return str(ip_address(text))
    except ValueError:
        message = f"'{text}' is not an IP address: 127.0.0.1, or 0.0.0.0 for every network of this machine"
        raise argparse.ArgumentTypeError(message) from None
