"""The nouns of key points: spans, sentences, a document to rank, and the points taken from it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple, Protocol

from feedgen_site.frozen import dataclass


class Origin(Enum):
    """Who wrote a key point."""

    NEWSROOM = "newsroom"
    EXTRACTED = "extracted"


class Span(NamedTuple):
    """A half-open range `[start, end)` of code points in one text."""

    start: int
    end: int


# Tuples are made twice as fast as frozen dataclasses, and an article has dozens of these.
class Sentence(NamedTuple):
    """One sentence of an article.

    `block` is the index of the text block it stands in, `span` its place in that block's text, `text` the
    sentence with white space collapsed, `id` the anchor `s-1a2b3c4d`, unique in its article.
    """

    block: int
    span: Span
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Document:
    """All a ranker may look at. Sentences stand in reading order; `language` is a lower-case BCP 47 tag."""

    sentences: tuple[Sentence, ...]
    headline: str
    standfirst: str
    language: str


class Ranker(Protocol):
    """Scores the sentences of a document: one finite number each, higher is better, in document order.

    A ranker only scores. How many points are taken, which ones repeat each other, and in which order they
    stand is decided once, in `selection`.
    """

    def __call__(self, document: Document, /) -> Sequence[float]:
        """Return `len(document.sentences)` scores."""
        ...


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One key point as a reader sees it.

    `sentence` is the id of the source sentence in the article, or "" where a point has none: an
    author's own, or one from the standfirst.
    `score` is the ranker's, 0.0 for an author's point.
    """

    text: str
    sentence: str
    origin: Origin
    score: float = 0.0
    reviewed_by: str = ""
