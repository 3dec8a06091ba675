"""ROUGE-1 as Google's `rouge-score` counts it, and for languages that package cannot read.

English words are lower-cased, cut at everything but a-z and 0-9, and stemmed (Porter) from four letters on;
`python benchmarks/quality/rouge.py` compares this with the package itself. In other languages words are runs
of letters, marks and digits, case-folded and not stemmed; in Chinese and Japanese a character is a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final

from nltk.stem.porter import PorterStemmer

_NOT_ENGLISH: Final = re.compile(r"[^a-z0-9]+")
_HAN: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD: Final = re.compile(
    rf"[{_HAN}]|[^\W_{_HAN}]+(?:[\u0300-\u036f\u064b-\u065f\u0900-\u097f][^\W_{_HAN}]*)*"
)
_stemmer: Final = PorterStemmer()


@cache
def _stem(word: str) -> str:
    return _stemmer.stem(word) if len(word) > 3 else word


def words(text: str, language: str) -> list[str]:
    """Return the words that ROUGE counts, in order."""
    if language == "en":
        return [_stem(word) for word in _NOT_ENGLISH.sub(" ", text.lower()).split()]
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def f1(summary: Sequence[str], reference: Sequence[str]) -> float:
    """Return the ROUGE-1 F1 of two lists of words, from 0 to 1."""
    if not summary or not reference:
        return 0.0
    shared = (Counter(summary) & Counter(reference)).total()
    return 2.0 * shared / (len(summary) + len(reference))


def _compare() -> None:
    """Count over the development articles of two sets where this differs from the package. None should."""
    import datasets
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(["rouge1"], use_stemmer=True)
    compared = differing = 0
    for dataset in datasets.SETS[:3]:
        for article in filter(lambda article: datasets.held_out(article.id), datasets.read(dataset)):
            summary = " ".join(article.blocks)[:500]
            theirs = scorer.score(article.reference, summary)["rouge1"].fmeasure
            ours = f1(words(summary, "en"), words(article.reference, "en"))
            compared += 1
            differing += abs(theirs - ours) > 1e-12
    print(f"{compared} articles compared with rouge-score, {differing} differ")


if __name__ == "__main__":
    _compare()
