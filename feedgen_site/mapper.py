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
_CHUNK = 32


class Mapper(Protocol):
    """Like the built-in `map`; the function and the items can be pickled, results come in order."""

    def __call__(self, function: Callable[[_A], _B], items: Iterable[_A], /) -> Iterator[_B]:
        """Apply `function` to each item."""
        ...


def serial(function: Callable[[_A], _B], items: Iterable[_A], /) -> Iterator[_B]:
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

    def run(function: Callable[[_A], _B], items: Iterable[_A], /) -> Iterator[_B]:
        nonlocal pool
        iterator = iter(items)
        head = list(islice(iterator, WORTH_PROCESSES))
        if len(head) < WORTH_PROCESSES:
            yield from map(function, head)
            return
        pool = pool or ProcessPoolExecutor(wanted)
        # A window of submitted chunks at a time, so that a long list is never all in memory.
        window = wanted * 4 * _CHUNK
        batch = head
        while batch:
            batch += islice(iterator, window - len(batch))
            yield from pool.map(function, batch, chunksize=_CHUNK)
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
