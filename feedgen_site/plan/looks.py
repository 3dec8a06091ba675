"""Which templates each kind of output is made with.

A change of one template makes again what it is part of, and nothing else. Kinds that are not named here use
none: feeds, sitemaps and the like come from rooms that know of no theme.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from feedgen_site.plan.outputs import Kind
from feedgen_site.text import digest
from feedgen_site.theme import SEARCH_SCRIPT, STYLESHEET, STYLESHEETS, Theme

# The names of the texts that a kind takes from the theme; of templates, what those take counts, too.
TEXTS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.STYLESHEET: (*STYLESHEETS, SEARCH_SCRIPT),
    Kind.STORY: ("article.html",),
    Kind.PAGE: ("page.html",),
    Kind.NOT_FOUND: ("404.html",),
    Kind.LETTER: ("email.html", STYLESHEET),
    Kind.EDITION: ("edition.html",),
    Kind.LISTING: ("listing.html",),
    Kind.MONTH: ("month.html",),
    Kind.MONTHS: ("archive.html",),
    Kind.FRONT: ("front.html",),
    Kind.FEED_PAGE: ("feed.html",),
    Kind.FEEDS_PAGE: ("feeds.html",),
    Kind.SEARCH: ("search.html",),
}
# Every page says its times by it.
_EVERYWHERE: Final = "_time.html"


def of(theme: Theme) -> Mapping[Kind, str]:
    """Stand for all that each kind takes from a theme."""
    return {kind: _look(theme, used(theme, kind)) for kind in TEXTS}


def used(theme: Theme, kind: Kind) -> frozenset[str]:
    """Name all texts of a theme that a kind may take in, also those that are not there."""
    if kind not in TEXTS:
        return frozenset()
    return theme.taken_by(_EVERYWHERE).union(*map(theme.taken_by, TEXTS[kind]))


def _look(theme: Theme, names: frozenset[str]) -> str:
    return digest(*(part for pair in theme.templates if pair[0] in names for part in pair))
