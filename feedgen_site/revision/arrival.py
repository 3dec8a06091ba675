"""A story that is newer than all others.

It stands first wherever it stands, and no other story is related to it. So every output that shows it is made
from what it was made from before, and the story in front; what stands behind it is neither planned nor, in
feeds, made again.

What would need more is left to a whole build: the first story of a day, or of a list that has a feed, one
with files or an expiry, one by whose name something means it already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

from feedgen_site import (
    addresses,
    imaging,
    related,
    render,
    site,
    sitemaps,
    sources,
    state,
    translations,
)
from feedgen_site.article import place_of
from feedgen_site.cache import Todo
from feedgen_site.config import Archive, FeedContent
from feedgen_site.feeds import Feed, Format, digest_feed, listing_feed, pieces, site_feed
from feedgen_site.frozen import dataclass
from feedgen_site.holdings import Holdings
from feedgen_site.model import (
    ARCHIVE_PERMALINK,
    Edition,
    EditionRow,
    Form,
    Head,
    Listing,
    Site,
    Source,
    Span,
    Topic,
    edition_permalink,
    month_permalink,
)
from feedgen_site.plan import (
    EditionArguments,
    EditionEntry,
    FeedArguments,
    FeedPageArguments,
    FrontArguments,
    Kind,
    LetterArguments,
    ListingArguments,
    MonthArguments,
    MonthsArguments,
    NewsSitemapArguments,
    Output,
    PictureArguments,
    StoryArguments,
    StoryEntry,
    channels,
    copies,
    feedfiles,
    lists,
    states,
    stories,
)
from feedgen_site.plan import marks as marks_of_entries
from feedgen_site.plan import sitemaps as planned_sitemaps
from feedgen_site.plan.desk import Desk, Nameable, is_picture
from feedgen_site.plan.kept import Kept, by_path, keep
from feedgen_site.plan.outputs import Arguments, FeedEntry, Resolved
from feedgen_site.problem import Problem, errors
from feedgen_site.publish import Published
from feedgen_site.render import Job
from feedgen_site.revision.change import Change, Changed, Story, WholeBuildError, in_order
from feedgen_site.revision.standing import (
    Build,
    Standing,
    Subject,
    absent,
    compared,
    in_words,
    keep_others,
    other_row,
    others,
)
from feedgen_site.sources import ARTICLE_SUFFIXES
from feedgen_site.state import STATE_FILE

_A = TypeVar("_A")
_KINDS: Final[Mapping[type, Kind]] = {
    StoryArguments: Kind.STORY,
    LetterArguments: Kind.LETTER,
    EditionArguments: Kind.EDITION,
    ListingArguments: Kind.LISTING,
    MonthArguments: Kind.MONTH,
    MonthsArguments: Kind.MONTHS,
    FrontArguments: Kind.FRONT,
    FeedPageArguments: Kind.FEED_PAGE,
    NewsSitemapArguments: Kind.SITEMAP,
}


def arrived(
    build: Build, found: Standing, todo: Todo, pictures: Sequence[Source], holdings: Holdings
) -> tuple[Standing, Published]:
    """Bring the story of a new file to the output folder; WholeBuildError where a whole build has to.

    `pictures` are files that came with it.
    """
    if any(one.path == todo.source.path for one in found.held_back):
        raise WholeBuildError  # an empty file was no article, and has become one
    record = build.make(todo)
    if todo.is_page or isinstance(record, Problem) or not record.is_sound:
        raise WholeBuildError
    made, body = build.store.read(todo.source.path, record)
    problems = build.ruled(made.problems)
    if made.head is None or errors(problems) or not _is_plain(build, made.head):
        raise WholeBuildError
    shown = _shown(build, todo.source, made.head, pictures)
    arrival = Arrival(build, found, Story(todo, record, made.head, body), shown)
    published = arrival.publish(holdings)
    _keep_pictures(build, shown)
    now = replace(
        found, names=arrival.names, read=found.read + 1, published=found.published + 1,
        problems=(*found.problems, *problems),
    )  # fmt: skip
    return now, published


def _shown(build: Build, article: Source, head: Head, came: Sequence[Source]) -> Desk:
    """Look at the pictures of an article, and plan how it shows them, as if there were nothing else."""
    root = article.file.removesuffix(article.path)
    names = [target.path for target in head.targets if is_picture(target.path)]
    if not {f"/{source.path}" for source in came} <= set(names):
        raise WholeBuildError
    found = sources.arrivals(root, [f"{root}{name[1:]}" for name in dict.fromkeys(names)])
    if found is None or found[0] or not all(map(sources.is_open, found[1])):
        raise WholeBuildError
    is_drawn = build.settings.images is not None
    known = {
        source.path: imaging.examined(source, None, is_copied=False, is_drawn=is_drawn) for source in found[1]
    }
    alone = replace(head, targets=tuple(one for one in head.targets if is_picture(one.path)))
    parts = Site((alone,), (), (), (), (), (), (), build.as_of)
    files = {f"/{source.path}": source for source in found[1]}
    return Desk(parts, build.settings, files, {}, "", known, build.theme, related.NOTHING)


def _keep_pictures(build: Build, desk: Desk) -> None:
    """Let the next build know by what content these files count."""
    rows = {row[0]: row for row in others(build.store, build.root) or ()}
    for source in desk.files.values():
        rows[source.path] = other_row(source, desk.known[source.path].hash)
    if desk.files:
        keep_others(build.store, build.root, rows.values())


def _is_plain(build: Build, head: Head) -> bool:
    """Say whether a story is published now and for good, by itself, and nothing else is told of it."""
    is_there = site.hold_of(head, build.settings, build.as_of, drafts=False) is None
    is_for_good = head.updated <= build.as_of and head.expires is None
    is_alone = not (head.translation_of or head.translation_key or place_of(head.path).language)
    is_all = not (head.aliases or head.corrections or head.withdrawn or head.robots)
    return is_there and is_for_good and is_alone and is_all


@dataclass(frozen=True, slots=True)
class _Front:
    """What comes to the front of a feed: an entry, or that of an edition in its place."""

    feed: Feed
    archive: Archive
    entry: StoryEntry | Edition


class Arrival(Change):
    """A new story on its way into the output folder."""

    def __init__(self, build: Build, standing: Standing, story: Story, shown: Desk) -> None:
        super().__init__(build, standing, {story.head.path: story})
        # A plan of the story and its pictures alone.
        self._desk = shown
        self._standing, self._head, self._config = standing, story.head, build.settings
        self._references = by_path(self._new)
        self._paths: frozenset[str] = frozenset()
        self._folded: Collection[str] = ()
        self._told = self._told_of_others = b""
        self._pages: list[tuple[Output, Kept | None]] = []
        # What readers are told besides the story: of feeds that they have, and of addresses that are new.
        self._feeds: list[state.Told] = []
        self._addresses: list[state.Told] = []

    def _changed(self, holdings: Holdings) -> list[Changed]:
        try:
            return self._made(holdings)
        except (ValueError, RecursionError) as error:
            # What lies in the folder may be anything, until the holdings say that they are whole.
            raise WholeBuildError from error

    def _made(self, holdings: Holdings) -> list[Changed]:
        self._paths = frozenset(holdings.paths)
        self._folded = frozenset(path.casefold() for path in self._paths)
        self._told = self._present(STATE_FILE)
        self._told_of_others = state.without_stories(self._told)
        self._check_names()
        front = self._was("index.html", FrontArguments)
        if not front.stories:
            raise WholeBuildError
        newest = front.stories[0]
        self._check_order(newest)
        resolved, known = self._meant()
        editions = self._editions()
        self._front(front, editions[Span.DAY])
        self._archive(editions[Span.DAY])
        earlier, listings = self._section()
        listings += self._topics()
        self._story(resolved, known, earlier)
        own = StoryEntry(self._head, resolved, self._head.updated, self._desk.measures(self._head))
        fronts = list(self._fronts(own, editions, listings))
        for one in fronts:
            self._feed_page(one)
        news = self._was(sitemaps.NEWS_FILE, NewsSitemapArguments).stories
        self._page(sitemaps.NEWS_FILE, NewsSitemapArguments(planned_sitemaps.news_with(self._head, news)))
        pictures = list(self._pictures())
        drawn = self._drawn(self._pages)
        documents = [self._document(one, kind) for one in fronts for kind in Format]
        changed = in_order([*pictures, *documents, *self._sitemaps(listings), *drawn()])
        return [*changed, Changed(STATE_FILE, Kind.STATE, self._state())]

    # ---- what a new story must not be ----------------------------------------------------------------------

    def _check_names(self) -> None:
        """See that nothing has one of the story's names, and that nothing means what is absent by one."""
        head, store = self._head, self._build.store
        path = head.path.rpartition(".")[0]
        twins = (f"{one}{suffix}" for one in (path, f"{path}/index") for suffix in ARTICLE_SUFFIXES)
        forms = site.permalinks([head], [])
        missed = absent(self._build)
        names = (*forms, *translations.names_of(head), *self._desk.files)
        # Also where one is only like another: warnings then say what was perhaps meant.
        if missed is None or not set(map(_last, missed)).isdisjoint(map(_last, names)):
            raise WholeBuildError
        # An entry of the navigation may mean it.
        if any(one.path == "site.yaml" and one.code == "broken-link" for one in self._standing.problems):
            raise WholeBuildError
        if path.rpartition("/")[2] == "index" or any(map(store.made, twins)):
            raise WholeBuildError
        if any(addresses.output_file(form) in self._paths for form in forms):
            raise WholeBuildError
        self._check_free(addresses.output_file(head.permalink))
        held = (store.made(one.path) for one in self._standing.held_back)
        if head.id in {made.head.id for made in held if made and made.head}:
            raise WholeBuildError
        # Of what was updated at the same moment Atom tells it apart, or that from it.
        if state.has_id(self._told, head.id) or state.tells_of_moments_about(self._told, head.updated):
            raise WholeBuildError

    def _check_free(self, file: str) -> None:
        """See that a new file is in the way of none, and none in its."""
        key = file.casefold()
        names = key.split("/")
        on_its_way = {"/".join(names[:depth]) for depth in range(1, len(names) + 1)}
        if not on_its_way.isdisjoint(self._folded):
            raise WholeBuildError
        below = f"{key}/"
        if any(path.startswith(below) for path in self._folded):
            raise WholeBuildError

    def _check_order(self, newest: Head) -> None:
        """See that the story comes before the newest, and into the same day, month and language."""
        head, config = self._head, self._config
        if site.order(head) >= site.order(newest) or head.language != newest.language or newest.robots:
            raise WholeBuildError
        own, other = (one.published.astimezone(config.zone).date() for one in (head, newest))
        if own.replace(day=1) != other.replace(day=1):
            raise WholeBuildError
        if site.edition_day(head.published, config) != site.edition_day(newest.published, config):
            raise WholeBuildError
        rules, slug = config.feeds.languages, Topic.LANGUAGE.slug_of(head.language)
        if rules.every or rules.names or self._is_there(Topic.LANGUAGE.permalink(slug)):
            raise WholeBuildError  # in several languages more is told of each story

    def _check_told(self, record: state.Told) -> None:
        """See that what readers are told stays as it is: what may expire has another date with each story."""
        if not state.holds(self._told_of_others, record):
            raise WholeBuildError

    # ---- pages ---------------------------------------------------------------------------------------------

    def _editions(self) -> Mapping[Span, Edition]:
        """Add the story to its editions, and to their letters."""
        day = site.edition_day(self._head.published, self._config)
        found = {}
        for span in Span:
            file = addresses.output_file(edition_permalink(site.first_day(day, span), span))
            was = self._was(file, EditionArguments)
            edition = found[span] = replace(was.edition, stories=(self._head, *was.edition.stories))
            if self._head.id == addresses.edition_id(edition.key, self._config.authority):
                raise WholeBuildError
            self._page(file, replace(was, edition=edition))
            for form in Form:
                letter = LetterArguments(edition, form, was.is_open)
                self._page(addresses.output_file(edition.form(form)), letter)
        return found

    def _front(self, front: FrontArguments, edition: Edition) -> None:
        # The newest edition is there as a whole, and stories of earlier ones where it has few.
        most = max(len(edition.stories), self._config.edition.front_min)
        self._page("index.html", replace(front, stories=(self._head, *front.stories)[:most]))

    def _archive(self, edition: Edition) -> None:
        """Add the story to the list of the month, and to the number of the month's stories."""
        file = addresses.output_file(month_permalink(edition.day))
        was = self._was(file, MonthArguments)
        days = (edition, *was.month.days[1:])
        self._page(file, replace(was, month=replace(was.month, days=days)))
        file = addresses.output_file(ARCHIVE_PERMALINK)
        (first, count), *others = self._was(file, MonthsArguments).months
        self._page(file, MonthsArguments(((first, count + 1), *others)))

    def _section(self) -> tuple[Head | None, list[Listing]]:
        """Add the story to the list of its section, and give which was the newest in it."""
        section = self._head.section
        if section is None:
            return None, []
        if not self._is_there(section.permalink):
            raise WholeBuildError  # another section in every page's navigation
        is_named = section.slug in {one.slug for one in self._config.sections}
        listing = self._listing(Topic.SECTION, section.slug, section.title, is_named=is_named)
        return (listing.stories[1] if len(listing.stories) > 1 else None), [listing]

    def _topics(self) -> list[Listing]:
        """Add the story to the lists of its tags, authors and agencies."""
        found = []
        for topic, rules in self._config.feeds.topics.items():
            if topic is not Topic.LANGUAGE:
                wanted = {topic.slug_of(name) for name in rules.names}
                for slug, name in site.listed_under(self._head, topic, wanted, topic.slug_of):
                    found.append(self._listing(topic, slug, name, is_named=slug in wanted))
        return found

    def _listing(self, topic: Topic, slug: str, title: str, *, is_named: bool) -> Listing:
        """Add the story to a list, and give its newest stories."""
        listing, full_before = Listing(topic, slug, title, self._config.language, ()), 0
        if self._is_there(listing.permalink):
            was = self._was(addresses.output_file(listing.permalink), ListingArguments)
            if not is_named and was.listing.title != title:
                raise WholeBuildError  # spelled otherwise than before, so all its pages have another title
            listing = was.listing
            full_before = int(was.older.rstrip("/").rpartition("/")[2]) if was.older else 0
        elif listing_feed(listing, self._config):
            raise WholeBuildError  # another feed in the list of feeds
        listing = replace(listing, stories=(self._head, *listing.stories))
        for page in lists.pages_of(listing, full_before):
            self._page(addresses.output_file(page.permalink), page)
        return listing

    def _story(self, resolved: Resolved, known: Nameable, earlier: Head | None) -> None:
        """Make the story's page, and lead to it from that of the one that was the newest of its section."""
        head = self._head
        links = stories.related_links(head, dict(resolved), self._related(), known)
        pictures = stories.pictures_of(head, resolved, self._desk)
        own = StoryArguments(head, resolved, links, earlier, None, pictures=pictures)
        self._page(addresses.output_file(head.permalink), own, (head.path,))
        if earlier:
            file = addresses.output_file(earlier.permalink)
            was = self._was(file, StoryArguments)
            self._page(file, replace(was, later=head), (earlier.path,))

    def _meant(self) -> tuple[Resolved, Nameable]:
        """Say what the story's targets lead to: published articles and pictures, by their files."""
        by_address: dict[str, Head] = {}
        resolved = []
        for target in self._head.targets:
            path = target.path.removeprefix("/")
            if is_picture(path):
                if target.path not in self._desk.assets:
                    raise WholeBuildError
                resolved.append((target.path, f"/assets{target.path}"))
                continue
            made = self._build.store.made(path) if path.endswith(ARTICLE_SUFFIXES) else None
            other = made.head if made else None
            if other is None or not self._is_there(other.permalink):
                raise WholeBuildError
            if self._was(addresses.output_file(other.permalink), StoryArguments).head.path != path:
                raise WholeBuildError
            by_address[other.permalink] = other
            resolved.append((target.path, other.permalink))
        if any(item.id for item in self._head.related):
            raise WholeBuildError
        return tuple(resolved), Nameable({}, by_address, frozenset(), set())

    def _related(self) -> tuple[Head, ...]:
        """Give the stories found to be related to it, and keep what was compared."""
        head, before = self._head, compared(self._build.store, self._build.output)
        if not before.rows:
            raise WholeBuildError
        rows = [(head.path, head.language, False, head.terms), *before.rows]
        subjects = [Subject(*row) for row in rows]
        found = related.earlier(subjects, before)
        places = {subject.path: place for place, subject in enumerate(subjects)}
        now = {places[path]: [places[one.path] for one in others] for path, others in found.items()}
        self._compared = in_words(rows, now)
        return tuple(self._kept(one.path) for one in found.get(head.path, ()))

    def _pictures(self) -> Iterator[Changed]:
        """Make the pictures that are not there yet."""
        planned = list(copies.copies(self._desk, ""))
        known = {row[0] for row in others(self._build.store, self._build.root) or ()}
        if self._desk.problems:
            raise WholeBuildError
        for output in planned:
            assert isinstance(output.arguments, PictureArguments)
            if output.path in self._paths:
                if output.arguments.source.path not in known:
                    raise WholeBuildError  # something else is there
            else:
                self._check_free(output.path)
                data = imaging.made(output.arguments.source, output.arguments.width, self._config.images)
                yield Changed(output.path, Kind.PICTURE, data)

    def _is_there(self, permalink: str) -> bool:
        return addresses.output_file(permalink) in self._paths

    def _was(self, file: str, kind: type[_A]) -> _A:
        """Give what an output was made from; WholeBuildError where it is none of this kind."""
        row = self._build.store.planned_if_any(self._build.root, file)
        found = self._output(row, self._references).arguments if row else None
        if not isinstance(found, kind):
            raise WholeBuildError
        return found

    def _page(self, file: str, arguments: Arguments, bodies: tuple[str, ...] = ()) -> None:
        """Make an output from something else than before, or a new one; nothing where it is the same."""
        output = Output(file, _KINDS[type(arguments)], "", arguments, bodies)
        kept, told = keep(output), states.address_of(output, self._config)
        if file not in self._paths:
            self._check_free(file)
            if told:
                # That of a full page, which lasts until one story less than it needs is left.
                if state.tells_of_an_end(self._told):
                    raise WholeBuildError
                self._addresses.append(told)
        else:
            was = self._build.store.planned_if_any(self._build.root, file)
            if was is None or was.type != kept.type:
                raise WholeBuildError  # something else is there
            if told:
                self._check_told(told)
            if was.text == kept.text:
                return
        self._pages.append((output, kept))

    # ---- feeds ---------------------------------------------------------------------------------------------

    def _fronts(
        self, own: StoryEntry, editions: Mapping[Span, Edition], listings: Sequence[Listing]
    ) -> Iterator[_Front]:
        config = self._config
        yield _Front(site_feed(config), config.feeds.archive, own)
        for span, edition in editions.items():
            if edition.closes <= self._build.as_of:
                self._check_told(states.told_edition(edition, config))
                if feed := digest_feed(span, config):
                    yield _Front(feed, config.feeds.archive, edition)
        for listing in listings:
            if feed := listing_feed(listing, config):
                yield _Front(feed, Archive.OFF, own)

    def _feed_page(self, front: _Front) -> None:
        file = addresses.output_file(front.feed.page)
        was = self._was(file, FeedPageArguments)
        match front.entry:
            case Edition() as edition:
                rows = (one if _other(one, edition.row) else edition.row for one in was.latest)
                self._page(file, replace(was, latest=tuple(rows)))
            case StoryEntry(head=head):
                latest = (head, *was.latest)[: feedfiles.most_on_page(front.feed)]
                self._page(file, replace(was, latest=latest))

    def _document(self, front: _Front, kind: Format) -> Changed:
        feed, store, root = front.feed, self._build.store, self._build.root
        file = feed.file(kind)
        was, row, data = self._was(file, FeedArguments), store.planned(root, file), self._present(file)
        _, written, _ = pieces.cut(kind, data)
        if was.feed != feed or len(written) != len(was.entries):
            raise WholeBuildError
        place, own = _placed(front.entry, was.entries)
        is_new = own is front.entry
        behind = place + (not is_new)
        entries = (*was.entries[:place], own, *was.entries[behind:])
        many = channels.in_head(feed, front.archive, tuple(one.subject for one in entries), self._config)
        if many is None:
            raise WholeBuildError  # some of it goes into an archive
        entries = entries[:many]
        parts = (*written[:place], b"", *written[behind:])[:many]
        is_full = feed.content is FeedContent.FULL
        bodies = tuple(one.head.path for one in entries if is_full and isinstance(one, StoryEntry))
        output = Output(file, Kind.FEED, "", replace(was, entries=entries), bodies)
        present = {number: part for number, part in enumerate(parts) if part}
        shown = tuple(map(self._new_body, render.bodies_of(output, present)))
        (mark,) = marks_of_entries.of(replace(was, entries=(own,)))
        known = store.entries(root, file)[1]
        marks = row.marks
        if marks:
            marks = states.with_entry(marks, feed, place, entries, is_new=is_new)
            self._feeds.append(states.told_feed(feed, marks))
        if told := states.address_of(output, self._config):
            self._check_told(told)
        return Changed(
            file, Kind.FEED, render.render(self._shared, Job(output, shown, present)), keep(output, marks),
            (*known[:place], mark, *known[behind:])[:many] if known else (),
        )  # fmt: skip

    # ---- sitemaps, and what readers are told ---------------------------------------------------------------

    def _sitemaps(self, listings: Sequence[Listing]) -> Iterator[Changed]:
        head, config = self._head, self._config
        top, of_lists = sitemaps.SITEMAP_FILE, planned_sitemaps.part_of(planned_sitemaps.LISTS)
        is_parted = of_lists in self._paths
        month = head.published.astimezone(config.zone).strftime("%Y-%m")
        own, first = (planned_sitemaps.part_of(month), of_lists) if is_parted else (top, top)
        if not {top, own} <= self._paths:
            raise WholeBuildError
        before = {file: self._present(file).decode() for file in dict.fromkeys((top, first, own))}
        texts: dict[str, str | None] = dict(before)
        texts[first] = self._with_lists(before[first], listings)
        row = sitemaps.Row(head.permalink, head.updated)
        texts[own] = sitemaps.with_story(texts[own] or "", row, config, newest_first=not is_parted)
        if is_parted:
            texts[top] = sitemaps.with_change(before[top], sitemaps.Row(f"/{own}", head.updated), config)
        for file, text in texts.items():
            if text is None or planned_sitemaps.is_full(text, is_part=is_parted):
                raise WholeBuildError
            if text != before[file]:
                kind = Kind.SITEMAP_INDEX if is_parted and file == top else Kind.SITEMAP
                yield Changed(file, kind, text.encode())

    def _with_lists(self, text: str, listings: Sequence[Listing]) -> str:
        """Add lists that are new, or have been hidden, to a sitemap."""
        for listing in listings:
            is_before = partial(planned_sitemaps.stands_before, listing=listing)
            added = sitemaps.with_list(text, listing.permalink, is_before, self._config)
            if added != text and listing.topic is Topic.SECTION:
                raise WholeBuildError  # sections stand in the order of site.yaml
            text = added
        return text

    def _state(self) -> bytes:
        """Say what readers are told now."""
        data = state.revised(self._told, self._feeds)
        return state.extended(data, [states.told_story(self._head), *self._addresses])


def _placed(
    entry: StoryEntry | Edition, entries: Sequence[FeedEntry]
) -> tuple[int, StoryEntry | EditionEntry]:
    """Say where an entry goes among others, and what it is there; WholeBuildError where it would move."""
    if isinstance(entry, StoryEntry):
        return 0, entry
    for place, one in enumerate(entries):
        if isinstance(one, EditionEntry) and one.edition.key == entry.key:
            return place, replace(one, edition=entry)
    raise WholeBuildError


def _last(name: str) -> str:
    """Give the last part of a path, capitals aside."""
    return name.rstrip("/").rpartition("/")[2].casefold()


def _other(one: object, row: EditionRow) -> bool:
    return not isinstance(one, EditionRow) or one.permalink != row.permalink
