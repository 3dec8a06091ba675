"""`--profile`: where the time of a build goes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from feedgen_site.keypoints import RANKERS, rankers
from tests.support import SITE, article, called, put, run, said_json

LONG = "It is a story of the harbour, the bridge and the ferry that nobody takes. " * 40


def site_of(folder: Path, stories: int) -> Path:
    """Write a site of so many stories."""
    put(folder / "content/site.yaml", SITE)
    for number in range(stories):
        put(folder / f"content/asia/s{number}.md", article(f"S {number}", body=LONG))
    return folder


def test_a_profile_adds_up_and_names_the_share_of_the_ranker(tmp_path: Path) -> None:
    """Of a build in one process: CPU is not more than time, and the ranker's is part of making."""
    site_of(tmp_path, 5)
    profile = said_json(called("build", "--profile", "--json", "--jobs", "1", cwd=tmp_path))["profile"]
    stages = {stage.pop("stage"): stage for stage in profile["stages"]}
    assert {"scan", "make", "plan", "render", "rest"} <= stages.keys()
    assert stages["make"]["done"] == 5
    assert 0 < profile["ranker_cpu"] < profile["make_cpu"]
    assert all(stage["cpu"] <= stage["wall"] + 0.05 and not stage["workers_cpu"] for stage in stages.values())
    assert rankers.named("lead") is RANKERS["lead"]


def test_a_profile_counts_what_workers_do(tmp_path: Path) -> None:
    """Printed, the columns add up to their last row; what is measured is a whole build each time."""
    site_of(tmp_path, 150)
    done = run("build", "--profile", "--jobs", "2", cwd=tmp_path)
    head, *rows = [row.split() for row in done.err.splitlines() if re.match(r"\w+ +(wall|\d+\.\d\ds)", row)]
    assert head == ["stage", "wall", "CPU", "workers"]
    seconds = {name: [float(cell.rstrip("s")) for cell in cells[:3]] for name, *cells in rows}
    assert seconds["make"][2] > 0.1
    assert seconds["render"][2] > 0.05
    total = seconds.pop("total")
    for column in range(3):
        assert sum(row[column] for row in seconds.values()) == pytest.approx(total[column], abs=0.1)
    share = r"\nthe ranker: \d+\.\d\ds of the \d+\.\d\ds of CPU that making took \(\d+%\)\n"
    assert re.search(share, done.err)
    again = run("build", "--profile", "--jobs", "2", cwd=tmp_path).err
    assert "revise" in again or "150 known, 0 to make" in again


def test_nothing_is_measured_unasked(tmp_path: Path) -> None:
    """Neither table nor key."""
    site_of(tmp_path, 1)
    assert "profile" not in said_json(called("build", "--json", cwd=tmp_path))
    assert "wall" not in called("build", "-v", cwd=tmp_path).err
