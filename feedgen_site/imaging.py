"""Pictures as files: what is known of one, and its bytes as they are published, cleaned and drawn smaller.

Cleaning needs nothing but Python. Drawing is Pillow's, the extra `images`: asked for by site.yaml alone, so
that a site does not depend on what happens to be installed.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

from feedgen_site import pictures
from feedgen_site.config import ImageRules
from feedgen_site.model import Fault, Picture, Source
from feedgen_site.pictures import Cleaned
from feedgen_site.problem import ContentError, Problem

if TYPE_CHECKING:
    from PIL.Image import Image

INSTALL = 'pip install "feedgen-site[images]"'
# Larger than any photograph for the web; a picture is read whole.
MAX_BYTES = 100_000_000
# Of pictures with more a thumbnail could take more memory than a machine has.
MAX_PIXELS = 80_000_000
# What a broken picture makes Pillow raise, its own warnings among it.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError,
           MemoryError, Warning)  # fmt: skip


def is_installed() -> bool:
    """Say whether Pillow is there."""
    try:
        import PIL  # noqa: F401
    except ImportError:
        return False
    return True


def version() -> str:
    """Name all that decides about the bytes of a picture drawn smaller: Pillow and what it is built with."""
    from PIL import __version__, features

    codecs = ("libjpeg_turbo", "mozjpeg", "jpg", "zlib", "zlib_ng", "webp", "littlecms2")
    return " ".join([__version__, *(f"{name}:{features.version(name)}" for name in codecs)])


def examined(source: Source, before: Picture | None, *, is_copied: bool, is_drawn: bool) -> Picture:
    """Look into a picture, unless it is still what it was `before`.

    `is_copied`: it is published as it is; `is_drawn`: perhaps smaller, too.
    """
    if source.stamp.size > MAX_BYTES:
        return Picture(length=source.stamp.size, fault=Fault.NONE if is_copied else Fault.TOO_LARGE)
    try:
        data = _read(source)
    except ContentError:  # it is named when it is to be published
        return Picture(length=source.stamp.size)
    # As the output folder hashes files.
    content = hashlib.blake2b(data, digest_size=16).hexdigest()
    if before and before.hash == content:
        return before
    width, height = pictures.size_of(data[: pictures.HEAD_BYTES]) or (0, 0)
    clean = pictures.cleaned(data)
    stays_as_it_is = is_copied or not clean.form
    known = Picture(
        width,
        height,
        len(data if stays_as_it_is else clean.data),
        Fault.NONE if clean.is_whole or is_copied else Fault.CUT_SHORT,
        stays_as_it_is and clean.labels.has_place,
        hash=content,
    )
    if is_copied or not is_drawn or not clean.is_plain:
        return known
    if width * height > MAX_PIXELS:
        return replace(known, fault=Fault.TOO_MANY_PIXELS)
    is_readable = _drawn(clean, 1, ImageRules().quality) is not None
    return replace(known, is_plain=True) if is_readable else replace(known, fault=Fault.UNREADABLE)


def made(source: Source, width: int, rules: ImageRules | None) -> bytes:
    """Give a picture as it is published, so wide if `width` is not 0; ContentError if it is not there."""
    clean = pictures.cleaned(_read(source))
    if not width or rules is None:
        return clean.data
    # It was examined before; if it has changed since, readers get it as it is.
    return _drawn(clean, width, rules.quality) or clean.data


def _read(source: Source) -> bytes:
    try:
        with open(source.file, "rb") as stream:
            return stream.read(MAX_BYTES)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        problem = Problem(source.path, 0, 0, "read-failed", message, "make the file readable")
        raise ContentError((problem,)) from error


def _drawn(clean: Cleaned, width: int, quality: int) -> bytes | None:
    """Draw a picture smaller, in its own format, upright; None where it cannot be read."""
    from PIL import Image as Images
    from PIL import ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Images.open(io.BytesIO(clean.data), formats=(clean.form,)) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    return None
                # Turned pictures are as wide as they are high.
                opened.draft(opened.mode, (2 * width, 2 * width))
                # Browsers do not turn a WebP, so it stays as it lies.
                image = opened.copy() if clean.form == "WEBP" else ImageOps.exif_transpose(opened)
            if image.mode == "RGB" and "transparency" in image.info:
                image = image.convert("RGBA")
            height = max(1, round(image.height * width / image.width))
            small = image.resize((width, height), Images.Resampling.LANCZOS)
            return _saved(small, clean, opened.info.get("icc_profile"), quality)
    except _BROKEN:
        return None


def _saved(image: Image, clean: Cleaned, profile: bytes | None, quality: int) -> bytes:
    """Write a picture with colour profile, credit and rights."""
    from PIL.PngImagePlugin import PngInfo

    labels, stream = clean.labels, io.BytesIO()
    # What is no WebP has been turned; and Pillow wants the block as it stands in a JPEG.
    block = labels.exif if clean.form == "WEBP" else pictures.upright(labels.exif)
    exif = b"Exif\0\0" + block if block else b""
    if clean.form == "JPEG":
        image.save(
            stream, "JPEG", quality=quality, optimize=True, progressive=True, icc_profile=profile,
            exif=exif, xmp=labels.xmp,
        )  # fmt: skip
        return pictures.labelled(stream.getvalue(), labels.iptc)
    if clean.form == "PNG":
        texts = PngInfo()
        if labels.xmp:
            texts.add_itxt("XML:com.adobe.xmp", labels.xmp.decode())
        image.save(stream, "PNG", optimize=True, icc_profile=profile, exif=exif, pnginfo=texts)
    else:
        image.save(
            stream, "WEBP", quality=quality, lossless=pictures.is_lossless(clean.data), icc_profile=profile,
            exif=exif, xmp=labels.xmp,
        )  # fmt: skip
    return stream.getvalue()
