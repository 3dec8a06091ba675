"""The preview: the output folder over HTTP on this machine only, built again when its sources change.

It behaves as a plain static host does, so that what works here works there; it is not a host for readers.
"""

from __future__ import annotations

import errno
import logging
import os
import posixpath
import shutil
import socketserver
import sys
from collections.abc import Callable
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import BinaryIO, Final
from urllib.parse import quote, unquote

from feedgen_site.problem import ContentError, Problem
from feedgen_site.publish.files import open_regular

HOST: Final = "127.0.0.1"
HOST_NAMES: Final = ("127.0.0.1", "localhost")
# A port that is taken gives way to the next free one among so many.
PORTS_TRIED: Final = 10
POLL_SECONDS: Final = 0.5

_NOT_FOUND_PAGE = "404.html"
_TYPES: dict[str, str] = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".eml": "message/rfc822",
    ".gif": "image/gif",
    ".htm": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
_log = logging.getLogger(__name__)


def serve(
    rebuild: Callable[[], None],
    output: str,
    watch: Callable[[], object],
    port: int,
    *,
    announce: Callable[[str], None],
) -> None:
    """Serve the output folder until Ctrl-C, and call `rebuild` whenever `watch` gives another value.

    `announce` is told the front page's URL once the port is open; port 0 takes any free one. `rebuild` runs
    in a thread of its own, never twice at once, and reports its own problems; what it raises is logged, and
    the server goes on. ContentError (`port-taken`) if no port can be opened.
    """
    server = preview(output, port)
    stop = Event()
    watcher = Thread(
        target=rebuild_on_change, args=(rebuild, watch, _glance(watch), stop), name="watch", daemon=True
    )
    try:
        watcher.start()
        announce(f"http://{HOST}:{server.server_port}/")
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        server.server_close()
        # A build under way may end its file; one that takes long is left to its atomic writes.
        watcher.join(timeout=2)


def rebuild_on_change(
    rebuild: Callable[[], None], watch: Callable[[], object], seen: object, stop: Event
) -> None:
    """Poll `watch` until `stop` is set, and call `rebuild` once its value is no longer the one `seen`."""
    while not stop.wait(POLL_SECONDS):
        now = _glance(watch)
        if now is None or now == seen:
            continue
        # Noted before building: what changes during a build causes another one.
        seen = now
        try:
            rebuild()
        except Exception:
            _log.exception("the rebuild failed")


def _glance(watch: Callable[[], object]) -> object:
    """Ask `watch`; a source folder that is away for a moment, while an editor saves, is no change."""
    try:
        return watch()
    except OSError:
        return None


def preview(output: str, port: int) -> PreviewServer:
    """Open the server on the port or one of the next; the caller runs and closes it."""
    tried = [0] if port == 0 else range(port, min(port + PORTS_TRIED, 65536))
    reason = "no such port"
    for number in tried:
        try:
            return PreviewServer(output, number)
        except OverflowError:
            break
        except OSError as error:
            reason = error.strerror or str(error)
            if error.errno != errno.EADDRINUSE:
                break
    message = f"port {port} cannot be opened: {reason}"
    raise ContentError((Problem("--port", 0, 0, "port-taken", message, "choose another with --port"),))


class PreviewServer(ThreadingHTTPServer):
    """A server on the loopback address for one folder."""

    daemon_threads = True
    # On Windows the option would let two servers share a port.
    allow_reuse_address = os.name == "posix"

    def __init__(self, output: str, port: int) -> None:
        self.output = output
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the resolver for this machine's name, as HTTPServer would."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - the base's shape
        """Stay quiet when a browser hangs up; log anything else."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            _log.exception("a request failed")


def content_type(path: str) -> str:
    """Give the type a file is served with, by its name alone."""
    if posixpath.basename(path) == "feed.json":
        return "application/feed+json"
    return _TYPES.get(posixpath.splitext(path)[1].lower(), "application/octet-stream")


def requested_path(target: str) -> str | None:
    """Read a request target: a path relative to the folder, or None where it is unsafe.

    A folder is "" or ends with `/`. Hidden names are nobody's business, except `.well-known` (RFC 8615).
    """
    path = target.partition("#")[0].partition("?")[0]
    if not path.startswith("/"):
        return None
    try:
        path = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return None
    if "\\" in path or "\0" in path or os.path.splitdrive(path)[0]:
        return None
    names = [name for name in path.split("/") if name]
    if any(name.startswith(".") and name != ".well-known" for name in names):
        return None
    return "/".join(names) + ("/" if names and path.endswith("/") else "")


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the folder; keeps no log."""

    server: PreviewServer
    server_version = "feedgen-site"
    sys_version = ""
    # Seconds after which a silent connection is given up.
    timeout = 30

    def do_GET(self) -> None:
        """Send a file with its content."""
        self._answer()

    def do_HEAD(self) -> None:
        """Send a file's headers only."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""

    def _answer(self) -> None:
        if not self._is_for_us():
            self._send_text(HTTPStatus.FORBIDDEN, "This preview answers to localhost only.\n")
            return
        path = requested_path(self.path)
        if path is None:
            self._send_missing()
            return
        is_folder = not path or path.endswith("/")
        file = self._open(f"{path}index.html" if is_folder else path)
        if file is not None:
            with file:
                self._send_file(file, f"{path}index.html" if is_folder else path)
        elif not is_folder and (index := self._open(f"{path}/index.html")) is not None:
            index.close()
            self._send_redirect(path)
        else:
            self._send_missing()

    def _is_for_us(self) -> bool:
        """Refuse another host's name: its page could otherwise read the preview by rebinding its DNS name."""
        name, colon, port = self.headers.get("Host", "").partition(":")
        return name.lower() in HOST_NAMES and (not colon or port == str(self.server.server_port))

    def _open(self, path: str) -> BinaryIO | None:
        """Open a regular file that lies in the folder once all symlinks are resolved."""
        root = os.path.realpath(self.server.output)
        real = os.path.realpath(os.path.join(root, path))
        try:
            inside = os.path.commonpath((root, real)) == root
        except ValueError:
            return None
        return open_regular(real) if inside else None

    def _send_file(self, file: BinaryIO, path: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        info = os.fstat(file.fileno())
        tag = f'"{info.st_ino:x}-{info.st_size:x}-{info.st_mtime_ns:x}"'
        if status is HTTPStatus.OK and self._is_known(tag, int(info.st_mtime)):
            self._send_head(HTTPStatus.NOT_MODIFIED, {"ETag": tag})
            return
        headers = {"Content-Type": content_type(path), "Content-Length": str(info.st_size)}
        if status is HTTPStatus.OK:
            headers |= {"ETag": tag, "Last-Modified": formatdate(int(info.st_mtime), usegmt=True)}
        self._send_head(status, headers)
        if self.command != "HEAD":
            shutil.copyfileobj(file, self.wfile)

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
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
