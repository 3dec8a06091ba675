"""A body's HTML → its blocks of text: paragraphs and list items without markup, mapped back to the HTML."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from html import unescape

from feedgen_site.model import Block
from feedgen_site.patterns import regex

VOID_TAGS = frozenset(["br", "hr", "img", "wbr", "col", "source", "track"])
TOKEN = regex(r"<(?P<close>/?)(?P<tag>[a-z][a-z0-9]*)(?P<rest>[^>]*)>|(?P<text>[^<]+)|<")
# Most of a body is paragraphs without markup: the way is short for them, and the line end before a block is
# no text of its own.
_PARAGRAPH_OR_TOKEN = regex(
    rf"<p>(?P<plain>[^<]*)</p>(?:\n(?=<(?:p|h[2-6]|[uo]l|blockquote)[ >]))?|{TOKEN.pattern}"
)
_BLOCK_TAGS = frozenset(
    (
        "p li ul ol dl dt dd div section blockquote pre table thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6 "
        "hr figure figcaption details summary col colgroup caption"
    ).split()
)
# No key point comes from these: what they hold is not running text of the article's own.
_SILENT_TAGS = frozenset("pre table h1 h2 h3 h4 h5 h6 figure figcaption blockquote dt summary".split())
_ENTITY = regex(r"&(?:amp|lt|gt|quot|nbsp|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_ITALICS_BEGIN = regex(r"<p>\s*<(em|i)>(?:<a [^<>]*>)?")
_ITALICS_END = regex(r"\s*(?:</a>)?[.]?</(?:em|i)>[.]?\s*</p>")
_LONGEST_TAGS = 300
_BLANK_LINE = regex(r"\n[ \t]*\n")
# A stretch of text, its offset and length in the HTML, and whether it is code.
_Run = tuple[str, int, int, bool]


def blocks_of(html: str) -> tuple[Block, ...]:
    """Give the blocks of clean HTML, in reading order."""
    blocks = _blocks(html)
    return tuple(_own_words(html, blocks) if _ITALICS_BEGIN.search(html) else blocks)


def _blocks(html: str) -> list[Block]:
    """Walk clean HTML and give the text of paragraphs and list items, with the map back."""
    is_suspect, _ = _judges()
    blocks: list[Block] = []
    runs: list[_Run] = []
    silent = code = bold = 0
    only_bold = True
    stack: list[tuple[str, bool]] = []
    for match in _PARAGRAPH_OR_TOKEN.finditer(html):
        plain, close, tag, rest, _ = match.groups()
        if plain is not None:
            if runs:
                blocks += _finished(runs)
                runs = []
            only_bold = True
            if silent or code or not plain:
                continue
            offset = match.start() + len("<p>")
            if "&" in plain or "\n" in plain or is_suspect(plain):
                blocks += _finished([*_text_runs(plain, offset, is_code=False)])
            elif not plain.isspace():
                blocks.append(Block(plain, ((0, offset, len(plain)),)))
            continue
        if tag is None:
            if not silent:
                runs.extend(_text_runs(match[0], match.start(), code > 0))
                only_bold = only_bold and (bold > 0 or match[0].isspace())
            continue
        if tag in _BLOCK_TAGS:
            if runs:
                blocks += _finished(runs)
                runs = []
            only_bold = True
        if tag == "br" and not silent:
            if only_bold:
                runs = []  # A heading that is written as a first line in bold.
            else:
                runs.append((" ", match.start(), len(match[0]), False))
        if tag in VOID_TAGS:
            continue
        if tag == "code":
            code += -1 if close else 1
        elif tag in ("b", "strong"):
            bold += -1 if close else 1
        if close:
            while stack:
                opened, was_silent = stack.pop()
                silent -= was_silent
                if opened == tag:
                    break
        else:
            is_silent = tag in _SILENT_TAGS or "footnote" in rest
            stack.append((tag, is_silent))
            silent += is_silent
    blocks += _finished(runs)
    return blocks


def _own_words(html: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """Leave out paragraphs all in italics, which speak of the article: who wrote it, what a section is for.

    Those before all others stay, for they lead into it.
    """
    begun = False
    for block in blocks:
        is_aside = _is_in_italics(html, block)
        if not (begun and is_aside):
            yield block
        begun = begun or not is_aside


def _is_in_italics(html: str, block: Block) -> bool:
    start = block.runs[0][1]
    if start >= 3 and html.startswith("<p>", start - 3):
        return False
    paragraph = html.rfind("<p>", max(0, start - _LONGEST_TAGS), start)
    opening = _ITALICS_BEGIN.fullmatch(html, paragraph, start) if paragraph >= 0 else None
    if not opening:
        return False
    at, offset, size = block.runs[-1]
    end = offset + max(size, len(block.text) - at)
    return _ITALICS_END.match(html, end) is not None and f"</{opening[1]}>" not in html[start:end]


def _text_runs(text: str, offset: int, is_code: bool) -> Iterator[_Run]:
    if "&" not in text:
        yield text, offset, len(text), is_code
        return
    position = 0
    for match in _ENTITY.finditer(text):
        if match.start() > position:
            yield text[position : match.start()], offset + position, match.start() - position, is_code
        yield unescape(match[0])[:1] or " ", offset + match.start(), len(match[0]), is_code
        position = match.end()
    if position < len(text):
        yield text[position:], offset + position, len(text) - position, is_code


@cache
def _judges() -> tuple[Callable[[str], bool], Callable[[str, Sequence[int]], list[tuple[int, int]]]]:
    """Give what finds in a text what is no prose: a quick look, and the ranges.

    Its patterns take 5 ms to make, and a build that finds every text in its cache needs none of them.
    """
    from feedgen_site.markdown import prose

    return prose.is_suspect, prose.not_prose


def _finished(runs: list[_Run]) -> list[Block]:
    """Make blocks of the runs of one element, without what is no prose; blank lines part bare text."""
    text = "".join([run[0] for run in runs])
    if not text or text.isspace():
        return []
    if not any(run[0].strip() for run in runs if not run[3]):
        return []  # nothing, or code alone
    is_suspect, not_prose = _judges()
    starts, total = [], 0
    for run in runs:
        starts.append(total)
        total += len(run[0])
    masked = text
    if any(run[3] for run in runs):
        # Code is no markup, whatever it looks like; only addresses are never prose.
        masked = "".join(["x" * len(run[0]) if run[3] and "://" not in run[0] else run[0] for run in runs])
    dropped = not_prose(masked, starts) if is_suspect(masked) else []
    gaps = [*_BLANK_LINE.finditer(text)] if "\n" in text else []
    if not dropped and not gaps:
        mapped = tuple([(start, run[1], run[2]) for start, run in zip(starts, runs, strict=True)])
        return [Block(text, mapped)]
    found, begin = [], 0
    for gap in [*gaps, None]:
        end = gap.start() if gap else len(text)
        # None of these ranges holds a blank line, so each lies on one side of the gap.
        here = dropped[bisect_left(dropped, (begin, 0)) : bisect_left(dropped, (end, 0))]
        block = _block(runs, starts, here, begin, end)
        if block.text.strip():
            found.append(block)
        begin = gap.end() if gap else end
    return found


def _block(
    runs: list[_Run], starts: list[int], dropped: list[tuple[int, int]], begin: int, end: int
) -> Block:
    """Cut `[begin, end)` of the joined runs, without the dropped ranges, and map what is left."""
    kept, position = [], begin
    for start, stop in dropped:
        if start > position:
            kept.append((position, start))
        position = max(position, stop)
    if position < end:
        kept.append((position, end))
    parts: list[str] = []
    mapped: list[tuple[int, int, int]] = []
    length, index = 0, max(bisect_right(starts, begin) - 1, 0)
    for start, stop in kept:
        while index < len(runs) and starts[index] + len(runs[index][0]) <= start:
            index += 1
        at = index
        while at < len(runs) and starts[at] < stop:
            text, offset, size, _ = runs[at]
            first, last = max(start - starts[at], 0), min(stop - starts[at], len(text))
            if first < last:
                parts.append(text[first:last])
                one_to_one = size == len(text)
                mapped.append(
                    (length, offset + (first if one_to_one else 0), last - first if one_to_one else size)
                )
                length += last - first
            at += 1
    return Block("".join(parts), tuple(mapped))
