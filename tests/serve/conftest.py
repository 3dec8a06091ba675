"""A running preview for every test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve.browsing import Browser, previewing, site


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small published site."""
    return site(tmp_path / "public")


@pytest.fixture
def browser(root: Path) -> Iterator[Browser]:
    """A browser before a running preview."""
    with previewing(root) as opened:
        yield opened
