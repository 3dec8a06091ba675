"""The way from an article's source to its body, its text blocks and what it lost."""

from __future__ import annotations

import re
from html import unescape

from markdown_it.token import Token

from feedgen_site import litter, sanitize
from feedgen_site.frozen import dataclass
from feedgen_site.litter import Loss
from feedgen_site.markdown import parsing
from feedgen_site.markdown.blocks import blocks_of
from feedgen_site.markdown.finishing import body_of
from feedgen_site.markdown.losses import lost_in, unused_notes
from feedgen_site.markdown.slips import slips_in
from feedgen_site.model import Block, Body
from feedgen_site.patterns import regex
from feedgen_site.sanitize import TooDeepError
from feedgen_site.text import folded, one_line

_PUNCTUATION = regex(r"[^\w\s-]")
_SPACE = regex(r"\s+")
# What Hugo, kramdown and Pandoc read at the end of a heading: {#review}, {: #review}, {#review .wide}.
_GIVEN = regex(r"[ \t]\{(?::[ \t]*)?#(?P<id>[\w:-]+)[^{}\n]*\}\s*\Z")


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article's body with its text blocks; `first_heading` is the H1 taken out as its headline.

    `losses` says what the body lost on the way, and where.
    """

    body: Body
    blocks: tuple[Block, ...]
    first_heading: str
    losses: tuple[Loss, ...]


EMPTY = Rendered(Body(), (), "", ())


def render(source: str, path: str, headline: str = "", *, is_html: bool = False) -> Rendered:
    """Make the body of the article at `path`.

    A first H1 that repeats `headline`, or stands where there is none, is taken out; other headings are
    shifted so that the highest is h2. Raises TooDeepError.
    """
    cleaned = litter.cleaned(source, markdown=not is_html)
    first_heading = ""
    tokens: list[Token] = []
    losses = list(cleaned.losses)
    if is_html:
        html = cleaned.text
    else:
        parser = parsing.parser()
        env: dict[str, object] = {parsing.LOSSES: losses}
        tokens = parser.parse(cleaned.text, env)
        losses += unused_notes(env, cleaned.text)
        first_heading = _take_heading(tokens, headline)
        _prepare(tokens, source)
        html = parser.renderer.render(tokens, parser.options, env)
    # Without this sign there is no tag in a text, and no other way to write one: references stay references.
    clean = sanitize.sanitized(html, path, is_ours=not is_html and "<" not in cleaned.text)
    tags = sanitize.LostTags(clean.broken)
    losses += tags.losses(html, 0) if is_html else lost_in(tokens, tags)
    losses += tags.not_found(cleaned.text)
    if not is_html:
        losses += slips_in(cleaned.text, tokens)
    body = body_of(clean)
    return Rendered(body, blocks_of(body.html), first_heading, tuple(losses))


def plain(markup: str) -> str:
    """Turn a short Markdown text (a standfirst, a key point) into plain text on one line."""
    text = litter.cleaned(markup).text
    if not re.search(r"[\\`*_\[\]<>&!~#|]|https?:|www\.|\d[.)] |^\s*[-+] ", text):
        return one_line(text)
    try:
        rendered = render(text, "x.md")
    except TooDeepError:
        return one_line(re.sub(r"<[^<>]*>", " ", text))
    joined = " ".join(block.text for block in rendered.blocks)
    return one_line(joined or rendered.first_heading or re.sub(r"<[^>]*>", " ", unescape(rendered.body.html)))


def _take_heading(tokens: list[Token], headline: str) -> str:
    """Take out a leading H1 that is, or repeats, the headline."""
    if not tokens or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        return ""
    text = one_line(
        "".join(child.content for child in tokens[1].children or () if child.type != "html_inline")
    )
    if headline and folded(text) != folded(headline):
        return ""
    del tokens[:3]
    return text


def _prepare(tokens: list[Token], source: str) -> None:
    """Give headings ids, and cells their alignment as a class."""
    lines = source.split("\n") if "#" in source and "{" in source else []
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            name = sanitize.anchor(_given(token, lines) or _slug(tokens[index + 1].content))
            if name:
                token.attrSet("id", name)
        elif token.type in ("td_open", "th_open"):
            style = token.attrs.pop("style", "")
            if style:
                token.attrSet("class", f"align-{str(style).removeprefix('text-align:')}")


def _given(heading: Token, lines: list[str]) -> str:
    """Find the id that an author gave a heading, as in `## Review {#review}`; cleaning took it out of it."""
    line = heading.map[0] if heading.map else len(lines)
    found = _GIVEN.search(lines[line]) if line < len(lines) else None
    return found["id"] if found else ""


def _slug(text: str) -> str:
    """Make a heading's id as GitHub does: lower case, punctuation dropped, blanks to hyphens."""
    return _SPACE.sub("-", _PUNCTUATION.sub("", text.lower()).strip())
