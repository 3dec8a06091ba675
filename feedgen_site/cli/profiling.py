"""Where a build spends its time: wall and CPU of every stage, of this process and of its workers.

A worker sends with each result how much CPU its process has used until then. So what lies between two
results, such as packing and unpacking them, is counted, too; what a worker spends before its first piece of
work is not.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from typing import Generic, TypeVar

from feedgen_site.cli.told import Told
from feedgen_site.frozen import dataclass
from feedgen_site.keypoints import Document, Ranker, rankers
from feedgen_site.mapper import WORTH_PROCESSES, Mapper

_A = TypeVar("_A")
_B = TypeVar("_B")
_S = TypeVar("_S")

Worker = tuple[str, int]
"""A process: name of the machine, and number."""


@dataclass(frozen=True, slots=True)
class _Reply(Generic[_B]):
    """A result, with the CPU seconds its process had used before and after, and its rankers in between."""

    result: _B
    worker: Worker
    before: float
    after: float
    ranking: float


class Profile:
    """What was measured so far, in seconds."""

    def __init__(self) -> None:
        self.workers = 0.0
        self.ranking = 0.0
        self._began = (time.monotonic(), time.process_time())
        self._here = _name()
        self._used: dict[Worker, float] = {}

    def over(self, run: Mapper) -> Mapper:
        """Give a mapper that does the same and is measured."""
        return _Measured(run, self)

    def end(self) -> None:
        """Leave the rankers of this process as they were."""
        rankers.surround(None)

    def heard(self, reply: _Reply[_B]) -> _B:
        """Take note of what a worker sent, and give the result itself."""
        self.ranking += reply.ranking
        if reply.worker != self._here:
            self.workers += max(0.0, reply.after - self._used.get(reply.worker, reply.before))
            self._used[reply.worker] = reply.after
        return reply.result

    def table(self, told: Mapping[str, Told]) -> str:
        """Give the stages in lines, what lay between them, and the share of the ranker."""
        rows = [*told.values(), self._rest(told)]
        total = Told(
            "total",
            seconds=sum(row.seconds for row in rows),
            cpu=sum(row.cpu for row in rows),
            workers=self.workers,
        )
        lines = [f"{'stage':<12}{'wall':>10}{'CPU':>10}{'workers':>10}"]
        lines += [
            f"{row.name:<12}{row.seconds:>9.2f}s{row.cpu:>9.2f}s{row.workers:>9.2f}s  {row}".rstrip()
            for row in (*rows, total)
        ]
        if (making := _making(told)) and self.ranking:
            share = f"{self.ranking:.2f}s of the {making:.2f}s of CPU that making took"
            lines.append(f"the ranker: {share} ({self.ranking / making:.0%})")
        return "\n".join(lines)

    def data(self, told: Mapping[str, Told]) -> dict[str, object]:
        """Give the same for programs."""
        stages = [
            {
                "stage": row.name,
                "wall": round(row.seconds, 4),
                "cpu": round(row.cpu, 4),
                "workers_cpu": round(row.workers, 4),
                "done": row.done,
                "counts": row.counts,
            }
            for row in (*told.values(), self._rest(told))
        ]
        return {"stages": stages, "ranker_cpu": round(self.ranking, 4), "make_cpu": round(_making(told), 4)}

    def _rest(self, told: Mapping[str, Told]) -> Told:
        """Give what lay between the stages."""
        wall, cpu = time.monotonic() - self._began[0], time.process_time() - self._began[1]
        return Told(
            "rest",
            seconds=wall - sum(row.seconds for row in told.values()),
            cpu=cpu - sum(row.cpu for row in told.values()),
        )


def _making(told: Mapping[str, Told]) -> float:
    return sum(row.cpu + row.workers for name, row in told.items() if name == "make")


class _Measured:
    """A mapper whose results tell what they cost."""

    def __init__(self, run: Mapper, profile: Profile) -> None:
        self._run, self._profile = run, profile

    @property
    def processes(self) -> int:
        return self._run.processes

    @property
    def here(self) -> Mapper:
        return self if self._run.here is self._run else _Measured(self._run.here, self._profile)

    def __call__(
        self, function: Callable[[_A], _B], items: Iterable[_A], /, *, worth: int = WORTH_PROCESSES
    ) -> Iterator[_B]:
        return map(self._profile.heard, self._run(partial(_measured, function), items, worth=worth))

    @contextmanager
    def meanwhile(self, function: Callable[[_A], _B], items: Sequence[_A]) -> Iterator[Iterator[_B]]:
        with self._run.meanwhile(partial(_measured, function), items) as replies:
            yield map(self._profile.heard, replies)

    def aside(self, find: Callable[[], bytes]) -> Callable[[], bytes]:
        return find  # a profile is of one process

    @contextmanager
    def equipped(
        self, function: Callable[[_S, _A], _B], state: _S
    ) -> Iterator[Callable[[Iterable[_A]], Iterator[_B]]]:
        with self._run.equipped(_measured_with, (function, state)) as over:
            yield lambda items: map(self._profile.heard, over(items))


def _measured_with(equipment: tuple[Callable[[_S, _A], _B], _S], item: _A) -> _Reply[_B]:
    function, state = equipment
    return _measured(partial(function, state), item)


_ranking = 0.0


def _measured(function: Callable[[_A], _B], item: _A) -> _Reply[_B]:
    """Call a function, in whatever process, and say what that took."""
    rankers.surround(_timed)
    ranking, before = _ranking, time.process_time()
    result = function(item)
    return _Reply(result, _name(), before, time.process_time(), _ranking - ranking)


def _timed(ranker: Ranker) -> Ranker:
    @wraps(ranker)
    def timed(document: Document, /) -> Sequence[float]:
        global _ranking  # noqa: PLW0603
        before = time.process_time()
        try:
            return ranker(document)
        finally:
            _ranking += time.process_time() - before

    return timed


def _name() -> Worker:
    return socket.gethostname(), os.getpid()
