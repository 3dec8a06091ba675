"""A document of a feed as pieces: what stands before its entries, each of them, what stands after.

The bytes of an entry are the same whatever stands beside it, so those of most are there before a document is
written again. In XML no text holds a `<`, and in JSON none holds a line end: where an entry begins and ends
cannot be mistaken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain
from typing import Final

from feedgen_site.feeds import Entry, Format

# How an entry begins and ends, and what stands after the last one.
_SIGNS: Final = {
    Format.ATOM: (b"\n  <entry", b"\n  </entry>", b"\n</feed>"),
    Format.RSS: (b"\n    <item>", b"\n    </item>", b"\n  </channel>"),
    Format.JSON: (b"\n  {", b"\n  }", b"\n ]\n}"),
}
_ITEMS: Final = b'\n "items": ['
_AT_ONCE: Final = 400_000
"""So many signs of HTML are written at once, and then one entry more."""


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


def written(
    kind: Format, write: Callable[[Sequence[Entry]], bytes], entries: Sequence[Entry],
    present: Mapping[int, bytes],
) -> bytes:  # fmt: skip
    """Write XML with `write` some entries at a time, and put those present as they are each at its place.

    As a tree all entries of a month take many times the memory of their bytes.
    """
    absent = [entry for place, entry in enumerate(entries) if place not in present]
    batches = list(_batches(absent))
    if len(batches) == 1 and not present:
        return write(absent)
    head, parts, tail = cut(kind, write(batches[0]))
    more = chain.from_iterable(cut(kind, write(batch))[1] for batch in batches[1:])
    fresh = chain(parts, more)
    every = (present.get(place) or next(fresh) for place in range(len(entries)))
    return joined(chain((head,), every, (tail,)))


def joined(parts: Iterable[bytes]) -> bytes:
    """Join bytes as `b"".join` does, but hold no more than one part beside what is joined."""
    whole = BytesIO()
    whole.writelines(parts)
    return whole.getvalue()


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Part entries into batches of some length, the last perhaps shorter, or empty if it is the only one."""
    batch: list[Entry] = []
    length = 0
    for entry in entries:
        if length > _AT_ONCE:
            yield batch
            batch, length = [], 0
        batch.append(entry)
        length += len(entry.html)
    yield batch
