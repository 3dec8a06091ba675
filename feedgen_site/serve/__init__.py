"""The preview: what the last build published, over HTTP, on this machine only unless asked otherwise.

It behaves as a plain static host does, so that what works here works there; it is not a host for readers.
But pages that are previewed have a script more, which shows them again when they change.
Only the files of the last plan are served, whatever else lies in the folder, and none of those for hosts.
docs/threats.md says what a request may hold.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from threading import Event, Thread
from typing import Final

from feedgen_site.serve.server import HOST, PreviewServer, preview

__all__ = [
    "HOST",
    "POLL_SECONDS",
    "PreviewServer",
    "Rebuild",
    "preview",
    "rebuild_on_change",
    "serve",
]

POLL_SECONDS: Final = 0.1
_log = logging.getLogger(__name__)

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
