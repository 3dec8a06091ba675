"""What is left out to save time: no sentence is split, trimmed or scored otherwise for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import terms
from feedgen_site.keypoints import features, furniture, leaning, rankers, sentences, trimming, words
from feedgen_site.keypoints.conformance import documents
from feedgen_site.keypoints.features import HEADLINE, MOST, SENTENCE, STYLE, measure
from feedgen_site.keypoints.languages import LANGUAGES
from feedgen_site.keypoints.model import Document

_HEADS = (
    *(
        "However",
        "AYRICA",
        "Ayrıca",
        "so,the",
        "As noted above",
        "But for",
        "In addition",
        "Außerdem",
        "Mais",
    ),
    *(
        "LONDON (Reuters) -",
        "(CNN) --",
        "PARIS —",
        "Paris, AP -",
        "新华社北京电",
        "【共同】",
        "(AP) it",
        "Well-known",
    ),
)
_TAILS = (
    "it rained",
    "It rained",
    "it rained [3].",
    "It rained.[3]",
    "It rained.²",
    "it (see issue 12) rained",
)
_SENTENCES = st.tuples(
    st.sampled_from(_HEADS), st.sampled_from((", ", " ", "، ", "，")), st.sampled_from(_TAILS)
)


@given(_SENTENCES.map("".join), st.sampled_from(sorted(LANGUAGES)))
def test_nothing_that_would_be_trimmed_is_passed_over(text: str, language: str) -> None:
    """Patterns and connectives are left out only where they could not have matched."""
    short = trimming.trim(text, language)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trimming, "_datelines", lambda _: trimming._DATELINE)
        patch.setattr(trimming, "_first_words", lambda _: None)
        assert short == trimming.trim(text, language)


class _Everything(frozenset[str]):
    """A set that holds whatever it is asked for."""

    def __contains__(self, _: object) -> bool:
        return True


@given(
    st.sampled_from(sorted(leaning._PHRASES)).flatmap(
        lambda tag: st.tuples(st.just(tag), st.sampled_from(sorted(leaning._PHRASES[tag])))
    ),
    st.sampled_from(("", " it rained", ", it rained", "x")),
)
def test_every_phrase_that_leans_is_found_by_its_head(phrase: tuple[str, str], rest: str) -> None:
    """Two words at the head of a sentence tell whether it may be one of the phrases."""
    language, words = phrase
    short = leaning.dangling(words + rest, language)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaning, "_heads", lambda _: _Everything())
        assert short == leaning.dangling(words + rest, language)


@given(st.text("aBéÉß9_ ,;)“'\n", max_size=20))
def test_names_are_found_by_their_capitals(text: str) -> None:
    """A search for words that may begin with a capital finds what one for all words does."""
    short = terms._names(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms, "_NAME", re.compile(r"(?<=[^\W\d_] |[,;)] )[^\W\d_][^\W_]*"))
        assert short == terms._names(text)


_BEFORE = ("word", "Dr", "Inc", "No", "U.S", "a.m", "J", "12", "Goethestr", "г", "etc", "état", "(vgl", "x.")
_AFTER = ("The", "the", "Smith", "12", "“We", "IV", "J.", "iPhone", "")


@given(st.sampled_from(_BEFORE), st.sampled_from(_AFTER), st.sampled_from(sorted(LANGUAGES)))
def test_a_plain_word_ends_a_sentence_without_further_questions(
    before: str, after: str, language: str
) -> None:
    """The rules of abbreviations, numbers and initials say nothing of a word that is none of them."""
    text = f"They came by the {before}. {after} came too."
    short = sentences.split(text, language)
    rules = replace(LANGUAGES[language], special=_Everything())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentences, "rules_for", lambda _: rules)
        assert short == sentences.split(text, language)


_SIGNS = st.text("aS9 .,-':/!?\"(_’“”‘–—…\n\x1c\té×²ßİ世かが가\u0301", max_size=12)


@given(st.lists(_SIGNS.map(lambda text: text.replace("\n", " ")), max_size=3), _SIGNS)
def test_words_are_the_same_one_by_one(texts: list[str], text: str) -> None:
    """Plain signs for those of typography, a look at kinds of signs, all texts at once: the same words."""
    folded, count = words.terms(text), words.count_words(text)
    assert words.all_terms(texts) == [words.terms(one) for one in texts]
    assert words.count_all(texts) == sum(map(words.count_words, texts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_plainer", lambda whole: whole)
        assert folded == words.terms(text)
        patch.setattr(words, "_counted_at_once", lambda _: None)
        assert count == words.count_words(text)


@given(_SIGNS)
def test_a_text_in_ascii_has_the_form_that_any_has(text: str) -> None:
    """The patterns for ASCII find what those for every script find."""
    plain = "".join(sign for sign in text if sign.isascii())
    with pytest.MonkeyPatch.context() as patch:
        found = features._form(plain), sentences.split(plain)
        patch.setattr(features, "_ASCII_NUMBER", features._NUMBER)
        patch.setattr(features, "_ASCII_CAPITAL", features._CAPITAL)
        patch.setattr(sentences, "_PLAIN_CANDIDATE", sentences._CANDIDATE)
        assert found == (features._form(plain), sentences.split(plain))


@given(st.lists(st.sampled_from((*furniture._PHRASES, "We", "please", ".")), max_size=4).map(" ".join))
def test_every_phrase_of_an_appeal_is_looked_for(text: str) -> None:
    """One pattern of all phrases finds what each of them would."""
    found = furniture._SPACED_PHRASE.search(f" {text} ") or any(
        phrase in text for phrase in furniture._OTHER_PHRASES
    )
    assert bool(found) == any(phrase in f" {text} " for phrase in furniture._PHRASES)


@pytest.mark.parametrize(
    ("text", "appeals"),
    [
        *[("In May, please check the list.", True), ("Please do.", True), ("He said please.", False)],
        *[("All comments are very welcome.", True), ("Your feedback would be appreciated.", True)],
        *[("The comments are long.", False), ("A welcome guest came.", False)],
    ],
)
def test_an_appeal_in_the_middle_is_looked_for_by_its_words(text: str, appeals: bool) -> None:
    """Patterns that may begin anywhere are left out only where they could not have matched."""
    assert furniture._appeals(text) is appeals


def _documents() -> Iterator[Document]:
    return (document for _, document in documents() if document.sentences)


def test_features_stay_within_what_the_tables_hold() -> None:
    """The products of weights and values are looked up: no value may lie beyond the highest."""
    names = (*SENTENCE, *HEADLINE)
    for document in _documents():
        for row in measure(document).rows:
            for name, value, most in zip(names, row, MOST[len(STYLE) :], strict=False):
                assert 0 <= value <= most, name


def test_the_network_is_the_one_in_the_file() -> None:
    """Lanes, tables and masks give what the weights give when each unit is worked out by itself."""
    text = resources.files(rankers).joinpath("learned-1.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    for document in list(_documents())[:12]:
        features = measure(document)
        found = rankers.RANKERS["learned@1"](document)
        learned = stored["languages"] if features.has_headline else stored["without_headline"]
        lead = 0.0 if re.split("[-_]", document.language)[0] in learned else stored["lead"]
        for index, row in enumerate(features.rows):
            sums = list(stored["start"])
            for value, weights in (
                *zip(features.style, stored["style"].values(), strict=True),
                *zip(row, stored["row"].values(), strict=False),
            ):
                sums = [one + value * weight for one, weight in zip(sums, weights, strict=True)]
            total = sums[-1] * stored["direct"]
            total += sum(max(0, one) * weight for one, weight in zip(sums, stored["output"], strict=False))
            assert found[index] == round(total / float(stored["unit"]) + lead / sqrt(index + 1.0), 9)
