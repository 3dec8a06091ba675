"""Patterns that are compiled when they are first used.

A command uses a few of this program's patterns, an edit of words a third of them; to compile all takes a
tenth of a second, at every start. So modules name theirs with `regex`, in place of `re.compile`.
"""

from __future__ import annotations

import re
from typing import AnyStr, Final, cast

_METHODS: Final = ("search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn")


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Give what `re.compile` gives, compiled at its first use; a mistake in it shows then, too."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))


class _Pattern:
    """A pattern that holds the methods of the compiled one, once it is used: a call costs no more."""

    __slots__ = ("_flags", "pattern", *_METHODS)

    def __init__(self, text: str | bytes, flags: int) -> None:
        self.pattern, self._flags = text, flags

    def __getattr__(self, name: str) -> object:
        # Asked only for what is in no slot yet.
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
