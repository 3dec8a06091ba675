"""What was made is not made again while the same is asked for: for results too many to keep all.

Unlike `functools.lru_cache` nothing makes a hash of what is given, which for an edition means all of every
story in it: to compare it with what was given before is quick, for mostly it is the very same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
_everything: Final[list[dict[Hashable, Any]]] = []


def forget() -> None:
    """Drop all that is kept in this process."""
    for results in _everything:
        results.clear()


def latest(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Keep the latest result."""
    return kept(lambda *_: None, 1)(function)


def kept(
    key: Callable[..., Hashable], most: int, told_by: int | None = None
) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Keep the newest results, at most so many, each by the short name that `key` has for what is given.

    The first `told_by` arguments are compared, where all others follow from them.
    """

    def decorated(function: Callable[_P, _R]) -> Callable[_P, _R]:
        results: dict[Hashable, tuple[object, _R]] = {}
        _everything.append(results)

        @wraps(function)
        def asked(*given: _P.args, **named: _P.kwargs) -> _R:
            name = key(*given)
            found = results.get(name)
            compared = (given[:told_by], named)
            if found is not None and found[0] == compared:
                return found[1]
            made = function(*given, **named)
            if found is None and len(results) >= most:
                del results[next(iter(results))]
            results[name] = (compared, made)
            return made

        return asked

    return decorated
