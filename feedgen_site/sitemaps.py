"""Sitemaps as XML: of pages, of sitemaps, of the news (sitemaps.org 0.9; Google's extension for news)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from html import escape, unescape
from typing import Final
from urllib.parse import unquote

from feedgen_site import addresses, dates
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import content
from feedgen_site.frozen import dataclass
from feedgen_site.model import ALONE, Versions
from feedgen_site.patterns import regex

MOST_URLS: Final = 50_000
"""Addresses in one file at most, as sitemaps.org says."""
MOST_BYTES: Final = 50 * 1024 * 1024
"""Its size at most, as sitemaps.org says."""
SITEMAP_FILE: Final = "sitemap.xml"
NEWS_FILE: Final = "sitemap-news.xml"
_XMLNS: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XMLNS_XHTML: Final = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_XMLNS_NEWS: Final = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
_HEAD: Final = ('<?xml version="1.0" encoding="UTF-8"?>', "<!-- feedgen-site -->")
_LOCATION: Final = regex(r"<url><loc>([^<]*)</loc>")
# What stands around the addresses of a row.
_ROW_BYTES: Final = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A page: its address below the site, when it changed last (None: not known), and its languages."""

    permalink: str
    updated: datetime | None = None
    versions: Versions = ALONE

    def most_bytes(self, base_url: str) -> int:
        """Give a size that it cannot pass: percent-encoded a byte takes three."""
        around = _ROW_BYTES + len(base_url)
        most = around + 3 * len(self.permalink.encode())
        for version in self.versions.every:
            most += around + 3 * len(version.permalink.encode())
        return most


@dataclass(frozen=True, slots=True)
class News:
    """A story in the sitemap of the news."""

    permalink: str
    language: str
    published: datetime
    day_only: bool
    title: str


def pages(rows: Iterable[Row], config: SiteConfig) -> str:
    """Write the sitemap of pages."""
    written = [_page(row, config) for row in rows]
    return _written("urlset", f"{_XMLNS} {_XMLNS_XHTML}", written)


def index(parts: Iterable[Row], config: SiteConfig) -> str:
    """Write the sitemap that lists sitemaps."""
    return _written("sitemapindex", _XMLNS, [f"<sitemap>{_place(part, config)}</sitemap>" for part in parts])


def news(stories: Iterable[News], config: SiteConfig) -> str:
    """Write the sitemap of the news, under the site's title: readers of Google News see it there."""
    name = escape(content.plain(config.title) or config.authority)
    rows = []
    for story in stories:
        at = story.published
        when = at.astimezone(config.zone).date().isoformat() if story.day_only else dates.rfc3339(at)
        rows.append(
            f"<url><loc>{escape(addresses.absolute(config.base_url, story.permalink))}</loc><news:news>"
            f"<news:publication><news:name>{name}</news:name>"
            f"<news:language>{_news_language(story.language)}</news:language></news:publication>"
            f"<news:publication_date>{when}</news:publication_date>"
            f"<news:title>{escape(content.plain(story.title))}</news:title></news:news></url>"
        )
    return _written("urlset", f"{_XMLNS} {_XMLNS_NEWS}", rows)


def _written(root: str, namespaces: str, rows: Sequence[str]) -> str:
    return "\n".join([*_HEAD, f"<{root} {namespaces}>", *rows, f"</{root}>", ""])


def _page(row: Row, config: SiteConfig) -> str:
    return f"<url>{_place(row, config)}{_languages(row, config)}</url>"


def _place(row: Row, config: SiteConfig) -> str:
    location = escape(addresses.absolute(config.base_url, row.permalink))
    changed = f"<lastmod>{dates.rfc3339(row.updated)}</lastmod>" if row.updated else ""
    return f"<loc>{location}</loc>{changed}"


def _languages(row: Row, config: SiteConfig) -> str:
    """Name a page in all its languages, as Google wants it: itself, too."""
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(version.language)}" '
        f'href="{escape(addresses.absolute(config.base_url, version.permalink))}"/>'
        for version in row.versions.every
    )


def _news_language(language: str) -> str:
    """Give a language as Google takes it: ISO 639 alone, but Chinese with one of two countries."""
    bare, *rest = language.lower().split("-")
    if bare != "zh":
        return bare
    is_traditional = "hans" not in rest and not {"hant", "tw", "hk", "mo"}.isdisjoint(rest)
    return "zh-tw" if is_traditional else "zh-cn"


def with_story(text: str, row: Row, config: SiteConfig, *, newest_first: bool) -> str | None:
    """Add the newest story to what `pages` wrote of a part that has one of its month; None where none is."""
    lines = text.split("\n")
    dated = [place for place, line in enumerate(lines) if "<lastmod>" in line]
    if not dated or row.versions.every:
        return None
    lines.insert(dated[0] if newest_first else dated[-1] + 1, _page(row, config))
    return "\n".join(lines)


def with_list(text: str, permalink: str, before: Callable[[str], bool], config: SiteConfig) -> str:
    """Add a list to what `pages` wrote, behind the first rows whose addresses are ones to stand `before` it.

    Text that has it already is given as it is.
    """
    lines, row = text.split("\n"), _page(Row(permalink), config)
    if row in lines:
        return text
    place = len(_HEAD) + 1
    top = addresses.absolute(config.base_url, "/")
    while match := _LOCATION.match(lines[place]):
        if not before(f"/{unquote(unescape(match[1]).removeprefix(top))}"):
            break
        place += 1
    lines.insert(place, row)
    return "\n".join(lines)


def with_change(text: str, part: Row, config: SiteConfig) -> str | None:
    """Say in what `index` wrote that a part changed then, or later; None where it does not name the part."""
    begin = f"<sitemap>{_place(Row(part.permalink), config)}<lastmod>"
    start = text.find(begin) + len(begin)
    end = text.find("<", start)
    if start < len(begin) or end < 0 or part.updated is None:
        return None
    changed = max(text[start:end], dates.rfc3339(part.updated), key=datetime.fromisoformat)
    return f"{text[:start]}{changed}{text[end:]}"
