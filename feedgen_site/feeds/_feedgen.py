"""Atom 1.0 and RSS 2.0 by feedgen. The only module that imports it.

feedgen 1.0 has traps, each marked `Trap:` where it is avoided and held by a test. They are repaired through
`register_extension`, which is public: an extension sees every element after feedgen has filled it.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from feedgen_site import addresses, dates
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import (
    FEED_STYLESHEET,
    TOMBSTONES,
    Deleted,
    Document,
    Entry,
    Feed,
    Format,
    _media,
    content,
    pieces,
)
from feedgen_site.frozen import dataclass

_GENERATOR = "feedgen-site"
_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_HISTORY = "{http://purl.org/syndication/history/1.0}"
_TOMBSTONES = f"{{{TOMBSTONES}}}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RSS_IMAGES = (".png", ".jpg", ".jpeg", ".gif")  # "a GIF, JPEG or PNG image" (RSS 2.0, <image>)


def atom(
    feed: Feed, entries: tuple[Entry, ...], config: SiteConfig, document: Document,
    present: Mapping[int, bytes],
) -> bytes:  # fmt: skip
    """Write an Atom 1.0 feed (RFC 4287), or one of its archives (RFC 5005), as UTF-8."""
    # Trap: feedgen's own `updated` is now, and readers would fetch everything again after every build.
    updated = content.newest(tuple(entry.atom_updated for entry in entries), config)
    namespaces = config.feeds.fields.namespaces() | _media.atom_namespaces(entries)

    def write(some: Sequence[Entry]) -> bytes:
        generator = _atom_head(feed, config, document)
        generator.repairs.updated, generator.repairs.namespaces = updated, namespaces
        for entry in some:
            _add_atom_entry(generator, entry, feed, config)
        return _bytes(generator.atom_str(pretty=True))

    return pieces.written(Format.ATOM, write, entries, present)


def _atom_head(feed: Feed, config: SiteConfig, document: Document) -> FeedGenerator:
    generator = _generator(feed, config)
    generator.register_extension("repairs", _AtomFeed, _AtomEntry, atom=True, rss=False)
    generator.id(feed.id(config.authority))
    repairs = generator.repairs
    repairs.stylesheet = _stylesheet(feed, document)
    repairs.is_archive = _is_marked(document)
    repairs.links = tuple(_feed_links(Format.ATOM, feed, config, document))
    repairs.tombstones = document.deleted
    page = addresses.absolute(config.base_url, feed.permalink)
    generator.link(href=page, rel="alternate", type="text/html")
    # Atom wants an author of every entry, and takes the feed's where an entry has none.
    generator.author({"name": content.publisher(config), "uri": config.base_url})
    if description := content.plain(feed.description):
        generator.subtitle(description)
    if logo := content.logo_url(config):
        generator.logo(logo)
    return generator


def rss(
    feed: Feed, entries: tuple[Entry, ...], config: SiteConfig, document: Document,
    present: Mapping[int, bytes],
) -> bytes:  # fmt: skip
    """Write an RSS 2.0 feed, or one of its archives (RFC 5005), as UTF-8."""
    built = content.newest(tuple(entry.updated for entry in entries), config)
    published = content.newest(tuple(entry.published for entry in entries), config)
    namespaces = config.feeds.fields.namespaces() | _media.rss_namespaces(entries, config)
    podcast = config if _media.is_podcast(entries, config) else None

    def write(some: Sequence[Entry]) -> bytes:
        generator = _rss_head(feed, config, document)
        repairs = generator.repairs
        repairs.built, repairs.published = built, published
        repairs.namespaces, repairs.podcast = namespaces, podcast
        for entry in some:
            _add_rss_item(generator, entry, feed, config)
        return _bytes(generator.rss_str(pretty=True))

    return pieces.written(Format.RSS, write, entries, present)


def _rss_head(feed: Feed, config: SiteConfig, document: Document) -> FeedGenerator:
    generator = _generator(feed, config)
    generator.register_extension("repairs", _RssChannel, _RssItem, atom=False, rss=True)
    title = content.feed_title(feed)
    # Trap: lastBuildDate is now unless it is set, and what is set is written through a change of locale.
    generator.lastBuildDate(_UNWRITTEN)
    repairs = generator.repairs
    repairs.stylesheet = _stylesheet(feed, document)
    repairs.is_archive = _is_marked(document)
    # Trap: of a channel's atom:links feedgen writes `self` alone, so the repairs write all of them.
    repairs.links = tuple(_feed_links(Format.RSS, feed, config, document))
    # Trap: the channel's <link> is the last link given, whatever its rel.
    page = addresses.absolute(config.base_url, feed.permalink)
    generator.link(href=page, rel="alternate")
    # RSS requires a description.
    generator.description(content.plain(feed.description) or title)
    if (logo := content.logo_url(config)).lower().endswith(_RSS_IMAGES):
        generator.image(url=logo, title=title, link=page)
    return generator


def _generator(feed: Feed, config: SiteConfig) -> FeedGenerator:
    generator = FeedGenerator()
    generator.title(content.feed_title(feed))
    generator.language(feed.language or config.language)
    # No version: a new one would change every feed of every site.
    generator.generator(_GENERATOR)
    return generator


def _feed_links(kind: Format, feed: Feed, config: SiteConfig, document: Document) -> Iterator[_Link]:
    """Give what a feed links to besides its page: itself, its hubs, its archives (RFC 5005).

    An archive names no newer one: each would change when the next is made.
    """
    yield _Link(feed.url(kind, config.base_url, document.period), "self", kind.media_type)
    if document.period:
        yield _Link(feed.url(kind, config.base_url), "current", kind.media_type)
    else:
        yield from (_Link(hub, "hub") for hub in config.hubs)
    if document.older:
        yield _Link(feed.url(kind, config.base_url, document.older), "prev-archive", kind.media_type)


def _is_marked(document: Document) -> bool:
    """Say whether a document is marked as an archive: all but the oldest.

    The feed validator takes a mark without a link to an older one for a chain that is broken.
    """
    return bool(document.period and document.older)


def _stylesheet(feed: Feed, document: Document) -> str:
    """Link to the stylesheet for who opens the feed in a browser, relative, so that it works on any host."""
    return addresses.relative(feed.file(Format.ATOM, document.period), FEED_STYLESHEET)


def _add_atom_entry(generator: FeedGenerator, entry: Entry, feed: Feed, config: SiteConfig) -> None:
    # Trap: add_entry puts new entries first unless told otherwise.
    item = generator.add_entry(order="append")
    item.id(entry.id)
    item.title(entry.title)
    item.published(entry.published)
    # Trap: an entry's `updated`, too, is now unless it is set.
    item.repairs.updated = entry.atom_updated
    item.repairs.published = entry.published
    item.repairs.language = _other_language(entry, feed)
    item.repairs.elements = entry.elements
    # Trap: feedgen drops rel, type and the rest of an entry's links, so that each becomes an alternate. It
    # is given none; the repairs write them.
    item.repairs.links = (_Link(entry.url, "alternate", "text/html"),)
    item.repairs.entry = entry
    if entry.source_url:
        item.repairs.links += (_Link(entry.source_url, "related"),)
    for author in entry.authors:
        # Trap: feedgen keeps and changes the dictionaries it is given; each call has its own.
        item.author({"name": author.name, **({"uri": author.url} if author.url else {})})
    _add_categories(item, entry, config)
    # Trap: description() after summary() overwrites the content; only these two are called.
    # Trap: content of type CDATA is no Atom; escaped text survives `]]>`, too.
    if entry.summary:
        item.summary(entry.summary)
    item.content(entry.html, type="html")
    if entry.rights:
        item.rights(entry.rights)


def _add_rss_item(generator: FeedGenerator, entry: Entry, feed: Feed, config: SiteConfig) -> None:
    item = generator.add_entry(order="append")
    item.guid(entry.id, permalink=False)
    item.title(entry.title)
    item.link(href=entry.url, rel="alternate")
    _add_categories(item, entry, config)
    # Every reader takes a description for HTML, so plain text is escaped once more.
    # Trap: content without a description would become the description.
    item.description(html.escape(entry.summary or entry.title, quote=False))
    item.content(entry.html)
    # Trap: an author without e-mail address vanishes from RSS, and one with it draws a warning beside
    # dc:creator. So no author is given to feedgen; the repairs write dc:creator.
    item.repairs.entry = entry
    item.repairs.is_podcast = config.feeds.podcast is not None
    item.repairs.creators = tuple(author.name for author in entry.authors)
    item.repairs.language = _other_language(entry, feed)
    item.repairs.elements = entry.elements
    item.repairs.rights = entry.rights
    item.repairs.published = entry.published
    item.repairs.updated = entry.updated


def _add_categories(item: FeedEntry, entry: Entry, config: SiteConfig) -> None:
    categories: list[dict[str, str]] = []
    if entry.section:
        # The taxonomy that sections are terms of; like ids it outlives a change of domain.
        scheme = addresses.tag(config.authority, "/section")
        label = content.plain(entry.section.title)
        categories.append({"term": entry.section.slug, "scheme": scheme, "label": label})
    categories += [{"term": tag} for tag in entry.tags]
    if categories:
        # At once, for each call goes through all that were given before.
        item.category(categories)


def _other_language(entry: Entry, feed: Feed) -> str:
    """Give an entry's language where it is not the feed's, else ""."""
    return entry.language if entry.language != feed.language else ""


def _bytes(written: object) -> bytes:
    """Check what an untyped library returned."""
    assert isinstance(written, bytes)
    return written


# ---- plain text in a world that guesses ------------------------------------------------------------------


def _spell_texts(element: etree._Element, names: Iterable[str]) -> None:
    """Escape an RSS element's texts where a reader could take them for HTML, as readers of RSS do.

    RSS does not say whether a title is text or HTML. The `&` of what is escaped stands as `&#x26;`, which the
    RSS Best Practices Profile recommends because it survives the most readers; lxml would write `&amp;`.
    """
    for child in element.iter(*names):
        if not child.text or not content.reads_as_markup(child.text):
            continue
        first, *rest = html.escape(child.text, quote=False).split("&")
        child.text = first
        for part in rest:
            ampersand = etree.Entity("#x26")
            ampersand.tail = part
            child.append(ampersand)


def _type_texts(element: etree._Element, names: Iterable[str]) -> None:
    """Escape an Atom element's texts once more, as type="html", where a reader could take them for HTML."""
    for name in names:
        # Elements that feedgen makes are in no namespace: it writes xmlns as an attribute.
        child = element.find(name)
        if child is not None and child.text and content.reads_as_markup(child.text):
            child.text = html.escape(child.text, quote=False)
            child.set("type", "html")


# ---- extensions, in the shape feedgen expects: called for every element after it is filled ---------------


class _Unwritten(datetime):
    """A date that is false, so that feedgen, which tests for truth, leaves it out.

    Trap: feedgen writes RFC 2822 dates by switching the locale of the whole process.
    """

    def __bool__(self) -> bool:
        return False


_UNWRITTEN = _Unwritten(1970, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Link:
    href: str
    rel: str
    type: str = ""


class _AtomFeed:
    """Writes dates with `Z`, the type of texts, all links, archive marks, tombstones, and the stylesheet."""

    def __init__(self) -> None:
        self.namespaces: dict[str, str] = {}
        self.updated = _EPOCH
        self.links: tuple[_Link, ...] = ()
        self.is_archive = False
        self.tombstones: tuple[Deleted, ...] = ()
        self.stylesheet = ""

    def extend_ns(self) -> dict[str, str]:
        """Declare the namespaces that are used, and no other: validators warn of one they do not know."""
        archive = {"fh": _HISTORY.strip("{}")} if self.is_archive else {}
        deleted = {"at": _TOMBSTONES.strip("{}")} if self.tombstones else {}
        return self.namespaces | archive | deleted

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        _set_text(feed, "updated", dates.rfc3339(self.updated))
        _type_texts(feed, ("title", "subtitle"))
        for link in self.links:
            _add_link(feed, "link", link)
        if self.is_archive:
            etree.SubElement(feed, f"{_HISTORY}archive")
        for tombstone in self.tombstones:
            moment = dates.rfc3339(tombstone.when)
            element = etree.SubElement(feed, f"{_TOMBSTONES}deleted-entry", ref=tombstone.id, when=moment)
            _add_text(element, f"{_TOMBSTONES}comment", tombstone.reason)
        _add_stylesheet(feed, self.stylesheet)
        return feed


class _AtomEntry:
    """Writes links with all attributes, dates, the type of texts, media, and a language not the feed's."""

    def __init__(self) -> None:
        self.entry: Entry | None = None
        self.links: tuple[_Link, ...] = ()
        self.language = ""
        self.elements: tuple[tuple[str, str], ...] = ()
        self.updated = _EPOCH
        self.published = _EPOCH

    def extend_ns(self) -> dict[str, str]:
        """Declare no namespace."""
        return {}

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        if self.language:
            entry.set(_XML_LANG, self.language)
        _set_text(entry, "updated", dates.rfc3339(self.updated))
        _set_text(entry, "published", dates.rfc3339(self.published))
        _type_texts(entry, ("title", "summary", "rights"))
        for link in self.links:
            _add_link(entry, "link", link)
        for name, text in self.elements:
            _add_text(entry, name, text)
        if self.entry:
            _media.add_to_entry(entry, self.entry)
        return entry


class _RssChannel:
    """Writes the channel's dates, links, archive mark, what podcast directories want, and the stylesheet."""

    def __init__(self) -> None:
        self.namespaces: dict[str, str] = {}
        self.podcast: SiteConfig | None = None
        self.built = _EPOCH
        self.published = _EPOCH
        self.links: tuple[_Link, ...] = ()
        self.is_archive = False
        self.stylesheet = ""

    def extend_ns(self) -> dict[str, str]:
        """Declare Dublin Core on the root, and in an archive the namespace of archives."""
        archive = {"fh": _HISTORY.strip("{}")} if self.is_archive else {}
        return self.namespaces | {"dc": _DC.strip("{}")} | archive

    def extend_rss(self, rss: etree._Element) -> etree._Element:
        channel = rss[0]
        _spell_texts(channel, ("title", "description"))
        _add_text(channel, "lastBuildDate", dates.rfc2822(self.built))
        _add_text(channel, "pubDate", dates.rfc2822(self.published))
        for link in self.links:
            _add_link(channel, f"{_ATOM}link", link)
        if self.is_archive:
            etree.SubElement(channel, f"{_HISTORY}archive")
        if self.podcast:
            _media.add_to_channel(channel, self.podcast)
        _add_stylesheet(rss, self.stylesheet)
        return rss


class _RssItem:
    """Writes dates, byline, rights, media and a language that is not the feed's.

    Trap: feedgen's own `dc` extension would write the creators into Atom, too, beside its authors.
    """

    def __init__(self) -> None:
        self.entry: Entry | None = None
        self.is_podcast = False
        self.creators: tuple[str, ...] = ()
        self.language = ""
        self.elements: tuple[tuple[str, str], ...] = ()
        self.rights = ""
        self.published = _EPOCH
        self.updated = _EPOCH

    def extend_ns(self) -> dict[str, str]:
        """Declare no namespace of its own; the channel does."""
        return {}

    def extend_rss(self, item: etree._Element) -> etree._Element:
        _add_text(item, "pubDate", dates.rfc2822(self.published))
        # RSS has no date of change; readers know Atom's.
        _add_text(item, f"{_ATOM}updated", dates.rfc3339(self.updated))
        for creator in self.creators:
            _add_text(item, f"{_DC}creator", creator)
        if self.rights:
            _add_text(item, f"{_DC}rights", self.rights)
        if self.language:
            _add_text(item, f"{_DC}language", self.language)
        for name, text in self.elements:
            _add_text(item, name, text)
        own = (name for name, _ in self.elements)
        _spell_texts(item, ("title", "category", f"{_DC}creator", f"{_DC}rights", *own))
        if self.entry:
            _media.add_to_item(item, self.entry, is_podcast=self.is_podcast)
        return item


def _set_text(parent: etree._Element, name: str, text: str) -> None:
    child = parent.find(name)
    assert child is not None, name
    child.text = text


def _add_text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _add_link(parent: etree._Element, name: str, link: _Link) -> None:
    element = etree.SubElement(parent, name, href=link.href, rel=link.rel)
    if link.type:
        element.set("type", link.type)


def _add_stylesheet(root: etree._Element, href: str) -> None:
    """Put the instruction before the root. No XSLT: browsers are taking it out."""
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{href}"'))
