"""How far a build has come: a bar with rate and time left on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol, TextIO

from feedgen_site.cli.told import Told

# What is over sooner needs no bar.
_SHOWN_AFTER: Final = 1.0
_REDRAWN_AFTER: Final = 0.1
_LINE_AFTER: Final = 5.0
# Seconds over which the rate is taken: what came before says little of what is left.
_RECENT: Final = 5.0
_WIDEST_BAR: Final = 40
_NARROWEST_BAR: Final = 10

Clock = Callable[[], float]
"""Gives seconds, from any moment on."""


class View(Protocol):
    """Where progress is shown."""

    def show(self, told: Told) -> None:
        """Take note of how far a stage is; what is shown of it is the view's affair."""
        ...

    def clear(self) -> None:
        """Leave the place to others, who begin at the left of an empty line."""
        ...

    def say(self, text: str) -> None:
        """Write a sentence at once, in a line of its own."""
        ...


class Nothing:
    """Shows nothing."""

    def show(self, told: Told) -> None:
        """Show nothing."""

    def clear(self) -> None:
        """Nothing is in the way."""

    def say(self, text: str) -> None:
        """Say nothing."""


class Lines:
    """A line every few seconds, for a log."""

    def __init__(self, stream: TextIO, now: Clock) -> None:
        self._stream, self._now = stream, now
        self._due = now() + _LINE_AFTER

    def show(self, told: Told) -> None:
        """Write a line if the last one is long enough ago."""
        if self._now() < self._due:
            return
        self._due = self._now() + _LINE_AFTER
        write_line(self._stream, f"{told.name}{_share(told, before=', ')}")

    def clear(self) -> None:
        """Lines stay."""

    def say(self, text: str) -> None:
        """Write it as any other line."""
        write_line(self._stream, text)


class Bar:
    """One line of a terminal, drawn over and over."""

    def __init__(self, stream: TextIO, now: Clock) -> None:
        self._stream, self._now = stream, now
        self._due = now() + _SHOWN_AFTER
        self._stage: Told | None = None
        self._past: deque[tuple[float, int]] = deque()
        self._is_drawn = False

    def show(self, told: Told) -> None:
        """Draw the line if the last drawing is long enough ago."""
        now = self._now()
        if told is not self._stage:
            self._stage = told
            self._past.clear()
            self._past.append((now, told.done))
        if now < self._due:
            return
        self._due = now + _REDRAWN_AFTER
        while len(self._past) > 1 and self._past[1][0] < now - _RECENT:
            self._past.popleft()
        since, before = self._past[0]
        self._past.append((now, told.done))
        rate = (told.done - before) / (now - since) if now > since else 0.0
        self._stream.write(f"\r{line(told, rate, self._width())}\x1b[K")
        self._stream.flush()
        self._is_drawn = True

    def clear(self) -> None:
        """Wipe the line out."""
        if self._is_drawn:
            self._is_drawn = False
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def say(self, text: str) -> None:
        """Write it above the bar."""
        self.clear()
        write_line(self._stream, text)

    def _width(self) -> int:
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or 80
        except OSError:
            return 80


def write_line(stream: TextIO, text: str) -> None:
    """Write a line that says who says it, at once."""
    stream.write(f"feedgen-site: {text}\n")
    stream.flush()


def line(told: Told, rate: float, width: int) -> str:
    """Draw how far a stage is in one line, shorter than `width`; `rate` is in items a second.

    render [=============>                ] 4,310 of 10,000, 512/s, 11 s left
    """
    if not told.total:
        return told.name[: width - 1]
    parts = [_share(told)]
    if rate > 0:
        parts.append(f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s")
        parts.append(f"{_span((told.total - told.done) / rate)} left")
    # The less room there is, the less is said.
    while parts:
        said = ", ".join(parts)
        room = width - 1 - len(told.name) - len(said) - len(" [] ")
        if room >= _NARROWEST_BAR:
            return f"{told.name} [{_drawn(told, min(room, _WIDEST_BAR))}] {said}"
        parts.pop()
    least = f"{told.name} {told.done * 100 // told.total}%"
    return least if len(least) < width else told.name[: width - 1]


def _drawn(told: Told, room: int) -> str:
    filled = min(told.done, told.total) * room // told.total
    return ("=" * filled + (">" if filled < room else "")).ljust(room)


def _share(told: Told, before: str = "") -> str:
    return f"{before}{told.done:,} of {told.total:,}" if told.total else ""


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
