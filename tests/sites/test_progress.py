"""What is shown of a build while it runs: a bar on a terminal, lines in a log, stages with -v."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from feedgen_site.cli.progress import line
from feedgen_site.cli.told import Told
from tests.support import SITE, article, edit, put, run


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Write a site of three stories."""
    put(tmp_path / "content/site.yaml", SITE)
    for name in ("one", "two", "three"):
        put(tmp_path / f"content/asia/{name}.md", article(name.title()))
    return tmp_path


def stages(said: str) -> dict[str, str]:
    """Give what -v says of each stage besides its time."""
    return {
        found[1]: found[2].strip()
        for found in re.finditer(r"^([a-z]+) +\d+\.\d\d s(.*)$", said, re.MULTILINE)
    }


def test_verbose_names_each_stage_with_its_counts(site: Path) -> None:
    """What was made and what was known, what was rendered and what was kept."""
    first = stages(run("build", "-v", cwd=site).err)
    assert list(first) == "scan cache make assemble pictures plan remember compare render prune".split()
    assert first["scan"] == "3 articles, 0 other files"
    assert first["make"] == "3"
    edit(site / "content/asia/two.md", "It has a second one, too.", "Its second one is longer now.")
    second = stages(run("build", "-v", cwd=site).err)
    assert second["cache"] == "2 known, 1 to make"
    rendered, kept = map(int, re.fullmatch(r"(\d+), (\d+) kept", second["render"]).groups())  # type: ignore[union-attr]
    planned = int(first["plan"].removesuffix(" files"))
    assert rendered + kept == planned
    assert 0 < rendered < planned


def test_without_verbose_a_short_build_shows_nothing_but_its_end(site: Path) -> None:
    """Neither bar nor stages."""
    assert run("build", cwd=site).err == ""


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (200, "render [=================>                      ] 4,310 of 10,000, 512/s, 11 s left"),
        (60, "render [======>         ] 4,310 of 10,000, 512/s, 11 s left"),
        (50, "render [=======>         ] 4,310 of 10,000, 512/s"),
        (40, "render [======>       ] 4,310 of 10,000"),
        (20, "render 43%"),
        (10, "render"),
        (4, "ren"),
    ],
)
def test_a_bar_is_never_wider_than_the_terminal(width: int, expected: str) -> None:
    """The less room there is, the less is said."""
    assert line(Told("render", 4310, 10_000), 512.3, width) == expected
    assert len(expected) < width
