"""A build for which nothing has changed: it says so at once, and never when something has."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import chdir
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedgen_site import memo
from tests.support import SITE, Run, article, called, put, run, tree

# What a build that does something cannot do without.
HEAVY = ("feedgen_site.cli", "argparse", "jinja2", "lxml", "markdown_it", "yaml", "sqlite3", "dataclasses")
# What -v tells besides: the stages of a whole build, and that there were none.
STAGES = re.compile(r"^[a-z]+ +\d+\.\d\d s.*\n", re.MULTILINE)
QUICK = re.compile(r"^nothing changed .*: none was read\n", re.MULTILINE)
SECONDS = re.compile(r"(?<=in )\d+\.\d\d(?= s)")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Write a site of two stories, a draft, a file and an override, last changed an hour ago; build it."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/asia/one.md", article("One", body="![It](one.png) is here."))
    put(tmp_path / "content/asia/one.png", "pixels")
    put(tmp_path / "content/asia/two.md", article("Two"))
    put(tmp_path / "content/asia/draft.md", article("Draft", draft="true"))
    put(tmp_path / "templates/_footer.html", "<footer>mine</footer>\n")
    age(tmp_path)
    assert run("build", cwd=tmp_path).code == 0
    return tmp_path


def age(folder: Path) -> None:
    """Let all that a build reads be an hour old, so that stamps alone tell of a change."""
    before = time.time() - 3600
    for part in ("content", "templates"):
        for file in (folder / part).rglob("*"):
            os.utime(file, (before, before))


def imported(folder: Path, *arguments: str) -> set[str]:
    """Build, and give the names of all modules that the process imported."""
    command = [sys.executable, "-X", "importtime", "-m", "feedgen_site", "build", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))


def is_quick(folder: Path, *arguments: str) -> bool:
    """Say whether a build ended without what every real one imports."""
    names = imported(folder, *arguments)
    return not any(name in names for name in HEAVY)


def test_nothing_changed_imports_next_to_nothing(site: Path) -> None:
    """Neither templates, Markdown, YAML, the database nor the command line's own parser."""
    assert is_quick(site)
    assert is_quick(site)


def test_one_of_thousands_of_outputs_is_missed(tmp_path: Path) -> None:
    """They are looked at by a copy of the process, also while an edit is brought to the site."""
    put(tmp_path / "content/site.yaml", SITE)
    story = put(tmp_path / "content/asia/one.md", article("One"))
    for number in range(memo._MANY):
        put(tmp_path / f"content/static/{number}.txt", "as it was")
    age(tmp_path)
    run("build", cwd=tmp_path)
    assert is_quick(tmp_path)
    last, page = tmp_path / f"public/{memo._MANY - 1}.txt", tmp_path / "public/index.html"
    last.unlink()
    run("build", cwd=tmp_path)
    assert last.read_text() == "as it was"
    last.write_text("otherwise")
    story.write_text(article("Two"))
    run("build", cwd=tmp_path)
    assert last.read_text() == "as it was"
    assert "Two" in page.read_text()
    story.write_text(article("Three"))
    run("build", cwd=tmp_path)
    assert "Three" in page.read_text()
    assert is_quick(tmp_path)


def test_nothing_changed_says_what_a_whole_build_says(site: Path) -> None:
    """Counts, drafts, warnings and the last line; only the seconds differ."""
    put(site / "content/asia/three.md", article("Three", body="See [it](nowhere.md)."))
    age(site)
    for extra in ([], ["-v"]):
        first, second, third = (run("build", *extra, cwd=site) for _ in range(3))
        assert "0 written" in second.out
        assert "broken-link" in second.err
        assert second.err == third.err
        assert STAGES.sub("", first.err) == QUICK.sub("", second.err)
        assert bool(extra) == bool(STAGES.search(first.err)) == bool(QUICK.search(second.err))
        (site / ".cache/feedgen-site").rename(site / f"cache-{len(extra)}")
        whole = run("build", *extra, cwd=site)
        assert SECONDS.sub("", whole.out) == SECONDS.sub("", second.out) == SECONDS.sub("", third.out)


def test_nothing_changed_says_the_same_to_programs(site: Path) -> None:
    """`--json` lists every file as unchanged."""
    first, second = (json.loads(run("build", "--json", cwd=site).out) for _ in range(2))
    assert is_quick(site, "--json")
    assert second.pop("seconds") < 60
    del first["seconds"]
    assert second == first
    assert second["written"] == []
    assert set(second["unchanged"]) == set(tree(site / "public"))


Change = Callable[[Path], object]

CHANGES: dict[str, Change] = {
    "an edit": lambda site: put(site / "content/asia/two.md", article("Two, again")),
    "a new story": lambda site: put(site / "content/asia/new.md", article("New")),
    "a story gone": lambda site: (site / "content/asia/two.md").unlink(),
    "a story moved": lambda site: (site / "content/asia/two.md").rename(site / "content/asia/zwei.md"),
    "another picture": lambda site: put(site / "content/asia/one.png", "other pixels"),
    "a setting": lambda site: put(site / "content/site.yaml", SITE.replace("The Test", "Another")),
    "a template": lambda site: put(site / "templates/_footer.html", "<footer>theirs</footer>\n"),
    "a template gone": lambda site: (site / "templates/_footer.html").unlink(),
    "a page lost": lambda site: (site / "public/index.html").unlink(),
    "a page altered": lambda site: put(site / "public/index.html", "mine now"),
    "the manifest lost": lambda site: (site / "public/.feedgen-site.json").unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_is_noticed(
    site: Path, change: Change, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of content, settings, templates or output; the result is that of a build from nothing."""
    change(site)
    assert not is_quick(site)
    fresh = tmp_path_factory.mktemp("fresh") / "public"
    assert run("build", "--cache", "", "--output", str(fresh), cwd=site).code == 0
    assert tree(site / "public") == tree(fresh)
    assert (site / "public/.feedgen-site.json").is_file()


def test_a_build_that_did_not_end_is_ended_by_the_next(site: Path) -> None:
    """What a killed build added is in no manifest; its journal says so, though all else is as it was."""
    journal = put(site / "public/.feedgen-site.begun.json", '{"generator": "feedgen-site", "version": 1, '
                  '"files": {"2026/01/new/index.html": ""}}')  # fmt: skip
    put(site / "public/2026/01/new/index.html", '<meta name="generator" content="feedgen-site">')
    assert not is_quick(site)
    assert not journal.exists()
    assert not (site / "public/2026/01/new").exists()
    assert is_quick(site)


def test_an_edit_within_the_same_time_stamp_is_noticed(site: Path) -> None:
    """A second edit of a file just written, as long as the first and with the very same time."""
    file = put(site / "content/asia/two.md", article("Two A"))
    run("build", cwd=site)
    stamp = file.stat()
    file.write_text(article("Two B"))
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert file.stat().st_size == stamp.st_size
    assert run("build", cwd=site).code == 0
    assert "Two B" in (site / "public/index.html").read_text()


def test_a_moment_that_falls_due_is_a_change(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A memo holds until the next embargo, date, expiry or close of an edition, and not before its build."""
    due = datetime.now(UTC) + timedelta(hours=5)
    put(site / "content/asia/later.md", article("Later", date=f"{due:%Y-%m-%dT%H:%M:%SZ}"))
    age(site)
    said = run("build", cwd=site)
    assert "in 5 h" in said.out
    monkeypatch.chdir(site)
    held, seen = held_and_seen()
    now = time.time()
    assert memo.holds(held, seen, now)
    assert memo.holds(held, seen, now + 4.9 * 3600)
    assert not memo.holds(held, seen, due.timestamp() + 1)
    assert not memo.holds(held, seen, now - 3600)
    text, _ = memo.said(held, now + 2.9 * 3600, 0.04)
    assert "(in 2 h)" in text
    assert text.splitlines()[-2].endswith("in 0.04 s")


def held_and_seen(*arguments: str) -> tuple[memo.Memo, memo.Seen | None]:
    """Read the memo of a build in the present folder, and look at what it tells of."""
    found = memo.find(["build", *arguments])
    assert found
    return found, memo.look(found.folders, time.time_ns())


def test_another_command_line_has_another_memo(site: Path) -> None:
    """`--drafts` into the same folder is a change, and so is the way back."""
    assert "asia/draft" not in run("build", "--drafts", cwd=site).out
    assert any("draft" in path for path in tree(site / "public"))
    assert not is_quick(site)
    assert not any("draft" in path for path in tree(site / "public"))


def test_a_build_of_a_given_moment_has_no_end(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--as-of` is part of the command line, and the clock of none."""
    at = ("--as-of", "2026-01-05T00:00:00Z")
    run("build", *at, cwd=site)
    assert is_quick(site, *at)
    monkeypatch.chdir(site)
    held, seen = held_and_seen(*at)
    assert memo.holds(held, seen, 0.0)


def test_a_build_with_an_error_leaves_no_memo(site: Path) -> None:
    """The error is told again each time."""
    put(site / "content/asia/two.md", "---\ntitle: [\n---\n")
    first, second = run("build", cwd=site), run("build", cwd=site)
    assert first.code == second.code == 1
    assert SECONDS.sub("", first.out) == SECONDS.sub("", second.out)
    assert first.err == second.err


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-40]),
        lambda file: file.write_bytes(
            file.read_bytes().replace(b"Two", b"Too").replace(b"0 written", b"9 written")
        ),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"\xff" * 500),
        lambda file: file.chmod(0o644),
        lambda file: file.write_bytes(b"9" + file.read_bytes()[1:]),
    ],
    ids=["cut short", "altered", "empty", "noise", "others may read it", "another version"],
)
def test_a_memo_that_cannot_be_trusted_is_none(site: Path, harm: Callable[[Path], object]) -> None:
    """It is read as absent, and the build is a whole one."""
    (file,) = (site / ".cache/feedgen-site").glob("*.memo")
    harm(file)
    assert not is_quick(site)
    assert is_quick(site)


def test_links_in_the_content_are_looked_at_in_full(site: Path) -> None:
    """What a symbolic link leads to has no stamp here, so there is no short way."""
    (site / "content/asia/link.md").symlink_to(site / "content/asia/two.md")
    run("build", cwd=site)
    assert not is_quick(site)


def test_a_name_that_the_terminal_cannot_spell_ends_nothing(site: Path) -> None:
    """Printed in ASCII, as a whole build prints it; and a reader that has gone draws no traceback."""
    put(site / "content/asia/\u00e9t\u00e9.md", article("Summer", draft="true"))
    age(site)
    whole, quick = (run("build", cwd=site, env={"PYTHONIOENCODING": "ascii"}) for _ in range(2))
    assert "\\xe9t\\xe9.md" in quick.out
    assert SECONDS.sub("", quick.out).splitlines()[-1] == SECONDS.sub("", whole.out).splitlines()[-1]
    assert is_quick(site)
    command = f"{sys.executable} -m feedgen_site build | true"
    done = subprocess.run(command, shell=True, cwd=site, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_of_many_memos_the_newest_stay(site: Path) -> None:
    """Sixteen command lines are known, each in two files, and what else lies in the cache is left alone."""
    cache = site / memo.DEFAULT_CACHE
    unfinished = put(cache / "0123456789abcdef.memo.123", "of a build that was killed")
    os.utime(unfinished, (1, 1))
    (cache / "folder.memo").mkdir()
    words = [("--as-of", f"2026-01-{day:02}") for day in range(1, 19)]
    for each in words:
        assert called("build", *each, cwd=site).code == 0
    with chdir(site):
        known = [each for each in words if memo.find(["build", *each])]
    assert known == words[-16:]
    assert not unfinished.exists()
    assert {file.suffix for file in cache.iterdir()} == {".memo", ".lines", ".sqlite3"}
    assert len(list(cache.iterdir())) == 2 * 16 + len(["folder.memo", "the database"])


def test_without_a_cache_nothing_is_kept(site: Path) -> None:
    """`--cache ""` leaves no memo anywhere."""
    done: Run = run("build", "--cache", "", cwd=site)
    assert done.code == 0
    assert not is_quick(site, "--cache", "")
    assert list(site.rglob("*.memo")) == list((site / ".cache/feedgen-site").glob("*.memo"))
