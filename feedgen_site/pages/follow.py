"""The pages that explain the feeds: all of them on one, and one for each."""

from __future__ import annotations

from dataclasses import dataclass

from feedgen_site.feeds import OPML_FILE, Feed, Format, content
from feedgen_site.model import Edition, Head, Notice
from feedgen_site.pages.cards import When, headline, machine
from feedgen_site.pages.rendering import render
from feedgen_site.pages.shared import FEEDS_PERMALINK, Link, Place, Shared, frame


@dataclass(frozen=True, slots=True)
class Address:
    """One format of a feed: its name, a link, and the absolute address to copy."""

    format: str
    href: str
    url: str


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A feed on the page of all: its title, its own page, and the one address to copy."""

    title: str
    href: str
    address: Address


@dataclass(frozen=True, slots=True)
class FeedsView:
    """The page of all feeds; `opml` is the file that holds them all."""

    feeds: tuple[FeedLine, ...]
    opml: str


@dataclass(frozen=True, slots=True)
class Latest:
    """Something in a feed: where it leads, when it came, what it says besides its title (or "")."""

    link: Link
    when: When
    text: str


@dataclass(frozen=True, slots=True)
class FeedView:
    """The page of one feed, its best address first. `follows` is the page it follows, None if it is this."""

    title: str
    description: str
    follows: Link | None
    addresses: tuple[Address, ...]
    latest: tuple[Latest, ...]
    all_feeds: str


def feeds_page(shared: Shared, feeds: tuple[Feed, ...]) -> str:
    """Render /feeds/: what a feed is, how to subscribe, and every feed with one address to copy."""
    place = Place(shared, FEEDS_PERMALINK, shared.config.language)
    say = place.say
    view = FeedsView(
        tuple(
            FeedLine(feed.title, place.href(feed.page), _address(place, feed, Format.ATOM)) for feed in feeds
        ),
        place.file_href(OPML_FILE),
    )
    heading = frame(place, say.label("feeds_title"), say.label("feeds_what"))
    return render(shared.theme, "feeds.html", say, heading, view)


def feed_page(shared: Shared, feed: Feed, latest: tuple[Head | Notice | Edition, ...]) -> str:
    """Render the page of one feed: what it is, its addresses, how to subscribe, and the newest in it."""
    place = Place(shared, feed.page, shared.config.language)
    view = FeedView(
        title=feed.title,
        description=feed.description,
        follows=None if feed.is_its_page else Link(feed.title, place.href(feed.permalink)),
        addresses=tuple(_address(place, feed, kind) for kind in Format),
        latest=tuple(_latest(place, subject) for subject in latest),
        all_feeds=place.href(FEEDS_PERMALINK),
    )
    heading = frame(place, feed.title, feed.description, feed)
    return render(shared.theme, "feed.html", place.say, heading, view)


def _address(place: Place, feed: Feed, kind: Format) -> Address:
    return Address(kind.title, place.file_href(feed.file(kind)), feed.url(kind, place.shared.config.base_url))


def _latest(place: Place, subject: Head | Notice | Edition) -> Latest:
    words, zone = place.say.words, place.shared.config.zone
    match subject:
        case Head():
            title, moment, day_only, text = headline(subject), subject.published, subject.day_only, ""
            permalink, language = subject.permalink, subject.language
        case Notice():
            head = subject.head
            title, moment, day_only, text = (
                headline(head),
                subject.moment.at,
                subject.moment.day_only,
                subject.text,
            )
            permalink, language = head.permalink, head.language
        case Edition():
            title, moment, day_only, text = (
                content.edition_title(words, subject.span, subject.day),
                subject.closes,
                True,
                "",
            )
            permalink, language = subject.permalink, place.language
    when = When(machine(moment, place, day_only), words.date_time(moment, zone, day_only))
    return Latest(Link(title, place.href(permalink), place.foreign(language)), when, text)
