"""What a build says it wrote and removed: all that changed since the last one that was finished."""

from __future__ import annotations

from pathlib import Path

from feedgen_site.publish import OutputFolder
from tests.support import put


def publish(root: Path, files: dict[str, bytes], *, until: int | None = None) -> tuple[set[str], set[str]]:
    """Publish these files; with `until`, be killed after so many. Give what was written and removed."""
    with OutputFolder(str(root)) as folder:
        assert folder.check(files.keys()) == ()
        for number, (path, data) in enumerate(files.items()):
            if number == until:
                return set(), set()
            folder.write(path, data)
        done = folder.finish()
    return set(done.written), set(done.removed)


def test_what_a_killed_build_wrote_is_told_by_the_next(tmp_path: Path) -> None:
    """Who uploads what was written would miss it: a file that changed, and one that is new."""
    root = tmp_path / "public"
    publish(root, {"a.html": b"a", "b.html": b"b"})
    new = {"a.html": b"A", "c.html": b"c", "b.html": b"b"}
    publish(root, new, until=2)
    assert (root / "c.html").is_file()
    assert publish(root, new) == ({"a.html", "c.html"}, set())
    assert publish(root, new) == (set(), set())


def test_what_was_away_already_is_told_as_removed(tmp_path: Path) -> None:
    """A build that was killed while it removed, or somebody else's hand; what was never ours is not told."""
    root = tmp_path / "public"
    publish(root, {"a.html": b"a", "x/b.html": b"b"})
    (root / "x/b.html").unlink()
    (root / "x").rmdir()
    put(root / "strange.html", "mine")
    assert publish(root, {"a.html": b"a"}) == (set(), {"x/b.html"})
