"""What the output folder holds when an edit is brought to it: looked at file by file, or known to be as the
last build of the same command line left it.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from feedgen_site import precompress
from feedgen_site.cache import FileRow, Files, Outputs
from feedgen_site.config import Encoding
from feedgen_site.mapper import Mapper
from feedgen_site.memo import JOURNAL
from feedgen_site.publish import MANIFEST, Amendment, Look, OutputFolder, Published, base_of, file_hash


class Holdings(ABC):
    """All files of the output folder, in place and known to the cache."""

    @property
    @abstractmethod
    def paths(self) -> Collection[str]:
        """Give the paths of all files."""

    @abstractmethod
    def is_whole(self) -> bool:
        """Say whether all is in place as the cache knows it; ask before anything is written."""

    @abstractmethod
    def fingerprint(self, path: str) -> str | None:
        """Give what a file was made from; None where there is none."""

    @abstractmethod
    def can_take(self, files: Mapping[str, bytes]) -> bool:
        """Say whether these can be put there, in place of those that are there; changes nothing."""

    @abstractmethod
    def write(self, path: str, data: bytes) -> None:
        """Exchange or add a file; ContentError where the system refuses."""

    @abstractmethod
    def finish(self, fingerprints: Mapping[str, str]) -> tuple[Published, list[FileRow]]:
        """End the exchange of files with these new fingerprints, and give what the cache has to know."""


class AsLeft(Holdings):
    """Holdings whose files are all as the last build left them; `paths` are those of all."""

    def __init__(
        self, output: str, records: Outputs, paths: Collection[str], encodings: tuple[Encoding, ...]
    ) -> None:
        self._records, self._all = records, paths
        self._encodings = encodings
        self._amendment = Amendment(output, encodings)

    @property
    def paths(self) -> Collection[str]:
        """See `Holdings`."""
        return self._all

    def is_whole(self) -> bool:
        """See `Holdings`."""
        return True

    def fingerprint(self, path: str) -> str | None:
        """See `Holdings`."""
        known = self._records.file(path)
        return known[0] if known else None

    def can_take(self, files: Mapping[str, bytes]) -> bool:
        """See `Holdings`."""
        return all(map(self._has_our_forms, files)) and self._amendment.is_possible(files)

    def _has_our_forms(self, path: str) -> bool:
        """Say whether what is named as a form of a file is one that was made of it."""
        known = self._records.file(path)
        forms = (self._records.file(name) for name in precompress.names(path, self._encodings))
        return all(form[0] == known[1] for form in forms if form and known)

    def write(self, path: str, data: bytes) -> None:
        """See `Holdings`."""
        self._amendment.write(path, data)

    def finish(self, fingerprints: Mapping[str, str]) -> tuple[Published, list[FileRow]]:
        """See `Holdings`."""
        receipts = self._amendment.receipts
        stamps = self._amendment.finish() if receipts else {}
        every = [one for receipt in receipts.values() for one in (receipt, *receipt.beside)]
        written = {one.path for one in every if one.changed}
        unchanged = set(self._all) - written - {MANIFEST}
        published = Published(tuple(sorted(written)), tuple(sorted(unchanged)), (), stamps, is_amended=True)
        made_from = {form.path: one.hash for one in receipts.values() for form in one.beside}
        made_from.update(fingerprints)
        return published, [(one.path, made_from[one.path], one.stamp, one.hash) for one in every]


class LookedAt(Holdings):
    """Holdings of which every file has been looked at; see `looked_at`."""

    def __init__(self, folder: OutputFolder, known: Files, look: Look, contents: Iterator[str]) -> None:
        self._folder, self._known, self._look, self._contents = folder, known, look, contents

    @property
    def paths(self) -> Collection[str]:
        """See `Holdings`."""
        return self._known.keys()

    def is_whole(self) -> bool:
        """See `Holdings`."""
        return self._folder.held(self._look, self._contents) == self._known.keys()

    def fingerprint(self, path: str) -> str | None:
        """See `Holdings`."""
        return self._known[path][0] if path in self._known else None

    def can_take(self, files: Mapping[str, bytes]) -> bool:
        """See `Holdings`."""
        if self._folder.check(files):
            return False
        forms = _forms(self._known)
        for path in self._known.keys() - files.keys():
            if forms.get(path) not in files:
                self._folder.keep(path)
        return True

    def write(self, path: str, data: bytes) -> None:
        """See `Holdings`."""
        self._folder.write(path, data)

    def finish(self, fingerprints: Mapping[str, str]) -> tuple[Published, list[FileRow]]:
        """See `Holdings`; what was restored with new times is among what the cache has to know."""
        folder, known, forms = self._folder, self._known, _forms(self._known)
        published = folder.finish()

        def row(path: str, content: str) -> FileRow:
            made_from = fingerprints.get(path)
            if made_from is None:
                is_form = path in forms or path not in known
                made_from = folder.hashes[base_of(path)] if is_form else known[path][0]
            return path, made_from, folder.stamps[path], content

        # In their order they are written in half of the time, and after a restore they are all that there is.
        rows = [row(path, content) for path, content in sorted(folder.hashes.items())]
        return published, [one for one in rows if one[1:] != known.get(one[0])]


def _forms(known: Files) -> dict[str, str]:
    """Give the compressed forms among them, and what each is of."""
    return {path: base for path in known if precompress.is_form(path) and (base := base_of(path)) in known}


@contextmanager
def looked_at(
    output: str, records: Outputs, encodings: tuple[Encoding, ...], run: Mapper
) -> Iterator[LookedAt | None]:
    """Look at every file of an output folder; None where one is missing, or not the last that was written.

    Files with new times are hashed by `run` meanwhile: what stands in them is to be believed once the
    holdings say that they are whole.
    """
    known = records.files()
    stamps = {path: stamp for path, (_, stamp, _) in known.items()}
    hashes = {path: content for path, (_, _, content) in known.items()}
    with OutputFolder(output, stamps, encodings) as folder:
        look = folder.look(hashes)
        # A cache that lost a row would have its file removed.
        is_listed = folder.recorded.keys() == known.keys()
        begun = os.path.lexists(os.path.join(output, JOURNAL))
        by_hand = any(known[path][0] != hashes[base] for path, base in _forms(known).items())
        if not is_listed or begun or by_hand or len(look.found) + len(look.unsure) < len(known):
            yield None
            return
        with run.here.meanwhile(file_hash, look.files) as contents:
            yield LookedAt(folder, known, look, contents)
