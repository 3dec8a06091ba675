"""What was meant as a list, a table, a heading or a link, and is read as text: by Markdown, then by readers.

Everything here is found in the source, before it is parsed, and nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it.token import Token

from feedgen_site.litter import LineCounter, Loss, LossKind, outside_code
from feedgen_site.patterns import regex

_SHOWN = 60
_MOST = 20

_BULLETS = regex(r"^ {0,3}[•●▪◦‣■▸][ \t]+(?P<words>\S[^\n]*)\n {0,3}[•●▪◦‣■▸][ \t]", re.MULTILINE)
# What begins a row that is a list, a quotation, a heading, a table or code.
_BEGINS = regex(r"[-*+>#|\s]|\d{1,9}[.)]")
_BARRED = regex(r"^ {0,3}(?P<row>\|[^\n]*\|)[ \t]*\n(?P<below> {0,3}\|[^\n]*\|)[ \t]*$", re.MULTILINE)
_BETWEEN = " | "
_BAR = regex(r"(?<!\\)\|")
_HYPHENS = regex(r" {0,3}\|(?:[ \t]*:?-+:?[ \t]*\|)+")
# Begins with what a search skips to; what stands before is looked at then.
_HEADING = regex(r"##(?P<more>#{0,4})(?P<words>[^\s#][^\n]*)")
_LINK = regex(r"(?<!!)(?P<label>\[[^\[\]\n]{1,200}\])[ \t]+(?P<target>\((?:https?://|\.{0,2}/)[^()\s]+\))")
# Of two stars neither of which can begin or end emphasis as CommonMark has it.
_STARS = regex(
    r"(?<![\w*\\])\*\*(?=[^\s*])(?P<before>[^*\n]*[^\s*])[ \t]+\*\*(?=[^\W_])"
    r"|\*\*(?P<mark>[^\s*](?:[^*\n]*[^*\n\s])?(?<=[^\w\s*]))\*\*(?=[^\W_])"
)
_WIKI = regex(r"(?P<image>!?)\[\[(?P<name>[^\[\]\n|\d][^\[\]\n|]*)(?:\|(?P<words>[^\[\]\n]+))?\]\](?!\()")
_NOTE = regex(r"%%(?P<words>[^%\n]+)%%")
_SECOND = regex(r"---[ \t]*\n(?:title|date|layout|author|id|slug|draft|tags)[ \t]*:", re.IGNORECASE)
_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "”", "’", '"', "」", "»", ":")
_LEAST_LINES, _LEAST_LENGTH, _LEAST_ENDS = 4, 80, 0.6
_LEAST_WORDS, _LEAST_SIGNS = 6, 15
_OF_CODE = regex(r"[{}<>=;$\\]")


def slips_in(text: str, tokens: Sequence[Token]) -> Iterator[Loss]:
    """Find the slips in a cleaned source and what it was parsed into."""
    for sign, find in _FINDERS:
        if sign in text:
            yield from find(text)
    if _SECOND.match(text.lstrip("\n")):
        line = len(text) - len(text.lstrip("\n"))
        yield _slip("a second header stands here, and readers see it", "delete these lines", line, "---")
    yield from _run_together(text)
    for token in tokens:
        if token.type == "code_block" and token.map:
            yield from _indented(
                token.content, token.map[0], "indent it less" if token.level else "take them out"
            )
        elif token.type == "inline" and token.map and "**" in token.content and "\\*" not in token.content:
            yield from _stars(token, token.map[0])


def _slip(message: str, hint: str, line: int, written: str) -> Loss:
    return Loss(message, hint, line, written, kind=LossKind.TEXT)


def _found(
    pattern: re.Pattern[str], said: Callable[[re.Match[str]], tuple[str, str] | None]
) -> Callable[[str], Iterator[Loss]]:
    """Make what finds a pattern outside of code, and tells message and hint of each place."""

    def find(text: str) -> Iterator[Loss]:
        counter, is_outside, left = LineCounter(text), None, _MOST
        for match in pattern.finditer(text):
            is_outside = is_outside or outside_code(text)
            words = said(match) if is_outside(match.start()) else None
            if words and left:
                left -= 1
                yield _slip(*words, counter.line(match.start()), match[0].partition("\n")[0].strip())

    return find


def _shown(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _of_bullets(match: re.Match[str]) -> tuple[str, str]:
    return "this sign makes no list, and the lines run together", f"- {_shown(match['words'])}"


def _in_cells(text: str) -> Iterator[Loss]:
    rows = text.split("\n")
    is_outside, offset, was_cells = outside_code(text), 0, False
    for line, row in enumerate(rows):
        is_cells = "\t" in row.strip() and "|" not in row and not _BEGINS.match(row) and is_outside(offset)
        if is_cells and was_cells:
            cells = [cell.strip() for cell in rows[line - 1].strip().split("\t")]
            hint = f"{_shown(f'| {_BETWEEN.join(cells)} |')}, and below it {'| --- ' * len(cells)}|"
            message = "cells with tabs between them, as a spreadsheet has them, are no table"
            yield _slip(message, hint, line - 1, rows[line - 1].strip())
            return
        was_cells = is_cells
        offset += len(row) + 1


def _of_bars(match: re.Match[str]) -> tuple[str, str] | None:
    end = match.start() - 1
    above = match.string[match.string.rfind("\n", 0, max(end, 0)) + 1 : max(end, 0)]
    rows = above, match["row"], match["below"]
    width = len(_BAR.findall(match["row"])) - 1
    if any(_HYPHENS.fullmatch(row) for row in rows[:2]) or above.lstrip().startswith("|"):
        return None
    rule = "| --- " * width + "|"
    if not _HYPHENS.fullmatch(match["below"]):
        return (
            "rows between bars are no table without one of hyphens below the first",
            f"{rule} below this row",
        )
    cells = len(_BAR.findall(match["below"])) - 1
    if cells == width:
        return None
    return f"this is no table: the first row has {width} cells, that of hyphens {cells}", rule


def _of_heading(match: re.Match[str]) -> tuple[str, str] | None:
    text, start = match.string, match.start()
    if text[text.rfind("\n", 0, start) + 1 : start] not in ("", " ", "  ", "   "):
        return None
    return "a heading needs a blank behind its signs", f"##{match['more']} {_shown(match['words'])}"


def _of_link(match: re.Match[str]) -> tuple[str, str]:
    hint = f"{_shown(match['label'])}{match['target'][:200]}"
    return "a blank before its address makes this no link", hint


def _of_wiki(match: re.Match[str]) -> tuple[str, str]:
    name = _shown(match["name"])
    if match["image"]:
        return "this is no picture, and readers see the brackets", f"![what it shows](<{name}>)"
    return "this is no link, and readers see the brackets", f"[{_shown(match['words'] or name)}](<{name}.md>)"


def _of_note(match: re.Match[str]) -> tuple[str, str]:
    return "this hides nothing, and readers see it", f"<!-- {_shown(match['words'])} -->"


_FINDERS = (
    *((sign, _found(_BULLETS, _of_bullets)) for sign in "•●▪◦‣■▸"),
    ("\t", _in_cells),
    ("|", _found(_BARRED, _of_bars)),
    ("##", _found(_HEADING, _of_heading)),
    ("] (", _found(_LINK, _of_link)),
    ("[[", _found(_WIKI, _of_wiki)),
    ("%%", _found(_NOTE, _of_note)),
)
"""A sign without which there is nothing to look for, and what finds it: a search for signs is fast."""


def _stars(token: Token, line: int) -> Iterator[Loss]:
    """Find two stars of a paragraph that the parser left as they are, on both sides of words."""
    for child in token.children or ():
        match = _STARS.search(child.content) if child.type == "text" and "**" in child.content else None
        if match:
            hint = f"<strong>{_shown(match['mark'] or '')}</strong>, or a blank behind it"
            if match["before"]:
                hint = f"no blank inside: **{_shown(match['before'])}**"
            at = line + token.content[: max(token.content.find(match[0]), 0)].count("\n")
            yield _slip("these ** mark nothing, and readers see them", hint, at, match[0])
            return


def _run_together(text: str) -> Iterator[Loss]:
    """Find a text of long lines that end as paragraphs do, and has no empty line: it was pasted."""
    stripped = text.strip()
    if "\n\n" in stripped or stripped.count("\n") < _LEAST_LINES - 1 or "<" in stripped:
        return
    rows = [row.strip() for row in stripped.split("\n")]
    ends = sum(row.endswith(_ENDS) for row in rows)
    if all(rows) and len(stripped) >= _LEAST_LENGTH * len(rows) and ends >= _LEAST_ENDS * len(rows):
        line = text[: len(text) - len(text.lstrip())].count("\n")
        message = f"these {len(rows)} lines are one paragraph, for no empty line parts them"
        yield _slip(message, "an empty line between paragraphs", line, rows[0])


def _indented(block: str, line: int, hint: str) -> Iterator[Loss]:
    for number, row in enumerate(block.split("\n")):
        words = row.strip()
        is_long = len(words.split()) >= _LEAST_WORDS or (len(words) >= _LEAST_SIGNS and not words.isascii())
        if is_long and words.endswith(_ENDS) and not (_OF_CODE.search(words) or _BEGINS.match(words)):
            message = "four blanks or a tab before a line make it code, which has no key points"
            yield _slip(message, f"{hint}: {_shown(words)}", line + number, words)
            return
