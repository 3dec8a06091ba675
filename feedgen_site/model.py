"""The nouns of the site, each a frozen value made from the one before (docs/architecture.md)."""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime, timedelta
from enum import Enum

from feedgen_site import addresses
from feedgen_site.dates import Moment
from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.model import KeyPoint

SHORT_HASH = 4
"""Bytes of a hash that tells versions of one story apart, and nothing more."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file system says of a file without opening it: bytes, nanoseconds, inode."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the content folder. `path` is relative, with `/` and NFC; `file` opens it."""

    path: str
    file: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the site; `slug` stands in its address."""

    slug: str
    title: str

    @property
    def permalink(self) -> str:
        """Give the address of its newest stories; its feeds stand beside them."""
        return f"/section/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Author:
    """A name in a byline."""

    name: str
    url: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A story's picture; `target` is a content path beginning with `/`, or a web address."""

    target: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Medium:
    """A recording or another file that comes with a story.

    `target` and `image` are content paths beginning with `/`, or web addresses, `image` perhaps "". `length`
    in bytes, `duration` in seconds, `episode` and `season` are 0 where they are not known; `explicit` is None
    where the podcast as a whole says it.
    """

    target: str
    type: str
    length: int = 0
    duration: int = 0
    title: str = ""
    image: str = ""
    episode: int = 0
    season: int = 0
    explicit: bool | None = None

    @property
    def kind(self) -> str:
        """Give the first part of its media type: `audio`, `video`, `application`."""
        return self.type.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is known of a file: its length in bytes, of a picture its size in pixels; 0: not known."""

    length: int = 0
    width: int = 0
    height: int = 0


class Fault(Enum):
    """What is wrong with a picture's file, as far as it matters for what is published."""

    NONE = "none"
    CUT_SHORT = "cut short"
    UNREADABLE = "unreadable"
    TOO_MANY_PIXELS = "too many pixels"
    TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a picture's file. `width` and `height` are those it is shown in; 0: not known.

    `length` is that of the file that is published, in bytes. `has_place`: that file names a place by GPS.
    `is_plain`: it can be drawn smaller and looks the same. `hash` is that of its content, "" where it was not
    read.
    """

    width: int = 0
    height: int = 0
    length: int = 0
    fault: Fault = Fault.NONE
    has_place: bool = False
    is_plain: bool = False
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a page shows a picture of the site's own: its address and size (0: not known).

    `smaller` are forms for small screens: (address, width), the smallest first.
    """

    address: str
    width: int = 0
    height: int = 0
    smaller: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """A related story as the author gave it: a headline, perhaps with a link target or a story id."""

    title: str
    target: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong, told to readers."""

    moment: Moment
    text: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a story is withdrawn: since when, and why, told to readers."""

    moment: Moment
    reason: str


@dataclass(frozen=True, slots=True)
class AuthoredPoint:
    """A key point that a person wrote, and the line it stands in."""

    text: str
    line: int
    reviewed_by: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A place in a body's HTML that holds a link into the site.

    `html[start:end]` is an attribute's value as written; `target` is what it means: a content path
    beginning with `/` (with its `?query#fragment`), or `#fragment` on the same page.
    """

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True)
class Target:
    """A content path that a story points to, and the line of its file that says so (0: not known)."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a source sentence of a key point stands: ranges of the body's HTML, in order."""

    sentence: str
    pieces: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A story's sanitized HTML, with the places where links are resolved and sentences are marked."""

    html: str = ""
    links: tuple[Link, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as written, every field typed. `id` is final; `slug` is not yet in an address.

    `id_line` is the line that gives the id, 0 where the path does; `agencies` are all names of `agency`.
    """

    path: str
    id: str
    id_line: int
    language: str
    headline: str
    standfirst: str
    key_points: tuple[AuthoredPoint, ...]
    date: Moment
    updated: Moment | None
    embargo: Moment | None
    expires: Moment | None
    draft: bool
    section: Section | None
    tags: tuple[str, ...]
    authors: tuple[Author, ...]
    agencies: tuple[str, ...]
    source_url: str
    slug: str
    permalink: str
    aliases: tuple[str, ...]
    image: Image | None
    related: tuple[Related, ...]
    corrections: tuple[Correction, ...]
    withdrawn: Withdrawal | None
    weight: int
    top: bool
    rights: str
    robots: str
    body: Body
    blocks: tuple[Block, ...]
    media: tuple[Medium, ...] = ()
    translation_of: str = ""
    translation_key: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or list item of a body, as plain text.

    `runs` maps it back to the HTML: (offset in text, offset in HTML, length) for each stretch in which one
    character of text is one of HTML; an entity is a run of its own, with its length in the HTML last.
    """

    text: str
    runs: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """All of a story but its body: small enough to hold 100,000 of them.

    `published` is max(date, embargo); `updated` max(published, front matter, corrections, withdrawal). Both
    in UTC. It holds only what may be published: what its agency forbids, or what is withdrawn, is gone.
    `credit` is the agency's own wording. `targets` are what its body, image and media point to, `pictures`
    the files that its body shows as pictures. `translation_of` is a content path beginning with `/`, or the
    id of a story. `terms` are what it is about, for comparing (`terms.of`).

    `told_hash` changes with what feeds show of it beside the body, `head_hash` also with what else lists go
    by, `body_hash` with the body, `source_hash` with what its points were chosen from; `listed_hash` and
    `points_hash`, which are short, with headline and standfirst, and with the words of the points.
    """

    id: str
    id_line: int
    path: str
    language: str
    permalink: str
    headline: str
    standfirst: str
    points: tuple[KeyPoint, ...]
    published: datetime
    day_only: bool
    updated: datetime
    date: datetime
    embargo: datetime | None
    expires: datetime | None
    draft: bool
    section: Section | None
    tags: tuple[str, ...]
    authors: tuple[Author, ...]
    agencies: tuple[str, ...]
    credit: str
    withheld: bool
    source_url: str
    aliases: tuple[str, ...]
    image: Image | None
    related: tuple[Related, ...]
    corrections: tuple[Correction, ...]
    withdrawn: Withdrawal | None
    weight: int
    top: bool
    rights: str
    robots: str
    words: int
    targets: tuple[Target, ...]
    body_hash: str
    source_hash: str
    head_hash: str
    media: tuple[Medium, ...] = ()
    translation_of: str = ""
    translation_key: str = ""
    pictures: tuple[str, ...] = ()
    terms: str = ""
    told_hash: str = ""
    # What they stand for is told already where a story is hashed as it is written.
    listed_hash: str = field(default="", repr=False)
    points_hash: str = field(default="", repr=False)

    @property
    def agency(self) -> str:
        """Name who supplied it, as a byline does; "" for the newsroom itself."""
        return ", ".join(self.agencies)


@dataclass(frozen=True, slots=True)
class Page:
    """A page outside editions and feeds (About, Contact): content/pages/*.md."""

    path: str
    permalink: str
    title: str
    language: str
    targets: tuple[Target, ...]
    body: Body
    draft: bool = False
    published: datetime | None = None
    embargo: datetime | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A story or page in one of its languages."""

    language: str
    permalink: str
    title: str


@dataclass(frozen=True, slots=True)
class Versions:
    """A story or page in all its languages, by language tag; none where there is only one.

    `original` is the permalink of what the others are translated from, "" where nothing says so.
    """

    every: tuple[Version, ...] = ()
    original: str = ""


ALONE = Versions()
"""What is in one language only."""


class Span(Enum):
    """What an edition gathers: the stories of a day, or of an ISO week."""

    DAY = "daily"
    WEEK = "weekly"


def edition_key(span: Span, day: date) -> str:
    """Name an edition in its address and id: `2026-01-04`, or `2026-W01` for the week of that day."""
    if span is Span.DAY:
        return day.isoformat()
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def edition_permalink(day: date, span: Span = Span.DAY) -> str:
    """Give the address of an edition."""
    return f"/edition/{edition_key(span, day)}/"


class Form(Enum):
    """What else an edition comes as, by the name of the file beside its page."""

    TEXT = "edition.txt"
    MAIL = "email.html"
    MESSAGE = "edition.eml"


@dataclass(frozen=True, slots=True)
class Edition:
    """A digest: the stories published in its window. `day` is its day, or the Monday of its week."""

    span: Span
    day: date
    closes: datetime
    stories: tuple[Head, ...]

    @property
    def heads(self) -> tuple[Head, ...]:
        """Give the stories it is about."""
        return self.stories

    @property
    def key(self) -> str:
        """Name it as its address does."""
        return edition_key(self.span, self.day)

    @property
    def permalink(self) -> str:
        """Give its address."""
        return edition_permalink(self.day, self.span)

    def form(self, form: Form) -> str:
        """Give the address of one of its other forms."""
        return f"{self.permalink}{form.value}"

    @property
    def updated(self) -> datetime:
        """Give when a reader of the closed edition has to look again: its close, or a later change."""
        return max([self.closes, *(head.updated for head in self.stories)])

    @property
    def row(self) -> EditionRow:
        """Give what a list of editions shows of it."""
        return EditionRow(self.span, self.day, self.permalink, len(self.stories))


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition in a list of editions: its first day, its address, how many stories it has."""

    span: Span
    day: date
    permalink: str
    stories: int


@dataclass(frozen=True, slots=True)
class Month:
    """The editions of the days of one calendar month, newest first; `day` is its first day."""

    day: date
    days: tuple[Edition, ...]

    @property
    def weeks(self) -> tuple[date, ...]:
        """Give the Mondays of the weeks they lie in, newest first; a week may lie in two months."""
        return tuple(dict.fromkeys(day.day - timedelta(days=day.day.weekday()) for day in self.days))

    @property
    def permalink(self) -> str:
        """Give the address of its list."""
        return month_permalink(self.day)


def month_permalink(day: date) -> str:
    """Give the address of the list of the editions of a day's month."""
    return f"{ARCHIVE_PERMALINK}{day:%Y-%m}/"


ARCHIVE_PERMALINK = "/archive/"


MOST_LISTED = 50
"""A story stands in the lists of so many of its authors, and agencies, for each list shows all its names.

It stands in those that site.yaml names whatever their place."""


class Topic(Enum):
    """What a list of stories is about."""

    SECTION = "section"
    TAG = "tag"
    AUTHOR = "author"
    AGENCY = "agency"
    LANGUAGE = "language"

    def slug_of(self, name: str) -> str:
        """Make the slug that a name has in the address of its list."""
        return name.lower() if self is Topic.LANGUAGE else addresses.topic_slug(name)

    def permalink(self, slug: str) -> str:
        """Give the address of a list of this kind."""
        return f"/{slug}/" if self is Topic.LANGUAGE else f"/{self.value}/{slug}/"


@dataclass(frozen=True, slots=True)
class Listing:
    """The stories of one section, tag, author, agency or language, newest first; there may be none.

    `slug` stands in its address; `title` is in `language`.
    """

    topic: Topic
    slug: str
    title: str
    language: str
    stories: tuple[Head, ...]

    @property
    def permalink(self) -> str:
        """Give the address of its newest stories; its feeds stand beside them."""
        return self.topic.permalink(self.slug)


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction or withdrawal as a thing of its own; `number` counts a story's from 1, 0: withdrawn."""

    id: str
    head: Head
    number: int
    moment: Moment
    text: str

    @property
    def heads(self) -> tuple[Head, ...]:
        """Give the stories it is about."""
        return (self.head,)


class Hold(Enum):
    """Why an article is not published now."""

    DRAFT = "draft"
    FUTURE = "future"
    EMBARGO = "embargo"
    EXPIRED = "expired"
    WITHHELD = "withheld"
    NOT_AN_ARTICLE = "not_an_article"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An article held back, and until when (None: until somebody edits it)."""

    path: str
    reason: Hold
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that is published at one moment, as heads, in the total order (-published, id).

    `listings` are the sections, in the site's order, and then what else has feeds; `editions` are those of
    days, `weeks` those of weeks, `notices` the corrections and withdrawals: each newest first.
    """

    stories: tuple[Head, ...]
    listings: tuple[Listing, ...]
    editions: tuple[Edition, ...]
    weeks: tuple[Edition, ...]
    notices: tuple[Notice, ...]
    pages: tuple[Page, ...]
    held_back: tuple[HeldBack, ...]
    as_of: datetime
    # Every way to link to what is held back: nothing that is published may lead there.
    closed: frozenset[str] = frozenset()
    # The same of files that have an error, with the slugs that their addresses may end in.
    unread: frozenset[str] = frozenset()

    def may_be_unread(self, path: str) -> bool:
        """Say whether a path perhaps leads to a file that has an error, which is told by itself."""
        return path in self.unread or path.rstrip("/").rpartition("/")[2].removesuffix(".html") in self.unread

    @property
    def sections(self) -> tuple[Section, ...]:
        """Give the sections in the site's order."""
        return tuple(Section(one.slug, one.title) for one in self.listings if one.topic is Topic.SECTION)
