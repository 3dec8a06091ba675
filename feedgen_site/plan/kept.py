"""What outputs are made from, as texts for the cache: a story by its path, all else by value.

With it an output can be made again after an edit of a story that it shows, or with a new story among them,
without a new plan. Outputs that show nothing of stories are not kept, nor sitemaps.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from feedgen_site.codec import References, dumps, read, written
from feedgen_site.config import FeedContent
from feedgen_site.feeds import Feed
from feedgen_site.frozen import dataclass
from feedgen_site.model import Head, Notice
from feedgen_site.plan.outputs import (
    Arguments,
    EditionArguments,
    FeedArguments,
    FeedMarks,
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
    StoryEntry,
)
from feedgen_site.text import digest

_TYPES: Final[dict[str, type]] = {
    kind.__name__: kind
    for kind in (
        StoryArguments, FrontArguments, EditionArguments, LetterArguments, MonthArguments, MonthsArguments,
        ListingArguments, FeedArguments, FeedPageArguments, NewsSitemapArguments,
    )
}  # fmt: skip
_ENTRIES: Final = 3
"""The place of a feed's entries among its arguments."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An output as the cache keeps it.

    `fingerprint` is the plan's. `names` has the `needle` of each story and address that the output names, and
    perhaps others. `text` is JSON: the type of its arguments, they, and the marks of a feed.
    """

    path: str
    kind: int
    fingerprint: str
    names: str
    text: str

    @property
    def weight(self) -> int:
        """Stand for its names among those of others."""
        return weight(self.path, self.names)

    @property
    def type(self) -> str:
        """Name the type of its arguments."""
        return self.text[2 : self.text.index('"', 2)]

    def output(self, stories: References) -> Output:
        """Give the output with these `stories`; ValueError where the text is none, or one is not there."""
        return _output(self.path, self.kind, json.loads(self.text), stories)

    @property
    def shows_texts(self) -> bool:
        """Say whether this, the document of a feed, has bodies; known without asking for its stories."""
        _, data, _ = json.loads(self.text)
        is_full = read(Feed, data[0]).content is FeedContent.FULL
        return is_full and any(kind == StoryEntry.__name__ for kind, _ in data[_ENTRIES])

    def of_entries(self, paths: frozenset[str]) -> tuple[Kept, list[int], FeedMarks | None]:
        """Give the document of a feed with those entries alone that show one of these stories.

        And their places in it, and its marks if it is the one that has them.
        """
        name, data, marks = json.loads(self.text)
        shown = [(place, entry) for place, entry in enumerate(data[_ENTRIES]) if _shows(entry, paths)]
        data[_ENTRIES] = [entry for _, entry in shown]
        part = Kept(self.path, self.kind, "", "", written([name, data, None]))
        return part, [place for place, _ in shown], read(FeedMarks, marks) if marks else None

    @property
    def marks(self) -> FeedMarks | None:
        """Give the marks of a feed, if this is the document that has them."""
        _, _, marks = json.loads(self.text)
        return read(FeedMarks, marks) if marks else None

    def with_marks(self, marks: FeedMarks) -> Kept:
        """Give it with these marks."""
        name, data, _ = json.loads(self.text)
        return replace(self, text=f"{written([name, data])[:-1]},{dumps(marks)}]")


def is_kept(output: Output) -> bool:
    """Say whether an output shows something of stories that may become something else without a plan."""
    return type(output.arguments).__name__ in _TYPES


def keep(output: Output, marks: FeedMarks | None = None) -> Kept:
    """Write down an output for which `is_kept` holds; `marks` are those of the head of a feed."""
    arguments, told = dumps(output.arguments, _NAMED), dumps(marks) if marks else "null"
    text = f'["{type(output.arguments).__name__}",{arguments},{told}]'
    names = " ".join(map(needle, dict.fromkeys(_named(output.arguments))))
    return Kept(output.path, int(output.kind), output.fingerprint, names, text)


def weight(path: str, names: str) -> int:
    """Stand for the names of one output, in a sum over all of them."""
    return int(digest(path, names, size=7), 16)


@lru_cache(maxsize=1 << 17)
def needle(name: str) -> str:
    """Give what the names of an output hold if it names this path or address."""
    return digest(name, size=5)


def _named(arguments: Arguments) -> Iterator[str]:
    """Give the paths of the stories that an output shows, and the addresses it takes from elsewhere."""
    match arguments:
        case StoryArguments(head=head, related=links, earlier=earlier, later=later):
            yield from (one.path for one in (head, earlier, later) if one)
            yield from (address for _, address, _ in links)
        case FrontArguments(stories=stories):
            yield from _paths(stories)
        case EditionArguments(edition=edition) | LetterArguments(edition=edition):
            yield from _paths(edition.stories)
        case MonthArguments(month=month):
            for edition in month.days:
                yield from _paths(edition.stories)
        case ListingArguments(listing=listing):
            yield from _paths(listing.stories)
        case FeedArguments(entries=entries):
            for entry in entries:
                yield from _paths(entry.heads)
        case FeedPageArguments(latest=latest):
            for subject in latest:
                match subject:
                    case Head():
                        yield subject.path
                    case Notice():
                        yield from _paths(subject.heads)
        case NewsSitemapArguments(stories=news):
            yield from (one.permalink for one in news)


def _paths(heads: Iterable[Head]) -> Iterator[str]:
    return (head.path for head in heads)


def by_path(find: Callable[[str], Head]) -> References:
    """Find stories by their content path; `find` raises KeyError where there is none."""
    return References(Head, attrgetter("path"), find)


_NAMED: Final = by_path(dict[str, Head]().__getitem__)


def _output(path: str, kind: int, data: Any, stories: References) -> Output:
    try:
        name, value, _ = data
        arguments: Arguments = read(_TYPES[name], value, stories)
        return Output(path, Kind(kind), "", arguments, _bodies(arguments))
    except (KeyError, TypeError) as error:
        raise ValueError(f"no output: {path}") from error


def _bodies(arguments: Arguments) -> tuple[str, ...]:
    """Give the paths of the bodies that an output shows."""
    match arguments:
        case StoryArguments(head=head):
            return (head.path,)
        case FeedArguments():
            return arguments.bodies
    return ()


def _shows(data: object, paths: frozenset[str]) -> bool:
    """Say whether something read from JSON names one of these paths."""
    if isinstance(data, list):
        return any(_shows(part, paths) for part in data)
    return isinstance(data, str) and data in paths
