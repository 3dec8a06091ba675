"""The executor: one function over many items, results in order. An argument shaped like `map`."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

_A = TypeVar("_A")
_B = TypeVar("_B")

# Below this many items starting processes costs more than it saves.
WORTH_PROCESSES = 64
LONG_ITEMS = 4
"""The same where each item takes a good part of a second, as drawing a picture does."""
_AHEAD = 3


class Mapper(Protocol):
    """Like the built-in `map`; the function and the items can be pickled, results come in order."""

    @property
    def here(self) -> Mapper:
        """Give the same on this machine alone, for a function that reads or writes files."""
        ...

    def __call__(
        self, function: Callable[[_A], _B], items: Iterable[_A], /, *, worth: int = WORTH_PROCESSES
    ) -> Iterator[_B]:
        """Apply `function` to each item; so many of them are worth starting processes."""
        ...


class _Serial:
    """Maps in this process."""

    @property
    def here(self) -> Mapper:
        return self

    def __call__(
        self, function: Callable[[_A], _B], items: Iterable[_A], /, *, worth: int = WORTH_PROCESSES  # noqa: ARG002
    ) -> Iterator[_B]:  # fmt: skip
        return map(function, items)


serial: Final[Mapper] = _Serial()


class _Processes:
    """Maps over processes of this machine, started only when there is enough to do."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self.pool: ProcessPoolExecutor | None = None

    @property
    def here(self) -> Mapper:
        return self

    def __call__(
        self, function: Callable[[_A], _B], items: Iterable[_A], /, *, worth: int = WORTH_PROCESSES
    ) -> Iterator[_B]:
        iterator = iter(items)
        head = list(islice(iterator, worth))
        if len(head) < worth:
            yield from map(function, head)
            return
        if self.pool is None:
            if worth >= WORTH_PROCESSES:
                # What one item makes this process import and compile, all others then have from the start.
                yield function(head.pop(0))
            self.pool = _pool(self._wanted)
        # So many batches ahead keep every process busy, and a long list is never all in memory.
        running: deque[Future[list[_B]]] = deque()
        rest = chain(head, iterator)
        while batch := list(islice(rest, max(1, worth // 2))):
            running.append(self.pool.submit(_each, function, batch))
            if len(running) > self._wanted * _AHEAD:
                yield from running.popleft().result()
        while running:
            yield from running.popleft().result()


def _each(function: Callable[[_A], _B], batch: list[_A]) -> list[_B]:
    return list(map(function, batch))


def _pool(wanted: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(wanted, _context(), _serve)


def _context() -> BaseContext:
    """Choose how processes begin: as copies of this one where that is safe, which costs no import.

    A copy of a process with threads can wait for ever for what one of them held.
    """
    import multiprocessing
    import threading

    is_alone = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if is_alone else "spawn")


@contextmanager
def processes(jobs: int) -> Iterator[Mapper]:
    """Give a mapper over `jobs` processes (0: one for each core), started only when there is enough to do."""
    wanted = jobs or usable_cores()
    if wanted < 2:
        yield serial
        return
    run = _Processes(wanted)
    try:
        yield run
    finally:
        if run.pool is not None:
            run.pool.shutdown(cancel_futures=True)


def _serve() -> None:
    """Let a process end when it is told so or the one that it works for has gone, and not before.

    Ctrl-C reaches every process of a terminal; what it means for a build is decided in one of them.
    """
    import multiprocessing
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def usable_cores() -> int:
    """Count the cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
