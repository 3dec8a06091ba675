"""A site's settings as typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import time, tzinfo
from enum import Enum

from feedgen_site import dates
from feedgen_site.config.agencies import Agencies
from feedgen_site.entryfields import EntryFields
from feedgen_site.frozen import dataclass
from feedgen_site.keypoints import PointRules
from feedgen_site.model import Section, Span, Topic

DEFAULT_BASE_URL = "https://example.org/"
# The year of an authority taken from a host name. It is part of ids, so it must never follow the clock.
AUTHORITY_YEAR = 2026
DEFAULT_PERMALINKS = "/{yyyy}/{mm}/{slug}/"


class UrlStyle(Enum):
    """How a story's address ends: `…/slug/` or `…/slug.html`."""

    FOLDER = "folder"
    FILE = "file"


class FeedContent(Enum):
    """What a feed entry carries: the whole story, or standfirst and points."""

    FULL = "full"
    SUMMARY = "summary"


class Archive(Enum):
    """The period of one archive document of a feed (RFC 5005); OFF: the feed has none."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the navigation: a path below the site (`/about/`) or a web address."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class TopicFeeds:
    """Which tags (authors, agencies, languages) have feeds of their own: every one in use, or those named."""

    every: bool = False
    names: tuple[str, ...] = ()
    entries: int = 20
    content: FeedContent = FeedContent.SUMMARY


class PodcastType(Enum):
    """How episodes follow each other: newest first, or as parts of one story."""

    EPISODIC = "episodic"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class PodcastRules:
    """What podcast directories are told of the site. `category` is one of Apple's, with what it is part of.

    `owner` is "" for the publisher, `image` (a path below the site or a web address) for the logo.
    """

    email: str
    category: tuple[str, ...] = ("News",)
    owner: str = ""
    image: str = ""
    explicit: bool = False
    type: PodcastType = PodcastType.EPISODIC


@dataclass(frozen=True, slots=True)
class FeedRules:
    """Which feeds there are, and what they hold. `digest` names the editions that have a feed."""

    entries: int = 50
    content: FeedContent = FeedContent.FULL
    archive: Archive = Archive.MONTH
    sections: bool = True
    digest: tuple[Span, ...] = (Span.DAY, Span.WEEK)
    tags: TopicFeeds = field(default_factory=TopicFeeds)
    authors: TopicFeeds = field(default_factory=TopicFeeds)
    agencies: TopicFeeds = field(default_factory=TopicFeeds)
    languages: TopicFeeds = field(default_factory=TopicFeeds)
    tombstones: bool = False
    fields: EntryFields = field(default_factory=EntryFields)
    podcast: PodcastRules | None = None

    @property
    def topics(self) -> Mapping[Topic, TopicFeeds]:
        """Give the rules of what has lists besides sections, in the order of the lists."""
        return {
            Topic.TAG: self.tags,
            Topic.AUTHOR: self.authors,
            Topic.AGENCY: self.agencies,
            Topic.LANGUAGE: self.languages,
        }


@dataclass(frozen=True, slots=True)
class EditionRules:
    """When the day's edition closes (in the site's zone), and how much an edition and the front page show.

    `front_min` is the least number of stories on the front page. Of an edition's `stories` stand in full,
    the others as headlines: a digest of more is not read.
    """

    closes: time = time(0, 0)
    front_min: int = 12
    stories: int = 30


class AiAccess(Enum):
    """What robots.txt asks of the crawlers of AI companies, as `robots.py` lists them."""

    ALLOW = "allow"
    NO_TRAINING = "no-training"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What robots.txt asks; `deny` names crawlers that shall keep away from the whole site."""

    ai: AiAccess = AiAccess.ALLOW
    deny: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageRules:
    """In which widths pictures are drawn, in pixels, and how well (JPEG and WebP, 1 to 95).

    `sizes` says how wide pages show them, as in the attribute of that name.
    """

    widths: tuple[int, ...] = (480, 960, 1440)
    quality: int = 80
    sizes: str = "(min-width: 45em) 41em, 92vw"


class Encoding(Enum):
    """A compressed form that text files get beside them."""

    GZIP = "gzip"
    BROTLI = "brotli"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An e-mail address, perhaps with the name it is known by."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class MailRules:
    """Who an edition goes out by mail from and to.

    `unsubscribe` is an https or mailto address, or what a mail service puts its own address for; or "".
    """

    sender: Mailbox | None = None
    to: Mailbox | None = None
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """A site's settings. `base_url` ends with `/`; `authority` is what ids are made under.

    `remote_media`: stories may show pictures and play recordings that lie on other sites.
    """

    title: str = "News digest"
    description: str = ""
    base_url: str = DEFAULT_BASE_URL
    authority: str = f"example.org,{AUTHORITY_YEAR}"
    language: str = "en"
    timezone: str = "UTC"
    publisher: str = ""
    logo: str = ""
    nav: tuple[NavItem, ...] = ()
    footer: str = ""
    permalinks: str = DEFAULT_PERMALINKS
    url_style: UrlStyle = UrlStyle.FOLDER
    points: PointRules = field(default_factory=PointRules)
    sections: tuple[Section, ...] = ()
    feeds: FeedRules = field(default_factory=FeedRules)
    hubs: tuple[str, ...] = ()
    edition: EditionRules = field(default_factory=EditionRules)
    images: ImageRules | None = None
    mail: MailRules = field(default_factory=MailRules)
    agencies: Agencies = field(default_factory=Agencies)
    robots: RobotsRules = field(default_factory=RobotsRules)
    remote_media: bool = True
    search: bool = False
    precompress: tuple[Encoding, ...] = ()
    theme: tuple[tuple[str, str], ...] = ()
    strings: tuple[tuple[str, str], ...] = ()
    check: tuple[tuple[str, str], ...] = ()

    @property
    def zone(self) -> tzinfo:
        """Give the site's zone."""
        return dates.zone(self.timezone)

    @property
    def picture_sizes(self) -> str:
        """Say how wide pages show pictures; "" where there is no choice of widths."""
        return self.images.sizes if self.images else ""

    def fingerprint(self) -> str:
        """Spell out every setting, for hashing."""
        return repr(self)
