"""The file of the cache: one SQLite database with checked JSON in it.

A checksum is no signature: who can write the file can put any HTML into a story. So the file is used only
while its mode is private to its owner, as ours is. A file that came with a Git checkout never is (Git keeps
no such modes), unless the umask makes every file so.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from feedgen_site import memo
from feedgen_site.frozen import dataclass
from feedgen_site.model import Source, Stamp
from feedgen_site.text import digest

_SCHEMA: Final = """
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
# An older file lacks some of these columns, and counts as absent.
_COLUMNS: Final = {
    "story": "path, key, kept, sum",
    "stamp": "path, size, mtime, inode",
    "body": "path, body, sum",
    "output": "root, path, fingerprint, size, mtime, inode, hash",
    "standing": "root, part, kept, sum",
    "planned": "root, path, kind, fingerprint, names, kept, sum",
    "entries": "root, path, hash, marks, sum",
    "examined": "path, size, mtime, inode, kept, sum",
}
_PAGE_BYTES: Final = 32_768
# SQLite plays back what it finds beside a database: a journal can forge as much as the database itself.
_BESIDE: Final = ("", "-journal", "-wal", "-shm")
# Locked by another program, or on a disk that is full or read-only.
_NOT_ITS_FAULT: Final = (
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
)  # fmt: skip
# A file changed this shortly before the cache was written may have changed again in the same clock tick.
_RACY_NS: Final = 2_000_000_000


class LostError(Exception):
    """The cache broke while it was in use; without it the same build succeeds."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database, at `file` ("" where it is a temporary one).

    `version` names all that a record depends on besides what it is a record of. `written_ns` is when the file
    was last written. It `is_as_left` if an earlier build of the same command line was the last to write it.
    """

    connection: sqlite3.Connection
    file: str
    version: str
    written_ns: int
    is_as_left: bool

    def is_settled(self, stamp: Stamp) -> bool:
        """Say whether a file with this stamp cannot have changed in the clock tick it was looked at in."""
        return stamp.mtime_ns < self.written_ns - _RACY_NS

    def tells(self, stamp: Sequence[int], source: Source) -> bool:
        """Say whether a stamp that was kept (bytes, nanoseconds, inode) tells that a file is the same."""
        return list(stamp) == listed(source.stamp) and self.is_settled(source.stamp)


class Notes:
    """Single texts by their names, below an output folder, or below "" for the whole cache."""

    def __init__(self, database: Database, root: str) -> None:
        self._database, self._root = database, root

    def find(self, name: str) -> str | None:
        """Give the text that was kept; None where there is none, or it is broken, or another version's."""
        query = "SELECT kept, sum FROM standing WHERE root = ? AND part = ?"
        row = self._database.connection.execute(query, (self._root, name)).fetchone()
        return str(row[0]) if row and row[1] == self._sum(name, str(row[0])) else None

    def keep(self, name: str, text: str) -> None:
        """Keep a text, in place of what has this name."""
        row = (self._root, name, text, self._sum(name, text))
        self._database.connection.execute("INSERT OR REPLACE INTO standing VALUES (?, ?, ?, ?)", row)

    def forget(self) -> None:
        """Drop all of them."""
        self._database.connection.execute("DELETE FROM standing WHERE root = ?", (self._root,))

    def _sum(self, name: str, text: str) -> str:
        return digest(self._database.version, self._root, name, text)


def listed(stamp: Stamp) -> list[int]:
    """Give a stamp as it is kept: bytes, nanoseconds, inode."""
    return [stamp.size, stamp.mtime_ns, stamp.inode]


def stamp_of(file: str) -> str:
    """Stand for a database as it lies there now; "" where it cannot be looked at."""
    try:
        status = os.lstat(file)
    except OSError:
        return ""
    # The time of change, too: who sets a time back cannot set that one.
    times = f"{status.st_mtime_ns} {status.st_ctime_ns}"
    return f"{status.st_size} {times} {status.st_ino}"


def connect(file: str, version: str, left: str) -> Database:
    """Open the database at `file`; a temporary one where that is "", or cannot be used.

    It `is_as_left` if it has still the stamp `left`. One that is broken, older or a stranger's is made anew.
    """
    is_as_left = bool(file and left) and stamp_of(file) == left
    # The second try is for a file that is no database, or is a broken one.
    for _ in range(2 if file else 0):
        try:
            os.makedirs(os.path.dirname(file), exist_ok=True)
            for suffix in _BESIDE:
                _discard_unless_private(f"{file}{suffix}")
            written_ns = os.stat(file).st_mtime_ns if os.path.exists(file) else 0
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
            connection = _checked(sqlite3.connect(file, timeout=1.0))
            return Database(connection, file, version, written_ns, is_as_left)
        except (sqlite3.Error, OSError) as error:
            # An older one raises OperationalError, too: it has not the columns that are asked for.
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NOT_ITS_FAULT:
                break
            with suppress(OSError):
                os.remove(file)
    return Database(_checked(sqlite3.connect("")), "", version, written_ns=0, is_as_left=False)


def _discard_unless_private(file: str) -> None:
    """Remove what is no regular file, or one that others could have written or read: a stranger's."""
    if os.name != "posix" or not os.path.lexists(file):
        return
    if not memo.is_private(os.lstat(file)):
        os.remove(file)


def _checked(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Make the tables and take the write lock, so that trouble shows here and not in mid-build."""
    # Text that is not UTF-8 is a broken record, found by its checksum, not a broken database.
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        # Of a new one: a story and its body then lie in one page each, and are read in half the time.
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.executescript(_SCHEMA)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        for table, columns in _COLUMNS.items():
            connection.execute(f"SELECT {columns} FROM {table} LIMIT 1").fetchone()
    except UnicodeDecodeError as error:
        # What SQLite says of a broken database can hold bytes of it.
        connection.close()
        raise sqlite3.DatabaseError("broken") from error
    except sqlite3.Error:
        connection.close()
        raise
    return connection
