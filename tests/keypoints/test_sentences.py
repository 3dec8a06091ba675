"""What the sentence splitter promises."""

from __future__ import annotations

import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site.keypoints.languages import LANGUAGES
from feedgen_site.keypoints.model import Span
from feedgen_site.keypoints.sentences import split

HERE = Path(__file__).parent
GOLDEN = HERE.parents[2] / "shared" / "data" / "sentences.golden.tsv"
ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=200)
TRICKY_TEXT = st.text(st.sampled_from(list('aAé .!?…"“”«»()[]1\n。」「हक।؟가다')), max_size=120)


def cases() -> list[tuple[str, str, str, list[str]]]:
    """Read (language, title, text, sentences) from the readable file."""
    chunks = (HERE / "cases" / "sentences.md").read_text(encoding="utf-8").split("\n[")[1:]
    found = []
    for chunk in chunks:
        head, text, expected = [part.strip("\n") for part in ("\n" + chunk).split("\n.\n")[:3]]
        language, title = head.strip().split("] ", 1)
        found.append(
            (language, title, text.replace("\\n", "\n"), expected.replace("\\n", "\n").split("\n.")[0])
        )
    return [(language, title, text, _lines(text, expected)) for language, title, text, expected in found]


def _lines(text: str, expected: str) -> list[str]:
    """A sentence that holds a line break itself stands on two lines of the file: join what the text joins."""
    lines: list[str] = []
    for line in expected.split("\n"):
        if lines and f"{lines[-1]}\n{line}" in text:
            lines[-1] += f"\n{line}"
        else:
            lines.append(line)
    return lines


@pytest.mark.parametrize(
    ("language", "text", "expected"), [pytest.param(c[0], c[2], c[3], id=f"{c[0]}: {c[1]}") for c in cases()]
)
def test_case(language: str, text: str, expected: list[str]) -> None:
    """Every case in cases/sentences.md is split exactly as it says."""
    assert [text[span.start : span.end] for span in split(text, language)] == expected


def test_cases_are_many() -> None:
    """The file holds at least 60 cases in at least 12 languages, so that a broken reader is noticed."""
    found = cases()
    assert len(found) >= 60
    assert len({case[0] for case in found}) >= 12


def test_golden() -> None:
    """All but at most two of the golden boundaries are found, where that file is at hand."""
    if not GOLDEN.exists():
        pytest.skip("the golden sentences are not part of this repository")
    rows = [line.split("\t") for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    wrong = []
    for language, marked in rows:
        parts = marked.split("|")
        text = ("" if language in {"zh", "ja"} else " ").join(parts)
        if [text[span.start : span.end] for span in split(text, language)] != parts:
            wrong.append(marked)
    assert len(wrong) <= 2, wrong


def boundaries() -> list[tuple[str, str, list[str]]]:
    """Read (language, text, sentences) from boundaries.tsv."""
    lines = (HERE / "cases" / "boundaries.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.replace("\\n", "\n").split("\t") for line in lines if line[:1] != "#"]
    return [
        (language, marked.replace("|", ""), [part.strip() for part in marked.split("|")])
        for language, marked in rows
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [pytest.param(*row, id=f"{row[0]}: {row[1][:40]}") for row in boundaries()],
)
def test_boundary(language: str, text: str, expected: list[str]) -> None:
    """Every boundary of cases/boundaries.tsv is found, and no other."""
    assert [text[span.start : span.end] for span in split(text, language)] == expected


def test_boundaries_are_many() -> None:
    """There are at least 150 such texts, five or more in each of 16 languages."""
    counts = Counter(language for language, _, _ in boundaries())
    assert counts.total() >= 150
    assert sum(number >= 5 for number in counts.values()) >= 16


@given(ANY_TEXT | TRICKY_TEXT, st.sampled_from([*LANGUAGES, "en-GB", "zh-Hant-TW", "xx", ""]))
def test_spans_hold_all_that_is_not_white(text: str, language: str) -> None:
    """Spans are in order, apart, trimmed, and hold every character that is not white space."""
    spans = split(text, language)
    assert all(span.start < span.end for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    sentences = [text[span.start : span.end] for span in spans]
    assert all(sentence == sentence.strip() for sentence in sentences)
    assert "".join("".join(sentences).split()) == "".join(text.split())


@given(TRICKY_TEXT, TRICKY_TEXT, st.sampled_from(sorted(LANGUAGES)))
def test_a_blank_line_parts_for_good(one: str, other: str, language: str) -> None:
    """What stands beyond a blank line changes nothing: not a mark left open, not a speaker."""
    shift = len(one) + 2
    apart = [*split(one, language), *(Span(s.start + shift, s.end + shift) for s in split(other, language))]
    assert list(split(f"{one}\n\n{other}", language)) == apart


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_nothing_gives_nothing(text: str) -> None:
    """White space alone has no sentences."""
    assert split(text) == ()


def test_a_long_quotation_may_be_torn() -> None:
    """A quotation of many sentences does not become one endless sentence."""
    text = '"' + "The tide came in again. " * 40 + '" he said.'
    assert len(split(text)) > 10


@pytest.mark.parametrize(
    "unit",
    [
        ".",
        ". ",
        '"',
        '." ',
        "“.",
        "«",
        "(",
        "()",
        "A",
        "a",
        "A. ",
        "?!",
        "\n ",
        "。」",
        ".[1]",
        '."« ',
        "।",
        "'.",
    ],
)
def test_time_is_linear(unit: str) -> None:
    """300 KB of the same few characters take well under the seconds that backtracking would need."""
    text = unit * (300_000 // len(unit))
    began = time.process_time()
    split(text)
    assert time.process_time() - began < 5
