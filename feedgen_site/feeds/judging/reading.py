"""Bytes → Document: a feed parsed without trust, its values sorted by what they must be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from lxml import etree

from feedgen_site.feeds import Format
from feedgen_site.feeds.judging import names
from feedgen_site.feeds.judging.model import Document, Enclosure, Entry, Finding, Value, error
from feedgen_site.feeds.judging.names import ATOM, CONTENT, XML


def read(
    kind: Format, data: bytes, url: str, as_of: datetime, namespaces: frozenset[str],
    empty_files: frozenset[str],
) -> Document | Finding:  # fmt: skip
    """Read a feed; a finding instead of a document says why nothing more can be judged."""
    empty = Document(kind, len(data), url, as_of, namespaces, None, {}, empty_files=empty_files)
    return _read_json(empty, data) if kind is Format.JSON else _read_xml(empty, data)


# ---- XML -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sorted:
    """Values found so far."""

    urls: list[Value] = field(default_factory=list)
    languages: list[Value] = field(default_factory=list)
    texts: list[Value] = field(default_factory=list)
    html: list[Value] = field(default_factory=list)
    dates: list[Value] = field(default_factory=list)
    strings: list[Value] = field(default_factory=list)
    enclosures: list[Enclosure] = field(default_factory=list)


def _read_xml(empty: Document, data: bytes) -> Document | Finding:
    # No entities, no network, and libxml2's own limits of depth and size.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        top = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as cause:
        return error("bad-xml", f"is no XML: {str(cause)[:200]}", "the line named is one of the feed")
    if top.getroottree().docinfo.internalDTD is not None:
        return error("doctype", "declares a document type, which readers refuse", "leave <!DOCTYPE out")
    is_atom = empty.kind is Format.ATOM
    root = top if is_atom else top.find("channel")
    if root is None or top.tag != (f"{ATOM}feed" if is_atom else "rss"):
        return error("not-a-feed", f"begins with <{names.prefixed(str(top.tag))}>, which is no such feed")
    entry_tag, id_tag = (f"{ATOM}entry", f"{ATOM}id") if is_atom else ("item", "guid")
    found = _Sorted()
    entries = []
    _sort(found, top, "")
    if top is not root:
        _sort(found, root, "")
    for child in root.iterchildren(etree.Element):
        if child.tag == entry_tag:
            entry = _entry(child, id_tag)
            entries.append(entry)
            for element in child.iter(etree.Element):
                _sort(found, element, entry.id)
        else:
            for element in child.iter(etree.Element):
                _sort(found, element, "")
    self_urls = tuple(
        link.get("href", "") for link in root.iterchildren(f"{ATOM}link") if link.get("rel") == "self"
    )
    return replace(
        empty,
        root=root,
        entries=tuple(entries),
        self_urls=self_urls,
        urls=tuple(found.urls),
        languages=tuple(found.languages),
        texts=tuple(found.texts),
        html=tuple(found.html),
        dates=tuple(found.dates),
        strings=tuple(found.strings),
        enclosures=tuple(found.enclosures),
        escaped_lines=_escaped_lines(data),
    )


def _escaped_lines(data: bytes) -> frozenset[int]:
    """Number the lines that spell a character as `&#x26;`, by which RSS says that a text is no markup."""
    if b"&#x" not in data:
        return frozenset()
    return frozenset(number for number, line in enumerate(data.split(b"\n"), start=1) if b"&#x" in line)


def _entry(element: etree._Element, id_tag: str) -> Entry:
    is_atom = id_tag != "guid"
    return Entry(
        _text(element.find(id_tag)),
        _text(element.find(f"{ATOM}published" if is_atom else "pubDate")),
        _text(element.find(f"{ATOM}updated")),
        element,
    )


def _text(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def _sort(found: _Sorted, element: etree._Element, entry: str) -> None:
    """Put the values of one element where they belong."""
    tag = str(element.tag)
    name = names.prefixed(tag)
    line = _line(element)
    text = element.text or ""
    for attribute, value in _attributes(element):
        found.strings.append(Value(f"{name} {names.local(attribute)}", value, entry, line))
        if attribute == f"{XML}lang":
            found.languages.append(Value(f"{name} xml:lang", value, entry))
    if text and not text.isspace():
        found.strings.append(Value(name, text, entry, line))
    if tag in names.URLS:
        found.urls += _at(element, names.URLS[tag], name, entry)
    if tag in names.LANGUAGES:
        found.languages += _at(element, names.LANGUAGES[tag], name, entry)
    if tag in names.TEXTS:
        found.texts.append(Value(name, text, entry, line))
    elif tag in names.TYPED_TEXTS:
        is_html = element.get("type") == "html"
        (found.html if is_html else found.texts).append(Value(name, text, entry, line))
    elif tag in (f"{CONTENT}encoded", "description"):
        # A channel's description is plain text.
        (found.html if entry or _is_in_item(element) else found.texts).append(Value(name, text, entry, line))
    if tag in names.TEXT_ATTRIBUTES:
        found.texts += _at(element, names.TEXT_ATTRIBUTES[tag], name, entry)
    if tag in names.DATES:
        found.dates.append(Value(name, text.strip(), entry))
    if tag == "guid" and element.get("isPermaLink") != "false":
        found.urls.append(Value(name, text.strip(), entry))
    if tag == "enclosure" or (tag == f"{ATOM}link" and element.get("rel") == "enclosure"):
        url = element.get("url" if tag == "enclosure" else "href", "")
        found.enclosures.append(Enclosure(url, element.get("type", ""), element.get("length", ""), entry))


def _attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        yield str(name), str(value)


def _line(element: etree._Element) -> int:
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def _is_in_item(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "item"


def _at(element: etree._Element, attribute: str, name: str, entry: str) -> Iterator[Value]:
    """Give the attribute's value where it is there, or with "" the element's text."""
    text = element.get(attribute) if attribute else (element.text or "").strip()
    if text is not None:
        yield Value(f"{name} {attribute}".rstrip(), text, entry, _line(element))


# ---- JSON ------------------------------------------------------------------------------------------------

_URL_KEYS = frozenset(
    "home_page_url feed_url next_url icon favicon url external_url image banner_image avatar".split()
)


def _read_json(empty: Document, data: bytes) -> Document | Finding:
    try:
        loaded: object = json.loads(data.decode("utf-8"), parse_constant=_refused)
        # Escapes can stand for half a character, which no UTF-8 file can hold.
        json.dumps(loaded, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as cause:
        return error("bad-json", f"is no JSON: {str(cause)[:200]}", "the line named is one of the feed")
    if not isinstance(loaded, dict):
        return error("not-a-feed", "is JSON, but no object")
    found = _Sorted()
    entries = []
    own = {key: value for key, value in loaded.items() if key != "items"}
    _sort_json(found, own, "", "")
    items = loaded.get("items")
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        identity, published, updated = map(_string, map(item.get, ("id", "date_published", "date_modified")))
        entry = Entry(identity, published, updated)
        entries.append(entry)
        _sort_json(found, item, "", entry.id)
    feed_url = loaded.get("feed_url")
    return replace(
        empty,
        json=loaded,
        entries=tuple(entries),
        self_urls=(feed_url,) if isinstance(feed_url, str) else (),
        urls=tuple(found.urls),
        languages=tuple(found.languages),
        html=tuple(found.html),
        dates=tuple(found.dates),
        strings=tuple(found.strings),
        enclosures=tuple(found.enclosures),
    )


def _refused(constant: str) -> object:
    raise ValueError(f"{constant} is no number of JSON")


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


_MAX_DEPTH = 20


def _sort_json(found: _Sorted, value: object, key: str, entry: str, depth: int = 0) -> None:
    """Put the strings below a value where they belong; extensions are their publisher's own."""
    if depth > _MAX_DEPTH:
        return  # no feed is; Python's stack has an end
    if isinstance(value, str):
        found.strings.append(Value(key, value, entry))
        if key in _URL_KEYS:
            found.urls.append(Value(key, value, entry))
        elif key == "language":
            found.languages.append(Value(key, value, entry))
        elif key == "content_html":
            found.html.append(Value(key, value, entry))
        elif re.fullmatch("date_(?:published|modified)", key):
            found.dates.append(Value(key, value, entry))
    elif isinstance(value, list):
        for one in value:
            if key == "attachments" and isinstance(one, dict):
                size = one.get("size_in_bytes")
                url, media_type = _string(one.get("url")), _string(one.get("mime_type"))
                length = str(size) if isinstance(size, int | float | str) else ""
                found.enclosures.append(Enclosure(url, media_type, length, entry))
            _sort_json(found, one, key, entry, depth + 1)
    elif isinstance(value, dict):
        for name, below in value.items():
            if not name.startswith("_"):
                _sort_json(found, below, name, entry, depth + 1)
