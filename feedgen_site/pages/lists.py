"""The front page, the editions and the sections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from feedgen_site.feeds import Format, section_feed
from feedgen_site.model import Edition, Head, Section, edition_permalink
from feedgen_site.pages.cards import Card, Group, When, card, count_line, groups
from feedgen_site.pages.rendering import render
from feedgen_site.pages.shared import Link, Place, Shared, frame


@dataclass(frozen=True, slots=True)
class DigestView:
    """A front page or an edition: `day` is its date, `count` one line of HTML, `more` links on."""

    day: When | None
    count: Markup
    groups: tuple[Group, ...]
    more: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A list of a section's stories, newest first; the links are "" where there is no such page."""

    title: str
    stories: tuple[Card, ...]
    newer: str
    older: str
    feed: str


def front(shared: Shared, stories: tuple[Head, ...], day: date | None) -> str:
    """Render the front page: the newest edition, of `day`, filled up from earlier ones."""
    place = Place(shared, "/", shared.config.language)
    say = place.say
    title = say.label("edition_page", day=say.words.day(day)) if day else ""
    view = DigestView(
        day=When(day.isoformat(), say.words.date(day)) if day else None,
        count=count_line(say, stories) if stories else Markup(""),
        groups=groups(place, stories, day),
        more=(Link(title, place.href(edition_permalink(day))),) if day else (),
    )
    page = frame(place, shared.config.title, shared.config.description)
    return render(shared.theme, "front.html", say, page, view)


def edition(shared: Shared, edition: Edition, is_open: bool, earlier: date | None, later: date | None) -> str:
    """Render the edition of one day; while `is_open`, its count says "so far"."""
    place = Place(shared, edition.permalink, shared.config.language)
    say = place.say
    count = count_line(say, edition.stories) if edition.stories else Markup("")
    neighbours = (("earlier_edition", earlier), ("later_edition", later))
    view = DigestView(
        day=When(edition.day.isoformat(), say.words.date(edition.day)),
        count=say("so_far", count=count) if is_open and edition.stories else count,
        groups=groups(place, edition.stories, edition.day),
        more=tuple(
            Link(say.label(key, day=say.words.day(day)), place.href(edition_permalink(day)))
            for key, day in neighbours
            if day
        ),
    )
    heading = say.label("edition_of", day=say.words.day(edition.day))
    page = frame(place, heading, shared.config.description)
    return render(shared.theme, "edition.html", say, page, view)


def section(
    shared: Shared,
    section: Section,
    stories: tuple[Head, ...],
    number: int | None,
    older: str | None,
    newer: str | None,
) -> str:
    """Render a section's newest stories (`number` None), or one of its numbered pages."""
    home = section.permalink
    place = Place(shared, home if number is None else f"{home}page/{number}/", shared.config.language)
    say = place.say
    heading = section.title
    if number is not None:
        heading = say.label("section_page", title=section.title, n=say.words.number(number))
    has_feed = shared.config.feeds.sections
    view = SectionView(
        title=heading,
        stories=tuple(card(place, head, None, in_section=True) for head in stories),
        newer=place.href(newer) if newer else "",
        older=place.href(older) if older else "",
        feed=place.file_href(section_feed(section, shared.config).file(Format.ATOM)) if has_feed else "",
    )
    page = frame(place, heading, shared.config.description, section)
    return render(shared.theme, "section.html", say, page, view)
