"""Files that change while they are read, and disks that are full, closed or small."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.sites.judges import Runs, mistakes_in, whole
from tests.support import SITE, article, built, codes, put, run, small_disk, tree, without_privileges

PAGE = "2026/01/b/index.html"
WORDS = "Another sentence of an article that has no end is written here, and it says little. "


# What half of an article, or none of it, may be called.
HALF_WRITTEN = frozenset(
    "unreadable unclosed-front-matter yaml-syntax no-date no-headline empty-article".split()
)


@dataclass
class Restless:
    """Changes a file again and again while the block runs: other words, half of them, none, gone."""

    file: Path
    stop: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            text = article(f"Number {number}", body=WORDS * (1 + number % 5))
            self.file.write_text(text, "utf-8")
            self.file.write_text(text[: len(text) // 2], "utf-8")
            self.file.unlink()
        self.file.write_text(article("At rest", body=WORDS), "utf-8")


@contextmanager
def restless(file: Path) -> Iterator[None]:
    """Keep a file changing; at the end it rests."""
    change = Restless(file)
    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield
    finally:
        change.stop.set()
        thread.join()


def test_a_file_that_changes_while_it_is_read_is_never_kept_in_an_old_state(tmp_path: Path) -> None:
    """Each build ends with a whole site or a named problem; once it rests, the site is that of its words."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A"))
    ended_well = set()
    with restless(tmp_path / "content/b.md"):
        for _ in range(25):
            outcome = built(tmp_path)
            ended_well.add(outcome.exit_code)
            assert set(codes(outcome)) <= HALF_WRITTEN
            if (tmp_path / "public").exists():
                assert whole(tmp_path / "public")
    assert 0 in ended_well
    assert built(tmp_path).exit_code == 0
    fresh = built(tmp_path, cache="", output="fresh")
    assert fresh.exit_code == 0
    assert tree(tmp_path / "public") == tree(tmp_path / "fresh")
    assert Runs(tree(tmp_path / "public")[PAGE]).headlines == ["At rest"]


def test_a_picture_that_may_not_be_copied_is_named() -> None:
    """A picture that cannot be read when its turn comes is named, and nothing half done stands anywhere."""
    with without_privileges() as folder:
        put(folder / "content/site.yaml", SITE)
        put(folder / "content/b.md", article("B", image="p.png"))
        put(folder / "content/p.png", "pixels").chmod(0)
        outcome = built(folder, cache="")
        assert (outcome.exit_code, codes(outcome)) == (1, ["read-failed"])
        assert "p.png" in outcome.problems[0].path
        assert not (folder / "public").exists()
        (folder / "content/p.png").chmod(0o600)
        assert built(folder, cache="").exit_code == 0


def test_an_article_that_may_not_be_read_leaves_the_site_as_it_was() -> None:
    """The story may be live: an error that names it, and not one page changes."""
    with without_privileges() as folder:
        put(folder / "content/site.yaml", SITE)
        put(folder / "content/a.md", article("A"))
        secret = put(folder / "content/b.md", article("B"))
        built(folder)
        before = tree(folder / "public")
        put(folder / "content/a.md", article("A, edited"))
        secret.chmod(0)
        os.utime(secret, (1, 1))
        outcome = built(folder)
        assert (outcome.exit_code, codes(outcome)) == (1, ["unreadable"])
        assert outcome.problems[0].path == str(folder / "content/b.md")
        assert tree(folder / "public") == before


@pytest.mark.parametrize("mode", [0o000, 0o444], ids=["not listed", "listed only"])
def test_a_folder_that_may_not_be_entered_leaves_the_site_as_it_was(mode: int) -> None:
    """Its stories may be live: an error that names it or them, and not one page changes."""
    with without_privileges() as folder:
        put(folder / "content/site.yaml", SITE)
        put(folder / "content/a.md", article("A"))
        put(folder / "content/news/b.md", article("B"))
        assert built(folder, cache="").exit_code == 0
        before = tree(folder / "public")
        (folder / "content/news").chmod(mode)
        outcome = built(folder, cache="")
        (folder / "content/news").chmod(0o755)
        assert (outcome.exit_code, codes(outcome)) == (1, ["unreadable"])
        assert outcome.problems[0].path.startswith(str(folder / "content/news"))
        assert tree(folder / "public") == before


@pytest.mark.parametrize("closed", ["public", "public/2026/01", "."])
def test_an_output_that_may_not_be_written_is_named(closed: str) -> None:
    """The folder, one below it, or the one it is to be made in: a line, and every file there is whole."""
    with without_privileges() as folder:
        put(folder / "content/site.yaml", SITE)
        put(folder / "content/a.md", article("A"))
        put(folder / "content/c.md", article("C"))
        if closed != ".":
            built(folder, cache="")
        before = tree(folder / "public")
        put(folder / "content/b.md", article("B"))
        (folder / "content/c.md").unlink()
        (folder / closed).chmod(0o555)
        outcome = built(folder, cache="")
        after = tree(folder / "public")
        (folder / closed).chmod(0o755)
        assert (outcome.exit_code, codes(outcome)) == (1, ["write-failed"])
        assert "writable" in outcome.problems[0].hint
        assert before.keys() <= after.keys() | {"2026/01/b/index.html"}
        assert mistakes_in(after) == []
        assert built(folder, cache="").exit_code == 0
        assert whole(folder / "public") or closed == "."


def test_a_disk_that_fills_up_in_the_middle_leaves_whole_files(tmp_path: Path) -> None:
    """The real command on a really full disk: what failed is named, and what stands there is whole."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A"))
    with small_disk(tmp_path / "disk", "256k") as disk:
        words = ("build", "--output", str(disk / "public"), "--as-of", "2026-01-10")
        assert run(*words, cwd=tmp_path).code == 0
        before = tree(disk / "public")
        put(tmp_path / "content/b.md", article("B", body=(WORDS * 5 + "\n\n") * 300))
        full = run(*words, cwd=tmp_path)
        assert (full.code, "Traceback" in full.err) == (1, False)
        assert "cannot be written: No space left on device [write-failed]" in full.err
        assert "hint: make room on the disk and build again" in full.err
        assert re.match(r"1 error\n(some|\d+) of \d+ files written; each file is whole, ", full.out)
        after = tree(disk / "public")
        assert after.keys() >= before.keys()
        assert mistakes_in(after) == []
        (tmp_path / "content/b.md").unlink()
        assert run(*words, cwd=tmp_path).code == 0
        assert tree(disk / "public") == before
        assert whole(disk / "public")


def test_a_first_build_on_a_full_disk_shows_nothing(tmp_path: Path) -> None:
    """No half of a site ever stands at the output path."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/b.md", article("B", body=(WORDS * 5 + "\n\n") * 300))
    with small_disk(tmp_path / "disk", "128k") as disk:
        full = run("build", "--output", str(disk / "public"), "--as-of", "2026-01-10", cwd=tmp_path)
        assert (full.code, "[write-failed]" in full.err) == (1, True)
        assert list(disk.iterdir()) == []


def test_a_cache_on_a_full_disk_costs_time_and_nothing_else(tmp_path: Path) -> None:
    """The site is built all the same, and the same."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/b.md", article("B", body=(WORDS * 5 + "\n\n") * 300))
    with small_disk(tmp_path / "disk", "16k") as disk:
        for _ in range(2):
            done = run("build", "--cache", str(disk / "cache"), "--as-of", "2026-01-10", cwd=tmp_path)
            assert (done.code, done.err) == (0, "")
    assert built(tmp_path, cache="", output="other").exit_code == 0
    assert tree(tmp_path / "public") == tree(tmp_path / "other")
