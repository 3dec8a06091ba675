"""Markdown → tokens: the parser, and the rules in which it differs from CommonMark."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, normalizeReference
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, normalize
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from feedgen_site import litter
from feedgen_site.litter import LineCounter, Loss, LossKind
from feedgen_site.patterns import regex

# Where the parser's environment keeps the losses that `_undefined` finds.
LOSSES = "feedgen_site_losses"
_REFERENCE = regex(
    r"(?<![A-Za-z0-9_\])\\])(?P<image>!?)\[(?!\^)(?P<label>[^\[\]]{1,300})\]\[(?!\^)(?P<name>[^\[\]]{0,200})\]"
    r"|(?<!\\)\[\^(?P<note>[^\]\s]{1,60})\]"
)
# Up to a blank line: a paragraph whose lines begin like no list, table, heading or code; a quotation of such
# lines; a heading.
_LINE = r"(?:[^\W\d_]|[“”‘’„«»‹›\"'(¿¡])[^\n]*(?<!\s)"
_BLOCK = regex(
    rf"(?:(?P<paragraph>{_LINE}(?:\n{_LINE})*)|> (?P<quote>{_LINE}(?:\n> {_LINE})*)"
    r"|(?P<signs>#{1,6}) (?P<heading>[^\s#][^\n#]*(?<!\s)))(?=\n[ \t]*(?:\n|\Z)|\Z)"
)
# What may be more than a word.
_MARKUP = regex(r"[\\`*_~\[<&]")
# Comes out of the parser's normalizing as it went in.
_NORMAL_LINK = regex(
    r"https?://(?:[a-z0-9]{1,40}(?:-[a-z0-9]{1,20})?\.){1,4}[a-z]{2,10}(?:/[A-Za-z0-9/._~=&+-]*)?"
)
# A link and emphasis in their plainest forms, which can be read in one way only where a paragraph holds no
# other markup. Not after what makes it an image or a note.
_WORDS = r"[^\W_](?:[^\[\]\\`*_~<&\n]*[^\W_])?"
_PLAIN_MARKUP = regex(
    # One class of signs first, which a search skips to fast; what stands before is looked at then.
    rf"[\[*](?:(?<=\[)(?<![!^]\[)(?P<label>{_WORDS})\]\((?P<url>{_NORMAL_LINK.pattern})\)"
    rf"|(?<=\*)(?<![^\s(“]\*)(?P<more>\*?)(?P<words>{_WORDS})\*(?P=more)(?![^\s.,;:!?)”]))"
)
_DASH = regex(r"(?<=[^\W_])---(?=[^\W_])|(?<=\S )---(?= \S)")


class _Parser(MarkdownIt):
    """The parser, but it leaves judging addresses to `sanitize`, the one place that does."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002
        """Let every address through."""
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """Leave an address as it is where nothing in it needs encoding, as in most."""
        return url if _NORMAL_LINK.fullmatch(url) else super().normalizeLink(url)


class _Renderer(RendererHTML):
    """The parser's renderer, for paragraphs that are one token, too."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """Write the HTML of tokens."""
        parts = []
        for index, token in enumerate(tokens):
            if token.type == "inline":
                html = self.renderInline(token.children, options, env) if token.children else ""
                parts.append(f"<p>{html}</p>\n" if token.tag else html)
            elif token.type in self.rules:
                parts.append(self.rules[token.type](tokens, index, options, env))
            else:
                parts.append(self.renderToken(tokens, index, options, env))
        return "".join(parts)

    def renderInline(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:  # noqa: N802
        """Write the HTML of what stands in a paragraph: words and tags without attributes, for the most."""
        parts = []
        for index, token in enumerate(tokens):
            if token.type == "text":
                parts.append(escapeHtml(token.content))
            elif token.type in self.rules:
                parts.append(self.rules[token.type](tokens, index, options, env))
            elif token.nesting and not (token.attrs or token.block or token.hidden):
                parts.append(f"<{token.tag}>" if token.nesting > 0 else f"</{token.tag}>")
            else:
                parts.append(self.renderToken(tokens, index, options, env))
        return "".join(parts)


@cache
def parser() -> MarkdownIt:
    """Make the one parser; it wants an environment that holds a list of losses under LOSSES."""
    made = _Parser("commonmark", {"html": True}, renderer_cls=_Renderer).enable(["table", "strikethrough"])
    made.use(footnote_plugin)
    made.core.ruler.at("normalize", _normalize)
    made.core.ruler.at("block", _blocks)
    made.block.ruler.before("table", "plain", _plain)
    made.add_render_rule("plain", _as_it_is)
    made.add_render_rule("words", _as_it_is)
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


def _blocks(state: StateCore) -> None:
    """Do what the parser's own rule does; a text of plain blocks, as most are, needs none of its rules."""
    end, line = _take_plain(state.src, 0, 0, state.tokens)
    if state.src[end:].strip(" \t\n"):
        blocks = StateBlock(state.src, state.md, state.env, state.tokens)
        state.md.block.tokenize(blocks, line, blocks.lineMax)


def _plain(state: StateBlock, start: int, last: int, silent: bool) -> bool:  # noqa: ARG001
    """Take blocks that can be nothing else without asking all other rules, as the parser does.

    Only outside of lists, quotations and notes, which look at the tokens of their paragraphs.
    """
    if silent or state.level or state.tShift[start]:
        return False
    state.line = _take_plain(state.src, state.bMarks[start], start, state.tokens)[1]
    return state.line > start


def _take_plain(source: str, position: int, line: int, tokens: list[Token]) -> tuple[int, int]:
    """Add the tokens of the plain blocks that begin at a position, on a line; say where they end.

    One token with HTML will do for all in a row that hold no markup but the plainest.
    """
    run: list[str] = []
    begin, was_marked = line, True
    while found := _BLOCK.match(source, position):
        kind = str(found.lastgroup)
        text = found[kind]
        below = line + text.count("\n") + 1
        marked = kind != "paragraph" or _MARKUP.search(text) is not None
        html = _html_of(kind, text) if marked else f"<p>{_words(text)}</p>\n"
        if html:
            # Notes within a text have no line of their own, and are said to stand here.
            begin = line if marked or was_marked else begin
            run.append(html)
        elif kind == "quote":
            break
        else:
            tokens += _joined(run, begin, line)
            run = []
            tokens += _unparsed(found["signs"] or "", text, [line, below])
        was_marked = marked
        position, line = found.end(), below
        if not source.startswith("\n\n", position):
            break
        position, line = position + 2, line + 1
    tokens += _joined(run, begin, line)
    return position, line


def _html_of(kind: str, text: str) -> str:
    """Write a paragraph or quotation as HTML; "" where it holds more than the plainest markup."""
    if kind == "heading":
        return ""
    words = _marked_up(text if kind == "paragraph" else text.replace("\n> ", "\n"))
    if not words:
        return ""
    return f"<p>{words}</p>\n" if kind == "paragraph" else f"<blockquote>\n<p>{words}</p>\n</blockquote>\n"


def _joined(run: list[str], begin: int, end: int) -> list[Token]:
    return [Token("plain", "", 0, map=[begin, end], content="".join(run))] if run else []


def _unparsed(signs: str, text: str, lines: list[int]) -> list[Token]:
    """Make the tokens of a heading, which begins with signs, or of a paragraph, for the rules of words."""
    words = Token("inline", "" if signs else "p", 0, map=lines, children=[], content=text, block=True)
    if not signs:
        return [words]
    tag = f"h{len(signs)}"
    opening = Token("heading_open", tag, 1, map=lines, markup=signs, block=True)
    return [opening, words, Token("heading_close", tag, -1, markup=signs, block=True)]


def _as_it_is(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    return tokens[index].content


def _inline(state: StateCore) -> None:
    """Parse what holds markup, and take the rest as the words that it is."""
    in_heading = False
    for token in state.tokens:
        if token.type != "inline":
            in_heading = token.type == "heading_open"
            continue
        if token.children is None:
            token.children = []
        text = token.content
        if text and not ("\n" in text or _MARKUP.search(text)):
            token.children.append(Token("text", "", 0, content=text))
        elif not in_heading and "\n" not in text and (html := _marked_up(text)):
            token.children.append(Token("words", "", 0, content=html))
        else:
            state.md.inline.parse(text, state.md, state.env, token.children)


def _marked_up(text: str) -> str:
    """Write a text with no other markup than the plainest as HTML; "" where there is other."""
    parts: list[str] = []
    position = 0
    for match in _PLAIN_MARKUP.finditer(text):
        start, end = match.span()
        if _MARKUP.search(text, position, start):
            return ""
        label, url, more, words = match.groups()
        parts.append(_words(text[position:start]))
        if label:
            parts.append(f'<a href="{escapeHtml(url)}">{_words(label)}</a>')
        else:
            tag = "strong" if more else "em"
            parts.append(f"<{tag}>{_words(words)}</{tag}>")
        position = end
    if _MARKUP.search(text, position):
        return ""
    return "".join(parts) + _words(text[position:])


def _words(text: str) -> str:
    """Write words as HTML, with dashes as `_dashes` makes them."""
    return escapeHtml(_DASH.sub("—", text) if "---" in text else text)


def _dashes(state: StateCore) -> None:
    """Write `---` between words as the dash that it is in kramdown and Pandoc; addresses keep theirs."""
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "text" and "-" in child.content and "---" in child.content:
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
        losses.append(
            Loss(f"{shown} has no definition, and {became}", hint, at, match[0], kind=LossKind.ADDRESS)
        )
        return "" if match["image"] else label

    return _REFERENCE.sub(replaced, text)


def _footnotes_open(*_: object) -> str:
    return '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list">\n'


def _footnotes_close(*_: object) -> str:
    return "</ol>\n</div>\n"
