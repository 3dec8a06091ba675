"""What stands in running text and is no prose: addresses, marks of notes, leftovers of links and lists."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from feedgen_site.patterns import regex

_CJK = "\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
# What is left in running text and is no prose begins with, or holds, one of these; most text has none. A
# search skips to one sign of a class fast, so it comes first, and what stands before it is looked at then.
_SIGNS = "\\[\\]*<_•·▪◦‣●■\u00ad\u200b\u2060\ufeff"
_SUSPECT = regex(
    rf"[{_SIGNS}.,()Bb](?:(?<=[{_SIGNS}])|(?<=[ \t][.,])|(?<=[ \"/]\))|(?<= \()\)|(?<=[KMG]B)|(?<= [km]b))"
)
_SUSPECT_START = frozenset("–—-(0123456789")
_ADDRESS = regex(
    r"(?:https?://(?:www\.)?|(?<![\w.])www\.(?=\w))(?P<site>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)?"
    r"(?P<rest>[:/?#][^\s<>()\[\]\u3000-\u303f\uff00-\uffef]*)?"
)
_SENTENCE_MARKS = ".,;:!?'\"*_"
_INSIDE = r"(?:[^\[\]\n]|\n(?![ \t]*\n))"
_NOT_PROSE = regex(
    # References that nothing defines, and links in Markdown that nothing has read: their labels stay.
    rf"(?<=\])\[{_INSIDE}{{0,200}}\]|(?<=\])\([^()\n]{{0,300}}\)"
    r"|(?<=\])[ ]\((?:https?:[^()\s]{0,300})?\)"
    # Marks of notes.
    r"|[ \t]?\[\[\^[^\]\s]{1,60}\]\]|[ \t]?\[\^[^\]\s]{1,60}\]"
    r"|[ \t]?\[\d{1,3}(?:[,;–-][ ]?\d{1,3}){0,20}\]"
    r"|(?<=[^\W\d_]{3})\*(?=[\s.,;:)]|\Z)|(?<=[^\W\d_][:;,.!?।])\*(?=\s|\Z)"
    # What is said of a link, not of the matter: its file, its age.
    r"|[ \t]?\([ \t]?(?:PDF|DOCX?|XLSX?|PPTX?|ZIP|PowerPoint|Word)\b[^()\n]{0,40}\d[ ]?[KMGkmg][Bb]\b"
    r"[^()\n]{0,40}\)"
    r"|[ \t]?\[(?:PDF|DOCX?|XLSX?|PPTX?|ZIP)\]"
    r"|[ \t]?\[(?:[A-Za-z]+[ ]){0,3}(?:no longer (?:active|available|online)|dead link)[^\[\]\n]{0,80}\]"
    r"|[ \t]?\[[ \t]?\]|[ \t]\(\)"
    r"|\*\*|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)|(?<!\S)__(?!\S)[ ]?"  # emphasis that was none
    r"|(?<!\w)_(?=[A-Z“\"])|(?<=[.,;:!?…)”\"])_(?!\w)"
    r"|\A\n?[ \t]*(?:[–—*-]|\(?\d\d?\)|\[[ xX]\])[ \t]+|^[ \t]*[•·▪◦‣●■][ \t]*"  # lists set by hand
    r"|<[a-z]{1,12}[ \t]+[a-z-]{1,20}=[^<>]*>?|<br[ \t]*/?>"
    r"|(?<=[\w)”\"])[ \t]+(?=[.,](?:\s|\Z)|\)(?:[\s.,;:]|\Z))"  # a blank left before the mark
    rf"|(?<=[{_CJK}])\n[ \t]*(?=[{_CJK}])"
    r"|[\u200b\u2060\ufeff\u00ad]",
    re.MULTILINE,
)
# Around words that stay: the label of what is no link; emphasis beside CJK marks or with an ending after it.
_AROUND = regex(
    rf"(?P<open>!?\[){_INSIDE}{{1,300}}(?P<close>\])(?=\[{_INSIDE}{{0,200}}\]|\([^()\n]{{0,300}}\)"
    r"|[ ]\((?:https?:[^()\s]{0,300})?\))"
    r"|(?<![\w*])(?P<open1>\*)(?=[^\s*'\"’”)])[^*\n]{0,300}[^\s*'\"‘“(](?P<close1>\*)(?!\*)"
    r"|(?<!\w)(?P<open2>_)(?=[^\W_])[^_\n]{1,100}(?P<close2>_)(?=\u200b?[^\W\d_]{1,3}\b)"
    rf"|(?<!_)(?P<open3>_)(?=[{_CJK}])[^_\n]{{1,100}}(?<=[{_CJK}])(?P<close3>_)"
)
# The end of a link whose beginning is gone, up to a parenthesis that nothing opens: its title, or its path.
_TITLE_END = regex(r"[ \t]\"[^\"()\n]{1,200}\"\Z")
_PATH_END = regex(r"[\w./-]{1,200}")
_LONGEST_END = 210
_LONG_ASIDE = 2000
_BRACKET = regex(r"[\[\]]")
_PARENTHESIS = regex(r"[()]")


def is_suspect(text: str) -> bool:
    """Say quickly whether a text may hold what is no prose."""
    return (
        "http" in text
        or "www." in text
        or text.lstrip()[:1] in _SUSPECT_START
        or ("\n" in text and not text.isascii())
        or _SUSPECT.search(text) is not None
    )


def not_prose(text: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    """List the ranges of running text that are left out of points, by where they begin; they may overlap.

    `starts` are the offsets of its runs.
    """
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    ranges = [match.span() for match in _NOT_PROSE.finditer(text)]
    for match in _AROUND.finditer(text):
        kind = (match.lastgroup or "").removeprefix("close")
        ranges += [match.span(f"open{kind}"), match.span(f"close{kind}")]
    for match in _ADDRESS.finditer(text):
        rest = (match["rest"] or "").rstrip(_SENTENCE_MARKS)
        end = match.end() - len(match["rest"] or "") + len(rest)
        if match.start() <= first and end >= last:
            return [(0, len(text))]
        site = match.start("site") if match["site"] else end
        ranges += [(match.start(), site), (match.end("site") if match["site"] else end, end)]
    if '")' in text or "/)" in text:
        ranges += _link_ends(text, starts)
    ranges.sort()
    return sorted(ranges + _unmatched(text, ranges))


def _link_ends(text: str, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Find what is left of links that begin nowhere; a path among it follows right after an element."""
    depth = 0
    for match in _PARENTHESIS.finditer(text):
        at = match.start()
        if text[at] == "(":
            depth += 1
        elif depth:
            depth -= 1
        elif text[at - 1 : at] == '"':
            first = max(0, at - _LONGEST_END)
            if title := _TITLE_END.search(text[first:at]):
                yield first + title.start(), at + 1
        elif text[at - 1 : at] == "/":
            first = starts[bisect_right(starts, at - 1) - 1]
            if first and at - first < _LONGEST_END and _PATH_END.fullmatch(text, first, at):
                yield first, at + 1


def _unmatched(text: str, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Find square brackets that have lost their partner; `ranges` go anyway."""
    opened: list[int] = []
    lone: list[int] = []
    index = 0
    for match in _BRACKET.finditer(text):
        at = match.start()
        while index < len(ranges) and ranges[index][1] <= at:
            index += 1
        if index < len(ranges) and ranges[index][0] <= at:
            continue
        if text[at] == "[":
            opened.append(at)
        elif opened:
            start = opened.pop()
            if text.find(". ", start, min(at, start + _LONG_ASIDE)) >= 0:
                lone += (start, at)  # Around several sentences, each would have one of the two.
        else:
            lone.append(at)
    # An interval such as [0, 1) may be meant.
    lone += (at for at in opened if not text[at + 1 : at + 2].isdigit())
    return [(at, at + 1) for at in lone]
