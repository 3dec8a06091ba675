"""What is mended in HTML before and after it is cleaned: what costs too much, or would show nothing."""

from __future__ import annotations

import re
from html import unescape

from feedgen_site.frozen import dataclass
from feedgen_site.patterns import regex
from feedgen_site.text import clean

# The elements that HTML opens again in every later paragraph until they are closed (HTML §13.2.4.3). The
# parser keeps three of one kind; told apart by attributes, 2,000 of them in 27 kB became 14 MB.
_FORMAT_OPEN = regex(
    r"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/])"
    r"(?P<rest>(?:\s+[\w:-]+(?:=(?:\"[^\"]{0,500}\"|'[^']{0,500}'|[^\s\"'<>=`]+))?)*\s*/?>)?",
    re.IGNORECASE,
)
_MAX_FORMATS = 64
# Those that the parser writes without attributes: code, em, s and strong. Only code can have a class.
_PLAIN_FORMATS = 4


def has_few_formats(html: str) -> bool:
    """Say of what the Markdown parser wrote whether `with_few_formats` would change nothing."""
    return html.count(" class=") <= _MAX_FORMATS - _PLAIN_FORMATS


def with_few_formats(html: str) -> str:
    """Make spans, which are not opened again, of formatting elements past the first kinds of attributes."""
    kinds: set[object] = set()

    def renamed(match: re.Match[str]) -> str:
        # Where a tag that is not well formed ends is hard to tell: each counts as a kind of its own.
        kinds.add(match[0].lower() if match["rest"] else match.start())
        return match[0] if len(kinds) <= _MAX_FORMATS else f"<span{match['rest'] or ''}"

    return _FORMAT_OPEN.sub(renamed, html)


# Deeper than any page; the parser's time grows with the square of the depth.
MAX_DEPTH = 1000
# Drawings are dropped anyway, and have many of these, which close themselves only there.
_SVG_LEAF = regex(r"</?(?:path|rect|circle|ellipse|line|polyline|polygon|stop|use)\b[^<>]*>", re.IGNORECASE)
# The older name of code.
_TELETYPE = regex(r"(</?)tt(?=[\s>])", re.IGNORECASE)
_ANY_TAG = regex(r"<(/?)([a-zA-Z][^\s/<>]*)")
# These close themselves, or each other.
_FLAT_TAGS = frozenset(
    (
        "area base br col embed hr img input link meta param source track wbr "
        "p li dd dt td th tr tbody thead tfoot colgroup option optgroup rt rp"
    ).split()
)


_BAD_REFERENCE = regex(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));?")


def _good_reference(match: re.Match[str]) -> str:
    """Keep a character reference, unless it means a character that no page or feed may hold."""
    code = int(match[1], 16) if match[1] else int(match[2])
    if 0x80 <= code <= 0x9F:
        return clean(unescape(match[0]))  # HTML means Windows-1252 by these, and old pages have many (&#146;)
    # A carriage return would come out as a bare one, which is no line end of ours.
    return match[0] if code < 0x110000 and code != 0x0D and clean(chr(code)) else ""


class TooDeepError(ValueError):
    """HTML is nested deeper than any page is."""


def source(html: str, *, is_ours: bool) -> str:
    """Mend HTML before it is cleaned; `is_ours` as for `sanitized`. Raises TooDeepError."""
    html = _BAD_REFERENCE.sub(_good_reference, html if is_ours else _SVG_LEAF.sub("", html))
    if not is_ours and ("<tt" in html or "<TT" in html):
        html = _TELETYPE.sub(r"\1code", html)
    if _is_too_deep(html):
        raise TooDeepError(f"HTML elements are nested more than {MAX_DEPTH:,} deep")
    return html


def _is_too_deep(html: str) -> bool:
    """Say whether open elements pile up. Errs towards yes: an end tag counts only where it is expected."""
    if html.count("<") <= MAX_DEPTH:
        return False
    stack: list[str] = []
    for match in _ANY_TAG.finditer(html):
        name = match[2].lower()
        if name in _FLAT_TAGS:
            continue
        if not match[1]:
            stack.append(name)
            if len(stack) > MAX_DEPTH:
                return True
        elif stack and stack[-1] == name:
            stack.pop()
    return False


_MEDIA = regex(
    r"<(?P<close>/?)(?P<tag>audio|video|picture|source|track|img)(?=[ >])(?P<rest>(?:[^\">]|\"[^\"]*\")*)>"
)
_ATTRIBUTE_NAME = regex(r' ([a-z]+)="[^"]*"')


@dataclass(slots=True)
class _Player:
    """An audio, video or picture that is open: where its tags and sources stand, and if it shows anything."""

    tag: str
    spans: list[tuple[int, int]]
    is_whole: bool


def with_whole_media(html: str) -> str:
    """Take out players and pictures that have nothing to show, and sources that belong to none.

    What else stands in them stays: it is what they say where they cannot be shown.
    """
    cut: list[tuple[int, int]] = []
    stack: list[_Player] = []
    for match in _MEDIA.finditer(html):
        tag, names = match["tag"], frozenset(_ATTRIBUTE_NAME.findall(match["rest"]))
        if tag not in ("source", "track", "img"):
            if not match["close"]:
                stack.append(_Player(tag, [match.span()], "src" in names))
            elif stack:
                player = stack.pop()
                cut += () if player.is_whole else (*player.spans, match.span())
            continue
        holder = stack[-1] if stack else None
        if tag == "img":
            if holder and holder.tag == "picture":
                holder.is_whole = holder.is_whole or "src" in names
        elif holder and _belongs(tag, names, holder):
            holder.spans.append(match.span())
            holder.is_whole = holder.is_whole or (tag == "source" and holder.tag != "picture")
        else:
            cut.append(match.span())
    parts, position = [], 0
    for start, end in sorted(cut):
        parts.append(html[position:start])
        position = end
    return "".join(parts) + html[position:]


def _belongs(tag: str, names: frozenset[str], holder: _Player) -> bool:
    if holder.tag == "picture":
        return tag == "source" and "srcset" in names
    return "src" in names
