"""What every change that needs no plan has in common: outputs made again and put into the output folder."""

from __future__ import annotations

import io
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from feedgen_site import codec, render
from feedgen_site.cache import FileRow, Record, Todo, body_of, made_now
from feedgen_site.frozen import dataclass
from feedgen_site.holdings import Holdings
from feedgen_site.model import Body, Head
from feedgen_site.pages import Shared
from feedgen_site.plan import Kind, Output
from feedgen_site.plan.kept import Kept
from feedgen_site.problem import Problem
from feedgen_site.publish import Published
from feedgen_site.render import Job
from feedgen_site.revision.standing import Build, Standing, keep_compared
from feedgen_site.state import STATE_FILE
from feedgen_site.text import digest


class WholeBuildError(Exception):
    """More has to be done than can be told without a plan; nothing has been written."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story that a file of content is now: `record` is what the cache keeps of it.

    `problems` are those of the file, with the severity of the code.
    """

    todo: Todo
    record: Record
    head: Head
    body: Body
    problems: tuple[Problem, ...]
    is_draft: bool


def story_of(build: Build, todo: Todo) -> Story:
    """Make the story of a file; WholeBuildError where that is no story, or one with an error."""
    path, record = todo.source.path, build.make(todo)
    if isinstance(record, Problem) or not record.is_sound:
        raise WholeBuildError
    made = made_now(path, record)
    if made.head is None:
        raise WholeBuildError
    return Story(todo, record, made.head, body_of(path, record.body), made.problems, made.is_draft)


@dataclass(frozen=True, slots=True)
class Changed:
    """An output to be written. `kept` is what it is made from from now on, None where that is as before.

    `entries` are the marks of a feed's document, where they are known.
    """

    path: str
    kind: Kind
    data: bytes
    kept: Kept | None = None
    entries: tuple[str, ...] = ()


class Change(ABC):
    """Stories that are others now, or new, on their way into the output folder: `stories`, by content path.

    `names` stands for which outputs name which stories.
    """

    def __init__(self, build: Build, standing: Standing, stories: Mapping[str, Story]) -> None:
        self._build, self._stories = build, stories
        self._heads: dict[str, Head] = {}
        self._rows: dict[str, Kept | None] = {}
        self._shared = Shared(build.settings, build.theme, standing.sections, standing.pages)
        self._compared = ""
        self.names = standing.names

    @abstractmethod
    def _changed(self, holdings: Holdings) -> list[Changed]:
        """Make again what shows the stories, in the order of writing; the state goes last."""

    def publish(self, holdings: Holdings) -> Published:
        """Make again and write what shows the stories; WholeBuildError where more has to be done."""
        if holdings.fingerprint(STATE_FILE) is None:
            raise WholeBuildError
        changed = self._changed(holdings)
        marks = [mark for one in self._stories.values() for mark in (one.head.head_hash, one.record.key)]
        fingerprints = {one.path: digest(holdings.fingerprint(one.path) or "", *marks) for one in changed}
        if not (holdings.is_whole() and holdings.can_take({one.path: one.data for one in changed})):
            raise WholeBuildError
        for one in changed:
            holdings.write(one.path, one.data)
        published, rows = holdings.finish(fingerprints)
        self._keep(changed, rows)
        return published

    def _keep(self, changed: Sequence[Changed], rows: Sequence[FileRow]) -> None:
        """Keep what the next build has to know."""
        store, records = self._build.store.stories, self._build.outputs
        records.update_files(rows)
        contents = {path: content for path, _, _, content in rows}
        documents = {one.path: (contents[one.path], one.entries) for one in changed if one.entries}
        records.update_entries(documents)
        # No fingerprint: the next plan writes it down again.
        kept = [replace(one.kept, fingerprint="") for one in changed if one.kept]
        for one in kept:
            before = self._row(one.path)
            self.names += one.weight - (before.weight if before else 0)
        records.update_planned(kept)
        for story in self._stories.values():
            store.keep(story.todo.source, story.record)
        if self._compared:
            keep_compared(self._build, self._compared)

    def _drawn(self, pages: Sequence[tuple[Output, Kept | None]]) -> Callable[[], list[Changed]]:
        """Let pages be rendered while something else is done; what is given awaits them.

        To compile templates takes as long as to exchange entries.
        """
        jobs = [Job(output, tuple(map(self._new_body, output.bodies))) for output, _ in pages]
        rendered = self._build.run.aside(lambda: _framed(render.render(self._shared, job) for job in jobs))
        return lambda: [
            Changed(output.path, output.kind, data, kept)
            for (output, kept), data in zip(pages, _unframed(rendered()), strict=True)
        ]

    def _row(self, path: str) -> Kept | None:
        """Give what an output was made from before, None where there was none; read once."""
        if path not in self._rows:
            self._rows[path] = self._build.outputs.planned_if_any(path)
        return self._rows[path]

    def _output(self, kept: Kept, stories: codec.References) -> Output:
        try:
            return kept.output(stories)
        except ValueError as error:
            raise WholeBuildError from error

    def _present(self, path: str) -> bytes:
        with open(os.path.join(self._build.output, *path.split("/")), "rb") as stream:
            return stream.read()

    def _new(self, path: str) -> Head:
        return self._stories[path].head if path in self._stories else self._kept(path)

    def _kept(self, path: str) -> Head:
        if path not in self._heads:
            self._heads[path] = self._build.store.stories.head(path)
        return self._heads[path]

    def _new_body(self, path: str) -> Body:
        return self._stories[path].body if path in self._stories else self._build.store.stories.body(path)


def _framed(parts: Iterable[bytes]) -> bytes:
    """Make one of several texts, to be parted by `_unframed`."""
    return b"".join(b"%d\n%b" % (len(part), part) for part in parts)


def _unframed(data: bytes) -> Iterator[bytes]:
    stream = io.BytesIO(data)
    while size := stream.readline():
        yield stream.read(int(size))


def in_order(changed: Iterable[Changed]) -> list[Changed]:
    """Give outputs in the order of writing."""
    return sorted(changed, key=lambda one: (one.kind, one.path))
