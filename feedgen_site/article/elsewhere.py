"""Pictures and recordings of other sites, where site.yaml says that pages show none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import unescape

from feedgen_site import addresses
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem, Severity

# In sanitized HTML every value stands in double quotes, and only these elements load something.
_LOADED = regex(r"<(?:img|source|video|audio|track)\b[^>]*")
_ADDRESS = regex(r'\s(?:src|srcset|poster)="([^"]*)"')
_REMOTE = regex(r"https?://[^\s,]+")


def remote_media(path: str, html: str, targets: Iterable[str], text: str) -> Iterator[Problem]:
    """Warn of what a body loads from other sites, and of `targets` of pictures and recordings that lie there.

    `text` is the whole file, to find the line.
    """
    found = [target for target in targets if addresses.has_scheme(target)]
    for element in _LOADED.findall(html):
        for value in _ADDRESS.findall(element):
            found += _REMOTE.findall(unescape(value))
    for url in dict.fromkeys(found):
        at = text.find(url)
        line = text.count("\n", 0, at) + 1 if at >= 0 else 0
        message = f"'{url}' lies on another site, and browsers are told to load nothing from there"
        hint = "put the file beside the article, or write remote_media: true into site.yaml"
        yield Problem(path, line, int(bool(line)), "remote-media", message, hint, Severity.WARNING)
