"""Processes: what they are given once, in which order results come, and that none outlives a build."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from feedgen_site import mapper
from feedgen_site.problem import ContentError
from feedgen_site.publish import Writer


def multiplied(factor: int, number: int) -> int:
    if number < 0:
        raise ValueError(number)
    return factor * number


@pytest.mark.parametrize("jobs", [1, 2])
def test_equipped_processes_know_their_state(jobs: int) -> None:
    """What they all need is given once, also after others were started; what one raises arrives here."""
    with mapper.processes(jobs) as run:
        for factor in (2, 3):
            assert list(run(abs, range(mapper.WORTH_PROCESSES))) == list(range(mapper.WORTH_PROCESSES))
            with run.equipped(multiplied, factor) as over:
                assert list(over(range(100))) == [factor * number for number in range(100)]
                assert list(over(())) == []
        with pytest.raises(ValueError, match="-1"), run.equipped(multiplied, 2) as over:
            list(over((1, -1, 2)))


def of_state(state: list[str], number: int) -> tuple[int, int]:
    return os.getpid(), len(state) + number


@pytest.mark.skipif(sys.platform != "linux", reason="where processes begin as copies")
def test_each_use_begins_with_new_processes() -> None:
    """So what one use made them hold is gone with the next, which knows what this process knows by then."""
    state = ["a"]
    with mapper.processes(2) as run, run.equipped(of_state, state) as over:
        first = dict(over(range(9)))
        state.append("b")
        second = dict(over(range(9)))
        assert not multiprocessing.active_children()
    assert not first.keys() & second.keys()
    assert max(second.values()) == max(first.values()) + 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_others_do_meanwhile_comes_in_order(jobs: int) -> None:
    """All of it or the beginning, few items or many; what one raises arrives here, and nobody stays."""
    with mapper.processes(jobs) as run:
        for count in (0, 10, 5000):
            with run.meanwhile(abs, range(-count, 0)) as found:
                assert list(found) == list(range(count, 0, -1))
        with run.meanwhile(abs, range(5000)) as found:
            assert next(found) == 0
        numbers = [*range(5000), -1]
        with pytest.raises(ValueError, match="-1"), run.meanwhile(partial(multiplied, 2), numbers) as found:
            list(found)
        with pytest.raises(KeyError), run.meanwhile(abs, range(5000)):
            raise KeyError
    assert not multiprocessing.active_children()


def ended(signalled: int, number: int) -> int:
    """End the process that does this as the system does where memory runs out."""
    if number == 5:
        os.kill(os.getpid(), signalled)
    return number


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_process_that_is_ended_is_told() -> None:
    """Whatever it did; the words say what to do, and nobody stays."""
    function = partial(ended, signal.SIGKILL)
    numbers = range(-1, 5000)
    with mapper.processes(2) as run:
        with pytest.raises(ContentError, match="process-lost"):
            list(run(function, numbers))
        with pytest.raises(ContentError, match="process-lost"), run.meanwhile(function, numbers) as found:
            list(found)
        with run.equipped(ended, signal.SIGKILL) as over, pytest.raises(ContentError, match="process-lost"):
            list(over(numbers))
    assert not multiprocessing.active_children()


def placed(writer: Writer, number: int) -> bool:
    return writer.write(f"{number // 8}/{number // 4}/{number}.html", b"").changed


def test_processes_make_the_same_folders_at_once(tmp_path: Path) -> None:
    """Whoever comes first makes a folder, and no other takes it for something that is in the way."""
    for part in ("new", "there"):
        (tmp_path / part).mkdir()
        writer = Writer(str(tmp_path / part), part, is_unseen=part == "new")
        with mapper.processes(8) as run, run.equipped(placed, writer) as over:
            assert all(over(range(4000)))


@pytest.mark.skipif(sys.platform != "linux", reason="where processes begin as copies")
def test_ctrl_c_says_nothing_where_a_process_has_just_begun() -> None:
    """What it means for a build is decided in one process: none that begins is stopped, or leaves a trace."""
    script = """
import os, signal
from feedgen_site import mapper
def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)  # not so for what is run in the background
os.register_at_fork(after_in_child=interrupt)
def name(*_):
    return os.getpid()
with mapper.processes(2) as run, run.equipped(name, 0) as equipped:
    print(set(run(name, range(64))).isdisjoint(equipped(range(64))))
    os.register_at_fork(after_in_parent=interrupt)
    try:
        next(equipped(range(64)))
    except KeyboardInterrupt:
        print("stopped")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("True\nstopped\n", "")


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(
    "begun",
    ["found = run(name, range(64))", "held = run.equipped(name, 0); found = held.__enter__()(range(64))"],
)
def test_no_process_outlives_the_one_that_began_it(begun: str) -> None:
    """A build that is killed leaves nobody behind who writes on."""
    script = f"""
import os, time
from feedgen_site import mapper
from feedgen_site.publish import Writer
def name(*_):
    time.sleep(0.01)
    return os.getpid()
with mapper.processes(2) as run:
    {begun}
    print(*{{next(found) for _ in range(10)}}, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = {int(word) for word in parent.stdout.readline().split()} - {parent.pid}
        parent.kill()
    assert workers
    deadline = time.monotonic() + 60
    while any(is_running(worker) for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_running(process: int) -> bool:
    """Say whether there is such a process, and it is not only waiting to be counted."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
