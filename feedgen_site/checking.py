"""Says what is wrong with a planned site: pictures that run, templates that break, feeds that mislead."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from feedgen_site import addresses, feeds, pages, render
from feedgen_site.mapper import Mapper
from feedgen_site.pages import Shared
from feedgen_site.plan import FeedArguments, FileArguments, Kind, Output, Plan, StoryEntry
from feedgen_site.problem import ContentError, Problem
from feedgen_site.render import Job
from feedgen_site.stages import Stages

if TYPE_CHECKING:
    from feedgen_site.feeds.judging import Finding


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
