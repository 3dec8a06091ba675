"""What a rule is given and what it returns: a feed read once, and findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias

from lxml import etree

from feedgen_site.feeds import Format
from feedgen_site.frozen import dataclass
from feedgen_site.problem import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a feed that readers stumble over.

    `rule` names what is broken, `entry` is the id of the entry it is about, or "" for the feed as a whole.
    The words name no format, so that one mistake seen in three formats can be told once. `warning` is the
    code that an article with this mistake is warned of anyway, where there is one.
    """

    rule: str
    severity: Severity
    message: str
    hint: str = ""
    entry: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A text in a feed: what it is called there, whose it is (an entry's id, or ""), the line of its tag."""

    name: str
    text: str
    entry: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that comes with an entry; what is not said is ""."""

    url: str
    media_type: str
    length: str
    entry: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry's id and dates as written; what is not there is ""."""

    id: str
    published: str
    updated: str
    element: etree._Element | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A feed that could be read, with its values sorted by what they must be.

    `root` is the Atom feed or RSS channel, None in JSON; `json` is the object of a JSON Feed, {} elsewhere.
    `texts` are plain text, `html` is HTML, `strings` is every text and attribute. `empty_files` are addresses
    of files without a byte.
    """

    kind: Format
    size: int
    url: str
    as_of: datetime
    namespaces: frozenset[str]
    root: etree._Element | None
    json: dict[str, object]
    entries: tuple[Entry, ...] = ()
    self_urls: tuple[str, ...] = ()
    urls: tuple[Value, ...] = ()
    languages: tuple[Value, ...] = ()
    texts: tuple[Value, ...] = ()
    html: tuple[Value, ...] = ()
    dates: tuple[Value, ...] = ()
    strings: tuple[Value, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    escaped_lines: frozenset[int] = frozenset()
    empty_files: frozenset[str] = frozenset()


Rule: TypeAlias = Callable[[Document], Iterator[Finding]]
"""A rule: what it finds in a feed, in the feed's order. It never raises, whatever the feed holds."""


def error(rule: str, message: str, hint: str = "", entry: str = "") -> Finding:
    """Make a finding that a validator calls an error."""
    return Finding(rule, Severity.ERROR, message, hint, entry)


def warning(rule: str, message: str, hint: str = "", entry: str = "") -> Finding:
    """Make a finding that readers put up with."""
    return Finding(rule, Severity.WARNING, message, hint, entry)


def shown(text: str) -> str:
    """Quote a value in a message, cut where it is long, with nothing a terminal would act on."""
    return (
        ascii(text if len(text) <= 80 else f"{text[:77]}...")
        if not text.isprintable()
        else (f"'{text}'" if len(text) <= 80 else f"'{text[:77]}...'")
    )
