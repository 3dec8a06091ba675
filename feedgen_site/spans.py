"""How long a span of time is, in words that fit into a line."""

from __future__ import annotations

# Seconds below a minute, minutes below an hour, hours below two days; days from there.
_UNITS = ((1, "s", 60), (60, "min", 60), (3600, "h", 48))
_DAY = 86400


def distance(seconds: float) -> str:
    """Say how far a moment is that comes in so many seconds: `in 3 h`, `2 d ago`, `now`."""
    if not seconds:
        return "now"
    return f"in {length(seconds)}" if seconds > 0 else f"{length(-seconds)} ago"


def length(seconds: float) -> str:
    """Say how long it is, in whole units of a size that people plan in; never less than a second."""
    whole = int(seconds) + (seconds > int(seconds))
    for size, unit, most in _UNITS:
        count = round(whole / size)
        if count < most:
            return f"{count} {unit}"
    return f"{round(whole / _DAY)} d"
