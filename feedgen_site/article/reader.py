"""The way from a file to its article, and the order in which the fields are read and judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from feedgen_site import frontmatter, media
from feedgen_site.article import addressing, body, listing, moments, notices, origin, references, wording
from feedgen_site.article.place import is_html, place_of
from feedgen_site.article.spellings import fields_of
from feedgen_site.config import SiteConfig
from feedgen_site.dates import Moment
from feedgen_site.fields import Fields
from feedgen_site.frozen import dataclass
from feedgen_site.model import Article
from feedgen_site.problem import Problem, Severity, errors

# Stands in for a missing date, so that the other fields are read and their mistakes told in the same run.
_NO_DATE = Moment(datetime(1970, 1, 1, tzinfo=UTC), day_only=True)


# What these hold back is published where they are mistyped, and cannot be called back.
_GRAVE = ("draft", "embargo", "expires", "withdrawn", "agency", "agencies")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of one file: an article, or none.

    `is_article` False says it never was meant as one; `is_draft` that its problems are only warnings.
    """

    article: Article | None
    problems: tuple[Problem, ...] = ()
    is_article: bool = True
    is_draft: bool = False


def parse(path: str, text: str, config: SiteConfig) -> Parsed:
    """Read the article at content path `path`; with an error there is no article."""
    matter = frontmatter.split(text, path)
    # An empty file may have line ends, as editors leave them.
    if not matter.found and (is_html(path) or not matter.body.strip()):
        return Parsed(None, is_article=False)
    problems = list(matter.problems)
    if errors(problems):
        return Parsed(None, tuple(problems))
    fields = fields_of(path, matter, problems)
    if fields.flag("headless"):
        return Parsed(None, is_article=False)
    draft = moments.is_draft(fields)
    article = _article(fields, matter, config, draft=draft)
    report_misspelled(fields)
    wording.report_comments(fields)
    wording.report_curly_quotes(fields)
    if draft:
        problems = [replace(problem, severity=Severity.WARNING) for problem in problems]
    return Parsed(None if errors(problems) else article, tuple(problems), is_draft=draft)


def report_misspelled(fields: Fields) -> None:
    """Warn of keys that are nearly those of fields; of those that hold something back it is an error."""
    fields.report_unknown("unknown-field", strict=False, grave=_GRAVE)


def _article(
    fields: Fields, matter: frontmatter.FrontMatter, config: SiteConfig, *, draft: bool
) -> Article | None:
    """Read field by field; without a date there is no article, whatever else is right."""
    place, zone = place_of(fields.path), config.zone
    language = wording.language(fields, place, config.language)
    headline = wording.headline(fields)
    rendered = body.rendered(fields, matter, headline)
    if not headline:
        headline = rendered.first_heading or wording.headline_from_name(fields, place)
    fields.problems += body.lost(fields.path, matter, rendered)
    identity, id_line = addressing.identity(fields, place, config.authority)
    date = moments.date(fields, matter, place, zone)
    named = origin.authors(fields)
    article = Article(
        path=fields.path,
        id=identity,
        id_line=id_line,
        language=language,
        headline=headline,
        standfirst=wording.standfirst(fields, headline),
        key_points=wording.key_points(fields),
        date=date or _NO_DATE,
        updated=moments.moment(fields, "updated", zone),
        embargo=moments.moment(fields, "embargo", zone, must=True),
        expires=moments.expiry(fields, date, zone),
        draft=draft,
        section=listing.section(fields, place, config.sections),
        tags=listing.tags(fields),
        authors=tuple(author for author in named if not config.agencies.find(author.name)),
        agencies=origin.agencies(fields, config.agencies, named),
        source_url=origin.source_url(fields),
        slug=addressing.slug(fields, place, identity),
        permalink=addressing.permalink(fields, place),
        aliases=addressing.aliases(fields),
        image=references.image(fields),
        related=references.related(fields, config.authority),
        translation_of=references.original(fields, config.authority),
        translation_key=fields.string("translation_key"),
        corrections=notices.corrections(fields, date, zone),
        withdrawn=notices.withdrawal(fields, date, zone),
        weight=listing.weight(fields),
        top=fields.flag("top"),
        rights=fields.string("rights"),
        robots=listing.robots(fields),
        body=rendered.body,
        blocks=rendered.blocks,
        media=media.read(fields),
    )
    said = article.body.html.strip() or article.standfirst or article.key_points
    if not (said or article.source_url or article.media or article.withdrawn):
        message = "there is nothing to read but the headline"
        fields.problems.append(
            Problem(fields.path, 1, 1, "empty-article", message, "write the article's text", Severity.WARNING)
        )
    return article if date else None
