"""What a build has to know from before it begins, to leave a memo for the next of the same command line."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager

from feedgen_site import memo, publish
from feedgen_site.build import Options, Outcome
from feedgen_site.cli import progress
from feedgen_site.frozen import dataclass


def turn(
    output: str, waits: Callable[[], None] = lambda: None, *, silent: bool = False
) -> AbstractContextManager[None]:
    """Await the turn of a build; `waits` is called if another one has it now."""

    def say(text: str) -> None:
        waits()
        if not silent:
            progress.write_line(sys.stderr, text)

    return publish.alone(output, say)


def folders(options: Options) -> memo.Folders:
    """Give what a build reads."""
    return memo.Folders(options.content, options.templates_folder, options.config_file)


@dataclass(frozen=True, slots=True)
class Notes:
    """What a build is about to read, as it was before."""

    words: Sequence[str]
    options: Options
    folders: memo.Folders
    seen: memo.Seen
    contents: Mapping[str, str]

    @classmethod
    def of(cls, words: Sequence[str], options: Options, seen: memo.Seen | None = None) -> Notes | None:
        """Look at the folders, unless somebody has; None where stamps do not tell enough."""
        read = folders(options)
        seen = seen or memo.look(read, time.time_ns())
        return cls(words, options, read, seen, seen.contents()) if seen else None

    def keep(
        self, outcome: Outcome, since: memo.Since | None, said: Sequence[str | float], problems: str,
        *, is_moving: bool,
    ) -> None:  # fmt: skip
        """Leave a memo of a build without errors; `since` is what its own memo told, `said` what it said.

        With `is_moving`, the next build is one of another moment.
        """
        # A memo would say again what went wrong with the machines this once.
        if any(one.code == "cluster-lost" for one in outcome.problems):
            return
        options = self.options
        until = outcome.next_moment.timestamp() if outcome.next_moment else math.inf
        window = (options.as_of.timestamp(), until) if is_moving else (-math.inf, math.inf)
        stamps = outcome.files.stamps
        lines = {path: memo.line(path, s.size, s.mtime_ns, s.inode) for path, s in stamps.items()}
        if outcome.files.is_amended and since:
            lines = {**since.outputs, **lines}
        memo.keep(
            memo.file_of(options.cache, self.words), self.folders, self.seen, self.contents,
            window, options.output, lines, said, problems, outcome.left,
        )  # fmt: skip
