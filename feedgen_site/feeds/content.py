"""The texts of feeds and entries: titles, bylines, tags, summaries, in the one form that all formats take."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from html.entities import name2codepoint

from feedgen_site import addresses
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import Feed
from feedgen_site.model import Author, Head, Span
from feedgen_site.patterns import regex
from feedgen_site.strings import Words, words
from feedgen_site.text import clean, folded, one_line

_BULLET = "• "
_ENTITY_LIKE = regex(r"&(#?\w+)")


@lru_cache(maxsize=8192)  # every format asks for the same few names and titles, most of them more than once
def plain(text: str) -> str:
    """Give text in the one form that names and titles have: one line, nothing a feed may not hold."""
    return one_line(clean(text))


def title(head: Head) -> str:
    """Give the headline; never empty, as readers show entries without a title as a blank line."""
    return plain(head.headline) or head.permalink


def told_title(head: Head, config: SiteConfig) -> str:
    """Give the headline, or that the story of this headline is withdrawn."""
    if head.withdrawn is None:
        return title(head)
    return words(head.language, config.strings).get("withdrawn_title", headline=title(head))


def byline(head: Head) -> tuple[Author, ...]:
    """List who the story is by: its authors, and last its agencies.

    Readers show authors and nothing else of a story's origin, so an agency is one, as in a printed byline.
    """
    named = (*head.authors, *map(Author, head.agencies))
    found: dict[str, Author] = {}
    for author in named:
        if name := plain(author.name):
            found.setdefault(folded(name), Author(name, author.url))
    return tuple(found.values())


def tags(head: Head) -> tuple[str, ...]:
    """List the tags, each once; one that only repeats the section's title is left out."""
    seen = {folded(plain(head.section.title))} if head.section else set()
    kept = []
    for tag in map(plain, head.tags):
        if tag and folded(tag) not in seen:
            seen.add(folded(tag))
            kept.append(tag)
    return tuple(kept)


def summary_text(head: Head) -> str:
    """Write the summary in plain text: the standfirst, then each key point on a line of its own."""
    bullets = (f"{_BULLET}{text}" for text in points(head))
    return "\n".join(part for part in (plain(head.standfirst), *bullets) if part)


def edition_title(say: Words, span: Span, day: date) -> str:
    """Name an edition by its day, or by the first and last day of its week."""
    if span is Span.DAY:
        return say.get("edition_of", day=say.day(day))
    first, last = say.span(day, day + timedelta(days=6))
    return say.get("edition_of_week", first=first, last=last)


def newest(moments: tuple[datetime, ...], config: SiteConfig) -> datetime:
    """Give the newest of the entries' times; without entries 1 January of the authority's year, never now."""
    if moments:
        return max(moments)
    year = re.search(r",(\d{4})", config.authority)
    return datetime(int(year[1]) if year else 1970, 1, 1, tzinfo=UTC)


def feed_title(feed: Feed) -> str:
    """Give the feed's title; never empty."""
    return plain(feed.title) or feed.key


def publisher(config: SiteConfig) -> str:
    """Name who publishes the feed; never empty, as Atom requires an author."""
    return plain(config.publisher) or plain(config.title) or config.authority


def logo_url(config: SiteConfig) -> str:
    """Give the absolute URL of the site's logo, or ""."""
    return file_url(config.logo, config)


def file_url(written: str, config: SiteConfig) -> str:
    """Give the absolute URL of what site.yaml names, a path below the site or a web address; or ""."""
    if not written or addresses.has_scheme(written):
        return addresses.web_url(written)
    return addresses.absolute(config.base_url, f"/{written.lstrip('/')}")


def reads_as_markup(text: str) -> bool:
    """Say whether plain text would be taken for HTML: `<b>`, `a < b`, `R&amp;D`, `S&P500`; not `R&D`."""
    if "<" in text or html.unescape(text) != text:
        return True
    # What looks like an entity without its semicolon; validators and some readers take it for one.
    return any(name in name2codepoint or not name.isalpha() for name in _ENTITY_LIKE.findall(text))


def points(head: Head) -> tuple[str, ...]:
    """List the texts of the key points."""
    return tuple(text for point in head.points if (text := plain(point.text)))
