"""Ctrl-C and SIGTERM: both stop a build in good order, in the one process that decides about it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

_STOPPING = (signal.SIGINT, signal.SIGTERM)


class Terminated(KeyboardInterrupt):
    """SIGTERM, as a machine sends it that shuts down, or a service that is told to end."""


@contextmanager
def heeded() -> Iterator[None]:
    """Let SIGTERM end what runs in the block as Ctrl-C does, so that everything is put in order."""
    import threading

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


@contextmanager
def held() -> Iterator[None]:
    """Let both wait while the block begins other processes, which inherit that they wait.

    A process that has only begun would answer them as the one that began it does, in the middle of what was
    never written to be stopped: multiprocessing leaves a traceback there.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield  # Windows knows no such thing
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def obey(*, interrupt: bool) -> None:
    """Let SIGTERM end this process, which was begun while both waited, and Ctrl-C where `interrupt` says so.

    Ctrl-C reaches every process of a terminal; what it means for a build is decided in one of them.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL if interrupt else signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
