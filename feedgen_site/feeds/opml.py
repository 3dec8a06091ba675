"""OPML 2.0 (http://opml.org/spec2.opml): all feeds in one file that feed readers import."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from feedgen_site import addresses
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import Feed, Format, content


def render(feeds: tuple[Feed, ...], config: SiteConfig) -> bytes:
    """Write the list as UTF-8: each feed once, in Atom, which every reader takes.

    It holds no date: that of the build would change it every time.
    """
    title = content.plain(config.title) or config.authority
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!-- feedgen-site -->",
        '<opml version="2.0">',
        "<head>",
    ]
    rows += [f"<title>{escape(title)}</title>", f"<ownerName>{escape(content.publisher(config))}</ownerName>"]
    rows += ["</head>", "<body>", *(_outline(feed, config) for feed in feeds), "</body>", "</opml>", ""]
    return "\n".join(rows).encode()


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
