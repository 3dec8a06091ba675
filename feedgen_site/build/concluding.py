"""Judges what was loaded, and publishes it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from feedgen_site import checking, pages, revision, schedule, search, theme
from feedgen_site.build import others
from feedgen_site.build.asked import Options, Outcome, shown, shown_path
from feedgen_site.build.loading import Loaded
from feedgen_site.build.revising import stand
from feedgen_site.build.work import Work, remember
from feedgen_site.pages import Shared
from feedgen_site.plan import Plan, states
from feedgen_site.problem import ContentError, Problem, errors, in_order
from feedgen_site.publish import Published
from feedgen_site.state import STATE_FILE, State

if TYPE_CHECKING:
    from feedgen_site.state.difference import Difference


def conclude(
    loaded: Loaded, config_problems: Sequence[Problem], look: theme.Theme, work: Work,
    revising: revision.Build | None,
) -> Outcome:  # fmt: skip
    """Judge what was loaded; publish it if nothing forbids, and if there is a build to publish it by."""
    options = work.options
    problems = work.ruled((*config_problems, *(shown(problem, options) for problem in loaded.problems)))
    outcome = Outcome(
        read=loaded.read,
        published=len(loaded.site.stories),
        held_back=loaded.site.held_back,
        problems=in_order(problems),
    )
    found = errors(outcome.problems)
    files = {shown_path(path, options) for path in loaded.bad}
    # Trouble beyond single files of content cannot be skipped.
    skippable = all(problem.path in files for problem in found)
    if errors(config_problems) or (found and not (options.skip_bad and skippable)):
        broken = pages.template_problems(look)
        outcome = replace(outcome, would_publish=outcome.published if skippable and not broken else 0)
        return _refused(outcome, broken, 2 if broken or errors(config_problems) else 1)
    if options.against is not None:
        difference = _difference(loaded, options.against, options)
        outcome = replace(outcome, difference=difference)
        if revising is None:
            return outcome
        if lost := difference.problems(os.path.join(options.output, STATE_FILE)):
            return _refused(outcome, lost, 1)
    navigation = tuple((page.title, page.permalink) for page in loaded.site.pages)
    searched = search.languages(loaded.site.stories, work.settings) if work.settings.search else ()
    shared = Shared(work.settings, look, loaded.site.sections, navigation, searched)
    try:
        if revising:
            outcome = _published(loaded, shared, outcome, work, revising)
        else:
            outcome = replace(outcome, problems=in_order((*outcome.problems, *_check(loaded, shared, work))))
    except ContentError as error:
        of_template = any(problem.code.startswith("template") for problem in error.problems)
        return _refused(outcome, error.problems, 2 if of_template else 1)
    return replace(outcome, exit_code=1 if errors(outcome.problems) else 0, left_out=len(loaded.bad))


def _published(
    loaded: Loaded, shared: Shared, outcome: Outcome, work: Work, revising: revision.Build
) -> Outcome:
    """Write the plan, and keep what the next build has to know of it."""
    moment = schedule.next_moment(loaded.heads, loaded.every_page, loaded.site)
    names = revision.names_before(revising)
    revising.outputs.notes.forget()
    published = _write(loaded.plan, shared, work)
    outcome = replace(outcome, files=published, next_moment=moment)
    is_sound = not errors(outcome.problems)
    if is_sound:
        stand(loaded, shared, outcome, revising, names)
        others.keep(loaded, revising.outputs)
    return replace(outcome, left=remember(work, revising.key if is_sound else ""))


def _refused(outcome: Outcome, problems: Iterable[Problem], exit_code: int) -> Outcome:
    """Add what stopped the build: nothing is published."""
    every = in_order((*outcome.problems, *problems))
    return replace(outcome, published=0, problems=every, exit_code=exit_code)


def _difference(loaded: Loaded, published: State, options: Options) -> Difference:
    """Say what readers of the published site will see of this one."""
    from feedgen_site.state.comparison import compare
    from feedgen_site.state.difference import Newsroom

    reasons = {held.path: held.reason for held in loaded.site.held_back}
    held = [head for head in loaded.heads if head.path in reasons]
    # Of two with one id the published one counts.
    files = {head.id: shown_path(head.path, options) for head in (*held, *loaded.site.stories)}
    newsroom = Newsroom(
        files,
        {head.id: reasons[head.path] for head in held},
        frozenset(output.path for output in loaded.plan.outputs),
        states.told(loaded.lasting.state) if loaded.lasting else None,
    )
    return compare(published, states.told(loaded.plan.state), options.as_of, newsroom)


def _write(planned: Plan, shared: Shared, work: Work) -> Published:
    """Bring the output folder to the plan, and remember what is in it."""
    from feedgen_site import writing

    output, job = work.options.output, work.job()
    left = work.since.outputs if work.since else None
    return writing.write(planned, shared, output, work.store, job, work.run, work.stages, left)


def _check(loaded: Loaded, shared: Shared, work: Work) -> tuple[Problem, ...]:
    """Try what a build would write; ContentError for a broken template."""
    checking.templates(shared)
    job, as_of = work.job(), work.options.as_of
    checking.one_of_each_kind(loaded.plan, shared, job)
    found = checking.every_feed(loaded.plan, shared, job, as_of, loaded.warned, work.run, work.stages)
    return work.ruled(
        shown(problem, work.options) if problem.path else replace(problem, path=work.options.config_file)
        for problem in found
    )
