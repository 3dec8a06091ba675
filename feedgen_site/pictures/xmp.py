"""XMP: a new packet with the properties of credit and rights alone (ISO 16684-1, IPTC Photo Metadata).

It is XML that nobody checked: what declares a document type is not read, for entities could blow it up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML = "http://www.w3.org/XML/1998/namespace"
_NAMESPACES: Mapping[str, str] = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
_KEPT = (
    "dc:creator dc:rights photoshop:AuthorsPosition photoshop:Credit photoshop:Instructions photoshop:Source "
    "xmpRights:Marked xmpRights:Owner xmpRights:UsageTerms xmpRights:WebStatement "
    "Iptc4xmpExt:DigitalSourceType"
).split()
_NAMES = {
    f"{{{_NAMESPACES[prefix]}}}{local}": f"{prefix}:{local}"
    for prefix, _, local in (name.partition(":") for name in _KEPT)
}
_CONTAINERS = {f"{{{_RDF}}}{name}": f"rdf:{name}" for name in ("Alt", "Bag", "Seq")}
_PLACES = ("}GPSLatitude", "}GPSLongitude", "}GPSPosition")
# Larger packets hold previews; those of credit and rights have some thousand bytes.
_MOST_BYTES = 4_000_000
# So that what is kept fits into one segment of a JPEG.
_MOST_WRITTEN = 60_000
_CLOSE = b"</x:xmpmeta>"
_BEGIN, _END = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>', '<?xpacket end="w"?>'


def cleaned(packet: bytes) -> bytes:
    """Give a packet with what may stay, b"" where that is nothing or the packet cannot be read."""
    found: dict[str, str] = {}
    for description in _descriptions(packet):
        for name, value in description.attrib.items():
            if name in _NAMES and value.strip():
                found.setdefault(_NAMES[name], escape(value, quote=False))
        for element in description:
            if element.tag in _NAMES and (value := _value(element)):
                found.setdefault(_NAMES[element.tag], value)
    return _written(found)


def has_place(packet: bytes) -> bool:
    """Say whether a packet names a place by GPS."""
    return any(
        name.endswith(_PLACES)
        for description in _descriptions(packet)
        for name in (*description.attrib, *(element.tag for element in description))
    )


def found_in(data: bytes) -> bytes:
    """Find a packet in a file of any kind, b"" where there is none."""
    start = data.find(b"<x:xmpmeta")
    end = data.find(_CLOSE, start)
    return data[start : end + len(_CLOSE)] if 0 <= start < end else b""


def _descriptions(packet: bytes) -> Iterator[Element]:
    """Give the elements that hold a packet's properties."""
    from xml.etree.ElementTree import ParseError, fromstring

    if len(packet) > _MOST_BYTES:
        return
    try:
        text = packet.decode("utf-8").strip("\0 \t\r\n\ufeff")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            return
        root = fromstring(text)
    except (ValueError, ParseError):
        return
    rdf = root if root.tag == f"{{{_RDF}}}RDF" else root.find(f"{{{_RDF}}}RDF")
    if rdf is not None:
        yield from rdf.findall(f"{{{_RDF}}}Description")


def _value(element: Element) -> str:
    """Write a property's value anew: a text, an address, or a list of texts; "" for anything else."""
    if resource := element.get(f"{{{_RDF}}}resource"):
        return escape(resource, quote=False)
    for container in element:
        name = _CONTAINERS.get(container.tag)
        if name is None:
            return ""
        items = "".join(map(_item, container))
        return f"<{name}>{items}</{name}>" if items else ""
    return escape(element.text or "", quote=False).strip()


def _item(element: Element) -> str:
    text = (element.text or element.get(f"{{{_RDF}}}resource") or "").strip()
    if element.tag != f"{{{_RDF}}}li" or not text:
        return ""
    language = element.get(f"{{{_XML}}}lang")
    named = f' xml:lang="{escape(language)}"' if language else ""
    return f"<rdf:li{named}>{escape(text, quote=False)}</rdf:li>"


def _written(found: Mapping[str, str]) -> bytes:
    if not found:
        return b""
    used = [prefix for prefix in _NAMESPACES if any(name.startswith(f"{prefix}:") for name in found)]
    declared = "".join(f' xmlns:{prefix}="{_NAMESPACES[prefix]}"' for prefix in used)
    properties = "".join(f"<{name}>{found[name]}</{name}>" for name in _KEPT if name in found)
    packet = (
        f'{_BEGIN}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
        f'<rdf:Description rdf:about=""{declared}>{properties}</rdf:Description>'
        f"</rdf:RDF></x:xmpmeta>{_END}"
    ).encode()
    return packet if len(packet) <= _MOST_WRITTEN else b""
