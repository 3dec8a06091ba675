"""`feeds: {fields, namespaces}` of site.yaml: which texts of a feed entry the site writes itself, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from feedgen_site import addresses, expressions
from feedgen_site.expressions import Expression, Mistake
from feedgen_site.fields import Fields
from feedgen_site.frozen import dataclass
from feedgen_site.nodes import Items, Node, Pairs, Text
from feedgen_site.patterns import regex
from feedgen_site.text import nearest, one_line

HOLES = frozenset(
    (
        "agency authors credit headline id language points published rights section site standfirst tags "
        "updated url words"
    ).split()
)
"""What an expression can say of a story; docs/configuration.md says what each is."""

SYNONYMS: Mapping[str, str] = {
    other: hole
    for hole, others in {
        "agency": "source provider",
        "authors": "author byline creator by",
        "headline": "title heading",
        "id": "guid uuid",
        "language": "lang locale",
        "points": "point bullets highlights key-points key_points keypoints",
        "published": "date pubdate pub_date created time",
        "rights": "copyright license",
        "section": "desk rubric",
        "site": "publication blog feed",
        "standfirst": "description summary deck dek subtitle excerpt abstract teaser",
        "tags": "tag keyword keywords category categories subject subjects topics",
        "updated": "modified lastmod last_modified",
        "url": "link permalink href address uri",
        "words": "wordcount word_count",
    }.items()
    for other in others.split()
}
"""What other vocabularies call the holes: names for hints, which no expression can use."""

TEXTS = ("title", "summary")
"""The entry's own elements that an expression can set."""

DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
# What feeds write themselves. Two prefixes of one name cannot stand on one root element, and an element that
# stands twice with different content is read differently by every reader.
_OURS: Mapping[str, str] = {
    "at": "http://purl.org/atompub/tombstones/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": DUBLIN_CORE,
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
}
# A feed opened in a browser is an XML document, and browsers run `script` of these wherever it stands in one.
_RUNNING = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg")
# Of Dublin Core, feeds say this in their own words; the feed validator warns of both
# (DuplicateItemSemantics), and readers show an author or date twice.
_SAID_BY_FEEDS = frozenset(("creator", "date", "language", "rights", "subject"))
# XML allows more in names, but no vocabulary for feeds uses it.
_NAME = regex(r"[A-Za-z_][A-Za-z0-9._-]{0,100}")
_CHARACTER = r"(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
# The names of `fields` that are probably meant where an entry's other elements are named.
_MEANT_TEXTS = {"headline": "title", "description": "summary", "standfirst": "summary", "subtitle": "summary"}
_BARE_TEXT = regex(
    r"\s*(?P<key>[\w.-]+(?::[\w.-]+)?|(?P<quote>[\"'])[\w.:-]+(?P=quote))\s*:\s+(?P<text>[\[{].*?)\s*"
)
_FIELDS_LINE = regex(r"\s*(?:feeds\s*:\s*\{.*)?[\"']?fields[\"']?\s*:.*")
_URI = regex(rf"[A-Za-z][A-Za-z0-9+.-]*:{_CHARACTER}+(?:#{_CHARACTER}*)?")


@dataclass(frozen=True, slots=True)
class Element:
    """An element that each entry has beside its own: `<prefix:name xmlns:prefix="namespace">`."""

    prefix: str
    name: str
    namespace: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class EntryFields:
    """What a site writes of an entry itself; None is what feeds write anyway."""

    title: Expression | None = None
    summary: Expression | None = None
    elements: tuple[Element, ...] = ()

    @property
    def are_any(self) -> bool:
        """Say whether there is an expression to fill."""
        return bool(self.title or self.summary or self.elements)

    def title_of(self, values: Mapping[str, str]) -> str:
        """Give an entry's title, one line of plain text; where nothing comes out, the headline."""
        filled = one_line(self.title.fill(values)) if self.title else ""
        return filled or values["headline"]

    def namespaces(self) -> dict[str, str]:
        """Give the prefixes in use, with what they stand for."""
        return {element.prefix: element.namespace for element in self.elements}


def read(feeds: Fields) -> EntryFields:
    """Read `fields` and `namespaces` of the mapping `feeds`; what is wrong is reported there and left out."""
    namespaces = dict(_namespaces(feeds))
    texts: dict[str, Expression] = {}
    elements: list[Element] = []
    found = feeds.mapping("fields")
    for key, node in found.pairs if found else ():
        name = key.value.strip()
        expression = _expression(feeds, name, node)
        if ":" in name:
            namespace = _namespace_of(feeds, key, namespaces)
            if namespace and expression:
                prefix, _, local = name.partition(":")
                elements.append(Element(prefix, local, namespace, expression))
        elif name not in TEXTS:
            meant = _MEANT_TEXTS.get(name.lower()) or nearest(name.lower(), TEXTS, 0.6)
            hint = f"did you mean '{meant}'?" if meant else f"{', '.join(TEXTS)}, or an element: dc:source"
            feeds.report(key, "unknown-key", f"'{name}' is no field of an entry", hint)
        elif expression:
            texts[name] = expression
    return EntryFields(texts.get("title"), texts.get("summary"), tuple(elements))


def _expression(feeds: Fields, name: str, node: Node) -> Expression | None:
    if not isinstance(node, Text):
        # Without quotes, YAML takes braces for a mapping and brackets for a list.
        message = f"'{name}' should be one text in quotes"
        feeds.report(node, "wrong-type", message, f"{_key(name)}: {_quoted(_as_typed(node))}")
        return None
    if node.is_null:
        return None
    parsed = expressions.parse(node.value.rstrip("\n"), HOLES, SYNONYMS)
    if isinstance(parsed, Mistake):
        feeds.report(_place(node, parsed.offset), "bad-expression", parsed.message, parsed.hint)
        return None
    return parsed


def unquoted_hint(rows: Sequence[str], line: int) -> str:
    """Give what to type where YAML stumbled, in a line from 1, over a text of `fields` without quotes.

    "" where that is not the cause. YAML may notice only in the line after.
    """
    for row in range(line - 1, max(line - 3, -1), -1):
        if row >= len(rows):
            continue
        match = _BARE_TEXT.fullmatch(rows[row])
        if match and _FIELDS_LINE.fullmatch(_above(rows, row)):
            return f"put the whole text in quotes: {match['key']}: {_quoted(match['text'])}"
        if re.search(r"\bfields\b.*[\[{]", rows[row]) and _FIELDS_LINE.fullmatch(rows[row]):
            return 'put the whole text in quotes: title: "[{section}: ]{headline}"'
    return ""


def _above(rows: Sequence[str], row: int) -> str:
    """Give the line that a line stands under: the nearest one before it that is indented less."""
    depth = len(rows[row]) - len(rows[row].lstrip())
    for other in reversed(rows[:row]):
        bare = other.lstrip()
        if bare and not bare.startswith("#") and len(other) - len(bare) < depth:
            return other
    return ""


def _quoted(text: str) -> str:
    r"""Put a text in quotes: in single ones where double ones would read `\` or `"` otherwise."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'" if "\\" in text or '"' in text else f'"{text}"'


def _key(name: str) -> str:
    return f'"{name}"' if ":" in name else name


def _as_typed(node: Node) -> str:
    """Give the text that YAML took for a mapping or list."""
    match node:
        case Text():
            return node.value
        case Items():
            return f"[{', '.join(map(_as_typed, node.items))}]"
        case Pairs():
            inner = (_as_typed(key) + (f": {_as_typed(value)}" if _as_typed(value) else "")
                     for key, value in node.pairs)  # fmt: skip
            return f"{{{', '.join(inner)}}}"


def _place(node: Text, offset: int) -> Text:
    """Point into a text; at its beginning where line ends, quotes or escapes make the column uncertain."""
    if "\n" in node.value or (not node.plain and re.search(r"[\\'\"]", node.value[:offset])):
        return node
    return replace(node, column=node.column + offset + (not node.plain))


def _namespace_of(feeds: Fields, key: Text, namespaces: Mapping[str, str]) -> str:
    """Check the name of an element and give its namespace; "" where it has none, which is reported."""
    written = key.value.strip()
    prefix, _, name = written.partition(":")
    if not (_NAME.fullmatch(prefix) and _NAME.fullmatch(name)):
        feeds.report(key, "bad-element", f"'{written}' is no name of an element", "dc:source")
        return ""
    if prefix not in namespaces:
        meant = nearest(prefix, namespaces, 0.6)
        hint = f"did you mean '{meant}:{name}'?" if meant else f"namespaces: {{{prefix}: {_example(prefix)}}}"
        feeds.report(key, "bad-namespace", f"'{prefix}' stands for no namespace", hint)
        return ""
    if namespaces[prefix] == DUBLIN_CORE and name in _SAID_BY_FEEDS:
        message = f"'{written}' says again what every feed says in an element of its own"
        feeds.warn(key, "said-twice", message, f"delete '{written}'")
    return namespaces[prefix]


def _namespaces(feeds: Fields) -> Iterator[tuple[str, str]]:
    """Give each prefix with its namespace; "" where that is reported, so that its elements are not, too."""
    found = feeds.mapping("namespaces")
    for key, node in found.pairs if found else ():
        prefix = key.value.strip()
        uri = node.value.strip() if isinstance(node, Text) else ""
        if wrong := _wrong_prefix(prefix):
            feeds.report(key, "bad-namespace", wrong, f"x: {uri if _is_namespace(uri) else _example('x')}")
            uri = ""
        elif wrong := _wrong_namespace(prefix, uri):
            feeds.report(node, "bad-namespace", wrong, f"{prefix}: {_example(prefix)}")
            uri = ""
        yield prefix, uri


def _wrong_prefix(prefix: str) -> str:
    """Say why a word cannot be a prefix; "" where it can."""
    if not _NAME.fullmatch(prefix):
        return f"'{prefix}' cannot be a prefix"
    if prefix.lower().startswith("xml"):
        return "XML keeps prefixes that begin with 'xml' for itself"
    if prefix in _OURS and prefix != "dc":
        return f"'{prefix}' is taken: feeds write {_OURS[prefix]} themselves"
    return ""


def _wrong_namespace(prefix: str, uri: str) -> str:
    """Say why a prefix cannot stand for a namespace; "" where it can."""
    if not _is_namespace(uri):
        return f"'{uri}' is no absolute address of a namespace"
    if uri in _OURS.values() and uri != DUBLIN_CORE:
        return f"feeds write the elements of {uri} themselves"
    if uri in _RUNNING:
        return f"a browser runs elements of {uri}; a feed has none beside its content"
    if prefix == "dc" and uri != DUBLIN_CORE:
        return f"'dc' stands for {DUBLIN_CORE} in every feed"
    return ""


def _example(prefix: str) -> str:
    return DUBLIN_CORE if prefix == "dc" else "https://example.org/ns#"


def _is_namespace(uri: str) -> bool:
    """Say whether XML takes a text for an absolute URI (RFC 3986); an IRI must be percent-encoded."""
    if uri.lower().startswith(("http:", "https:")) and not addresses.web_url(uri):
        return False
    try:
        return bool(_URI.fullmatch(uri)) and urlsplit(uri).port != 0
    except ValueError:
        return False
