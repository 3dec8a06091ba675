"""The shell's story: read, make, assemble, plan, render what changed, write, prune."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from feedgen_site import (
    __version__,
    cache,
    config,
    mapper,
    precompress,
    problem,
    publish,
    revision,
    sources,
    story,
    theme,
)
from feedgen_site.cache import Cache, Todo
from feedgen_site.config import SiteConfig
from feedgen_site.keypoints import rankers
from feedgen_site.memo import Edits, Left, Since
from feedgen_site.model import Head, HeldBack, Hold, Page, Picture, Site, Source
from feedgen_site.pages import Shared
from feedgen_site.plan import Output, Plan
from feedgen_site.problem import ContentError, Problem, errors, in_order
from feedgen_site.publish import Published
from feedgen_site.render import Job
from feedgen_site.sources import Tree
from feedgen_site.stages import SILENT, Stages
from feedgen_site.state import STATE_FILE, State
from feedgen_site.story import Made
from feedgen_site.text import digest

if TYPE_CHECKING:
    from feedgen_site.state.difference import Difference

# Every one of these decides about bytes of the output.
_DEPENDENCIES = (
    "feedgen",
    "lxml",
    "markdown-it-py",
    "mdit-py-plugins",
    "PyYAML",
    "Jinja2",
    "MarkupSafe",
    "nh3",
    "Babel",
    "css-inline",
    "wcwidth",
    "tzdata",
)
_BODIES_AT_HAND = 512
_Item = TypeVar("_Item", Head, Page)
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for. Folders are as the user typed them; `as_of` is in UTC.

    `executor` is the address of a Dask scheduler, or empty for processes of this machine.
    With `against`, the state of what is published, the outcome says how the site differs from it, and
    nothing is written where readers would lose something.
    """

    content: str
    output: str
    as_of: datetime
    config: str = ""
    templates: str = ""
    cache: str = ""
    base_url: str = ""
    home: str = ""
    drafts: bool = False
    jobs: int = 0
    executor: str = ""
    strict: bool = False
    skip_bad: bool = False
    against: State | None = None

    @property
    def config_file(self) -> str:
        """Give the configuration file: the one named, else site.yaml in the content folder."""
        return self.config or os.path.join(self.content, "site.yaml")

    @property
    def templates_folder(self) -> str:
        """Give the folder of the user's templates: the one named, else `templates` beside the content."""
        return self.templates or os.path.join(os.path.dirname(os.path.abspath(self.content)), "templates")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build found and did.

    `would_publish`: stories that `skip_bad` would publish after a failure; `left_out`: files that it did
    leave out. Before `next_moment` (None: ever) time alone changes nothing.
    """

    read: int = 0
    published: int = 0
    held_back: tuple[HeldBack, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: Published = field(default_factory=lambda: Published((), (), ()))
    exit_code: int = 0
    would_publish: int = 0
    left_out: int = 0
    difference: Difference | None = None
    next_moment: datetime | None = None
    left: Left | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Work:
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
        body = lru_cache(maxsize=_BODIES_AT_HAND)(self.store.body)
        return lambda output: Job(output, tuple(map(body, output.bodies)))


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A site and its plan, with all problems so far, and the files left out because of an error.

    `heads` and `every_page` are those of all stories and pages, held back or not; `lasting` is the plan had
    none of them expired, where it is asked for. `warned` are content path and code of what was found,
    silenced or not.
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


def build(
    options: Options, stages: Stages = SILENT, *, write: bool = True, since: Since | None = None
) -> Outcome:
    """Build the site, or with `write` False only load, plan and judge it.

    `since` is what happened since the last build of the same options, where that is known.

    Exit codes: 0 fine; 1 problems in content or findings; 2 site.yaml, templates or folders.
    """
    settings, config_problems = read_config(options)
    overlap = publish.check_folders(options.content, options.output, home=options.home) if write else ()
    if options.templates and not os.path.isdir(options.templates):
        message = "there is no such folder of templates"
        missing = Problem(
            options.templates, 0, 0, "no-templates", message, "leave --templates out for the packaged ones"
        )
        return Outcome(problems=in_order((*config_problems, *overlap, missing)), exit_code=2)
    try:
        look = theme.load(options.templates_folder if os.path.isdir(options.templates_folder) else None)
    except ContentError as error:
        return Outcome(problems=in_order((*config_problems, *overlap, *error.problems)), exit_code=2)
    if overlap or not os.path.isdir(options.content):
        tree = _scan(options, stages)
        # What an absent site.yaml would say is beside the point where there is no content.
        others = config_problems if os.path.isdir(options.content) else ()
        problems = in_order((*others, *overlap, *(_shown(problem, options) for problem in tree.problems)))
        return Outcome(problems=problems, exit_code=2)
    is_sound = write and options.against is None and not errors(config_problems)

    def through(work: _Work) -> Outcome:
        edits = _edits(work) if is_sound else None
        if edits and (amended := _amended(edits, look, config_problems, work)):
            return amended
        tree = _scan(options, stages)
        revising = _revising(_plan_key(tree, look, work), look, work) if write else None
        if revising and is_sound and not edits and not errors(tree.problems):
            revised = _revised(revising, partial(_edited, tree), config_problems, work)
            if revised:
                return revised
        loaded = _load(tree, look, work)
        _remember(work)
        outcome = _conclude(loaded, config_problems, look, work, revising)
        return replace(outcome, problems=in_order((*outcome.problems, *work.noted)))

    try:
        return _worked(through, settings, options, stages, since)
    except ContentError as error:
        return Outcome(problems=in_order((*config_problems, *error.problems)), exit_code=2)


def heads(
    options: Options, stages: Stages = SILENT
) -> tuple[tuple[Head, ...], tuple[Page, ...], SiteConfig, tuple[Problem, ...]]:
    """Make every story and page, also those held back, and give their heads without planning a site.

    The problems are those of single files. ContentError where the folder or site.yaml cannot be used.
    """
    settings, found = read_config(options)
    tree = _scan(options, stages)
    if not os.path.isdir(options.content) or errors(found):
        raise ContentError(in_order(errors((*found, *tree.problems))))

    def made(work: _Work) -> tuple[list[Made], tuple[Problem, ...]]:
        every, problems = _make(tree, work)
        _remember(work)
        problems = work.ruled((*tree.problems, *problems))
        return every, (*(_shown(problem, options) for problem in problems), *work.noted)

    every, problems = _worked(made, settings, options, stages)
    return (
        tuple(one.head for one in every if one.head),
        tuple(one.page for one in every if one.page),
        settings,
        in_order(problems),
    )


def _worked(
    function: Callable[[_Work], _Result], settings: SiteConfig, options: Options, stages: Stages,
    since: Since | None = None,
) -> _Result:  # fmt: skip
    """Call with a cache and processes; once more without a cache where it breaks meanwhile.

    `since` is as for `build`. ContentError where a cluster is asked for that cannot do the work.
    """
    plugged_in = rankers.packages(settings.points.ranker)
    left = since.edits.left if since and since.edits else None
    program = left.program if left else program_version()
    drawn = digest(program, *_drawing(settings))
    version = digest(drawn, settings.fingerprint(), *precompress.version(settings.precompress), *plugged_in)
    name = digest(options.content, options.config, options.base_url, size=4)
    noted: list[Problem] = []
    try:
        with (
            _executor(options, settings, noted.append) as run,
            cache.opened(
                options.cache or None, name, version, stages.say, left.store if left else ""
            ) as store,
        ):
            try:
                work = _Work(
                    options, settings, program, version, drawn, since, store, stages.over(run), stages, noted
                )
                return function(work)
            except KeyboardInterrupt:
                store.commit()  # what is made need not be made again
                raise
    except cache.LostError:
        return _worked(function, settings, replace(options, cache=""), stages)


def _scan(options: Options, stages: Stages) -> Tree:
    with stages("scan") as stage:
        tree = sources.scan(options.content)
        stage.note(articles=len(tree.articles), other_files=len(tree.files) + len(tree.static))
    return tree


def _remember(work: _Work, plan_key: str = "") -> Left | None:
    """Let the next build know what this one found out, and say what is left of the plan it wrote."""
    with work.stages("remember"):
        stamp = work.store.commit()
    return Left(work.program, plan_key, stamp) if stamp and plan_key else None


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


def program_parts(ranker: str = "") -> Mapping[str, str]:
    """Name all of the program that decides about bytes, each with its version, and a ranker's package."""
    from importlib import metadata  # with what reads mail; an edit knows the program from the memo

    package = os.path.dirname(os.path.abspath(__file__))
    parts: list[str] = []
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for file in sorted(files):
            if file.endswith((".py", ".toml", ".json", ".txt")):
                with open(os.path.join(folder, file), "rb") as stream:
                    parts += (file, digest(stream.read()))
    # Python brings the tables of Unicode.
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    named = {"feedgen-site": __version__, "its source": digest(*parts), "Python": python}
    named |= {name: metadata.version(name) for name in _DEPENDENCIES}
    plugged_in = rankers.packages(ranker)
    return named | ({f"ranker {ranker}": ", ".join(plugged_in)} if plugged_in else {})


def program_version() -> str:
    """Name the program: its own source, and the versions of Python and of what else it is built on."""
    return digest(*chain.from_iterable(program_parts().items()))


def read_config(options: Options) -> tuple[SiteConfig, tuple[Problem, ...]]:
    """Read site.yaml, or give the settings of a site without one; problems name the file as it was typed."""
    file = options.config_file
    text: str | None = None
    problems: tuple[Problem, ...] = ()
    if options.config and not os.path.isfile(file):
        problems = (
            Problem(file, 0, 0, "no-config", "there is no such file", "feedgen-site init . makes one"),
        )
    elif os.path.lexists(file) and not os.path.isfile(file):
        # Without its settings a site would be published under other ids.
        message = "is no file, or a symbolic link that leads nowhere"
        problems = (Problem(file, 0, 0, "unreadable", message, "put the settings there, or remove it"),)
    elif os.path.isfile(file):
        try:
            with open(file, "rb") as stream:
                decoded = sources.decoded(file, stream.read())
        except OSError as error:
            decoded = Problem(
                file, 0, 0, "unreadable", f"cannot be read: {error.strerror}", "check permissions"
            )
        if isinstance(decoded, Problem):
            problems = (decoded,)
        else:
            text = decoded
    settings, found = config.load(text, file, options.base_url)
    if settings.images and not _drawing(settings):
        from feedgen_site import imaging

        message = "'images' asks for smaller pictures, and Pillow, which draws them, is not installed"
        found = (*found, Problem(file, 0, 0, "no-pillow", message, imaging.INSTALL))
    if settings.search:
        from feedgen_site import indexing

        if not indexing.is_installed():
            message = "'search' asks for an index, and Pagefind, which makes it, is not installed"
            found = (*found, Problem(file, 0, 0, "no-pagefind", message, indexing.INSTALL))
    if not precompress.is_installed(settings.precompress):
        message = "'precompress' asks for brotli, and Brotli, which makes it, is not installed"
        found = (*found, Problem(file, 0, 0, "no-brotli", message, precompress.INSTALL))
    return settings, (*problems, *found)


# ---- load --------------------------------------------------------------------------------------------------


def _load(tree: Tree, look: theme.Theme, work: _Work) -> _Loaded:
    """Make every story, and the plan of the site without those that have an error."""
    from feedgen_site import checking, site  # here, as all that an edit of words does not need
    from feedgen_site.plan import planner

    options, settings = work.options, work.settings
    made, found = _make(tree, work)
    warned = {(problem.path, problem.code) for problem in found}
    problems = work.ruled(found)
    bad = {problem.path for problem in errors((*tree.problems, *problems)) if not problem.path.endswith("/")}
    drafts = tuple(HeldBack(one.path, Hold.DRAFT) for one in made if one.is_draft and one.head is None)
    others = [one.path for one in made if not one.is_article] + list(tree.not_articles)
    first = True
    while True:
        heads = [one.head for one in made if one.head and one.path not in bad]
        page_list = [one.page for one in made if one.page and one.path not in bad]
        with work.stages("assemble"):
            assembled, clashes = site.assemble(
                heads, page_list, settings, options.as_of, drafts=options.drafts
            )
        closed = tree.closed_files(_told(assembled))
        assembled = replace(assembled, closed=assembled.closed | closed)
        files = {path: source for path, source in tree.files.items() if path not in closed}
        with work.stages("pictures"):
            asked = planner.pictures(assembled, files, tree.static)
            known = work.store.pictures(asked, partial(_examine, work))
        with work.stages("plan") as stage:
            planned = planner.make(
                assembled, settings, files, tree.static, work.version, known, work.drawn, look,
                revision.compared(work.store, options.output),
            )  # fmt: skip
            stage.note(files=len(planned.outputs))
        found = (*clashes, *planned.problems, *checking.active_pictures(planned))
        warned |= {(problem.path, problem.code) for problem in found}
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
    if options.against and any(held.reason is Hold.EXPIRED for held in assembled.held_back):
        stay, pages_stay = map(_lasting, heads), map(_lasting, page_list)
        again, _ = site.assemble(stay, pages_stay, settings, options.as_of, drafts=options.drafts)
        lasting = planner.make(
            again, settings, tree.files, tree.static, work.version, known, work.drawn, look
        )
    held_back = (*assembled.held_back, *drafts, *(HeldBack(path, Hold.NOT_AN_ARTICLE) for path in others))
    assembled = replace(assembled, held_back=tuple(sorted(held_back, key=lambda held: held.path)))
    every = (*tree.problems, *problems)
    read = len(tree.articles) + len(tree.not_articles)
    return _Loaded(
        assembled, planned, heads, page_list, lasting, every, frozenset(warned), read, frozenset(bad)
    )


def _drawing(settings: SiteConfig) -> tuple[str, ...]:
    """Name what decides about smaller pictures; nothing where none are asked for, or none can be made."""
    if settings.images is None:
        return ()
    from feedgen_site import imaging

    return (repr(settings.images), imaging.version()) if imaging.is_installed() else ()


def _examine(work: _Work, files: Sequence[tuple[Source, Picture | None]]) -> Iterator[Picture]:
    """Look into pictures; those of content/static are published as they are."""
    is_drawn = bool(_drawing(work.settings))
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


def _make(tree: Tree, work: _Work) -> tuple[list[Made], tuple[Problem, ...]]:
    """Make the stories that the cache does not hold; give all of them, by path, with their problems."""
    files = [*((source, False) for source in tree.articles), *((source, True) for source in tree.pages)]
    with work.stages("cache") as stage:
        split = work.store.split(files)
        stage.note(known=len(split.done), to_make=len(split.todo))
    made, unread = list(split.done), []
    with work.stages("make") as stage:
        stage.expect(len(split.todo))
        todo = split.todo if work.run.here is work.run else map(_with_content, split.todo)
        results = work.run(partial(_make_one, work.settings), todo)
        for asked, result in zip(split.todo, results, strict=True):
            if isinstance(result, Problem):
                unread.append(result)
            else:
                made.append(work.store.keep(asked.source, result))
            stage.advance()
    work.store.forget_others(source.path for source, _ in files)
    made.sort(key=lambda one: one.path)
    return made, (*unread, *(problem for one in made for problem in one.problems))


def _with_content(todo: Todo) -> Todo:
    """Read a file for those who cannot."""
    return replace(todo, data=sources.read(todo.source))


def _make_one(settings: SiteConfig, todo: Todo) -> cache.Record | Problem:
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


# ---- revise ------------------------------------------------------------------------------------------------


def _edits(work: _Work) -> Edits | None:
    """Give the edits that happened since the last build, where all else is as it was, the cache, too."""
    is_as_left = work.store.is_as_left and not work.settings.precompress
    return work.since.edits if work.since and is_as_left else None


def _amended(
    edits: Edits, look: theme.Theme, config_problems: Sequence[Problem], work: _Work
) -> Outcome | None:
    """Bring edits to what the last build left, and look at nothing else; None as `_revised`."""
    files = sources.texts(work.options.content, edits.files)
    if files is None or len(files) > revision.MOST_EDITED:
        return None
    outputs = work.since.outputs if work.since else None
    revising = replace(_revising(edits.left.plan, look, work), left=outputs)
    return _revised(revising, partial(Cache.changed, files=files), config_problems, work)


def _edited(tree: Tree, store: Cache) -> Sequence[Todo] | None:
    """Give the articles and pages that were edited; None where more has happened, or may have."""
    if not store.are_settled((*tree.files.values(), *tree.static.values())):
        return None
    files = [*((one, False) for one in tree.articles), *((one, True) for one in tree.pages)]
    return store.edited(files, revision.MOST_EDITED)


def _revised(
    revising: revision.Build, edited: Callable[[Cache], Sequence[Todo] | None],
    config_problems: Sequence[Problem], work: _Work,
) -> Outcome | None:  # fmt: skip
    """Bring edits that move no story to the output; None where that is not all, and nothing is written."""
    with work.stages("revise") as stage:
        standing = revision.standing(revising)
        todo = edited(work.store) if standing else None
        revised = revision.attempt(revising, standing, todo) if standing and todo is not None else None
        if revised:
            files = revised[1]
            stage.note(written=len(files.written), kept=len(files.unchanged))
    if revised is None:
        return None
    left = _remember(work, revising.key)
    standing, published = revised
    problems = work.ruled((*config_problems, *(_shown(one, work.options) for one in standing.problems)))
    return Outcome(
        standing.read, standing.published, standing.held_back, in_order(problems), published,
        next_moment=standing.until, left=left,
    )  # fmt: skip


def _plan_key(tree: Tree, look: theme.Theme, work: _Work) -> str:
    options = work.options
    base = digest(work.version, look.fingerprint)
    return revision.key(base, tree, repr((options.content, options.drafts, options.strict)))


def _revising(plan_key: str, look: theme.Theme, work: _Work) -> revision.Build:
    options, make = work.options, partial(_make_one, work.settings)
    return revision.Build(
        work.settings, look, work.store, plan_key, options.as_of, options.output, make, work.ruled
    )


def _stand(loaded: _Loaded, shared: Shared, outcome: Outcome, revising: revision.Build) -> None:
    """Keep the plan that was written, for edits to be brought to it."""
    standing = revision.Standing(
        revising.key, "", 0, revising.as_of, outcome.next_moment, shared.sections, shared.pages,
        outcome.read, outcome.published, outcome.held_back, loaded.problems,
    )  # fmt: skip
    revision.remember(revising, loaded.site, loaded.plan, standing)


# ---- conclude ----------------------------------------------------------------------------------------------


def _conclude(
    loaded: _Loaded, config_problems: Sequence[Problem], look: theme.Theme, work: _Work,
    revising: revision.Build | None,
) -> Outcome:  # fmt: skip
    """Judge what was loaded; publish it if nothing forbids, and if there is a build to publish it by."""
    from feedgen_site import pages, schedule, search

    options = work.options
    problems = work.ruled((*config_problems, *(_shown(problem, options) for problem in loaded.problems)))
    outcome = Outcome(
        read=loaded.read,
        published=len(loaded.site.stories),
        held_back=loaded.site.held_back,
        problems=in_order(problems),
    )
    found = errors(outcome.problems)
    files = {_shown_path(path, options) for path in loaded.bad}
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
            moment = schedule.next_moment(loaded.heads, loaded.every_page, loaded.site)
            work.store.forget_standing(revising.root)
            published = _write(loaded.plan, shared, work)
            outcome = replace(outcome, files=published, next_moment=moment)
            if not found:
                _stand(loaded, shared, outcome, revising)
            outcome = replace(outcome, left=_remember(work, "" if found else revising.key))
        else:
            judged = _check(loaded, shared, work)
            outcome = replace(outcome, problems=in_order((*outcome.problems, *judged)))
            found += errors(judged)
    except ContentError as error:
        of_template = any(problem.code.startswith("template") for problem in error.problems)
        return _refused(outcome, error.problems, 2 if of_template else 1)
    return replace(outcome, exit_code=1 if found else 0, left_out=len(loaded.bad))


def _refused(outcome: Outcome, problems: Iterable[Problem], exit_code: int) -> Outcome:
    """Add what stopped the build: nothing is published."""
    every = in_order((*outcome.problems, *problems))
    return replace(outcome, published=0, problems=every, exit_code=exit_code)


def _difference(loaded: _Loaded, published: State, options: Options) -> Difference:
    """Say what readers of the published site will see of this one."""
    from feedgen_site.state.comparison import compare
    from feedgen_site.state.difference import Newsroom

    reasons = {held.path: held.reason for held in loaded.site.held_back}
    held = [head for head in loaded.heads if head.path in reasons]
    # Of two with one id the published one counts.
    files = {head.id: _shown_path(head.path, options) for head in (*held, *loaded.site.stories)}
    newsroom = Newsroom(
        files,
        {head.id: reasons[head.path] for head in held},
        frozenset(output.path for output in loaded.plan.outputs),
        loaded.lasting.state if loaded.lasting else None,
    )
    return compare(published, loaded.plan.state, options.as_of, newsroom)


def _write(planned: Plan, shared: Shared, work: _Work) -> Published:
    """Bring the output folder to the plan, and remember what is in it."""
    from feedgen_site import writing

    output, job = work.options.output, work.job()
    left = work.since.outputs if work.since else None
    return writing.write(planned, shared, output, work.store, job, work.run, work.stages, left)


def _check(loaded: _Loaded, shared: Shared, work: _Work) -> tuple[Problem, ...]:
    """Try what a build would write; ContentError for a broken template."""
    from feedgen_site import checking

    checking.templates(shared)
    job, as_of = work.job(), work.options.as_of
    checking.one_of_each_kind(loaded.plan, shared, job)
    found = checking.every_feed(loaded.plan, shared, job, as_of, loaded.warned, work.run, work.stages)
    return work.ruled(
        _shown(problem, work.options) if problem.path else replace(problem, path=work.options.config_file)
        for problem in found
    )


def _shown(problem: Problem, options: Options) -> Problem:
    """Name a file of content as the user can open it from where they are."""
    return replace(problem, path=_shown_path(problem.path, options))


def _shown_path(path: str, options: Options) -> str:
    return path if path == options.content else os.path.normpath(os.path.join(options.content, path))
