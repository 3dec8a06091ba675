"""The page of one story."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from feedgen_site import addresses, figures, once
from feedgen_site.dates import Moment
from feedgen_site.feeds.nearest import story_feed
from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.model import KeyPoint
from feedgen_site.model import ALONE, Head, Image, Medium, Shown, Topic, Versions
from feedgen_site.pages import footnotes, fragments, structured
from feedgen_site.pages.cards import (
    When,
    agencies,
    byline,
    headline,
    is_midnight,
    machine,
    minutes,
    section_link,
)
from feedgen_site.pages.rendering import render
from feedgen_site.pages.shared import ForMachines, Link, Place, Property, Shared, frame
from feedgen_site.text import clean


@dataclass(frozen=True, slots=True)
class Point:
    """A key point; `href` leads to its source sentence, "" where it has none; `reviewer` may be "".

    `number` counts from 1 over all points of the story: links to sources are told apart by it.
    """

    number: int
    text: str
    href: str
    reviewer: str


@dataclass(frozen=True, slots=True)
class PointGroup:
    """Points of one origin, with the label that says so."""

    label: Markup
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction or withdrawal as readers see it."""

    when: When
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The story's image. `width` and `height` are 0 where they are not known.

    `choices` are its forms with their widths and `sizes` how wide the page shows them, as in `srcset` and
    `sizes`; both are "" where there is but one form.
    """

    href: str
    alt: str
    caption: str
    credit: str
    width: int = 0
    height: int = 0
    choices: str = ""
    sizes: str = ""


@dataclass(frozen=True, slots=True)
class Player:
    """A recording or another file of the story. `kind` is `audio`, `video` or `file`.

    `name` is the file's, for who takes it along; `title` is never "" where there is something to play.
    `duration` is as on a clock, `poster` the address of a picture; both may be "".
    """

    kind: str
    href: str
    name: str
    title: str
    duration: str
    poster: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A story's page; what is "" or None or empty is not shown. `credit` is the agency's own wording."""

    headline: str
    standfirst: str
    section: Link | None
    agency: Markup
    credit: str
    byline: Markup
    published: When
    updated: When | None
    reading: Markup
    points: tuple[PointGroup, ...]
    withdrawn: Notice | None
    corrections: tuple[Notice, ...]
    image: Picture | None
    media: tuple[Player, ...]
    body: Markup
    source: Link | None
    tags: tuple[Link, ...]
    related: tuple[Link, ...]
    earlier: Link | None
    later: Link | None
    rights: str


def article(
    shared: Shared,
    head: Head,
    body_html: str,
    image_href: str,
    related: tuple[tuple[str, str, str], ...],
    earlier: Head | None,
    later: Head | None,
    media: tuple[Medium, ...] = (),
    versions: Versions = ALONE,
    picture: Shown | None = None,
    shown: Shown | None = None,
) -> str:
    """Render a story's page, in the story's language.

    `body_html` is sanitized, with its links resolved and its source sentences marked; `image_href` is "" for
    none; `related` holds (title, href or "", language or ""); the targets and images of `media` are links.
    `picture` is the story's picture, shown or not, with its absolute URL; `versions` are the story
    in all languages. `shown` says more of an image of the site's own, with links for addresses.
    """
    place = Place(shared, head.permalink, head.language)
    say = place.say
    published = _when(place, head, updated=False)
    updated = _when(place, head, updated=True) if head.updated > head.published else None
    image = head.image
    view = ArticleView(
        headline=headline(head),
        standfirst=head.standfirst,
        section=section_link(place, head.section) if head.section else None,
        agency=agencies(place, head),
        credit=head.credit if head.credit != head.agency else "",
        byline=byline(place, head.authors),
        published=published,
        updated=updated if updated and updated.text != published.text else None,
        reading=say.plural("reading", minutes(head.words)) if head.words else Markup(""),
        points=_points(place, head, body_html),
        withdrawn=_notice(place, head.withdrawn.moment, head.withdrawn.reason) if head.withdrawn else None,
        corrections=tuple(_notice(place, one.moment, one.text) for one in head.corrections),
        image=_picture(place, image, shown or Shown(image_href)) if image and image_href else None,
        media=tuple(_player(place, medium) for medium in media),
        body=Markup(footnotes.named(body_html, say)),
        source=_source(place, head),
        tags=tuple(_tag(place.vantage, tag) for tag in head.tags),
        related=tuple(Link(title, href, place.foreign(spoken)) for title, href, spoken in related),
        earlier=_neighbour(place, earlier),
        later=_neighbour(place, later),
        rights=head.rights,
    )
    description = head.standfirst or next((point.text for point in head.points), "")
    title = headline(head)
    if head.withdrawn:
        title = say.label("withdrawn_title", headline=title)
    said = ForMachines(
        robots=head.robots,
        structured=structured.script_text(
            structured.news_article(
                place, head, picture=picture.address if picture else "", media=media, versions=versions
            )
        ),
        kind="article",
        image=picture,
        image_alt=image.alt if image else "",
        properties=tuple(_properties(head, published, updated)),
        versions=versions,
    )
    page = frame(place, title, description, story_feed(head, shared.config), said)
    return render(shared.theme, "article.html", say, page, view)


def _properties(head: Head, published: When, updated: When | None) -> Iterator[Property]:
    """Give what Open Graph knows of an article; authors are addresses there, which a byline may not have."""
    yield Property("article:published_time", published.machine)
    if updated:
        yield Property("article:modified_time", updated.machine)
    if head.section:
        yield Property("article:section", head.section.title)
    for author in head.authors:
        if url := addresses.web_url(author.url):
            yield Property("article:author", url)
    for tag in head.tags:
        yield Property("article:tag", tag)


def _picture(place: Place, image: Image, shown: Shown) -> Picture:
    choices = figures.choices(shown, str)
    sizes = place.shared.config.picture_sizes if choices else ""
    return Picture(
        shown.address, image.alt, image.caption, image.credit, shown.width, shown.height, choices, sizes
    )


def _when(place: Place, head: Head, *, updated: bool) -> When:
    moment = head.updated if updated else head.published
    zone = place.shared.config.zone
    day_only = is_midnight(moment.astimezone(zone)) if updated else head.day_only
    return When(machine(moment, place, day_only), place.say.words.date_time(moment, zone, day_only))


def _points(place: Place, head: Head, body_html: str) -> tuple[PointGroup, ...]:
    if not head.points:
        return ()
    body = fragments.body_text(body_html)
    listed = _listed(place, head.points, body)
    above = "\n".join((headline(head), head.standfirst, *listed))
    shown = (
        Point(number, point.text, fragments.link(point.sentence, above, body), point.reviewed_by)
        for number, point in enumerate(head.points, start=1)
    )
    origins = (point.origin for point in head.points)
    return tuple(
        PointGroup(place.say(f"origin_{origin.value}"), tuple(point for _, point in points))
        for origin, points in groupby(zip(origins, shown, strict=True), key=lambda item: item[0])
    )


def _listed(place: Place, points: tuple[KeyPoint, ...], body: fragments.BodyText) -> Iterator[str]:
    """Yield the lines of the list of points as a page shows them: what text fragments must not match."""
    for origin, group in groupby(points, key=lambda point: point.origin):
        yield place.say.label(f"origin_{origin.value}")
        for point in group:
            yield point.text
            if point.reviewed_by:
                yield place.say.label("reviewed_by", name=point.reviewed_by)
            if point.sentence in body.sentences:
                yield place.say.label("point_source")


def _notice(place: Place, moment: Moment, text: str) -> Notice:
    said = place.say.words.date_time(moment.at, place.shared.config.zone, moment.day_only)
    return Notice(When(machine(moment.at, place, moment.day_only), said), text)


def _player(place: Place, medium: Medium) -> Player:
    kind = medium.kind if medium.kind in ("audio", "video") else "file"
    name = clean(unquote(urlsplit(medium.target).path.rpartition("/")[2])) or medium.target
    title = medium.title or (place.say.label(kind) if kind != "file" else "")
    return Player(kind, medium.target, name, title, _clock(medium.duration), medium.image)


def _clock(seconds: int) -> str:
    """Write a duration as on a clock, "" for none: `0:45`, `12:34`, `1:02:03`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}" if seconds else ""


def _source(place: Place, head: Head) -> Link | None:
    """Link to the original: a story without text of its own sends readers there, another names its source."""
    url = addresses.web_url(head.source_url) if head.source_url else ""
    if not url:
        return None
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    return Link(place.say("source" if head.words else "read_original", host=host), url)


@once.kept(lambda place, tag: (id(place), tag), 4096)
def _tag(place: Place, tag: str) -> Link:
    """Link a tag to the list of its stories."""
    return Link(tag, place.href(Topic.TAG.permalink(Topic.TAG.slug_of(tag))))


def _neighbour(place: Place, head: Head | None) -> Link | None:
    if head is None:
        return None
    return Link(headline(head), place.href(head.permalink), place.foreign(head.language))
