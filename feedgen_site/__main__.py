"""The program: `feedgen-site`, and `python -m feedgen_site`.

A build for which nothing has changed ends here, before anything large is imported.
"""

from __future__ import annotations

import gc
import io
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from feedgen_site.memo import Since


def main() -> int:
    """Run the command line and give its exit code."""
    try:
        return _run()
    except KeyboardInterrupt as stop:  # it comes at any moment, also while the first modules are imported
        from feedgen_site import signals

        print("\nfeedgen-site: stopped", file=sys.stderr)
        return signals.exit_code(stop)


def _run() -> int:
    from feedgen_site import memo

    started, words = time.monotonic(), sys.argv[1:]
    found = memo.find(words) if words[:1] == ["build"] and sys.getfilesystemencoding() == "utf-8" else None
    outputs = memo.Outputs(found, meanwhile=True) if found else None
    seen = memo.look(found.folders, time.time_ns()) if found else None
    if found and seen and memo.holds(found, seen, time.time(), outputs):
        memo.settle(found, seen)
        return _say(*memo.said(found, time.time(), time.monotonic() - started))
    if words[:1] in (["build"], ["check"]):
        # What such a process holds, it holds to its end, and in no circles: looking through all of it again
        # and again takes a fifth of the time at 100,000 articles. What is young is still looked at,
        # once there is more of it than an edit of some words makes.
        gc.set_threshold(200_000, 20, 1_000)
    from feedgen_site import cli

    def since() -> Since | None:
        return memo.since(found, seen, time.time(), outputs) if found else None

    code = cli.main(seen=seen, since=since)
    # Before it ends, the interpreter looks through all there is for circles, three times.
    gc.freeze()
    return code


def _say(text: str, errors: str) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        # As standard error does by itself: a name that the locale cannot spell ends no build.
        sys.stdout.reconfigure(errors="backslashreplace")
    if errors and sys.stderr is not None:
        print(errors, file=sys.stderr)
    try:
        print(text, end="\n" if text else "", flush=True)
    except OSError as error:
        from feedgen_site import cli

        return cli.unheard(error)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
