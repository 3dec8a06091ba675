"""The helper that writes sites from one text writes what stands there."""

from __future__ import annotations

from pathlib import Path

from tests.support import site_from, tree


def test_a_site_is_written_from_one_text(tmp_path: Path) -> None:
    """Each separator begins a file, in whatever folder; the files hold the lines between."""
    site_from(
        """
        === content/site.yaml
        title: X
        === content/asia/lee.md
        ---
        a: 1
        ---
        Text.

        More.
        """,
        tmp_path,
    )
    assert tree(tmp_path) == {
        "content/site.yaml": b"title: X\n",
        "content/asia/lee.md": b"---\na: 1\n---\nText.\n\nMore.\n",
    }


def test_nothing_is_written_from_nothing(tmp_path: Path) -> None:
    """An empty text makes no file."""
    assert tree(site_from("", tmp_path)) == {}
