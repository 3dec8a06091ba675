"""An AVIF or HEIC without its metadata (ISO/IEC 23008-12). Places in the file are counted from its beginning,
so nothing is cut out: what may not stay is overwritten where it stands, with what may, or with zeros.

Orientation and colour profile are properties of the picture in these formats, not part of its metadata.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from feedgen_site.frozen import dataclass
from feedgen_site.pictures.labels import Cleaned, Labels

_BRANDS = frozenset((b"avif", b"avis", b"mif1", b"msf1", b"heic", b"heix", b"heif", b"hevc"))
# Boxes of anybody's, and those that nothing is lost with.
_FOREIGN = frozenset((b"uuid", b"udta", b"free", b"skip"))
_CONTAINERS = frozenset((b"moov", b"trak", b"mdia"))
_MOST_DEPTH = 4
_PACKET = b"application/rdf+xml"

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Item:
    """Something that the file holds: its kind, and for kind `mime` the type of its content."""

    kind: bytes
    content_type: bytes


def is_avif(data: bytes) -> bool:
    """Say whether a file begins as an AVIF, HEIC or another of their family does."""
    return data[4:8] == b"ftyp" and data[8:12] in _BRANDS


def cleaned(data: bytes) -> Cleaned:
    """Clean a file for which `is_avif` holds."""
    labels = Labels()
    boxes = list(_boxes(data, 0, len(data)))
    end = boxes[-1][2] if boxes else len(data)
    is_whole = end <= len(data) and any(kind == b"meta" for kind, _, _ in boxes)
    # What stands behind the last box is no part of it.
    out = bytearray(data[:end])
    for kind, start, stop in boxes:
        if kind == b"meta":
            _clean_items(out, start, min(stop, len(out)), labels)
        else:
            _clean_box(out, kind, start, min(stop, len(out)), 0)
    return Cleaned(bytes(out), "AVIF", is_whole, is_plain=False, labels=labels)


def _boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Give every box: kind, where its content begins, where it ends (behind `end` if it is cut short)."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">L4s", data, start)
        header = 8
        if size == 1 and start + 16 <= end:
            (size,) = struct.unpack_from(">Q", data, start + 8)
            header = 16
        stop = start + size if size else end
        if size and size < header:
            return
        yield kind, start + header, stop
        start = stop


def _clean_box(out: bytearray, kind: bytes, start: int, end: int, depth: int) -> None:
    """Blank foreign boxes, down into those of films."""
    if kind in _FOREIGN or (depth and kind == b"meta"):
        out[start:end] = bytes(max(0, end - start))
        if kind != b"skip":
            out[start - 4 : start] = b"free"
    elif kind in _CONTAINERS and depth < _MOST_DEPTH:
        for inner, first, last in list(_boxes(out, start, end)):
            _clean_box(out, inner, first, min(last, end), depth + 1)


def _clean_items(out: bytearray, start: int, end: int, labels: Labels) -> None:
    """Overwrite Exif, XMP and previews."""
    inside = {kind: (first, min(last, end)) for kind, first, last in _boxes(out, start + 4, end)}
    try:
        items = dict(_items(out, *inside[b"iinf"]))
        places = dict(_places(out, inside[b"iloc"], inside.get(b"idat", (0, 0))))
        previews = set(_previews(out, *inside[b"iref"])) if b"iref" in inside else set()
    except (KeyError, struct.error, IndexError):  # a file that cannot be read shows nothing
        return
    left = len(out)  # so that places that overlap take no longer than the file allows
    for number, item in sorted(items.items()):
        spans = places.get(number, [])
        if item.kind not in (b"Exif", b"mime", b"uri ") and number not in previews:
            continue
        left -= sum(last - first for first, last in spans)
        if left < 0:
            return
        old = b"".join(bytes(out[first:last]) for first, last in spans)
        _overwrite(out, spans, _replacement(item, old, labels))


def _replacement(item: _Item, old: bytes, labels: Labels) -> bytes:
    """Give what may stand instead of an item, b"" for nothing."""
    if item.kind == b"Exif" and len(old) >= 4:
        (offset,) = struct.unpack_from(">L", old)  # where the block begins, `Exif\\0\\0` skipped
        kept = labels.add_exif(old[4 + offset :])
        return bytes(4) + kept if kept else b""
    if item.kind == b"mime" and item.content_type == _PACKET:
        kept = labels.add_xmp(old)
        return kept.ljust(len(old)) if kept else b""
    return b""


def _overwrite(out: bytearray, spans: list[_Span], new: bytes) -> None:
    """Put bytes into the places of an item, as far as they fit, zeros behind."""
    whole = sum(last - first for first, last in spans)
    rest = (new if len(new) <= whole else b"").ljust(whole, b"\0")
    for first, last in spans:
        out[first:last], rest = rest[: last - first], rest[last - first :]


def _items(out: bytearray, start: int, end: int) -> Iterator[tuple[int, _Item]]:
    """Read what the file holds (box `iinf`), by number."""
    first = start + (6 if out[start] == 0 else 8)
    for kind, place, stop in _boxes(out, first, end):
        version = out[place]
        if kind != b"infe" or version < 2:
            continue
        (number,) = struct.unpack_from(">H" if version == 2 else ">L", out, place + 4)
        at = place + 4 + (2 if version == 2 else 4) + 2
        texts = bytes(out[at + 4 : min(stop, at + 400)]).split(b"\0")
        yield number, _Item(bytes(out[at : at + 4]), texts[1] if len(texts) > 1 else b"")


def _places(out: bytearray, iloc: _Span, idat: _Span) -> Iterator[tuple[int, list[_Span]]]:
    """Read where items stand (box `iloc`): spans of the file, by number."""
    place, end = iloc
    version = out[place]
    offset_size, length_size = out[place + 4] >> 4, out[place + 4] & 15
    base_size, index_size = out[place + 5] >> 4, out[place + 5] & 15 if version else 0
    place += 6
    count, place = _number(out, place, 2 if version < 2 else 4)
    for _ in range(count):
        if place >= end:
            return
        number, place = _number(out, place, 2 if version < 2 else 4)
        method, place = _number(out, place, 2) if version else (0, place)
        base, place = _number(out, place + 2, base_size)
        extents, place = _number(out, place, 2)
        spans = []
        for _ in range(extents):
            offset, place = _number(out, place + index_size, offset_size)
            length, place = _number(out, place, length_size)
            first = base + offset + (idat[0] if method & 15 == 1 else 0)
            if method & 15 < 2:  # a third way makes items of other items
                spans.append((min(first, len(out)), min(first + length, len(out))))
            if place > end:
                return
        yield number, spans


def _number(out: bytearray, place: int, size: int) -> tuple[int, int]:
    """Read a number of so many bytes, and give the place behind it."""
    return int.from_bytes(out[place : place + size], "big"), place + size


def _previews(out: bytearray, start: int, end: int) -> Iterator[int]:
    """Read which items are previews of others (box `iref`)."""
    form = ">H" if out[start] == 0 else ">L"
    for kind, place, _ in _boxes(out, start + 4, end):
        if kind == b"thmb":
            yield struct.unpack_from(form, out, place)[0]
