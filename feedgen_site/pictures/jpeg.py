"""A JPEG without its metadata, by segments (T.81, annex B): the picture itself is copied byte for byte.

Kept are the tables, frames and scans, the colour profile, JFIF's density and Adobe's note on colours. What
stands behind the picture goes, too: telephones put a film or a second picture there.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from feedgen_site.patterns import regex
from feedgen_site.pictures.labels import Cleaned, Labels

SIGNATURE = b"\xff\xd8\xff"
_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_SOS, _APP0, _APP1, _APP2, _APP13, _APP14, _COMMENT = 0xDA, 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xFE
# Those below are reserved, and mean damage.
_FIRST = 0xC0
# TEM and the restart markers stand alone.
_BARE = frozenset((0x01, *range(0xD0, 0xD8)))
_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_PHOTOSHOP, _PROFILE, _JFIF, _ADOBE = b"Photoshop 3.0\0", b"ICC_PROFILE\0", b"JFIF\0", b"Adobe"
_ADOBE_LENGTH = 12
# Within a scan: whatever is neither stuffed nor a restart.
_IN_SCAN = regex(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)


def cleaned(data: bytes) -> Cleaned:
    """Clean a file that begins with `SIGNATURE`."""
    labels = Labels()
    parts = [_SOI]
    is_whole = False
    segments = list(_segments(data))
    photoshop = _joined_photoshop(data, segments)
    for marker, start, end in segments:
        if marker == _EOI[1]:
            parts.append(_EOI)
            is_whole = True
        elif marker == 0:  # what a scan holds
            parts.append(data[start:end])
        elif marker == _APP13:
            if photoshop is not None:
                parts.append(_segment(_APP13, _PHOTOSHOP, labels.add_iptc(photoshop)))
                photoshop = None
        elif 0xE0 <= marker <= 0xEF:
            parts.append(_application(marker, data[start + 4 : end], labels))
        elif marker >= _FIRST and marker != _COMMENT:
            parts.append(data[start:end])
    return Cleaned(b"".join(parts), "JPEG", is_whole, is_whole, labels)


def labelled(data: bytes, resources: bytes) -> bytes:
    """Put IPTC's fields, as `cleaned` left them, into a JPEG that has none."""
    return _SOI + _segment(_APP13, _PHOTOSHOP, resources) + data[2:] if resources else data


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Give marker, start and end of every whole segment, with 0 as marker for what scans hold, up to EOI."""
    position = 2
    while (position := data.find(b"\xff", position)) >= 0:
        while position + 1 < len(data) and data[position + 1] == 0xFF:
            position += 1
        if position + 1 >= len(data):
            return
        marker = data[position + 1]
        if marker == _EOI[1]:
            yield marker, position, position + 2
            return
        if marker == 0 or marker in _BARE:
            position += 2
            continue
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        end = position + 2 + length
        if length < 2 or end > len(data):
            return
        yield marker, position, end
        position = end
        if marker == _SOS:
            position = _end_of_scan(data, end)
            yield 0, end, position


def _end_of_scan(data: bytes, position: int) -> int:
    """Find the marker that ends a scan; other bytes that look like one are damage, and part of it."""
    for match in _IN_SCAN.finditer(data, position):
        marker = data[match.start() + 1]
        if marker >= _FIRST:
            return match.start()
    return len(data)


def _application(marker: int, payload: bytes, labels: Labels) -> bytes:
    """Give what to write instead of an application's segment."""
    if marker == _APP0 and payload.startswith(_JFIF) and len(payload) >= 14:
        return _segment(_APP0, payload[:12], b"\0\0")  # its preview is 0 by 0
    if marker == _APP1 and payload.startswith(_EXIF):
        return _segment(_APP1, _EXIF, labels.add_exif(payload[len(_EXIF) :]))
    if marker == _APP1 and payload.startswith(_XMP):
        return _segment(_APP1, _XMP, labels.add_xmp(payload[len(_XMP) :]))
    if marker == _APP2 and payload.startswith(_PROFILE):
        return _segment(_APP2, _PROFILE, payload[len(_PROFILE) :])
    if marker == _APP14 and payload.startswith(_ADOBE) and len(payload) >= _ADOBE_LENGTH:
        return _segment(_APP14, payload[: _ADOBE_LENGTH - 1], payload[_ADOBE_LENGTH - 1 : _ADOBE_LENGTH])
    return b""


def _segment(marker: int, name: bytes, content: bytes) -> bytes:
    """Write a segment, b"" where it would hold nothing."""
    if not content:
        return b""
    return struct.pack(">BBH", 0xFF, marker, 2 + len(name) + len(content)) + name + content


def _joined_photoshop(data: bytes, segments: list[tuple[int, int, int]]) -> bytes | None:
    """Join Photoshop's resources, which may go over several segments."""
    found = [
        data[start + 4 + len(_PHOTOSHOP) : end]
        for marker, start, end in segments
        if marker == _APP13 and data.startswith(_PHOTOSHOP, start + 4)
    ]
    return b"".join(found) if found else None
