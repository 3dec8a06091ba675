"""What is shown of a build while it runs: a bar on a terminal, lines in a log, stages with -v."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import sys
import termios
from io import StringIO
from pathlib import Path

import pytest

from feedgen_site.cli.progress import Bar, Lines, line
from feedgen_site.cli.told import Told
from tests.support import SITE, article, edit, put, run


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Write a site of three stories."""
    put(tmp_path / "content/site.yaml", SITE)
    for name in ("one", "two", "three"):
        put(tmp_path / f"content/asia/{name}.md", article(name.title()))
    return tmp_path


def stages(said: str) -> dict[str, str]:
    """Give what -v says of each stage besides its time."""
    return {
        found[1]: found[2].strip()
        for found in re.finditer(r"^([a-z]+) +\d+\.\d\d s(.*)$", said, re.MULTILINE)
    }


def test_verbose_names_each_stage_with_its_counts(site: Path) -> None:
    """What was made and what was known, what was rendered and what was kept."""
    first = stages(run("build", "-v", cwd=site).err)
    usual = "scan cache make assemble pictures plan remember compare render prune"
    assert [name for name in first if name != "revise"] == usual.split()
    assert first["scan"] == "3 articles, 0 other files"
    assert first["make"] == "3"
    put(site / "content/asia/four.md", article("Four"))
    second = stages(run("build", "-v", cwd=site).err)
    assert second["cache"] == "3 known, 1 to make"
    found = re.fullmatch(r"(\d+), (\d+) kept", second["render"])
    assert found
    assert int(found[1]) > 0
    assert int(found[2]) > 0
    assert second["plan"] == f"{int(found[1]) + int(found[2])} files"


def test_verbose_tells_of_an_edit_that_needs_no_plan(site: Path) -> None:
    """How many files it changed, of how many."""
    planned = stages(run("build", "-v", cwd=site).err)["plan"]
    edit(site / "content/asia/two.md", "It has a second one, too.", "Its second one is longer now.")
    told = stages(run("build", "-v", cwd=site).err)
    assert list(told) == ["revise", "remember"]
    found = re.fullmatch(r"(\d+) written, (\d+) kept", told["revise"])
    assert found
    assert int(found[1]) > 0
    assert planned == f"{int(found[1]) + int(found[2])} files"


def test_without_verbose_a_short_build_shows_nothing_but_its_end(site: Path) -> None:
    """Neither bar nor stages."""
    assert run("build", cwd=site).err == ""


def test_quiet_says_only_what_is_wrong(site: Path) -> None:
    """A crontab then sends no mail, unless there is something to mend; also where nothing has changed."""
    for _ in range(2):
        done = run("build", "-q", cwd=site)
        assert (done.code, done.out, done.err) == (0, "", "")
    put(site / "content/asia/two.md", article("Two", body="See [it](nowhere.md)."))
    for _ in range(2):
        done = run("build", "--quiet", cwd=site)
        assert (done.code, done.out) == (0, "")
        assert "[broken-link]" in done.err


# ---- a terminal and a log ----------------------------------------------------------------------------------


def on_terminal(program: str, columns: int) -> str:
    """Run a program of Python on a real terminal of this width, and give all that was written to it."""
    pid, terminal = pty.fork()
    if pid == 0:
        try:
            os.environ["TERM"] = "xterm"
            fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            os.execv(sys.executable, [sys.executable, "-c", program])
        finally:
            os._exit(127)
    written = b""
    try:
        while piece := os.read(terminal, 65536):
            written += piece
    except OSError:  # how Linux says that nobody holds the other end
        pass
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    return written.decode().replace("\r\n", "\n")


STEADY = """
import sys, time
from feedgen_site.cli.watching import watch

with watch(sys.stderr, silent=SILENT) as stages, stages("make") as stage:
    stage.expect(401)
    for _ in range(60):
        time.sleep(0.025)
        stage.advance(3)
print("content/bad.md:3:7: what is wrong", file=sys.stderr)
"""


def test_a_terminal_shows_a_bar_and_then_nothing_of_it() -> None:
    """Drawn again and again in one line, within the width, and wiped out before errors are shown."""
    written = on_terminal(STEADY.replace("SILENT", "False"), columns=70)
    drawn, wiped, end = written.rpartition("\r\x1b[K")
    assert wiped
    assert end == "content/bad.md:3:7: what is wrong\n"
    lines = [part.removesuffix("\x1b[K") for part in drawn.split("\r") if part]
    assert all(re.fullmatch(r"make \[=*> +\] \d+ of 401, \d+/s, \d+ s left", one) for one in lines), lines
    assert all(len(one) < 70 for one in lines)
    done = [int(one.split("] ")[1].split()[0]) for one in lines]
    assert done == sorted(set(done))
    assert len(done) > 2
    assert on_terminal(STEADY.replace("SILENT", "True"), columns=70) == end


class Clock:
    """A clock that somebody turns."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        """Give the time."""
        return self.seconds


def shown(kind: type[Bar] | type[Lines], *steps: tuple[int, float], total: int = 1000) -> list[str]:
    """Give what is shown of a stage of which so many items take so many seconds each."""
    clock, stream = Clock(), StringIO()
    view, told = kind(stream, clock), Told("make", total=total)
    for items, step in steps:
        for _ in range(items):
            clock.seconds += step
            told.done += 1
            view.show(told)
    return [part.removesuffix("\x1b[K") for part in re.split(r"[\r\n]", stream.getvalue()) if part]


def test_a_bar_waits_a_second_and_is_drawn_at_most_ten_times_in_one() -> None:
    """So a short build shows none, and drawing costs nothing."""
    assert shown(Bar, (90, 0.01)) == []
    assert 15 <= len(shown(Bar, (3000, 0.001), total=10_000)) <= 21


def test_a_bar_tells_the_rate_of_the_last_seconds() -> None:
    """And how long the rest takes at that rate: a slow start does not count for ever."""
    assert shown(Bar, (256, 1 / 64))[-1].endswith(" of 1,000, 64/s, 12 s left")
    last = shown(Bar, (100, 0.25), (7 * 1024, 1 / 1024), total=100_000)[-1]
    assert re.search(r"\] 7,2\d\d of 100,000, 1,024/s, 1 min 31 s left$", last)


def test_a_log_has_a_line_every_five_seconds() -> None:
    """And not one an item; nothing in it moves a cursor."""
    lines = shown(Lines, (800, 1 / 32))
    assert lines == [f"feedgen-site: make, {160 * number} of 1,000" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (200, "render [=================>                      ] 4,310 of 10,000, 512/s, 11 s left"),
        (60, "render [======>         ] 4,310 of 10,000, 512/s, 11 s left"),
        (50, "render [=======>         ] 4,310 of 10,000, 512/s"),
        (40, "render [======>       ] 4,310 of 10,000"),
        (20, "render 43%"),
        (10, "render"),
        (4, "ren"),
    ],
)
def test_a_bar_is_never_wider_than_the_terminal(width: int, expected: str) -> None:
    """The less room there is, the less is said."""
    assert line(Told("render", 4310, 10_000), 512.3, width) == expected
    assert len(expected) < width
