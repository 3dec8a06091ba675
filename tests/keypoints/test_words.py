"""What words are: for comparing and for counting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site.keypoints.words import count_words, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Mayor's bridge", ["the", "mayor", "bridge"]),
        ("Straße ÉTÉ", ["strasse", "été"]),
        ("新桥通车", ["新桥", "桥通", "通车"]),
        ("2031年", ["2031", "年"]),
        ("다리가", ["다리", "리가"]),
        ("कहानी", ["कहानी"]),
        ("", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    """Words are folded; scripts without spaces give pairs of characters; vowel signs stay inside words."""
    assert terms(text) == expected


def test_optional_arabic_marks_do_not_matter() -> None:
    """A word is the same with vowel points, tatweel and hamza as without."""
    assert terms("أَحْمَد") == terms("احمد") == terms("احـمد")


def test_accents_matter() -> None:
    """Accents tell Vietnamese words apart, so they are not folded away."""
    assert terms("má") != terms("ma")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("A state-of-the-art bridge, isn't it?", 5),
        ("It cost 1,000.50 — too much", 5),
        ("新桥今天通车。", 3),
        ("新桥通车了", 3),
        ("用 Python 写", 2),
        ("다리가 열렸다.", 2),
        ("— … !", 0),
    ],
)
def test_count(text: str, count: int) -> None:
    """Joined words are one; two characters without spaces are one, rounded up; marks are none."""
    assert count_words(text) == count


@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    """Any text has terms and a count."""
    assert all(terms(text))
    assert count_words(text) >= 0
