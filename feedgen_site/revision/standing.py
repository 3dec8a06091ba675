"""What is known of the plan that an output folder holds, and kept beside the stories of the cache."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import methodcaller
from typing import Final

from feedgen_site import codec, related
from feedgen_site.cache import Cache, Outputs, Record, Todo
from feedgen_site.config import SiteConfig
from feedgen_site.frozen import dataclass
from feedgen_site.mapper import Mapper
from feedgen_site.model import HeldBack, Section, Site, Source
from feedgen_site.plan import Plan
from feedgen_site.problem import Problem
from feedgen_site.sources import Tree
from feedgen_site.text import digest
from feedgen_site.theme import Theme

_SAID, _COMPARED, _ABSENT, _OTHERS = "said", "compared", "absent", "others"
_MOST_SUM: Final = 1 << 64


OtherRow = tuple[str, int, int, int, str]
"""A file that is no article: its content path, bytes, nanoseconds, inode, and the hash of its content."""


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
    def outputs(self) -> Outputs:
        """Give what the cache knows of the output folder."""
        return self.store.outputs(self.output)


def key(base: str, tree: Tree, *options: str) -> str:
    """Stand for all that a plan depends on besides the time and what files of content hold.

    `base` stands for program, settings and theme. What comes before the last hyphen stands for all but which
    files there are.
    """
    frame = digest(base, repr((tree.not_articles, tree.problems)), *options)
    return with_files(f"{frame}-0", (*tree.articles, *tree.pages), tree.others)


def with_files(key: str, texts: Iterable[Source], others: Iterable[Source]) -> str:
    """Give the key of the same with more articles and pages, and more of the other files."""
    frame, _, files = key.rpartition("-")
    names = [source.path for source in texts]
    # Their content is another matter: of most it does not count.
    names += (f"{source.path}\0{source.stamp.size}" for source in others)
    more = sum(int(digest(name, size=8), 16) for name in names)
    return f"{frame}-{(int(files, 16) + more) % _MOST_SUM:x}"


def names_before(build: Build) -> int | None:
    """Give the `Standing.names` that was kept, where the cache is as it was left."""
    before = _said(build) if build.store.database.is_as_left else None
    return before.names if before else None


def remember(build: Build, site: Site, plan: Plan, standing: Standing, names: int | None) -> None:
    """Keep the plan that the output folder holds now; the store is not committed.

    `names` is what `names_before` gave.
    """
    if plan.index is not None:
        return  # the index of the search is made from every story
    rows = [(head.path, head.language, head.withdrawn is not None, head.terms) for head in site.stories]
    found = by_place(site.stories, plan.related)
    more = build.outputs.keep_planned(plan.outputs, plan.marks)
    names = build.outputs.names() if names is None else names + more
    keep_standing(build, replace(standing, names=names))
    keep_compared(build, in_words(rows, found))
    build.outputs.notes.keep(_ABSENT, json.dumps(sorted(plan.absent)))


def absent(build: Build) -> frozenset[str] | None:
    """Give `Plan.absent`; None where it is not known."""
    kept = build.outputs.notes.find(_ABSENT)
    return frozenset(json.loads(kept)) if kept else None


def standing(build: Build) -> Standing | None:
    """Give what is known of the plan that the output folder holds, if it is this build's as well.

    But for files of content that may have come since.
    """
    found = _said(build)
    if found is None or found.generation != build.store.stories.generation():
        return None
    if found.key.rpartition("-")[0] != build.key.rpartition("-")[0] or build.as_of < found.since:
        return None
    return found if found.until is None or build.as_of < found.until else None


def _said(build: Build) -> Standing | None:
    kept = build.outputs.notes.find(_SAID)
    try:
        return codec.loads(Standing, kept) if kept else None
    except ValueError:
        return None


def compared(outputs: Outputs) -> related.Before:
    """Give the related stories that were found for the plan that an output folder holds."""
    kept = outputs.notes.find(_COMPARED)
    if kept is None:
        return related.NOTHING
    found, *lines = kept.split("\n")
    rows = [(path, language, bool(gone), terms) for path, language, gone, terms in map(_parts, lines)]
    return related.Before(rows, dict(json.loads(found)))


# No path, language or term holds a tab or a line end, and this takes a third of the time that JSON does.
_parts: Final = methodcaller("split", "\t")


def by_place(
    stories: Sequence[related.Compared], found: Mapping[str, Sequence[related.Compared]]
) -> dict[int, list[int]]:
    """Name stories, and those that are related to each, by their places instead of their paths."""
    places = {story.path: place for place, story in enumerate(stories)}
    return {places[path]: [places[other.path] for other in others] for path, others in found.items()}


def in_words(rows: Sequence[related.Row], found: Mapping[int, Sequence[int]]) -> str:
    """Write what `compared` reads."""
    lines = [f"{path}\t{language}\t{'-' * gone}\t{terms}" for path, language, gone, terms in rows]
    return "\n".join((json.dumps(list(found.items())), *lines))


def others(outputs: Outputs) -> list[OtherRow] | None:
    """Give what is known of the files that count for the plan, but are no articles; None where it is lost."""
    kept = outputs.notes.find(_OTHERS)
    return list(map(tuple, json.loads(kept))) if kept else None


def keep_others(outputs: Outputs, rows: Iterable[OtherRow]) -> None:
    """Keep what `others` gives; the store is not committed."""
    outputs.notes.keep(_OTHERS, json.dumps(sorted(rows)))


def other_row(source: Source, content: str) -> OtherRow:
    """Write down a file and the hash of its content, "" where that is not known."""
    stamp = source.stamp
    return source.path, stamp.size, stamp.mtime_ns, stamp.inode, content


def keep_compared(build: Build, compared: str) -> None:
    """Keep what `in_words` wrote."""
    build.outputs.notes.keep(_COMPARED, compared)


def keep_standing(build: Build, standing: Standing) -> None:
    """Keep it as that of what is kept of stories now."""
    said = codec.dumps(replace(standing, generation=build.store.stories.generation()))
    build.outputs.notes.keep(_SAID, said)


@dataclass(frozen=True, slots=True)
class Subject:
    """A story as `related` compares it."""

    path: str
    language: str
    withdrawn: bool
    terms: str
