"""A request to the preview, and its answer."""

from __future__ import annotations

import os
import posixpath
import shutil
import socket
from contextlib import suppress
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import Timer
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import quote, unquote

from feedgen_site import reloading
from feedgen_site.hosting import FLAT_FILES, content_type
from feedgen_site.patterns import regex
from feedgen_site.publish.files import first_unreal, open_regular, path_below

if TYPE_CHECKING:
    from feedgen_site.serve.server import PreviewServer

# The time between two questions of a page that is shown.
RELOAD_SECONDS: Final = 0.4
# A request that has not come whole by then is given up, however steadily it trickles.
REQUEST_SECONDS: Final = 10.0

_NOT_FOUND_PAGE = "404.html"
# RFC 9112 §3 and §3.2, but only the form in which browsers ask: no URL, no `*`, no control characters.
_REQUEST_LINE = regex(rb"[!-~]+ /[!-~]* HTTP/[1-9]\.\d\r?\n")
_HOST = regex(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?")
_SAID = {HTTPStatus.FORBIDDEN: "This preview does not answer under that name."}


def requested_path(target: str) -> str | None:
    """Read a request target once, as a path below the folder: "" or with a `/` at its end for a folder.

    None where it is not UTF-8. Nothing is resolved: `..` is a name like any other, and no plan has it.
    """
    path = target.partition("#")[0].partition("?")[0]
    try:
        path = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return None
    names = [name for name in path.split("/") if name]
    return "/".join(names) + ("/" if names and path.endswith("/") else "")


class Handler(BaseHTTPRequestHandler):
    """Answers one GET or HEAD from the published files and hangs up; keeps no log."""

    server: PreviewServer
    raw_requestline: bytes
    # HTTP/0.9 has no status line; whatever cannot be read as a request gets one.
    default_request_version = "HTTP/1.0"
    # Seconds after which a connection that takes nothing in is given up.
    timeout = 30

    def setup(self) -> None:
        """Begin to wait for a request, not longer than REQUEST_SECONDS."""
        super().setup()
        self._is_late = False
        self._patience = Timer(REQUEST_SECONDS, self._give_up)
        self._patience.daemon = True
        self._patience.start()

    def finish(self) -> None:
        """Stop waiting, also where nothing came."""
        self._patience.cancel()
        super().finish()

    def _give_up(self) -> None:
        self._is_late = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RD)

    def parse_request(self) -> bool:
        """Read the request line and the headers; answer here whatever is no request to this server."""
        self.command = self.requestline = ""
        self.request_version = self.default_request_version
        is_request = _REQUEST_LINE.fullmatch(self.raw_requestline) is not None
        if is_request and not super().parse_request():
            return False
        self._patience.cancel()
        refusal = self._refusal() if is_request else HTTPStatus.BAD_REQUEST
        if self._is_late:
            refusal = HTTPStatus.REQUEST_TIMEOUT
        if refusal:
            self.send_error(refusal)
        return refusal is None

    def _refusal(self) -> HTTPStatus | None:
        """Judge host and method, before anything is looked up (RFC 9112 §3.2: one Host, no other)."""
        hosts = self.headers.get_all("Host", [])
        host = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if host is None:
            return HTTPStatus.BAD_REQUEST
        if not self.server.answers_to(host["name"]) or int(host["port"] or self._port) != self._port:
            return HTTPStatus.FORBIDDEN
        return None if self.command in ("GET", "HEAD") else HTTPStatus.METHOD_NOT_ALLOWED

    @property
    def _port(self) -> int:
        return self.server.server_port

    def send_error(self, number: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - the base's shape
        """Refuse in one plain line that repeats nothing of the request."""
        status = HTTPStatus(number)
        said = _SAID.get(status, f"{status.phrase}.")
        self._send_text(status, f"{said}\n")

    def version_string(self) -> str:
        """Name the program without any version."""
        return "feedgen-site"

    def do_GET(self) -> None:
        """Send a file with its content."""
        self._answer()

    def do_HEAD(self) -> None:
        """Send a file's headers only."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""

    def _answer(self) -> None:
        path = requested_path(self.path)
        if path is None:
            self._send_missing()
            return
        is_folder = not path or path.endswith("/")
        wanted = f"{path}index.html" if is_folder else path
        file = self._open(wanted)
        if file is not None:
            with file:
                self._send_file(file, wanted)
        elif not is_folder and f"{path}/index.html" in self.server.paths:
            self._send_redirect(path)
        else:
            self._send_missing()

    def _open(self, path: str) -> BinaryIO | None:
        """Open a published file: a regular one, reached through real folders, never through a symlink."""
        root = self.server.root
        if (
            path not in self.server.paths
            or path in FLAT_FILES
            or first_unreal(root, posixpath.dirname(path), set())
        ):
            return None
        return open_regular(path_below(root, path))

    def _send_file(self, file: BinaryIO, path: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        info = os.fstat(file.fileno())
        tag = f'"{info.st_ino:x}-{info.st_size:x}-{info.st_mtime_ns:x}"'
        is_found = status is HTTPStatus.OK
        if is_found and self._is_known(tag, int(info.st_mtime)):
            self._send_head(HTTPStatus.NOT_MODIFIED, {"ETag": tag})
            return
        added = b""
        if self.server.reloads and path.endswith(".html"):
            added = reloading.script(tag if is_found else "", RELOAD_SECONDS).encode()
        headers = {"Content-Type": content_type(path), "Content-Length": str(info.st_size + len(added))}
        if is_found:
            headers |= {"ETag": tag, "Last-Modified": formatdate(int(info.st_mtime), usegmt=True)}
        self._send_head(status, headers)
        if self.command != "HEAD":
            shutil.copyfileobj(file, self.wfile)
            self.wfile.write(added)

    def _is_known(self, tag: str, modified: int) -> bool:
        """Say whether the browser's copy is still good; a tag tells more than a time in whole seconds."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tag in (each.strip().removeprefix("W/") for each in tags.split(","))
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return modified <= parsedate_to_datetime(since).timestamp()
        except (ValueError, OverflowError):
            return False

    def _send_missing(self) -> None:
        page = self._open(_NOT_FOUND_PAGE)
        if page is None:
            self._send_text(HTTPStatus.NOT_FOUND, "Not found.\n")
            return
        with page:
            self._send_file(page, _NOT_FOUND_PAGE, HTTPStatus.NOT_FOUND)

    def _send_redirect(self, path: str) -> None:
        """Point to the folder's own address, from which its relative links work."""
        query = self.path.partition("#")[0].partition("?")[2]
        location = f"/{quote(path)}/" + (f"?{query}" if query else "")
        self._send_head(HTTPStatus.MOVED_PERMANENTLY, {"Location": location, "Content-Length": "0"})

    def _send_text(self, status: HTTPStatus, text: str) -> None:
        data = text.encode()
        self._send_head(
            status, {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(data))}
        )
        if self.command != "HEAD":
            self.wfile.write(data)

    def _send_head(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        # No page of another site may show or probe what is in the preview.
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        self.end_headers()
