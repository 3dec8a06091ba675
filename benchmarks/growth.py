"""Time the worst inputs known at 1×, 2× and 4× a size, the whole way: reading, key points, pages, feeds.

    python -m benchmarks.growth [SIZE]

SIZE is in characters (20,000). Seconds are of the processor, best of three. What costs more than 2.6 times
as much with each doubling is marked: linear is 2, quadratic 4. Sites grow by stories, SIZE / 200 of them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

from tests.reading.test_worst_inputs import BODIES, FILES, HTML, LITTER, published

RUNS = 3
MOST = 2.6
# Below this the clock measures noise.
LEAST_SECONDS = 0.01
Files = tuple[tuple[str, str], ...]

SITES: dict[str, Callable[[int], Files]] = {
    "stories with one slug": lambda n: _stories(n, lambda _: "slug: lee"),
    "stories with one id": lambda n: _stories(n, lambda _: "id: lee"),
    "stories in one folder": lambda n: _stories(n, lambda _: ""),
    "stories with one alias": lambda n: _stories(n, lambda _: "aliases: [/old/]"),
    "stories linked in a chain": lambda n: _stories(
        n, lambda i: f"related: [{{title: t, url: s{i + 1}.md}}]"
    ),
    "stories that share every tag": lambda n: _stories(n, lambda _: "tags: [a, b, c]"),
    "stories with a section each (every page names all)": lambda n: _stories(n, lambda i: f"section: s{i}"),
}


def _stories(count: int, rows: Callable[[int], str]) -> Files:
    text = "---\ntitle: Story {}\ndate: 2026-01-04\n{}\n---\nThe minister said that bridge {} would open.\n"
    return tuple((f"asia/s{i}.md", text.format(i, rows(i), i)) for i in range(count))


def _article(body: str) -> str:
    return f"---\ntitle: T\ndate: 2026-01-04\n---\n{body}"


def inputs(size: int) -> Iterator[tuple[str, Callable[[int], Files]]]:
    """Give every input by name: what it is at so many times the size."""
    for name, make in {**LITTER, **BODIES}.items():
        yield name, lambda times, make=make: (("a.md", _article(make(times * size))),)
    for name, make in HTML.items():
        yield f"HTML: {name}", lambda times, make=make: (("a.html", _article(make(times * size))),)
    for name, make in FILES.items():
        yield name, lambda times, make=make: (("a.md", make(times * size)),)
    for name, site in SITES.items():
        yield name, lambda times, site=site: site(times * max(size // 200, 1))


def seconds(files: Files) -> float:
    """Give the processor's time for the whole way, the best of three runs."""
    times = []
    for _ in range(RUNS):
        begin = time.process_time()
        published(*files)
        times.append(time.process_time() - begin)
    return min(times)


def main() -> None:
    """Print a row for each input, the one that grows fastest first."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    published(("a.md", _article("Text.")))  # what is imported and read only once
    rows = []
    for name, make in inputs(size):
        once, twice, four = (seconds(make(times)) for times in (1, 2, 4))
        rows.append(((four / max(once, LEAST_SECONDS)) ** 0.5, once, twice, four, name))
    print(f"{'1×':>8} {'2×':>8} {'4×':>8} {'doubling':>9}")
    for growth, once, twice, four, name in sorted(rows, reverse=True):
        mark = "  <- grows faster than its size" if growth > MOST else ""
        print(f"{once:8.3f} {twice:8.3f} {four:8.3f} {growth:9.2f}  {name}{mark}")


if __name__ == "__main__":
    main()
