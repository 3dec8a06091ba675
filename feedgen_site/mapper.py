"""The executor: one function over many items, results in order. An argument shaped like `map`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Protocol, TypeVar

_A = TypeVar("_A")
_B = TypeVar("_B")

# Below this many items starting processes costs more than it saves.
WORTH_PROCESSES = 64
LONG_ITEMS = 4
"""The same where each item takes a good part of a second, as drawing a picture does."""


class Mapper(Protocol):
    """Like the built-in `map`; the function and the items can be pickled, results come in order."""

    def __call__(
        self, function: Callable[[_A], _B], items: Iterable[_A], /, *, worth: int = WORTH_PROCESSES
    ) -> Iterator[_B]:
        """Apply `function` to each item; so many of them are worth starting processes."""
        ...


def serial(
    function: Callable[[_A], _B], items: Iterable[_A], /, *, worth: int = WORTH_PROCESSES  # noqa: ARG001
) -> Iterator[_B]:  # fmt: skip
    """Map in this process."""
    return map(function, items)


@contextmanager
def processes(jobs: int) -> Iterator[Mapper]:
    """Give a mapper over `jobs` processes (0: one for each core), started only when there is enough to do."""
    wanted = jobs or usable_cores()
    if wanted < 2:
        yield serial
        return
    from concurrent.futures import ProcessPoolExecutor

    pool: ProcessPoolExecutor | None = None

    def run(
        function: Callable[[_A], _B], items: Iterable[_A], /, *, worth: int = WORTH_PROCESSES
    ) -> Iterator[_B]:
        nonlocal pool
        iterator = iter(items)
        head = list(islice(iterator, worth))
        if len(head) < worth:
            yield from map(function, head)
            return
        pool = pool or ProcessPoolExecutor(wanted)
        chunk = max(1, worth // 2)
        # A window of submitted chunks at a time, so that a long list is never all in memory.
        window = max(worth, wanted * 4 * chunk)
        batch = head
        while batch:
            batch += islice(iterator, window - len(batch))
            yield from pool.map(function, batch, chunksize=chunk)
            batch = list(islice(iterator, window))

    try:
        yield run
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def usable_cores() -> int:
    """Count the cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
