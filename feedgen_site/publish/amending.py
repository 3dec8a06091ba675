"""Exchanges single files of an output folder in which nothing comes, goes or changes besides."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping

from feedgen_site.model import Stamp
from feedgen_site.publish.files import open_regular, path_below, stamp_of
from feedgen_site.publish.manifest import MANIFEST, TEMPORARY, amended
from feedgen_site.publish.mistakes import explained
from feedgen_site.publish.writer import Receipt, Writer, place_bytes, sweep


class Amendment:
    """Files of ours that get other bytes, in a folder whose last build was finished.

    It costs what these files cost, however many others there are. `shown` is the folder as the user typed it.
    """

    def __init__(self, shown: str) -> None:
        self._root = os.path.realpath(shown)
        self._shown = shown
        self._writer = Writer(self._root, shown)
        self._manifest = b""
        self.receipts: dict[str, Receipt] = {}

    def is_possible(self, paths: Collection[str]) -> bool:
        """Say whether all these files are in the manifest and can be written; changes nothing."""
        opened = open_regular(path_below(self._root, MANIFEST))
        if opened is None or not os.access(self._root, os.W_OK | os.X_OK):
            return False
        with opened:
            self._manifest = opened.read()
        return amended(self._manifest, dict.fromkeys(paths, "")) is not None

    def write(self, path: str, data: bytes) -> None:
        """Make a file hold these bytes; ContentError where the system refuses."""
        if not self.receipts:
            with explained(self._shown):
                sweep(self._root, TEMPORARY)
        self.receipts[path] = self._writer.write(path, data)

    def finish(self) -> Mapping[str, Stamp]:
        """Say in the manifest what the files hold now, and give their stamps and its own."""
        data = amended(self._manifest, {path: one.hash for path, one in self.receipts.items()})
        assert data is not None, "is_possible has been asked"
        with explained(self._shown):
            place_bytes(self._writer, MANIFEST, data)
            manifest = stamp_of(os.lstat(path_below(self._root, MANIFEST)))
        return {**{path: one.stamp for path, one in self.receipts.items()}, MANIFEST: manifest}
