"""Rankers of installed packages: the entry points of the group `feedgen_site.rankers`.

What is installed is part of the program, as the tables of Babel and tzdata are, so the core may ask for it.
It is asked only for a name that is not built in: reading what is installed costs some 10 ms.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from feedgen_site.keypoints.model import Ranker

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP: Final = "feedgen_site.rankers"
"""The group of entry points, part of our interface."""


def names() -> tuple[str, ...]:
    """Return the names that installed packages give their rankers, sorted."""
    return tuple(sorted(_offers()))


def packages(name: str) -> tuple[str, ...]:
    """Return name and version of each package with a ranker `name`, sorted."""
    return tuple(
        sorted(f"{entry.dist.name} {entry.dist.version}" for entry in _offers().get(name, ()) if entry.dist)
    )


@cache
def load(name: str) -> Ranker:
    """Import the ranker called `name`.

    Raises:
        KeyError: when no package has one, or several do.
        Exception: whatever the package raises while it is imported.
    """
    offers = _offers().get(name, ())
    if len(offers) != 1:
        raise KeyError(name)
    return cast("Ranker", offers[0].load())


@cache
def _offers() -> Mapping[str, tuple[EntryPoint, ...]]:
    """Map each name to the entry points that have it: one, unless two packages chose the same."""
    from importlib.metadata import entry_points

    found: dict[str, tuple[EntryPoint, ...]] = {}
    for entry in entry_points(group=GROUP):
        found[entry.name] = (*found.get(entry.name, ()), entry)
    return found
