"""How much the head of a feed holds, of editions that are small and large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site.config import Archive, SiteConfig
from feedgen_site.feeds import Feed
from feedgen_site.model import Edition, Span
from feedgen_site.plan.channels import Channel, documents
from tests.support import a_head

SIZES = st.lists(st.integers(1, 90), max_size=90)
ENTRIES = st.integers(1, 12)
ENOUGH = 20
"""The stories of an edition that the documentation calls usual."""


def editions(sizes: Sequence[int]) -> tuple[Edition, ...]:
    """Make editions of successive days, newest first, of so many stories each."""
    story = a_head()
    days = [date(2026, 3, 31) - timedelta(days=index) for index in range(len(sizes))]
    closes = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days]
    return tuple(
        Edition(Span.DAY, day, close, (story,) * size)
        for day, close, size in zip(days, closes, sizes, strict=True)
    )


def parted(sizes: Sequence[int], entries: int, archive: Archive) -> list[tuple[str, list[Edition]]]:
    """Part a feed of such editions: the period of each document, "" for the head, and what it holds."""
    feed = Feed("digest/daily", "Daily", "", "/digest/daily/", "en", entries=entries, is_its_page=True)
    parts = documents(Channel(feed, editions(sizes), archive), SiteConfig())
    return [
        (document.period, [one for one in found if isinstance(one, Edition)]) for document, found in parts
    ]


def stories(found: Sequence[Edition]) -> int:
    """Count the stories of editions."""
    return sum(len(one.stories) for one in found)


@given(SIZES, ENTRIES, st.sampled_from((Archive.DAY, Archive.WEEK, Archive.MONTH)))
def test_every_edition_stands_once_whatever_its_size(
    sizes: list[int], entries: int, archive: Archive
) -> None:
    """In the head or in one archive, newest first, and a period is never in both."""
    parts = parted(sizes, entries, archive)
    assert [one for _, found in parts for one in found] == list(editions(sizes))
    periods = [period for period, _ in parts]
    assert periods == ["", *sorted(set(periods[1:]), reverse=True)]


@given(SIZES, ENTRIES)
def test_the_head_ends_with_the_month_that_fills_it(sizes: list[int], entries: int) -> None:
    """It has its entries, or enough stories, or all there is; without its last month it has neither."""
    (_, head), *archives = parted(sizes, entries, Archive.MONTH)
    assert not archives or len(head) >= entries or stories(head) >= ENOUGH * entries
    *months, _ = [list(found) for _, found in groupby(head, lambda one: one.closes.month)] or [[]]
    before = [one for month in months for one in month]
    assert len(before) < entries
    assert stories(before) < ENOUGH * entries


@given(SIZES, ENTRIES)
def test_without_archives_the_newest_editions_stand_until_they_are_enough(
    sizes: list[int], entries: int
) -> None:
    """At least one, however large, and never more than `entries`."""
    ((_, head),) = parted(sizes, entries, Archive.OFF)
    assert head == list(editions(sizes))[: len(head)]
    assert bool(head) == bool(sizes)
    assert len(head) <= entries
    assert stories(head[:-1]) < ENOUGH * entries
    assert len(head) in (entries, len(sizes)) or stories(head) >= ENOUGH * entries


@given(st.lists(st.integers(1, ENOUGH), max_size=90), ENTRIES)
def test_of_small_editions_the_head_holds_what_entries_asks_for(sizes: list[int], entries: int) -> None:
    """Nothing changes for a site that publishes no more than that."""
    ((_, head),) = parted(sizes, entries, Archive.OFF)
    assert len(head) == min(entries, len(sizes))
    (_, whole), *archives = parted(sizes, entries, Archive.MONTH)
    assert not archives or len(whole) >= entries


@pytest.mark.parametrize(("archive", "held"), [(Archive.OFF, 50), (Archive.MONTH, 59)])
def test_stories_count_one_each(archive: Archive, held: int) -> None:
    """The bound is for editions; a feed of stories has its fifty, with archives the whole of two months."""
    close = datetime(2026, 3, 31, 12, tzinfo=UTC)
    found = tuple(
        replace(a_head(), id=f"tag:{index}", published=close - timedelta(days=index)) for index in range(90)
    )
    feed = Feed("site", "Site", "", "/", "en")
    (_, head), *_ = documents(Channel(feed, found, archive), SiteConfig())
    assert len(head) == held
