"""Markdown → tokens: the parser, and the rules in which it differs from CommonMark."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_core import StateCore
from mdit_py_plugins.footnote import footnote_plugin

from feedgen_site import litter
from feedgen_site.litter import LineCounter, Loss

# Where the parser's environment keeps the losses that `_undefined` finds.
LOSSES = "feedgen_site_losses"
_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9_\])\\])(?P<image>!?)\[(?!\^)(?P<label>[^\[\]]{1,300})\]\[(?!\^)(?P<name>[^\[\]]{0,200})\]"
    r"|(?<!\\)\[\^(?P<note>[^\]\s]{1,60})\]"
)
_DASH = re.compile(r"(?<=[^\W_])---(?=[^\W_])|(?<=\S )---(?= \S)")


class _Parser(MarkdownIt):
    """The parser, but it leaves judging addresses to `sanitize`, the one place that does."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002
        """Let every address through."""
        return True


@cache
def parser() -> MarkdownIt:
    """Make the one parser; it wants an environment that holds a list of losses under LOSSES."""
    made = _Parser("commonmark", {"html": True}).enable(["table", "strikethrough"])
    made.use(footnote_plugin)
    made.core.ruler.before("inline", "undefined", _undefined)
    made.core.ruler.push("dashes", _dashes)
    # The plugin's <section> has no heading, which an outline should have: a plain division will do.
    made.add_render_rule("footnote_block_open", _footnotes_open)
    made.add_render_rule("footnote_block_close", _footnotes_close)
    return made


def _dashes(state: StateCore) -> None:
    """Write `---` between words as the dash that it is in kramdown and Pandoc; addresses keep theirs."""
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "text" and "---" in child.content:
                child.content = _DASH.sub("—", child.content)


def _undefined(state: StateCore) -> None:
    """Make words of references without definition, while the paragraphs are still as written."""
    references = state.env.get("references", {})
    notes = state.env.get("footnotes", {}).get("refs", {})
    losses: list[Loss] = state.env[LOSSES]
    line = 0
    for token in state.tokens:
        line = token.map[0] if token.map else line
        if token.type == "inline" and ("][" in token.content or "[^" in token.content):
            token.content = _defined(token.content, line, references, notes, losses)


def _defined(
    text: str, line: int, references: Container[str], notes: Container[str], losses: list[Loss]
) -> str:
    """Give a paragraph that begins on `line` without references that are neither links nor notes."""
    counter = LineCounter(text)
    in_code = litter.inside_code_spans(text)

    def replaced(match: re.Match[str]) -> str:
        note, label = match["note"], match["label"]
        known = f":{note}" in notes if note else normalizeReference(match["name"] or label) in references
        # [1][2] are two citations, as many write them.
        is_citation = not note and label.isdigit() and match["name"].isdigit()
        if known or is_citation or in_code(match.start()):
            return match[0]
        shown = " ".join(match[0].split())[:80]
        name = " ".join((note or match["name"] or label).split())[:60]
        at = line + counter.line(match.start())
        if note:
            losses.append(Loss(f"the note {shown} has no text", f"[^{name}]: the note", at, match[0]))
            return match[0]
        became = "is left out" if match["image"] else "is no link"
        hint = f"[{name}]: {'picture.jpg' if match['image'] else 'https://example.org/'}"
        losses.append(Loss(f"{shown} has no definition, and {became}", hint, at, match[0], is_link=True))
        return "" if match["image"] else label

    return _REFERENCE.sub(replaced, text)


def _footnotes_open(*_: object) -> str:
    return '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list">\n'


def _footnotes_close(*_: object) -> str:
    return "</ol>\n</div>\n"
