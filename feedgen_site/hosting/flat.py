"""Files in the output folder that hosts for static sites look for.

`_headers` and `_redirects` are read by Netlify and Cloudflare Pages, `_redirects` by GitLab Pages as well;
`.nojekyll` keeps GitHub Pages from leaving out what begins with `_`. None of them is an address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from feedgen_site import addresses
from feedgen_site.config import SiteConfig
from feedgen_site.hosting.moved import Moved
from feedgen_site.hosting.policy import Use, headers
from feedgen_site.hosting.rules import FOR_EVER, UNCHANGING
from feedgen_site.hosting.types import JSON_FEED

HEADERS_FILE: Final = "_headers"
REDIRECTS_FILE: Final = "_redirects"
NO_JEKYLL_FILE: Final = ".nojekyll"
FLAT_FILES: Final = frozenset((HEADERS_FILE, REDIRECTS_FILE, NO_JEKYLL_FILE))
# The first bytes tell that a file is ours, where the manifest is lost.
_MARK: Final = "# feedgen-site\n"


def flat_files(config: SiteConfig, moves: Iterable[Moved]) -> Mapping[str, str]:
    """Give the text of each of these files by its path in the output folder."""
    return {HEADERS_FILE: _headers(config), REDIRECTS_FILE: _redirects(moves), NO_JEKYLL_FILE: _MARK}


def _headers(config: SiteConfig) -> str:
    """Write `_headers`. No name stands in two rules for one file, because hosts would join the values.

    `*` stands once in a pattern (Cloudflare takes no second) and matches `/`, too. Nothing is said of caches:
    both hosts let browsers ask again each time, which is right for a site of news.
    """
    # So the pages that search cannot have headers of their own; nor can letters, which are no pages to read.
    use = Use.SEARCH if config.search else Use.PAGE
    rows = ["/*", *(f"  {name}: {value}" for name, value in headers(config, use))]
    if config.search:
        for folder in UNCHANGING:
            rows += [f"{folder}*", f"  Cache-Control: {FOR_EVER}"]
    for pattern in ("/*.xml", "/*.json"):
        rows += [pattern, "  Access-Control-Allow-Origin: *"]
    rows += ["/*feed.json", f"  Content-Type: {JSON_FEED}"]
    return _MARK + "\n".join(rows) + "\n"


def _redirects(moves: Iterable[Moved]) -> str:
    """Write `_redirects`, each line twice: Netlify needs the `!` to look past the page that leads on;
    Cloudflare does not know it, and takes the second line."""
    rows = []
    for one in moves:
        line = f"{addresses.url_path(one.old)} {addresses.url_path(one.new)} 301"
        rows += [f"{line}!", line]
    return _MARK + "".join(f"{row}\n" for row in rows)
