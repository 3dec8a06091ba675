"""Headers as strangers write them: YAML, TOML and plain lines that are broken, hostile or odd."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import frontmatter, nodes
from feedgen_site.nodes import Items, Node, Pairs, Text
from feedgen_site.problem import errors
from feedgen_site.text import clean


def codes(text: str) -> list[str]:
    return [problem.code for problem in frontmatter.split(text, "a.md").problems]


def value(text: str, key: str) -> Node | None:
    pairs = frontmatter.split(text, "a.md").pairs
    return pairs.get(key) if pairs else None


def words(text: str, key: str = "title") -> str:
    node = value(text, key)
    assert isinstance(node, Text)
    return node.value


def test_the_c_loader_is_there() -> None:
    """PyYAML has libyaml: six times faster, and what the expected counts were measured with."""
    assert nodes.has_c_loader()


def test_an_alias_bomb_is_refused() -> None:
    """Aliases that stand for 10⁹ values are a problem, found at once."""
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    begin = time.perf_counter()
    assert codes("---\n" + "\n".join(rows) + "\n---\n") == ["yaml-alias"]
    assert time.perf_counter() - begin < 2


def test_a_few_aliases_are_fine() -> None:
    """An alias used as meant gives the value it names."""
    text = "---\nname: &kim Kim Ito\nauthor: *kim\n---\n"
    assert words(text, "author") == "Kim Ito"
    assert codes(text) == []


def test_an_alias_of_itself_is_refused() -> None:
    """A list that holds itself has no end."""
    assert codes("---\na: &a [*a]\n---\n") == ["yaml-alias"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_100_000_nested_brackets_do_not_crash(opening: str) -> None:
    """Nesting is refused at a small depth, long before a stack overflows."""
    header = nodes.read_yaml("a: " + opening * (190_000 // len(opening)), "a.md")
    assert errors(header.problems)


def test_deep_toml_does_not_crash() -> None:
    """Deep TOML is a problem, too."""
    assert codes("+++\na = " + "[" * 50_000 + "\n+++\n") == ["toml-syntax"]


def test_a_list_within_a_list_is_fine() -> None:
    """Nesting as people use it is read."""
    node = value("---\na: [[b], {c: d}]\n---\n", "a")
    assert isinstance(node, Items)
    assert [type(item) for item in node.items] == [Items, Pairs]


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/name:os.system",
        "!!python/object/new:tuple",
        "!include",
        "!<tag:example.org,2026:x>",
        "!!binary",
    ],
)
def test_tags_run_nothing(tag: str) -> None:
    """A tag of any language's objects is refused."""
    assert codes(f"---\ntitle: {tag} x\n---\n") == ["yaml-tag"]


@pytest.mark.parametrize("tag", ["!!str", "!", "!!int"])
def test_core_tags_are_fine(tag: str) -> None:
    """A tag of YAML's own types changes nothing: values stay text."""
    assert words(f"---\ntitle: {tag} 12\n---\n") == "12"


@pytest.mark.parametrize(
    "written", ["No", "1.10", "10:30", "2026-02-30", "0x1F", "1_000", "1e3", "yes", ".inf", "=", "<<", "012"]
)
def test_every_scalar_is_the_text_that_was_written(written: str) -> None:
    """Nothing is guessed to be a boolean, number, time or date."""
    assert words(f"---\ntitle: {written}\n---\n") == written


@pytest.mark.parametrize(("written", "plain"), [("true", True), ("'true'", False), ('"true"', False)])
def test_quotes_are_remembered(written: str, plain: bool) -> None:
    """Whether a word stood in quotes is known, so that only a bare `true` may be a boolean."""
    node = value(f"---\ntitle: {written}\n---\n", "title")
    assert isinstance(node, Text)
    assert node.plain is plain


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("title: Iran: talks", "Iran: talks"),
        ("title: Iran: it's on", "Iran: it's on"),
        ("title: @lee speaks", "@lee speaks"),
        ("title: `code` first", "`code` first"),
        ("title: %d percent", "%d percent"),
        ("title: [Update] Talks go on", "[Update] Talks go on"),
        ('title: "Yes" they said', '"Yes" they said'),
        ("title: *Breaking* news", "*Breaking* news"),
        ("title: {{ page.title }}", "{{ page.title }}"),
        ("title: What now:", "What now:"),
    ],
)
def test_a_value_that_wants_quotes_gets_them(line: str, meant: str) -> None:
    """A value that YAML cannot read as text is read as if quoted, with a warning."""
    text = f"---\ndate: 2026-01-04\n{line}\ntags: [a]\n---\n"
    assert words(text) == meant
    assert codes(text) == ["yaml-unquoted"]


@pytest.mark.parametrize(
    "line", ["title: Iran talks", "title: 'Iran: talks'", "title: http://a:b", "title: a:b"]
)
def test_a_value_that_reads_well_is_left_alone(line: str) -> None:
    """A colon that YAML can read causes no warning."""
    assert codes(f"---\n{line}\n---\n") == []


def test_a_quote_left_open_is_not_mended() -> None:
    """Where a quote was meant to end cannot be guessed: a problem."""
    assert codes("---\ntitle: 'Tis the season\ndate: 2026-01-04\n---\n") == ["yaml-syntax"]


@pytest.mark.parametrize("value", ["{{ x }}", "a: b", "@x"])
def test_more_mistakes_than_are_mended_are_a_problem(value: str) -> None:
    """A header in which every line wants quotes is refused, naming the first of them."""
    problems = frontmatter.split(
        "---\n" + "".join(f"k{n}: {value}\n" for n in range(40)) + "---\n", "a.md"
    ).problems
    assert len(errors(problems)) == 1
    assert problems[0].line == 2


def test_both_lines_of_a_duplicate_key_are_named() -> None:
    """Each repetition is a warning that names this line and the one before, also in nested mappings."""
    found = frontmatter.split("---\na: 1\na: 2\nb:\n  c: 3\n  c: 4\na: 5\n---\n", "a.md")
    assert [problem.message for problem in found.problems] == [
        "'a' stands twice, in lines 2 and 3; the last one counts",
        "'c' stands twice, in lines 5 and 6; the last one counts",
        "'a' stands twice, in lines 3 and 7; the last one counts",
    ]
    assert words("---\na: 1\na: 5\n---\n", "a") == "5"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n\n", "\ufeff\n \n"])
@pytest.mark.parametrize("fence", ["---", "---  ", "---\t"])
def test_line_ends_marks_and_blanks_around_fences(end: str, start: str, fence: str) -> None:
    """LF, CRLF and CR, a byte order mark, blank lines first and blanks after a fence: all the same."""
    found = frontmatter.split(start + end.join([fence, "title: Lee", fence, "Text.", ""]), "a.md")
    assert found.pairs is not None
    assert isinstance(found.pairs.get("title"), Text)
    assert found.body == "Text.\n"


def test_the_line_of_the_body_is_known() -> None:
    """`body_line` counts from the top of the file, blank lines before the header included."""
    found = frontmatter.split("\n\n---\ntitle: Lee\n---\nText.", "a.md")
    assert found.body_line == 6
    assert found.pairs is not None
    assert found.pairs.pairs[0][0].line == 4


@pytest.mark.parametrize(
    "text", ["", "\n", "Just text.", "----\nWords.\n----\n", "--- title\n---\n", "Note: this."]
)
def test_text_without_header(text: str) -> None:
    """What is no header is text, whole."""
    found = frontmatter.split(text, "a.md")
    assert (found.found, found.pairs, found.problems) == (False, None, ())
    assert found.body == text.lstrip("\n")


@pytest.mark.parametrize("inner", ["", "\n", "# nothing\n", "~\n"])
def test_an_empty_header_is_empty(inner: str) -> None:
    """A header that holds nothing is no problem."""
    found = frontmatter.split(f"---\n{inner}---\nText.", "a.md")
    assert (found.found, found.pairs, found.problems, found.body) == (True, None, (), "Text.")


def test_a_rule_in_the_text_is_no_fence() -> None:
    """Only the first closing fence counts; a `---` later is the text's own."""
    assert frontmatter.split("---\ntitle: Lee\n---\na\n\n---\n\nb", "a.md").body == "a\n\n---\n\nb"


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ufffe", "\ud800"])
def test_forbidden_characters_vanish(sign: str) -> None:
    """Characters that no feed may hold are dropped from header and body, raw or escaped."""
    found = frontmatter.split(f"---\ntitle: Le{sign}e\n---\nTe{sign}xt.", "a.md")
    assert found.problems == ()
    assert found.body == "Text."
    assert words(f"---\ntitle: Le{sign}e\n---\n") == "Lee"


@pytest.mark.parametrize("escape", ["\\0", "\\x07", "\\e", "\\uFFFE", "\\x9b"])
def test_escaped_forbidden_characters_vanish(escape: str) -> None:
    """YAML's escapes do not smuggle them in."""
    assert words(f'---\ntitle: "Le{escape}e"\n---\n') == "Lee"


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85"])
def test_odd_line_separators_are_line_ends(sign: str) -> None:
    """U+2028, U+2029 and NEL end lines in the body and never reach a feed."""
    assert frontmatter.split(f"---\ntitle: Lee\n---\na{sign}b", "a.md").body == "a\nb"


def test_a_header_that_is_too_large() -> None:
    """A header of more than 200,000 characters is refused unread."""
    assert codes("---\n" + "a: b\n" * 50_000 + "---\n") == ["header-too-large"]


def test_latin_1_in_toml_names_its_line() -> None:
    """A TOML error says in which line of the file it is."""
    problem = frontmatter.split('\n+++\ntitle = "Lee"\ndate = yesterday\n+++\n', "a.md").problems[0]
    assert (problem.line, problem.column, problem.code) == (4, 8, "toml-syntax")


def test_toml_values_become_text() -> None:
    """TOML's types are text again, for each field to read."""
    text = '+++\ntitle = "No"\ndate = 2026-01-04\ndraft = true\nn = 3\nx = ["a"]\n[params]\na = "b"\n+++\n'
    assert [words(text, key) for key in ("title", "date", "draft", "n")] == ["No", "2026-01-04", "true", "3"]
    assert isinstance(value(text, "params"), Pairs)


def test_pelican_lines_keep_their_colons() -> None:
    """A value of a plain header may hold anything, and the body begins after the blank line."""
    found = frontmatter.split("Title: Iran: talks\nDate: 2026-01-04\n\nText: yes.", "a.md")
    assert found.body.strip() == "Text: yes."
    assert words("Title: Iran: talks\n\nx", "Title") == "Iran: talks"


YAML_BITS = st.lists(
    st.sampled_from(
        [
            *"abc:-[]{}#&*!|>'\"%@` \n\t,?~\\",
            "\n",
            ": ",
            "\n  ",
            "- ",
            "title: ",
            "date: ",
            "&a ",
            "*a",
            "!!str ",
            "---",
            "...",
        ]
    ),
    max_size=60,
).map("".join)


@given(YAML_BITS)
def test_any_yaml_is_read_or_refused(text: str) -> None:
    """No header makes the reader fail; where nothing can be read a problem says so."""
    header = nodes.read_yaml(text, "a.md")
    assert header.pairs is not None or errors(header.problems) or not header.problems


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_any_quoted_text_survives(text: str) -> None:
    """What stands in single quotes is the value, character by character."""
    quoted = text.replace("'", "''").replace("\u2028", "").replace("\u2029", "")
    pairs = nodes.read_yaml(f"a: '{quoted}'", "a.md").pairs
    if pairs is not None and not set(text) & set("\ufffe\uffff\u2028\u2029"):
        node = pairs.get("a")
        assert isinstance(node, Text)
        assert node.value.strip() == clean(text).strip()


@pytest.mark.parametrize(
    "text",
    [
        "Prices rose\n---\nDate: they fell.\n\nMore text.\n",
        "The programme\n\n---\n\nTitle: one\nDate: two\n\n---\n",
        "{ a set } of words\n",
    ],
)
def test_a_rule_in_a_text_begins_no_header(text: str) -> None:
    """A text without header may have lines of hyphens, and words with colons."""
    found = frontmatter.split(text, "a.md")
    assert (found.problems, found.found) == ((), False)


@pytest.mark.parametrize(
    "text", ["a: b\n" * 50_000, "---\n" * 50_000, ">>>> ---\n" + "title:\n" * 50_000, "-" * 200_000]
)
def test_looking_for_a_late_header_takes_no_time(text: str) -> None:
    """Whatever stands in a text, only its first rows are looked at."""
    began = time.process_time()
    frontmatter.split(f"x\n{text}", "a.md")
    assert time.process_time() - began < 2
