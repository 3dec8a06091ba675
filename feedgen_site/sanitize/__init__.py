"""Untrusted HTML → HTML that is safe in a page and in a feed.

Links are taken out on the way: every address that is not a plain web address becomes a numbered token, and
`Sanitized.targets` says what it meant, so that pages and feeds can each put in their own form (`markdown`).
"""

from __future__ import annotations

from feedgen_site.sanitize.cleaning import TAGS, Sanitized, sanitized
from feedgen_site.sanitize.lost import LostTags, url_hint
from feedgen_site.sanitize.mending import MAX_DEPTH, TooDeepError
from feedgen_site.sanitize.targets import anchor, content_target

__all__ = [
    "MAX_DEPTH",
    "TAGS",
    "LostTags",
    "Sanitized",
    "TooDeepError",
    "anchor",
    "content_target",
    "sanitized",
    "url_hint",
]
