"""A field set in a header: exactly these bytes, whatever form the header has, or a Problem and no change."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_site import addresses, article, frontmatter, mapper, sources
from feedgen_site.article import spellings_of
from feedgen_site.header import set_field
from feedgen_site.model import Source
from feedgen_site.nodes import Items, Node, Pairs, Text
from feedgen_site.problem import Problem, errors

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"

IDENTITY = "tag:test.example,2026:asia/lee"
MOMENT = "2026-01-04T09:59:00Z"
VALUES = {"id": IDENTITY, "updated": MOMENT}


def edited(text: str, field: str = "id") -> str:
    found = set_field(text, "asia/lee.md", spellings_of(field), VALUES[field])
    assert isinstance(found, str), found
    return found


def refused(text: str, field: str = "id") -> str:
    found = set_field(text, "asia/lee.md", spellings_of(field), VALUES[field])
    assert isinstance(found, Problem), found
    return str(found)


ID = f"id: {IDENTITY}"
TOML_ID = f'id = "{IDENTITY}"'

INSERTED = {
    "a plain header": ("---\ntitle: Lee\n---\nText.\n", f"---\ntitle: Lee\n{ID}\n---\nText.\n"),
    "an empty header": ("---\n---\nText.\n", f"---\n{ID}\n---\nText.\n"),
    "a header of comments": ("---\n# none\n---\nText.\n", f"---\n# none\n{ID}\n---\nText.\n"),
    "comments, order and blanks": (
        "---\n# top\nzeta: 1   # why\n\nalpha:   2  \n# end\n---\n\n\nText.  \n",
        f"---\n# top\nzeta: 1   # why\n\nalpha:   2  \n# end\n{ID}\n---\n\n\nText.  \n",
    ),
    "line ends of Windows": (
        "---\r\ntitle: Lee\r\n---\r\nText.\r\n",
        f"---\r\ntitle: Lee\r\n{ID}\r\n---\r\nText.\r\n",
    ),
    "line ends of old Macs": ("---\rtitle: Lee\r---\rText.\r", f"---\rtitle: Lee\r{ID}\r---\rText.\r"),
    "mixed line ends": (
        "---\r\ntitle: Lee\rdate: 2026-01-04\n---\r\nText.\rMore.\n",
        f"---\r\ntitle: Lee\rdate: 2026-01-04\n{ID}\n---\r\nText.\rMore.\n",
    ),
    "a separator of lines in a comment": (
        "---\n# one\u2028title: Lee\u2028---\nText.\n",
        f"---\n# one\u2028title: Lee\u2028{ID}\n---\nText.\n",
    ),
    "a byte order mark": ("\ufeff---\ntitle: Lee\n---\nText.", f"\ufeff---\ntitle: Lee\n{ID}\n---\nText."),
    "no text and no last line end": ("---\ntitle: Lee\n---", f"---\ntitle: Lee\n{ID}\n---"),
    "blanks at the fences, and lines before": (
        "\n \n--- \ntitle: Lee\n...\t\nText.\n",
        f"\n \n--- \ntitle: Lee\n{ID}\n...\t\nText.\n",
    ),
    "a list last": (
        "---\ntags:\n- asia\n- china\n---\nText.\n",
        f"---\ntags:\n- asia\n- china\n{ID}\n---\nText.\n",
    ),
    "a deep mapping last": (
        "---\nimage:\n  src: a.jpg\n  more:\n    id: 7\n---\nText.\n",
        f"---\nimage:\n  src: a.jpg\n  more:\n    id: 7\n{ID}\n---\nText.\n",
    ),
    "a literal block last": (
        "---\nstandfirst: |\n  One.\n\n  Two.\n\n---\nText.\n",
        f"---\nstandfirst: |\n  One.\n\n  Two.\n\n{ID}\n---\nText.\n",
    ),
    "a block that keeps its end last": (
        "---\nstandfirst: >+\n  One.\n\n\n---\nText.\n",
        f"---\nstandfirst: >+\n  One.\n\n\n{ID}\n---\nText.\n",
    ),
    "a text of several lines last": (
        "---\nstandfirst: 'One\n  two'\n---\nText.\n",
        f"---\nstandfirst: 'One\n  two'\n{ID}\n---\nText.\n",
    ),
    "an indented header": (
        "---\n  title: Lee\n  date: 2026-01-04\n---\nText.\n",
        f"---\n  title: Lee\n  date: 2026-01-04\n  {ID}\n---\nText.\n",
    ),
    "a value that wants quotes": (
        "---\ntitle: Iran: talks\n---\nText.\n",
        f"---\ntitle: Iran: talks\n{ID}\n---\nText.\n",
    ),
    "emoji and other writing": (
        "---\ntitle: 🙂 李在明 عنوان\n---\n🙂\n",
        f"---\ntitle: 🙂 李在明 عنوان\n{ID}\n---\n🙂\n",
    ),
    "characters that are dropped": (
        "---\ntitle: L\x00ee\x0c\n---\nText\x0c.\n",
        f"---\ntitle: L\x00ee\x0c\n{ID}\n---\nText\x0c.\n",
    ),
    "TOML": ('+++\ntitle = "Lee"\n+++\nText.\n', f'+++\ntitle = "Lee"\n{TOML_ID}\n+++\nText.\n'),
    "empty TOML": ("+++\n+++\nText.\n", f"+++\n{TOML_ID}\n+++\nText.\n"),
    "TOML with a table": (
        '+++\r\ntitle = "Lee"\r\n\r\n# More.\r\n[params]\r\nid = 7\r\n+++\r\nText.\r\n',
        f'+++\r\ntitle = "Lee"\r\n{TOML_ID}\r\n\r\n# More.\r\n[params]\r\nid = 7\r\n+++\r\nText.\r\n',
    ),
    "TOML that begins with tables": (
        '+++\n[[authors]]\nname = "Ana"\n+++\nText.\n',
        f'+++\n{TOML_ID}\n[[authors]]\nname = "Ana"\n+++\nText.\n',
    ),
    "TOML with what looks like a table": (
        '+++\nrows = [\n  [1],\n]\nnote = """\n[a]\n"""\n[b]\nc = 1\n+++\nText.\n',
        f'+++\nrows = [\n  [1],\n]\nnote = """\n[a]\n"""\n{TOML_ID}\n[b]\nc = 1\n+++\nText.\n',
    ),
    "plain lines": (
        "Title: Lee\nDate: 2026-01-04\n\nText.\n",
        f"Title: Lee\nDate: 2026-01-04\n{ID}\n\nText.\n",
    ),
    "plain lines and text at once": (
        "Title: Lee\r\nThe text begins.\r\n",
        f"Title: Lee\r\n{ID}\r\nThe text begins.\r\n",
    ),
    "plain lines and no more": ("Title: Lee\r\nDate: 1.1.", f"Title: Lee\r\nDate: 1.1.\r\n{ID}"),
    "one plain line": ("\ufeffTitle: Lee", f"\ufeffTitle: Lee\n{ID}"),
    "no header": ("# Lee\n\nText.\n", f"---\n{ID}\n---\n# Lee\n\nText.\n"),
    "no header, blank lines first": ("\r\n \r\n# Lee", f"---\r\n{ID}\r\n---\r\n\r\n \r\n# Lee"),
    "no header, a byte order mark": ("\ufeff# Lee\r", f"\ufeff---\r{ID}\r---\r# Lee\r"),
    "no header, one line": ("Text", f"---\n{ID}\n---\nText"),
    "no header, an indented first line": ("\n    Text.\n", f"\n    ---\n{ID}\n---\nText.\n"),
    "nothing but blanks": ("  \n ", f"---\n{ID}\n---\n  \n "),
    "a line that looks like a header": ("Note: this.\n", f"---\n{ID}\n---\nNote: this.\n"),
    "the field as a null": ("---\nid:\ntitle: Lee\n---\n", f"---\n{ID}\ntitle: Lee\n---\n"),
    "a null that is written": ("---\nid: ~  # later\n---\n", f"---\n{ID}  # later\n---\n"),
    "a null with a comment": ("---\nid:   # later\n---\n", f"---\n{ID}   # later\n---\n"),
    "a null and blanks": ("---\nid:  \r\n---\r\n", f"---\nid:  {IDENTITY}\r\n---\r\n"),
    "an empty text in quotes": ('---\nid: "" # none\n---\n', f'---\nid: "{IDENTITY}" # none\n---\n'),
    "an empty list": ("---\nid: []\n---\n", f"---\n{ID}\n---\n"),
    "a null under another spelling": ("---\nGUID: null\n---\n", f"---\nGUID: {IDENTITY}\n---\n"),
    "the better of two nulls": ("---\nguid:\nid:\n---\n", f"---\nguid:\n{ID}\n---\n"),
    "the last of two of one name": ("---\nid: x\nid:\n---\n", f"---\nid: x\n{ID}\n---\n"),
    "an empty text in TOML": (
        '+++\nid = ""\n[a]\nid = ""\n+++\n',
        f'+++\n{TOML_ID}\n[a]\nid = ""\n+++\n',
    ),
    "a null in plain lines": ("title: Lee\nid: ~ \n\nText.", f"title: Lee\n{ID} \n\nText."),
}  # fmt: skip

REPLACED = {
    "a date": ("---\nupdated: 2026-01-01\n---\n", f"---\nupdated: {MOMENT}\n---\n"),
    "a date with a comment": (
        "---\nlastmod:  2026-01-01\t# moved\ntitle: Lee\n---\nText.\n",
        f"---\nlastmod:  {MOMENT}\t# moved\ntitle: Lee\n---\nText.\n",
    ),
    "another spelling, as it is written": (
        "---\r\nLast-Modified-At : 2026-01-01 \r\n---\r\n",
        f"---\r\nLast-Modified-At : {MOMENT} \r\n---\r\n",
    ),
    "a key in quotes": ('---\n"updated": x\n---\n', f'---\n"updated": {MOMENT}\n---\n'),
    "a text in quotes": (
        '---\nupdated: "a \\" # b"   # c\n---\n',
        f'---\nupdated: "{MOMENT}"   # c\n---\n',
    ),
    "a text in single quotes": ("---\nupdated: 'it''s # b'\n---\n", f"---\nupdated: '{MOMENT}'\n---\n"),
    "a value with a number sign": ("---\nupdated: a#b # c\n---\n", f"---\nupdated: {MOMENT} # c\n---\n"),
    "a value that wants quotes": ("---\nupdated: a: b # c\n---\n", f"---\nupdated: {MOMENT} # c\n---\n"),
    "an alias": ("---\ntitle: &a x\nupdated: *a\n---\n", f"---\ntitle: &a x\nupdated: {MOMENT}\n---\n"),
    "a boolean": ("---\nupdated: true\n---\n", f"---\nupdated: {MOMENT}\n---\n"),
    "the spelling that counts": (
        "---\nlastmod: 2026-01-01\nupdated:\nmodified: 2026-01-02\n---\n",
        f"---\nlastmod: {MOMENT}\nupdated:\nmodified: 2026-01-02\n---\n",
    ),
    "not the same key deeper": (
        "---\nmore:\n  updated: a\nupdated: b\n---\n",
        f"---\nmore:\n  updated: a\nupdated: {MOMENT}\n---\n",
    ),
    "not the same words in a block": (
        "---\nnote: |\n  updated: a\nupdated: b\n---\nupdated: c\n",
        f"---\nnote: |\n  updated: a\nupdated: {MOMENT}\n---\nupdated: c\n",
    ),
    "a date in TOML": (
        "+++\nlastmod = 2026-01-01#moved\n+++\n",
        f'+++\nlastmod = "{MOMENT}"#moved\n+++\n',
    ),
    "TOML, a tight line": ('+++\n"updated"="x"\n+++\n', f'+++\n"updated"= "{MOMENT}"\n+++\n'),
    "TOML, not the same key in a text or table": (
        '+++\nnote = """\nupdated = 1\n"""\nupdated = "x" # c\n[a]\nupdated = 2\n+++\n',
        f'+++\nnote = """\nupdated = 1\n"""\nupdated = "{MOMENT}" # c\n[a]\nupdated = 2\n+++\n',
    ),
    "plain lines": (
        "Title: Lee\nModified:  2026-01-01 # all of it \n\nText.",
        f"Title: Lee\nModified:  {MOMENT} \n\nText.",
    ),
    "a byte order mark and old Macs": (
        "\ufeff---\rupdated: x\r---\rText.",
        f"\ufeff---\rupdated: {MOMENT}\r---\rText.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), INSERTED.values(), ids=INSERTED.keys())
def test_a_field_without_value_gets_one(before: str, after: str) -> None:
    """The line is put last in the header, or the empty key filled; all other bytes stay."""
    assert edited(before).encode() == after.encode()


@pytest.mark.parametrize(("before", "after"), REPLACED.values(), ids=REPLACED.keys())
def test_a_value_is_replaced(before: str, after: str) -> None:
    """Only the value changes: key, quotes, comment and blanks stay as they were written."""
    assert edited(before, "updated").encode() == after.encode()


@pytest.mark.parametrize(
    ("before", "field"),
    [(after, "id") for _, after in INSERTED.values()]
    + [(after, "updated") for _, after in REPLACED.values()],
    ids=[*INSERTED, *(f"replaced: {name}" for name in REPLACED)],
)
def test_the_same_value_again_changes_nothing(before: str, field: str) -> None:
    """Setting a field twice is setting it once."""
    assert edited(before, field) == before


REPLACE = "cannot be replaced without touching more than its line [not-editable]"
HINT = f"\n  hint: write this line yourself: updated: {MOMENT}"


@pytest.mark.parametrize(
    "header",
    [
        "updated: >\n  2026-01-01\n",
        "updated: |\n  2026-01-01\n",
        "updated:\n  2026-01-01\n",
        "updated: 2026\n  -01-01\n",
        'updated: "2026\n  # no comment"\n',
        'updated: &a "2026 # no comment"\n',
        "updated: |\n  # no comment\n",
        "updated: !!str |\n  # no comment\n",
        "updated: |\n\n",
        "updated:\n  # a comment\n  2026\n",
        "updated: [2026-01-01]\n",
        "updated: {date: 2026-01-01}\n",
        "updated:\n- 2026-01-01\n",
        "updated: &a x\nother: *a\n",
        "? updated\n: x\n",
        "&a updated: x\n",
    ],
)
def test_a_value_that_is_no_single_line_is_left_to_its_author(header: str) -> None:
    """The problem names the place of the key, and the line to type."""
    column = header.index("updated") + 1 if header[0] != "&" else 1
    said = refused(f"---\n{header}---\nText.\n", "updated")
    assert said == f"asia/lee.md:2:{column}: the value of 'updated' {REPLACE}{HINT}"


BRACES = "\n  hint: write this inside the braces, "


def test_where_the_line_cannot_be_added_its_author_is_told() -> None:
    """A header in braces has no last line of its own."""
    assert refused('---\n{"title": "Lee"}\n---\nText.\n') == (
        "asia/lee.md:1:1: a line 'id' cannot be added without changing what else the header says "
        f"[not-editable]{BRACES}right after the first one: id: '{IDENTITY}',"
    )


@pytest.mark.parametrize(
    "header", ['{"title": "Lee"}', "{title: Lee,}", "{\n  title: Lee\n}", "  # a comment\n  {title: Lee}"]
)
def test_what_is_to_be_typed_into_braces_gives_the_id(header: str) -> None:
    """Typed where the hint says, it is the id, and the title is what it was."""
    text = f"---\n{header}\n---\nText.\n"
    typed = refused(text).partition(f"{BRACES}right after the first one:")[2]
    pairs = frontmatter.split(text.replace("{", f"{{{typed} "), "asia/lee.md").pairs
    assert pairs
    values = {key.value: node.value for key, node in pairs.pairs if isinstance(node, Text)}
    assert values == {"id": IDENTITY, "title": "Lee"}


def test_a_value_in_braces_is_replaced_by_its_author() -> None:
    """In its place, in quotes."""
    said = refused("---\n{title: Lee, updated: x}\n---\nText.\n", "updated")
    assert said == (
        f"asia/lee.md:2:14: the value of 'updated' {REPLACE}{BRACES}"
        f"in place of what 'updated' says now: updated: '{MOMENT}'"
    )


@pytest.mark.parametrize(
    "text", ["---\ntitle: Lee\r\x00\nid: x\n---\n", "---\r\x01\u2028title: Lee\n---\nText.\n"]
)
def test_a_line_end_with_a_hole_is_not_guessed_at(text: str) -> None:
    """Where a dropped character stands inside a line end, lines have no numbers to rely on."""
    assert "[not-editable]" in refused(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\ntitle: Lee\n", "unclosed-front-matter"),
        ("---\n\ttitle: [Lee\n---\n", "yaml-syntax"),
        ("+++\ntitle: Lee\n+++\n", "toml-syntax"),
        ("---\n- a list\n---\n", "not-a-mapping"),
    ],
)
def test_a_broken_header_is_not_touched(text: str, code: str) -> None:
    """What cannot be read is not edited; the problem is the one that a build shows."""
    assert f"[{code}]" in refused(text)


def test_a_toml_text_of_several_lines_is_left_to_its_author() -> None:
    """The hint is TOML, too."""
    said = refused('+++\nupdated = """2026 # a"""\n+++\n', "updated")
    assert said.endswith(f'hint: write this line yourself: updated = "{MOMENT}"')


@pytest.mark.parametrize("form", ["---\n{}: x\n---\n", "+++\n{} = 1\n+++\n", "Title: a\n{}: x\n"])
@pytest.mark.parametrize(
    "value", ["No", "a: b", "it's", 'say "no"', "# x", "ends with:", "🙂 ü", "back\\slash"]
)
def test_any_text_of_one_line_can_be_a_value(form: str, value: str) -> None:
    """Quotes are added where the form wants them: what is read is what was set."""
    found = set_field(form.format("id"), "a.md", ("id",), value)
    assert isinstance(found, str), found
    pairs = frontmatter.split(found, "a.md").pairs
    node = pairs.get("id") if pairs else None
    assert isinstance(node, Text)
    assert node.value == value


# ---- any header --------------------------------------------------------------------------------------------

ENDS = st.sampled_from(["\n", "\r\n", "\r"])
KEYS = st.sampled_from("title id ID guid uuid updated lastmod tags image note Feed-Id".split())
YAML_VALUES = st.sampled_from(
    [
        "", " ~", " x", " 'it''s'  # c", ' "a # b"', " a: b", " # c", " |\n  one\n\n  two", " >+\n  one\n",
        "\n- a\n- b", "\n  id: 1\n  b: [c]", " [a,\n  b]", " {id: 2}", " 'a\n  b'", " plain\n  more",
        " 🙂 # 李", " &a b", " 2026-01-01 10:00", " - x",
    ]
)  # fmt: skip
TOML_VALUES = st.sampled_from(
    [
        '""',
        '"x"  # c',
        "'it # s'",
        "2026-01-01",
        "[\n [1],\n]",
        '"""\n[id]\nid = 1\n"""',
        "{id = 1}",
        "true#c",
    ]
)
COMMENTS = st.sampled_from(["", "# a comment", "#id: x", " "])
BODIES = st.text(st.sampled_from("ab:# -+.'\"\u2028\x00\ufeff🙂\n\r\t"), max_size=30)


@st.composite
def articles(draw: st.DrawFn) -> str:
    """Make an article with a header of any form, its line ends mixed."""
    form = draw(st.sampled_from(["yaml", "toml", "lines", "none"]))
    rows: list[str] = []
    for _ in range(draw(st.integers(0, 5))):
        key = draw(KEYS)
        if form == "yaml":
            rows += [draw(COMMENTS), f"{key}:{draw(YAML_VALUES)}"]
        elif form == "toml":
            rows += [draw(COMMENTS), f"{key} = {draw(TOML_VALUES)}"]
            rows += draw(st.sampled_from([[], [], [], ["[table]"], ["[[tables]]"]]))
        elif form == "lines":
            rows.append(f"{key}: {draw(st.sampled_from(['x', '~', 'a # b ', '🙂', '[a]']))}")
    fence = {"yaml": ["---"], "toml": ["+++"]}.get(form, [])
    text = "\n".join([*fence, *rows, *fence, draw(BODIES)])
    text = "".join(draw(ENDS) if sign == "\n" else sign for sign in text)
    return draw(st.sampled_from(["", "\ufeff", "\n", "  "])) + text


def said_by(node: Node) -> object:
    """Give what a node says, without its place."""
    if isinstance(node, Text):
        return node.value, node.plain
    if isinstance(node, Items):
        return [said_by(item) for item in node.items]
    return [(key.value, said_by(value)) for key, value in node.pairs]


def others(pairs: Pairs | None, spellings: tuple[str, ...]) -> list[object]:
    """Give the fields that stand under none of the spellings."""
    return [
        (key.value, said_by(node))
        for key, node in (pairs.pairs if pairs else ())
        if key.value.lower().replace("-", "_") not in spellings
    ]


def assert_one_line_differs(before: str, after: str, field: str) -> None:
    """Hold an edit to its promise, without asking the code that made it."""
    matter, result = frontmatter.split(before, "a.md"), frontmatter.split(after, "a.md")
    assert not errors(result.problems)
    fields = article.fields_of("a.md", result, [])
    found = fields.find(field)
    assert found is not None
    assert isinstance(found.node, Text)
    assert found.node.value == VALUES[field]
    spellings = spellings_of(field)
    assert others(matter.pairs, spellings) == others(result.pairs, spellings)
    assert matter.body.strip("\n \t") == result.body.strip("\n \t")
    # One piece differs, and what was taken out is a part of one line.
    start = len(posixpath.commonprefix([before, after]))
    tail = len(posixpath.commonprefix([before[start:][::-1], after[start:][::-1]]))
    gone, come = before[start : len(before) - tail], after[start : len(after) - tail]
    assert "\n" not in gone
    assert "\r" not in gone
    assert len(re.findall("\r\n|\r|\n", come)) <= (1 if matter.found else 3)


@given(articles(), st.sampled_from(["id", "updated"]))
@settings(max_examples=600)
def test_whatever_the_header_only_one_line_changes(text: str, field: str) -> None:
    """The value is set, every other field and the body are as before; or it is a Problem."""
    after = set_field(text, "a.md", spellings_of(field), VALUES[field])
    if isinstance(after, str):
        assert_one_line_differs(text, after, field)
        assert set_field(after, "a.md", spellings_of(field), VALUES[field]) == after


def test_what_only_looks_like_tables_is_tried_a_few_times() -> None:
    """A header made to be slow is given up: each try reads the whole of it."""
    rows = "[a]\n" * 40_000
    said = refused(f'+++\ntext = """\n{rows}"""\n[b]\n+++\nText.\n')
    assert "[not-editable]" in said


# ---- real articles -----------------------------------------------------------------------------------------


def outcome_of_edits(source: Source) -> str:
    """Set both fields in one real article, judge the results, and say how it went."""
    data = sources.read(source)
    assert isinstance(data, bytes)
    text = data.decode("utf-8")
    if article.is_html(source.path) and not frontmatter.split(text, source.path).found:
        return "no article"
    for field, value in VALUES.items():
        after = set_field(text, source.path, spellings_of(field), value)
        if isinstance(after, Problem):
            return after.code
        assert_one_line_differs(text, after, field)
    suffix = article.place_of(source.path).language_suffix
    made = addresses.story_id("", "test.example,2026", source.path, suffix)
    assert addresses.story_id(made, "other.example,2020", "moved.md", "") == made
    assert addresses.is_sound_id(made)
    return "edited"


@pytest.mark.slow
@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora of real articles are not beside the repository")
@pytest.mark.parametrize("name", ["digitalgov", "ropensci", "carpentries", "bitcoinops-i18n"])
def test_every_real_article_can_be_edited(name: str) -> None:
    """All headers that people wrote take an id and a moment, and keep all the rest."""
    tree = sources.scan(str(CORPORA / name / "content"))
    with mapper.processes(0) as run:
        outcomes = list(run(outcome_of_edits, tree.articles))
    assert len(outcomes) > 300
    assert [
        (source.path, said)
        for source, said in zip(tree.articles, outcomes, strict=True)
        if said not in ("edited", "no article")
    ] == []
    assert outcomes.count("edited") > 300
