"""Measure what a site of some size takes in every respect, and calculate what larger ones would.

    python -m benchmarks.engine.scale [--articles 1000,10000] [--calculate 100000,500000,10000000]

Everything runs in one process (`--jobs 1`), so that a stage's share of the time is its share of the CPU.
What is calculated is a straight line through the two largest sizes that were measured: right for what is done
once for each article, too low for what grows faster.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.engine import corpus, measure, tools

_STAGE: Final = re.compile(r"^([a-z]+) +([0-9.]+) s", re.MULTILINE)
# Under these names the stages of a build stand in the table.
_STAGES: Final = {
    "make": "making stories",
    "assemble": "order, lists, related stories",
    "plan": "planning",
    "render": "rendering and writing",
}
Figures = dict[str, float]
"""What was measured, by name; the unit stands in brackets in the name."""


def measured(count: int, work: str, ranker: str) -> Figures:
    """Build a newsroom of so many articles, then with one edit, and measure everything."""
    content, folder = os.path.join(work, f"content-{count}"), os.path.join(work, "ours")
    newsroom = corpus.Newsroom()
    corpus.write(content, newsroom.articles(count))
    public, cache = f"public-{count}", f"cache-{count}"
    # The same words both times: what a build leaves is for the next of its own command line.
    command = [*tools.ours(public, cache, ranker, f"../content-{count}"), "--jobs", "1", "-v"]
    cold = measure.run(command, folder, memory=True)
    said = Path(folder, "last-output.txt").read_text("utf-8")
    stages: dict[str, float] = {}
    for name, seconds in _STAGE.findall(said):
        stages[name] = stages.get(name, 0) + float(seconds)
    article = newsroom.article(count // 2)
    path = Path(content, article.path)
    path.write_text(path.read_text("utf-8").replace(" the ", " that ", 1), "utf-8")
    edit = measure.run(command, folder, memory=True)
    found: Figures = {"CPU of a cold build (s)": cold.cpu}
    share = cold.cpu / cold.wall
    found |= {f"… {name} (s)": stages.get(stage, 0) * share for stage, name in _STAGES.items()}
    found |= {
        "memory of a cold build (MB)": cold.memory / 1e6,
        "CPU after one edit (s)": edit.cpu,
        "memory after one edit (MB)": edit.memory / 1e6,
        "content (MB)": size_of(content) / 1e6,
    }
    return found | sizes(os.path.join(folder, public), os.path.join(folder, cache))


def sizes(public: str, cache: str) -> Figures:
    """Measure what lies in the output and in the cache."""
    files = [os.path.join(at, name) for at, _, names in os.walk(public) for name in names]
    bytes_of = [os.path.getsize(file) for file in files]
    folders = sum(1 for _ in os.walk(public))
    return {
        "files of the site": len(files),
        "folders of the site": folders,
        "the site (MB)": sum(bytes_of) / 1e6,
        "the site on disk, in blocks of 4 KB (MB)": sum(-(-size // 4096) for size in bytes_of) * 4096 / 1e6,
        "sitemaps": sum("sitemap" in os.path.basename(file) for file in files),
        "`feedgen-site.json` (MB)": os.path.getsize(os.path.join(public, "feedgen-site.json")) / 1e6,
        "manifest (MB)": os.path.getsize(os.path.join(public, ".feedgen-site.json")) / 1e6,
        "cache (MB)": size_of(cache) / 1e6,
    }


def size_of(folder: str) -> int:
    """Add up the files below a folder."""
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


def calculated(measured: Mapping[int, Figures], count: int) -> Figures:
    """Lay a straight line through the two largest sizes."""
    small, large = sorted(measured)[-2:]
    return {
        name: value + (value - measured[small][name]) / (large - small) * (count - large)
        for name, value in measured[large].items()
    }


def table(columns: Sequence[tuple[str, Figures]]) -> str:
    """Put figures side by side."""
    names = list(columns[0][1])
    rows = [["articles", *(title for title, _ in columns)], ["---"] * (len(columns) + 1)]
    rows += [[name, *(spelled(figures[name]) for _, figures in columns)] for name in names]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def spelled(value: float) -> str:
    """Write three figures that count, and never fewer than stand before the point."""
    if value >= 100:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", default="1000,10000", help="sizes to measure, with commas")
    parser.add_argument("--calculate", default="100000,500000,10000000", help="sizes to calculate")
    parser.add_argument("--ranker", default="learned@1")
    parser.add_argument("--work", help="folder to work in (/dev/shm, else the one for temporary files)")
    asked = parser.parse_args()
    root = asked.work or ("/dev/shm" if os.path.isdir("/dev/shm") else None)
    found: dict[int, Figures] = {}
    with tempfile.TemporaryDirectory(prefix="feedgen-site-scale-", dir=root) as work:
        tools.lay_out(work)
        for count in sorted(map(int, asked.articles.split(","))):
            found[count] = measured(count, work, asked.ranker)
            print(table([(f"{count:,}", found[count])]), file=sys.stderr, flush=True)
    columns = [(f"{count:,}, measured", figures) for count, figures in found.items()]
    if len(found) > 1:
        more = [int(word) for word in asked.calculate.split(",") if word]
        columns += [(f"{count:,}, calculated", calculated(found, count)) for count in more]
    print(table(columns))


if __name__ == "__main__":
    try:
        main()
    except measure.FailedError as error:
        sys.exit(str(error))
