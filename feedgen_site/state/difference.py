"""What subscribers and visitors will see of a change, as data and in one sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field
from enum import Enum

from feedgen_site.frozen import dataclass
from feedgen_site.model import Hold
from feedgen_site.problem import Problem
from feedgen_site.state.model import State


class Change(Enum):
    """What happens to something that readers have, in the order it is told."""

    NEW = "new"
    UPDATED = "updated"
    CHANGED = "changed"
    POINTS = "points"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    MOVED = "moved"
    NEW_FEED = "new_feed"
    ENDED_FEED = "ended_feed"
    TAKEN_BACK = "taken_back"
    LOST_ID = "lost_id"
    LOST_ADDRESS = "lost_address"
    LOST_FEED = "lost_feed"


LOSSES = frozenset((Change.LOST_ID, Change.LOST_ADDRESS, Change.LOST_FEED))
"""What cannot be made good once it is published."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that changes. `path` is its file, "" where none is known; `detail` says what readers see.

    `id` is that of the story, notice, edition or feed ("" for other addresses), `hint` what to type.
    `doubles`: readers will have it twice.
    """

    change: Change
    id: str
    permalink: str
    path: str = ""
    detail: str = ""
    hint: str = ""
    doubles: bool = False


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What is known where the site is made, and published nowhere.

    `files` gives the file of each id, as its author can open it; `held` why a story is held back; `served`
    holds the path of every file that will be published, with those that no state names. `lasting` is the
    state as it would be had nothing expired, None where nothing has.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, Hold] = field(default_factory=dict)
    served: Collection[str] = frozenset()
    lasting: State | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Every finding, sorted by what happens, then by file, address and id."""

    findings: tuple[Finding, ...] = ()

    def of(self, change: Change) -> tuple[Finding, ...]:
        """Give the findings of one kind."""
        return tuple(finding for finding in self.findings if finding.change is change)

    @property
    def losses(self) -> tuple[Finding, ...]:
        """Give what readers lose for good."""
        return tuple(finding for finding in self.findings if finding.change in LOSSES)

    def problems(self, elsewhere: str) -> tuple[Problem, ...]:
        """Give what is lost as problems; `elsewhere` is named where no file of content is to blame."""
        return tuple(_problem(lost, elsewhere) for lost in self.losses)

    def sentence(self) -> str:
        """Say it in one line: `2 new, 1 updated (shows as changed), 1 address lost (will be 404: …)`."""
        parts = []
        for change, (one, more, effect) in _WORDS.items():
            if found := self.of(change):
                aside = _lost_ids(found) if change is Change.LOST_ID else effect
                words = f"{len(found)} {one if len(found) == 1 else more}"
                parts.append(f"{words} ({aside})" if aside else words)
        return ", ".join(parts) or "nothing that readers see is new, changed or lost"


def _problem(lost: Finding, elsewhere: str) -> Problem:
    path, detail = lost.path or elsewhere, f": {lost.detail}" if lost.detail else ""
    if lost.change is Change.LOST_FEED:
        message = f"the feed {lost.id} at {lost.permalink} is lost, and its subscribers get 404"
        return Problem(path, 0, 0, "lost-feed", message, lost.hint)
    if lost.change is Change.LOST_ADDRESS:
        return Problem(path, 0, 0, "lost-address", f"{lost.permalink} will be 404{detail}", lost.hint)
    effect = "WILL show as a duplicate" if lost.doubles else "is lost"
    return Problem(path, 0, 0, "lost-id", f"the id {lost.id} {effect}{detail}", lost.hint)


def _lost_ids(found: Collection[Finding]) -> str:
    doubled = sum(finding.doubles for finding in found)
    if not doubled:
        return "readers keep their copy"
    if doubled == len(found):
        return "WILL show as a duplicate" if doubled == 1 else "WILL show as duplicates"
    return f"{doubled} WILL show as {'a duplicate' if doubled == 1 else 'duplicates'}"


_WORDS = {
    Change.NEW: ("new", "new", ""),
    Change.UPDATED: ("updated", "updated", "shows as changed"),
    Change.CHANGED: ("changed", "changed", "without `updated`: few readers will notice"),
    Change.POINTS: ("with other key points", "with other key points", "the text is the same"),
    Change.WITHDRAWN: ("withdrawn", "withdrawn", ""),
    Change.EXPIRED: ("expired", "expired", "as was due"),
    Change.MOVED: ("address moved", "addresses moved", "the old one leads on"),
    Change.NEW_FEED: ("new feed", "new feeds", ""),
    Change.ENDED_FEED: ("feed ended", "feeds ended", "all it held has expired"),
    Change.TAKEN_BACK: ("taken back", "taken back", "readers keep their copy"),
    Change.LOST_ID: ("id lost", "ids lost", ""),
    Change.LOST_ADDRESS: ("address lost", "addresses lost", "will be 404: add `aliases: [...]`"),
    Change.LOST_FEED: ("feed lost", "feeds lost", "subscribers get 404"),
}
