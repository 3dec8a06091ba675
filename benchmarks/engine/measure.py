"""Run a command and tell what it cost: seconds by the clock, of the processors, and the most memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

SAMPLED_EVERY: Final = 0.02
"""Seconds between two looks at the memory, at least; looking takes at most a tenth of the time."""


class FailedError(Exception):
    """A command that was measured did not end well: its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command and all its descendants took. `memory` is in bytes, 0 where it was not looked at."""

    wall: float
    cpu: float
    memory: int = 0


def run(command: Sequence[str], folder: str, *, memory: bool = False) -> Cost:
    """Run a command in a folder.

    The processors' time is that of the whole tree of processes, as the kernel adds it up for their parent.
    Memory is looked at only where it is asked for, since looking takes time.

    Raises:
        FailedError: when the command fails; its last words are in the message.
    """
    with open(os.path.join(folder, "last-output.txt"), "w+b") as words:
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=words, stderr=subprocess.STDOUT)
        watch = _Watch(process.pid) if memory else None
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = watch.stop() if watch else 0
        if process.returncode:
            words.seek(0)
            said = words.read().decode(errors="replace")[-2000:]
            raise FailedError(f"{' '.join(command)}: exit {process.returncode}\n{said}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak)


class _Watch:
    """Looks at the memory of a process and its descendants from a thread of its own."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak, self._over = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> int:
        """Stop looking, and give the most that was seen."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        took = 0.0
        while not self._over.wait(max(SAMPLED_EVERY, 9 * took)):
            begin = time.perf_counter()
            self._peak = max(self._peak, sum(map(memory_of, descendants(self._pid))))
            took = time.perf_counter() - begin


def descendants(pid: int) -> list[int]:
    """List a process and all that it started; none where the system does not tell."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        with suppress(OSError):
            for task in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{task}/children", encoding="ascii") as file:
                    todo += map(int, file.read().split())
    return found


def memory_of(pid: int) -> int:
    """Give a process's share of the memory in use: pages that several share count once over all of them."""
    with suppress(OSError), open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
