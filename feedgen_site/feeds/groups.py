"""Feeds by kind, in the one order that the feeds page and the OPML list them in."""

from __future__ import annotations

from enum import Enum

from feedgen_site.config import SiteConfig
from feedgen_site.feeds import Feed
from feedgen_site.frozen import dataclass
from feedgen_site.model import Topic


class FeedKind(Enum):
    """What a feed brings; the value is the key of its heading. The order is that of the lists."""

    NEWS = "feeds_news"
    SECTION = "feeds_sections"
    TAG = "feeds_tags"
    AUTHOR = "feeds_authors"
    AGENCY = "feeds_agencies"
    LANGUAGE = "feeds_languages"
    CORRECTIONS = "corrections"


_KINDS = {
    "site": FeedKind.NEWS,
    "digest": FeedKind.NEWS,
    Topic.SECTION.value: FeedKind.SECTION,
    Topic.TAG.value: FeedKind.TAG,
    Topic.AUTHOR.value: FeedKind.AUTHOR,
    Topic.AGENCY.value: FeedKind.AGENCY,
    Topic.LANGUAGE.value: FeedKind.LANGUAGE,
    "corrections": FeedKind.CORRECTIONS,
}


@dataclass(frozen=True, slots=True)
class FeedGroup:
    """The feeds of one kind; there is at least one."""

    kind: FeedKind
    feeds: tuple[Feed, ...]


def kind_of(feed: Feed) -> FeedKind:
    """Say what a feed brings, by the first part of its key; KeyError for a key that no feed has."""
    return _KINDS[feed.key.partition("/")[0]]


def grouped(feeds: tuple[Feed, ...]) -> tuple[FeedGroup, ...]:
    """Group feeds by kind; within a kind they keep their order."""
    kinds: dict[FeedKind, list[Feed]] = {kind: [] for kind in FeedKind}
    for feed in feeds:
        kinds[kind_of(feed)].append(feed)
    return tuple(FeedGroup(kind, tuple(some)) for kind, some in kinds.items() if some)


def short_title(feed: Feed, config: SiteConfig) -> str:
    """Give a feed's title without the site's behind it, for where the site is known: `Asia`."""
    return feed.title.removesuffix(f" · {config.title}") or feed.title
