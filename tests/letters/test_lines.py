"""Text in lines of 72 columns."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
import wcwidth
from hypothesis import example, given
from hypothesis import strategies as st

from feedgen_site.letters import lines
from tests.letters.samples import HOSTILE, SCRIPTS

TEXTS = [text for pair in SCRIPTS.values() for text in pair]
OPENING, CLOSING = "「『（“", "、。」』）：ー々っゃゅょッャュョ！？”"
ANY_TEXT = st.text(st.characters(codec="utf-8")) | st.text("日本語「」。、a é👍\u0301\ufe0f ", min_size=60)


def columns(text: str) -> int:
    """Count columns as a terminal does."""
    return wcwidth.wcswidth(text)


@pytest.mark.parametrize("text", TEXTS)
def test_no_line_is_wider_than_72_columns(text: str) -> None:
    """English, Chinese, Arabic, Hindi, Thai, emoji: whatever is written, and however it is indented."""
    for indent in ("", "  ", "  – "):
        broken = lines.wrapped(text * 3, indent, " " * len(indent))
        assert len(broken) > 1
        assert max(map(columns, broken)) <= lines.COLUMNS
        # Neither are they much narrower than need be: words of these scripts are short.
        if " " not in text:
            assert min(map(columns, broken[:-1])) > lines.COLUMNS - 12


@given(ANY_TEXT)
@example("a" * 71 + "\u0301\u0301 b")
@example("👩‍👩‍👧‍👦" * 40)
def test_nothing_is_lost_and_nothing_is_wide(text: str) -> None:
    """Every character of the text stands in a line, in order; only what has no width may be dropped."""
    broken = lines.wrapped(text, "  – ", "    ")
    assert all(0 <= columns(line) <= lines.COLUMNS for line in broken if "://" not in line)
    written = "".join("".join(line[4:] for line in broken).split())
    assert written == "".join(lines.plain(text).split())
    assert not any(unicodedata.category(sign) == "Cc" for line in broken for sign in line)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_line_holds_no_control_and_turns_nothing(text: str) -> None:
    """No escape sequence reaches a terminal, and nothing turns the text around it."""
    for line in lines.wrapped(text):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", line)


@pytest.mark.parametrize("text", [*SCRIPTS["ja"], *SCRIPTS["zh"]])
def test_chinese_and_japanese_lines_end_where_they_may(text: str) -> None:
    """No line begins with a closing mark or small kana, and none ends with an opening mark."""
    for skipped in range(36):
        broken = lines.wrapped(text[skipped:] + text)
        assert not any(line[0] in CLOSING for line in broken[1:]), broken
        assert not any(line[-1] in OPENING for line in broken), broken


def test_french_marks_stay_with_their_words() -> None:
    """The space before : ; ! ? and inside the quotes ends no line."""
    text = SCRIPTS["fr"][0]
    for skipped in range(72):
        broken = lines.wrapped("x" * skipped + " " + text)
        assert not any(re.match("[:;!?»]", line) or line.endswith("«") for line in broken), broken


def test_an_address_is_never_broken() -> None:
    """A web address longer than a line has a line of its own."""
    address = "https://example.org/" + "a" * 100
    assert lines.wrapped(f"See {address} for more.", "  ", "  ") == ["  See", f"  {address}", "  for more."]


def test_what_counts_as_narrow_is_one_column_wide() -> None:
    """The characters that are not measured one by one are those that terminals give one column."""
    narrow = [chr(code) for code in range(sys.maxunicode + 1) if lines.NARROW.fullmatch(chr(code))]
    assert len(narrow) > 1_000
    assert [sign for sign in narrow if wcwidth.wcwidth(sign) != 1] == []


@given(st.text("abcdefgh ÄЖ", min_size=100))
def test_the_quick_way_breaks_as_the_careful_one(text: str) -> None:
    """Text of one-column characters is broken in the same places, measured or not."""
    wide = lines.wrapped(f"{text} 日")
    assert lines.wrapped(f"{text} xx") == [*wide[:-1], wide[-1].replace("日", "xx")]
