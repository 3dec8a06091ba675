"""Feeds: the same entries in every format of the table below.

    story, notice or edition -> entries (what an entry says) -> Entry -> _feedgen or jsonfeed -> bytes

A feed stands beside the page it follows: `/section/asia/` has `section/asia/feed.xml`, `rss.xml` and
`feed.json`. Older entries of the site and its digests stand in `archive/` (RFC 5005).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from feedgen_site import addresses
from feedgen_site.config import FeedContent, SiteConfig
from feedgen_site.frozen import dataclass
from feedgen_site.keypoints import KeyPoint
from feedgen_site.model import Author, Image, Listing, Measure, Medium, Section, Span, Topic
from feedgen_site.strings import words

FEED_STYLESHEET = "assets/feed.css"
"""The output file that shows a feed to who opens it in a browser."""

OPML_FILE = "opml.xml"
"""The output file that lists every feed (OPML 2.0)."""


TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
"""The namespace of deleted entries (RFC 6721), which no validator knows."""


class Format(Enum):
    """A format of feeds: the file it stands in, its registered media type, its name for people.

    The XML files end in `.xml`, so that a plain file host serves them as XML and browsers show them.
    """

    ATOM = ("feed.xml", "application/atom+xml", "Atom")
    RSS = ("rss.xml", "application/rss+xml", "RSS")
    JSON = ("feed.json", "application/feed+json", "JSON Feed")

    @property
    def file_name(self) -> str:
        """Give the name of its files."""
        return self.value[0]

    @property
    def media_type(self) -> str:
        """Give its media type, for links and autodiscovery."""
        return self.value[1]

    @property
    def title(self) -> str:
        """Give its name, as people say it."""
        return self.value[2]

    def archive_name(self, period: str) -> str:
        """Name an archive document: `archive/2026-01.xml`, `archive/2026-01.rss.xml`, `….json`."""
        suffix = {Format.ATOM: ".xml", Format.RSS: ".rss.xml", Format.JSON: ".json"}[self]
        return f"archive/{period}{suffix}"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in whatever format.

    `key` is what its id is made of, for ever: `site`, `section/asia`. `permalink` is the page it follows and
    ends with `/`; `is_its_page` says that this page is about the feed itself. `entries` is how many its head
    holds at least, or without an archive at most; of editions with many stories fewer are enough.
    """

    key: str
    title: str
    description: str
    permalink: str
    language: str
    content: FeedContent = FeedContent.FULL
    entries: int = 50
    is_its_page: bool = False

    @property
    def page(self) -> str:
        """Give the address of the page that explains the feed."""
        return self.permalink if self.is_its_page else f"/feeds/{self.key}/"

    def id(self, authority: str) -> str:
        """Make its id: `tag:example.org,2026:/feed/section/asia`, the same in every format."""
        return addresses.tag(authority, f"/feed/{self.key}")

    def file(self, kind: Format, period: str = "") -> str:
        """Name its file below the output folder: `section/asia/rss.xml`; with `period` that archive's."""
        return f"{self.permalink.lstrip('/')}{kind.archive_name(period) if period else kind.file_name}"

    def url(self, kind: Format, base_url: str, period: str = "") -> str:
        """Give the absolute URL that file is served at."""
        return addresses.absolute(base_url, f"/{self.file(kind, period)}")


def site_feed(config: SiteConfig) -> Feed:
    """Give the feed of the whole site."""
    rules = config.feeds
    return Feed("site", config.title, config.description, "/", config.language, rules.content, rules.entries)


def listing_feed(listing: Listing, config: SiteConfig) -> Feed | None:
    """Give the feed of a section, tag, author, agency or language; None where site.yaml wants none."""
    if listing.topic is Topic.SECTION:
        return section_feed(Section(listing.slug, listing.title), config)
    topic = config.feeds.topics[listing.topic]
    if not topic.every and listing.slug not in map(listing.topic.slug_of, topic.names):
        return None
    title = f"{listing.title} · {config.title}"
    key = f"{listing.topic.value}/{listing.slug}"
    return Feed(key, title, "", listing.permalink, listing.language, topic.content, topic.entries)


def section_feed(section: Section, config: SiteConfig) -> Feed | None:
    """Give the feed of one section; None where site.yaml wants none."""
    rules = config.feeds
    if not rules.sections:
        return None
    title = f"{section.title} · {config.title}"
    key = f"section/{section.slug}"
    return Feed(key, title, "", section.permalink, config.language, rules.content, rules.entries)


def digest_feed(span: Span, config: SiteConfig) -> Feed | None:
    """Give the feed of closed editions; None where site.yaml wants none."""
    if span not in config.feeds.digest:
        return None
    say = words(config.language, config.strings)
    title = f"{say.get(f'digest_{span.value}')} · {config.title}"
    return Feed(
        f"digest/{span.value}",
        title,
        say.get(f"digest_{span.value}_what"),
        f"/digest/{span.value}/",
        config.language,
        FeedContent.SUMMARY,
        config.feeds.entries,
        is_its_page=True,
    )


def corrections_feed(config: SiteConfig) -> Feed:
    """Give the feed of corrections and withdrawals."""
    say = words(config.language, config.strings)
    title = f"{say.get('corrections')} · {config.title}"
    what = say.get("corrections_what")
    return Feed("corrections", title, what, "/corrections/", config.language, entries=config.feeds.entries,
                is_its_page=True)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deleted:
    """That an entry is no longer what it was (RFC 6721): its id, since when, and why."""

    id: str
    when: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a feed: with `period` "" its head, else an archive; `older` is the next one's period."""

    period: str = ""
    older: str = ""
    deleted: tuple[Deleted, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one thing, the same in every format.

    `html` is sanitized, every URL in it absolute; `summary` is plain text and may be "". `atom_updated` is
    `updated`, made distinct by microseconds among the things of the site. `url`, `source_url`,
    `image_url` and the targets and images of `media` are absolute, all but the first perhaps "". `withdrawn`
    is why it is no longer published; `elements` are those that site.yaml adds: `{namespace}name` and text.
    """

    id: str
    url: str
    title: str
    summary: str
    html: str
    language: str
    published: datetime
    updated: datetime
    atom_updated: datetime
    authors: tuple[Author, ...] = ()
    section: Section | None = None
    tags: tuple[str, ...] = ()
    credit: str = ""
    rights: str = ""
    source_url: str = ""
    image: Image | None = None
    image_url: str = ""
    image_measure: Measure = field(default_factory=Measure)
    media: tuple[Medium, ...] = ()
    points: tuple[KeyPoint, ...] = ()
    withdrawn: str = ""
    elements: tuple[tuple[str, str], ...] = ()


def render(
    kind: Format, feed: Feed, entries: tuple[Entry, ...], config: SiteConfig,
    document: Document = Document(),  # noqa: B008 - it is frozen
    present: Mapping[int, bytes] = MappingProxyType({}),
) -> bytes:  # fmt: skip
    """Write a feed, its entries in the order given (newest first). The same arguments give the same bytes.

    `present` has the bytes of entries that were written before, as `pieces.cut` gives them, by place; of
    these `entries` may hold outlines.
    """
    if kind is Format.JSON:
        from feedgen_site.feeds import jsonfeed

        return jsonfeed.render(feed, entries, config, document, present)
    # lxml and feedgen take longer to import than a small site takes to check.
    from feedgen_site.feeds import _feedgen

    write = _feedgen.atom if kind is Format.ATOM else _feedgen.rss
    return write(feed, entries, config, document, present)


def make_ready() -> None:
    """Import what writes feeds, also for processes that begin as copies of this one."""
    from feedgen_site.feeds import _feedgen, jsonfeed  # noqa: F401


def replaced(
    data: bytes, kind: Format, feed: Feed, old: Entry, new: Entry, config: SiteConfig
) -> bytes | None:
    """Put an entry into the place of another of the same id and moments in what `render` wrote.

    None where that cannot be done by exchanging its bytes.
    """
    (head, before), (same_head, after) = (_alone(kind, feed, entry, config) for entry in (old, new))
    at = data.find(before) if before else -1
    if head != same_head or at < 0 or data.find(before, at + 1) >= 0:
        return None
    all_of_it = memoryview(data)
    return b"".join((all_of_it[:at], after, all_of_it[at + len(before) :]))


def _alone(kind: Format, feed: Feed, entry: Entry, config: SiteConfig) -> tuple[bytes, bytes]:
    """Write a feed of one entry, and give what stands before it and its own bytes."""
    from feedgen_site.feeds import pieces

    head, (own,), _ = pieces.cut(kind, render(kind, feed, (entry,), config))
    return head, own
