"""What is compared: the lead, our rankers, and the libraries a user would pick today.

Every system gets the sentences of our splitter, so that only the choice differs, and returns the texts it
chose in reading order. The libraries would download data for splitting and stop words; they get none of it,
only our sentences. English stop words come from the libraries themselves where they ship them.
"""
# ruff: noqa: ARG001, ARG002  every system is called alike and uses what it can

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from feedgen_site.keypoints import PointRules, Sentence, extract
from feedgen_site.keypoints.words import terms

Blocks = Sequence[str]
System = Callable[[Sequence[Sentence], Blocks, str, str, int], list[str]]


def lead(
    sentences: Sequence[Sentence], blocks: Blocks, headline: str, language: str, count: int
) -> list[str]:
    """Return the first `count` sentences as they are: the bar."""
    return [sentence.text for sentence in sentences[:count]]


def ours(ranker: str) -> System:
    """Return what `extract` publishes with a ranker."""

    def points(
        sentences: Sequence[Sentence], blocks: Blocks, headline: str, language: str, count: int
    ) -> list[str]:
        rules = PointRules(count, None, ranker)
        return [p.text for p in extract(blocks, headline=headline, language=language, rules=rules).points]

    return points


class _Words:
    """Our words in the shape sumy asks of a tokenizer."""

    def __init__(self, language: str) -> None:
        self.language = language

    def to_words(self, text: str) -> tuple[str, ...]:
        return tuple(terms(text, self.language))

    def to_sentences(self, text: str) -> tuple[str, ...]:
        raise AssertionError("sentences come from our splitter")


def sumy(module: str, name: str) -> System:
    """Return a summarizer of sumy, with English stop words and stemming where it is English."""
    import importlib

    summarizer: Any = getattr(importlib.import_module(f"sumy.summarizers.{module}"), name)

    def points(
        sentences: Sequence[Sentence], blocks: Blocks, headline: str, language: str, count: int
    ) -> list[str]:
        from sumy.models.dom import ObjectDocumentModel, Paragraph
        from sumy.models.dom import Sentence as Theirs
        from sumy.nlp.stemmers import Stemmer, null_stemmer
        from sumy.utils import get_stop_words

        tokenizer = _Words(language)
        paragraphs: dict[int, list[Any]] = {}
        for sentence in sentences:
            paragraphs.setdefault(sentence.block, []).append(Theirs(sentence.text, tokenizer))
        document = ObjectDocumentModel([Paragraph(each) for each in paragraphs.values()])
        run = summarizer(Stemmer("english") if language == "en" else null_stemmer)
        if language == "en":
            run.stop_words = get_stop_words("english")
        return [str(chosen) for chosen in run(document, count)]

    return points


def summa(
    sentences: Sequence[Sentence], blocks: Blocks, headline: str, language: str, count: int
) -> list[str]:
    """Return the choice of summa's TextRank (English only), given our sentences one a line."""
    from summa.summarizer import summarize

    share = min(1.0, (count + 0.5) / max(1, len(sentences)))
    return list(summarize("\n".join(s.text for s in sentences), ratio=share, split=True))[:count]


def newspaper(
    sentences: Sequence[Sentence], blocks: Blocks, headline: str, language: str, count: int
) -> list[str]:
    """Return the choice of newspaper4k's own scoring. Without a title it refuses; here it scores without."""
    from newspaper import nlp, settings
    from newspaper.text import StopWords

    stop_words = StopWords(language)
    texts = [sentence.text for sentence in sentences]
    keywords = nlp.keywords(" ".join(texts), stop_words, settings.SUMMARIZE_KEYWORD_COUNT)
    title = list(stop_words.tokenizer(headline)) if headline else []
    ranked = nlp.scored_sentences(texts, title, keywords, stop_words)[:count]
    return [text for _, text, _ in sorted(ranked)]


LIBRARIES: Final[dict[str, Callable[[], System]]] = {
    "sumy LexRank": lambda: sumy("lex_rank", "LexRankSummarizer"),
    "sumy TextRank": lambda: sumy("text_rank", "TextRankSummarizer"),
    "sumy Luhn": lambda: sumy("luhn", "LuhnSummarizer"),
    "sumy LSA": lambda: sumy("lsa", "LsaSummarizer"),
    "summa TextRank": lambda: summa,
    "newspaper4k": lambda: newspaper,
}
