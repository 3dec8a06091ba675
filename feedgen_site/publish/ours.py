"""Which files of an output folder are ours, and whether a file at a planned path may be taken for one."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property

from feedgen_site.publish.files import file_hash, folded, lstat, path_below, same_bytes
from feedgen_site.publish.manifest import JOURNAL, MANIFEST, is_marked, read_manifest, safe_path

# The bytes planned for a path, or the file that will be copied there; None where that is not known.
Expected = bytes | os.PathLike[str] | None


class Ours:
    """The files of a folder that are ours; `recorded` is what its manifest says, None where that is lost."""

    def __init__(self, root: str, recorded: Mapping[str, str] | None) -> None:
        self._root = root
        self._recorded = recorded

    @cached_property
    def hashes(self) -> dict[str, str]:
        """Give the path of each, with the hash of what we wrote there ("" where a killed build did)."""
        begun = read_manifest(path_below(self._root, JOURNAL)) or {}
        return {
            **dict.fromkeys(begun, ""),
            **(_marked(self._root) if self._recorded is None else self._recorded),
        }

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Give each by what its path is on a disk that ignores capitals or composition."""
        return {folded(path): path for path in self.hashes}

    def may_take(self, path: str, info: os.stat_result, expected: Callable[[str], Expected] | None) -> bool:
        """Say whether what stands at a path is ours, or is what we would write there.

        `expected` gives the bytes planned for a path, or the file to copy; it is asked last.
        """
        if path in self.hashes:
            return True
        if not stat.S_ISREG(info.st_mode):
            return False
        file = path_below(self._root, path)
        if is_marked(file) or self.is_respelled(path, info, self._spellings.get(folded(path), "")):
            return True
        planned = expected(path) if expected else None
        if planned is None:
            return False
        if isinstance(planned, bytes):
            return same_bytes(file, io.BytesIO(planned), len(planned)) is not None
        with suppress(OSError), open(planned, "rb") as source:
            return same_bytes(file, source, os.fstat(source.fileno()).st_size) is not None
        return False

    def is_respelled(self, path: str, info: os.stat_result, other: str) -> bool:
        """Say whether two _spellings are one file, on a disk that ignores capitals or composition."""
        there = lstat(path_below(self._root, other)) if other not in ("", path) else None
        return there is not None and os.path.samestat(info, there)

    def only_ours(self, folder: str, planned: set[str]) -> set[str]:
        """Give the files below a folder if all are ours and none is planned; else, or if empty, nothing."""
        found: set[str] = set()
        for at, folders, files in os.walk(path_below(self._root, folder)):
            below = os.path.relpath(at, self._root).replace(os.sep, "/")
            paths = {f"{below}/{name}" for name in files}
            linked = any(os.path.islink(os.path.join(at, name)) for name in folders)
            if linked or not (files or folders) or not paths <= self.hashes.keys() or paths & planned:
                return set()
            found |= paths
        return found


def _marked(root: str) -> dict[str, str]:
    """Find our files without a manifest, by the mark they carry: path → content hash.

    Hidden folders, symlinked folders and folders with their own manifest (another site) are left out.
    """
    ours: dict[str, str] = {}
    for folder, folders, files in os.walk(root):
        below = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if below == "." else f"{below}/"
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and lstat(os.path.join(folder, name, MANIFEST)) is None
        )
        for name in sorted(files):
            file = os.path.join(folder, name)
            if safe_path(prefix + name) and is_marked(file):
                ours[prefix + name] = file_hash(file)
    return ours
