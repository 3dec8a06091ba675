"""A file that came, by itself: whether it is a story as most are, and how it shows its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from feedgen_site import site, sources
from feedgen_site.article import place_of
from feedgen_site.cache import Todo
from feedgen_site.frozen import dataclass
from feedgen_site.model import Head, Picture, Site, Source
from feedgen_site.plan.desk import Desk, Material, is_picture
from feedgen_site.problem import Problem, errors
from feedgen_site.revision.change import Story, WholeBuildError, story_of
from feedgen_site.revision.standing import Build, Standing, keep_others, other_row, others


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A new story, what its file is warned of as site.yaml asks, and a plan of it and its pictures alone."""

    story: Story
    problems: tuple[Problem, ...]
    shown: Desk


def newcomer(build: Build, found: Standing, todo: Todo, pictures: Sequence[Source]) -> Newcomer:
    """Make the story of a file, with which `pictures` came; WholeBuildError where a whole build has to."""
    if any(one.path == todo.source.path for one in found.held_back):
        raise WholeBuildError  # an empty file was no article, and has become one
    story = story_of(build, todo)
    problems = build.ruled(story.problems)
    if errors(problems) or not _is_plain(build, story.head):
        raise WholeBuildError
    return Newcomer(story, problems, _shown(build, todo.source, story.head, pictures))


def _is_plain(build: Build, head: Head) -> bool:
    """Say whether a story is published now and for good, by itself, and nothing else is told of it."""
    is_there = site.hold_of(head, build.settings, build.as_of, drafts=False) is None
    is_for_good = head.updated <= build.as_of and head.expires is None
    is_alone = not (head.translation_of or head.translation_key or place_of(head.path).language)
    is_all = not (head.aliases or head.corrections or head.withdrawn or head.robots)
    return is_there and is_for_good and is_alone and is_all


def _shown(build: Build, article: Source, head: Head, came: Sequence[Source]) -> Desk:
    """Look at the pictures of an article, and plan how it shows them, as if there were nothing else."""
    root = article.file.removesuffix(article.path)
    names = [target.path for target in head.targets if is_picture(target.path)]
    if not {f"/{source.path}" for source in came} <= set(names):
        raise WholeBuildError
    found = sources.arrivals(root, [f"{root}{name[1:]}" for name in dict.fromkeys(names)])
    if found is None or found[0] or not all(map(sources.is_open, found[1])):
        raise WholeBuildError
    known = {source.path: _examined(build, source) for source in found[1]}
    alone = replace(head, targets=tuple(one for one in head.targets if is_picture(one.path)))
    parts = Site((alone,), (), (), (), (), (), (), build.as_of)
    files = {f"/{source.path}": source for source in found[1]}
    return Desk(parts, build.settings, Material(files, known=known, theme=build.theme))


def _examined(build: Build, source: Source) -> Picture:
    from feedgen_site import imaging  # with all that reads pictures, which most stories do not need

    return imaging.examined(source, None, is_copied=False, is_drawn=build.settings.images is not None)


def keep_pictures(build: Build, desk: Desk) -> None:
    """Let the next build know by what content these files count."""
    rows = {row[0]: row for row in others(build.outputs) or ()}
    for source in desk.files.values():
        rows[source.path] = other_row(source, desk.known[source.path].hash)
    if desk.files:
        keep_others(build.outputs, rows.values())
