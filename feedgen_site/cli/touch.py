"""`feedgen-site touch`: says in an article that it was changed, so that readers hear of it."""

from __future__ import annotations

from datetime import datetime

from feedgen_site import article, dates
from feedgen_site.cli import editing
from feedgen_site.cli.editing import Folder, Opened
from feedgen_site.frozen import dataclass
from feedgen_site.problem import ContentError, Problem
from feedgen_site.text import one_line


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for; paths are as typed. `at` is the moment to write, in UTC."""

    content: str
    config: str
    files: tuple[str, ...]
    now: datetime
    at: datetime


def run(request: Request) -> int:
    """Write `updated`, print it for each file, and give the exit code: 1 where one could not be edited."""
    try:
        folder = editing.folder_of(request.content, request.config, request.now)
        chosen = editing.named(folder, request.files)
    except ContentError as error:
        editing.complain(error.problems)
        return editing.EXIT_USAGE
    value = dates.rfc3339(request.at.replace(microsecond=0))
    problems: list[Problem] = []
    for source in chosen:
        shown = folder.shown(source)
        try:
            one = editing.opened(folder, source)
            if one is None:
                raise ContentError((_no_story(shown),))
            data = editing.edited(folder, one, "updated", value)
            editing.write(shown, source.file, one.data, data)
        except ContentError as error:
            problems += error.problems
            continue
        print(f"{one_line(shown)}  updated: {value}{_remark(request, folder, one)}")
    editing.complain(problems)
    return 1 if problems else 0


def _no_story(shown: str) -> Problem:
    message = "this file never becomes a story, so readers cannot hear of changes in it"
    return Problem(shown, 0, 0, "not-an-article", message, "give it front matter, without headless")


def _remark(request: Request, folder: Folder, one: Opened) -> str:
    """Say where readers will not see the moment, or see one that has not come.

    Until its publication nobody reads a story, and what is told afterwards is never before it.
    """
    found = article.parse(one.source.path, one.text, folder.settings).article
    if found is None:
        return ""
    due = max(moment.at for moment in (found.date, found.embargo) if moment)
    if due > request.now:
        return f"  (no effect before it is published: {dates.rfc3339(due)})"
    if found.draft:
        return "  (no effect while it is a draft)"
    if request.at <= due:
        return f"  (no effect, for it is published at {dates.rfc3339(due)})"
    if request.at > request.now:
        return "  (still to come: readers see that date now, and a build before it warns)"
    return ""
