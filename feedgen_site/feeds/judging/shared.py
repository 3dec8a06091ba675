"""The rules that every format keeps, each a function from a feed to what it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.entities import name2codepoint

from feedgen_site.feeds import Format
from feedgen_site.feeds.judging import html, values
from feedgen_site.feeds.judging.model import Document, Finding, Value, error, shown, warning
from feedgen_site.feeds.judging.names import HISTORY, spoken
from feedgen_site.feeds.judging.values import UrlFault
from feedgen_site.patterns import regex

# What large aggregators fetch at most, and how many new entries they take at a time.
MAX_SIZE = 2_000_000
MAX_NEW_IN_A_DAY = 60
_DAY = timedelta(days=1)


def size(feed: Document) -> Iterator[Finding]:
    """A feed over 2 MB is not fetched by every reader."""
    if feed.size > MAX_SIZE:
        yield warning(
            "too-large",
            f"has {feed.size / 1_000_000:.1f} MB; some readers fetch no more than 2",
            "feeds: a shorter archive unit, fewer entries, or content: summary",
        )


def entries_in_a_day(feed: Document) -> Iterator[Finding]:
    """More than 60 new entries within 24 hours are not all taken over; an archive is never new."""
    if _is_archive(feed):
        return
    moments = sorted(filter(None, (_moment(feed, entry.published) for entry in feed.entries)))
    for first, last in zip(moments, moments[MAX_NEW_IN_A_DAY:], strict=False):
        if last - first < _DAY:
            count = sum(first <= moment < first + _DAY for moment in moments)
            yield warning(
                "too-many",
                f"has {count} entries of the 24 hours from {first.astimezone(UTC):%Y-%m-%d %H:%M}; "
                f"some readers take no more than {MAX_NEW_IN_A_DAY} at a time",
                "feeds: fewer entries, or offer the feeds of sections and the digest",
            )
            return


def _is_archive(feed: Document) -> bool:
    # JSON Feed has no mark of one but its address.
    return "/archive/" in feed.url if feed.root is None else feed.root.find(f"{HISTORY}archive") is not None


def own_address(feed: Document) -> Iterator[Finding]:
    """A feed says where it is, so that a copy of it can be told from it."""
    if not feed.self_urls:
        yield warning("no-self", "does not say what its own address is")
    for url in feed.self_urls:
        if url != feed.url:
            yield warning(
                "other-self", f"says that it stands at {shown(url)}, and is served at {shown(feed.url)}",
                "base_url: the address that readers use",
            )  # fmt: skip


def no_entry_twice(feed: Document) -> Iterator[Finding]:
    """Two entries of one id are one to a reader, which shows the one or the other."""
    for identity, count in Counter(entry.id for entry in feed.entries if entry.id).items():
        if count > 1:
            yield error(
                "duplicate-id",
                f"the id {shown(identity)} stands {count} times",
                "give each its own",
                identity,
            )


_HARMLESS = frozenset((UrlFault.RELATIVE, UrlFault.NON_ASCII))


def addresses(feed: Document) -> Iterator[Finding]:
    """Addresses are absolute and percent-encoded. Atom alone allows others, which some readers break on."""
    for value in feed.urls:
        fault = values.url_fault(value.text)
        if fault:
            make = warning if feed.kind is Format.ATOM and fault in _HARMLESS else error
            code = "relative-url" if fault is UrlFault.RELATIVE else "bad-url"
            yield make(code, f"the address {shown(value.text)} {fault.value}", "https://…", value.entry)
        elif value.text.lower().startswith(("javascript:", "vbscript:")):
            yield error("bad-url", f"the address {shown(value.text)} runs a script", "https://…", value.entry)
        elif scheme := values.unregistered_scheme(value.text):
            message = f"{shown(scheme)} is no registered scheme of addresses"
            yield warning("unknown-scheme", message, "https://…", value.entry)


def languages(feed: Document) -> Iterator[Finding]:
    """Languages are tags of BCP 47."""
    for value in feed.languages:
        if not values.is_language(value.text):
            yield error("bad-language", f"{shown(value.text)} is no language tag", "lang: en", value.entry)


def dates(feed: Document) -> Iterator[Finding]:
    """Dates can be read, are of the Web's age, and not of a moment to come."""
    for value in feed.dates:
        moment = values.rfc2822(value.text) if value.name in _DATES_OF_MAIL else _iso_date(value)
        if moment is None:
            yield error("bad-date", f"{shown(value.text)} is no date of a feed", entry=value.entry)
        elif moment.year < 1990:
            yield warning(
                "implausible-date",
                f"the date {moment.date()} lies before the Web; some readers show another",
                "date: of this publication; name the first one in the text",
                value.entry,
            )
        elif moment > feed.as_of:
            yield replace(
                warning(
                    "implausible-date", f"the date {value.text} is still to come", "correct it", value.entry
                ),
                warning="dated-ahead",
            )


_DATES_OF_MAIL = frozenset(("pubDate", "lastBuildDate"))


def _iso_date(value: Value) -> datetime | None:
    # Dublin Core leaves out the time where it is not known.
    is_day = value.name.startswith("dc:") and len(value.text) == len("2026-01-04")
    return values.rfc3339(f"{value.text}T00:00:00Z" if is_day else value.text)


def _moment(feed: Document, text: str) -> datetime | None:
    """Read a date of an entry; RSS has its own for one, and Atom's for the other."""
    return values.rfc3339(text) or (values.rfc2822(text) if feed.kind is Format.RSS else None)


def updated_after_published(feed: Document) -> Iterator[Finding]:
    """No entry was updated before it was published."""
    for entry in feed.entries:
        published, updated = _moment(feed, entry.published), _moment(feed, entry.updated)
        if published and updated and updated < published.replace(microsecond=0):
            yield warning(
                "updated-before-published",
                f"updated on {updated.date()}, published on {published.date()}",
                "correct updated:",
                entry.id,
            )


_REFERENCE = regex(r"&(#?\w+)")
_TAG_IN_TEXT = regex(r"<[/a-zA-Z]|&#[x0-9]")


def _as_markup(text: str) -> str:
    """Give what a reader could take for HTML in a plain text, or ""."""
    if match := _TAG_IN_TEXT.search(text):
        return text[match.start() : match.start() + 20]
    for match in _REFERENCE.finditer(text):
        name = match[1]
        if name in name2codepoint or name == "apos" or not name.isalpha():
            return match[0]
    return ""


def plain_texts(feed: Document) -> Iterator[Finding]:
    """Nothing in a plain text looks like HTML, unless it is spelled so that it is no markup for sure."""
    for value in feed.texts:
        piece = _as_markup(value.text) if "&" in value.text or "<" in value.text else ""
        if piece and not (feed.kind is Format.RSS and value.line in feed.escaped_lines):
            yield warning(
                "markup-in-text",
                f"the {spoken(value.name)} holds {shown(piece)}, which some readers take for markup",
                "write it in words",
                value.entry,
            )


_ODD_CHARACTER = regex("[\x80-\x9f\ufffd]")
_TWICE_ENCODED = regex("[\xc2\xc3][\x80-\xbf]")


def characters(feed: Document) -> Iterator[Finding]:
    """No text holds what only a wrong encoding leaves: U+0080-U+009F, U+FFFD, `Ã©` for `é`."""
    for value in feed.strings:
        if value.text.isascii():
            continue
        if match := _ODD_CHARACTER.search(value.text):
            piece = value.text[max(0, match.start() - 15) : match.end() + 15]
            letter = f"U+{ord(match[0]):04X}, which a wrong encoding left: {shown(piece)}"
            message = f"the {spoken(value.name)} holds {letter}"
            yield warning("bad-character", message, "put the right letter there", value.entry)
        elif _TWICE_ENCODED.search(value.text) and (line := _twice_encoded(value.text)):
            yield warning(
                "bad-character",
                f"the {spoken(value.name)} was encoded twice: {shown(line)}",
                "save the text as UTF-8 once",
                value.entry,
            )


def _twice_encoded(text: str) -> str:
    """Give the first line that is UTF-8 read as Latin-1."""
    for line in text.splitlines():
        if _TWICE_ENCODED.search(line):
            try:
                line.encode("latin-1").decode("utf-8")
            except UnicodeError:
                continue
            return line.strip()
    return ""


_HINTS = {
    html.UNSAFE: "take it out of the text",
    html.STYLE: "leave style= out",
    html.RELATIVE: "write the whole address",
    html.UNKNOWN: "take it out of the text",
    html.BROKEN: "mend the HTML",
}


def entry_html(feed: Document) -> Iterator[Finding]:
    """HTML is whole, safe, and its links lead somewhere from a reader."""
    for value in feed.html:
        if "<" not in value.text and "&" not in value.text:
            continue
        for code, words in dict.fromkeys(html.faults(value.text)):
            yield warning(code, f"in the HTML, {words}", _HINTS[code], value.entry)


_FILL = "put the whole file there, or take it out of the article"


def enclosures(feed: Document) -> Iterator[Finding]:
    """An enclosure says how large it is and of what type, so that a player can show and fetch it."""
    for one in feed.enclosures:
        if one.length:
            if not values.is_number(one.length):
                yield error("bad-enclosure", f"{shown(one.length)} is no size of a file", entry=one.entry)
        elif one.url in feed.empty_files:
            yield warning("bad-enclosure", f"the file {shown(one.url)} is empty", _FILL, one.entry)
        elif feed.kind is not Format.JSON:
            make = error if feed.kind is Format.RSS else warning
            found = make("bad-enclosure", f"{shown(one.url)} comes without its size", entry=one.entry)
            yield replace(found, warning="no-length")
        if not values.is_media_type(one.media_type):
            yield error("bad-enclosure", f"{shown(one.media_type)} is no media type", "audio/mpeg", one.entry)


RULES = (
    size,
    entries_in_a_day,
    own_address,
    no_entry_twice,
    addresses,
    languages,
    dates,
    updated_after_published,
    plain_texts,
    characters,
    entry_html,
    enclosures,
)
