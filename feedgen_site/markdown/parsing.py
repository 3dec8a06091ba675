"""Markdown → tokens: the parser, and the rules in which it differs from CommonMark."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, normalizeReference
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, heading
from markdown_it.rules_core import StateCore, normalize
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from feedgen_site import litter
from feedgen_site.litter import LineCounter, Loss
from feedgen_site.patterns import regex

# Where the parser's environment keeps the losses that `_undefined` finds.
LOSSES = "feedgen_site_losses"
_REFERENCE = regex(
    r"(?<![A-Za-z0-9_\])\\])(?P<image>!?)\[(?!\^)(?P<label>[^\[\]]{1,300})\]\[(?!\^)(?P<name>[^\[\]]{0,200})\]"
    r"|(?<!\\)\[\^(?P<note>[^\]\s]{1,60})\]"
)
# A paragraph whose lines begin like no list, table, heading or code, up to a blank line.
_START = r"(?:[^\W\d_]|[“”‘’„«»‹›\"'(¿¡])"
_PARAGRAPH = regex(rf"{_START}[^\n]*(?<!\s)(?:\n{_START}[^\n]*(?<!\s))*(?=\n[ \t]*(?:\n|\Z)|\Z)")
_BETWEEN = "\n\n"
# What may be more than a word; line ends only within headings and lists, whose words are trimmed.
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
    made.block.ruler.before("table", "plain", _plain)
    made.add_render_rule("plain", _plain_paragraphs)
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


def _plain(state: StateBlock, start: int, last: int, silent: bool) -> bool:
    """Take a paragraph that can be nothing else without asking all other rules, as the parser does.

    One token will do for it, and for all that follow it, where they are nothing but words. Only outside of
    lists, quotations and notes, which look at the tokens of their paragraphs.
    """
    if silent or state.level or state.tShift[start]:
        return False
    source, begin = state.src, state.bMarks[start]
    found = _PARAGRAPH.match(source, begin)
    if found is None:
        # No rule before that of headings takes such a line, unless the one after it makes it a table.
        return (
            source.startswith("#", begin)
            and _is_blank(state, start + 1)
            and heading(state, start, last, silent)
        )
    end = found.end()
    if _MARKUP.search(source, begin, end):
        token = state.push("inline", "p", 0)
        token.children = []
        text = source[begin:end]
    else:
        token = state.push("plain", "p", 0)
        while source.startswith("\n\n", end) and (found := _PARAGRAPH.match(source, end + 2)):
            if _MARKUP.search(source, end + 2, found.end()):
                break
            end = found.end()
        text = source[begin:end]
        text = _DASH.sub("—", text) if "-" in text and "---" in text else text
    state.line = start + text.count("\n") + 1
    token.content = text
    token.map = [start, state.line]
    return True


def _is_blank(state: StateBlock, line: int) -> bool:
    return line >= state.lineMax or state.isEmpty(line)


def _plain_paragraphs(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    return f"<p>{escapeHtml(tokens[index].content).replace(_BETWEEN, f'</p>{chr(10)}<p>')}</p>\n"


def _inline(state: StateCore) -> None:
    """Parse what holds markup, and take the rest as the words that it is."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        if token.children is None:
            token.children = []
        text = token.content
        if text and not ("\n" in text or _MARKUP.search(text)):
            token.children.append(Token("text", "", 0, content=text))
        elif "\n" not in text and (found := _plain_children(text)):
            token.children += found
        else:
            state.md.inline.parse(text, state.md, state.env, token.children)


def _plain_children(text: str) -> list[Token]:
    """Make the tokens of a text with no other markup than the plainest; none where there is other."""
    found: list[Token] = []
    position = 0
    for match in _PLAIN_MARKUP.finditer(text):
        start, end = match.span()
        if _MARKUP.search(text, position, start):
            return []
        if start > position:
            found.append(Token("text", "", 0, content=text[position:start]))
        if label := match["label"]:
            link = Token("link_open", "a", 1, attrs={"href": match["url"]})
            found += (link, Token("text", "", 0, content=label), Token("link_close", "a", -1))
        else:
            kind = "strong" if match["more"] else "em"
            words = Token("text", "", 0, content=match["words"])
            found += (Token(f"{kind}_open", kind, 1), words, Token(f"{kind}_close", kind, -1))
        position = end
    if _MARKUP.search(text, position):
        return []
    if position < len(text):
        found.append(Token("text", "", 0, content=text[position:]))
    return found


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
        losses.append(Loss(f"{shown} has no definition, and {became}", hint, at, match[0], is_link=True))
        return "" if match["image"] else label

    return _REFERENCE.sub(replaced, text)


def _footnotes_open(*_: object) -> str:
    return '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list">\n'


def _footnotes_close(*_: object) -> str:
    return "</ol>\n</div>\n"
