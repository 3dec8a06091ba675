"""Build the same newsroom with processes and on a Dask cluster of this machine, each in turn.

    python -m benchmarks.engine.spread [--articles 1000] [--rounds 3] [--workers 2]

What a cluster costs beside processes, where neither has more cores than the other: on one machine it can only
lose. CPU is that of all processes; of the cluster those of scheduler and workers are counted in, their start
is not. Ratios are formed within a round. The outputs are compared, byte for byte.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import statistics
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from benchmarks.engine import corpus, measure, tools
from benchmarks.engine.measure import Cost
from tests.cluster.clusters import Cluster, cluster

_TICKS: Final = os.sysconf("SC_CLK_TCK")


def cpu_of(pids: Iterable[int]) -> float:
    """Give the seconds of the processors that processes have had so far."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def with_cluster(command: list[str], folder: str, found: Cluster) -> tuple[Cost, float]:
    """Measure a build on a cluster: the cost with the cluster's own, and the CPU of the building machine."""
    pids = [process.pid for process in found.processes]
    before = cpu_of(pids)
    cost = measure.run([*command, "--executor", found.executor], folder)
    return Cost(cost.wall, cost.cpu + cpu_of(pids) - before), cost.cpu


def same(one: str, other: str) -> bool:
    """Say whether two folders hold the same files with the same bytes."""
    compared = filecmp.dircmp(one, other, ignore=[], hide=[])
    if compared.left_only or compared.right_only or compared.funny_files:
        return False
    _, differing, errors = filecmp.cmpfiles(one, other, compared.common_files, shallow=False)
    return not (differing or errors) and all(
        same(os.path.join(one, name), os.path.join(other, name)) for name in compared.common_dirs
    )


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--ranker", default="learned@1")
    asked = parser.parse_args()
    near: list[Cost] = []
    far: list[Cost] = []
    staying: list[float] = []
    root = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(prefix="feedgen-site-spread-", dir=root) as work:
        tools.lay_out(work)
        corpus.write(os.path.join(work, "content"), corpus.Newsroom().articles(asked.articles))
        folder = os.path.join(work, "ours")
        with cluster(Path(work, "cluster"), workers=asked.workers) as found:
            for number in range(asked.rounds):
                command = tools.ours(f"near-{number}", "", asked.ranker)
                near.append(measure.run([*command, "--jobs", str(asked.workers)], folder))
                cost, own = with_cluster(tools.ours(f"far-{number}", "", asked.ranker), folder, found)
                far.append(cost)
                staying.append(own)
                if not same(os.path.join(folder, f"near-{number}"), os.path.join(folder, f"far-{number}")):
                    sys.exit("the cluster made something else")
    print(f"| {asked.articles:,} articles, {asked.workers} workers | seconds | articles a second | CPU |")
    print("|---|---|---|---|")
    for name, costs in (("processes", near), ("Dask", far)):
        wall = statistics.median(cost.wall for cost in costs)
        cpu = statistics.median(cost.cpu for cost in costs)
        print(f"| {name} | {wall:.1f} | {asked.articles / wall:.0f} | {cpu:.1f} s |")
    walls, cpus = (
        [getattr(two, what) / getattr(one, what) for one, two in zip(near, far, strict=True)]
        for what in ("wall", "cpu")
    )
    print(f"| of Dask's, on the machine that builds | | | {statistics.median(staying):.1f} s |")
    ratios = [f"{statistics.median(many):.2f} [{min(many):.2f}–{max(many):.2f}]" for many in (walls, cpus)]
    print(f"| ratio | {ratios[0]} | | {ratios[1]} |")


if __name__ == "__main__":
    try:
        main()
    except measure.FailedError as error:
        sys.exit(str(error))
