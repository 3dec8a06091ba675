"""One build at a time into one output folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from feedgen_site import locks
from feedgen_site.problem import ContentError, Problem

LOCK = ".feedgen-site.lock"


@contextmanager
def alone(output: str, say: Callable[[str], None]) -> Iterator[None]:
    """Be the only build into this output folder while the block runs, on this machine.

    Another one is awaited, which `say` tells; ContentError where it takes too long.
    """

    def wait(other: str) -> None:
        say(f"{other} is writing to {output}: waiting for it to end")

    try:
        with locks.held(_lock_of(os.path.realpath(output)), wait):
            yield
    except locks.BusyError as error:
        message = f"{error.other} has been writing here for more than {locks.PATIENCE / 60:g} minutes"
        hint = "wait for it to end, or end it, and build again; this build has written nothing"
        raise ContentError((Problem(output, 0, 0, "output-busy", message, hint),)) from error


def _lock_of(root: str) -> str:
    """Name the lock of an output folder: beside it, so that it is not uploaded; within it, if need be."""
    parent, name = os.path.split(root)
    if os.path.isdir(root) and not os.access(parent, os.W_OK | os.X_OK):
        return os.path.join(root, LOCK)
    return os.path.join(parent, f".{name}{LOCK}")
