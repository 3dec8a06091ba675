"""The pages that are not news: About and its like, the feeds explained, 404; and the stylesheet."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from feedgen_site import addresses
from feedgen_site.feeds import Format
from feedgen_site.model import Head, Page
from feedgen_site.pages.cards import headline
from feedgen_site.pages.rendering import render
from feedgen_site.pages.shared import FEEDS_PERMALINK, Link, Place, Shared, frame
from feedgen_site.theme import STYLESHEET


@dataclass(frozen=True, slots=True)
class FeedListing:
    """A feed to explain: its title, the page it follows (`/`, `/section/asia/`), its newest stories."""

    title: str
    permalink: str
    entries: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """One format of a feed: its name, a link, and the absolute address to copy."""

    format: str
    href: str
    url: str


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed as the feeds page shows it; `href` is the page it follows, `anchor` the id of its heading."""

    title: str
    href: str
    anchor: str
    addresses: tuple[Address, ...]
    newest: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FeedsView:
    """The feeds page."""

    feeds: tuple[FeedView, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of content/pages."""

    title: str
    body: Markup


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """The page for an address that does not exist."""

    title: str


def page(shared: Shared, page: Page, body_html: str) -> str:
    """Render a page of content/pages; `body_html` is sanitized, its links resolved."""
    place = Place(shared, page.permalink, page.language)
    view = PageView(page.title, Markup(body_html))
    return render(shared.theme, "page.html", place.say, frame(place, page.title, ""), view)


def feeds_page(shared: Shared, feeds: tuple[FeedListing, ...]) -> str:
    """Render /feeds/: what a feed is, how to subscribe, and every feed with its addresses."""
    place = Place(shared, FEEDS_PERMALINK, shared.config.language)
    say = place.say
    view = FeedsView(tuple(_feed(place, number, feed) for number, feed in enumerate(feeds, start=1)))
    heading = frame(place, say.label("feeds_title"), say.label("feeds_what"))
    return render(shared.theme, "feeds.html", say, heading, view)


def not_found(shared: Shared) -> str:
    """Render /404.html. A host serves it at any depth, so its links begin at the root of the host."""
    place = Place(shared, "/404.html", shared.config.language, rooted=True)
    say = place.say
    title = say.label("not_found_title")
    return render(shared.theme, "404.html", say, frame(place, title, ""), NotFoundView(title))


def stylesheet(shared: Shared) -> str:
    """Give the theme's stylesheet with the settings of site.yaml's `theme` as custom properties."""
    text = shared.theme.text(STYLESHEET)
    settings = "".join(f"--{name}:{value};" for name, value in shared.config.theme)
    return f"{text}\n:root{{{settings}}}\n" if settings else text


def _feed(place: Place, number: int, feed: FeedListing) -> FeedView:
    base_url = place.shared.config.base_url
    folder = feed.permalink.lstrip("/")
    return FeedView(
        title=feed.title,
        href=place.href(feed.permalink),
        anchor=f"feed-{number}",
        addresses=tuple(
            Address(
                kind.title,
                place.file_href(folder + kind.file_name),
                addresses.absolute(base_url, folder + kind.file_name),
            )
            for kind in Format
        ),
        newest=tuple(
            Link(headline(head), place.href(head.permalink), place.foreign(head.language))
            for head in feed.entries
        ),
    )
