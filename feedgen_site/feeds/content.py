"""What an entry says, the same in every format: title, byline, tags, summary and HTML content."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit

from feedgen_site import addresses, languages
from feedgen_site.config import FeedContent, SiteConfig
from feedgen_site.feeds import Entry, Feed
from feedgen_site.model import Author, Correction, Head
from feedgen_site.text import clean, folded, lines, one_line

_BULLET = "• "


def plain(text: str) -> str:
    """Give text in the one form that names and titles have: one line, nothing a feed may not hold."""
    return one_line(clean(text))


def title(head: Head) -> str:
    """Give the headline; never empty, as readers show entries without a title as a blank line."""
    return plain(head.headline) or head.permalink


def byline(head: Head) -> tuple[Author, ...]:
    """List who the story is by: its authors, and last its agency.

    Readers show authors and nothing else of a story's origin, so the agency is one, as in a printed byline.
    """
    named = (*head.authors, Author(head.agency))
    found: dict[str, Author] = {}
    for author in named:
        if name := plain(author.name):
            found.setdefault(folded(name), Author(name, author.url))
    return tuple(found.values())


def tags(head: Head) -> tuple[str, ...]:
    """List the tags, each once; one that only repeats the section's title is left out."""
    seen = {folded(plain(head.section.title))} if head.section else set()
    kept = []
    for tag in map(plain, head.tags):
        if tag and folded(tag) not in seen:
            seen.add(folded(tag))
            kept.append(tag)
    return tuple(kept)


def summary_text(head: Head) -> str:
    """Write the summary in plain text: the standfirst, then each key point on a line of its own."""
    points = (f"{_BULLET}{text}" for text in _points(head))
    return "\n".join(part for part in (plain(head.standfirst), *points) if part)


def content_html(entry: Entry, config: SiteConfig) -> str:
    """Write the content: key points, corrections, picture, article; for `content: summary` less.

    The points stand first in the content because most readers never show a summary.
    """
    if config.feeds.content is FeedContent.SUMMARY:
        parts = [_standfirst(entry), _point_list(entry), _link(entry, config)]
    else:
        parts = [_point_list(entry), _corrections(entry, config), _picture(entry), _article(entry, config)]
    # Without any text there is still the way to the story: some readers hide entries without content.
    html = "\n".join(part for part in parts if part) or _link(entry, config)
    language = entry.head.language
    if languages.direction(language) == "rtl":
        # No format of feeds has a direction, and readers take the one of their own interface.
        return f'<div dir="rtl" lang="{escape(language)}">\n{html}\n</div>'
    return html


def newest(moments: tuple[datetime, ...], config: SiteConfig) -> datetime:
    """Give the newest of the entries' times; without entries 1 January of the authority's year, never now."""
    if moments:
        return max(moments)
    year = re.search(r",(\d{4})", config.authority)
    return datetime(int(year[1]) if year else 1970, 1, 1, tzinfo=UTC)


def feed_title(feed: Feed) -> str:
    """Give the feed's title; never empty."""
    return plain(feed.title) or feed.key


def publisher(config: SiteConfig) -> str:
    """Name who publishes the feed; never empty, as Atom requires an author."""
    return plain(config.publisher) or plain(config.title) or config.authority


def logo_url(config: SiteConfig) -> str:
    """Give the absolute URL of the site's logo, or ""."""
    if not config.logo or addresses.has_scheme(config.logo):
        return addresses.web_url(config.logo)
    return addresses.absolute(config.base_url, f"/{config.logo.lstrip('/')}")


def _points(head: Head) -> tuple[str, ...]:
    return tuple(text for point in head.points if (text := plain(point.text)))


def _point_list(entry: Entry) -> str:
    items = "\n".join(f"<li>{escape(text, quote=False)}</li>" for text in _points(entry.head))
    return f"<ul>\n{items}\n</ul>" if items else ""


def _standfirst(entry: Entry) -> str:
    text = plain(entry.head.standfirst)
    return f"<p>{escape(text, quote=False)}</p>" if text else ""


def _corrections(entry: Entry, config: SiteConfig) -> str:
    language = entry.head.language
    return "\n".join(_correction(correction, language, config) for correction in entry.head.corrections)


def _correction(correction: Correction, language: str, config: SiteConfig) -> str:
    from feedgen_site.strings import words  # with Babel, which few entries need

    # In digits: a new Babel, which may word dates otherwise, must not change what was published.
    day = correction.moment.at.astimezone(config.zone).date().isoformat()
    spoken = words(language, config.strings)
    # A language without words of its own has the day alone, not an English word.
    known = spoken.language_of("corrected").partition("-")[0] == language.partition("-")[0]
    notice = f"{plain(spoken.get('corrected'))} ({day})" if known else day
    return f"<p><strong>{escape(notice)}:</strong> {escape(plain(correction.text), quote=False)}</p>"


def _picture(entry: Entry) -> str:
    source = f'src="{escape(entry.image_url)}"'
    # Many articles show their picture themselves.
    if not entry.image_url or entry.head.image is None or source in entry.html:
        return ""
    image = entry.head.image
    caption = " ".join(
        filter(None, (plain(image.caption), f"({credit})" if (credit := plain(image.credit)) else ""))
    )
    caption_html = f"<figcaption>{escape(caption, quote=False)}</figcaption>" if caption else ""
    return f'<figure><img {source} alt="{escape(plain(image.alt))}">{caption_html}</figure>'


def _article(entry: Entry, config: SiteConfig) -> str:
    html = lines(clean(entry.html)).strip()
    if html:
        return html
    # A link item: the standfirst is all the text it has.
    link = _link(entry, config) if entry.head.source_url else ""
    return "\n".join(part for part in (_standfirst(entry), link) if part)


def _link(entry: Entry, config: SiteConfig) -> str:
    """Link to the story at its source where only a link was written, else to its page here."""
    head = entry.head
    if head.source_url and not entry.html.strip():
        url, words = head.source_url, urlsplit(head.source_url).hostname or head.source_url
    else:
        url, words = addresses.absolute(config.base_url, head.permalink), title(head)
    return f'<p><a href="{escape(url)}">{escape(words, quote=False)}</a></p>'
