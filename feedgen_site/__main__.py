"""The program: `feedgen-site`, and `python -m feedgen_site`.

A build for which nothing has changed ends here, before anything large is imported.
"""

from __future__ import annotations

import sys
import time

from feedgen_site import memo


def main() -> int:
    """Run the command line and give its exit code."""
    started, words = time.monotonic(), sys.argv[1:]
    found = memo.find(words) if words[:1] == ["build"] and sys.getfilesystemencoding() == "utf-8" else None
    seen = memo.look(found.folders, time.time_ns()) if found else None
    if found and seen and memo.holds(found, seen, time.time()):
        memo.settle(found, seen)
        text, errors = memo.said(found, time.time(), time.monotonic() - started)
        if errors:
            print(errors, file=sys.stderr)
        print(text)
        return 0
    from feedgen_site import cli

    return cli.main(seen=seen)


if __name__ == "__main__":
    raise SystemExit(main())
