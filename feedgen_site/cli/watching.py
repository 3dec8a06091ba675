"""Follows a build through its stages: shows how far it is, and names each stage as it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from feedgen_site.cli.progress import Bar, Lines, Nothing, View
from feedgen_site.cli.told import Told
from feedgen_site.mapper import Mapper
from feedgen_site.stages import Stage, Stages

if TYPE_CHECKING:
    from feedgen_site.cli.profiling import Profile


class Watch(Stages):
    """Watches a build. `told` has its stages in their order, `last` is the one that began last.

    With a `log`, each stage is named there when it ends, with its counts and the time it took. With a
    `profile`, it is measured.
    """

    def __init__(self, view: View, log: TextIO | None = None, profile: Profile | None = None) -> None:
        self._view, self._log = view, log
        self.profile = profile
        self.told: dict[str, Told] = {}
        self.last: Told | None = None

    def clear(self) -> None:
        """Leave the line to what is said next."""
        self._view.clear()

    def say(self, text: str) -> None:
        """Say a sentence at once."""
        self._view.say(text)

    @contextmanager
    def __call__(self, name: str) -> Iterator[Stage]:
        """Enter a stage; one that fails is not named, and stays `last`."""
        told = self.last = self.told.setdefault(name, Told(name))
        began = time.monotonic()
        cpu, workers = (time.process_time(), self.profile.workers) if self.profile else (0.0, 0.0)
        self._view.show(told)
        yield _Watched(told, self._view)
        told.seconds += time.monotonic() - began
        if self.profile:
            told.cpu += time.process_time() - cpu
            told.workers += self.profile.workers - workers
        if self._log is not None:
            self._view.clear()
            self._log.write(f"{told.name:<10} {told.seconds:8.2f} s  {told}".rstrip() + "\n")
            self._log.flush()

    def over(self, run: Mapper) -> Mapper:
        """Give the mapper to use: one that is measured where somebody wants to know."""
        return self.profile.over(run) if self.profile else run


class _Watched(Stage):
    __slots__ = ("_told", "_view")

    def __init__(self, told: Told, view: View) -> None:
        self._told, self._view = told, view

    def expect(self, total: int) -> None:
        self._told.total = self._told.done + total
        self._view.show(self._told)

    def advance(self, count: int = 1) -> None:
        self._told.done += count
        self._view.show(self._told)

    def note(self, **counts: int) -> None:
        self._told.counts.update(counts)


@contextmanager
def watch(
    stream: TextIO, *, silent: bool = False, verbose: bool = False, profiled: bool = False
) -> Iterator[Watch]:
    """Show on `stream` what happens in the block, and leave its line empty; with `silent` show nothing."""
    profile = None
    if profiled:
        from feedgen_site.cli.profiling import Profile

        profile = Profile()
    view: View = Nothing()
    if not silent:
        is_drawable = stream.isatty() and os.environ.get("TERM") != "dumb"
        view = (Bar if is_drawable else Lines)(stream, time.monotonic)
    try:
        yield Watch(view, stream if verbose and not silent else None, profile)
    finally:
        view.clear()
        if profile:
            profile.end()
