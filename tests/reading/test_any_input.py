"""Any bytes give a story or problems, never an exception; and what a cache keeps comes back the same."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import codec, config, sources, story
from feedgen_site.model import Body, Head, Stamp
from feedgen_site.problem import ContentError, Problem, Severity, errors, in_order
from feedgen_site.story import Made
from tests.fuzz.promises import CONFIG, assert_body, assert_feeds, assert_sound, assert_told

KEYS = """
    title id slug permalink date updated embargo expires draft published status section tags authors agency
    source image related corrections key_points standfirst lang aliases weight top rights withdrawn robots
    headless url
""".split()
SETTINGS = """
    title base_url authority language timezone nav permalinks url_style points sections feeds edition agencies
    theme strings hub check logo footer count ranker entries closes slug url policy credit
""".split()
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "",
            "~",
            "true",
            "no",
            "[]",
            "{}",
            "2026-01-04",
            "2026-02-30",
            "0001-01-01",
            "9999-12-31 23:59 -1200",
            "[a, b]",
            "{a: b}",
            "{title: x, url: ../../y, id: z}",
            "[{date: 2026-01-05, text: t}]",
            "[{date: [x], text: {y: z}}]",
            "../..",
            "/a/../../b",
            "http://[",
            "//x",
            "javascript:alert(1)",
            "Iran: talks",
            "{{ x }}",
            "&a [*a]",
            "*a",
            "!!python/none x",
            "'",
            '"',
            "[",
            "{",
            "|\n  text",
            ">-\n  text",
            "\ud800",
            "\x00",
            "\u2028",
            "é" * 200,
            "<script>alert(1)</script>",
            "[a](b)",
            "-1",
            "9" * 30,
            "Asia/Seoul",
            "25:00",
            "/{yyyy}/{slug}/",
            "/{x}/{slug",
            "{count: 3, ranker: lead}",
            "[{slug: a}]",
            "{a: {policy: full}}",
        ]
    ),
)
BODIES = st.lists(
    st.sampled_from(
        [
            "The bridge opened on Monday. ",
            "It carries four lanes. ",
            "\n\n",
            "\n",
            "- ",
            "> ",
            "# ",
            "**",
            "`",
            "```\n",
            "[a](b.md)",
            "[^1]",
            "[^1]: note",
            "{% include x %}",
            "{{ y }}",
            "<b>",
            "</b>",
            "<script>",
            "<!--",
            "-->",
            "| a |\n|---|\n",
            "&amp;",
            "\r",
            "語。",
            "ل",
            "\x00",
            "\ud800",
            "![](x.png)",
            "https://a.example/ ",
        ]
    ),
    max_size=15,
).map("".join)


def headers(keys: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.tuples(st.sampled_from(keys), VALUES), max_size=8).map(
        lambda pairs: "".join(f"{key}: {value}\n" for key, value in pairs)
    )


ARTICLES = st.builds(lambda header, body: f"---\n{header}---\n{body}", headers(KEYS), BODIES)
DATED = st.builds(lambda header, body: f"---\ntitle: A\n{header}---\n{body}", headers(KEYS), BODIES)
PATHS = ["a/b.md", "2026-01-04-lee.md", "fr/asia/lee/index.md", "a/b.html", "2026/01/04/x.ja.markdown"]


@given(st.sampled_from(PATHS), st.text(max_size=300))
def test_any_text_is_a_story_or_problems(path: str, text: str) -> None:
    """No text makes the reading of an article fail."""
    assert_sound(story.make(path, text, CONFIG))


@given(st.sampled_from(PATHS), ARTICLES)
def test_any_article_is_a_story_or_problems(path: str, text: str) -> None:
    """Nor does anything with a header of known fields and odd values; body and feeds of it are whole."""
    made = story.make(path, text, CONFIG)
    assert_sound(made)
    assert_told(made.problems, path, text)
    if made.head and made.body:
        assert_body(made.body)
        assert_feeds(made.head, made.body, CONFIG)


@given(ARTICLES)
def test_any_page_is_a_page_or_problems(text: str) -> None:
    """Nor does such a file as a page."""
    made = story.make_page("pages/about.md", text, CONFIG)
    assert made.page is not None or errors(made.problems)


@given(st.one_of(st.text(max_size=200), headers(SETTINGS)), st.sampled_from(["", "x", "https://a.example/b"]))
def test_any_site_yaml_is_a_config(text: str, base_url: str) -> None:
    """Any site.yaml gives a usable configuration, with problems or without."""
    loaded, problems = config.load(text, "site.yaml", base_url)
    assert loaded.base_url.endswith("/")
    assert loaded.zone is not None
    assert "{slug}" in loaded.permalinks
    assert all(str(problem) for problem in problems)


@given(st.binary(max_size=100))
def test_any_bytes_are_text_or_a_problem(data: bytes) -> None:
    """Bytes that are no UTF-8 are a problem that says where."""
    text = sources.decoded("a.md", data)
    assert isinstance(text, str) or (text.code, text.line >= 1, text.column >= 1) == ("not-utf8", True, True)


@given(DATED)
def test_a_story_survives_the_cache(text: str) -> None:
    """Head, body and problems written as JSON come back equal, and JSON keeps them in one line."""
    made = story.make("2026-01-04-a.md", text, CONFIG)
    written = codec.dumps(made)
    assert codec.loads(Made, written) == made
    assert "\n" not in written
    if made.head and made.body:
        assert codec.loads(Head, codec.dumps(made.head)) == made.head
        assert codec.loads(Body, codec.dumps(made.body)) == made.body


@given(DATED)
def test_a_story_is_a_function_of_its_input(text: str) -> None:
    """Made twice it is the same, and line ends make no difference."""
    made = story.make("2026-01-04-a.md", text, CONFIG)
    assert story.make("2026-01-04-a.md", text, CONFIG) == made
    if "\r" not in text:
        assert story.make("2026-01-04-a.md", text.replace("\n", "\r\n"), CONFIG) == made


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=3), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_a_strange_cache_entry_is_none(value: object) -> None:
    """JSON that no cache wrote is a ValueError, which the cache takes for "not there"."""
    for kind in (Head, Made, Body, Stamp):
        try:
            found = codec.loads(kind, json.dumps(value))
        except ValueError:
            continue
        assert isinstance(found, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "[1, 2]",
        '["1", 2, 3]',
        "[true, 2, 3]",
        "[1, 2, 3, 4]",
        "[1.0, 2, 3]",
        "[" * 100_000,
        "NaN",
    ],
)
def test_what_is_no_stamp(text: str) -> None:
    """Too few fields, too many, of another type, or no JSON at all."""
    with pytest.raises(ValueError, match=r"."):
        codec.loads(Stamp, text)


@pytest.mark.parametrize("value", [{"a": 1}, [1], {1}, object(), b"x", (object(),)])
def test_what_no_cache_holds(value: object) -> None:
    """Only values and their tuples can be written."""
    with pytest.raises(TypeError):
        codec.dumps(value)


def test_problems_cross_a_process() -> None:
    """A `ContentError` pickled and read again carries its problems and prints them."""
    error = ContentError((Problem("a.md", 1, 2, "code", "message", "hint"),))
    again = pickle.loads(pickle.dumps(error))
    assert again.problems == error.problems
    assert str(again) == "a.md:1:2: message [code]\n  hint: hint"


def test_problems_are_sorted_and_told_once() -> None:
    """By path, line, column and code; the same one twice is one."""
    one, two, three = (
        Problem("b.md", 1, 1, "x", "m"),
        Problem("a.md", 10, 1, "x", "m"),
        Problem("a.md", 9, 1, "x", "m", severity=Severity.WARNING),
    )
    assert in_order([one, two, three, two]) == (three, two, one)
    assert errors([one, three]) == (one,)
    assert str(three) == "a.md:9:1: warning: m [x]"
    assert str(Problem("a.md", 0, 0, "x", "m")) == "a.md: m [x]"
