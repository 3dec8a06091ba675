"""`feedgen-site serve` as people start it: what it serves, what it does not, and what it says of that."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.serve.browsing import Browser
from tests.support import SITE, article, put, run

PREVIEW = ".cache/feedgen-site/preview"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site of one story and one draft."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A"))
    put(tmp_path / "content/b.md", article("B", draft="true"))
    return tmp_path


@dataclass
class Serving:
    """A running `serve`: a browser before it, and what it said; `err` once it has ended."""

    browser: Browser
    url: str
    err: str = ""


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Serving]:
    """Run `serve` on a free port until the block ends, then stop it as Ctrl-C does."""
    words = ["serve", "--port", "0", "--jobs", "1", *arguments]
    command = [sys.executable, "-m", "feedgen_site", *words]
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # Tests run in the background were started with Ctrl-C ignored, and hand that on.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        assert process.stdout
        assert process.stderr
        try:
            url = ""
            for line in process.stdout:
                url = line.partition(" ")[0]
                if url.startswith("http://"):
                    break
            running = Serving(Browser(int(url.rstrip("/").rpartition(":")[2])), url)
            yield running
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
            running.err = process.stderr.read()
        finally:
            process.kill()


def test_only_the_plan_is_served_from_the_preview_folder(folder: Path) -> None:
    """A file that somebody put there, and the record of what is ours: in the folder, not on the air."""
    put(folder / PREVIEW / "planted.html", "<script>planted")
    with serving(folder) as running:
        assert running.browser.get("/2026/01/a/").status == 200
        assert (folder / PREVIEW / "planted.html").exists()
        assert (folder / PREVIEW / ".feedgen-site.json").exists()
        for path in ("/planted.html", "/.feedgen-site.json", "/2026/01/b/"):
            assert running.browser.get(path).status == 404
    assert running.url.startswith("http://127.0.0.1:")
    assert running.err == ""


def test_a_preview_that_nobody_built_here_is_not_served(folder: Path) -> None:
    """Where the first build fails there is no plan, and so nothing to serve, whatever lies in the folder."""
    put(folder / PREVIEW / "index.html", "<script>planted")
    put(folder / PREVIEW / ".feedgen-site.json", '{"version": 1, "files": {"index.html": ""}}')
    put(folder / "content/site.yaml", "nonsense: [")
    done = run("serve", "--port", "0", cwd=folder)
    assert done.code == 1
    assert "http://" not in done.out


@pytest.mark.parametrize(("arguments", "said"), [((), ""), (("--drafts",), ", drafts included")])
def test_who_opens_the_preview_to_the_network_is_told_so(
    folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    """Whom it listens to, who can read it now, and whether drafts are among it."""
    with serving(folder, "--host", "0.0.0.0", *arguments) as running:
        assert running.browser.get("/").status == 200
        assert running.browser.get("/", Host="evil.example").status == 403
        assert running.browser.get("/2026/01/b/").status == (200 if arguments else 404)
    assert running.err == (
        "feedgen-site: listening on 0.0.0.0: everybody who can reach this machine over the network can read "
        f"this preview{said}\n"
    )


@pytest.mark.parametrize("host", ["evil.example", "127.1", "", "0.0.0.0/0"])
def test_the_address_to_listen_on_is_a_number(folder: Path, host: str) -> None:
    """A name could mean another machine tomorrow."""
    done = run("serve", "--host", host, cwd=folder)
    assert done.code == 2
    assert "is not an IP address" in done.err
