"""The short ways of the parser and of the blocks: taken for speed alone, they lead where the long ones do."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import block, inline, normalize

from feedgen_site import addresses, litter, sanitize, text
from feedgen_site.markdown import blocks, losses, parsing, prose
from feedgen_site.nodes import reading

_PIECES = st.sampled_from(
    [
        *("word", "Word", "“Quoted", "said.”", "(aside)", '"straight"', "3.5", "a---b", "--- ", "x "),
        *("*em*", "**", "_u_", "`code`", "~~s~~", "[link](/a)", "![i](b.png)", "[ref][1]", "[^1]", "^[n]"),
        *(
            "*two words*",
            "**bold**",
            "[a link](https://a.example/b)",
            "(*in*),",
            "*",
            "^",
            "!",
            "# Heading\n",
        ),
        *(
            "<b>",
            "<div>",
            "</div>",
            "<!-- c -->",
            "&amp;",
            "&",
            "\\",
            "http://a.example/",
            "<http://b.example>",
        ),
        *("\n", "\n\n", "\n \n", "  \n", "\t", "    ", " ", "\r\n", "\u00a0", "\u2028"),
        *(
            "# ",
            "> ",
            "- ",
            "1. ",
            "---",
            "===",
            "| a | b |",
            "|---|---|",
            "```\n",
            "~~~\n",
            "[1]: /x",
            "[^1]: n",
        ),
    ]
)
_TEXTS = st.lists(_PIECES, max_size=25).map("".join)


def _rendered(parser: MarkdownIt, text: str) -> str:
    env: dict[str, object] = {parsing.LOSSES: []}
    return str(parser.renderer.render(parser.parse(text, env), parser.options, env))


def _lost(parser: MarkdownIt, text: str) -> list[litter.Loss]:
    found: list[litter.Loss] = []
    env: dict[str, object] = {parsing.LOSSES: found}
    return found + list(losses.lost_in(parser.parse(text, env), sanitize.LostTags([])))


def _long_way() -> MarkdownIt:
    made = parsing.parser.__wrapped__()
    made.block.ruler.disable("plain")
    made.core.ruler.at("block", block)
    made.core.ruler.at("inline", inline)
    made.core.ruler.at("normalize", normalize)
    renderer = made.renderer
    for name in ("render", "renderInline"):
        setattr(renderer, name, getattr(RendererHTML, name).__get__(renderer))
    return made


@given(_TEXTS)
@example("One\ntwo\n===\n\nThree\n---")
@example("Name | Size\n--- | ---\na | b")
@example("One\n\n- two\n\nthree\n\n- four")
@example("> One\n> two\n\nThree “four”---five")
@example("One[^1].\n\n[^1]: Two\n\n    Three\n\nFour")
@example("*One* [two](https://a.example) **three**, “*four*” [*five*](https://a.example)")
@example("![one](https://a.example/b) ^[two](https://a.example/b) a*b*c *d**e* **f*")
@example("# One\n---|---\na | b")
@example("One\n\ntwo\nthree\n\n# four\n\nfive")
@example("Word \n\nword\u2028\n\nword\\\nword")
@example("# One\n\n> Two “three”\n> four---*five*\n\nSix\n> seven\n\n> [eight][9]\nten\n\n> eleven\n- twelve")
@example("One ^[two <iframe>]\n\nthree\n\nfour *five*\n\nsix\n\nseven\n\n> eight")
@example("- [one](https://a.example) *two*\n\n  three *four*\n\n# *Five* six\n\n# Seven #")
def test_words_alone_are_parsed_like_all_else(text: str) -> None:
    """A paragraph of words skips the parser's rules: HTML and losses are those of the rules."""
    assert _rendered(parsing.parser(), text) == _rendered(_long_way(), text)
    assert _lost(parsing.parser(), text) == _lost(_long_way(), text)


@pytest.mark.parametrize(
    "url",
    [
        *("https://example.com", "http://a-b.example.org/c/d.html", "https://example.com/~a/_b=c&d+e"),
        *(
            "https://EXAMPLE.com/",
            "https://example.com/ä",
            "https://example.com/a b",
            "https://xn--a.example/",
        ),
        *(
            "https://example.com:80/",
            "https://example.com/%zz",
            "https://a@example.com/",
            "/a/b",
            "mailto:a@b.c",
        ),
        *("https://example.com/a?b=c#d", "https://-a.example/", "https://a..example/", "http:/example.com"),
    ],
)
def test_addresses_are_encoded_as_the_parser_does(url: str) -> None:
    """An address that needs no encoding is left as it is without asking."""
    assert parsing.parser().normalizeLink(url) == MarkdownIt().normalizeLink(url)


@given(st.lists(st.tuples(st.sampled_from("a é“\u0301\u20dd\u0f73\n"), st.integers(1, 40))))
@example([("a", 7), ("\u0301", 31)])
def test_many_marks_in_a_row_are_never_passed_over(runs: list[tuple[str, int]]) -> None:
    """A look at every fifteenth sign misses no row of marks that is too long."""
    whole = "".join(sign * times for sign, times in runs)
    assert text.few_marks(whole) == text._MANY_SIGNS.sub(text._with_few_marks, whole)


_LITTER = st.sampled_from(
    [
        *(
            "import a from 'b'",
            "export default x",
            "important",
            "::: note",
            ":smile:",
            "12:30",
            "https://a.b",
        ),
        *(
            "[caption id=x]",
            "[/caption]",
            "[youtube y]",
            "[video](a)",
            "{: .a}",
            "{#b}",
            "word{.c}",
            "> [!NOTE]",
        ),
        *("\n", "\n\n", " ", "word", "`", "```\n"),
    ]
)


@given(st.lists(_LITTER, max_size=12).map("".join))
def test_litter_is_looked_for_wherever_it_may_be(source: str) -> None:
    """What shows quickly that there is none never passes over any."""
    short = litter.cleaned(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(litter, "_LINE_STARTS", ("",))
        patch.setattr(litter, "_EMOJI", re.compile(""))
        assert short == litter.cleaned(source)


_VALUES = st.lists(
    st.sampled_from(
        [
            *(
                "word",
                "Two words",
                "3.5",
                "2026-01-04T14:26:00Z",
                "null",
                "é",
                "\U00020000",
                "\u0301",
                "\u00a0",
            ),
            *("[a, b c]", "['a, b', c]", "[a,b]", "[", "]", '"x: y"', "'it''s'", '"', "'", "\\n", "/a/b"),
            *(
                ": ",
                ":",
                " ",
                "  ",
                ", ",
                ",",
                "#",
                " #",
                "- ",
                "-",
                "?",
                "!",
                "&",
                "*",
                "|",
                ">",
                "{",
                "@",
                "%",
            ),
            *("\t", "\n", "\n  ", "\n- "),
        ]
    ),
    max_size=5,
).map("".join)


@given(st.lists(st.tuples(st.sampled_from(("title", "a-b", "tags", "1", "é", "")), _VALUES), max_size=4))
@example([("title", "a: b"), ("a-b", "c:")])
def test_a_header_of_plain_rows_is_what_the_parser_reads(rows: list[tuple[str, str]]) -> None:
    """Rows of words and lists of words are read without the parser, and are what it gives, place by place."""
    header = "".join(f"{key}: {value}\n" for key, value in rows)
    short = reading.read_yaml(header, "a.md", 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_MOST_PLAIN", -1)
        assert short == reading.read_yaml(header, "a.md", 2)


@given(st.text("abz09-ABß_ .", max_size=8))
@example("a" * 101)
def test_a_name_that_is_a_slug_stays_one(name: str) -> None:
    """A name in the letters of slugs goes the short way, and no other name does."""
    short = addresses.slug_of(name, "id")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses, "_PLAIN_SLUG", re.compile("(?!)"))
        assert short == addresses.slug_of(name, "id")


@given(
    st.sampled_from(("http://", "https://", "ftp://", "//")),
    st.text("aZ0.-@:é[ ", max_size=8),
    st.sampled_from((".org", ".org/", ".org?", ".org:80/", ".org#")),
    st.text('aZ/%?#&=+~[]<>"é \\', max_size=6),
)
def test_a_plain_address_needs_no_judge(scheme: str, host: str, end: str, rest: str) -> None:
    """An address in which nothing is to be judged is what the long way gives."""
    address = scheme + host + end + rest
    short = addresses.web_url(address)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses, "_PLAIN_URL", re.compile("(?!)"))
        assert short == addresses.web_url(address)


@given(st.lists(_PIECES.filter(lambda piece: "<" not in piece), max_size=20).map("".join))
@example("\n\n".join(f"```l{number}\nx\n```" for number in range(70)))
def test_what_the_parser_wrote_is_cleaned_with_fewer_looks(text: str) -> None:
    """Without a tag of the author's, the steps that mend tags change nothing."""
    html = _rendered(parsing.parser(), text)
    assert sanitize.sanitized(html, "a.md", is_ours=True) == sanitize.sanitized(html, "a.md")


_MARKUP = st.lists(
    st.sampled_from(
        [
            *(
                "<p>",
                "</p>",
                "<p>Words.</p>",
                "<p>Words &amp; more</p>\n",
                "<p>KB .</p>",
                "<p> </p>",
                "<p></p>",
            ),
            *("<p>[1] Note</p>", "<blockquote>", "</blockquote>", "<em>", "</em>", "<code>", "</code>", "\n"),
            *("text", " ", "<br>", "<ul>\n<li>", "</li>\n</ul>", "<h2>", "</h2>", "<strong>", "</strong>"),
        ]
    ),
    max_size=20,
).map("".join)


@given(_MARKUP)
@example("<p>One</p>\n<p>Two</p>\ntext")
def test_paragraphs_without_markup_are_blocks_like_all_others(html: str) -> None:
    """The one step from `<p>` to `</p>` gives the blocks of a walk over its tags."""
    html = sanitize.sanitized(html, "a.md").html
    short = blocks.blocks_of(html)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_PARAGRAPH_OR_TOKEN", re.compile(rf"(?!)(?P<plain>)|{blocks.TOKEN.pattern}"))
        assert short == blocks.blocks_of(html)


@pytest.mark.parametrize(
    ("text", "suspect"),
    [
        *[("Nothing (at all), of 3.5 kinds.", False), ("A blank .", True), ("A blank ,too", True)],
        *[("f( )", True), ("f ()", True), ("f()", False), ("(3 KB)", True), ("3 kb", True), ("Kbit", False)],
        *[('title")', True), ("path/)", True), ("a_b", True), ("- item", True), ("1 of 2", True)],
        *[("see http", True), ("www.a", True), ("tab\t.", True), ("soft\u00adhyphen", True), ("a\nб", True)],
    ],
)
def test_what_may_be_no_prose_is_looked_at(text: str, suspect: bool) -> None:
    """The quick look passes over nothing that the patterns could find."""
    assert prose.is_suspect(text) is suspect
    assert suspect or prose.not_prose(text, [0]) == []
