"""`feedgen-site host`: the files that make a service build the site, or a web server serve it well."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Final

from feedgen_site import __version__, build, hosting, site
from feedgen_site.build import Options
from feedgen_site.cli import report, watching
from feedgen_site.config import SiteConfig
from feedgen_site.hosting import SERVICES
from feedgen_site.problem import ContentError, Problem, errors, in_order

EXIT_USAGE: Final = 2
# Web servers' files lie beside the site, never in what is published.
_FOLDER: Final = "host"
_MARK: Final = "# feedgen-site"


class _BrokenContentError(ContentError):
    """Articles have errors: a build would publish nothing."""


def run(host: str, options: Options) -> int:
    """Write the files for one host, and print their paths.

    Exit code 1 for an error in content, 2 for folders and settings, and for a file that is another's.
    """
    project = os.path.dirname(os.path.abspath(options.content))
    try:
        texts = (
            _of_service(host, project, options) if host in SERVICES else _of_server(host, project, options)
        )
        _write({os.path.join(project, *path.split("/")): text for path, text in texts.items()})
    except ContentError as error:
        code = 1 if isinstance(error, _BrokenContentError) else EXIT_USAGE
        return report.refuse(in_order(error.problems), code)
    print("\n".join(os.path.relpath(os.path.join(project, path)) for path in texts))
    return 0


def starting_with(host: str, config: SiteConfig) -> Mapping[str, str]:
    """Give what a site holds from the start, so that a service can build it: path → text."""
    if host not in SERVICES:
        return {}
    return {
        hosting.REQUIREMENTS_FILE: hosting.requirements(__version__, config),
        **hosting.pipeline(host),
    }


def _of_service(host: str, project: str, options: Options) -> Mapping[str, str]:
    """Give the files for a service; a list of requirements that is there is the newsroom's own."""
    config, problems = build.read_config(options)
    if found := errors(problems):
        raise ContentError(found)
    texts = dict(starting_with(host, config))
    if os.path.lexists(os.path.join(project, hosting.REQUIREMENTS_FILE)):
        del texts[hosting.REQUIREMENTS_FILE]
    return texts


def _of_server(host: str, project: str, options: Options) -> Mapping[str, str]:
    """Give the files for a web server, which knows the addresses that moved; ContentError as for a build."""
    with watching.watch(sys.stderr) as stages:
        heads, pages, config, problems = build.heads(options, stages)
    if found := errors(problems):
        raise _BrokenContentError(found)
    assembled, clashes = site.assemble(heads, pages, config, options.as_of)
    if found := errors(clashes):
        raise _BrokenContentError(found)
    folder = os.path.join(project, _FOLDER)
    rules = hosting.rules(config, os.path.abspath(options.output), hosting.moved(assembled.stories))
    return {f"{_FOLDER}/{name}": text for name, text in hosting.server_files(host, rules, folder).items()}


def _write(files: Mapping[str, str]) -> None:
    """Write all files or none: only what carries our mark and lies in the folder for it is replaced."""
    fresh = {path: text for path, text in files.items() if _text_of(path) != text}
    problems = [_foreign(path) for path in fresh if os.path.lexists(path) and not _is_ours(path)]
    if problems:
        raise ContentError(in_order(problems))
    for path, text in fresh.items():
        passing = f"{path}.{os.getpid()}.tmp"
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(passing, "x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
            os.replace(passing, path)
        except OSError as error:
            message = f"cannot be written: {error.strerror}"
            raise ContentError(
                (Problem(path, 0, 0, "write-failed", message, "check permissions"),)
            ) from error


def _is_ours(path: str) -> bool:
    is_in_place = os.path.basename(os.path.dirname(path)) == _FOLDER
    return is_in_place and not os.path.islink(path) and _text_of(path).startswith(_MARK)


def _text_of(path: str) -> str:
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            return stream.read()
    except (OSError, UnicodeDecodeError):
        return ""


def _foreign(path: str) -> Problem:
    hint = "rename it, run this again, and take over what is yours"
    return Problem(path, 0, 0, "exists", "is there already, and is left as it is", hint)
