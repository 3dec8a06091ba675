"""A story that is newer than all others.

It stands first wherever it stands, and no other story is related to it. So every output that shows it is made
from what it was made from before, and the story in front; what stands behind it is neither planned nor, in
feeds, made again.

What would need more is left to a whole build: the first story of a day, or of a list that has a feed, one
with an expiry, one by whose name something means it already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from feedgen_site import addresses, related, site, sitemaps, state, translations
from feedgen_site.cache import Todo
from feedgen_site.editions import edition_day, first_day
from feedgen_site.feeds import Format, listing_feed
from feedgen_site.holdings import Holdings
from feedgen_site.model import (
    ARCHIVE_PERMALINK,
    Edition,
    Form,
    Head,
    Listing,
    Source,
    Span,
    Topic,
    edition_permalink,
    month_permalink,
)
from feedgen_site.plan import (
    EditionArguments,
    FrontArguments,
    Kind,
    LetterArguments,
    ListingArguments,
    MonthArguments,
    MonthsArguments,
    NewsSitemapArguments,
    PictureArguments,
    StoryArguments,
    StoryEntry,
    copies,
    lists,
    stories,
)
from feedgen_site.plan import sitemaps as planned_sitemaps
from feedgen_site.plan.desk import Nameable, is_picture
from feedgen_site.plan.outputs import Resolved
from feedgen_site.publish import Published
from feedgen_site.revision.change import Changed, WholeBuildError, in_order
from feedgen_site.revision.newcomer import keep_pictures, newcomer
from feedgen_site.revision.standing import (
    Build,
    Standing,
    Subject,
    absent,
    by_place,
    compared,
    in_words,
    others,
)
from feedgen_site.revision.syndication import Syndication
from feedgen_site.sources import ARTICLE_SUFFIXES
from feedgen_site.state import STATE_FILE


def arrived(
    build: Build, found: Standing, todo: Todo, pictures: Sequence[Source], holdings: Holdings
) -> tuple[Standing, Published]:
    """Bring the story of a new file to the output folder; WholeBuildError where a whole build has to.

    `pictures` are files that came with it.
    """
    came = newcomer(build, found, todo, pictures)
    arrival = Arrival(build, found, came)
    published = arrival.publish(holdings)
    keep_pictures(build, came.shown)
    now = replace(
        found, names=arrival.names, read=found.read + 1, published=found.published + 1,
        problems=(*found.problems, *came.problems),
    )  # fmt: skip
    return now, published


class Arrival(Syndication):
    """A new story on its way into the output folder."""

    def _changed(self, holdings: Holdings) -> list[Changed]:
        try:
            return self._made(holdings)
        except (ValueError, RecursionError) as error:
            # What lies in the folder may be anything, until the holdings say that they are whole.
            raise WholeBuildError from error

    def _made(self, holdings: Holdings) -> list[Changed]:
        self._paths = frozenset(holdings.paths)
        self._folded = {path.casefold() for path in self._paths}
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

    def _check_names(self) -> None:
        """See that nothing has one of the story's names, and that nothing means what is absent by one."""
        head, made_of = self._head, self._build.store.stories.made
        path = head.path.rpartition(".")[0]
        twins = (f"{one}{suffix}" for one in (path, f"{path}/index") for suffix in ARTICLE_SUFFIXES)
        forms = site.permalinks([head], [])
        missed = absent(self._build)
        names = (*forms, *translations.names_of(head), *self._desk.files)
        # Also where one is only like another: warnings then say what was perhaps meant.
        if missed is None or not set(map(_last, missed)).isdisjoint(map(_last, names)):
            raise WholeBuildError
        # An entry of the navigation may mean it, and so may a translation, also one that is held back.
        for one in self._standing.problems:
            if one.code == "no-original" or (one.path == "site.yaml" and one.code == "broken-link"):
                raise WholeBuildError
        if path.rpartition("/")[2] == "index" or any(map(made_of, twins)):
            raise WholeBuildError
        if any(addresses.output_file(form) in self._paths for form in forms):
            raise WholeBuildError
        held = (made_of(one.path) for one in self._standing.held_back)
        if head.id in {made.head.id for made in held if made and made.head}:
            raise WholeBuildError
        # Of what was updated at the same moment Atom tells it apart, or that from it.
        if state.has_id(self._told, head.id) or state.tells_of_moments_about(self._told, head.updated):
            raise WholeBuildError

    def _check_order(self, newest: Head) -> None:
        """See that the story comes before the newest, and into the same day, month and language."""
        head, config = self._head, self._config
        if site.order(head) >= site.order(newest) or head.language != newest.language or newest.robots:
            raise WholeBuildError
        own, other = (one.published.astimezone(config.zone).date() for one in (head, newest))
        if own.replace(day=1) != other.replace(day=1):
            raise WholeBuildError
        if edition_day(head.published, config) != edition_day(newest.published, config):
            raise WholeBuildError
        rules, slug = config.feeds.languages, Topic.LANGUAGE.slug_of(head.language)
        if rules.every or rules.names or self._is_there(Topic.LANGUAGE.permalink(slug)):
            raise WholeBuildError  # in several languages more is told of each story

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
            made = self._build.store.stories.made(path) if path.endswith(ARTICLE_SUFFIXES) else None
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

    def _editions(self) -> Mapping[Span, Edition]:
        """Add the story to its editions, and to their letters."""
        day = edition_day(self._head.published, self._config)
        found = {}
        for span in Span:
            file = addresses.output_file(edition_permalink(first_day(day, span), span))
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
        (first, count), *earlier = self._was(file, MonthsArguments).months
        self._page(file, MonthsArguments(((first, count + 1), *earlier)))

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

    def _related(self) -> tuple[Head, ...]:
        """Give the stories found to be related to it, and keep what was compared."""
        head, before = self._head, compared(self._build.outputs)
        if not before.rows:
            raise WholeBuildError
        rows = [(head.path, head.language, False, head.terms), *before.rows]
        subjects = [Subject(*row) for row in rows]
        found = related.earlier(subjects, before)
        self._compared = in_words(rows, by_place(subjects, found))
        return tuple(self._kept(one.path) for one in found.get(head.path, ()))

    def _pictures(self) -> Iterator[Changed]:
        """Make the pictures that are not there yet."""
        planned = list(copies.copies(self._desk))
        known = {row[0] for row in others(self._build.outputs) or ()}
        if self._desk.problems:
            raise WholeBuildError
        for output in planned:
            assert isinstance(output.arguments, PictureArguments)
            if output.path in self._paths:
                if output.arguments.source.path not in known:
                    raise WholeBuildError  # something else is there
            else:
                from feedgen_site import imaging

                self._check_free(output.path)
                data = imaging.made(output.arguments.source, output.arguments.width, self._config.images)
                yield Changed(output.path, Kind.PICTURE, data)


def _last(name: str) -> str:
    """Give the last part of a path, capitals aside."""
    return name.rstrip("/").rpartition("/")[2].casefold()
