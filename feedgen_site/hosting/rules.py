"""What a web server of one's own is told, whichever it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from feedgen_site import search
from feedgen_site.config import SiteConfig
from feedgen_site.hosting.moved import Moved
from feedgen_site.hosting.policy import headers
from feedgen_site.hosting.types import TYPES

# News is corrected and withdrawn: browsers ask again each time, which costs a 304 and no more.
ASK: Final = "no-cache"
# Pictures and recordings keep their name, so an hour is as long as a replaced one may be seen.
AN_HOUR: Final = "public, max-age=3600"
KEPT_AN_HOUR: Final = tuple(
    sorted(
        suffix.removeprefix(".")
        for suffix, kind in TYPES.items()
        if kind.startswith(("image/", "audio/", "video/", "font/"))
    )
)
# These names hold a hash of what is in the file.
FOR_EVER: Final = "public, max-age=31536000, immutable"
UNCHANGING: Final = tuple(f"/{search.INDEX_FOLDER}/{name}/" for name in ("fragment", "index", "filter"))
OPEN_TO_ALL: Final = ("xml", "json")
"""What pages of other sites may read (CORS): feeds, and the list of them."""

COMPRESSED: Final = tuple(
    sorted(
        {kind.partition(";")[0] for kind in TYPES.values() if kind.startswith("text/")}
        | {"application/xml", "application/json", "application/feed+json", "image/svg+xml"}
    )
)


@dataclass(frozen=True, slots=True)
class Rules:
    """A site on a server: `folder` holds its files; `prefix` is its path, which begins and ends in `/`.

    `host` is the site's name, with a port if it has one. `searching` are the headers of the pages that search
    and of what they run, none where the site has no search.
    """

    folder: str
    host: str
    prefix: str
    headers: tuple[tuple[str, str], ...]
    moves: tuple[Moved, ...]
    searching: tuple[tuple[str, str], ...] = ()


def rules(config: SiteConfig, folder: str, moves: Iterable[Moved]) -> Rules:
    """Make the rules for a site whose files lie in `folder`, an absolute path."""
    parts = urlsplit(config.base_url)
    searching = headers(config, searching=True) if config.search else ()
    return Rules(
        folder.rstrip("/"), parts.netloc, unquote(parts.path), headers(config), tuple(moves), searching
    )
