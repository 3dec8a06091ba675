"""The pages that are not news: About and its like, 404; and the stylesheets."""

from __future__ import annotations

from markupsafe import Markup

from feedgen_site.feeds.nearest import language_feed
from feedgen_site.frozen import dataclass
from feedgen_site.model import ALONE, Page, Versions
from feedgen_site.pages import footnotes
from feedgen_site.pages.rendering import render
from feedgen_site.pages.shared import ForMachines, Place, Reach, Shared, frame
from feedgen_site.strings import words
from feedgen_site.theme import ADDED_STYLES, FEED_STYLESHEET, STYLESHEET


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of content/pages."""

    title: str
    body: Markup


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """The page for an address that does not exist."""

    title: str


def page(
    shared: Shared,
    page: Page,
    body_html: str,
    versions: Versions = ALONE,
) -> str:
    """Render a page of content/pages; `body_html` is sanitized, its links resolved."""
    place = Place(shared, page.permalink, page.language)
    view = PageView(page.title, Markup(footnotes.named(body_html, place.say)))
    nearest = language_feed(page.language, shared.config)
    heading = frame(place, page.title, "", nearest, ForMachines(versions=versions))
    return render(shared.theme, "page.html", place.say, heading, view)


def not_found(shared: Shared) -> str:
    """Render /404.html. A host serves it at any depth, so its links begin at the root of the host."""
    place = Place(shared, "/404.html", shared.config.language, reach=Reach.ROOT)
    say = place.say
    title = say.label("not_found_title")
    return render(shared.theme, "404.html", say, frame(place, title, ""), NotFoundView(title))


def stylesheet(shared: Shared) -> str:
    """Give the theme's stylesheet with the settings of site.yaml's `theme` as custom properties."""
    return _themed(shared, STYLESHEET, ADDED_STYLES)


def feed_stylesheet(shared: Shared) -> str:
    """Give the stylesheet for feeds that are opened in a browser; it says in words what they are.

    Only a stylesheet can: a feed in which such a sentence stood would show it in every reader.
    """
    note = words(shared.config.language, shared.config.strings).get("feed_note")
    return f"{_themed(shared, FEED_STYLESHEET)}\nfeed::before, channel::before {{ content: {_css(note)}; }}\n"


def _themed(shared: Shared, *names: str) -> str:
    text = "".join(shared.theme.text(name) for name in names)
    settings = "".join(f"--{key}:{value};" for key, value in shared.config.theme)
    return f"{text}\n:root:root{{{settings}}}\n" if settings else text


def _css(text: str) -> str:
    """Write a CSS string: no text can end it early."""
    escaped = (char if char.isalnum() or char in " .,:;" else f"\\{ord(char):x} " for char in text)
    return f'"{"".join(escaped)}"'
