"""Says what is wrong with a planned site: pictures that run, templates that break, feeds that mislead."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from feedgen_site import addresses, feeds, pages, render
from feedgen_site.mapper import Mapper
from feedgen_site.pages import Shared
from feedgen_site.plan import FeedArguments, FileArguments, Kind, Output, Plan, StoryEntry
from feedgen_site.problem import ContentError, Problem, Severity
from feedgen_site.render import Job
from feedgen_site.sources import TEXT_ENDINGS
from feedgen_site.stages import Stages

if TYPE_CHECKING:
    from feedgen_site.feeds.judging import Finding

# What hosts and robots look for at the top of a site.
_OF_THE_ROOT = frozenset(("robots.txt", "ads.txt", "humans.txt", "security.txt"))


def active_pictures(planned: Plan) -> Iterator[Problem]:
    """Refuse SVG pictures that run: opened by themselves they would be scripts on the site's own address."""
    for output in planned.outputs:
        if isinstance(output.arguments, FileArguments) and output.path.lower().endswith(".svg"):
            if not output.path.startswith("assets/"):
                continue  # content/static is the publisher's own
            from feedgen_site.pictures.svg import is_active_svg  # with all other kinds; few sites have any

            try:
                with open(output.arguments.source, "rb") as stream:
                    active = is_active_svg(stream.read())
            except OSError:
                continue  # copying will say so
            if active:
                message = (
                    f"the picture /{output.path.removeprefix('assets/')} holds a script or remote content"
                )
                yield Problem(output.origin, 0, 0, "active-svg", message, "save it as plain SVG, or as PNG")


def odd_names(planned: Plan, files: Iterable[str], unseen: Iterable[str]) -> Iterator[Problem]:
    """Warn of texts that are no articles, by their names, and to which nothing that is published refers.

    `files` are the content paths of files that may be published. Those beside an `unseen` article are left
    out, which may refer to them: it is held back, or has an error.
    """
    texts = [path for path in files if path.lower().endswith(TEXT_ENDINGS)]
    taken = {output.path for output in planned.outputs if output.kind is Kind.FILE} if texts else set()
    folders = {posixpath.dirname(path) for path in unseen} if texts else set()
    for path in sorted(texts):
        name = path.removeprefix("/")
        is_told = name.lower().rpartition(".")[0].endswith((".md", ".markdown"))  # as the folder is listed
        if f"assets/{name}" in taken or posixpath.dirname(name) in folders or is_told:
            continue
        message = "this is no article, for its name does not end in .md, and no article refers to it"
        stem = posixpath.splitext(posixpath.basename(name))[0]
        hint = f"save it as {stem}.md, if it is meant as one"
        if name.lower() in _OF_THE_ROOT:
            message, hint = "this is not published", f"put it into the content folder as static/{name}"
        yield Problem(name, 0, 0, "odd-name", message, hint, Severity.WARNING)


def templates(shared: Shared) -> None:
    """Try all templates with examples, which takes time; ContentError for those that break."""
    problems = pages.template_problems(shared.theme)
    if problems:
        raise ContentError(problems)


def one_of_each_kind(planned: Plan, shared: Shared, job: Callable[[Output], Job]) -> None:
    """Render one output of each kind but feeds; ContentError for a template that breaks on it."""
    tried = {Kind.FILE, Kind.PICTURE}
    for output in planned.outputs:
        if output.kind not in tried and not isinstance(output.arguments, FeedArguments):
            tried.add(output.kind)
            render.render(shared, job(output))


def every_feed(
    planned: Plan, shared: Shared, job: Callable[[Output], Job], as_of: datetime,
    warned: Collection[tuple[str, str]], run: Mapper, stages: Stages,
) -> tuple[Problem, ...]:  # fmt: skip
    """Render and judge every feed; a problem has the content path of an article, or "" for site.yaml.

    `warned` are path and code of the warnings there are already, silenced ones too: none is told again.
    """
    from feedgen_site.feeds import judging  # with lxml

    documents: list[Output] = []
    paths: dict[str, str] = {}
    for output in planned.outputs:
        if isinstance(output.arguments, FeedArguments):
            documents.append(output)
            paths |= output.arguments.paths()
    found = []
    with stages("judge feeds") as stage:
        stage.expect(len(documents))
        results = run(partial(_judged, shared, as_of), map(job, documents))
        for output, findings in zip(documents, results, strict=True):
            found.append((output.path, findings))
            stage.advance()
    return judging.problems(found, paths, "", warned)


def _judged(shared: Shared, as_of: datetime, job: Job) -> tuple[Finding, ...]:
    from feedgen_site.feeds import judging

    arguments = job.output.arguments
    assert isinstance(arguments, FeedArguments)
    url = addresses.absolute(shared.config.base_url, f"/{job.output.path}")
    allowed = {*shared.config.feeds.fields.namespaces().values(), feeds.TOMBSTONES}
    empty = [addresses.absolute(shared.config.base_url, address) for address in _empty_files(arguments)]
    return judging.judge(arguments.format, render.render(shared, job), url, as_of, allowed, empty)


def _empty_files(arguments: FeedArguments) -> Iterator[str]:
    """Give the addresses of the site's own files that hold no byte."""
    for entry in arguments.entries:
        if isinstance(entry, StoryEntry):
            empty = {path for path, measure in entry.measures if not measure.length}
            yield from (address for path, address in entry.resolved if path in empty and address)
