"""The preview: what a browser gets, what it does not get, and when the site is built again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path
from threading import Event, Thread

import pytest

from feedgen_site.problem import ContentError
from feedgen_site.serve import preview, rebuild_on_change
from tests.serve.browsing import PAGES, Browser


@pytest.mark.parametrize(
    ("path", "file", "kind"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/index.html?x=1", "index.html", "text/html; charset=utf-8"),
        ("/feed.xml", "feed.xml", "application/xml; charset=utf-8"),
        ("/feed.json", "feed.json", "application/feed+json"),
        ("/data.json", "data.json", "application/json"),
        ("/assets/site.css", "assets/site.css", "text/css; charset=utf-8"),
        ("/2026/01/caf%C3%A9/", "2026/01/café/index.html", "text/html; charset=utf-8"),
    ],
)
def test_files_are_served_with_their_type(browser: Browser, path: str, file: str, kind: str) -> None:
    """A page, a feed, a stylesheet: the bytes of the file, its type, its length."""
    answer = browser.get(path)
    assert (answer.status, answer.body) == (200, PAGES[file])
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Length"] == str(len(PAGES[file]))
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/none", "/none/", "/empty/", "/empty", "/feed.xml/", "/feed.xml;x=1", "/x%ff", "/x%00"]
)
def test_what_is_not_there_gets_the_404_page(browser: Browser, path: str) -> None:
    """Status 404 with the site's own page: also for a folder without a page (no listing)."""
    answer = browser.get(path)
    assert (answer.status, answer.body) == (404, PAGES["404.html"])
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_site_without_a_404_page_says_so_in_plain_text(browser: Browser, root: Path) -> None:
    """No page to show, still a 404."""
    (root / "404.html").unlink()
    answer = browser.get("/none")
    assert (answer.status, answer.body) == (404, b"Not found.\n")


def test_a_folder_without_its_slash_is_redirected(browser: Browser) -> None:
    """Relative links need the slash; the query stays, and the address stays on this host."""
    answer = browser.get("/2026/01/caf%C3%A9?x=1")
    assert (answer.status, answer.headers["Location"]) == (301, "/2026/01/caf%C3%A9/?x=1")
    assert browser.get("//2026/01/caf%C3%A9").headers["Location"] == "/2026/01/caf%C3%A9/"


def test_an_unchanged_file_is_not_sent_again(browser: Browser) -> None:
    """304 without a body, by time or by tag."""
    first = browser.get("/feed.xml")
    for again in (
        browser.get("/feed.xml", If_Modified_Since=first.headers["Last-Modified"]),
        browser.get("/feed.xml", If_None_Match=f'"other", W/{first.headers["ETag"]}'),
    ):
        assert (again.status, again.body) == (304, b"")


def test_a_changed_file_is_sent_again(browser: Browser, root: Path) -> None:
    """Newer: 200. Changed within one second: the tag differs. A date that is none asks for nothing."""
    first = browser.get("/feed.xml")
    info = (root / "feed.xml").stat()
    os.utime(root / "feed.xml", ns=(info.st_atime_ns, info.st_mtime_ns // 10**9 * 10**9 + 1))
    assert browser.get("/feed.xml", If_None_Match=first.headers["ETag"]).status == 200
    os.utime(root / "feed.xml", (info.st_atime, info.st_mtime + 2))
    assert browser.get("/feed.xml", If_Modified_Since=first.headers["Last-Modified"]).status == 200
    assert browser.get("/feed.xml", If_Modified_Since="yesterday").status == 200


def test_head_sends_headers_only(browser: Browser) -> None:
    """The same headers as GET, no body; for a missing page too."""
    answer = browser.get("/feed.xml", "HEAD")
    assert (answer.status, answer.body, answer.headers["Content-Length"]) == (200, b"", "7")
    assert (browser.get("/none", "HEAD").status, browser.get("/none", "HEAD").body) == (404, b"")


def test_a_taken_port_gives_way_to_one_of_the_next(root: Path) -> None:
    """Two previews at once: the second one has a port within reach of the first."""
    with preview(str(root), PAGES, 0) as first, preview(str(root), PAGES, first.server_port) as second:
        assert first.server_port < second.server_port < first.server_port + 10


@pytest.mark.parametrize("port", [65536, -1])
def test_an_impossible_port_is_a_problem(root: Path, port: int) -> None:
    """A number that is no port is told with what to type, not by a traceback."""
    with pytest.raises(ContentError) as caught:
        preview(str(root), PAGES, port)
    assert [problem.code for problem in caught.value.problems] == ["port-taken"]


def test_an_address_of_another_machine_is_a_problem(root: Path) -> None:
    """The hint names the option that is wrong."""
    with pytest.raises(ContentError) as caught:
        preview(str(root), PAGES, 0, "192.0.2.1")
    assert str(caught.value.problems[0]).startswith("--host")


def test_all_ports_taken_is_a_problem(root: Path) -> None:
    """At the last port there is no next one to try."""
    taken = socket.socket()
    try:
        taken.bind(("127.0.0.1", 65535))
        taken.listen()
        with pytest.raises(ContentError) as caught:
            preview(str(root), PAGES, 65535)
    finally:
        taken.close()
    assert "in use" in str(caught.value)


# --- building again -------------------------------------------------------------------------------------


class Sources:
    """A stamp that changes by a script: one value, or error, for each look; then the last one for ever."""

    def __init__(self, *looks: object) -> None:
        self.looks = list(looks)
        self.done = Event()

    def __call__(self) -> object:
        look = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
        if len(self.looks) == 1:
            self.done.set()
        if isinstance(look, OSError):
            raise look
        return look


def rebuilds(*looks: object, failing: bool = False) -> int:
    """Count the rebuilds while the stamp goes through these values, beginning from "a"."""
    count = 0

    def rebuild() -> None:
        nonlocal count
        count += 1
        if failing:
            raise RuntimeError("a bug in a template filter")

    sources, stop = Sources(*looks, looks[-1], looks[-1]), Event()
    thread = Thread(target=rebuild_on_change, args=(rebuild, sources, "a", stop, lambda: 0.005))
    thread.start()
    assert sources.done.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    return count


def test_a_change_causes_one_rebuild() -> None:
    """Each new value of the stamp is one build, however long it then stays."""
    assert rebuilds("a", "b", "b", "c") == 2


def test_no_change_causes_no_rebuild() -> None:
    """The same stamp again and again, also after a moment in which it could not be read."""
    assert rebuilds("a", "a", OSError("gone"), "a") == 0


def test_a_failing_rebuild_is_logged_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    """A bug in a build ends neither the watching nor its own traceback."""
    assert rebuilds("b", "c", failing=True) == 2
    assert caplog.text.count("RuntimeError: a bug in a template filter") == 2


def test_serve_announces_rebuilds_and_ends_quietly(root: Path, tmp_path: Path) -> None:
    """The whole of it in a process: URL, page, change, new page; Ctrl-C: exit 0, nothing on stderr."""
    source = tmp_path / "source.txt"
    source.write_text("one")
    script = """
        import signal, sys
        from pathlib import Path
        from feedgen_site.serve import serve
        # A shell's background job inherits SIGINT ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        source, output = Path(sys.argv[1]), sys.argv[2]
        def rebuild():
            Path(output, "index.html").write_bytes(source.read_bytes())
            print("built", flush=True)
            return ["index.html"]
        def announce(url):
            print(url, flush=True)
        serve(rebuild, output, ["index.html"], source.read_text, 0, announce=announce)
        print("ended", flush=True)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(source), str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            url = process.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:")
            browser = Browser(int(url.strip("/").rpartition(":")[2]))
            assert browser.get("/").body.startswith(PAGES["index.html"])
            (tmp_path / "new.txt").write_text("two")
            (tmp_path / "new.txt").replace(source)
            assert process.stdout.readline() == "built\n"
            assert browser.get("/").body.startswith(b"two")
            process.send_signal(signal.SIGINT)
            assert process.stdout.readline() == "ended\n"
            assert process.wait(10) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()
