"""What other tools leave in a Markdown source and no reader should see: templates, shortcodes, comments.

Works on the source, before Markdown, and never inside code. Every removal keeps the line ends, so that line
numbers stay true. All scans are linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from enum import Enum, auto

from feedgen_site.frozen import dataclass
from feedgen_site.patterns import regex

# A link whose target was a template is parsed with this word in its place, and loses its target later.
DUMMY_TARGET = "feedgen-site-template"

# In every pattern the inner class excludes the opening character, so that a scan never restarts inside one.
# One quantifier a pattern: two in a row would retry what is not closed at each of its characters. (Possessive
# ones would do, too, but Python 3.11.2 matches them wrongly in groups.)
_TEMPLATE = regex(r"\{%-?(?P<tag>(?:[^%{]|%(?!\}))*)%\}|\{\{[%<-]?(?P<code>[^{}]*)\}\}")
_NAME = regex(r"\s*(/?[\w./-]*)")
_IN_TARGET = regex(
    r"""(?:\]\([^()\s]*|\]:[ \t]*\S*|(?:href|src)[ \t]*=[ \t]*(?:"[^"]*|'[^']*|[^"'\s>]*))\Z""", re.IGNORECASE
)
_LOOK_BACK = 200
_QUOTED = regex(r"[\"']([^\"']+)[\"']|(\S+\.md\b|\d{4}-\d\d-\d\d-\S+)")
_TARGET_TAGS = frozenset(("ref", "relref", "link", "post_url"))
_SITE_ROOTS = frozenset(("site.url", "site.baseurl", "site.BaseURL", "SITEURL", ".Site.BaseURL"))
_DROPPED_BLOCKS = frozenset(("comment", "capture"))
_CODE_BLOCKS = frozenset(("highlight", "raw", "verbatim"))
_PICTURES = regex(r"im(?:g|age)|figure|picture|gallery|photo", re.IGNORECASE)
_EMBEDDED = regex(r"youtube|vimeo|video|audio|tweet|twitter|embed|iframe|playlist", re.IGNORECASE)
_LINE_LITTER = regex(
    r"^[ \t]*:{3,}[^\n]*$"  # fenced divs
    r"|^(?P<lead>[ \t]*>[ \t]*)\[![A-Za-z]{3,12}\][+-]?[ \t]*"  # > [!NOTE]
    r"|^(?P<mdx>import[ \t][^\n]{1,200}[ \t]from[ \t]+[\"'][^\n]{1,200}"
    r"|export[ \t]+(?:const|default)[ \t][^\n]*)$",
    re.MULTILINE,
)
# No line of litter is without one of these, and looking for them is fast.
_LINE_SIGNS = (":::", "[!", "\nimport", "\nexport")
_LINE_STARTS = ("import", "export")
# Each of these begins with a plain character, which lets a search skip to it; only then it looks back.
_IN_BRACES = (
    r"\{:[^{}\n]*\}"  # kramdown attributes
    r"|\{(?<=[ \t]\{)[#.][^{}\n]*\}(?=[ \t]*$)"  # heading ids
    r"|\{(?<=[\w)\]*]\{)[.][a-z][\w-]*(?:[ \t]+[^{}\n]*)?\}"  # Pandoc attributes: [words](address){.external}
    r"|\{(?<=\)\{)(?:width|height|style|class|target|rel|align|fig-[a-z]+)=[^{}\n]*\}"  # {width=50%}
)
_SHORTCODE = regex(
    r"\[/?(?P<shortcode>caption|youtube|gallery|embed|video|audio|playlist|vimeo|tweet|wpvideo|slideshare"
    r"|sourcecode)(?=[\]= ])[^\[\]\n]*\](?![(\[:])"  # WordPress
)
_EMOJI = regex(r":(?<![\w:/]:)(?P<emoji>[a-z][a-z0-9_+-]{1,30}):(?![\w:/])")
_INLINE_LITTER = regex(f"{_IN_BRACES}|{_SHORTCODE.pattern}|{_EMOJI.pattern}", re.MULTILINE)
# These only stand around something that stays.
_WRAPPERS = frozenset(("caption", "sourcecode"))
_NAME_LIKE = regex(r"[A-Za-z][\w./-]*(?:[ \t]+[\w./-]+)?")
_ADMONITION = regex(
    r"^(?P<lead>[ \t]*)(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+\"(?P<title>[^\"\n]*)\")?[ \t]*$"
)
_FENCE = regex(r"[ \t]*(?:[>*+-][ \t]+)*(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)")


class LossKind(Enum):
    """What becomes of something that its author wrote: it is taken out, leads nowhere, or is seen as text."""

    OUT = auto()
    ADDRESS = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that its author may miss, for readers do not have it as it was meant.

    `message` and `hint` are those of the warning. `line` counts from 0 in the source; -1 where it is not
    known. `written` begins as the source does where the loss is.
    """

    message: str
    hint: str
    line: int
    written: str = ""
    kind: LossKind = LossKind.OUT


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A source without litter, as many lines long as before."""

    text: str
    losses: tuple[Loss, ...]


def cleaned(source: str, *, markdown: bool = True) -> Cleaned:
    """Take templates, comments and other tools' marks out of a source; `markdown` False for HTML bodies."""
    losses: list[Loss] = []
    # Templates first over the whole text, for a highlight block becomes a fence that must then be kept.
    source = _without_comments(source, losses, markdown)
    source = _without_templates(source, losses, markdown)
    if markdown:
        source = _without_admonitions(source)
    return Cleaned(_without_marks(source, losses, markdown), tuple(losses))


def lost(written: str, line: int) -> Loss:
    """Make the loss of another tool's template or shortcode, with a hint at what serves instead."""
    shown = re.sub(r"\s+", " ", written)[:60]
    name = _NAME_LIKE.search(written)
    hint = "write it in Markdown"
    if name and _PICTURES.search(name[0]):
        hint = "![what it shows](picture.jpg)"
    elif name and _EMBEDDED.search(name[0]):
        hint = "[what it shows](https://its.address/)"
    return Loss(f"{shown} means nothing here and is left out", hint, line, written)


class LineCounter:
    """Says which line of a text an offset is on, counting from 0; offsets must not fall."""

    def __init__(self, text: str) -> None:
        self._text, self._offset, self._line = text, 0, 0

    def line(self, offset: int) -> int:
        """Count on from the offset asked for last, so that all questions together take one pass."""
        self._line += self._text.count("\n", self._offset, offset)
        self._offset = offset
        return self._line


def _without_marks(text: str, losses: list[Loss], markdown: bool) -> str:
    """Take out what is written a line or a word at a time, code apart."""
    counter = LineCounter(text)
    parts: list[str] = []
    at = 0
    for part, is_code in _regions(text) if markdown else [(text, False)]:
        line = counter.line(at)
        at += len(part)
        if is_code:
            parts.append(part)
        else:
            rest = part
            if part.startswith(_LINE_STARTS) or any(_holds(part, sign) for sign in _LINE_SIGNS):
                rest = _LINE_LITTER.sub(_noting(part, line, losses), part)
            # One sign after the other is found faster than one of several.
            if "{" in rest or _SHORTCODE.search(rest) or _EMOJI.search(rest):
                rest = _INLINE_LITTER.sub(_noting(rest, line, losses), rest)
            parts.append(rest)
    return "".join(parts)


def _holds(text: str, sign: str) -> bool:
    """Look for a sign of several characters: one character is found, or not, thirty times as fast."""
    return sign[0] in text and sign in text


def _noting(text: str, line: int, losses: list[Loss]) -> Callable[[re.Match[str]], str]:
    """Make a replacement for matches in a text that begins on `line`; it notes what readers may miss."""
    counter = LineCounter(text)

    def replaced(match: re.Match[str]) -> str:
        groups = match.groupdict()
        name = groups.get("shortcode")
        at = line + counter.line(match.start())
        if groups.get("emoji"):
            losses.append(
                Loss(f"{match[0]} means nothing here and is left out", "paste the emoji", at, match[0])
            )
        elif groups.get("mdx") or (name and name not in _WRAPPERS and not match[0].startswith("[/")):
            losses.append(lost(match[0], at))
        return groups.get("lead") or ""

    return replaced


def _regions(text: str) -> Iterator[tuple[str, bool]]:
    """Part Markdown into stretches of (text, is it code)."""
    position = 0
    for start, end in _code_ranges(text):
        if start > position:
            yield text[position:start], False
        yield text[start:end], True
        position = end
    if position < len(text):
        yield text[position:], False


def _code_ranges(text: str) -> list[tuple[int, int]]:
    """Find fenced blocks and inline code spans, in order, as half-open ranges."""
    if "`" not in text and not _holds(text, "~~~"):
        return []
    fences = list(_fenced_ranges(text))
    ranges: list[tuple[int, int]] = []
    position = 0
    for start, end in [*fences, (len(text), len(text))]:
        ranges.extend(_span_ranges(text, position, start))
        if end > start:
            ranges.append((start, end))
        position = end
    return ranges


def _fenced_ranges(text: str) -> Iterator[tuple[int, int]]:
    offset, opened, fence = 0, -1, ""
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if match and not fence and "`" not in match["info"]:
            opened, fence = offset, match["fence"]
        elif match and fence and match["fence"].startswith(fence) and not match["info"].strip():
            yield opened, offset + len(line)
            fence = ""
        offset += len(line)
    if fence:
        yield opened, len(text)


def _span_ranges(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find inline code between backtick runs of one length within one paragraph."""
    if "`" not in text[start:end]:
        return []
    runs = [(match.start(), match.end()) for match in re.compile("`+").finditer(text, start, end)]
    breaks = [match.start() for match in re.compile(r"\n[ \t]*\n").finditer(text, start, end)]
    following: dict[int, int] = {}
    partner = [-1] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        partner[index] = following.get(length, -1)
        following[length] = index
    ranges, index = [], 0
    while index < len(runs):
        other = partner[index]
        if other >= 0 and bisect_left(breaks, runs[index][0]) == bisect_left(breaks, runs[other][0]):
            ranges.append((runs[index][0], runs[other][1]))
            index = other
        index += 1
    return ranges


def inside_code_spans(paragraph: str) -> Callable[[int], bool]:
    """Make the function that says whether an offset of one paragraph's Markdown lies in inline code."""
    outside = _outside_code(_span_ranges(paragraph, 0, len(paragraph)))
    return lambda offset: not outside(offset)


def outside_code(text: str) -> Callable[[int], bool]:
    """Make the function that says whether an offset of a Markdown source lies in no fenced or inline code."""
    return _outside_code(_code_ranges(text))


def _blank(text: str) -> str:
    """Keep only the line ends of something removed."""
    return "\n" * text.count("\n")


def _outside_code(found: list[tuple[int, int]]) -> Callable[[int], bool]:
    starts = [start for start, _ in found]

    def outside(offset: int) -> bool:
        index = bisect_left(starts, offset + 1) - 1
        return index < 0 or offset >= found[index][1]

    return outside


def _without_comments(text: str, losses: list[Loss], markdown: bool) -> str:
    if not _holds(text, "<!--"):
        return text
    outside = _outside_code(_code_ranges(text) if markdown else [])
    parts, position, end = [], 0, 0
    start = text.find("<!--")
    while start >= 0:
        # Looked for only beyond the last one found: comments opened in code may all share one end.
        end = end if end >= start + 4 else text.find("-->", start + 4)
        if end < 0:
            # In Markdown one within a line is only words; at its beginning it hides what follows, as in HTML.
            if outside(start) and not (markdown and text[text.rfind("\n", 0, start) + 1 : start].strip()):
                line = LineCounter(text).line(start)
                losses.append(Loss("a comment is never closed, and hides all after it", "-->", line, "<!--"))
            break
        if outside(start):
            parts.append(text[position:start])
            parts.append(_blank(text[start : end + 3]))
            position = end + 3
            start = text.find("<!--", position)
        else:
            start = text.find("<!--", start + 4)
    return "".join(parts) + text[position:]


def _without_templates(text: str, losses: list[Loss], markdown: bool) -> str:
    if "{" not in text or ("{%" not in text and "{{" not in text):
        return text
    outside = _outside_code(_code_ranges(text) if markdown else [])
    tags = [match for match in _TEMPLATE.finditer(text) if outside(match.start())]
    closing: dict[str, int] = {}
    partner = [-1] * len(tags)
    for index in range(len(tags) - 1, -1, -1):
        name = _name(tags[index])
        if name.startswith(("end", "/")):
            closing[name.removeprefix("end").removeprefix("/")] = index
        elif name in closing:
            partner[index] = closing[name]
    counter = LineCounter(text)
    parts, position, index = [], 0, 0
    while index < len(tags):
        tag, name = tags[index], _name(tags[index])
        parts.append(text[position : tag.start()])
        other = tags[partner[index]] if partner[index] > index else None
        if other is not None and name in _DROPPED_BLOCKS:
            if name == "capture":
                losses.append(lost(tag[0], counter.line(tag.start())))
            parts.append(_blank(text[tag.start() : other.end()]))
            position, index = other.end(), partner[index] + 1
            continue
        if other is not None and name in _CODE_BLOCKS:
            parts.append(_as_code(text[tag.end() : other.start()], tag, name))
            position, index = other.end(), partner[index] + 1
            continue
        parts.append(_replacement(text, tag, name, losses, counter))
        position = tag.end()
        index += 1
    return "".join(parts) + text[position:]


def _inner(tag: re.Match[str]) -> str:
    return str(tag["tag"] if tag["tag"] is not None else tag["code"])


def _name(tag: re.Match[str]) -> str:
    match = _NAME.match(_inner(tag))
    return match[1] if match else ""


def _rest(tag: re.Match[str]) -> str:
    match = _NAME.match(_inner(tag))
    return _inner(tag)[match.end() :] if match else ""


def _as_code(inner: str, tag: re.Match[str], name: str) -> str:
    """Turn a highlight block into a fenced one; `raw` only guards its text."""
    if name != "highlight" or "\n" not in inner:
        return inner
    language = re.match(r"\s*\"?([\w+-]*)", _rest(tag))
    fence = "~~~~"
    inner = inner.lstrip(" \t")
    body = inner if inner.startswith("\n") else "\n" + inner
    end = "" if body.endswith("\n") else "\n"
    return f"{fence}{language[1] if language else ''}{body}{end}{fence}"


def _replacement(text: str, tag: re.Match[str], name: str, losses: list[Loss], counter: LineCounter) -> str:
    target = bool(_IN_TARGET.search(text[max(0, tag.start() - _LOOK_BACK) : tag.start()]))
    if name in _SITE_ROOTS:
        return "/" if target and text[tag.end() : tag.end() + 1] in ("'", '"', ")") else ""
    if target and name in _TARGET_TAGS:
        found = _QUOTED.search(_rest(tag))
        if found:
            return found[1] or found[2]
    if not name.startswith(("end", "/")):
        losses.append(lost(tag[0], counter.line(tag.start())))
    return DUMMY_TARGET if target else _blank(tag[0])


def _without_admonitions(text: str) -> str:
    """Turn `!!! note "Title"` and its indented text into plain paragraphs."""
    if not _holds(text, "!!!") and not _holds(text, "???"):
        return text
    rows, indent = [], -1
    for row in text.split("\n"):
        match = _ADMONITION.match(row)
        if match:
            indent = len(match["lead"]) + 4
            rows.append(f"**{match['title']}**" if match["title"] else "")
        elif indent >= 0 and row.strip() and len(row) - len(row.lstrip()) < indent:
            indent = -1
            rows.append(row)
        else:
            rows.append(row[indent:] if indent > 0 else row)
    return "\n".join(rows)
