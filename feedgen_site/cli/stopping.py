"""A build that somebody stops, with Ctrl-C or SIGTERM: what it says of what it leaves."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedgen_site.build import Options
    from feedgen_site.cli.told import Told
    from feedgen_site.cli.watching import Watch


def left(watch: Watch, options: Options, *, write: bool) -> str:
    """Say what a build that was stopped has done, and what to type."""
    again = "run the same command to finish"
    done = _written(watch) if write else ""
    if not done:
        return f"stopped{_where(watch.last)}; nothing was written: {again}"
    if not os.path.isdir(options.output):
        return f"stopped: {done}, into a new folder that is gone again; nothing is published yet: {again}"
    return f"stopped: {done}; {_HOW}: {again}"


def halted(watch: Watch, options: Options) -> str:
    """Say what a build wrote that an error kept from its end; "" for nothing that is left."""
    done = _written(watch)
    return f"{done}; {_HOW}" if done and os.path.isdir(options.output) else ""


_HOW = "each file is whole, and no list or feed leads to a story that is not there"


def _written(watch: Watch) -> str:
    rendered = watch.told.get("render")
    if not (rendered and rendered.total):
        return ""
    # Of those that were written together with one that failed, nobody has told.
    done = f"{rendered.done:,}" if rendered.done else "some"
    return f"{done} of {rendered.total:,} files written"


def _where(told: Told | None) -> str:
    return f" in stage '{told.name}'{f' ({told})' if str(told) else ''}" if told else ""
