"""Media RSS, enclosures and podcast elements of Atom and RSS, element by element.

feedgen has extensions for them, which are not used. Trap: its media extension puts every file into a group
of its own, which validators refuse, and knows neither caption nor credit. Trap: its podcast extension
declares its namespace whether used or not, and refuses pictures whose URL does not end in .jpg or .png.
"""

from __future__ import annotations

import html

from lxml import etree

from feedgen_site import media
from feedgen_site.config import SiteConfig
from feedgen_site.config.podcast import IMAGE_SUFFIXES
from feedgen_site.feeds import Entry, content
from feedgen_site.model import Medium

_MEDIA_URL = "http://search.yahoo.com/mrss/"
_ITUNES_URL = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_MEDIA, _ITUNES = f"{{{_MEDIA_URL}}}", f"{{{_ITUNES_URL}}}"
# What podcast apps play (Apple's "Podcast RSS feed requirements"), as the URL ends: they look no further.
_EPISODES = (".mp3", ".m4a", ".mp4", ".m4v", ".mov")
_MEDIUMS = frozenset(("image", "audio", "video"))


def enclosure(entry: Entry) -> Medium | None:
    """Choose the one enclosure of an RSS item: the first recording, else the first file, of known length.

    Many readers show one alone (RSS Best Practices Profile); the length is required.
    """
    usable = [medium for medium in entry.media if medium.length]
    recordings = (medium for medium in usable if medium.kind in ("audio", "video"))
    return next(recordings, None) or next(iter(usable), None)


def is_podcast(entries: tuple[Entry, ...], config: SiteConfig) -> bool:
    """Say whether a feed is one for podcast apps, too: site.yaml says so, and there is an episode in it."""
    return config.feeds.podcast is not None and any(_is_episode(enclosure(entry)) for entry in entries)


def atom_namespaces(entries: tuple[Entry, ...]) -> dict[str, str]:
    """Give the namespaces that Atom entries need."""
    return {"media": _MEDIA_URL} if any(entry.image_url for entry in entries) else {}


def rss_namespaces(entries: tuple[Entry, ...], config: SiteConfig) -> dict[str, str]:
    """Give the namespaces that RSS items and their channel need."""
    used = any(entry.image_url or _others(entry) for entry in entries)
    podcast = {"itunes": _ITUNES_URL} if is_podcast(entries, config) else {}
    return ({"media": _MEDIA_URL} if used else {}) | podcast


def add_to_entry(element: etree._Element, entry: Entry) -> None:
    """Write an Atom entry's enclosures, all of them, and its picture."""
    for medium in entry.media:
        link = etree.SubElement(element, "link", href=medium.target, rel="enclosure", type=medium.type)
        if medium.length:
            link.set("length", str(medium.length))
        # An attribute has no type: what would read as markup is left out.
        if (title := content.plain(medium.title)) and not content.reads_as_markup(title):
            link.set("title", title)
    _add_picture(element, entry)


def add_to_item(element: etree._Element, entry: Entry, *, is_podcast: bool) -> None:
    """Write an RSS item's enclosure, its further files and its picture; and of an episode what it is."""
    first = enclosure(entry)
    if first:
        etree.SubElement(element, "enclosure", url=first.target, length=str(first.length), type=first.type)
    _add_picture(element, entry)
    for medium in _others(entry):
        _add_file(element, medium)
    if first and is_podcast and _is_episode(first):
        _add_episode(element, first)


def add_to_channel(channel: etree._Element, config: SiteConfig) -> None:
    """Write what podcast directories want to know of the whole."""
    rules = config.feeds.podcast
    assert rules
    _add_text(channel, f"{_ITUNES}author", content.publisher(config))
    owner = etree.SubElement(channel, f"{_ITUNES}owner")
    _add_text(owner, f"{_ITUNES}name", content.plain(rules.owner) or content.publisher(config))
    _add_text(owner, f"{_ITUNES}email", rules.email)
    parent = channel
    for category in rules.category:
        parent = etree.SubElement(parent, f"{_ITUNES}category", text=category)
    _add_text(channel, f"{_ITUNES}explicit", _said(rules.explicit))
    _add_text(channel, f"{_ITUNES}type", rules.type.value)
    _add_cover(channel, content.file_url(rules.image or config.logo, config))


def _others(entry: Entry) -> list[Medium]:
    """List the files that are not the enclosure."""
    first = enclosure(entry)
    return [medium for medium in entry.media if medium is not first]


def _is_episode(medium: Medium | None) -> bool:
    return medium is not None and medium.target.endswith(_EPISODES)


def _add_picture(parent: etree._Element, entry: Entry) -> None:
    """Write the story's picture, with what stands under it; the same file is its thumbnail."""
    if not entry.image_url:
        return
    measure = entry.image_measure
    size = {"width": str(measure.width), "height": str(measure.height)} if measure.width else {}
    element = etree.SubElement(parent, f"{_MEDIA}content", {"url": entry.image_url})
    if media_type := media.type_of(entry.image_url):
        element.set("type", media_type)
    if measure.length:
        element.set("fileSize", str(measure.length))
    element.set("medium", "image")
    for name, value in size.items():
        element.set(name, value)
    etree.SubElement(element, f"{_MEDIA}thumbnail", {"url": entry.image_url, **size})
    if entry.image:
        _add_typed(element, f"{_MEDIA}description", content.plain(entry.image.caption))
        if credit := content.plain(entry.image.credit):
            _add_text(element, f"{_MEDIA}credit", credit)


def _add_file(parent: etree._Element, medium: Medium) -> None:
    element = etree.SubElement(parent, f"{_MEDIA}content", url=medium.target, type=medium.type)
    if medium.length:
        element.set("fileSize", str(medium.length))
    element.set("medium", medium.kind if medium.kind in _MEDIUMS else "document")
    if medium.duration:
        element.set("duration", str(medium.duration))
    _add_typed(element, f"{_MEDIA}title", content.plain(medium.title))


def _add_episode(item: etree._Element, medium: Medium) -> None:
    numbers = {"duration": medium.duration, "episode": medium.episode, "season": medium.season}
    if title := content.plain(medium.title):
        _add_text(item, f"{_ITUNES}title", title)
    for name, number in numbers.items():
        if number:
            _add_text(item, f"{_ITUNES}{name}", str(number))
    if medium.explicit is not None:
        _add_text(item, f"{_ITUNES}explicit", _said(medium.explicit))
    _add_cover(item, medium.image)


def _add_cover(parent: etree._Element, url: str) -> None:
    if url.lower().endswith(IMAGE_SUFFIXES):
        etree.SubElement(parent, f"{_ITUNES}image", href=url)


def _add_typed(parent: etree._Element, name: str, text: str) -> None:
    """Write text of type plain; what a reader would take for HTML escaped once more, as HTML."""
    if not text:
        return
    is_marked = content.reads_as_markup(text)
    element = etree.SubElement(parent, name, type="html" if is_marked else "plain")
    element.text = html.escape(text, quote=False) if is_marked else text


def _add_text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _said(flag: bool) -> str:
    return "true" if flag else "false"
