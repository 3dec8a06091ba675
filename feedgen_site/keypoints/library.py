"""Key points and sentences of any text, for programs: `feedgen_site.key_points`, `feedgen_site.sentences`."""

from __future__ import annotations

from typing import Final

from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.extraction import PointRules, extract, sentences_of
from feedgen_site.keypoints.trimming import trim
from feedgen_site.patterns import regex

_PARAGRAPH: Final = regex(r"[^\r\n]+")
# One match is about a word: a run of letters, or a single character where words are not parted.
_WRITTEN_IN: Final = (
    ("en", regex("[A-Za-z\u00c0-\u024f]+")),
    ("zh", regex("[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("ja", regex("[\u3041-\u30ff]")),
    ("ko", regex("[\uac00-\ud7a3]+")),
    ("ru", regex("[\u0400-\u04ff]+")),
    ("ar", regex("[\u0620-\u06ff]+")),
    ("hi", regex("[\u0900-\u097f]+")),
)
_SAMPLE: Final = 20_000
"""Code points from the start of a text that decide about its script."""

_KANA_SHARE: Final = 0.1
"""Share of kana among kana and Han from which a text is Japanese; a Chinese one quotes a の at most."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence and where it stands.

    `start` and `end` are code points of the text that was given: `text[start:end]` is the sentence as it
    was written. `.text` is the same with white space collapsed, and without dateline, leading connective
    and footnote marks.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Point(Passage):
    """A key point; `score` is the ranker's, comparable within one text only."""

    score: float


def sentences(text: str, language: str | None = None) -> tuple[Passage, ...]:
    """Return the sentences of `text` in reading order.

    Each line is a paragraph, and no sentence crosses it. `language` is a BCP 47 tag; None goes by the
    script: Chinese, Japanese, Korean, Russian, Arabic, Hindi, or else English. No text raises an error.
    """
    language = language_of(text) if language is None else language
    blocks, starts = _paragraphs(text)
    return tuple(
        Passage(
            starts[sentence.block] + sentence.span.start,
            starts[sentence.block] + sentence.span.end,
            trim(sentence.text, language),
        )
        for sentence in sentences_of(blocks, language)
    )


def key_points(
    text: str,
    *,
    headline: str = "",
    standfirst: str = "",
    language: str | None = None,
    count: int | None = None,
    words: int | None = None,
) -> tuple[Point, ...]:
    """Return the sentences of `text` that say the most, in reading order.

    `count`: so many points, fewer only where there are fewer sentences of prose; None means at most 3, 4
    from 500 words of text, 5 from 900, and fewer rather than one that reads badly. `words`: an upper bound
    for all points together; the first is taken even if it is longer. Lines and `language` are as in
    `sentences`. What headline and standfirst say already is avoided. No text raises an error; the same
    arguments give the same points on every machine.
    """
    language = language_of(text) if language is None else language
    blocks, starts = _paragraphs(text)
    found = extract(
        blocks,
        headline=headline,
        standfirst=standfirst,
        language=language,
        rules=PointRules(count=count, words=words),
    )
    # Points of the standfirst, which a text without prose has, stand nowhere in it.
    points = {point.sentence: point for point in found.points if point.sentence}
    return tuple(
        Point(
            starts[sentence.block] + sentence.span.start,
            starts[sentence.block] + sentence.span.end,
            points[sentence.id].text,
            points[sentence.id].score,
        )
        for sentence in found.sentences
        if sentence.id in points
    )


def language_of(text: str) -> str:
    """Guess a language tag from the script that most words of `text` are written in; `en` where none is."""
    sample = text[:_SAMPLE]
    if sample.isascii():
        return "en"
    counts = {tag: sum(1 for _ in words.finditer(sample)) for tag, words in _WRITTEN_IN}
    unspaced = counts["zh"] + counts["ja"]
    is_japanese = counts["ja"] >= _KANA_SHARE * unspaced
    counts["zh"], counts["ja"] = (0, unspaced) if is_japanese else (unspaced, 0)
    return max(counts, key=lambda tag: counts[tag])


def _paragraphs(text: str) -> tuple[list[str], list[int]]:
    """Return the lines of a text that are not empty, and where each begins."""
    lines = list(_PARAGRAPH.finditer(text))
    return [line.group() for line in lines], [line.start() for line in lines]
