"""What a command does not need it does not import: an edit of one word waits for nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from feedgen_site.cli import parser
from tests.support import SITE, article, edit, put, run
from tests.test_docs import commands_of

# With these a process can build.
BUILDING = frozenset("babel feedgen_site.build jinja2 lxml markdown_it nh3 sqlite3 yaml".split())
# What clusters, the network, pictures, mistakes and first builds take, and an edit of a word does not.
NOT_FOR_A_WORD = frozenset(
    (
        "PIL asyncio brotli concurrent.futures css_inline difflib email http http.client "
        "importlib.metadata multiprocessing socket ssl subprocess urllib.request uuid xml.sax "
        "feedgen_site.checking feedgen_site.cluster feedgen_site.hosting feedgen_site.imaging "
        "feedgen_site.indexing feedgen_site.keypoints.evidence feedgen_site.letters feedgen_site.pictures "
        "feedgen_site.pages.kinds feedgen_site.plan.planner feedgen_site.printing feedgen_site.robots "
        "feedgen_site.schedule feedgen_site.serve feedgen_site.state.comparison "
        "feedgen_site.state.difference feedgen_site.writing"
    ).split()
)


def imported(folder: Path, *arguments: str) -> set[str]:
    """Run `feedgen-site`, whatever its exit code, and give the names of all modules that it imported."""
    command = [sys.executable, "-X", "importtime", "-m", "feedgen_site", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))


@pytest.mark.parametrize("words", ["--version", "--help", "build --help", "build --jobs 0", "bild"])
def test_what_builds_nothing_imports_no_build(tmp_path: Path, words: str) -> None:
    """Help and mistakes of usage are answered at once."""
    names = imported(tmp_path, *words.split())
    assert "argparse" in names
    assert names & BUILDING == set()


def test_a_command_is_parsed_without_the_others() -> None:
    """And says of itself what it says among them."""
    for name, command in commands_of(parser.make()).items():
        alone = commands_of(parser.make([name, "--jobs", "2"]))
        assert list(alone) == [name]
        assert alone[name].format_help() == command.format_help()


def test_an_edit_of_a_word_imports_only_what_it_needs(tmp_path: Path) -> None:
    """A story, its page and the feeds that show it are made; none of what else a build may take is there."""
    body = "".join(f"This is sentence {number} of a text that has some. " for number in range(9))
    put(tmp_path / "content/site.yaml", f"{SITE}points: {{ranker: lead}}\n")
    put(tmp_path / "content/asia/one.md", article("One"))
    file = put(tmp_path / "content/asia/two.md", article("Two", body=body, author="Kim", tags="[a, b]"))
    before = time.time() - 3600
    for path in tmp_path.rglob("*.*"):
        os.utime(path, (before, before))
    first = imported(tmp_path, "build")
    assert first >= BUILDING
    assert "feedgen_site.writing" in first
    edit(file, "sentence 8", "sentence eight")
    names = imported(tmp_path, "build")
    assert names >= BUILDING
    assert names & NOT_FOR_A_WORD == set()
    for changed in ("2026/01/two/index.html", "feed.xml", "section/asia/feed.json"):
        assert "sentence eight" in (tmp_path / "public" / changed).read_text("utf-8")
    assert "0 written" in run("build", cwd=tmp_path).out
