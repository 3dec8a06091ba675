"""Articles edited in place, for `mint` and `touch`: which files, read and written whole or not at all."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Final

from feedgen_site import article, frontmatter, header, sources
from feedgen_site.build import Options, read_config
from feedgen_site.cli import report
from feedgen_site.config import SiteConfig
from feedgen_site.fields import Fields
from feedgen_site.frontmatter import FrontMatter
from feedgen_site.frozen import dataclass
from feedgen_site.model import Source
from feedgen_site.problem import ContentError, Problem, errors, in_order
from feedgen_site.text import one_line

EXIT_USAGE: Final = 2
_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Folder:
    """A content folder as typed, its settings with what they warn of, and its articles."""

    content: str
    settings: SiteConfig
    warnings: tuple[Problem, ...]
    articles: tuple[Source, ...]
    problems: tuple[Problem, ...]

    def shown(self, source: Source) -> str:
        """Name an article as the user can open it from where they are."""
        return shown_path(self.content, source.path)


@dataclass(frozen=True, slots=True)
class Opened:
    """An article's file as read: its bytes, its text, and its header ready for reading."""

    source: Source
    data: bytes
    text: str
    matter: FrontMatter
    fields: Fields


def shown_path(content: str, path: str) -> str:
    """Name a path below the content folder as the user can open it."""
    return os.path.normpath(os.path.join(content, path))


def folder_of(content: str, config: str, now: datetime) -> Folder:
    """Read settings and list articles; ContentError where the settings or the folder cannot be used."""
    settings, problems = read_config(Options(content, "", now, config=config))
    tree = sources.scan(content)
    if not os.path.isdir(content):
        raise ContentError(tree.problems)
    if found := errors(problems):
        raise ContentError(found)
    broken = tuple(
        replace(problem, path=shown_path(content, problem.path)) for problem in errors(tree.problems)
    )
    return Folder(content, settings, problems, tree.articles, broken)


def named(folder: Folder, files: Sequence[str]) -> tuple[Source, ...]:
    """Give the articles that were named, in order of path; ContentError names each that is none.

    What does not exist as typed may be the path below the content folder, as other commands print it.
    """
    by_file = {source.file: source for source in folder.articles}
    chosen: dict[str, Source] = {}
    problems = []
    for file in files:
        typed = file if os.path.lexists(file) else os.path.join(folder.content, file)
        place, name = os.path.split(os.path.abspath(typed))
        source = by_file.get(os.path.join(os.path.realpath(place), name))
        if source:
            chosen[source.path] = source
        else:
            problems.append(_no_article(file, folder.content))
    if problems:
        raise ContentError(in_order(problems))
    return tuple(chosen[path] for path in sorted(chosen))


def _no_article(file: str, content: str) -> Problem:
    if not os.path.lexists(file):
        message = "there is no such file"
    elif os.path.isdir(file):
        message = "this is a folder"
    else:
        message = f"this is not an article of the content folder {content}"
    hint = f"name an article: {os.path.join(content, 'local', 'my-story.md')}"
    return Problem(file, 0, 0, "not-an-article", message, hint)


def opened(folder: Folder, source: Source) -> Opened | None:
    """Read an article; None for what a build counts as none. ContentError where its header is broken."""
    data = sources.read(source)
    text = sources.decoded(source.path, data) if isinstance(data, bytes) else data
    if not isinstance(data, bytes) or not isinstance(text, str):
        assert isinstance(text, Problem)
        raise ContentError((replace(text, path=folder.shown(source)),))
    problems: list[Problem] = []
    matter = frontmatter.split(text, folder.shown(source))
    if article.is_html(source.path) and not matter.found:
        return None
    if found := errors(matter.problems):
        raise ContentError(found)
    fields = article.fields_of(folder.shown(source), matter, problems)
    headless = fields.flag("headless")
    if found := errors(problems):
        raise ContentError(found)
    return None if headless else Opened(source, data, text, matter, fields)


def edited(folder: Folder, one: Opened, field: str, value: str) -> bytes:
    """Give the bytes of an article with a field set; ContentError where that cannot be done safely."""
    shown = folder.shown(one.source)
    if os.path.islink(one.source.file):
        target = os.path.relpath(os.path.realpath(one.source.file))
        message = f"this is a symbolic link to {one_line(target)}, and what is written here is changed there"
        raise ContentError((Problem(shown, 0, 0, "not-editable", message, "put a copy in its place"),))
    text = header.set_field(one.text, shown, article.spellings_of(field), value)
    if isinstance(text, Problem):
        raise ContentError((text,))
    return text.encode("utf-8")


def write(shown: str, file: str, before: bytes, after: bytes) -> None:
    """Replace a file that still holds `before`, whole or not at all, keeping mode and owner.

    ContentError for what the system refuses, a file that may only be read included.
    """
    if before == after:
        return
    try:
        _check_unchanged(shown, file, before)
        _replace(file, after)
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        hint = "make the file and its folder writable; the file is as it was"
        raise ContentError((Problem(shown, 0, 0, "write-failed", message, hint),)) from error


def _check_unchanged(shown: str, file: str, before: bytes) -> None:
    """Open for writing, too: a rename alone would replace a file that its owner made read-only."""
    descriptor = os.open(file, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as stream:
        if stream.read(len(before) + 1) != before:
            message = "somebody else changed the file meanwhile; it is left as it is"
            raise ContentError((Problem(shown, 0, 0, "write-failed", message, "run the command again"),))


def _replace(file: str, data: bytes) -> None:
    """Write beside the file and rename: this is the only copy of somebody's work, so it is synced first."""
    status = os.stat(file)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    # A name that begins with a dot is no part of a site.
    temporary = os.path.join(os.path.dirname(file), f".feedgen-site-{os.getpid()}-{next(_numbers)}.tmp")
    descriptor = os.open(temporary, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            # By descriptor where there is one: whoever may write the folder could put a link in place of the
            # name, and root would give them the file that it leads to.
            own = out.fileno() if os.chmod in os.supports_fd else temporary
            if hasattr(os, "chown"):
                with suppress(PermissionError):
                    os.chown(own, status.st_uid, status.st_gid)
            os.chmod(own, status.st_mode & 0o7777)  # after chown(), which clears bits
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def complain(problems: Sequence[Problem]) -> None:
    """Print problems to standard error, in their order."""
    if problems:
        print(report.problems(in_order(problems), every=True), file=sys.stderr)
