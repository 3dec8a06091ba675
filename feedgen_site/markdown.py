"""An article's source → its body: Markdown to HTML, sanitized, links found, text blocks mapped back to it.

The one parser is markdown-it; nothing after `render` depends on it, for text blocks come from the sanitized
HTML. HTML bodies take the same way without the parser.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from feedgen_site import litter, sanitize
from feedgen_site.model import Block, Body, Link, Mark
from feedgen_site.sanitize import TooDeepError
from feedgen_site.text import folded, one_line

_BLOCK_TAGS = frozenset(
    (
        "p li ul ol dl dt dd div section blockquote pre table thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6 "
        "hr figure figcaption details summary col colgroup caption"
    ).split()
)
# No key point comes from these: what they hold is not running text of the article's own.
_SILENT_TAGS = frozenset("pre table h1 h2 h3 h4 h5 h6 figure figcaption blockquote dt summary".split())
_VOID_TAGS = frozenset(["br", "hr", "img", "wbr", "col"])
_TOKEN = re.compile(r"<(?P<close>/?)(?P<tag>[a-z][a-z0-9]*)(?P<rest>[^>]*)>|(?P<text>[^<]+)|<")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_HEADING = re.compile(r"<(/?)h([1-6])(?=[ >])")
_IMAGE_WITHOUT_ALT = re.compile(r'<img(?!(?:[^">]|"[^"]*")* alt=)')
# What is left in running text and is no prose: addresses, undefined references, emphasis beside CJK marks.
_NOT_PROSE = re.compile(
    r"(?:https?://|www\.)[^\s<>()\u3000-\u303f\uff00-\uffef]*[^\s<>()\u3000-\u303f\uff00-\uffef.,;:!?'\"]"
    r"|(?<=\])(?:\[[^\[\]\n]{0,200}\]|\([^()\s]{1,300}\))"
    r"|\[\^[^\]\s]{1,60}\]"
    r"|\*\*|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)"
    r"|[\u200b\u2060\ufeff\u00ad]"
)
_REFERENCE = re.compile(r"\[([^\[\]\n]{1,300})\]\[[^\[\]\n]{0,200}\]")
# The same, and links in Markdown that stand in an HTML body, where nothing reads them.
_LABEL = re.compile(r"\[([^\[\]\n]{1,300})\](?:\[[^\[\]\n]{0,200}\]|\([^()\s]{1,300}\))")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article's body with its text blocks; `first_heading` is the H1 taken out as its headline.

    `losses` says what the body lost, with the offset in the source (-1 where it is not known).
    """

    body: Body
    blocks: tuple[Block, ...]
    first_heading: str
    losses: tuple[litter.Loss, ...]


EMPTY = Rendered(Body(), (), "", ())


def render(source: str, path: str, headline: str = "", *, is_html: bool = False) -> Rendered:
    """Make the body of the article at `path`.

    A first H1 that repeats `headline`, or stands where there is none, is taken out; other headings are
    shifted so that the highest is h2. Raises TooDeepError.
    """
    cleaned = litter.cleaned(source, markdown=not is_html)
    first_heading = ""
    if is_html:
        html = cleaned.text
    else:
        parser = _parser()
        env: dict[str, object] = {}
        tokens = parser.parse(cleaned.text, env)
        first_heading = _take_heading(tokens, headline)
        _prepare(tokens)
        html = parser.renderer.render(tokens, parser.options, env)
    clean = sanitize.sanitized(html, path)
    html, links = _with_links(_levelled(clean.html), clean)
    losses = list(cleaned.losses)
    losses += [
        litter.Loss(f"the link target '{url[:80]}'" if url else "an empty link", -1)
        for url in clean.broken
        if litter.DUMMY_TARGET not in url
    ]
    return Rendered(Body(html, links), tuple(_blocks(html)), first_heading, tuple(losses))


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


def marks_of(body: Body, blocks: Sequence[Block], sentences: Sequence[tuple[str, int, int, int]]) -> Body:
    """Add marks to a body for sentences given as (id, block index, start, end in that block's text)."""
    marks = []
    for name, index, start, end in sentences:
        pieces = _pieces(body.html, blocks[index], start, end)
        if pieces:
            marks.append(Mark(name, pieces))
    marks.sort(key=lambda mark: mark.pieces)
    return Body(body.html, body.links, tuple(marks))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    # The plugin's <section> has no heading, which an outline should have: a plain division will do.
    parser.add_render_rule("footnote_block_open", _footnotes_open)
    parser.add_render_rule("footnote_block_close", _footnotes_close)
    return parser


def _footnotes_open(*_: object) -> str:
    return '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list">\n'


def _footnotes_close(*_: object) -> str:
    return "</ol>\n</div>\n"


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


def _prepare(tokens: list[Token]) -> None:
    """Give headings ids, cells their alignment as a class, and undefined references their bare label."""
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            name = sanitize.anchor(_slug(tokens[index + 1].content))
            if name:
                token.attrSet("id", name)
        elif token.type in ("td_open", "th_open"):
            style = token.attrs.pop("style", "")
            if style:
                token.attrSet("class", f"align-{str(style).removeprefix('text-align:')}")
        elif token.type == "inline":
            for child in token.children or ():
                if child.type == "text" and "][" in child.content:
                    child.content = _REFERENCE.sub(r"\1", child.content)


def _slug(text: str) -> str:
    """Make a heading's id as GitHub does: lower case, punctuation dropped, blanks to hyphens."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", text.lower()).strip())


def _levelled(html: str) -> str:
    """Shift headings so that they begin at h2 and skip no level; give every image an alt attribute."""
    html = _IMAGE_WITHOUT_ALT.sub('<img alt=""', html)
    used = sorted({match[2] for match in _HEADING.finditer(html)})
    if not used or used == [str(level) for level in range(2, 2 + len(used))]:
        return html
    level = {old: str(min(new, 6)) for new, old in enumerate(used, start=2)}
    return _HEADING.sub(lambda match: f"<{match[1]}h{level[match[2]]}", html)


def _with_links(html: str, clean: sanitize.Sanitized) -> tuple[str, tuple[Link, ...]]:
    """Put the targets where their tokens stand, and say where that is."""
    parts: list[str] = []
    links: list[Link] = []
    position = length = 0
    for match in clean.token.finditer(html):
        target = clean.targets[int(match[1])]
        written = (
            target.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
        )
        parts += (html[position : match.start()], written)
        length += match.start() - position
        links.append(Link(length, length + len(written), target))
        length += len(written)
        position = match.end()
    return "".join(parts) + html[position:], tuple(links)


def _blocks(html: str) -> Iterator[Block]:
    """Walk clean HTML and give the text of paragraphs and list items, with the map back."""
    runs: list[tuple[str, int, int]] = []  # text, offset in HTML, length in HTML
    silent = 0
    stack: list[tuple[str, bool]] = []
    for match in _TOKEN.finditer(html):
        tag = match["tag"]
        if tag is None:
            if not silent:
                runs.extend(_text_runs(match[0], match.start()))
            continue
        if tag in _BLOCK_TAGS:
            yield from _finished(runs)
            runs = []
        if tag == "br" and not silent:
            runs.append((" ", match.start(), len(match[0])))
        if tag in _VOID_TAGS:
            continue
        if match["close"]:
            while stack:
                opened, was_silent = stack.pop()
                silent -= was_silent
                if opened == tag:
                    break
        else:
            is_silent = tag in _SILENT_TAGS or "footnote" in match["rest"]
            stack.append((tag, is_silent))
            silent += is_silent
    yield from _finished(runs)


def _text_runs(text: str, offset: int) -> Iterator[tuple[str, int, int]]:
    position = 0
    for match in _ENTITY.finditer(text) if "&" in text else ():
        if match.start() > position:
            yield text[position : match.start()], offset + position, match.start() - position
        yield unescape(match[0])[:1] or " ", offset + match.start(), len(match[0])
        position = match.end()
    if position < len(text):
        yield text[position:], offset + position, len(text) - position


def _finished(runs: list[tuple[str, int, int]]) -> Iterator[Block]:
    """Make blocks of the runs of one element, without what is no prose; blank lines part bare text."""
    if not runs:
        return
    text = "".join(run[0] for run in runs)
    if not text.strip():
        return
    starts, total = [], 0
    for run in runs:
        starts.append(total)
        total += len(run[0])
    dropped = [match.span() for match in _NOT_PROSE.finditer(text)]
    # The label of what is no link stays, its brackets go.
    for match in _LABEL.finditer(text):
        dropped += [(match.start(), match.start() + 1), (match.end(1), match.end(1) + 1)]
    dropped.sort()
    begin = 0
    for gap in [*_BLANK_LINE.finditer(text), None]:
        end = gap.start() if gap else len(text)
        # None of these ranges holds a line end, so each lies on one side of the gap.
        here = dropped[bisect_left(dropped, (begin, 0)) : bisect_left(dropped, (end, 0))]
        block = _block(runs, starts, here, begin, end)
        if block.text.strip():
            yield block
        begin = gap.end() if gap else end


def _block(
    runs: list[tuple[str, int, int]], starts: list[int], dropped: list[tuple[int, int]], begin: int, end: int
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
            text, offset, size = runs[at]
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
    for match in _TOKEN.finditer(html):
        tag = match["tag"]
        if tag is None or tag in _VOID_TAGS:
            continue
        if not match["close"]:
            stack.append(tag)
        elif not stack or stack.pop() != tag:
            return False
    return not stack
