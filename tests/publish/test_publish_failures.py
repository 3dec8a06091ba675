"""The output folder when things go wrong: a full disk, a kill, a hostile manifest."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_site.problem import ContentError
from feedgen_site.publish import JOURNAL, MANIFEST, OutputFolder, Published, content_hash, safe_path
from tests.support import small_disk, without_privileges

DEAD_PROCESS = 2**22 + 1  # above Linux's and macOS's highest process id


def run(script: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run a build in a process of its own; `root` is its output folder."""
    head = "import os, sys\nfrom feedgen_site.publish import *\nroot = sys.argv[1]\n"
    code = head + textwrap.dedent(script)
    return subprocess.run(
        [sys.executable, "-c", code, str(root)], capture_output=True, text=True, check=False, timeout=60
    )


def visible(root: Path) -> dict[str, bytes]:
    """Give every file below a folder whose name does not begin with a dot."""
    return {
        str(file.relative_to(root)): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file() and not file.name.startswith(".")
    }


def rebuild(root: Path, files: dict[str, bytes]) -> Published:
    """Publish these files without showing what is planned to stand there."""
    with OutputFolder(str(root)) as output:
        assert output.check(files) == ()
        for path, data in files.items():
            output.write(path, data)
        return output.finish()


def test_a_killed_build_leaves_whole_files_and_the_next_one_is_right(tmp_path: Path) -> None:
    """Killed between and within files: each is old or new; the next build removes what was added."""
    root = tmp_path / "public"
    old = {"a.html": b"old a", "b.html": b"old b"}
    rebuild(root, old)
    script = """
        class Killer:
            def __fspath__(self):
                os._exit(9)
        output = OutputFolder(root)
        assert not output.check(["a.html", "b.html", "img/new.jpg", "last.html"])
        output.write("img/new.jpg", b"new picture")
        output.write("a.html", b"new a")
        with open(os.path.join(root, f".feedgen-site-{os.getpid()}-77.tmp"), "wb") as half:
            half.write(b"half of b")
        output.copy("b.html", Killer())
    """
    assert run(script, root).returncode == 9
    assert visible(root) == {"a.html": b"new a", "b.html": b"old b", "img/new.jpg": b"new picture"}
    published = rebuild(root, {"a.html": b"newer a", "b.html": b"old b"})
    assert published == Published(("a.html",), ("b.html",), ("img/new.jpg",))
    assert sorted(os.listdir(root)) == [MANIFEST, "a.html", "b.html"]


def test_a_build_killed_while_adding_may_change_what_it_added(tmp_path: Path) -> None:
    """A file that only a killed build wrote is ours: other bytes may be planned for it."""
    root = tmp_path / "public"
    rebuild(root, {"a.html": b"a"})
    script = """
        output = OutputFolder(root)
        assert not output.check(["a.html", "photo.jpg"])
        output.write("photo.jpg", b"one")
        os._exit(9)
    """
    assert run(script, root).returncode == 9
    assert rebuild(root, {"a.html": b"a", "photo.jpg": b"two"}).written == ("photo.jpg",)
    assert not (root / JOURNAL).exists()


def test_a_killed_first_build_shows_nothing_and_is_swept_away(tmp_path: Path) -> None:
    """The output path is absent after the kill; the next build removes the sibling it left."""
    root = tmp_path / "public"
    script = """
        output = OutputFolder(root)
        output.write("a.html", b"a")
        os._exit(9)
    """
    assert run(script, root).returncode == 9
    assert not root.exists()
    assert len(os.listdir(tmp_path)) == 1
    rebuild(root, {"b.html": b"b"})
    assert os.listdir(tmp_path) == ["public"]
    assert visible(root) == {"b.html": b"b"}


def test_only_temporary_files_of_ended_builds_are_swept(tmp_path: Path) -> None:
    """A running build's temporary file stays, as do names that only look alike, and folders."""
    root = tmp_path / "public"
    rebuild(root, {"a.html": b"a"})
    running = f".feedgen-site-{os.getppid()}-0.tmp"
    earlier_with_our_number = f".feedgen-site-{os.getpid()}-99.tmp"
    (root / earlier_with_our_number).write_bytes(b"")
    for name in (f".feedgen-site-{DEAD_PROCESS}-0.tmp", running, ".feedgen-site-x-0.tmp", "a.tmp"):
        (root / name).write_bytes(b"")
    (root / f".feedgen-site-{DEAD_PROCESS}-1.tmp").mkdir()
    rebuild(root, {"a.html": b"a"})
    wanted = [
        MANIFEST,
        "a.html",
        running,
        ".feedgen-site-x-0.tmp",
        "a.tmp",
        f".feedgen-site-{DEAD_PROCESS}-1.tmp",
    ]
    assert sorted(os.listdir(root)) == sorted(wanted)


def test_a_write_that_fails_half_way_leaves_the_old_file_whole(tmp_path: Path) -> None:
    """At the limit of a file's size: a problem with path and reason, no temporary file, no half page."""
    pytest.importorskip("resource", reason="no file size limits on this system")
    root = tmp_path / "public"
    rebuild(root, {"a.html": b"old", "b.html": b"old"})
    script = """
        import resource, signal
        from feedgen_site.problem import ContentError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        try:
            with OutputFolder(root) as output:
                assert not output.check(["a.html", "b.html"])
                output.write("a.html", b"new")
                output.write("b.html", b"x" * 10_000)
        except ContentError as error:
            print(error)
    """
    done = run(script, root)
    assert done.stderr == ""
    assert done.stdout == (
        f"{root}/b.html: cannot be written: File too large [write-failed]\n"
        "  hint: mend this and build again; every file written so far is whole\n"
    )
    assert visible(root) == {"a.html": b"new", "b.html": b"old"}
    assert not [name for name in os.listdir(root) if name.endswith(".tmp")]


def test_a_full_disk_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    """On a real full disk: the reason is told, what was there is whole, the hint asks for room."""
    with small_disk(tmp_path / "disk", "64k") as disk:
        rebuild(disk, {"a.html": b"old"})
        with OutputFolder(str(disk)) as output, pytest.raises(ContentError) as caught:
            output.write("b.html", b"x" * 200_000)
        (problem,) = caught.value.problems
        assert (problem.code, problem.message) == (
            "write-failed",
            "cannot be written: No space left on device",
        )
        assert problem.hint.startswith("make room")
        assert visible(disk) == {"a.html": b"old"}


def test_a_folder_without_write_permission_is_found_before_anything_is_written() -> None:
    """A read-only output folder, or parent of one to be made, is a problem of the check."""
    with without_privileges() as folder:
        folder.chmod(0o555)
        for root in (folder, folder / "public"):
            assert [p.code for p in OutputFolder(str(root)).check(["a.html"])] == ["write-failed"]
        folder.chmod(0o755)
        assert OutputFolder(str(folder)).check(["a.html"]) == ()


def test_a_writer_works_in_another_process(tmp_path: Path) -> None:
    """The writer survives pickling, and its receipts count as if written here."""
    root = tmp_path / "public"
    root.mkdir()
    with OutputFolder(str(root)) as output:
        assert output.check(["a/b.html"]) == ()
        worker = pickle.loads(pickle.dumps(output.writer()))
        output.record(pickle.loads(pickle.dumps(worker.write("a/b.html", b"1"))))
        assert output.finish() == Published(("a/b.html",), (), ())
    assert visible(root) == {"a/b.html": b"1"}


# --- a hostile manifest ---------------------------------------------------------------------------------

NAMES = st.sampled_from(
    ["..", ".", "", "a", "link", "outside", "secret.txt", "public", "/", "\\", "\0", ".git"]
)
PATHS = st.one_of(
    st.lists(NAMES, min_size=1, max_size=6).map("/".join),
    st.text(max_size=30),
    st.sampled_from(["a/" * 3000 + "x", "x" * 5000, "\ud800", "../public/../outside/secret.txt"]),
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(PATHS, st.one_of(st.just(content_hash(b"secret")), st.text(max_size=4), st.none())))
def test_no_manifest_reaches_outside_the_output_folder(files: dict[str, str | None]) -> None:
    """Whatever paths a manifest and a journal hold, what is outside, or behind a symlink, stays as it was."""
    with tempfile.TemporaryDirectory() as folder:
        root, outside = Path(folder, "public"), Path(folder, "outside")
        for each in (root / "a", outside):
            each.mkdir(parents=True)
            (each / "secret.txt").write_bytes(b"secret")
        (Path(folder) / "secret.txt").write_bytes(b"secret")
        (root / "link").symlink_to(outside)
        (root / "a/link").symlink_to(outside / "secret.txt")
        text = json.dumps({"version": 1, "files": files})
        for name in (MANIFEST, JOURNAL):
            (root / name).write_text(text)
        absolute = json.dumps({"version": 1, "files": {str(outside / "secret.txt"): content_hash(b"secret")}})
        for manifest in (text, absolute):
            (root / MANIFEST).write_text(manifest)
            with OutputFolder(str(root)) as output:
                for path in files:
                    if safe_path(path) and output.holds(path, content_hash(b"secret")):
                        assert path == "a/secret.txt"
                output.write("index.html", b"1")
                output.finish()
        assert visible(outside) == {"secret.txt": b"secret"}
        assert sorted(os.listdir(folder)) == ["outside", "public", "secret.txt"]
        assert (root / "link").is_symlink()
        assert (root / "a/link").is_symlink()
        assert (root / "index.html").read_bytes() == b"1"


@given(st.text(max_size=40))
def test_a_safe_path_stays_below_its_folder(path: str) -> None:
    """A path that is called safe names something strictly below the folder it is joined to."""
    if safe_path(path):
        assert os.path.normpath(f"/root/{path}") == f"/root/{path}"
