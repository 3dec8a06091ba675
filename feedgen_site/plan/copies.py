"""Files that are copied as they are: those of content/static, and those that stories refer to."""

from __future__ import annotations

from collections.abc import Iterator

from feedgen_site.model import Source
from feedgen_site.plan.desk import Desk
from feedgen_site.plan.outputs import FileArguments, Kind, Output


def copies(desk: Desk) -> Iterator[Output]:
    """Plan the copies, once all files have been asked for."""
    for path, source in desk.static.items():
        yield _copy(desk, path, source, source.path)
    for path, (source, origin) in desk.assets.items():
        yield _copy(desk, f"assets{path}", source, origin)


def _copy(desk: Desk, path: str, source: Source, origin: str) -> Output:
    stamp = source.stamp
    marks = [repr((stamp.size, stamp.mtime_ns, stamp.inode))]
    return desk.output(path, Kind.FILE, FileArguments(source.file), marks, origin=origin)
