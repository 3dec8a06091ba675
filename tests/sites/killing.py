"""Builds that are killed, cheaply: a process that has imported everything forks each of them.

It reads one order a line and answers each with a line, both JSON. It runs no threads, so that it may fork.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedgen_site import cli

# What changes a disk; `open` does only if it is for writing.
CHANGES = frozenset(("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod"))


@dataclass(frozen=True, slots=True)
class Ended:
    """How a build ended: its exit code, or -9; seconds it took; how often it was about to change the disk."""

    code: int
    seconds: float
    changes: int
    group: int


@dataclass(frozen=True, slots=True)
class Forge:
    """Where builds are forked."""

    process: subprocess.Popen[str]

    def build(
        self, folder: Path, words: Sequence[str], *, after: float = 0.0, before_change: int = 0
    ) -> Ended:
        """Build in a folder; killed after so many seconds, or before the disk is changed the so-manieth time.

        With neither it is left alone.
        """
        assert self.process.stdin
        assert self.process.stdout
        order = {"folder": str(folder), "words": list(words), "after": after, "before_change": before_change}
        print(json.dumps(order), file=self.process.stdin, flush=True)
        return Ended(**json.loads(self.process.stdout.readline()))


@contextmanager
def forge() -> Iterator[Forge]:
    """Start a process that forks builds; it ends with the block."""
    command = [sys.executable, "-m", "tests.sites.killing"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as process:
        yield Forge(process)


def _fork(order: dict[str, Any]) -> Ended:
    reading, writing = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if not child:
        os.close(reading)
        _build(order, writing)
    os.close(writing)
    if order["after"]:
        time.sleep(order["after"])
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with open(reading, "rb") as pipe:
        # Workers that live on hold the other end, too, so wait for nobody.
        os.set_blocking(reading, False)
        counted = len(pipe.read() or b"")
    return Ended(os.waitstatus_to_exitcode(status), time.monotonic() - began, counted, child)


def _build(order: dict[str, Any], counted: int) -> None:
    """Build as the command line does, and never return."""
    os.setsid()  # all processes of the build can be found by this one's number
    os.chdir(order["folder"])
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    builder = os.getpid()
    changes = 0

    def heed(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal changes
        if event not in CHANGES or os.getpid() != builder:
            return
        if event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR):
            return
        changes += 1
        os.write(counted, b".")
        if changes == order["before_change"]:
            os.kill(builder, signal.SIGKILL)

    sys.addaudithook(heed)
    code = 99
    try:
        code = cli.main(order["words"])
    finally:
        os._exit(code)


def main() -> None:
    """Fork builds as ordered, until there are no more orders."""
    for line in sys.stdin:
        ended = _fork(json.loads(line))
        values = {name: getattr(ended, name) for name in Ended.__slots__}
        sys.stdout.write(json.dumps(values) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
