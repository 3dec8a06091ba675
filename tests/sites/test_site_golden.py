"""Whole small sites, byte for byte as they are kept in tests/golden."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.regenerate import HERE, SITES, output_of
from tests.support import tree


@pytest.mark.parametrize("name", SITES)
def test_a_golden_site_is_built_byte_for_byte(tmp_path: Path, name: str) -> None:
    """Any change of a byte is a change somebody chose: `python -m tests.golden.regenerate`, then git diff."""
    built, expected = output_of(name, tmp_path), tree(HERE / name / "expected")
    assert sorted(built) == sorted(expected)
    for path, data in built.items():
        assert data.decode().splitlines() == expected[path].decode().splitlines(), path
        assert data == expected[path], path


@pytest.mark.parametrize("name", SITES)
def test_a_golden_site_holds_nothing_that_changes_by_itself(name: str) -> None:
    """No machine's path, and no version but the program's own."""
    for path, data in tree(HERE / name / "expected").items():
        assert b"/tmp/" not in data, path
        assert b"/home/" not in data, path
