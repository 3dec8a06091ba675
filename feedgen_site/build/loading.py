"""From the listed content to a plan: make, assemble, plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from typing import TypeVar

from feedgen_site import article, checking, mapper, revision, site, sources, theme
from feedgen_site.build.settings import drawing
from feedgen_site.build.work import Work, uncollected
from feedgen_site.frozen import dataclass
from feedgen_site.model import Head, HeldBack, Hold, Page, Picture, Site, Source
from feedgen_site.plan import Plan, planner
from feedgen_site.plan.desk import Material
from feedgen_site.problem import Problem, errors
from feedgen_site.sources import Tree
from feedgen_site.story import Made

_Item = TypeVar("_Item", Head, Page)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A site and its plan, with all problems so far, and the files left out because of an error.

    `heads` and `every_page` are those of all stories and pages, held back or not; `lasting` is the plan had
    none of them expired, where it is asked for. `warned` are content path and code of what was found,
    silenced or not. `others` are the files that are no articles, `pictures` those that are published, by
    content path.
    """

    site: Site
    plan: Plan
    heads: Sequence[Head]
    every_page: Sequence[Page]
    lasting: Plan | None
    problems: tuple[Problem, ...]
    warned: frozenset[tuple[str, str]]
    read: int
    bad: frozenset[str]
    others: tuple[Source, ...]
    pictures: Mapping[str, Picture]


def load(
    tree: Tree, read: int, made: Sequence[Made], found: tuple[Problem, ...], look: theme.Theme, work: Work
) -> Loaded:
    """Make the plan of the site of what was made of all files, without those that have an error.

    `found` are the problems of single files; `read` is how many files may be articles.
    """
    warned = {(problem.path, problem.code) for problem in found}
    problems = work.ruled(found)
    bad = {problem.path for problem in errors((*tree.problems, *problems)) if not problem.path.endswith("/")}
    drafts = tuple(HeldBack(one.path, Hold.DRAFT) for one in made if one.is_draft and one.head is None)
    others = [one.path for one in made if not one.is_article] + list(tree.not_articles)
    first = True
    while True:
        heads = [one.head for one in made if one.head and one.path not in bad]
        page_list = [one.page for one in made if one.page and one.path not in bad]
        assembled, clashes, files = _assembled(heads, page_list, tree, bad, _names_of(bad, made), work)
        material, planned = _planned(assembled, files, tree.static, look, work)
        unseen = (*bad, *(one.path for one in assembled.held_back))
        odd = checking.odd_names(planned, files, unseen)
        found = (*clashes, *planned.problems, *checking.active_pictures(planned), *odd)
        warned |= {(problem.path, problem.code) for problem in found}
        found = tuple(_placed(found, work.options.content))
        # What only follows from leaving files out is no news to their authors.
        found = work.ruled(found) if first else errors(found)
        first = False
        problems += found
        fresh = {problem.path for problem in errors(found)} - bad
        # Files left out may have been what others clashed with, so look again.
        if not fresh & {one.path for one in made}:
            break
        bad |= fresh
    lasting = None
    if work.options.against and any(held.reason is Hold.EXPIRED for held in assembled.held_back):
        lasting = _plan_of_all(heads, page_list, replace(material, files=tree.files), work)
    held_back = (*assembled.held_back, *drafts, *(HeldBack(path, Hold.NOT_AN_ARTICLE) for path in others))
    assembled = replace(assembled, held_back=tuple(sorted(held_back, key=lambda held: held.path)))
    every = (*tree.problems, *problems)
    return Loaded(
        assembled, planned, heads, page_list, lasting, every, frozenset(warned), read, frozenset(bad),
        tree.others, material.known,
    )  # fmt: skip


def _assembled(
    heads: Sequence[Head], pages: Sequence[Page], tree: Tree, bad: Set[str], unread: frozenset[str],
    work: Work,
) -> tuple[Site, tuple[Problem, ...], Mapping[str, Source]]:  # fmt: skip
    """Put the site together, and give what is wrong with it, and the files that its texts may show.

    `bad` are the paths of the files that are left out, `unread` the names that others have for them.
    """
    options = work.options
    with work.stages("assemble"), uncollected():
        assembled, clashes = site.assemble(
            heads, pages, work.settings, options.as_of, drafts=options.drafts, unread=unread
        )
    told = _told(assembled)
    closed = tree.closed_files(told)
    if bad:
        unread |= closed - tree.closed_files(told | bad)
    assembled = replace(assembled, closed=assembled.closed | closed, unread=unread)
    return assembled, clashes, {path: one for path, one in tree.files.items() if path not in closed}


def _planned(
    assembled: Site, files: Mapping[str, Source], static: Mapping[str, Source], look: theme.Theme, work: Work
) -> tuple[Material, Plan]:  # fmt: skip
    """Look into the pictures of a site and plan it."""
    with work.stages("pictures"):
        asked = planner.pictures(assembled, files, static)
        known = work.store.pictures(asked, partial(_examine, work))
    before = revision.compared(work.store.outputs(work.options.output))
    material = Material(files, static, known, work.version, work.drawn, look, before)
    with work.stages("plan") as stage, uncollected():
        planned = planner.make(assembled, work.settings, material)
        stage.note(files=len(planned.outputs))
    return material, planned


def _plan_of_all(heads: Sequence[Head], pages: Sequence[Page], material: Material, work: Work) -> Plan:
    """Plan the site as if nothing ever expired."""
    stay, pages_stay = map(_lasting, heads), map(_lasting, pages)
    lasting, _ = site.assemble(
        stay, pages_stay, work.settings, work.options.as_of, drafts=work.options.drafts
    )
    return planner.make(lasting, work.settings, material)


def _names_of(bad: Set[str], made: Sequence[Made]) -> frozenset[str]:
    """List every way to link to files that have an error."""
    left_out = [one for one in made if one.path in bad]
    heads = [one.head for one in left_out if one.head]
    return site.names_of(sorted(bad), heads, [one.page for one in left_out if one.page])


def _placed(problems: Sequence[Problem], content: str) -> Iterator[Problem]:
    """Give problems of which only the file knows the line with that line."""
    asked = {found.path for found in problems if found.sought}
    files = sources.listed(content, asked)
    for found in problems:
        if found.sought is None:
            yield found
            continue
        source = files.get(found.path)
        data = sources.read(source) if source else None
        text = sources.decoded(found.path, data) if isinstance(data, bytes) else data
        place = article.place_in(found.path, text, found.sought) if isinstance(text, str) else None
        line, column = place or (found.line, found.column)
        yield replace(found, line=line, column=column, sought=None)


def _examine(work: Work, files: Sequence[tuple[Source, Picture | None]]) -> Iterator[Picture]:
    """Look into pictures; those of content/static are published as they are."""
    is_drawn = bool(drawing(work.settings))
    worth = mapper.LONG_ITEMS if is_drawn else mapper.WORTH_PROCESSES
    return work.run.here(partial(_examined, is_drawn), files, worth=worth)


def _examined(is_drawn: bool, file: tuple[Source, Picture | None]) -> Picture:
    from feedgen_site import imaging

    source, before = file
    is_copied = source.path.startswith(sources.STATIC_FOLDER)
    return imaging.examined(source, before, is_copied=is_copied, is_drawn=is_drawn)


def _told(assembled: Site) -> frozenset[str]:
    """List the files whose words are published: of a withdrawn story a notice is all that is left."""
    stories = {head.path for head in assembled.stories if not head.withdrawn}
    return frozenset(stories | {page.path for page in assembled.pages})


def _lasting(item: _Item) -> _Item:
    """Give a story or page as one that never expires."""
    return replace(item, expires=None)
