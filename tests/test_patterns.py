"""Patterns that are compiled at their first use."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import feedgen_site
from feedgen_site.patterns import regex

WORD = r"(?P<first>\w)(\w*)"


@pytest.mark.parametrize("method", ["search", "match", "fullmatch", "findall", "split"])
def test_a_pattern_gives_what_a_compiled_one_gives(method: str) -> None:
    """The first time and later, with its flags."""
    late, early = regex(WORD, re.ASCII), re.compile(WORD, re.ASCII)
    for text in ("abc", "", "an été", "?", "abc"):
        assert repr(getattr(late, method)(text)) == repr(getattr(early, method)(text))


def test_a_pattern_replaces_and_tells_of_itself() -> None:
    """Also for bytes; what is seldom asked for is there, too."""
    assert regex("b").sub("x", "abcb", count=1) == "axcb"
    assert regex("b").subn("x", "abcb") == ("axcx", 2)
    assert [match[0] for match in regex(rb"\w").finditer(b"ab")] == [b"a", b"b"]
    assert regex(WORD).pattern == WORD
    assert regex(WORD).groupindex == {"first": 1}
    with pytest.raises(AttributeError):
        regex(WORD).nothing  # type: ignore[attr-defined]  # noqa: B018


def test_a_mistake_shows_at_the_first_use() -> None:
    """Not before."""
    late = regex("(")
    with pytest.raises(re.error):
        late.match("x")


def test_every_pattern_can_be_compiled() -> None:
    """A mistake in one shows here, and not where somebody's text meets it first."""
    found = 0
    for module in pkgutil.walk_packages(feedgen_site.__path__, "feedgen_site."):
        for value in vars(importlib.import_module(module.name)).values():
            if type(value) is type(regex("")):
                assert value.groups >= 0
                found += 1
    assert found > 200
