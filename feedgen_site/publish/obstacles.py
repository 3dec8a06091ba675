"""What stands where files are to be written, or on the way there."""

from __future__ import annotations

import errno
import os
import posixpath
import stat
from collections.abc import Callable, Iterator

from feedgen_site import precompress
from feedgen_site.problem import Problem
from feedgen_site.publish.files import first_unreal, lstat, path_below, shown_at
from feedgen_site.publish.forms import Forms, base_of
from feedgen_site.publish.mistakes import HINTS, in_the_way
from feedgen_site.publish.ours import Expected, Ours


def unwritable(root: str, shown: str) -> Iterator[Problem]:
    """Say why nothing can be written below a folder, which may be absent; users know it as `shown`."""
    folder = root
    while lstat(folder) is None and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    if not os.path.isdir(folder):
        message = f"{folder} is not a folder"
        yield Problem(shown, 0, 0, "output-blocked", message, "choose another --output")
    elif not os.access(folder, os.W_OK | os.X_OK):
        message = f"the folder {folder} cannot be written"
        yield Problem(shown, 0, 0, "write-failed", message, HINTS[errno.EACCES])


class Obstacles:
    """A look for what keeps planned files from their places; `first_away` are old files of ours to go first.

    Users know the folder `root` as `shown`. `planned` has all paths that are, `expected` is as for
    `Ours.may_take`.
    """

    def __init__(
        self, root: str, shown: str, ours: Ours, planned: set[str],
        expected: Callable[[str], Expected] | None,
    ) -> None:  # fmt: skip
        self._root, self._shown, self._ours, self._planned = root, shown, ours, planned
        self._expected = expected
        self._real: set[str] = set()
        self.first_away: set[str] = set()

    def at(self, path: str) -> Iterator[Problem]:
        """Look at what stands at a path and on the way to it."""
        return self._at(path, self._expected)

    def at_forms(self, path: str, forms: Forms) -> Iterator[Problem]:
        """Look at what stands where forms of a file may have to be."""
        for name in forms.of(path):
            if name not in self._ours.hashes and lstat(path_below(self._root, name)) is not None:
                yield from self._at(name, self._form)

    def _at(self, path: str, expected: Callable[[str], Expected] | None) -> Iterator[Problem]:
        unreal = first_unreal(self._root, posixpath.dirname(path), self._real)
        info = lstat(path_below(self._root, unreal or path))
        if info is None:
            return
        if unreal:
            if stat.S_ISREG(info.st_mode) and unreal in self._ours.hashes and unreal not in self._planned:
                self.first_away.add(unreal)
            else:
                yield in_the_way(self._shown, unreal, info)
        elif stat.S_ISDIR(info.st_mode):
            below = self._ours.only_ours(path, self._planned)
            self.first_away |= below
            if not below:
                yield in_the_way(self._shown, path, info)
        elif not self._ours.may_take(path, info, expected):
            message = "a file that feedgen-site did not write stands where one is to be written"
            hint = "move it away, or choose another --output"
            yield Problem(shown_at(self._shown, path), 0, 0, "foreign-file", message, hint)

    def _form(self, name: str) -> Expected:
        text = self._expected(base_of(name)) if self._expected else None
        if isinstance(text, os.PathLike):
            with open(text, "rb") as stream:
                text = stream.read()
        return None if text is None else precompress.form(name, text)
