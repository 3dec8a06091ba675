"""What a host shall do with the site: types, headers, addresses that moved; and how each host is told so.

types    the media type of every file           policy   the headers of every answer
moved    which old addresses lead where          flat      _headers, _redirects, .nojekyll
"""

from __future__ import annotations

from feedgen_site.hosting.flat import FLAT_FILES, HEADERS_FILE, NO_JEKYLL_FILE, REDIRECTS_FILE, flat_files
from feedgen_site.hosting.moved import Moved, moved
from feedgen_site.hosting.policy import headers
from feedgen_site.hosting.types import content_type

__all__ = [
    "FLAT_FILES",
    "HEADERS_FILE",
    "NO_JEKYLL_FILE",
    "REDIRECTS_FILE",
    "Moved",
    "content_type",
    "flat_files",
    "headers",
    "moved",
]
