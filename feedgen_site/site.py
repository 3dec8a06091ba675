"""Heads → Site: what is published at one moment, in which order, and what stands in each other's way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from feedgen_site.config import SiteConfig
from feedgen_site.dates import rfc3339
from feedgen_site.model import Edition, Head, HeldBack, Hold, Page, Section, Site
from feedgen_site.problem import Problem, Severity

_Item = Head | Page
_I = TypeVar("_I", Head, Page)


def assemble(
    heads: Iterable[Head], pages: Iterable[Page], config: SiteConfig, as_of: datetime, *, drafts: bool = False
) -> tuple[Site, tuple[Problem, ...]]:
    """Put the site of one moment together; `drafts` publishes drafts, too.

    Two stories with one id are a problem that names both. One address for two is found by `plan`, which
    knows every address.
    """
    held_back: list[HeldBack] = []

    def due(items: Iterable[_I]) -> list[_I]:
        shown = []
        for item in sorted(items, key=lambda item: item.path):
            hold = _hold(item, config, as_of, drafts)
            if hold:
                held_back.append(hold)
            else:
                shown.append(item)
        return shown

    everything = tuple(heads)
    stories = sorted(due(everything), key=order)
    page_list = tuple(due(pages))
    site = Site(
        stories=tuple(stories),
        sections=_sections(stories, config),
        editions=_editions(stories, config),
        pages=page_list,
        held_back=tuple(held_back),
        as_of=as_of,
        permalinks=_permalinks(stories, page_list),
    )
    return site, (*_shared_ids(everything), *_dated_ahead(stories, as_of))


def order(head: Head) -> tuple[float, str]:
    """Give the sort key of the one order stories stand in: newest first, then by id."""
    return (-head.published.timestamp(), head.id)


def atom_updated(stories: Sequence[Head]) -> Mapping[str, datetime]:
    """Give each story the `updated` that Atom shows: equal ones are told apart by microseconds, in id order.

    Over the whole site, so that a story has the same one in every feed. The feed validator warns of equal
    ones, and some readers drop the second.
    """
    shown: dict[str, datetime] = {}
    last: datetime | None = None
    for head in sorted(stories, key=lambda head: (head.updated, head.id)):
        # Also past one that was moved onto it: times with microseconds of their own do occur.
        last = head.updated if last is None or head.updated > last else last + timedelta(microseconds=1)
        shown[head.id] = last
    return shown


def edition_day(published: datetime, config: SiteConfig) -> date:
    """Give the edition a story belongs to: the day whose edition closes next after it, in the site's zone.

    Moments are compared, not clocks: where clocks go back, 01:15 may come after the close at 01:30.
    """
    day = published.astimezone(config.zone).date()
    return day if published < edition_close(day, config) else day + timedelta(days=1)


def edition_close(day: date, config: SiteConfig) -> datetime:
    """Give the moment an edition closes, in UTC."""
    closes = config.edition.closes
    midnight = not closes.hour and not closes.minute
    last = day + timedelta(days=1) if midnight else day
    return datetime.combine(last, closes, tzinfo=config.zone).astimezone(UTC)


def front_stories(site: Site, config: SiteConfig) -> tuple[Head, ...]:
    """Give the stories of the front page: the newest edition, filled from earlier ones to `front_min`."""
    chosen: list[Head] = []
    for edition in site.editions:
        if chosen and len(chosen) >= config.edition.front_min:
            break
        room = config.edition.front_min - len(chosen)
        chosen += edition.stories if not chosen else edition.stories[:room]
    return tuple(chosen)


def _hold(item: _Item, config: SiteConfig, as_of: datetime, drafts: bool) -> HeldBack | None:
    """Say why a story or page is not published now, or None; until when is said in the site's zone."""
    if item.draft and not drafts:
        return HeldBack(item.path, Hold.DRAFT)
    until = item.published.astimezone(config.zone) if item.published else None
    if item.embargo and item.embargo > as_of:
        return HeldBack(item.path, Hold.EMBARGO, until)
    if item.published and item.published > as_of:
        return HeldBack(item.path, Hold.FUTURE, until)
    if item.expires and item.expires <= as_of:
        return HeldBack(item.path, Hold.EXPIRED)
    return None


def _dated_ahead(stories: Sequence[Head], as_of: datetime) -> Iterator[Problem]:
    """Warn of stories that readers would see updated at a time that has not come."""
    for head in stories:
        if head.updated > as_of:
            message = f"`updated` or a correction says {rfc3339(head.updated)}, which has not come yet"
            hint = "correct the date; corrections are shown at once"
            yield Problem(head.path, 1, 1, "dated-ahead", message, hint, Severity.WARNING)


def _sections(stories: Sequence[Head], config: SiteConfig) -> tuple[tuple[Section, tuple[Head, ...]], ...]:
    """Group by section: site.yaml's first, in its order and even if empty, then the others by slug."""
    groups: dict[str, list[Head]] = {section.slug: [] for section in config.sections}
    titles = {section.slug: section for section in config.sections}
    for head in stories:
        if head.section:
            groups.setdefault(head.section.slug, []).append(head)
            # The title in force where articles spell one differently: the newest story's.
            titles.setdefault(head.section.slug, head.section)
    known = [section.slug for section in config.sections]
    others = sorted(slug for slug in groups if slug not in known)
    return tuple((titles[slug], tuple(groups[slug])) for slug in (*known, *others))


def _editions(stories: Sequence[Head], config: SiteConfig) -> tuple[Edition, ...]:
    """Group by edition, newest first."""
    groups: dict[date, list[Head]] = {}
    for head in stories:
        groups.setdefault(edition_day(head.published, config), []).append(head)
    return tuple(
        Edition(day, edition_close(day, config), tuple(groups[day])) for day in sorted(groups, reverse=True)
    )


def _permalinks(stories: Sequence[Head], pages: Sequence[Page]) -> dict[str, str]:
    """Map every way an article may link to another: with extension, without, or by its folder."""
    permalinks: dict[str, str] = {}
    items: tuple[_Item, ...] = (*stories, *pages)
    for item in items:
        path = f"/{item.path}"
        stem = path.rpartition(".")[0]
        permalinks[path] = item.permalink
        permalinks.setdefault(stem, item.permalink)
        permalinks.setdefault(f"{stem}/", item.permalink)
        permalinks.setdefault(f"{stem}.html", item.permalink)
        folder, _, name = stem.rpartition("/")
        if name == "index":
            permalinks.setdefault(folder, item.permalink)
            permalinks.setdefault(f"{folder}/", item.permalink)
    for item in items:
        permalinks.setdefault(item.permalink, item.permalink)
    return permalinks


def _shared_ids(heads: Sequence[Head]) -> Iterator[Problem]:
    """Report each story whose id one published before it has; with a draft it is a warning."""
    first: dict[str, Head] = {}
    for head in sorted(heads, key=lambda head: (head.published, head.path)):
        other = first.setdefault(head.id, head)
        if other is not head:
            severity = Severity.WARNING if head.draft or other.draft else Severity.ERROR
            message = f"the id '{head.id}' is that of {other.path}, too; readers would see one story"
            hint = "delete this file's `id:` line, or give it a new one"
            yield Problem(head.path, 1, 1, "duplicate-id", message, hint, severity)
