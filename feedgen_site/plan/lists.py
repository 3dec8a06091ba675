"""The front page, the editions, and the lists of sections, tags and the like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from feedgen_site import addresses
from feedgen_site.editions import front_stories, months_of
from feedgen_site.model import ARCHIVE_PERMALINK, Form, Listing
from feedgen_site.plan.desk import Desk
from feedgen_site.plan.marks import hashes
from feedgen_site.plan.outputs import (
    EditionArguments,
    FrontArguments,
    Kind,
    LetterArguments,
    ListingArguments,
    MonthArguments,
    MonthsArguments,
    Output,
)
from feedgen_site.text import digest

LISTING_PAGE = 50
"""Stories on an older page of a section; another number would move stories between addresses."""


def front(desk: Desk) -> Iterator[Output]:
    """Plan the front page."""
    stories = front_stories(desk.site, desk.config)
    day = desk.site.editions[0].day if desk.site.editions else None
    yield desk.output("index.html", Kind.FRONT, FrontArguments(stories, day), [repr(day), *hashes(stories)])


def editions(desk: Desk) -> Iterator[Output]:
    """Plan the editions of days and weeks."""
    for editions in (desk.site.editions, desk.site.weeks):
        for index, edition in enumerate(editions):
            arguments = EditionArguments(
                edition,
                is_open=edition.closes > desk.site.as_of,
                earlier=editions[index + 1].day if index + 1 < len(editions) else None,
                later=editions[index - 1].day if index else None,
            )
            marks = [repr((arguments.is_open, arguments.earlier, arguments.later))]
            marks += hashes(edition.stories)
            yield desk.output(addresses.output_file(edition.permalink), Kind.EDITION, arguments, marks)


def letters(desk: Desk) -> Iterator[Output]:
    """Plan what else an edition comes as, beside its page."""
    for edition in (*desk.site.editions, *desk.site.weeks):
        is_open = edition.closes > desk.site.as_of
        shown = digest(repr(is_open), *hashes(edition.stories))
        for form in Form:
            arguments = LetterArguments(edition, form, is_open)
            yield desk.output(addresses.output_file(edition.form(form)), Kind.LETTER, arguments, [shown])


def archive(desk: Desk) -> Iterator[Output]:
    """Plan the list of months, and that of each month's editions, which show headlines and no more."""
    months = months_of(desk.site)
    for index, month in enumerate(months):
        earlier = months[index + 1].day if index + 1 < len(months) else None
        later = months[index - 1].day if index else None
        marks = [repr((earlier, later))]
        for edition in month.days:
            shown = [(head.permalink, head.headline, head.language) for head in edition.stories]
            marks.append(repr((edition.day, shown)))
        yield desk.output(
            addresses.output_file(month.permalink), Kind.MONTH, MonthArguments(month, earlier, later), marks
        )
    counted = tuple((month.day, sum(len(day.stories) for day in month.days)) for month in months)
    file = addresses.output_file(ARCHIVE_PERMALINK)
    yield desk.output(file, Kind.MONTHS, MonthsArguments(counted), [repr(counted)])


def listings(desk: Desk) -> Iterator[Output]:
    """Plan the lists."""
    for listing in desk.site.listings:
        for arguments in pages_of(listing):
            shown = arguments.listing
            told = (shown.title, shown.language, arguments.number, arguments.older, arguments.newer)
            marks = [repr(told), *hashes(shown.stories)]
            yield desk.output(addresses.output_file(arguments.permalink), Kind.LISTING, arguments, marks)


def pages_of(listing: Listing, full_before: int = 0) -> Iterator[ListingArguments]:
    """Part a list into pages, the head last.

    Page 1 is the oldest; full pages never change. The head shows the last full one and the rest. `listing`
    may lack the stories of so many full pages; these are not given.
    """
    heads = listing.stories
    full = full_before + max(len(heads) - 1, 0) // LISTING_PAGE
    oldest_first = heads[::-1]
    for number in range(full_before + 1, full + 1):
        begin = (number - 1 - full_before) * LISTING_PAGE
        shown = oldest_first[begin : begin + LISTING_PAGE][::-1]
        yield _listing_page(replace(listing, stories=shown), number, full)
    newest = heads[: len(heads) - max(full - 1 - full_before, 0) * LISTING_PAGE]
    yield _listing_page(replace(listing, stories=newest), None, full)


def _listing_page(shown: Listing, number: int | None, full: int) -> ListingArguments:
    home = shown.permalink
    # The head shows the last full page, too, so the next older one is the one before it.
    before = (full if number is None else number) - 1
    older = f"{home}page/{before}/" if before >= 1 else None
    newer = None if number is None else (f"{home}page/{number + 1}/" if number < full else home)
    return ListingArguments(shown, number, older, newer)
