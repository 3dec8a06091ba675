"""What all pages share: the site's settings, its theme, and the frame around every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace
from enum import Enum
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

from feedgen_site import __version__, addresses, languages, once, search
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import Feed, Format, corrections_feed, site_feed
from feedgen_site.frozen import dataclass
from feedgen_site.model import ALONE, ARCHIVE_PERMALINK, Section, Shown, Topic, Versions
from feedgen_site.pages.say import Say, lang, languages_agree, say
from feedgen_site.strings import name_of, territory, words
from feedgen_site.theme import Theme

STYLESHEET_FILE = "assets/style.css"
FEEDS_PERMALINK = "/feeds/"
# What frames and lists link to on every site; feeds stand beside the pages they follow.
_TARGETS: Final = (
    f"/{STYLESHEET_FILE}",
    ARCHIVE_PERMALINK,
    FEEDS_PERMALINK,
    "/digest/name/",
    "/search/",
    *(topic.permalink("name") for topic in Topic),
)
# A folder that no address has.
_OTHER: Final = "\0"
# The formats a browser or reader is told of, best first. RSS says less, and every reader takes Atom.
_ADVERTISED = (Format.ATOM, Format.JSON)


@dataclass(frozen=True, slots=True)
class Shared:
    """What all pages share. `pages` are (title, permalink) of content/pages; sections in the site's order.

    `search_languages` are those that have a page for searching; none where the site has no search.
    """

    config: SiteConfig
    theme: Theme
    sections: tuple[Section, ...]
    pages: tuple[tuple[str, str], ...]
    search_languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link as shown. `lang` is "" where the title is in the page's language; `current` marks this page."""

    title: str
    href: str
    lang: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that the page announces (autodiscovery): media type, title, address."""

    type: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the page as other sites and apps show it (Open Graph): `og:title`."""

    name: str
    content: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """The page in one of its languages, this one among them: language tag or `x-default`, absolute URL."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class ForMachines:
    """What a page says to programs beside what its frame says anyhow.

    `robots` is what search engines are asked, `structured` its JSON-LD: each "" for none. `image` has an
    absolute URL. `kind` is Open Graph's, `properties` are those that this kind has.
    """

    robots: str = ""
    structured: Markup = field(default_factory=Markup)
    kind: str = "website"
    image: Shown | None = None
    image_alt: str = ""
    properties: tuple[Property, ...] = ()
    versions: Versions = ALONE


@dataclass(frozen=True, slots=True)
class Frame:
    """All of a page but its text. `site_language` is "" where the page is in the site's language.

    `title` goes into the browser's title bar, `heading` names the page itself; `home` is the front page,
    `canonical` an absolute URL or "", `search_page` "" where there is none. `robots` is what search engines
    are asked, "" for nothing. `card` says how large others show its picture; `structured` is JSON-LD, ready
    for its script element; `translations` are links to it in other languages, as HTML.
    """

    language: str
    direction: str
    site_language: str
    title: str
    heading: str
    description: str
    canonical: str
    stylesheet: str
    home: str
    site_title: str
    site_description: str
    logo: str
    nav: tuple[Link, ...]
    feeds: tuple[FeedLink, ...]
    alternates: tuple[Alternate, ...]
    translations: Markup
    open_graph: tuple[Property, ...]
    card: str
    structured: Markup
    robots: str
    archive_page: str
    feeds_page: str
    corrections_page: str
    search_page: str
    publisher: str
    footer: str
    generator: str


class Reach(Enum):
    """From where links are written: from the page itself, from the host's root, or in full."""

    PAGE = "page"
    ROOT = "root"
    FULL = "full"


@dataclass(frozen=True)
class Place:
    """Where a page stands: its address, its language, and from where it links.

    What follows from that is found once for the page, and asked for by each of its links.
    """

    shared: Shared
    permalink: str
    language: str
    reach: Reach = Reach.PAGE

    @cached_property
    def file(self) -> str:
        """Name the page's output file."""
        return addresses.output_file(self.permalink)

    @cached_property
    def vantage(self) -> Place:
        """Give a place that links as this one does to what frames and lists link to: one for many pages.

        For a relative link only the folders count that the target could have, too; of the others only how
        many there are. Links in full are the same from everywhere.
        """
        folders = self.file.split("/")[:-1] if self.reach is Reach.PAGE else []
        tops, deepest = _targets(self.shared)
        # A language has its list, feeds and search in a folder of its own.
        is_shared = folders[:1] and folders[0] in (*tops, self.language.lower())
        known = folders[:deepest] if is_shared else []
        names = (*known, *[_OTHER] * (len(folders) - len(known)))
        return _standing(self.shared, "/" + "".join(f"{name}/" for name in names), self.language, self.reach)

    @cached_property
    def say(self) -> Say:
        """Give the interface's words in the page's language; the site's wording is in its own."""
        config = self.shared.config
        own = config.strings if languages_agree(self.language, config.language) else ()
        return say(words(self.language, own), self.language)

    def href(self, permalink: str) -> str:
        """Link to a permalink, with its fragment if it has one."""
        path, mark, fragment = permalink.partition("#")
        return self.file_href(addresses.output_file(path)) + mark + fragment

    def file_href(self, file: str) -> str:
        """Link to an output file."""
        if self.reach is Reach.PAGE:
            return addresses.relative(self.file, file)
        base = self.shared.config.base_url
        folder, slash, name = file.rpartition("/")
        path = addresses.url_path(folder + slash if name == "index.html" else file)
        return f"{base if self.reach is Reach.FULL else urlsplit(base).path}{path}"

    def foreign(self, language: str) -> str:
        """Give a language where it is not the page's, else ""."""
        return "" if language == self.language else language


def frame(
    place: Place,
    heading: str,
    description: str,
    nearest: Feed | None = None,
    said: ForMachines = ForMachines(),  # noqa: B008 - it is frozen
) -> Frame:
    """Build a page's frame; `nearest` is the feed closest to what it shows, before the site's own."""
    config = place.shared.config
    around = _around(place.vantage)
    return Frame(
        language=place.language,
        direction=languages.direction(place.language),
        site_language=place.foreign(config.language),
        title=config.title if heading == config.title else f"{heading} – {config.title}",
        heading=heading,
        description=description,
        canonical="" if place.reach is Reach.ROOT else addresses.absolute(config.base_url, place.permalink),
        stylesheet=around.stylesheet,
        home=around.home,
        site_title=config.title,
        site_description=config.description,
        logo=around.logo,
        nav=_nav(place, around),
        feeds=_feeds(place.vantage, nearest),
        alternates=tuple(_alternates(place, said.versions)),
        translations=_translations(place, said.versions),
        open_graph=tuple(_open_graph(place, heading, description, said)),
        card="summary_large_image" if said.image else "summary",
        structured=said.structured,
        robots=said.robots,
        archive_page=around.archive_page,
        feeds_page=around.feeds_page,
        corrections_page=around.corrections_page,
        search_page=around.search_page,
        publisher=config.publisher,
        footer=config.footer,
        generator=f"feedgen-site {__version__}",
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """The links of a frame, the same from one vantage; `urls` are those of `nav` as site.yaml has them."""

    stylesheet: str
    home: str
    logo: str
    nav: tuple[Link, ...]
    urls: tuple[str, ...]
    archive_page: str
    feeds_page: str
    corrections_page: str
    search_page: str


@once.kept(id, 256)
def _around(place: Place) -> _Around:
    items = _items(place.shared)
    return _Around(
        stylesheet=place.file_href(STYLESHEET_FILE),
        home=place.href("/"),
        logo=_target(place, place.shared.config.logo),
        nav=tuple(Link(title, _target(place, url)) for title, url in items),
        urls=tuple(url for _, url in items),
        archive_page=place.href(ARCHIVE_PERMALINK),
        feeds_page=place.href(FEEDS_PERMALINK),
        corrections_page=place.href(corrections_feed(place.shared.config).page),
        search_page=_search_page(place),
    )


@once.kept(lambda _, *given: given, 256)
def _standing(shared: Shared, permalink: str, language: str, reach: Reach) -> Place:
    """Give the place that stands there, the same one each time: what is kept for it goes by its identity."""
    return Place(shared, permalink, language, reach)


@once.latest
def _targets(shared: Shared) -> tuple[frozenset[str], int]:
    """Give the top folders of what frames and lists link to, and how many folders are around the deepest."""
    named = (shared.config.logo, *(url for _, url in _items(shared)))
    urls = (*_TARGETS, corrections_feed(shared.config).page, *named)
    files = [addresses.output_file(url) for url in urls if not addresses.has_scheme(url)]
    return frozenset(file.partition("/")[0] for file in files), max(file.count("/") for file in files)


def _search_page(place: Place) -> str:
    """Link to the page that searches in the page's language, else in the site's; "" where there is none."""
    there, config = place.shared.search_languages, place.shared.config
    if not there:
        return ""
    language = place.language if place.language in there else config.language
    return place.href(search.permalink(language, config))


def _open_graph(place: Place, heading: str, description: str, said: ForMachines) -> Iterator[Property]:
    """Give the page's properties (ogp.me). The page of a missing address has none of its own."""
    config = place.shared.config
    languages_ = [place.language, *(version.language for version in said.versions.every)]
    locale, *others = dict.fromkeys(map(territory, languages_))
    named = [("og:title", heading), ("og:site_name", config.title)]
    if place.reach is not Reach.ROOT:
        named += [
            ("og:type", said.kind),
            ("og:url", addresses.absolute(config.base_url, place.permalink)),
            ("og:description", description),
            ("og:locale", locale),
            *(("og:locale:alternate", other) for other in others),
        ]
    if image := said.image:
        named += [
            ("og:image", image.address),
            ("og:image:width", str(image.width or "")),
            ("og:image:height", str(image.height or "")),
            ("og:image:alt", said.image_alt),
        ]
    yield from (Property(name, content) for name, content in named if content)
    yield from said.properties


def _alternates(place: Place, versions: Versions) -> Iterator[Alternate]:
    """Give the page in all its languages; readers of none of them are sent to the site's own."""
    base = place.shared.config.base_url
    for version in versions.every:
        yield Alternate(version.language, addresses.absolute(base, version.permalink))
    for version in versions.every:
        if version.language == place.shared.config.language:
            yield Alternate("x-default", addresses.absolute(base, version.permalink))


def _translations(place: Place, versions: Versions) -> Markup:
    """Link to the page in its other languages, each under its own name; "" where there is none."""
    links = [
        Markup('<a href="{}" rel="alternate" hreflang="{}"{}>{}</a>').format(
            place.href(version.permalink),
            version.language,
            lang(version.language),
            name_of(version.language),
        )
        for version in versions.every
        if version.language != place.language
    ]
    # Every link is escaped, and CLDR's patterns hold no markup.
    return Markup(place.say.words.names(links)) if links else Markup("")


def _target(place: Place, url: str) -> str:
    """Link to what site.yaml names: a path below the site, or a web address."""
    if not url or addresses.has_scheme(url):
        return addresses.web_url(url) if url else ""
    return place.href(url if url.startswith("/") else f"/{url}")


def _nav(place: Place, around: _Around) -> tuple[Link, ...]:
    if place.reach is not Reach.PAGE or place.permalink not in around.urls:
        return around.nav
    return tuple(
        replace(link, current=url == place.permalink)
        for link, url in zip(around.nav, around.urls, strict=True)
    )


def _items(shared: Shared) -> list[tuple[str, str]]:
    """Give the titles and addresses of the menu."""
    items = [(item.title, item.url) for item in shared.config.nav]
    if not items:
        own = words(shared.config.language, shared.config.strings)
        items += [(section.title, section.permalink) for section in shared.sections]
        items += list(shared.pages)
        items += [(own.get("feeds"), FEEDS_PERMALINK)]
    return items


@once.kept(lambda place, feed: (id(place), feed and feed.key), 1024)
def _feeds(place: Place, nearest: Feed | None) -> tuple[FeedLink, ...]:
    """Announce the nearest feed, then the site's."""
    feeds = dict.fromkeys(feed for feed in (nearest, site_feed(place.shared.config)) if feed)
    return tuple(
        FeedLink(kind.media_type, f"{feed.title} ({kind.title})", place.file_href(feed.file(kind)))
        for feed in feeds
        for kind in _ADVERTISED
    )
