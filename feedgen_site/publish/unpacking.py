"""Of an output folder that was packed, and unpacked elsewhere: which files are those that were packed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from feedgen_site.model import Stamp

_SECOND = 1_000_000_000
# Of a file written this shortly before the last one nobody knows that nothing was written there after it,
# within the same tick of the clock.
_RACY_NS = 2 * _SECOND


def as_packed(
    known: Mapping[str, Stamp], found: Collection[str], others: Mapping[str, Stamp]
) -> tuple[str, ...]:
    """Give those of the `others` that are believed unread: size and time are those that are known.

    A pipeline packs the output of a build, and unpacks it for the next. Then every file has another inode,
    and what comes out of a tar file has the time it had, to the nanosecond: nobody has altered it. A time in
    whole seconds does not say so. Nor does any where as many files were `found`, with their inodes: there
    nothing was unpacked, and somebody has put another file in the place of ours.
    """
    floor = max((stamp.mtime_ns for stamp in known.values()), default=0) - _RACY_NS
    same = tuple(
        path
        for path, stamp in others.items()
        if (was := known.get(path))
        and (was.size, was.mtime_ns) == (stamp.size, stamp.mtime_ns)
        and stamp.mtime_ns % _SECOND
        and stamp.mtime_ns < floor
    )
    return same if len(same) > len(found) else ()
