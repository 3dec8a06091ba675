"""A ranker from an installed package: the example of docs/rankers.md, installed and built with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from feedgen_site.feeds.jsonfeed import EXTENSION
from feedgen_site.keypoints import RANKERS
from feedgen_site.keypoints.rankers.installed import GROUP
from feedgen_site.mapper import WORTH_PROCESSES
from tests.support import ROOT, Report, Run, article, put, run, run_json
from tests.test_docs import fenced

GUIDE = (ROOT / "docs/rankers.md").read_text("utf-8")
SETTINGS = "title: The Test\nbase_url: https://test.example/\nauthority: test.example,2026\n"
SHORT = "The council of Lindhaven met on Tuesday."
LONG = (
    "Nobody in the last row had expected that the oldest of the three ferries, which still carries the mail "
    "to the islands every morning, would be sold within the year."
)
BODY = f"{SHORT} Its members talked of the ferries until two. The mayor of the old town spoke last. {LONG}"


def example(language: str, number: int = 0) -> str:
    """Give a code block of the guide."""
    return fenced(GUIDE, language)[number]


def install(
    folder: Path, *, module: str = "", version: str = "", project: str = "", entry: str = "longest"
) -> Path:
    """Put the guide's package into `folder` as an installer would; what is given replaces the guide's own."""
    declared = tomllib.loads(example("toml"))["project"]
    [(name, target)] = declared["entry-points"][GROUP].items()
    assert name == "longest"
    project, version = project or declared["name"], version or declared["version"]
    put(folder / f"{target.partition(':')[0]}.py", module or example("python"))
    info = folder / f"{project.replace('-', '_')}.dist-info"
    put(info / "METADATA", f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n")
    put(info / "entry_points.txt", f"[{GROUP}]\n{entry} = {target}\n")
    return folder


def site(folder: Path, ranker: str = "longest", articles: int = 1) -> Path:
    """Write a site that takes one point of each article."""
    put(folder / "content/site.yaml", f"{SETTINGS}points: {{count: 1, ranker: {ranker}}}\n")
    for number in range(articles):
        put(folder / f"content/{number}.md", article(f"Story {number}", body=BODY, slug=f"story-{number}"))
    return folder


def environment(*folders: Path) -> dict[str, str]:
    """Give an environment in which the packages in these folders are installed."""
    paths = [*map(str, folders), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(paths)}


def build(folder: Path, *packages: Path, jobs: int = 1) -> Report:
    return run_json("build", "--jobs", str(jobs), cwd=folder, env=environment(*packages))


def failed(folder: Path, *packages: Path, jobs: int = 1) -> Run:
    return run("build", "--jobs", str(jobs), cwd=folder, env=environment(*packages))


def chosen(folder: Path) -> set[str]:
    """Give the points of all stories in the feed."""
    feed = json.loads((folder / "public/feed.json").read_text("utf-8"))
    return {point["text"] for item in feed["items"] for point in item[EXTENSION]["key_points"]}


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_example_of_the_guide_chooses_the_points(tmp_path: Path, jobs: int) -> None:
    """Installed and named in site.yaml, it decides, in worker processes too; `lead` chose otherwise."""
    packages = install(tmp_path / "packages")
    folder = site(tmp_path / "site", "lead", articles=WORTH_PROCESSES + 1)
    assert build(folder, packages, jobs=jobs).code == 0
    assert chosen(folder) == {SHORT}
    site(folder)
    report = build(folder, packages, jobs=jobs)
    assert (report.code, report.published) == (0, WORTH_PROCESSES + 1)
    assert chosen(folder) == {LONG}


def test_another_version_of_the_package_makes_stories_again(tmp_path: Path) -> None:
    """An upgrade shows in the points, though no article changed; a build without one changes nothing."""
    packages = install(tmp_path / "packages")
    folder = site(tmp_path / "site")
    assert build(folder, packages).written
    assert build(folder, packages).written == ()
    install(packages, version="2.0", module=example("python").replace("return [", "return [-"))
    assert build(folder, packages).written
    assert chosen(folder) == {SHORT}


def test_another_package_matters_only_to_sites_that_chose_it(tmp_path: Path) -> None:
    """With a built-in ranker nothing is made again because a package came or went."""
    packages = install(tmp_path / "packages")
    folder = site(tmp_path / "site", "lead")
    assert build(folder).written
    assert build(folder, packages).written == ()


def test_without_the_package_the_name_is_unknown(tmp_path: Path) -> None:
    """What is installed is listed with what is built in, and the nearest name is offered."""
    folder = site(tmp_path / "site")
    builtin = ", ".join(sorted(RANKERS))
    said = failed(folder).err
    assert f"no ranker 'longest'; there are: {builtin} [unknown-ranker]" in said
    site(folder, "longset")
    said = failed(folder, install(tmp_path / "packages")).err
    assert "no ranker 'longset'; there are: centrality, lead, learned, learned@1, longest [" in said
    assert "hint: did you mean 'longest'?" in said
    assert not (folder / "public").exists()


def test_a_built_in_name_cannot_be_taken(tmp_path: Path) -> None:
    """A package that calls its ranker `lead` changes no site that asks for the lead."""
    packages = install(tmp_path / "packages", entry="lead")
    folder = site(tmp_path / "site", "lead")
    assert build(folder, packages).code == 0
    assert chosen(folder) == {SHORT}


def test_two_packages_of_one_name_are_refused(tmp_path: Path) -> None:
    """Which of them was meant must not depend on the order of folders."""
    one = install(tmp_path / "one")
    two = install(tmp_path / "two", project="other-points", version="3.1")
    folder = site(tmp_path / "site")
    done = failed(folder, one, two)
    assert done.code == 2
    message = "more than one package has a ranker 'longest': longest-points 1.0, other-points 3.1"
    assert f"content/site.yaml:4:28: {message} [unknown-ranker]" in done.err
    assert build(site(folder, "lead"), one, two).code == 0


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("module", "error"),
    [
        ("def longest(document):\n    return 1 / 0\n", "ZeroDivisionError: division by zero"),
        ("def longest(document):\n    return [0.5]\n", "ValueError: 4 finite scores expected, got [0.5]"),
        ("import nothing_of_the_kind\n", "ModuleNotFoundError: No module named 'nothing_of_the_kind'"),
    ],
)
def test_a_bug_in_a_package_is_shown_as_one(tmp_path: Path, jobs: int, module: str, error: str) -> None:
    """The traceback stays, from worker processes too, and its end names the ranker and an article."""
    packages = install(tmp_path / "packages", module=module)
    folder = site(tmp_path / "site", articles=WORTH_PROCESSES + 1)
    done = failed(folder, packages, jobs=jobs)
    assert done.code == 1
    assert done.err.rstrip().endswith(f"{error}\ntaking points of 'Story 0' with the ranker 'longest'")
    assert not (folder / "public").exists()


def test_the_check_of_the_guide_passes_its_example(tmp_path: Path) -> None:
    """The test that the guide shows runs as it is written."""
    packages = install(tmp_path / "packages")
    put(packages / "shown.py", f"{example('python', 1)}\n\ntest_longest_is_a_ranker()\n")
    subprocess.run(
        [sys.executable, "-m", "shown"], env={**os.environ, **environment(packages)}, check=True, timeout=60
    )


def test_the_example_takes_twenty_lines() -> None:
    """What the guide promises to be short stays short."""
    lines = (example("python") + example("toml")).splitlines()
    assert len([line for line in lines if line.strip()]) <= 20
