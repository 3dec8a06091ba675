"""The content folder: which files there are, and their text. A shell room: it reads, and only reads.

Symbolic links are followed to files inside the folder, never out of it and never to folders, so that no
loop and no secret of the machine is read.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from enum import Enum, auto

from feedgen_site.frozen import dataclass
from feedgen_site.model import Source, Stamp
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem, Severity
from feedgen_site.text import clean, nfc

ARTICLE_SUFFIXES = (".md", ".markdown", ".html", ".htm")
# Windows hides the ending that its editors add.
_HIDDEN_ENDING = regex(r"\.(?:md|markdown)\.(?:txt|rtf|docx?)\Z", re.IGNORECASE)
TEXT_ENDINGS = tuple(
    ".txt .text .rtf .doc .docx .odt .mdx .mdown .mkd .mkdn .mdwn .qmd .rst .adoc .org".split()
)
"""What else a text may be saved as; such a file is an article's attachment, or a slip."""
_NOT_ARTICLES = regex(r"_.*|(?:readme|contributing|licen[cs]e)\..*", re.IGNORECASE)
PAGES, STATIC = "pages", "static"
"""The folders whose files are no articles."""
STATIC_FOLDER = f"{STATIC}/"
"""What the paths of files begin with that are published as they are."""
# Its mark, or two ASCII characters of it without one.
_UTF_16 = regex(rb"\xff\xfe|\xfe\xff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0]", re.DOTALL)
# Larger than any article; a file like this is not Markdown that somebody wrote.
MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Tree:
    """The content folder at one moment, each tuple sorted by path.

    `not_articles` are Markdown files that never become stories; `files` maps the other files of content
    (pictures, tables) by their content path with a leading `/`; `static` those of content/static by the
    address they get.
    """

    articles: tuple[Source, ...]
    pages: tuple[Source, ...]
    not_articles: tuple[str, ...]
    files: Mapping[str, Source]
    static: Mapping[str, Source]
    problems: tuple[Problem, ...]

    @property
    def others(self) -> tuple[Source, ...]:
        """Give the files that are no articles, but may be published."""
        return (*self.files.values(), *self.static.values())

    def closed_files(self, published: Container[str]) -> frozenset[str]:
        """List the `files` of bundles (folders with an `index.md`) none of whose articles is `published`.

        They are as secret as the article is, whoever refers to them.
        """
        open_: dict[str, bool] = {}
        for source in filter(_opens_bundle, (*self.articles, *self.pages)):
            folder = f"/{posixpath.dirname(source.path)}"
            open_[folder] = open_.get(folder, False) or source.path in published
        if all(open_.values()):
            return frozenset()
        return frozenset(path for path in self.files if not _nearest(path, open_))

    def once_made(self) -> Tree:
        """Leave out the articles that nobody asks for once all are made: what is known of them is long."""
        return replace(self, articles=tuple(filter(_opens_bundle, self.articles)))


def scan(folder: str) -> Tree:
    """List the content folder; a missing one is a Problem."""
    problems: list[Problem] = []
    if not os.path.isdir(folder):
        hint = "feedgen-site init .  makes a starter site; --content names another folder"
        if os.path.isfile("site.yaml"):
            hint = "cd ..  leads out of the content folder"
        message = "there is no such folder" if not os.path.exists(folder) else "this is not a folder"
        return Tree((), (), (), {}, {}, (Problem(folder, 0, 0, "no-content", message, hint),))
    articles, pages, not_articles = [], [], []
    files: dict[str, Source] = {}
    static: dict[str, Source] = {}
    seen: dict[str, str] = {}
    for source in _walk(os.path.realpath(folder), problems):
        if source.path in seen:
            message = "two files have this name, in two spellings of the same characters"
            problems.append(Problem(source.path, 0, 0, "duplicate-path", message, "rename one of them"))
            continue
        seen[source.path] = source.file
        match _role(source):
            case _Role.STATIC:
                static[source.path.removeprefix(STATIC_FOLDER)] = source
            case _Role.FILE:
                if _HIDDEN_ENDING.search(source.path):
                    message, hint = "this is no article, for its name does not end in .md", "rename the file"
                    problems.append(Problem(source.path, 0, 0, "odd-name", message, hint, Severity.WARNING))
                files[f"/{source.path}"] = source
            case _Role.NOTHING:
                not_articles.append(source.path)
            case _Role.PAGE:
                pages.append(source)
            case _Role.ARTICLE:
                articles.append(source)
    return Tree(
        tuple(sorted(articles, key=lambda source: source.path)),
        tuple(sorted(pages, key=lambda source: source.path)),
        tuple(sorted(not_articles)),
        files,
        static,
        tuple(problems),
    )


class _Role(Enum):
    """What a file of content is to the site."""

    STATIC = auto()
    FILE = auto()
    SETTINGS = auto()
    NOTHING = auto()
    PAGE = auto()
    ARTICLE = auto()


def _role(source: Source) -> _Role:
    top, _, rest = source.path.partition("/")
    name = source.path.rpartition("/")[2]
    if top == STATIC and rest:
        return _Role.STATIC
    if not name.lower().endswith(ARTICLE_SUFFIXES):
        return _Role.SETTINGS if source.path == "site.yaml" else _Role.FILE
    if _NOT_ARTICLES.fullmatch(name) or not source.stamp.size:
        return _Role.NOTHING
    return _Role.PAGE if top == PAGES and rest else _Role.ARTICLE


def texts(folder: str, files: Sequence[str]) -> tuple[tuple[Source, bool], ...] | None:
    """Look again at files that `scan` listed in this folder: (source, is it a page), sorted by path.

    `files` are named as the folder is. None where one is no article or page, or not a plain file.
    """
    found = [_again(folder, file) for file in files]
    if any(one is None or one[1] not in (_Role.PAGE, _Role.ARTICLE) for one in found):
        return None
    every = ((source, role is _Role.PAGE) for source, role in filter(None, found))
    return tuple(sorted(every, key=lambda one: one[0].path))


def arrivals(folder: str, files: Sequence[str]) -> tuple[tuple[Source, ...], tuple[Source, ...]] | None:
    """Look at files that came since: those of articles, and others.

    `files` are named as `texts` has them. None where one is something else, or `scan` may have something to
    say of its name.
    """
    articles: list[Source] = []
    others: list[Source] = []
    for file in files:
        relative = os.path.relpath(file, folder)
        found = _again(folder, file)
        names = relative.split(os.sep)
        if found is None or nfc(relative) != relative or not all(map(_is_usable, names)):
            return None
        if any(name.startswith(".") for name in names) or os.path.realpath(found[0].file) != found[0].file:
            return None
        source, role = found
        if role not in (_Role.ARTICLE, _Role.FILE) or source.path.lower().endswith(TEXT_ENDINGS):
            return None
        (articles if role is _Role.ARTICLE else others).append(source)
    return tuple(articles), tuple(others)


def _again(folder: str, file: str) -> tuple[Source, _Role] | None:
    """Look at one file, and say what it is to the site; None where it is no plain file."""
    relative = os.path.relpath(file, folder)
    place = os.path.join(os.path.realpath(folder), relative)
    try:
        status = os.lstat(place)
    except OSError:
        return None
    path = nfc(relative.replace(os.sep, "/"))
    source = Source(path, place, Stamp(status.st_size, status.st_mtime_ns, status.st_ino))
    return (source, _role(source)) if stat.S_ISREG(status.st_mode) else None


def is_open(source: Source) -> bool:
    """Say whether a file lies there by just this name, and in no bundle: those may be closed."""
    file, path = source.file, source.path
    while path:
        folder, name = os.path.split(file)
        names = os.listdir(folder)
        path = posixpath.dirname(path)
        if name not in names or (path and any(map(_is_index, names))):
            return False
        file = folder
    return True


def _is_index(name: str) -> bool:
    return name.partition(".")[0] == "index" and name.lower().endswith(ARTICLE_SUFFIXES)


def listed(folder: str, paths: Iterable[str]) -> Mapping[str, Source]:
    """Look again at articles that `scan` listed in this folder; those that are still there, by path."""
    asked = set(paths)
    again = (texts(folder, (os.path.join(folder, path),)) for path in sorted(asked))
    found = {source.path: source for one in again if one for source, _ in one}
    if found.keys() != asked:
        # Some names are spelled otherwise, or symbolic links.
        found |= {source.path: source for source in scan(folder).articles if source.path in asked}
    return found


def _opens_bundle(source: Source) -> bool:
    """Say whether an article makes its folder a bundle."""
    folder, name = posixpath.split(source.path)
    return folder != "" and _is_index(name)


def _nearest(path: str, open_: Mapping[str, bool]) -> bool:
    """Say whether the innermost bundle around a file is open; a file in none is."""
    folder = posixpath.dirname(path)
    while folder != "/":
        if folder in open_:
            return open_[folder]
        folder = posixpath.dirname(folder)
    return True


def read(source: Source) -> bytes | Problem:
    """Read a file whole, or say why not."""
    if source.stamp.size > MAX_BYTES:
        return _too_large(source)
    try:
        with open(source.file, "rb") as stream:
            # Room for so much is made before it is read: more only where it has grown since it was listed.
            data = stream.read(source.stamp.size + 1)
            if len(data) > source.stamp.size:
                data += stream.read(MAX_BYTES)
    except OSError as error:
        return _unreadable(source.path, error)
    return _too_large(source) if len(data) > MAX_BYTES else data


def beginning(source: Source, most: int) -> bytes:
    """Read at most so many bytes from the beginning of a file; nothing where it cannot be read."""
    try:
        with open(source.file, "rb") as stream:
            return stream.read(most)
    except OSError:
        return b""


def _unreadable(path: str, error: OSError) -> Problem:
    """Say why a file cannot be read: an error, for without it a story that is live would be taken away."""
    if isinstance(error, FileNotFoundError):
        return Problem(path, 0, 0, "unreadable", "the file vanished while the site was read", "build again")
    hint = "check the permissions of the file and of its folder"
    return Problem(path, 0, 0, "unreadable", f"cannot be read: {error.strerror}", hint)


def _too_large(source: Source) -> Problem:
    message = f"the file is larger than {MAX_BYTES // 1_000_000} MB"
    return Problem(source.path, 0, 0, "too-large", message, "is this an article?")


def decoded(path: str, data: bytes) -> str | Problem:
    """Decode UTF-8, or name the first line that is not."""
    if _UTF_16.match(data):
        hint = "save the file as UTF-8: editors ask for the encoding under Save as"
        return Problem(path, 1, 1, "not-utf8", "the file is saved as UTF-16 (Unicode), not as UTF-8", hint)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8 (Latin-1 or Windows-1252?)"
        return Problem(path, line, column, "not-utf8", message, "save the file as UTF-8")


def _walk(root: str, problems: list[Problem]) -> Iterator[Source]:
    """Give every file below a folder, names that begin with a dot left out."""
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(os.path.join(root, folder)), key=lambda entry: entry.name)
        except OSError as error:
            # The slash tells a folder from a file: nobody knows which stories are missing with it.
            message = f"cannot be listed: {error.strerror}"
            problems.append(Problem(f"{folder or root}/", 0, 0, "unreadable", message, "check permissions"))
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            relative = f"{folder}/{entry.name}" if folder else entry.name
            if not _is_usable(entry.name):
                message = f"the name {entry.name!a} cannot stand in an address"
                problems.append(Problem(ascii(relative)[1:-1], 0, 0, "bad-name", message, "rename the file"))
            elif entry.is_dir(follow_symlinks=False):
                pending.append(relative)
            else:
                source = _source(root, relative, entry, problems)
                if source:
                    yield source


def _is_usable(name: str) -> bool:
    """Say whether a name is text without control characters; any other sign can be percent-encoded."""
    is_plain = name.isascii() and name.isprintable()
    return is_plain or (clean(name) == name and not set(name) & set("\t\r\n"))


def _source(root: str, relative: str, entry: os.DirEntry[str], problems: list[Problem]) -> Source | None:
    path = nfc(relative)

    def skip(code: str, message: str, hint: str) -> None:
        problems.append(Problem(path, 0, 0, code, message, hint, Severity.WARNING))

    try:
        if entry.is_symlink() and not _stays_inside(root, entry.path):
            skip(
                "symlink",
                "a symbolic link to a folder or out of the content is not followed",
                "copy what it names",
            )
            return None
        if not entry.is_file():
            skip("not-a-file", "neither a file nor a folder", "remove it")
            return None
        status = entry.stat()
    except OSError as error:
        problems.append(_unreadable(path, error))
        return None
    return Source(path, entry.path, Stamp(status.st_size, status.st_mtime_ns, status.st_ino))


def _stays_inside(root: str, path: str) -> bool:
    target = os.path.realpath(path)
    return target.startswith(root + os.sep) and os.path.isfile(target)


def stamps(folder: str) -> tuple[tuple[str, int, int], ...]:
    """Give name, time and size of every file below a folder: a cheap value that differs when one changes."""
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            with suppress(OSError):  # an editor's passing file may be gone by now
                status = os.lstat(os.path.join(place, name))
                found.append((os.path.join(place, name), status.st_mtime_ns, status.st_size))
    return tuple(found)
