"""The header of an article edited as text: one field gets a value, no other byte changes.

An edit is proposed from what the lines look like. Then the result is read as a build reads it, and the edit
counts only if the field has the value, and every other field and the body are what they were. So a header
that is stranger than these rules expect becomes a Problem, never a broken file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum
from itertools import islice
from typing import Final

from feedgen_site import frontmatter
from feedgen_site.fields import folded_key, is_absent
from feedgen_site.frontmatter import FrontMatter
from feedgen_site.frozen import dataclass
from feedgen_site.nodes import Items, Node, Pairs, Text, in_quotes
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem, errors
from feedgen_site.text import clean, lines

_BOM: Final = "\ufeff"
# What `text.clean` and `text.lines` take for the end of a line, one after the other.
_END: Final = regex("(\r[\n\x85\u2028\u2029]|[\n\r\x85\u2028\u2029])")
_COMMON_ENDS: Final = ("\n", "\r\n", "\r")
_QUOTED: Final = regex(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_YAML_COMMENT: Final = regex(r"(?:(?<=[ \t])|^)#")
_TOML_COMMENT: Final = regex("#")
# How values begin that may go on in the next line, where the rest would be left: as a comment, too.
_OPENING: Final = tuple("\"'|>&!")
_AFTER_VALUE: Final = regex(r"[ \t]*(?:#.*)?")
_TABLE: Final = regex(r"[ \t]*\[[^\[\]]*\][ \t]*(?:#.*)?|[ \t]*\[\[[^\[\]]*\]\][ \t]*(?:#.*)?")
# What YAML reads as the same text without quotes, wherever a value may stand in block style.
_PLAIN: Final = regex(r"[A-Za-z0-9](?:[A-Za-z0-9%:/.,_~+-]*[A-Za-z0-9%/._~+-])?")
# Each proposal costs a reading of the header; only TOML has more than two, and its first mostly fits.
_MOST_TRIES: Final = 20
_SINGLE: Final = "'"
_LEADING_BLANK: Final = regex(r"(?:[ \t]*\n)+")


class _Form(Enum):
    """How a header is written."""

    YAML = "yaml"
    TOML = "toml"
    LINES = "lines"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the file as it stands, and what ends it."""

    text: str
    end: str


@dataclass(frozen=True, slots=True)
class _Before:
    """A file as it was: `first` is the row its header or text begins on, `target` the field to be set."""

    matter: FrontMatter
    rows: tuple[_Row, ...]
    form: _Form
    first: int
    target: tuple[Text, Node] | None

    @property
    def after_fields(self) -> int:
        """Give the row after the last field: the closing fence, or what follows plain lines."""
        return self.matter.body_line - (1 if self.form is _Form.LINES else 2)


def set_field(text: str, path: str, spellings: Sequence[str], value: str) -> str | Problem:
    """Give an article's text with a field set to `value`, a text of one line.

    The field is replaced where it stands under one of its `spellings` (folded, best first); a key without a
    value gets one; else a line under the first spelling is added at the end of the header. A text without
    header gets one. The text is that of the file, decoded and otherwise untouched.
    """
    matter = frontmatter.split(text, path)
    if found := errors(matter.problems):
        return found[0]
    mark, unmarked = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    parts = _END.split(unmarked)
    rows = tuple(map(_Row, parts[::2], [*parts[1::2], ""]))
    first = next((at for at, row in enumerate(rows) if clean(row.text).strip(" \t")), 0)
    before = _Before(matter, rows, _form_of(matter, rows[first]), first, _target(matter.pairs, spellings))
    key = before.target[0].value if before.target else spellings[0]
    # Else a dropped character parts a carriage return from its line feed, and rows cannot be counted.
    if len(rows) == lines(clean(unmarked)).count("\n") + 1:
        for proposed in islice(_proposals(before, key, value), _MOST_TRIES):
            edited = mark + proposed
            if _is_faithful(edited, path, before, spellings, value):
                return edited
    return _not_editable(before, path, key, value)


def _form_of(matter: FrontMatter, first: _Row) -> _Form:
    if not matter.found:
        return _Form.NONE
    opening = clean(first.text).strip()
    return {"---": _Form.YAML, "+++": _Form.TOML}.get(opening, _Form.LINES)


def _target(pairs: Pairs | None, spellings: Sequence[str]) -> tuple[Text, Node] | None:
    """Find the field as `Fields` does: the best spelling that has a value; else the best that has none."""
    last = {folded_key(key.value): (key, node) for key, node in pairs.pairs} if pairs else {}
    present = [last[spelling] for spelling in spellings if spelling in last]
    return next((one for one in present if not is_absent(one[1])), present[0] if present else None)


# ---- proposing ---------------------------------------------------------------------------------------------


def _proposals(before: _Before, key: str, value: str) -> Iterator[str]:
    """Give texts to try, the one most likely meant first."""
    if before.form is _Form.NONE:
        yield from _with_new_header(before, key, value)
    elif before.target is None:
        yield from _with_new_line(before, key, value)
    elif isinstance(before.target[1], Text) or is_absent(before.target[1]):
        yield from _with_new_value(before, key, before.target[0].line - 1, value)


def _with_new_header(before: _Before, key: str, value: str) -> Iterator[str]:
    text = _joined(before.rows)
    end = before.rows[0].end if before.rows[0].end in _COMMON_ENDS else "\n"
    header = f"---{end}{_line(_Form.YAML, key, value)}{end}---{end}"
    yield header + text
    # Indentation before the first word is dropped today; behind a header it would make a block of code.
    row = before.rows[before.first].text
    start = len(_joined(before.rows[: before.first])) + len(row) - len(row.lstrip(" \t"))
    yield text[:start] + header + text[start:]


def _with_new_line(before: _Before, key: str, value: str) -> Iterator[str]:
    line = _line(before.form, key, value)
    if before.form is _Form.YAML and before.matter.pairs:
        line = " " * (before.matter.pairs.column - 1) + line
    places = [before.after_fields]
    if before.form is _Form.TOML:
        # Below the head of a table it would belong to that table.
        span = range(before.first + 1, before.after_fields)
        tables = [at for at in span if _TABLE.fullmatch(before.rows[at].text)]
        places = [*(_above_comments(before, at) for at in tables), *places]
    for at in places:
        yield _joined(_inserted(before.rows, at, line))


def _above_comments(before: _Before, at: int) -> int:
    """Step over the blank lines and comments before a row: a comment stays with what it explains."""
    while at > before.first + 1 and before.rows[at - 1].text.lstrip(" \t")[:1] in ("", "#"):
        at -= 1
    return at


def _inserted(rows: tuple[_Row, ...], at: int, line: str) -> tuple[_Row, ...]:
    """Put a line before row `at`, ended as the row before it; a missing last line end stays missing."""
    last = rows[at - 1]
    if last.end:
        return (*rows[:at], _Row(line, last.end if last.end in _COMMON_ENDS else "\n"), *rows[at:])
    end = rows[at - 2].end if at > 1 and rows[at - 2].end in _COMMON_ENDS else "\n"
    return (*rows[: at - 1], replace(last, end=end), _Row(line, ""))


def _with_new_value(before: _Before, key: str, at: int, value: str) -> Iterator[str]:
    places: Sequence[int] = (at,)
    if before.form is _Form.TOML:
        places = range(before.first + 1, before.after_fields)  # its nodes know lines only by guess
    sign = "=" if before.form is _Form.TOML else ":"
    head = re.compile(rf"[ \t]*(?P<quote>[\"']?){re.escape(key)}(?P=quote)[ \t]*{sign}(?=[ \t\"']|$)")
    for place in places:
        row = before.rows[place]
        match = head.match(row.text)
        rest = _replaced(before.form, row.text[match.end() :], value) if match else ""
        if match and rest:
            new = replace(row, text=match[0] + rest)
            yield _joined((*before.rows[:place], new, *before.rows[place + 1 :]))


def _replaced(form: _Form, rest: str, value: str) -> str:
    """Replace the value in what follows a key: blanks before it, a comment and blanks after it are kept.

    "" where the value may not end in this line.
    """
    written = rest.lstrip(" \t")
    gap = rest[: len(rest) - len(written)] or " "
    if form is _Form.LINES:
        return gap + value + written[len(written.rstrip()) :]
    quoted = _QUOTED.match(written)
    if quoted and _AFTER_VALUE.fullmatch(written, quoted.end()):
        return gap + _scalar(form, value, written[0]) + written[quoted.end() :]
    if written.startswith(_OPENING):
        return ""
    comment = (_TOML_COMMENT if form is _Form.TOML else _YAML_COMMENT).search(written)
    old = written[: comment.start()] if comment else written
    kept = written[len(old.rstrip(" \t")) :]
    if kept and not old:
        return f" {_scalar(form, value)}{gap}{kept}"  # a key without value, and a comment
    return gap + _scalar(form, value) + kept


def _line(form: _Form, key: str, value: str) -> str:
    return f"{key}{' =' if form is _Form.TOML else ':'} {_scalar(form, value)}"


def _scalar(form: _Form, value: str, quote: str = "") -> str:
    """Write a value; in YAML within the quotes it had, and without where it needs none."""
    if form is _Form.LINES:
        return value
    if form is _Form.TOML or quote == '"':
        return json.dumps(value, ensure_ascii=False)
    return value if not quote and _PLAIN.fullmatch(value) else in_quotes(value)


def _joined(rows: Sequence[_Row]) -> str:
    return "".join(row.text + row.end for row in rows)


# ---- judging -----------------------------------------------------------------------------------------------


def _is_faithful(edited: str, path: str, before: _Before, spellings: Sequence[str], value: str) -> bool:
    """Say whether a build would read the value, and all the rest as before."""
    after = frontmatter.split(edited, path)
    target = _target(after.pairs, spellings)
    if errors(after.problems) or target is None:
        return False
    node = target[1]
    return (
        isinstance(node, Text)
        and node.value == value
        and _others(after.pairs, target) == _others(before.matter.pairs, before.target)
        and _same_text(before, after.body)
    )


def _others(pairs: Pairs | None, target: tuple[Text, Node] | None) -> list[tuple[str, list[object]]]:
    """Give every field but one as plain values, without their places."""
    return [
        (key.value, _shape(node))
        for key, node in (pairs.pairs if pairs else ())
        if target is None or key is not target[0]
    ]


def _shape(node: Node) -> list[object]:
    """Flatten a node to what it says; without recursion, for TOML may nest as deep as the stack allows."""
    said: list[object] = []
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, Text):
            said.append((one.value, one.plain))
        elif isinstance(one, Items):
            said.append(("items", len(one.items)))
            pending += one.items
        else:
            said.append(("pairs", len(one.pairs)))
            pending += [part for pair in one.pairs for part in pair]
    return said


def _same_text(before: _Before, body: str) -> bool:
    """Compare bodies; blank lines that led a text without header are now behind the header."""
    if before.form is not _Form.NONE:
        return body == before.matter.body
    leading = _LEADING_BLANK.match(body)
    text = body[leading.end() :] if leading else body
    return text == before.matter.body or not (text + before.matter.body).strip(" \t")


def _is_in_braces(before: _Before) -> bool:
    """Say whether a header is a mapping in flow style, which has no lines of its own to add to."""
    pairs = before.matter.pairs
    if before.form is not _Form.YAML or pairs is None or not 0 < pairs.line <= len(before.rows):
        return False
    return before.rows[pairs.line - 1].text[pairs.column - 1 :].startswith("{")


def _not_editable(before: _Before, path: str, key: str, value: str) -> Problem:
    hint = f"write this line yourself: {_line(before.form, key, value)}"
    if _is_in_braces(before):
        # Quoted, for a comma would end it there. At the beginning it is right before and after any field.
        pair = f"{key}: {_scalar(before.form, value, _SINGLE)}"
        place = f"in place of what '{key}' says now" if before.target else "right after the first one"
        hint = f"write this inside the braces, {place}: {pair}{'' if before.target else ','}"
    if before.target:
        at = before.target[0]
        message = f"the value of '{key}' cannot be replaced without touching more than its line"
        return Problem(path, at.line, at.column, "not-editable", message, hint)
    message = f"a line '{key}' cannot be added without changing what else the header says"
    return Problem(path, before.first + 1, 1, "not-editable", message, hint)
