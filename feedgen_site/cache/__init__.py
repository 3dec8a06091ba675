"""What earlier builds found out: stories by the content they were made from, outputs by their fingerprint,
pictures by the stamp of their file.

One SQLite file in the cache folder (`database`), JSON inside: nothing in it can run. Every record carries a
checksum; a record, or a whole file, that is broken, older or written by another version counts as absent.
Losing the cache costs time, never correctness.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Final

from feedgen_site import locks
from feedgen_site.cache.database import Database, LostError, Notes, connect, stamp_of
from feedgen_site.cache.outputs import FileRow, Files, Outputs
from feedgen_site.cache.records import Record, body_of, key_of, made_now, record
from feedgen_site.cache.stories import Stories, Suspect, Todo
from feedgen_site.model import Picture, Source

if TYPE_CHECKING:
    from feedgen_site.cache.pictures import Examine

__all__ = [
    "Cache",
    "FileRow",
    "Files",
    "LostError",
    "Outputs",
    "Record",
    "Stories",
    "Suspect",
    "Todo",
    "body_of",
    "key_of",
    "made_now",
    "opened",
    "record",
]

_TRIED: Final = "templates"


class Cache:
    """An open cache: its `stories`, the `outputs` of each folder, pictures, templates that were tried."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.stories = Stories(database)
        self._notes = Notes(database, "")
        self._outputs: dict[str, Outputs] = {}

    def outputs(self, folder: str) -> Outputs:
        """Give what is known of an output folder."""
        if folder not in self._outputs:
            self._outputs[folder] = Outputs(self.database, self._root_of(folder))
        return self._outputs[folder]

    def _root_of(self, output: str) -> str:
        """Name an output folder by the way to it from the cache, so that both can move to another machine."""
        real = os.path.realpath(output)
        try:
            return os.path.relpath(real, os.path.realpath(os.path.dirname(self.database.file)))
        except ValueError:  # on another drive
            return real

    def pictures(self, files: Iterable[Source], examine: Examine) -> Mapping[str, Picture]:
        """Give what is known of pictures by path, forget others, and ask `examine` for what may be new."""
        from feedgen_site.cache import pictures  # here, as all that an edit of words does not need

        return pictures.known(self.database, files, examine)

    def has_tried(self, templates: str) -> bool:
        """Say whether the templates with this fingerprint were the last to be tried, by this program."""
        return self._notes.find(_TRIED) == templates

    def keep_tried(self, templates: str) -> None:
        """Keep that these templates were tried, and nothing was wrong."""
        self._notes.keep(_TRIED, templates)

    def commit(self) -> str:
        """Write what was kept to disk, and give the stamp of the file.

        A full disk or read-only folder loses the cache, not the build: the stamp is then "".
        """
        self.stories.generation()
        try:
            self.database.connection.commit()
        except sqlite3.Error:
            return ""
        return stamp_of(self.database.file) if self.database.file else ""


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
        file = os.path.join(folder, f"{name}.sqlite3") if folder else ""
        if folder and not _is_free(turn, folder, name, say):
            file = ""
        database = connect(file, version, left)
        try:
            yield Cache(database)
        except (LostError, sqlite3.Error) as error:
            if not database.file:
                raise
            database.connection.close()
            with suppress(OSError):
                os.remove(file)
            raise LostError(str(error)) from error
        finally:
            database.connection.close()


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
