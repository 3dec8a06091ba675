"""A static host that remembers what was asked of it, and stands in for the rest of the network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest

from tests.support import Quiet, running, server_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its target as it stood in the request line, and the status it was answered with."""

    target: str
    status: int


@dataclass(slots=True)
class Host:
    """What is served at `url`, which ends in `/`; another folder may be put in place at any time."""

    folder: Path
    url: str = ""
    asked: list[Asked] = field(default_factory=list)

    def take_asked(self) -> tuple[Asked, ...]:
        """Give the requests since the last call."""
        taken = tuple(self.asked)
        self.asked.clear()
        return taken


@contextmanager
def hosted(folder: Path) -> Iterator[Host]:
    """Serve with Python's own static server: `Last-Modified` is the time of the file, in whole seconds, and
    `If-Modified-Since` is answered 304 where the file is not newer."""
    host = Host(folder)

    class Handler(Quiet, SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            self.directory = str(host.folder)
            return super().translate_path(path)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            del size
            host.asked.append(Asked(self.path, int(code)))

    with running(server_of(Handler)) as host.url:
        yield host


@contextmanager
def only_network(host: Host) -> Iterator[None]:
    """Make this host the proxy for every other address, as curl, libcurl, urllib and requests understand it.

    What a reader asks of another host then arrives here, with a target that does not begin with `/`.
    """
    with pytest.MonkeyPatch.context() as environment:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            environment.setenv(name, host.url)
            environment.delenv(name.upper(), raising=False)
        environment.setenv("no_proxy", "127.0.0.1")
        environment.delenv("NO_PROXY", raising=False)
        yield


def upload(
    public: Path, changed: Collection[str], before: Path | None, folder: Path, moment: datetime
) -> Path:
    """Copy an output folder to `folder`, as rsync would: files `changed` since the upload `before` have the
    time `moment`, the others the time that they had there.

    Last-Modified has whole seconds, so of two builds within one second a host could not tell a reader that
    the second differs. Builds of real sites are further apart, and so are the moments given here.
    """
    for file in sorted(path for path in public.rglob("*") if path.is_file()):
        path = file.relative_to(public).as_posix()
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if before is None or path in changed:
            shutil.copyfile(file, target)
            os.utime(target, (moment.timestamp(), moment.timestamp()))
        else:
            shutil.copy2(before / path, target)
    return folder
