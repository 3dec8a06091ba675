"""Compressed forms of text files: what a server may send instead of the file, without compressing anything.

The same bytes on any machine: neither time, name nor system stand in them. Of the libraries only the version
counts, and `version` names it.
"""

from __future__ import annotations

import importlib.util
import posixpath
import zlib
from collections.abc import Callable, Mapping, Sequence
from struct import pack
from typing import Final

from feedgen_site.config import Encoding
from feedgen_site.state import STATE_FILE

INSTALL: Final = "pip install 'feedgen-site[brotli]'"
SUFFIXES: Final[Mapping[Encoding, str]] = {Encoding.GZIP: ".gz", Encoding.BROTLI: ".br"}
# Of less, the headers of an answer are the greater part; more than that a server compresses as it sends it.
_LEAST, _MOST = 1024, 8_000_000
# A name with a suffix has to fit the file system, too.
_LONGEST_NAME: Final = 250
# Both libraries can do better by less than a hundredth (zlib) or a seventh (Brotli), at up to the seventyfold
# cost: 60 ms for a page, which an edit of a large site would be waiting for.
_GZIP_LEVEL, _BROTLI_QUALITY = 6, 6
# No flags, no time; 0 and 255: no claim about the effort, nor about the system.
_GZIP_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


def names(path: str, encodings: Sequence[Encoding]) -> tuple[str, ...]:
    """Name the forms that a file may have; none where it is no text, or is not for readers."""
    if not encodings or path == STATE_FILE:
        return ()  # programs read that one, and it is 3 MB at 10,000 stories, others after each edit
    from feedgen_site.hosting.rules import TEXTS

    name = posixpath.basename(path)
    is_text = name.lower().endswith(TEXTS) and not name.startswith(".")
    if not is_text or len(name.encode()) > _LONGEST_NAME:
        return ()
    return tuple(path + SUFFIXES[encoding] for encoding in encodings)


def fits(size: int) -> bool:
    """Say whether a text of so many bytes is worth a compressed form."""
    return _LEAST <= size <= _MOST


def form(name: str, data: bytes) -> bytes | None:
    """Give the form of this name; None where it is not worth it, or no smaller than the text."""
    if not fits(len(data)):
        return None
    made = _MAKERS[name[-3:]](data)
    return made if len(made) < len(data) else None


def is_form(path: str) -> bool:
    """Say whether a path is named as a compressed form."""
    return path.endswith(tuple(SUFFIXES.values()))


def beginning(name: str, data: bytes, most: int) -> bytes:
    """Give the beginning of the text whose form begins with `data`, in at most so many bytes, or nothing."""
    try:
        if name.endswith(".gz"):
            return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data, most)
        if importlib.util.find_spec("brotli"):
            import brotli

            text: bytes = brotli.Decompressor().process(data, output_buffer_limit=most)
            return text[:most]
    except Exception:
        return b""
    return b""


def is_installed(encodings: Sequence[Encoding]) -> bool:
    """Say whether these can be made."""
    return Encoding.BROTLI not in encodings or importlib.util.find_spec("brotli") is not None


def version(encodings: Sequence[Encoding]) -> tuple[str, ...]:
    """Name what decides about the bytes of these."""
    found = []
    if Encoding.GZIP in encodings:
        found.append(f"zlib {zlib.ZLIB_RUNTIME_VERSION} {_GZIP_LEVEL}")
    if Encoding.BROTLI in encodings and is_installed(encodings):
        import brotli

        found.append(f"brotli {brotli.version} {_BROTLI_QUALITY}")
    return tuple(found)


def _gzip(data: bytes) -> bytes:
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(data) + packer.flush()
    return _GZIP_HEADER + body + pack("<LL", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def _brotli(data: bytes) -> bytes:
    import brotli

    made: bytes = brotli.compress(data, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)
    return made


_MAKERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {".gz": _gzip, ".br": _brotli}
