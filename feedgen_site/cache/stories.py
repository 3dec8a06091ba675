"""Stories and pages by the files they were made from: which are known, and which have to be made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from feedgen_site.cache.database import Database, LostError, Notes, listed
from feedgen_site.cache.records import Record, body_of, key_now, made_now, made_of
from feedgen_site.frozen import dataclass
from feedgen_site.model import Body, Head, Source
from feedgen_site.problem import Problem
from feedgen_site.story import Made
from feedgen_site.text import digest


@dataclass(frozen=True, slots=True)
class Todo:
    """A file to be made, and the version to make it by.

    `data` is its content, or why there is none, where who makes it cannot open the file; else None.
    """

    source: Source
    is_page: bool
    version: str
    data: bytes | Problem | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """What the cache knows and what it does not: results without bodies, files to make, paths of no file."""

    done: tuple[Made, ...]
    todo: tuple[Todo, ...]
    gone: tuple[str, ...]


Suspect = tuple[Source, bool, str]
"""A file that may have been edited: is it a page, and the key of what was made of it, "" of a new one."""
_NEW: Final = ""

_Row = list[Any] | tuple[Any, ...]
"""Of a story: key, bytes, nanoseconds, inode, what is kept, and the checksum of key and kept."""
_FIELDS: Final = "key, size, mtime, inode, kept, sum"
# After a checkout every stamp is a new one: to write them beside stories would write these again.
_TABLES: Final = "story LEFT JOIN stamp USING (path)"
_GENERATION: Final = "generation"


class Stories:
    """What the cache knows of the files of content that are made into stories and pages."""

    def __init__(self, database: Database) -> None:
        self._database, self._version = database, database.version
        self._connection = database.connection
        self._notes = Notes(database, "")
        # Stands for what is kept of files now and was not when the cache was opened.
        self._moves = ""

    def split(self, files: Iterable[tuple[Source, bool]]) -> Split:
        """Part files, given as (source, is it a page), into those already made and those to make.

        A file is only read here where it may be the one that the cache knows, under a new stamp.
        """
        asked = list(files)
        sources = {source.path: source for source, _ in asked}
        done: dict[str, Made] = {}
        touched: list[Source] = []
        gone: list[str] = []
        # All at once: to ask for each alone takes longer than to read them.
        for path, *row in self._connection.execute(f"SELECT path, {_FIELDS} FROM {_TABLES}"):
            source = sources.get(path)
            if source is None:
                gone.append(path)
                continue
            if not (self._database.is_as_left or _is_whole(row)) or not row[0].endswith(self._version):
                continue
            is_same = self._database.tells(row[1:4], source)
            if is_same or row[0] == key_now(source, self._version):
                made = made_of(path, row[4])
                if made:
                    done[path] = made
                if made and not is_same:
                    touched.append(source)
        self._touch(touched)
        todo = (Todo(one, is_page, self._version) for one, is_page in asked if one.path not in done)
        return Split(tuple(done.values()), tuple(todo), tuple(sorted(gone)))

    def suspects(self, files: Sequence[tuple[Source, bool]]) -> list[Suspect] | None:
        """Give those of all files, given as (source, is it a page), that have another stamp, or may have.

        New ones are among them. None where files went.
        """
        query = f"SELECT path, key, size, mtime, inode FROM {_TABLES}"
        known = {path: row for path, *row in self._connection.execute(query)}
        found = []
        for source, is_page in files:
            key, *stamp = known.pop(source.path, [_NEW])
            if not (key.endswith(self._version) or key == _NEW):
                return None
            if not self._database.tells(stamp, source):
                found.append((source, is_page, key))
        return None if known else found

    def suspected(self, files: Sequence[tuple[Source, bool]]) -> list[Suspect] | None:
        """Give these files with what is known of them; None where something else is known of one."""
        found = []
        for source, is_page in files:
            row = self._row(source.path)
            if row and not row[0].endswith(self._version):
                return None
            found.append((source, is_page, row[0] if row else _NEW))
        return found

    def edited(self, suspects: Iterable[Suspect], most: int) -> tuple[Todo, ...] | None:
        """Give those of these files that are no longer what their key names; None for more than `most`."""
        found: list[Todo] = []
        touched: list[Source] = []
        for source, is_page, key in suspects:
            if key != _NEW and key == key_now(source, self._version):
                touched.append(source)
            elif len(found) == most:
                return None
            else:
                found.append(Todo(source, is_page, self._version))
        self._touch(touched)
        return tuple(found)

    def made(self, path: str) -> Made | None:
        """Fetch what is kept of a file, without its body."""
        row = self._row(path)
        return made_of(path, row[4]) if row else None

    def head(self, path: str) -> Head:
        """Fetch the head of a story that is kept; KeyError where it is none."""
        made = self.made(path)
        if made is None or made.head is None:
            raise KeyError(path)
        return made.head

    def keep(self, source: Source, record: Record) -> Made:
        """Keep what was made of a file, if it is sound, and give it without its body."""
        if record.is_sound:
            self._moves = digest(self._moves, record.key)
            # First the body: a build may be stopped in between, and a story never stands without one.
            body = (source.path, record.body, record.body_sum)
            self._connection.execute("INSERT OR REPLACE INTO body VALUES (?, ?, ?)", body)
            story = (source.path, record.key, record.kept, record.kept_sum)
            self._connection.execute("INSERT OR REPLACE INTO story VALUES (?, ?, ?, ?)", story)
            self._touch((source,))
        return made_now(source.path, record)

    def body(self, path: str) -> Body:
        """Fetch the body of a file that `split` or `keep` gave; LostError where it is no longer there."""
        return body_of(path, self.written_body(path))

    def written_body(self, path: str) -> str:
        """Fetch it as it was written, for `body_of`."""
        query = "SELECT key, body, body.sum FROM body JOIN story USING (path) WHERE path = ?"
        row = self._connection.execute(query, (path,)).fetchone()
        is_whole = row is not None and all(isinstance(value, str) for value in row)
        if not is_whole or digest(row[0], row[1]) != row[2]:
            raise LostError(path)
        return str(row[1])

    def forget(self, gone: Sequence[str]) -> None:
        """Drop the records of files that are gone."""
        if gone:
            self._moves = digest(self._moves, *gone)
        for table in ("story", "body", "stamp"):
            self._connection.executemany(f"DELETE FROM {table} WHERE path = ?", [(path,) for path in gone])

    def generation(self) -> str:
        """Stand for all that is kept of files: another text once any of it is another."""
        kept = self._notes.find(_GENERATION) or ""
        if self._moves:
            kept = digest(kept, self._moves)
            self._moves = ""
            self._notes.keep(_GENERATION, kept)
        return kept

    def _row(self, path: str) -> _Row | None:
        query = f"SELECT {_FIELDS} FROM {_TABLES} WHERE path = ?"
        row = self._connection.execute(query, (path,)).fetchone()
        return row if row and _is_whole(row) else None

    def _touch(self, sources: Iterable[Source]) -> None:
        """Keep the stamps of files that hold what is kept of them."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO stamp VALUES (?, ?, ?, ?)",
            [(source.path, *listed(source.stamp)) for source in sources],
        )


def _is_whole(row: _Row) -> bool:
    """Say whether a record of a story is as it was written."""
    key, _, _, _, kept, checksum = row
    return isinstance(key, str) and isinstance(kept, str) and digest(key, kept) == checksum
