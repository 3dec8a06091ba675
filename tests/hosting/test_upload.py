"""The script of docs/publishing.md that uploads only what changed, as it stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import ROOT, SITE, article, edit, put, times, tree

BASE = "https://test.example/news/"
LONG = "A sentence of a long story that is worth to be compressed. " * 40


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with the script of the documentation beside it, published once."""
    for program in ("jq", "rsync"):
        if shutil.which(program) is None:
            pytest.skip(f"no {program}: apt-get install {program}")
    text = (ROOT / "docs/publishing.md").read_text("utf-8").partition("## Uploading only what changed\n")[2]
    script = re.search(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert script
    put(tmp_path / "publish.sh", script[1])
    put(tmp_path / "bin/feedgen-site", f'#!/bin/sh\nexec {sys.executable} -m feedgen_site "$@"\n').chmod(
        0o755
    )
    put(tmp_path / "content/site.yaml", SITE + "precompress: gzip\n")
    for name in ("one", "two", "three"):
        put(tmp_path / f"content/asia/{name}.md", article(name.title(), body=LONG))
    (tmp_path / "server").mkdir()
    publish(tmp_path)
    return tmp_path


def publish(site: Path, *, wrong: bool = False) -> set[str]:
    """Run the script into the folder `server`, and give the addresses that it prints."""
    done = subprocess.run(
        ["sh", "publish.sh", "server", BASE],
        cwd=site, env={**os.environ, "PATH": f"{site}/bin:{os.environ['PATH']}"},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode != 0) == wrong, done.stderr
    return set(done.stdout.split())


def is_published(site: Path) -> bool:
    """Say whether the server holds the site, and nothing else."""
    return tree(site / "server") == tree(site / "public")


def test_the_first_run_uploads_everything(site: Path) -> None:
    """The folders are equal; the record of what is ours stays at home."""
    assert is_published(site)
    assert not list((site / "server").glob(".feedgen-site*"))


def test_an_edit_uploads_what_it_changed_and_nothing_else(site: Path) -> None:
    """A changed story and a new one; other files keep their time. What is to be purged is printed."""
    before = times(site / "server")
    edit(site / "content/asia/two.md", "title: ", "standfirst: Another one.\ntitle: ")
    put(site / "content/asia/سفر.md", article("سفر", body=LONG))
    purged = publish(site)
    assert is_published(site)
    after = times(site / "server")
    assert before["2026/01/three/index.html.gz"] == after["2026/01/three/index.html.gz"]
    assert {f"{BASE}2026/01/two/", f"{BASE}feed.xml", BASE, f"{BASE}2026/01/%D8%B3%D9%81%D8%B1/"} <= purged
    assert not [url for url in purged if "three" in url or "index.html" in url or url.endswith(".gz")]
    assert publish(site) == set()


def test_what_is_gone_is_taken_away_and_purged(site: Path) -> None:
    """With its compressed form."""
    (site / "content/asia/one.md").unlink()
    purged = publish(site)
    assert is_published(site)
    assert not list((site / "server").rglob("one/*"))
    assert f"{BASE}2026/01/one/" in purged


def lose(site: Path) -> None:
    """Let the upload of an edit fail half-way."""
    target = site / "server"
    target.rename(site / "away")
    put(site / "server", "a file where the folder was")
    edit(site / "content/asia/two.md", "title: ", "standfirst: Another one.\ntitle: ")
    publish(site, wrong=True)
    (site / "server").unlink()
    (site / "away").rename(target)


def spoil(site: Path) -> None:
    """Let the build fail for an article without a title or text, and mend it; another changes meanwhile."""
    put(site / "content/asia/bad.md", "---\ndate: 2026-99-99\n---\nx\n")
    (site / "content/asia/one.md").unlink()
    publish(site, wrong=True)
    (site / "content/asia/bad.md").unlink()


@pytest.mark.parametrize("harm", [lose, spoil])
def test_a_run_that_failed_is_made_up_for_by_the_next(site: Path, harm: Callable[[Path], None]) -> None:
    """Whatever it had done: then everything is compared, once."""
    harm(site)
    assert (site / "publishing.unfinished").exists()
    publish(site)
    assert is_published(site)
    assert not (site / "publishing.unfinished").exists()
