"""What YAML cannot read, or reads otherwise than it was meant: what to say of it, and how to mend it."""

from __future__ import annotations

import re

import yaml

from feedgen_site.nodes.tree import Text, in_quotes
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem, Severity
from feedgen_site.text import one_line

_HASH_ROWS = 20


def duplicate(path: str, first: Text, second: Text) -> Problem:
    """Warn of a key that stands twice."""
    name = one_line(second.value)
    return Problem(
        path,
        second.line,
        second.column,
        "duplicate-key",
        f"'{name}' stands twice, in lines {first.line} and {second.line}; the last one counts",
        f"delete line {first.line}",
        Severity.WARNING,
    )


def unquoted(path: str, line: int, key: str, quoted: str) -> Problem:
    """Warn of a value that was read as if it had quotes."""
    message = f"the value of '{key}' needs quotes" if key else "this value needs quotes"
    return Problem(path, line, 1, "yaml-unquoted", message, _row(key, quoted), Severity.WARNING)


def _row(key: str, value: str) -> str:
    """Write a value as it stands in a header: behind its key, or in a list."""
    return f"{key}: {value}" if key else f"- {value}"


def place_of(error: yaml.YAMLError, text: str) -> tuple[int, int, str]:
    """Give line and column (from 0) and the parser's words for an error."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return mark.line, mark.column, str(error.problem or error.context or "cannot be read")
    position = getattr(error, "position", 0)
    before = text[: position if isinstance(position, int) else 0]
    return before.count("\n"), 0, "a character that YAML does not allow"


# These are for rows without blanks at their end. To let blanks end at each of them takes half a second where
# there are ten thousand in a row.
_PLAIN_PAIR = regex(r"(?P<lead>[ \t]*(?:-[ ]+)?)(?P<key>[\w][\w .-]{0,60}?)[ ]*:[ ]+(?P<value>\S.*)")
# Behind a key `> Words` and `| words` begin no block of text, `- words` no list, `? words` no key.
_NO_BLOCK = regex(r"[|>][+-]?\d?[+-]?[ \t]+[^#\s]|[-?][ \t]+[^-?\s]")
# What word processors make of quotation marks.
_CURLY = regex(r"“[^“”]+”|„[^“”„]+[“”]|«[^«»]+»|‘[^‘’]+’")
_PLAIN_ENTRY = regex(r"(?P<lead>[ \t]*-[ ]+)(?P<value>[@`%*&!].*)")


def mended(text: str, line: int) -> tuple[str, int, str, str] | None:
    """Quote the value that the parser stumbled over: new text, line, key ("" in a list) and quoted value."""
    lines = text.split("\n")
    # The parser may notice only at the line after the culprit.
    for number in (line, line - 1):
        if 0 <= number < len(lines) and (found := _quoted_row(lines[number])):
            lines[number], key, quoted = found
            return "\n".join(lines), number, key, quoted
    return None


def _quoted_row(row: str) -> tuple[str, str, str] | None:
    """Quote the value of a row where it wants quotes: new row, key ("" in a list) and quoted value."""
    row = row.rstrip(" \t")
    match = _PLAIN_PAIR.fullmatch(row) or _PLAIN_ENTRY.fullmatch(row)
    if match is None or not _wants_quotes(match["value"]):
        return None
    value, key = match["value"], match.groupdict().get("key", "")
    if (len(value) > 1 and value[0] == value[-1] and value[0] in "\"'") or _CURLY.fullmatch(value):
        value = value[1:-1]
    quoted = in_quotes(value)
    return match["lead"] + (_row(key, quoted) if key else quoted), key, quoted


def in_quotes_as_shown(row: str) -> str:
    """Give a row with its value in quotes, as a hint; "" where it wants none."""
    quoted = _quoted_row(row)
    return _row(*quoted[1:]) if quoted else ""


def _wants_quotes(value: str) -> bool:
    if re.fullmatch(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", value):
        return False
    if value.startswith("{{"):
        return True  # a template of another tool
    if value[0] in "[{":
        # `[Update] Talks go on` is a text; `[asia, talks` is a list that somebody forgot to close.
        return value[-1] not in "]}" and ("]" in value or "}" in value)
    if _NO_BLOCK.match(value):
        return True
    return value[0] in "@`%*&!\"'" or ": " in value or value.endswith(":") or "\t" in value


# What the parser read when it gave up, and what of it was left open.
_OPEN = {
    "while scanning a quoted scalar": ("text in quotes", "close it with a quotation mark of the same kind"),
    "while parsing a flow sequence": ("list", "close it with ], or check the commas and quotes in it"),
    "while parsing a flow mapping": ("mapping", "close it with }, or check the commas and quotes in it"),
}
# A row that was meant as a key and its value: `title:Talks`, `title = Talks`, `title Talks`.
_NO_PAIR = regex(r"(?P<key>[A-Za-z][\w-]{0,40})(?::(?! )|：|[ ]*=|[ ])\s*(?P<value>\S.*)")
# An entry of a list without its blank: `-asia`.
_NO_ENTRY = regex(r"\s*-(?P<value>[^\s-].*)")
_AFTER_NO_PAIR = ("mapping values are not allowed in this context", "could not find expected ':'")


def meant_pair(row: str) -> str:
    """Give what was perhaps meant by a row that should hold a key and a value, as a hint."""
    meant = _NO_PAIR.fullmatch(row.rstrip())
    is_pair = meant and meant.string[meant.end("key") :].lstrip()[0] in ":：="
    return _row(meant["key"], meant["value"]) if meant and is_pair else "title: Your headline"


def syntax_problem(error: yaml.YAMLError, path: str, first_line: int, text: str) -> Problem:
    """Say what the parser could not read, at the row to mend: it often notices only at a later one.

    `text` begins on `first_line` of the file at `path`.
    """
    (line, column, said), rows = place_of(error, text), text.split("\n")
    begun = error.context_mark if isinstance(error, yaml.MarkedYAMLError) else None
    left_open = _OPEN.get(str(getattr(error, "context", ""))) if begun and begun.line < line else None
    row = rows[line] if 0 <= line < len(rows) else ""
    above = rows[line - 1].rstrip() if 0 < line <= len(rows) and said in _AFTER_NO_PAIR else ""
    message, hint = f"YAML cannot read this: {said}", "put the value in quotes, or check the indentation"
    if "\t" in row:
        message, hint = "a tab where YAML wants spaces", "replace the tab by two spaces"
    elif "flow" in str(getattr(error, "context", "")) and (hashed := _hash_in_list(rows, line)):
        line, column = hashed
        message = "YAML takes what stands behind this # for a comment, and the end of the list with it"
        hint = "put a text that begins with # in quotes: ['#one', two]"
    elif begun and left_open:
        what, hint = left_open
        line, column = begun.line, begun.column
        message = f"YAML finds no end of the {what} that begins here: {said}"
    elif said == _AFTER_NO_PAIR[0] and _is_indented_pair(rows, line):
        message, column = "this line is indented as if it went on with the one above", 0
        hint = row.strip()
    elif ": " not in above and (match := _NO_PAIR.fullmatch(above)):
        line, column = line - 1, 0
        is_odd = "\u00a0" in above[: match.start("value")]
        message = (
            "a no-break space where YAML wants a plain one" if is_odd else "this is no 'key: value' line"
        )
        hint = _row(match["key"], match["value"])
        if _goes_on(rows, line):
            hint = f"indent it, if it goes on with the line above; else {hint}"
    elif above.strip() and ":" not in above:
        line, column = line - 1, 0
        entry = _NO_ENTRY.fullmatch(above)
        message = "this is no 'key: value' line"
        hint = _row("", entry["value"]) if entry else "indent it, if it goes on with the line above"
    return Problem(path, first_line + line, column + 1, "yaml-syntax", message, hint)


def _is_indented_pair(rows: list[str], line: int) -> bool:
    """Say whether a row is a key and its value, indented below another row of that kind."""
    pair, before = (_PLAIN_PAIR.fullmatch(rows[at].rstrip()) for at in (line, line - 1))
    return bool(
        line and pair and before and pair["lead"].isspace() and len(before["lead"]) < len(pair["lead"])
    )


def _goes_on(rows: list[str], line: int) -> bool:
    """Say whether the row above perhaps goes on with the text before it: it has many words, and no sign."""
    before = _PLAIN_PAIR.fullmatch(rows[line - 2].rstrip()) if line > 1 else None
    words = rows[line - 1].split()
    return bool(before and before["value"][0] not in "[{|>" and len(words) > 2 and words[1][0] not in "=:")


def _hash_in_list(rows: list[str], line: int) -> tuple[int, int] | None:
    """Find the last `[#` or `, #` up to a row: what was to be a tag hides the rest of its row."""
    for number in range(min(line, len(rows) - 1), max(line - _HASH_ROWS, -1), -1):
        if match := re.search(r"[\[,] ?#", rows[number]):
            return number, match.end() - 1
    return None
