"""A WebP without its metadata, by chunks (RFC 9649): the picture itself is copied byte for byte."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from feedgen_site.pictures.labels import Cleaned, Labels

_KEPT = frozenset((b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"))
_PIXELS = frozenset((b"VP8 ", b"VP8L", b"ANMF"))
_EXIF_FLAG, _XMP_FLAG, _ANIMATION_FLAG = 0x08, 0x04, 0x02
_PREFIX = b"Exif\0\0"


def is_webp(data: bytes) -> bool:
    """Say whether a file begins as a WebP does."""
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def is_lossless(data: bytes) -> bool:
    """Say whether a still picture was packed without loss."""
    return any(kind == b"VP8L" for kind, _, _ in _chunks(data))


def cleaned(data: bytes) -> Cleaned:
    """Clean a file for which `is_webp` holds."""
    labels = Labels()
    parts: list[bytes] = []
    header: bytearray | None = None
    is_whole = is_animated = False
    for kind, start, end in _chunks(data):
        content = data[start + 8 : end]
        if kind == b"VP8X" and header is None and len(content) >= 10:
            header = bytearray(content[:10])
            is_animated = bool(header[0] & _ANIMATION_FLAG)
        elif kind == b"EXIF":
            parts.append(_chunk(kind, labels.add_exif(content.removeprefix(_PREFIX))))
        elif kind == b"XMP ":
            parts.append(_chunk(kind, labels.add_xmp(content)))
        elif kind in _KEPT:
            size = int.from_bytes(data[start + 4 : start + 8], "little")
            is_whole = len(content) == size and (is_whole or kind in _PIXELS)
            parts.append(_chunk(kind, content))
    if header is not None:
        header[0] &= ~(_EXIF_FLAG | _XMP_FLAG)
        header[0] |= (_EXIF_FLAG if labels.exif else 0) | (_XMP_FLAG if labels.xmp else 0)
        parts.insert(0, _chunk(b"VP8X", bytes(header)))
    body = b"".join(parts)
    whole = b"RIFF" + struct.pack("<L", len(body) + 4) + b"WEBP" + body
    return Cleaned(whole, "WEBP", is_whole, is_whole and not is_animated, labels)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Give kind, start and end of every chunk, without padding; the last may be cut short."""
    position = 12
    while position + 8 <= len(data):
        kind = data[position : position + 4]
        (size,) = struct.unpack_from("<L", data, position + 4)
        yield kind, position, min(position + 8 + size, len(data))
        position += 8 + size + size % 2


def _chunk(kind: bytes, content: bytes) -> bytes:
    """Write a chunk with its padding, b"" where it would hold nothing."""
    return kind + struct.pack("<L", len(content)) + content + b"\0" * (len(content) % 2) if content else b""
