"""Exchanges single files of an output folder in which nothing comes, goes or changes besides."""

from __future__ import annotations

import os
from collections.abc import Mapping

from feedgen_site.config import Encoding
from feedgen_site.model import Stamp
from feedgen_site.publish.files import open_regular, path_below, stamp_of
from feedgen_site.publish.forms import Forms
from feedgen_site.publish.manifest import MANIFEST, TEMPORARY, amended, is_listed
from feedgen_site.publish.mistakes import explained
from feedgen_site.publish.writer import Receipt, Writer, place_bytes, sweep


class Amendment:
    """Files of ours that get other bytes, in a folder whose last build was finished.

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
        self.receipts: dict[str, Receipt] = {}

    def is_possible(self, files: Mapping[str, bytes]) -> bool:
        """Say whether these files can be exchanged: in the manifest they are, and just the forms they get.

        Changes nothing.
        """
        opened = open_regular(path_below(self._root, MANIFEST))
        if opened is None or not os.access(self._root, os.W_OK | os.X_OK):
            return False
        with opened:
            self._manifest = opened.read()
        if not all(is_listed(path, self._manifest) for path in files):
            return False
        self._beside = self._compressed(files) if self._forms.encodings else {}
        made = {name for beside in self._beside.values() for name in beside}
        names = (name for path in files for name in self._forms.of(path))
        return all(is_listed(name, self._manifest) == (name in made) for name in names)

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
        self.receipts[path] = self._writer.write(path, data, self._beside.get(path, {}))

    def finish(self) -> Mapping[str, Stamp]:
        """Say in the manifest what the files hold now, and give their stamps and its own."""
        every = [one for receipt in self.receipts.values() for one in (receipt, *receipt.beside)]
        data = amended(self._manifest, {one.path: one.hash for one in every})
        with explained(self._shown):
            place_bytes(self._writer, MANIFEST, data)
            manifest = stamp_of(os.lstat(path_below(self._root, MANIFEST)))
        return {**{one.path: one.stamp for one in every}, MANIFEST: manifest}
