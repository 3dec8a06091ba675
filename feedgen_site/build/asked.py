"""What a build is asked for, and what it found and did."""

from __future__ import annotations

import os
from dataclasses import field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from feedgen_site.frozen import dataclass
from feedgen_site.memo import Left
from feedgen_site.model import HeldBack
from feedgen_site.problem import Problem
from feedgen_site.publish import Published
from feedgen_site.state import State

if TYPE_CHECKING:
    from feedgen_site.state.difference import Difference


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for. Folders are as the user typed them; `as_of` is in UTC.

    `executor` is the address of a Dask scheduler, or empty for processes of this machine.
    With `against`, the state of what is published, the outcome says how the site differs from it, and
    nothing is written where readers would lose something.
    """

    content: str
    output: str
    as_of: datetime
    config: str = ""
    templates: str = ""
    cache: str = ""
    base_url: str = ""
    home: str = ""
    drafts: bool = False
    jobs: int = 0
    executor: str = ""
    strict: bool = False
    skip_bad: bool = False
    against: State | None = None

    @property
    def config_file(self) -> str:
        """Give the configuration file: the one named, else site.yaml in the content folder."""
        return self.config or os.path.join(self.content, "site.yaml")

    @property
    def templates_folder(self) -> str:
        """Give the folder of the user's templates: the one named, else `templates` beside the content."""
        return self.templates or os.path.join(os.path.dirname(os.path.abspath(self.content)), "templates")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build found and did.

    `would_publish`: stories that `skip_bad` would publish after a failure; `left_out`: files that it did
    leave out. Before `next_moment` (None: ever) time alone changes nothing.
    """

    read: int = 0
    published: int = 0
    held_back: tuple[HeldBack, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: Published = field(default_factory=lambda: Published((), (), ()))
    exit_code: int = 0
    would_publish: int = 0
    left_out: int = 0
    difference: Difference | None = None
    next_moment: datetime | None = None
    left: Left | None = field(default=None, compare=False, repr=False)


def shown(problem: Problem, options: Options) -> Problem:
    """Name a file of content as the user can open it from where they are."""
    return replace(problem, path=shown_path(problem.path, options))


def shown_path(path: str, options: Options) -> str:
    """Give the way to a file of content from where the user is."""
    return path if path == options.content else os.path.normpath(os.path.join(options.content, path))
