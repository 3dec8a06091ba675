"""Markdown → tokens: the parser, and the rules in which it differs from CommonMark."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, normalize
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from feedgen_site import litter
from feedgen_site.litter import LineCounter, Loss

# Where the parser's environment keeps the losses that `_undefined` finds.
LOSSES = "feedgen_site_losses"
_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9_\])\\])(?P<image>!?)\[(?!\^)(?P<label>[^\[\]]{1,300})\]\[(?!\^)(?P<name>[^\[\]]{0,200})\]"
    r"|(?<!\\)\[\^(?P<note>[^\]\s]{1,60})\]"
)
# A paragraph whose lines begin like no list, table, heading or code, up to a blank line.
_START = r"(?:[^\W\d_]|[“”‘’„«»‹›\"'(¿¡])"
_PARAGRAPH = re.compile(rf"{_START}[^\n]*(?<!\s)(?:\n{_START}[^\n]*(?<!\s))*(?=\n[ \t]*(?:\n|\Z)|\Z)")
# What may be more than a word; line ends only within headings and lists, whose words are trimmed.
_MARKUP = re.compile(r"[\\`*_~\[<&]")
# Comes out of the parser's normalizing as it went in.
_NORMAL_LINK = re.compile(
    r"https?://(?:[a-z0-9]{1,40}(?:-[a-z0-9]{1,20})?\.){1,4}[a-z]{2,10}(?:/[A-Za-z0-9/._~=&+-]*)?"
)
_DASH = re.compile(r"(?<=[^\W_])---(?=[^\W_])|(?<=\S )---(?= \S)")


class _Parser(MarkdownIt):
    """The parser, but it leaves judging addresses to `sanitize`, the one place that does."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002
        """Let every address through."""
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """Leave an address as it is where nothing in it needs encoding, as in most."""
        return url if _NORMAL_LINK.fullmatch(url) else super().normalizeLink(url)


@cache
def parser() -> MarkdownIt:
    """Make the one parser; it wants an environment that holds a list of losses under LOSSES."""
    made = _Parser("commonmark", {"html": True}).enable(["table", "strikethrough"])
    made.use(footnote_plugin)
    made.core.ruler.at("normalize", _normalize)
    made.block.ruler.before("table", "plain", _plain)
    made.add_render_rule("plain", _plain_paragraph)
    made.core.ruler.at("inline", _inline)
    made.core.ruler.before("inline", "undefined", _undefined)
    made.core.ruler.push("dashes", _dashes)
    # The plugin's <section> has no heading, which an outline should have: a plain division will do.
    made.add_render_rule("footnote_block_open", _footnotes_open)
    made.add_render_rule("footnote_block_close", _footnotes_close)
    return made


def _normalize(state: StateCore) -> None:
    """Do what the parser's own rule does, which a text that was read by us seldom needs."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


def _plain(state: StateBlock, start: int, _: int, silent: bool) -> bool:
    """Take a paragraph that can be nothing else without asking all other rules, as the parser does.

    One token will do where it is nothing but words. Only outside of lists, quotations and notes, which look
    at the tokens of their paragraphs.
    """
    if silent or state.level or state.tShift[start]:
        return False
    found = _PARAGRAPH.match(state.src, state.bMarks[start])
    if found is None:
        return False
    text = found[0]
    state.line = start + text.count("\n") + 1
    if _MARKUP.search(text):
        state.push("paragraph_open", "p", 1).map = [start, state.line]
        token = state.push("inline", "", 0)
        token.children = []
        state.push("paragraph_close", "p", -1)
    else:
        token = state.push("plain", "p", 0)
        text = _DASH.sub("—", text) if "---" in text else text
    token.content = text
    token.map = [start, state.line]
    return True


def _plain_paragraph(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    return f"<p>{escapeHtml(tokens[index].content)}</p>\n"


def _inline(state: StateCore) -> None:
    """Parse what holds markup, and take the rest as the words that it is."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        if token.children is None:
            token.children = []
        text = token.content
        if not text or "\n" in text or _MARKUP.search(text):
            state.md.inline.parse(text, state.md, state.env, token.children)
        else:
            token.children.append(Token("text", "", 0, content=text))


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
