"""The output folder: changed bytes only, whole files only, ours only."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from feedgen_site import memo
from feedgen_site.problem import ContentError
from feedgen_site.publish import (
    JOURNAL,
    MANIFEST,
    Expected,
    OutputFolder,
    Published,
    check_folders,
    content_hash,
    file_hash,
)
from feedgen_site.publish.manifest import leaving
from tests.support import tree, umask

OURS = b'<!doctype html><meta name="generator" content="feedgen-site 0.1.0"><p>ours</p>'


def build(root: Path, files: Mapping[str, bytes]) -> Published:
    """Publish these files, as a whole build does."""
    with OutputFolder(str(root)) as output:
        problems = output.check(files, files.get)
        if problems:
            raise ContentError(problems)
        for path, data in files.items():
            output.write(path, data)
        return output.finish()


def codes(root: Path, files: Mapping[str, bytes]) -> list[str]:
    """Give the codes of what keeps these files from being published."""
    return [problem.code for problem in OutputFolder(str(root)).check(files, files.get)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An output folder that is there and empty."""
    folder = tmp_path / "public"
    folder.mkdir()
    return folder


# --- only changed bytes ---------------------------------------------------------------------------------


def test_a_second_build_of_the_same_bytes_writes_nothing(root: Path) -> None:
    """The same files again: all unchanged, and nothing, the manifest included, gets a new time."""
    files = {"a/index.html": b"a", "feed.xml": b"f"}
    build(root, files)
    before = {file: file.stat() for file in root.rglob("*")}
    assert build(root, files) == Published((), ("a/index.html", "feed.xml"), ())
    after = {file: file.stat() for file in root.rglob("*")}
    assert {f: (s.st_mtime_ns, s.st_ino) for f, s in after.items()} == {
        f: (s.st_mtime_ns, s.st_ino) for f, s in before.items()
    }


def test_only_the_changed_file_is_written(root: Path) -> None:
    """One file with other bytes of the same size is written, its neighbour is not."""
    build(root, {"a.html": b"one", "b.html": b"two"})
    assert build(root, {"a.html": b"one", "b.html": b"owt"}) == Published(("b.html",), ("a.html",), ())
    assert tree(root) == {"a.html": b"one", "b.html": b"owt"}


def test_a_file_edited_by_hand_is_put_right(root: Path) -> None:
    """Our own page with other bytes is ours still: the next build replaces it."""
    build(root, {"a.html": b"one"})
    (root / "a.html").write_bytes(b"edited")
    assert build(root, {"a.html": b"one"}).written == ("a.html",)
    assert tree(root) == {"a.html": b"one"}


def test_a_copy_is_the_same_as_the_source(root: Path, tmp_path: Path) -> None:
    """An asset is copied byte for byte, in pieces, and not again while it is the same."""
    source = tmp_path / "photo.jpg"
    source.write_bytes(bytes(range(256)) * 10_000)
    for written, unchanged in ((("img/photo.jpg",), ()), ((), ("img/photo.jpg",))):
        with OutputFolder(str(root)) as output:
            output.copy("img/photo.jpg", str(source))
            assert output.finish() == Published(written, unchanged, ())
    assert (root / "img/photo.jpg").read_bytes() == source.read_bytes()


def test_a_source_that_cannot_be_read_is_named(root: Path, tmp_path: Path) -> None:
    """A missing asset is a problem of the source, not of the output folder."""
    with OutputFolder(str(root)) as output, pytest.raises(ContentError) as caught:
        output.copy("photo.jpg", str(tmp_path / "none.jpg"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("read-failed", str(tmp_path / "none.jpg"))


def test_modes_are_readable_by_a_web_server_whatever_the_umask(root: Path, tmp_path: Path) -> None:
    """Files get 0644 and folders 0755 also under umask 077, from a private source too."""
    source = tmp_path / "s"
    source.write_bytes(b"x")
    source.chmod(0o600)
    for folder in (root, tmp_path / "new/public"):
        with umask(0o077), OutputFolder(str(folder)) as output:
            output.write("a/b/index.html", b"a")
            output.copy("s.txt", str(source))
            output.finish()
    new = [tmp_path / "new", tmp_path / "new/public", *(tmp_path / "new/public").rglob("*"), *root.rglob("*")]
    wanted = {file: 0o755 if file.is_dir() else 0o644 for file in new}
    assert {file: stat.S_IMODE(file.stat().st_mode) for file in new} == wanted


# --- fingerprints: holds and keep -----------------------------------------------------------------------


def test_holds_says_yes_for_what_was_published(root: Path) -> None:
    """A file with the recorded hash is held, is kept without its bytes, and stays in the manifest."""
    build(root, {"a.html": b"one"})
    with OutputFolder(str(root)) as output:
        assert output.holds("a.html", content_hash(b"one"))
        output.keep("a.html")
        assert output.finish() == Published((), ("a.html",), ())
    assert tree(root) == {"a.html": b"one"}
    assert OutputFolder(str(root)).recorded == {"a.html": content_hash(b"one")}


def test_holds_says_no_when_the_file_is_not_what_was_published(root: Path) -> None:
    """Not with another hash, not after an edit, not once it is gone, a symlink or unrecorded."""
    one = content_hash(b"one")
    build(root, {"a.html": b"one", "b.html": b"one", "c.html": b"one", "d.html": b"one"})
    (root / "b.html").write_bytes(b"two")
    (root / "c.html").unlink()
    (root / "d.html").unlink()
    (root / "d.html").symlink_to("a.html")
    (root / "e.html").write_bytes(b"one")
    output = OutputFolder(str(root))
    assert not output.holds("a.html", content_hash(b"two"))
    assert not any(output.holds(path, one) for path in ("b.html", "c.html", "d.html", "e.html"))
    with pytest.raises(ValueError, match="without holds"):
        output.keep("b.html")


def test_holds_trusts_the_stat_of_an_earlier_build_and_opens_no_file(root: Path) -> None:
    """With the same size, time and inode the bytes are not read; with another time they are."""
    with OutputFolder(str(root)) as output:
        output.write("a.html", b"one")
        output.finish()
    info = (root / "a.html").stat()
    (root / "a.html").write_bytes(b"two")
    os.utime(root / "a.html", ns=(info.st_atime_ns, info.st_mtime_ns))
    assert OutputFolder(str(root), output.stamps).holds("a.html", content_hash(b"one"))
    os.utime(root / "a.html", ns=(info.st_atime_ns, info.st_mtime_ns + 1))
    assert not OutputFolder(str(root), output.stamps).holds("a.html", content_hash(b"one"))


def held_in(output: OutputFolder, hashes: dict[str, str]) -> set[str]:
    """Say which of these files are in place."""
    look = output.look(hashes)
    return output.held(look, map(file_hash, look.files))


def test_of_many_files_with_new_times_those_are_held_that_did_not_change(root: Path) -> None:
    """As after a restore: each answer is its own file's."""
    files = {f"{number}/index.html": OURS + b"%d" % number for number in range(300)}
    published = build(root, files)
    for number in (7, 77, 177):
        (root / f"{number}/index.html").write_bytes(OURS + b"%d" % (number + 1))
    for number in (8, 188):
        (root / f"{number}/index.html").unlink()
    for file in root.glob("*/index.html"):
        os.utime(file, (1, 1))
    output = OutputFolder(str(root), published.stamps)
    held = held_in(output, {path: content_hash(data) for path, data in files.items()})
    assert set(files) - held == {f"{number}/index.html" for number in (7, 8, 77, 177, 188)}
    assert output.stamps.keys() == held


def test_files_that_were_looked_at_just_now_are_not_looked_at_again(root: Path) -> None:
    """Where what was seen is what an earlier build left; all else is looked at."""
    files = {"a/index.html": OURS, "b/index.html": OURS, "c/index.html": OURS}
    hashes = {path: content_hash(data) for path, data in files.items()}
    stamps = build(root, files).stamps
    seen = {path: memo.line(path, s.size, s.mtime_ns, s.inode) for path, s in stamps.items()}
    del seen["b/index.html"]
    seen["c/index.html"] += "0"
    for path in files:
        (root / path).unlink()
    assert held_in(OutputFolder(str(root), stamps, left=seen), hashes) == {"a/index.html"}


def test_stamps_of_a_first_build_hold_after_the_renaming(tmp_path: Path) -> None:
    """The stamps taken in the sibling folder are those of the files in their place."""
    with OutputFolder(str(tmp_path / "public")) as output:
        output.write("a.html", b"one")
        output.finish()
    info = (tmp_path / "public/a.html").stat()
    stamp = output.stamps["a.html"]
    assert (stamp.size, stamp.mtime_ns, stamp.inode) == (info.st_size, info.st_mtime_ns, info.st_ino)


# --- the first build ------------------------------------------------------------------------------------


def test_a_first_build_appears_all_at_once(tmp_path: Path) -> None:
    """Nothing is at the output path until finish(), then all of it, and no sibling is left."""
    root = tmp_path / "site/public"
    with OutputFolder(str(root)) as output:
        output.write("a/index.html", b"a")
        assert not root.exists()
        assert output.finish() == Published(("a/index.html",), (), ())
    assert tree(root) == {"a/index.html": b"a"}
    assert os.listdir(root.parent) == ["public"]


def test_a_first_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """Neither the folder, nor its sibling, nor the parents made for it stay behind."""
    with OutputFolder(str(tmp_path / "x/y/public")) as output:
        output.write("a/index.html", b"a")
        with pytest.raises(ContentError):
            output.copy("b.jpg", str(tmp_path / "absent.jpg"))
        assert (tmp_path / "x/y").is_dir()
    assert os.listdir(tmp_path) == []


def test_a_check_changes_nothing(tmp_path: Path) -> None:
    """check() alone makes no folder and no file."""
    with OutputFolder(str(tmp_path / "x/public")) as output:
        assert output.check(["a.html"]) == ()
    assert os.listdir(tmp_path) == []


# --- pruning --------------------------------------------------------------------------------------------


def test_what_is_no_longer_planned_is_removed_with_its_empty_folders(root: Path) -> None:
    """A withdrawn page goes, edited by hand or not, and folders go that it leaves empty."""
    build(root, {"a/b/index.html": b"1", "a/c.html": b"2", "d.html": b"3"})
    (root / "d.html").write_bytes(b"edited")
    assert build(root, {"a/c.html": b"2"}) == Published((), ("a/c.html",), ("a/b/index.html", "d.html"))
    assert sorted(str(file.relative_to(root)) for file in root.rglob("*")) == [MANIFEST, "a", "a/c.html"]


def test_strangers_are_not_removed(root: Path) -> None:
    """Files and folders that we did not write stay, also in a folder of ours and when carrying a mark."""
    build(root, {"a/index.html": b"1"})
    strangers = {"CNAME": b"example.org", "a/notes.txt": b"mine", "b/saved.html": OURS}
    for path, data in strangers.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(data)
    (root / "empty").mkdir()
    assert build(root, {}).removed == ("a/index.html",)
    assert tree(root) == strangers
    assert (root / "empty").is_dir()


def test_removals_and_manifest_come_last(root: Path) -> None:
    """Until finish() the old page is there and the manifest is the old one."""
    build(root, {"old.html": b"1"})
    before = (root / MANIFEST).read_bytes()
    with OutputFolder(str(root)) as output:
        output.write("new.html", b"2")
        assert (root / "old.html").exists()
        assert (root / MANIFEST).read_bytes() == before
        output.finish()
    assert tree(root) == {"new.html": b"2"}


def test_the_manifest_tells_nothing_of_machine_or_time(tmp_path: Path) -> None:
    """Two folders with the same files, written in another order, have the same manifest."""
    files = {"é.html": b"1", "b/index.html": b"2", "a.html": b"3"}
    build(tmp_path / "one", files)
    build(tmp_path / "two", dict(reversed(files.items())))
    manifest = (tmp_path / "one" / MANIFEST).read_bytes()
    assert manifest == (tmp_path / "two" / MANIFEST).read_bytes()
    assert json.loads(manifest) == {
        "files": {path: content_hash(data) for path, data in files.items()},
        "generator": "feedgen-site",
        "version": 1,
    }


def test_one_file_under_two_spellings_is_not_removed(root: Path) -> None:
    """On a disk that ignores capitals (here: a hard link) the renamed page is not removed as the old one."""
    build(root, {"lee.html": b"1"})
    os.link(root / "lee.html", root / "Lee.html")
    assert build(root, {"Lee.html": b"1"}).removed == ()
    assert (root / "Lee.html").read_bytes() == b"1"


# --- strangers in the way -------------------------------------------------------------------------------


def test_a_foreign_file_in_the_way_is_a_problem_that_names_it(root: Path) -> None:
    """A file of unknown origin at a planned path is named, with what to do, and stays as it is."""
    (root / "index.html").write_bytes(b"mine")
    with pytest.raises(ContentError) as caught:
        build(root, {"a.html": b"1", "index.html": b"2"})
    (problem,) = caught.value.problems
    assert str(problem) == (
        f"{root}/index.html: a file that feedgen-site did not write stands where one is to be written"
        " [foreign-file]\n  hint: move it away, or choose another --output"
    )
    assert tree(root) == {"index.html": b"mine"}


def test_a_write_without_a_check_spares_a_foreign_file_too(root: Path) -> None:
    """write() refuses what check() would have refused."""
    (root / "index.html").write_bytes(b"mine")
    with OutputFolder(str(root)) as output, pytest.raises(ContentError):
        output.write("index.html", b"ours")
    assert tree(root) == {"index.html": b"mine"}


def test_a_foreign_file_with_the_same_bytes_is_adopted(root: Path, tmp_path: Path) -> None:
    """The planned bytes are there already, written by whomever: unchanged, and ours from now on."""
    (tmp_path / "icon").write_bytes(b"icon")
    (root / "favicon.ico").write_bytes(b"icon")
    (root / "CNAME").write_bytes(b"example.org")
    with OutputFolder(str(root)) as output:
        expected: dict[str, Expected] = {"favicon.ico": tmp_path / "icon", "CNAME": b"example.org"}
        assert output.check(expected, expected.__getitem__) == ()
        output.copy("favicon.ico", str(tmp_path / "icon"))
        output.write("CNAME", b"example.org")
        assert output.finish().unchanged == ("CNAME", "favicon.ico")
    assert build(root, {}).removed == ("CNAME", "favicon.ico")


def test_a_foreign_symlink_in_the_way_is_a_problem(root: Path, tmp_path: Path) -> None:
    """A link is not followed to see whether its bytes are the same."""
    (tmp_path / "outside").write_bytes(b"1")
    (root / "a.html").symlink_to(tmp_path / "outside")
    assert codes(root, {"a.html": b"1"}) == ["foreign-file"]


@pytest.mark.parametrize("path", ["a", "a/b/c.html"])
def test_a_stranger_of_the_wrong_kind_blocks(root: Path, path: str) -> None:
    """A folder where a file is to be, a file where a folder is to be: a problem, and nothing is removed."""
    (root / "a").mkdir()
    (root / "a/b").write_bytes(b"mine")
    assert codes(root, {path: b"1"}) == ["output-blocked"]
    assert tree(root) == {"a/b": b"mine"}


def test_an_empty_folder_of_a_stranger_blocks(root: Path) -> None:
    """A folder we did not make is not removed to make room for a file."""
    (root / "a").mkdir()
    assert codes(root, {"a": b"1"}) == ["output-blocked"]


def test_our_old_folder_blocks_while_it_holds_something_of_a_stranger(root: Path) -> None:
    """A file, a link or an empty folder beside our old page: then the page cannot make way."""
    build(root, {"lee/index.html": b"1"})
    for make in (
        (root / "lee/sub").mkdir,
        lambda: (root / "lee/sub").symlink_to(root),
        lambda: (root / "lee/sub").write_bytes(b"mine"),
    ):
        make()
        assert codes(root, {"lee": b"1"}) == ["output-blocked"]
        _remove(root / "lee/sub")
    assert codes(root, {"lee": b"1"}) == []


def _remove(path: Path) -> None:
    """Remove a file, a link or an empty folder."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink()


def test_a_marked_page_at_a_planned_path_is_ours(root: Path) -> None:
    """Also beside a manifest that does not know it: a page of ours is replaced, not reported."""
    build(root, {"a.html": b"1"})
    (root / "b.html").write_bytes(OURS)
    assert build(root, {"a.html": b"1", "b.html": b"2"}).written == ("b.html",)


def test_our_own_old_files_make_way_for_another_kind(root: Path) -> None:
    """When addresses change from `lee` to `lee/` and back, our old file or folder goes first."""
    build(root, {"lee": b"1", "kim/index.html": b"2"})
    published = build(root, {"lee/index.html": b"1", "kim": b"2"})
    assert published == Published(("kim", "lee/index.html"), (), ("kim/index.html", "lee"))
    assert tree(root) == {"kim": b"2", "lee/index.html": b"1"}


@pytest.mark.parametrize(
    "paths", [["a", "a/b"], ["A/b", "a"], ["Lee.html", "lee.html"], ["e\u0301.html", "\u00e9.html"]]
)
def test_planned_paths_that_no_folder_can_hold_together_are_a_problem(root: Path, paths: list[str]) -> None:
    """A file and a folder of one name, or two names that only some disks tell apart."""
    assert set(codes(root, dict.fromkeys(paths, b""))) == {"output-blocked"}


def test_the_output_path_is_a_file(tmp_path: Path) -> None:
    """A file where the output folder is to be is named, not replaced."""
    (tmp_path / "public").write_bytes(b"mine")
    assert codes(tmp_path / "public", {"a": b""}) == ["output-blocked"]
    assert codes(tmp_path / "public/deeper", {"a": b""}) == ["output-blocked"]
    with pytest.raises(ContentError):
        build(tmp_path / "public", {"a": b""})
    assert (tmp_path / "public").read_bytes() == b"mine"


# --- nothing outside ------------------------------------------------------------------------------------


def test_a_symlinked_folder_in_the_output_is_not_entered(root: Path, tmp_path: Path) -> None:
    """A link to a folder outside is a problem to write through, and is not pruned through."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/index.html").write_bytes(b"mine")
    build(root, {"a/index.html": b"1"})
    (root / "a/index.html").unlink()
    (root / "a").rmdir()
    (root / "a").symlink_to(tmp_path / "outside")
    assert codes(root, {"a/index.html": b"2"}) == ["output-symlink"]
    assert not OutputFolder(str(root)).holds("a/index.html", content_hash(b"1"))
    assert build(root, {}).removed == ()
    assert tree(tmp_path / "outside") == {"index.html": b"mine"}


def test_a_symlink_planted_during_the_build_is_not_followed(root: Path, tmp_path: Path) -> None:
    """Even after the check, a folder that has become a link is refused."""
    (tmp_path / "outside").mkdir()
    with OutputFolder(str(root)) as output:
        assert output.check(["a/index.html"]) == ()
        (root / "a").symlink_to(tmp_path / "outside")
        with pytest.raises(ContentError) as caught:
            output.write("a/index.html", b"1")
    assert [problem.code for problem in caught.value.problems] == ["output-symlink"]
    assert os.listdir(tmp_path / "outside") == []


def test_a_symlink_in_place_of_our_file_is_replaced_itself(root: Path, tmp_path: Path) -> None:
    """The link goes, what it points to stays."""
    (tmp_path / "outside").write_bytes(b"1")
    build(root, {"a.html": b"1"})
    (root / "a.html").unlink()
    (root / "a.html").symlink_to(tmp_path / "outside")
    assert build(root, {"a.html": b"2"}).written == ("a.html",)
    assert not (root / "a.html").is_symlink()
    assert (tmp_path / "outside").read_bytes() == b"1"


def test_a_symlinked_manifest_is_not_read(root: Path, tmp_path: Path) -> None:
    """The manifest of another folder says nothing here, and is not overwritten."""
    (tmp_path / "other").write_text(json.dumps({"version": 1, "files": {"mine.txt": "0" * 32}}))
    before = (tmp_path / "other").read_bytes()
    (root / "mine.txt").write_bytes(b"mine")
    (root / MANIFEST).symlink_to(tmp_path / "other")
    assert build(root, {"a.html": b"1"}).removed == ()
    assert (tmp_path / "other").read_bytes() == before


@pytest.mark.parametrize(
    "path",
    [
        *("../a", "a/../../b", "/etc/a", "a//b", "./a", "", "a/", "a\\b", "a\0b", "\udc80", ".git/config"),
        *(MANIFEST, JOURNAL, ".feedgen-site-1-1.tmp"),
    ],
)
def test_a_planned_path_that_leaves_the_folder_is_refused(root: Path, path: str) -> None:
    """Whatever slug or alias made it: a problem, by check, by write and by the worker's writer."""
    assert codes(root, {path: b""}) == ["output-blocked"]
    with OutputFolder(str(root)) as output:
        with pytest.raises(ContentError):
            output.write(path, b"")
        with pytest.raises(ContentError):
            output.writer().write(path, b"")
    assert tree(root.parent) == {}


def test_the_output_folder_may_itself_be_a_symlink(root: Path, tmp_path: Path) -> None:
    """`public` → a folder on another disk: the user's own choice, followed and kept."""
    (tmp_path / "link").symlink_to(root)
    build(tmp_path / "link", {"a.html": b"1"})
    assert (tmp_path / "link").is_symlink()
    assert tree(root) == {"a.html": b"1"}


# --- without a manifest ---------------------------------------------------------------------------------

MARKED = {
    "index.html": OURS,
    "feed.xml": b'<feed><generator uri="https://example.org/" version="1">feedgen-site</generator></feed>',
    "rss.xml": b"<rss><channel><generator>feedgen-site 0.1.0</generator></channel></rss>",
    "sitemap.xml": b"<?xml version='1.0'?><!-- feedgen-site --><urlset/>",
    "feed.json": b'{"_feedgen_site": {}}',
    "robots.txt": b"# feedgen-site\nUser-agent: *\n",
    "_headers": b"# feedgen-site\n/*\n",
    "_redirects": b"# feedgen-site\n",
    ".nojekyll": b"# feedgen-site\n",
    "assets/site.css": b"/* feedgen-site */ p {}",
}
FOREIGN = {
    "mine.html": b"<p>about feedgen-site</p>",
    "late.html": b" " * 5000 + OURS,
    "mine.css": b"p {} /* feedgen-site */",
    "mine.txt": b"# feedgen-site",
    ".well-known/saved.html": OURS,
    "fr/.feedgen-site.json": b"another site",
    "fr/index.html": OURS,
}


@pytest.mark.parametrize(
    "manifest", [None, b"", b"{", b"[]", b'{"version": 99, "files": {}}', b"[" * 100_000, b"\xff"]
)
def test_a_lost_or_broken_manifest_is_harmless(root: Path, manifest: bytes | None) -> None:
    """Marked files are known again: orphans go, edited pages are replaced; strangers stay."""
    build(root, MARKED)
    for path, data in FOREIGN.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(data)
    (root / MANIFEST).unlink()
    if manifest is not None:
        (root / MANIFEST).write_bytes(manifest)
    files = {"index.html": OURS + b"2", "feed.json": MARKED["feed.json"]}
    published = build(root, files)
    orphans = tuple(sorted(MARKED.keys() - files.keys()))
    assert published == Published(("index.html",), ("feed.json",), orphans)
    kept = tree(root) | {"fr/.feedgen-site.json": (root / "fr/.feedgen-site.json").read_bytes()}
    assert kept == FOREIGN | files


def test_a_recovered_file_is_held(root: Path) -> None:
    """Without a manifest, a cache that knows the hash of a marked page still saves its rendering."""
    build(root, MARKED)
    (root / MANIFEST).unlink()
    output = OutputFolder(str(root))
    assert output.recorded == {}
    assert output.holds("index.html", content_hash(OURS))
    assert not output.holds("index.html", content_hash(b"other"))


# --- overlapping folders --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "output"),
    [
        ("content", "content"),
        ("content", "content/public"),
        ("content/a", "content"),
        ("content", "."),
        ("content", "link"),
        ("content", "link/public"),
        ("link", "content/./x/.."),
        ("content", "/"),
        ("content", "home"),
        ("content", "above"),
    ],
)
def test_folders_that_overlap_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, output: str
) -> None:
    """Content in output, output in content, one for both, through symlinks; the home folder; the root."""
    monkeypatch.chdir(tmp_path)
    for folder in ("content/a", "home", "above/home"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "link").symlink_to("content")
    home = "above/home" if output == "above" else "home"
    assert [p.code for p in check_folders(content, output, home=home)] == ["output-overlaps"]


@pytest.mark.parametrize("cache", ["public", "public/.cache", "link/cache"])
def test_a_cache_in_the_output_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: str
) -> None:
    """Whoever uploads the folder would publish drafts with it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "public").mkdir()
    (tmp_path / "link").symlink_to("public")
    assert [p.code for p in check_folders("content", "public", cache=cache)] == ["output-overlaps"]
    assert check_folders("content", "public", cache="public-cache") == ()
    # As the preview's own folder does.
    assert check_folders("content", "cache/preview", cache="cache") == ()


@pytest.mark.parametrize("output", ["public", "content-2", "absent/public", "home/public", "pages"])
def test_folders_side_by_side_are_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str) -> None:
    """Names that begin alike are no overlap; a folder in the home folder and a git worktree are allowed."""
    monkeypatch.chdir(tmp_path)
    for folder in ("content", "home", "pages/.git"):
        (tmp_path / folder).mkdir(parents=True)
    assert check_folders("content", output, home="home") == ()


def test_lists_leave_before_the_stories_they_name_and_these_before_what_they_show() -> None:
    """Whatever was killed half way, no list leads to a story that is gone; compressed files go first."""
    lists = ["archive/2026-01.xml", "fr/index.html", "fr/tag/x/index.html", "section/a.html"]
    lists += ["tag/x/feed.xml.gz", "tag/x/feed.xml"]
    stories = ["2026/01/a/index.html.br", "2026/01/a/index.html", "fr/2026/01/b/index.html"]
    assert sorted(["assets/a.jpg", *stories, *lists], key=leaving) == [*lists, *stories, "assets/a.jpg"]
