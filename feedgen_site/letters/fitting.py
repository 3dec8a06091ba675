"""How much of an edition a letter holds: mail programs cut off long ones, and not where a sentence ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from feedgen_site import editions
from feedgen_site.config import SiteConfig
from feedgen_site.frozen import dataclass
from feedgen_site.model import Edition, Head

MESSAGE_BYTES: Final = 100_000
"""What a whole message may have: Gmail shows no more than 102 kB of one."""

HTML_BYTES: Final = 88_000
"""What its HTML may have as it travels; the rest is for the plain text and the header."""

_FIRST: Final = (100, 400)
_STEPS: Final = (
    (30, 150), (30, 60), (24, 60), (18, 60), (12, 60), (8, 50), (4, 40), (0, 120), (0, 40), (0, 10), (0, 0)
)  # fmt: skip
_Letter = TypeVar("_Letter")
Size = tuple[int, int]
"""How many stories in full, and how many as headlines."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The stories of an edition that a letter shows, the first `full` of them in full, by `editions.groups`.

    `left` is how many it does not show; `is_shortened`, whether it shows less than the edition's page.
    """

    stories: tuple[Head, ...]
    full: int
    left: int = 0
    is_shortened: bool = False


def whole(edition: Edition, config: SiteConfig) -> Cut:
    """Give the edition as its page shows it."""
    return Cut(edition.stories, config.edition.stories)


def fitted(
    edition: Edition, config: SiteConfig, write: Callable[[Cut], _Letter], size: Callable[[_Letter], int],
    room: int,
) -> _Letter:  # fmt: skip
    """Write the longest letter of at most `room` bytes; where none is so short, the shortest."""
    latest, *shorter = sizes(len(edition.stories), config.edition.stories)
    letter = write(_cut(edition, config, latest))
    while shorter and size(letter) > room:
        excess = size(letter) / room
        # What is far too long by the last one's measure need not be tried.
        while len(shorter) > 1 and _weight(shorter[0]) * excess > 1.2 * _weight(latest):
            shorter.pop(0)
        latest = shorter.pop(0)
        letter = write(_cut(edition, config, latest))
    return letter


def sizes(count: int, full: int) -> list[Size]:
    """List what a letter may show of `count` stories, of which the page shows `full` in full: all, or less.

    Stories become headlines first, then headlines a link.
    """
    full = min(full, count)
    found = [(full, count - full)] if full <= _FIRST[0] and count - full <= _FIRST[1] else []
    for most_full, most_briefs in _STEPS:
        full = min(full, most_full)
        # What no longer stands in full may stand as a headline.
        size = (full, min(count - full, most_briefs))
        if size not in found:
            found.append(size)
    return found


def _cut(edition: Edition, config: SiteConfig, size: Size) -> Cut:
    """Leave out what is beyond a size: what leads stays longest, and of each section the first."""
    full, briefs = size
    count = len(edition.stories)
    if full == min(config.edition.stories, count) and full + briefs == count:
        return whole(edition, config)
    groups = editions.groups(edition.stories, config, full + briefs)
    stories = tuple(head for group in groups for head in group.stories)
    return Cut(stories, full, count - len(stories), is_shortened=True)


def _weight(size: Size) -> float:
    """Say how long a letter will be, beside others: a headline takes a quarter of a story in full."""
    return 3 + size[0] + size[1] / 4
