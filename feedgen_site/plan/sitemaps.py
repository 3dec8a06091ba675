"""The sitemaps: one while the site is small, else one a month of publication, so that old ones stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Final

from feedgen_site import editions, sitemaps
from feedgen_site.feeds import content
from feedgen_site.model import ALONE, ARCHIVE_PERMALINK, Head, Listing, Topic
from feedgen_site.pages import FEEDS_PERMALINK
from feedgen_site.plan.desk import Desk
from feedgen_site.plan.outputs import (
    Kind,
    NewsSitemapArguments,
    Output,
    SitemapArguments,
    SitemapIndexArguments,
)
from feedgen_site.sitemaps import Row

LISTS: Final = "lists"
"""The part of what belongs to no month."""
TOGETHER: Final = 5_000
"""Up to so many addresses stand in one file. With more, a new story would write too much of what is known."""
_FIRST: Final = ("/", ARCHIVE_PERMALINK, FEEDS_PERMALINK)
# Google takes stories of two days, and a thousand of them (developers.google.com, "News sitemaps").
_NEWS_DAYS: Final = timedelta(days=2)
_MOST_NEWS: Final = 1_000


def sitemap_files(desk: Desk) -> Iterator[Output]:
    """Plan the sitemap, or its parts and the index that names them; and the sitemap of the news."""
    lists, months = _lists(desk), _months(desk)
    every = (*lists, *(row for key in sorted(months, reverse=True) for row in reversed(months[key])))
    if len(every) <= TOGETHER:
        yield _part(desk, sitemaps.SITEMAP_FILE, every)
    else:
        yield from _parted(desk, {LISTS: lists, **{key: months[key] for key in sorted(months)}})
    news = tuple(map(news_of, _news(desk.site.stories)))
    yield desk.output(sitemaps.NEWS_FILE, Kind.SITEMAP, NewsSitemapArguments(news), [repr(news)])


def _lists(desk: Desk) -> list[Row]:
    """List what belongs to no month."""
    rows = list(map(Row, _FIRST))
    rows += [Row(listing.permalink) for listing in desk.site.listings if not _is_hidden(listing)]
    rows += [Row(channel.feed.page) for channel in desk.channels]
    pages = desk.site.pages
    return rows + [Row(page.permalink, None, desk.versions.get(page.path, ALONE)) for page in pages]


def stands_before(permalink: str, listing: Listing) -> bool:
    """Say whether a row of what belongs to no month stands before that of a list of tags or the like."""
    if permalink in _FIRST:
        return True
    _, kind, slug, *rest = (*permalink.split("/"), "", "")
    topics = [topic.value for topic in Topic if topic is not Topic.LANGUAGE]
    if kind not in topics or any(rest[1:]):
        return False
    return (topics.index(kind), slug) < (topics.index(listing.topic.value), listing.slug)


def _months(desk: Desk) -> dict[str, list[Row]]:
    """List what belongs to a month, oldest first, so that the new comes last: stories, editions, lists."""
    months: dict[tuple[int, int], list[Row]] = {}
    dated: list[tuple[date, Row]] = [
        (month.day, Row(month.permalink)) for month in editions.months_of(desk.site)
    ]
    dated += [(edition.day, Row(edition.permalink)) for edition in (*desk.site.weeks, *desk.site.editions)]
    zone = desk.config.zone
    dated += [
        (
            head.published.astimezone(zone).date(),
            Row(head.permalink, head.updated, desk.versions.get(head.path, ALONE)),
        )
        for head in desk.site.stories
        if not is_unlisted(head)
    ]
    for day, row in reversed(dated):
        months.setdefault((day.year, day.month), []).append(row)
    return {f"{year:04d}-{month:02d}": rows for (year, month), rows in months.items()}


def _parted(desk: Desk, groups: dict[str, list[Row]]) -> Iterator[Output]:
    parts = []
    for key, rows in groups.items():
        for number, chunk in enumerate(chunks(rows, desk.config.base_url), start=1):
            file = part_of(key, number)
            yield _part(desk, file, chunk)
            parts.append(Row(f"/{file}", max((row.updated for row in chunk if row.updated), default=None)))
    yield desk.output(
        sitemaps.SITEMAP_FILE, Kind.SITEMAP_INDEX, SitemapIndexArguments(tuple(parts)), [repr(parts)]
    )


def part_of(key: str, number: int = 1) -> str:
    """Name the file of a part: of a month, or of `LISTS`."""
    return f"sitemap-{key}.xml" if number == 1 else f"sitemap-{key}-{number}.xml"


def is_full(text: str, *, is_part: bool) -> bool:
    """Say whether a sitemap, or a part of one, has or may have to be parted otherwise than as one file."""
    most = sitemaps.MOST_URLS // 2 if is_part else TOGETHER
    return text.count("<url>") > most or len(text) > sitemaps.MOST_BYTES // 4


def chunks(
    rows: Sequence[Row], base_url: str, most: int = sitemaps.MOST_URLS, size: int = sitemaps.MOST_BYTES
) -> Iterator[tuple[Row, ...]]:
    """Part rows so that each part keeps the limits; what is added at the end changes the last one alone."""
    part: list[Row] = []
    left = size
    for row in rows:
        needed = row.most_bytes(base_url)
        if part and (len(part) == most or needed > left):
            yield tuple(part)
            part, left = [], size
        part.append(row)
        left -= needed
    if part:
        yield tuple(part)


def _part(desk: Desk, file: str, rows: Sequence[Row]) -> Output:
    # All that a row says, in a third of the time that its own repr takes.
    marks = [(row.permalink, row.updated) for row in rows]
    spoken = [row.versions for row in rows if row.versions.every]
    return desk.output(file, Kind.SITEMAP, SitemapArguments(tuple(rows)), [repr(marks), repr(spoken)])


def news_of(head: Head) -> sitemaps.News:
    """Give a story as the sitemap of the news has it."""
    return sitemaps.News(head.permalink, head.language, head.published, head.day_only, content.title(head))


def news_with(newest: Head, news: Sequence[sitemaps.News]) -> tuple[sitemaps.News, ...]:
    """Give the news with a story that is newer than all of the site."""
    recent = (one for one in news if newest.published - one.published <= _NEWS_DAYS)
    return tuple(islice((news_of(newest), *recent), _MOST_NEWS))


def _news(stories: Sequence[Head]) -> Iterator[Head]:
    """Give the stories of the two days before the newest, newest first; what is withdrawn is no news."""
    listed = (head for head in stories if not (is_unlisted(head) or head.withdrawn))
    for head in islice(listed, _MOST_NEWS):
        if stories[0].published - head.published > _NEWS_DAYS:
            return
        yield head


def _is_hidden(listing: Listing) -> bool:
    """Say whether a list holds stories that search engines shall not list, and no other."""
    return bool(listing.stories) and all(map(is_unlisted, listing.stories))


def is_unlisted(head: Head) -> bool:
    """Say whether search engines shall not list a story, so that a sitemap would contradict it."""
    return head.robots != "" and ("noindex" in head.robots or "none" in head.robots.split(", "))
