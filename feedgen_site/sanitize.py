"""Untrusted HTML → HTML that is safe in a page and in a feed, by nh3 and the allow-list below.

Links are taken out on the way: every address that is not a plain web address becomes a numbered token, and
`Sanitized.targets` says what it meant, so that pages and feeds can each put in their own form (`markdown`).
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote

import nh3

from feedgen_site import addresses
from feedgen_site.litter import DUMMY_TARGET
from feedgen_site.text import clean, digest, nfc

_TAGS = frozenset(
    (
        "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em "
        "figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section "
        "small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr"
    ).split()
)
_EVERYWHERE = {"id", "class", "lang", "dir", "title"}
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "time": {"datetime"},
    "del": {"datetime"},
    "ins": {"datetime"},
}
_CLASSES = frozenset(
    (
        "align-left align-center align-right footnotes footnotes-sep footnotes-list footnote-ref "
        "footnote-item footnote-backref"
    ).split()
)
_SCHEMES = {"http", "https", "mailto", "tel"}
_NUMBERS = frozenset(("width", "height", "start", "colspan", "rowspan", "span"))
_LANGUAGE_CLASS = re.compile(r"language-[\w+#-]{1,30}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_DATETIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?|\d{4}(?:-\d\d)?|\d\d:\d\d"
)


@dataclass(frozen=True, slots=True)
class Sanitized:
    """Clean HTML. `token` matches a link token in it; its number is an index of `targets`."""

    html: str
    token: re.Pattern[str]
    targets: tuple[str, ...]
    broken: tuple[str, ...]


def sanitized(html: str, path: str) -> Sanitized:
    """Clean the HTML of the article at `path` (content-relative, for its relative links).

    `broken` lists addresses that had to be dropped: templates, and paths out of the content folder.
    Raises TooDeepError.
    """
    html = _BAD_REFERENCE.sub(_good_reference, _SVG_LEAF.sub("", html))
    if _is_too_deep(html):
        raise TooDeepError(f"HTML elements are nested more than {MAX_DEPTH:,} deep")
    filter_ = _AttributeFilter(path, digest(html, size=8))
    clean = nh3.clean(
        _with_few_formats(html),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=filter_,
        link_rel=None,
        url_schemes=_SCHEMES,
    )
    token = re.compile(rf"{filter_.nonce}-(\d+)-")
    return Sanitized(clean, token, tuple(filter_.targets), tuple(filter_.broken))


# The elements that HTML opens again in every later paragraph until they are closed (HTML §13.2.4.3). The
# parser keeps three of one kind; told apart by attributes, 2,000 of them in 27 kB became 14 MB.
_FORMAT_OPEN = re.compile(
    r"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/])"
    r"(?P<rest>(?:\s+[\w:-]+(?:=(?:\"[^\"]{0,500}\"|'[^']{0,500}'|[^\s\"'<>=`]+))?)*\s*/?>)?",
    re.IGNORECASE,
)
_MAX_FORMATS = 64


def _with_few_formats(html: str) -> str:
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
_SVG_LEAF = re.compile(
    r"</?(?:path|rect|circle|ellipse|line|polyline|polygon|stop|use)\b[^<>]*>", re.IGNORECASE
)
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)")
# These close themselves, or each other.
_FLAT_TAGS = frozenset(
    (
        "area base br col embed hr img input link meta param source track wbr "
        "p li dd dt td th tr tbody thead tfoot colgroup option optgroup rt rp"
    ).split()
)


_BAD_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));?")


def _good_reference(match: re.Match[str]) -> str:
    """Keep a character reference, unless it means a character that no page or feed may hold."""
    code = int(match[1], 16) if match[1] else int(match[2])
    return match[0] if code < 0x110000 and clean(chr(code)) else ""


class TooDeepError(ValueError):
    """HTML is nested deeper than any page is."""


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


def content_target(url: str, path: str) -> str:
    """Give what a relative URL in the article at `path` means: a content path beginning with `/`.

    `#fragment` stays as it is. ValueError where the path leaves the content folder.
    """
    if url.startswith("#"):
        return f"#u-{anchor(unquote(url[1:]))}" if len(url) > 1 else "#"
    bare, mark, rest = _cut(url)
    bare = nfc(unquote(bare)).replace("\\", "/")
    if not bare.startswith("/"):
        bare = posixpath.join("/", posixpath.dirname(path), bare)
    parts: list[str] = []
    for part in bare.split("/"):
        if part == "..":
            if not parts:
                raise ValueError(url)
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    joined = "/" + "/".join(parts) + ("/" if bare.endswith("/") and parts else "")
    query, _, fragment = rest.partition("#") if mark == "?" else ("", "", rest)
    shown = f"?{query}" if mark == "?" else ""
    return joined + shown + (f"#u-{anchor(unquote(fragment))}" if fragment else "")


def anchor(text: str) -> str:
    """Make an element id of any text, without the prefix `u-` that keeps authors' ids apart from ours."""
    return re.sub(r"[\s\x00-\x1f\"'<>&#%]+", "-", nfc(text)).strip("-")[:100]


def _cut(url: str) -> tuple[str, str, str]:
    match = re.search(r"[?#]", url)
    return (url[: match.start()], match[0], url[match.end() :]) if match else (url, "", "")


class _AttributeFilter:
    """Called by nh3 for each allowed attribute whose URL scheme, if any, is allowed."""

    def __init__(self, path: str, nonce: str) -> None:
        # The nonce is a hash of the whole input: no input can hold its own token.
        self.nonce = f"fgs{nonce}"
        self.targets: list[str] = []
        self.broken: list[str] = []
        self._path = path
        self._ids: set[str] = set()

    def __call__(self, tag: str, attribute: str, value: str) -> str | None:
        if attribute in ("href", "src"):
            return self._url(value, is_image=attribute == "src")
        if attribute == "id":
            return self._id(value)
        if attribute == "class":
            kept = [
                c for c in value.split() if c in _CLASSES or (tag == "code" and _LANGUAGE_CLASS.fullmatch(c))
            ]
            return " ".join(kept) or None
        if attribute in _NUMBERS:
            return value if value.isascii() and value.isdigit() and 0 < len(value) < 6 else None
        if attribute in ("lang", "hreflang"):
            return value if _LANGUAGE.fullmatch(value) else None
        if attribute == "dir":
            return value if value in ("ltr", "rtl", "auto") else None
        if attribute == "datetime":
            return value if _DATETIME.fullmatch(value) else None
        if attribute == "type":
            return value if value in ("1", "a", "A", "i", "I") else None
        if attribute == "scope":
            return value if value in ("row", "col", "rowgroup", "colgroup") else None
        return value

    def _id(self, value: str) -> str | None:
        name = anchor(value)
        if not name or name in self._ids:
            return None
        self._ids.add(name)
        return f"u-{name}"

    def _url(self, value: str, *, is_image: bool) -> str | None:
        value = value.strip()
        if DUMMY_TARGET in value or not value:
            self.broken.append(value)
            return None
        if value.startswith(("//", "\\\\")) or addresses.has_scheme(value):
            if is_image or value.lower().startswith(("http", "//", "\\\\")):
                url = addresses.web_url(value.replace("\\", "/", 2) if value[0] == "\\" else value)
                if not url:
                    self.broken.append(value)
                return url or None
            return value if re.fullmatch(r"[^\s<>\"]+", value) else None
        try:
            self.targets.append(content_target(value, self._path))
        except ValueError:
            self.broken.append(value)
            return None
        return f"{self.nonce}-{len(self.targets) - 1}-"


# What makes an SVG more than a picture, however it is spelled; entities and CDATA could hide any of it.
_ACTIVE_SVG = re.compile(
    rb"<\s*(?:[\w.-]+:)?(?:script|foreignobject|iframe|embed|object|handler|set|animate\w*)[\s>/]"
    rb"|[\s\"'/]on[a-z]+\s*=|javascript:|data:text|<!ENTITY|<!DOCTYPE[^>]*\[|<\?xml-stylesheet|&#|\x00",
    re.IGNORECASE,
)


def is_active_svg(data: bytes) -> bool:
    """Say whether an SVG could run a script, change itself or hide what it holds. Errs towards yes."""
    return bool(_ACTIVE_SVG.search(data)) or data[:2] in (b"\xff\xfe", b"\xfe\xff")
