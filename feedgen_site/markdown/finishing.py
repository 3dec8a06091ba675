"""Sanitized HTML → Body: headings at their levels, only whole images and times, each link in its place."""

from __future__ import annotations

import re

from feedgen_site.model import Body, Link
from feedgen_site.patterns import regex
from feedgen_site.sanitize import Sanitized

_HEADING = regex(r"<(/?)h([1-6])(?=[ >])")
_IMAGE_WITHOUT_ALT = regex(r'<img(?!(?:[^">]|"[^"]*")* alt=)')
_IMAGE_WITHOUT_SOURCE = regex(r'<img(?!(?:[^">]|"[^"]*")* src=)(?:[^">]|"[^"]*")*>')
_TIME = regex(r"<(?P<close>/?)time(?P<rest>[^>]*)>")


def body_of(clean: Sanitized) -> Body:
    """Finish what the sanitizer gave."""
    return _with_links(_levelled(clean.html), clean)


def _levelled(html: str) -> str:
    """Shift headings so that they begin at h2 and skip no level; leave only whole images and times."""
    if "<img" in html:
        html = _IMAGE_WITHOUT_ALT.sub('<img alt=""', _IMAGE_WITHOUT_SOURCE.sub("", html))
    if "<time" in html:
        html = _with_whole_times(html)
    used = sorted({level for _, level in _HEADING.findall(html)})
    if not used or used == [str(level) for level in range(2, 2 + len(used))]:
        return html
    level = {old: str(min(new, 6)) for new, old in enumerate(used, start=2)}
    return _HEADING.sub(lambda match: f"<{match[1]}h{level[match[2]]}", html)


def _with_whole_times(html: str) -> str:
    """Make plain spans of time elements that say no date a machine can read."""
    opened: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        if match["close"]:
            return f"</{opened.pop()}>" if opened else match[0]
        opened.append("time" if " datetime=" in match["rest"] else "span")
        return f"<{opened[-1]}{match['rest']}>"

    return _TIME.sub(replaced, html)


def _with_links(html: str, clean: Sanitized) -> Body:
    """Put the targets where their tokens stand, and say where that is."""
    parts: list[str] = []
    links: list[Link] = []
    position = length = 0
    for start, end, target in clean.tokens(html):
        written = (
            target.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
        )
        parts += (html[position:start], written)
        length += start - position
        links.append(Link(length, length + len(written), target))
        length += len(written)
        position = end
    return Body("".join(parts) + html[position:], tuple(links))
