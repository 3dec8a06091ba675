"""Templates → HTML. A mistake in a template is a Problem with its file and line, never a traceback."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import lru_cache, partial
from types import CodeType, TracebackType
from typing import Any, Final

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markupsafe import Markup, escape

from feedgen_site.pages.flattening import flat
from feedgen_site.pages.say import Say, lang
from feedgen_site.pages.shared import Frame
from feedgen_site.patterns import regex
from feedgen_site.problem import ContentError, Problem
from feedgen_site.theme import PACKAGED, Theme

_FOLDER = "templates/"
_OF_MANY_PAGES: Final = ("article.html", "edition.html", "email.html", "listing.html", "month.html")
_TO_ESCAPE: Final = regex("[&<>\"']")
_HINT = "mend it, or delete the file to get the packaged template back"


def render(theme: Theme, name: str, say: Say, frame: Frame, view: object) -> str:
    """Fill the template `name`; it sees `say`, `frame` and, as `page`, its own view.

    Raises ContentError where a template cannot be read or asks for what there is not.
    """
    flats = _laid_flat(theme)
    if (made := flats.get(name)) is not None:
        try:
            return made.render(say=say, frame=frame, page=view)
        except Exception:
            flats[name] = None
    try:
        return _environment(theme).get_template(name).render(say=say, frame=frame, page=view)
    except TemplateSyntaxError as error:
        raise _problem(error.name or name, error.lineno, error.message or "syntax error") from error
    except TemplateNotFound as error:
        where, line = _place(error.__traceback__) or (f"{_FOLDER}{name}", 1)
        raise _problem(where, line, f"there is no template '{error.name}'") from error
    except Exception as error:
        # Whatever fails inside a template is the template's, down to a division by zero.
        place = _place(error.__traceback__)
        if place is None:
            raise
        raise _problem(*place, f"{type(error).__name__}: {error}") from error


def compile_templates(theme: Theme) -> None:
    """See `pages`."""
    flats = _laid_flat(theme)
    if not flats:
        flats |= {name: flat(_environment(theme), name) for name in _OF_MANY_PAGES}


@lru_cache(maxsize=4)
def _laid_flat(theme: Theme) -> dict[str, Template | None]:  # noqa: ARG001  by which they are kept
    """Give the templates that `compile_templates` has made ready."""
    return {}


@lru_cache(maxsize=2)  # a preview builds again and again
def template_problems(theme: Theme) -> tuple[Problem, ...]:
    """See `pages`."""
    environment = _environment(theme)
    problems: list[Problem] = []
    for name, text in theme.templates:
        try:
            if name.endswith(".html"):
                environment.parse(text, name)
        except TemplateSyntaxError as error:
            problems += _problem(name, error.lineno, error.message or "syntax error").problems
    return tuple(problems)


class _Template(Template):
    """A template that writes most values without a `Markup` around each, only for it to be joined away."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        compiled: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002  Jinja's signature
        uptodate: Any = None,
    ) -> Template:
        """Make a template of what Jinja compiled, which calls `escape` for every value that it shows."""
        made = super().from_code(environment, compiled, globals, uptodate)
        made.root_render_func.__globals__["escape"] = _escaped
        return made


def _escaped(value: object) -> str:
    """Escape a value as `markupsafe.escape` does; what is shown needs no mark that it is safe."""
    if type(value) is Markup or (type(value) is str and not _TO_ESCAPE.search(value)):
        return value
    return str(value) if type(value) is int else escape(value)


class _Loader(BaseLoader):
    """Serves a theme's templates under a name that tracebacks carry."""

    def __init__(self, theme: Theme) -> None:
        self._texts = dict(theme.templates)

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002  Jinja's signature
        template: str,
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Give a template's text; TemplateNotFound where there is none."""
        # What nobody replaces is the packaged one under its own name, too.
        name = template if template in self._texts else template.removeprefix(PACKAGED)
        if name not in self._texts:
            raise TemplateNotFound(template)
        return self._texts[name], f"{_FOLDER}{template}", None


@lru_cache(maxsize=4)
def _environment(theme: Theme) -> Environment:
    environment = Environment(
        loader=_Loader(theme),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.template_class = _Template
    environment.globals["lang"] = lang
    # A global, for an import in each template is made anew for each story of a list.
    environment.globals["time"] = partial(_time, environment)
    return environment


def _time(environment: Environment, when: object) -> str:
    return _time_of(environment)(when)


@lru_cache(maxsize=4)
def _time_of(environment: Environment) -> Callable[[object], str]:
    """Give the macro that a theme's `_time.html` defines."""
    macro: Callable[[object], str] = vars(environment.get_template("_time.html").module)["time"]
    return macro


def _place(traceback: TracebackType | None) -> tuple[str, int] | None:
    """Find the innermost template in a traceback; Jinja maps its lines back to the template's."""
    found = None
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if file.startswith(_FOLDER):
            found = (file, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found


def _problem(path: str, line: int, message: str) -> ContentError:
    path = path if path.startswith(_FOLDER) else f"{_FOLDER}{path}"
    return ContentError((Problem(path, line, 1, "template-error", " ".join(message.split()), _HINT),))
