"""An edit that moves no story, brought to a published site without planning it anew.

Most edits change words: the story keeps its address, its moments, its place in every list. Then the plan is
the one the output folder holds already, with another story in the same places. `remember` keeps that plan
beside the stories; `attempt` makes again the outputs that show what changed, and nothing else.

Whatever else an edit may change is left to a whole build: `attempt` then gives None, and has changed nothing.
A whole build of the same content writes the same bytes.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from operator import methodcaller
from typing import Final

from feedgen_site import addresses, codec, feeds, related, render, state
from feedgen_site.cache import Cache, Record, Suspect, Todo
from feedgen_site.config import SiteConfig
from feedgen_site.feeds import content
from feedgen_site.frozen import dataclass
from feedgen_site.holdings import AsLeft, Holdings, Row, looked_at
from feedgen_site.mapper import Mapper
from feedgen_site.model import Body, Head, HeldBack, Section, Site
from feedgen_site.pages import Shared
from feedgen_site.plan import (
    EditionArguments,
    FeedArguments,
    FeedPageArguments,
    FrontArguments,
    Kind,
    LetterArguments,
    ListingArguments,
    MonthArguments,
    NewsSitemapArguments,
    Output,
    Plan,
    RelatedLink,
    StoryArguments,
    states,
)
from feedgen_site.plan import marks as marks_of_entries
from feedgen_site.plan.kept import Kept, by_path, keep, needle
from feedgen_site.problem import Problem, errors
from feedgen_site.publish import Published
from feedgen_site.render import Job
from feedgen_site.sources import Tree
from feedgen_site.state import STATE_FILE
from feedgen_site.story import Made
from feedgen_site.text import digest
from feedgen_site.theme import Theme

MOST_EDITED: Final = 16
"""With more files edited a whole build is as quick."""
# What they show of a story is what lists show.
_LISTS = frozenset(
    kind.__name__
    for kind in (FrontArguments, EditionArguments, LetterArguments, ListingArguments, FeedPageArguments)
)
_SAID, _COMPARED = "said", "compared"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the plan that an output folder holds, and what the build said that wrote it.

    `key` stands for all that a plan depends on besides the time and what files of content hold, `generation`
    for what was kept of the articles, `names` for which outputs show which of them. From `since` until
    before `until` (None: for ever) time changes nothing.
    """

    key: str
    generation: str
    names: int
    since: datetime
    until: datetime | None
    sections: tuple[Section, ...]
    pages: tuple[tuple[str, str], ...]
    read: int
    published: int
    held_back: tuple[HeldBack, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Build:
    """What a revision needs of the build it is tried in: `key` as in `Standing`, `output` as it was typed.

    `make` makes a file, `ruled` gives problems their severity. With `left`, the paths of all files below the
    output folder, they and the cache are as the last build left them; else both are looked at.
    """

    settings: SiteConfig
    theme: Theme
    store: Cache
    key: str
    as_of: datetime
    output: str
    make: Callable[[Todo], Record | Problem]
    ruled: Callable[[Iterable[Problem]], tuple[Problem, ...]]
    run: Mapper
    left: Collection[str] | None = None

    @property
    def root(self) -> str:
        """Name the output folder as the cache does."""
        return self.store.root_of(self.output)


def key(base: str, tree: Tree, *options: str) -> str:
    """Stand for all that a plan depends on besides the time and what files of content hold.

    `base` stands for program, settings and theme.
    """
    # Their content is another matter: of most it does not count.
    listed = repr(sorted((source.path, source.stamp.size) for source in tree.others))
    paths = repr([source.path for source in (*tree.articles, *tree.pages)])
    return digest(base, listed, paths, repr((tree.not_articles, tree.problems)), *options)


def names_before(build: Build) -> int | None:
    """Give the `Standing.names` that was kept, where the cache is as it was left."""
    before = _said(build) if build.store.is_as_left else None
    return before.names if before else None


def remember(build: Build, site: Site, plan: Plan, standing: Standing, names: int | None) -> None:
    """Keep the plan that the output folder holds now; the store is not committed.

    `names` is what `names_before` gave.
    """
    if plan.index is not None:
        return  # the index of the search is made from every story
    places = {head.path: place for place, head in enumerate(site.stories)}
    rows = [(head.path, head.language, head.withdrawn is not None, head.terms) for head in site.stories]
    found = {places[path]: [places[other.path] for other in others] for path, others in plan.related.items()}
    more = build.store.keep_planned(build.root, plan.outputs, plan.marks)
    names = build.store.names(build.root) if names is None else names + more
    _keep_standing(build, replace(standing, names=names))
    build.store.keep_standing(build.root, _COMPARED, _in_words(rows, found))


def standing(build: Build) -> Standing | None:
    """Give what is known of the plan that the output folder holds, if it is this build's as well."""
    found = _said(build)
    if found is None or found.key != build.key or found.generation != build.store.generation():
        return None
    if build.as_of < found.since:
        return None
    return found if found.until is None or build.as_of < found.until else None


def _said(build: Build) -> Standing | None:
    kept = build.store.standing(build.root, _SAID)
    try:
        return codec.loads(Standing, kept) if kept else None
    except ValueError:
        return None


def compared(store: Cache, output: str) -> related.Before:
    """Give the related stories that were found for the plan that an output folder holds."""
    kept = store.standing(store.root_of(output), _COMPARED)
    if kept is None:
        return related.NOTHING
    found, *lines = kept.split("\n")
    rows = [(path, language, bool(gone), terms) for path, language, gone, terms in map(_parts, lines)]
    return related.Before(rows, dict(json.loads(found)))


# No path, language or term holds a tab or a line end, and this takes a third of the time that JSON does.
_parts: Final = methodcaller("split", "\t")


def _in_words(rows: Sequence[related.Row], found: Mapping[int, Sequence[int]]) -> str:
    """Write what `compared` reads."""
    lines = [f"{path}\t{language}\t{'-' * gone}\t{terms}" for path, language, gone, terms in rows]
    return "\n".join((json.dumps(list(found.items())), *lines))


def attempt(build: Build, found: Standing, files: Iterable[Suspect]) -> tuple[Standing, Published] | None:
    """Bring edits of these files to the output folder; None where one moves a story: a whole build has to."""
    try:
        with _holdings(build) as holdings:
            edits, problems = _edits(build, found, files)
            revision = _Revision(build, found, {edit.old.path: edit for edit in edits})
            published = revision.publish(holdings)
    except _WholeBuildError:
        return None
    now = replace(found, problems=problems, names=revision.names)
    _keep_standing(build, now)
    return now, published


def _edits(
    build: Build, found: Standing, files: Iterable[Suspect]
) -> tuple[list[_Edit], tuple[Problem, ...]]:
    """Make the files again that were edited, and give the problems that there are now."""
    todo = build.store.edited(files, MOST_EDITED)
    if todo is None:
        raise _WholeBuildError
    edits = []
    problems = found.problems
    for one in todo:
        edit = _edit(build, one)
        left = _problems_after(build, edit, problems) if edit else None
        if edit is None or left is None:
            raise _WholeBuildError
        edits.append(edit)
        problems = left
    return edits, problems


@contextmanager
def _holdings(build: Build) -> Iterator[Holdings]:
    if build.left is not None:
        yield AsLeft(build.output, build.store, build.left, build.settings.precompress)
        return
    with looked_at(build.output, build.store, build.settings.precompress, build.run) as found:
        if found is None:
            raise _WholeBuildError
        yield found


def _keep_standing(build: Build, standing: Standing) -> None:
    """Keep it as that of what is kept of stories now."""
    said = codec.dumps(replace(standing, generation=build.store.generation()))
    build.store.keep_standing(build.root, _SAID, said)


def _output(kept: Kept, stories: codec.References) -> Output:
    try:
        return kept.output(stories)
    except ValueError as error:
        raise _WholeBuildError from error


class _WholeBuildError(Exception):
    """The edit changes more than a revision can tell; nothing has been written."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """A story before and after an edit."""

    todo: Todo
    record: Record
    before: Made
    made: Made
    old: Head
    new: Head
    body: Body


def _edit(build: Build, todo: Todo) -> _Edit | None:
    """Make a file again, unless it is no story, or its story does not stay where it is."""
    path = todo.source.path
    before, record = build.store.made(path), build.make(todo)
    if before is None or before.head is None or isinstance(record, Problem) or not record.is_sound:
        return None
    made, body = build.store.read(path, record)
    if made.head is None:
        return None
    if before.is_draft != made.is_draft or _place(before.head) != _place(made.head):
        return None
    return _Edit(todo, record, before, made, before.head, made.head, body)


def _place(head: Head) -> Head:
    """Leave of a head what decides where it stands, and what others say of it besides its words."""
    image = head.image and replace(head.image, alt="", caption="", credit="")
    return replace(
        head, headline="", standfirst="", points=(), image=image, words=0, body_hash="",
        source_hash="", told_hash="", head_hash="", listed_hash="", points_hash="", terms="",
        targets=tuple(replace(target, line=0) for target in head.targets),
    )  # fmt: skip


def _problems_after(build: Build, edit: _Edit, problems: tuple[Problem, ...]) -> tuple[Problem, ...] | None:
    """Exchange the problems that a file had for those it has; None where the plan found more in it."""
    path = edit.old.path
    had = [problem for problem in problems if problem.path == path]
    if sorted(map(repr, had)) != sorted(map(repr, build.ruled(edit.before.problems))):
        return None
    now = build.ruled(edit.made.problems)
    if errors(now):
        return None
    return (*(problem for problem in problems if problem.path != path), *now)


@dataclass(frozen=True, slots=True)
class _Subject:
    """A story as `related` compares it."""

    path: str
    language: str
    withdrawn: bool
    terms: str


@dataclass(frozen=True, slots=True)
class _Changed:
    """An output to be written. `kept` is what it is made from from now on, None where that is as before.

    `entries` are the marks of a feed's document, where they are known.
    """

    path: str
    kind: Kind
    data: bytes
    kept: Kept | None = None
    entries: tuple[str, ...] = ()


def _framed(parts: Iterable[bytes]) -> bytes:
    """Make one of several texts, to be parted by `_unframed`."""
    return b"".join(b"%d\n%b" % (len(part), part) for part in parts)


def _unframed(data: bytes) -> Iterator[bytes]:
    stream = io.BytesIO(data)
    while size := stream.readline():
        yield stream.read(int(size))


class _Revision:
    """One set of edits on its way into the output folder."""

    def __init__(self, build: Build, standing: Standing, edits: Mapping[str, _Edit]) -> None:
        self._build, self._edits = build, edits
        self._heads: dict[str, Head] = {}
        self._shared = Shared(build.settings, build.theme, standing.sections, standing.pages)
        self._titles = {
            edit.new.permalink: edit.new for edit in edits.values() if edit.new.headline != edit.old.headline
        }
        self._listed = {path for path, edit in edits.items() if edit.new.head_hash != edit.old.head_hash}
        self._counted = any(edit.new.words != edit.old.words for edit in edits.values())
        self._before, self._after = by_path(self._old), by_path(self._new)
        self._told: list[state.ToldFeed] = []
        self._compared = ""
        # Stands for which outputs name which stories.
        self.names = standing.names

    def publish(self, holdings: Holdings) -> Published:
        """Make again and write what shows the edits; _WholeBuildError where more has to be done."""
        if holdings.fingerprint(STATE_FILE) is None:
            raise _WholeBuildError
        changed = self._changed() if self._edits else []
        if changed:
            changed.append(self._state())
        marks = [mark for edit in self._edits.values() for mark in (edit.new.head_hash, edit.record.key)]
        fingerprints = {one.path: digest(holdings.fingerprint(one.path) or "", *marks) for one in changed}
        if not (holdings.is_whole() and holdings.can_take({one.path: one.data for one in changed})):
            raise _WholeBuildError
        for one in changed:
            holdings.write(one.path, one.data)
        published, rows = holdings.finish(fingerprints)
        self._keep(changed, rows)
        return published

    def _keep(self, changed: Sequence[_Changed], rows: Sequence[Row]) -> None:
        """Keep what the next build has to know."""
        store, root = self._build.store, self._build.root
        store.update_outputs(root, rows)
        contents = {path: content for path, _, _, content in rows}
        documents = {one.path: (contents[one.path], one.entries) for one in changed if one.entries}
        store.update_entries(root, documents)
        # No fingerprint: the next plan writes it down again.
        kept = [replace(one.kept, fingerprint="") for one in changed if one.kept]
        self.names += sum(one.weight - store.planned(root, one.path).weight for one in kept)
        store.update_planned(root, kept)
        for edit in self._edits.values():
            store.keep(edit.todo.source, edit.record)
        if self._compared:
            store.keep_standing(root, _COMPARED, self._compared)

    # ---- what shows the edits ------------------------------------------------------------------------------

    def _changed(self) -> list[_Changed]:
        """Make again what shows the edits, in the order of writing."""
        store, root = self._build.store, self._build.root
        if self._build.left is None and store.names(root) != self.names:
            raise _WholeBuildError  # an output that lost a name would not be made again
        named = store.named(root, [needle(name) for name in (*self._edits, *self._titles)])
        rows = {path: store.planned(root, path) for path in named}
        found = self._related()
        for path in found:
            file = addresses.output_file(self._new(path).permalink)
            if file not in rows:
                rows[file] = store.planned(root, file)
        ordered = sorted(rows.values(), key=lambda one: (one.kind, one.path))
        documents = [row for row in ordered if row.type == FeedArguments.__name__]
        drawn = (self._page(row, found) for row in ordered if row.type != FeedArguments.__name__)
        pages = [one for one in drawn if one]
        jobs = [Job(output, tuple(map(self._new_body, output.bodies))) for output, _ in pages]
        # To compile templates takes as long as to exchange entries.
        rendered = self._build.run.aside(lambda: _framed(render.render(self._shared, job) for job in jobs))
        exchanged = [one for one in map(self._feed, documents) if one]
        changed = [
            _Changed(output.path, output.kind, data, kept)
            for (output, kept), data in zip(pages, _unframed(rendered()), strict=True)
        ]
        return sorted([*changed, *exchanged], key=lambda one: (one.kind, one.path))

    def _related(self) -> Mapping[str, tuple[_Subject, ...]]:
        """Give the related stories of those that have others than before, by path."""
        terms = {
            path: edit.new.terms for path, edit in self._edits.items() if edit.new.terms != edit.old.terms
        }
        if not terms:
            return {}
        before = compared(self._build.store, self._build.output)
        if not before.rows:
            raise _WholeBuildError
        rows = [(one, tongue, gone, terms.get(one, own)) for one, tongue, gone, own in before.rows]
        subjects = [_Subject(*row) for row in rows]
        places = {subject.path: place for place, subject in enumerate(subjects)}
        found = related.earlier(subjects, before)
        now = {places[path]: [places[other.path] for other in others] for path, others in found.items()}
        self._compared = _in_words(rows, now)
        then = before.found
        differ = (place for place in {**then, **now} if then.get(place) != now.get(place))
        return {subjects[place].path: found.get(subjects[place].path, ()) for place in differ}

    def _page(
        self, row: Kept, found: Mapping[str, tuple[_Subject, ...]]
    ) -> tuple[Output, Kept | None] | None:
        """Give a page to be made again, or a letter, and what of it is to be kept anew.

        None where it shows nothing of what changed.
        """
        if row.type == MonthArguments.__name__ and not self._titles:
            return None
        if row.type in _LISTS and not self._listed:
            return None
        output, kept = _output(row, self._after), None
        match output.arguments:
            case StoryArguments(head=head, related=links, earlier=earlier, later=later, versions=versions):
                if head.permalink in self._titles and versions.every:
                    raise _WholeBuildError  # the pages of its other languages name it
                now = self._links(head, links, found)
                beside = any(other and other.permalink in self._titles for other in (earlier, later))
                if head.path not in self._edits and now == links and not beside:
                    return None
                if now != links:
                    output = replace(output, arguments=replace(output.arguments, related=now))
                    kept = keep(output)
            case NewsSitemapArguments(stories):
                now_listed = tuple(
                    replace(one, title=content.title(self._titles[one.permalink]))
                    if one.permalink in self._titles
                    else one
                    for one in stories
                )
                if now_listed == stories:
                    return None
                output = replace(output, arguments=NewsSitemapArguments(now_listed))
                kept = keep(output)
        return output, kept

    def _links(
        self, head: Head, links: tuple[RelatedLink, ...], found: Mapping[str, tuple[_Subject, ...]]
    ) -> tuple[RelatedLink, ...]:
        """Give the related stories as a page shows them now."""
        named = any(address in self._titles for _, address, _ in links)
        if head.path not in found and not named:
            return links
        if head.related:
            raise _WholeBuildError  # some of them are in the author's own words
        if head.path in found:
            others = [self._new(one.path) for one in found[head.path]]
            return tuple((one.headline, one.permalink, one.language) for one in others)
        return tuple(
            (self._titles[address].headline if address in self._titles else title, address, language)
            for title, address, language in links
        )

    # ---- feeds ---------------------------------------------------------------------------------------------

    def _feed(self, row: Kept) -> _Changed | None:
        """Exchange the entries of a feed's document that show the edits."""
        part, places, marks = row.of_entries(frozenset(self._edits))
        if not (self._listed or self._counted or part.shows_texts):
            return None  # of a text further down a summary says nothing, unless it counts its words
        old, new = _output(part, self._before), _output(part, self._after)
        assert isinstance(old.arguments, FeedArguments)
        assert isinstance(new.arguments, FeedArguments)
        feed, kind = new.arguments.feed, new.arguments.format
        before = render.entries_of(self._shared, old.arguments, tuple(map(self._old_body, old.bodies)))
        after = render.entries_of(self._shared, new.arguments, tuple(map(self._new_body, new.bodies)))
        data: bytes | None = self._present(row.path)
        for entry, other in zip(before, after, strict=True):
            data = data and feeds.replaced(data, kind, feed, entry, other, self._build.settings)
        kept = None
        if marks:
            marks = states.remarked(marks, feed, places, new.arguments.entries)
            self._told.append(states.told_feed(feed, marks))
            kept = row.with_marks(marks)
        if data is None:
            whole = _output(row, self._after)
            data = render.render(self._shared, Job(whole, tuple(map(self._new_body, whole.bodies))))
        known = list(self._build.store.entries(self._build.root, row.path)[1])
        for place, mark in zip(places, marks_of_entries.of(new.arguments), strict=True) if known else ():
            known[place] = mark
        return _Changed(row.path, Kind(row.kind), data, kept, tuple(known))

    def _state(self) -> _Changed:
        """Say what readers are told now."""
        stories = [states.told_story(edit.new) for edit in self._edits.values()]
        try:
            data = state.revised(self._present(STATE_FILE), stories, self._told)
        except (ValueError, RecursionError) as error:
            raise _WholeBuildError from error
        return _Changed(STATE_FILE, Kind.STATE, data)

    # ---- stories and files ---------------------------------------------------------------------------------

    def _present(self, path: str) -> bytes:
        with open(os.path.join(self._build.output, *path.split("/")), "rb") as stream:
            return stream.read()

    def _new(self, path: str) -> Head:
        return self._edits[path].new if path in self._edits else self._kept(path)

    def _old(self, path: str) -> Head:
        return self._edits[path].old if path in self._edits else self._kept(path)

    def _kept(self, path: str) -> Head:
        if path not in self._heads:
            self._heads[path] = self._build.store.head(path)
        return self._heads[path]

    def _old_body(self, path: str) -> Body:
        return self._build.store.body(path)

    def _new_body(self, path: str) -> Body:
        return self._edits[path].body if path in self._edits else self._build.store.body(path)
