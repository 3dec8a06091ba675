"""The command line: the only room with a clock, an environment and `print`.

`commands` is imported when a command is run, so that `--help` and a mistake of usage are answered at once.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence

from feedgen_site import signals
from feedgen_site.cli import parser
from feedgen_site.cli.parser import EXIT_USAGE
from feedgen_site.memo import Seen, Since

_IN_UTF8 = ["-X", "utf8"]


def main(
    arguments: Sequence[str] | None = None, seen: Seen | None = None,
    since: Callable[[], Since | None] | None = None,
) -> int:  # fmt: skip
    """Run `feedgen-site` and give its exit code: 0 fine, 1 problems in content, 2 usage or configuration.

    `seen` is a look at the folders that a build of this command line has had already, and `since` gives what
    it showed; another process may still be about it, so it is asked when it is needed.
    """
    if arguments is None and sys.getfilesystemencoding() != "utf-8" and sys.orig_argv[1:3] != _IN_UTF8:
        # Names of files would be read in the locale's encoding, and bytes would hang on the machine.
        os.execv(sys.executable, [sys.executable, *_IN_UTF8, *sys.orig_argv[1:]])
    _open_what_is_closed()
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = parser.make(words).parse_args(words)
    options.words, options.seen, options.since_last = words, seen, since
    from feedgen_site import nodes

    if not nodes.has_c_loader():
        print(
            "feedgen-site: PyYAML was built without libyaml: pip install --force-reinstall PyYAML",
            file=sys.stderr,
        )
        return EXIT_USAGE
    if isinstance(sys.stdout, io.TextIOWrapper):
        # As standard error does by itself: a name that the locale cannot spell ends no build.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with signals.heeded():
            from feedgen_site.cli import commands

            code = commands.run(options)
            sys.stdout.flush()
    except OSError as error:
        return unheard(error)
    return code


def unheard(error: OSError) -> int:
    """Give the exit code where standard output takes no more, and say why; raise any other error again."""
    if not isinstance(error, BrokenPipeError):  # whose reader has gone, and wants to hear nothing
        try:
            os.write(sys.stdout.fileno(), b"\n")
        except OSError:
            said = f"feedgen-site: standard output cannot be written: {error.strerror}"
            print(said, file=sys.stderr)
        else:
            raise error
    # The interpreter would complain once more when it flushes at its end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _open_what_is_closed() -> None:
    """Let words go nowhere where who runs us has closed an output, as some schedulers do."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
