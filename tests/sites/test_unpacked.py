"""An output folder that a pipeline packed and unpacked: it is believed by size and time, and read where these
do not tell. The site is always that of a build from nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from feedgen_site import memo
from feedgen_site.model import Stamp
from feedgen_site.publish import MANIFEST
from feedgen_site.publish.unpacking import as_packed
from tests.sites.newsroom import PICTURES, Newsroom
from tests.sites.test_progress import stages
from tests.support import called, edit, put, tree

AS_OF = ("--as-of", "2026-01-10", "--jobs", "1")
SECOND = 1_000_000_000
WHEN = 1_700_000_000 * SECOND + 123_456_789
LAST = ("feed.xml", "rss.xml", "404.html")


def built(site: Path) -> dict[str, str]:
    """Build, hold the output to that of a build from nothing, and give its stages."""
    done = called("build", "-v", *AS_OF, cwd=site)
    assert done.code == 0, done.err
    assert called("build", *AS_OF, "--cache", "", "--output", "../fresh", cwd=site).code == 0
    assert tree(site / "public") == tree(site.parent / "fresh")
    shutil.rmtree(site.parent / "fresh")
    return stages(done.err)


def hashed(told: dict[str, str]) -> int:
    """Say how many files of the output had to be read, and that nothing had to be planned."""
    assert "plan" not in told
    found = re.search(r"(\d+) hashed$", told["revise"])
    return int(found[1]) if found else 0


def change(site: Path, old: str, new: str) -> None:
    """Edit a story; no other one is made again for that."""
    edit(site / "content/asia/b.md", old, new)


def outputs(site: Path) -> list[Path]:
    """List the published files."""
    return [file for file in sorted((site / "public").rglob("*")) if file.is_file() and file.name != MANIFEST]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Build a site of which some files were written last, the others long before."""
    site = tmp_path / "there/site"
    site.mkdir(parents=True)
    room = Newsroom(site).begin()
    room.set("f", body="It has [notes](/asia/notes.pdf). They are long, and nobody has read them.")
    for name in ("asia/notes.pdf", "asia/unseen.pdf", "static/logo.svg"):
        room.aged(put(site / "content" / name, "<svg/>"))
    built(site)
    for number, file in enumerate(outputs(site)):
        time = (WHEN if file.name in LAST else WHEN - 3600 * SECOND) + number
        os.utime(file, ns=(time, time))
    assert hashed(built(site)) == len(outputs(site))
    return site


def unpacked(site: Path, form: str = "pax") -> Path:
    """Pack cache and output as a pipeline does, and unpack them beside a new checkout."""
    command = ["tar", "c", f"--format={form}", memo.DEFAULT_CACHE, "public"]
    packed = subprocess.run(command, cwd=site, capture_output=True, check=True)
    here = site.parent.parent / "here/site"
    shutil.copytree(site / "content", here / "content", copy_function=shutil.copyfile)
    subprocess.run(["tar", "x"], cwd=here, input=packed.stdout, check=True)
    return here


@pytest.mark.parametrize("form", ["pax", "ustar"])
def test_what_kept_its_time_is_not_read(site: Path, form: str) -> None:
    """But for what was written last; in an archive of whole seconds nothing has kept its time."""
    here = unpacked(site, form)
    last = [file for file in outputs(here) if file.name in LAST]
    change(here, "Second", "Third")
    assert hashed(built(here)) == len(last if form == "pax" else outputs(here))
    assert 0 < len(last) < len(outputs(here)) / 2
    change(here, "Third", "Fourth")
    assert hashed(built(here)) == 0


def altered(file: Path, data: bytes, time: int | None = None) -> None:
    """Put a file with other bytes in the place of one, with this time if one is given."""
    # While both are there they have two inodes.
    other = put(file.with_name("other"), data)
    if time is not None:
        os.utime(other, ns=(time, time))
    other.replace(file)


@pytest.mark.parametrize("how", ["now", "a nanosecond later", "that second", "longer"])
def test_what_was_altered_is_mended(site: Path, how: str) -> None:
    """By its time or its size it is not the file that was packed; so it is, too, with an edit."""
    here = unpacked(site)
    file = here / "public/opml.xml"
    data, time = file.read_bytes(), file.stat().st_mtime_ns
    match how:
        case "now":
            altered(file, data.swapcase())
        case "a nanosecond later":
            altered(file, data.swapcase(), time + 1)
        case "that second":
            altered(file, data.swapcase(), time // SECOND * SECOND)
        case "longer":
            altered(file, data + b"\n", time)
    change(here, "Second", "Third")
    built(here)


def test_the_output_of_another_build_is_not_believed(site: Path) -> None:
    """Beside this cache lies what another cache has written, file by file of the same size and time."""
    times = {file: file.stat().st_mtime_ns for file in outputs(site)}
    (site / memo.DEFAULT_CACHE).rename(site / "kept")
    change(site, "Second", "Secant")
    built(site)
    shutil.rmtree(site / memo.DEFAULT_CACHE)
    (site / "kept").rename(site / memo.DEFAULT_CACHE)
    for file, time in times.items():
        os.utime(file, ns=(time, time))
    here = unpacked(site)
    change(here, "Secant", "Second")
    built(here)


def test_where_nothing_was_unpacked_another_file_shows_whatever_its_time(site: Path) -> None:
    """Somebody put it in the place of ours, and set its time back."""
    file = site / "public/opml.xml"
    altered(file, file.read_bytes().swapcase(), file.stat().st_mtime_ns)
    assert "plan" in built(site)


def test_what_was_altered_while_it_was_written_is_mended(site: Path) -> None:
    """A clock ticks some hundred times a second: of the last files no time tells that nothing came after."""
    file = site / "public/404.html"
    altered(file, file.read_bytes().swapcase(), file.stat().st_mtime_ns)
    built(unpacked(site))


@pytest.mark.parametrize("name", ["asia/p.gif", "asia/notes.pdf", "static/logo.svg"])
def test_another_picture_or_file_of_the_same_size_is_published(site: Path, name: str) -> None:
    """A checkout gives each file a new time, so what it holds is compared."""
    here = unpacked(site)
    file = here / "content" / name
    put(file, PICTURES[1] if name.endswith(".gif") else "<SVG/>")
    change(here, "Second", "Third")
    assert "plan" in built(here)
    os.utime(file)
    change(here, "Third", "Fourth")
    assert hashed(built(here)) == 0


def test_of_a_file_that_nobody_is_shown_the_content_does_not_count(site: Path) -> None:
    """It can be another one, as long as there is one."""
    here = unpacked(site)
    put(here / "content/asia/unseen.pdf", "<SVG/>")
    hashed(built(here))
    (here / "content/asia/unseen.pdf").unlink()
    assert "plan" in built(here)


def test_a_file_system_that_keeps_whole_seconds_says_nothing() -> None:
    """Of such a file neither is said that it was packed as it was written."""
    for fraction, expected in ((1, ("a",)), (0, ())):
        known = {"a": Stamp(1, WHEN // SECOND * SECOND + fraction, 1), "b": Stamp(1, WHEN + 3 * SECOND, 2)}
        assert as_packed(known, (), {"a": replace(known["a"], inode=9)}) == expected
