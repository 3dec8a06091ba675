"""The shell's story: read, make, assemble, plan, render what changed, write, prune."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial

from feedgen_site import publish, theme
from feedgen_site.build.asked import Options, Outcome, shown
from feedgen_site.build.making import make
from feedgen_site.build.revising import amend, edits_of, key_of, revise, revision_for, suspects_in
from feedgen_site.build.settings import read_config
from feedgen_site.build.work import Work, remember, scan, worked
from feedgen_site.config import SiteConfig
from feedgen_site.memo import Since
from feedgen_site.model import Head, Page
from feedgen_site.problem import ContentError, Problem, errors, in_order
from feedgen_site.stages import SILENT, Stages
from feedgen_site.story import Made


def build(
    options: Options, stages: Stages = SILENT, *, write: bool = True, since: Since | None = None
) -> Outcome:
    """Build the site, or with `write` False only load, plan and judge it.

    `since` is what happened since the last build of the same options, where that is known.

    Exit codes: 0 fine; 1 problems in content or findings; 2 site.yaml, templates or folders.
    """
    settings, config_problems = read_config(options)
    overlap = (
        publish.check_folders(options.content, options.output, home=options.home, cache=options.cache)
        if write
        else ()
    )
    try:
        look = _theme(options)
    except ContentError as error:
        return Outcome(problems=in_order((*config_problems, *overlap, *error.problems)), exit_code=2)
    if overlap or not os.path.isdir(options.content):
        tree = scan(options, stages)
        # What an absent site.yaml would say is beside the point where there is no content.
        others = config_problems if os.path.isdir(options.content) else ()
        problems = in_order((*others, *overlap, *(shown(problem, options) for problem in tree.problems)))
        return Outcome(problems=problems, exit_code=2)
    is_sound = write and options.against is None and not errors(config_problems)

    def through(work: Work) -> Outcome:
        edits = edits_of(work) if is_sound else None
        if edits and (amended := amend(edits, look, config_problems, work)):
            return amended
        tree = scan(options, stages)
        revising = revision_for(key_of(tree, look, work), look, work) if write else None
        if revising and is_sound and not edits and not errors(tree.problems):
            revised = revise(revising, partial(suspects_in, tree, work), config_problems, work)
            if revised:
                return revised
        from feedgen_site.build.concluding import conclude  # here, for what needs no plan needs neither
        from feedgen_site.build.loading import load

        read = len(tree.articles) + len(tree.not_articles)
        made, found = make(tree, work)
        # What nobody asks for any more is long, and makes room for the plan.
        tree = tree.once_made()
        loaded = load(tree, read, made, found, look, work)
        del made, tree
        remember(work)
        outcome = conclude(loaded, config_problems, look, work, revising)
        return replace(outcome, problems=in_order((*outcome.problems, *work.noted)))

    try:
        return worked(through, settings, options, stages, since)
    except ContentError as error:
        return Outcome(problems=in_order((*config_problems, *error.problems)), exit_code=2)


def _theme(options: Options) -> theme.Theme:
    """Load the templates; ContentError where there is no such folder, or one of them cannot be read."""
    if options.templates and not os.path.isdir(options.templates):
        message, hint = "there is no such folder of templates", "leave --templates out for the packaged ones"
        raise ContentError((Problem(options.templates, 0, 0, "no-templates", message, hint),))
    folder = options.templates_folder
    return theme.load(folder if os.path.isdir(folder) else None)


def heads(
    options: Options, stages: Stages = SILENT
) -> tuple[tuple[Head, ...], tuple[Page, ...], SiteConfig, tuple[Problem, ...]]:
    """Make every story and page, also those held back, and give their heads without planning a site.

    The problems are those of single files. ContentError where the folder or site.yaml cannot be used.
    """
    settings, found = read_config(options)
    tree = scan(options, stages)
    if not os.path.isdir(options.content) or errors(found):
        raise ContentError(in_order(errors((*found, *tree.problems))))

    def made(work: Work) -> tuple[list[Made], tuple[Problem, ...]]:
        every, problems = make(tree, work)
        remember(work)
        problems = work.ruled((*tree.problems, *problems))
        return every, (*(shown(problem, options) for problem in problems), *work.noted)

    every, problems = worked(made, settings, options, stages)
    return (
        tuple(one.head for one in every if one.head),
        tuple(one.page for one in every if one.page),
        settings,
        in_order(problems),
    )
