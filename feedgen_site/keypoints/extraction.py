"""From the text blocks of an article to its sentences and key points: the room's story on one screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from feedgen_site.keypoints.model import Document, KeyPoint, Origin, Sentence
from feedgen_site.keypoints.rankers import DEFAULT, RANKERS
from feedgen_site.keypoints.selection import choose
from feedgen_site.keypoints.sentences import split
from feedgen_site.keypoints.trimming import trim
from feedgen_site.keypoints.words import count_words

_STEPS: Final = ((900, 5), (500, 4), (0, 3))
"""Words of body from which an article gets so many points."""


@dataclass(frozen=True, slots=True)
class PointRules:
    """How many points and how chosen.

    `count`: at most so many points; None means 3, 4 from 500 words of body, 5 from 900. `words`: a budget
    for the words of all points together; the first point is taken even if it is longer. `ranker`: a name
    in `RANKERS`.
    """

    count: int | None = None
    words: int | None = None
    ranker: str = DEFAULT


@dataclass(frozen=True, slots=True)
class Extraction:
    """The sentences of an article, the points taken from them in reading order, and the words of its body."""

    sentences: tuple[Sentence, ...]
    points: tuple[KeyPoint, ...]
    words: int


def normalise(text: str) -> str:
    """Return `text` composed (NFC) and with white space collapsed: what a sentence id is made of."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def sentence_id(normalised: str, seen: dict[str, int]) -> str:
    """Return the anchor of a sentence and count it in `seen`, one dict for each article.

    `s-` and 8 hex digits of the BLAKE2b of the text in UTF-8; the second like it gets `-2`, the third `-3`.
    The same sentence keeps its id however the article around it changes: readers' links depend on it.
    """
    # Lone surrogates cannot be published, but a library must not fall over them.
    digest = blake2b(normalised.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    times = seen[digest] = seen.get(digest, 0) + 1
    return f"s-{digest}" if times == 1 else f"s-{digest}-{times}"


def sentences_of(blocks: Sequence[str], language: str = "en") -> tuple[Sentence, ...]:
    """Return the sentences of all blocks in reading order; a sentence never crosses a block."""
    seen: dict[str, int] = {}
    found = []
    for index, block in enumerate(blocks):
        for span in split(block, language):
            text = " ".join(block[span.start : span.end].split())
            found.append(Sentence(index, span, text, sentence_id(unicodedata.normalize("NFC", text), seen)))
    return tuple(found)


def extract(
    blocks: Sequence[str],
    *,
    headline: str = "",
    standfirst: str = "",
    language: str = "en",
    rules: PointRules | None = None,
) -> Extraction:
    """Return the sentences of an article and its key points.

    `blocks` are paragraphs and list items as plain text, in reading order. Each point is one sentence,
    trimmed; its `sentence` is the id of the untouched source.

    Raises:
        KeyError: when `rules.ranker` is not in `RANKERS`.
        ValueError: when the ranker returns other than one finite score a sentence.
    """
    rules = rules or PointRules()
    sentences = sentences_of(blocks, language)
    words = sum(count_words(block, language) for block in blocks)
    count = _count(words) if rules.count is None else rules.count
    document = Document(sentences, headline, standfirst, language.lower())
    scores = RANKERS[rules.ranker](document)
    points: dict[int, KeyPoint] = {}
    budget = rules.words
    for index in choose(document, scores, count):
        text = trim(sentences[index].text, language)
        if budget is not None:
            budget -= count_words(text, language)
            if budget < 0 and points:
                break
        points[index] = KeyPoint(text, sentences[index].id, Origin.EXTRACTED, round(float(scores[index]), 9))
    return Extraction(sentences, tuple(points[index] for index in sorted(points)), words)


def _count(words: int) -> int:
    return next(count for least, count in _STEPS if words >= least)
