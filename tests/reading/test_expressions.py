"""Expressions of site.yaml: what they mean, what is wrong with them, which fields of an entry they set."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from feedgen_site import entryfields
from feedgen_site.entryfields import EntryFields
from feedgen_site.expressions import Expression, Mistake, parse
from feedgen_site.fields import Fields
from feedgen_site.nodes import read_yaml
from feedgen_site.problem import Problem, in_order
from tests.reading.test_cases import Case, cases
from tests.support import ROOT

HOLES = frozenset(("a", "b", "empty", "headline"))
VALUES = {"a": "A", "b": "B", "empty": "", "headline": "H"}


def filled(text: str, **values: str) -> str:
    """Parse and fill an expression that has no mistake."""
    parsed = parse(text, HOLES)
    assert isinstance(parsed, Expression), parsed
    return parsed.fill({**VALUES, **values})


def mistake(text: str) -> Mistake:
    """Parse an expression that has a mistake."""
    parsed = parse(text, HOLES)
    assert isinstance(parsed, Mistake), parsed
    return parsed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Plain – text.", "Plain – text."),
        ("{a}{b}", "AB"),
        ("{ a }", "A"),
        ("x{empty}y", "xy"),
        ("[{a}: ]{b}", "A: B"),
        ("[{empty}: ]{b}", "B"),
        ("[{a} {empty}]{b}", "B"),
        ("[{a}[, {empty}]]", "A"),
        ("[{empty}[, {a}]]", ""),
        ("[{a}[ ({b})]]!", "A (B)!"),
        (r"\[{a}\] \{a\} \\", r"[A] {a} \ "[:-1]),
        (r"[{a}\]]", "A]"),
        ("{a}\n{b}", "A\nB"),
        ("<b>{a}</b> & $a %s", "<b>A</b> & $a %s"),
    ],
)
def test_what_an_expression_says(text: str, expected: str) -> None:
    """Holes are filled, parts with an empty hole of their own vanish, escaped signs stand as they are."""
    assert filled(text) == expected


def test_white_space_alone_is_empty() -> None:
    """A value of blanks fills no part, as nobody would see why the rest stands there."""
    assert filled("[{a}: ]{b}", a=" \n") == "B"


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        ("x {headlin}", 2, "there is no '{headlin}'", "did you mean '{headline}'?"),
        ("{Headline}", 0, "there is no '{Headline}'", "did you mean '{headline}'?"),
        ("{headline|upper}", 0, "there is no '{headline|upper}'", "did you mean '{headline}'?"),
        ("{headline.__class__}", 0, "there is no '{headline.__class__}'", "did you mean"),
        ("{0.__class__}", 0, "there is no '{0.__class__}'", "there are {a}, {b}, {empty}, {headline}"),
        ("{}", 0, "there is no '{}'", "there are {a}, {b}, {empty}, {headline}"),
        ("x {a", 2, "this '{' is not closed", r"'\{' for the sign itself"),
        ("{a {b}}", 0, "this '{' is not closed", r"'\{'"),
        ("a}", 1, "this '}' closes nothing", r"'\}' for the sign itself"),
        ("a]", 1, "this ']' closes nothing", r"'\]' for the sign itself"),
        ("a [{a}", 2, "this '[' is not closed", r"']' where the part ends, or '\['"),
        ("[{a}[{b}", 4, "this '[' is not closed", r"']' where"),
        ("[News] {a}", 0, "a part without a hole of its own never vanishes", r"\[News\]"),
        ("[ [{a}] ]", 0, "a part without a hole of its own never vanishes", r"\[ [{a}] \]"),
        (f"[{'x' * 50}]", 0, "a part without", r"'\[' and '\]' for the signs themselves"),
        (r"a\n", 1, "a backslash stands only before", r"\\"),
        ("a\\", 1, "a backslash stands only before", r"\\"),
        ("[" * 11 + "{a}" + "]" * 11, 10, "parts are nested more than 10 deep", "write it flatter"),
    ],
)
def test_a_mistake(text: str, offset: int, message: str, hint: str) -> None:
    """A mistake is told with its place and with what to type; nothing is guessed."""
    found = mistake(text)
    assert found.offset == offset
    assert found.message.startswith(message)
    assert found.hint.startswith(hint)


def test_the_deepest_part_that_is_allowed() -> None:
    """Ten parts in each other are filled, the innermost too."""
    assert filled("[{a}" * 10 + "]" * 10) == "A" * 10


def test_a_long_unknown_hole_is_cut() -> None:
    """A message stays readable."""
    assert len(mistake("{" + "x" * 10_000 + "}").message) < 100


SIGNS = st.text(st.sampled_from("[]{}\\ab \n:.|é"), max_size=60) | st.text(max_size=60)


@given(SIGNS)
def test_any_text_is_an_expression_or_a_mistake(text: str) -> None:
    """Nothing raises; a mistake lies within the text and says something."""
    parsed = parse(text, HOLES)
    if isinstance(parsed, Mistake):
        assert 0 <= parsed.offset < len(text)
        assert parsed.message
        assert parsed.hint
    else:
        assert isinstance(parsed.fill(VALUES), str)


@given(SIGNS)
def test_escaped_text_is_itself(text: str) -> None:
    """With a backslash before each sign, any text says itself."""
    assert filled(re.sub(r"[\[\]{}\\]", r"\\\g<0>", text)) == text


@given(SIGNS.filter(str.strip))
def test_values_are_inserted_as_they_are(value: str) -> None:
    """A headline that looks like an expression is text: no hole in it is filled, no bracket read."""
    assert filled("[{a}|]{b}", a=value, b=value) == f"{value}|{value}"


@pytest.mark.parametrize(
    "text",
    ["[" * 300_000, "{" * 300_000, "{a" * 200_000, "[{a}" * 100_000, "\\" * 300_001, "]" * 300_000,
     "{" + "a" * 300_000, "{" + "a" * 300_000 + "}", "[{a}]" * 100_000, "[" + "[{a}]" * 100_000 + "]"],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_the_worst_texts(text: str) -> None:
    """Huge texts are read in one pass and without recursion; anything slower would not end here."""
    parsed = parse(text, HOLES)
    assert isinstance(parsed, Mistake) or parsed.fill(VALUES) == "A" * 100_000


# ---- fields of entries -------------------------------------------------------------------------------------

STORY = {
    **dict.fromkeys(entryfields.HOLES, ""),
    "headline": "A bridge opens",
    "standfirst": "It has <b>four</b> lanes.",
    "section": "Asia",
    "site": "The Test",
    "url": "https://test.example/bridge/",
}


def read(text: str) -> tuple[EntryFields, tuple[Problem, ...]]:
    """Read what stands under `feeds`."""
    header = read_yaml(text, "site.yaml")
    problems = list(header.problems)
    known = ("entries", "fields", "namespaces")
    feeds = Fields("site.yaml", header.pairs, {key: (key,) for key in known}, problems)
    return entryfields.read(feeds), in_order(problems)


def printed(case: Case) -> str:
    """Give the problems, then what entries of the story above have."""
    fields, problems = read(case.input)
    lines = [*map(str, problems), f"title: {fields.title_of(STORY)}"]
    if fields.summary:
        lines.append(f"summary: {fields.summary.fill(STORY)}")
    for element in fields.elements:
        value = element.expression.fill(STORY)
        lines.append(f"{element.prefix}:{element.name}: {value} ({element.namespace})")
    return "\n".join(lines)


@pytest.mark.parametrize("case", cases("entry-fields"), ids=lambda case: case.title)
def test_entry_fields(case: Case) -> None:
    """Each case of entry-fields.md gives exactly what it says."""
    assert printed(case) == case.expected


def test_cases_are_many() -> None:
    """A reader of cases that lost some would be noticed."""
    assert len(cases("entry-fields")) >= 14


URIS = st.from_regex(r"[a-z]{1,6}:(//)?[a-z0-9./:?#@%\[\]{}é _-]{0,20}", fullmatch=True) | st.text(
    max_size=20
)


@example("http://purl.org/dc/elements/1.1/", "dc", "source")
@example("urn:example:ns", "x", "a")
@example("tag:example.org,2026:ns#", "_x.1-", "_a.1-")
@example("http://example.org:0/", "x", "a")
@example("http://[::1]/", "x", "a")
@example("http://example.org/é", "x", "a")
@given(URIS, st.text(st.sampled_from("abX1-_.: é"), max_size=6), st.text(max_size=6))
def test_what_is_accepted_can_be_written(uri: str, prefix: str, name: str) -> None:
    """Whatever element passes without a problem, an XML library takes: prefix, namespace and name."""
    quoted = [repr_yaml(part) for part in (f"{prefix}:{name}", prefix, uri)]
    fields, problems = read(
        f'fields:\n  {quoted[0]}: "{{section}}"\nnamespaces:\n  {quoted[1]}: {quoted[2]}\n'
    )
    for element in fields.elements:
        made = etree.Element(f"{{{element.namespace}}}{element.name}", nsmap=fields.namespaces())
        assert etree.fromstring(etree.tostring(made)).tag == f"{{{element.namespace}}}{element.name}"
    assert fields.elements or problems


def repr_yaml(text: str) -> str:
    """Write a text as a scalar in double quotes, all but plain ASCII letters escaped."""
    escaped = "".join(c if c.isascii() and c.isalnum() else f"\\U{ord(c):08x}" for c in text)
    return f'"{escaped}"'


def test_synonyms_are_no_holes_and_lead_to_holes() -> None:
    """A hint that follows a synonym names a hole; no synonym hides one."""
    assert set(entryfields.SYNONYMS.values()) <= entryfields.HOLES
    assert not set(entryfields.SYNONYMS) & entryfields.HOLES


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("feeds:\n  fields:\n    title: {section}: {headline}", 'title: "{section}: {headline}"'),
        ("feeds:\n  fields:\n    title: [{a} \\[x\\]]{b}", "title: '[{a} \\[x\\]]{b}'"),
        ("feeds:\n  fields:\n    # why\n\n    'dc:source': {a} - {b}", "'dc:source': \"{a} - {b}\""),
        ("feeds: {fields: {title: [{a}: ]{b}}}", 'title: "[{section}: ]{headline}"'),
        ("strings:\n  title: [{a}: ]{b}", ""),
        ("title: [{a}: ]{b}", ""),
        ("feeds:\n  fields:\n    title: plain", ""),
    ],
)
def test_a_text_without_quotes_is_shown_with_them(text: str, hint: str) -> None:
    """Where YAML stumbled over a text of `fields`, in its line or the next; elsewhere nothing is claimed."""
    rows = text.split("\n")
    shown = f"put the whole text in quotes: {hint}" if hint else ""
    assert entryfields.unquoted_hint(rows, len(rows)) == shown
    assert entryfields.unquoted_hint([*rows, ""], len(rows) + 1) == shown


def documented_fields() -> EntryFields:
    """Read the example of docs/configuration.md."""
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8").partition("## Fields of an entry")[2]
    example = text.partition("```yaml\nfeeds:\n")[2].partition("```")[0]
    fields, problems = read("\n".join(line[2:] for line in example.split("\n")))
    assert problems == ()
    return fields


@pytest.mark.parametrize(
    ("standfirst", "agency", "expected"),
    [("Why.", "Wire", "Why. – Wire"), ("Why.", "", "Why."), ("", "Wire", ""), ("", "", "")],
)
def test_the_documented_summary_leaves_no_dash_behind(standfirst: str, agency: str, expected: str) -> None:
    """Whatever a story lacks, nothing dangles."""
    summary = documented_fields().summary
    assert summary is not None
    assert summary.fill({**STORY, "standfirst": standfirst, "agency": agency}) == expected


def test_every_hole_is_documented() -> None:
    """docs/configuration.md lists the holes, and no other."""
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    table = text.partition("| hole |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`\{(\w+)\}`", table)) == entryfields.HOLES
