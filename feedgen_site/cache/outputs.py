"""What is known of one output folder: its files, the entries of its feeds, and the plan that it holds."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, Final

from feedgen_site.cache.database import Database, LostError, Notes
from feedgen_site.model import Stamp
from feedgen_site.plan.kept import Kept, is_kept, keep, weight
from feedgen_site.plan.outputs import FeedMarks, Output
from feedgen_site.text import digest

Files = Mapping[str, tuple[str, Stamp, str]]
"""What is known of an output folder's files, by path: fingerprint, stamp, content hash."""

FileRow = tuple[str, str, Stamp, str]
"""The same of one: path, fingerprint, stamp, content hash."""

Documents = Mapping[str, tuple[str, Sequence[str]]]
"""Of documents of feeds, by path: content hash, and a mark for each entry."""

_PLANNED: Final = "path, kind, fingerprint, names, kept, sum"


class Outputs:
    """What is known of an output folder, which `root` names; `notes` are of its plan as a whole."""

    def __init__(self, database: Database, root: str) -> None:
        self._connection, self._version, self._root = database.connection, database.version, root
        self.notes = Notes(database, root)

    def files(self) -> Files:
        """Give what is known of all files."""
        rows = self._connection.execute(
            "SELECT path, fingerprint, size, mtime, inode, hash FROM output WHERE root = ?", (self._root,)
        )
        found = {}
        for path, fingerprint, size, mtime, inode, content in rows:
            if all(isinstance(value, str) for value in (path, fingerprint, content)):
                found[path] = (fingerprint, Stamp(size, mtime, inode), content)
        return found

    def file(self, path: str) -> tuple[str, str] | None:
        """Give fingerprint and content hash of one file; None if it is not known."""
        query = "SELECT fingerprint, hash FROM output WHERE root = ? AND path = ?"
        row = self._connection.execute(query, (self._root, path)).fetchone()
        return (str(row[0]), str(row[1])) if row else None

    def keep_files(self, files: Files, known: Files) -> None:
        """Replace what is `known` of all files, as `files` gave it, with this."""
        gone = [(self._root, path) for path in known.keys() - files.keys()]
        self._connection.executemany("DELETE FROM output WHERE root = ? AND path = ?", gone)
        self.update_files((path, *one) for path, one in files.items() if known.get(path) != one)

    def update_files(self, rows: Iterable[FileRow]) -> None:
        """Replace what is known of single files."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO output VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (self._root, path, fingerprint, stamp.size, stamp.mtime_ns, stamp.inode, content)
                for path, fingerprint, stamp, content in rows
            ],
        )

    def entries(self, path: str) -> tuple[str, tuple[str, ...]]:
        """Give the content hash of a feed's document and its entries' marks; nothing where none are known."""
        tables = "entries JOIN output USING (root, path, hash)"
        query = f"SELECT hash, marks, sum FROM {tables} WHERE root = ? AND path = ?"
        row = self._connection.execute(query, (self._root, path)).fetchone()
        if row is None or row[2] != digest(self._version, self._root, path, str(row[0]), str(row[1])):
            return "", ()
        return row[0], tuple(row[1].split())

    def keep_entries(self, documents: Documents, paths: Container[str]) -> None:
        """Keep what `entries` gives of these documents; forget those that are at none of `paths`."""
        query = "SELECT path FROM entries WHERE root = ?"
        known = self._connection.execute(query, (self._root,)).fetchall()
        gone = [(self._root, path) for (path,) in known if path not in paths]
        self._connection.executemany("DELETE FROM entries WHERE root = ? AND path = ?", gone)
        self.update_entries(documents)

    def update_entries(self, documents: Documents) -> None:
        """Replace what `entries` gives of these documents."""
        rows = [(self._root, path, content, " ".join(marks)) for path, (content, marks) in documents.items()]
        self._connection.executemany(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)",
            [(*row, digest(self._version, *row)) for row in rows],
        )

    def keep_planned(self, outputs: Iterable[Output], marks: Mapping[str, FeedMarks]) -> int:
        """Keep what outputs are made from, feeds with their `marks`; forget all others.

        Gives by how much that changes `names`.
        """
        query = "SELECT path, fingerprint, names FROM planned WHERE root = ?"
        known = {path: tuple(row) for path, *row in self._connection.execute(query, (self._root,))}
        asked = [output for output in outputs if is_kept(output)]
        gone = known.keys() - {output.path for output in asked}
        self._connection.executemany(
            "DELETE FROM planned WHERE root = ? AND path = ?", [(self._root, path) for path in gone]
        )
        changed = [output for output in asked if known.get(output.path, (None,))[0] != output.fingerprint]
        was = {*gone, *(output.path for output in changed if output.path in known)}
        less = sum(weight(path, str(known[path][1])) for path in was)
        # One after the other, for together they are as long as all that lists show.
        return self.update_planned(keep(one, marks.get(one.path)) for one in changed) - less

    def update_planned(self, kept: Iterable[Kept]) -> int:
        """Replace what single outputs are made from, and give the sum of their `Kept.weight`s."""
        weights = 0
        for one in kept:
            fields = (self._root, one.path, one.kind, one.fingerprint, one.names, one.text)
            row = (*fields, digest(*map(str, fields)))
            self._connection.execute("INSERT OR REPLACE INTO planned VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            weights += one.weight
        return weights

    def names(self) -> int:
        """Stand for the names of all outputs that are kept: the sum of their `Kept.weight`s."""
        rows = self._connection.execute("SELECT path, names FROM planned WHERE root = ?", (self._root,))
        return sum(weight(path, str(names)) for path, names in rows)

    def named(self, needles: Sequence[str]) -> list[str]:
        """Give the paths of the outputs that are kept with one of these in their names."""
        found = " OR ".join(["instr(names, ?)"] * len(needles)) or "0"
        query = f"SELECT path FROM planned WHERE root = ? AND ({found})"
        return [str(row[0]) for row in self._connection.execute(query, (self._root, *needles))]

    def planned(self, path: str) -> Kept:
        """Give what the output at one path is made from; LostError where that is not known."""
        kept = self.planned_if_any(path)
        if kept is None:
            raise LostError(path)
        return kept

    def planned_if_any(self, path: str) -> Kept | None:
        """Give it, or None where there is no such output; LostError where it is broken."""
        query = f"SELECT {_PLANNED} FROM planned WHERE root = ? AND path = ?"
        row: Sequence[Any] | None = self._connection.execute(query, (self._root, path)).fetchone()
        if row is None:
            return None
        *fields, checksum = row
        if checksum != digest(self._root, *map(str, fields)):
            raise LostError(path)
        return Kept(*fields)
