"""JSON Feed 1.1 (https://jsonfeed.org/version/1.1), which feedgen does not write.

One line a key: of a changed story a diff shows what changed, for a few per cent of the size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from json.encoder import encode_basestring
from typing import TypeAlias

from feedgen_site import addresses, dates
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import Document, Entry, Feed, Format, content, pieces
from feedgen_site.keypoints import KeyPoint
from feedgen_site.model import Medium

VERSION = "https://jsonfeed.org/version/1.1"
# The specification lets a publisher add objects whose name begins with an underscore.
EXTENSION = "_feedgen_site"

# Before each line of an item.
_MARGIN = "\n  "
_LONG = 200

_Json: TypeAlias = "str | int | list[_Json] | dict[str, _Json]"


def render(
    feed: Feed, entries: tuple[Entry, ...], config: SiteConfig, document: Document,
    present: Mapping[int, bytes],
) -> bytes:  # fmt: skip
    """Write the feed, or one of its archives, as UTF-8, keys always in the same order, a line end last."""
    publisher = content.plain(config.publisher)
    older = feed.url(Format.JSON, config.base_url, document.older) if document.older else ""
    hubs = () if document.period else config.hubs
    written = _present(
        {
            "version": VERSION,
            # Also says to the next build, without its manifest, that the file is ours.
            EXTENSION: {"generator": "feedgen-site"},
            "title": content.feed_title(feed),
            "home_page_url": addresses.absolute(config.base_url, feed.permalink),
            "feed_url": feed.url(Format.JSON, config.base_url, document.period),
            "next_url": older,
            "description": content.plain(feed.description),
            "icon": content.logo_url(config),
            "authors": [{"name": publisher, "url": config.base_url}] if publisher else [],
            "language": feed.language,
            "hubs": [{"type": "WebSub", "url": hub} for hub in hubs],
        }
    )
    head = _dumped(written).removesuffix("\n}")
    # Required, so the list is there even when there are none.
    begin, end = f'{head},\n "items": ['.encode(), b"]\n}\n"
    return pieces.joined(chain((begin,), _items(entries, present), (end,)))


def _items(entries: Sequence[Entry], present: Mapping[int, bytes]) -> Iterator[bytes]:
    for place, entry in enumerate(entries):
        yield present.get(place) or f"{_MARGIN}{_dumped(_item(entry), _MARGIN)}".encode()
        yield b"," if place < len(entries) - 1 else b"\n "


def _item(entry: Entry) -> _Json:
    return _present(
        {
            "id": entry.id,
            "url": entry.url,
            "external_url": entry.source_url,
            "title": entry.title,
            "content_html": entry.html,
            "summary": entry.summary,
            "image": entry.image_url,
            "date_published": dates.rfc3339(entry.published),
            "date_modified": dates.rfc3339(entry.updated) if entry.updated > entry.published else "",
            "authors": [_present({"name": author.name, "url": author.url}) for author in entry.authors],
            "tags": [*([content.plain(entry.section.title)] if entry.section else []), *entry.tags],
            "language": entry.language,
            "attachments": [_attachment(medium) for medium in entry.media],
            EXTENSION: _present(
                {
                    "key_points": [_point(point, entry.url) for point in entry.points],
                    "credit": entry.credit,
                    "rights": entry.rights,
                    "withdrawn": entry.withdrawn,
                }
            ),
        }
    )


def _attachment(medium: Medium) -> _Json:
    return _present(
        {
            "url": medium.target,
            "mime_type": medium.type,
            "title": content.plain(medium.title),
            "size_in_bytes": medium.length,
            "duration_in_seconds": medium.duration,
        }
    )


def _point(point: KeyPoint, url: str) -> _Json:
    """Write a key point: its text, the place in the article it comes from, who wrote and who reviewed it."""
    return _present(
        {
            "text": content.plain(point.text),
            "source": f"{url}#{point.sentence}" if point.sentence else "",
            "origin": point.origin.value,
            "reviewed_by": content.plain(point.reviewed_by),
        }
    )


def _dumped(value: _Json, margin: str = "\n") -> str:
    """Write what `json.dumps` writes with an indent of 1, which Python's own does sign by sign."""
    if isinstance(value, str):
        return _quoted(value)
    inner = f"{margin} "
    if isinstance(value, list):
        parts = [_dumped(one, inner) for one in value]
        return f"[{inner}{f',{inner}'.join(parts)}{margin}]" if parts else "[]"
    if isinstance(value, dict):
        parts = [f"{_quoted(key)}: {_dumped(one, inner)}" for key, one in value.items()]
        return f"{{{inner}{f',{inner}'.join(parts)}{margin}}}" if parts else "{}"
    return str(value)


def _quoted(text: str) -> str:
    if len(text) > _LONG:
        # Python's own goes sign by sign; mostly there are only these to escape.
        escaped = text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
        if escaped.isprintable():
            return f'"{escaped}"'
    return encode_basestring(text)


def _present(values: Mapping[str, _Json]) -> dict[str, _Json]:
    """Leave out what is empty: absence has one spelling."""
    return {key: value for key, value in values.items() if value}
