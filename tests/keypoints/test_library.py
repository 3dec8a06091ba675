"""The library: `feedgen_site.key_points` and `feedgen_site.sentences`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import feedgen_site
from feedgen_site.keypoints.library import language_of
from feedgen_site.keypoints.trimming import trim

BRIDGE = "The city opened a new bridge across the river on Monday."
COST = "Engineers spent four years and ninety million crowns on it."
FERRIES = "However, two ferries that carried commuters will be sold abroad."
TEXT = f"  {BRIDGE}\t{COST}\r\n\r\n{FERRIES}[2]\n"

texts = st.text(
    st.one_of(
        st.sampled_from(list(' \t\r\n.!?"“”()[]1aZé。」字かक한ش')),
        st.characters(),
        st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF, categories=["Cs"]),
    ),
    max_size=200,
)


def test_importing_the_package_loads_nothing() -> None:
    """`import feedgen_site` costs nothing until a function of the library is asked for."""
    code = (
        "import sys, feedgen_site; assert not any('keypoints' in name for name in sys.modules)\n"
        "feedgen_site.sentences; assert 'feedgen_site.keypoints' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_unknown_name_is_an_attribute_error() -> None:
    """The lazy names do not swallow others."""
    with pytest.raises(AttributeError, match="no attribute 'key_point'"):
        feedgen_site.key_point  # type: ignore[attr-defined]  # noqa: B018


def test_places_are_those_of_the_untouched_sentence() -> None:
    """Tabs, leading blanks and CRLF count; the trims touch the text alone."""
    bridge, cost, ferries = feedgen_site.sentences(TEXT)
    assert [TEXT[one.start : one.end] for one in (bridge, cost)] == [BRIDGE, COST]
    assert TEXT[ferries.start : ferries.end] == f"{FERRIES}[2]"
    assert ferries.text == "Two ferries that carried commuters will be sold abroad."


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_line_is_a_paragraph(end: str) -> None:
    """No sentence crosses a line end of any kind."""
    text = f"A line without a full stop{end}Then another one."
    assert [one.text for one in feedgen_site.sentences(text)] == [
        "A line without a full stop",
        "Then another one.",
    ]


def test_points_are_sentences_in_reading_order_with_a_score() -> None:
    """What is a point is a sentence, with the same place and text."""
    points = feedgen_site.key_points(TEXT, headline="New bridge", count=2)
    assert len(points) == 2
    assert {(p.start, p.end, p.text) for p in points} <= {
        (s.start, s.end, s.text) for s in feedgen_site.sentences(TEXT)
    }
    assert points[0].start < points[1].start
    assert len({point.score for point in points}) == 2


@pytest.mark.parametrize("count", [-1, 0, 1, 2, 3, 4, 1000])
def test_a_count_is_met_exactly(count: int) -> None:
    """There are as many points as asked for, or as there are sentences of prose."""
    text = f"{TEXT}\n{BRIDGE}\nRead more about the bridge.\nhttps://example.org/bridge\n***"
    assert len(feedgen_site.key_points(text, count=count)) == min(max(count, 0), 4)


def test_words_limit_all_points_together() -> None:
    """The words of the points do not pass the limit."""
    assert len(feedgen_site.key_points(TEXT)) == 3
    points = feedgen_site.key_points(TEXT, words=21)
    assert len(points) == 2
    assert sum(len(point.text.split()) for point in points) <= 21


def test_a_standfirst_lends_no_points() -> None:
    """A text without prose has no points: those of its standfirst would stand nowhere in it."""
    assert feedgen_site.key_points("https://example.org/", standfirst=BRIDGE) == ()


@given(
    texts, st.one_of(st.none(), st.integers(-2, 30)), st.sampled_from([None, "", "en", "zh-Hant", "xx_YY"])
)
@example("\ud800", None, None)
@example("", 3, None)
@example("(" * 500 + '"' * 501, 3, "en")
def test_any_text_is_fine(text: str, count: int | None, language: str | None) -> None:
    """No text raises an error; places are in order and inside; texts are the trimmed places; repeatable."""
    found = feedgen_site.sentences(text, language)
    points = feedgen_site.key_points(
        text, headline=text[:9], standfirst=text[9:20], language=language, count=count
    )
    tag = language_of(text) if language is None else language
    for passages in (found, points):
        end = 0
        for one in passages:
            assert end <= one.start < one.end <= len(text)
            end = one.end
            assert one.text == trim(" ".join(text[one.start : one.end].split()), tag)
            assert "\n" not in text[one.start : one.end]
    # Together the sentences hold every character that is not white space.
    held = "".join(text[one.start : one.end] for one in found)
    assert re.sub(r"\s", "", held) == re.sub(r"\s", "", text)
    assert feedgen_site.sentences(text, language) == found
    again = feedgen_site.key_points(
        text, headline=text[:9], standfirst=text[9:20], language=language, count=count
    )
    assert again == points


def test_a_huge_text_is_fine() -> None:
    """Half a million words take seconds, not minutes, and the count is met."""
    assert len(feedgen_site.key_points(f"{TEXT}\n" * 3000, count=5)) == 5


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("Plain words.", "en"),
        ("Der Bürgermeister sprach über die Brücke.", "en"),
        ("大桥周一开放。市长在仪式上讲话。", "zh"),
        ("市長は月曜日に新しい橋の開通を祝った。", "ja"),
        ("시장은 월요일에 새 다리를 열었다.", "ko"),
        ("Мэр открыл новый мост в понедельник.", "ru"),
        ("افتتح العمدة الجسر الجديد يوم الاثنين.", "ar"),
        ("महापौर ने सोमवार को नया पुल खोला।", "hi"),
        ("大桥周一开放，Apple 和 Google 的代表出席了仪式。", "zh"),
        ("The word 橋 means bridge.", "en"),
    ],
)
def test_the_script_gives_the_language(text: str, language: str) -> None:
    """Without a language most words decide; Latin script counts as English."""
    assert language_of(text) == language


def test_the_example_of_the_documentation_runs() -> None:
    """What docs/key-points.md shows does what it says."""
    text = (Path(__file__).parents[2] / "docs" / "key-points.md").read_text("utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "Two ferries will be sold."
