"""Real feed readers subscribe to a served build."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import sample_site, served

STORIES = 19


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample site."""
    return sample_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def site_url(public: Path) -> Iterator[str]:
    """Serve it."""
    with served(public) as url:
        yield url


def newsboat(folder: Path, *urls: str) -> list[str]:
    """Subscribe, fetch, and give a line for each unread entry: title|id."""
    program = shutil.which("newsboat")
    if program is None:
        pytest.skip("no newsboat: apt-get install newsboat")
    (folder / "urls").write_text("\n".join(urls) + "\n", "utf-8")
    (folder / "config").touch()
    command = [
        program,
        "-u",
        str(folder / "urls"),
        "-c",
        str(folder / "cache.db"),
        "-C",
        str(folder / "config"),
    ]
    said = ""
    for action in ("reload", "print-unread"):
        done = subprocess.run(
            [*command, "-x", action], capture_output=True, text=True, timeout=60, check=True
        )
        said = done.stdout
    return said.splitlines()


def test_newsboat_shows_each_story_once_over_all_feeds(site_url: str, tmp_path: Path) -> None:
    """Atom and RSS of the site and of a section together hold no story twice: readers key by id."""
    lines = newsboat(
        tmp_path, f"{site_url}feed.xml", f"{site_url}rss.xml", f"{site_url}section/asia/feed.xml"
    )
    assert str(STORIES) in lines[0]


def test_sfeed_reads_title_link_and_content(public: Path) -> None:
    """sfeed's fields: a time, the headline, the permalink, HTML that begins with the points, the id."""
    program = shutil.which("sfeed")
    if program is None:
        pytest.skip("no sfeed: apt-get install sfeed")
    for name in ("feed.xml", "rss.xml"):
        done = subprocess.run(
            [program], input=(public / name).read_bytes(), capture_output=True, check=True, timeout=60
        )
        rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
        assert len(rows) == STORIES
        story = next(row for row in rows if "Lee" in row[1])
        assert story[0] == "1767520740"
        assert story[2] == "https://digest.example.org/2026/01/south-korea-lee-beijing/"
        assert story[3].startswith("<ul>")
        assert story[5] == "urn:uuid:7e6a715a-e545-48c1-8377-1e0c96f17156"
