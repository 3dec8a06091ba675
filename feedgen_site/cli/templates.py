"""`feedgen-site templates`: which ones are the site's own, and how they differ from the packaged ones."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from enum import Enum

from feedgen_site import theme
from feedgen_site.build import Options
from feedgen_site.cli import editing, ejected, report
from feedgen_site.cli.ejected import Origin, Template, Upstream
from feedgen_site.frozen import dataclass
from feedgen_site.problem import ContentError, Problem, in_order
from feedgen_site.text import lines, nearest

EXIT_USAGE = 2
BASES = ".ejected"
"""The folder in that of the templates which keeps them as they were ejected; no template is read from it."""


class Action(Enum):
    """What to do with templates."""

    LIST = "list"
    EJECT = "eject"
    DIFF = "diff"


class Existing(Enum):
    """What `eject` does with a file that is there: refuse, replace it, or note what it is made of now."""

    REFUSED = "refused"
    REPLACED = "replaced"
    REBASED = "rebased"


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for; `names` () are all templates."""

    action: Action
    options: Options
    names: tuple[str, ...]
    existing: Existing = Existing.REFUSED
    as_json: bool = False

    @property
    def folder(self) -> str:
        """Name the folder of the site's templates as the user can open it."""
        return os.path.relpath(self.options.templates_folder)


def run(request: Request) -> int:
    """Do it, print it, and give the exit code: of `diff` 1 where a packaged template changed since."""
    try:
        return _ACTIONS[request.action](request)
    except ContentError as error:
        return report.refuse(in_order(error.problems), EXIT_USAGE, is_json=request.as_json)


def _list(request: Request) -> int:
    found = _templates(request)
    if request.as_json:
        print(json.dumps({"folder": request.folder, "templates": [_data(request, one) for one in found]}))
        return 0
    width = max((len(one.name) for one in found), default=0)
    for one in found:
        print(report.in_one_line(f"{one.name:{width}}  {_described(request, one)}"))
    return 0


def _diff(request: Request) -> int:
    found = [one for one in _templates(request) if one.origin is Origin.OVERRIDE]
    if request.as_json:
        changes = [{**_data(request, one), **_changes(one)} for one in found]
        print(json.dumps({"folder": request.folder, "templates": changes}))
    else:
        blocks = ("\n".join(_compared(request, one)) for one in found)
        print("\n\n".join(blocks) or f"no file of {request.folder} stands in for a packaged template")
    stale = any(one.upstream in (Upstream.CHANGED, Upstream.GONE) for one in found)
    return 1 if stale else 0


def _eject(request: Request) -> int:
    packaged = theme.packaged()
    _check_names(request, packaged)
    folder, written = request.folder, []
    owns = {name: _read(os.path.join(folder, name)) for name in request.names}
    if problems := [problem for name in owns if (problem := _refusal(request, name, owns[name]))]:
        raise ContentError(tuple(problems))
    for name, own in owns.items():
        kept = own if request.existing is Existing.REBASED else None
        _put(os.path.join(folder, BASES, name), packaged[name])
        _put(os.path.join(folder, name), ejected.marked(name, packaged[name], kept))
        written.append(os.path.join(folder, name))
    print(json.dumps({"folder": folder, "written": written}) if request.as_json else "\n".join(written))
    return 0


_ACTIONS: Mapping[Action, Callable[[Request], int]] = {
    Action.LIST: _list,
    Action.EJECT: _eject,
    Action.DIFF: _diff,
}


def _templates(request: Request) -> list[Template]:
    """Give all templates of the package and the site, or the named ones, by name."""
    packaged = theme.packaged()
    folder = request.folder
    is_there = os.path.isdir(folder)
    if request.options.templates and not is_there:
        hint = "create the folder, or name another"
        raise ContentError((_unreadable(folder, "there is no such folder", hint),))
    owns = theme.read(folder) if is_there else {}
    _check_names(request, packaged | owns)
    return [
        ejected.template(name, packaged.get(name), owns.get(name), _read(os.path.join(folder, BASES, name)))
        for name in sorted(request.names or packaged | owns)
    ]


def _check_names(request: Request, known: Mapping[str, str]) -> None:
    """Refuse a name that is no template, and an `eject` of nothing."""
    problems = [_no_template(name, known) for name in request.names if name not in known]
    if request.action is Action.EJECT and not request.names:
        message = "say which templates: feedgen-site templates list names them"
        problems.append(Problem("eject", 0, 0, "usage", message, "feedgen-site templates eject _story.html"))
    if problems:
        raise ContentError(tuple(problems))


def _no_template(name: str, known: Mapping[str, str]) -> Problem:
    meant = nearest(name, known) or nearest(f"{name}.html", known) or nearest(f"_{name}.html", known)
    hint = f"did you mean {meant}?" if meant else "feedgen-site templates list names all"
    return Problem(name, 0, 0, "usage", "there is no such template", hint)


def _refusal(request: Request, name: str, own: str | None) -> Problem | None:
    """Say why a template cannot be ejected: it is there already, or there is nothing to rebase."""
    file = os.path.join(request.folder, name)
    if request.existing is Existing.REBASED and own is None:
        return Problem(file, 0, 0, "usage", "there is no such file to rebase", "leave out --rebase")
    if request.existing is Existing.REFUSED and os.path.lexists(file):
        hint = "--force replaces it; --rebase leaves it, and compares it with the packaged one of today"
        return Problem(file, 0, 0, "exists", "is there already, and is left as it is", hint)
    return None


def _read(file: str) -> str | None:
    """Read a text, None where there is none; ContentError where it cannot be read."""
    try:
        with open(file, encoding="utf-8-sig", newline="") as stream:
            return lines(stream.read())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ContentError((_unreadable(file, reason or "", "mend or remove it"),)) from error


def _unreadable(path: str, reason: str, hint: str) -> Problem:
    return Problem(path, 0, 0, "unreadable-template", f"this cannot be read: {reason}", hint)


def _put(file: str, text: str) -> None:
    """Write a file whole or not at all; what a symbolic link leads to is not touched."""
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        if os.path.lexists(file):
            with open(file, "rb") as stream:
                before = stream.read()
            editing.write(file, file, before, text.encode())
        else:
            with open(file, "x", encoding="utf-8", newline="\n") as new:
                new.write(text)
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise ContentError((Problem(file, 0, 0, "write-failed", message, "check permissions"),)) from error


def _described(request: Request, one: Template) -> str:
    if one.origin is Origin.PACKAGED:
        return "packaged"
    file = os.path.join(request.folder, one.name)
    if one.origin is Origin.OWN:
        return f"{file}, your own"
    ejected_from = f", ejected from {one.version}" if one.version else ""
    return f"{file}{ejected_from}{_SINCE[one.upstream]}"


_SINCE = {
    Upstream.SAME: "",
    Upstream.UNKNOWN: "",
    Upstream.CHANGED: "; the packaged one changed since",
    Upstream.GONE: "; the package has none of this name any more",
}


def _compared(request: Request, one: Template) -> Iterator[str]:
    """Yield what a person reads of an override: where it is, what they changed, what the package changed."""
    yield report.in_one_line(f"{one.name}: {_described(request, one)}")
    yours, theirs = one.your_change, one.upstream_change
    if yours == "":
        yield "  you changed nothing: delete the file, and later versions reach you"
    if yours is None or (theirs is None and one.upstream is Upstream.CHANGED):
        base = os.path.join(request.folder, BASES, one.name)
        yield f"  the text it was made of is not kept: bring back {base} to see the changes"
    if one.upstream is Upstream.UNKNOWN:
        yield "  nobody noted what it was made of, so it is compared with the packaged one of today"
    if yours and theirs:
        clash = "both changed the same lines" if one.overlaps else "the changes do not touch each other"
        yield f"  {clash}; docs/templates.md says how to bring them together"
    yield from (line for text in (yours, theirs) if text for line in text.splitlines())


def _data(request: Request, one: Template) -> dict[str, str | None]:
    """Give a template as the objects of --json hold it; documented in docs/command-line.md."""
    is_override = one.origin is Origin.OVERRIDE
    return {
        "name": one.name,
        "origin": one.origin.value,
        "file": "" if one.origin is Origin.PACKAGED else os.path.join(request.folder, one.name),
        "version": one.version,
        "upstream": one.upstream.value if is_override else None,
    }


def _changes(one: Template) -> dict[str, str | bool | None]:
    return {
        "your_change": one.your_change,
        "upstream_change": one.upstream_change,
        "overlap": one.overlaps,
    }
