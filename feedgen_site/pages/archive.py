"""The archive: a list of all months, and of each month the editions with their headlines."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from markupsafe import Markup

from feedgen_site.feeds import content
from feedgen_site.frozen import dataclass
from feedgen_site.model import ARCHIVE_PERMALINK, Edition, Month, Span, edition_permalink, month_permalink
from feedgen_site.pages.cards import headline
from feedgen_site.pages.rendering import render
from feedgen_site.pages.shared import Link, Place, Shared, frame


@dataclass(frozen=True, slots=True)
class Counted:
    """A link with what it leads to: `count` is HTML such as `12 stories`."""

    link: Link
    count: Markup


@dataclass(frozen=True, slots=True)
class Year:
    """The months of a year, newest first."""

    title: str
    months: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """The list of months."""

    years: tuple[Year, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """An edition of a day with its headlines, in the order of publication, newest first."""

    link: Link
    count: Markup
    stories: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    """The editions of a month; `more` links to the months beside it and to the whole archive."""

    days: tuple[Day, ...]
    weeks: tuple[Link, ...]
    more: tuple[Link, ...]


def archive(shared: Shared, months: tuple[tuple[date, int], ...]) -> str:
    """Render the list of months: each by its first day, with the number of its stories, newest first."""
    place = Place(shared, ARCHIVE_PERMALINK, shared.config.language)
    say = place.say
    years = groupby(months, key=lambda month: month[0].year)
    view = ArchiveView(
        tuple(
            Year(
                say.words.year(date(year, 1, 1)),
                tuple(
                    Counted(_month_link(place, day, say.words.month(day)), say.plural("stories", count))
                    for day, count in found
                ),
            )
            for year, found in years
        )
    )
    page = frame(place, say.label("archive"), shared.config.description)
    return render(shared.theme, "archive.html", say, page, view)


def month(shared: Shared, month: Month, earlier: date | None, later: date | None) -> str:
    """Render the list of a month's editions; `earlier` and `later` are the first days of its neighbours."""
    place = Place(shared, month.permalink, shared.config.language)
    say = place.say
    neighbours = (("earlier_edition", earlier), ("later_edition", later))
    view = MonthView(
        days=tuple(_day(place, edition) for edition in month.days),
        weeks=tuple(
            Link(
                content.edition_title(say.words, Span.WEEK, monday),
                place.href(edition_permalink(monday, Span.WEEK)),
            )
            for monday in month.weeks
        ),
        more=(
            *(
                _month_link(place, day, say.label(key, day=say.words.month(day)))
                for key, day in neighbours
                if day
            ),
            Link(say.label("archive"), place.href(ARCHIVE_PERMALINK)),
        ),
    )
    page = frame(place, say.words.month(month.day), shared.config.description)
    return render(shared.theme, "month.html", say, page, view)


def _day(place: Place, edition: Edition) -> Day:
    return Day(
        Link(place.say.words.date(edition.day), place.href(edition.permalink)),
        place.say.plural("stories", len(edition.stories)),
        tuple(
            Link(headline(head), place.href(head.permalink), place.foreign(head.language))
            for head in edition.stories
        ),
    )


def _month_link(place: Place, day: date, title: str) -> Link:
    return Link(title, place.href(month_permalink(day)))
