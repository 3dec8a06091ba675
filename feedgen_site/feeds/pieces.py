"""A document of a feed as pieces: what stands before its entries, each of them, what stands after.

The bytes of an entry are the same whatever stands beside it, so those of most are there before a document is
written again. In XML no text holds a `<`, and in JSON none holds a line end: where an entry begins and ends
cannot be mistaken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from feedgen_site.feeds import Format

# How an entry begins and ends, and what stands after the last one.
_SIGNS: Final = {
    Format.ATOM: (b"\n  <entry", b"\n  </entry>", b"\n</feed>"),
    Format.RSS: (b"\n    <item>", b"\n    </item>", b"\n  </channel>"),
    Format.JSON: (b"\n  {", b"\n  }", b"\n ]\n}"),
}
_ITEMS: Final = b'\n "items": ['


def cut(kind: Format, data: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Take apart what `feeds.render` wrote."""
    begin, end, close = _SIGNS[kind]
    between = b"," if kind is Format.JSON else b""
    # Before them JSON has other lists, and its list of entries may be empty.
    top = data.index(_ITEMS) + len(_ITEMS) if kind is Format.JSON else 0
    if kind is Format.JSON and data.startswith(b"]", top):
        return data[:top], [], b"\n " + data[top:]
    start = data.find(begin, top)
    if start < 0:
        start = data.rindex(close)
    parts, at = [], start
    while data.startswith(begin, at):
        stop = data.index(end, at) + len(end)
        parts.append(data[at:stop])
        at = stop + len(between) if data.startswith(between, stop) else stop
    return data[:start], parts, data[at:]


def woven(kind: Format, data: bytes, present: Mapping[int, bytes]) -> bytes:
    """Put entries that are there already into XML that was written without them, each at its place."""
    if not present:
        return data
    head, parts, tail = cut(kind, data)
    fresh = iter(parts)
    every = [present.get(place) or next(fresh) for place in range(len(parts) + len(present))]
    return b"".join((head, *every, tail))
