"""What the making of a story costs, step by step, in one process; and whether another version makes the same.

    python -m benchmarks.engine.cost FOLDER... [--articles N] [--ranker NAME] [--against TREE] [--rounds N]

Prints microseconds of the processor for an article. With `--against`, a checkout of another version, both run
in turn, round after round, so that a busy machine is unfair to neither: the figures are the best of the
rounds, and whatever the two make differently is named.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

_SUFFIXES: Final = (".md", ".markdown", ".html", ".htm")
# Module, name, and how deep it lies in the one before: a step's time holds that of the steps under it.
STEPS: Final = (
    ("story", "make", 0),
    ("frontmatter", "split", 1),
    ("markdown", "render", 1),
    ("litter", "cleaned", 2),
    ("markdown_it.MarkdownIt", "parse", 2),
    ("markdown.parsing._Renderer", "render", 2),
    ("sanitize", "sanitized", 2),
    ("nh3", "clean", 3),
    ("markdown.rendering", "body_of", 2),
    ("markdown.rendering", "blocks_of", 2),
    ("keypoints.extraction", "sentences_of", 1),
    ("keypoints.extraction", "count_all", 1),
    ("keypoints.rankers", "named", 1),
    ("keypoints.extraction", "select", 1),
)


def texts(folders: list[str], most: int) -> Iterator[tuple[str, str]]:
    """Yield content path and text of articles, evenly spread over each folder."""
    for folder in folders:
        files = sorted(file for file in Path(folder).rglob("*") if file.suffix in _SUFFIXES)
        for file in files[:: max(1, len(files) // most)][:most]:
            yield file.relative_to(folder).as_posix(), file.read_text(encoding="utf-8", errors="replace")


def measured(asked: argparse.Namespace) -> dict[str, Any]:
    """Make all stories with the feedgen_site that is imported: seconds by step, and what was made."""
    from feedgen_site import story
    from feedgen_site.config import SiteConfig
    from feedgen_site.keypoints import PointRules
    from feedgen_site.text import digest

    config = SiteConfig(points=PointRules(ranker=asked.ranker))
    articles = [*texts(asked.folders, asked.articles)]
    for path, text in articles[:: max(1, len(articles) // 20)]:
        story.make(path, text, config)  # what is read and compiled only once
    spent: dict[str, float] = {}
    if asked.steps:
        _watch(spent)
    made = {}
    begin = time.process_time()
    for path, text in articles:
        made[path] = story.make(path, text, config)
    spent["story.make"] = time.process_time() - begin
    return {
        "articles": len(articles),
        "spent": spent,
        "made": {path: digest(repr(one)) for path, one in made.items()} if asked.against else {},
    }


def _watch(spent: dict[str, float]) -> None:
    """Put a clock around each step."""
    for module, name, _ in STEPS[1:]:
        owner = _owner(module)
        if hasattr(owner, name):  # another version may call it otherwise
            setattr(owner, name, _timed(getattr(owner, name), f"{module}.{name}", spent))


def _owner(module: str) -> Any:
    """Find a module of ours or of a library, or a class in one; None where there is no such class."""
    full = module if module.startswith(("nh3", "markdown_it.")) else f"feedgen_site.{module}"
    package, _, name = full.rpartition(".")
    is_class = name.lstrip("_")[0].isupper()
    return getattr(import_module(package), name, None) if is_class else import_module(full)


def _timed(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    def timed(*arguments: Any, **named: Any) -> Any:
        begin = time.perf_counter()
        result = function(*arguments, **named)
        spent[name] = spent.get(name, 0.0) + time.perf_counter() - begin
        return _timed(result, "ranker", spent) if name == "keypoints.rankers.named" else result

    return timed


def _elsewhere(asked: argparse.Namespace, tree: str, *, steps: bool) -> dict[str, Any]:
    """Measure the version that lies in a folder, in a process of its own."""
    command = [
        sys.executable, os.path.abspath(__file__), *map(os.path.abspath, asked.folders), "--worker",
        "--articles", str(asked.articles), "--ranker", asked.ranker, "--against", "-",
        *(["--steps"] if steps else []),
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.path.abspath(tree), "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return dict(json.loads(done.stdout))


def main() -> int:
    """Measure, compare, and give 1 where two versions make something differently."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--articles", type=int, default=1000, help="of each folder")
    parser.add_argument("--ranker", default="learned@1")
    parser.add_argument("--against", default="", metavar="TREE")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        print(json.dumps(measured(asked)))
        return 0
    trees = {"now": str(Path(__file__).parents[2]), **({"before": asked.against} if asked.against else {})}
    # The clocks of the steps cost time themselves, so the whole is measured without them.
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in trees}
    for _ in range(asked.rounds):
        for name, tree in trees.items():
            runs[name] += [_elsewhere(asked, tree, steps=False), _elsewhere(asked, tree, steps=True)]
    for module, step, depth in STEPS:
        key = "ranker" if step == "named" else f"{module}.{step}"
        cells = [_best(runs[name][step != "make" :: 2], key) for name in runs]
        print(f"{'  ' * depth + key:44}" + "".join(f"{cell:9.0f} µs" for cell in cells))
    if not asked.against:
        return 0
    now, before = (runs[name][0]["made"] for name in ("now", "before"))
    different = sorted(path for path in now.keys() | before.keys() if now.get(path) != before.get(path))
    print(f"{len(now)} files, {len(different)} made differently", *different[:20], sep="\n  ")
    return int(bool(different))


def _best(runs: list[dict[str, Any]], key: str) -> float:
    return min(1e6 * float(run["spent"].get(key, 0.0)) / int(run["articles"]) for run in runs)


if __name__ == "__main__":
    sys.exit(main())
