"""Which feeds a site has, what each holds, and how it is parted into a head and archives (RFC 5005)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

from feedgen_site.config import Archive, SiteConfig
from feedgen_site.feeds import (
    Deleted,
    Document,
    Feed,
    content,
    corrections_feed,
    digest_feed,
    listing_feed,
    site_feed,
)
from feedgen_site.feeds.entries import Subject, published
from feedgen_site.frozen import dataclass
from feedgen_site.model import Edition, Head, Site, Span, edition_key

# A reader heeds the newer of an entry and its deletion, and the notice is an entry.
_AFTER = timedelta(seconds=1)

# How many stories an edition has where `entries` of them are right for a feed: a thousand take about 1 MB.
_STORIES = 20


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed with all it could hold, newest first."""

    feed: Feed
    subjects: tuple[Subject, ...]
    archive: Archive = Archive.OFF


def channels(site: Site, config: SiteConfig) -> Iterator[Channel]:
    """Give every feed of a site, in the order the feeds page lists them. An empty one is one, too."""
    archive = config.feeds.archive
    yield Channel(site_feed(config), site.stories, archive)
    for span, editions in ((Span.DAY, site.editions), (Span.WEEK, site.weeks)):
        if feed := digest_feed(span, config):
            closed = tuple(edition for edition in editions if edition.closes <= site.as_of)
            yield Channel(feed, closed, archive)
    for listing in site.listings:
        if feed := listing_feed(listing, config):
            yield Channel(feed, listing.stories)
    yield Channel(corrections_feed(config), site.notices)


def documents(channel: Channel, config: SiteConfig) -> Iterator[tuple[Document, tuple[Subject, ...]]]:
    """Part a channel: its head first, then its archives from the newest to the oldest.

    With archives the head holds whole periods until it has enough, and every entry stands in exactly one
    document, so that an archive changes only when something in it does. Enough are `entries`, or editions
    with so many stories that more of them would be more than readers fetch.
    """
    enough = channel.feed.entries
    # The head tells of every deletion, for readers that never look into an archive again.
    deleted = _deleted(channel.subjects, config)
    periods = _periods(channel, config)
    head: list[Subject] = []
    stories = 0
    while len(head) < enough and stories < enough * _STORIES and (newest := next(periods, None)):
        head += newest[1]
        stories += sum(len(one.stories) for one in newest[1] if isinstance(one, Edition))
    archives = [] if channel.archive is Archive.OFF else list(periods)
    older = [period for period, _ in archives] + [""]
    yield Document("", older[0], deleted), tuple(head)
    for (period, subjects), following in zip(archives, older[1:], strict=True):
        yield Document(period, following, _deleted(subjects, config)), subjects


def in_head(feed: Feed, archive: Archive, subjects: tuple[Subject, ...], config: SiteConfig) -> int | None:
    """Say how many of these stand in the head of a feed; None where some of them belong into an archive."""
    (_, head), *archives = documents(Channel(feed, subjects, archive), config)
    return None if archives else len(head)


def _periods(channel: Channel, config: SiteConfig) -> Iterator[tuple[str, tuple[Subject, ...]]]:
    """Group what a channel holds by its periods, newest first; without archives each entry is its own."""
    if channel.archive is Archive.OFF:
        yield from (("", (subject,)) for subject in channel.subjects)
    else:
        for period, subjects in groupby(
            channel.subjects, lambda one: _period(published(one), channel.archive, config)
        ):
            yield period, tuple(subjects)


def _deleted(subjects: Iterable[Subject], config: SiteConfig) -> tuple[Deleted, ...]:
    """Name the withdrawn stories, where site.yaml asks for tombstones."""
    if not config.feeds.tombstones:
        return ()
    return tuple(
        Deleted(head.id, head.updated + _AFTER, content.plain(head.withdrawn.reason))
        for head in subjects
        if isinstance(head, Head) and head.withdrawn
    )


def identity(subject: Subject) -> str:
    """Tell something apart from all others of its kind."""
    return subject.key if isinstance(subject, Edition) else subject.id


def _period(moment: datetime, archive: Archive, config: SiteConfig) -> str:
    """Name the period of an archive that a moment falls into, in the site's zone."""
    day: date = moment.astimezone(config.zone).date()
    if archive is Archive.MONTH:
        return f"{day.year:04d}-{day.month:02d}"
    return edition_key(Span.WEEK if archive is Archive.WEEK else Span.DAY, day)
