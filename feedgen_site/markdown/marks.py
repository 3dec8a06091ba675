"""Sentences of text blocks → marks in the HTML of their body."""

from __future__ import annotations

from collections.abc import Sequence

from feedgen_site.markdown.blocks import TOKEN, VOID_TAGS
from feedgen_site.model import Block, Body, Mark


def marks_of(body: Body, blocks: Sequence[Block], sentences: Sequence[tuple[str, int, int, int]]) -> Body:
    """Add marks to a body for sentences given as (id, block index, start, end in that block's text)."""
    marks = []
    for name, index, start, end in sentences:
        pieces = _pieces(body.html, blocks[index], start, end)
        if pieces:
            marks.append(Mark(name, pieces))
    marks.sort(key=lambda mark: mark.pieces)
    return Body(body.html, body.links, tuple(marks))


def _pieces(html: str, block: Block, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Map `[start, end)` of a block's text to ranges of HTML that can be wrapped in an element each."""
    pieces: list[tuple[int, int]] = []
    for index, (at, offset, size) in enumerate(block.runs):
        following = block.runs[index + 1][0] if index + 1 < len(block.runs) else len(block.text)
        if at >= end or following <= start:
            continue
        one_to_one = size == following - at
        first = offset + (max(start - at, 0) if one_to_one else 0)
        last = offset + (min(end, following) - at if one_to_one else size)
        if html.startswith("<", first):
            continue  # a line break
        if pieces and pieces[-1][1] == first:
            pieces[-1] = (pieces[-1][0], last)
        else:
            pieces.append((first, last))
    if len(pieces) > 1 and _is_balanced(html[pieces[0][0] : pieces[-1][1]]):
        return ((pieces[0][0], pieces[-1][1]),)
    return tuple(pieces)


def _is_balanced(html: str) -> bool:
    """Say whether a stretch of HTML closes all it opens and nothing else."""
    stack: list[str] = []
    for match in TOKEN.finditer(html):
        tag = match["tag"]
        if tag is None or tag in VOID_TAGS:
            continue
        if not match["close"]:
            stack.append(tag)
        elif not stack or stack.pop() != tag:
            return False
    return not stack
