"""What was found in pictures, by the stamp of their file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from feedgen_site import codec
from feedgen_site.cache.database import Database, listed
from feedgen_site.model import Picture, Source
from feedgen_site.text import digest

Examine = Callable[[Sequence[tuple[Source, Picture | None]]], Iterable[Picture]]
"""Looks into files, given with what was known of each: after a fresh checkout only the stamps are new."""


def known(database: Database, files: Iterable[Source], examine: Examine) -> Mapping[str, Picture]:
    """Give what is known of pictures by path, and forget others; `examine` is asked for what may be new."""
    were = {
        str(path): (stamp, kept, checksum)
        for path, *stamp, kept, checksum in database.connection.execute(
            "SELECT path, size, mtime, inode, kept, sum FROM examined"
        )
    }
    found: dict[str, Picture] = {}
    todo = []
    for source in files:
        stamp, kept, checksum = were.get(source.path, ([], None, None))
        before = _before(database, source.path, stamp, kept, checksum)
        if before and database.tells(stamp, source):
            found[source.path] = before
        else:
            todo.append((source, before))
    rows = []
    for (source, _), picture in zip(todo, examine(todo), strict=True):
        found[source.path] = picture
        stamp, written = listed(source.stamp), codec.dumps(picture)
        rows.append((source.path, *stamp, written, _sum(database, source.path, stamp, written)))
    gone = sorted((path,) for path in were.keys() - found.keys())
    database.connection.executemany("DELETE FROM examined WHERE path = ?", gone)
    database.connection.executemany("INSERT OR REPLACE INTO examined VALUES (?, ?, ?, ?, ?, ?)", rows)
    return found


def _before(
    database: Database, path: str, stamp: Sequence[int], kept: object, checksum: object
) -> Picture | None:
    if not isinstance(kept, str) or checksum != _sum(database, path, stamp, kept):
        return None
    try:
        return codec.loads(Picture, kept)
    except ValueError:
        return None


def _sum(database: Database, path: str, stamp: Sequence[int], kept: str) -> str:
    return digest(database.version, path, repr(stamp), kept)
