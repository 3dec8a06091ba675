"""The media type of every file of a site, by its name alone."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Final

from feedgen_site import media

UNKNOWN: Final = "application/octet-stream"
JSON_FEED: Final = "application/feed+json"

# Feeds are `application/xml`, as a plain host sends it for `.xml`: readers take it, and browsers show it with
# the feed's stylesheet. As `application/atom+xml` Chromium shows bare text, and Firefox saves it to disk.
TYPES: Final[Mapping[str, str]] = {
    **media.TYPES,
    ".atom": "application/atom+xml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".eml": "message/rfc822",
    ".htm": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}


def content_type(path: str) -> str:
    """Give the type a file of the site is to be served with."""
    if posixpath.basename(path) == "feed.json":
        return JSON_FEED
    return TYPES.get(posixpath.splitext(path)[1].lower(), UNKNOWN)
