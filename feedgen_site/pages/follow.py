"""The pages that explain the feeds: all of them on one, and one for each."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from feedgen_site.config import FeedContent
from feedgen_site.feeds import OPML_FILE, Feed, Format, content
from feedgen_site.feeds.groups import FeedGroup, FeedKind, grouped, kind_of, short_title
from feedgen_site.frozen import dataclass
from feedgen_site.model import EditionRow, Head, Notice
from feedgen_site.pages.cards import When, headline, machine
from feedgen_site.pages.rendering import render
from feedgen_site.pages.say import lang
from feedgen_site.pages.shared import FEEDS_PERMALINK, Link, Place, Shared, frame


@dataclass(frozen=True, slots=True)
class Address:
    """One format of a feed: its name, a link, and the absolute address to copy.

    `shown` is that address as HTML that may break behind each slash; what is copied from it is the address.
    """

    format: str
    href: str
    url: str
    shown: Markup


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A feed on the page of all: its name, its own page, and the one address to copy."""

    title: Markup
    href: str
    address: Address


@dataclass(frozen=True, slots=True)
class FeedLines:
    """The feeds of one kind under their heading; `anchor` is its id."""

    title: Markup
    anchor: str
    feeds: tuple[FeedLine, ...]


@dataclass(frozen=True, slots=True)
class FeedsView:
    """The page of all feeds by kind; `opml` is the file that holds them all."""

    groups: tuple[FeedLines, ...]
    opml: str


@dataclass(frozen=True, slots=True)
class Latest:
    """Something in a feed: where it leads and when it came, or None where its title says so.

    `mark` says what became of a story, `text` what there is besides the title; both may be "". The text is
    in the language of the link.
    """

    link: Link
    when: When | None
    mark: Markup
    text: str


@dataclass(frozen=True, slots=True)
class FeedView:
    """The page of one feed, its best address first; `what` says in paragraphs what the feed is.

    `follows` is the page it follows, None if it is this one.
    """

    title: Markup
    name: str
    what: tuple[Markup, ...]
    follows: Link | None
    addresses: tuple[Address, ...]
    latest: tuple[Latest, ...]
    all_feeds: str


def feeds_page(shared: Shared, feeds: tuple[Feed, ...]) -> str:
    """Render /feeds/: what a feed is, how to subscribe, and every feed with one address to copy."""
    place = Place(shared, FEEDS_PERMALINK, shared.config.language)
    say = place.say
    view = FeedsView(tuple(_lines(place, group) for group in grouped(feeds)), place.file_href(OPML_FILE))
    heading = frame(place, say.label("feeds_title"), say.label("feeds_what"))
    return render(shared.theme, "feeds.html", say, heading, view)


def feed_page(shared: Shared, feed: Feed, latest: tuple[Head | Notice | EditionRow, ...]) -> str:
    """Render the page of one feed: what it is, its addresses, how to subscribe, and the newest in it."""
    place = Place(shared, feed.page, shared.config.language)
    say, name = place.say, short_title(feed, shared.config)
    what = tuple(_what(place, feed))
    view = FeedView(
        title=_name(place, feed) if feed.is_its_page else say("feed_of", title=_name(place, feed)),
        name=name,
        what=what,
        follows=None if feed.is_its_page else Link(name, place.href(feed.permalink)),
        addresses=tuple(_address(place, feed, kind) for kind in Format),
        latest=tuple(_latest(place, subject) for subject in latest),
        all_feeds=place.href(FEEDS_PERMALINK),
    )
    title = name if feed.is_its_page else say.label("feed_of", title=name)
    page = frame(place, title, what[0].striptags(), feed)
    return render(shared.theme, "feed.html", say, page, view)


def _lines(place: Place, group: FeedGroup) -> FeedLines:
    feeds = tuple(
        FeedLine(_name(place, feed), place.href(feed.page), _address(place, feed, Format.ATOM))
        for feed in group.feeds
    )
    return FeedLines(place.say(group.kind.value), f"feeds-{group.kind.name.lower()}", feeds)


def _name(place: Place, feed: Feed) -> Markup:
    """Give a feed's short title as HTML of its own direction: a tag may be in any script."""
    attributes = lang(place.foreign(feed.language))
    return Markup("<bdi{}>{}</bdi>").format(attributes, short_title(feed, place.shared.config))


def _what(place: Place, feed: Feed) -> Iterator[Markup]:
    """Say what a feed is: in its own words, or those of its kind; then how much an entry holds."""
    kind = kind_of(feed)
    if feed.description:
        yield escape(feed.description)
    else:
        key = "site" if kind is FeedKind.NEWS else kind.name.lower()
        yield place.say(f"feed_of_{key}", title=_name(place, feed))
    if not feed.is_its_page:
        yield place.say("feed_full" if feed.content is FeedContent.FULL else "feed_summary")


def _address(place: Place, feed: Feed, kind: Format) -> Address:
    url = feed.url(kind, place.shared.config.base_url)
    scheme, mark, rest = url.partition("://")
    shown = escape(scheme + mark) + Markup("/<wbr>").join(rest.split("/"))
    return Address(kind.title, place.file_href(feed.file(kind)), url, shown)


def _latest(place: Place, subject: Head | Notice | EditionRow) -> Latest:
    say = place.say
    match subject:
        case Head():
            when = _when(place, subject, day_only=subject.day_only)
            mark = say("withdrawn") if subject.withdrawn else Markup("")
            return Latest(_link(place, subject), when, mark, "")
        case Notice():
            when = _when(place, subject, day_only=subject.moment.day_only)
            mark = say("corrected" if subject.number else "withdrawn")
            link = _link(place, subject.head, "#corrections" if subject.number else "#withdrawn")
            return Latest(link, when, mark, subject.text)
        case EditionRow():
            title = content.edition_title(say.words, subject.span, subject.day)
            link = Link(title, place.href(subject.permalink))
            return Latest(link, None, Markup(""), say.plural("stories", subject.stories))


def _link(place: Place, head: Head, fragment: str = "") -> Link:
    return Link(headline(head), place.href(head.permalink + fragment), place.foreign(head.language))


def _when(place: Place, subject: Head | Notice, *, day_only: bool) -> When:
    moment = subject.published if isinstance(subject, Head) else subject.moment.at
    said = place.say.words.date_time(moment, place.shared.config.zone, day_only)
    return When(machine(moment, place, day_only), said)
