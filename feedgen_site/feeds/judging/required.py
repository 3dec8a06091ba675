"""The rules of what must be there: in Atom (RFC 4287), in RSS (2.0 and its Best Practices Profile)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from feedgen_site.feeds import Format
from feedgen_site.feeds.judging.elements import owners
from feedgen_site.feeds.judging.model import Document, Finding, error, warning
from feedgen_site.feeds.judging.names import ATOM, CONTENT, ITUNES, local

_CODES = {"title": "no-title", "id": "no-id", "updated": "no-date"}


def of_atom(feed: Document) -> Iterator[Finding]:
    """Feed and entries of Atom have title, id, date and author; an entry has something to read."""
    if feed.kind is not Format.ATOM or feed.root is None:
        return
    has_author = feed.root.find(f"{ATOM}author") is not None
    for owner, entry in owners(feed):
        for name, code in _CODES.items():
            if owner.find(f"{ATOM}{name}") is None:
                yield error(code, f"has no {name}", entry=entry)
        if owner is feed.root:
            continue
        if not has_author and owner.find(f"{ATOM}author") is None:
            yield error("no-author", "neither entry nor feed has an author", "publisher: in site.yaml", entry)
        if owner.find(f"{ATOM}content") is None:
            if owner.find(f"{ATOM}summary") is None:
                yield warning("no-content", "has neither summary nor content", "write the text", entry)
            if not any(link.get("rel", "alternate") == "alternate" for link in owner.iter(f"{ATOM}link")):
                yield error("no-content", "has neither content nor a link to the story", entry=entry)


def of_distinct_dates(feed: Document) -> Iterator[Finding]:
    """No two entries of an Atom feed were updated at one moment, for some readers order by it."""
    seen: dict[str, str] = {}
    for entry in feed.entries if feed.kind is Format.ATOM else ():
        if entry.updated and seen.setdefault(entry.updated, entry.id) != entry.id:
            yield warning("same-updated", f"was updated at {entry.updated}, as another was", entry=entry.id)


def of_people_in_atom(feed: Document) -> Iterator[Finding]:
    """Every author has a name."""
    for owner, entry in owners(feed) if feed.kind is Format.ATOM else ():
        for person in owner.iterchildren(f"{ATOM}author", f"{ATOM}contributor"):
            if person.find(f"{ATOM}name") is None:
                yield error("no-author", "an author has no name", "authors: [{name: …}]", entry)


def of_rss(feed: Document) -> Iterator[Finding]:
    """An RSS channel has title, link and description; an item has title or description, and an id."""
    if feed.kind is not Format.RSS or feed.root is None:
        return
    for name in ("title", "link", "description"):
        if feed.root.find(name) is None:
            yield error("no-title" if name == "title" else "no-content", f"has no {name}")
    for owner, entry in owners(feed):
        if owner is feed.root:
            continue
        if owner.find("title") is None:
            make = error if owner.find("description") is None else warning
            yield make("no-title", "has no title", "title:", entry)
        guid = owner.find("guid")
        if guid is None:
            yield warning("no-id", "has no id", entry=entry)
        elif guid.get("isPermaLink", "true") not in ("true", "false"):
            yield error("bad-id", "isPermaLink is neither true nor false", entry=entry)
        elif guid.get("isPermaLink") != "false" and entry.lower().startswith(("tag:", "urn:uuid:")):
            yield error("bad-id", "the id is said to be an address, and is none", entry=entry)
        elif entry.isdigit() and len(entry) < 9:
            yield warning("bad-id", "the id is a short number, which other feeds have, too", entry=entry)
        if owner.find("description") is None and owner.find(f"{CONTENT}encoded") is None:
            yield warning("no-content", "has neither summary nor content", "write the text", entry)


_IMAGES = ("jpg", "jpeg", "gif", "png")


def of_image(feed: Document) -> Iterator[Finding]:
    """The picture of an RSS channel has the channel's title and link, and is one that readers show."""
    image = feed.root.find("image") if feed.root is not None and feed.kind is Format.RSS else None
    if image is None or feed.root is None:
        return
    for name in ("url", "title", "link"):
        part = image.find(name)
        if part is None:
            yield error("bad-image", f"the picture of the feed has no {name}")
        elif name == "url":
            ending = (part.text or "").rpartition(".")[2].lower()
            if ending.isalnum() and ending not in _IMAGES:
                yield warning(
                    "bad-image", f"readers show no .{ending[:10]} as picture of a feed", "logo: a .png"
                )
        elif (part.text or "").strip() != (feed.root.findtext(name) or "").strip():
            yield warning("bad-image", f"the picture's {name} is not the feed's")
    for name, most in (("width", 144), ("height", 400)):
        size = image.findtext(name)
        if size is not None and not (size.isascii() and size.isdigit() and 0 < int(size[:9]) <= most):
            yield error("bad-image", f"the picture's {name} is not 1 to {most}")


def of_podcast(feed: Document) -> Iterator[Finding]:
    """A feed with anything of Apple's has category, rating, language and owner, which its directory wants."""
    if feed.root is None or not any(
        str(element.tag).startswith(ITUNES) for element in feed.root.iter(etree.Element)
    ):
        return
    present = {str(child.tag) for child in feed.root.iterchildren(etree.Element)}
    has_language = "language" in present or any(value.name.endswith("xml:lang") for value in feed.languages)
    for tag in (f"{ITUNES}category", f"{ITUNES}explicit", f"{ITUNES}owner"):
        if tag not in present:
            yield warning("bad-podcast", f"a podcast has no itunes:{local(tag)}")
    if not has_language:
        yield warning("bad-podcast", "a podcast has no language", "language: in site.yaml")


RULES = (of_atom, of_distinct_dates, of_people_in_atom, of_rss, of_image, of_podcast)
