"""Width and height of pictures, read from files that nobody checked."""

from __future__ import annotations

import io
import struct
import sys
from types import FrameType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from feedgen_site import pictures
from feedgen_site.pictures import HEAD_BYTES, size_of

if TYPE_CHECKING:
    from _typeshed import TraceFunction

SIZE = (640, 480)
LAID_ON_ITS_SIDE = 6


def picture(form: str, size: tuple[int, int] = SIZE, orientation: int = 0, **how: object) -> bytes:
    """Draw a picture and save it in this format."""
    stream = io.BytesIO()
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    mode = "RGBA" if how.pop("alpha", False) else "RGB"
    Image.new(mode, size).save(stream, form, exif=exif, **how)
    return stream.getvalue()


FORMS: dict[str, dict[str, object]] = {
    "PNG": {},
    "GIF": {},
    "JPEG": {},
    "WEBP": {},
    "AVIF": {},
}
PICTURES = {
    **{form: picture(form, **how) for form, how in FORMS.items()},  # type: ignore[arg-type]
    "progressive JPEG": picture("JPEG", progressive=True),
    "lossless WebP": picture("WEBP", lossless=True),
    "WebP with alpha": picture("WEBP", alpha=True, exif_padding=0),
    "JPEG with a long profile": picture("JPEG", icc_profile=b"p" * 150_000),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_size_is_read(name: str) -> None:
    """As Pillow wrote it, from the beginning of the file alone."""
    assert size_of(PICTURES[name][:HEAD_BYTES]) == SIZE


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (640, 480)), (3, (640, 480)), (6, (480, 640)), (8, (480, 640))]
)
def test_a_photograph_has_the_size_it_is_shown_in(orientation: int, size: tuple[int, int]) -> None:
    """Cameras lay a picture on its side and say so; browsers turn it upright."""
    assert size_of(picture("JPEG", orientation=orientation)) == size


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP",
        b"RIFF\0\0\0\0WEBPVP8X",
        b"<svg width='1' height='1'/>", b"BM", b"\0\0\0\x20ftypavif", b"plain text, not a picture",
        b"GIF89a\0\0\x05\0", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\xff" * 8,
    ],
)  # fmt: skip
def test_what_is_no_picture_has_no_size(data: bytes) -> None:
    """Nothing, the beginning of a format and no more, another format, a width of nought or out of reach."""
    assert size_of(data) is None


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_cut_anywhere_has_its_size_or_none(name: str) -> None:
    """A half-copied file is never measured wrongly."""
    data = PICTURES[name]
    assert {size_of(data[:end]) for end in range(min(len(data), 600))} <= {None, SIZE}


def is_size(found: tuple[int, int] | None) -> bool:
    """Say whether this is what `size_of` promises to give."""
    return found is None or all(0 < side < 1 << 31 for side in found)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    """Noise behind the beginning of every format gives a size or none, and no error."""
    for data in PICTURES.values():
        for kept in (12, 21, 40, 200):
            assert is_size(size_of(data[:kept] + noise))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(PICTURES)), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255))))
def test_flipped_bytes_break_nothing(name: str, flips: list[tuple[int, int]]) -> None:
    """A picture with any bytes changed gives a size or none."""
    data = bytearray(PICTURES[name])
    for place, value in flips:
        data[place % len(data)] = value
    assert is_size(size_of(bytes(data)))


def box(name: bytes, content: bytes) -> bytes:
    """Write a box of an AVIF file."""
    return struct.pack(">L4s", len(content) + 8, name) + content


AVIF = box(b"ftyp", b"avif\0\0\0\0")
WORST = {
    "fill bytes": b"\xff\xd8" + b"\xff" * HEAD_BYTES,
    "stuffed bytes": b"\xff\xd8" + b"\xff\0" * HEAD_BYTES,
    "empty segments": b"\xff\xd8" + b"\xff\xe0\0\2" * HEAD_BYTES,
    "headers without end": b"\xff\xd8" + b"\xff\xe1\0\x12Exif\0\0II*\0\x08\0\0\0\xff\xff" * HEAD_BYTES,
    "empty boxes": AVIF + box(b"free", b"") * HEAD_BYTES,
    "locations without length": AVIF + box(
        b"meta", bytes(4) + box(b"iloc", bytes(6) + b"\xff\xff" + b"\0\1\0\0\xff\xff" * 40_000)
    ),
}  # fmt: skip


def steps(data: bytes) -> int:
    """Count the lines of the reader that run while it reads these bytes."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> TraceFunction | None:
        nonlocal count
        count += 1
        return trace if frame.f_code.co_filename == pictures.__file__ else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        assert pictures.size_of(data) is None
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", WORST)
def test_no_bytes_hold_the_reader_up(name: str) -> None:
    """Every step goes forward: there are at most ten for each byte, whatever the bytes claim to be."""
    data = WORST[name]
    for size in (1 << 10, 1 << 14):
        assert steps(data[:size]) < 10 * size + 100
