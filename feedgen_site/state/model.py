"""The state of a published site as a value."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from feedgen_site.frozen import dataclass


@dataclass(frozen=True, slots=True)
class ToldStory:
    """A story as readers have it. Hashes are of 8 hex digits; they tell versions apart and nothing more.

    `listed` stands for headline and standfirst, `points` for the words of the key points, `source` for what
    they were chosen from ("" once withdrawn), `body` for its page's HTML. `expires` is when it leaves.
    """

    id: str
    permalink: str
    aliases: tuple[str, ...]
    published: datetime
    updated: datetime
    expires: datetime | None
    listed: str
    points: str
    source: str
    body: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """A correction or withdrawal of the story with the id `story`."""

    id: str
    story: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class ToldEdition:
    """A closed edition; at `due` the last of its stories will have expired."""

    id: str
    updated: datetime
    due: datetime | None


class Place(Enum):
    """What is served at an address other than a story's."""

    PAGE = "page"
    EDITION = "edition"
    LISTING = "listing"
    FEED = "feed"
    FEED_PAGE = "feed_page"
    ARCHIVE = "archive"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Address:
    """An address other than a story's; from `due` on nothing stands there any more, for stories expire."""

    path: str
    place: Place
    due: datetime | None


@dataclass(frozen=True, slots=True)
class ToldFeed:
    """A feed by its key, and the address its files stand below.

    `entries` (16 hex digits) stands for what its head shows in every format, `stamps` for the moments that
    Atom alone shows.
    """

    key: str
    permalink: str
    entries: str
    stamps: str


@dataclass(frozen=True, slots=True)
class State:
    """All that readers hold on to: stories, notices, editions, addresses and feeds; each sorted."""

    stories: tuple[ToldStory, ...]
    notices: tuple[ToldNotice, ...]
    editions: tuple[ToldEdition, ...]
    addresses: tuple[Address, ...]
    feeds: tuple[ToldFeed, ...]
