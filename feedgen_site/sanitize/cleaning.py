"""HTML → clean HTML, by nh3 and the allow-list below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

import nh3

from feedgen_site import addresses, languages
from feedgen_site.frozen import dataclass
from feedgen_site.litter import DUMMY_TARGET
from feedgen_site.patterns import regex
from feedgen_site.sanitize import mending
from feedgen_site.sanitize.targets import anchor, content_target, cut
from feedgen_site.text import digest, few_marks

TAGS = frozenset(
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
SCHEMES = {"http", "https", "mailto", "tel"}
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
    html = mending.source(html, is_ours=is_ours)
    filter_ = _AttributeFilter(path, html)
    if is_ours and mending.has_few_formats(html):
        clean = _cleaned(html, filter_)
    else:
        clean = mending.with_whole_media(_cleaned(mending.with_few_formats(html), filter_))
    nonce = filter_.nonce if filter_.targets else ""
    return Sanitized(few_marks(clean), nonce, tuple(filter_.targets), tuple(filter_.broken))


class _Cleaner:
    """The cleaner with a place for a filter: to make one takes as long as to clean an article."""

    def __init__(self) -> None:
        self.filter: _AttributeFilter | None = None
        self._cleaner = nh3.Cleaner(
            tags=set(TAGS),
            attributes=_ATTRIBUTES,
            attribute_filter=lambda *found: self.filter(*found) if self.filter else None,
            set_tag_attribute_values=_ALWAYS,
            link_rel=None,
            url_schemes=SCHEMES,
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
        path = cut(self.targets[-1])[0] if candidate.startswith(self.nonce) else ""
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
            if value.partition(":")[0].lower() in SCHEMES and re.fullmatch(r"[^\s<>\"]+", value):
                return value
            self.broken.append(value)
            return None
        try:
            self.targets.append(content_target(value, self._path))
        except ValueError:
            self.broken.append(value)
            return None
        return f"{self.nonce}-{len(self.targets) - 1}-"
