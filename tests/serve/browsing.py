"""A small published site, a running preview of it, and two ways to ask it: politely, and byte by byte.

And `feedgen-site serve` itself, as people start it.
"""

from __future__ import annotations

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from feedgen_site.serve import HOST, preview
from tests.support import put, running

PAGES = {
    "index.html": b"<p>front",
    "404.html": b"<p>no such page",
    "feed.xml": b"<feed/>",
    "feed.json": b"{}",
    "data.json": b"{}",
    "assets/site.css": b"p {}",
    "2026/01/caf\u00e9/index.html": b"<p>story",
    "empty/photo.jpg": b"jpg",
}
"""What was planned and published."""

STRANGERS = {
    ".feedgen-site.json": b"secret record",
    ".git/config": b"secret config",
    "notes.txt": b"secret notes",
    "drafts/index.html": b"secret draft",
}
"""What lies in the same folder without being part of the plan."""


class Answer:
    """What came back: status, headers, body."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


@dataclass(frozen=True, slots=True)
class Browser:
    """Asks one server; paths go out as they are, without any tidying."""

    port: int
    address: str = HOST

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask once. Header names are given with `_` for `-`; an empty value leaves the header out."""
        connection = http.client.HTTPConnection(self.address, self.port, timeout=10)
        try:
            connection.putrequest(method, path, skip_host="Host" in headers)
            for name, value in headers.items():
                if value:
                    connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def raw(self, request: bytes, *, ends: bool = True) -> bytes:
        """Send these bytes, say (if it `ends`) that no more will come, and give all that comes back."""
        with socket.create_connection((self.address, self.port), timeout=10) as connection:
            # The server may have refused already and hung up.
            with suppress(ConnectionError):
                connection.sendall(request)
                if ends:
                    connection.shutdown(socket.SHUT_WR)
            return received(connection)

    def status(self, request: bytes) -> int:
        """Send these bytes and give the status, 0 where the server hung up without a word."""
        return status_of(self.raw(request))


def received(connection: socket.socket) -> bytes:
    """Read until the server hangs up."""
    pieces = []
    while piece := connection.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def status_of(answer: bytes) -> int:
    """Read the status of a whole answer; its first line must be one of HTTP/1.0."""
    if not answer:
        return 0
    version, status, _ = answer.split(b" ", 2)
    assert version == b"HTTP/1.0"
    return int(status)


def body_of(answer: bytes) -> bytes:
    """Give what stands after the headers."""
    return answer.partition(b"\r\n\r\n")[2]


def site(folder: Path) -> Path:
    """Write the site, and the strangers beside it."""
    for path, data in {**PAGES, **STRANGERS}.items():
        put(folder / path, data)
    return folder


@contextmanager
def previewing(folder: Path, host: str = HOST, *more: str) -> Iterator[Browser]:
    """Run a preview of the site, and of `more` paths, and give a browser before it."""
    server = preview(os.fspath(folder), (*PAGES, *more), 0, host)
    with running(server):
        yield Browser(server.server_port, {"::": "::1", "0.0.0.0": HOST}.get(host, host))


@dataclass
class Serving:
    """A running `serve`: a browser before it, and what it says; `err` once it has ended."""

    browser: Browser
    url: str
    process: subprocess.Popen[bytes]
    err: str = ""

    def rebuilt(self) -> str:
        """Wait for the next build, and give what is said of what it wrote."""
        assert self.process.stdout
        return next(line for line in map(bytes.decode, self.process.stdout) if "written" in line)

    def is_quiet(self, seconds: float) -> bool:
        """Say whether nothing is built for so long."""
        assert self.process.stdout
        return not select.select([self.process.stdout], [], [], seconds)[0]


@contextmanager
def serving(folder: Path, *arguments: str, program: Path | None = None) -> Iterator[Serving]:
    """Run `serve` on a free port until the block ends, then stop it as Ctrl-C does.

    `program` is the folder of another copy of the program to run.
    """
    words = ["serve", "--port", "0", "--jobs", "1", *arguments]
    command = [sys.executable, "-m", "feedgen_site", *words]
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(program)} if program else None,
        # Unbuffered, so that what waits to be read can be seen from outside.
        bufsize=0,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Tests run in the background were started with Ctrl-C ignored, and hand that on.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        assert process.stdout
        assert process.stderr
        try:
            url = ""
            for line in process.stdout:
                url = line.decode().partition(" ")[0]
                if url.startswith("http://"):
                    break
            running = Serving(Browser(int(url.rstrip("/").rpartition(":")[2])), url, process)
            yield running
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
            running.err = process.stderr.read().decode()
        finally:
            process.kill()
