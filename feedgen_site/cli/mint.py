"""`feedgen-site mint`: writes an id into every article that has none, so that it can be moved and renamed."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from feedgen_site import addresses, article
from feedgen_site.cli import editing
from feedgen_site.cli.editing import Folder, Opened
from feedgen_site.frozen import dataclass
from feedgen_site.model import Source
from feedgen_site.problem import ContentError, Problem, errors
from feedgen_site.text import one_line


class Ids(Enum):
    """Which id an article without one gets: that which it has now, made of its path, or a UUID."""

    PRESENT = "present"
    NEW = "new"


class Writing(Enum):
    """Whether files are changed, or what would be is only printed."""

    DONE = "written"
    TRIED = "would be written"


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for; paths are as typed. `files` (): every article."""

    content: str
    config: str
    now: datetime
    files: tuple[str, ...] = ()
    ids: Ids = Ids.PRESENT
    writing: Writing = Writing.DONE


def run(request: Request) -> int:
    """Mint, print each file with its id, and give the exit code: 1 where an article could not be edited."""
    try:
        folder = editing.folder_of(request.content, request.config, request.now)
        _check(request, folder)
        chosen = editing.named(folder, request.files) if request.files else folder.articles
    except ContentError as error:
        editing.complain(error.problems)
        return editing.EXIT_USAGE
    problems = list(folder.problems)
    linked = _linked(folder.articles)
    minted = 0
    had_one = 0
    for source in chosen:
        try:
            one = editing.opened(folder, source)
            if one is None:
                continue
            if _has_id(one):
                had_one += 1
                continue
            identity = _identity(request, folder, source)
            _mint(request, folder, one, identity, linked)
        except ContentError as error:
            problems += error.problems
            continue
        minted += 1
        print(f"{one_line(folder.shown(source))}  {identity}")
    editing.complain(problems)
    ids = "1 id" if minted == 1 else f"{minted} ids"
    print(f"{ids} {request.writing.value}; {had_one} had one")
    return 1 if problems else 0


def _check(request: Request, folder: Folder) -> None:
    """Refuse what would change ids that readers know, or write down a guess."""
    if request.ids is Ids.NEW:
        if not request.files:
            message = "it gives a story another id than it has: name the files that were never published"
            hint = "feedgen-site mint --new content/local/my-story.md"
            raise ContentError((Problem("--new", 0, 0, "usage", message, hint),))
        return
    found = {problem.code: problem for problem in folder.warnings}
    if "no-authority" in found and "no-base-url" in found:
        # Then --base-url of a build decides, and what it will be is not known here.
        message = "no authority and no base_url: the ids that stories have now cannot be known"
        hint = f"authority: {folder.settings.authority}, or the domain that you give as --base-url"
        at = found["no-authority"]
        raise ContentError((Problem(at.path, at.line, at.column, "no-authority", message, hint),))


def _linked(articles: Sequence[Source]) -> dict[str, Source]:
    """Map the files that symbolic links of the content folder lead to, each to the link."""
    return {os.path.realpath(one.file): one for one in articles if os.path.islink(one.file)}


def _has_id(one: Opened) -> bool:
    node = one.fields.text("id")
    if found := errors(one.fields.problems):
        raise ContentError(found)
    return node is not None and bool(one_line(node.value))


def _identity(request: Request, folder: Folder, source: Source) -> str:
    if request.ids is Ids.NEW:
        return uuid.uuid4().urn
    suffix = article.place_of(source.path).language_suffix
    return addresses.story_id("", folder.settings.authority, source.path, suffix)


def _mint(request: Request, folder: Folder, one: Opened, identity: str, linked: dict[str, Source]) -> None:
    shown = folder.shown(one.source)
    if link := linked.get(one.source.file):
        message = f"{folder.shown(link)} is a symbolic link to this file, and both stories would get one id"
        raise ContentError((Problem(shown, 0, 0, "not-editable", message, "put a copy in its place"),))
    data = editing.edited(folder, one, "id", identity)
    if request.writing is Writing.DONE:
        editing.write(shown, one.source.file, one.data, data)
