"""What stands for what is shown of stories and the like: where it is the same, so are the bytes.

But for what all that a site writes depends on: the program and the settings.
"""

from __future__ import annotations

from collections.abc import Iterable

from feedgen_site import once
from feedgen_site.feeds import Format
from feedgen_site.model import Edition, Head, Notice
from feedgen_site.plan.outputs import (
    EditionEntry,
    FeedArguments,
    FeedEntry,
    NoticeEntry,
    Resolved,
    StoryEntry,
)
from feedgen_site.text import digest


def hashes(heads: Iterable[Head]) -> list[str]:
    """Stand for what a list shows of stories."""
    return [head.head_hash for head in heads]


def of_story(head: Head, resolved: Resolved) -> str:
    """Stand for all that a story shows of itself."""
    return digest(head.head_hash, head.body_hash, head.source_hash, str(head.words), repr(resolved))


def of_other(subject: Notice | Edition) -> str:
    """Stand for all that is shown of a notice or an edition."""
    match subject:
        case Notice():
            return digest(subject.id, subject.head.head_hash)
        case Edition():
            return digest(subject.key, *hashes(subject.stories))


def of(arguments: FeedArguments) -> tuple[str, ...]:
    """Stand for the bytes of each entry in a document of a feed, in their order."""
    marks = _in_any_format(arguments.entries)
    feed = digest(repr(arguments.feed), arguments.format.name)
    if arguments.format is not Format.ATOM:
        return tuple(digest(feed, mark) for mark in marks)
    # It alone shows the moments that are told apart.
    pairs = zip(marks, arguments.entries, strict=True)
    return tuple(digest(feed, mark, str(entry.atom_updated)) for mark, entry in pairs)


@once.latest
def _in_any_format(entries: tuple[FeedEntry, ...]) -> tuple[str, ...]:
    return tuple(map(_mark, entries))


def _mark(entry: FeedEntry) -> str:
    match entry:
        case StoryEntry(head=head, resolved=resolved, measures=measures):
            return digest(of_story(head, resolved), repr(measures))
        case NoticeEntry(notice=notice):
            return of_other(notice)
        case EditionEntry(edition=edition):
            return of_other(edition)
