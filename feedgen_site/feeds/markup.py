"""The HTML content of entries: what a reader's program shows, with every URL absolute and no id in it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

from feedgen_site import addresses, editions, languages, once, strings
from feedgen_site.config import FeedContent, SiteConfig
from feedgen_site.dates import Moment
from feedgen_site.feeds import content
from feedgen_site.model import Edition, Head, Image, Notice
from feedgen_site.text import clean, lines


def story_html(head: Head, body: str, image_url: str, shows: FeedContent, config: SiteConfig) -> str:
    """Write a story: corrections, standfirst, key points, picture, article; as a summary less; withdrawn, the
    notice.

    Corrections stand first, for who knows the story must see them; then standfirst and points, because most
    readers never show a summary.
    """
    link = _link(head, body, config)
    if head.withdrawn:
        parts = [_dated("withdrawn", head.withdrawn.moment, head.withdrawn.reason, head.language, config)]
    elif shows is FeedContent.SUMMARY:
        parts = [_corrections(head, config), _standfirst(head), _point_list(head), link]
    else:
        picture = _picture(head.image, image_url, body) if head.image else ""
        parts = [
            _corrections(head, config), _above(head, body), _point_list(head), picture,
            _article(head, body, link),
        ]  # fmt: skip
    # Without any text there is still the way to the story: some readers hide entries without content.
    return _directed("\n".join(filter(None, parts)) or link, head.language, config)


def notice_html(notice: Notice, config: SiteConfig) -> str:
    """Write a correction or withdrawal as an entry of its own: the notice, and the way to its story."""
    head = notice.head
    key = "corrected" if notice.number else "withdrawn"
    said = _dated(key, notice.moment, notice.text, head.language, config)
    return _directed(f"{said}\n{_link_to(head, config)}", head.language, config)


def edition_html(edition: Edition, config: SiteConfig) -> str:
    """Write an edition: every story's headline, standfirst and points, by section; good to mail as it is."""
    parts = []
    for section, stories in editions.in_sections(edition.stories, config):
        if section:
            parts.append(f"<h2>{escape(content.plain(section.title), quote=False)}</h2>")
        parts += [_listed(head, config) for head in stories]
    return _directed("\n".join(parts), config.language, config)


@once.kept(lambda head, _: head.id, 1024)  # in the editions of its day and its week
def _listed(head: Head, config: SiteConfig) -> str:
    title = escape(content.told_title(head, config), quote=False)
    url = escape(addresses.absolute(config.base_url, head.permalink))
    parts = [f'<h3><a href="{url}">{title}</a></h3>']
    if head.withdrawn:
        moment, reason = head.withdrawn.moment, head.withdrawn.reason
        parts.append(_dated("withdrawn", moment, reason, head.language, config))
    parts += [_corrections(head, config), _standfirst(head), _point_list(head), _origin(head, config)]
    html = "\n".join(filter(None, parts))
    if head.language == config.language:
        return html
    return f'<div lang="{escape(head.language)}" dir="{languages.direction(head.language)}">\n{html}\n</div>'


def _origin(head: Head, config: SiteConfig) -> str:
    """Say whose story it is: its authors, its agency in the agency's own words, the rights."""
    spoken = strings.words(head.language, config.strings)
    authors = spoken.names([content.plain(author.name) for author in head.authors])
    if authors and strings.speaks(spoken, "by"):
        authors = spoken.get("by", names=authors)
    said = (authors, content.plain(head.credit or head.agency), content.plain(head.rights))
    line = " · ".join(filter(None, said))
    return f"<p><small>{escape(line, quote=False)}</small></p>" if line else ""


def _directed(html: str, language: str, config: SiteConfig) -> str:
    """Wrap content where it, or the site, runs from right to left: no format of feeds has a direction.

    Programs take that of their own interface, which in the world of a right-to-left site is right to left.
    """
    direction = languages.direction(language)
    if "rtl" not in (direction, languages.direction(config.language)):
        return html
    return f'<div dir="{direction}" lang="{escape(language)}">\n{html}\n</div>'


def _point_list(head: Head) -> str:
    items = "\n".join(f"<li>{escape(text, quote=False)}</li>" for text in content.points(head))
    return f"<ul>\n{items}\n</ul>" if items else ""


def _standfirst(head: Head) -> str:
    text = content.plain(head.standfirst)
    return f"<p>{escape(text, quote=False)}</p>" if text else ""


def _above(head: Head, body: str) -> str:
    """Write the standfirst above an article: not where the text has it, or there is no text."""
    standfirst = _standfirst(head)
    is_told = standfirst.removeprefix("<p>").removesuffix("</p>") in body
    return "" if is_told or not body.strip() else standfirst


def _corrections(head: Head, config: SiteConfig) -> str:
    notices: Sequence[str] = [
        _dated("corrected", correction.moment, correction.text, head.language, config)
        for correction in head.corrections
    ]
    return "\n".join(notices)


def _dated(key: str, moment: Moment, text: str, language: str, config: SiteConfig) -> str:
    """Write a notice with its day: `Corrected (2026-01-05): …`."""
    # In digits: a new Babel, which may word dates otherwise, must not change what was published.
    day = moment.at.astimezone(config.zone).date().isoformat()
    spoken = strings.words(language, config.strings)
    # A language without words of its own has the day alone, not an English word.
    notice = f"{content.plain(spoken.get(key))} ({day})" if strings.speaks(spoken, key) else day
    return f"<p><strong>{escape(notice)}:</strong> {escape(content.plain(text), quote=False)}</p>"


def _picture(image: Image, url: str, body: str) -> str:
    source = f'src="{escape(url)}"'
    # Many articles show their picture themselves.
    if not url or source in body:
        return ""
    caption = " ".join(
        filter(
            None,
            (content.plain(image.caption), f"({credit})" if (credit := content.plain(image.credit)) else ""),
        )
    )
    caption_html = f"<figcaption>{escape(caption, quote=False)}</figcaption>" if caption else ""
    return f'<figure><img {source} alt="{escape(content.plain(image.alt))}">{caption_html}</figure>'


def _article(head: Head, body: str, link: str) -> str:
    # Combining marks are counted when a body is sanitized, and no edit of its links brings any together.
    html = (body if body.replace("\n", "").isprintable() else lines(clean(body))).strip()
    if html:
        return html
    # A link item, or an agency's story whose text may not be shown: the standfirst is all there is.
    return "\n".join(filter(None, (_standfirst(head), link)))


def _link(head: Head, body: str, config: SiteConfig) -> str:
    """Link to the story at its source where only a link was written, else to its page here."""
    if not head.source_url or body.strip():
        return _link_to(head, config)
    return _linked(head.source_url, urlsplit(head.source_url).hostname or head.source_url)


def _link_to(head: Head, config: SiteConfig) -> str:
    return _linked(
        addresses.absolute(config.base_url, head.permalink), content.plain(head.headline) or head.permalink
    )


def _linked(url: str, words: str) -> str:
    return f'<p><a href="{escape(url)}">{escape(words, quote=False)}</a></p>'
