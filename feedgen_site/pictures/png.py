"""A PNG without its metadata, by chunks (PNG, third edition): the picture itself is copied byte for byte."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from feedgen_site.pictures.labels import Cleaned, Labels

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# The picture, its colours and its animation; what else a file holds says something about it.
_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND acTL fcTL fdAT bKGD cHRM cICP cLLI gAMA hIST iCCP mDCV pHYs sBIT sPLT sRGB "
    b"tRNS".split()
)
_XMP = b"XML:com.adobe.xmp"
# Texts of credit and rights; `Raw profile type exif` and its like are texts, too.
_KEPT_TEXTS = frozenset((b"Author", b"Copyright", b"Credit"))
_INDEXED, _GREY = 3, (0, 4)


def cleaned(data: bytes) -> Cleaned:
    """Clean a file that begins with `SIGNATURE`."""
    labels = Labels()
    parts = [SIGNATURE]
    is_whole = is_animated = has_data = False
    for kind, start, end in _chunks(data):
        content = data[start + 8 : end - 4]
        if kind == b"eXIf":
            # Browsers turn no picture by what stands behind it.
            parts.append(_chunk(kind, labels.add_exif(content, upright=has_data)))
        elif kind == b"iTXt" and content.startswith(_XMP + b"\0"):
            parts.append(_packet(content, labels))
        elif kind in _KEPT or (kind in (b"tEXt", b"iTXt") and content.partition(b"\0")[0] in _KEPT_TEXTS):
            parts.append(data[start:end])
            is_animated = is_animated or kind == b"acTL"
            is_whole, has_data = kind == b"IEND", has_data or kind == b"IDAT"
    is_whole = is_whole and has_data
    is_plain = is_whole and not is_animated and _is_true_colour(data)
    return Cleaned(b"".join(parts), "PNG", is_whole, is_plain, labels)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Give kind, start and end of every chunk up to IEND; of the picture's data also a piece cut short."""
    position = len(SIGNATURE)
    while position + 8 <= len(data):
        (length,) = struct.unpack_from(">L", data, position)
        kind = data[position + 4 : position + 8]
        end = position + 12 + length
        if end > len(data):
            if kind == b"IDAT":
                yield kind, position, len(data)
            return
        yield kind, position, end
        if kind == b"IEND":
            return
        position = end


def _is_true_colour(data: bytes) -> bool:
    """Say whether it has no palette and no 16-bit greys: what is drawn smaller would be larger, or wrong."""
    depth, colour = data[24], data[25]  # of its header, which is the first chunk
    return colour != _INDEXED and depth >= 8 and not (depth == 16 and colour in _GREY)


def _packet(content: bytes, labels: Labels) -> bytes:
    """Clean an XMP packet: keyword, zero, is it compressed, method, language, translated keyword, text."""
    if len(content) <= len(_XMP) + 3:
        return b""
    is_packed = content[len(_XMP) + 1]
    text = content[len(_XMP) + 3 :].split(b"\0", 2)[-1]
    kept = labels.add_xmp(_unpacked(text) if is_packed else text)
    return _chunk(b"iTXt", _XMP + bytes(5) + kept) if kept else b""


def _unpacked(text: bytes) -> bytes:
    """Undo a compression, up to what a packet of credit and rights can have."""
    try:
        return zlib.decompressobj().decompress(text, 1 << 20)
    except zlib.error:
        return b""


def _chunk(kind: bytes, content: bytes) -> bytes:
    """Write a chunk, b"" where it would hold nothing."""
    if not content:
        return b""
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))
