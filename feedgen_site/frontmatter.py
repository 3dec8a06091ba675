"""Where the header of an article ends and its text begins: YAML, TOML, or plain `Key: value` lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from feedgen_site import nodes
from feedgen_site.nodes import Header, Pairs
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem
from feedgen_site.text import clean, lines

_YAML_OPEN = regex(r"---[ \t]*")
_YAML_CLOSE = regex(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML_CLOSE = regex(r"^\+\+\+[ \t]*$", re.MULTILINE)
# Pelican's header; a prose line such as "Note: …" must not count, so the first key must be a known one.
_KEY_LINE = regex(r"([A-Za-z][A-Za-z_ -]{0,30}):[ \t]+(\S.*)")
_FIRST_KEYS = frozenset("title headline date author authors category tags slug lang summary status".split())


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """An article file in two parts. `body_line` is the line of the file that `body` begins on."""

    pairs: Pairs | None
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()
    found: bool = True


def split(text: str, path: str) -> FrontMatter:
    """Part a file's text into header and body; line ends become `\\n`, forbidden characters are dropped."""
    text = lines(clean(text.removeprefix("\ufeff")))
    start = len(text) - len(text.lstrip("\n \t"))
    first_line, rest = text[start:].partition("\n")[::2]
    line = text.count("\n", 0, start) + 1
    if _YAML_OPEN.fullmatch(first_line):
        return _fenced(rest, line, path, _YAML_CLOSE, "---", nodes.read_yaml)
    if first_line.rstrip() == "+++":
        return _fenced(rest, line, path, _TOML_CLOSE, "+++", nodes.read_toml)
    return _key_lines(text[start:], line)


def _fenced(
    rest: str,
    line: int,
    path: str,
    close: re.Pattern[str],
    fence: str,
    read: Callable[[str, str, int], Header],
) -> FrontMatter:
    end = close.search(rest)
    if end is None:
        problem = Problem(
            path, line, 1, "unclosed-front-matter", f"the front matter has no closing {fence}",
            f"add a line {fence} before the text",
        )  # fmt: skip
        return FrontMatter(None, "", line, (problem,))
    header = read(rest[: end.start()], path, line + 1)
    body_line = line + 1 + rest.count("\n", 0, end.end()) + 1
    return FrontMatter(header.pairs, rest[end.end() :].removeprefix("\n"), body_line, header.problems)


def _key_lines(text: str, line: int) -> FrontMatter:
    """Read Pelican's header: `Key: value` lines up to a blank one, when the first key is one of its own."""
    found: list[tuple[str, str, int]] = []
    rows = text.split("\n")
    for number, row in enumerate(rows):
        match = _KEY_LINE.fullmatch(row.rstrip())
        if match is None:
            break
        found.append((match[1], match[2], line + number))
    if not found or found[0][0].strip().lower() not in _FIRST_KEYS:
        return FrontMatter(None, text, line, found=False)
    body = "\n".join(rows[len(found) :])
    return FrontMatter(nodes.pairs_of(iter(found), line), body, line + len(found))
