"""TOML headers as the same nodes as YAML."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime, time

from feedgen_site.nodes.tree import MAX_BYTES, Header, Items, Node, Pairs, Text, too_large
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem

_MAX_KEY_PARTS = 100
_ROW = regex(r"(?P<key>[A-Za-z][\w-]{0,40})[ \t]{0,9}[:=][ \t]{0,9}(?P<value>[^ \t].*)")


def read_toml(text: str, path: str, first_line: int = 1) -> Header:
    """Read a TOML table as the same nodes; a key's line is where its name is written first."""
    if len(text) > MAX_BYTES:
        return Header(None, (too_large(path, first_line),))
    lines = {
        match[1]: first_line + number
        for number, line in reversed(list(enumerate(text.splitlines())))
        if (match := re.match(r'\s*\[*"?([\w-]+)', line))
    }
    try:
        # The parser's time grows with the square of a key's parts.
        if any(part.count(".") > _MAX_KEY_PARTS for part in re.split(r"[={,\n]", text)):
            raise RecursionError
        node = _from_toml(tomllib.loads(text), first_line, lines)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        match = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(match[1]), int(match[2])) if match else (1, 1)
        is_deep = isinstance(error, RecursionError)
        said = "nested too deeply" if is_deep else re.sub(r" \(at .*\)$", "", str(error))
        rows = text.split("\n")
        hint = _quoted(rows[line - 1] if 0 < line <= len(rows) else "")
        return Header(None, (Problem(path, first_line + line - 1, column, "toml-syntax", said, hint),))
    assert isinstance(node, Pairs)
    return Header(node)


def _from_toml(value: object, line: int, lines: dict[str, int]) -> Node:
    if isinstance(value, dict):
        return Pairs(
            tuple(
                (
                    Text(str(key), lines.get(str(key), line), 1, True),
                    _from_toml(item, lines.get(str(key), line), lines),
                )
                for key, item in value.items()
            ),
            line,
            1,
        )
    if isinstance(value, list):
        return Items(tuple(_from_toml(item, line, lines) for item in value), line, 1)
    if isinstance(value, bool):
        return Text("true" if value else "false", line, 1, True)
    if isinstance(value, (datetime, date, time)):
        return Text(value.isoformat(), line, 1, True)
    return Text(str(value), line, 1, not isinstance(value, str))


def _quoted(row: str) -> str:
    """Say how a row is written whose value lacks its quotes, or has a colon where TOML has `=`."""
    match = _ROW.fullmatch(row.strip())
    if match is None or match["value"][0] in "\"'[{":
        return "check quotes and brackets on this line"
    return f"{match['key']} = {json.dumps(match['value'].strip('“”„‘’«»'), ensure_ascii=False)}"
