"""What a stage of a build has told of itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Told:
    """How many items of a stage are done, out of how many (0: not told), and what else was counted.

    Times are in seconds: on the clock, and where it is measured of the CPU, by this process and by workers.
    """

    name: str
    done: int = 0
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    cpu: float = 0.0
    workers: float = 0.0

    def __str__(self) -> str:
        """Say the counts: `3 of 10,000, 9,997 known`."""
        done = f"{self.done:,}" if self.done == self.total else f"{self.done:,} of {self.total:,}"
        counted = [f"{count:,} {what.replace('_', ' ')}" for what, count in self.counts.items()]
        return ", ".join([done] * bool(self.total) + counted)
