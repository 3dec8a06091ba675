"""Measure builds beside other generators, each in turn, on the same articles.

    make bench ARGS="--articles 10000 --rounds 3"

A round runs every tool and every row once, so that what disturbs the machine disturbs all; ratios are formed
within a round, and the table shows their median with the least and the most. One more round, before the
others, looks at the memory; its times do not count. With `--rounds 0` it is the only one, and they do.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from typing import Final

import feedgen_site
from benchmarks.engine import corpus, measure, table, tools
from benchmarks.engine.measure import Cost
from benchmarks.engine.table import Round

MANY: Final = {"tags": 2000, "authors": 500}
# Seconds from a pipeline's checkout to its build, and fewer than any takes: what was written just before a
# build is read with care.
_INSTALLING: Final = 2.1
_HEADLINE: Final = '<h1 class="headline'


class Bench:
    """One working folder, and the steps of a round in it."""

    def __init__(self, work: str, asked: argparse.Namespace, peers: list[tools.Peer]) -> None:
        self.work, self.asked, self.peers = work, asked, peers
        self.room = corpus.Newsroom(asked.seed)
        self.number = 0
        self.memory = False
        self.costs: Round = {}

    def prepare(self) -> None:
        """Write the content and the sites, and build the site of many tags once."""
        tools.lay_out(self.work)
        count = self.asked.articles
        corpus.write(self.path("content"), self.room.articles(count))
        if any(peer.name == "pelican" for peer in self.peers):
            os.makedirs(self.path("pelican-content"))
            for article in self.room.articles(count):
                corpus.put(self.path("pelican-content", f"{article.slug}.md"), article.pelican())
        if not self.asked.no_many:
            many = corpus.Newsroom(self.asked.seed, **MANY)
            corpus.write(self.path("many"), many.articles(count))
            self.ours("(many tags: cold)", "many-public", "many-cache", content="../many")

    def round(self, *, memory: bool) -> Round:
        """Run every row once, and give what each cost."""
        self.costs, self.memory = {}, memory
        self.number += 1
        for peer in self.peers:
            self.peer(f"{peer.name}: cold", peer)
        public, cache = self.new("public"), self.new("cache")
        self.ours("cold, lead", public, cache)
        self.ours("cold, learned", self.new("learned"), self.new("learned-cache"), ranker="learned@1")
        self.memory = False
        self.beside("nothing changed", public, cache)
        self.edit("content")
        self.beside("one article edited", public, cache)
        self.add_article()
        self.beside("a new article", public, cache)
        self.change_template()
        self.ours("one template line changed", public, cache)
        self.checkout()
        folder = self.path("ours", public)
        os.rename(folder, f"{folder}-before")
        os.mkdir(folder)
        time.sleep(_INSTALLING)
        self.ours("fresh clone, cache restored", public, cache)
        for row, restore in (("restored", _unpacked), ("restored with new times", _copied)):
            self.checkout()
            self.edit("content")
            restore(self.path("ours", cache))
            restore(self.path("ours", public))
            time.sleep(_INSTALLING)
            self.ours(f"fresh clone, cache and public/ {row}, one edit", public, cache)
        if not self.asked.no_many:
            # The template that was changed is one of this site, too.
            self.ours("(many tags: template)", "many-public", "many-cache", content="../many")
            self.edit("many")
            self.ours("2,000 tags and 500 authors, one edit", "many-public", "many-cache", content="../many")
        self.sweep()
        return self.costs

    def path(self, *parts: str) -> str:
        """Give a path in the working folder."""
        return os.path.join(self.work, *parts)

    def new(self, name: str) -> str:
        """Give a folder name of this round: wiping a tree would cost the next build seconds."""
        return f"{name}-{self.number}"

    def beside(self, row: str, public: str, cache: str) -> None:
        """Measure ours, and the fastest peer's rebuild after the same change."""
        self.ours(row, public, cache)
        for peer in self.peers:
            if peer.name == "hugo":
                self.peer(f"hugo: {row}", peer)

    def peer(self, row: str, peer: tools.Peer) -> None:
        """Measure a peer; its output folder is that of the round."""
        out = self.path(self.new(f"out-{peer.name}"))
        self.keep(row, measure.run(peer.command(out), self.path(peer.name), memory=self.memory))

    def ours(
        self, row: str, public: str, cache: str, ranker: str = "lead", content: str = "../content"
    ) -> None:
        """Measure ours."""
        command = tools.ours(public, cache, ranker, content, self.asked.program)
        self.keep(row, measure.run(command, self.path("ours"), memory=self.memory))

    def keep(self, row: str, cost: Cost) -> None:
        """Note a row's cost."""
        self.costs[row] = cost
        memory = f"{cost.memory / 1e6:7.0f} MB" if cost.memory else ""
        print(f"{self.number:3} {row:50} {cost.wall:8.3f} s {cost.cpu:8.3f} s CPU {memory}", flush=True)

    def edit(self, content: str) -> None:
        """Change one word of an article in the middle of the corpus: another article in each round."""
        article = self.room.article(self.asked.articles // 2 + self.number)
        path = self.path(content, article.path)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        words = text.split(" ")
        words[len(words) // 2] += "ly"
        corpus.put(path, " ".join(words))

    def add_article(self) -> None:
        """Add the newest article of all."""
        article = self.room.article(10_000_000 + self.number)
        article = replace(article, date=corpus.NEWEST.replace(hour=22, minute=self.number % 60))
        corpus.put(self.path("content", article.path), article.yaml())

    def change_template(self) -> None:
        """Change one line of the template of article pages."""
        path = self.path("ours", "templates", "article.html")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if _HEADLINE not in text:
            raise measure.FailedError(f"{path} has no line with {_HEADLINE}")
        corpus.put(path, text.replace(_HEADLINE, f"{_HEADLINE} r{self.number}", 1))

    def checkout(self) -> None:
        """Make all sources new, as a fresh clone does."""
        _copied(self.path("content"))

    def sweep(self) -> None:
        """Take away what the round built; nothing is measured meanwhile."""
        for folder in (self.work, self.path("ours")):
            for name in os.listdir(folder):
                if name.endswith((f"-{self.number}", f"-{self.number}-before")):
                    shutil.rmtree(os.path.join(folder, name))


def _copied(folder: str) -> None:
    """Replace a folder by a copy of itself with new times; what is private stays so."""
    before = f"{folder}-original"
    os.rename(folder, before)
    shutil.copytree(before, folder, copy_function=shutil.copy)
    shutil.rmtree(before)


def _unpacked(folder: str) -> None:
    """Replace a folder by what comes out of a tar file, into which it went as a pipeline's cache does."""
    where, name = os.path.split(folder)
    packed = f"{folder}.tar"
    subprocess.run(["tar", "--posix", "-cf", packed, "-C", where, name], check=True)
    shutil.rmtree(folder)
    subprocess.run(["tar", "-xf", packed, "-C", where], check=True)
    os.unlink(packed)


def main() -> None:
    """Measure, print the table, and keep it where it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--peers", default="hugo,pelican,eleventy", help="with commas; '' for none")
    parser.add_argument("--no-many", action="store_true", help="without the site of 2,000 tags")
    parser.add_argument("--work", help="folder to work in (/dev/shm, else the one for temporary files)")
    parser.add_argument("--program", default="", help="the feedgen-site to measure (the installed one)")
    parser.add_argument("--keep", action="store_true", help="put the table into benchmarks/engine/README.md")
    asked = parser.parse_args()
    modules = os.path.abspath(os.path.join(".cache", "bench"))
    peers = tools.peers([name for name in asked.peers.split(",") if name], modules)
    root = asked.work or ("/dev/shm" if os.path.isdir("/dev/shm") else None)
    # As pip does when it installs: a build that may keep no bytecode would be measured with the compiler.
    compileall.compile_dir(os.path.dirname(feedgen_site.__file__), quiet=1)
    with tempfile.TemporaryDirectory(prefix="feedgen-site-bench-", dir=root) as work:
        bench = Bench(work, asked, peers)
        bench.prepare()
        first = bench.round(memory=True)
        rounds = [bench.round(memory=False) for _ in range(asked.rounds)] or [first]
    text = table.of(asked.articles, rounds, first, [f"{peer.name} {peer.version}" for peer in peers])
    print(f"\n{text}")
    if asked.keep:
        table.keep(text, asked.articles)


if __name__ == "__main__":
    try:
        main()
    except measure.FailedError as error:
        sys.exit(str(error))
