"""Photographs as cameras and agencies write them: with everything in them that readers should not learn."""

from __future__ import annotations

import functools
import io
import json
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

SIZE = (640, 480)
SERIAL, OWNER, LENS_SERIAL = "SN-4711-0815", "Ada Camera Owner", "LENS-99887766"
ARTIST, COPYRIGHT, CREDIT = "Ann Example", "(c) 2026 The Lamp", "Lamp Pictures"
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
LAID_ON_ITS_SIDE = 6
SECRETS = tuple(
    text.encode()
    for text in (SERIAL, OWNER, LENS_SERIAL, "PREVIEW", "GPSLatitude", "Sunniva Street", "MAKER")
)
"""Bytes that stand in every photograph here, and must stand in none that is published."""
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:Iptc4xmpCore="http://iptc.org/std/c/"
 exif:GPSLatitude="51,30.0N" exif:GPSLongitude="0,7.5W" aux:SerialNumber="{SERIAL}"
 photoshop:Credit="{CREDIT}" Iptc4xmpCore:Location="Sunniva Street">
<dc:creator><rdf:Seq><rdf:li>{ARTIST}</rdf:li><rdf:li>Zoë Ünlü &amp; Co.</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{COPYRIGHT}</rdf:li></rdf:Alt></dc:rights>
<Iptc4xmpExt:DigitalSourceType rdf:resource="{SOURCE_TYPE}"/>
<aux:OwnerName>{OWNER}</aux:OwnerName>
<xmp:Thumbnails><rdf:Alt><rdf:li rdf:parseType="Resource">PREVIEW</rdf:li></rdf:Alt></xmp:Thumbnails>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()


@functools.cache
def noise(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """Draw a picture with detail in every part of it."""
    image = Image.radial_gradient("L").resize(size)
    bands = (image, image.rotate(90), image.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    coloured = Image.merge("RGB", [band.resize(size) for band in bands])
    coloured.paste(Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 40), mask=image)
    return coloured.convert(mode)


def exif(orientation: int = LAID_ON_ITS_SIDE) -> bytes:
    """Give an Exif block with place, serial numbers, maker's note and a second directory with a preview."""
    block = Image.Exif()
    if orientation:
        block[0x0112] = orientation
    block[0x010F], block[0x0110] = "MAKER", "Model One"
    block[0x013B], block[0x8298] = ARTIST, COPYRIGHT
    place = block.get_ifd(0x8825)
    place |= {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 30.0)}
    camera = block.get_ifd(0x8769)
    camera |= {0xA430: OWNER, 0xA431: SERIAL, 0xA435: LENS_SERIAL, 0x927C: b"MAKER note " + SERIAL.encode()}
    tiff = bytearray(block.tobytes().removeprefix(b"Exif\0\0"))
    order = "<" if tiff[:2] == b"II" else ">"
    (directory,) = struct.unpack_from(f"{order}L", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, directory)
    preview = b"\xff\xd8\xff\xe0PREVIEW\xff\xd9"
    second = len(tiff)
    struct.pack_into(f"{order}L", tiff, directory + 2 + 12 * count, second)
    after = second + 2 + 24 + 4
    tiff += struct.pack(f"{order}H", 2)
    tiff += struct.pack(f"{order}HHLL", 0x0201, 4, 1, after)
    tiff += struct.pack(f"{order}HHLL", 0x0202, 4, 1, len(preview))
    return bytes(tiff + bytes(4) + preview)


def resources() -> bytes:
    """Give Photoshop's resources: IPTC with by-line and place, a preview, a copyright flag."""

    def field(record: int, number: int, text: str) -> bytes:
        value = text.encode()
        return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value

    def resource(number: int, data: bytes) -> bytes:
        return b"8BIM" + struct.pack(">HHL", number, 0, len(data)) + data + b"\0" * (len(data) % 2)

    iptc = field(1, 90, "\x1b%G") + field(2, 80, ARTIST) + field(2, 90, "London")
    iptc += field(2, 92, "Sunniva Street") + field(2, 110, CREDIT) + field(2, 116, COPYRIGHT)
    return resource(0x040C, b"PREVIEW" * 3) + resource(0x0404, iptc) + resource(0x040A, b"\1")


def segment(marker: int, content: bytes) -> bytes:
    """Write a segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg(image: Image.Image | None = None, orientation: int = LAID_ON_ITS_SIDE, **how: object) -> bytes:
    """Give a JPEG with all of it, a comment, a second preview, and a film behind the picture."""
    stream = io.BytesIO()
    (image or noise()).save(stream, "JPEG", icc_profile=PROFILE, quality=90, **how)
    data = stream.getvalue()
    more = segment(0xE1, b"Exif\0\0" + exif(orientation))
    more += segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
    more += segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"PREVIEW" * 9)
    more += segment(0xE2, b"FPXR\0" + b"PREVIEW" * 9) + segment(0xE3, SERIAL.encode())
    more += segment(0xED, b"Photoshop 3.0\0" + resources()) + segment(0xFE, b"taken in Sunniva Street")
    return data[:2] + more + data[2:] + b"....ftypqt  GPSLatitude " + jpeg_end()


def jpeg_end() -> bytes:
    """Give what telephones put behind a picture: another picture."""
    return b"\xff\xd8\xff\xe0PREVIEW\xff\xd9"


def png(image: Image.Image | None = None, orientation: int = LAID_ON_ITS_SIDE, **how: object) -> bytes:
    """Give a PNG with all of it, and texts of programs."""
    texts = PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    texts.add_text("Raw profile type exif", f"PREVIEW {SERIAL}")
    texts.add_text("Comment", "taken in Sunniva Street", zip=True)
    texts.add_text("Copyright", "The Lamp")
    stream = io.BytesIO()
    (image or noise()).save(
        stream, "PNG", icc_profile=PROFILE, exif=b"Exif\0\0" + exif(orientation), pnginfo=texts, **how
    )
    return stream.getvalue() + b"PREVIEW"


def webp(image: Image.Image | None = None, orientation: int = LAID_ON_ITS_SIDE, **how: object) -> bytes:
    """Give a WebP with all of it."""
    stream = io.BytesIO()
    (image or noise()).save(
        stream, "WEBP", icc_profile=PROFILE, exif=b"Exif\0\0" + exif(orientation), xmp=XMP, **how
    )
    return stream.getvalue()


def avif(image: Image.Image | None = None, orientation: int = LAID_ON_ITS_SIDE, **how: object) -> bytes:
    """Give an AVIF with all of it, and a box of somebody's."""
    stream = io.BytesIO()
    (image or noise()).save(
        stream, "AVIF", icc_profile=PROFILE, exif=b"Exif\0\0" + exif(orientation), xmp=XMP, speed=10, **how
    )
    box = b"uuid" + bytes(16) + f"PREVIEW {SERIAL}".encode()
    return stream.getvalue() + struct.pack(">L", len(box) + 4) + box


def pixels(data: bytes) -> tuple[str, tuple[int, int], bytes]:
    """Give what a picture shows, as Pillow reads it."""
    with Image.open(io.BytesIO(data)) as image:
        return image.mode, image.size, image.tobytes()


def told(data: bytes, folder: Path) -> dict[str, str]:
    """Give all that ExifTool, which knows most about metadata, finds in a picture: `Group:Tag` → value."""
    if shutil.which("exiftool") is None:
        pytest.skip("no ExifTool: apt-get install libimage-exiftool-perl")
    file = folder / "picture"
    file.write_bytes(data)
    command = ["exiftool", "-json", "-G1", "-a", "-u", "-ee3", "-n", str(file)]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
    return {str(name): str(value) for name, value in found.items()}
