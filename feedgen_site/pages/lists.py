"""The front page, the editions, and the lists of sections, tags and the like."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlsplit

from markupsafe import Markup

from feedgen_site import addresses
from feedgen_site.editions import edition_day, first_day, in_sections
from feedgen_site.feeds import content, digest_feed, listing_feed
from feedgen_site.frozen import dataclass
from feedgen_site.model import Edition, Form, Head, Listing, Span, Topic, edition_permalink, month_permalink
from feedgen_site.pages import structured
from feedgen_site.pages.cards import Card, Group, When, card, cards, count_line, edition_count, groups
from feedgen_site.pages.rendering import render
from feedgen_site.pages.shared import ForMachines, Link, Place, Shared, frame
from feedgen_site.strings import Words


@dataclass(frozen=True, slots=True)
class Forms:
    """The addresses of an edition's other forms: plain text, a letter in HTML, and one as a draft."""

    text: str
    mail: str
    message: str


@dataclass(frozen=True, slots=True)
class DigestView:
    """A front page or an edition: `day` is its date, `count` one line of HTML, `more` links on.

    `title` is the headline of the page, "" where that is the date.
    """

    title: str
    day: When | None
    count: Markup
    groups: tuple[Group, ...]
    more: tuple[Link, ...]
    forms: Forms | None = None


@dataclass(frozen=True, slots=True)
class ListingView:
    """A list of a section's or tag's stories, newest first; the links are "" where there is no such page.

    `kind` says what the list is of ("Tag"), "" for a section; `own` is an author's page elsewhere.
    """

    title: Markup
    kind: str
    own: Link | None
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
        title=shared.config.title,
        day=When(day.isoformat(), say.words.date(day)) if day else None,
        count=count_line(say, stories) if stories else Markup(""),
        groups=groups(place, stories, cards(place, day)),
        more=(
            Link(title, place.href(edition_permalink(day))),
            Link(say.label("more_editions"), place.href(month_permalink(day))),
        )
        if day
        else (),
    )
    said = _said(place, shared.config.title, stories, None)
    page = frame(place, shared.config.title, shared.config.description, None, said)
    return render(shared.theme, "front.html", say, page, view)


def edition(shared: Shared, edition: Edition, is_open: bool, earlier: date | None, later: date | None) -> str:
    """Render the edition of a day or week; while `is_open`, its count says "so far"."""
    place = Place(shared, edition.permalink, shared.config.language)
    say = place.say
    neighbours = (("earlier_edition", earlier), ("later_edition", later))
    heading = content.edition_title(say.words, edition.span, edition.day)
    view = DigestView(
        title="" if edition.span is Span.DAY else heading,
        day=When(edition.day.isoformat(), say.words.date(edition.day)),
        count=edition_count(say, edition.stories, is_open),
        groups=groups(
            place, edition.stories, cards(place, edition.day if edition.span is Span.DAY else None)
        ),
        more=(
            *(
                Link(
                    say.label(key, day=_name(say.words, edition.span, day)),
                    place.href(edition_permalink(day, edition.span)),
                )
                for key, day in neighbours
                if day
            ),
            *_week_of(place, edition),
            Link(say.label("more_editions"), place.href(month_permalink(_newest_day(edition, shared)))),
        ),
        forms=Forms(*(place.href(edition.form(form)) for form in Form)),
    )
    last = edition.day + timedelta(days=6) if edition.span is Span.WEEK else edition.day
    said = _said(place, heading, edition.stories, (edition.day, last))
    feed = digest_feed(edition.span, shared.config)
    page = frame(place, heading, shared.config.description, feed, said)
    return render(shared.theme, "edition.html", say, page, view)


def _newest_day(edition: Edition, shared: Shared) -> date:
    """Give the newest day that has stories: a week's Monday may lie in a month without any."""
    if edition.span is Span.DAY or not edition.stories:
        return edition.day
    return edition_day(edition.stories[0].published, shared.config)


def _name(words: Words, span: Span, day: date) -> str:
    """Name a neighbouring edition: its day, or its week."""
    return words.day(day) if span is Span.DAY else content.edition_title(words, span, day)


def _week_of(place: Place, edition: Edition) -> tuple[Link, ...]:
    """Link from the edition of a day to that of its week."""
    if edition.span is Span.WEEK:
        return ()
    title = content.edition_title(place.say.words, Span.WEEK, first_day(edition.day, Span.WEEK))
    return (Link(title, place.href(edition_permalink(edition.day, Span.WEEK))),)


def listing(
    shared: Shared, listing: Listing, number: int | None, older: str | None, newer: str | None
) -> str:
    """Render the newest stories of a section, tag or the like (`number` None), or a numbered page of it."""
    home = listing.permalink
    place = Place(shared, home if number is None else f"{home}page/{number}/", listing.language)
    say = place.say
    heading, title = listing.title, Markup("<bdi>{}</bdi>").format(listing.title)
    if number is not None:
        n = say.words.number(number)
        heading = say.label("section_page", title=listing.title, n=n)
        title = say("section_page", title=title, n=n)
    feed = listing_feed(listing, shared.config)
    in_section = listing.topic is Topic.SECTION
    view = ListingView(
        title=title,
        kind="" if in_section else say.label(f"topic_{listing.topic.value}"),
        own=_own_page(listing),
        stories=tuple(card(place, head, None, in_section=in_section) for head in listing.stories),
        newer=place.href(newer) if newer else "",
        older=place.href(older) if older else "",
        feed=place.href(feed.page) if feed else "",
    )
    data = structured.collection_page(place, heading, listing.stories)
    said = ForMachines(structured=structured.script_text(data))
    page = frame(place, heading, shared.config.description, feed, said)
    return render(shared.theme, "listing.html", say, page, view)


def _said(
    place: Place, title: str, stories: tuple[Head, ...], period: tuple[date, date] | None
) -> ForMachines:
    """Describe a digest to programs, its stories by section as the page shows them."""
    parted = in_sections(stories, place.shared.config)
    shown = tuple(head for _, heads in parted for head in heads)
    data = structured.collection_page(place, title, shown, period)
    return ForMachines(structured=structured.script_text(data))


def _own_page(listing: Listing) -> Link | None:
    """Link to an author's own page, as the newest story that gives one has it."""
    if listing.topic is not Topic.AUTHOR:
        return None
    for head in listing.stories:
        for author in head.authors:
            url = addresses.web_url(author.url) if author.url else ""
            if url and listing.topic.slug_of(author.name) == listing.slug:
                return Link((urlsplit(url).hostname or url).removeprefix("www."), url)
    return None
