"""A new story makes again what shows it; of a feed its own entries alone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from feedgen_site import build as builds
from feedgen_site.build import Options
from tests.support import AS_OF, SITE, Heard, article, put, tree

RULES = "feeds: {digest: [daily, weekly], archive: month, entries: 2, content: full}\n"
DAYS = ("2025-11-03", "2025-11-04", "2026-01-02", "2026-01-03", "2026-01-03", "2026-01-04")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Make and build a site of six stories of two months, with whole texts in its feeds."""
    put(tmp_path / "content/site.yaml", f"{SITE}{RULES}")
    for number, day in enumerate(DAYS):
        story(tmp_path, f"s{number}", day)
    build(tmp_path)
    return tmp_path


def story(folder: Path, name: str, day: str, **fields: str) -> None:
    """Write an article."""
    put(folder / f"content/{name}.md", article(f"Story {name}", date=day, body=f"Text of {name}.", **fields))


def build(folder: Path) -> list[str]:
    """Build, hold the output to that of a build from nothing, and name the stages that were entered."""
    heard = Heard()
    options = Options(content=str(folder / "content"), output=str(folder / "public"), as_of=AS_OF,
                      cache=str(folder / "cache"), jobs=1)  # fmt: skip
    assert builds.build(options, heard).exit_code == 0
    builds.build(Options(content=options.content, output=str(folder / "fresh"), as_of=AS_OF, jobs=1))
    assert tree(folder / "public") == tree(folder / "fresh")
    return heard.names


def without_bodies(folder: Path, *names: str) -> None:
    """Take from the cache the texts of these stories: a build that asks for one begins again without it."""
    (file,) = (folder / "cache").glob("*.sqlite3")
    with closing(sqlite3.connect(file)) as database, database:
        gone = database.executemany("DELETE FROM body WHERE path = ?", [(f"{name}.md",) for name in names])
        assert gone.rowcount == len(names)


def test_entries_that_stay_are_not_made_again(site: Path) -> None:
    """Neither in the head, when one is added, nor in an archive, when one is withdrawn from it."""
    without_bodies(site, "s0", "s1", "s2", "s3", "s4", "s5")
    story(site, "s6", "2026-01-05")
    assert build(site).count("cache") == 1
    (site / "content/s0.md").unlink()
    assert build(site).count("cache") == 1


def test_entries_stay_known_after_an_edit(site: Path) -> None:
    """What is exchanged in a document is known as well as what it was written with."""
    put(site / "content/s3.md", (site / "content/s3.md").read_text("utf-8").replace("Text", "Words"))
    assert "plan" not in build(site)
    # The next plan makes the pages again that a revision made.
    without_bodies(site, "s0", "s1", "s2", "s4", "s5")
    story(site, "s6", "2026-01-05")
    assert build(site).count("cache") == 1


def test_what_was_altered_is_not_taken_for_our_own(site: Path) -> None:
    """Not even where the file has its size and time still."""
    for name in ("feed.xml", "rss.xml", "feed.json", "archive/2025-11.xml"):
        file = site / "public" / name
        stamp, data = file.stat(), file.read_bytes()
        file.write_bytes(data.replace(b"Text of s", b"Lies of s"))
        os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        assert file.read_bytes() != data
    story(site, "s6", "2026-01-05")
    (site / "content/s0.md").unlink()
    build(site)
