"""What every ranker must keep to, as a check that its author can import (docs/rankers.md).

from feedgen_site.keypoints.conformance import check

def test_it_is_a_ranker() -> None:
    check(my_ranker)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from numbers import Real
from typing import Any

from feedgen_site.keypoints.extraction import sentences_of
from feedgen_site.keypoints.model import Document, Ranker

_NEWS = (
    "Gulls circled over the quay as the first crews arrived. It smelled of tar and coffee.",
    "The port of Lindhaven will close its northern harbour in March, its director Ada Moreau said.",
    "It handled 4.2 million tonnes last year. That is a third less than in 2015.",
    '"We have no choice," Moreau said. "The ships have outgrown us."',
    "About 300 workers will be offered posts at the southern harbour.",
)
_HEADLINE = "Lindhaven to close its northern harbour"
_STANDFIRST = "The port authority gives up its oldest quay."
_CHINESE = ("港口將於三月關閉。港務局局長週二表示,船隻已經太大。", "約三百名工人將獲得新職位。")
_ARABIC = (
    "تغلق المدينة ميناءها الشمالي في مارس. قالت المديرة إن السفن أصبحت أكبر منه.",
    "سيحصل العمال على وظائف.",
)
_THAI = ("เมืองจะปิดท่าเรือทางเหนือในเดือนมีนาคม", "คนงานประมาณสามร้อยคนจะได้งานใหม่")


def documents() -> Iterator[tuple[str, Document]]:
    """Yield the documents that `check` uses, each after a name for messages; the same ones every time."""
    yield "an article", _document(_NEWS, _HEADLINE, _STANDFIRST)
    yield "an article without standfirst", _document(_NEWS, _HEADLINE)
    yield "an article without headline", _document(_NEWS, "", _STANDFIRST)
    yield "an article without headline and standfirst", _document(_NEWS)
    yield "an empty document", _document(())
    yield "a headline without an article", _document((), _HEADLINE, _STANDFIRST)
    yield "one sentence", _document(_NEWS[4:], _HEADLINE)
    yield "one word", _document(("Closed.",), _HEADLINE)
    yield "one sentence many times", _document(_NEWS[4:] * 12, _HEADLINE)
    yield "sentences without words", _document(("1 2 3.", "…", "— !", "🙂 🙂"), "?")
    yield "one sentence of 2,000 words", _document((f"{'harbour quay ' * 1000}.",), _HEADLINE)
    yield "an article in Chinese", _document(_CHINESE, "北港三月關閉", language="zh-hant")
    yield "an article in Arabic", _document(_ARABIC, "إغلاق الميناء الشمالي", language="ar")
    yield "an article in Thai, without spaces", _document(_THAI, "ปิดท่าเรือ", language="th")
    yield "an article in a language that nobody knows", _document(_NEWS, _HEADLINE, language="qaa")
    # Long enough that a ranker which calls itself for each sentence does not get away with it.
    long = [f"Ship {number} left quay {number % 7} for port {number % 31}." for number in range(5000)]
    yield "an article of 5,000 sentences", _document(long, _HEADLINE)


def check(ranker: Ranker) -> None:
    """Try a ranker on documents of many kinds. It takes a second or so; time is not judged.

    One finite number for each sentence; the same numbers for an equal document, whatever was ranked in
    between. What no single process can see: that the seed of Python's hashes (PYTHONHASHSEED), clock,
    network and environment have no part in it.

    Raises:
        AssertionError: when the ranker breaks its promise; the message says on which document, and how.
        Exception: whatever the ranker raises, with a note on which document.
    """
    first = {name: _scores(ranker, name, document) for name, document in documents()}
    for name, document in reversed([*documents()]):
        again = _scores(ranker, name, document)
        for index, (before, after) in enumerate(zip(first[name], again, strict=True)):
            if before != after:
                raise AssertionError(
                    f"{name}: sentence {index} got {before!r}, and {after!r} when it was ranked again after "
                    "other documents; scores may depend on the document alone"
                )


def _scores(ranker: Ranker, name: str, document: Document) -> tuple[float, ...]:
    """Rank one document and judge what comes back, whatever the annotations say."""
    try:
        found: Any = ranker(document)
    except Exception as error:
        error.add_note(f"the ranker was given {name}")
        raise
    if not hasattr(found, "__len__") or not hasattr(found, "__getitem__"):
        raise AssertionError(f"{name}: a sequence of scores expected, got {type(found).__name__}")
    wanted = len(document.sentences)
    if len(found) != wanted:
        raise AssertionError(f"{name}: {wanted} scores expected, one for each sentence, got {len(found)}")
    for index, score in enumerate(found):
        if not isinstance(score, Real) or not isfinite(score):
            raise AssertionError(f"{name}: sentence {index} got {score!r}; a finite number expected")
    return tuple(map(float, found))


def _document(
    blocks: Sequence[str], headline: str = "", standfirst: str = "", language: str = "en"
) -> Document:
    return Document(sentences_of(blocks, language), headline, standfirst, language)
