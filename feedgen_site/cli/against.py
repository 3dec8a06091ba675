"""Reads the state of a published site: from its address, its folder, or a file that was kept."""

from __future__ import annotations

import http.client
import os
import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import IO, BinaryIO, Final, TypeVar
from urllib import error, request
from urllib.parse import urlsplit

from feedgen_site import __version__, state
from feedgen_site.problem import ContentError, Problem
from feedgen_site.publish.files import open_regular
from feedgen_site.state import MOST_BYTES, STATE_FILE, State

WEB: Final = ("http", "https")
SILENCE_SECONDS: Final = 30.0
"""So long nothing may come from a server."""
WHOLE_SECONDS = 120.0
"""So long a request may take with its redirects and the whole answer, however busy the server seems."""

_PIECE = 1 << 16
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
AGENT: Final = f"feedgen-site/{__version__}"
_T = TypeVar("_T")


def is_url(where: str) -> bool:
    """Say whether this names a place on the web, and not a folder or file."""
    return "://" in where


def read(where: str) -> State | None:
    """Read a state from a web address, folder or file; None where none is published yet.

    ContentError says why what is there cannot be read.
    """
    data = _fetched(where) if is_url(where) else _opened(where)
    if data is None:
        return None
    try:
        return state.loads(data)
    except ValueError as found:
        message = f"this is no state of a published site: {found}"
        hint = f"name the site, its output folder, or a kept {STATE_FILE}"
        raise ContentError((Problem(where, 0, 0, "bad-state", message, hint),)) from found


def file_of(where: str) -> str:
    """Name the state file itself."""
    if not is_url(where):
        return os.path.join(where, STATE_FILE) if os.path.isdir(where) else where
    # Neither a query nor a fragment can be part of where a site is.
    parts = urlsplit(where)
    path = parts.path if parts.path.endswith(".json") else f"{parts.path.rstrip('/')}/{STATE_FILE}"
    return f"{parts.scheme}://{parts.netloc}{path}"


def _opened(where: str) -> bytes | None:
    file = file_of(where)
    if not os.path.lexists(file):
        return None
    try:
        with _stream(where, file) as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as found:
        raise _unread(where, f"cannot be read: {found.strerror}", "check permissions") from found


def _stream(where: str, file: str) -> BinaryIO:
    """Open a state: in a folder nothing is followed, but a file that somebody names may also be a pipe."""
    if file == where:
        return open(file, "rb")
    stream = open_regular(file)
    if stream is None:
        raise _unread(where, f"{file} cannot be read as a plain file", "name another --against")
    return stream


def _fetched(where: str) -> bytes | None:
    url = file_of(where)
    headers = {"User-Agent": AGENT, "Accept": "application/json", "Accept-Encoding": "identity"}
    try:
        return answered(request.Request(url, headers=headers), _all_of)
    except error.HTTPError as found:
        with found:
            if found.code in _GONE:
                return None
        raise _unread(where, f"{url} answered {found.code}", "is this the address of the site?") from found
    except (OSError, http.client.HTTPException, ValueError) as found:
        reason = getattr(found, "reason", found)
        raise _unread(where, f"{url} cannot be fetched: {reason}", "check address and network") from found


def _all_of(answer: http.client.HTTPResponse) -> bytes:
    """Read an answer up to the size of a state."""
    pieces: list[bytes] = []
    size = 0
    while size <= MOST_BYTES and (piece := answer.read1(_PIECE)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _unread(where: str, message: str, hint: str) -> ContentError:
    return ContentError((Problem(where, 0, 0, "no-state", message, hint),))


def answered(asked: request.Request, read: Callable[[http.client.HTTPResponse], _T]) -> _T:
    """Send a request and read its answer; whatever goes wrong is raised, TimeoutError after WHOLE_SECONDS.

    A thread, because http.client waits for each byte of a header anew, and for an end of `100 Continue`.
    """
    found: list[_T] = []
    wrong: list[BaseException] = []

    def work() -> None:
        try:
            with _opener().open(asked, timeout=SILENCE_SECONDS) as answer:
                found.append(read(answer))
        except BaseException as error:
            wrong.append(error)

    # A daemon: one that is given up does not keep the program from ending.
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(WHOLE_SECONDS)
    if wrong:
        raise wrong[0]
    if not found:
        raise TimeoutError("it takes too long")
    return found[0]


def _opener() -> request.OpenerDirector:
    """Make what speaks HTTP and nothing else; urllib's own would also read files and FTP."""
    made = request.OpenerDirector()
    for handler in (
        request.ProxyHandler,
        request.UnknownHandler,
        request.HTTPHandler,
        request.HTTPSHandler,
        request.HTTPDefaultErrorHandler,
        request.HTTPErrorProcessor,
        _WebRedirects,
    ):
        made.add_handler(handler())
    return made


class _WebRedirects(request.HTTPRedirectHandler):
    """Follows to the web only, and never with a POST: what is posted would be lost on the way."""

    def redirect_request(
        self,
        req: request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> request.Request | None:
        """Give the next request, or None: the redirect is the answer."""
        if urlsplit(newurl).scheme not in WEB or req.get_method() != "GET":
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)
