"""What stays of a picture's metadata, and whether more was there."""

from __future__ import annotations

from dataclasses import field

from feedgen_site.frozen import dataclass
from feedgen_site.pictures import exif, iptc, xmp


@dataclass(slots=True)
class Labels:
    """Collects the metadata of one file while it is cleaned: what may stay of it, and if it named a place.

    Of two blocks of one kind the first counts, as for those who read them.
    """

    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""
    has_place: bool = False
    _seen: set[str] = field(default_factory=set)

    def add_exif(self, tiff: bytes, *, upright: bool = False) -> bytes:
        """Take an Exif block, and give what to write in its place, b"" for nothing; see `exif.cleaned`."""
        self.has_place = self.has_place or exif.has_place(tiff)
        if self._is_first("exif"):
            self.exif = exif.cleaned(tiff, upright=upright)
            return self.exif
        return b""

    def add_xmp(self, packet: bytes) -> bytes:
        """Take an XMP packet, and give what to write in its place."""
        self.has_place = self.has_place or xmp.has_place(packet)
        if self._is_first("xmp"):
            self.xmp = xmp.cleaned(packet)
            return self.xmp
        return b""

    def add_iptc(self, resources: bytes) -> bytes:
        """Take Photoshop's resources, and give what to write in their place."""
        if self._is_first("iptc"):
            self.iptc = iptc.cleaned(resources)
            return self.iptc
        return b""

    def _is_first(self, kind: str) -> bool:
        if kind in self._seen:
            return False
        self._seen.add(kind)
        return True


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture without what nobody should learn from it. The pixels are the same bytes.

    `is_whole`: nothing is missing at its end. `is_plain`: one still picture that can be drawn smaller and
    stay right (no animation, no palette, no 16-bit greys).
    """

    data: bytes
    form: str
    is_whole: bool
    is_plain: bool
    labels: Labels
