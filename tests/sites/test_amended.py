"""An edit after a build of the same command line: only it is looked at, and the site is right."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.sites.test_progress import stages
from tests.support import SITE, article, edit, put, run, times, tree

AS_OF = ("--as-of", "2026-01-05T06:00:00Z")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Build a site of three stories, a page, a picture and a file that is none of these, an hour old."""
    put(tmp_path / "content/site.yaml", SITE)
    for name in ("one", "two", "three"):
        put(tmp_path / f"content/asia/{name}.md", article(name.title(), body=f"It is {name}. It was late."))
    put(tmp_path / "content/pages/about.md", "---\ntitle: About\n---\nAbout us.\n")
    put(tmp_path / "content/asia/one.png", "pixels")
    put(tmp_path / "content/README.md", "For editors.\n")
    before = time.time() - 3600
    for file in (tmp_path / "content").rglob("*"):
        os.utime(file, (before, before))
    assert built(tmp_path) == {}
    return tmp_path


def built(site: Path) -> dict[str, str]:
    """Build, hold the output to that of a build from nothing, and give the stages after the first build."""
    is_first = not (site / "public").exists()
    done = run("build", "-v", *AS_OF, cwd=site)
    assert done.code == 0, done.err
    fresh = run("build", *AS_OF, "--output", "fresh", "--cache", "", cwd=site)
    assert fresh.code == 0, fresh.err
    assert tree(site / "public") == tree(site / "fresh")
    shutil.rmtree(site / "fresh")
    return {} if is_first else stages(done.err)


def is_amended(told: dict[str, str]) -> bool:
    """Say whether a build listed no folder, read no other article and planned nothing."""
    return list(told) == ["revise", "remember"]


def test_an_edit_that_could_not_be_kept_is_not_forgotten(site: Path) -> None:
    """While another program holds the database a build goes on without it; the next does not believe it."""
    (file,) = (site / ".cache/feedgen-site").glob("*.sqlite3")
    edit(site / "content/asia/two.md", "Two", "Twice")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        built(site)
    edit(site / "content/asia/one.md", "It is one.", "It is the first.")
    built(site)


@pytest.mark.parametrize(
    ("related", "is_followed"), [("/asia/two.md", True), ("'[Deux](/asia/two.md)'", False)]
)
def test_a_new_headline_is_shown_where_authors_list_the_story(
    site: Path, related: str, is_followed: bool
) -> None:
    """With words of the author's own, which may have become those of the headline, it takes a plan."""
    put(site / "content/asia/one.md", article("One", related=f"[{related}]"))
    built(site)
    edit(site / "content/asia/two.md", '"Two"', '"Deux"')
    assert is_amended(built(site)) is is_followed
    assert "Deux" in (site / "public/2026/01/one/index.html").read_text("utf-8")


def change(site: Path) -> None:
    """Edit an article."""
    edit(site / "content/asia/two.md", "It was late.", "It was very late.")


def test_an_edit_is_all_that_is_looked_at(site: Path) -> None:
    """Again and again; then there is nothing to do."""
    for before, after in (("late", "later"), ("later", "too late"), ("Two", "Twice")):
        edit(site / "content/asia/two.md", before, after)
        assert is_amended(built(site))
    assert built(site) == {}


def test_two_edits_are_brought_together(site: Path) -> None:
    """And a file that was only touched is not made again."""
    change(site)
    edit(site / "content/asia/three.md", "Three", "Thrice")
    os.utime(site / "content/asia/one.md")
    told = built(site)
    assert is_amended(told)
    assert not told["revise"].startswith("0 written")


def test_a_touched_file_changes_nothing(site: Path) -> None:
    """It is read once, and the next build knows its new stamp."""
    (site / "content/asia/one.md").touch()
    told = built(site)
    assert is_amended(told)
    assert told["revise"].startswith("0 written")
    assert built(site) == {}


def test_an_edit_within_the_same_stamp_is_brought_too(site: Path) -> None:
    """A file whose stamp the last build could not trust is compared by what it holds."""
    file = site / "content/asia/two.md"
    change(site)
    built(site)
    stamp = file.stat()
    edit(file, "very", "not ")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    built(site)
    assert "It was not  late." in (site / "public/feed.xml").read_text("utf-8")


def pack(site: Path) -> None:
    """Have text files compressed."""
    edit(site / "content/site.yaml", SITE, f"{SITE}precompress: [gzip, brotli]\n")
    built(site)


def test_compressed_forms_are_exchanged_with_their_files(site: Path) -> None:
    """With those of what shows the edit, and no others; then there is nothing to do."""
    pack(site)
    before = times(site / "public")
    change(site)
    assert is_amended(built(site))
    after = times(site / "public")
    changed = {path for path in after if after[path] != before[path]}
    assert {"feed.xml", "feed.xml.gz", "feed.xml.br"} <= changed
    assert not {"404.html.gz", "about/index.html.br"} & changed
    edit(site / "content/asia/two.md", "Two", "Twice")
    assert is_amended(built(site))
    assert built(site) == {}


def test_a_form_that_comes_or_goes_is_planned(site: Path) -> None:
    """A text becomes worth it, and then no longer is."""
    pack(site)
    form = next((site / "public/edition").glob("2026-*-*/edition.txt")).with_suffix(".txt.gz")
    assert not form.exists()
    short = "date: 2026-01-04"
    long = f"standfirst: {'It was later than anybody thought. ' * 20}\n{short}"
    for before, after in ((short, long), (long, short)):
        edit(site / "content/asia/two.md", before, after)
        assert "plan" in built(site)
        assert form.exists() == (after == long)


def test_a_file_of_the_newsroom_in_the_place_of_a_form_stays(site: Path) -> None:
    """It is none of the feed's text, and an edit leaves it alone."""
    put(site / "content/static/feed.xml.gz", "ours")
    pack(site)
    change(site)
    assert "plan" in built(site)
    assert (site / "public/feed.xml.gz").read_text() == "ours"


def moved_on(site: Path) -> None:
    """Let another command keep an article in the cache that no build has published."""
    change(site)
    assert run("check", *AS_OF, cwd=site).code == 0
    edit(site / "content/asia/three.md", "late", "later")


def lost_a_row(site: Path) -> None:
    """Let the cache lose what an output is made from."""
    (file,) = (site / ".cache/feedgen-site").glob("*.sqlite3")
    with sqlite3.connect(file) as database:
        database.execute("DELETE FROM planned WHERE path = 'feed.xml'")
    database.close()
    change(site)


def lost(path: str) -> Callable[[Path], object]:
    """Remove a file, and edit an article."""

    def both(site: Path) -> None:
        for file in site.glob(path):
            file.unlink()
        change(site)

    return both


OTHERS: dict[str, Callable[[Path], object]] = {
    "a new article": lambda site: put(site / "content/asia/four.md", article("Four")),
    "an article gone": lambda site: (site / "content/asia/two.md").unlink(),
    "another date": lambda site: edit(site / "content/asia/two.md", "date: 2026-01-04", "date: 2026-01-03"),
    "an article emptied": lambda site: put(site / "content/asia/two.md", ""),
    "another picture": lambda site: put(site / "content/asia/one.png", "others"),
    "settings": lambda site: edit(site / "content/site.yaml", "The Test", "Another"),
    "a template": lambda site: put(site / "templates/_footer.html", "<footer>mine</footer>\n"),
    "a page of the output lost": lost("public/index.html"),
    "the manifest lost": lost("public/.feedgen-site.json"),
    "the cache lost": lost(".cache/feedgen-site/*.sqlite3"),
    "the lines of the memo lost": lost(".cache/feedgen-site/*.lines"),
    "the cache moved on": moved_on,
    "the cache lost a row": lost_a_row,
}


@pytest.mark.parametrize("happens", OTHERS.values(), ids=OTHERS.keys())
def test_whatever_else_happens_is_looked_at(site: Path, happens: Callable[[Path], object]) -> None:
    """The folder is listed, and the site is right; an edit after that is brought to it as before."""
    happens(site)
    assert "scan" in built(site)
    edit(site / "content/asia/one.md", "It is one.", "It is the first.")
    assert is_amended(built(site))


def restore(site: Path) -> None:
    """Replace content and output by copies, as pipelines do that keep no times."""
    for name in ("content", "public"):
        (site / name).rename(site / "before")
        shutil.copytree(site / "before", site / name, copy_function=shutil.copyfile)
        shutil.rmtree(site / "before")


def test_an_edit_of_a_restored_site_needs_no_plan(site: Path) -> None:
    """All is looked at, and nothing planned; the cache knows the new stamps, and the next edit is all."""
    restore(site)
    change(site)
    assert list(built(site)) == ["scan", "revise", "remember"]
    (file,) = (site / ".cache/feedgen-site").glob("*.sqlite3")
    with sqlite3.connect(file) as database:
        rows = database.execute("SELECT path, size, mtime, inode FROM output").fetchall()
    database.close()
    assert rows
    for path, *stamp in rows:
        status = (site / "public" / path).stat()
        assert stamp == [status.st_size, status.st_mtime_ns, status.st_ino]
    edit(site / "content/asia/two.md", "very", "rather")
    assert is_amended(built(site))


@pytest.mark.parametrize(
    ("path", "how"),
    [("feed.xml", "altered"), ("feedgen-site.json", "cut"), ("feedgen-site.json", "deep"),
     ("index.html", "gone"), ("404.html", "altered")],
)  # fmt: skip
def test_what_is_wrong_with_a_restored_file_is_mended(site: Path, path: str, how: str) -> None:
    """Also where the edit has to be brought into that file."""
    restore(site)
    change(site)
    file = site / "public" / path
    data = file.read_bytes()
    file.unlink()
    if how != "gone":
        put(file, {"altered": data.swapcase(), "cut": data[:-9], "deep": b"[" * 100_000}[how])
    assert "plan" in built(site)


def test_another_command_line_looks_for_itself(site: Path) -> None:
    """What one has left is not what another finds."""
    change(site)
    assert is_amended(built(site))
    edit(site / "content/asia/two.md", "very", "rather")
    assert "scan" in stages(run("build", "-v", *AS_OF, "--strict", cwd=site).err)
    edit(site / "content/asia/two.md", "rather", "quite")
    assert "scan" in built(site)


def test_after_articles_came_and_went_an_edit_is_brought_as_before(site: Path) -> None:
    """Also by a build that has to look for itself: what is known of the plan went along with it."""
    put(site / "content/asia/four.md", article("Four", body="It is four."))
    assert "plan" in built(site)
    (site / "content/asia/one.md").unlink()
    assert "plan" in built(site)
    change(site)
    for memo in (site / ".cache/feedgen-site").glob("*.memo*"):
        memo.unlink()
    told = built(site)
    assert "scan" in told
    assert "plan" not in told


def test_an_article_with_a_mistake_stops_the_build(site: Path) -> None:
    """Nothing is published; once it is mended, the site is right again."""
    before = tree(site / "public")
    edit(site / "content/asia/two.md", "date: ", "date: the ")
    assert run("build", "-v", *AS_OF, cwd=site).code == 1
    assert tree(site / "public") == before
    edit(site / "content/asia/two.md", "date: the ", "date: ")
    built(site)
