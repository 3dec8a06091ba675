"""From the text blocks of an article to its sentences and key points: the room's story on one screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Final

from feedgen_site.frozen import dataclass
from feedgen_site.keypoints import rankers
from feedgen_site.keypoints.model import Document, KeyPoint, Origin, Sentence
from feedgen_site.keypoints.selection import select
from feedgen_site.keypoints.sentences import split
from feedgen_site.keypoints.trimming import trim
from feedgen_site.keypoints.words import count_all

_STEPS: Final = ((900, 5), (500, 4), (0, 3))
"""Words of body from which an article gets so many points."""


@dataclass(frozen=True, slots=True)
class PointRules:
    """How many points and how chosen.

    `count`: so many points, fewer only where the article has fewer sentences of prose; None means at most 3,
    4 from 500 words of body, 5 from 900, and fewer rather than one that reads badly or says nothing new.
    `words`: an upper bound for the words of all points together; the first point is taken even if it is
    longer. `ranker`: the name of a built-in ranker, or of one that an installed package has.
    """

    count: int | None = None
    words: int | None = None
    ranker: str = rankers.DEFAULT


@dataclass(frozen=True, slots=True)
class Extraction:
    """The sentences of an article, the points taken from them in reading order, and the words of its body."""

    sentences: tuple[Sentence, ...]
    points: tuple[KeyPoint, ...]
    words: int


def sentence_id(normalised: str, seen: dict[str, int]) -> str:
    """Return the anchor of a sentence and count it in `seen`, one dict for each article.

    `normalised` is composed (NFC), and its white space collapsed.
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
        # Of white space, only the blank is printable; then there is nothing to collapse.
        is_plain, is_ascii = block.isprintable() and "  " not in block, block.isascii()
        for span in split(block, language):
            text = block[span.start : span.end]
            text = text if is_plain else " ".join(text.split())
            composed = text if is_ascii else unicodedata.normalize("NFC", text)
            found.append(Sentence(index, span, text, sentence_id(composed, seen)))
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
    trimmed; its `sentence` is the id of the untouched source. A body without a sentence of prose (a link, a
    picture, code) has the sentences of its standfirst as points, and they have no source in the body.

    Raises:
        KeyError: when there is no ranker `rules.ranker`.
        ValueError: when the ranker returns other than one finite score a sentence.
        Exception: whatever the ranker of an installed package raises, with a note on which one.
    """
    rules = rules or PointRules()
    sentences = sentences_of(blocks, language)
    words = count_all(blocks, language)
    points = _points(Document(sentences, headline, standfirst, language.lower()), words, rules)
    if not points and standfirst:
        told = Document(sentences_of([standfirst], language), headline, "", language.lower())
        points = tuple(replace(point, sentence="") for point in _points(told, 0, rules))
    return Extraction(sentences, points, words)


def _points(document: Document, words: int, rules: PointRules) -> tuple[KeyPoint, ...]:
    """Choose the points of a document of so many words."""
    # A count that was asked for is filled; one that follows from the length gives way to good reading.
    count, least = (_count(words), 1) if rules.count is None else (rules.count, rules.count)
    try:
        scores = tuple(map(float, rankers.named(rules.ranker)(document)))
        chosen = select(document, scores, count, least=least, words=rules.words)
    except Exception as error:
        error.add_note(f"taking points of '{document.headline}' with the ranker '{rules.ranker}'")
        raise
    return tuple(
        KeyPoint(
            trim(document.sentences[index].text, document.language),
            document.sentences[index].id,
            Origin.EXTRACTED,
            round(scores[index], 9),
        )
        for index in chosen
    )


def _count(words: int) -> int:
    return next(count for least, count in _STEPS if words >= least)
