"""The sample site of the repository, built once for all tests that read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import ROOT, Report, run_json, tree


@pytest.fixture(scope="session")
def sample_report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    """Build the sample site as a newcomer does, and give what was said and the output folder."""
    folder = tmp_path_factory.mktemp("sample")
    report = run_json(
        "build", "--content", str(ROOT / "content"), "--output", str(folder / "public"), "--cache", "",
        "--as-of", "2026-02-01", cwd=folder,
    )  # fmt: skip
    return report, folder / "public"


@pytest.fixture(scope="session")
def sample(sample_report: tuple[Report, Path]) -> dict[str, bytes]:
    """Give the output tree of the sample site."""
    return tree(sample_report[1])
