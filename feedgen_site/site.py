"""Heads → Site: what is published at one moment, in which order, and what stands in each other's way."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Final, TypeVar

from feedgen_site import addresses, dates, languages, strings, translations
from feedgen_site.article import place_of
from feedgen_site.config import SiteConfig
from feedgen_site.dates import rfc3339
from feedgen_site.editions import edition_day, editions_of
from feedgen_site.model import (
    MOST_LISTED,
    Head,
    HeldBack,
    Hold,
    Listing,
    Notice,
    Page,
    Site,
    Span,
    Topic,
)
from feedgen_site.problem import Problem, Severity, Sought

_Item = Head | Page
_I = TypeVar("_I", Head, Page)


def assemble(
    heads: Iterable[Head], pages: Iterable[Page], config: SiteConfig, as_of: datetime, *,
    drafts: bool = False, unread: frozenset[str] = frozenset(),
) -> tuple[Site, tuple[Problem, ...]]:  # fmt: skip
    """Put the site of one moment together; `drafts` publishes drafts, too.

    `unread` are the names (`names_of`) of files that have an error: what names them is not wrong.

    Two stories with one id are a problem that names both. One address for two is found by `plan`, which
    knows every address.
    """
    everything = tuple(heads)
    stories, held_stories, holds = _parted(everything, config, as_of, drafts=drafts)
    page_list, held_pages, holds_of_pages = _parted(pages, config, as_of, drafts=drafts)
    stories.sort(key=order)
    days = [edition_day(head.published, config) for head in stories]
    site = Site(
        stories=tuple(stories),
        listings=(*_sections(stories, config), *_topics(stories, config)),
        editions=editions_of(stories, days, Span.DAY, config),
        weeks=editions_of(stories, days, Span.WEEK, config),
        notices=_notices(stories, config),
        pages=tuple(page_list),
        held_back=(*holds, *holds_of_pages),
        as_of=as_of,
        closed=_closed(held_stories, held_pages) | unread,
        unread=unread,
    )
    problems = (
        *_shared_ids(everything),
        *_taken_ids(site, config),
        *_dated_ahead(stories, as_of),
        *translations.without_original(everything, unread),
    )
    return site, problems


def _parted(
    items: Iterable[_I], config: SiteConfig, as_of: datetime, *, drafts: bool
) -> tuple[list[_I], list[_I], list[HeldBack]]:
    """Part stories or pages, by path, into those to be published now and those held back, and say why."""
    due: list[_I] = []
    held: list[_I] = []
    holds = []
    for item in sorted(items, key=lambda item: item.path):
        if hold := hold_of(item, config, as_of, drafts):
            held.append(item)
            holds.append(hold)
        else:
            due.append(item)
    return due, held, holds


def order(head: Head) -> tuple[float, str]:
    """Give the sort key of the one order stories stand in: newest first, then by id."""
    return (-head.published.timestamp(), head.id)


def atom_updated(updated: Iterable[tuple[datetime, str]]) -> Mapping[str, datetime]:
    """Give each id the `updated` that Atom shows: equal ones are told apart by microseconds, in id order.

    Over all things of a kind on the site, so that each has the same one in every feed. The feed validator
    warns of equal ones, and some readers drop the second.
    """
    shown: dict[str, datetime] = {}
    last: datetime | None = None
    for moment, identity in sorted(updated):
        # Also past one that was moved onto it: times with microseconds of their own do occur.
        last = moment if last is None or moment > last else last + timedelta(microseconds=1)
        shown[identity] = last
    return shown


def hold_of(item: _Item, config: SiteConfig, as_of: datetime, drafts: bool) -> HeldBack | None:
    """Say why a story or page is not published now, or None; until when is said in the site's zone."""
    if item.draft and not drafts:
        return HeldBack(item.path, Hold.DRAFT)
    if isinstance(item, Head) and item.withheld:
        return HeldBack(item.path, Hold.WITHHELD)
    if item.embargo and item.embargo > as_of:
        until = item.published.astimezone(config.zone) if item.published else None
        return HeldBack(item.path, Hold.EMBARGO, until)
    if item.published and item.published > as_of:
        return HeldBack(item.path, Hold.FUTURE, item.published.astimezone(config.zone))
    if item.expires and item.expires <= as_of:
        return HeldBack(item.path, Hold.EXPIRED)
    return None


def _dated_ahead(stories: Sequence[Head], as_of: datetime) -> Iterator[Problem]:
    """Warn of stories that readers would see updated at a time that has not come."""
    for head in stories:
        if head.updated > as_of:
            field, who = _updated_by(head)
            message = f"{who} says {rfc3339(head.updated)}, which has not come yet"
            hint = "correct the date; corrections are shown at once"
            place = Sought((field, "corrections"))
            yield Problem(head.path, 1, 1, "dated-ahead", message, hint, Severity.WARNING, place)


def _updated_by(head: Head) -> tuple[str, str]:
    """Name the field that says when a story was updated, and in words."""
    if head.withdrawn and head.withdrawn.moment.at == head.updated:
        return "withdrawn", "the withdrawal"
    if any(correction.moment.at == head.updated for correction in head.corrections):
        return "corrections", "a correction"
    return "updated", "`updated`"


def _sections(stories: Sequence[Head], config: SiteConfig) -> Iterator[Listing]:
    """Group by section: site.yaml's first, in its order and even if empty, then the others by slug."""
    groups: dict[str, list[Head]] = {section.slug: [] for section in config.sections}
    titles = {section.slug: section for section in config.sections}
    for head in stories:
        if head.section:
            groups.setdefault(head.section.slug, []).append(head)
            # The title in force where articles spell one differently: the newest story's.
            titles.setdefault(head.section.slug, head.section)
    known = [section.slug for section in config.sections]
    for slug in (*known, *sorted(groups.keys() - set(known))):
        yield Listing(Topic.SECTION, slug, titles[slug].title, config.language, tuple(groups[slug]))


def _topics(stories: Sequence[Head], config: SiteConfig) -> Iterator[Listing]:
    """Group by tags, authors, agencies and languages, each by slug.

    A tag has a list while a published story has the tag; one whose feed site.yaml names has it for ever. A
    name that only a held-back or expired story has must not show. A single language is no topic.
    """
    spoken = {head.language for head in stories}
    for topic, rules in config.feeds.topics.items():
        if topic is not Topic.LANGUAGE or len(spoken) > 1 or rules.every or rules.names:
            yield from _listings(topic, rules.names, stories, config)


def _listings(
    topic: Topic, always: tuple[str, ...], stories: Sequence[Head], config: SiteConfig
) -> Iterator[Listing]:
    titles = {topic.slug_of(name): name for name in always}
    wanted = frozenset(titles)
    groups: dict[str, list[Head]] = {slug: [] for slug in titles}
    slug_of = cache(topic.slug_of)
    for head in stories:
        for slug, name in listed_under(head, topic, wanted, slug_of):
            titles.setdefault(slug, name)
            groups.setdefault(slug, []).append(head)
    for slug in sorted(groups):
        title, language = titles[slug], config.language
        if topic is Topic.LANGUAGE:
            language = languages.normalized(title) or language
            title = strings.name_of(title)
        yield Listing(topic, slug, title, language, tuple(groups[slug]))


def listed_under(
    head: Head, topic: Topic, wanted: Container[str], slug_of: Callable[[str], str]
) -> list[tuple[str, str]]:
    """Name the lists of a topic that a story stands in, by slug and title; the `wanted` ones count always."""
    names = {slug_of(name): name for name in reversed(_NAMES[topic](head))}
    found = list(reversed(names.items()))
    if topic in (Topic.AUTHOR, Topic.AGENCY) and len(found) > MOST_LISTED:
        found = [one for place, one in enumerate(found) if place < MOST_LISTED or one[0] in wanted]
    return found


_NAMES: Final[Mapping[Topic, Callable[[Head], tuple[str, ...]]]] = {
    Topic.TAG: lambda head: head.tags,
    Topic.AUTHOR: lambda head: tuple(author.name for author in head.authors),
    Topic.AGENCY: lambda head: head.agencies,
    Topic.LANGUAGE: lambda head: (head.language,),
}


def _notices(stories: Sequence[Head], config: SiteConfig) -> tuple[Notice, ...]:
    """Make each correction and withdrawal a thing of its own, newest first."""
    notices = []
    for head in stories:
        for number, correction in enumerate(head.corrections, start=1):
            identity = addresses.correction_id(head.id, number, config.authority)
            notices.append(Notice(identity, head, number, correction.moment, correction.text))
        if head.withdrawn:
            identity = addresses.correction_id(head.id, 0, config.authority)
            notices.append(Notice(identity, head, 0, head.withdrawn.moment, head.withdrawn.reason))
    return tuple(sorted(notices, key=lambda notice: (-notice.moment.at.timestamp(), notice.id)))


def names_of(paths: Iterable[str], stories: Sequence[Head], pages: Sequence[Page]) -> frozenset[str]:
    """List every way an article may name files that have an error, and the slugs they have by their paths.

    Of some of them no more than the path is known; `stories` and `pages` are the others.
    """
    names = frozenset(_by_path((path, "") for path in paths))
    slugs = {addresses.slug_of(dates.without_date(stem) or stem, "") for stem in map(_stem, paths)}
    return names | slugs | _closed(stories, pages)


def _stem(path: str) -> str:
    return place_of(path).stem


def permalinks(stories: Sequence[Head], pages: Sequence[Page]) -> dict[str, str]:
    """Map every way an article may link to another: by its file, or its address, which begin with `/`."""
    items: tuple[_Item, ...] = (*stories, *pages)
    found = _by_path((item.path, item.permalink) for item in items)
    for item in items:
        found.setdefault(item.permalink, item.permalink)
    return found


def _by_path(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map every way to name a file, with extension, without, or by its folder, to what is given for it."""
    found: dict[str, str] = {}
    for path, permalink in items:
        whole = f"/{path}"
        stem = whole.rpartition(".")[0]
        found[whole] = permalink
        found.setdefault(stem, permalink)
        found.setdefault(f"{stem}/", permalink)
        found.setdefault(f"{stem}.html", permalink)
        folder, _, name = stem.rpartition("/")
        if name == "index":
            found.setdefault(folder, permalink)
            found.setdefault(f"{folder}/", permalink)
    return found


def _closed(stories: Sequence[Head], pages: Sequence[Page]) -> frozenset[str]:
    """List every way an article may name what is held back: by its file, its addresses, its id."""
    items: tuple[_Item, ...] = (*stories, *pages)
    addresses_ = [item.permalink for item in items]
    addresses_ += [alias for head in stories for alias in head.aliases]
    forms = {form for one in addresses_ for form in (one, one.rstrip("/"), f"{one.rstrip('/')}/index.html")}
    return frozenset(permalinks(stories, pages)) | forms | {head.id for head in stories}


def _taken_ids(site: Site, config: SiteConfig) -> Iterator[Problem]:
    """Report each story that has the id of a correction, withdrawal or edition."""
    taken = {notice.id: notice.head.path for notice in site.notices}
    for edition in (*site.editions, *site.weeks):
        taken[addresses.edition_id(edition.key, config.authority)] = edition.permalink
    for head in site.stories:
        if head.id in taken:
            message = f"the id '{head.id}' is the one that feeds give to something of {taken[head.id]}"
            hint = f"delete line {head.id_line} of this file, or give it another id"
            yield Problem(head.path, head.id_line or 1, 1, "duplicate-id", message, hint)


def _shared_ids(heads: Sequence[Head]) -> Iterator[Problem]:
    """Report each story whose id one published before it has; with a draft it is a warning."""
    if len({head.id for head in heads}) == len(heads):
        return
    first: dict[str, Head] = {}
    for head in sorted(heads, key=lambda head: (head.published, head.path)):
        other = first.setdefault(head.id, head)
        if other is not head:
            severity = Severity.WARNING if head.draft or other.draft else Severity.ERROR
            where = f"{other.path}:{other.id_line}" if other.id_line else other.path
            message = f"the id '{head.id}' is that of {where}, too; readers would see one story"
            hint = f"delete line {head.id_line} of this file, or give it an id of its own"
            if not head.id_line:
                hint = "give this file an id of its own: feedgen-site mint --new writes one"
            yield Problem(head.path, head.id_line or 1, 1, "duplicate-id", message, hint, severity)
