"""Makes the stories that the cache does not hold."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from feedgen_site import cache, sources, story
from feedgen_site.build.work import Work, uncollected
from feedgen_site.cache import Todo
from feedgen_site.config import SiteConfig
from feedgen_site.problem import Problem
from feedgen_site.sources import Tree
from feedgen_site.story import Made


def make(tree: Tree, work: Work) -> tuple[list[Made], tuple[Problem, ...]]:
    """Make the stories that the cache does not hold; give all of them, by path, with their problems."""
    files = [*((source, False) for source in tree.articles), *((source, True) for source in tree.pages)]
    with work.stages("cache") as stage, uncollected():
        split = work.store.stories.split(files)
        stage.note(known=len(split.done), to_make=len(split.todo))
    made, unread = list(split.done), []
    with work.stages("make") as stage:
        stage.expect(len(split.todo))
        todo = split.todo if work.run.here is work.run else map(_with_content, split.todo)
        results = work.run(partial(make_one, work.settings), todo)
        for asked, result in zip(split.todo, results, strict=True):
            if isinstance(result, Problem):
                unread.append(result)
            else:
                made.append(work.store.stories.keep(asked.source, result))
            stage.advance()
    work.store.stories.forget(split.gone)
    made.sort(key=lambda one: one.path)
    return made, (*unread, *(problem for one in made for problem in one.problems))


def _with_content(todo: Todo) -> Todo:
    """Read a file for those who cannot."""
    return replace(todo, data=sources.read(todo.source))


def make_one(settings: SiteConfig, todo: Todo) -> cache.Record | Problem:
    """Read and make one file, and put the result into words: all of it where the map runs."""
    path = todo.source.path
    data = sources.read(todo.source) if todo.data is None else todo.data
    if isinstance(data, Problem):
        return data
    text = sources.decoded(path, data)
    if isinstance(text, Problem):
        return text
    make = story.make_page if todo.is_page else story.make
    return cache.record(cache.key_of(path, data, todo.version), make(path, text, settings))
