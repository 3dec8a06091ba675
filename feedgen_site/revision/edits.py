"""Edits that move no story.

Most edits change words: the story keeps its address, its moments, its place in every list. Then the plan is
the one the output folder holds already, with another story in the same places, and the outputs that show what
changed are made again, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from feedgen_site import addresses, feeds, related, render, state
from feedgen_site.cache import Todo
from feedgen_site.feeds import content
from feedgen_site.frozen import dataclass
from feedgen_site.holdings import Holdings
from feedgen_site.links import path_of
from feedgen_site.model import Body, Head
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
    RelatedLink,
    StoryArguments,
    states,
)
from feedgen_site.plan import marks as marks_of_entries
from feedgen_site.plan.kept import Kept, by_path, keep, needle
from feedgen_site.plan.outputs import FeedMarks
from feedgen_site.problem import Problem, errors
from feedgen_site.render import Job
from feedgen_site.revision.change import Change, Changed, Story, WholeBuildError, in_order, story_of
from feedgen_site.revision.standing import Build, Standing, Subject, by_place, compared, in_words
from feedgen_site.state import STATE_FILE

# What they show of a story is what lists show.
_LISTS = frozenset(
    kind.__name__
    for kind in (FrontArguments, EditionArguments, LetterArguments, ListingArguments, FeedPageArguments)
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A story before and after an edit, and the problems that the file had."""

    old: Head
    story: Story
    had: tuple[Problem, ...]


def edit(build: Build, todo: Todo) -> Edit:
    """Make a file again; WholeBuildError where it is no story, or its story does not stay where it is."""
    before = build.store.stories.made(todo.source.path)
    if before is None or before.head is None:
        raise WholeBuildError
    story = story_of(build, todo)
    if before.is_draft != story.is_draft or _place(before.head) != _place(story.head):
        raise WholeBuildError
    return Edit(before.head, story, before.problems)


def _place(head: Head) -> Head:
    """Leave of a head what decides where it stands, and what others say of it besides its words."""
    image = head.image and replace(head.image, alt="", caption="", credit="")
    return replace(
        head, headline="", standfirst="", points=(), image=image, words=0, body_hash="",
        source_hash="", told_hash="", head_hash="", listed_hash="", points_hash="", terms="",
        targets=tuple(replace(target, line=0) for target in head.targets),
    )  # fmt: skip


def problems_after(build: Build, one: Edit, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Exchange the problems that a file had for those it has.

    WholeBuildError where the plan found more in it, or some are errors now.
    """
    path = one.old.path
    had = [problem for problem in problems if problem.path == path]
    now = build.ruled(one.story.problems)
    if sorted(map(repr, had)) != sorted(map(repr, build.ruled(one.had))) or errors(now):
        raise WholeBuildError
    return (*(problem for problem in problems if problem.path != path), *now)


class Edits(Change):
    """One set of edits on its way into the output folder."""

    def __init__(self, build: Build, standing: Standing, edits: Sequence[Edit]) -> None:
        super().__init__(build, standing, {one.old.path: one.story for one in edits})
        self._olds = {one.old.path: one.old for one in edits}
        pairs = [(one.old, one.story.head) for one in edits]
        self._titles = {new.permalink: new for old, new in pairs if new.headline != old.headline}
        self._listed = {new.path for old, new in pairs if new.head_hash != old.head_hash}
        self._counted = any(new.words != old.words for old, new in pairs)
        self._terms = {new.path: new.terms for old, new in pairs if new.terms != old.terms}
        self._before, self._after = by_path(self._old), by_path(self._new)
        self._told: list[state.ToldFeed] = []

    def _changed(self, holdings: Holdings) -> list[Changed]:  # noqa: ARG002
        if not self._stories:
            return []
        records = self._build.outputs
        if self._build.left is None and records.names() != self.names:
            raise WholeBuildError  # an output that lost a name would not be made again
        named = records.named([needle(name) for name in (*self._stories, *self._titles)])
        rows = {path: records.planned(path) for path in named}
        found = self._related()
        for path in found:
            file = addresses.output_file(self._new(path).permalink)
            if file not in rows:
                rows[file] = records.planned(file)
        ordered = sorted(rows.values(), key=lambda one: (one.kind, one.path))
        documents = [row for row in ordered if row.type == FeedArguments.__name__]
        pages = (self._page(row, found) for row in ordered if row.type != FeedArguments.__name__)
        drawn = self._drawn([one for one in pages if one])
        exchanged = [one for one in map(self._feed, documents) if one]
        changed = in_order([*drawn(), *exchanged])
        return [*changed, self._state()] if changed else []

    def _related(self) -> Mapping[str, tuple[Subject, ...]]:
        """Give the related stories of those that have others than before, by path."""
        terms = self._terms
        if not terms:
            return {}
        before = compared(self._build.outputs)
        if not before.rows:
            raise WholeBuildError
        rows = [(one, tongue, gone, terms.get(one, own)) for one, tongue, gone, own in before.rows]
        subjects = [Subject(*row) for row in rows]
        found = related.earlier(subjects, before)
        now = by_place(subjects, found)
        self._compared = in_words(rows, now)
        then = before.found
        differ = (place for place in {**then, **now} if then.get(place) != now.get(place))
        return {subjects[place].path: found.get(subjects[place].path, ()) for place in differ}

    def _page(self, row: Kept, found: Mapping[str, tuple[Subject, ...]]) -> tuple[Output, Kept | None] | None:
        """Give a page to be made again, or a letter, and what of it is to be kept anew.

        None where it shows nothing of what changed.
        """
        if row.type == MonthArguments.__name__ and not self._titles:
            return None
        if row.type in _LISTS and not self._listed:
            return None
        output, kept = self._output(row, self._after), None
        match output.arguments:
            case StoryArguments(
                head=head, resolved=resolved, related=links, earlier=earlier, later=later, versions=versions
            ):
                if head.permalink in self._titles and versions.every:
                    raise WholeBuildError  # the pages of its other languages name it
                now = self._links(head, links, dict(resolved), found)
                beside = any(other and other.permalink in self._titles for other in (earlier, later))
                if head.path not in self._stories and now == links and not beside:
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
        self, head: Head, links: tuple[RelatedLink, ...], resolved: Mapping[str, str],
        found: Mapping[str, tuple[Subject, ...]],
    ) -> tuple[RelatedLink, ...]:  # fmt: skip
        """Give the related stories as a page shows them now; `resolved` says what its targets lead to."""
        named = any(address in self._titles for _, address, _ in links)
        if head.path not in found and not named:
            return links
        worded = (one for one in head.related if one.title)
        if any(one.id or resolved.get(path_of(one.target)) in self._titles for one in worded):
            raise WholeBuildError  # the author's own words may have become those of the headline, or were
        if head.path in found:
            if head.related:
                raise WholeBuildError  # those stand before what is found
            others = [self._new(one.path) for one in found[head.path]]
            return tuple((one.headline, one.permalink, one.language) for one in others)
        return tuple(
            (self._titles[address].headline if address in self._titles else title, address, language)
            for title, address, language in links
        )

    # ---- feeds ---------------------------------------------------------------------------------------------

    def _feed(self, row: Kept) -> Changed | None:
        """Exchange the entries of a feed's document that show the edits."""
        part, places, marks = row.of_entries(frozenset(self._stories))
        if not (self._listed or self._counted or part.shows_texts):
            return None  # of a text further down a summary says nothing, unless it counts its words
        old, new = self._output(part, self._before), self._output(part, self._after)
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
            told = list(marks.entries)
            for place, one in zip(places, new.arguments.entries, strict=True):
                told[place] = states.entry_mark(feed, one)
            marks = FeedMarks(tuple(told))
            self._told.append(states.told_feed(feed, marks))
            kept = row.with_marks(marks)
        if data is None:
            whole = self._output(row, self._after)
            data = render.render(self._shared, Job(whole, tuple(map(self._new_body, whole.bodies))))
        known = list(self._build.outputs.entries(row.path)[1])
        for place, mark in zip(places, marks_of_entries.of(new.arguments), strict=True) if known else ():
            known[place] = mark
        return Changed(row.path, Kind(row.kind), data, kept, tuple(known))

    def _state(self) -> Changed:
        """Say what readers are told now."""
        stories = [states.told_story(one.head) for one in self._stories.values()]
        try:
            data = state.revised(self._present(STATE_FILE), [*stories, *self._told])
        except (ValueError, RecursionError) as error:
            raise WholeBuildError from error
        return Changed(STATE_FILE, Kind.STATE, data)

    # ---- stories before ------------------------------------------------------------------------------------

    def _old(self, path: str) -> Head:
        return self._olds[path] if path in self._olds else self._kept(path)

    def _old_body(self, path: str) -> Body:
        return self._build.store.stories.body(path)
