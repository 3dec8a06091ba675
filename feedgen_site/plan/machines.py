"""What programs ask a host for, and what every site has: sitemap, robots.txt, 404.html, stylesheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from feedgen_site import site
from feedgen_site.feeds import FEED_STYLESHEET
from feedgen_site.model import ARCHIVE_PERMALINK, Head, Listing
from feedgen_site.pages import FEEDS_PERMALINK, STYLESHEET_FILE
from feedgen_site.plan.desk import Desk
from feedgen_site.plan.outputs import Kind, Output, SitemapArguments


def machine_files(desk: Desk) -> Iterator[Output]:
    """Plan the files that do not come from one article."""
    entries: list[tuple[str, datetime | None]] = [
        ("/", None),
        (ARCHIVE_PERMALINK, None),
        (FEEDS_PERMALINK, None),
    ]
    entries += [(h.permalink, h.updated) for h in desk.site.stories if not _is_unlisted(h)]
    entries += [(listing.permalink, None) for listing in desk.site.listings if not _is_hidden(listing)]
    entries += [(edition.permalink, None) for edition in (*desk.site.editions, *desk.site.weeks)]
    entries += [(month.permalink, None) for month in site.months(desk.site)]
    entries += [(channel.feed.page, None) for channel in desk.channels]
    entries += [(page.permalink, None) for page in desk.site.pages]
    yield desk.output("sitemap.xml", Kind.SITEMAP, SitemapArguments(tuple(entries)), [repr(entries)])
    yield desk.output("404.html", Kind.NOT_FOUND, None, ())
    yield desk.output(STYLESHEET_FILE, Kind.STYLESHEET, None, ())
    yield desk.output(FEED_STYLESHEET, Kind.STYLESHEET, None, ())
    if "robots.txt" not in desk.static:
        yield desk.output("robots.txt", Kind.ROBOTS, None, ())


def _is_hidden(listing: Listing) -> bool:
    """Say whether a list holds stories that search engines shall not list, and no other."""
    return bool(listing.stories) and all(map(_is_unlisted, listing.stories))


def _is_unlisted(head: Head) -> bool:
    """Say whether search engines shall not list a story, so that a sitemap would contradict it."""
    return "noindex" in head.robots or "none" in head.robots.split(", ")
