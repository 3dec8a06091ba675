"""Brings edits to what the output folder holds, where no new plan is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from feedgen_site import revision, sources, theme
from feedgen_site.build import others
from feedgen_site.build.asked import Outcome, shown
from feedgen_site.build.making import make_one
from feedgen_site.build.work import Work, remember
from feedgen_site.cache import Suspect
from feedgen_site.memo import Since
from feedgen_site.model import Source
from feedgen_site.pages import Shared
from feedgen_site.problem import Problem, in_order
from feedgen_site.sources import Tree
from feedgen_site.text import digest

if TYPE_CHECKING:
    from feedgen_site.build.loading import Loaded


def edits_of(work: Work) -> Since | None:
    """Give what happened since the last build if that is edits alone, and the cache is as it left it, too."""
    since = work.since
    return since if since and since.edits is not None and work.store.database.is_as_left else None


def amend(since: Since, look: theme.Theme, config_problems: Sequence[Problem], work: Work) -> Outcome | None:
    """Bring edits to what the last build left, and look at nothing else; None as `revise`."""
    edits, new = since.edits or (), since.new or ()
    if since.left is None or len(edits) + len(new) > revision.MOST_EDITED:
        return None
    content = work.options.content
    edited, came = sources.texts(content, edits), sources.arrivals(content, new)
    if edited is None or came is None:
        return None
    articles, pictures = came
    files = (*edited, *((source, False) for source in articles))
    revising = replace(revision_for(since.left.plan, look, work), left=since.outputs)
    return revise(revising, partial(work.store.stories.suspected, files), config_problems, work, pictures)


def suspects_in(tree: Tree, work: Work) -> Sequence[Suspect] | None:
    """Give the articles and pages that may have been edited; None where more has happened, or may have."""
    if not others.are_as_kept(tree, work.store.outputs(work.options.output), work):
        return None
    files = [*((one, False) for one in tree.articles), *((one, True) for one in tree.pages)]
    return work.store.stories.suspects(files)


def revise(
    revising: revision.Build, suspects: Callable[[], Sequence[Suspect] | None],
    config_problems: Sequence[Problem], work: Work, pictures: Sequence[Source] = (),
) -> Outcome | None:  # fmt: skip
    """Bring what needs no plan to the output; None where that is not all, and nothing is written.

    `pictures` are files that came, and are no articles.
    """
    with work.stages("revise") as stage:
        standing = revision.standing(revising)
        files = suspects() if standing else None
        revised = None
        if standing and files is not None:
            revised = revision.attempt(revising, standing, files, pictures)
        if revised:
            published = revised[1]
            hashed = {"hashed": published.hashed} if published.hashed else {}
            stage.note(written=len(published.written), kept=len(published.unchanged), **hashed)
    if revised is None:
        return None
    standing, published = revised
    left = remember(work, standing.key)
    problems = work.ruled((*config_problems, *(shown(one, work.options) for one in standing.problems)))
    return Outcome(
        standing.read, standing.published, standing.held_back, in_order(problems), published,
        next_moment=standing.until, left=left,
    )  # fmt: skip


def key_of(tree: Tree, look: theme.Theme, work: Work) -> str:
    """Stand for all that a plan depends on besides articles and time."""
    options = work.options
    base = digest(work.version, look.fingerprint)
    return revision.key(base, tree, repr((options.content, options.drafts, options.strict)))


def revision_for(plan_key: str, look: theme.Theme, work: Work) -> revision.Build:
    """Give what a revision of the plan with this key needs."""
    options, make = work.options, partial(make_one, work.settings)
    return revision.Build(
        work.settings, look, work.store, plan_key, options.as_of, options.output, make, work.ruled, work.run
    )


def stand(
    loaded: Loaded, shared: Shared, outcome: Outcome, revising: revision.Build, names: int | None
) -> None:
    """Keep the plan that was written, for edits to be brought to it; `names` as for `revision.remember`."""
    standing = revision.Standing(
        revising.key, "", 0, revising.as_of, outcome.next_moment, shared.sections, shared.pages,
        outcome.read, outcome.published, outcome.held_back, loaded.problems,
    )  # fmt: skip
    revision.remember(revising, loaded.site, loaded.plan, standing, names)
