"""Addresses that moved, for hosts that can answer 301. A page that leads on stands at each all the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from feedgen_site.frozen import dataclass
from feedgen_site.model import Head

_PLAIN_SIGNS = frozenset("/-._~")


@dataclass(frozen=True, slots=True)
class Moved:
    """An old address and the present one, both below the site, beginning with `/`, in readable Unicode."""

    old: str
    new: str


def moved(stories: Iterable[Head]) -> tuple[Moved, ...]:
    """List the aliases of published stories, sorted.

    Only plain ones: in the files of hosts `*`, `:name`, `$` and braces mean something, and an alias comes
    from an author. What is left out still has its page.
    """
    found = {alias: head.permalink for head in stories for alias in head.aliases if alias != head.permalink}
    return tuple(Moved(old, found[old]) for old in sorted(found) if _is_plain(old) and _is_plain(found[old]))


def _is_plain(address: str) -> bool:
    """Say whether an address is made of letters, marks and digits of any script, and a few signs."""
    return re.fullmatch(r"[A-Za-z0-9/._~-]+", address) is not None or all(
        sign in _PLAIN_SIGNS or unicodedata.category(sign)[0] in "LMN" for sign in address
    )
