"""JSON Feed 1.1 (https://jsonfeed.org/version/1.1), which feedgen does not write.

One line a key: of a changed story a diff shows what changed, for a few per cent of the size.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias

from feedgen_site import addresses, dates
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import Entry, Feed, Format, content
from feedgen_site.keypoints import KeyPoint
from feedgen_site.model import Head

VERSION = "https://jsonfeed.org/version/1.1"
# The specification lets a publisher add objects whose name begins with an underscore.
EXTENSION = "_feedgen_site"

_Json: TypeAlias = "str | list[_Json] | dict[str, _Json]"


def render(feed: Feed, entries: tuple[Entry, ...], config: SiteConfig) -> bytes:
    """Write the feed as UTF-8, keys always in the same order, with a line end last."""
    publisher = content.plain(config.publisher)
    written = _present(
        {
            "version": VERSION,
            "title": content.feed_title(feed),
            "home_page_url": addresses.absolute(config.base_url, feed.permalink),
            "feed_url": feed.url(Format.JSON, config.base_url),
            "description": content.plain(feed.description),
            "icon": content.logo_url(config),
            "authors": [{"name": publisher, "url": config.base_url}] if publisher else [],
            "language": feed.language,
        }
    )
    # Required by the specification, so it is there even when empty.
    written["items"] = [_item(entry, config) for entry in entries]
    return (json.dumps(written, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _item(entry: Entry, config: SiteConfig) -> _Json:
    head = entry.head
    url = addresses.absolute(config.base_url, head.permalink)
    section = [content.plain(head.section.title)] if head.section else []
    return _present(
        {
            "id": head.id,
            "url": url,
            "external_url": head.source_url,
            "title": content.title(head),
            "content_html": content.content_html(entry, config),
            "summary": content.summary_text(head),
            "image": entry.image_url,
            "date_published": dates.rfc3339(head.published),
            "date_modified": dates.rfc3339(head.updated) if head.updated > head.published else "",
            "authors": _authors(head),
            "tags": [*section, *content.tags(head)],
            "language": head.language,
            EXTENSION: _present({"key_points": [_point(point, url) for point in head.points]}),
        }
    )


def _authors(head: Head) -> list[_Json]:
    return [_present({"name": author.name, "url": author.url}) for author in content.byline(head)]


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


def _present(values: Mapping[str, _Json]) -> dict[str, _Json]:
    """Leave out what is empty: absence has one spelling."""
    return {key: value for key, value in values.items() if value}
