"""What keeps a path from being written, as problems."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from feedgen_site.problem import ContentError, Problem
from feedgen_site.publish.files import folded, shown_at, within
from feedgen_site.publish.manifest import safe_path

HINTS: Mapping[int, str] = {
    errno.ENOSPC: "make room on the disk and build again; every file written so far is whole",
    errno.EDQUOT: "make room in your quota and build again; every file written so far is whole",
    errno.EACCES: "make the folder writable, or choose another --output",
    errno.EPERM: "make the folder writable, or choose another --output",
    errno.EROFS: "the disk is mounted read-only: choose another --output",
    errno.ENAMETOOLONG: "give the article a shorter slug, or choose an --output with a shorter path",
}
_HINT = "mend this and build again; every file written so far is whole"


@contextmanager
def explained(shown: str) -> Iterator[None]:
    """Turn what the system refuses into a problem at this path."""
    try:
        yield
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        problem = Problem(shown, 0, 0, "write-failed", message, HINTS.get(error.errno or 0, _HINT))
        raise ContentError((problem,)) from error


def unsafe(root: str, path: str) -> Problem:
    """Refuse a path that must not be ours."""
    message = f"{path!r} cannot be the name of a file in the output folder"
    return Problem(root, 0, 0, "output-blocked", message, "choose another slug, permalink or file name")


def in_the_way(root: str, path: str, info: os.stat_result) -> Problem:
    """Say what stands at a path where a folder (or, if it is a folder, a file) is to be."""
    where = shown_at(root, path)
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


def clashes(planned: Collection[str], together: Collection[str], root: str) -> Iterator[Problem]:
    """Find planned paths that no folder can hold together, also on a disk that ignores capitals."""
    files: dict[str, str] = {}
    in_order = sorted(together)
    for path in in_order:
        first = files.setdefault(path.lower() if path.isascii() else folded(path), path)
        if first != path:
            message = f"{first} differs from it in capitals or accents only"
            yield Problem(shown_at(root, path), 0, 0, "output-blocked", message, "rename one of the two")
    for path in sorted(planned):
        if not safe_path(path):
            yield unsafe(root, path)
    folders: set[str] = set()
    for path in in_order:
        folder = path.rpartition("/")[0]
        while folder.strip("/") and folder not in folders:
            folders.add(folder)
            file = files.get(folded(folder))
            if file is not None:
                message = f"{path} needs a folder where this file is to be"
                yield Problem(shown_at(root, file), 0, 0, "output-blocked", message, "rename one of the two")
            folder = folder.rpartition("/")[0]


def check_folders(content: str, output: str, *, home: str = "", cache: str = "") -> tuple[Problem, ...]:
    """Refuse an output folder that holds the content, lies in it or is it, or holds cache or home.

    Symlinks are resolved. A `.git` in the output folder is allowed: it may be the worktree of a branch from
    which a host serves pages. `home` comes from the command line's room; "" leaves it out.
    """
    hint = "choose an --output beside the content folder, such as public"
    if within(output, content):
        same = within(content, output)
        where = "is the content folder" if same else f"lies inside the content folder {content}"
        return (Problem(output, 0, 0, "output-overlaps", f"the output folder {where}", hint),)
    if within(content, output):
        message = f"the output folder holds the content folder {content}"
        return (Problem(output, 0, 0, "output-overlaps", message, hint),)
    if cache and within(cache, output):
        message = f"the output folder holds the cache {cache}: drafts in it would be published, too"
        return (Problem(output, 0, 0, "output-overlaps", message, "choose a --cache outside of it"),)
    real = os.path.realpath(output)
    if os.path.dirname(real) == real or (home and within(home, output)):
        which = (
            "the root of the file system" if os.path.dirname(real) == real else "or holds your home folder"
        )
        message = f"the output folder is {which}"
        return (Problem(output, 0, 0, "output-overlaps", message, "choose a folder of its own for --output"),)
    return ()
