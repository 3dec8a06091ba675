"""Puts single files below a root, whole or not at all."""

from __future__ import annotations

import io
import itertools
import os
import posixpath
import re
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field, replace
from typing import BinaryIO

from feedgen_site import precompress
from feedgen_site.frozen import dataclass
from feedgen_site.model import Stamp
from feedgen_site.problem import ContentError, Problem
from feedgen_site.publish.files import (
    FILE_MODE,
    content_hash,
    copied,
    first_unreal,
    lstat,
    new_folder,
    path_below,
    same_bytes,
    shown_at,
    stamp_of,
)
from feedgen_site.publish.forms import NONE, Forms
from feedgen_site.publish.manifest import TEMPORARY, safe_path
from feedgen_site.publish.mistakes import explained, in_the_way, unsafe

# Numbers the temporary files of this process; those of another process differ by its id.
_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file put in its place. `hash` is its `content_hash`; `changed`: its bytes were written.

    `beside` are its compressed forms.
    """

    path: str
    hash: str
    stamp: Stamp
    changed: bool
    beside: tuple[Receipt, ...] = ()


@dataclass(frozen=True, slots=True)
class Writer:
    """Puts single files below `root`, an absolute real folder; picklable, so that a worker can write.

    Give it only paths that `OutputFolder.check` has passed. `shown` is the root as the user typed it.
    Every method raises ContentError for what the system refuses; the file that stood there is then whole.
    `is_unseen`: nobody looks into the folder before it is whole, and it began empty.
    """

    root: str
    shown: str
    is_unseen: bool = False
    forms: Forms = NONE
    # Folders known to be real ones, not symlinks.
    known: set[str] = field(default_factory=set, compare=False, repr=False)

    def write(self, path: str, data: bytes, beside: Mapping[str, bytes] | None = None) -> Receipt:
        """Make `path` hold these bytes; a file that holds them already keeps its time.

        `beside` are its compressed forms, by path, where they have been made.
        """
        receipt = self._written(path, data)
        return self._with_forms(receipt, self.forms.made(path, data) if beside is None else beside)

    def _written(self, path: str, data: bytes) -> Receipt:
        if self.is_unseen and (receipt := self._write_new(path, data)):
            return receipt
        return self._put(path, io.BytesIO(data), len(data))

    def _with_forms(self, receipt: Receipt, beside: Mapping[str, bytes]) -> Receipt:
        """Put the compressed forms of a file beside it, after it: none is ever older than its file."""
        written = tuple(self._written(name, data) for name, data in beside.items())
        return replace(receipt, beside=written) if written else receipt

    def _write_new(self, path: str, data: bytes) -> Receipt | None:
        """Write where nothing is, without the way by another name; None where something is."""
        if not safe_path(path):
            raise ContentError((unsafe(self.shown, path),))
        file = path_below(self.root, path)
        with explained(shown_at(self.shown, path)):
            self._make_folder(posixpath.dirname(path))
            try:
                out = open(file, "xb", buffering=0)  # noqa: SIM115 - that it is there is no error of writing
            except FileExistsError:
                return None
            with out:
                left = memoryview(data)
                while left:
                    left = left[out.write(left) :]
            return Receipt(path, content_hash(data), _stamp_with_mode(file), changed=True)

    def copy(self, path: str, source_file: str) -> Receipt:
        """Make `path` hold the bytes of another file, read in pieces."""
        try:
            source = open(source_file, "rb")  # noqa: SIM115 - only the opening is explained as a reading error
        except OSError as error:
            message = f"cannot be read: {error.strerror or error}"
            problem = Problem(source_file, 0, 0, "read-failed", message, "make the file readable")
            raise ContentError((problem,)) from error
        with source:
            size = os.fstat(source.fileno()).st_size
            receipt = self._put(path, source, size)
            if not (self.forms.of(path) and precompress.fits(size)):
                return receipt
            source.seek(0)
            return self._with_forms(receipt, self.forms.made(path, source.read(size)))

    def _put(self, path: str, source: BinaryIO, size: int) -> Receipt:
        if not safe_path(path):
            raise ContentError((unsafe(self.shown, path),))
        with explained(shown_at(self.shown, path)):
            self._make_folder(posixpath.dirname(path))
            return self.place(path, source, size)

    def place(self, path: str, source: BinaryIO, size: int) -> Receipt:
        """Compare, then replace: size first, bytes next, and nothing is written where they are the same."""
        file = path_below(self.root, path)
        same = same_bytes(file, source, size)
        source.seek(0)
        if same is not None:
            return Receipt(path, copied(source, None), stamp_of(same), changed=False)
        temporary, descriptor = self._temporary()
        try:
            with os.fdopen(descriptor, "wb") as out:
                digest = copied(source, out)
            stamp = _stamp_with_mode(temporary)
            # A server sends a form without looking at its file: better none than one of an old text.
            for name in self.forms.of(path):
                with suppress(FileNotFoundError):
                    os.unlink(path_below(self.root, name))
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
            name = path_below(self.root, f".feedgen-site-{os.getpid()}-{next(_numbers)}.tmp")
            with suppress(FileExistsError):
                return name, os.open(name, flags, FILE_MODE)

    def _make_folder(self, folder: str) -> None:
        while unreal := first_unreal(self.root, folder, self.known):
            info = lstat(path_below(self.root, unreal))
            # Another process may have made it before this look, or may before the next.
            if info is None:
                with suppress(FileExistsError):
                    new_folder(path_below(self.root, unreal))
            elif not stat.S_ISDIR(info.st_mode):
                raise ContentError((in_the_way(self.shown, unreal, info),))


def _stamp_with_mode(file: str) -> Stamp:
    """Give the stamp of a file that was just made; open() left bits of its mode to the umask."""
    info = os.lstat(file)
    if stat.S_IMODE(info.st_mode) != FILE_MODE:
        os.chmod(file, FILE_MODE)
    return stamp_of(info)


def place_bytes(writer: Writer, name: str, data: bytes) -> None:
    """Write one of our own records, whose names `safe_path` refuses to everybody else."""
    writer.place(name, io.BytesIO(data), len(data))


def sweep(folder: str, pattern: re.Pattern[str]) -> None:
    """Remove what builds that no longer run left; group 1 of the pattern is a process id."""
    for name in sorted(os.listdir(folder)):
        match = pattern.fullmatch(name)
        if match is None or _is_running(int(match[1])):
            continue
        left = os.path.join(folder, name)
        info = lstat(left)
        if info is not None and stat.S_ISDIR(info.st_mode):
            if pattern is not TEMPORARY:
                shutil.rmtree(left, ignore_errors=True)
        elif info is not None and stat.S_ISREG(info.st_mode) and pattern is TEMPORARY:
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
    # One that has ended, and that nobody has counted yet, has still its number.
    with suppress(OSError), open(f"/proc/{process}/stat", "rb") as stream:
        return stream.read().rpartition(b")")[2].split()[0] != b"Z"
    return True
