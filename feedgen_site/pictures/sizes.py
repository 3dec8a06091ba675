"""How large a picture is, from the first bytes of its file: PNG, JPEG, GIF, WebP, AVIF.

Written for files that nobody checked. Every loop moves forward through the bytes that are there, so that
no file takes longer than its length allows; what cannot be read is unknown, never an error.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

HEAD_BYTES = 1 << 18
"""So many bytes from the beginning are enough: colour profiles and previews stand before a JPEG's size."""

Size = tuple[int, int]
"""Width and height in pixels, as shown."""

_MOST = 1 << 31
_PNG = b"\x89PNG\r\n\x1a\n"
# JPEG: the markers that begin a frame (T.81, table B.1), less those of tables in the same range.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Markers without a segment: TEM, and the restart markers.
_BARE = frozenset((0x01, *range(0xD0, 0xD8)))
_END_OF_IMAGE, _START_OF_SCAN, _APP1 = 0xD9, 0xDA, 0xE1
_EXIF = b"Exif\x00\x00"
_ORIENTATION, _SHORT = 0x0112, 3
# Exif 2.32, 4.6.4: these orientations lie on their side.
_TURNED = frozenset((5, 6, 7, 8))


def size_of(data: bytes) -> Size | None:
    """Read width and height from the beginning of a file; None where they are not known."""
    try:
        size = _read(data)
    except (struct.error, IndexError):  # it ends too early
        return None
    return size if size and all(0 < side < _MOST for side in size) else None


def _read(data: bytes) -> Size | None:
    if data.startswith(_PNG):
        return _png(data) if data[12:16] == b"IHDR" else None
    if data.startswith((b"GIF87a", b"GIF89a")):
        return _pair("<HH", data, 6)
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    if data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis", b"mif1"):
        return _avif(data)
    return None


def _pair(form: str, data: bytes, offset: int) -> Size:
    first, second = struct.unpack_from(form, data, offset)
    return first, second


def _png(data: bytes) -> Size | None:
    """Read the size; browsers turn a picture whose orientation stands before its data."""
    width, height = _pair(">LL", data, 16)
    position = len(_PNG)
    while position + 8 <= len(data):
        (length,) = struct.unpack_from(">L", data, position)
        kind = data[position + 4 : position + 8]
        if kind == b"eXIf" and _is_turned(data[position + 8 : position + 8 + length]):
            return height, width
        if kind in (b"IDAT", b"IEND"):
            break
        position += 12 + length
    return width, height


def _jpeg(data: bytes) -> Size | None:
    position, turned = 2, False
    while (position := data.find(b"\xff", position)) >= 0:
        while data[position] == 0xFF:  # any number of them may fill up
            position += 1
        marker = data[position]
        position += 1
        if marker == 0 or marker in _BARE:
            continue
        if marker in (_END_OF_IMAGE, _START_OF_SCAN):
            return None
        (length,) = struct.unpack_from(">H", data, position)
        if length < 2:
            return None
        if marker in _FRAMES:
            height, width = _pair(">HH", data, position + 3)
            return (height, width) if turned else (width, height)
        if marker == _APP1 and data.startswith(_EXIF, position + 2):
            turned = _is_turned(data[position + 2 + len(_EXIF) : position + length])
        position += length
    return None


def _is_turned(exif: bytes) -> bool:
    """Say whether an Exif header (TIFF 6.0) lays the picture on its side."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if not order:
        return False
    try:
        (offset,) = struct.unpack_from(f"{order}L", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, offset)
        for number in range(entries):
            tag, kind, _, value = struct.unpack_from(f"{order}HHLH", exif, offset + 2 + 12 * number)
            if tag == _ORIENTATION:
                return kind == _SHORT and value in _TURNED
    except struct.error:  # a broken header turns nothing
        pass
    return False


def _webp(data: bytes) -> Size | None:
    form = data[12:16]
    if form == b"VP8X":
        sides = (int.from_bytes(data[start : start + 3], "little") + 1 for start in (24, 27))
        return (next(sides), next(sides)) if len(data) >= 30 else None
    if form == b"VP8L" and data[20] == 0x2F:
        (bits,) = struct.unpack_from("<L", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = _pair("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _avif(data: bytes) -> Size | None:
    """Take the largest picture in the file, which its tiles and its preview are not (ISO/IEC 23008-12)."""
    found: list[Size] = []
    turned = False
    for kind, start, end in _inside(data, b"meta", b"iprp", b"ipco"):
        if kind == b"ispe":
            found.append(_pair(">LL", data, start + 4))
        elif kind == b"irot" and start < end:
            turned = bool(data[start] & 1)
    if not found:
        return None
    width, height = max(found, key=lambda size: size[0] * size[1])
    return (height, width) if turned else (width, height)


def _inside(data: bytes, *path: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Give the boxes in the box that this path of names leads to: name, and where what they hold stands."""
    start, end = 0, len(data)
    for name in path:
        box = next((box for box in _boxes(data, start, end) if box[0] == name), None)
        if box is None:
            return
        _, start, end = box
        if name == b"meta":
            start += 4  # version and flags
    yield from _boxes(data, start, end)


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while start + 8 <= end:
        (size,) = struct.unpack_from(">L", data, start)
        # 0: to the end of the file; 1: a length of 64 bits, which no header of a picture needs.
        after = start + size if size else end
        if size and size < 8:
            return
        yield data[start + 4 : start + 8], start + 8, min(after, end)
        start = after
