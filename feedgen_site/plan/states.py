"""Outputs → State: what readers are told by them. It holds only what is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from feedgen_site import addresses
from feedgen_site.config import FeedContent, SiteConfig
from feedgen_site.feeds import Feed, Format, listing_feed
from feedgen_site.model import SHORT_HASH, Edition, Head, Site, Topic
from feedgen_site.plan.outputs import (
    EditionArguments,
    EditionEntry,
    EntryMark,
    FeedArguments,
    FeedEntry,
    FeedMarks,
    FeedPageArguments,
    Kind,
    ListingArguments,
    MonthArguments,
    NoticeEntry,
    Output,
    PageArguments,
    SitemapArguments,
    StateArguments,
    StoryEntry,
)
from feedgen_site.sitemaps import SITEMAP_FILE
from feedgen_site.state import Address, Place, State, ToldEdition, ToldFeed, ToldNotice, ToldStory
from feedgen_site.text import digest

_LONG = 8
# Stories have records of their own; the others are no address that anybody follows for its own sake, or, as
# the other forms of an edition, are there as long as its page.
_NOT_LISTED = frozenset(
    (
        Kind.STORY, Kind.ALIAS, Kind.FILE, Kind.PICTURE, Kind.STYLESHEET, Kind.NOT_FOUND, Kind.ROBOTS,
        Kind.HOST, Kind.LETTER, Kind.SEARCH,
    )
)  # fmt: skip
_PLACES = {
    Kind.PAGE: Place.PAGE,
    Kind.EDITION: Place.EDITION,
    Kind.LISTING: Place.LISTING,
    Kind.MONTH: Place.LISTING,
    Kind.FEED: Place.FEED,
    Kind.FEED_PAGE: Place.FEED_PAGE,
    Kind.ARCHIVE: Place.ARCHIVE,
}


def state_of(
    site: Site,
    config: SiteConfig,
    outputs: Sequence[Output],
    marks: Mapping[str, FeedMarks],
    listing_page: int,
) -> StateArguments:
    """Say what readers are told by these outputs, of which `marks` are the `feed_marks`.

    `listing_page` is how many stories a full list page has.
    """
    feeds = [
        told_feed(output.arguments.feed, marks[output.path])
        for output in outputs
        if output.path in marks and isinstance(output.arguments, FeedArguments)
    ]
    leaving = {listing.permalink: _leaving(listing.stories) for listing in site.listings}
    addresses_ = [
        replace(address, due=_due(output, leaving, listing_page))
        for output in outputs
        if (address := address_of(output, config))
    ]
    notices = [ToldNotice(notice.id, notice.head.id, notice.moment.at) for notice in site.notices]
    editions = [
        told_edition(edition, config)
        for edition in (*site.editions, *site.weeks)
        if edition.closes <= site.as_of
    ]
    rest = State(
        stories=(),
        notices=tuple(sorted(notices, key=attrgetter("id"))),
        editions=tuple(sorted(editions, key=attrgetter("id"))),
        addresses=tuple(sorted(addresses_, key=attrgetter("path"))),
        feeds=tuple(sorted(feeds, key=attrgetter("key"))),
    )
    return StateArguments(site.stories, rest)


def _due(
    output: Output, leaving: Mapping[str, Sequence[datetime | None]], listing_page: int
) -> datetime | None:
    """Say when an address is gone because all it shows has expired; None where something stays.

    `leaving` says of lists by their address when their stories leave, the last to go first.
    """
    match output.arguments:
        case ListingArguments(listing=shown, number=int(number)):
            # Page n is there while more than n pages' stories are.
            return leaving[shown.permalink][number * listing_page]
        case ListingArguments(listing=shown):
            return next(iter(leaving[shown.permalink]), None)
        case FeedArguments(document=document, entries=entries) if document.period:
            return _end(head for entry in entries for head in entry.heads)
        case FeedArguments(feed=feed) | FeedPageArguments(feed=feed):
            # Feeds of sections and topics are there while their lists are.
            return next(iter(leaving.get(feed.permalink, ())), None)
        case EditionArguments(edition=edition):
            return _end(edition.stories)
        case MonthArguments(month=month):
            return _end(head for edition in month.days for head in edition.stories)
        case PageArguments(page=page):
            return page.expires
    return None


def told(arguments: StateArguments) -> State:
    """Say all that readers are told."""
    stories = map(told_story, sorted(arguments.stories, key=lambda head: head.id))
    return replace(arguments.rest, stories=tuple(stories))


def address_of(output: Output, config: SiteConfig) -> Address | None:
    """Say what readers are told of an address where nothing expires; None where that is nothing."""
    if output.kind in _NOT_LISTED or _follows(output, config):
        return None
    return Address(_permalink(output.path), _PLACES.get(output.kind, Place.OTHER), None)


def _follows(output: Output, config: SiteConfig) -> bool:
    """Say whether it is the list of a tag or the like that has no feed: it comes and goes with its stories.

    Otherwise the correction of a tag's spelling would count as a lost address. So does a part of the sitemap.
    """
    match output.arguments:
        case SitemapArguments():
            return output.path != SITEMAP_FILE
        case ListingArguments(listing=listing):
            return listing.topic is not Topic.SECTION and listing_feed(listing, config) is None
    return False


def _permalink(path: str) -> str:
    """Give the address that an output file serves."""
    return f"/{path.removesuffix('index.html')}" if path.rpartition("/")[2] == "index.html" else f"/{path}"


def told_story(head: Head) -> ToldStory:
    """Say what readers are told of a story."""
    return ToldStory(
        id=head.id,
        permalink=head.permalink,
        aliases=head.aliases and tuple(alias for alias in head.aliases if alias != head.permalink),
        published=head.published,
        updated=head.updated,
        expires=head.expires,
        listed=head.listed_hash,
        points=head.points_hash,
        # Of what is withdrawn not even a trace.
        source="" if head.withdrawn else head.source_hash[: 2 * SHORT_HASH],
        body=head.body_hash[: 2 * SHORT_HASH],
        withdrawn=head.withdrawn is not None,
    )


def told_edition(edition: Edition, config: SiteConfig) -> ToldEdition:
    """Say what readers are told of a closed edition."""
    identity = addresses.tag(config.authority, f"/edition/{edition.key}")
    return ToldEdition(identity, edition.updated, _end(edition.stories))


def _leaving(stories: Iterable[Head]) -> list[datetime | None]:
    """Give when stories expire, those that stay (None) first, then from the last to the first to leave."""
    ends = [head.expires for head in stories]
    leaving: list[datetime | None] = [None for end in ends if end is None]
    leaving += sorted((end for end in ends if end), reverse=True)
    return leaving


def _end(stories: Iterable[Head]) -> datetime | None:
    """Give when the last of these stories has expired; None where one stays."""
    ends = [head.expires for head in stories]
    known = [end for end in ends if end]
    return max(known) if known and len(known) == len(ends) else None


def feed_marks(outputs: Iterable[Output]) -> dict[str, FeedMarks]:
    """Stand for what the head of each feed shows, by the path of its Atom: it stands for all formats."""
    found = {}
    for output in outputs:
        match output.arguments:
            case FeedArguments(feed, Format.ATOM, document, entries) if not document.period:
                found[output.path] = FeedMarks(tuple(entry_mark(feed, entry) for entry in entries))
    return found


def told_feed(feed: Feed, marks: FeedMarks) -> ToldFeed:
    """Say what readers are told by the head of a feed."""
    shown = [mark.shown for mark in marks.entries]
    bodies = [mark.body for mark in marks.entries if mark.body]
    moments = [str(mark.updated) for mark in marks.entries]
    told = digest(*shown, *bodies, size=_LONG)
    return ToldFeed(feed.key, feed.permalink, told, digest(*moments, size=_LONG))


def entry_mark(feed: Feed, entry: FeedEntry) -> EntryMark:
    """Stand for an entry in the head of a feed."""
    body = ""
    if feed.content is FeedContent.FULL and isinstance(entry, StoryEntry):
        body = entry.head.body_hash
    return EntryMark(_shown(entry), body, entry.atom_updated)


def _shown(entry: FeedEntry) -> str:
    """Stand for what an entry says besides the body."""
    match entry:
        case StoryEntry(head=head, resolved=resolved, measures=measures):
            # Where files lie in the content folder does not count, only where they are published.
            places = [address for _, address in resolved]
            return digest(head.told_hash, repr(places), repr(measures))
        case NoticeEntry(notice=notice):
            return digest(notice.id, str(notice.moment.at), notice.text, notice.head.told_hash)
        case EditionEntry(edition=edition):
            marks = (head.told_hash for head in edition.stories)
            return digest(edition.key, str(edition.updated), *marks)
