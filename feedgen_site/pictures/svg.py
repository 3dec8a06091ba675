"""Drawings that could be more than pictures."""

from __future__ import annotations

import re

from feedgen_site.patterns import regex

# What makes an SVG more than a picture, however it is spelled; entities and CDATA could hide any of it.
_ACTIVE_SVG = regex(
    rb"<\s*(?:[\w.-]+:)?(?:script|foreignobject|iframe|embed|object|handler|set|animate\w*)[\s>/]"
    rb"|[\s\"'/]on[a-z]+\s*=|javascript:|data:text|<!ENTITY|<!DOCTYPE[^>]*\[|<\?xml-stylesheet|&#|\x00",
    re.IGNORECASE,
)


def is_active_svg(data: bytes) -> bool:
    """Say whether an SVG could run a script, change itself or hide what it holds. Errs towards yes."""
    return bool(_ACTIVE_SVG.search(data)) or data[:2] in (b"\xff\xfe", b"\xfe\xff")
