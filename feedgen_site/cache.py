"""What earlier builds found out: stories by the content they were made from, outputs by their fingerprint,
pictures by the stamp of their file.

One SQLite file in the cache folder, JSON inside: nothing in it can run. Every record carries a checksum; a
record, or a whole file, that is broken, older or written by another version counts as absent. Losing the
cache costs time, never correctness.

A checksum is no signature: who can write the file can put any HTML into a story. So the file is used only
while its mode is private to its owner, as ours is. A file that came with a Git checkout never is (Git keeps
no such modes), unless the umask makes every file so.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import Any

from feedgen_site import codec, locks, memo, sources
from feedgen_site.frozen import dataclass
from feedgen_site.model import Body, Head, Page, Picture, Source, Stamp
from feedgen_site.plan.kept import Kept, is_kept, keep, weight
from feedgen_site.plan.outputs import FeedMarks, Output
from feedgen_site.problem import Problem, errors
from feedgen_site.story import Made
from feedgen_site.text import digest

_SCHEMA = """
DROP TABLE IF EXISTS made;
CREATE TABLE IF NOT EXISTS story (path TEXT PRIMARY KEY, key TEXT, kept TEXT, sum TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stamp (
    path TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, inode INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS body (path TEXT PRIMARY KEY, body TEXT, sum TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS output (
    root TEXT, path TEXT, fingerprint TEXT, size INTEGER, mtime INTEGER, inode INTEGER, hash TEXT,
    PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS standing (
    root TEXT, part TEXT, kept TEXT, sum TEXT, PRIMARY KEY (root, part)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS planned (
    root TEXT, path TEXT, kind INTEGER, fingerprint TEXT, names TEXT, kept TEXT, sum TEXT,
    PRIMARY KEY (root, path)
);
CREATE TABLE IF NOT EXISTS entries (
    root TEXT, path TEXT, hash TEXT, marks TEXT, sum TEXT, PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS examined (
    path TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, inode INTEGER, kept TEXT, sum TEXT
) WITHOUT ROWID;
"""
_PAGE_BYTES = 32_768
# SQLite plays back what it finds beside a database: a journal can forge as much as the database itself.
_BESIDE = ("", "-journal", "-wal", "-shm")
# Locked by another program, or on a disk that is full or read-only.
_NOT_ITS_FAULT = (
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
)  # fmt: skip
# A file changed this shortly before the cache was written may have changed again in the same clock tick.
_RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of one file besides its body."""

    head: Head | None
    page: Page | None
    problems: tuple[Problem, ...]
    is_article: bool
    is_draft: bool


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
class Record:
    """What became of a file, as it is written to the cache: made and put into words in any process.

    `key` names what it was made from; each sum is over the key and what stands before it. `is_sound`: it has
    no error, and is worth keeping.
    """

    key: str
    kept: str
    kept_sum: str
    body: str
    body_sum: str
    is_sound: bool


@dataclass(frozen=True, slots=True)
class Split:
    """What the cache knows and what it does not: results without bodies, files to make, paths of no file."""

    done: tuple[Made, ...]
    todo: tuple[Todo, ...]
    gone: tuple[str, ...]


_STORY = "key, size, mtime, inode, kept, sum"
# After a checkout every stamp is a new one: to write them beside stories would write these again.
_STORIES = "story LEFT JOIN stamp USING (path)"
_Row = list[Any] | tuple[Any, ...]
"""Of a story: key, bytes, nanoseconds, inode, what is kept, and the checksum of key and kept."""

Suspect = tuple[Source, bool, str]
"""A file that may have been edited: is it a page, and the key of what was made of it, "" of a new one."""
_NEW = ""

Known = Mapping[str, tuple[str, Stamp, str]]
"""What is known of an output folder's files, by path: fingerprint, stamp, content hash."""

Documents = Mapping[str, tuple[str, Sequence[str]]]
"""Of documents of feeds, by path: content hash, and a mark for each entry."""

_TRIED, _GENERATION = "templates", "generation"


class LostError(Exception):
    """The cache broke while it was in use; without it the same build succeeds."""


class Cache:
    """An open cache. `version` names all that a story depends on besides its file."""

    def __init__(
        self, database: sqlite3.Connection, version: str, written_ns: int, file: str, *, is_as_left: bool
    ) -> None:
        self.is_as_left = is_as_left
        self._database = database
        self._version = version
        self._written_ns = written_ns
        self._file = file
        self._folder = os.path.realpath(os.path.dirname(file))
        # Stands for what is kept of files now and was not when the cache was opened.
        self._moves = ""

    def root_of(self, output: str) -> str:
        """Name an output folder by the way to it from the cache, so that both can move to another machine."""
        real = os.path.realpath(output)
        try:
            return os.path.relpath(real, self._folder)
        except ValueError:  # on another drive
            return real

    def split(self, files: Iterable[tuple[Source, bool]]) -> Split:
        """Part files, given as (source, is it a page), into those already made and those to make.

        A file is only read here where it may be the one that the cache knows, under a new stamp.
        """
        asked = list(files)
        sources_ = {source.path: source for source, _ in asked}
        done: dict[str, Made] = {}
        touched: list[Source] = []
        gone: list[str] = []
        # All at once: to ask for each alone takes longer than to read them.
        for path, *row in self._database.execute(f"SELECT path, {_STORY} FROM {_STORIES}"):
            source = sources_.get(path)
            if source is None:
                gone.append(path)
                continue
            if not (self.is_as_left or _is_whole(row)) or not row[0].endswith(self._version):
                continue
            is_same = self._is_same_file(row, source)
            if is_same or row[0] == _key_now(source, self._version):
                made = self._made(path, row[4])
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
        known = {
            path: row
            for path, *row in self._database.execute(f"SELECT path, key, size, mtime, inode FROM {_STORIES}")
        }
        found = []
        for source, is_page in files:
            key, *stamp = known.pop(source.path, [_NEW])
            if not (key.endswith(self._version) or key == _NEW):
                return None
            if stamp != _listed(source.stamp) or not self._is_settled(source.stamp):
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
            if key != _NEW and key == _key_now(source, self._version):
                touched.append(source)
            elif len(found) == most:
                return None
            else:
                found.append(Todo(source, is_page, self._version))
        self._touch(touched)
        return tuple(found)

    def tells(self, stamp: Sequence[int], source: Source) -> bool:
        """Say whether a stamp that was kept (bytes, nanoseconds, inode) tells that a file is the same."""
        return list(stamp) == _listed(source.stamp) and self._is_settled(source.stamp)

    def head(self, path: str) -> Head:
        """Fetch the head of a story that is kept; KeyError where it is none."""
        made = self.made(path)
        if made is None or made.head is None:
            raise KeyError(path)
        return made.head

    def read(self, path: str, record: Record) -> tuple[Made, Body]:
        """Read a record of that file that has just been made; it is not kept."""
        made = self._made(path, record.kept)
        assert made, "what was put into words can be read"
        return made, body_of(path, record.body)

    def made(self, path: str) -> Made | None:
        """Fetch what is kept of a file, without its body."""
        row = self._row(path)
        return self._made(path, row[4]) if row else None

    def keep(self, source: Source, record: Record) -> Made:
        """Keep what was made of a file, if it is sound, and give it without its body."""
        if record.is_sound:
            self._moves = digest(self._moves, record.key)
            # First the body: a build may be stopped in between, and a story never stands without one.
            body = (source.path, record.body, record.body_sum)
            self._database.execute("INSERT OR REPLACE INTO body VALUES (?, ?, ?)", body)
            story = (source.path, record.key, record.kept, record.kept_sum)
            self._database.execute("INSERT OR REPLACE INTO story VALUES (?, ?, ?, ?)", story)
            self._touch((source,))
        made = self._made(source.path, record.kept)
        assert made, "what was put into words can be read"
        return made

    def body(self, path: str) -> Body:
        """Fetch the body of a file that `split` or `keep` gave; LostError where it is no longer there."""
        return body_of(path, self.written_body(path))

    def written_body(self, path: str) -> str:
        """Fetch it as it was written, for `body_of`."""
        query = "SELECT key, body, body.sum FROM body JOIN story USING (path) WHERE path = ?"
        row = self._database.execute(query, (path,)).fetchone()
        if (
            row is None
            or not all(isinstance(value, str) for value in row)
            or digest(row[0], row[1]) != row[2]
        ):
            raise LostError(path)
        return str(row[1])

    def forget(self, gone: Sequence[str]) -> None:
        """Drop the records of files that are gone."""
        if gone:
            self._moves = digest(self._moves, *gone)
        for table in ("story", "body", "stamp"):
            self._database.executemany(f"DELETE FROM {table} WHERE path = ?", [(path,) for path in gone])

    def pictures(
        self,
        files: Iterable[Source],
        examine: Callable[[Sequence[tuple[Source, Picture | None]]], Iterable[Picture]],
    ) -> Mapping[str, Picture]:
        """Give what is known of pictures by path; forget others.

        `examine` is asked where a file may have changed, and told what was known: after a fresh checkout only
        the stamps are new.
        """
        known = {
            str(path): (stamp, kept, checksum)
            for path, *stamp, kept, checksum in self._database.execute(
                "SELECT path, size, mtime, inode, kept, sum FROM examined"
            )
        }
        found: dict[str, Picture] = {}
        todo = []
        for source in files:
            stamp, *kept = known.get(source.path, (None, None, None))
            before = self._examined(source.path, stamp, *kept) if stamp else None
            if before and stamp and self.tells(stamp, source):
                found[source.path] = before
            else:
                todo.append((source, before))
        rows = []
        for (source, _), picture in zip(todo, examine(todo), strict=True):
            found[source.path] = picture
            stamp, written = _listed(source.stamp), codec.dumps(picture)
            rows.append((source.path, *stamp, written, self._sum(source.path, stamp, written)))
        gone = sorted((path,) for path in known.keys() - found.keys())
        self._database.executemany("DELETE FROM examined WHERE path = ?", gone)
        self._database.executemany("INSERT OR REPLACE INTO examined VALUES (?, ?, ?, ?, ?, ?)", rows)
        return found

    def _examined(self, path: str, stamp: list[int], kept: object, checksum: object) -> Picture | None:
        if not isinstance(kept, str) or checksum != self._sum(path, stamp, kept):
            return None
        try:
            return codec.loads(Picture, kept)
        except ValueError:
            return None

    def _sum(self, path: str, stamp: list[int], kept: str) -> str:
        return digest(self._version, path, repr(stamp), kept)

    def outputs(self, root: str) -> Known:
        """Give what is known of the files below an output folder: fingerprint, stamp, content hash."""
        rows = self._database.execute(
            "SELECT path, fingerprint, size, mtime, inode, hash FROM output WHERE root = ?", (root,)
        )
        found = {}
        for path, fingerprint, size, mtime, inode, content in rows:
            if all(isinstance(value, str) for value in (path, fingerprint, content)):
                found[path] = (fingerprint, Stamp(size, mtime, inode), content)
        return found

    def output(self, root: str, path: str) -> tuple[str, str] | None:
        """Give what `outputs` gives of one file, fingerprint and content hash; None if it is not known."""
        query = "SELECT fingerprint, hash FROM output WHERE root = ? AND path = ?"
        row = self._database.execute(query, (root, path)).fetchone()
        return (str(row[0]), str(row[1])) if row else None

    def keep_outputs(self, root: str, outputs: Known, known: Known) -> None:
        """Replace what is `known` of an output folder, as `outputs` gave it, with these."""
        gone = [(root, path) for path in known.keys() - outputs.keys()]
        self._database.executemany("DELETE FROM output WHERE root = ? AND path = ?", gone)
        self.update_outputs(root, [(path, *one) for path, one in outputs.items() if known.get(path) != one])

    def update_outputs(self, root: str, outputs: Iterable[tuple[str, str, Stamp, str]]) -> None:
        """Replace what is known of single files: path, fingerprint, stamp, content hash."""
        self._database.executemany(
            "INSERT OR REPLACE INTO output VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (root, path, fingerprint, stamp.size, stamp.mtime_ns, stamp.inode, content)
                for path, fingerprint, stamp, content in outputs
            ],
        )

    def entries(self, root: str, path: str) -> tuple[str, tuple[str, ...]]:
        """Give the content hash of a feed's document and its entries' marks; nothing where none are known."""
        tables = "entries JOIN output USING (root, path, hash)"
        query = f"SELECT hash, marks, sum FROM {tables} WHERE root = ? AND path = ?"
        row = self._database.execute(query, (root, path)).fetchone()
        if row is None or row[2] != digest(self._version, root, path, str(row[0]), str(row[1])):
            return "", ()
        return row[0], tuple(row[1].split())

    def keep_entries(self, root: str, documents: Documents, paths: Container[str]) -> None:
        """Keep what `entries` gives of these documents; forget those that are at none of `paths`."""
        known = self._database.execute("SELECT path FROM entries WHERE root = ?", (root,)).fetchall()
        gone = [(root, path) for (path,) in known if path not in paths]
        self._database.executemany("DELETE FROM entries WHERE root = ? AND path = ?", gone)
        self.update_entries(root, documents)

    def update_entries(self, root: str, documents: Documents) -> None:
        """Replace what `entries` gives of these documents."""
        rows = [(root, path, content, " ".join(marks)) for path, (content, marks) in documents.items()]
        self._database.executemany(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)",
            [(*row, digest(self._version, *row)) for row in rows],
        )

    def generation(self) -> str:
        """Stand for all that is kept of files: another text once any of it is another."""
        kept = self.standing("", _GENERATION) or ""
        if self._moves:
            kept = digest(kept, self._moves)
            self._moves = ""
            self.keep_standing("", _GENERATION, kept)
        return kept

    def standing(self, root: str, part: str) -> str | None:
        """Give what `keep_standing` kept, unless it is broken, or another version's."""
        query = "SELECT kept, sum FROM standing WHERE root = ? AND part = ?"
        row = self._database.execute(query, (root, part)).fetchone()
        return str(row[0]) if row and row[1] == digest(self._version, root, part, str(row[0])) else None

    def keep_standing(self, root: str, part: str, kept: str) -> None:
        """Keep a part of what is known of the plan as a whole that an output folder holds."""
        row = (root, part, kept, digest(self._version, root, part, kept))
        self._database.execute("INSERT OR REPLACE INTO standing VALUES (?, ?, ?, ?)", row)

    def has_tried(self, templates: str) -> bool:
        """Say whether the templates with this fingerprint were the last to be tried, by this program."""
        return self.standing("", _TRIED) == templates

    def keep_tried(self, templates: str) -> None:
        """Keep that these templates were tried, and nothing was wrong."""
        self.keep_standing("", _TRIED, templates)

    def forget_standing(self, root: str) -> None:
        """Drop what is known of the plan as a whole: another one is about to be written."""
        self._database.execute("DELETE FROM standing WHERE root = ?", (root,))

    def keep_planned(self, root: str, outputs: Iterable[Output], marks: Mapping[str, FeedMarks]) -> int:
        """Keep what outputs are made from, feeds with their `marks`; forget all others below that root.

        Gives by how much that changes `names`.
        """
        query = "SELECT path, fingerprint, names FROM planned WHERE root = ?"
        known = {path: tuple(row) for path, *row in self._database.execute(query, (root,))}
        asked = [output for output in outputs if is_kept(output)]
        gone = known.keys() - {output.path for output in asked}
        self._database.executemany(
            "DELETE FROM planned WHERE root = ? AND path = ?", [(root, path) for path in gone]
        )
        changed = [output for output in asked if known.get(output.path, (None,))[0] != output.fingerprint]
        was = {*gone, *(output.path for output in changed if output.path in known)}
        less = sum(weight(path, str(known[path][1])) for path in was)
        # One after the other, for together they are as long as all that lists show.
        return self.update_planned(root, (keep(one, marks.get(one.path)) for one in changed)) - less

    def update_planned(self, root: str, kept: Iterable[Kept]) -> int:
        """Replace what single outputs are made from, and give the sum of their `Kept.weight`s."""
        weights = 0
        for one in kept:
            row = (root, *_fields(one), digest(root, *map(str, _fields(one))))
            self._database.execute("INSERT OR REPLACE INTO planned VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            weights += one.weight
        return weights

    def names(self, root: str) -> int:
        """Stand for the names of all outputs that are kept: the sum of their `Kept.weight`s."""
        query = "SELECT path, names FROM planned WHERE root = ?"
        return sum(weight(path, str(names)) for path, names in self._database.execute(query, (root,)))

    def named(self, root: str, needles: Sequence[str]) -> list[str]:
        """Give the paths of the outputs that are kept with one of these in their names."""
        found = " OR ".join(["instr(names, ?)"] * len(needles)) or "0"
        query = f"SELECT path FROM planned WHERE root = ? AND ({found})"
        return [str(row[0]) for row in self._database.execute(query, (root, *needles))]

    def planned(self, root: str, path: str) -> Kept:
        """Give what the output at one path is made from; LostError where that is not known."""
        kept = self.planned_if_any(root, path)
        if kept is None:
            raise LostError(path)
        return kept

    def planned_if_any(self, root: str, path: str) -> Kept | None:
        """Give it, or None where there is no such output."""
        query = f"SELECT {_PLANNED} FROM planned WHERE root = ? AND path = ?"
        row = self._database.execute(query, (root, path)).fetchone()
        return _kept(root, row) if row else None

    def commit(self) -> str:
        """Write what was kept to disk, and give the stamp of the file.

        A full disk or read-only folder loses the cache, not the build: the stamp is then "".
        """
        self.generation()
        try:
            self._database.commit()
        except sqlite3.Error:
            return ""
        return _stamp(self._file) if self._file else ""

    def _row(self, path: str) -> _Row | None:
        query = f"SELECT {_STORY} FROM {_STORIES} WHERE path = ?"
        row = self._database.execute(query, (path,)).fetchone()
        return row if row and _is_whole(row) else None

    def _is_same_file(self, row: _Row, source: Source) -> bool:
        stamp = source.stamp
        same = (row[1], row[2], row[3]) == (stamp.size, stamp.mtime_ns, stamp.inode)
        return same and self._is_settled(stamp)

    def _is_settled(self, stamp: Stamp) -> bool:
        return stamp.mtime_ns < self._written_ns - _RACY_NS

    def _made(self, path: str, text: str) -> Made | None:
        try:
            kept = codec.loads(_Kept, text)
        except ValueError:
            return None
        if (kept.head and kept.head.path != path) or (kept.page and kept.page.path != path):
            return None
        return Made(path, kept.head, None, kept.page, kept.problems, kept.is_article, kept.is_draft)

    def _touch(self, sources_: Iterable[Source]) -> None:
        """Keep the stamps of files that hold what is kept of them."""
        self._database.executemany(
            "INSERT OR REPLACE INTO stamp VALUES (?, ?, ?, ?)",
            [(source.path, *_listed(source.stamp)) for source in sources_],
        )


def _is_whole(row: _Row) -> bool:
    """Say whether a record of a story is as it was written."""
    key, _, _, _, kept, checksum = row
    return isinstance(key, str) and isinstance(kept, str) and digest(key, kept) == checksum


def record(key: str, made: Made) -> Record:
    """Put what was made of a file into words."""
    kept = codec.dumps(_Kept(made.head, made.page, made.problems, made.is_article, made.is_draft))
    body = _body_in_words(made.body or Body())
    return Record(key, kept, digest(key, kept), body, digest(key, body), not errors(made.problems))


def key_of(path: str, data: bytes, version: str) -> str:
    """Name all that is made of a file by what it is made from."""
    return f"{digest(path, data)}-{version}"


def _body_in_words(body: Body) -> str:
    """Write a body: its HTML as it is, which is most of it, after a line of JSON with the rest."""
    return f"{codec.dumps(Body('', body.links, body.marks))}\n{body.html}"


def body_of(path: str, written: str) -> Body:
    """Read the body of a file that `record` wrote; LostError for anything else."""
    rest, _, html = written.partition("\n")
    try:
        return replace(codec.loads(Body, rest), html=html)
    except ValueError as error:
        raise LostError(path) from error


def _key_now(source: Source, version: str) -> str:
    data = sources.read(source)
    return "" if isinstance(data, Problem) else key_of(source.path, data, version)


_PLANNED = "path, kind, fingerprint, names, kept, sum"


def _fields(kept: Kept) -> tuple[str, int, str, str, str]:
    return kept.path, kept.kind, kept.fingerprint, kept.names, kept.text


def _kept(root: str, row: Sequence[Any]) -> Kept:
    *fields, checksum = row
    if checksum != digest(root, *map(str, fields)):
        raise LostError(str(row[0]))
    return Kept(*fields)


def _stamp(file: str) -> str:
    try:
        status = os.lstat(file)
    except OSError:
        return ""
    # The time of change, too: who sets a time back cannot set that one.
    times = f"{status.st_mtime_ns} {status.st_ctime_ns}"
    return f"{status.st_size} {times} {status.st_ino}"


def _listed(stamp: Stamp) -> list[int]:
    return [stamp.size, stamp.mtime_ns, stamp.inode]


@contextmanager
def opened(
    folder: str | None, name: str, version: str, say: Callable[[str], None], left: str = ""
) -> Iterator[Cache]:
    """Open the cache `name` in a folder; without one, or where it cannot be used, a temporary one.

    It `is_as_left` if its file has still the stamp `left`, which an earlier `commit` gave.

    One build at a time uses it; another is awaited, which `say` tells, for with what it found out this one
    has less to do. Raises LostError from the block where the database fails in it, and removes it.
    """
    with ExitStack() as turn:
        if folder and not _is_free(turn, folder, name, say):
            folder = None
        file = _file(folder, name) if folder else ""
        is_as_left = bool(file and left) and _stamp(file) == left
        database, written_ns = _connect(folder, name)
        try:
            yield Cache(database, version, written_ns, file, is_as_left=is_as_left)
        except (LostError, sqlite3.Error) as error:
            if not folder:
                raise
            database.close()
            with suppress(OSError):
                os.remove(file)
            raise LostError(str(error)) from error
        finally:
            database.close()


def _is_free(turn: ExitStack, folder: str, name: str, say: Callable[[str], None]) -> bool:
    """Wait until no other build uses the cache, until `turn` ends; False where that takes too long."""

    def wait(other: str) -> None:
        say(f"{other} is using {folder}: waiting for it to end")

    try:
        with suppress(OSError):
            os.makedirs(folder, exist_ok=True)
        turn.enter_context(locks.held(os.path.join(folder, f"{name}.lock"), wait))
    except locks.BusyError as error:
        say(f"{error.other} is still using {folder}: going on without what it holds")
        return False
    return True


def _file(folder: str, name: str) -> str:
    return os.path.join(folder, f"{name}.sqlite3")


def _connect(folder: str | None, name: str) -> tuple[sqlite3.Connection, int]:
    if folder:
        file = _file(folder, name)
        # The second try is for a file that is no database, or is a broken one.
        for _ in range(2):
            try:
                os.makedirs(folder, exist_ok=True)
                for suffix in _BESIDE:
                    _discard_unless_private(f"{file}{suffix}")
                written_ns = os.stat(file).st_mtime_ns if os.path.exists(file) else 0
                os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
                return _checked(sqlite3.connect(file, timeout=1.0)), written_ns
            except (sqlite3.Error, OSError) as error:
                # An older one raises OperationalError, too: it has not the columns that are asked for.
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NOT_ITS_FAULT:
                    break
                with suppress(OSError):
                    os.remove(file)
    return _checked(sqlite3.connect("")), 0


def _discard_unless_private(file: str) -> None:
    """Remove what is no regular file, or one that others could have written or read: a stranger's."""
    if os.name != "posix" or not os.path.lexists(file):
        return
    if not memo.is_private(os.lstat(file)):
        os.remove(file)


def _checked(database: sqlite3.Connection) -> sqlite3.Connection:
    """Make the tables and take the write lock, so that trouble shows here and not in mid-build."""
    # Text that is not UTF-8 is a broken record, found by its checksum, not a broken database.
    database.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        # Of a new one: a story and its body then lie in one page each, and are read in half the time.
        database.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        database.executescript(_SCHEMA)
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN IMMEDIATE")
        database.execute(f"SELECT path, {_STORY} FROM {_STORIES} LIMIT 1").fetchone()
        database.execute("SELECT path, body, sum FROM body LIMIT 1").fetchone()
        database.execute(
            "SELECT root, path, fingerprint, size, mtime, inode, hash FROM output LIMIT 1"
        ).fetchone()
        database.execute("SELECT path, size, mtime, inode, kept, sum FROM examined LIMIT 1").fetchone()
        database.execute("SELECT root, part, kept, sum FROM standing LIMIT 1").fetchone()
        database.execute("SELECT root, path, hash, marks, sum FROM entries LIMIT 1").fetchone()
        database.execute(f"SELECT root, {_PLANNED} FROM planned LIMIT 1").fetchone()
    except UnicodeDecodeError as error:
        # What SQLite says of a broken database can hold bytes of it.
        database.close()
        raise sqlite3.DatabaseError("broken") from error
    except sqlite3.Error:
        database.close()
        raise
    return database
