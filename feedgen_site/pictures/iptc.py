"""Photoshop's resources in a JPEG: of the IPTC fields those of credit and rights are kept, nothing else.

What goes: previews, a second copy of Exif and XMP, and the places that IPTC fields name (IIM 4.2).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_SIGNATURE = b"8BIM"
_IPTC = 0x0404
# Copyright flag, and the address of the rights' owner.
_KEPT_RESOURCES = frozenset((_IPTC, 0x040A, 0x040B))
_TAG_MARKER = 0x1C
# Coded character set, record version; special instructions, by-line and its title, credit, source, copyright.
_KEPT_FIELDS = frozenset(((1, 90), (2, 0), (2, 40), (2, 80), (2, 85), (2, 110), (2, 115), (2, 116)))
# With these alone nothing is said of anybody.
_FRAME_FIELDS = frozenset(((1, 90), (2, 0)))
# So that all of it fits into one segment.
MOST_BYTES = 60_000


def cleaned(resources: bytes) -> bytes:
    """Give a block of resources with those that may stay, b"" where that is none."""
    kept = []
    for number, data in _resources(resources):
        if number in _KEPT_RESOURCES:
            value = _fields(data) if number == _IPTC else data
            if value:
                kept.append(
                    _SIGNATURE + struct.pack(">HHL", number, 0, len(value)) + value + b"\0" * (len(value) % 2)
                )
    whole = b"".join(kept)
    return whole if len(whole) <= MOST_BYTES else b""


def _resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give every resource that is whole: its number and what it holds."""
    position = 0
    while data[position : position + 4] == _SIGNATURE and position + 7 <= len(data):
        number = int.from_bytes(data[position + 4 : position + 6], "big")
        name = data[position + 6] + 1
        position += 6 + name + name % 2
        size = int.from_bytes(data[position : position + 4], "big")
        position += 4
        if position + size > len(data):
            return
        yield number, data[position : position + size]
        position += size + size % 2


def _fields(data: bytes) -> bytes:
    """Keep of IPTC's fields those of credit and rights."""
    kept, said = [], False
    position = 0
    while position + 5 <= len(data) and data[position] == _TAG_MARKER:
        name = (data[position + 1], data[position + 2])
        size = int.from_bytes(data[position + 3 : position + 5], "big")
        end = position + 5 + size
        if size & 0x8000 or end > len(data):  # longer than any text, or cut short
            break
        if name in _KEPT_FIELDS:
            kept.append(data[position:end])
            said = said or name not in _FRAME_FIELDS
        position = end
    return b"".join(kept) if said else b""
