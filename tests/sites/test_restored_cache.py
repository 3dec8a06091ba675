"""A cache that comes from elsewhere, or cannot be used: the build is right, and says no nonsense."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from feedgen_site import memo
from tests.sites.newsroom import Newsroom
from tests.support import Run, called, put, small_disk, tree, umask, without_privileges

CACHE = memo.DEFAULT_CACHE
# In one process: another one, begun by a user who may read no package, would end at once.
AS_OF = ("--as-of", "2026-01-10", "--jobs", "1")
KNOWN = re.compile(r"^cache .*?  (\d+) known, (\d+) to make$", re.MULTILINE)
RENDERED = re.compile(r"^render .*?  (?:(\d+), )?(\d+) kept$", re.MULTILINE)


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """Build a site on the one machine, an hour ago."""
    folder = tmp_path / "there/site"
    folder.mkdir(parents=True)
    Newsroom(folder).begin()
    assert called("build", *AS_OF, cwd=folder).code == 0
    return folder


def moved(folder: Path, to: Path, *parts: str, how: str = "x") -> Path:
    """Pack parts of a folder as a pipeline does, and unpack them elsewhere under the usual umask."""
    to.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(["tar", "c", *parts], cwd=folder, capture_output=True, check=True).stdout
    with umask(0o022):
        # root would keep modes in any case; others do not
        subprocess.run(["tar", how, "--no-same-permissions"], cwd=to, input=packed, check=True)
    return to


def counts(done: Run) -> tuple[int, int]:
    """Say how many stories and pages were known, and how many had to be made."""
    assert done.code == 0, done.err
    found = KNOWN.search(done.err)
    assert found, done.err
    return int(found[1]), int(found[2])


def is_fresh(site: Path, output: str = "public") -> bool:
    """Say whether the output is that of a build from nothing."""
    assert called("build", *AS_OF, "--cache", "", "--output", "../fresh", cwd=site).code == 0
    return tree(site / output) == tree(site.parent / "fresh")


@pytest.mark.parametrize("how", ["x", "xm"], ids=["times kept", "all times new"])
def test_a_cache_that_a_pipeline_restores_is_used(there: Path, tmp_path: Path, how: str) -> None:
    """At another path, as other files: no story is made again, and all pages are as if built from nothing."""
    here = moved(there, tmp_path / "here/other", "content", CACHE, how=how)
    done = called("build", "-v", *AS_OF, cwd=here)
    assert counts(done) == (6, 0)
    assert set(re.sub(r"^\w+ +\d+\.\d\d s.*$", "", done.err, flags=re.MULTILINE)) <= {"\n"}
    assert is_fresh(here)


def test_a_restored_output_is_not_rendered_again(there: Path, tmp_path: Path) -> None:
    """With content, cache and output at another path; and after an edit only what shows it is."""
    here = moved(there, tmp_path / "here/other", "content", "public", CACHE)
    done = called("build", "-v", *AS_OF, cwd=here)
    assert "0 written" in done.out
    found = RENDERED.search(done.err)
    assert found is None or found[1] in (None, "0")
    story = here / "content/asia/b.md"
    put(story, story.read_text("utf-8").replace("Second", "Third"))
    done = called("build", *AS_OF, cwd=here)
    written = re.search(r"(\d+) written, (\d+) unchanged", done.out)
    assert written
    assert 0 < int(written[1]) < int(written[2])
    assert is_fresh(here)


@pytest.mark.skipif(not shutil.which("git"), reason="apt-get install git")
def test_a_cache_in_a_clone_is_not_used(there: Path, tmp_path: Path) -> None:
    """Git keeps no mode that says whose it is: every story is made again, and the cache is ours then."""
    for words in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"),
    ):
        subprocess.run(["git", *words], cwd=there, check=True)
    with umask(0o022):
        subprocess.run(["git", "clone", "-q", str(there), str(tmp_path / "clone")], check=True)
    assert list((tmp_path / "clone" / CACHE).glob("*.sqlite3"))
    assert counts(called("build", "-v", *AS_OF, cwd=tmp_path / "clone")) == (0, 6)
    assert is_fresh(tmp_path / "clone")


def spoilt(cache: Path, how: str) -> None:
    """Let the cache folder be something that cannot be used."""
    files = sorted(cache.iterdir())
    if how == "a closed folder":
        cache.chmod(0o555)
    elif how == "a folder that cannot be entered":
        cache.chmod(0)
    elif how == "a folder in place of its lock":
        for file in files:
            file.with_suffix(".lock").mkdir(exist_ok=True)
    elif how == "folders in place of its files":
        for file in files:
            file.unlink()
            file.mkdir()
    else:
        shutil.rmtree(cache)
        if how == "a file":
            put(cache, "no folder")
        else:
            cache.symlink_to("/nowhere/at/all")


@pytest.mark.parametrize(
    "how",
    ["a closed folder", "a folder that cannot be entered", "a folder in place of its lock",
     "folders in place of its files", "a file", "a link to nowhere"],
)  # fmt: skip
@pytest.mark.usefixtures("there")  # what is imported here can be read by root alone
def test_a_cache_that_cannot_be_used_costs_time_and_nothing_else(how: str) -> None:
    """The site is right, also after an edit, and nothing is said."""
    with without_privileges() as folder:
        site = folder / "site"
        site.mkdir()
        room = Newsroom(site).begin()
        assert called("build", *AS_OF, cwd=site).code == 0
        spoilt(site / CACHE, how)
        for title in ("Another", "Yet another"):
            room.set("asia/b", title=title)
            done = called("build", *AS_OF, cwd=site)
            assert (done.code, done.err) == (0, "")
            assert is_fresh(site)
        if not (site / CACHE).is_symlink():
            (site / CACHE).chmod(0o755)


@pytest.mark.parametrize("seed", range(16))
def test_a_cache_broken_at_any_place_is_mended(there: Path, seed: int) -> None:
    """Cut, with pages of zeros or noise, or exchanged: the next build is right, the one after has no work."""
    (file,) = (there / CACHE).glob("*.sqlite3")
    chance = random.Random(seed)
    data = bytearray(file.read_bytes())
    pages = len(data) // 4096
    place, other = (chance.randrange(pages) * 4096 for _ in range(2))
    match seed % 4:
        case 0:
            del data[chance.randrange(len(data)) :]
        case 1:
            data[place : place + 4096] = bytes(4096)
        case 2:
            data[place : place + 4096] = chance.randbytes(4096)
        case 3:
            data[place : place + 4096], data[other : other + 4096] = (
                data[other : other + 4096],
                data[place : place + 4096],
            )
    file.write_bytes(data)
    story = there / "content/asia/b.md"
    put(story, story.read_text("utf-8").replace("Second", "Third"))
    done = called("build", *AS_OF, cwd=there)
    assert (done.code, done.err) == (0, "")
    assert is_fresh(there)
    assert called("build", "-v", *AS_OF, cwd=there).out.count(" 0 written") == 1


@pytest.mark.parametrize("cache", [CACHE, "../disk/cache"], ids=["cache elsewhere", "cache there"])
def test_a_disk_with_little_room_left_takes_whole_files_alone(tmp_path: Path, cache: str) -> None:
    """A disk that fills up sooner or later in a build: what failed is named, and each file is whole.

    Where the cache is there, too, it gives way.
    """
    site = tmp_path / "site"
    site.mkdir()
    room = Newsroom(site).begin()
    words = ("build", *AS_OF, "--output", "../disk/public", "--cache", cache)
    with small_disk(tmp_path / "disk", "4m") as disk:
        assert called(*words, cwd=site).code == 0
        ended = []
        for number, left in enumerate((0, 2, 5, 40, 400)):
            old = tree(disk / "public")
            room.set("asia/b", title=f"Title {number}")
            room.configure("footer", f"Footer {number}")
            assert called(*words[:3], "--cache", "", "--output", "../fresh", cwd=site).code == 0
            ballast = put(disk / "ballast", bytes((os.statvfs(disk).f_bavail - left) * 4096))
            done = called(*words, cwd=site)
            ended.append(done.code)
            assert done.code == 0 or "No space left on device [write-failed]" in done.err
            new = tree(tmp_path / "fresh")
            found = {path: data for path, data in tree(disk / "public").items() if path[0] != "."}
            assert all(data in (old.get(path), new.get(path)) for path, data in found.items())
            ballast.unlink()
            assert called(*words, cwd=site).code == 0
            assert tree(disk / "public") == new
        assert ended[0] == (1 if cache == CACHE else 0)
        assert ended[-1] == 0
