"""The shell's story: read, make, assemble, plan, render what changed, write, prune."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache, partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from feedgen_site import (
    addresses,
    cache,
    config,
    feeds,
    mapper,
    pages,
    plan,
    publish,
    render,
    sanitize,
    site,
    sources,
    story,
    theme,
)
from feedgen_site.cache import Cache, Todo
from feedgen_site.config import SiteConfig
from feedgen_site.keypoints import rankers
from feedgen_site.model import Body, Head, HeldBack, Hold, Page, Site
from feedgen_site.pages import Shared
from feedgen_site.plan import FeedArguments, FileArguments, Kind, Output, Plan
from feedgen_site.problem import ContentError, Problem, Severity, errors, in_order
from feedgen_site.publish import OutputFolder, Published
from feedgen_site.render import Job
from feedgen_site.sources import Tree
from feedgen_site.state import STATE_FILE, Difference, Newsroom, State, compare
from feedgen_site.story import Made
from feedgen_site.text import digest

if TYPE_CHECKING:
    from feedgen_site.feeds.judging import Finding

Progress = Callable[[str, int, int], None]
"""Told of each stage's name, how many of its items are done, and how many there are."""

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
    "tzdata",
)
_BODIES_AT_HAND = 512
_Item = TypeVar("_Item", Head, Page)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for. Folders are as the user typed them; `as_of` is in UTC.

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
    leave out.
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


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A site and its plan, with all problems so far, and the files left out because of an error.

    `heads` are those of all stories, held back or not; `lasting` is the plan had none of them expired, where
    it is asked for.
    """

    site: Site
    plan: Plan
    heads: Sequence[Head]
    lasting: Plan | None
    problems: tuple[Problem, ...]
    read: int
    bad: frozenset[str]


def build(options: Options, progress: Progress, *, write: bool = True) -> Outcome:
    """Build the site, or with `write` False only load, plan and judge it.

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
    tree = sources.scan(options.content)
    if not os.path.isdir(options.content):
        # What an absent site.yaml would say is beside the point.
        return Outcome(problems=in_order((*overlap, *tree.problems)), exit_code=2)
    if overlap:
        problems = in_order((*config_problems, *overlap, *(_shown(p, options) for p in tree.problems)))
        return Outcome(problems=problems, exit_code=2)
    try:
        return _built(tree, settings, config_problems, options, look, progress, write=write)
    except cache.LostError:
        return _built(
            tree, settings, config_problems, replace(options, cache=""), look, progress, write=write
        )


def _built(
    tree: Tree, settings: SiteConfig, config_problems: Sequence[Problem], options: Options,
    look: theme.Theme, progress: Progress, *, write: bool,
) -> Outcome:  # fmt: skip
    """Build from what was read; raises `cache.LostError` where the cache breaks meanwhile."""
    plugged_in = rankers.packages(settings.points.ranker)
    version = digest(program_version(), settings.fingerprint(), *plugged_in)
    name = digest(options.content, options.config, options.base_url, size=4)
    with ExitStack() as stack:
        store = stack.enter_context(cache.opened(options.cache or None, name, version))
        run = stack.enter_context(mapper.processes(options.jobs))
        loaded = _load(tree, settings, options, look, version, store, run, progress)
        store.commit()
        return _conclude(loaded, config_problems, settings, options, look, store, run, progress, write=write)


def program_version() -> str:
    """Name the program: its own source, and the versions of Python and of what else it is built on."""
    package = os.path.dirname(os.path.abspath(__file__))
    # Python brings the tables of Unicode.
    parts = [f"Python {sys.version_info.major}.{sys.version_info.minor}"]
    parts += [f"{name} {metadata.version(name)}" for name in _DEPENDENCIES]
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for file in sorted(files):
            if file.endswith((".py", ".toml", ".json", ".txt")):
                with open(os.path.join(folder, file), "rb") as stream:
                    parts += (file, digest(stream.read()))
    return digest(*parts)


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
    return settings, (*problems, *found)


def _load(
    tree: Tree, settings: SiteConfig, options: Options, look: theme.Theme, version: str, store: Cache,
    run: mapper.Mapper, progress: Progress,
) -> _Loaded:  # fmt: skip
    """Make every story, and the plan of the site without those that have an error."""
    rules = dict(settings.check)
    made, problems = _make(tree, settings, store, run, progress)
    problems = _all_judged(problems, rules, strict=options.strict)
    bad = {problem.path for problem in errors((*tree.problems, *problems)) if not problem.path.endswith("/")}
    base = digest(version, look.fingerprint)
    drafts = tuple(HeldBack(one.path, Hold.DRAFT) for one in made if one.is_draft and one.head is None)
    others = [one.path for one in made if not one.is_article] + list(tree.not_articles)
    first = True
    while True:
        heads = [one.head for one in made if one.head and one.path not in bad]
        page_list = [one.page for one in made if one.page and one.path not in bad]
        assembled, clashes = site.assemble(heads, page_list, settings, options.as_of, drafts=options.drafts)
        sizes = store.sizes(plan.pictures(assembled, tree.files, tree.static))
        planned = plan.make(assembled, settings, tree.files, tree.static, base, sizes)
        found: tuple[Problem, ...] = (*clashes, *planned.problems, *_active_pictures(planned))
        # What only follows from leaving files out is no news to their authors.
        found = _all_judged(found, rules, strict=options.strict) if first else errors(found)
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
        lasting = plan.make(again, settings, tree.files, tree.static, base)
    held_back = (*assembled.held_back, *drafts, *(HeldBack(path, Hold.NOT_AN_ARTICLE) for path in others))
    assembled = replace(assembled, held_back=tuple(sorted(held_back, key=lambda held: held.path)))
    every = (*tree.problems, *problems)
    read = len(tree.articles) + len(tree.not_articles)
    return _Loaded(assembled, planned, heads, lasting, every, read, frozenset(bad))


def _lasting(item: _Item) -> _Item:
    """Give a story or page as one that never expires."""
    return replace(item, expires=None)


def _make(
    tree: Tree, settings: SiteConfig, store: Cache, run: mapper.Mapper, progress: Progress
) -> tuple[list[Made], tuple[Problem, ...]]:
    """Make the stories that the cache does not hold; give all of them, by path, with their problems."""
    files = [*((source, False) for source in tree.articles), *((source, True) for source in tree.pages)]
    split = store.split(files)
    made = list(split.done)
    progress("stories", 0, len(split.todo))
    results = run(partial(_make_one, settings), split.todo)
    for number, (todo, result) in enumerate(zip(split.todo, results, strict=True), start=1):
        made.append(store.keep(todo, result) if not errors(result.problems) else result)
        progress("stories", number, len(split.todo))
    store.forget_others(source.path for source, _ in files)
    made.sort(key=lambda one: one.path)
    return made, (*split.problems, *(problem for one in made for problem in one.problems))


def _make_one(settings: SiteConfig, todo: Todo) -> Made:
    make = story.make_page if todo.is_page else story.make
    return make(todo.path, todo.text, settings)


def _active_pictures(planned: Plan) -> Iterator[Problem]:
    """Refuse SVG pictures that run: opened by themselves they would be scripts on the site's own address."""
    for output in planned.outputs:
        if isinstance(output.arguments, FileArguments) and output.path.lower().endswith(".svg"):
            if not output.path.startswith("assets/"):
                continue  # content/static is the publisher's own
            try:
                with open(output.arguments.source, "rb") as stream:
                    active = sanitize.is_active_svg(stream.read())
            except OSError:
                continue  # copying will say so
            if active:
                message = (
                    f"the picture /{output.path.removeprefix('assets/')} holds a script or remote content"
                )
                yield Problem(output.origin, 0, 0, "active-svg", message, "save it as plain SVG, or as PNG")


def _conclude(
    loaded: _Loaded, config_problems: Sequence[Problem], settings: SiteConfig, options: Options,
    look: theme.Theme, store: Cache, run: mapper.Mapper, progress: Progress, *, write: bool,
) -> Outcome:  # fmt: skip
    """Judge what was loaded; publish it if nothing forbids."""
    problems = (*config_problems, *(_shown(problem, options) for problem in loaded.problems))
    problems = _all_judged(problems, dict(settings.check), strict=options.strict)
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
        return replace(
            outcome,
            published=0,
            problems=in_order((*outcome.problems, *broken)),
            exit_code=2 if broken or errors(config_problems) else 1,
            would_publish=outcome.published if skippable and not broken else 0,
        )
    if options.against is not None:
        difference = _difference(loaded, options.against, options)
        outcome = replace(outcome, difference=difference)
        if not write:
            return outcome
        if lost := difference.problems(os.path.join(options.output, STATE_FILE)):
            return replace(outcome, published=0, problems=in_order((*outcome.problems, *lost)), exit_code=1)
    shared = Shared(
        settings,
        look,
        loaded.site.sections,
        tuple((page.title, page.permalink) for page in loaded.site.pages),
    )
    try:
        if write:
            outcome = replace(outcome, files=_write(loaded.plan, shared, options, store, run, progress))
        else:
            judged = _try_outputs(loaded.plan, shared, options, store, run, progress)
            judged = _all_judged(judged, dict(settings.check), strict=options.strict)
            outcome = replace(outcome, problems=in_order((*outcome.problems, *judged)))
            found += errors(judged)
    except ContentError as error:
        of_template = any(problem.code.startswith("template") for problem in error.problems)
        return replace(
            outcome,
            published=0,
            problems=in_order((*outcome.problems, *error.problems)),
            exit_code=2 if of_template else 1,
        )
    return replace(outcome, exit_code=1 if found else 0, left_out=len(loaded.bad))


def _difference(loaded: _Loaded, published: State, options: Options) -> Difference:
    """Say what readers of the published site will see of this one."""
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


def _write(
    planned: Plan, shared: Shared, options: Options, store: Cache, run: mapper.Mapper, progress: Progress
) -> Published:
    """Bring the output folder to the plan: articles first, what names them next, removals last."""
    known = store.outputs(os.path.realpath(options.output))
    by_path = {output.path: output for output in planned.outputs}
    body = _bodies(store)
    with OutputFolder(options.output, {path: stamp for path, (_, stamp, _) in known.items()}) as folder:

        def expected(path: str) -> publish.Expected:
            output = by_path[path]
            if isinstance(output.arguments, FileArguments):
                return Path(output.arguments.source)
            return render.render(shared, _job(output, body))

        problems = folder.check(by_path.keys(), expected)
        if problems:
            raise ContentError(problems)
        dirty = []
        for output in planned.outputs:
            fingerprint, _, content = known.get(output.path, ("", None, ""))
            if fingerprint == output.fingerprint and folder.holds(output.path, content):
                folder.keep(output.path)
            else:
                dirty.append(output)
        _render_and_write(dirty, shared, folder, body, run, progress)
        published = folder.finish()
        store.keep_outputs(
            os.path.realpath(options.output),
            [
                (output.path, output.fingerprint, folder.stamps[output.path], folder.hashes[output.path])
                for output in planned.outputs
            ],
        )
    store.commit()
    return published


def _refuse_broken_templates(shared: Shared) -> None:
    """Stop before the first byte is written; only where something is to be rendered, for it takes time."""
    problems = pages.template_problems(shared.theme)
    if problems:
        raise ContentError(problems)


def _render_and_write(
    dirty: Sequence[Output], shared: Shared, folder: OutputFolder, body: Callable[[str], Body],
    run: mapper.Mapper, progress: Progress,
) -> None:  # fmt: skip
    progress("pages", 0, len(dirty))
    rendered = [output for output in dirty if output.kind is not Kind.FILE]
    if rendered:
        _refuse_broken_templates(shared)
    results = run(partial(render.render, shared), (_job(output, body) for output in rendered))
    for number, output in enumerate(dirty, start=1):
        if isinstance(output.arguments, FileArguments):
            folder.copy(output.path, output.arguments.source)
        else:
            folder.write(output.path, next(results))
        progress("pages", number, len(dirty))


def _try_outputs(
    planned: Plan, shared: Shared, options: Options, store: Cache, run: mapper.Mapper, progress: Progress
) -> tuple[Problem, ...]:
    """Render one output of each kind, for mistakes of templates, and every feed, to judge it."""
    from feedgen_site.feeds import judging  # with lxml

    _refuse_broken_templates(shared)
    body = _bodies(store)
    tried: set[Kind] = {Kind.FILE}
    channels: list[Output] = []
    paths: dict[str, str] = {}
    for output in planned.outputs:
        if isinstance(output.arguments, FeedArguments):
            channels.append(output)
            paths |= output.arguments.paths()
        elif output.kind not in tried:
            tried.add(output.kind)
            render.render(shared, _job(output, body))
    progress("feeds", 0, len(channels))
    results = run(partial(_judged_feed, shared, options.as_of), (_job(output, body) for output in channels))
    judged = []
    for number, (output, findings) in enumerate(zip(channels, results, strict=True), start=1):
        judged.append((output.path, findings))
        progress("feeds", number, len(channels))
    shown = {identity: _shown_path(path, options) for identity, path in paths.items()}
    return judging.problems(judged, shown, options.config_file)


def _judged_feed(shared: Shared, as_of: datetime, job: Job) -> tuple[Finding, ...]:
    from feedgen_site.feeds import judging

    arguments = job.output.arguments
    assert isinstance(arguments, FeedArguments)
    url = addresses.absolute(shared.config.base_url, f"/{job.output.path}")
    allowed = {*shared.config.feeds.fields.namespaces().values(), feeds.TOMBSTONES}
    return judging.judge(arguments.format, render.render(shared, job), url, as_of, allowed)


def _bodies(store: Cache) -> Callable[[str], Body]:
    """Fetch bodies by path; those used last stay at hand, for feeds show the same stories."""
    return lru_cache(maxsize=_BODIES_AT_HAND)(store.body)


def _job(output: Output, body: Callable[[str], Body]) -> Job:
    return Job(output, tuple(body(path) for path in output.bodies))


def _all_judged(
    problems: Iterable[Problem], rules: Mapping[str, str], *, strict: bool
) -> tuple[Problem, ...]:
    return tuple(judged for problem in problems if (judged := _judged(problem, rules, strict=strict)))


def _judged(problem: Problem, rules: Mapping[str, str], *, strict: bool) -> Problem | None:
    """Apply site.yaml's `check` and --strict to a warning; errors stay errors."""
    if problem.severity is Severity.ERROR:
        return problem
    rule = rules.get(problem.code, "error" if strict else "warning")
    if rule == "off":
        return None
    return replace(problem, severity=Severity.ERROR) if rule == "error" or strict else problem


def _shown(problem: Problem, options: Options) -> Problem:
    """Name a file of content as the user can open it from where they are."""
    return replace(problem, path=_shown_path(problem.path, options))


def _shown_path(path: str, options: Options) -> str:
    return path if path == options.content else os.path.normpath(os.path.join(options.content, path))


def heads(
    options: Options, progress: Progress
) -> tuple[tuple[Head, ...], tuple[Page, ...], SiteConfig, tuple[Problem, ...]]:
    """Make every story and page, also those held back, and give their heads without planning a site.

    The problems are those of single files. ContentError where the folder or site.yaml cannot be used.
    """
    settings, found = read_config(options)
    tree = sources.scan(options.content)
    if not os.path.isdir(options.content) or errors(found):
        raise ContentError(in_order(errors((*found, *tree.problems))))
    version = digest(program_version(), settings.fingerprint(), *rankers.packages(settings.points.ranker))
    name = digest(options.content, options.config, options.base_url, size=4)
    try:
        with ExitStack() as stack:
            store = stack.enter_context(cache.opened(options.cache or None, name, version))
            run = stack.enter_context(mapper.processes(options.jobs))
            made, problems = _make(tree, settings, store, run, progress)
            store.commit()
    except cache.LostError:
        return heads(replace(options, cache=""), progress)
    problems = _all_judged((*tree.problems, *problems), dict(settings.check), strict=options.strict)
    shown = in_order(_shown(problem, options) for problem in problems)
    return (
        tuple(one.head for one in made if one.head),
        tuple(one.page for one in made if one.page),
        settings,
        shown,
    )
