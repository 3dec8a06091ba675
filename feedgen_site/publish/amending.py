"""Exchanges single files of an output folder, and adds some, where nothing goes or changes besides."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Sequence

from feedgen_site.config import Encoding
from feedgen_site.model import Stamp
from feedgen_site.publish.files import first_unreal, lstat, open_regular, path_below, stamp_of
from feedgen_site.publish.forms import Forms
from feedgen_site.publish.manifest import (
    JOURNAL,
    MANIFEST,
    TEMPORARY,
    amended,
    extended,
    is_listed,
    manifest_bytes,
    safe_path,
)
from feedgen_site.publish.mistakes import explained
from feedgen_site.publish.writer import Receipt, Writer, place_bytes, sweep


class Amendment:
    """Files of ours that get other bytes, and new ones, in a folder whose last build was finished.

    It costs what these files cost, however many others there are. `shown` is the folder as the user typed it.
    Each file has a compressed form in every one of `encodings`, or none.
    """

    def __init__(self, shown: str, encodings: tuple[Encoding, ...] = ()) -> None:
        self._root = os.path.realpath(shown)
        self._shown = shown
        self._forms = Forms(encodings)
        self._writer = Writer(self._root, shown, forms=self._forms)
        self._beside: Mapping[str, Mapping[str, bytes]] = {}
        self._manifest = b""
        self._new: Sequence[str] = ()
        self.receipts: dict[str, Receipt] = {}

    def is_possible(self, files: Mapping[str, bytes]) -> bool:
        """Say whether these files can be put there, with just the forms they get; changes nothing.

        Those in the manifest are exchanged. Where the others shall be, nothing is.
        """
        opened = open_regular(path_below(self._root, MANIFEST))
        if opened is None or not os.access(self._root, os.W_OK | os.X_OK):
            return False
        with opened:
            self._manifest = opened.read()
        new = [path for path in files if not is_listed(path, self._manifest)]
        self._beside = self._compressed(files) if self._forms.encodings else {}
        made = {name for beside in self._beside.values() for name in beside}
        forms = [name for path in files.keys() - new for name in self._forms.of(path)]
        self._new = [*new, *(name for path in new for name in self._forms.of(path))]
        return all(is_listed(name, self._manifest) == (name in made) for name in forms) and all(
            map(self._is_free, self._new)
        )

    def _is_free(self, path: str) -> bool:
        """Say whether nothing is at a path, nor on the way to it but folders."""
        if not safe_path(path) or is_listed(path, self._manifest):
            return False
        unreal = first_unreal(self._root, posixpath.dirname(path), set())
        return lstat(path_below(self._root, unreal or path)) is None

    def _compressed(self, files: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
        """Make the forms of all files, several at a time: the libraries leave Python to others meanwhile."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return dict(zip(files, threads.map(self._forms.made, files, files.values()), strict=True))

    def write(self, path: str, data: bytes) -> None:
        """Make a file hold what `is_possible` was asked of; ContentError where the system refuses."""
        if not self.receipts:
            with explained(self._shown):
                sweep(self._root, TEMPORARY)
                if self._new:
                    # What is in no manifest would be a stranger's once this build is killed.
                    place_bytes(self._writer, JOURNAL, manifest_bytes(dict.fromkeys(self._new, "")))
        self.receipts[path] = self._writer.write(path, data, self._beside.get(path, {}))

    def finish(self) -> Mapping[str, Stamp]:
        """Say in the manifest what the files hold now, and give their stamps and its own."""
        every = [one for receipt in self.receipts.values() for one in (receipt, *receipt.beside)]
        hashes = {one.path: one.hash for one in every}
        new = {path: hashes.pop(path) for path in self._new if path in hashes}
        data = extended(amended(self._manifest, hashes), new) if new else amended(self._manifest, hashes)
        with explained(self._shown):
            place_bytes(self._writer, MANIFEST, data)
            if self._new:
                os.unlink(path_below(self._root, JOURNAL))
            manifest = stamp_of(os.lstat(path_below(self._root, MANIFEST)))
        return {**{one.path: one.stamp for one in every}, MANIFEST: manifest}
