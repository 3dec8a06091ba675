"""A new story in feeds and sitemaps, and what readers are told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from feedgen_site import addresses, render, sitemaps, state
from feedgen_site.config import Archive
from feedgen_site.feeds import Feed, Format, digest_feed, listing_feed, pieces, site_feed
from feedgen_site.frozen import dataclass
from feedgen_site.model import Edition, EditionRow, Listing, Span, Topic
from feedgen_site.plan import (
    EditionEntry,
    FeedArguments,
    FeedPageArguments,
    Kind,
    Output,
    StoryEntry,
    channels,
    feedfiles,
    states,
)
from feedgen_site.plan import marks as marks_of_entries
from feedgen_site.plan import sitemaps as planned_sitemaps
from feedgen_site.plan.kept import keep
from feedgen_site.plan.outputs import FeedEntry, FeedMarks
from feedgen_site.render import Job
from feedgen_site.revision.change import Changed, WholeBuildError
from feedgen_site.revision.ground import Ground

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Front:
    """What comes to the front of a feed: an entry, or that of an edition in its place."""

    feed: Feed
    archive: Archive
    entry: StoryEntry | Edition


class Syndication(Ground):
    """A new story on its way to who reads feeds and sitemaps."""

    def _fronts(
        self, own: StoryEntry, editions: Mapping[Span, Edition], listings: Sequence[Listing]
    ) -> Iterator[Front]:
        config = self._config
        yield Front(site_feed(config), config.feeds.archive, own)
        for span, edition in editions.items():
            if edition.closes <= self._build.as_of:
                self._check_told(states.told_edition(edition, config))
                if feed := digest_feed(span, config):
                    yield Front(feed, config.feeds.archive, edition)
        for listing in listings:
            if feed := listing_feed(listing, config):
                yield Front(feed, Archive.OFF, own)

    def _feed_page(self, front: Front) -> None:
        file = addresses.output_file(front.feed.page)
        was = self._was(file, FeedPageArguments)
        match front.entry:
            case Edition() as edition:
                rows = (one if _other(one, edition.row) else edition.row for one in was.latest)
                self._page(file, replace(was, latest=tuple(rows)))
            case StoryEntry(head=head):
                latest = (head, *was.latest)[: feedfiles.most_on_page(front.feed)]
                self._page(file, replace(was, latest=latest))

    def _document(self, front: Front, kind: Format) -> Changed:
        feed, file = front.feed, front.feed.file(kind)
        was, row, data = self._was(file, FeedArguments), self._row(file), self._present(file)
        _, written, _ = pieces.cut(kind, data)
        if was.feed != feed or len(written) != len(was.entries):
            raise WholeBuildError
        slot, own = _placed(front.entry, was.entries)
        subjects = slot.filled([one.subject for one in was.entries], own.subject)
        many = channels.in_head(feed, front.archive, subjects, self._config)
        if many is None:
            raise WholeBuildError  # some of it goes into an archive
        now = replace(was, entries=slot.filled(was.entries, own)[:many])
        output = Output(file, Kind.FEED, "", now, now.bodies)
        present = {number: part for number, part in enumerate(slot.filled(written, b"")[:many]) if part}
        shown = tuple(map(self._new_body, render.bodies_of(output, present)))
        marks = row.marks if row else None
        if marks:
            marks = FeedMarks(slot.filled(marks.entries, states.entry_mark(feed, own))[:many])
            self._feeds.append(states.told_feed(feed, marks))
        if told := states.address_of(output, self._config):
            self._check_told(told)
        data = render.render(self._shared, Job(output, shown, present))
        known = self._build.outputs.entries(file)[1]
        (mark,) = marks_of_entries.of(replace(was, entries=(own,)))
        entries = slot.filled(known, mark)[:many] if known else ()
        return Changed(file, Kind.FEED, data, keep(output, marks), entries)

    def _sitemaps(self, listings: Sequence[Listing]) -> Iterator[Changed]:
        head, config = self._head, self._config
        top, of_lists = sitemaps.SITEMAP_FILE, planned_sitemaps.part_of(planned_sitemaps.LISTS)
        is_parted = of_lists in self._paths
        month = head.published.astimezone(config.zone).strftime("%Y-%m")
        own, first = (planned_sitemaps.part_of(month), of_lists) if is_parted else (top, top)
        if not {top, own} <= self._paths:
            raise WholeBuildError
        before = {file: self._present(file).decode() for file in dict.fromkeys((top, first, own))}
        texts: dict[str, str | None] = dict(before)
        texts[first] = self._with_lists(before[first], listings)
        row = sitemaps.Row(head.permalink, head.updated)
        texts[own] = sitemaps.with_story(texts[own] or "", row, config, newest_first=not is_parted)
        if is_parted:
            texts[top] = sitemaps.with_change(before[top], sitemaps.Row(f"/{own}", head.updated), config)
        for file, text in texts.items():
            if text is None or planned_sitemaps.is_full(text, is_part=is_parted):
                raise WholeBuildError
            if text != before[file]:
                kind = Kind.SITEMAP_INDEX if is_parted and file == top else Kind.SITEMAP
                yield Changed(file, kind, text.encode())

    def _with_lists(self, text: str, listings: Sequence[Listing]) -> str:
        """Add lists that are new, or have been hidden, to a sitemap."""
        for listing in listings:
            is_before = partial(planned_sitemaps.stands_before, listing=listing)
            added = sitemaps.with_list(text, listing.permalink, is_before, self._config)
            if added != text and listing.topic is Topic.SECTION:
                raise WholeBuildError  # sections stand in the order of site.yaml
            text = added
        return text

    def _state(self) -> bytes:
        """Say what readers are told now."""
        data = state.revised(self._told, self._feeds)
        return state.extended(data, [states.told_story(self._head), *self._addresses])


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where something goes among others: it takes the place of those from `start` to before `stop`."""

    start: int
    stop: int

    def filled(self, items: Sequence[_T], item: _T) -> tuple[_T, ...]:
        """Give the items with this one there."""
        return (*items[: self.start], item, *items[self.stop :])


def _placed(
    entry: StoryEntry | Edition, entries: Sequence[FeedEntry]
) -> tuple[_Slot, StoryEntry | EditionEntry]:
    """Say where an entry goes among others, and what it is there; WholeBuildError where it would move."""
    if isinstance(entry, StoryEntry):
        return _Slot(0, 0), entry
    for place, one in enumerate(entries):
        if isinstance(one, EditionEntry) and one.edition.key == entry.key:
            return _Slot(place, place + 1), replace(one, edition=entry)
    raise WholeBuildError


def _other(one: object, row: EditionRow) -> bool:
    return not isinstance(one, EditionRow) or one.permalink != row.permalink
