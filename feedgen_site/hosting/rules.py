"""What a web server of one's own is told, whichever it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote, urlsplit

from feedgen_site import search
from feedgen_site.config import Encoding, SiteConfig
from feedgen_site.frozen import dataclass
from feedgen_site.hosting.moved import Moved
from feedgen_site.hosting.policy import Use, headers
from feedgen_site.hosting.types import TYPES
from feedgen_site.model import Form

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
UNCHANGING: Final = tuple(f"/{search.INDEX_FOLDER}/{name}/" for name in ("fragment", "index"))
# The pages that search, in every language, and what they run; then the parts of their index.
_SEARCHING: Final = rf"(?:[A-Za-z0-9-]+/)?search/(?:index\.html)?$|{search.INDEX_FOLDER}/[^/]*$"
_INDEX: Final = rf"{search.INDEX_FOLDER}/(?:fragment|index)/"
OPEN_TO_ALL: Final = ("xml", "json")
"""What pages of other sites may read (CORS): feeds, and the list of them."""

COMPRESSED: Final = tuple(
    sorted(
        {kind.partition(";")[0] for kind in TYPES.values() if kind.startswith("text/")}
        | {"application/xml", "application/json", "application/feed+json", "image/svg+xml"}
    )
)

TEXTS: Final = tuple(sorted(suffix for suffix, kind in TYPES.items() if kind.partition(";")[0] in COMPRESSED))
"""How the names of files end that are sent compressed."""


@dataclass(frozen=True, slots=True)
class Others:
    """Files with headers and a cache time of their own: those whose path, without its first `/`, begins as
    `pattern` says. No path fits two of them.
    """

    pattern: str
    headers: tuple[tuple[str, str], ...]
    cache: str = ASK


@dataclass(frozen=True, slots=True)
class Rules:
    """A site on a server: `folder` holds its files; `prefix` is its path, which begins and ends in `/`.

    `host` is the site's name, with a port if it has one. `others` are files with headers of their own.
    `encodings` are those that text files have beside them.
    """

    folder: str
    host: str
    prefix: str
    headers: tuple[tuple[str, str], ...]
    moves: tuple[Moved, ...]
    others: tuple[Others, ...] = ()
    encodings: tuple[Encoding, ...] = ()

    @property
    def bare(self) -> str:
        """Give the site's path without its last `/`, as people type it; "" at the root."""
        return self.prefix.rstrip("/")


def rules(config: SiteConfig, folder: str, moves: Iterable[Moved]) -> Rules:
    """Make the rules for a site whose files lie in `folder`, an absolute path."""
    parts = urlsplit(config.base_url)
    others = [Others(rf"edition/[0-9W-]+/{re.escape(Form.MAIL.value)}$", headers(config, Use.LETTER))]
    if config.search:
        searching = headers(config, Use.SEARCH)
        others += [Others(_SEARCHING, searching), Others(_INDEX, searching, FOR_EVER)]
    return Rules(
        folder.rstrip("/"), parts.netloc, unquote(parts.path), headers(config), tuple(moves), tuple(others),
        config.precompress,
    )  # fmt: skip
