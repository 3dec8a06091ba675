"""What can be wrong with the HTML of an entry: what readers remove, what they break on, where links end.

A scanner, not a parser: what it cannot follow is a finding of its own. Its time grows as the text does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

from feedgen_site.patterns import regex

# HTML's elements that may stand in a text, for readers know these alone.
_KNOWN = frozenset(
    (
        "a abbr address area article aside audio b bdi bdo big blockquote br button canvas caption "
        "center cite "
        "code col colgroup data datalist dd del details dfn dialog dir div dl dt em fieldset figcaption "
        "figure "
        "font footer form h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd label legend li main "
        "map mark "
        "menu meter nav noscript ol optgroup option output p picture pre progress q rp rt ruby s samp "
        "section "
        "select small source span strike strong sub summary sup table tbody td template textarea tfoot th "
        "thead time tr track tt u ul var video wbr"
    ).split()
)
_UNSAFE = frozenset(
    (
        "applet base basefont body embed frame frameset head html iframe isindex link listing meta noframes "
        "object param plaintext script slot style title xmp"
    ).split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_RAW = frozenset("script style textarea title xmp iframe noembed noframes".split())
# Elements whose end may be left out, and what closes them (HTML §13.1.2.4).
_OPTIONAL_END = frozenset("li p dt dd rt rp option optgroup tbody thead tfoot tr td th colgroup".split())
_CLOSES = {
    **dict.fromkeys(
        (
            "address article aside blockquote center details dialog dir div dl fieldset figcaption figure "
            "footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre section summary table ul"
        ).split(),
        frozenset(("p",)),
    ),
    "li": frozenset(("li", "p")),
    **dict.fromkeys(("dt", "dd"), frozenset(("dt", "dd", "p"))),
    **dict.fromkeys(("rt", "rp"), frozenset("dd dt li optgroup option p rp rt".split())),
    "option": frozenset(("option",)),
    "optgroup": frozenset(("option", "optgroup")),
    "tr": frozenset(("tr", "td", "th", "p", "caption", "colgroup")),
    **dict.fromkeys(("td", "th"), frozenset(("td", "th", "p"))),
    **dict.fromkeys(
        ("tbody", "thead", "tfoot"), frozenset("tbody thead tfoot tr td th p caption colgroup".split())
    ),
}
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_TABLE_PARTS = frozenset("caption col colgroup tbody td tfoot th thead tr".split())
_TABLE_INSIDES = frozenset("table tbody thead tfoot tr".split())
# A paragraph around one of these is not closed by what stands within.
_ENDS_PARAGRAPH = frozenset("button caption object table td template th".split())
# Those within a line; a list item around them is still the one that an item within them stands in.
_INLINE = frozenset(
    (
        "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike "
        "strong sub sup time tt u var"
    ).split()
)
_THROUGH = _INLINE | {"ruby", "rt", "rp"}
_ITEMS = {"li": frozenset(("li",)), **dict.fromkeys(("dd", "dt"), frozenset(("dd", "dt")))}
# Those that may be open where the text ends.
_OPEN_AT_THE_END = frozenset("dd dt li p tbody td tfoot th thead tr".split())
_MAX_DEPTH = 1000

_URL_ATTRIBUTES = frozenset("href src poster data cite action formaction longdesc background".split())
_RUNS = regex(r"(?:javascript|vbscript|data:text/html|livescript)", re.IGNORECASE)
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PLAIN_STYLE = regex(
    r"(?:\s*(?:background-color|border(?:-[a-z]+)*|clear|color|direction|display|float|font(?:-[a-z]+)?|height|"
    r"letter-spacing|line-height|list-style-type|margin(?:-[a-z]+)?|padding(?:-[a-z]+)?|text-align|"
    r"text-decoration|text-indent|vertical-align|white-space|width)\s*:[\w\s#%.,'!-]*(?:;|$))*\s*",
    re.IGNORECASE,
)
_SRCSET = regex(r"([^\s,]\S*[^\s,]|[^\s,])(?:\s+[^,]*)?(?:,|$)")

_MARKUP = regex(r"<(?:(?P<odd>[!?]|/(?![A-Za-z]))|(?P<end>/?)(?P<name>[A-Za-z][^\s/>]*+))")
_REST = regex(r"((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
# Their last groups are not possessive: before Python 3.11.5 such a group keeps what it read where it fails.
_ATTRIBUTE = regex(r"\s++([^\s/>=\"'<]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++)))?")
_LOOSE = regex(r"&(?:#(?:[0-9]++|[xX][0-9A-Fa-f]++);|[A-Za-z][A-Za-z0-9]*+;)?|<(?![A-Za-z/!?])")
_BAD_CODE = regex(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

UNSAFE = "unsafe-html"
STYLE = "unsafe-style"
RELATIVE = "relative-in-html"
UNKNOWN = "unknown-html"
BROKEN = "broken-html"


def faults(html: str) -> Iterator[tuple[str, str]]:
    """Give what is wrong as (code, words), in the order of the text."""
    html, is_whole = _without_comments(html)
    if not is_whole:
        yield BROKEN, "a comment is never closed"
    yield from _loose_characters(html)
    stack: list[str] = []
    position = 0
    while match := _MARKUP.search(html, position):
        gap = html[position : match.start()]
        if stack and stack[-1] in _TABLE_INSIDES and gap.strip():
            yield BROKEN, "text stands in a table outside its cells"
        if match["odd"]:
            yield BROKEN, f"{html[match.start() : match.start() + 12]!r} is no HTML"
            position = match.end()
            continue
        name = match["name"].lower()
        rest = _REST.match(html, match.end())
        if not rest:
            yield BROKEN, f"the tag <{name[:40]}> is never closed"
            return
        position = rest.end()
        if match["end"]:
            yield from _closed(name, stack)
            continue
        yield from _element(name)
        if rest[1]:
            yield from _attributes(name, rest[1])
        yield from _opened(name, stack)
        if len(stack) > _MAX_DEPTH:
            yield BROKEN, f"elements are nested more than {_MAX_DEPTH} deep"
            return
        if name in _RAW:
            end = re.compile(f"</{name}", re.IGNORECASE).search(html, position)
            if not end:
                yield BROKEN, f"<{name}> is never closed"
                return
            position = end.start()
    yield from ((BROKEN, f"<{name}> is never closed") for name in stack if name not in _OPEN_AT_THE_END)


def _without_comments(html: str) -> tuple[str, bool]:
    """Cut the comments out; False if the last one is never closed."""
    kept = []
    position = 0
    while (start := html.find("<!--", position)) >= 0:
        kept.append(html[position:start])
        end = html.find("-->", start + 4)
        if end < 0:
            return "".join(kept), False
        position = end + 3
    return "".join((*kept, html[position:])), True


def _loose_characters(html: str) -> Iterator[tuple[str, str]]:
    """Find the & and < that begin nothing, and references to characters that no text may hold."""
    for match in _LOOSE.finditer(html):
        found = match[0]
        following = html[match.end() : match.end() + 1]
        if found == "<" or (
            found == "&" and following not in ("", " ", "\t", "\n", "\f", "<", "&", '"', "'")
        ):
            piece = html[match.start() : match.start() + 12]
            yield BROKEN, f"{piece!r} has a {found} that should be {'&lt;' if found == '<' else '&amp;'}"
        elif found.startswith("&#"):
            digits = found[2:-1].lower()
            code = int(digits[1:], 16) if digits.startswith("x") else int(digits[:9])
            if code > 0x10FFFF or _BAD_CODE.match(chr(code)):
                yield BROKEN, f"{found[:12]} means no character of a text"
        elif found != "&" and found[1:] not in html5:
            yield BROKEN, f"{found[:40]} is no name of a character"


def _element(name: str) -> Iterator[tuple[str, str]]:
    if name in _UNSAFE:
        yield UNSAFE, f"<{name}> is removed by readers, and makes some refuse the text"
    elif name not in _KNOWN:
        yield UNKNOWN, f"<{name[:40]}> is no element that readers know"


def _attributes(name: str, written: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    position = 0
    while match := _ATTRIBUTE.match(written, position):
        position = match.end()
        attribute = match[1].lower()
        value = match[2] or match[3] or match[4] or ""
        if attribute in seen:
            yield BROKEN, f"<{name}> has {attribute[:40]} twice"
        seen.add(attribute)
        if attribute.startswith("on"):
            yield UNSAFE, f"<{name} {attribute[:40]}> runs a script, which readers remove"
        elif attribute == "style" and not _PLAIN_STYLE.fullmatch(unescape(value)):
            yield STYLE, f"the style of <{name}> is more than colours and sizes"
        elif attribute in _URL_ATTRIBUTES:
            yield from _address(name, attribute, value)
        elif attribute == "srcset":
            for candidate in _SRCSET.finditer(unescape(value)):
                yield from _address(name, attribute, candidate[1])
    left = written[position:].strip()
    if left and (left != "/" or name not in _VOID):
        yield BROKEN, f"the attributes of <{name}> cannot be read"


def _address(name: str, attribute: str, value: str) -> Iterator[tuple[str, str]]:
    url = unescape(value).strip() if "&" in value else value.strip()
    if _RUNS.match(re.sub(r"[\x00-\x20]", "", url)):
        yield UNSAFE, f"<{name} {attribute}> runs a script, which readers remove"
    elif not _SCHEME.match(url):
        yield RELATIVE, f'<{name} {attribute}="{url[:80]}"> leads nowhere from a reader'


def _opened(name: str, stack: list[str]) -> Iterator[tuple[str, str]]:
    """Put an element on the stack of those that are open, and say where it cannot stand."""
    closes = _CLOSES.get(name, frozenset())
    while stack and stack[-1] in closes and (name not in ("rt", "rp") or "ruby" in stack):
        stack.pop()
    if name in _TABLE_PARTS:
        if "table" not in stack:
            yield BROKEN, f"<{name}> stands outside a table"
        elif name in ("td", "th") and stack[-1] != "tr":
            yield BROKEN, f"<{name}> stands outside a row"
    elif stack and stack[-1] in _TABLE_INSIDES and name not in ("template", "script", "style"):
        yield BROKEN, f"<{name}> stands in a table outside its cells"
    elif "select" in stack and name not in ("option", "optgroup", "hr", "script", "template"):
        yield BROKEN, f"<{name}> stands in a <select>"
    elif name in ("rt", "rp"):
        if "ruby" in stack and stack[-1] != "ruby":
            yield BROKEN, f"<{name}> stands within another part of <ruby>"
    elif "p" in closes and _is_in_paragraph(stack):
        yield BROKEN, f"<{name}> stands in a paragraph"
    elif (name in _ITEMS and _is_in_item(stack, _ITEMS[name])) or (name in ("a", "button") and name in stack):
        yield BROKEN, f"<{name}> stands in another"
    elif name in _HEADINGS and stack and stack[-1] in _HEADINGS:
        yield BROKEN, "a heading stands in a heading"
    if name not in _VOID:
        stack.append(name)


def _is_in_paragraph(stack: list[str]) -> bool:
    for name in reversed(stack):
        if name == "p":
            return True
        if name in _ENDS_PARAGRAPH:
            return False
    return False


def _is_in_item(stack: list[str], items: frozenset[str]) -> bool:
    outside = next((name for name in reversed(stack) if name not in _THROUGH), "")
    return outside in items


def _closed(name: str, stack: list[str]) -> Iterator[tuple[str, str]]:
    if name not in stack:
        yield BROKEN, f"</{name[:40]}> closes nothing"
        return
    while (last := stack.pop()) != name:
        if last not in _OPTIONAL_END or name in _INLINE:
            yield BROKEN, f"<{last}> is not closed where </{name}> stands"
