"""OPML 2.0 (http://opml.org/spec2.opml): all feeds in one file that feed readers import."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from feedgen_site import addresses
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import Feed, Format, content
from feedgen_site.feeds.groups import FeedGroup, FeedKind, grouped
from feedgen_site.strings import words


def render(feeds: tuple[Feed, ...], config: SiteConfig) -> bytes:
    """Write the list as UTF-8: each feed once, in Atom, which every reader takes.

    The feeds of a kind stand in an outline of its name, which readers import as a folder or tag; those of
    the whole site stand in none. There is no date: that of the build would change the file every time.
    """
    title = content.plain(config.title) or config.authority
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!-- feedgen-site -->",
        '<opml version="2.0">',
        "<head>",
        f"<title>{escape(title)}</title>",
        f"<ownerName>{escape(content.publisher(config))}</ownerName>",
        "</head>",
        "<body>",
    ]
    for group in grouped(feeds):
        rows += _outlines(group, config)
    rows += ["</body>", "</opml>", ""]
    return "\n".join(rows).encode()


def _outlines(group: FeedGroup, config: SiteConfig) -> Iterator[str]:
    outlines = (_outline(feed, config) for feed in group.feeds)
    # A folder for one feed would be a click more for nothing.
    if group.kind is FeedKind.NEWS or len(group.feeds) == 1:
        yield from outlines
        return
    name = content.plain(words(config.language, config.strings).get(group.kind.value))
    yield f"<outline text={quoteattr(name)} title={quoteattr(name)}>"
    yield from outlines
    yield "</outline>"


def _outline(feed: Feed, config: SiteConfig) -> str:
    title = quoteattr(content.feed_title(feed))
    attributes = {
        "type": '"rss"',  # what OPML calls every feed, whatever its format
        "text": title,
        "title": title,
        "xmlUrl": quoteattr(feed.url(Format.ATOM, config.base_url)),
        "htmlUrl": quoteattr(addresses.absolute(config.base_url, feed.permalink)),
        "language": quoteattr(feed.language),
    }
    if description := content.plain(feed.description):
        attributes["description"] = quoteattr(description)
    written = " ".join(f"{name}={value}" for name, value in attributes.items())
    return f"<outline {written}/>"
