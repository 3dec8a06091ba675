"""Published pictures say who made them, and nothing of where, or with which camera."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from feedgen_site import pictures
from feedgen_site.pictures import cleaned, exif, iptc, xmp
from tests.photographs import (
    ARTIST,
    COPYRIGHT,
    CREDIT,
    LAID_ON_ITS_SIDE,
    PROFILE,
    SECRETS,
    SOURCE_TYPE,
    XMP,
    avif,
    jpeg,
    noise,
    pixels,
    png,
    resources,
    segment,
    told,
    webp,
)
from tests.photographs import exif as camera_exif

if TYPE_CHECKING:
    from _typeshed import TraceFunction


def animated(form: str) -> bytes:
    """Give an animation of two pictures."""
    stream = io.BytesIO()
    noise().save(stream, form, save_all=True, append_images=[noise().rotate(180)], duration=100)
    return stream.getvalue()


PHOTOGRAPHS: dict[str, Callable[[], bytes]] = {
    "JPEG": jpeg,
    "progressive JPEG": lambda: jpeg(progressive=True),
    "JPEG with restarts": lambda: jpeg(restart_marker_rows=1),
    "grey JPEG": lambda: jpeg(noise(mode="L")),
    "JPEG of printers": lambda: jpeg(noise(mode="CMYK")),
    "PNG": png,
    "PNG with a palette": lambda: png(noise().quantize(32)),
    "PNG of 16 bits": lambda: png(noise(mode="L").convert("I;16")),
    "PNG with alpha": lambda: png(noise(mode="RGBA")),
    "WebP": webp,
    "lossless WebP": lambda: webp(lossless=True),
    "WebP with alpha": lambda: webp(noise(mode="RGBA")),
    "AVIF": avif,
}
every_photograph = pytest.mark.parametrize("make", PHOTOGRAPHS.values(), ids=PHOTOGRAPHS)


@every_photograph
def test_no_place_no_serial_number_no_preview_stays(make: Callable[[], bytes]) -> None:
    """Wherever in the file they stand: Exif, maker's notes, XMP, IPTC, comments, behind the picture."""
    data = make()
    assert any(secret in data for secret in SECRETS)
    clean = cleaned(data)
    assert [secret for secret in SECRETS if secret in clean.data] == []
    assert clean.labels.has_place


@every_photograph
def test_exiftool_finds_nothing_but_credit_and_rights(make: Callable[[], bytes], tmp_path: Path) -> None:
    """The best reader of metadata, an independent one, finds no other field in groups that tell something."""
    before, after = told(make(), tmp_path), told(cleaned(make()).data, tmp_path)
    assert any("GPS" in name for name in before)
    assert any("Serial" in name for name in before)
    assert not [name for name in after if "GPS" in name or "Serial" in name or "Thumbnail" in name]
    assert not [name for name in after if "Warning" in name]
    telling = {name for name in after if not name.startswith(("System:", "File:", "ExifTool:", "Composite:"))}
    pictured = {
        name
        for name in telling
        if name.startswith(("ICC", "JFIF:", "PNG:", "RIFF:", "Adobe:", "QuickTime:", "Meta:"))
    }
    assert telling - pictured - {"SourceFile"} <= {
        "IFD0:Orientation", "IFD0:Artist", "IFD0:Copyright", "IPTC:By-line", "IPTC:Credit",
        "IPTC:CopyrightNotice", "IPTC:CodedCharacterSet", "Photoshop:CopyrightFlag", "XMP-dc:Creator",
        "XMP-dc:Rights", "XMP-photoshop:Credit", "XMP-iptcExt:DigitalSourceType",
    }  # fmt: skip


@every_photograph
def test_orientation_profile_credit_and_rights_stay(make: Callable[[], bytes], tmp_path: Path) -> None:
    """What readers see stays as it was, and who made the picture stays known."""
    data = cleaned(make()).data
    after = told(data, tmp_path)
    with Image.open(io.BytesIO(data)) as image:
        assert image.info["icc_profile"] == PROFILE
    # In an AVIF it is a property of the picture, counted the other way round.
    assert after.get("IFD0:Orientation") == str(LAID_ON_ITS_SIDE) or after["QuickTime:Rotation"] == "270"
    assert after["IFD0:Artist"] == ARTIST
    assert COPYRIGHT in after["IFD0:Copyright"]
    assert after["XMP-dc:Creator"] == str([ARTIST, "Zoë Ünlü & Co."])
    assert after["XMP-dc:Rights"] == COPYRIGHT
    assert after["XMP-photoshop:Credit"] == CREDIT
    assert after["XMP-iptcExt:DigitalSourceType"] == SOURCE_TYPE


def test_the_fields_of_agencies_stay(tmp_path: Path) -> None:
    """IPTC's own block is what picture desks still read."""
    after = told(cleaned(jpeg()).data, tmp_path)
    assert (after["IPTC:By-line"], after["IPTC:Credit"]) == (ARTIST, CREDIT)
    assert after["IPTC:CopyrightNotice"] == COPYRIGHT
    assert after["Photoshop:CopyrightFlag"] == "1"


@every_photograph
def test_no_pixel_changes(make: Callable[[], bytes]) -> None:
    """The picture itself is copied byte for byte: no newsroom loses quality to privacy."""
    data = make()
    clean = cleaned(data)
    assert pixels(clean.data) == pixels(data)
    assert clean.is_whole
    assert pictures.size_of(clean.data) == pictures.size_of(data)


@every_photograph
def test_cleaning_twice_changes_nothing(make: Callable[[], bytes]) -> None:
    """What was cleaned is clean: two newsrooms that share a picture publish the same bytes."""
    once = cleaned(make()).data
    assert cleaned(once).data == once


def test_a_second_picture_behind_the_first_goes() -> None:
    """Cameras put a larger preview, or a second view, behind a picture, and a list of both into it."""
    stream = io.BytesIO()
    noise().save(stream, "MPO", save_all=True, append_images=[noise().rotate(180)])
    data = stream.getvalue()
    clean = cleaned(data)
    assert data.count(b"\xff\xd8\xff") == 2
    assert clean.data.count(b"\xff\xd8\xff") == 1
    assert clean.is_whole
    assert pixels(clean.data) == pixels(data)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_an_animation_stays_one(form: str) -> None:
    """All of its pictures are kept, and it is not taken for a still one."""
    clean = cleaned(animated(form))
    with Image.open(io.BytesIO(clean.data)) as image:
        assert image.n_frames == 2  # type: ignore[attr-defined]
    assert clean.is_whole
    assert not clean.is_plain


@pytest.mark.parametrize(
    ("make", "is_plain"),
    [(jpeg, True), (png, True), (webp, True), (PHOTOGRAPHS["PNG with a palette"], False),
     (PHOTOGRAPHS["PNG of 16 bits"], False), (PHOTOGRAPHS["JPEG of printers"], True)],
)  # fmt: skip
def test_what_looks_the_same_when_drawn_smaller(make: Callable[[], bytes], is_plain: bool) -> None:
    """Charts in a few colours would grow, and 16-bit greys turn white: they are left alone."""
    assert cleaned(make()).is_plain is is_plain


@pytest.mark.parametrize("make", [jpeg, png, webp, avif], ids=["JPEG", "PNG", "WebP", "AVIF"])
def test_a_picture_cut_short_is_clean_and_known(make: Callable[[], bytes]) -> None:
    """Wherever a copy broke off, nothing secret is left; and the loss shows before the picture ends."""
    data = make()
    for end in {*range(12, 3_000, 97), len(data) // 2}:
        clean = cleaned(data[:end])
        assert not any(secret in clean.data for secret in SECRETS)
        assert not clean.is_whole


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", b"pixels", b"\xff\xd8", b"\x89PNG"])
def test_what_is_no_such_picture_stays_as_it_is(data: bytes) -> None:
    """Nothing is made of what is not understood."""
    clean = cleaned(data)
    assert (clean.data, clean.form) == (data, "")


def test_a_tiff_that_names_its_place_is_found() -> None:
    """No browser shows it under the name of a JPEG, but Safari; it is not cleaned, so it is named.

    So is a GIF whose packet of XMP names one.
    """
    assert cleaned(b"GIF89a..XMP DataXMP" + XMP).labels.has_place
    assert not cleaned(b"GIF89a..XMP DataXMP" + xmp.cleaned(XMP)).labels.has_place
    assert cleaned(camera_exif()).labels.has_place
    assert not cleaned(exif.cleaned(camera_exif())).labels.has_place


def test_a_picture_without_metadata_keeps_every_byte() -> None:
    """There is nothing to take out."""
    for form in ("PNG", "WEBP"):
        stream = io.BytesIO()
        noise().save(stream, form)
        assert cleaned(stream.getvalue()).data == stream.getvalue()


def test_a_document_type_is_not_read() -> None:
    """Ten entities, each of ten of the next, would be more text than a machine has memory for."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + XMP
    assert xmp.cleaned(XMP)
    assert xmp.cleaned(bomb) == b""


def test_texts_of_a_packet_stay_texts() -> None:
    """What an author writes is no markup in the new packet."""
    hostile = XMP.replace(CREDIT.encode(), b"&lt;x:y&gt; &amp;amp;").replace(
        b"Zo\xc3\xab", b"&lt;/rdf:RDF&gt;"
    )
    clean = xmp.cleaned(hostile)
    assert b"&lt;x:y&gt; &amp;amp;" in clean
    assert clean.count(b"</rdf:RDF>") == 1
    assert xmp.cleaned(clean) == clean


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_cleaner(noise_: bytes) -> None:
    """Noise behind the beginning of each kind, and noise as metadata, gives bytes and no error."""
    for begin in (b"\xff\xd8\xff", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"):
        assert isinstance(cleaned(begin + noise_).data, bytes)
    for block in (b"II*\0", b"MM\0*\0\0\0\x08", b"8BIM", b"8BIM\x04\x04\0\0", b"<x>"):
        for clean in (exif.cleaned, xmp.cleaned, iptc.cleaned):
            assert isinstance(clean(block + noise_), bytes)


SMALL = {
    name: make(noise((16, 12)))
    for name, make in (("JPEG", jpeg), ("PNG", png), ("WebP", webp), ("AVIF", avif))
}


@settings(max_examples=400)
@given(
    st.sampled_from(sorted(SMALL)),
    st.lists(st.tuples(st.integers(0, 9_999), st.integers(0, 255)), max_size=9),
)
def test_damage_does_not_unsettle_the_cleaner(name: str, flips: list[tuple[int, int]]) -> None:
    """A file with bytes changed anywhere is cleaned to what cleaning leaves as it is."""
    data = bytearray(SMALL[name])
    for place, value in flips:
        data[12 + place % (len(data) - 12)] = value
    once = cleaned(bytes(data))
    assert cleaned(once.data).data == once.data


def avif_box(kind: bytes, content: bytes) -> bytes:
    """Write a box of an AVIF."""
    return struct.pack(">L", len(content) + 8) + kind + content


def overlapping() -> bytes:
    """Give an AVIF of many items, each said to be the whole file."""
    count = 2_000
    entries = b"".join(
        avif_box(b"infe", struct.pack(">LHH4sB", 2 << 24, number, 0, b"Exif", 0)) for number in range(count)
    )
    places = b"".join(struct.pack(">HHHLL", number, 0, 1, 0, 1 << 30) for number in range(count))
    meta = avif_box(b"iinf", struct.pack(">LH", 0, count) + entries)
    meta += avif_box(b"iloc", struct.pack(">LBBH", 0, 0x44, 0, count) + places)
    return avif_box(b"ftyp", b"avif") + avif_box(b"meta", bytes(4) + meta)


WORST = {
    "fill bytes": b"\xff\xd8" + b"\xff" * 40_000,
    "empty segments": b"\xff\xd8" + b"\xff\xe0\0\2" * 10_000,
    "damaged scan": b"\xff\xd8" + segment(0xDA, b"x") + b"\xff\1" * 20_000,
    "scans without end": b"\xff\xd8" + b"\xff\xda\0\2" * 10_000,
    "blocks of Exif": b"\xff\xd8" + segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(9_000)) * 4,
    "empty chunks": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0tIME\0\0\0\0" * 3_000,
    "items that overlap": overlapping(),
    "empty boxes": avif_box(b"ftyp", b"avif") + avif_box(b"free", b"") * 5_000,
    "empty WebP chunks": b"RIFF\0\0\0\0WEBP" + b"ALPH\0\0\0\0" * 4_000,
}


@pytest.mark.parametrize("name", WORST)
def test_no_bytes_hold_the_cleaner_up(name: str) -> None:
    """Every step goes forward: there are at most some for each byte, whatever the bytes claim to be."""
    folder = str(Path(pictures.__file__).parent)
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> TraceFunction | None:
        nonlocal count
        count += 1
        return trace if frame.f_code.co_filename.startswith(folder) else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        cleaned(WORST[name])
    finally:
        sys.settrace(before)
    assert count < 20 * len(WORST[name]) + 1_000


def test_a_packed_text_that_blows_up_is_cut() -> None:
    """A thousand times its size, a packet of blanks is read no further than a packet goes."""
    packed = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b" " * 50_000_000)
    chunk = struct.pack(">L", len(packed)) + b"iTXt" + packed
    chunk += struct.pack(">L", zlib.crc32(b"iTXt" + packed))
    small = SMALL["PNG"]
    assert pixels(cleaned(small[:33] + chunk + small[33:]).data) == pixels(small)


def test_resources_over_two_segments_are_one(tmp_path: Path) -> None:
    """Photoshop cuts its block where a segment is full."""
    data = jpeg()
    whole = segment(0xED, b"Photoshop 3.0\0" + resources())
    assert whole in data
    halves = b"".join(
        segment(0xED, b"Photoshop 3.0\0" + part) for part in (resources()[:50], resources()[50:])
    )
    assert cleaned(data.replace(whole, halves)).data == cleaned(data).data


def test_a_preview_in_an_avif_is_blanked() -> None:
    """It shows what was cut off: its bytes are zeros then, and the picture is whole."""
    preview = b"PREVIEW" * 5
    infe = avif_box(b"infe", struct.pack(">LHH4sB", 2 << 24, 7, 0, b"av01", 0))
    iref = avif_box(b"iref", bytes(4) + avif_box(b"thmb", struct.pack(">HHH", 7, 1, 1)))

    def whole(start: int) -> bytes:
        iloc = struct.pack(">LBBHHHHLL", 0, 0x44, 0, 1, 7, 0, 1, start, len(preview))
        meta = avif_box(b"iinf", struct.pack(">LH", 0, 1) + infe) + avif_box(b"iloc", iloc) + iref
        head = avif_box(b"ftyp", b"avif") + avif_box(b"meta", bytes(4) + meta)
        return head + avif_box(b"mdat", preview)

    data = whole(len(whole(0)) - len(preview))
    clean = cleaned(data)
    assert clean.data == data.replace(preview, bytes(len(preview)))
    assert clean.is_whole


def test_a_png_is_turned_by_what_stands_before_its_data_alone() -> None:
    """As browsers do; an orientation behind the data would turn smaller ones, so it goes."""
    data = png()
    start = data.index(b"eXIf") - 4
    (length,) = struct.unpack_from(">L", data, start)
    chunk, end = data[start : start + 12 + length], data.index(b"IEND") - 4
    moved = data[:start] + data[start + 12 + length : end] + chunk + data[end:]
    assert (pictures.size_of(data), pictures.size_of(moved)) == ((480, 640), (640, 480))
    with Image.open(io.BytesIO(cleaned(moved).data)) as image:
        image.load()
        assert 0x0112 not in image.getexif()
        assert image.getexif()[0x013B] == ARTIST
