"""Load whole sites and count: loaded, skipped, failed. Expiry and dates play no part.

    python benchmarks/corpora.py ../shared/corpora/*/content

*Skipped* are drafts and files that are no articles. Problems of failed files are printed in full, warnings
counted by code.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from feedgen_site import config, sources, story
from feedgen_site.problem import Problem, Severity, errors


@dataclass
class Count:
    """What became of one folder's files."""

    loaded: int = 0
    skipped: int = 0
    failed: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    errors: list[Problem] = field(default_factory=list)


def count(folder: str) -> Count:
    """Make the story of every article of a folder."""
    settings, _ = config.load(None, "site.yaml", "https://example.org/")
    tree = sources.scan(folder)
    result = Count(skipped=len(tree.not_articles))
    for source in tree.articles:
        data = sources.read(source)
        text = data if isinstance(data, Problem) else sources.decoded(source.path, data)
        if isinstance(text, Problem):
            result.failed += 1
            result.errors.append(text)
            continue
        made = story.make(source.path, text, settings)
        result.warnings.update(p.code for p in made.problems if p.severity is Severity.WARNING)
        result.errors += errors(made.problems)
        if made.head is not None and not made.is_draft:
            result.loaded += 1
        elif made.is_draft or not made.is_article:
            result.skipped += 1
        else:
            result.failed += 1
    return result


def main() -> None:
    """Print a line for each folder named on the command line."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    print(f"{'folder':60} {'loaded':>7} {'skipped':>7} {'failed':>7} {'seconds':>8}")
    for folder in sys.argv[1:]:
        started = time.perf_counter()
        result = count(folder)
        seconds = time.perf_counter() - started
        print(f"{folder:60} {result.loaded:7} {result.skipped:7} {result.failed:7} {seconds:8.1f}")
        for problem in result.errors:
            print(f"  {problem}")
        for code, number in result.warnings.most_common():
            print(f"  {number:6} warnings [{code}]")


if __name__ == "__main__":
    main()
