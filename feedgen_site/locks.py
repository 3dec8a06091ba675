"""Locks: of several processes that need one place, one at a time goes on, and the others wait their turn.

A lock is a file that the system keeps locked (flock) for as long as its process lives, or one that it forked.
So nothing that is killed leaves a lock behind; a file that it leaves is taken over. Where a system or a disk
knows no such locks, or the file cannot be made, there is none.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

PATIENCE: Final = 600.0
"""Seconds to wait for others: a first build of a large site takes minutes."""
_ASKED_EVERY: Final = 0.05


class BusyError(Exception):
    """Another process has had the lock for too long; `other` names it."""

    def __init__(self, other: str) -> None:
        super().__init__(other)
        self.other = other


@contextmanager
def held(file: str, wait: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of that file in the block; BusyError where others have it for longer than PATIENCE.

    `wait` is called once if another process has the lock, with its name: `another build (process 12)`.
    """
    descriptor = _taken_in_time(file, wait)
    try:
        yield
    finally:
        if descriptor is not None:
            # First away with the file: who waits for the lock of a file that is gone makes a new one.
            with suppress(OSError):
                os.unlink(file)
            _unlock(descriptor)


def _taken_in_time(file: str, wait: Callable[[str], None]) -> int | None:
    waited = 0.0
    while True:
        try:
            return _taken(file)
        except BlockingIOError:
            other = _holder(file)
        except OSError:
            return None
        if not waited:
            wait(other)
        if waited >= PATIENCE:
            raise BusyError(other)
        time.sleep(_ASKED_EVERY)
        waited += _ASKED_EVERY


def _taken(file: str) -> int:
    """Take the lock and give what holds it; BlockingIOError where another process has it."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    while True:
        descriptor = os.open(file, flags, 0o600)
        try:
            _lock(descriptor)
            if _is_at(descriptor, file):
                os.truncate(descriptor, 0)
                os.write(descriptor, b"%d\n" % os.getpid())
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        # Its last holder took it away between the two.
        os.close(descriptor)


def _holder(file: str) -> str:
    try:
        with open(file, "rb") as stream:
            return f"another build (process {int(stream.read(20))})"
    except (OSError, ValueError):
        return "another build"


def _is_at(descriptor: int, file: str) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(file))
    except FileNotFoundError:
        return False


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        raise OSError(f"no lock for {descriptor}: this system has no flock")

    def _unlock(descriptor: int) -> None:
        os.close(descriptor)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        # Copies that forked processes have must not keep it.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)
