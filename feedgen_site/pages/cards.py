"""A story as lists show it: kicker, headline, standfirst, points, byline."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Final

from markupsafe import Markup, escape

from feedgen_site import addresses, editions, once
from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.words import count_words
from feedgen_site.model import MOST_LISTED, Author, Head, Section, Topic
from feedgen_site.pages.say import Say
from feedgen_site.pages.shared import Link, Place

WORDS_PER_MINUTE = 230  # Brysbaert 2019: 238 words a minute for non-fiction, silently; rounded down


@dataclass(frozen=True, slots=True)
class When:
    """A moment for machines (`<time datetime>`, in the site's zone) and for people."""

    machine: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A story in a list. `lang` is "" where it is in the page's language; `agency`, `byline`: HTML or "".

    `url` is its whole address, for paper: there `href` leads nowhere.
    """

    href: str
    url: str
    lang: str
    headline: str
    standfirst: str
    points: tuple[str, ...]
    section: Link | None
    agency: Markup
    byline: Markup
    published: When
    updated: When | None
    corrected: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The stories of one section; `anchor` is the id of its heading, `title` "" for stories without one.

    Of `briefs` only the headlines are shown; `size` counts both.
    """

    title: str
    anchor: str
    link: str
    size: int
    stories: tuple[Card, ...]
    briefs: tuple[Card, ...]


Cards = Callable[[Head], Card]
"""Makes the card of a story, as one page shows it, or has it."""


def card(place: Place, head: Head, day: date | None, in_section: bool = False) -> Card:
    """Build a story's card. `day` is the page's own, for which the time alone says enough."""
    say = place.say
    zone = place.shared.config.zone
    published = _listed(say, head.published, zoned_day=day, place=place, day_only=head.day_only)
    updated = None
    if head.updated > head.published:
        at_midnight = is_midnight(head.updated.astimezone(zone))
        updated = _listed(say, head.updated, zoned_day=day, place=place, day_only=at_midnight)
    section = None if in_section or head.section is None else section_link(place, head.section)
    return Card(
        href=place.href(head.permalink),
        url=addresses.absolute(place.shared.config.base_url, head.permalink),
        lang=place.foreign(head.language),
        headline=headline(head),
        standfirst=head.standfirst,
        points=tuple(point.text for point in head.points),
        section=section,
        agency=agencies(place, head),
        byline=byline(place, head.authors),
        published=published,
        updated=updated if updated and updated.text != published.text else None,
        corrected=bool(head.corrections),
        withdrawn=head.withdrawn is not None,
    )


def cards(place: Place, day: date | None) -> Cards:
    """Give what makes the cards of a page by section; each is made once, however often it is asked for."""
    # By identity, which is short to compare; kept with its card, a story's stays its own.
    made: dict[int, tuple[Head, Card]] = {}

    def of(head: Head) -> Card:
        found = made.get(id(head))
        if found is None:
            found = made[id(head)] = head, card(place, head, day, in_section=True)
        return found[1]

    return of


def groups(place: Place, stories: Iterable[Head], of: Cards, full: int | None = None) -> tuple[Group, ...]:
    """Group stories by section as `editions.groups` does, `full` of them in full."""
    return tuple(_group(place, found, of) for found in editions.groups(stories, place.shared.config, full))


def _group(place: Place, found: editions.Group, of: Cards) -> Group:
    section = found.section
    return Group(
        title=section.title if section else "",
        anchor=f"section-{section.slug}" if section else "more",
        link=place.href(section.permalink) if section else "",
        size=len(found.stories) + len(found.briefs),
        stories=tuple(map(of, found.stories)),
        briefs=tuple(map(of, found.briefs)),
    )


def count_line(say: Say, stories: tuple[Head, ...]) -> Markup:
    """Say how much there is to read: `12 stories, 6 minutes, four sections`; the minutes are the digest's."""
    words = sum(map(_counted, stories))
    sections = len({head.section.slug for head in stories if head.section})
    parts = {"stories": say.plural("stories", len(stories)), "minutes": say.plural("minutes", minutes(words))}
    if not sections:
        return say("count_line_short", **parts)
    return say("count_line", **parts, sections=say.plural("sections", sections))


def edition_count(say: Say, stories: tuple[Head, ...], is_open: bool) -> Markup:
    """Say how much there is to read in an edition, and of an open one "so far"; "" for nothing."""
    if not stories:
        return Markup("")
    count = count_line(say, stories)
    return say("so_far", count=count) if is_open else count


def minutes(words: int) -> int:
    """Give a reading time in whole minutes, at least 1."""
    return max(1, round(words / WORDS_PER_MINUTE))


def headline(head: Head) -> str:
    """Give the headline; never empty, as a link without a name cannot be followed."""
    return head.headline.strip() or head.permalink


def section_link(place: Place, section: Section) -> Link:
    """Link to a section; its title is in the site's language."""
    return _section_link(place.vantage, section)


@once.kept(lambda place, section: (id(place), section.slug), 1024)
def _section_link(place: Place, section: Section) -> Link:
    return Link(section.title, place.href(section.permalink), place.foreign(place.shared.config.language))


def byline(place: Place, authors: tuple[Author, ...]) -> Markup:
    """Give the authors as HTML, joined as their language joins names; "" without any.

    Each leads to the list of the author's stories; that page links to an address of the author's own.
    """
    return _named(place, Topic.AUTHOR, tuple([author.name for author in authors]))


def agencies(place: Place, head: Head) -> Markup:
    """Give the agencies that supplied a story, each leading to the list of its stories; "" for none."""
    return _named(place, Topic.AGENCY, head.agencies)


_NOBODY: Final = Markup("")


def _named(place: Place, topic: Topic, names: tuple[str, ...]) -> Markup:
    if not names:
        return _NOBODY
    # All links of pages that stand there are the same; a list's own page stands where no other does.
    return (
        _kept(place.vantage, topic, names) if place.permalink.endswith("/") else _joined(place, topic, names)
    )


@once.kept(lambda place, topic, names: (id(place), topic.value, names), 4096)
def _kept(place: Place, topic: Topic, names: tuple[str, ...]) -> Markup:
    return _joined(place, topic, names)


def _joined(place: Place, topic: Topic, names: tuple[str, ...]) -> Markup:
    """Link names to their lists, as many as surely have one, and join them."""
    links = [
        topic_link(place, topic, name) if number < MOST_LISTED else escape(name)
        for number, name in enumerate(names)
    ]
    if topic is Topic.AGENCY:
        return Markup(", ").join(links)
    # Every name is escaped, and CLDR's patterns hold no markup.
    return Markup(place.say.words.names(list(map(str, links))))


def topic_link(place: Place, topic: Topic, name: str) -> Markup:
    """Link a name to the list of its stories; on that list's own page it is no link."""
    permalink = topic.permalink(topic.slug_of(name))
    if permalink == place.permalink:
        return escape(name)
    rel = ' rel="author"' if topic is Topic.AUTHOR else ""
    return Markup(f'<a href="{escape(place.href(permalink))}"{rel}>{escape(name)}</a>')


def is_midnight(local: datetime) -> bool:
    """Say whether a moment comes from a date without a time (a correction's stands one second later)."""
    return local.time() in (time(0, 0), time(0, 0, 1))


def machine(moment: datetime, place: Place, day_only: bool) -> str:
    """Write a moment for `<time datetime>`: with the site's offset, or the day alone."""
    return _machine(moment.astimezone(place.shared.config.zone), day_only)


def _machine(local: datetime, day_only: bool) -> str:
    return local.date().isoformat() if day_only else local.isoformat(timespec="seconds")


def _listed(say: Say, moment: datetime, *, zoned_day: date | None, place: Place, day_only: bool) -> When:
    zone = place.shared.config.zone
    local = moment.astimezone(zone)
    day = local.date()
    if day == zoned_day and not day_only:
        text = say.words.time(moment, zone)
    elif zoned_day and day.year == zoned_day.year:
        text = say.words.short_date(day) if day_only else say.words.short_date_time(moment, zone)
    else:
        text = say.words.day(day)
    return When(_machine(local, day_only), text)


# A story stands in the edition of its day and of its week, and each says so in four forms.
@once.kept(lambda head: head.id, 4096)
def _counted(head: Head) -> int:
    """Count the words of a story in a digest."""
    return count_words(" ".join((head.headline, head.standfirst, *(point.text for point in head.points))))
