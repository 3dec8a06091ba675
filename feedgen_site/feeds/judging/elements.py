"""The rules of XML feeds: namespaces, and which elements stand where, and how often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from feedgen_site.feeds import Format
from feedgen_site.feeds.judging import names, values
from feedgen_site.feeds.judging.model import Document, Finding, error, shown, warning
from feedgen_site.feeds.judging.names import ATOM, CONTENT, DC, HISTORY, XHTML, prefixed


def owners(feed: Document) -> Iterator[tuple[etree._Element, str]]:
    """Give the feed's element, then each entry's with its id."""
    if feed.root is not None:
        yield feed.root, ""
    for entry in feed.entries:
        if entry.element is not None:
            yield entry.element, entry.id


def within(feed: Document) -> Iterator[tuple[etree._Element, str]]:
    """Give every element below those, each once, with the id of its entry."""
    entry_tag = f"{ATOM}entry" if feed.kind is Format.ATOM else "item"
    for owner, entry in owners(feed):
        for child in owner.iterchildren(etree.Element):
            if owner is not feed.root or child.tag != entry_tag:
                yield from ((element, entry) for element in child.iter(etree.Element))


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def namespaces(feed: Document) -> Iterator[Finding]:
    """Every namespace is one that readers know, or one that the site asked for, under its usual prefix."""
    if feed.root is None:
        return
    seen: set[tuple[str | None, str]] = set()
    for element in feed.root.getroottree().iter(etree.Element):
        seen.update(element.nsmap.items())
    usual = {prefix: uri for uri, prefix in names.PREFIXES.items()}
    for prefix, uri in sorted(seen, key=lambda pair: (pair[0] or "", pair[1])):
        if uri == "http://search.yahoo.com/mrss":
            yield error("unknown-namespace", "the namespace of Media RSS lacks its last /", f"{uri}/")
        elif prefix in names.RESERVED or usual.get(prefix or "", uri) != uri:
            yield warning("reserved-prefix", f"the prefix {prefix} means another namespace", "choose another")
        elif uri not in names.PREFIXES and uri not in names.UNJUDGED and uri not in feed.namespaces:
            yield warning("unknown-namespace", f"{shown(uri)} is a namespace that no reader knows")
        elif prefix in ("atom", "xhtml") and feed.kind is Format.ATOM:
            yield warning("reserved-prefix", f"the prefix {prefix} confuses readers of Atom", "leave it out")


_ALLOWED = {
    (Format.ATOM, True): names.ATOM_FEED,
    (Format.ATOM, False): names.ATOM_ENTRY,
    (Format.RSS, True): names.RSS_CHANNEL,
    (Format.RSS, False): names.RSS_ITEM,
}


def known_elements(feed: Document) -> Iterator[Finding]:
    """An element of a namespace with rules is one that its rules have, and stands as often as they allow."""
    for owner, entry in owners(feed):
        allowed = _ALLOWED[feed.kind, owner is feed.root]
        counts = Counter(str(child.tag) for child in owner.iterchildren(etree.Element))
        for tag, count in counts.items():
            namespace = tag[: tag.find("}") + 1]
            if namespace == XHTML:
                message = f"<{prefixed(tag)}> stands outside the content; readers do not show it"
                yield warning("unknown-element", message, "leave it out", entry)
            elif (namespace in names.JUDGED or not namespace) and tag not in allowed:
                yield error("unknown-element", f"<{prefixed(tag)[:60]}> has no place here", entry=entry)
            elif count > 1 and tag in allowed and tag not in names.REPEATED:
                code = "many-enclosures" if tag == "enclosure" else "duplicate-element"
                make = warning if tag == "enclosure" else error
                yield make(code, f"<{prefixed(tag)}> stands {count} times", "keep one", entry)


_BLANK_IS_MISSING = names.ATOM_TEXTS | {
    f"{ATOM}{name}" for name in "id name uri logo icon generator updated published".split()
} | {"title", "category", "guid"}  # fmt: skip


def nothing_blank(feed: Document) -> Iterator[Finding]:
    """What is there says something."""
    for element, entry in within(feed):
        if element.tag in _BLANK_IS_MISSING and not len(element) and not _text(element):
            yield warning("empty", f"<{prefixed(str(element.tag))}> is empty", "fill it in", entry)
        if element.tag == f"{ATOM}category" and not element.get("term"):
            yield warning("empty", "a category has no term", "fill it in", entry)


_SAME_MEANING = (
    ("author", f"{DC}creator"),
    ("category", f"{DC}subject"),
    ("pubDate", f"{DC}date"),
    ("pubDate", f"{ATOM}published"),
    ("guid", f"{ATOM}id"),
    ("source", f"{DC}source"),
    ("copyright", f"{DC}rights"),
    ("language", f"{DC}language"),
    ("managingEditor", f"{DC}creator"),
    ("webMaster", f"{DC}publisher"),
)


def nothing_said_twice(feed: Document) -> Iterator[Finding]:
    """Two elements of one meaning leave a reader to choose."""
    for owner, entry in owners(feed):
        present = {str(child.tag) for child in owner.iterchildren(etree.Element)}
        for core, other in _SAME_MEANING:
            if core in present and other in present:
                words = f"<{core}> and <{prefixed(other)}> mean the same"
                yield warning("said-twice", words, "keep the first", entry)


def links_of_atom(feed: Document) -> Iterator[Finding]:
    """A link has an address, a media type that is one, and no twin."""
    for owner, entry in owners(feed):
        twins: Counter[tuple[str, str]] = Counter()
        for link in owner.iterchildren(f"{ATOM}link"):
            relation, media_type = link.get("rel", "alternate"), link.get("type", "")
            if link.get("href") is None:
                yield error("bad-link", "a link has no address", entry=entry)
            if "type" in link.attrib and not values.is_media_type(media_type):
                yield error("bad-link", f"{shown(media_type)} is no media type", "text/html", entry)
            elif (
                relation == "self"
                and media_type
                and not re.match(r"application/(?:atom|rss)\+xml", media_type)
            ):
                yield warning("bad-link", "the feed's own link has the type of something else", entry=entry)
            if relation not in _RELATIONS and ":" not in relation:
                yield warning("bad-link", f"{shown(relation)} is no kind of link", entry=entry)
            length = link.get("length")
            if length is not None and relation != "enclosure" and not (length.isascii() and length.isdigit()):
                yield error("bad-link", f"{shown(length)} is no size of a file", entry=entry)
            if relation == "alternate":
                twins[media_type, link.get("hreflang", "")] += 1
        if feed.kind is Format.ATOM and max(twins.values(), default=0) > 1:
            yield error(
                "two-alternates", "two links lead to the story itself", "keep one of each type", entry
            )


# Of the register of IANA, those that validators know.
_RELATIONS = frozenset(
    (
        "alternate current describedby edit edit-media enclosure first hub last license next next-archive "
        "payment prev-archive previous related replies search self service up via"
    ).split()
)


def archives(feed: Document) -> Iterator[Finding]:
    """An archive leads to the feed and to its neighbour (RFC 5005)."""
    if feed.root is None or feed.root.find(f"{HISTORY}archive") is None:
        return
    relations = {link.get("rel") for link in feed.root.iterchildren(f"{ATOM}link")}
    if feed.kind is Format.ATOM and "current" not in relations:
        yield warning("bad-archive", "an archive does not lead to the feed it is of", 'rel="current"')


def ids_of_atom(feed: Document) -> Iterator[Finding]:
    """An id of Atom is an absolute IRI in its one spelling."""
    for owner, entry in owners(feed) if feed.kind is Format.ATOM else ():
        for element in owner.iterchildren(f"{ATOM}id"):
            written = element.text or ""
            identity = written.strip()
            hint = "id: a word of your own, or urn:uuid: and a UUID"
            if not identity:
                continue
            if fault := values.id_fault(identity):
                yield error("bad-id", f"the id {shown(identity)} {fault}", hint, entry)
            elif scheme := values.unregistered_scheme(identity):
                yield warning(
                    "unknown-scheme", f"{shown(scheme)} is no registered scheme of addresses", hint, entry
                )
            elif fault := values.canonical_fault(written):
                message = (
                    f"the id {shown(identity)} {fault}; some readers take the other spelling for another"
                )
                yield warning("id-spelling", message, "spell it as the address is shown", entry)


def addresses_of_people(feed: Document) -> Iterator[Finding]:
    """An e-mail address stands where one belongs, in the form that belongs there."""
    for element, entry in within(feed):
        text = _text(element)
        if element.tag == f"{ATOM}email" and not values.is_address(text):
            yield error("bad-address", f"{shown(text)} is no e-mail address", entry=entry)
        elif element.tag == f"{ATOM}name" and re.search(r"<[^<>@\s]{1,64}@[^<>@\s]{1,255}>", text):
            yield warning("bad-address", "a name holds an e-mail address", "give the name alone", entry)
        elif element.tag in ("author", "managingEditor", "webMaster"):
            address, _, name = text.partition(" ")
            if values.is_address(address) and re.fullmatch(r"\(.+\)", name):
                continue
            # Validators warn of an address alone, and refuse what is none.
            make = warning if "@" in text[1:] and not text.endswith(")") else error
            message = f"{shown(text)} is not an e-mail address and a name"
            yield make("bad-address", message, "name@example.org (Ana Silva)", entry)


def content_after_description(feed: Document) -> Iterator[Finding]:
    """In RSS the description stands before the content, for some readers take the last of them."""
    for owner, entry in owners(feed) if feed.kind is Format.RSS else ():
        order = [child.tag for child in owner.iterchildren("description", f"{CONTENT}encoded")]
        if order[:1] == [f"{CONTENT}encoded"]:
            yield warning("content-first", "the content stands before or without a description", entry=entry)


RULES = (
    namespaces,
    known_elements,
    nothing_blank,
    nothing_said_twice,
    links_of_atom,
    archives,
    ids_of_atom,
    addresses_of_people,
    content_after_description,
)
