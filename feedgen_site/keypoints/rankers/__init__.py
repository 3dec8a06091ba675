"""The rankers there are: those of this table, and those of installed packages (docs/rankers.md).

A new one of ours is a callable in a file of its own and a line in this table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from feedgen_site.keypoints.model import Ranker
from feedgen_site.keypoints.rankers import installed
from feedgen_site.keypoints.rankers.centrality import centrality
from feedgen_site.keypoints.rankers.lead import lead
from feedgen_site.keypoints.rankers.learned import learned_1

RANKERS: Final[dict[str, Ranker]] = {
    "lead": lead,
    "centrality": centrality,
    "learned@1": learned_1,
    "learned": learned_1,
}
"""The built-in ones. `learned` moves on to the newest model; every other name means the same for ever."""

DEFAULT: Final = "learned@1"
"""The ranker of a site that names none. A name that does not move: an upgrade must not change old points."""


def named(name: str) -> Ranker:
    """Return the ranker called `name`; no package can take the name of a built-in one.

    Raises:
        KeyError: when there is none, or when several installed packages have one.
        Exception: whatever a package raises while it is imported.
    """
    ranker = RANKERS.get(name) or installed.load(name)
    return _around(ranker) if _around else ranker


_around: Callable[[Ranker], Ranker] | None = None


def surround(around: Callable[[Ranker], Ranker] | None) -> None:
    """Put something around each ranker that this process asks for, as a measurement does; None: no more.

    It may change no score.
    """
    global _around  # noqa: PLW0603
    _around = around


def names() -> tuple[str, ...]:
    """Return the names of all rankers, built-in and installed, sorted."""
    return tuple(sorted({*RANKERS, *installed.names()}))


def packages(name: str) -> tuple[str, ...]:
    """Return name and version of each installed package with a ranker `name`; none for a built-in one."""
    return () if name in RANKERS else installed.packages(name)
