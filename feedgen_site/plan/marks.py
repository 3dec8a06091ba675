"""What stands for the bytes of each entry in a document of a feed: where it is the same, so are they.

But for what all that a site writes depends on: the program and the settings.
"""

from __future__ import annotations

from feedgen_site import once
from feedgen_site.feeds import Format
from feedgen_site.plan.lists import hashes
from feedgen_site.plan.outputs import EditionEntry, FeedArguments, FeedEntry, NoticeEntry, StoryEntry
from feedgen_site.text import digest


def of(arguments: FeedArguments) -> tuple[str, ...]:
    """Give the mark of each entry, in their order."""
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
            return digest(
                head.head_hash, head.body_hash, head.source_hash, str(head.words), repr((resolved, measures))
            )
        case NoticeEntry(notice=notice):
            return digest(notice.id, notice.head.head_hash)
        case EditionEntry(edition=edition):
            return digest(edition.key, *hashes(edition.stories))
