"""The table of a run: medians, ratios with their spread, the machine and the day."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.engine.measure import Cost

README: Final = Path(__file__).parent / "README.md"
Round = dict[str, Cost]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of ours, the row it is compared with, and the ratio that is wanted at 10,000: floor and aim."""

    name: str
    base: str
    goal: str = ""


ROWS: Final = (
    Row("cold, lead", "hugo: cold", "1.8 / 1.25"),
    Row("cold, learned", "hugo: cold", "3.0 / 2.0"),
    Row("cold, learned", "pelican: cold", "0.45 / 0.3"),
    Row("cold, learned", "eleventy: cold"),
    Row("nothing changed", "hugo: nothing changed", "0.03 / 0.016"),
    Row("one article edited", "hugo: one article edited", "0.10 / 0.05"),
    Row("a new article", "hugo: a new article", "0.10 / 0.05"),
    Row("one template line changed", "hugo: cold", "0.8 / 0.4"),
    Row("fresh clone, cache restored", "hugo: cold", "0.8 / 0.5"),
    Row("fresh clone, cache and public/ restored, one edit", "hugo: cold", "0.15 / 0.08"),
    Row("fresh clone, cache and public/ restored with new times, one edit", "hugo: cold"),
    Row("2,000 tags and 500 authors, one edit", "one article edited", "1"),
)
MEMORY: Final = ("cold, lead", "cold, learned", "hugo: cold", "pelican: cold", "eleventy: cold")


def of(articles: int, rounds: Sequence[Round], first: Round, peers: Sequence[str]) -> str:
    """Write the table as Markdown. `first` is the round that looked at the memory."""
    lines = [
        f"### {articles:,} articles",
        "",
        f"{datetime.now(UTC):%d %B %Y}, {_machine()}, {', '.join(peers)}; rounds: {len(rounds)}.",
        "",
        "| work | beside | seconds | CPU | ratio, by the clock | ratio, CPU | goal |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in ROWS:
        if row.name not in rounds[0] or row.base not in rounds[0]:
            continue
        mine, base = ([one[name] for one in rounds] for name in (row.name, row.base))
        cells = (
            row.name,
            row.base,
            f"{_seconds(mine, _wall)} / {_seconds(base, _wall)}",
            f"{_seconds(mine, _cpu)} / {_seconds(base, _cpu)}",
            _ratio(mine, base, _wall),
            _ratio(mine, base, _cpu),
            row.goal,
        )
        lines.append(f"| {' | '.join(cells)} |")
    seen = [f"{name} {first[name].memory / 1e6:.0f} MB" for name in MEMORY if name in first]
    return "\n".join([*lines, "", f"Memory of all processes at its highest: {', '.join(seen)}.", ""])


def keep(text: str, articles: int) -> None:
    """Put a table into the README, in the place of the last one of its size."""
    begin, end = (f"<!-- {word} {articles} -->\n" for word in ("begin", "end"))
    whole = README.read_text(encoding="utf-8")
    if begin in whole:
        before, _, rest = whole.partition(begin)
        _, _, after = rest.partition(end)
        whole = before + begin + text + end + after
    else:
        whole += f"\n{begin}{text}{end}"
    README.write_text(whole, encoding="utf-8")


def _wall(cost: Cost) -> float:
    return cost.wall


def _cpu(cost: Cost) -> float:
    return cost.cpu


def _seconds(costs: Sequence[Cost], part: Callable[[Cost], float]) -> str:
    middle = median(map(part, costs))
    return f"{middle:.3f}" if middle < 1 else f"{middle:.2f}"


def _ratio(mine: Sequence[Cost], base: Sequence[Cost], part: Callable[[Cost], float]) -> str:
    ratios = [part(one) / part(other) for one, other in zip(mine, base, strict=True)]
    shown = [f"{number:.3f}" if number < 0.2 else f"{number:.2f}" for number in map(float, _spread(ratios))]
    return shown[0] if len(ratios) == 1 else f"**{shown[0]}** [{shown[1]}–{shown[2]}]"


def _spread(ratios: Sequence[float]) -> tuple[float, float, float]:
    return median(ratios), min(ratios), max(ratios)


def _machine() -> str:
    name = platform.processor() or platform.machine()
    with suppress(OSError, StopIteration), open("/proc/cpuinfo", encoding="utf-8") as file:
        name = next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    tools = f"Python {platform.python_version()}, feedgen-site {version('feedgen-site')}"
    return f"{name}, {cores} cores{load}, {platform.system()}, {tools}"
