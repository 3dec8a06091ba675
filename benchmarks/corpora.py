"""Build whole sites and count what became of their files; or print their key points, for a person to read.

    python benchmarks/corpora.py ../shared/corpora/*/content
    python benchmarks/corpora.py --points 25 [--from 0] ../shared/corpora/*/content

*Loaded* files became stories, *skipped* ones are drafts and no articles, *failed* ones cannot be read. Some
loaded ones are not *shown*: stories that have expired, or whose day has not come, and those that *clash*, for
another story has their address already.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

from feedgen_site import config, sources, story
from feedgen_site.build import Options, Outcome, build
from feedgen_site.model import Hold
from feedgen_site.problem import Problem, Severity, errors

# Fixed, so that two runs count alike; later than every date in the corpora.
AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
SKIPPED = frozenset((Hold.DRAFT, Hold.NOT_AN_ARTICLE))
COLUMNS = ("loaded", "skipped", "failed", "clash", "shown", "pages", "feeds", "seconds")


def built(folder: str) -> tuple[Outcome, float]:
    """Build a folder into a temporary one, whole, leaving out what fails; give the seconds it took."""
    with TemporaryDirectory() as output:
        options = Options(folder, output, AS_OF, base_url="https://example.org/", skip_bad=True)
        started = time.perf_counter()
        outcome = build(options)
        return outcome, time.perf_counter() - started


def row(outcome: Outcome, seconds: float) -> tuple[str, ...]:
    """Give the figures of a build, in the order of COLUMNS."""
    skipped = sum(held.reason in SKIPPED for held in outcome.held_back)
    clashes = len({p.path for p in errors(outcome.problems) if p.code == "duplicate-address"})
    loaded = outcome.published + len(outcome.held_back) - skipped + clashes
    kinds = Counter(os.path.splitext(path)[1] for path in outcome.files.written)
    figures = (loaded, skipped, outcome.left_out - clashes, clashes, outcome.published, kinds[".html"])
    return (*map(str, figures), str(kinds[".xml"] + kinds[".json"]), f"{seconds:.1f}")


def print_counts(folders: list[str]) -> None:
    """Print a line for each folder, with its errors in full and its warnings by code."""
    width = max(map(len, folders))
    print(f"{'folder':{width}}", *(f"{name:>8}" for name in COLUMNS))
    for folder in folders:
        outcome, seconds = built(folder)
        print(f"{folder:{width}}", *(f"{figure:>8}" for figure in row(outcome, seconds)))
        for problem in errors(outcome.problems):
            print(f"  {problem}")
        warnings = Counter(p.code for p in outcome.problems if p.severity is Severity.WARNING)
        for code, number in warnings.most_common():
            print(f"  {number:6} warnings [{code}]")


def print_points(folder: str, wanted: int, first: int) -> None:
    """Print headline and points of `wanted` articles, evenly spread by path, beginning with the `first`."""
    settings, _ = config.load(None, "site.yaml", "https://example.org/")
    articles = sources.scan(folder).articles
    for source in articles[first :: max(1, len(articles) // wanted)][:wanted]:
        data = sources.read(source)
        text = data if isinstance(data, Problem) else sources.decoded(source.path, data)
        head = None if isinstance(text, Problem) else story.make(source.path, text, settings).head
        if head is not None:
            print(f"\n{source.path}\n{head.headline}")
            for point in head.points:
                print(f"  - {point.text}")


def main() -> None:
    """Do what the command line says."""
    about = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument(
        "--points", type=int, default=0, metavar="N", help="print the points of N articles of each folder"
    )
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="I", help="begin with the I-th")
    options = parser.parse_args()
    if not options.points:
        print_counts(options.folders)
    for folder in options.folders if options.points else ():
        print_points(folder, options.points, options.first)


if __name__ == "__main__":
    main()
