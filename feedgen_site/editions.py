"""Editions: which a story belongs to, when each closes, and how its stories are grouped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import groupby

from feedgen_site.config import SiteConfig
from feedgen_site.frozen import dataclass
from feedgen_site.model import Edition, Head, Month, Section, Site, Span


def editions_of(
    stories: Sequence[Head], days: Sequence[date], span: Span, config: SiteConfig
) -> tuple[Edition, ...]:
    """Group stories by edition, newest first; a week's gathers those of its days, from Monday to Sunday.

    `days` are those that the stories' editions are named by.
    """
    groups: dict[date, list[Head]] = {}
    for head, day in zip(stories, days, strict=True):
        groups.setdefault(first_day(day, span), []).append(head)
    return tuple(
        Edition(span, day, span_close(day, span, config), tuple(groups[day]))
        for day in sorted(groups, reverse=True)
    )


def edition_day(published: datetime, config: SiteConfig) -> date:
    """Give the edition a story belongs to: the day whose edition closes next after it, in the site's zone.

    Moments are compared, not clocks: where clocks go back, 01:15 may come after the close at 01:30.
    """
    day = published.astimezone(config.zone).date()
    return day if published < edition_close(day, config) else day + timedelta(days=1)


def edition_close(day: date, config: SiteConfig) -> datetime:
    """Give the moment a day's edition closes, in UTC."""
    return _close(day, config.edition.closes, config.zone)


@lru_cache(maxsize=1 << 12)  # asked twice for each story
def _close(day: date, closes: time, zone: tzinfo) -> datetime:
    midnight = not closes.hour and not closes.minute
    last = day + timedelta(days=1) if midnight else day
    return datetime.combine(last, closes, tzinfo=zone).astimezone(UTC)


def first_day(day: date, span: Span) -> date:
    """Give the day an edition is named by: itself, or the Monday of its ISO week."""
    return day - timedelta(days=day.weekday()) if span is Span.WEEK else day


def span_close(day: date, span: Span, config: SiteConfig) -> datetime:
    """Give the moment the edition of a day, or of a week (by its Monday), closes: with its last day."""
    return edition_close(day + timedelta(days=6) if span is Span.WEEK else day, config)


def front_stories(site: Site, config: SiteConfig) -> tuple[Head, ...]:
    """Give the stories of the front page: the newest edition, filled from earlier ones to `front_min`."""
    chosen: list[Head] = []
    for edition in site.editions:
        if chosen and len(chosen) >= config.edition.front_min:
            break
        room = config.edition.front_min - len(chosen)
        chosen += edition.stories if not chosen else edition.stories[:room]
    return tuple(chosen)


@dataclass(frozen=True, slots=True)
class Group:
    """The stories of one section in an edition: `stories` with all that lists show, `briefs` as headlines."""

    section: Section | None
    stories: tuple[Head, ...]
    briefs: tuple[Head, ...]


def groups(stories: Iterable[Head], config: SiteConfig, full: int | None = None) -> tuple[Group, ...]:
    """Group an edition's stories by section, and say which of a large one stand as headlines only.

    Up to `full`, or `edition.stories`, stand in full: first the lead stories (`top`), then one of each
    section in turn, so that a section with many does not silence the others. A section of an edition never
    loses its first.
    """
    parted = in_sections(stories, config)
    left = config.edition.stories if full is None else full
    shown = [0] * len(parted)
    for number, (_, heads) in enumerate(parted):
        shown[number] = min(left, sum(head.top for head in heads))
        left -= shown[number]
    waiting = [number for number, (_, heads) in enumerate(parted) if shown[number] < len(heads)]
    while left > 0 and waiting:
        for number in waiting[:left]:
            shown[number] += 1
            left -= 1
        waiting = [number for number in waiting if shown[number] < len(parted[number][1])]
    return tuple(
        Group(section, heads[:count], heads[count:])
        for (section, heads), count in zip(parted, shown, strict=True)
    )


def months_of(site: Site) -> tuple[Month, ...]:
    """Group the editions of days by calendar month, newest first."""
    found = groupby(site.editions, key=lambda edition: edition.day.replace(day=1))
    return tuple(Month(first, tuple(editions)) for first, editions in found)


def in_sections(
    stories: Iterable[Head], config: SiteConfig
) -> tuple[tuple[Section | None, tuple[Head, ...]], ...]:
    """Group stories by section in the site's order, those without one last; lead stories first in each.

    `stories` come in the total order, which decides between stories of equal weight.
    """
    rank = {section.slug: number for number, section in enumerate(config.sections)}

    def position(head: Head) -> tuple[int, str]:
        if head.section is None:
            return len(rank) + 1, ""
        return rank.get(head.section.slug, len(rank)), head.section.slug

    ordered = sorted(stories, key=lambda head: (position(head), not head.top, -head.weight))
    groups = (tuple(heads) for _, heads in groupby(ordered, key=position))
    return tuple((heads[0].section, heads) for heads in groups)
