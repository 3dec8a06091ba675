"""Builds that are stopped: by Ctrl-C, by SIGTERM, and by nobody's leave."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import SITE, article, put, run, tree

# Enough for a stage to be met while it lasts.
STORIES = 160


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish a site of many stories once."""
    folder = tmp_path_factory.mktemp("many")
    put(folder / "content/site.yaml", SITE)
    for number in range(STORIES):
        put(folder / f"content/asia/story-{number}.md", article(f"Story {number}", tags=f"[t{number % 9}]"))
    assert run("build", cwd=folder).code == 0
    return folder


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Path:
    """Give a folder with the stories that is the test's own; nothing is published from it."""
    shutil.copytree(published / "content", tmp_path / "content")
    return tmp_path


@pytest.fixture
def slow(site: Path) -> Path:
    """Make its stories so long that making them takes more than a second, on any machine."""
    for file in (site / "content/asia").iterdir():
        with file.open("a", encoding="utf-8") as story:
            story.writelines(f"\nThe council of town {n} met, and *{n} people* came.\n" for n in range(700))
    return site


@contextmanager
def building(folder: Path, *, after: str) -> Iterator[subprocess.Popen[str]]:
    """Start a build with two workers, in a group of its own, and wait for the end of a stage."""

    def heed() -> None:
        # Tests run in the background were started with Ctrl-C ignored, and hand that on.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(
        [sys.executable, "-m", "feedgen_site", "build", "-v", "--jobs", "2"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        start_new_session=True, preexec_fn=heed,  # noqa: PLW1509
    ) as process:  # fmt: skip
        assert process.stderr
        try:
            for line in process.stderr:
                if line.startswith(after):
                    break
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def said(process: subprocess.Popen[str]) -> str:
    """Wait until a build has ended, and give what it said since."""
    return process.communicate(timeout=30)[1]


def is_soon(happened: Callable[[], bool]) -> bool:
    """Wait some seconds for something."""
    for _ in range(400):
        if happened():
            return True
        time.sleep(0.02)
    return False


def is_over(group: int) -> bool:
    """Say whether no process of a group is left, or will be in a moment."""

    def is_gone() -> bool:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        return False

    return is_soon(is_gone)


@pytest.mark.parametrize(
    ("number", "send", "code"),
    [(signal.SIGINT, os.killpg, 130), (signal.SIGTERM, os.kill, 143), (signal.SIGTERM, os.killpg, 143)],
    ids=["^C", "TERM", "TERM to all"],
)
def test_a_stopped_build_leaves_whole_files_and_says_how_many(
    published: Path, tmp_path: Path, number: int, send: Callable[[int, int], None], code: int
) -> None:
    """Each is of the old or the new site; the next build completes it to the bytes of a fresh one."""
    site = tmp_path / "site"
    shutil.copytree(published, site)
    old = tree(site / "public")
    put(site / "content/site.yaml", SITE.replace("The Test", "The New Test"))
    pages = [site / "public" / path for path in old if "/story-" in path]
    with building(site, after="compare") as process:
        assert is_soon(lambda: any(b"The New Test" in page.read_bytes() for page in pages))
        send(process.pid, number)
        told = said(process)
        assert process.returncode == code, told
    assert is_over(process.pid)
    found = re.search(r"stopped: (\d+) of (\d+) files written; each file is whole, .*: run the same", told)
    assert found, told
    assert 0 < int(found[1]) < int(found[2])
    assert "Traceback" not in told
    half = tree(site / "public")
    assert run("build", cwd=site).code == 0
    new = tree(site / "public")
    assert all(half[path] in (old[path], new[path]) for path in old)
    assert sum(half[path] == new[path] for path in old) >= int(found[1])
    if send is os.kill:
        assert run("build", "--output", "fresh", "--cache", "", cwd=site).code == 0
        assert new == tree(site / "fresh")


def test_a_first_build_that_is_stopped_publishes_nothing(site: Path) -> None:
    """The folder it wrote into is gone; what it made of articles is not made again."""
    with building(site, after="compare") as process:
        assert is_soon(lambda: any(site.glob(".public.*/2026/01/*")))
        os.killpg(process.pid, signal.SIGINT)
        told = said(process)
    assert process.returncode == 130
    assert "into a new folder that is gone again; nothing is published yet" in told
    assert sorted(file.name for file in site.iterdir()) == [".cache", "content"]
    again = run("build", "-v", cwd=site)
    assert re.search(rf"^cache .* {STORIES} known, 0 to make$", again.err, re.MULTILINE)


def test_a_build_that_is_stopped_early_says_where(slow: Path) -> None:
    """Nothing was written; the stories that were made are kept."""
    with building(slow, after="cache") as process:
        time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        told = said(process)
    assert process.returncode == 130
    assert re.search(r"stopped in stage 'make' \(\d+ of 160\); nothing was written", told)
    assert is_over(process.pid)


def test_no_process_outlives_a_build_that_is_killed(slow: Path) -> None:
    """A worker that went on would write into the folder of the next build."""
    with building(slow, after="cache") as process:
        time.sleep(0.2)
        process.kill()
        process.wait(20)
    assert is_over(process.pid)


@pytest.mark.parametrize("module", ["memo", "cli.parser", "cli.commands"])
def test_ctrl_c_is_one_line_before_anything_has_begun(module: str) -> None:
    """The first modules are hardly imported then."""
    script = f"""
import os, signal, sys
awaited = ["feedgen_site.{module}"]
def interrupt(event, words):
    if event == "import" and words[0] in awaited:
        awaited.clear()
        os.kill(os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.addaudithook(interrupt)
sys.argv[1:] = ["build"]
from feedgen_site.__main__ import main
sys.exit(main())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "\nfeedgen-site: stopped\n")
