"""Follows a build through its stages: shows how far it is, and names each stage as it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from feedgen_site.cli.progress import Bar, Clock, Lines, Nothing, View
from feedgen_site.cli.told import Told
from feedgen_site.stages import Stage, Stages


class Watch(Stages):
    """Watches a build. `told` has its stages in their order, `last` is the one that began last.

    With a `log`, each stage is named there when it ends, with its counts and the time it took.
    """

    def __init__(self, view: View, log: TextIO | None = None, now: Clock = time.monotonic) -> None:
        self._view, self._log, self._now = view, log, now
        self.told: dict[str, Told] = {}
        self.last: Told | None = None

    def clear(self) -> None:
        """Leave the line to what is said next."""
        self._view.clear()

    @contextmanager
    def __call__(self, name: str) -> Iterator[Stage]:
        """Enter a stage; one that fails is not named, and stays `last`."""
        told = self.last = self.told.setdefault(name, Told(name))
        began = self._now()
        self._view.show(told)
        yield _Watched(told, self._view)
        if self._log is not None:
            self._view.clear()
            self._log.write(f"{told.name:<10} {self._now() - began:8.2f} s  {told}".rstrip() + "\n")
            self._log.flush()


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
def watch(stream: TextIO, *, silent: bool = False, verbose: bool = False) -> Iterator[Watch]:
    """Show on `stream` what happens in the block, and leave its line empty; with `silent` show nothing."""
    view: View = Nothing()
    if not silent:
        is_drawable = stream.isatty() and os.environ.get("TERM") != "dumb"
        view = (Bar if is_drawable else Lines)(stream, time.monotonic)
    try:
        yield Watch(view, stream if verbose and not silent else None)
    finally:
        view.clear()
