"""What a build tells of its way: which stage it is in, and how far it has come there.

    with stages("make") as stage:
        stage.expect(len(todo))
        for one in todo:
            …
            stage.advance()

Here nobody listens, so that it costs nothing; the command line shows and measures.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from feedgen_site.mapper import Mapper


class Stage:
    """A stage that is under way."""

    __slots__ = ()

    def expect(self, total: int) -> None:
        """Say how many items there are."""

    def advance(self, count: int = 1) -> None:
        """Say that so many more of them are done."""

    def note(self, **counts: int) -> None:
        """Say what else there is to count, in words: `kept=3`, `from_the_cache=9997`."""


class Stages:
    """The stages of a build, one after the other; one that is entered again goes on."""

    @contextmanager
    def __call__(self, name: str) -> Iterator[Stage]:  # noqa: ARG002
        """Enter a stage; it ends with the block."""
        yield _UNHEARD

    def say(self, text: str) -> None:
        """Say a sentence that somebody who waits wants to read at once."""

    def over(self, run: Mapper) -> Mapper:
        """Give the mapper to use, which may measure what its processes do."""
        return run


_UNHEARD: Final = Stage()
SILENT: Final = Stages()
"""For those who want to hear nothing."""
