"""Exif: of all that a camera writes only orientation, artist and copyright are kept (Exif 2.32, TIFF 6.0).

A list of what stays, not of what goes: makers put serial numbers and places into fields of their own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from feedgen_site.frozen import dataclass

_ORIENTATION, _ARTIST, _COPYRIGHT, _GPS = 0x0112, 0x013B, 0x8298, 0x8825
_ASCII, _SHORT, _LONG, _UTF8 = 2, 3, 4, 129
_UPRIGHT = 1
# Longer than any name or notice; so that what is kept always fits into the segment of a JPEG.
_LONGEST = 8_000
_BYTE_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One field of a directory: its value is `count` items of a type, at `offset`."""

    kind: int
    count: int
    offset: int


def cleaned(tiff: bytes, *, upright: bool = False) -> bytes:
    """Give an Exif block (without `Exif\\0\\0` before it) with what may stay, b"" where that is nothing.

    `upright`: the picture has been turned, and needs no orientation.
    """
    order = _BYTE_ORDERS.get(tiff[:4])
    if order is None:
        return b""
    entries = dict(_entries(tiff, order))
    fields = []
    orientation = _number(tiff, order, entries.get(_ORIENTATION))
    if _UPRIGHT < orientation <= 8 and not upright:
        fields.append((_ORIENTATION, _SHORT, 1, struct.pack(">HH", orientation, 0)))
    texts = ((tag, _text(tiff, entries.get(tag))) for tag in (_ARTIST, _COPYRIGHT))
    fields += [(tag, _ASCII, len(text), text) for tag, text in texts if text]
    return _written(fields)


def has_place(tiff: bytes) -> bool:
    """Say whether an Exif block, or a TIFF file, names a place by GPS."""
    order = _BYTE_ORDERS.get(tiff[:4])
    return order is not None and any(tag == _GPS for tag, _ in _entries(tiff, order))


def _entries(tiff: bytes, order: str) -> Iterator[tuple[int, _Entry]]:
    """Give the fields of the first directory; the second describes a thumbnail."""
    try:
        (directory,) = struct.unpack_from(f"{order}L", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, directory)
        for number in range(count):
            place = directory + 2 + 12 * number
            tag, kind, length = struct.unpack_from(f"{order}HHL", tiff, place)
            size = length * (2 if kind == _SHORT else 4 if kind == _LONG else 1)
            offset = place + 8
            if size > 4:
                (offset,) = struct.unpack_from(f"{order}L", tiff, offset)
            yield tag, _Entry(kind, length, offset)
    except struct.error:  # it ends too early: what was read counts
        return


def _number(tiff: bytes, order: str, entry: _Entry | None) -> int:
    form = {_SHORT: "H", _LONG: "L"}.get(entry.kind if entry else 0)
    if entry is None or form is None or entry.count != 1:
        return 0
    try:
        (value,) = struct.unpack_from(f"{order}{form}", tiff, entry.offset)
    except struct.error:
        return 0
    return int(value)


def _text(tiff: bytes, entry: _Entry | None) -> bytes:
    """Give a text with its closing zero; b"" where it is empty or not whole."""
    if entry is None or entry.kind not in (_ASCII, _UTF8) or entry.count > _LONGEST:
        return b""
    text = tiff[entry.offset : entry.offset + entry.count].strip(b"\0 ")
    return text + b"\0" if text and entry.offset + entry.count <= len(tiff) else b""


def _written(fields: list[tuple[int, int, int, bytes]]) -> bytes:
    """Write one directory of fields (tag, type, count, value), in the order of their tags."""
    if not fields:
        return b""
    rows, values = [], b""
    after = 8 + 2 + 12 * len(fields) + 4
    for tag, kind, count, value in fields:
        place = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(">L", after + len(values))
        rows.append(struct.pack(">HHL", tag, kind, count) + place)
        if len(value) > 4:
            values += value + b"\0" * (len(value) % 2)  # values begin at even places
    head = b"MM\0*" + struct.pack(">LH", 8, len(fields))
    return head + b"".join(rows) + bytes(4) + values
