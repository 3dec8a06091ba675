"""Feeds: the same entries in every format of the table below.

    Feed + entries (Head, HTML) -> content (what an entry says) -> _feedgen or jsonfeed -> bytes

A feed stands beside the page it follows: `/section/asia/` has
`section/asia/feed.xml`, `rss.xml` and `feed.json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from feedgen_site import addresses
from feedgen_site.config import SiteConfig
from feedgen_site.model import Head, Section


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


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in whatever format.

    `key` is what its id is made of, for ever: `site`, `section/asia`. `permalink` is the page it follows and
    ends with `/`.
    """

    key: str
    title: str
    description: str
    permalink: str
    language: str

    def id(self, authority: str) -> str:
        """Make its id: `tag:example.org,2026:/feed/section/asia`, the same in every format."""
        return addresses.tag(authority, f"/feed/{self.key}")

    def file(self, kind: Format) -> str:
        """Name its file below the output folder: `section/asia/rss.xml`."""
        return f"{self.permalink.lstrip('/')}{kind.file_name}"

    def url(self, kind: Format, base_url: str) -> str:
        """Give the absolute URL that file is served at."""
        return addresses.absolute(base_url, f"/{self.file(kind)}")


def site_feed(config: SiteConfig) -> Feed:
    """Give the feed of the whole site."""
    return Feed("site", config.title, config.description, "/", config.language)


def section_feed(section: Section, config: SiteConfig) -> Feed:
    """Give the feed of one section."""
    title = f"{section.title} · {config.title}"
    return Feed(f"section/{section.slug}", title, "", section.permalink, config.language)


@dataclass(frozen=True, slots=True)
class Entry:
    """A story in a feed.

    `html` is its sanitized body without the key points, every URL in it absolute. `atom_updated` is the
    head's `updated`, made distinct by microseconds among the stories of the site. `image_url` is absolute, or
    "".
    """

    head: Head
    html: str
    atom_updated: datetime
    image_url: str = ""


def render(kind: Format, feed: Feed, entries: tuple[Entry, ...], config: SiteConfig) -> bytes:
    """Write a feed, its entries in the order given (newest first). The same arguments give the same bytes."""
    if kind is Format.JSON:
        from feedgen_site.feeds import jsonfeed

        return jsonfeed.render(feed, entries, config)
    # lxml and feedgen take longer to import than a small site takes to check.
    from feedgen_site.feeds import _feedgen

    return (
        _feedgen.atom(feed, entries, config) if kind is Format.ATOM else _feedgen.rss(feed, entries, config)
    )
