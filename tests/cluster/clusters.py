"""Real Dask clusters on this machine: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import put

STARTS_WITHIN = 60
"""Seconds; a busy machine takes its time."""

DYING_WORKER = """\
import os, signal
from distributed import WorkerPlugin

class Dying(WorkerPlugin):
    begun = 0

    def transition(self, key, start, finish, **more):
        self.begun += finish == "executing"
        if self.begun == {number}:
            os.kill(os.getpid(), signal.SIGKILL)

async def dask_setup(worker):
    await worker.plugin_add(Dying(), name="dying")
"""
"""Kills its worker as soon as it begins so many batches."""

DYING_SCHEDULER = """\
import os, signal
from distributed import SchedulerPlugin

class Dying(SchedulerPlugin):
    done = 0

    def transition(self, key, start, finish, *arguments, **more):
        self.done += finish == "memory"
        if self.done == {number}:
            os.kill(os.getpid(), signal.SIGKILL)

def dask_setup(scheduler):
    scheduler.add_plugin(Dying(), name="dying")
"""
"""Kills its scheduler as soon as so many batches are done."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running scheduler, and where its files lie."""

    folder: Path
    address: str
    processes: list[subprocess.Popen[bytes]]

    @property
    def executor(self) -> str:
        """Give its address as `--executor` takes it."""
        return self.address.replace("tcp://", "dask://")

    def add_worker(self, preload: str = "", cwd: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a worker that runs the program, or the one in the folder `cwd`; it is ready afterwards."""
        name = f"worker-{len(self.processes)}"
        words = [self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name]
        words += ["--local-directory", str(self.folder / name), "--host", "127.0.0.1"]
        process = _started("dask_worker", words, self.folder / f"{name}.log", preload, cwd)
        self.processes.append(process)
        _wait_for(self.folder / f"{name}.log", "Registered to", process)
        return process


@contextmanager
def cluster(folder: Path, workers: int = 0, preload: str = "") -> Iterator[Cluster]:
    """Run a scheduler, which loads the module of the text `preload`, with so many workers."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "scheduler.json"
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    log = folder / "scheduler.log"
    process = _started("dask_scheduler", words, log, preload, None)
    found = Cluster(folder, "", [process])
    try:
        _wait_for(log, "Scheduler at", process)
        while not (file.exists() and file.read_text().endswith("}")):
            time.sleep(0.01)
        found = Cluster(folder, json.loads(file.read_text())["address"], found.processes)
        for _ in range(workers):
            found.add_worker()
        yield found
    finally:
        for one in reversed(found.processes):
            one.kill()
            one.wait()


def _started(
    program: str, words: list[str], log: Path, preload: str, cwd: Path | None
) -> subprocess.Popen[bytes]:
    if preload:
        words = [*words, "--preload", str(put(log.with_suffix(".py"), preload))]
    with log.open("wb") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *words],
            cwd=cwd or log.parent, stdout=stream, stderr=subprocess.STDOUT,
            env={name: value for name, value in os.environ.items() if not name.startswith("DASK_")},
        )  # fmt: skip


def _wait_for(log: Path, words: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while words not in log.read_text("utf-8", "replace"):
        assert process.poll() is None, log.read_text("utf-8", "replace")
        assert time.monotonic() < until, log.read_text("utf-8", "replace")
        time.sleep(0.02)
