"""The output folder, and the only room that writes to it.

Only changed bytes are written, each file whole or not at all; what is no longer planned is removed last; a
stranger's file is never touched, and nothing outside the folder is read, written or removed.

What is ours is said by three witnesses, none of them trusted with more than a relative path:
the *manifest* (`.feedgen-site.json`: path → content hash of the last finished build), the *journal* of a
build that was killed (`.feedgen-site.begun.json`: paths it was about to add), and, where the manifest is
missing or broken, the *mark* that each of our pages and feeds carries near its beginning.
"""

from __future__ import annotations

import errno
import hashlib
import io
import itertools
import json
import os
import posixpath
import re
import shutil
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from types import TracebackType
from typing import BinaryIO, Self

from feedgen_site.model import Stamp
from feedgen_site.problem import ContentError, Problem, in_order
from feedgen_site.text import nfc

MANIFEST = ".feedgen-site.json"
JOURNAL = ".feedgen-site.begun.json"
MANIFEST_VERSION = 1
FILE_MODE = 0o644
FOLDER_MODE = 0o755
# How far into a file its mark may stand.
MARK_BYTES = 4096

_CHUNK = 1 << 20
_TEMPORARY = re.compile(r"\.feedgen-site-(\d+)-\d+\.tmp")
_HASH = re.compile(r"[0-9a-f]{32}|")
_MARKS: Mapping[str, re.Pattern[bytes]] = {
    ".html": re.compile(rb'<meta name="generator" content="feedgen-site'),
    # Atom's generator has attributes, RSS's has none.
    ".xml": re.compile(rb"<generator(?:\s[^<>]*)?>\s*feedgen-site|<!-- feedgen-site"),
    ".json": re.compile(rb'"_feedgen_site"'),
    ".css": re.compile(rb"\A/\*+!?\s*feedgen-site"),
    "robots.txt": re.compile(rb"\A#\s*feedgen-site"),
}
_HINTS: Mapping[int, str] = {
    errno.ENOSPC: "make room on the disk and build again; every file written so far is whole",
    errno.EDQUOT: "make room in your quota and build again; every file written so far is whole",
    errno.EACCES: "make the folder writable, or choose another --output",
    errno.EPERM: "make the folder writable, or choose another --output",
    errno.EROFS: "the disk is mounted read-only: choose another --output",
    errno.ENAMETOOLONG: "give the article a shorter slug, or choose an --output with a shorter path",
}
_HINT = "mend this and build again; every file written so far is whole"
# Numbers the temporary files of this process; those of another process differ by its id.
_numbers = itertools.count()

# The bytes planned for a path, or the file that will be copied there; None where that is not known.
Expected = bytes | os.PathLike[str] | None


@dataclass(frozen=True, slots=True)
class Published:
    """What a build did to the output folder: paths relative to it, sorted. The manifest is not listed."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file put in its place. `hash` is its `content_hash`; `changed`: its bytes were written."""

    path: str
    hash: str
    stamp: Stamp
    changed: bool


def content_hash(data: bytes) -> str:
    """Hash a file's bytes as the manifest does: blake2b, 16 bytes, in hex."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def file_hash(file: str) -> str:
    """Hash a regular file as `content_hash` does; "" where none can be read. Follows no symlink."""
    opened = _open_regular(file)
    if opened is None:
        return ""
    with opened, suppress(OSError):
        return _copy(opened, None)
    return ""


def safe_path(path: str) -> bool:
    """Say whether a path may name a file of ours: relative, normal, `/` between names, no `..`.

    Refused as well: what no file system can hold (NUL, lone surrogates), a backslash or drive (another
    folder on Windows), our own bookkeeping, and anything of git's.
    """
    if "\\" in path or "\0" in path or os.path.splitdrive(path)[0]:
        return False
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    names = path.casefold().split("/")
    if any(name in ("", ".", "..", ".git") for name in names):
        return False
    return names[0] not in (MANIFEST, JOURNAL) and not _TEMPORARY.fullmatch(names[0])


def check_folders(content: str, output: str, *, home: str = "") -> tuple[Problem, ...]:
    """Refuse an output folder that holds the content, lies in it, is it, or holds the user's home.

    Symlinks are resolved. A `.git` in the output folder is allowed: it may be the worktree of a branch from
    which a host serves pages. `home` comes from the command line's room; "" leaves it out.
    """
    hint = "choose an --output beside the content folder, such as public"
    if _within(output, content):
        same = _within(content, output)
        where = "is the content folder" if same else f"lies inside the content folder {content}"
        return (Problem(output, 0, 0, "output-overlaps", f"the output folder {where}", hint),)
    if _within(content, output):
        message = f"the output folder holds the content folder {content}"
        return (Problem(output, 0, 0, "output-overlaps", message, hint),)
    real = os.path.realpath(output)
    if os.path.dirname(real) == real or (home and _within(home, output)):
        which = (
            "the root of the file system" if os.path.dirname(real) == real else "or holds your home folder"
        )
        message = f"the output folder is {which}"
        return (Problem(output, 0, 0, "output-overlaps", message, "choose a folder of its own for --output"),)
    return ()


@dataclass(frozen=True, slots=True)
class Writer:
    """Puts single files below `root`, an absolute real folder; picklable, so that a worker can write.

    Give it only paths that `OutputFolder.check` has passed. `shown` is the root as the user typed it.
    Every method raises ContentError for what the system refuses; the file that stood there is then whole.
    """

    root: str
    shown: str
    # Folders known to be real ones, not symlinks.
    known: set[str] = field(default_factory=set, compare=False, repr=False)

    def write(self, path: str, data: bytes) -> Receipt:
        """Make `path` hold these bytes; a file that holds them already keeps its time."""
        return self._put(path, io.BytesIO(data), len(data))

    def copy(self, path: str, source_file: str) -> Receipt:
        """Make `path` hold the bytes of another file, read in pieces."""
        try:
            source = open(source_file, "rb")  # noqa: SIM115 - only the opening is explained as a reading error
        except OSError as error:
            message = f"cannot be read: {error.strerror or error}"
            problem = Problem(source_file, 0, 0, "read-failed", message, "make the file readable")
            raise ContentError((problem,)) from error
        with source:
            return self._put(path, source, os.fstat(source.fileno()).st_size)

    def _put(self, path: str, source: BinaryIO, size: int) -> Receipt:
        if not safe_path(path):
            raise ContentError((_unsafe(self.shown, path),))
        with _explained(_shown(self.shown, path)):
            self._make_folder(posixpath.dirname(path))
            return self._place(path, source, size)

    def _place(self, path: str, source: BinaryIO, size: int) -> Receipt:
        """Compare, then replace: size first, bytes next, and nothing is written where they are the same."""
        file = _below(self.root, path)
        same = _same_bytes(file, source, size)
        source.seek(0)
        if same is not None:
            return Receipt(path, _copy(source, None), _stamp(same), changed=False)
        temporary, descriptor = self._temporary()
        try:
            with os.fdopen(descriptor, "wb") as out:
                digest = _copy(source, out)
            os.chmod(temporary, FILE_MODE)  # open() would have left bits to the umask
            stamp = _stamp(os.lstat(temporary))
            os.replace(temporary, file)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        return Receipt(path, digest, stamp, changed=True)

    def _temporary(self) -> tuple[str, int]:
        """Open a new file in the root: a short fixed name, so that the longest page name still fits."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        while True:
            name = _below(self.root, f".feedgen-site-{os.getpid()}-{next(_numbers)}.tmp")
            with suppress(FileExistsError):
                return name, os.open(name, flags, FILE_MODE)

    def _make_folder(self, folder: str) -> None:
        while unreal := _unreal(self.root, folder, self.known):
            info = _lstat(_below(self.root, unreal))
            if info is None:
                # A worker may have made it in between.
                with suppress(FileExistsError):
                    _new_folder(_below(self.root, unreal))
            else:
                raise ContentError((_in_the_way(self.shown, unreal, info),))


class OutputFolder:
    """The output folder during one build. Use it as a context manager:

        with OutputFolder(root, stats) as output:
            problems = output.check(planned, expected)      # reads only
            …   holds → keep, else write or copy: articles first, then lists and feeds
            published = output.finish()

    Nothing on disk changes before the first `write`, `copy` or `writer()`. An absent folder is made in a
    sibling and renamed into place by `finish`; leaving the block without `finish` takes the sibling away.
    `stats` is what `stamps` said after an earlier build (kept by the cache, never in the folder itself).
    """

    def __init__(self, root: str, stats: Mapping[str, Stamp] | None = None) -> None:
        self._shown = root
        self._root = os.path.realpath(root)
        self._stats: Mapping[str, Stamp] = stats or {}
        found = _read_manifest(_below(self._root, MANIFEST))
        self._lost = found is None
        self.recorded: Mapping[str, str] = found or {}
        self.stamps: dict[str, Stamp] = {}
        self._passed: set[str] = set()
        self._first_away: set[str] = set()
        self._done: dict[str, str] = {}
        self._written: set[str] = set()
        self._removed: list[str] = []
        self._writer: Writer | None = None
        self._made: list[str] = []
        self._fresh = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._fresh:
            if self._writer is not None:
                shutil.rmtree(self._writer.root, ignore_errors=True)
            for folder in reversed(self._made):
                with suppress(OSError):
                    os.rmdir(folder)

    @property
    def hashes(self) -> Mapping[str, str]:
        """Give the content hash of every file written or kept so far."""
        return self._done

    @cached_property
    def _ours(self) -> dict[str, str]:
        """Every path that is ours, with the hash of what we wrote there ("" where a killed build did)."""
        begun = _read_manifest(_below(self._root, JOURNAL)) or {}
        return {**dict.fromkeys(begun, ""), **(self.recover() if self._lost else self.recorded)}

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return {_folded(path): path for path in self._ours}

    def recover(self) -> dict[str, str]:
        """Find our files without a manifest, by the mark they carry: path → content hash.

        Hidden folders, symlinked folders and folders with their own manifest (another site) are left out.
        """
        ours: dict[str, str] = {}
        for folder, folders, files in os.walk(self._root):
            below = os.path.relpath(folder, self._root).replace(os.sep, "/")
            prefix = "" if below == "." else f"{below}/"
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".") and _lstat(os.path.join(folder, name, MANIFEST)) is None
            )
            for name in sorted(files):
                file = os.path.join(folder, name)
                if safe_path(prefix + name) and _is_marked(file):
                    ours[prefix + name] = file_hash(file)
        return ours

    def check(
        self, planned: Collection[str], expected: Callable[[str], Expected] | None = None
    ) -> tuple[Problem, ...]:
        """Say what keeps these paths from being written; changes nothing.

        `expected` gives the bytes planned for a path (or, as a Path, the file to copy there). It is asked
        only where a file of unknown origin stands: with the same bytes that file is adopted silently. Give
        all paths at once; each call compares its paths with those that passed before.
        """
        root = _lstat(self._root)
        if root is not None and not stat.S_ISDIR(root.st_mode):
            message = "the output folder is a file"
            return (Problem(self._shown, 0, 0, "output-blocked", message, "choose another --output"),)
        together = self._passed.union(planned)
        problems = [*self._unwritable(), *_clashes(planned, together, self._shown)]
        real: set[str] = set()
        for path in sorted(planned):
            if root is not None and safe_path(path):
                problems += self._obstacles(path, together, expected, real)
        if not problems:
            self._passed = together
        return in_order(problems)

    def _unwritable(self) -> Iterator[Problem]:
        folder = self._root
        while _lstat(folder) is None and os.path.dirname(folder) != folder:
            folder = os.path.dirname(folder)
        if not os.path.isdir(folder):
            message = f"{folder} is not a folder"
            yield Problem(self._shown, 0, 0, "output-blocked", message, "choose another --output")
        elif not os.access(folder, os.W_OK | os.X_OK):
            message = f"the folder {folder} cannot be written"
            yield Problem(self._shown, 0, 0, "write-failed", message, _HINTS[errno.EACCES])

    def _obstacles(
        self, path: str, planned: set[str], expected: Callable[[str], Expected] | None, real: set[str]
    ) -> Iterator[Problem]:
        """Look at what stands at a path and on the way to it; old files of ours there are to go first."""
        unreal = _unreal(self._root, posixpath.dirname(path), real)
        info = _lstat(_below(self._root, unreal or path))
        if info is None:
            return
        if unreal:
            if stat.S_ISREG(info.st_mode) and unreal in self._ours and unreal not in planned:
                self._first_away.add(unreal)
            else:
                yield _in_the_way(self._shown, unreal, info)
        elif stat.S_ISDIR(info.st_mode):
            below = self._only_ours(path, planned)
            self._first_away |= below
            if not below:
                yield _in_the_way(self._shown, path, info)
        elif not self._is_ours(path, info, expected):
            message = "a file that feedgen-site did not write stands where one is to be written"
            hint = "move it away, or choose another --output"
            yield Problem(_shown(self._shown, path), 0, 0, "foreign-file", message, hint)

    def _only_ours(self, folder: str, planned: set[str]) -> set[str]:
        """Give the files below a folder if all are ours and none is planned; else, or if empty, nothing."""
        found: set[str] = set()
        for at, folders, files in os.walk(_below(self._root, folder)):
            below = os.path.relpath(at, self._root).replace(os.sep, "/")
            paths = {f"{below}/{name}" for name in files}
            linked = any(os.path.islink(os.path.join(at, name)) for name in folders)
            if linked or not (files or folders) or not paths <= self._ours.keys() or paths & planned:
                return set()
            found |= paths
        return found

    def _is_ours(self, path: str, info: os.stat_result, expected: Callable[[str], Expected] | None) -> bool:
        if path in self._ours:
            return True
        if not stat.S_ISREG(info.st_mode):
            return False
        file = _below(self._root, path)
        if _is_marked(file) or self._respelled(path, info, self._spellings.get(_folded(path), "")):
            return True
        planned = expected(path) if expected else None
        if planned is None:
            return False
        if isinstance(planned, bytes):
            return _same_bytes(file, io.BytesIO(planned), len(planned)) is not None
        with suppress(OSError), open(planned, "rb") as source:
            return _same_bytes(file, source, os.fstat(source.fileno()).st_size) is not None
        return False

    def _respelled(self, path: str, info: os.stat_result, other: str) -> bool:
        """Say whether two spellings are one file, on a disk that ignores capitals or composition."""
        there = _lstat(_below(self._root, other)) if other not in ("", path) else None
        return there is not None and os.path.samestat(info, there)

    def holds(self, path: str, content_hash: str) -> bool:
        """Say whether the bytes with this hash, written by us, are in place.

        With the size, time and inode of `stats` the file is not opened; otherwise it is read and hashed.
        """
        if not content_hash or self._ours.get(path) != content_hash:
            return False
        if _unreal(self._root, posixpath.dirname(path), set()):
            return False
        file = _below(self._root, path)
        info = _lstat(file)
        if info is None or not stat.S_ISREG(info.st_mode):
            return False
        if self._stats.get(path) != _stamp(info) and file_hash(file) != content_hash:
            return False
        self.stamps[path] = _stamp(info)
        return True

    def keep(self, path: str) -> None:
        """Count a planned file as unchanged without its bytes; ValueError unless `holds` said so before."""
        if path not in self.stamps:
            raise ValueError(f"{path}: keep() without holds()")
        self._done[path] = self._ours[path]

    def write(self, path: str, data: bytes) -> None:
        """Make `path` hold these bytes; ContentError where `check` finds a problem or the system refuses."""
        self._admit(path, data)
        self.record(self.writer().write(path, data))

    def copy(self, path: str, source_file: str) -> None:
        """Make `path` hold the bytes of an asset or static file; errors as for `write`."""
        self._admit(path, _File(source_file))
        self.record(self.writer().copy(path, source_file))

    def record(self, receipt: Receipt) -> None:
        """Take note of a file that a `writer` has put in its place, here or in another process."""
        self._done[receipt.path] = receipt.hash
        self.stamps[receipt.path] = receipt.stamp
        if receipt.changed:
            self._written.add(receipt.path)

    def writer(self) -> Writer:
        """Begin to write: sweep up after a killed build, make the folder or its sibling, open the journal."""
        if self._writer is None:
            with _explained(self._shown):
                self._writer = self._in_place() if os.path.isdir(self._root) else self._in_sibling()
        return self._writer

    def _admit(self, path: str, expected: Expected) -> None:
        if path not in self._passed:
            problems = self.check((path,), lambda _: expected)
            if problems:
                raise ContentError(problems)
            if self._writer is not None:
                self._clear_the_way(self._writer)

    def _in_place(self) -> Writer:
        _sweep(self._root, _TEMPORARY)
        writer = Writer(self._root, self._shown)
        # Once a build is killed, what it added is in no manifest; the journal keeps it from becoming foreign.
        begun = (self._passed | self._ours.keys()) - self.recorded.keys()
        if begun:
            _place_bytes(writer, JOURNAL, _manifest(dict.fromkeys(begun, "")))
        self._clear_the_way(writer)
        return writer

    def _clear_the_way(self, writer: Writer) -> None:
        """Remove old files of ours that stand where a folder must be, or the reverse: they cannot go last."""
        for path in sorted(self._first_away - self._passed):
            self._remove(path)
        self._first_away.clear()
        writer.known.clear()

    def _in_sibling(self) -> Writer:
        self._fresh = True
        parent, name = os.path.split(self._root)
        missing = []
        while not os.path.isdir(parent):
            missing.append(parent)
            parent = os.path.dirname(parent)
        for folder in reversed(missing):
            _new_folder(folder)
            self._made.append(folder)
        parent = os.path.dirname(self._root)
        _sweep(parent, re.compile(rf"\.{re.escape(name)}\.feedgen-site-(\d+)"))
        sibling = os.path.join(parent, f".{name}.feedgen-site-{os.getpid()}")
        _new_folder(sibling)
        return Writer(sibling, self._shown)

    def finish(self) -> Published:
        """Remove what is ours and was neither written nor kept, then write the manifest: the build is done.

        A file of ours that somebody edited by hand is removed too: the path is ours, and a story that was
        withdrawn must not stay in public because of a typo mended on the server.
        """
        writer = self.writer()
        with _explained(self._shown):
            if not self._fresh:
                done = {_folded(path): path for path in self._done}
                for path in sorted(self._ours.keys() - self._done.keys()):
                    self._remove(path, done.get(_folded(path), ""))
            _place_bytes(writer, MANIFEST, _manifest(self._done))
            if self._fresh:
                self._move_into_place(writer.root)
                self._fresh = False
                self._writer = Writer(self._root, self._shown)
            else:
                with suppress(FileNotFoundError):
                    os.unlink(_below(self._root, JOURNAL))
        unchanged = self._done.keys() - self._written
        return Published(tuple(sorted(self._written)), tuple(sorted(unchanged)), tuple(sorted(self._removed)))

    def _move_into_place(self, sibling: str) -> None:
        try:
            os.rename(sibling, self._root)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            message = "another build made this folder at the same time"
            problem = Problem(self._shown, 0, 0, "write-failed", message, "build again")
            raise ContentError((problem,)) from error

    def _remove(self, path: str, respelled: str = "") -> None:
        """Remove one regular file reached through real folders, and the folders it leaves empty.

        `respelled` is a planned path that differs in capitals only: perhaps the same file, which then stays.
        """
        if _unreal(self._root, posixpath.dirname(path), set()):
            return
        file = _below(self._root, path)
        info = _lstat(file)
        if info is None or not stat.S_ISREG(info.st_mode) or self._respelled(path, info, respelled):
            return
        with _explained(_shown(self._shown, path)):
            os.unlink(file)
        self._removed.append(path)
        folder = posixpath.dirname(path)
        with suppress(OSError):  # not empty: there we stop
            while folder:
                os.rmdir(_below(self._root, folder))
                folder = posixpath.dirname(folder)


@dataclass(frozen=True, slots=True)
class _File:
    """A file to copy, as `expected` names it."""

    file: str

    def __fspath__(self) -> str:
        return self.file


# --- the manifest ---------------------------------------------------------------------------------------


def _manifest(files: Mapping[str, str]) -> bytes:
    """Write a manifest: one path a line, sorted, so that the folder can stand under version control."""
    data = {"generator": "feedgen-site", "version": MANIFEST_VERSION, "files": files}
    return f"{json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


def _read_manifest(file: str) -> dict[str, str] | None:
    """Read a manifest that anybody may have written; None where it cannot be read as one.

    Entries with an unsafe path or no hash are left out.
    """
    opened = _open_regular(file)
    if opened is None:
        return None
    try:
        with opened:
            data = json.loads(opened.read())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or data.get("version") != MANIFEST_VERSION:
        return None
    files = data.get("files")
    if not isinstance(files, dict):
        return None
    return {
        path: hash_
        for path, hash_ in files.items()
        if isinstance(hash_, str) and _HASH.fullmatch(hash_) and safe_path(path)
    }


def _place_bytes(writer: Writer, name: str, data: bytes) -> None:
    """Write one of our own records, whose names `safe_path` refuses to everybody else."""
    writer._place(name, io.BytesIO(data), len(data))


def _is_marked(file: str) -> bool:
    name = os.path.basename(file)
    mark = _MARKS.get(name) or _MARKS.get(os.path.splitext(name)[1].lower())
    opened = _open_regular(file) if mark else None
    if mark is None or opened is None:
        return False
    with opened, suppress(OSError):
        return mark.search(opened.read(MARK_BYTES)) is not None
    return False


# --- problems -------------------------------------------------------------------------------------------


@contextmanager
def _explained(shown: str) -> Iterator[None]:
    """Turn what the system refuses into a problem at this path."""
    try:
        yield
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        problem = Problem(shown, 0, 0, "write-failed", message, _HINTS.get(error.errno or 0, _HINT))
        raise ContentError((problem,)) from error


def _unsafe(root: str, path: str) -> Problem:
    message = f"{path!r} cannot be the name of a file in the output folder"
    return Problem(root, 0, 0, "output-blocked", message, "choose another slug, permalink or file name")


def _in_the_way(root: str, path: str, info: os.stat_result) -> Problem:
    """Say what stands at a path where a folder (or, if it is a folder, a file) is to be."""
    where = _shown(root, path)
    if stat.S_ISLNK(info.st_mode):
        message = "a symlink stands where a folder is to be; it could lead out of the output folder"
        return Problem(
            where, 0, 0, "output-symlink", message, "replace it with a folder, or choose another --output"
        )
    is_folder = stat.S_ISDIR(info.st_mode)
    message = (
        f"a {'folder' if is_folder else 'file'} stands where a {'file' if is_folder else 'folder'} is to be"
    )
    return Problem(where, 0, 0, "output-blocked", message, "move it away, or choose another --output")


def _clashes(planned: Collection[str], together: Collection[str], root: str) -> Iterator[Problem]:
    """Find planned paths that no folder can hold together, also on a disk that ignores capitals."""
    files: dict[str, str] = {}
    for path in sorted(together):
        first = files.setdefault(_folded(path), path)
        if first != path:
            message = f"{first} differs from it in capitals or accents only"
            yield Problem(_shown(root, path), 0, 0, "output-blocked", message, "rename one of the two")
    for path in sorted(planned):
        if not safe_path(path):
            yield _unsafe(root, path)
    folders: set[str] = set()
    for path in sorted(together):
        folder = posixpath.dirname(path)
        while folder.strip("/") and folder not in folders:
            folders.add(folder)
            file = files.get(_folded(folder))
            if file is not None:
                message = f"{path} needs a folder where this file is to be"
                yield Problem(_shown(root, file), 0, 0, "output-blocked", message, "rename one of the two")
            folder = posixpath.dirname(folder)


# --- the file system ------------------------------------------------------------------------------------


def _below(root: str, path: str) -> str:
    return os.path.join(root, path)


def _shown(root: str, path: str) -> str:
    return posixpath.join(root, path)


def _folded(path: str) -> str:
    return nfc(path).casefold()


def _stamp(info: os.stat_result) -> Stamp:
    return Stamp(info.st_size, info.st_mtime_ns, info.st_ino)


def _lstat(file: str) -> os.stat_result | None:
    """Look without following; None where nothing is, or nothing can be (a name too long)."""
    try:
        return os.lstat(file)
    except (OSError, ValueError):
        return None


def _unreal(root: str, folder: str, known: set[str]) -> str:
    """Name the first folder on the way that is absent or no real folder; "" where all are. Fills `known`."""
    if not folder or folder in known:
        return ""
    at = ""
    for name in folder.split("/"):
        at = f"{at}/{name}" if at else name
        if at not in known:
            info = _lstat(_below(root, at))
            if info is None or not stat.S_ISDIR(info.st_mode):
                return at
            known.add(at)
    return ""


def _open_regular(file: str) -> BinaryIO | None:
    """Open a regular file for reading; None for anything else. Follows no symlink, awaits no pipe."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        descriptor = os.open(file, flags)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    return os.fdopen(descriptor, "rb")


def _same_bytes(file: str, other: BinaryIO, size: int) -> os.stat_result | None:
    """Compare a file with the `size` bytes of `other`: size, then pieces. Its stat if they are equal."""
    info = _lstat(file)
    if info is None or not stat.S_ISREG(info.st_mode) or info.st_size != size:
        return None
    opened = _open_regular(file)
    if opened is None:
        return None
    with opened:
        info = os.fstat(opened.fileno())
        while piece := other.read(_CHUNK):
            if opened.read(len(piece)) != piece:
                return None
        return None if opened.read(1) else info


def _copy(source: BinaryIO, out: BinaryIO | None) -> str:
    """Copy in pieces, or only read, and give the content hash."""
    state = hashlib.blake2b(digest_size=16)
    while piece := source.read(_CHUNK):
        state.update(piece)
        if out is not None:
            out.write(piece)
    return state.hexdigest()


def _new_folder(folder: str) -> None:
    os.mkdir(folder)
    os.chmod(folder, FOLDER_MODE)  # mkdir() left bits to the umask


def _sweep(folder: str, pattern: re.Pattern[str]) -> None:
    """Remove what builds that no longer run left; group 1 of the pattern is a process id."""
    for name in sorted(os.listdir(folder)):
        match = pattern.fullmatch(name)
        if match is None or _is_running(int(match[1])):
            continue
        left = os.path.join(folder, name)
        info = _lstat(left)
        if info is not None and stat.S_ISDIR(info.st_mode):
            if pattern is not _TEMPORARY:
                shutil.rmtree(left, ignore_errors=True)
        elif info is not None and stat.S_ISREG(info.st_mode) and pattern is _TEMPORARY:
            with suppress(OSError):
                os.unlink(left)


def _is_running(process: int) -> bool:
    """Say whether another process has this id. Our own does not count: at a build's start nothing is open."""
    # On Windows os.kill would end the process; there an open file refuses to be removed anyway.
    if process in (0, os.getpid()) or os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


def _within(inner: str, outer: str) -> bool:
    """Say whether one folder is or lies in another, after symlinks; by inode where both are there."""
    folder, target = os.path.realpath(inner), os.path.realpath(outer)
    wanted = _lstat(target)
    while True:
        info = _lstat(folder)
        if folder == target or (info is not None and wanted is not None and os.path.samestat(info, wanted)):
            return True
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above
