"""What every part of a plan is made with: the site, its files, what was told of them and asked for so far."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime

from feedgen_site import addresses, editions, related, search, site, translations
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import OPML_FILE, Format
from feedgen_site.frozen import dataclass
from feedgen_site.model import ARCHIVE_PERMALINK, Form, Head, Measure, Picture, Shown, Site, Source, Target
from feedgen_site.pages import FEEDS_PERMALINK, STYLESHEET_FILE
from feedgen_site.patterns import regex
from feedgen_site.plan import channels, looks
from feedgen_site.plan.marks import of_story
from feedgen_site.plan.outputs import Arguments, Kind, Measures, Output, Pictures, Resolved
from feedgen_site.problem import Problem, Severity
from feedgen_site.sitemaps import NEWS_FILE, SITEMAP_FILE
from feedgen_site.text import digest
from feedgen_site.theme import Theme

_ASSET_SUFFIXES = frozenset(
    (
        ".png .jpg .jpeg .gif .webp .avif .svg .ico .mp3 .m4a .aac .ogg .oga .opus .wav .weba .flac .mp4 "
        ".m4v .mov .webm .ogv .vtt .srt .pdf .txt .csv .tsv .json .geojson .xlsx .xls .ods .docx .odt .pptx "
        ".odp .epub .zip .gz .bib"
    ).split()
)

# Those whose files `pictures` can read, and clean.
_PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")
_HOST = regex(
    r"www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|info|eu|uk|de|fr|jp|cn|in|br|ru|io)(?:/|\Z)"
)
# A form that is hardly smaller than the picture saves nothing.
_MUCH_SMALLER = 0.9


@dataclass(frozen=True, slots=True)
class Material:
    """What a plan is made from besides the stories and pages of a site and its settings.

    `files` are those of content by the path that begins with `/`, `static` those that are published as they
    are, by their place in the output. `known` is what is known of pictures, by content path. `base`
    fingerprints what every output depends on, program and configuration; `drawn` what decides how a picture
    is cleaned and drawn. `before` are the related stories that were found before.
    """

    files: Mapping[str, Source] = field(default_factory=dict)
    static: Mapping[str, Source] = field(default_factory=dict)
    known: Mapping[str, Picture] = field(default_factory=dict)
    base: str = ""
    drawn: str = ""
    theme: Theme = Theme(())
    before: related.Before = related.NOTHING


@dataclass(frozen=True, slots=True)
class Nameable:
    """The stories that another may list as related, and by which names it may not: they are held back.

    `absent` grows by ids that none of them has.
    """

    by_id: Mapping[str, Head]
    by_address: Mapping[str, Head]
    closed: frozenset[str]
    absent: set[str]


class Desk:
    """Where the parts of a plan are put together.

    `resolved` says what the targets of each story lead to, `marks` stand for all that a story shows of
    itself, `versions` are the languages of stories and pages, `related` the stories found for each; all by
    content path. `updated` is what Atom shows, by id. `problems`, `absent` (as in `Plan`), `assets` (path →
    file and who asked for it) and `smaller` (address → content path and width of a form of a picture) grow as
    outputs are planned.
    """

    def __init__(self, site_: Site, config: SiteConfig, material: Material) -> None:
        self.site, self.config, self.material = site_, config, material
        self.files, self.static, self.known = material.files, material.static, material.known
        # Every page's navigation names them, unless site.yaml says otherwise.
        named = (*site_.sections, *((p.title, p.permalink) for p in site_.pages))
        # And every page's foot leads to the one that searches.
        self.search_languages = search.languages(site_.stories, config) if config.search else ()
        self.base = digest(material.base, repr(named), *self.search_languages)
        taken = looks.of(material.theme)
        self._bases = {kind: digest(self.base, taken.get(kind, ""), kind.name) for kind in Kind}
        self.problems: list[Problem] = []
        self.absent = {head.translation_of for head in site_.stories if head.translation_of}
        self.assets: dict[str, tuple[Source, str]] = {}
        self.smaller: dict[str, tuple[str, int]] = {}
        self.nameable = Nameable(
            {head.id: head for head in site_.stories},
            {head.permalink: head for head in site_.stories},
            site_.closed,
            self.absent,
        )
        self.channels = tuple(channels.channels(site_, config))
        self.updated = _distinct_updates(site_)
        self.related = related.earlier(site_.stories, material.before)
        self.versions = {**translations.groups(site_.stories), **translations.groups(site_.pages)}
        self._permalinks = site.permalinks(site_.stories, site_.pages)
        self._own = self._own_addresses()
        self._asked_by = ""
        self._by_case: dict[str, str] = {}
        self.resolved = {head.path: self.resolve(head.path, head.targets) for head in site_.stories}
        self.marks = {head.path: of_story(head, self.resolved[head.path]) for head in site_.stories}

    def _own_addresses(self) -> set[str]:
        """List the addresses of all that the site has besides stories, pages and their files."""
        own = {"/", FEEDS_PERMALINK, "/404.html", "/robots.txt", f"/{STYLESHEET_FILE}"}
        own |= {f"/{SITEMAP_FILE}", f"/{NEWS_FILE}"}
        own |= {search.permalink(language, self.config) for language in self.search_languages}
        own |= {listing.permalink for listing in self.site.listings} | {f"/{OPML_FILE}"}
        own |= {month.permalink for month in editions.months_of(self.site)} | {ARCHIVE_PERMALINK}
        own |= {edition.permalink for edition in (*self.site.editions, *self.site.weeks)}
        own |= {edition.form(form) for edition in (*self.site.editions, *self.site.weeks) for form in Form}
        own |= {f"/{channel.feed.file(kind)}" for channel in self.channels for kind in Format}
        own |= {channel.feed.page for channel in self.channels}
        own |= {f"/{path}" for path in self.static}
        return own

    def output(
        self, path: str, kind: Kind, arguments: Arguments, marks: Iterable[str], bodies: Iterable[str] = (),
        origin: str = "",
    ) -> Output:  # fmt: skip
        """Plan an output; `marks` stand for all that its bytes depend on beside path and kind."""
        fingerprint = digest(self._bases[kind], path, *marks)
        return Output(path, kind, fingerprint, arguments, tuple(bodies), origin)

    def resolve(self, origin: str, targets: Iterable[Target]) -> Resolved:
        """Say what targets lead to, take along the files among them, and warn of those that lead nowhere."""
        self._asked_by = origin
        found = []
        for target in targets:
            address = self._address_of(target.path)
            is_unread = not address and self.site.may_be_unread(target.path)
            # What is absent keeps its path, for it may be no part of this site; what is held back has "".
            if address or is_unread or target.path in self.site.closed:
                found.append((target.path, address))
            if not address:
                self.absent.add(target.path)
            if not (address or is_unread):
                self._report_broken(origin, target)
        return tuple(found)

    def measures(self, head: Head) -> Measures:
        """Give what feeds say of a story's own files; remote ones are not looked at."""
        if not (head.image or head.media):
            return ()
        found = {}
        for target in (*pictures_of(head), *(medium.target for medium in head.media)):
            if source := _file(target, self.files, self.static):
                picture = self.known.get(source.path, Picture(length=source.stamp.size))
                found[target] = Measure(picture.length, picture.width, picture.height)
        return tuple(sorted(found.items(), key=lambda item: item[0]))

    def shown(self, paths: Iterable[str], resolved: Mapping[str, str]) -> Pictures:
        """Say how a page shows these files, and take their smaller forms along; sorted by path."""
        found = {}
        for path in paths:
            source = _file(path, self.files, self.static)
            if source and (picture := self.known.get(source.path)) and (address := resolved.get(path)):
                smaller = self._smaller(path, address, picture) if path in self.assets else ()
                found[path] = Shown(address, picture.width, picture.height, smaller)
        return tuple(sorted(found.items(), key=lambda item: item[0]))

    def _smaller(self, path: str, address: str, picture: Picture) -> tuple[tuple[str, int], ...]:
        rules = self.config.images
        if rules is None or not picture.is_plain:
            return ()
        stem, suffix = posixpath.splitext(address)
        widths = (width for width in rules.widths if width < picture.width * _MUCH_SMALLER)
        forms = ((f"{stem}-{width}w{suffix}", width) for width in widths)
        found = tuple(form for form in forms if addresses.is_name(posixpath.basename(form[0])))
        self.smaller |= {form: (path, width) for form, width in found}
        return found

    def _address_of(self, path: str) -> str:
        """Say what a content path means: a story, a page, a file, or "" for nothing."""
        found = self._permalinks.get(path) or self._asset(path)
        return found or next((one for one in (path, f"{path}/") if one in self._own), "")

    def _asset(self, path: str) -> str:
        """Take a file of content along, and give its address."""
        source = self.files.get(path)
        if source is None or posixpath.splitext(path)[1].lower() not in _ASSET_SUFFIXES:
            return ""
        self.assets.setdefault(path, (source, self._asked_by))
        return f"/assets{path}"

    def _meant(self, origin: str, path: str) -> str:
        """Say what a path that leads nowhere was perhaps meant as, "" where nobody knows."""
        beside = path.removeprefix(posixpath.dirname(f"/{origin}")).lstrip("/")
        if f"/{beside}" in self._permalinks or f"/{beside}" in self.files:
            return f"begin the path with /: '/{beside}' is there"
        if not self._by_case:
            self._by_case = {one.casefold(): one for one in (*self.files, *self._permalinks)}
        if same := self._by_case.get(path.casefold()):
            return f"capitals count: '{same}' is there"
        return f"https://{beside}, if that is on the web" if _HOST.match(beside) else ""

    def _report_broken(self, origin: str, target: Target) -> None:
        message = f"the link to '{target.path}' leads to nothing that is published"
        hint = (
            self._meant(origin, target.path) or "check the path; a draft or future story cannot be linked yet"
        )
        self.problems.append(
            Problem(
                origin, target.line, int(bool(target.line)), "broken-link", message, hint, Severity.WARNING
            )
        )


def pictures(site_: Site, files: Mapping[str, Source], static: Mapping[str, Source]) -> tuple[Source, ...]:
    """List the pictures that are published: those that stories and pages refer to, and static ones."""
    found = {source.path: source for source in static.values() if is_picture(source.path)}
    for targets in (item.targets for items in (site_.stories, site_.pages) for item in items):
        for target in targets:
            source = files.get(target.path) if is_picture(target.path) else None
            if source:
                found[source.path] = source
    return tuple(found[path] for path in sorted(found))


def is_picture(path: str) -> bool:
    """Say whether a file is named as a picture whose bytes are looked at."""
    return path.lower().endswith(_PICTURE_SUFFIXES)


def pictures_of(head: Head) -> list[str]:
    """Give the targets of the pictures that feeds show of a story."""
    targets = [head.image.target] if head.image else []
    return targets + [medium.image for medium in head.media if medium.image]


def _file(path: str, files: Mapping[str, Source], static: Mapping[str, Source]) -> Source | None:
    """Find the file that a content path means."""
    return files.get(path) or static.get(path.removeprefix("/")) if path.startswith("/") else None


def _distinct_updates(site_: Site) -> Mapping[str, datetime]:
    """Give what Atom shows as `updated` of everything: distinct among stories, notices and editions each."""
    stories = site.atom_updated((head.updated, head.id) for head in site_.stories)
    notices = site.atom_updated((notice.moment.at, notice.id) for notice in site_.notices)
    digests: dict[str, datetime] = {}
    for some in (site_.editions, site_.weeks):
        digests |= site.atom_updated((edition.updated, edition.key) for edition in some)
    return {**stories, **notices, **digests}
