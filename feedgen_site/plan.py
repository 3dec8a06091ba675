"""Site → Plan: every file of the output as data: its path, what it is made from, and a fingerprint of that.

The fingerprint covers all that an output's bytes depend on: what it shows, where its links lead, the
templates, the configuration, the program. No dependency graph has to be kept right.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from feedgen_site import addresses, site
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import Feed, Format, section_feed, site_feed
from feedgen_site.links import resolver
from feedgen_site.model import Edition, Head, Page, Section, Site, Source, Target
from feedgen_site.pages import STYLESHEET_FILE, FeedListing
from feedgen_site.problem import Problem, Severity
from feedgen_site.text import digest

SECTION_PAGE = 50
"""Stories on an older page of a section; another number would move stories between addresses."""

_ASSET_SUFFIXES = frozenset(
    (
        ".png .jpg .jpeg .gif .webp .avif .svg .ico .mp3 .m4a .ogg .oga .opus .wav .flac .mp4 .m4v .webm "
        ".ogv .vtt .srt .pdf .txt .csv .tsv .json .geojson .xlsx .xls .ods .docx .odt .pptx .odp .epub .zip "
        ".gz .bib"
    ).split()
)
_LISTED_HEADLINES = 5


class Kind(IntEnum):
    """What an output is; the value orders the writing: what is named comes before what names it."""

    STYLESHEET = 1
    FILE = 2
    STORY = 3
    PAGE = 4
    NOT_FOUND = 5
    EDITION = 6
    SECTION = 7
    FRONT = 8
    FEEDS_PAGE = 9
    FEED = 10
    ALIAS = 11
    SITEMAP = 12
    ROBOTS = 13


_Resolved = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StoryArguments:
    """A story's page; `related` holds (headline, address or URL or "")."""

    head: Head
    resolved: _Resolved
    related: tuple[tuple[str, str], ...]
    earlier: Head | None
    later: Head | None


@dataclass(frozen=True, slots=True)
class PageArguments:
    """A page of content/pages."""

    page: Page
    resolved: _Resolved


@dataclass(frozen=True, slots=True)
class FrontArguments:
    """The front page."""

    stories: tuple[Head, ...]
    day: date | None


@dataclass(frozen=True, slots=True)
class EditionArguments:
    """A day's edition."""

    edition: Edition
    is_open: bool
    earlier: date | None
    later: date | None


@dataclass(frozen=True, slots=True)
class SectionArguments:
    """A page of a section; `number` None is its head; `older` and `newer` are addresses, or None."""

    section: Section
    stories: tuple[Head, ...]
    number: int | None
    older: str | None
    newer: str | None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry's share of a feed's arguments."""

    head: Head
    resolved: _Resolved
    atom_updated: datetime


@dataclass(frozen=True, slots=True)
class FeedArguments:
    """A feed in one format."""

    feed: Feed
    format: Format
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True, slots=True)
class FeedsPageArguments:
    """The page that explains the feeds."""

    listings: tuple[FeedListing, ...]


@dataclass(frozen=True, slots=True)
class FileArguments:
    """A file copied as it is: from `source`, as the file system names it."""

    source: str


@dataclass(frozen=True, slots=True)
class AliasArguments:
    """An old address that leads to a new one."""

    permalink: str


@dataclass(frozen=True, slots=True)
class SitemapArguments:
    """Addresses with the day they changed last, or None."""

    entries: tuple[tuple[str, datetime | None], ...]


Arguments = (
    StoryArguments | PageArguments | FrontArguments | EditionArguments | SectionArguments | FeedArguments
    | FeedsPageArguments | FileArguments | AliasArguments | SitemapArguments | None
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Output:
    """One file to be. `bodies` are the content paths of the bodies it shows, `origin` who asked for it."""

    path: str
    kind: Kind
    fingerprint: str
    arguments: Arguments
    bodies: tuple[str, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Every output, in the order of writing."""

    outputs: tuple[Output, ...]
    problems: tuple[Problem, ...]


def make(
    site_: Site, config: SiteConfig, files: Mapping[str, Source], static: Mapping[str, Source], base: str
) -> Plan:
    """Plan a site. `base` fingerprints all that every output depends on: program, configuration, theme."""
    planner = _Planner(site_, config, files, static, base)
    outputs = sorted(planner.outputs(), key=lambda output: (output.kind, output.path))
    # Of two at one address the one published first keeps it.
    ages = {head.path: (head.published, head.path) for head in site_.stories}
    ranks = {path: rank for rank, path in enumerate(sorted(ages, key=ages.__getitem__))}
    by_age = sorted(outputs, key=lambda output: (output.kind, ranks.get(output.origin, -1)))
    return Plan(tuple(outputs), (*planner.problems, *_collisions(by_age)))


class _Planner:
    def __init__(
        self,
        site_: Site,
        config: SiteConfig,
        files: Mapping[str, Source],
        static: Mapping[str, Source],
        base: str,
    ) -> None:
        self.site, self.config, self.files, self.static = site_, config, files, static
        # Every page's navigation names them, unless site.yaml says otherwise.
        named = (*(section for section, _ in site_.sections), *((p.title, p.permalink) for p in site_.pages))
        self.base = digest(base, repr(named))
        self.problems: list[Problem] = []
        self.assets: dict[str, tuple[Source, str]] = {}
        self._by_id = {head.id: head for head in site_.stories}
        self._feeds = tuple(self._every_feed())
        own = {"/", "/feeds/", "/404.html", "/sitemap.xml", "/robots.txt", f"/{STYLESHEET_FILE}"}
        own |= {section.permalink for section, _ in site_.sections}
        own |= {edition.permalink for edition in site_.editions}
        own |= {f"/{feed.file(kind)}" for feed, _ in self._feeds for kind in Format}
        own |= {f"/{path}" for path in static}
        self._resolve = resolver(site_.permalinks, self._asset, own.__contains__)
        self._asked_by = ""

    def outputs(self) -> Iterator[Output]:
        """Give every output; the files that stories refer to last, when all have been asked for."""
        yield from self._stories()
        yield from self._pages()
        yield from self._editions()
        yield from self._sections()
        yield from self._feed_files()
        yield from self._machine_files()
        yield from self._copies()

    def _output(
        self, path: str, kind: Kind, arguments: Arguments, marks: Iterable[str], bodies: Iterable[str] = (),
        origin: str = "",
    ) -> Output:  # fmt: skip
        fingerprint = digest(self.base, path, kind.name, *marks)
        return Output(path, kind, fingerprint, arguments, tuple(bodies), origin)

    def _asset(self, path: str) -> str:
        """Take a file of content along, and give its address."""
        source = self.files.get(path)
        if source is None or posixpath.splitext(path)[1].lower() not in _ASSET_SUFFIXES:
            return ""
        self.assets.setdefault(path, (source, self._asked_by))
        return f"/assets{path}"

    def _resolved(self, origin: str, targets: Iterable[Target]) -> _Resolved:
        self._asked_by = origin
        found = []
        for target in targets:
            address = self._resolve(target.path)
            found.append((target.path, address))
            if not address:
                self._report_broken(origin, target)
        return tuple(found)

    def _report_broken(self, origin: str, target: Target) -> None:
        message = f"the link to '{target.path}' leads to nothing that is published"
        hint = "check the path; a draft or future story cannot be linked yet"
        self.problems.append(
            Problem(
                origin, target.line, int(bool(target.line)), "broken-link", message, hint, Severity.WARNING
            )
        )

    def _stories(self) -> Iterator[Output]:
        self._resolved_of = {head.path: self._resolved(head.path, head.targets) for head in self.site.stories}
        neighbours: dict[str, tuple[Head | None, Head | None]] = {}
        for _, heads in self.site.sections:
            for index, head in enumerate(heads):
                earlier = heads[index + 1] if index + 1 < len(heads) else None
                neighbours[head.id] = (earlier, heads[index - 1] if index else None)
        for head in self.site.stories:
            resolved = self._resolved_of[head.path]
            related = self._related(head, dict(resolved))
            earlier, later = neighbours.get(head.id, (None, None))
            marks = [head.head_hash, head.body_hash, repr(resolved), repr(related)]
            marks += [repr((other.permalink, other.headline)) if other else "" for other in (earlier, later)]
            yield self._output(
                addresses.output_file(head.permalink), Kind.STORY,
                StoryArguments(head, resolved, related, earlier, later), marks, [head.path], head.path,
            )  # fmt: skip
            for alias in head.aliases:
                if alias == head.permalink:
                    continue  # imported lists hold the present address, too
                yield self._output(
                    addresses.output_file(alias), Kind.ALIAS, AliasArguments(head.permalink),
                    [head.permalink], origin=head.path,
                )  # fmt: skip

    def _related(self, head: Head, resolved: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Give a story's related headlines as its author listed them, each with where it leads, or ""."""
        found = []
        for item in head.related:
            other = self._by_id.get(item.id) if item.id else None
            if other is not None:
                found.append((item.title or other.headline, other.permalink))
            elif item.title:
                target = item.target
                bare = target.partition("#")[0].partition("?")[0]
                found.append((item.title, resolved.get(bare, "") if target.startswith("/") else target))
        return tuple(found)

    def _pages(self) -> Iterator[Output]:
        for page in self.site.pages:
            resolved = self._resolved(page.path, page.targets)
            yield self._output(
                addresses.output_file(page.permalink), Kind.PAGE, PageArguments(page, resolved),
                [digest(repr(page)), repr(resolved)], origin=page.path,
            )  # fmt: skip

    def _editions(self) -> Iterator[Output]:
        editions = self.site.editions
        for index, edition in enumerate(editions):
            arguments = EditionArguments(
                edition,
                is_open=edition.closes > self.site.as_of,
                earlier=editions[index + 1].day if index + 1 < len(editions) else None,
                later=editions[index - 1].day if index else None,
            )
            marks = [repr((arguments.is_open, arguments.earlier, arguments.later)), *_hashes(edition.stories)]
            yield self._output(addresses.output_file(edition.permalink), Kind.EDITION, arguments, marks)
        stories = site.front_stories(self.site, self.config)
        day = editions[0].day if editions else None
        yield self._output(
            "index.html", Kind.FRONT, FrontArguments(stories, day), [repr(day), *_hashes(stories)]
        )

    def _sections(self) -> Iterator[Output]:
        """Page 1 is the oldest; full pages never change. The head shows the last full one and the rest."""
        for section, heads in self.site.sections:
            full = max(len(heads) - 1, 0) // SECTION_PAGE
            oldest_first = heads[::-1]
            for number in range(1, full + 1):
                shown = oldest_first[(number - 1) * SECTION_PAGE : number * SECTION_PAGE][::-1]
                yield self._section_page(section, shown, number, full)
            yield self._section_page(
                section, heads[: len(heads) - max(full - 1, 0) * SECTION_PAGE], None, full
            )

    def _section_page(
        self, section: Section, shown: tuple[Head, ...], number: int | None, full: int
    ) -> Output:
        home = section.permalink
        # The head shows the last full page, too, so the next older one is the one before it.
        before = (full if number is None else number) - 1
        older = f"{home}page/{before}/" if before >= 1 else None
        newer = None if number is None else (f"{home}page/{number + 1}/" if number < full else home)
        arguments = SectionArguments(section, shown, number, older, newer)
        permalink = home if number is None else f"{home}page/{number}/"
        marks = [repr((section, number, older, newer)), *_hashes(shown)]
        return self._output(addresses.output_file(permalink), Kind.SECTION, arguments, marks)

    def _every_feed(self) -> Iterator[tuple[Feed, tuple[Head, ...]]]:
        config = self.config
        entries = config.feeds.entries
        yield site_feed(config), self.site.stories[:entries]
        for section, heads in self.site.sections if config.feeds.sections else ():
            yield section_feed(section, config), heads[:entries]

    def _feed_files(self) -> Iterator[Output]:
        updated = site.atom_updated(self.site.stories)
        for feed, heads in self._feeds:
            entries = tuple(FeedEntry(head, self._resolved_of[head.path], updated[head.id]) for head in heads)
            marks = [repr(feed)]
            for entry in entries:
                marks += [entry.head.head_hash, entry.head.body_hash, repr(entry.resolved)]
            stamps = repr([entry.atom_updated for entry in entries])
            for kind in Format:
                yield self._output(
                    feed.file(kind), Kind.FEED, FeedArguments(feed, kind, entries),
                    [*marks, stamps if kind is Format.ATOM else ""], [head.path for head in heads],
                )  # fmt: skip
        listings = tuple(
            FeedListing(feed.title, feed.permalink, heads[:_LISTED_HEADLINES]) for feed, heads in self._feeds
        )
        marks = [repr(feed) for feed, _ in self._feeds]
        for listing in listings:
            marks += _hashes(listing.entries)
        yield self._output("feeds/index.html", Kind.FEEDS_PAGE, FeedsPageArguments(listings), marks)

    def _machine_files(self) -> Iterator[Output]:
        entries: list[tuple[str, datetime | None]] = [("/", None), ("/feeds/", None)]
        entries += [(head.permalink, head.updated) for head in self.site.stories]
        entries += [(section.permalink, None) for section, _ in self.site.sections]
        entries += [(edition.permalink, None) for edition in self.site.editions]
        entries += [(page.permalink, None) for page in self.site.pages]
        yield self._output("sitemap.xml", Kind.SITEMAP, SitemapArguments(tuple(entries)), [repr(entries)])
        yield self._output("404.html", Kind.NOT_FOUND, None, ())
        yield self._output(STYLESHEET_FILE, Kind.STYLESHEET, None, ())
        if "robots.txt" not in self.static:
            yield self._output("robots.txt", Kind.ROBOTS, None, ())

    def _copies(self) -> Iterator[Output]:
        for path, source in self.static.items():
            yield self._copy(path, source, source.path)
        for path, (source, origin) in self.assets.items():
            yield self._copy(f"assets{path}", source, origin)

    def _copy(self, path: str, source: Source, origin: str) -> Output:
        stamp = source.stamp
        marks = [repr((stamp.size, stamp.mtime_ns, stamp.inode))]
        return self._output(path, Kind.FILE, FileArguments(source.file), marks, origin=origin)


def _hashes(heads: Iterable[Head]) -> list[str]:
    return [head.head_hash for head in heads]


def _collisions(outputs: Iterable[Output]) -> list[Problem]:
    """Report outputs at one path (compared case-folded), and files where another output needs a folder."""
    problems = []
    taken: dict[str, Output] = {}
    for output in outputs:
        other = taken.setdefault(output.path.casefold(), output)
        if other is not output:
            problems.append(_collision(output, other))
    for key, output in taken.items():
        parent = key.rpartition("/")[0]
        while parent:
            if parent in taken:
                problems.append(_collision(output, taken[parent]))
                break
            parent = parent.rpartition("/")[0]
    return problems


def _collision(output: Output, other: Output) -> Problem:
    # Blame the one that an author can change.
    mine, theirs = (output, other) if output.origin else (other, output)
    who = f"that of {theirs.origin}, too" if theirs.origin else "one that the site itself needs"
    message = f"its address /{mine.path.removesuffix('index.html')} is {who}"
    hints = {Kind.FILE: "rename the file", Kind.ALIAS: "delete this alias"}
    hint = hints.get(mine.kind, "slug: another-name")
    line = int(mine.kind is not Kind.FILE)
    return Problem(mine.origin or mine.path, line, line, "duplicate-address", message, hint)
