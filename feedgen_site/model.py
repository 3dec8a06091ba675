"""The nouns of the site, each a frozen value made from the one before (docs/architecture.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from feedgen_site.dates import Moment
from feedgen_site.keypoints.model import KeyPoint


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
    """One article as written, every field typed. `id` is final; `slug` is not yet in an address."""

    path: str
    id: str
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
    agency: str
    source_url: str
    slug: str
    permalink: str
    aliases: tuple[str, ...]
    image: Image | None
    related: tuple[Related, ...]
    corrections: tuple[Correction, ...]
    weight: int
    top: bool
    rights: str
    body: Body
    blocks: tuple[Block, ...]


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

    `published` is max(date, embargo); `updated` max(published, front matter, corrections). Both in UTC.
    `targets` are what its body and image point to; `body_hash` changes with the body.
    """

    id: str
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
    agency: str
    source_url: str
    aliases: tuple[str, ...]
    image: Image | None
    related: tuple[Related, ...]
    corrections: tuple[Correction, ...]
    weight: int
    top: bool
    rights: str
    words: int
    targets: tuple[Target, ...]
    body_hash: str
    head_hash: str


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


def edition_permalink(day: date) -> str:
    """Give the address of a day's edition."""
    return f"/edition/{day.isoformat()}/"


@dataclass(frozen=True, slots=True)
class Edition:
    """The digest of one day: the stories published in its window, in the site's order."""

    day: date
    closes: datetime
    stories: tuple[Head, ...]

    @property
    def permalink(self) -> str:
        """Give its address."""
        return edition_permalink(self.day)


class Hold(Enum):
    """Why an article is not published now."""

    DRAFT = "draft"
    FUTURE = "future"
    EMBARGO = "embargo"
    EXPIRED = "expired"
    NOT_AN_ARTICLE = "not_an_article"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An article held back, and until when (None: until somebody edits it)."""

    path: str
    reason: Hold
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that is published at one moment, as heads, in the total order (-published, id)."""

    stories: tuple[Head, ...]
    sections: tuple[tuple[Section, tuple[Head, ...]], ...]
    editions: tuple[Edition, ...]
    pages: tuple[Page, ...]
    held_back: tuple[HeldBack, ...]
    as_of: datetime
    # Content path (`/asia/lee.md`, also without its extension) → permalink, of what is published.
    permalinks: Mapping[str, str] = field(default_factory=dict)
