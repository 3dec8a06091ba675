"""The outputs of a plan, as data: each with its path, what it is made from, and a fingerprint of that.

The fingerprint covers all that an output's bytes depend on: what it shows, where its links lead, the
templates, the configuration, the program. No dependency graph has to be kept right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from enum import IntEnum

from feedgen_site.config import FeedContent
from feedgen_site.feeds import Document, Feed, Format
from feedgen_site.frozen import dataclass
from feedgen_site.model import (
    ALONE,
    Edition,
    EditionRow,
    Form,
    Head,
    Listing,
    Measure,
    Month,
    Notice,
    Page,
    Section,
    Shown,
    Source,
    Versions,
)
from feedgen_site.problem import Problem
from feedgen_site.sitemaps import News, Row
from feedgen_site.state import State


class Kind(IntEnum):
    """What an output is; the value orders the writing: what is named comes before what names it."""

    PICTURE = 0
    STYLESHEET = 1
    FILE = 2
    STORY = 3
    PAGE = 4
    NOT_FOUND = 5
    LETTER = 6
    EDITION = 7
    LISTING = 8
    MONTH = 9
    MONTHS = 10
    FRONT = 11
    FEED_PAGE = 12
    FEEDS_PAGE = 13
    ARCHIVE = 14
    FEED = 15
    OPML = 16
    ALIAS = 17
    SITEMAP = 18
    SITEMAP_INDEX = 19
    ROBOTS = 20
    # Read by the host alone.
    HOST = 21
    SEARCH = 22
    # Says what all others are, and is true only once they are there.
    STATE = 99


Resolved = tuple[tuple[str, str], ...]
"""What content paths lead to: (path, address below the site or "")."""

Pictures = tuple[tuple[str, Shown], ...]
"""How a page shows the site's own pictures, by content path."""


RelatedLink = tuple[str, str, str]
"""A related story as a page shows it: headline, address below the site or URL or "", language or ""."""


@dataclass(frozen=True, slots=True)
class StoryArguments:
    """A story's page; `versions` are its languages."""

    head: Head
    resolved: Resolved
    related: tuple[RelatedLink, ...]
    earlier: Head | None
    later: Head | None
    versions: Versions = ALONE
    pictures: Pictures = ()


@dataclass(frozen=True, slots=True)
class PageArguments:
    """A page of content/pages."""

    page: Page
    resolved: Resolved
    versions: Versions = ALONE
    pictures: Pictures = ()


@dataclass(frozen=True, slots=True)
class FrontArguments:
    """The front page."""

    stories: tuple[Head, ...]
    day: date | None


@dataclass(frozen=True, slots=True)
class EditionArguments:
    """An edition of a day or week; `earlier` and `later` name its neighbours by their first days."""

    edition: Edition
    is_open: bool
    earlier: date | None
    later: date | None


@dataclass(frozen=True, slots=True)
class LetterArguments:
    """Another form of an edition."""

    edition: Edition
    form: Form
    is_open: bool


@dataclass(frozen=True, slots=True)
class MonthArguments:
    """The list of a month's editions; `earlier` and `later` name its neighbours by their first days."""

    month: Month
    earlier: date | None
    later: date | None


@dataclass(frozen=True, slots=True)
class MonthsArguments:
    """The list of months: each by its first day, with the number of its stories, newest first."""

    months: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class ListingArguments:
    """A page of a section, tag or the like, `listing` with the stories it shows.

    `number` None is its head; `older` and `newer` are addresses, or None.
    """

    listing: Listing
    number: int | None
    older: str | None
    newer: str | None

    @property
    def permalink(self) -> str:
        """Give the address of the page."""
        home = self.listing.permalink
        return home if self.number is None else f"{home}page/{self.number}/"


Measures = tuple[tuple[str, Measure], ...]
"""What is known of files by content path: of the story's picture, its media and their pictures."""


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """A story's share of a feed's arguments."""

    head: Head
    resolved: Resolved
    atom_updated: datetime
    measures: Measures = ()

    @property
    def subject(self) -> Head:
        """Give what it is about."""
        return self.head

    @property
    def heads(self) -> tuple[Head, ...]:
        """Give the stories it shows."""
        return (self.head,)


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """A correction's or withdrawal's share."""

    notice: Notice
    atom_updated: datetime

    @property
    def subject(self) -> Notice:
        """Give what it is about."""
        return self.notice

    @property
    def heads(self) -> tuple[Head, ...]:
        """Give the stories it shows."""
        return self.notice.heads


@dataclass(frozen=True, slots=True)
class EditionEntry:
    """An edition's share."""

    edition: Edition
    atom_updated: datetime

    @property
    def subject(self) -> Edition:
        """Give what it is about."""
        return self.edition

    @property
    def heads(self) -> tuple[Head, ...]:
        """Give the stories it shows."""
        return self.edition.heads


FeedEntry = StoryEntry | NoticeEntry | EditionEntry


@dataclass(frozen=True, slots=True)
class FeedArguments:
    """A document of a feed in one format; its output has the bodies of all its stories, or none."""

    feed: Feed
    format: Format
    document: Document
    entries: tuple[FeedEntry, ...]

    @property
    def bodies(self) -> tuple[str, ...]:
        """Give the content paths of the bodies it shows."""
        if self.feed.content is not FeedContent.FULL:
            return ()
        return tuple(entry.head.path for entry in self.entries if isinstance(entry, StoryEntry))

    def paths(self) -> dict[str, str]:
        """Say which article each entry comes from, by the entry's id; editions come from none."""
        found = {}
        for entry in self.entries:
            match entry:
                case StoryEntry(head=head):
                    found[head.id] = head.path
                case NoticeEntry(notice=notice):
                    found[notice.id] = notice.head.path
        return found


@dataclass(frozen=True, slots=True)
class EntryMark:
    """What stands for an entry in the head of a feed.

    `shown` is a hash of all but the body, `body` the body's, "" where the feed shows none; `updated` is the
    moment in Atom.
    """

    shown: str
    body: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class FeedMarks:
    """What stands for the head of a feed: a mark for each entry, in their order."""

    entries: tuple[EntryMark, ...]


@dataclass(frozen=True, slots=True)
class FeedPageArguments:
    """The page that explains one feed, with the newest things in it."""

    feed: Feed
    latest: tuple[Head | Notice | EditionRow, ...]


@dataclass(frozen=True, slots=True)
class FeedsPageArguments:
    """The page that lists the feeds, and their OPML."""

    feeds: tuple[Feed, ...]


@dataclass(frozen=True, slots=True)
class FileArguments:
    """A file copied as it is: from `source`, as the file system names it."""

    source: str


@dataclass(frozen=True, slots=True)
class PictureArguments:
    """A picture of content, without what its file says of places and devices: `source` is that file.

    With a `width` it is drawn so wide, in pixels; with 0 it is the picture as it is.
    """

    source: Source
    width: int = 0


@dataclass(frozen=True, slots=True)
class AliasArguments:
    """An old address that leads to a new one."""

    permalink: str


@dataclass(frozen=True, slots=True)
class SitemapArguments:
    """A sitemap of pages."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SitemapIndexArguments:
    """The sitemap that lists the others."""

    parts: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class NewsSitemapArguments:
    """The sitemap of the newest stories."""

    stories: tuple[News, ...]


@dataclass(frozen=True, slots=True)
class SearchArguments:
    """The page that searches the stories of a language, which are in these sections."""

    language: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """What the index of the search is made from; which files it becomes is known once it is made."""

    fingerprint: str
    stories: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class TextArguments:
    """A file whose text the plan has."""

    text: str


@dataclass(frozen=True, slots=True)
class StateArguments:
    """What readers are told, for a later build to compare itself with: of these stories, and the rest.

    `rest` has no stories: what is told of them is made when it is needed (`states.told`), for it is long.
    """

    stories: tuple[Head, ...]
    rest: State


Arguments = (
    StoryArguments | PageArguments | FrontArguments | EditionArguments | LetterArguments
    | MonthArguments | MonthsArguments | ListingArguments | FeedArguments
    | FeedPageArguments | FeedsPageArguments | FileArguments | PictureArguments | AliasArguments
    | SitemapArguments | SitemapIndexArguments | NewsSitemapArguments | SearchArguments | TextArguments
    | StateArguments | None
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Output:
    """One file to be. `bodies` are the content paths of the bodies it shows, `origin` who asked for it."""

    path: str
    kind: Kind
    fingerprint: str
    arguments: Arguments
    bodies: tuple[str, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Every output, in the order of writing; `state` is what readers are told with them.

    `index` is that of the search, None where the site has none. `related` are the stories found for each
    that has some, by content path; `marks` those of the feeds' heads, by the path of their Atom. `absent` are
    the names (content paths and ids) by which something means a story that is not published.
    """

    outputs: tuple[Output, ...]
    problems: tuple[Problem, ...]
    state: StateArguments
    index: SearchIndex | None = None
    related: Mapping[str, tuple[Head, ...]] = field(default_factory=dict)
    marks: Mapping[str, FeedMarks] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
