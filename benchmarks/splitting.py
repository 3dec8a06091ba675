"""Compare our sentence splitter with sentencex: golden boundaries, speed, and where the two part ways.

    python benchmarks/splitting.py TEXTS... [--language en] [--disagreements 20]

TEXTS are `.jsonl.gz` files of articles with a `text`. The golden files are boundaries.tsv of tests/keypoints
and, where it is at hand, sentences.golden.tsv beside the checkout. sentencex is no dependency of the project;
without it (`pip install sentencex`) only our own figures are printed. Not for tests: figures depend on the
machine.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from feedgen_site.keypoints.sentences import split

try:
    from sentencex import segment
except ImportError:
    segment = None

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT.parent / "shared" / "data" / "sentences.golden.tsv"
OWN = ROOT / "tests" / "keypoints" / "cases" / "boundaries.tsv"

Splitter = Callable[[str, str], list[str]]


def ours(text: str, language: str) -> list[str]:
    return [text[span.start : span.end] for span in split(text, language)]


def theirs(text: str, language: str) -> list[str]:
    return [part.strip() for part in segment(language, text) if part.strip()]


def golden(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (language, text, sentences); the shared file joins by a space, our own marks in place."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, marked = line.split("\t")
            marked = marked.replace("\\n", "\n")
            parts = [part.strip() for part in marked.split("|")]
            glue = "" if path == OWN or language in {"zh", "ja"} else " "
            yield language, glue.join(marked.split("|")), parts


def right(splitter: Splitter, path: Path) -> str:
    rows = list(golden(path))
    found = sum(splitter(text, language) == parts for language, text, parts in rows)
    return f"{found} of {len(rows)}"


def paragraphs(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    return [block for text in texts for block in text.split("\n") if block.strip()]


def speed(splitter: Splitter, blocks: list[str], language: str) -> float:
    """Megabytes of UTF-8 a second, the best of three."""
    size = sum(len(block.encode()) for block in blocks)
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        for block in blocks:
            splitter(block, language)
        best = min(best, time.perf_counter() - began)
    return size / best / 1e6


def disagreements(blocks: list[str], language: str) -> Iterator[tuple[list[str], list[str]]]:
    for block in blocks:
        one, other = ours(block, language), theirs(block, language)
        if one != other:
            yield [part for part in one if part not in other], [part for part in other if part not in one]


def main() -> None:
    """Print golden scores, then for each file speed, share of equal paragraphs and samples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--disagreements", type=int, default=10)
    options = parser.parse_args()
    splitters: dict[str, Splitter] = {"ours": ours}
    if segment is not None:
        splitters["sentencex"] = theirs
    for path in (OWN, GOLDEN):
        if path.exists():
            for name, splitter in splitters.items():
                print(f"{path.name:24} {name:10} {right(splitter, path)}")
    for path in options.texts:
        blocks = paragraphs(path)
        for name, splitter in splitters.items():
            print(f"{path.name:24} {name:10} {speed(splitter, blocks, options.language):6.1f} MB/s")
        if segment is None:
            continue
        differing = list(disagreements(blocks, options.language))
        print(f"{path.name:24} differ in {len(differing)} of {len(blocks)} paragraphs")
        step = max(1, len(differing) // max(1, options.disagreements))
        for one, other in differing[::step][: options.disagreements]:
            print("  ours     ", " | ".join(one))
            print("  sentencex", " | ".join(other))


if __name__ == "__main__":
    main()
