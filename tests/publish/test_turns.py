"""Builds at the same time, into one output and over one cache: one goes on, the others wait and say so."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedgen_site import locks, memo, publish
from tests.support import SITE, article, called, put, said_json, tree, without_privileges

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no flock here")

LOCK = ".public.feedgen-site.lock"
AS_OF = ("--as-of", "2026-01-10")
HOLDER = """
import os, sys, time
from feedgen_site import locks
with locks.held(sys.argv[1], print):
    print("held", flush=True)
    {}
"""
COUNTER = """
import sys
from feedgen_site import locks
for _ in range(40):
    with locks.held(sys.argv[1], lambda other: None):
        with open(sys.argv[2], "r+") as file:
            number = int(file.read())
            file.seek(0)
            file.write(str(number + 1))
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Write a site of a story and a draft."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A"))
    put(tmp_path / "content/b.md", article("B", draft="true", tags="[x]"))
    return tmp_path


def begin(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Begin a command as a process of its own."""
    command = [sys.executable, "-m", "feedgen_site", *words]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def holding(file: Path, then: str) -> Iterator[subprocess.Popen[str]]:
    """Let another process take a lock, and kill it in the end."""
    command = [sys.executable, "-c", HOLDER.format(then), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_build_waits_for_the_first_and_says_so(site: Path) -> None:
    """It names the process, builds as of when that has ended, and leaves nothing beside the output."""
    due = datetime.now(UTC) + timedelta(seconds=1.5)
    put(site / "content/due.md", article("Due", embargo=f"{due:%Y-%m-%dT%H:%M:%S.%fZ}"))
    with publish.alone(str(site / "public"), print):
        second = begin(site, "build")
        assert second.stderr
        waiting = f"another build (process {os.getpid()}) is writing to public: waiting for it to end"
        assert second.stderr.readline() == f"feedgen-site: {waiting}\n"
        time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()))
        assert second.poll() is None
        assert (site / LOCK).stat().st_mode & 0o777 == 0o600
        assert not (site / "public").exists()
    out, errors = second.communicate(timeout=60)
    assert (second.returncode, errors) == (0, "")
    assert "2 published" in out
    assert sorted(file.name for file in site.iterdir()) == [".cache", "content", "public"]


def test_a_build_that_waits_in_vain_says_what_to_do(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After ten minutes, here less: nothing is written, exit code 2, for people and programs."""
    monkeypatch.setattr(locks, "PATIENCE", 0.12)
    with holding(site / LOCK, "time.sleep(60)") as other:
        refused = called("build", cwd=site)
        data = said_json(called("build", "--json", cwd=site))
        assert called("check", cwd=site).code == 0
    assert refused.code == 2
    assert refused.err == (
        f"feedgen-site: another build (process {other.pid}) is writing to public: waiting for it to end\n"
        f"public: another build (process {other.pid}) has been writing here for more than 0.002 minutes "
        "[output-busy]\n"
        "  hint: wait for it to end, or end it, and build again; this build has written nothing\n"
    )
    assert [problem["code"] for problem in data["problems"]] == ["output-busy"]
    assert not (site / "public").exists()
    # It was killed, and that is enough.
    assert called("build", cwd=site).code == 0
    assert not (site / LOCK).exists()


def test_many_builds_at_once_give_a_site_of_one_of_them(site: Path) -> None:
    """With drafts or without, over one cache: each ends well, and what stands there is no mixture."""
    wanted = []
    for words in ((), ("--drafts",)):
        assert called("build", *AS_OF, *words, "--cache", "", "--output", "alone", cwd=site).code == 0
        wanted.append(tree(site / "alone"))
    assert wanted[0].keys() < wanted[1].keys()
    for _ in range(3):
        builds = [begin(site, "build", *AS_OF, *words) for words in ((), ("--drafts",)) * 2]
        for build in builds:
            _, errors = build.communicate(timeout=60)
            assert build.returncode == 0
            assert all(": waiting for it to end" in line for line in errors.splitlines())
        assert tree(site / "public") in wanted
        # And what is kept tells the truth of it.
        for drafts, whole in enumerate(wanted):
            called("build", *AS_OF, *["--drafts"] * drafts, cwd=site)
            assert tree(site / "public") == whole


def test_a_build_waits_for_the_cache_of_another_output(site: Path) -> None:
    """What the other finds out need not be found out again; both builds are right."""
    (lock,) = cache_locks(site)
    with holding(lock, "time.sleep(0.5)") as other:
        done = called("build", *AS_OF, cwd=site)
    waiting = f"another build (process {other.pid}) is using {memo.DEFAULT_CACHE}: waiting for it to end"
    assert (done.code, done.err) == (0, f"feedgen-site: {waiting}\n")
    assert "1 published" in done.out
    assert len(list((site / memo.DEFAULT_CACHE).glob("*.sqlite3"))) == 1


@pytest.mark.parametrize("which", ["output", "cache"])
def test_what_is_edited_while_a_build_waits_is_built(site: Path, which: str) -> None:
    """A build is one of the moment when its turn comes, not of that when it began to wait."""
    put(site / "content/c.md", article("C"))
    lock = site / LOCK if which == "output" else cache_locks(site)[0]
    assert called("build", *AS_OF, cwd=site).code == 0
    put(site / "content/a.md", article("A, edited"))
    with holding(lock, "time.sleep(60)") as other:
        waiting = begin(site, "build", *AS_OF)
        assert waiting.stderr
        assert waiting.stderr.readline().endswith("waiting for it to end\n")
        put(site / "content/c.md", article("C, edited"))
        other.kill()
    _, errors = waiting.communicate(timeout=60)
    assert (waiting.returncode, errors) == (0, "")
    assert "C, edited" in (site / "public/index.html").read_text("utf-8")
    assert called("build", *AS_OF, "--cache", "", "--output", "fresh", cwd=site).code == 0
    assert tree(site / "public") == tree(site / "fresh")


def test_a_page_that_another_program_writes_meanwhile_is_no_longer_believed(site: Path) -> None:
    """Between the first look at the output and the turn of the build another one may write, and be killed."""
    assert called("build", *AS_OF, cwd=site).code == 0
    put(site / "content/a.md", article("A, edited"))
    with chdir(site):
        words = ["build", *AS_OF]
        found = memo.find(words)
        assert found
        since = memo.since(found, memo.look(found.folders, time.time_ns()), time.time())
        assert since
        assert since.edits
        assert since.holds()
        put(site / "public/passing", "")
        (site / "public/passing").replace(site / "public/feed.xml")
        assert not since.holds()


def test_what_a_build_left_is_known_also_where_an_article_came(site: Path) -> None:
    """What came is named, and the cache and the program are those of that build."""
    assert called("build", *AS_OF, cwd=site).code == 0
    put(site / "content/c.md", article("C"))
    with chdir(site):
        found = memo.find(["build", *AS_OF])
        assert found
        since = memo.since(found, memo.look(found.folders, time.time_ns()), time.time())
    assert since
    assert (since.edits, since.new) == ([], [os.path.join("content", "c.md")])
    assert since.left


def test_a_build_goes_on_without_a_cache_that_stays_in_use(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After ten minutes, here less: it says so, is right all the same, and leaves the cache alone."""
    assert called("build", *AS_OF, "--output", "before", cwd=site).code == 0
    (lock,) = cache_locks(site)
    kept = {file: file.read_bytes() for file in lock.parent.glob("*.sqlite3")}
    put(site / "content/a.md", article("A, edited"))
    monkeypatch.setattr(locks, "PATIENCE", 0.12)
    with holding(lock, "time.sleep(60)") as other:
        done = called("build", *AS_OF, cwd=site)
    assert done.code == 0
    still = f"another build (process {other.pid}) is still using {memo.DEFAULT_CACHE}: "
    assert done.err.endswith(f"{still}going on without what it holds\n")
    assert {file: file.read_bytes() for file in kept} == kept
    assert called("build", *AS_OF, "--cache", "", "--output", "fresh", cwd=site).code == 0
    assert tree(site / "public") == tree(site / "fresh")


def cache_locks(site: Path) -> list[Path]:
    """Name the locks of a site's cache, which a build with another output leaves behind its name."""
    called("check", cwd=site)
    return [file.with_suffix(".lock") for file in (site / memo.DEFAULT_CACHE).glob("*.sqlite3")]


def test_a_lock_lasts_as_long_as_a_process_that_was_forked_with_it(tmp_path: Path) -> None:
    """A worker may still be writing when the build that forked it has been killed."""
    file = tmp_path / "lock"
    fork = "child = os.fork() or time.sleep(0.6) or os._exit(0); os._exit(9)"
    with holding(file, fork) as parent:
        assert parent.wait(20) == 9
        waited: list[str] = []
        with locks.held(str(file), waited.append):
            assert waited == [f"another build (process {parent.pid})"]
    assert not file.exists()


def test_one_at_a_time_has_a_lock(tmp_path: Path) -> None:
    """Processes that take it and take its file away in turn never have it together."""
    counter = put(tmp_path / "counter", "0")
    command = [sys.executable, "-c", COUNTER, str(tmp_path / "lock"), str(counter)]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert counter.read_text() == "120"


@pytest.mark.parametrize("file", ["absent/lock", "folder"], ids=["no folder", "no file"])
def test_where_no_lock_can_be_there_is_none(tmp_path: Path, file: str) -> None:
    """Then nobody waits; what is wrong with the place is said by those who write there."""
    (tmp_path / "folder").mkdir()
    with locks.held(str(tmp_path / file), print), locks.held(str(tmp_path / file), print):
        pass


def test_the_lock_of_an_output_in_a_closed_folder_lies_within(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a web server's folder, where only that folder may be written; no trace of it stays."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A"))
    # Python may lie where nobody may look: all that a build imports is there before.
    assert called("build", cwd=tmp_path).code == 0
    with without_privileges() as folder:
        put(folder / "content/site.yaml", SITE)
        put(folder / "content/a.md", article("A"))
        put(folder / "srv/public/own.txt", "mine")
        (folder / "srv").chmod(0o555)
        output = folder / "srv/public"
        with publish.alone(str(output), print):
            assert (output / ".feedgen-site.lock").is_file()
            monkeypatch.setattr(locks, "PATIENCE", 0.06)
            assert called("build", "--output", str(output), cwd=folder).code == 2
        assert called("build", "--output", str(output), cwd=folder).code == 0
        assert not (output / ".feedgen-site.lock").exists()
        (folder / "srv").chmod(0o755)
