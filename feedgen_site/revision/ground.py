"""What a new story comes to: outputs, what they were made from, and what readers were told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from feedgen_site import addresses, state
from feedgen_site.plan import (
    EditionArguments,
    FeedPageArguments,
    FrontArguments,
    Kind,
    LetterArguments,
    ListingArguments,
    MonthArguments,
    MonthsArguments,
    NewsSitemapArguments,
    Output,
    StoryArguments,
    states,
)
from feedgen_site.plan.kept import Kept, by_path, keep
from feedgen_site.plan.outputs import Arguments
from feedgen_site.revision.change import Change, WholeBuildError
from feedgen_site.revision.newcomer import Newcomer
from feedgen_site.revision.standing import Build, Standing

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


class Ground(Change):
    """What stands before a new story comes, and what is to be made because it comes."""

    def __init__(self, build: Build, standing: Standing, newcomer: Newcomer) -> None:
        super().__init__(build, standing, {newcomer.story.head.path: newcomer.story})
        # A plan of the story and its pictures alone.
        self._desk = newcomer.shown
        self._standing, self._head, self._config = standing, newcomer.story.head, build.settings
        self._references = by_path(self._new)
        self._paths: frozenset[str] = frozenset()
        self._folded: set[str] = set()
        self._told = self._told_of_others = b""
        self._pages: list[tuple[Output, Kept | None]] = []
        # What readers are told besides the story: of feeds that they have, and of addresses that are new.
        self._feeds: list[state.Told] = []
        self._addresses: list[state.Told] = []

    def _was(self, file: str, kind: type[_A]) -> _A:
        """Give what an output was made from; WholeBuildError where it is none of this kind."""
        row = self._row(file)
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
            was = self._row(file)
            if was is None or was.type != kept.type:
                raise WholeBuildError  # something else is there
            if told:
                self._check_told(told)
            if was.text == kept.text:
                return
        self._pages.append((output, kept))

    def _is_there(self, permalink: str) -> bool:
        return addresses.output_file(permalink) in self._paths

    def _check_free(self, file: str) -> None:
        """See that a new file is in the way of none, and none in its, other new ones among them."""
        key = file.casefold()
        names = key.split("/")
        on_its_way = {"/".join(names[:depth]) for depth in range(1, len(names) + 1)}
        if not on_its_way.isdisjoint(self._folded):
            raise WholeBuildError
        below = f"{key}/"
        if any(path.startswith(below) for path in self._folded):
            raise WholeBuildError
        self._folded.add(key)

    def _check_told(self, record: state.Told) -> None:
        """See that what readers are told stays as it is: what may expire has another date with each story."""
        if not state.holds(self._told_of_others, record):
            raise WholeBuildError
