"""Decides which outputs a site has."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote, urlsplit

from feedgen_site import addresses, site
from feedgen_site.config import FeedContent, SiteConfig
from feedgen_site.feeds import FEED_STYLESHEET, OPML_FILE, Document, Feed, Format
from feedgen_site.links import path_of, resolver
from feedgen_site.model import Edition, Head, Listing, Measure, Notice, Site, Source, Target, Topic
from feedgen_site.pages import FEEDS_PERMALINK, STYLESHEET_FILE
from feedgen_site.plan import channels, states
from feedgen_site.plan.channels import Subject
from feedgen_site.plan.outputs import (
    AliasArguments,
    Arguments,
    EditionArguments,
    EditionEntry,
    FeedArguments,
    FeedEntry,
    FeedPageArguments,
    FeedsPageArguments,
    FileArguments,
    FrontArguments,
    Kind,
    ListingArguments,
    Measures,
    NoticeEntry,
    Output,
    PageArguments,
    Plan,
    Resolved,
    SitemapArguments,
    StateArguments,
    StoryArguments,
    StoryEntry,
)
from feedgen_site.problem import Problem, Severity
from feedgen_site.state import STATE_FILE
from feedgen_site.text import digest

LISTING_PAGE = 50
"""Stories on an older page of a section; another number would move stories between addresses."""

_ASSET_SUFFIXES = frozenset(
    (
        ".png .jpg .jpeg .gif .webp .avif .svg .ico .mp3 .m4a .aac .ogg .oga .opus .wav .weba .flac .mp4 "
        ".m4v .mov .webm .ogv .vtt .srt .pdf .txt .csv .tsv .json .geojson .xlsx .xls .ods .docx .odt .pptx "
        ".odp .epub .zip .gz .bib"
    ).split()
)
_LATEST = 10


Sizes = Mapping[str, tuple[int, int]]
"""Width and height of pictures by the path of their file."""


def make(
    site_: Site, config: SiteConfig, files: Mapping[str, Source], static: Mapping[str, Source], base: str,
    sizes: Sizes | None = None,
) -> Plan:  # fmt: skip
    """Plan a site. `base` fingerprints all that every output depends on: program, configuration, theme.

    `sizes` holds those of `pictures` that are known.
    """
    planner = _Planner(site_, config, files, static, base, sizes or {})
    outputs = sorted(planner.outputs(), key=lambda output: (output.kind, output.path))
    told = states.state_of(site_, config, outputs, LISTING_PAGE)
    # All it is made from is in the others.
    fingerprint = digest(*(output.fingerprint for output in outputs))
    outputs.append(Output(STATE_FILE, Kind.STATE, fingerprint, StateArguments(told)))
    # Of two at one address the one published first keeps it.
    ages = {head.path: (head.published, head.path) for head in site_.stories}
    ranks = {path: rank for rank, path in enumerate(sorted(ages, key=ages.__getitem__))}
    by_age = sorted(outputs, key=lambda output: (output.kind, ranks.get(output.origin, -1)))
    problems = (*planner.problems, *_missing_pictures(outputs, config), *_collisions(by_age))
    return Plan(tuple(outputs), problems, told)


def pictures(site_: Site, files: Mapping[str, Source], static: Mapping[str, Source]) -> tuple[Source, ...]:
    """List the files of pictures whose size feeds say: those of stories and of their media."""
    found = {}
    for head in site_.stories:
        for target in _pictures_of(head):
            if source := _file(target, files, static):
                found[source.path] = source
    return tuple(found[path] for path in sorted(found))


def _pictures_of(head: Head) -> list[str]:
    targets = [head.image.target] if head.image else []
    return targets + [medium.image for medium in head.media if medium.image]


def _file(path: str, files: Mapping[str, Source], static: Mapping[str, Source]) -> Source | None:
    """Find the file that a content path means."""
    return files.get(path) or static.get(path.removeprefix("/")) if path.startswith("/") else None


class _Planner:
    def __init__(
        self,
        site_: Site,
        config: SiteConfig,
        files: Mapping[str, Source],
        static: Mapping[str, Source],
        base: str,
        sizes: Sizes,
    ) -> None:
        self.site, self.config, self.files, self.static = site_, config, files, static
        # Every page's navigation names them, unless site.yaml says otherwise.
        named = (*site_.sections, *((p.title, p.permalink) for p in site_.pages))
        self.base = digest(base, repr(named))
        self._sizes = sizes
        self.problems: list[Problem] = []
        self.assets: dict[str, tuple[Source, str]] = {}
        self._by_id = {head.id: head for head in site_.stories}
        self._channels = tuple(channels.channels(site_, config))
        self._updated = _distinct_updates(site_)
        own = {"/", FEEDS_PERMALINK, "/404.html", "/sitemap.xml", "/robots.txt", f"/{STYLESHEET_FILE}"}
        own |= {listing.permalink for listing in site_.listings} | {f"/{OPML_FILE}"}
        own |= {edition.permalink for edition in (*site_.editions, *site_.weeks)}
        own |= {f"/{channel.feed.file(kind)}" for channel in self._channels for kind in Format}
        own |= {channel.feed.page for channel in self._channels}
        own |= {f"/{path}" for path in static}
        self._resolve = resolver(site_.permalinks, self._asset, own.__contains__)
        self._asked_by = ""

    def outputs(self) -> Iterator[Output]:
        """Give every output; the files that stories refer to last, when all have been asked for."""
        yield from self._stories()
        yield from self._pages()
        yield from self._editions()
        yield from self._front()
        yield from self._listings()
        yield from self._feed_files()
        yield from self._feed_pages()
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

    def _resolved(self, origin: str, targets: Iterable[Target]) -> Resolved:
        self._asked_by = origin
        found = []
        for target in targets:
            address = self._resolve(target.path)
            # What is absent keeps its path, for it may be no part of this site; what is held back has "".
            if address or target.path in self.site.closed:
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
        self._marks = {
            head.path: digest(head.head_hash, head.body_hash, repr(self._resolved_of[head.path]))
            for head in self.site.stories
        }
        neighbours: dict[str, tuple[Head | None, Head | None]] = {}
        for listing in self.site.listings:
            if listing.topic is not Topic.SECTION:
                continue
            heads = listing.stories
            for index, head in enumerate(heads):
                earlier = heads[index + 1] if index + 1 < len(heads) else None
                neighbours[head.id] = (earlier, heads[index - 1] if index else None)
        for head in self.site.stories:
            resolved = self._resolved_of[head.path]
            related = self._related(head, dict(resolved))
            earlier, later = neighbours.get(head.id, (None, None))
            marks = [self._marks[head.path], repr(related)]
            marks += [_shown_of(other) if other else "" for other in (earlier, later)]
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
            bare = path_of(item.target)
            if other is None and (item.id in self.site.closed or bare in self.site.closed):
                continue  # its headline is held back, too
            if other is not None:
                found.append((item.title or other.headline, other.permalink))
            elif item.title:
                target = item.target
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
        for editions in (self.site.editions, self.site.weeks):
            for index, edition in enumerate(editions):
                arguments = EditionArguments(
                    edition,
                    is_open=edition.closes > self.site.as_of,
                    earlier=editions[index + 1].day if index + 1 < len(editions) else None,
                    later=editions[index - 1].day if index else None,
                )
                marks = [repr((arguments.is_open, arguments.earlier, arguments.later))]
                marks += _hashes(edition.stories)
                yield self._output(addresses.output_file(edition.permalink), Kind.EDITION, arguments, marks)

    def _front(self) -> Iterator[Output]:
        stories = site.front_stories(self.site, self.config)
        day = self.site.editions[0].day if self.site.editions else None
        yield self._output(
            "index.html", Kind.FRONT, FrontArguments(stories, day), [repr(day), *_hashes(stories)]
        )

    def _listings(self) -> Iterator[Output]:
        """Page 1 is the oldest; full pages never change. The head shows the last full one and the rest."""
        for listing in self.site.listings:
            heads = listing.stories
            full = max(len(heads) - 1, 0) // LISTING_PAGE
            oldest_first = heads[::-1]
            for number in range(1, full + 1):
                shown = oldest_first[(number - 1) * LISTING_PAGE : number * LISTING_PAGE][::-1]
                yield self._listing_page(replace(listing, stories=shown), number, full)
            newest = heads[: len(heads) - max(full - 1, 0) * LISTING_PAGE]
            yield self._listing_page(replace(listing, stories=newest), None, full)

    def _listing_page(self, shown: Listing, number: int | None, full: int) -> Output:
        home = shown.permalink
        # The head shows the last full page, too, so the next older one is the one before it.
        before = (full if number is None else number) - 1
        older = f"{home}page/{before}/" if before >= 1 else None
        newer = None if number is None else (f"{home}page/{number + 1}/" if number < full else home)
        arguments = ListingArguments(shown, number, older, newer)
        permalink = home if number is None else f"{home}page/{number}/"
        marks = [repr((shown.title, shown.language, number, older, newer)), *_hashes(shown.stories)]
        return self._output(addresses.output_file(permalink), Kind.LISTING, arguments, marks)

    def _feed_files(self) -> Iterator[Output]:
        for channel in self._channels:
            for document, subjects in channels.documents(channel, self.config):
                yield from self._document(channel.feed, document, subjects)

    def _document(self, feed: Feed, document: Document, subjects: tuple[Subject, ...]) -> Iterator[Output]:
        entries = tuple(map(self._entry, subjects))
        marks = [repr((feed, document)), *map(self._mark, subjects)]
        marks.append(repr([entry.measures for entry in entries if isinstance(entry, StoryEntry)]))
        stamps = repr([entry.atom_updated for entry in entries])
        stories = [subject for subject in subjects if isinstance(subject, Head)]
        bodies = [head.path for head in stories] if feed.content is FeedContent.FULL else []
        for kind in Format:
            yield self._output(
                feed.file(kind, document.period), Kind.ARCHIVE if document.period else Kind.FEED,
                FeedArguments(feed, kind, document, entries),
                [*marks, stamps if kind is Format.ATOM else ""], bodies,
            )  # fmt: skip

    def _entry(self, subject: Subject) -> FeedEntry:
        updated = self._updated[channels.identity(subject)]
        match subject:
            case Head():
                return StoryEntry(subject, self._resolved_of[subject.path], updated, self._measures(subject))
            case Notice():
                return NoticeEntry(subject, updated)
            case Edition():
                return EditionEntry(subject, updated)

    def _measures(self, head: Head) -> Measures:
        """Give what feeds say of a story's own files; remote ones are not looked at."""
        found = {}
        for target in (*_pictures_of(head), *(medium.target for medium in head.media)):
            if source := _file(target, self.files, self.static):
                found[target] = Measure(source.stamp.size, *self._sizes.get(source.path, (0, 0)))
        return tuple(sorted(found.items(), key=lambda item: item[0]))

    def _mark(self, subject: Subject) -> str:
        """Stand for all that an entry depends on."""
        match subject:
            case Head():
                return self._marks[subject.path]
            case Notice():
                return digest(subject.id, subject.head.head_hash)
            case Edition():
                return digest(subject.key, *_hashes(subject.stories))

    def _feed_pages(self) -> Iterator[Output]:
        feeds = tuple(channel.feed for channel in self._channels)
        for channel in self._channels:
            feed = channel.feed
            # The pages of corrections and digests are lists themselves, the others samples of a list.
            latest = channel.subjects[: feed.entries if feed.is_its_page else _LATEST]
            marks = [repr(feed), *map(self._mark, latest)]
            file = addresses.output_file(feed.page)
            yield self._output(file, Kind.FEED_PAGE, FeedPageArguments(feed, latest), marks)
        marks = [repr(feeds)]
        file = addresses.output_file(FEEDS_PERMALINK)
        yield self._output(file, Kind.FEEDS_PAGE, FeedsPageArguments(feeds), marks)
        yield self._output(OPML_FILE, Kind.OPML, FeedsPageArguments(feeds), marks)

    def _machine_files(self) -> Iterator[Output]:
        entries: list[tuple[str, datetime | None]] = [("/", None), (FEEDS_PERMALINK, None)]
        entries += [(h.permalink, h.updated) for h in self.site.stories if not _is_unlisted(h)]
        entries += [(listing.permalink, None) for listing in self.site.listings]
        entries += [(edition.permalink, None) for edition in (*self.site.editions, *self.site.weeks)]
        entries += [(channel.feed.page, None) for channel in self._channels]
        entries += [(page.permalink, None) for page in self.site.pages]
        yield self._output("sitemap.xml", Kind.SITEMAP, SitemapArguments(tuple(entries)), [repr(entries)])
        yield self._output("404.html", Kind.NOT_FOUND, None, ())
        yield self._output(STYLESHEET_FILE, Kind.STYLESHEET, None, ())
        yield self._output(FEED_STYLESHEET, Kind.STYLESHEET, None, ())
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


def _distinct_updates(site_: Site) -> Mapping[str, datetime]:
    """Give what Atom shows as `updated` of everything: distinct among stories, notices and editions each."""
    stories = site.atom_updated((head.updated, head.id) for head in site_.stories)
    notices = site.atom_updated((notice.moment.at, notice.id) for notice in site_.notices)
    editions: dict[str, datetime] = {}
    for some in (site_.editions, site_.weeks):
        editions |= site.atom_updated((edition.updated, edition.key) for edition in some)
    return {**stories, **notices, **editions}


def _is_unlisted(head: Head) -> bool:
    """Say whether search engines shall not list a story, so that a sitemap would contradict it."""
    return "noindex" in head.robots or "none" in head.robots.split(", ")


def _shown_of(head: Head) -> str:
    """Stand for what a neighbour's page shows of a story."""
    return repr((head.permalink, head.headline, head.language))


def _hashes(heads: Iterable[Head]) -> list[str]:
    return [head.head_hash for head in heads]


def _missing_pictures(outputs: Iterable[Output], config: SiteConfig) -> Iterator[Problem]:
    """Warn of pictures that site.yaml names and the site does not have: its logo, the podcast's cover."""
    there = {output.path for output in outputs}
    cover = config.feeds.podcast.image if config.feeds.podcast else ""
    for key, written in (("logo", config.logo), ("image", cover)):
        if not written or addresses.has_scheme(written):
            continue
        path = unquote(urlsplit(written).path).lstrip("/")
        if path not in there:
            message = f"'{key}: {written}' leads to nothing that is published"
            hint = f"put the file into the content folder as static/{path}, or correct the path"
            yield Problem("site.yaml", 0, 0, "broken-link", message, hint, Severity.WARNING)


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
    # Of a page the file's name is the slug.
    hints = {Kind.FILE: "rename the file", Kind.PAGE: "rename the file", Kind.ALIAS: "delete this alias"}
    hint = hints.get(mine.kind, "slug: another-name")
    line = int(mine.kind is not Kind.FILE)
    return Problem(mine.origin or mine.path, line, line, "duplicate-address", message, hint)
