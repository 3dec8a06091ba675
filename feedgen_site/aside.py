"""One thing found out by another process while this one goes on.

It serves what happens before anything large is imported, so it imports next to nothing itself.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def begun(find: Callable[[], bytes]) -> Callable[[], bytes]:
    """Let a copy of this process, which has one thread, find out something; what is given awaits it.

    `find` changes nothing. Where there are no such copies, or this one ends otherwise, it is called here.
    """
    if sys.platform != "linux":  # copies are cheap, and no library minds them
        return find
    from feedgen_site import signals

    reader, writer = os.pipe()
    with signals.held():
        try:
            process = os.fork()
        except OSError:
            os.close(reader)
            os.close(writer)
            return find
        if not process:
            _tell(find, writer)
    os.close(writer)

    def found() -> bytes:
        with open(reader, "rb") as stream:
            data = stream.read()
        return data if _has_ended_well(process) else find()

    return found


def _tell(find: Callable[[], bytes], writer: int) -> None:
    """Find it out, say it, and end at once: all that is open belongs to the process this is a copy of."""
    code = 1
    try:
        from feedgen_site.signals import obey

        obey(interrupt=True)
        with open(writer, "wb", buffering=0) as stream:
            left = memoryview(find())
            while left:
                left = left[stream.write(left) :]
        code = 0
    finally:
        os._exit(code)


def _has_ended_well(process: int) -> bool:
    try:
        return os.waitpid(process, 0)[1] == 0
    except ChildProcessError:  # who started us wants no process counted
        return False
