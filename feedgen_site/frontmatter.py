"""Where the header of an article ends and its text begins: YAML, TOML, or plain `Key: value` lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from feedgen_site import nodes
from feedgen_site.frozen import dataclass
from feedgen_site.nodes import Header, Pairs
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem, Severity, errors
from feedgen_site.text import clean, lines

_YAML_OPEN = regex(r"---[ \t]*")
_YAML_CLOSE = regex(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML_CLOSE = regex(r"^\+\+\+[ \t]*$", re.MULTILINE)
# Pelican's header; its first key must be a known one.
_KEY_LINE = regex(r"([A-Za-z][A-Za-z_ -]{0,30}):[ \t]+(\S.*)")
_FIRST_KEYS = frozenset("title headline date author authors category tags slug lang summary status".split())
# What word processors make of three hyphens, and what a slip of the finger leaves.
_ODD_FENCE = regex(r"[-‐-―−]{1,10}\s*")
_JSON = regex(r'\{\s{0,20}"[\w-]{1,40}"\s{0,20}:')
# A header behind a few rows of text, or in a quotation or code: a line ---, two keys of which one is known.
_LATE = regex(
    r"(?:[^\n]*\n){0,5}?(?P<fence>[> ]{0,4}---[ \t]*\n)"
    r"(?=(?:[> ]{0,4}[\w -]{1,40}:[^\n]*\n){0,9}?[> ]{0,4}(?:title|headline|draft|date|layout)[ \t]*:)"
    r"(?:[> ]{0,4}(?:[\w -]{1,40}:|-[ ])[^\n]*\n){2,60}?[> ]{0,4}---[ \t]*(?:\n|\Z)",
    re.IGNORECASE,
)
# What a row of a header begins with; text does not, but by chance.
_HEADER_ROW = regex(r"\s|#|-\s|[\]}]|[\"']?[\w .-]{1,60}[\"']?\s*:(?:\s|$)")


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
        from feedgen_site.nodes import toml

        return _fenced(rest, line, path, _TOML_CLOSE, "+++", toml.read_toml)
    if _ODD_FENCE.fullmatch(first_line) and _begins_header(rest):
        message = f"a header begins with three hyphens, ---, and not with {first_line.strip()}"
        return FrontMatter(None, "", line, (Problem(path, line, 1, "bad-fence", message, "---"),))
    if _begins_header(text[start:]):
        return _key_lines(text[start:], line, path)
    problem = _hidden_header(text[start:], line, path)
    return FrontMatter(None, text[start:], line, (problem,) if problem else (), found=False)


def _hidden_header(text: str, line: int, path: str) -> Problem | None:
    """Find a header that does not stand first, or is JSON: it may hold the story back, and would be text."""
    if _JSON.match(text):
        message, hint = (
            "a header in JSON is not read",
            "title: The headline, and so on, between two lines ---",
        )
        return Problem(path, line, 1, "bad-fence", message, hint)
    if found := _LATE.match(text):
        at = line + text.count("\n", 0, found.start("fence"))
        message = f"text stands before the header, which begins in line {at}"
        return Problem(
            path, line, 1, "bad-fence", message, "delete what stands before the ---, also on its rows"
        )
    return None


def _begins_header(text: str) -> bool:
    """Say whether the first row is one of a header; a prose line such as "Note: …" must not count."""
    match = _KEY_LINE.fullmatch(text.partition("\n")[0].rstrip())
    return match is not None and match[1].strip().lower() in _FIRST_KEYS


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
    if errors(header.problems) and (row := _text_in(rest[: end.start()])):
        message = f"the front matter has no closing {fence} before this, which looks like text"
        hint = f"add a line {fence} before this line"
        return FrontMatter(
            None, "", line, (Problem(path, line + row, 1, "unclosed-front-matter", message, hint),)
        )
    body_line = line + 1 + rest.count("\n", 0, end.end()) + 1
    body = rest[end.end() :].removeprefix("\n").removeprefix("\ufeff")  # of a file that was put behind
    return FrontMatter(header.pairs, body, body_line, header.problems)


def _text_in(header: str) -> int:
    """Find the first row behind a blank one that no header has, counted from 1; 0 for none."""
    is_behind_blank = False
    for number, row in enumerate(header.split("\n"), 1):
        if is_behind_blank and row.strip() and not _HEADER_ROW.match(row):
            return number
        is_behind_blank = is_behind_blank or not row.strip()
    return 0


def _key_lines(text: str, line: int, path: str) -> FrontMatter:
    """Read Pelican's header: `Key: value` lines up to a blank one.

    One that a `---` closes is YAML of which the first line is missing; it is read as such, with a warning.
    """
    rows = text.split("\n")
    ends = (row for row in rows if not row.strip() or _YAML_OPEN.fullmatch(row))
    if next(ends, "").strip():
        opened = _fenced(text, line - 1, path, _YAML_CLOSE, "---", nodes.read_yaml)
        problem = Problem(
            path, line, 1, "bad-fence", "the header has no opening ---", "add a line --- before this one",
            Severity.WARNING,
        )  # fmt: skip
        return replace(opened, problems=(problem, *opened.problems))
    found: list[tuple[str, str, int]] = []
    for number, row in enumerate(rows):
        match = _KEY_LINE.fullmatch(row.rstrip())
        if match is None:
            break
        found.append((match[1], match[2], line + number))
    body = "\n".join(rows[len(found) :])
    return FrontMatter(nodes.pairs_of(iter(found), line), body, line + len(found))
