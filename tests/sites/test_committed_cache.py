"""A cache that a stranger wrote and put into the project: it is not used, and nothing happens through it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest

from feedgen_site.text import digest
from tests.support import SITE, article, built, published, put, tree, umask

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes mean nothing here")
SCRIPT = "<script>alert(1)</script>"


def the_file(folder: Path) -> Path:
    """Give the one database of a cache."""
    (found,) = folder.glob("cache/*.sqlite3")
    return found


def forged(folder: Path) -> Path:
    """Build a site, and put a script into the story that its cache holds, with a checksum that fits."""
    put(folder / "content/site.yaml", SITE)
    put(folder / "content/a.md", article("A"))
    published(folder)
    with closing(sqlite3.connect(the_file(folder))) as database:
        key, body = database.execute("SELECT key, body FROM story JOIN body USING (path)").fetchone()
        changed = body.replace("The story called A", SCRIPT)
        assert changed != body
        database.execute("UPDATE body SET body = ?, sum = ?", (changed, digest(key, changed)))
        database.commit()
    shutil.rmtree(folder / "public")
    return folder


def is_forged(folder: Path) -> bool:
    """Build, and say whether the script came into a page."""
    return any(SCRIPT.encode() in data for data in published(folder).values())


@pytest.mark.parametrize("mode", [0o644, 0o664, 0o666, 0o640, 0o755, 0o700 | 0o005])
def test_a_cache_from_a_checkout_is_not_used(tmp_path: Path, mode: int) -> None:
    """With the modes that Git gives a file under the usual umasks: the story is made again from its text."""
    the_file(forged(tmp_path)).chmod(mode)
    assert not is_forged(tmp_path)


def test_the_forgery_is_a_real_one(tmp_path: Path) -> None:
    """Private, as only its owner makes it, the same file is taken for ours: a checksum is no signature."""
    the_file(forged(tmp_path)).chmod(0o600)
    assert is_forged(tmp_path)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_our_own_is_private_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    """It holds drafts and stories under embargo; and what is private is used again."""
    put(tmp_path / "content/a.md", article("A"))
    with umask(mask):
        built(tmp_path)
    file = the_file(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    inode = file.stat().st_ino
    built(tmp_path)
    assert file.stat().st_ino == inode


@pytest.mark.parametrize("suffix", ["", "-journal", "-wal"])
def test_a_link_in_its_place_leads_nowhere(tmp_path: Path, suffix: str) -> None:
    """A symlink to somebody else's database is replaced; the other stays, byte for byte."""
    put(tmp_path / "content/a.md", article("A"))
    built(tmp_path)
    file = the_file(tmp_path)
    victim = tmp_path / "victim.sqlite3"
    with closing(sqlite3.connect(victim)) as database:
        database.execute("CREATE TABLE mine (x)")
        database.commit()
    victim.chmod(0o600)
    before = victim.read_bytes()
    place = file.with_name(file.name + suffix)
    place.unlink(missing_ok=True)
    place.symlink_to(victim)
    assert built(tmp_path).exit_code == 0
    assert victim.read_bytes() == before
    assert not place.is_symlink()


def journal_of(database: bytes, page_size: int = 4096) -> bytes:
    """Write the journal that turns any database into this one (SQLite's file format, section 3)."""
    pages = [database[at : at + page_size] for at in range(0, len(database), page_size)]
    header = bytes.fromhex("d9d505f920a163d7") + struct.pack(">5I", len(pages), 0, len(pages), 512, page_size)
    journal = header.ljust(512, b"\0")
    for number, page in enumerate(pages, start=1):
        journal += struct.pack(">I", number) + page + struct.pack(">I", sum(page[page_size - 200 : 0 : -200]))
    return journal


@pytest.mark.parametrize("mode", [0o644, 0o600])
def test_a_journal_from_a_checkout_is_not_played_back(tmp_path: Path, mode: int) -> None:
    """SQLite would write a stranger's journal into our own database unasked; a private one shows that."""
    folder = forged(tmp_path)
    file = the_file(folder)
    forgery = file.read_bytes()
    file.unlink()
    published(folder)
    shutil.rmtree(folder / "public")
    journal = file.with_name(f"{file.name}-journal")
    journal.write_bytes(journal_of(forgery))
    journal.chmod(mode)
    assert is_forged(folder) is (mode == 0o600)


def test_a_strangers_output_folder_forges_no_page(tmp_path: Path) -> None:
    """A page that came with the project, and a record that calls it ours, are replaced by what is planned."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A"))
    honest = published(tmp_path)
    put(tmp_path / "public/2026/01/a/index.html", SCRIPT)
    shutil.rmtree(tmp_path / "cache")
    assert published(tmp_path) == honest
    assert tree(tmp_path / "public") == honest
