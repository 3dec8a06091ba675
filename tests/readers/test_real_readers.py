"""Real feed readers subscribe to a served build."""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedgen_site.build import Options, build

ROOT = Path(__file__).parents[2]
STORIES = 19


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the sample site and serve it with Python's own static server."""
    public = tmp_path_factory.mktemp("site") / "public"
    build(Options(str(ROOT / "content"), str(public), datetime(2026, 1, 6, tzinfo=UTC)), lambda *_: None)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(public))
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


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


def test_newsboat_shows_each_story_once_over_all_feeds(served: str, tmp_path: Path) -> None:
    """Atom and RSS of the site and of a section together hold no story twice: readers key by id."""
    lines = newsboat(tmp_path, f"{served}feed.xml", f"{served}rss.xml", f"{served}section/asia/feed.xml")
    assert str(STORIES) in lines[0]


def test_sfeed_reads_title_link_and_content(served: str, tmp_path: Path) -> None:
    """sfeed's fields: a time, the headline, the permalink, HTML that begins with the points, the id."""
    program = shutil.which("sfeed")
    if program is None:
        pytest.skip("no sfeed: apt-get install sfeed")
    public = tmp_path / "public"
    build(Options(str(ROOT / "content"), str(public), datetime(2026, 1, 6, tzinfo=UTC)), lambda *_: None)
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
