"""What was made once is kept for who asks for the same, and only for them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import once
from feedgen_site.feeds import jsonfeed

TEXT = st.text() | st.text('\\"\n\t\xa0\x7f\u2028a“', min_size=1).map(lambda text: text * 300)
DATA = st.recursive(
    TEXT | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def test_only_what_differs_is_made_again() -> None:
    """By the name that stands for it, but never for another thing of the same name."""
    asked: list[str] = []

    @once.kept(lambda text: text[:1], 2)
    def shouted(text: str) -> str:
        asked.append(text)
        return text.upper()

    words = ["ab", "ab", "ac", "ab", "b", "c", "b", "ab", "c"]
    assert [shouted(word) for word in words] == [word.upper() for word in words]
    # "ac" takes the place of "ab", and the third name that of the first.
    assert asked == ["ab", "ac", "ab", "b", "c", "ab"]


def test_what_is_forgotten_is_made_again() -> None:
    """A process that goes on with other things can let go of it."""
    asked: list[str] = []

    @once.latest
    def shouted(text: str) -> str:
        asked.append(text)
        return text.upper()

    assert [shouted("a"), shouted("a")] == ["A", "A"]
    once.forget()
    assert shouted("a") == "A"
    assert asked == ["a", "a"]


def test_what_follows_from_the_rest_is_not_compared() -> None:
    """Nor is it kept, for it may be long."""
    asked: list[str] = []

    @once.kept(lambda name, _: name, 2, told_by=1)
    def shouted(name: str, text: str) -> str:
        asked.append(name)
        return text.upper()

    assert [shouted("a", "a text"), shouted("a", "another"), shouted("b", "third")] == [
        "A TEXT",
        "A TEXT",
        "THIRD",
    ]
    assert asked == ["a", "b"]


@given(DATA)
def test_json_is_written_as_python_writes_it(data: jsonfeed._Json) -> None:
    """Sign by sign, for a feed must not change because it is written faster."""
    assert jsonfeed._dumped(data) == json.dumps(data, ensure_ascii=False, indent=1)
