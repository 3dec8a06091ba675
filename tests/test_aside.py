"""What another process finds out meanwhile is what this one would have found."""

from __future__ import annotations

import subprocess
import sys

import pytest

_BEGIN = """
import os, signal, sys
from feedgen_site import aside, signals
here = os.getpid()
"""
# Each makes `found`, and what that is to give.
FOUND = {
    "many bytes": ("found = aside.begun(lambda: bytes(300_000))", bytes(300_000)),
    "nothing": ("found = aside.begun(lambda: b'')", b""),
    "it ends with an exception": (
        "found = aside.begun(lambda: b'here' if os.getpid() == here else b'' + 1)",
        b"here",
    ),
    "it is killed in the middle of it": (
        "found = aside.begun(lambda: b'here' if os.getpid() == here else os.kill(os.getpid(), 9))",
        b"here",
    ),
    "it is stopped when it has hardly begun": (
        (
            "os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGINT))\n"
            "found = aside.begun(lambda: b'here' if os.getpid() == here else b'there')"
        ),
        b"here",
    ),
    "nobody counts processes": (
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\nfound = aside.begun(lambda: b'here')",
        b"here",
    ),
    "no process can begin": (
        (
            "import resource\nresource.setrlimit(resource.RLIMIT_NPROC, (0, 0))\n"
            "os.geteuid() or os.setuid(65534)\nfound = aside.begun(lambda: b'here')"
        ),
        b"here",
    ),
}


@pytest.mark.parametrize("how", FOUND)
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no copies are made")
def test_what_is_found_out_meanwhile_is_given_however_the_other_process_ends(how: str) -> None:
    """And what was not yet written to standard output is written once."""
    begin, expected = FOUND[how]
    script = f"{_BEGIN}sys.stdout.write('once ')\n{begin}\nprint(found().hex())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"once {expected.hex()}\n", "")
