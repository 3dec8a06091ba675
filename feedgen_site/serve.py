"""The preview: what the last build published, over HTTP, on this machine only unless asked otherwise.

It behaves as a plain static host does, so that what works here works there; it is not a host for readers.
But pages that are previewed have a script more, which shows them again when they change.
Only the files of the last plan are served, whatever else lies in the folder, and none of those for hosts.
docs/threats.md says what a request may hold.
"""

from __future__ import annotations

import errno
import logging
import os
import posixpath
import shutil
import socket
import socketserver
import sys
from collections.abc import Callable, Collection
from contextlib import suppress
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import BoundedSemaphore, Event, Thread, Timer
from typing import BinaryIO, Final
from urllib.parse import quote, unquote

from feedgen_site import reloading
from feedgen_site.hosting import FLAT_FILES, content_type
from feedgen_site.patterns import regex
from feedgen_site.problem import ContentError, Problem
from feedgen_site.publish.files import first_unreal, open_regular, path_below

HOST: Final = "127.0.0.1"
# A port that is taken gives way to the next free one among so many.
PORTS_TRIED: Final = 10
POLL_SECONDS: Final = 0.1
# The time between two questions of a page that is shown.
RELOAD_SECONDS: Final = 0.4
# A request that has not come whole by then is given up, however steadily it trickles.
REQUEST_SECONDS: Final = 10.0
# A browser opens six connections; more than these at once are told to come again.
MAX_CONNECTIONS: Final = 64
# How long, and for how many pieces of 64 KiB, what a refused client still sends is read and thrown away.
_LINGER_SECONDS, _LINGER_PIECES = 1.0, 64

_NOT_FOUND_PAGE = "404.html"
# RFC 9112 §3 and §3.2, but only the form in which browsers ask: no URL, no `*`, no control characters.
_REQUEST_LINE = regex(rb"[!-~]+ /[!-~]* HTTP/[1-9]\.\d\r?\n")
_HOST = regex(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?")
_SAID = {HTTPStatus.FORBIDDEN: "This preview does not answer under that name."}
_log = logging.getLogger(__name__)
_Request = socket.socket | tuple[bytes, socket.socket]

Rebuild = Callable[[], Collection[str]]
"""Builds again and gives the paths that are published now; none where the build failed."""


def serve(
    rebuild: Rebuild,
    output: str,
    paths: Collection[str],
    watch: Callable[[], object],
    port: int,
    *,
    host: str = HOST,
    announce: Callable[[str], None],
    rest: Callable[[], float] = lambda: POLL_SECONDS,
) -> None:
    """Serve these paths of the output folder until Ctrl-C; `rebuild` whenever `watch` gives another value.

    After a failed build the paths stay what they were. `rest` says how many seconds to wait before the next
    look. `host` is the IP address to listen on. `announce` is told the front page's URL once the port is
    open; port 0 takes any free one. `rebuild` runs in a thread of its own, never twice at once, and reports
    its own problems; what it raises is logged, and the server goes on. ContentError (`port-taken`) if no port
    can be opened.
    """
    server = preview(output, paths, port, host)
    server.reloads = True
    stop = Event()

    def again() -> None:
        server.paths = frozenset(rebuild()) or server.paths

    watcher = Thread(
        target=rebuild_on_change, args=(again, watch, _glance(watch), stop, rest), name="watch", daemon=True
    )
    try:
        watcher.start()
        announce(server.url)
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        server.server_close()
        # A build under way may end its file; one that takes long is left to its atomic writes.
        watcher.join(timeout=2)


def rebuild_on_change(
    rebuild: Callable[[], object], watch: Callable[[], object], seen: object, stop: Event,
    rest: Callable[[], float],
) -> None:  # fmt: skip
    """Poll `watch` until `stop` is set, and call `rebuild` once its value is no longer the one `seen`.

    Between two looks it rests for so many seconds.
    """
    while not stop.wait(rest()):
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


def preview(output: str, paths: Collection[str], port: int, host: str = HOST) -> PreviewServer:
    """Open the server on the port or one of the next; the caller runs and closes it."""
    tried = [0] if port == 0 else range(port, min(port + PORTS_TRIED, 65536))
    option, reason = "--port", "no such port"
    for number in tried:
        try:
            return PreviewServer(output, paths, number, ip_address(host))
        except OverflowError:
            break
        except OSError as error:
            reason = error.strerror or str(error)
            if error.errno != errno.EADDRINUSE:
                option = "--host" if error.errno == errno.EADDRNOTAVAIL else option
                break
    message = f"port {port} cannot be opened: {reason}"
    raise ContentError((Problem(option, 0, 0, "port-taken", message, f"choose another with {option}"),))


class PreviewServer(ThreadingHTTPServer):
    """A server on one address for the published files of one folder; `paths` may be replaced meanwhile.

    With `reloads`, pages are shown again by browsers when they change.
    """

    daemon_threads = True
    request_queue_size = MAX_CONNECTIONS
    # On Windows the option would let two servers share a port.
    allow_reuse_address = os.name == "posix"

    def __init__(
        self, output: str, paths: Collection[str], port: int, address: IPv4Address | IPv6Address
    ) -> None:
        self.root = os.path.realpath(output)
        self.paths = frozenset(paths)
        self.address = address
        self.reloads = False
        self.address_family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
        self._places = BoundedSemaphore(MAX_CONNECTIONS)
        super().__init__((str(address), port), _Handler)

    @property
    def url(self) -> str:
        """Give the front page's address for a browser on this machine."""
        shown = self.address
        if shown.is_unspecified:
            shown = ip_address("::1" if shown.version == 6 else HOST)
        name = f"[{shown}]" if shown.version == 6 else str(shown)
        return f"http://{name}:{self.server_port}/"

    def answers_to(self, name: str) -> bool:
        """Say whether a request for this host name or bracketed address is meant for this server.

        A page of another site can make its own name lead here (DNS rebinding) and would then read the
        preview; it cannot do so with a numeric address, with `localhost`, or with this machine's own name.
        """
        try:
            address = ip_address(name.strip("[]"))
        except ValueError:
            names = {"localhost"}
            if not self.address.is_loopback:
                machine = socket.gethostname().lower()
                names |= {machine, f"{machine}.local"}
            return name.lower() in names
        return address == self.address or address.is_loopback or self.address.is_unspecified

    def server_bind(self) -> None:
        """Bind without asking the resolver for this machine's name, as HTTPServer would."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.address), int(self.server_address[1])

    def process_request(self, request: _Request, client_address: object) -> None:
        """Answer in a thread of its own, or say that there are too many at once."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
            return
        if isinstance(request, socket.socket):
            with suppress(OSError):
                request.settimeout(_LINGER_SECONDS / 10)
                request.send(b"HTTP/1.0 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
                request.recv(65536)  # unread, it would cut the answer off
        self.close_request(request)

    def process_request_thread(self, request: _Request, client_address: object) -> None:
        """Answer, and make room for another."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def shutdown_request(self, request: _Request) -> None:
        """End a connection so that its answer arrives: closed with unread input, it would be cut off."""
        if isinstance(request, socket.socket):
            with suppress(OSError):
                request.shutdown(socket.SHUT_WR)
                request.settimeout(_LINGER_SECONDS)
                for _ in range(_LINGER_PIECES):
                    if not request.recv(65536):
                        break
        self.close_request(request)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - the base's shape
        """Stay quiet when a browser hangs up; log anything else."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            _log.exception("a request failed")


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


class _Handler(BaseHTTPRequestHandler):
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
