"""Untrusted HTML → HTML that is safe in a page and in a feed, by nh3 and the allow-list below.

Links are taken out on the way: every address that is not a plain web address becomes a numbered token, and
`Sanitized.targets` says what it meant, so that pages and feeds can each put in their own form (`markdown`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import unescape
from urllib.parse import unquote

import nh3

from feedgen_site import addresses, languages
from feedgen_site.frozen import dataclass
from feedgen_site.litter import DUMMY_TARGET, LineCounter, Loss
from feedgen_site.patterns import regex
from feedgen_site.text import clean, digest, few_marks, nfc

_TAGS = frozenset(
    (
        "a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em "
        "figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp "
        "section small source span strong sub summary sup table tbody td tfoot th thead time tr track u ul "
        "var video wbr"
    ).split()
)
_EVERYWHERE = {"id", "class", "lang", "dir", "title"}
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href", "hreflang"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height"},
    "source": {"src", "srcset", "sizes", "media", "type", "width", "height"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload", "poster", "width", "height"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "ol": {"start", "reversed", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "time": {"datetime"},
    "del": {"cite", "datetime"},
    "ins": {"cite", "datetime"},
}
# None of these holds a script, but without controls nobody can start, or see, what they hold.
_ALWAYS = {"audio": {"controls": ""}, "video": {"controls": ""}}
_WORDS = {
    "dir": frozenset(("ltr", "rtl", "auto")),
    "kind": frozenset(("subtitles", "captions", "descriptions", "chapters", "metadata")),
    "preload": frozenset(("none", "metadata")),
    "scope": frozenset(("row", "col", "rowgroup", "colgroup")),
    "type": frozenset(("1", "a", "A", "i", "I")),
}
_MEDIA_TYPE = regex(r"[a-z]+/[\w.+-]{1,60}(?:;\s?codecs=['\"]?[\w., -]{1,100}['\"]?)?", re.ASCII)
_CONDITION = regex(r"[\w\s().,:<>=%/*+-]{1,500}", re.ASCII)
_CANDIDATE = regex(r"[\s,]*(?P<url>[^\s,]\S*)")
_DESCRIPTOR = regex(r"(?:\d{1,5}w|\d{1,4}(?:\.\d{1,4})?x)?", re.ASCII)
_CLASSES = frozenset(
    (
        "align-left align-center align-right footnotes footnotes-sep footnotes-list footnote-ref "
        "footnote-item footnote-backref"
    ).split()
)
_SCHEMES = {"http", "https", "mailto", "tel"}
_NUMBERS = frozenset(("width", "height", "start", "colspan", "rowspan", "span"))
_LANGUAGE_CLASS = regex(r"language-[\w+#-]{1,30}")
_DATETIME = regex(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?|\d{4}(?:-\d\d)?|\d\d:\d\d"
)


@dataclass(frozen=True, slots=True)
class Sanitized:
    """Clean HTML. Its link tokens hold the nonce, and a number that is an index of `targets`."""

    html: str
    nonce: str
    targets: tuple[str, ...]
    broken: tuple[str, ...]

    def tokens(self, html: str) -> Iterator[tuple[int, int, str]]:
        """Find the link tokens in what became of the HTML: where each begins and ends, and its target."""
        for match in _TOKEN.finditer(html) if self.targets else ():
            if match["nonce"] == self.nonce:
                yield *match.span(), self.targets[int(match["number"])]


# No two of these overlap, whatever their nonce.
_TOKEN = regex(r"(?P<nonce>fgs[0-9a-f]{16})-(?P<number>\d+)-")


def sanitized(html: str, path: str, *, is_ours: bool = False) -> Sanitized:
    """Clean the HTML of the article at `path` (content-relative, for its relative links).

    `broken` lists addresses that had to be dropped: templates, and paths out of the content folder. With
    `is_ours` every tag is one that the Markdown parser wrote, so that nothing is to be mended that only
    authors write. Raises TooDeepError.
    """
    html = _BAD_REFERENCE.sub(_good_reference, html if is_ours else _SVG_LEAF.sub("", html))
    if not is_ours and ("<tt" in html or "<TT" in html):
        html = _TELETYPE.sub(r"\1code", html)
    if _is_too_deep(html):
        raise TooDeepError(f"HTML elements are nested more than {MAX_DEPTH:,} deep")
    filter_ = _AttributeFilter(path, html)
    if is_ours and html.count(" class=") <= _MAX_FORMATS - _PLAIN_FORMATS:
        clean = _cleaned(html, filter_)
    else:
        clean = _with_whole_media(_cleaned(_with_few_formats(html), filter_))
    nonce = filter_.nonce if filter_.targets else ""
    return Sanitized(few_marks(clean), nonce, tuple(filter_.targets), tuple(filter_.broken))


class _Cleaner:
    """The cleaner with a place for a filter: to make one takes as long as to clean an article."""

    def __init__(self) -> None:
        self.filter: _AttributeFilter | None = None
        self._cleaner = nh3.Cleaner(
            tags=set(_TAGS),
            attributes=_ATTRIBUTES,
            attribute_filter=lambda *found: self.filter(*found) if self.filter else None,
            set_tag_attribute_values=_ALWAYS,
            link_rel=None,
            url_schemes=_SCHEMES,
        )

    def clean(self, html: str) -> str:
        """Clean HTML with the present filter."""
        return self._cleaner.clean(html)


# Those not in use: each thread that cleans takes one and brings it back.
_SPARE: list[_Cleaner] = []


def _cleaned(html: str, filter_: _AttributeFilter) -> str:
    try:
        cleaner = _SPARE.pop()
    except IndexError:
        cleaner = _Cleaner()
    cleaner.filter = filter_
    clean = cleaner.clean(html)
    cleaner.filter = None
    _SPARE.append(cleaner)
    return clean


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


def _with_whole_media(html: str) -> str:
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


# These go without their text, or are nothing without what they load; what stands in them goes with them.
_HIDDEN = frozenset(
    (
        "applet canvas embed frame frameset iframe math noembed noframes object portal script select style "
        "svg template textarea"
    ).split()
)
_EMPTY = frozenset(("embed", "frame", "input"))
# These go, but not their text, and no reader misses them.
_PLAIN = frozenset(
    (
        "acronym address area article aside base basefont big blink body button center dir fieldset font "
        "footer head header hgroup html label legend link main marquee menu meta nav nobr noscript optgroup "
        "option param search strike title tt"
    ).split()
)
_ELSEWHERE = frozenset("applet canvas embed frame iframe object portal".split())
_HAS_ADDRESS = frozenset("a img audio video source track blockquote q del ins".split())
_OPEN_TAG = regex(r"<(?P<close>/?)(?P<name>[a-zA-Z][^\s/<>]*)(?P<rest>[^<>]*)")
_URL_ATTRIBUTE = regex(
    r"(?<![\w-])(?P<name>href|src|poster|cite)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)


# Each takes a pass over the source; nobody writes so many addresses that no parser finds.
_MAX_SEARCHES = 20


class LostTags:
    """Finds what `sanitized` takes out of HTML that is read piece by piece, in its order.

    `broken` are the addresses that it dropped.
    """

    def __init__(self, broken: Iterable[str]) -> None:
        self._broken = frozenset(broken)
        self._found: set[str] = set()
        self._inside = ""

    def losses(self, html: str, line: int) -> Iterator[Loss]:
        """Give the losses of a piece that begins on `line` of its source."""
        counter = LineCounter(html)
        for match in _OPEN_TAG.finditer(html):
            name = match["name"].lower()
            if self._inside:
                self._inside = "" if match["close"] and name == self._inside else self._inside
            elif not match["close"]:
                at = line + counter.line(match.start())
                message, hint = _lost_tag(name, match[0][:60])
                if message:
                    yield Loss(message, hint, at, match[0])
                elif name in _HAS_ADDRESS:
                    yield from self._lost_addresses(match, at, is_image=name == "img")
                if name in _HIDDEN and name not in _EMPTY:
                    self._inside = name

    def _lost_addresses(self, tag: re.Match[str], line: int, *, is_image: bool) -> Iterator[Loss]:
        for match in _URL_ATTRIBUTE.finditer(tag["rest"]):
            url = unescape(match[2] or match[3] or match[4] or "").strip()
            if message := self.lost_url(url, is_image=is_image):
                yield Loss(message, url_hint(url, is_image=is_image), line, tag[0], is_link=True)

    def lost_url(self, url: str, *, is_image: bool = False) -> str:
        """Say why an address is taken out of a link or image; "" where it stays."""
        self._found.add(url)
        what, shown = "image" if is_image else "link", " ".join(url.split())[:80]
        scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)", url)
        if DUMMY_TARGET in url:
            return ""
        if scheme and scheme[0].lower() not in _SCHEMES:
            return f"the {what} '{shown}' is left out: '{scheme[0].lower()}:' does not work in a page"
        if url not in self._broken:
            return ""
        if not url:
            return "an image has no address" if is_image else "a link has no address"
        if scheme or url.startswith(("//", "\\\\")):
            return f"the {what} '{shown}' is left out: it is not a web address"
        return f"the {what} '{shown}' is left out: it leads out of the content folder"

    def not_found(self, source: str) -> Iterator[Loss]:
        """Give the dropped addresses that were in no piece, as happens where a quote is missing."""
        for number, url in enumerate(sorted(self._broken - self._found)):
            if message := self.lost_url(url):
                written = re.split(r"[&\s]", url, maxsplit=1)[0]
                at = source.find(written) if written and number < _MAX_SEARCHES else -1
                line = source.count("\n", 0, at) if at >= 0 else -1
                yield Loss(message, url_hint(url, is_image=False), line, written, is_link=True)


def _lost_tag(name: str, written: str) -> tuple[str, str]:
    """Say what becomes of an element, and what to type instead; "" where readers lose nothing."""
    if name in _TAGS or name in _PLAIN:
        return "", ""
    if name not in _HIDDEN and name not in ("form", "input"):
        shown = " ".join(written.split())
        return f"{shown}> is no HTML element, and is left out", f"\\{shown}> to show the words themselves"
    hint = "write it in Markdown"
    if name in _ELSEWHERE:
        hint = "[what it shows](https://its.address/)"
    elif name in ("svg", "math"):
        hint = "![what it shows](picture.svg)"
    elif name in ("script", "style"):
        hint = "delete it; scripts and styles belong in templates"
    return f"<{name}> is not allowed in an article, and is left out", hint


def url_hint(url: str, *, is_image: bool) -> str:
    """Say what to type instead of an address that is taken out."""
    if is_image:
        return "![what it shows](picture.jpg)"
    return "[words](/path/in/content.md)" if url and ":" not in url else "[words](https://example.org/)"


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


_NOT_IN_ANCHORS = regex(r"[\s\x00-\x1f\"'<>&#%]+")


def anchor(text: str) -> str:
    """Make an element id of any text, without the prefix `u-` that keeps authors' ids apart from ours."""
    return _NOT_IN_ANCHORS.sub("-", nfc(text)).strip("-")[:100]


def _cut(url: str) -> tuple[str, str, str]:
    match = re.search(r"[?#]", url)
    return (url[: match.start()], match[0], url[match.end() :]) if match else (url, "", "")


class _AttributeFilter:
    """Called by nh3 for each allowed attribute whose URL scheme, if any, is allowed."""

    def __init__(self, path: str, html: str) -> None:
        self.targets: list[str] = []
        self.broken: list[str] = []
        self._path = path
        self._html = html
        self._ids: set[str] = set()

    @cached_property
    def nonce(self) -> str:
        """Give the hash of the whole input: no input can hold its own token."""
        return f"fgs{digest(self._html, size=8)}"

    def __call__(self, tag: str, attribute: str, value: str) -> str | None:
        if attribute in ("href", "src", "poster", "cite"):
            return (
                self._url(value, is_link=attribute == "href")
                if value or attribute in ("href", "src")
                else None
            )
        if attribute == "srcset":
            return self._srcset(value)
        if attribute == "id":
            return self._id(value)
        if attribute == "class":
            kept = [
                c for c in value.split() if c in _CLASSES or (tag == "code" and _LANGUAGE_CLASS.fullmatch(c))
            ]
            return " ".join(kept) or None
        if attribute in _NUMBERS:
            return value if value.isascii() and value.isdigit() and 0 < len(value) < 6 else None
        if attribute in ("lang", "hreflang", "srclang"):
            return languages.normalized(value) or None
        if attribute == "datetime":
            return value if _DATETIME.fullmatch(value) else None
        if attribute in ("sizes", "media"):
            return value if _CONDITION.fullmatch(value) else None
        if attribute == "type" and tag == "source":
            return value if _MEDIA_TYPE.fullmatch(value) else None
        if attribute in _WORDS:
            return value if value in _WORDS[attribute] else None
        return "" if attribute in ("controls", "default") else value

    def _id(self, value: str) -> str | None:
        name = anchor(value)
        if not name or name in self._ids:
            return None
        self._ids.add(name)
        return f"u-{name}"

    def _srcset(self, value: str) -> str | None:
        """Keep of `a.jpg 1x, b.jpg 2x` the candidates whose address can be kept (HTML, "parse a srcset")."""
        kept: list[str] = []
        position = 0
        while match := _CANDIDATE.match(value, position):
            url, position = match["url"], match.end()
            descriptor = ""
            if not url.endswith(","):
                end = value.find(",", position)
                descriptor, position = (
                    value[position:end].strip() if end >= 0 else value[position:].strip(),
                    end,
                )
            candidate = (
                self._url(url.rstrip(","), is_link=False) if _DESCRIPTOR.fullmatch(descriptor) else None
            )
            if candidate and not self._is_torn(candidate):
                kept.append(f"{candidate} {descriptor}".rstrip())
            if position < 0:
                break
        return ", ".join(kept) or None

    def _is_torn(self, candidate: str) -> bool:
        """Say whether a comma, decoded, could begin or end the address, and so be taken for a separator."""
        path = _cut(self.targets[-1])[0] if candidate.startswith(self.nonce) else ""
        return "/," in path or path.endswith(",")

    def _url(self, value: str, *, is_link: bool) -> str | None:
        """Give an absolute address, or a token for a relative one; what is loaded must be a web address."""
        value = value.strip()
        if DUMMY_TARGET in value or not value:
            self.broken.append(value)
            return None
        if value.startswith(("//", "\\\\")) or addresses.has_scheme(value):
            if not is_link or value.lower().startswith(("http", "//", "\\\\")):
                url = addresses.web_url(value.replace("\\", "/", 2) if value[0] == "\\" else value)
                if not url:
                    self.broken.append(value)
                return url or None
            # nh3 judged the scheme before Python's idea of white space (U+00A0, U+3000) was taken off.
            if value.partition(":")[0].lower() in _SCHEMES and re.fullmatch(r"[^\s<>\"]+", value):
                return value
            self.broken.append(value)
            return None
        try:
            self.targets.append(content_target(value, self._path))
        except ValueError:
            self.broken.append(value)
            return None
        return f"{self.nonce}-{len(self.targets) - 1}-"


# What makes an SVG more than a picture, however it is spelled; entities and CDATA could hide any of it.
_ACTIVE_SVG = regex(
    rb"<\s*(?:[\w.-]+:)?(?:script|foreignobject|iframe|embed|object|handler|set|animate\w*)[\s>/]"
    rb"|[\s\"'/]on[a-z]+\s*=|javascript:|data:text|<!ENTITY|<!DOCTYPE[^>]*\[|<\?xml-stylesheet|&#|\x00",
    re.IGNORECASE,
)


def is_active_svg(data: bytes) -> bool:
    """Say whether an SVG could run a script, change itself or hide what it holds. Errs towards yes."""
    return bool(_ACTIVE_SVG.search(data)) or data[:2] in (b"\xff\xfe", b"\xfe\xff")
