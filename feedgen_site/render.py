"""Output + bodies → bytes. Pure and at module level, so that any executor can run it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from html import escape
from itertools import count

from feedgen_site import addresses, feeds, links, once, search, sitemaps, state
from feedgen_site.config import FeedContent
from feedgen_site.feeds import FEED_STYLESHEET, Entry, entries
from feedgen_site.frozen import dataclass
from feedgen_site.model import Body, Edition, Form, Head, Measure, Medium, Shown
from feedgen_site.pages import STYLESHEET_FILE, Shared
from feedgen_site.plan import (
    AliasArguments,
    EditionArguments,
    EditionEntry,
    FeedArguments,
    FeedPageArguments,
    FeedsPageArguments,
    FrontArguments,
    Kind,
    LetterArguments,
    ListingArguments,
    MonthArguments,
    MonthsArguments,
    NewsSitemapArguments,
    NoticeEntry,
    Output,
    PageArguments,
    SearchArguments,
    SitemapArguments,
    SitemapIndexArguments,
    StateArguments,
    StoryArguments,
    StoryEntry,
    TextArguments,
    states,
)
from feedgen_site.plan.outputs import FeedEntry


@dataclass(frozen=True, slots=True)
class Job:
    """One output with the bodies it shows, in the order of `bodies_of`; none is asked for twice.

    Of a document of a feed `present` has the bytes of entries that are written already, by place.
    """

    output: Output
    bodies: Sequence[Body]
    present: Mapping[int, bytes] = field(default_factory=dict)


def bodies_of(output: Output, present: Collection[int] = ()) -> tuple[str, ...]:
    """Give the paths of the bodies that are needed where these entries of a feed are there already."""
    if not present or not output.bodies or not isinstance(output.arguments, FeedArguments):
        return output.bodies
    entries_ = enumerate(output.arguments.entries)
    stories = (place for place, entry in entries_ if isinstance(entry, StoryEntry))
    return tuple(path for place, path in zip(stories, output.bodies, strict=True) if place not in present)


def make_ready(arguments: Collection[type]) -> None:
    """Import what renders outputs of such arguments, also for processes that begin as copies of this one."""
    from feedgen_site.pages import kinds  # noqa: F401

    if FeedArguments in arguments:
        feeds.make_ready()
    if LetterArguments in arguments:
        from feedgen_site import letters

        letters.make_ready()


def render(shared: Shared, job: Job) -> bytes:
    """Make the bytes of one output (files that are copied have none)."""
    match job.output.arguments:
        case FeedArguments() as arguments:
            return _feed(shared, arguments, job.bodies, job.present)
        case FeedsPageArguments(feeds=listed) if job.output.kind is Kind.OPML:
            from feedgen_site.feeds import opml

            return opml.render(listed, shared.config)
        case SitemapArguments(rows):
            return sitemaps.pages(rows, shared.config).encode()
        case SitemapIndexArguments(parts):
            return sitemaps.index(parts, shared.config).encode()
        case NewsSitemapArguments(stories):
            return sitemaps.news(stories, shared.config).encode()
        case AliasArguments() as arguments:
            return _alias(shared, job.output, arguments).encode()
        case TextArguments(text):
            return text.encode()
        case LetterArguments(edition, form, is_open):
            return _letter(shared, edition, form, is_open)
        case StateArguments() as arguments:
            return state.dumps(states.told(arguments))
        case _:
            return _text(shared, job).encode()


def _letter(shared: Shared, edition: Edition, form: Form, is_open: bool) -> bytes:
    from feedgen_site import letters

    match form:
        case Form.TEXT:
            return letters.text(shared, edition, is_open).encode()
        case Form.MAIL:
            return letters.mail(shared, edition, is_open).encode()
        case Form.MESSAGE:
            return letters.message(shared, edition, is_open)


def _text(shared: Shared, job: Job) -> str:
    output = job.output
    if isinstance(output.arguments, StoryArguments):
        return _story(shared, output, output.arguments, job.bodies[0])
    from feedgen_site.pages import kinds

    match output.arguments:
        case PageArguments(page, resolved, versions, shown):
            html = links.page_html(
                page.body, dict(resolved), output.path, dict(shown), shared.config.picture_sizes, leads=True
            )
            return kinds.page(shared, page, html, versions)
        case FrontArguments(stories, day):
            return kinds.front(shared, stories, day)
        case EditionArguments(edition, is_open, earlier, later):
            return kinds.edition(shared, edition, is_open, earlier, later)
        case MonthArguments(month, earlier, later):
            return kinds.month(shared, month, earlier, later)
        case MonthsArguments(months):
            return kinds.archive(shared, months)
        case ListingArguments(listing, number, older, newer):
            return kinds.listing(shared, listing, number, older, newer)
        case FeedPageArguments(feed, latest):
            return kinds.feed_page(shared, feed, latest)
        case FeedsPageArguments(listed):
            return kinds.feeds_page(shared, listed)
        case SearchArguments(language, sections):
            return kinds.searching(shared, language, sections)
    if output.kind is Kind.NOT_FOUND:
        return kinds.not_found(shared)
    if output.kind is Kind.STYLESHEET:
        return {
            STYLESHEET_FILE: kinds.stylesheet,
            FEED_STYLESHEET: kinds.feed_stylesheet,
            search.STYLESHEET_FILE: kinds.search_stylesheet,
            search.SCRIPT_FILE: kinds.search_script,
        }[output.path](shared)
    if output.kind is Kind.ROBOTS:
        from feedgen_site import robots

        return robots.text(shared.config, (f"/{sitemaps.SITEMAP_FILE}", f"/{sitemaps.NEWS_FILE}"))
    raise ValueError(f"{output.kind.name} is not rendered")


def _story(shared: Shared, output: Output, arguments: StoryArguments, body: Body) -> str:
    from feedgen_site.pages import articles

    resolved = dict(arguments.resolved)

    def href(address: str) -> str:
        if address.startswith("/"):
            return addresses.relative(output.path, addresses.output_file(address))
        return address

    image, shown = _image(arguments.head, resolved, body), dict(arguments.pictures)
    leading = shown.get(arguments.head.image.target) if arguments.head.image and image else None
    sizes = shared.config.picture_sizes
    return articles.article(
        shared,
        arguments.head,
        links.page_html(body, resolved, output.path, shown, sizes, leads=not image),
        href(image),
        tuple((title, href(address), language) for title, address, language in arguments.related),
        arguments.earlier,
        arguments.later,
        tuple(
            replace(medium, target=href(medium.target), image=href(medium.image))
            for _, medium in _media(arguments.head, resolved)
        ),
        arguments.versions,
        _absolute(shared, arguments.head, resolved, shown),
        _linked(leading, href) if leading else None,
    )


def _absolute(
    shared: Shared, head: Head, resolved: dict[str, str], shown: Mapping[str, Shown]
) -> Shown | None:
    """Give a story's picture, shown or not, with its absolute URL for an address."""
    if head.image is None or not (address := _picture(head, resolved)):
        return None
    known = shown.get(head.image.target)
    url = _url(shared, address)
    return Shown(url, known.width, known.height) if known else Shown(url)


def _linked(picture: Shown, href: Callable[[str], str]) -> Shown:
    """Give a picture with links for addresses."""
    smaller = tuple((href(address), width) for address, width in picture.smaller)
    return replace(picture, address=href(picture.address), smaller=smaller)


def _image(head: Head, resolved: dict[str, str], body: Body) -> str:
    """Give a story's picture as an address below the site or a URL; "" where its file is missing.

    Also "" where the body shows the same picture, and leading with it would add neither caption nor credit.
    """
    if head.image is None:
        return ""
    target = head.image.target
    if not (head.image.caption or head.image.credit) and any(link.target == target for link in body.links):
        return ""
    return _address(target, resolved)


def _picture(head: Head, resolved: dict[str, str]) -> str:
    """Give a story's picture as an address below the site or a URL, "" for none, wherever it is shown."""
    return _address(head.image.target, resolved) if head.image else ""


def _url(shared: Shared, address: str) -> str:
    """Make an address below the site absolute."""
    return addresses.absolute(shared.config.base_url, address) if address.startswith("/") else address


def _feed(
    shared: Shared, arguments: FeedArguments, bodies: Sequence[Body], present: Mapping[int, bytes]
) -> bytes:
    made = entries_of(shared, arguments, bodies, present)
    return feeds.render(arguments.format, arguments.feed, made, shared.config, arguments.document, present)


def entries_of(
    shared: Shared, arguments: FeedArguments, bodies: Sequence[Body], present: Collection[int] = ()
) -> tuple[Entry, ...]:
    """Say what the entries of a feed's document are, which shows these bodies; outline those present."""
    config = shared.config
    stories = count()
    made: list[Entry] = []
    for place, entry in enumerate(arguments.entries):
        match entry:
            case _ if place in present:
                made.append(_outline(shared, entry))
            case StoryEntry():
                body = partial(_body, bodies, next(stories))
                made.append(_story_entry(shared, arguments.feed.content, entry, body))
            case NoticeEntry(notice, atom_updated):
                made.append(entries.of_notice(notice, atom_updated, config))
            case EditionEntry(edition, atom_updated):
                made.append(entries.of_edition(edition, atom_updated, config))
    return tuple(made)


def _body(bodies: Sequence[Body], place: int) -> Body:
    # A feed of summaries needs no bodies and has none.
    return bodies[place] if bodies else Body()


def _outline(shared: Shared, entry: FeedEntry) -> Entry:
    """Give of an entry what the head of its document depends on: its moments and files."""
    match entry:
        case StoryEntry(head=head, atom_updated=atom_updated):
            return _with_files(shared, entry, entries.outline(head, atom_updated))
        case NoticeEntry(notice, atom_updated):
            return entries.outline(notice, atom_updated)
        case EditionEntry(edition, atom_updated):
            return entries.outline(edition, atom_updated)


# A story stands in the feeds of the site, its section and its topics, and in each in three formats. Its
# head knows its body's hash; to keep the bodies of a month would take as much memory as to keep its entries.
@once.kept(lambda _shared, content, entry, _body: (content, entry.head.id), 1024, told_by=3)
def _story_entry(shared: Shared, content: FeedContent, entry: StoryEntry, body: Callable[[], Body]) -> Entry:
    base_url = shared.config.base_url
    head, resolved, shown = entry.head, dict(entry.resolved), body()
    made = entries.of_story(
        head,
        links.feed_html(shown, resolved, base_url, head.permalink),
        _url(shared, _image(head, resolved, shown)),
        entry.atom_updated,
        content,
        shared.config,
    )
    return _with_files(shared, entry, made)


def _with_files(shared: Shared, entry: StoryEntry, made: Entry) -> Entry:
    """Give an entry the picture and the media of its story."""
    head, resolved, measures = entry.head, dict(entry.resolved), dict(entry.measures)

    def url(address: str) -> str:
        return _url(shared, address)

    target = head.image.target if head.image else ""
    media = tuple(
        replace(
            medium,
            target=url(medium.target),
            image=url(medium.image),
            length=measures[path].length if path in measures else medium.length,
        )
        for path, medium in _media(head, resolved)
    )
    # Also where the text shows the same picture: lists of entries have no other.
    image_url = url(_picture(head, resolved))
    return replace(made, image_url=image_url, image_measure=measures.get(target, Measure()), media=media)


def _media(head: Head, resolved: dict[str, str]) -> Iterator[tuple[str, Medium]]:
    """Give a story's media with their addresses, those whose file is missing left out, and their targets."""
    for medium in head.media:
        if address := _address(medium.target, resolved):
            yield medium.target, replace(medium, target=address, image=_address(medium.image, resolved))


def _address(target: str, resolved: dict[str, str]) -> str:
    """Give the address below the site or the URL that a target means, "" where there is none."""
    return resolved.get(target, "") if target.startswith("/") else target


def _alias(shared: Shared, output: Output, arguments: AliasArguments) -> str:
    """Write a page that leads on to where a story is now."""
    target = escape(addresses.relative(output.path, addresses.output_file(arguments.permalink)))
    canonical = escape(addresses.absolute(shared.config.base_url, arguments.permalink))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(shared.config.language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(shared.config.title)}</title>\n"
        '<meta name="generator" content="feedgen-site">\n'
        f'<meta http-equiv="refresh" content="0; url={target}">\n<link rel="canonical" href="{canonical}">\n'
        f'</head>\n<body>\n<p><a href="{target}">{canonical}</a></p>\n</body>\n</html>\n'
    )
