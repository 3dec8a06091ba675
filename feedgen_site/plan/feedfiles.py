"""The feeds in their formats, and the pages about them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from feedgen_site import addresses
from feedgen_site.feeds import OPML_FILE, Document, Feed, Format
from feedgen_site.feeds.entries import Subject
from feedgen_site.model import Edition, EditionRow, Head, Notice
from feedgen_site.pages import FEEDS_PERMALINK
from feedgen_site.plan import channels
from feedgen_site.plan.desk import Desk
from feedgen_site.plan.marks import of_other
from feedgen_site.plan.outputs import (
    EditionEntry,
    FeedArguments,
    FeedEntry,
    FeedPageArguments,
    FeedsPageArguments,
    Kind,
    NoticeEntry,
    Output,
    StoryEntry,
)
from feedgen_site.text import digest

_LATEST = 10


def documents(desk: Desk) -> Iterator[Output]:
    """Plan the documents of every feed, in each format."""
    for channel in desk.channels:
        for document, subjects in channels.documents(channel, desk.config):
            yield from _document(desk, channel.feed, document, subjects)


def pages(desk: Desk) -> Iterator[Output]:
    """Plan the page of each feed, the one that lists them, and their OPML."""
    feeds = tuple(channel.feed for channel in desk.channels)
    for channel in desk.channels:
        feed = channel.feed
        subjects = channel.subjects[: most_on_page(feed)]
        latest = tuple(one.row if isinstance(one, Edition) else one for one in subjects)
        marks = [repr(feed), *map(_listed, latest)]
        file = addresses.output_file(feed.page)
        yield desk.output(file, Kind.FEED_PAGE, FeedPageArguments(feed, latest), marks)
    marks = [repr(feeds)]
    file = addresses.output_file(FEEDS_PERMALINK)
    yield desk.output(file, Kind.FEEDS_PAGE, FeedsPageArguments(feeds), marks)
    yield desk.output(OPML_FILE, Kind.OPML, FeedsPageArguments(feeds), marks)


def most_on_page(feed: Feed) -> int:
    """Say how many of its things the page of a feed shows.

    The pages of corrections and digests are lists themselves, the others samples of a list.
    """
    return feed.entries if feed.is_its_page else _LATEST


def _document(desk: Desk, feed: Feed, document: Document, subjects: tuple[Subject, ...]) -> Iterator[Output]:
    entries = tuple(map(partial(_entry, desk), subjects))
    marks = [repr((feed, document)), *map(partial(_mark, desk), subjects)]
    marks.append(repr([entry.measures for entry in entries if isinstance(entry, StoryEntry)]))
    shown = digest(*marks)
    stamps = repr([entry.atom_updated for entry in entries])
    written = Kind.ARCHIVE if document.period else Kind.FEED
    for form in Format:
        file, made_from = feed.file(form, document.period), FeedArguments(feed, form, document, entries)
        marks = [shown, stamps if form is Format.ATOM else ""]
        yield desk.output(file, written, made_from, marks, made_from.bodies)


def _entry(desk: Desk, subject: Subject) -> FeedEntry:
    updated = desk.updated[channels.identity(subject)]
    match subject:
        case Head():
            return StoryEntry(subject, desk.resolved[subject.path], updated, desk.measures(subject))
        case Notice():
            return NoticeEntry(subject, updated)
        case Edition():
            return EditionEntry(subject, updated)


def _listed(subject: Head | Notice | EditionRow) -> str:
    """Stand for all that the page of a feed shows of one of its things."""
    match subject:
        case Head():
            return subject.head_hash
        case Notice():
            return of_other(subject)
    return repr(subject)


def _mark(desk: Desk, subject: Subject) -> str:
    """Stand for all that an entry depends on."""
    return desk.marks[subject.path] if isinstance(subject, Head) else of_other(subject)
