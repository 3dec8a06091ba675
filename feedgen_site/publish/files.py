"""The file system as the output folder needs it: nothing here follows a symbolic link."""

from __future__ import annotations

import hashlib
import os
import posixpath
import stat
from typing import BinaryIO

from feedgen_site.model import Stamp
from feedgen_site.text import nfc

FILE_MODE = 0o644
FOLDER_MODE = 0o755
CHUNK = 1 << 20
_TO_READ = sum(getattr(os, name, 0) for name in ("O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


def content_hash(data: bytes) -> str:
    """Hash a file's bytes as the manifest does: blake2b, 16 bytes, in hex."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def file_hash(file: str) -> str:
    """Hash a regular file as `content_hash` does; "" where none can be read. Follows no symlink.

    Of a restored site that is every file, most of them small: so each is read by as few calls as can be.
    """
    found = _regular(file)
    if found is None:
        return ""
    descriptor, size = found
    most = min(size, CHUNK) + 1
    state = hashlib.blake2b(digest_size=16)
    try:
        piece = os.read(descriptor, most)
        state.update(piece)
        while len(piece) == most:
            piece = os.read(descriptor, most)
            state.update(piece)
    except OSError:
        return ""
    finally:
        os.close(descriptor)
    return state.hexdigest()


def path_below(root: str, path: str) -> str:
    """Name a file of the folder as the system opens it."""
    return f"{root}/{path}"


def shown_at(root: str, path: str) -> str:
    """Name it as the user knows it: `root` as typed."""
    return posixpath.join(root, path)


def folded(path: str) -> str:
    """Fold a path as a file system may that ignores capitals or composes accents."""
    return nfc(path).casefold()


def stamp_of(info: os.stat_result) -> Stamp:
    """Keep of a file's status what tells whether it changed."""
    return Stamp(info.st_size, info.st_mtime_ns, info.st_ino)


def lstat(file: str) -> os.stat_result | None:
    """Look without following; None where nothing is, or nothing can be (a name too long)."""
    try:
        return os.lstat(file)
    except (OSError, ValueError):
        return None


def first_unreal(root: str, folder: str, known: set[str]) -> str:
    """Name the first folder on the way that is absent or no real folder; "" where all are. Fills `known`."""
    if not folder or folder in known:
        return ""
    at = ""
    for name in folder.split("/"):
        at = f"{at}/{name}" if at else name
        if at not in known:
            info = lstat(path_below(root, at))
            if info is None or not stat.S_ISDIR(info.st_mode):
                return at
            known.add(at)
    return ""


def open_regular(file: str) -> BinaryIO | None:
    """Open a regular file for reading; None for anything else. Follows no symlink, awaits no pipe."""
    found = _regular(file)
    return os.fdopen(found[0], "rb") if found else None


def _regular(file: str) -> tuple[int, int] | None:
    """Open a file as `open_regular` does: its descriptor and size."""
    try:
        descriptor = os.open(file, _TO_READ)
    except (OSError, ValueError):
        return None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        return None
    return descriptor, status.st_size


def same_bytes(file: str, other: BinaryIO, size: int) -> os.stat_result | None:
    """Compare a file with the `size` bytes of `other`: size, then pieces. Its stat if they are equal."""
    info = lstat(file)
    if info is None or not stat.S_ISREG(info.st_mode) or info.st_size != size:
        return None
    opened = open_regular(file)
    if opened is None:
        return None
    with opened:
        info = os.fstat(opened.fileno())
        while piece := other.read(CHUNK):
            if opened.read(len(piece)) != piece:
                return None
        return None if opened.read(1) else info


def copied(source: BinaryIO, out: BinaryIO | None) -> str:
    """Copy in pieces, or only read, and give the content hash."""
    state = hashlib.blake2b(digest_size=16)
    while piece := source.read(CHUNK):
        state.update(piece)
        if out is not None:
            out.write(piece)
    return state.hexdigest()


def new_folder(folder: str) -> None:
    """Make a folder that a web server can read."""
    os.mkdir(folder)
    os.chmod(folder, FOLDER_MODE)  # mkdir() left bits to the umask


def within(inner: str, outer: str) -> bool:
    """Say whether one folder is or lies in another, after symlinks; by inode where both are there."""
    folder, target = os.path.realpath(inner), os.path.realpath(outer)
    wanted = lstat(target)
    while True:
        info = lstat(folder)
        if folder == target or (info is not None and wanted is not None and os.path.samestat(info, wanted)):
            return True
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above
