"""Measure how long an editor waits for the preview: from saving an article until its page is the new one.

    python -m benchmarks.engine.shown [--articles 10000] [--edits 15]

Each time a new word is put into an article, and the page is asked for every few milliseconds until it has the
word. `feedgen-site serve` builds its site into a folder; `hugo server`, where Hugo is installed, keeps its in
memory and renders what is asked for. The edits of both are made in turn, on two copies of one newsroom.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from benchmarks.engine import corpus, tools
from benchmarks.engine.corpus import Article

_PATIENCE: Final = 900.0
_BETWEEN: Final = 0.003
# As much as an editor rests at least, and longer than any of both rests between two looks.
_REST: Final = 2.5


@dataclass(frozen=True, slots=True)
class Preview:
    """A running preview of the articles in a folder; `path` gives an article's address in it."""

    name: str
    content: str
    url: str
    path: Callable[[Article], str]

    def waited(self, article: Article, word: str) -> float:
        """Put a word into an article, and give the seconds until its page has it."""
        file = os.path.join(self.content, article.path)
        with open(file, encoding="utf-8") as stream:
            words = stream.read().split(" ")
        words[len(words) // 2] += f" {word}"
        corpus.put(file, " ".join(words))
        began = time.monotonic()
        while word not in fetched(f"{self.url}{self.path(article)}"):
            if time.monotonic() - began > _PATIENCE:
                sys.exit(f"{self.name} never showed {file}")
            time.sleep(_BETWEEN)
        return time.monotonic() - began


def fetched(url: str) -> str:
    """Give a page; "" where there is none."""
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE) as answer:
            return str(answer.read().decode("utf-8"))
    except (urllib.error.URLError, ConnectionError):
        return ""


@contextmanager
def running(command: list[str], folder: str, url: str) -> Iterator[None]:
    """Run a server until the block ends; the block begins once it answers."""
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while not fetched(url):
                if process.poll() is not None:
                    sys.exit(f"{command[0]} ended")
                time.sleep(0.1)
            yield
        finally:
            process.terminate()


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def ours(work: str, articles: int) -> tuple[Preview, list[str], str]:
    """Lay out our site; give its preview, the command that runs it, and where."""
    content, port = laid_out(work, articles), free_port()
    build = tools.ours("", "cache", "lead", content)
    command = [build[0], "serve", *build[2:], "--port", str(port)]
    del command[command.index("--output") : command.index("--output") + 2]
    preview = Preview(
        "feedgen-site serve", content, f"http://127.0.0.1:{port}/",
        lambda article: f"{article.date:%Y/%m}/{article.slug}/",
    )  # fmt: skip
    return preview, command, os.path.join(work, "ours")


def hugo(work: str, articles: int) -> tuple[Preview, list[str], str] | None:
    """Do the same for Hugo; None where it is not installed."""
    peer = tools.hugo()
    if peer is None:
        return None
    content, port = laid_out(work, articles), free_port()
    command = [
        peer.command("")[0], "server", "--quiet", "--contentDir", content, "--port", str(port),
        "--baseURL", f"http://127.0.0.1:{port}/",
    ]  # fmt: skip
    preview = Preview(
        "hugo server", content, f"http://127.0.0.1:{port}/",
        lambda article: f"{article.path.removesuffix('.md')}/",
    )  # fmt: skip
    return preview, command, os.path.join(work, "hugo")


def laid_out(work: str, articles: int) -> str:
    """Write sites and newsroom into a folder, and give that of the articles."""
    tools.lay_out(work)
    content = os.path.join(work, "content")
    corpus.write(content, corpus.Newsroom().articles(articles))
    return content


def main() -> None:
    """Measure, and print a line for each preview."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--edits", type=int, default=15)
    asked = parser.parse_args()
    root = "/dev/shm" if os.path.isdir("/dev/shm") else None
    room = corpus.Newsroom()
    with tempfile.TemporaryDirectory(prefix="feedgen-site-shown-", dir=root) as work, ExitStack() as stack:
        found = [lay(os.path.join(work, lay.__name__), asked.articles) for lay in (ours, hugo)]
        previews = []
        for preview, command, folder in filter(None, found):
            stack.enter_context(running(command, folder, preview.url))
            previews.append(preview)
        waited: dict[str, list[float]] = {preview.name: [] for preview in previews}
        for number in range(asked.edits):
            article = room.article(asked.articles // 2 + number)
            for preview in previews:
                time.sleep(_REST)
                waited[preview.name].append(preview.waited(article, f"word{number}word"))
    for name, seconds in waited.items():
        least, middle, most = min(seconds), statistics.median(seconds), max(seconds)
        print(f"{name:20} {least:6.2f} to {most:6.2f} s, in the middle {middle:6.2f} s")


if __name__ == "__main__":
    main()
