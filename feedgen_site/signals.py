"""Ctrl-C and SIGTERM while other processes begin.

One that has only begun would answer a signal as the process that began it does, in the middle of what was
never written to be stopped: of what multiprocessing does there it would leave a traceback.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_STOPPING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def held() -> Iterator[None]:
    """Let the signals that stop a build wait while the block begins processes, which inherit it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield  # Windows knows no such thing
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def heed(*, interrupt: bool) -> None:
    """End this process, which was begun while they waited, by SIGTERM, and by Ctrl-C where that is meant.

    Ctrl-C reaches every process of a terminal; what it means for a build is decided in one of them.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL if interrupt else signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
