"""What the steps of a build share, and what they do on the way."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from typing import TypeVar

from feedgen_site import cache, mapper, precompress, problem, sources
from feedgen_site.build.asked import Options
from feedgen_site.build.program import program_parts, program_version
from feedgen_site.build.settings import drawing
from feedgen_site.cache import Cache
from feedgen_site.config import SiteConfig
from feedgen_site.frozen import dataclass
from feedgen_site.keypoints import rankers
from feedgen_site.memo import Left, Since
from feedgen_site.plan import Output
from feedgen_site.problem import ContentError, Problem
from feedgen_site.render import Job
from feedgen_site.sources import Tree
from feedgen_site.stages import Stages
from feedgen_site.text import digest

_BODIES_AT_HAND = 512
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Work:
    """What the steps of a build share: what is wanted, and the cache and processes at hand.

    `program` is its version, `version` fingerprints what every output depends on, `drawn` what decides about
    pictures. `since` is as for `build`. `noted` gathers what goes wrong with the machines meanwhile.
    """

    options: Options
    settings: SiteConfig
    program: str
    version: str
    drawn: str
    since: Since | None
    store: Cache
    run: mapper.Mapper
    stages: Stages
    noted: list[Problem]

    def ruled(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Give problems the severity that site.yaml and --strict ask for."""
        return problem.ruled(problems, dict(self.settings.check), strict=self.options.strict)

    def job(self) -> Callable[[Output], Job]:
        """Give what makes the job of an output; bodies used last stay at hand, for feeds share stories."""
        body = lru_cache(maxsize=_BODIES_AT_HAND)(self.store.stories.body)
        return lambda output: Job(output, tuple(map(body, output.bodies)))


def worked(
    function: Callable[[Work], _Result], settings: SiteConfig, options: Options, stages: Stages,
    since: Since | None = None,
) -> _Result:  # fmt: skip
    """Call with a cache and processes; once more without a cache where it breaks meanwhile.

    `since` is as for `build`. ContentError where a cluster is asked for that cannot do the work.
    """
    plugged_in = rankers.packages(settings.points.ranker)
    left = since.left if since else None
    program = left.program if left else program_version()
    drawn = digest(program, *drawing(settings))
    version = digest(drawn, settings.fingerprint(), *precompress.version(settings.precompress), *plugged_in)
    name = digest(options.content, options.config, options.base_url, size=4)
    noted: list[Problem] = []
    waited: list[str] = []

    def wait(text: str) -> None:
        waited.append(text)
        stages.say(text)

    try:
        with (
            _executor(options, settings, noted.append) as run,
            cache.opened(options.cache or None, name, version, wait, left.store if left else "") as store,
        ):
            since = None if waited else since  # it was another moment
            try:
                work = Work(
                    options, settings, program, version, drawn, since, store, stages.over(run), stages, noted
                )
                return function(work)
            except (KeyboardInterrupt, ContentError):
                store.commit()  # what is made need not be made again
                raise
    except cache.LostError:
        return worked(function, settings, replace(options, cache=""), stages)
    finally:
        gc.unfreeze()  # a preview goes on


def _executor(
    options: Options, settings: SiteConfig, noted: Callable[[Problem], None]
) -> AbstractContextManager[mapper.Mapper]:
    """Give what runs functions over many items: processes of this machine, or a cluster."""
    if not options.executor:
        return mapper.processes(options.jobs)
    from feedgen_site import cluster  # with asyncio

    # Pictures are drawn on this machine, so nobody else needs Pillow.
    there = partial(program_parts, settings.points.ranker)
    return cluster.connected(options.executor, there, options.jobs, noted)


@contextmanager
def uncollected() -> Iterator[None]:
    """Make much that lasts to the end of the build, in no circles: nobody looks for any in it, now or later.

    Not for what starts processes: they would look for none, either.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def scan(options: Options, stages: Stages) -> Tree:
    """List the content folder."""
    with stages("scan") as stage:
        tree = sources.scan(options.content)
        stage.note(articles=len(tree.articles), other_files=len(tree.others))
    return tree


def remember(work: Work, plan_key: str = "") -> Left | None:
    """Let the next build know what this one found out, and say what is left of the plan it wrote."""
    with work.stages("remember"):
        stamp = work.store.commit()
    return Left(work.program, plan_key, stamp) if stamp and plan_key else None
