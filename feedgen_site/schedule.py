"""When the site changes by itself: every moment after now at which time alone decides bytes of the output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum

from feedgen_site.config import SiteConfig
from feedgen_site.editions import edition_day, first_day, span_close
from feedgen_site.frozen import dataclass
from feedgen_site.model import Head, Page, Site, Span, edition_permalink


class Event(Enum):
    """What a moment brings."""

    EMBARGO = "embargo"
    DATE = "date"
    EXPIRY = "expiry"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `name` is the content path of the story or page, or the address of the edition.

    `at` is in UTC: a build as of `at` shows the change, one as of any earlier moment does not.
    """

    at: datetime
    event: Event
    name: str


def moments(
    heads: Iterable[Head], pages: Iterable[Page], config: SiteConfig, as_of: datetime
) -> tuple[Change, ...]:
    """Give every change that comes after `as_of` if nobody edits anything: the next first, each once.

    Drafts schedule nothing, nor do withheld stories, nor does what expires before it would appear.
    """
    found: set[Change] = set()
    for head in heads:
        if _ever_shown(head):
            found.update(_comes_and_goes(head))
            found.update(_closings(head, config))
    for page in pages:
        if _ever_shown(page):
            found.update(_comes_and_goes(page))
    return tuple(sorted((change for change in found if change.at > as_of), key=_order))


def next_moment(heads: Iterable[Head], pages: Iterable[Page], site: Site) -> datetime | None:
    """Give a moment before which nothing changes by itself, None for never; cheaper than `moments`.

    It may come a little before the first of them: a story held back for good counts, too. A warning that a
    date lies ahead ends when the date has come.
    """
    found: list[datetime | None] = [edition.closes for edition in (*site.editions, *site.weeks)]
    for head in heads:
        found += (head.published, head.expires, head.updated)
    for page in pages:
        found += (page.published, page.expires)
    return min((moment for moment in found if moment and moment > site.as_of), default=None)


def _order(change: Change) -> tuple[datetime, str, str]:
    return (change.at, change.event.value, change.name)


def _ever_shown(item: Head | Page) -> bool:
    is_over_before = item.expires and item.published and item.expires <= item.published
    is_withheld = isinstance(item, Head) and item.withheld
    return not (item.draft or is_withheld or is_over_before)


def _comes_and_goes(item: Head | Page) -> Iterator[Change]:
    if item.published:
        event = Event.EMBARGO if item.embargo == item.published else Event.DATE
        yield Change(item.published, event, item.path)
    if item.expires:
        yield Change(item.expires, Event.EXPIRY, item.path)


def _closings(head: Head, config: SiteConfig) -> Iterator[Change]:
    """Give the close of the story's editions, unless the story has gone by then: others may be left in it."""
    for span in Span:
        day = first_day(edition_day(head.published, config), span)
        closes = span_close(day, span, config)
        if head.expires is None or head.expires > closes:
            yield Change(closes, Event.CLOSE, edition_permalink(day, span))
