"""The output folder during one build: what is checked, kept, written, removed, in that order."""

from __future__ import annotations

import errno
import io
import os
import posixpath
import re
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from types import TracebackType
from typing import Self

from feedgen_site import memo, precompress
from feedgen_site.config import Encoding
from feedgen_site.frozen import dataclass
from feedgen_site.model import Stamp
from feedgen_site.problem import ContentError, Problem, in_order
from feedgen_site.publish.files import (
    copied,
    file_hash,
    first_unreal,
    folded,
    lstat,
    new_folder,
    open_regular,
    path_below,
    shown_at,
    stamp_of,
)
from feedgen_site.publish.forms import Forms, base_of, forms
from feedgen_site.publish.manifest import (
    JOURNAL,
    MANIFEST,
    TEMPORARY,
    leaving,
    manifest_bytes,
    read_manifest,
    safe_path,
)
from feedgen_site.publish.mistakes import clashes, explained
from feedgen_site.publish.ours import Expected, Ours
from feedgen_site.publish.unpacking import as_packed
from feedgen_site.publish.writer import Receipt, Writer, place_bytes, sweep


@dataclass(frozen=True, slots=True)
class Published:
    """What a build did to the output folder: paths relative to it, sorted. The manifest is not listed.

    `written` and `removed` are what became of the folder since the last build that was finished. `stamps`
    are those of all files that are there now, the manifest among them; with `is_amended`, of those alone
    that were exchanged. `hashed` files had to be read to know what they hold.
    """

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    stamps: Mapping[str, Stamp] = field(default_factory=dict, compare=False, repr=False)
    is_amended: bool = field(default=False, compare=False)
    hashed: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Look:
    """A look at paths of which the `hashes` are known: those that have the stamp they had, and others.

    With the size, time and inode that are known a file is not opened, nor is one that lies there `as_packed`;
    the `unsure` ones have to be hashed.
    """

    root: str
    hashes: Mapping[str, str]
    found: Mapping[str, Stamp]
    unsure: Mapping[str, Stamp]

    @property
    def files(self) -> Sequence[str]:
        """Name the unsure ones as the system does."""
        return [path_below(self.root, path) for path in self.unsure]


class OutputFolder:
    """The output folder during one build. Use it as a context manager:

        with OutputFolder(root, stats) as output:
            problems = output.check(planned, expected)      # reads only
            …   look → held → keep, else write or copy: articles first, then lists and feeds
            published = output.finish()

    Nothing on disk changes before the first `write`, `copy` or `writer()`. An absent folder is made in a
    sibling and renamed into place by `finish`; leaving the block without `finish` takes the sibling away.
    `stats` is what `stamps` said after an earlier build (kept by the cache, never in the folder itself).
    `left` has the `memo.line` of files that were looked at just now: those are not looked at again. With
    `recorded`, which is what the manifest says, that is not read, either.
    Text files get a compressed form in each of `encodings` beside them.
    """

    def __init__(
        self, root: str, stats: Mapping[str, Stamp] | None = None, encodings: tuple[Encoding, ...] = (),
        left: Mapping[str, str] | None = None, recorded: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._shown = root
        self._root = os.path.realpath(root)
        self._stats: Mapping[str, Stamp] = stats or {}
        self._left: Mapping[str, str] = left or {}
        found = read_manifest(path_below(self._root, MANIFEST)) if recorded is None else recorded
        self.recorded: Mapping[str, str] = found or {}
        self._ours = Ours(self._root, found)
        self.stamps: dict[str, Stamp] = {}
        # Folders seen to be real ones while nothing has been written.
        self._real: set[str] = set()
        self._passed: set[str] = set()
        self._first_away: set[str] = set()
        self._done: dict[str, str] = {}
        self._written: set[str] = set()
        self._hashed = 0
        self._removed: set[str] = set()
        self._forms = Forms(encodings)
        self._writer: Writer | None = None
        self._made: list[str] = []
        self._fresh = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._fresh:
            if self._writer is not None:
                shutil.rmtree(self._writer.root, ignore_errors=True)
            for folder in reversed(self._made):
                with suppress(OSError):
                    os.rmdir(folder)

    @property
    def is_unseen(self) -> bool:
        """Say whether nobody sees what is written until `finish`; known once there is a `writer()`."""
        return self._fresh

    @property
    def hashes(self) -> Mapping[str, str]:
        """Give the content hash of every file written or kept so far."""
        return self._done

    def check(
        self, planned: Collection[str], expected: Callable[[str], Expected] | None = None
    ) -> tuple[Problem, ...]:
        """Say what keeps these paths from being written; changes nothing.

        `expected` gives the bytes planned for a path (or, as a Path, the file to copy there). It is asked
        only where a file of unknown origin stands: with the same bytes that file is adopted silently. Give
        all paths at once; each call compares its paths with those that passed before.
        """
        from feedgen_site.publish.obstacles import Obstacles, unwritable  # what is left as it was has none

        root = lstat(self._root)
        if root is not None and not stat.S_ISDIR(root.st_mode):
            message = "the output folder is a file"
            return (Problem(self._shown, 0, 0, "output-blocked", message, "choose another --output"),)
        together = self._passed.union(planned)
        self._forms = forms(self._forms.encodings, together)
        problems = [*unwritable(self._root, self._shown), *clashes(planned, together, self._shown)]
        obstacles = Obstacles(self._root, self._shown, self._ours, together, expected)
        for path in sorted(planned) if root else ():
            # What has been seen to be ours, and a file, is in nobody's way.
            is_ours = path in self.stamps
            if not (is_ours or safe_path(path)):
                continue
            if not is_ours:
                problems += obstacles.at(path)
            if self._forms.encodings:
                problems += obstacles.at_forms(path, self._forms)
        self._first_away |= obstacles.first_away | self._unwanted_forms(together)
        if not problems:
            self._passed = together
        return in_order(problems)

    def _unwanted_forms(self, planned: set[str]) -> set[str]:
        """Give forms of ours in encodings that are no longer asked for: their files may change under them."""
        found = {path for path in self._ours.hashes if precompress.is_form(path) and base_of(path) in planned}
        return {path for path in found - planned if path not in self._forms.of(base_of(path))}

    def forms_of(self, path: str) -> tuple[str, ...]:
        """Name the compressed forms of a planned file that are there, as far as we know."""
        if not self._forms.encodings:
            return ()
        return tuple(name for name in self._forms.of(path) if name in self._ours.hashes or name in self._done)

    def look(self, hashes: Mapping[str, str]) -> Look:
        """Look at these paths, for `held` to say where the bytes with these hashes are in place.

        Give all at once: only together do they tell that the folder was unpacked.
        """
        found, unsure = self._looked(hashes)
        for path in as_packed(self._stats, found, unsure):
            found[path] = unsure.pop(path)
        return Look(self._root, hashes, found, unsure)

    def _looked(self, hashes: Mapping[str, str]) -> tuple[dict[str, Stamp], dict[str, Stamp]]:
        """Look at these paths: those that have the stamp that is known, and others that are there."""
        real = self._writer.known if self._writer else self._real
        found: dict[str, Stamp] = {}
        unsure: dict[str, Stamp] = {}
        ours = self._ours.hashes
        for path, content_hash in hashes.items():
            if not content_hash or ours.get(path) != content_hash:
                continue
            known = self._stats.get(path)
            left = self._left.get(path)
            if known and left and left == memo.line(path, known.size, known.mtime_ns, known.inode):
                found[path] = known
                continue
            if first_unreal(self._root, posixpath.dirname(path), real):
                continue
            info = lstat(path_below(self._root, path))
            if info is not None and stat.S_ISREG(info.st_mode):
                stamp = stamp_of(info)
                (found if known == stamp else unsure)[path] = stamp
        return found, unsure

    def held(self, look: Look, contents: Iterable[str]) -> set[str]:
        """Say at which paths of a `look` the bytes with its hashes, written by us, are in place.

        `contents` are the hashes of its `files`, by `file_hash`.
        """
        found = dict(look.found)
        self._hashed += len(look.unsure)
        for (path, stamp), content_hash in zip(look.unsure.items(), contents, strict=True):
            if content_hash == look.hashes[path]:
                found[path] = stamp
        self.stamps |= found
        return set(found)

    def holds(self, path: str, content_hash: str) -> bool:
        """Say of a single path what `held` says of many."""
        hashes = {path: content_hash}
        look = Look(self._root, hashes, *self._looked(hashes))
        return path in self.held(look, map(file_hash, look.files))

    def present(self, path: str, content: str) -> bytes | None:
        """Give the bytes at a path that `held` said holds them; None where they have not this hash."""
        opened = open_regular(path_below(self._root, path)) if path in self.stamps else None
        if opened is None:
            return None
        data = io.BytesIO()
        with opened, suppress(OSError):
            return data.getvalue() if copied(opened, data) == content else None
        return None

    def keep(self, path: str) -> None:
        """Count a planned file as unchanged without its bytes; ValueError unless `holds` said so before."""
        if path not in self.stamps:
            raise ValueError(f"{path}: keep() without holds()")
        self._done[path] = self._ours.hashes[path]

    def write(self, path: str, data: bytes) -> None:
        """Make `path` hold these bytes; ContentError where `check` finds a problem or the system refuses."""
        self._admit(path, data)
        self.record(self.writer().write(path, data))

    def copy(self, path: str, source_file: str) -> None:
        """Make `path` hold the bytes of an asset or static file; errors as for `write`."""
        self._admit(path, _File(source_file))
        self.record(self.writer().copy(path, source_file))

    def record(self, receipt: Receipt) -> None:
        """Take note of a file that a `writer` has put in its place, here or in another process."""
        for one in (receipt, *receipt.beside):
            self._done[one.path] = one.hash
            self.stamps[one.path] = one.stamp
            # What a killed build has written already is news all the same: it never said so.
            if one.changed or self._ours.hashes.get(one.path, one.hash) != one.hash:
                self._written.add(one.path)

    def writer(self) -> Writer:
        """Begin to write: sweep up after a killed build, make the folder or its sibling, open the journal."""
        if self._writer is None:
            with explained(self._shown):
                self._writer = self._in_place() if os.path.isdir(self._root) else self._in_sibling()
        return self._writer

    def _admit(self, path: str, expected: Expected) -> None:
        if path not in self._passed:
            problems = self.check((path,), lambda _: expected)
            if problems:
                raise ContentError(problems)
            if self._writer is not None:
                self._clear_the_way(self._writer)

    def _in_place(self) -> Writer:
        sweep(self._root, TEMPORARY)
        writer = Writer(self._root, self._shown, forms=self._forms)
        # Once a build is killed, what it added is in no manifest; the journal keeps it from becoming foreign.
        may_be = {name for path in self._passed for name in self._forms.of(path)}
        begun = (self._passed | may_be | self._ours.hashes.keys()) - self.recorded.keys()
        if begun:
            place_bytes(writer, JOURNAL, manifest_bytes(dict.fromkeys(begun, "")))
        self._clear_the_way(writer)
        return writer

    def _clear_the_way(self, writer: Writer) -> None:
        """Remove old files of ours that stand where a folder must be, or the reverse: they cannot go last."""
        for path in sorted(self._first_away - self._passed):
            self._remove(path)
        self._first_away.clear()
        writer.known.clear()

    def _in_sibling(self) -> Writer:
        self._fresh = True
        parent, name = os.path.split(self._root)
        missing = []
        while not os.path.isdir(parent):
            missing.append(parent)
            parent = os.path.dirname(parent)
        for folder in reversed(missing):
            new_folder(folder)
            self._made.append(folder)
        parent = os.path.dirname(self._root)
        sweep(parent, re.compile(rf"\.{re.escape(name)}\.feedgen-site-(\d+)"))
        sibling = os.path.join(parent, f".{name}.feedgen-site-{os.getpid()}")
        new_folder(sibling)
        return Writer(sibling, self._shown, is_unseen=True, forms=self._forms)

    def finish(self) -> Published:
        """Remove what is ours and was neither written nor kept, then write the manifest: the build is done.

        A file of ours that somebody edited by hand is removed too: the path is ours, and a story that was
        withdrawn must not stay in public because of a typo mended on the server.
        """
        writer = self.writer()
        with explained(self._shown):
            if not self._fresh:
                done = {folded(path): path for path in self._done}
                for path in sorted(self._ours.hashes.keys() - self._done.keys(), key=leaving):
                    self._remove(path, done.get(folded(path), ""))
            place_bytes(writer, MANIFEST, manifest_bytes(self._done))
            if self._fresh:
                self._move_into_place(writer.root)
                self._fresh = False
                self._writer = Writer(self._root, self._shown)
            else:
                with suppress(FileNotFoundError):
                    os.unlink(path_below(self._root, JOURNAL))
        unchanged = self._done.keys() - self._written
        manifest = os.lstat(path_below(self._root, MANIFEST))
        stamps = {**{path: self.stamps[path] for path in self._done}, MANIFEST: stamp_of(manifest)}
        return Published(
            tuple(sorted(self._written)), tuple(sorted(unchanged)), tuple(sorted(self._removed)), stamps,
            hashed=self._hashed,
        )  # fmt: skip

    def _move_into_place(self, sibling: str) -> None:
        try:
            os.rename(sibling, self._root)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            message = "another build made this folder at the same time"
            problem = Problem(self._shown, 0, 0, "write-failed", message, "build again")
            raise ContentError((problem,)) from error

    def _remove(self, path: str, respelled: str = "") -> None:
        """Remove one regular file reached through real folders, and the folders it leaves empty.

        `respelled` is a planned path that differs in capitals only: perhaps the same file, which then stays.
        """
        unreal = first_unreal(self._root, posixpath.dirname(path), set())
        file = path_below(self._root, path)
        info = lstat(path_below(self._root, unreal or path))
        if info is None and path in self.recorded:
            # A killed build took it away, or somebody else: nobody was told yet.
            self._removed.add(path)
        if (
            unreal
            or info is None
            or not stat.S_ISREG(info.st_mode)
            or self._ours.is_respelled(path, info, respelled)
        ):
            return
        with explained(shown_at(self._shown, path)):
            os.unlink(file)
        self._removed.add(path)
        folder = posixpath.dirname(path)
        with suppress(OSError):  # not empty: there we stop
            while folder:
                os.rmdir(path_below(self._root, folder))
                folder = posixpath.dirname(folder)


@dataclass(frozen=True, slots=True)
class _File:
    """A file to copy, as `expected` names it."""

    file: str

    def __fspath__(self) -> str:
        return self.file
