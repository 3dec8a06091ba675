"""`feedgen-site serve` as people start it: what it serves, what it does not, and what it says of that."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from feedgen_site.build import Options
from feedgen_site.cli import preview
from tests.serve.browsing import serving
from tests.support import AS_OF, ROOT, SITE, article, edit, put, run, tree

PREVIEW = ".cache/feedgen-site/preview"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site of one story and one draft."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A"))
    put(tmp_path / "content/b.md", article("B", draft="true"))
    return tmp_path


def test_only_the_plan_is_served_from_the_preview_folder(folder: Path) -> None:
    """A file that somebody put there, and the record of what is ours: in the folder, not on the air."""
    put(folder / PREVIEW / "planted.html", "<script>planted")
    with serving(folder) as running:
        assert running.browser.get("/2026/01/a/").status == 200
        assert (folder / PREVIEW / "planted.html").exists()
        assert (folder / PREVIEW / ".feedgen-site.json").exists()
        for path in ("/planted.html", "/.feedgen-site.json", "/2026/01/b/"):
            assert running.browser.get(path).status == 404
    assert running.url.startswith("http://127.0.0.1:")
    assert running.err == ""


def test_a_preview_that_nobody_built_here_is_not_served(folder: Path) -> None:
    """Where the first build fails there is no plan, and so nothing to serve, whatever lies in the folder."""
    put(folder / PREVIEW / "index.html", "<script>planted")
    put(folder / PREVIEW / ".feedgen-site.json", '{"version": 1, "files": {"index.html": ""}}')
    put(folder / "content/site.yaml", "nonsense: [")
    done = run("serve", "--port", "0", cwd=folder)
    assert done.code == 1
    assert "http://" not in done.out


@pytest.mark.parametrize(("arguments", "said"), [((), ""), (("--drafts",), ", drafts included")])
def test_who_opens_the_preview_to_the_network_is_told_so(
    folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    """Whom it listens to, who can read it now, and whether drafts are among it."""
    with serving(folder, "--host", "0.0.0.0", *arguments) as running:
        assert running.browser.get("/").status == 200
        assert running.browser.get("/", Host="evil.example").status == 403
        assert running.browser.get("/2026/01/b/").status == (200 if arguments else 404)
    assert running.err == (
        "feedgen-site: listening on 0.0.0.0: everybody who can reach this machine over the network can read "
        f"this preview{said}\n"
    )


@pytest.mark.parametrize("host", ["evil.example", "127.1", "", "0.0.0.0/0"])
def test_the_address_to_listen_on_is_a_number(folder: Path, host: str) -> None:
    """A name could mean another machine tomorrow."""
    done = run("serve", "--host", host, cwd=folder)
    assert done.code == 2
    assert "is not an IP address" in done.err


def test_what_is_edited_is_shown(folder: Path) -> None:
    """An edit, a new story, another title of the site, each as a build from nothing would publish it."""
    as_of = ("--as-of", "2026-01-05T06:00:00Z")
    with serving(folder, *as_of) as running:
        for change in (
            lambda: edit(folder / "content/a.md", '"A"', '"Ant"'),
            lambda: put(folder / "content/c.md", article("C")),
            lambda: edit(folder / "content/site.yaml", "title: ", "title: Another "),
        ):
            change()
            running.rebuilt()
            done = run("build", *as_of, "--output", "fresh", "--cache", "", cwd=folder)
            assert done.code == 0, done.err
            assert tree(folder / PREVIEW) == tree(folder / "fresh")
        assert b"Ant" in running.browser.get("/2026/01/a/").body


def test_the_preview_looks_at_the_settings_alone_where_they_lie(folder: Path) -> None:
    """What it writes into a cache beside them is no change: it would build for ever."""
    (folder / "content/site.yaml").rename(folder / "site.yaml")
    with serving(folder, "--config", "site.yaml", "--cache", "cache") as running:
        assert running.is_quiet(1.0)
        edit(folder / "site.yaml", "title: ", "title: Another ")
        running.rebuilt()
        assert running.is_quiet(0.5)


def test_the_preview_believes_what_its_last_build_left(folder: Path) -> None:
    """An edit of words is brought to it without another look at anything else."""
    for file in (folder / "content").iterdir():
        os.utime(file, (time.time() - 3600,) * 2)
    options = Options(
        content=str(folder / "content"), output=str(folder / "preview"), as_of=AS_OF,
        cache=str(folder / "cache"),
    )  # fmt: skip
    words = ("serve", "--cache", options.cache)
    request = preview.Request(options, AS_OF, "127.0.0.1", 0, verbose=False, words=words)
    assert not preview.built(request, options).files.is_amended
    edit(folder / "content/a.md", '"A"', '"Ant"')
    assert preview.built(request, options).files.is_amended


def test_a_program_that_was_changed_builds_no_more(folder: Path, tmp_path: Path) -> None:
    """It is still the old one, and its cache is that of the new one; what it shows stays."""
    program = tmp_path / "program"
    for name in ("feedgen_site", "templates"):
        shutil.copytree(ROOT / name, program / name)
    with serving(folder, program=program) as running:
        with (program / "feedgen_site/text.py").open("a") as file:
            file.write("# another version")
        edit(folder / "content/a.md", '"A"', '"Ant"')
        assert running.is_quiet(1.0)
        assert running.browser.get("/2026/01/a/").status == 200
    assert running.err.endswith("feedgen-site: this program has been changed: start serve again\n")
