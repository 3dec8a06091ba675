"""One file's text → a Story: the article, its address and dates made final, and its key points.

Everything here depends on one file and the configuration, never on other articles or on the as-of time, so
that stories are made in any order, in any process, and kept in a cache by the hash of their input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import TypeVar
from urllib.parse import unquote

from feedgen_site import (
    addresses,
    article,
    figures,
    frontmatter,
    languages,
    markdown,
    rights,
    sanitize,
    terms,
)
from feedgen_site.config import DEFAULT_PERMALINKS, Policy, SiteConfig, UrlStyle
from feedgen_site.frozen import dataclass
from feedgen_site.keypoints import KeyPoint, Origin, extract, match_authored
from feedgen_site.links import path_of
from feedgen_site.model import SHORT_HASH, Article, Body, Correction, Head, Page, Target, Withdrawal
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem, Severity, errors
from feedgen_site.text import digest, lines, nfc

_Notice = TypeVar("_Notice", Correction, Withdrawal)


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one file: a story (head and body), a page, or neither.

    `is_draft` holds even where a draft cannot be read whole. A body that a cache keeps is None here.
    """

    path: str
    head: Head | None = None
    body: Body | None = None
    page: Page | None = None
    problems: tuple[Problem, ...] = ()
    is_article: bool = True
    is_draft: bool = False


def make(path: str, text: str, config: SiteConfig) -> Made:
    """Make the story of the article at content path `path`."""
    parsed = article.parse(path, text, config)
    if parsed.article is None:
        return Made(path, problems=parsed.problems, is_article=parsed.is_article, is_draft=parsed.is_draft)
    head, body = _story(parsed.article, lines(text), config)
    problems = (
        *parsed.problems,
        *_unsupported(parsed.article, config),
        *_remote(parsed.article, text, config),
    )
    return Made(path, head, body, problems=problems, is_draft=parsed.is_draft)


def make_page(path: str, text: str, config: SiteConfig) -> Made:
    """Make a page of content/pages; `path` is relative to the content folder."""
    matter = frontmatter.split(text, path)
    problems = list(matter.problems)
    if errors(problems):
        return Made(path, problems=matter.problems)
    fields = article.fields_of(path, matter, problems)
    place = article.place_of(path)
    headline = fields.text("headline")
    title = article.plain_headline(headline.value) if headline else ""
    try:
        rendered = markdown.render(matter.body, path, title, is_html=article.is_html(path))
    except sanitize.TooDeepError as error:
        return Made(path, problems=(article.too_deep(path, matter.body_line, error),))
    problems += article.lost(path, matter, rendered)
    if not config.remote_media:
        problems += article.remote_media(path, rendered.body.html, (), lines(text))
    title = title or rendered.first_heading or place.stem.replace("-", " ").capitalize()
    language = languages.normalized(fields.string("lang")) or place.language or config.language
    date, embargo, expires = article.schedule_of(path, matter, config, problems)
    article.report_misspelled(fields)
    page = Page(
        path=path,
        permalink=_in_language(f"/{addresses.slug_of(place.stem, path)}/", language, config),
        title=title,
        language=language,
        targets=_targets(path, rendered.body, lines(text)),
        body=rendered.body,
        draft=article.is_draft(fields),
        published=max((moment.at for moment in (date, embargo) if moment), default=None),
        embargo=embargo.at if embargo else None,
        expires=expires.at if expires else None,
    )
    return Made(path, page=None if errors(problems) else page, problems=tuple(problems))


def _story(written: Article, text: str, config: SiteConfig) -> tuple[Head, Body]:
    points, words, body = _key_points(written, config)
    agency = config.agencies.rules(written.agencies)
    # Here and nowhere later, so that no output can hold what the story may not show.
    source, points, body = rights.permitted(written, points, body, agency)
    due = max(source.date, source.embargo, key=lambda moment: moment.at) if source.embargo else source.date
    published = due.at
    told_at = [published, *([source.updated.at] if source.updated else [])]
    # Also those that a withdrawal takes away: readers were told of them.
    corrections = tuple(_in_turn(correction, told_at, config) for correction in written.corrections)
    withdrawn = _in_turn(source.withdrawn, told_at, config) if source.withdrawn else None
    embargo = source.embargo.at if source.embargo else None
    expires = source.expires.at if source.expires else None
    withheld = agency.policy is Policy.WITHHOLD
    # First what feeds show of it: not its file, its place on pages, or how its points were scored.
    told = Head(
        id=source.id,
        id_line=0,
        path="",
        language=source.language,
        permalink=source.permalink or _permalink(source, published, config),
        headline=source.headline,
        standfirst=source.standfirst,
        points=tuple(_unscored(point) for point in points),
        published=published,
        day_only=due.day_only,
        updated=max(told_at),
        date=published,
        embargo=None,
        expires=None,
        draft=False,
        section=source.section,
        tags=source.tags,
        authors=source.authors,
        agencies=source.agencies,
        credit=agency.credit,
        withheld=False,
        source_url=source.source_url,
        aliases=(),
        image=source.image,
        related=source.related,
        corrections=corrections if source.corrections else (),
        withdrawn=withdrawn,
        weight=0,
        top=False,
        rights=source.rights or agency.rights,
        robots="",
        words=0,
        targets=(),
        body_hash="",
        source_hash="",
        head_hash="",
        media=source.media,
    )
    told_hash = digest(repr(told))
    # What lists show depends on, too; an edit further down in a text changes neither.
    beside = (
        source.path, source.aliases, source.date.at, embargo, expires, source.draft, withheld,
        source.weight, source.top, source.robots, source.translation_of, source.translation_key,
    )  # fmt: skip
    head = replace(
        told,
        id_line=source.id_line,
        path=source.path,
        points=points,
        date=source.date.at,
        embargo=embargo,
        expires=expires,
        draft=source.draft,
        withheld=withheld,
        aliases=source.aliases,
        weight=source.weight,
        top=source.top,
        robots=source.robots,
        words=words if body.html else 0,
        targets=_targets(source.path, body, text, source),
        body_hash=digest(repr(body)),
        source_hash=digest(written.headline, written.standfirst, *[block.text for block in written.blocks]),
        head_hash=digest(told_hash, repr(beside)),
        translation_of=source.translation_of,
        translation_key=source.translation_key,
        pictures=figures.files_of(body),
        terms=terms.of(source.headline, (source.standfirst, *[point.text for point in points]), source.tags),
        told_hash=told_hash,
        listed_hash=digest(source.headline, source.standfirst, size=SHORT_HASH),
        points_hash=digest(*[point.text for point in points], size=SHORT_HASH),
    )
    return head, body


def _unscored(point: KeyPoint) -> KeyPoint:
    return KeyPoint(point.text, point.sentence, point.origin, reviewed_by=point.reviewed_by)


def _key_points(source: Article, config: SiteConfig) -> tuple[tuple[KeyPoint, ...], int, Body]:
    """Choose the points, the author's own before all, and mark their source sentences in the body."""
    extraction = extract(
        [block.text for block in source.blocks],
        headline=source.headline,
        standfirst=source.standfirst,
        language=source.language,
        rules=config.points,
    )
    # Points of the standfirst are for those who show no standfirst; every page and feed of a site does.
    points = tuple(point for point in extraction.points if point.sentence)
    if source.key_points:
        sources = match_authored(
            [point.text for point in source.key_points], extraction.sentences, source.language
        )
        points = tuple(
            KeyPoint(point.text, sentence, Origin.NEWSROOM, 0.0, point.reviewed_by)
            for point, sentence in zip(source.key_points, sources, strict=True)
        )
    wanted = {point.sentence for point in points}
    spans = [
        (sentence.id, sentence.block, sentence.span.start, sentence.span.end)
        for sentence in extraction.sentences
        if sentence.id in wanted
    ]
    return points, extraction.words, markdown.marks_of(source.body, source.blocks, spans)


def _remote(source: Article, text: str, config: SiteConfig) -> Iterator[Problem]:
    """Warn of pictures and recordings of other sites, where pages may show none."""
    if not config.remote_media:
        targets = [source.image.target] if source.image else []
        targets += [target for medium in source.media for target in (medium.target, medium.image)]
        yield from article.remote_media(source.path, source.body.html, targets, lines(text))


def _unsupported(source: Article, config: SiteConfig) -> tuple[Problem, ...]:
    """Warn of what an author's own point says and the article does not."""
    if not source.key_points or source.withdrawn:
        return ()
    # Extracted points are sentences of the article: nothing of this is needed for most.
    from feedgen_site.keypoints.evidence import Evidence

    names = (*source.agencies, *(author.name for author in source.authors))
    whole = "\n".join((source.headline, source.standfirst, *(block.text for block in source.blocks), *names))
    evidence = Evidence(whole, source.language, source.date.at.astimezone(config.zone).date())
    return tuple(
        Problem(
            source.path,
            point.line,
            1,
            "not-in-article",
            f"the key point says '{one.words}', and the article does not",
            f"'{one.near}' stands in the article" if one.near else "check the fact, or add it to the text",
            Severity.WARNING,
        )
        for point in source.key_points
        for one in evidence.mismatches(point.text)
    )


def _permalink(source: Article, published: datetime, config: SiteConfig) -> str:
    """Fill the site's pattern; year and month are those of publication in the site's zone."""
    local = published.astimezone(config.zone)
    values = {
        "yyyy": f"{local.year:04d}",
        "mm": f"{local.month:02d}",
        "dd": f"{local.day:02d}",
        "slug": source.slug,
        "section": source.section.slug if source.section else "",
    }
    permalink = addresses.permalink_of(config.permalinks or DEFAULT_PERMALINKS, values)
    if config.url_style is UrlStyle.FILE:
        permalink = permalink.rstrip("/") + ".html"
    return _in_language(permalink, source.language, config)


def _in_language(permalink: str, language: str, config: SiteConfig) -> str:
    return permalink if language == config.language else f"/{language.lower()}{permalink}"


def _in_turn(notice: _Notice, told: list[datetime], config: SiteConfig) -> _Notice:
    """Give a correction or withdrawal at the moment it counts from (docs/promises.md).

    `told` holds what readers heard before, the publication first, and is added to. A notice dated by its day
    counts as a second after the last of them on that day, or it would change nothing; and none counts before
    the publication, which an embargo may have put off.
    """
    moment = notice.moment
    day = moment.at.astimezone(config.zone).date()
    before: list[datetime] = [e for e in told if moment.day_only and e.astimezone(config.zone).date() == day]
    if moment.at <= told[0]:
        before.append(told[0])
    at = max([moment.at, *(e + timedelta(seconds=1) for e in before)])
    told.append(at)
    return replace(notice, moment=replace(moment, at=at))


def _targets(path: str, body: Body, text: str, source: Article | None = None) -> tuple[Target, ...]:
    """List what a body, image, media and related links point to: sorted, once each, with lines in `text`."""
    targets = {link.target for link in body.links if not link.target.startswith("#")}
    if source and source.image:
        targets.add(source.image.target)
    for medium in source.media if source else ():
        targets |= {target for target in (medium.target, medium.image) if target}
    targets |= {related.target for related in source.related} if source else set()
    paths = {path_of(target) for target in targets if target.startswith("/")}
    lines_of = _lines_of(path, text, paths) if paths else {}
    return tuple(Target(target, lines_of.get(target, 0)) for target in sorted(paths))


# What may be a link in a source, in whatever markup; most surely where markup for links stands before it.
_LINK_LIKE = regex(
    r"(?P<sure>\]\([ \t]*<?|\]:[ \t]*<?|(?:href|src)[ \t]*=[ \t]*[\"']?)?(?P<word>[^\s()<>\[\]\"'=]+)",
    re.IGNORECASE,
)
_ESCAPE = regex(r"\\(?=[!-/:-@\[-`{-~])")


def _lines_of(path: str, text: str, targets: set[str]) -> dict[str, int]:
    """Find the line of each target of the file at `path`: the first that links to it, else that names it."""
    names = {target: _name_of(target) for target in targets}
    wanted = frozenset(names.values())
    # By target, which begins with a slash, and by name, which has none.
    found: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        for sure, written in _LINK_LIKE.findall(line):
            word = written
            if "\\" in word or "&" in word:
                word = unescape(_ESCAPE.sub("", word))
            name = word if word.isalnum() else _name_of(word)
            if name.endswith(",") and name not in wanted:  # in a header: `{src: lee.jpg, alt: …}`
                word, name = word[:-1], name[:-1]
            if name in wanted:
                with suppress(ValueError):
                    meant = path_of(sanitize.content_target(word, path))
                    # The surest first: another path of this name, or a word of prose, may come before it.
                    for key, rank in ((meant, not sure), (name, 2 + (not sure))):
                        found[key] = min(found.get(key, (rank, number)), (rank, number))
    places = {
        target: [found[key] for key in (target, name) if key in found] for target, name in names.items()
    }
    return {target: min(ranked)[1] for target, ranked in places.items() if ranked}


def _name_of(path: str) -> str:
    """Give the last part of a path, as it would be in a target."""
    name = path_of(path).rstrip("/").rpartition("/")[2]
    return nfc(unquote(name) if "%" in name else name)
