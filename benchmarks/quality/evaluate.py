"""Compare rankers by ROUGE-1 F1 against human summaries, on articles the model has not seen.

    python benchmarks/quality/evaluate.py [--all] [--left-out] [--sets SET,SET…]

Prints for each set the gain of each system over Lead-k in points of F1, with the 95% interval of a paired
bootstrap: at the set's number of points, and at 60 words against the first 60 words of the article, cut
wherever they end (points that fit the budget; and three points cut in the same way). `--all` adds the
libraries; `--left-out` adds rows for models trained without the set; milliseconds are those of one article of
600 to 700 words, each system in turn in the same run.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Final

import datasets
import rouge
import systems

from feedgen_site.keypoints import RANKERS, PointRules, Sentence, extract, sentences_of
from feedgen_site.keypoints.rankers import learned

WORDS: Final = 60
RESAMPLES: Final = 2000
TOGETHER: Final = ({"cnn_stories", "cnndm"},)
"""Sets of one publisher: what leaves one out leaves out the other."""


class Prepared:
    """A development article, split once, and its reference as ROUGE's words."""

    def __init__(self, article: datasets.Article, dataset: datasets.DataSet) -> None:
        self.article, self.dataset = article, dataset
        self.sentences: tuple[Sentence, ...] = sentences_of(article.blocks, dataset.language)
        self.reference = rouge.words(article.reference, dataset.language)

    def score(self, texts: list[str]) -> float:
        """Return the F1 of a summary, from 0 to 100."""
        return 100 * rouge.f1(rouge.words(" ".join(texts), self.dataset.language), self.reference)

    def run(self, system: systems.System) -> list[str]:
        """Return the texts a system chooses."""
        language, count = self.dataset.language, self.dataset.count
        return system(self.sentences, self.article.blocks, self.article.headline, language, count)

    def short(self, ranker: str) -> list[str]:
        """Return the points within the budget of words."""
        rules = PointRules(count=None, words=WORDS, ranker=ranker)
        blocks, headline = self.article.blocks, self.article.headline
        return [
            p.text
            for p in extract(blocks, headline=headline, language=self.dataset.language, rules=rules).points
        ]

    def cut(self, ranker: str) -> list[str]:
        """Return three points, cut after so many words wherever they end, as the lead is."""
        rules = PointRules(count=3, ranker=ranker)
        blocks, headline, language = self.article.blocks, self.article.headline, self.dataset.language
        points = extract(blocks, headline=headline, language=language, rules=rules).points
        if language in ("zh", "ja"):
            return ["".join(point.text for point in points)[: 2 * WORDS]]
        return [" ".join(" ".join(point.text for point in points).split()[:WORDS])]

    def short_lead(self) -> list[str]:
        """Return the first words of the article, as many as the budget has."""
        if self.dataset.language in ("zh", "ja"):
            return ["".join(self.article.blocks)[: 2 * WORDS]]
        return [" ".join(" ".join(self.article.blocks).split()[:WORDS])]


def development(dataset: datasets.DataSet) -> list[Prepared]:
    """Return the articles of a set that no training sees."""
    held = (article for article in datasets.read(dataset) if datasets.held_out(article.id))
    return [one for one in (Prepared(article, dataset) for article in held) if one.sentences]


def interval(gains: list[float]) -> tuple[float, float]:
    """Return the 95% interval of the mean by bootstrap over articles."""
    chance = random.Random(0)
    means = sorted(mean(chance.choices(gains, k=len(gains))) for _ in range(RESAMPLES))
    return means[RESAMPLES * 25 // 1000], means[RESAMPLES * 975 // 1000]


def line(name: str, scores: list[float], lead: list[float]) -> None:
    """Print a system's mean and its gain over the lead."""
    gains = [one - other for one, other in zip(scores, lead, strict=True)]
    low, high = interval(gains)
    print(f"  {name:28} {mean(scores):6.2f}  {mean(gains):+6.2f} [{low:+.2f}, {high:+.2f}]", flush=True)


@contextmanager
def weights(path: Path) -> Iterator[None]:
    """Let `learned` be another model for a while."""
    before = RANKERS["learned"]
    model = learned.parsed(path.read_text("utf-8"))
    RANKERS["learned"] = lambda document: learned.scores(model, document)
    try:
        yield
    finally:
        RANKERS["learned"] = before


def compare(prepared: list[Prepared], rows: dict[str, systems.System]) -> None:
    """Print the table of one set."""
    lead = [one.score(one.run(systems.lead)) for one in prepared]
    dataset = prepared[0].dataset
    count = dataset.count
    print(f"{dataset.name}: {len(prepared)} articles, {count} points, Lead-{count} {mean(lead):.2f}")
    for name, system in rows.items():
        line(name, [one.score(one.run(system)) for one in prepared], lead)
    lead = [one.score(one.short_lead()) for one in prepared]
    print(f"  at {WORDS} words, Lead {mean(lead):.2f}")
    for ranker in ("lead", "centrality", "learned"):
        line(ranker, [one.score(one.short(ranker)) for one in prepared], lead)
    line("learned, 3 points, cut", [one.score(one.cut("learned")) for one in prepared], lead)


def left_out(chosen: list[datasets.DataSet]) -> None:
    """Train without each set, and without all sets of its publisher, and judge it on that set."""
    import train

    everything = train.examples(lambda _, article: not datasets.held_out(article.id))
    with TemporaryDirectory() as folder:
        for dataset in chosen:
            without = next((group for group in TOGETHER if dataset.name in group), {dataset.name})
            path = Path(folder, f"{dataset.name}.json")
            train.write(train.fit([one for one in everything if one.dataset not in without]), path)
            prepared = development(dataset)
            lead = [one.score(one.run(systems.lead)) for one in prepared]
            with weights(path):
                line(
                    f"{dataset.name} left out",
                    [one.score(one.run(systems.ours("learned"))) for one in prepared],
                    lead,
                )


def timed(rows: dict[str, systems.System]) -> None:
    """Print the milliseconds of each system, splitting included, and how many times ours that is."""
    articles = [
        one
        for one in datasets.read(datasets.SETS[0])
        if 600 <= sum(len(b.split()) for b in one.blocks) <= 700
    ][:100]
    best = dict.fromkeys(rows, 9e9)
    for _ in range(3):
        for name, system in rows.items():
            started = time.perf_counter()
            for one in articles:
                # `extract` splits for itself; the libraries are given what our splitter finds.
                sentences = () if name.startswith("ours") else sentences_of(one.blocks, "en")
                system(sentences, one.blocks, "", "en", 3)
            best[name] = min(best[name], (time.perf_counter() - started) / len(articles) * 1000)
    for name, cost in best.items():
        print(f"  {name:28} {cost:8.2f} ms  {cost / best['ours: learned']:6.1f} times ours")


def main() -> None:
    """Print the tables asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--all", action="store_true")
    arguments.add_argument("--left-out", action="store_true")
    arguments.add_argument("--sets", default="")
    options = arguments.parse_args()
    names = options.sets.split(",") if options.sets else [each.name for each in datasets.SETS]
    chosen = [each for each in datasets.SETS if each.name in names]
    rows: dict[str, systems.System] = {
        f"ours: {n}": systems.ours(n) for n in ("lead", "centrality", "learned")
    }
    libraries: dict[str, Callable[[], systems.System]] = systems.LIBRARIES if options.all else {}
    every = rows | {name: make() for name, make in libraries.items()}
    for dataset in chosen:
        compare(development(dataset), every if dataset.language == "en" else rows)
    print("Cost of an article of 600 to 700 words")
    timed(every)
    if options.left_out:
        print("Trained without the set")
        left_out(chosen)


if __name__ == "__main__":
    main()
