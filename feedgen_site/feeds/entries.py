"""What a story, a notice or an edition says as an entry of a feed."""

from __future__ import annotations

from datetime import datetime

from feedgen_site import addresses, dates, once
from feedgen_site.config import FeedContent, SiteConfig
from feedgen_site.feeds import Entry, content, markup
from feedgen_site.model import Edition, Head, Notice
from feedgen_site.strings import words

Subject = Head | Notice | Edition
"""What an entry can be about."""


def of_story(
    head: Head, body: str, image_url: str, atom_updated: datetime, shows: FeedContent, config: SiteConfig
) -> Entry:
    """Make the entry of a story; `body` is its sanitized HTML with absolute URLs, without the key points."""
    withdrawn = content.plain(head.withdrawn.reason) if head.withdrawn else ""
    fields = config.feeds.fields
    values = _values(head, config) if fields.are_any else {"headline": content.title(head)}
    if withdrawn:
        # No expression of site.yaml can hide that a story is withdrawn.
        title = content.told_title(head, config)
        summary = withdrawn
    else:
        title = fields.title_of(values)
        summary = fields.summary.fill(values).strip() if fields.summary else content.summary_text(head)
    return Entry(
        id=head.id,
        url=addresses.absolute(config.base_url, head.permalink),
        title=title,
        summary=summary,
        html=markup.story_html(head, body, image_url, shows, config),
        language=head.language,
        published=head.published,
        updated=head.updated,
        atom_updated=atom_updated,
        authors=content.byline(head),
        section=head.section,
        tags=content.tags(head),
        credit=content.plain(head.credit),
        rights=content.plain(head.rights),
        source_url=head.source_url,
        image=head.image,
        image_url=image_url,
        points=head.points,
        withdrawn=withdrawn,
        elements=tuple(
            (f"{{{element.namespace}}}{element.name}", text)
            for element in fields.elements
            if (text := element.expression.fill(values).strip())
        ),
    )


def of_notice(notice: Notice, atom_updated: datetime, config: SiteConfig) -> Entry:
    """Make the entry of a correction or withdrawal; it leads to the notice on the story's page."""
    head = notice.head
    key = "correction_title" if notice.number else "withdrawn_title"
    page = addresses.absolute(config.base_url, head.permalink)
    return Entry(
        id=notice.id,
        url=f"{page}#corrections" if notice.number else page,
        title=words(head.language, config.strings).get(key, headline=content.title(head)),
        summary=content.plain(notice.text),
        html=markup.notice_html(notice, config),
        language=head.language,
        published=notice.moment.at,
        updated=notice.moment.at,
        atom_updated=atom_updated,
        authors=content.byline(head),
        section=head.section,
    )


@once.kept(lambda edition, *_: edition.key, 128)  # in three formats
def of_edition(edition: Edition, atom_updated: datetime, config: SiteConfig) -> Entry:
    """Make the entry of a closed edition: published at its close, updated when one of its stories was."""
    say = words(config.language, config.strings)
    return Entry(
        id=addresses.edition_id(edition.key, config.authority),
        url=addresses.absolute(config.base_url, edition.permalink),
        title=content.edition_title(say, edition.span, edition.day),
        summary="\n".join(content.told_title(head, config) for head in edition.stories),
        html=markup.edition_html(edition, config),
        language=config.language,
        published=edition.closes,
        updated=edition.updated,
        atom_updated=atom_updated,
    )


def outline(subject: Subject, atom_updated: datetime) -> Entry:
    """Make an entry of its moments alone, for a document that has its bytes already."""
    updated = subject.moment.at if isinstance(subject, Notice) else subject.updated
    return Entry("", "", "", "", "", "", published(subject), updated, atom_updated)


def published(subject: Subject) -> datetime:
    """Say when something entered a feed."""
    match subject:
        case Head():
            return subject.published
        case Notice():
            return subject.moment.at
        case Edition():
            return subject.closes


def _values(head: Head, config: SiteConfig) -> dict[str, str]:
    """Give what the holes of site.yaml's expressions (`entryfields.HOLES`) are filled with, as plain text."""
    return {
        "agency": content.plain(head.agency),
        "authors": ", ".join(filter(None, (content.plain(author.name) for author in head.authors))),
        "credit": content.plain(head.credit),
        "headline": content.title(head),
        "id": head.id,
        "language": head.language,
        "points": "\n".join(content.points(head)),
        "published": dates.rfc3339(head.published),
        "rights": content.plain(head.rights),
        "section": content.plain(head.section.title) if head.section else "",
        "site": content.plain(config.title),
        "standfirst": content.plain(head.standfirst),
        "tags": ", ".join(content.tags(head)),
        "updated": dates.rfc3339(head.updated),
        "url": addresses.absolute(config.base_url, head.permalink),
        "words": str(head.words),
    }
