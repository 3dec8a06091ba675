"""What the output folder holds when an edit is brought to it: looked at file by file, or known to be as the
last build of the same command line left it.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from feedgen_site.cache import Cache
from feedgen_site.config import Encoding
from feedgen_site.memo import JOURNAL
from feedgen_site.model import Stamp
from feedgen_site.precompress import is_form
from feedgen_site.publish import MANIFEST, Amendment, OutputFolder, Published, base_of

Row = tuple[str, str, Stamp, str]
"""What the cache knows of an output: path, fingerprint, stamp, content hash."""


class Holdings(ABC):
    """All files of the output folder, in place and known to the cache."""

    @abstractmethod
    def fingerprint(self, path: str) -> str | None:
        """Give what a file was made from; None where there is none."""

    @abstractmethod
    def can_take(self, paths: Collection[str]) -> bool:
        """Say whether these files can be exchanged; changes nothing."""

    @abstractmethod
    def write(self, path: str, data: bytes) -> None:
        """Exchange a file; ContentError where the system refuses."""

    @abstractmethod
    def finish(self, fingerprints: Mapping[str, str]) -> tuple[Published, list[Row]]:
        """End the exchange of files with these new fingerprints, and give what the cache has to know."""


class AsLeft(Holdings):
    """Holdings whose files are all as the last build left them; `paths` are those of all."""

    def __init__(self, output: str, store: Cache, paths: Collection[str]) -> None:
        self._store, self._root, self._paths = store, store.root_of(output), paths
        self._amendment = Amendment(output)

    def fingerprint(self, path: str) -> str | None:
        """See `Holdings`."""
        return self._store.fingerprint(self._root, path)

    def can_take(self, paths: Collection[str]) -> bool:
        """See `Holdings`."""
        return self._amendment.is_possible(paths)

    def write(self, path: str, data: bytes) -> None:
        """See `Holdings`."""
        self._amendment.write(path, data)

    def finish(self, fingerprints: Mapping[str, str]) -> tuple[Published, list[Row]]:
        """See `Holdings`."""
        receipts = self._amendment.receipts
        stamps = self._amendment.finish() if receipts else {}
        written = {path for path, receipt in receipts.items() if receipt.changed}
        unchanged = set(self._paths) - written - {MANIFEST}
        published = Published(tuple(sorted(written)), tuple(sorted(unchanged)), (), stamps, is_amended=True)
        rows = [(path, fingerprints[path], one.stamp, one.hash) for path, one in receipts.items()]
        return published, rows


class LookedAt(Holdings):
    """Holdings of which every file has been looked at; see `looked_at`."""

    def __init__(self, folder: OutputFolder, known: Mapping[str, tuple[str, Stamp, str]]) -> None:
        self._folder, self._known = folder, known
        self._forms = {path: base for path in known if is_form(path) and (base := base_of(path)) in known}

    def is_whole(self) -> bool:
        """Say whether all is in place as the cache knows it, and no form was compressed by hand."""
        known = self._known
        if any(known[path][0] != known[base][2] for path, base in self._forms.items()):
            return False
        hashes = {path: content for path, (_, _, content) in known.items()}
        return len(self._folder.held(hashes)) == len(hashes)

    def fingerprint(self, path: str) -> str | None:
        """See `Holdings`."""
        return self._known[path][0] if path in self._known else None

    def can_take(self, paths: Collection[str]) -> bool:
        """See `Holdings`."""
        if self._folder.check(paths):
            return False
        for path in self._known.keys() - set(paths):
            if self._forms.get(path) not in paths:
                self._folder.keep(path)
        return True

    def write(self, path: str, data: bytes) -> None:
        """See `Holdings`."""
        self._folder.write(path, data)

    def finish(self, fingerprints: Mapping[str, str]) -> tuple[Published, list[Row]]:
        """See `Holdings`."""
        folder = self._folder
        published = folder.finish()
        rows = [
            (path, fingerprint, folder.stamps[path], folder.hashes[path])
            for path, fingerprint in fingerprints.items()
        ] + [
            (name, folder.hashes[path], folder.stamps[name], folder.hashes[name])
            for path in fingerprints
            for name in folder.forms_of(path)
            if name in folder.hashes
        ]
        return published, rows


@contextmanager
def looked_at(output: str, store: Cache, encodings: tuple[Encoding, ...]) -> Iterator[LookedAt | None]:
    """Look at every file of an output folder; None where not all is as the cache knows it."""
    known = store.outputs(store.root_of(output))
    stamps = {path: stamp for path, (_, stamp, _) in known.items()}
    with OutputFolder(output, stamps, encodings) as folder:
        found = LookedAt(folder, known)
        begun = os.path.lexists(os.path.join(output, JOURNAL))
        yield found if not begun and found.is_whole() else None
