"""A build that somebody stops, with Ctrl-C or SIGTERM: what it leaves, and what it says of that."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType

    from feedgen_site.build import Options
    from feedgen_site.cli.told import Told
    from feedgen_site.cli.watching import Watch


class Terminated(KeyboardInterrupt):
    """SIGTERM, as a machine sends it that shuts down, or a service that is told to end."""


@contextmanager
def heeded() -> Iterator[None]:
    """Let SIGTERM end what runs in the block as Ctrl-C does, so that everything is put in order."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may ask for signals
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
    raise Terminated


def exit_code(stop: KeyboardInterrupt) -> int:
    """Give the exit code that shells give: 128 and the number of the signal."""
    return 128 + (signal.SIGTERM if isinstance(stop, Terminated) else signal.SIGINT)


def left(watch: Watch, options: Options, *, write: bool) -> str:
    """Say what a build that was stopped has done, and what to type."""
    again = "run the same command to finish"
    done = _written(watch) if write else ""
    if not done:
        return f"stopped{_where(watch.last)}; nothing was written: {again}"
    if not os.path.isdir(options.output):
        return f"stopped: {done}, into a new folder that is gone again; nothing is published yet: {again}"
    return f"stopped: {done}; {_HOW}: {again}"


def halted(watch: Watch, options: Options) -> str:
    """Say what a build wrote that an error kept from its end; "" for nothing that is left."""
    done = _written(watch)
    return f"{done}; {_HOW}" if done and os.path.isdir(options.output) else ""


_HOW = "each file is whole, and no list or feed leads to a story that is not there"


def _written(watch: Watch) -> str:
    rendered = watch.told.get("render")
    if not (rendered and rendered.total):
        return ""
    # Of those that were written together with one that failed, nobody has told.
    done = f"{rendered.done:,}" if rendered.done else "some"
    return f"{done} of {rendered.total:,} files written"


def _where(told: Told | None) -> str:
    return f" in stage '{told.name}'{f' ({told})' if str(told) else ''}" if told else ""
