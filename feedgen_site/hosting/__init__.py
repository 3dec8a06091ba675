"""What a host shall do with the site: types, headers, addresses that moved; and how each host is told so.

types    the media type of every file           policy   the headers of every answer
moved    which old addresses lead where          flat      _headers, _redirects, .nojekyll
    pipelines  files for services that build and serve: GitHub, GitLab, Netlify
    rules    what all web servers are told            servers   nginx, caddy, apache: the same in their words
"""

from __future__ import annotations

from feedgen_site.hosting.flat import FLAT_FILES, HEADERS_FILE, NO_JEKYLL_FILE, REDIRECTS_FILE, flat_files
from feedgen_site.hosting.moved import Moved, moved
from feedgen_site.hosting.pipelines import REQUIREMENTS_FILE, SERVICES, pipeline, requirements
from feedgen_site.hosting.policy import headers
from feedgen_site.hosting.rules import TEXTS, Rules, rules
from feedgen_site.hosting.servers import SERVERS, server_files
from feedgen_site.hosting.types import content_type

__all__ = [
    "FLAT_FILES",
    "HEADERS_FILE",
    "NO_JEKYLL_FILE",
    "REDIRECTS_FILE",
    "REQUIREMENTS_FILE",
    "SERVERS",
    "SERVICES",
    "TEXTS",
    "Moved",
    "Rules",
    "content_type",
    "flat_files",
    "headers",
    "moved",
    "pipeline",
    "requirements",
    "rules",
    "server_files",
]
