"""The executor: one function over many items, results in order. An argument shaped like `map`.

ContentError where a process that works for us ends before its time: the system ends the largest ones when
memory runs out.
"""

from __future__ import annotations

import gc
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from feedgen_site import aside, signals
from feedgen_site.problem import ContentError, Problem

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

_A = TypeVar("_A")
_B = TypeVar("_B")
_S = TypeVar("_S")

# Below this many items starting processes costs more than it saves.
WORTH_PROCESSES = 64
LONG_ITEMS = 4
"""The same where each item takes a good part of a second, as drawing a picture does."""
_WORTH_A_WHILE = 2048
"""The same for items that take less time than it takes to tell of them: files to be hashed."""
_AHEAD = 2
"""Items under way for each process, so that none ever waits."""


class Mapper(Protocol):
    """Like the built-in `map`; the function and the items can be pickled, results come in order."""

    @property
    def here(self) -> Mapper:
        """Give the same on this machine alone, for a function that reads or writes files."""
        ...

    @property
    def processes(self) -> int:
        """Say how many items are under way at once on this machine."""
        ...

    def __call__(
        self, function: Callable[[_A], _B], items: Iterable[_A], /, *, worth: int = WORTH_PROCESSES
    ) -> Iterator[_B]:
        """Apply `function` to each item; so many of them are worth starting processes."""
        ...

    def meanwhile(
        self, function: Callable[[_A], _B], items: Sequence[_A]
    ) -> AbstractContextManager[Iterator[_B]]:
        """Let other processes of this machine apply a function while this one does something else.

        The results come in the order of the items; this process waits for those that it asks for.
        """
        ...

    def aside(self, find: Callable[[], bytes]) -> Callable[[], bytes]:
        """Let another process find out something while this one does something else, where that costs little.

        What is given awaits it. `find` need not be pickled, and changes nothing.
        """
        ...

    def equipped(
        self, function: Callable[[_S, _A], _B], state: _S
    ) -> AbstractContextManager[Callable[[Iterable[_A]], Iterator[_B]]]:
        """Give a map over items that are worth it, on this machine, where `state` goes along but once.

        Results come in the order of the items. Where processes begin as copies of this one, each use of the
        map begins with new ones.
        """
        ...


class _Serial:
    """Maps in this process."""

    processes: Final = 1

    @property
    def here(self) -> Mapper:
        return self

    def __call__(
        self, function: Callable[[_A], _B], items: Iterable[_A], /, *, worth: int = WORTH_PROCESSES  # noqa: ARG002
    ) -> Iterator[_B]:  # fmt: skip
        return map(function, items)

    @contextmanager
    def meanwhile(self, function: Callable[[_A], _B], items: Sequence[_A]) -> Iterator[Iterator[_B]]:
        yield map(function, items)

    def aside(self, find: Callable[[], bytes]) -> Callable[[], bytes]:
        return find

    @contextmanager
    def equipped(
        self, function: Callable[[_S, _A], _B], state: _S
    ) -> Iterator[Callable[[Iterable[_A]], Iterator[_B]]]:
        yield partial(map, partial(function, state))


serial: Final[Mapper] = _Serial()


class _Processes:
    """Maps over processes of this machine, started only when there is enough to do."""

    def __init__(self, wanted: int) -> None:
        self.processes = wanted
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
            self.pool = _pool(self.processes, _serve)
        rest = chain(head, iterator)
        parts = batches(rest, max(1, worth // 2))
        for results in self._over(self.pool, partial(_each, function), parts):
            yield from results
        # To begin new ones for another map takes less than they hold while nobody needs them.
        self.end()

    def _over(
        self, pool: ProcessPoolExecutor, function: Callable[[_A], _B], items: Iterable[_A]
    ) -> Iterator[_B]:
        # So many ahead keep every process busy, and a long list is never all in memory.
        running: deque[Future[_B]] = deque()
        with _told():
            for item in items:
                running.append(_submitted(pool, function, item))
                if len(running) > self.processes * _AHEAD:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()

    @contextmanager
    def meanwhile(self, function: Callable[[_A], _B], items: Sequence[_A]) -> Iterator[Iterator[_B]]:
        if len(items) < _WORTH_A_WHILE:
            yield map(function, items)
            return
        with _pool(self.processes, _serve) as pool:
            parts = batches(items, _WORTH_A_WHILE // 8)
            running = [_submitted(pool, partial(_each, function), part) for part in parts]

            def results() -> Iterator[_B]:
                with _told():
                    for one in running:
                        yield from one.result()

            try:
                yield results()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def aside(self, find: Callable[[], bytes]) -> Callable[[], bytes]:
        return aside.begun(find) if _begin_as_copies() else find

    @contextmanager
    def equipped(
        self, function: Callable[[_S, _A], _B], state: _S
    ) -> Iterator[Callable[[Iterable[_A]], Iterator[_B]]]:
        # Those there are know nothing of it.
        self.end()
        if _begin_as_copies():
            yield partial(self._anew, function, state)
        else:
            with self._over_new(function, state) as over:
                yield over

    @contextmanager
    def _over_new(
        self, function: Callable[[_S, _A], _B], state: _S
    ) -> Iterator[Callable[[Iterable[_A]], Iterator[_B]]]:
        with _pool(self.processes, _equip, function, state) as pool:
            try:
                yield partial(self._over, pool, _equipped)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def _anew(self, function: Callable[[_S, _A], _B], state: _S, items: Iterable[_A]) -> Iterator[_B]:
        """Map with new processes, which share with this one all memory that neither has written to yet."""
        give_back()
        # To look for garbage among what there is by now would write to all of it.
        gc.freeze()
        try:
            with self._over_new(function, state) as over:
                yield from over(items)
        finally:
            gc.unfreeze()

    def end(self) -> None:
        """End the processes, if there are any."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None


_equipment: list[Any] = []
"""In a process that was equipped: the function and its state."""


def _equip(function: Callable[[_S, _A], _B], state: _S) -> None:
    _serve()
    _equipment[:] = function, state


def _equipped(item: Any) -> Any:
    function, state = _equipment
    return function(state, item)


def _each(function: Callable[[_A], _B], batch: list[_A]) -> list[_B]:
    return list(map(function, batch))


def _pool(wanted: int, initializer: Callable[..., None], *arguments: object) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(wanted, _context(), initializer, arguments)


def _submitted(pool: ProcessPoolExecutor, function: Callable[[_A], _B], item: _A) -> Future[_B]:
    # The pool begins its processes when it is given something to do.
    with signals.held():
        return pool.submit(function, item)


@contextmanager
def _told() -> Iterator[None]:
    """Say of a process that has ended what a user can do."""
    from concurrent.futures import BrokenExecutor

    try:
        yield
    except BrokenExecutor as error:
        message = "a process of this build was ended from outside, most likely because memory ran out"
        hint = "build again, with --jobs 1, which takes the least memory; every file written so far is whole"
        raise ContentError((Problem("feedgen-site", 0, 0, "process-lost", message, hint),)) from error


def _context() -> BaseContext:
    """Choose how processes begin."""
    import multiprocessing

    return multiprocessing.get_context("fork" if _begin_as_copies() else "spawn")


def _begin_as_copies() -> bool:
    """Say whether processes may begin as copies of this one, which costs no import.

    A copy of a process with threads can wait for ever for what one of them held.
    """
    import threading

    return sys.platform == "linux" and threading.active_count() == 1


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
        run.end()


def _serve() -> None:
    """Let a process end when it is told so or the one that it works for has gone, and not before."""
    import multiprocessing
    import threading

    signals.obey(interrupt=False)
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def give_back() -> None:
    """Give memory that is free to the system: glibc keeps it, for it does not know what comes next."""
    if sys.platform == "linux":
        import ctypes

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)


def batches(items: Iterable[_A], size: int) -> Iterator[list[_A]]:
    """Part items into lists of `size`, the last perhaps shorter; a list is taken when it is asked for."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def usable_cores() -> int:
    """Count the cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
