"""What a command says has nowhere to go: an output that is closed, as by some schedulers, or full."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import SITE, article, put

COMMANDS = ["build", "build --json", "check", "next-change", "mint --dry-run", "explain content/a.md"]


def site(folder: Path) -> Path:
    put(folder / "content/site.yaml", SITE)
    put(folder / "content/a.md", article("A", body="The bridge opens today."))
    return folder


def said(folder: Path, command: str, streams: str) -> tuple[int, str]:
    """Run a command with its outputs as the shell puts them; give exit code and standard error."""
    words = f'"{sys.executable}" -m feedgen_site {command} {streams}'
    done = subprocess.run(["sh", "-c", words], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_output_is_no_mistake(tmp_path: Path, command: str) -> None:
    """With either output closed a command does what it does, twice: the second build finds no change."""
    folder = site(tmp_path)
    for streams in (">&-", ">&-", "2>&- >/dev/null"):
        assert said(folder, command, streams) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_output_is_said(tmp_path: Path, command: str) -> None:
    """Where a log has no room, one line says so, and the exit code; twice, as above."""
    folder = site(tmp_path)
    for _ in range(2):
        code, errors = said(folder, command, ">/dev/full")
        assert code == 1
        assert errors == "feedgen-site: standard output cannot be written: No space left on device\n"
