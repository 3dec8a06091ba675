"""The server of the preview: where it listens, for whom, and how many at once."""

from __future__ import annotations

import errno
import logging
import os
import socket
import socketserver
import sys
from collections.abc import Collection
from contextlib import suppress
from http.server import ThreadingHTTPServer
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import BoundedSemaphore
from typing import Final

from feedgen_site.problem import ContentError, Problem
from feedgen_site.serve.requests import Handler

HOST: Final = "127.0.0.1"
# A port that is taken gives way to the next free one among so many.
PORTS_TRIED: Final = 10
# A browser opens six connections; more than these at once are told to come again.
MAX_CONNECTIONS: Final = 64
# How long, and for how many pieces of 64 KiB, what a refused client still sends is read and thrown away.
_LINGER_SECONDS, _LINGER_PIECES = 1.0, 64
_log = logging.getLogger(__name__)
_Request = socket.socket | tuple[bytes, socket.socket]


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
        super().__init__((str(address), port), Handler)

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
