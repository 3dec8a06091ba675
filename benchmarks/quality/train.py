# ruff: noqa: E402  threads are limited before numpy is imported
"""Train the learned ranker: the same command on the same data writes the same bytes.

    python benchmarks/quality/train.py [--out FILE] [--without SET,SET…]

The loss is over whole sets of sentences, not single ones. From an article up to sixteen sentences fit to be
points are taken: the first ten and a sample of the rest. The score of a set is the sum of its sentences'
scores; a softmax over all sets of the size its style asks for gives each a probability; what is maximised is
the expected ROUGE-1 F1 of the set (after a few epochs of cross-entropy with softmax(F1 / 0.05), which start
better). The samples of sentences are drawn anew in four passes, which take turns.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"  # sums over threads would not repeat to the last bit

import datasets
import numpy as np
import rouge

from feedgen_site.keypoints import features as measured
from feedgen_site.keypoints import sentences_of
from feedgen_site.keypoints.fitness import Fitness, enclosed, fitness, torn
from feedgen_site.keypoints.model import Document
from feedgen_site.keypoints.rankers.learned import LANE
from feedgen_site.keypoints.selection import KNOWN_SHARE, MAX_WORDS
from feedgen_site.keypoints.trimming import trim
from feedgen_site.keypoints.words import count_words, terms

OUT: Final = Path(__file__).parents[2] / "feedgen_site" / "keypoints" / "rankers" / "learned-1.json"
NAMES: Final = (*measured.STYLE, *measured.SENTENCE, *measured.HEADLINE)
NETWORKS: Final = 2
PASSES: Final = 4
HIDDEN: Final = 16
EPOCHS: Final = 40
WARM_UP: Final = 4
RATE: Final = 5e-3
DECAY: Final = 1e-4
REWARD: Final = 20.0
TEMPERATURE: Final = 0.05
BATCH: Final = 128
TAKEN: Final = 16
FIRST: Final = 10
SEED: Final = 0
LEAD: Final = 2.0
"""The start of the first sentence in a language not learned, in standard deviations of the scores."""

Array = Any
_SETS: Final = {size: np.array(list(combinations(range(TAKEN), size))) for size in (1, 2, 3)}
_MEMBER: Final = {
    size: (sets[:, :, None] == np.arange(TAKEN)).any(1).astype(np.float32).T for size, sets in _SETS.items()
}


@dataclass
class Example:
    """An article made ready: features, and what each sentence is worth."""

    dataset: str
    count: int
    held_out: bool
    fold: int
    rows: Array
    fit: Array
    shared: Array
    lengths: Array
    wanted: Array


@dataclass
class Batchable:
    """The articles of one number of points: rows of features, which sets there are, and their F1."""

    rows: Array
    real: Array
    reward: Array


def example(dataset: datasets.DataSet, article: datasets.Article) -> Example | None:
    """Make an article ready; None when it has no sentence."""
    sentences = sentences_of(article.blocks, dataset.language)
    if not sentences:
        return None
    texts = [trim(sentence.text, dataset.language) for sentence in sentences]
    known = frozenset(terms(article.headline, dataset.language))
    wanted = rouge.Counter(rouge.words(article.reference, dataset.language))
    counts = [rouge.words(text, dataset.language) for text in texts]
    bags = [rouge.Counter(words) for words in counts]
    return Example(
        dataset=dataset.name,
        count=dataset.count,
        held_out=datasets.held_out(article.id),
        fold=datasets.fold_of(article.id, 5),
        rows=matrix(Document(sentences, article.headline, "", dataset.language)),
        fit=np.array([_is_fit(text, known, dataset.language) for text in texts]),
        shared=np.array([[bag[word] for word in wanted] for bag in bags], np.int16),
        lengths=np.array([len(words) for words in counts]),
        wanted=np.array(list(wanted.values())),
    )


def matrix(document: Document) -> Array:
    """Return the features of a document as one row a sentence: style, sentence, headline (0 if none)."""
    features = measured.measure(document)
    missing = (0,) * (len(NAMES) - len(features.style) - len(features.rows[0]))
    return np.array([(*features.style, *row, *missing) for row in features.rows], np.float32)


def _is_fit(text: str, known: frozenset[str], language: str) -> bool:
    length = count_words(text, language)
    if fitness(text, length) is not Fitness.FIT or length > MAX_WORDS or torn(text) or enclosed(text):
        return False
    words = frozenset(terms(text, language))
    return not known or len(words & known) < KNOWN_SHARE * len(words)


def examples(keep: Callable[[datasets.DataSet, datasets.Article], bool]) -> list[Example]:
    """Make ready all articles of all sets that are to be kept."""
    made = (
        example(dataset, article)
        for dataset in datasets.SETS
        for article in datasets.read(dataset)
        if keep(dataset, article)
    )
    return [one for one in made if one is not None]


def batchable(articles: list[Example], *, seed: int) -> tuple[Array, dict[int, Batchable]]:
    """Sample sentences of each article, count the F1 of all their sets; return features and these."""
    chance = np.random.default_rng(seed)
    offset = 0
    found: dict[int, list[tuple[Array, Array, Array]]] = {}
    stacked = []
    for one in articles:
        stacked.append(one.rows)
        fit = np.flatnonzero(one.fit)
        if len(fit) > one.count:
            taken, rest = fit[:FIRST], fit[FIRST:]
            if len(rest) > TAKEN - len(taken):
                rest = np.sort(chance.choice(rest, TAKEN - len(taken), replace=False))
            taken = np.concatenate([taken, rest])
            found.setdefault(one.count, []).append(_judged(one, taken, offset))
        offset += len(one.rows)
    return np.concatenate(stacked), {
        count: Batchable(*(np.stack(column) for column in zip(*judged, strict=True)))
        for count, judged in found.items()
    }


def _judged(one: Example, taken: Array, offset: int) -> tuple[Array, Array, Array]:
    sets = _SETS[one.count]
    shared = np.zeros((TAKEN, one.shared.shape[1]), np.int16)
    shared[: len(taken)] = one.shared[taken]
    lengths = np.zeros(TAKEN)
    lengths[: len(taken)] = one.lengths[taken]
    overlap = np.minimum(shared[sets].sum(1), one.wanted).sum(1)
    real = (sets < len(taken)).all(1)
    reward = np.where(real, 2 * overlap / (lengths[sets].sum(1) + one.wanted.sum()), 0).astype(np.float32)
    rows = np.zeros(TAKEN, int)
    rows[: len(taken)] = offset + taken
    return rows, real, reward


class Network:
    """One hidden layer of rectified units beside a linear path, and its Adam."""

    def __init__(self, size: int, hidden: int, seed: int) -> None:
        chance = np.random.default_rng(seed)
        self.direct = np.zeros(size, np.float32)
        self.inner = (chance.normal(size=(size, hidden)) / np.sqrt(size)).astype(np.float32)
        self.bias = np.zeros(hidden, np.float32)
        self.output = (chance.normal(size=hidden) / np.sqrt(max(1, hidden))).astype(np.float32)
        self.weights = [self.direct, self.inner, self.bias, self.output]
        self._first = [np.zeros_like(weight) for weight in self.weights]
        self._second = [np.zeros_like(weight) for weight in self.weights]
        self._steps = 0

    def scores(self, rows: Array) -> Array:
        """Return a score for each row, and keep what `learn` needs."""
        self._hidden = np.maximum(0, rows @ self.inner + self.bias)
        return rows @ self.direct + self._hidden @ self.output

    def learn(self, rows: Array, slope: Array, rate: float) -> None:
        """Take one step against the slope of the loss by the scores last returned."""
        back = np.outer(slope, self.output) * (self._hidden > 0)
        slopes = [rows.T @ slope, rows.T @ back, back.sum(0), self._hidden.T @ slope]
        self._steps += 1
        for weight, found, first, second in zip(self.weights, slopes, self._first, self._second, strict=True):
            step = found + DECAY * weight
            first[...] = 0.9 * first + 0.1 * step
            second[...] = 0.999 * second + 0.001 * step * step
            scaled = first / (1 - 0.9**self._steps)
            weight[...] = weight - rate * scaled / (np.sqrt(second / (1 - 0.999**self._steps)) + 1e-8)


def _softmax(values: Array) -> Array:
    powers = np.exp(values - values.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def _slope(scores: Array, batch: Batchable, size: int, *, warm: bool) -> Array:
    """Return the slope of the loss by the score of each sentence."""
    member = _MEMBER[size]
    chances = _softmax(np.where(batch.real, scores @ member, -1e9))
    if warm:
        wanted = _softmax(np.where(batch.real, batch.reward / TEMPERATURE, -1e9))
        return (chances - wanted) @ member.T
    expected = (chances * batch.reward).sum(1, keepdims=True)
    return -REWARD * (chances * (batch.reward - expected)) @ member.T


def fit(
    articles: list[Example], *, hidden: int = HIDDEN, epochs: int = EPOCHS, networks: int = NETWORKS
) -> dict[str, Any]:
    """Train on the articles and return the weights as they are stored: the mean of some networks."""
    passes = [batchable(articles, seed=seed) for seed in range(PASSES)]
    everything = passes[0][0]
    mean, spread = everything.mean(0), everything.std(0) + 1e-6
    normal = ((everything - mean) / spread).astype(np.float32)
    groups = [groups for _, groups in passes]
    network = _joined([_network(normal, groups, hidden, epochs, SEED + number) for number in range(networks)])
    deviation = float(network.scores(normal).std())
    return stored(network, mean, spread, deviation, articles)


def _joined(networks: list[Network]) -> Network:
    """Return the mean of several networks, which is one with all their hidden units."""
    joined = Network(len(NAMES), 0, SEED)
    joined.direct = np.mean([one.direct for one in networks], 0)
    joined.inner = np.concatenate([one.inner for one in networks], 1)
    joined.bias = np.concatenate([one.bias for one in networks])
    joined.output = np.concatenate([one.output for one in networks]) / np.float32(len(networks))
    return joined


def _network(
    rows: Array, grouped: list[dict[int, Batchable]], hidden: int, epochs: int, seed: int
) -> Network:
    network = Network(len(NAMES), hidden, seed)
    chance = np.random.default_rng(seed)
    for epoch in range(epochs):
        groups = grouped[epoch % len(grouped)]
        order = [
            (size, part)
            for size, group in sorted(groups.items())
            for part in np.array_split(chance.permutation(len(group.rows)), -(-len(group.rows) // BATCH))
        ]
        rate = RATE * (1 - epoch / epochs + 0.05)
        for place in chance.permutation(len(order)):
            size, part = order[place]
            group = groups[size]
            batch = Batchable(group.rows[part], group.real[part], group.reward[part])
            seen = rows[batch.rows.ravel()]
            scores = network.scores(seen).reshape(batch.rows.shape)
            slope = _slope(scores, batch, size, warm=epoch < WARM_UP) / len(part)
            network.learn(seen, slope.ravel().astype(np.float32), rate)
    return network


def stored(
    network: Network, mean: Array, spread: Array, deviation: float, articles: list[Example]
) -> dict[str, Any]:
    """Return the network in whole numbers, with the features' mean and spread worked into its weights."""
    inner = np.concatenate([network.inner, network.direct[:, None]], 1).astype(float) / spread[:, None]
    start = np.append(network.bias, 0.0) - mean @ inner
    largest = (np.abs(inner) * np.array(measured.MOST)[:, None]).sum(0) + np.abs(start)
    bits = int(np.floor(np.log2(2 ** (LANE - 1) / (largest.max() + 1))))
    whole = np.rint(inner * 2**bits).astype(int).tolist()
    rows = dict(zip(NAMES, whole, strict=True))
    language = {dataset.name: dataset.language for dataset in datasets.SETS}
    known = measured.STYLE.index("headline_known")
    return {
        "version": 1,
        "languages": sorted({language[one.dataset] for one in articles}),
        "without_headline": sorted({language[one.dataset] for one in articles if not one.rows[0, known]}),
        "direct": 2**12,
        "unit": 2 ** (bits + 12),
        "lead": round(LEAD * deviation, 3),
        "output": np.rint(network.output.astype(float) * 2**12).astype(int).tolist(),
        "start": np.rint(start * 2**bits).astype(int).tolist(),
        "style": {name: rows[name] for name in measured.STYLE},
        "row": {name: rows[name] for name in (*measured.SENTENCE, *measured.HEADLINE)},
    }


def write(weights: dict[str, Any], out: Path) -> None:
    """Write weights as JSON, a feature a line, so that a change can be read."""
    lines = []
    for key, value in weights.items():
        if isinstance(value, dict):
            inner = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in value.items())
            lines.append(f"{json.dumps(key)}: {{\n{inner}\n}}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
    out.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main() -> None:
    """Read the data, train, write the weights."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=OUT)
    arguments.add_argument("--without", default="", help="names of sets to leave out, with commas between")
    options = arguments.parse_args()
    without: Collection[str] = options.without.split(",")
    articles = examples(lambda set_, article: set_.name not in without and not datasets.held_out(article.id))
    weights = fit(articles)
    write(weights, options.out)
    print(f"{len(articles)} articles, {options.out.stat().st_size} bytes in {options.out.name}")


if __name__ == "__main__":
    main()
