"""What rendering a newsroom costs, kind by kind, in one process; and whether another version writes the same.

    python -m benchmarks.engine.pages FOLDER [--against TREE] [--rounds N]

FOLDER holds articles, as `benchmarks.engine.corpus` writes them. Prints for each kind of output how many
there are and microseconds of the processor for one article of the newsroom, the least of the rounds. With
`--against`, a checkout of another version, both run in turn, and what the two write differently is named.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

_SETTINGS = (
    "title: The Newsroom\nbase_url: https://news.example/\nauthority: news.example,2026\n"
    "points: {ranker: lead}\n"
)


def measured(folder: str) -> dict[str, Any]:
    """Plan the site with the feedgen_site that is imported, and render each of its outputs."""
    from benchmarks.engine.corpus import AS_OF
    from feedgen_site import build, writing

    # As the program sets it (feedgen_site/__main__.py); else a tenth of the time is the collector's.
    gc.set_threshold(200_000, 20, 1_000)
    found: dict[str, Any] = {}

    class DoneError(Exception):
        pass

    def render_all(planned: Any, shared: Any, _: str, store: Any, *_others: Any, **_named: Any) -> None:
        found.update(_rendered(planned, shared, store))
        raise DoneError

    writing.write = render_all
    with tempfile.TemporaryDirectory() as scratch:
        settings = Path(scratch, "site.yaml")
        settings.write_text(_SETTINGS, encoding="utf-8")
        options = build.Options(
            content=folder, output=f"{scratch}/public", as_of=datetime.fromisoformat(AS_OF),
            config=str(settings), jobs=1,
        )  # fmt: skip
        parameters = [*signature(build.build).parameters.values()]
        # Earlier versions want to be told who hears of the progress.
        heard = parameters[1].default is Parameter.empty and parameters[1].kind is not Parameter.KEYWORD_ONLY
        try:
            build.build(options, *([lambda *_: None] if heard else []))
        except DoneError:
            return found
    raise SystemExit("the newsroom has errors: try `feedgen-site check`")


def _rendered(planned: Any, shared: Any, store: Any) -> dict[str, Any]:
    from feedgen_site import pages
    from feedgen_site.plan import FileArguments, Output, PictureArguments
    from feedgen_site.render import Job, render
    from feedgen_site.text import digest

    def job(output: Output) -> Job:
        for path in output.bodies:
            if path not in bodies:
                bodies[path] = getattr(store, "stories", store).body(path)
        return Job(output, tuple(bodies[path] for path in output.bodies))

    bodies: dict[str, Any] = {}
    getattr(pages, "compile_templates", lambda _: None)(shared.theme)
    spent: Counter[str] = Counter()
    count: Counter[str] = Counter()
    made = {}
    for output in planned.outputs:
        if not isinstance(output.arguments, FileArguments | PictureArguments):
            given = job(output)
            begin = time.process_time()
            data = render(shared, given)
            spent[output.kind.name] += time.process_time() - begin
            count[output.kind.name] += 1
            made[output.path] = digest(data)
    articles = count["STORY"]
    return {"cost": {kind: 1e6 * one / articles for kind, one in spent.items()}, "count": count, "made": made}


def _elsewhere(folder: str, tree: str) -> dict[str, Any]:
    """Measure the version that lies in a folder, in a process of its own."""
    here = str(Path(__file__).parents[2])
    # Its own program, but the newsroom's moment from here.
    environment = {**os.environ, "PYTHONPATH": f"{os.path.abspath(tree)}:{here}", "PYTHONHASHSEED": "0"}
    command = [sys.executable, os.path.abspath(__file__), os.path.abspath(folder), "--worker"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return dict(json.loads(done.stdout))


def main() -> int:
    """Measure, compare, and give 1 where two versions write something differently."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", metavar="FOLDER")
    parser.add_argument("--against", default="", metavar="TREE")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        print(json.dumps(measured(asked.folder)))
        return 0
    trees = {"now": str(Path(__file__).parents[2]), **({"before": asked.against} if asked.against else {})}
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in trees}
    for _ in range(asked.rounds):
        for name, tree in trees.items():
            runs[name].append(_elsewhere(asked.folder, tree))
    latest = runs["now"][-1]
    print(f"{'µs an article':16}{'files':>8}" + "".join(f"{name:>9}" for name in runs))
    least = {
        name: {kind: min(run["cost"][kind] for run in some) for kind in some[-1]["cost"]}
        for name, some in runs.items()
    }
    for kind, number in latest["count"].items():
        print(f"{kind:16}{number:8}" + "".join(f"{least[name].get(kind, 0):9.0f}" for name in runs))
    print(
        f"{'all':16}{sum(latest['count'].values()):8}"
        + "".join(f"{sum(one.values()):9.0f}" for one in least.values())
    )
    if not asked.against:
        return 0
    now, before = (runs[name][-1]["made"] for name in ("now", "before"))
    different = sorted(path for path in now.keys() | before.keys() if now.get(path) != before.get(path))
    print(f"{len(now)} files, {len(different)} written differently", *different[:20], sep="\n  ")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
