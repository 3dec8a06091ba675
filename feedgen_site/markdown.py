"""An article's source → its body: Markdown to HTML, sanitized, links found, text blocks mapped back to it.

The one parser is markdown-it; nothing after `render` depends on it, for text blocks come from the sanitized
HTML. HTML bodies take the same way without the parser.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from feedgen_site import litter, sanitize
from feedgen_site.litter import LineCounter, Loss
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
_VOID_TAGS = frozenset(["br", "hr", "img", "wbr", "col", "source", "track"])
_TOKEN = re.compile(r"<(?P<close>/?)(?P<tag>[a-z][a-z0-9]*)(?P<rest>[^>]*)>|(?P<text>[^<]+)|<")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_HEADING = re.compile(r"<(/?)h([1-6])(?=[ >])")
_IMAGE_WITHOUT_ALT = re.compile(r'<img(?!(?:[^">]|"[^"]*")* alt=)')
_IMAGE_WITHOUT_SOURCE = re.compile(r'<img(?!(?:[^">]|"[^"]*")* src=)(?:[^">]|"[^"]*")*>')
_TIME = re.compile(r"<(?P<close>/?)time(?P<rest>[^>]*)>")
_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9_\])\\])(?P<image>!?)\[(?!\^)(?P<label>[^\[\]]{1,300})\]\[(?!\^)(?P<name>[^\[\]]{0,200})\]"
    r"|(?<!\\)\[\^(?P<note>[^\]\s]{1,60})\]"
)

_NOTE = re.compile(r"^ {0,3}\[\^(?P<name>[^\]\s]{1,200})\]:", re.MULTILINE)
_MAX_MISSES = 20
_DASH = re.compile(r"(?<=[^\W_])---(?=[^\W_])|(?<=\S )---(?= \S)")

_CJK = "\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
# What is left in running text and is no prose begins with, or holds, one of these; most text has none.
_SUSPECT = re.compile("[\\[\\]*<_•·▪◦‣●■\u00ad\u200b\u2060\ufeff]")
_SUSPECTS = (
    "http",
    "www.",
    " .",
    " ,",
    " ()",
    " )",
    "KB",
    "MB",
    "GB",
    " kb",
    " mb",
    "\t.",
    "\t,",
    '")',
    "/)",
)
_SUSPECT_START = frozenset("–—-(0123456789")
_ADDRESS = re.compile(
    r"(?:https?://(?:www\.)?|(?<![\w.])www\.(?=\w))(?P<site>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)?"
    r"(?P<rest>[:/?#][^\s<>()\[\]\u3000-\u303f\uff00-\uffef]*)?"
)
_SENTENCE_MARKS = ".,;:!?'\"*_"
_INSIDE = r"(?:[^\[\]\n]|\n(?![ \t]*\n))"
_NOT_PROSE = re.compile(
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
_AROUND = re.compile(
    rf"(?P<open>!?\[){_INSIDE}{{1,300}}(?P<close>\])(?=\[{_INSIDE}{{0,200}}\]|\([^()\n]{{0,300}}\)"
    r"|[ ]\((?:https?:[^()\s]{0,300})?\))"
    r"|(?<![\w*])(?P<open1>\*)(?=[^\s*'\"’”)])[^*\n]{0,300}[^\s*'\"‘“(](?P<close1>\*)(?!\*)"
    r"|(?<!\w)(?P<open2>_)(?=[^\W_])[^_\n]{1,100}(?P<close2>_)(?=\u200b?[^\W\d_]{1,3}\b)"
    rf"|(?<!_)(?P<open3>_)(?=[{_CJK}])[^_\n]{{1,100}}(?<=[{_CJK}])(?P<close3>_)"
)
# The end of a link whose beginning is gone, up to a parenthesis that nothing opens: its title, or its path.
_TITLE_END = re.compile(r"[ \t]\"[^\"()\n]{1,200}\"\Z")
_PATH_END = re.compile(r"[\w./-]{1,200}")
_LONGEST_END = 210
_LONG_ASIDE = 2000
_BRACKET = re.compile(r"[\[\]]")
_PARENTHESIS = re.compile(r"[()]")
_ITALICS_BEGIN = re.compile(r"<p>\s*<(em|i)>(?:<a [^<>]*>)?")
_ITALICS_END = re.compile(r"\s*(?:</a>)?[.]?</(?:em|i)>[.]?\s*</p>")
_LONGEST_TAGS = 300
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article's body with its text blocks; `first_heading` is the H1 taken out as its headline.

    `losses` says what the body lost on the way, and where.
    """

    body: Body
    blocks: tuple[Block, ...]
    first_heading: str
    losses: tuple[Loss, ...]


# A stretch of text, its offset and length in the HTML, and whether it is code.
_Run = tuple[str, int, int, bool]

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
        parser = _parser()
        env: dict[str, object] = {_LOSSES: losses}
        tokens = parser.parse(cleaned.text, env)
        losses += _unused_notes(env, cleaned.text)
        first_heading = _take_heading(tokens, headline)
        _prepare(tokens)
        html = parser.renderer.render(tokens, parser.options, env)
    clean = sanitize.sanitized(html, path)
    tags = sanitize.LostTags(clean.broken)
    losses += tags.losses(html, 0) if is_html else _lost_in(tokens, tags)
    losses += tags.not_found(cleaned.text)
    html, links = _with_links(_levelled(clean.html), clean)
    return Rendered(Body(html, links), tuple(_own_words(html, _blocks(html))), first_heading, tuple(losses))


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


# Where the parser's environment keeps what the rule below finds.
_LOSSES = "feedgen_site_losses"


class _Parser(MarkdownIt):
    """The parser, but it leaves judging addresses to `sanitize`, the one place that does."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002
        """Let every address through."""
        return True


@cache
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    parser.core.ruler.before("inline", "undefined", _undefined)
    parser.core.ruler.push("dashes", _dashes)
    # The plugin's <section> has no heading, which an outline should have: a plain division will do.
    parser.add_render_rule("footnote_block_open", _footnotes_open)
    parser.add_render_rule("footnote_block_close", _footnotes_close)
    return parser


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
    losses: list[Loss] = state.env[_LOSSES]
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


def _lost_in(tokens: list[Token], tags: sanitize.LostTags) -> Iterator[Loss]:
    """Find what the sanitizer takes out of a parsed text: elements, and addresses of links and images."""
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        if token.type == "html_block":
            yield from tags.losses(token.content, line)
        elif token.type == "inline":
            yield from _lost_in_paragraph(token, line, tags)


class _Places:
    """Finds in a paragraph what stands in it, one thing after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._misses = 0

    def find(self, written: str) -> int:
        """Give the offset of the next `written`; where it was written otherwise, that of what came before."""
        # Each miss costs a search to the end, and there may be as many as there are links.
        at = self._text.find(written, self._position) if self._misses < _MAX_MISSES else -1
        if at < 0:
            self._misses += 1
            return self._position
        self._position = at + len(written)
        return at


def _lost_in_paragraph(token: Token, line: int, tags: sanitize.LostTags) -> Iterator[Loss]:
    places = _Places(token.content)
    counter = LineCounter(token.content)
    for child in token.children or ():
        if child.type == "html_inline":
            at = places.find(child.content)
            yield from tags.losses(child.content, line + counter.line(at))
        elif child.type in ("link_open", "image"):
            is_image = child.type == "image"
            url = str(child.attrs["src" if is_image else "href"]).strip()
            if message := tags.lost_url(url, is_image=is_image):
                written = unquote(url) or "()"
                at = places.find(written)
                hint = sanitize.url_hint(url, is_image=is_image)
                yield Loss(message, hint, line + counter.line(at), written, is_link=True)


def _unused_notes(env: dict[str, object], text: str) -> Iterator[Loss]:
    """Find the notes that have a text and to which nothing refers: they are left out."""
    footnotes = env.get("footnotes")
    refs = footnotes.get("refs", {}) if isinstance(footnotes, dict) else {}
    unused = {label[1:] for label, number in refs.items() if number < 0}
    counter = LineCounter(text)
    for match in _NOTE.finditer(text) if unused else ():
        if match["name"] in unused:
            unused.discard(match["name"])
            message = f"nothing refers to the note [^{match['name'][:60]}], and it is left out"
            hint = f"[^{match['name'][:60]}] where it belongs"
            yield Loss(message, hint, counter.line(match.start()), match[0])


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
    """Give headings ids, and cells their alignment as a class."""
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            name = sanitize.anchor(_slug(tokens[index + 1].content))
            if name:
                token.attrSet("id", name)
        elif token.type in ("td_open", "th_open"):
            style = token.attrs.pop("style", "")
            if style:
                token.attrSet("class", f"align-{str(style).removeprefix('text-align:')}")


def _slug(text: str) -> str:
    """Make a heading's id as GitHub does: lower case, punctuation dropped, blanks to hyphens."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", text.lower()).strip())


def _levelled(html: str) -> str:
    """Shift headings so that they begin at h2 and skip no level; leave only whole images and times."""
    if "<img" in html:
        html = _IMAGE_WITHOUT_ALT.sub('<img alt=""', _IMAGE_WITHOUT_SOURCE.sub("", html))
    if "<time" in html:
        html = _with_whole_times(html)
    used = sorted({match[2] for match in _HEADING.finditer(html)})
    if not used or used == [str(level) for level in range(2, 2 + len(used))]:
        return html
    level = {old: str(min(new, 6)) for new, old in enumerate(used, start=2)}
    return _HEADING.sub(lambda match: f"<{match[1]}h{level[match[2]]}", html)


def _with_whole_times(html: str) -> str:
    """Make plain spans of time elements that say no date a machine can read."""
    opened: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        if match["close"]:
            return f"</{opened.pop()}>" if opened else match[0]
        opened.append("time" if " datetime=" in match["rest"] else "span")
        return f"<{opened[-1]}{match['rest']}>"

    return _TIME.sub(replaced, html)


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
    runs: list[_Run] = []
    silent = code = bold = 0
    only_bold = True
    stack: list[tuple[str, bool]] = []
    for match in _TOKEN.finditer(html):
        tag = match["tag"]
        if tag is None:
            if not silent:
                runs.extend(_text_runs(match[0], match.start(), code > 0))
                only_bold = only_bold and (bold > 0 or match[0].isspace())
            continue
        if tag in _BLOCK_TAGS:
            yield from _finished(runs)
            runs, only_bold = [], True
        if tag == "br" and not silent:
            if only_bold:
                runs = []  # A heading that is written as a first line in bold.
            else:
                runs.append((" ", match.start(), len(match[0]), False))
        if tag in _VOID_TAGS:
            continue
        if tag == "code":
            code += -1 if match["close"] else 1
        elif tag in ("b", "strong"):
            bold += -1 if match["close"] else 1
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
    paragraph = html.rfind("<p>", max(0, start - _LONGEST_TAGS), start)
    opening = _ITALICS_BEGIN.fullmatch(html, paragraph, start) if paragraph >= 0 else None
    if not opening:
        return False
    at, offset, size = block.runs[-1]
    end = offset + max(size, len(block.text) - at)
    return _ITALICS_END.match(html, end) is not None and f"</{opening[1]}>" not in html[start:end]


def _text_runs(text: str, offset: int, is_code: bool) -> Iterator[_Run]:
    position = 0
    for match in _ENTITY.finditer(text) if "&" in text else ():
        if match.start() > position:
            yield text[position : match.start()], offset + position, match.start() - position, is_code
        yield unescape(match[0])[:1] or " ", offset + match.start(), len(match[0]), is_code
        position = match.end()
    if position < len(text):
        yield text[position:], offset + position, len(text) - position, is_code


def _finished(runs: list[_Run]) -> Iterator[Block]:
    """Make blocks of the runs of one element, without what is no prose; blank lines part bare text."""
    if not runs:
        return
    text = "".join(run[0] for run in runs)
    if not any(run[0].strip() for run in runs if not run[3]):
        return  # nothing, or code alone
    starts, total = [], 0
    for run in runs:
        starts.append(total)
        total += len(run[0])
    masked = text
    if any(run[3] for run in runs):
        # Code is no markup, whatever it looks like; only addresses are never prose.
        masked = "".join("x" * len(run[0]) if run[3] and "://" not in run[0] else run[0] for run in runs)
    dropped = _not_prose(masked, starts) if _is_suspect(masked) else []
    begin = 0
    for gap in [*_BLANK_LINE.finditer(text), None]:
        end = gap.start() if gap else len(text)
        # None of these ranges holds a blank line, so each lies on one side of the gap.
        here = dropped[bisect_left(dropped, (begin, 0)) : bisect_left(dropped, (end, 0))]
        block = _block(runs, starts, here, begin, end)
        if block.text.strip():
            yield block
        begin = gap.end() if gap else end


def _is_suspect(text: str) -> bool:
    """Say quickly whether a text may hold what is no prose."""
    return (
        text.lstrip()[:1] in _SUSPECT_START
        or ("\n" in text and not text.isascii())
        or any(mark in text for mark in _SUSPECTS)
        or _SUSPECT.search(text) is not None
    )


def _not_prose(text: str, starts: Sequence[int]) -> list[tuple[int, int]]:
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
