"""Pictures as bytes: how large one is, and what nobody should learn from its file.

sizes                  width and height, from the first bytes
jpeg png webp avif     a file without its metadata, the picture itself copied byte for byte
svg                    whether a drawing is more than a picture
exif xmp iptc          what of metadata stays: orientation, credit and rights (labels collects it)
"""

from __future__ import annotations

from feedgen_site.pictures import avif, exif, jpeg, png, webp, xmp
from feedgen_site.pictures.jpeg import labelled
from feedgen_site.pictures.labels import Cleaned, Labels
from feedgen_site.pictures.sizes import HEAD_BYTES, Size, size_of
from feedgen_site.pictures.webp import is_lossless

__all__ = [
    "HEAD_BYTES",
    "Cleaned",
    "Size",
    "cleaned",
    "is_lossless",
    "labelled",
    "size_of",
    "upright",
]


def cleaned(data: bytes) -> Cleaned:
    """Clean a picture of any kind; what is no JPEG, PNG, WebP or AVIF stays as it is, with form ""."""
    if data.startswith(jpeg.SIGNATURE):
        return jpeg.cleaned(data)
    if data.startswith(png.SIGNATURE):
        return png.cleaned(data)
    if webp.is_webp(data):
        return webp.cleaned(data)
    if avif.is_avif(data):
        return avif.cleaned(data)
    # A TIFF is a block of Exif, and a GIF may hold a packet of XMP.
    has_place = exif.has_place(data) or xmp.has_place(xmp.found_in(data))
    return Cleaned(data, "", is_whole=True, is_plain=False, labels=Labels(has_place=has_place))


def upright(tiff: bytes) -> bytes:
    """Take the orientation out of what `cleaned` left of an Exif block: the picture has been turned."""
    return exif.cleaned(tiff, upright=True)
