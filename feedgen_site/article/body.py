"""The text itself, rendered, and what of it was lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from feedgen_site import frontmatter, markdown, sanitize
from feedgen_site.article.place import is_html
from feedgen_site.fields import Fields
from feedgen_site.litter import LossKind
from feedgen_site.problem import Problem, Severity


def rendered(fields: Fields, matter: frontmatter.FrontMatter, headline: str) -> markdown.Rendered:
    """Render the text; one whose HTML nests too deeply is an error, and counts as empty."""
    try:
        return markdown.render(matter.body, fields.path, headline, is_html=is_html(fields.path))
    except sanitize.TooDeepError as error:
        fields.problems.append(too_deep(fields.path, matter.body_line, error))
        return markdown.EMPTY


def lost(path: str, matter: frontmatter.FrontMatter, rendered: markdown.Rendered) -> Iterator[Problem]:
    """Warn of what a body lost, each with its place in the file."""
    rows = matter.body.split("\n") if rendered.losses else []
    for loss in rendered.losses:
        line = matter.body_line + loss.line if loss.line >= 0 else 0
        row = rows[loss.line] if 0 <= loss.line < len(rows) else ""
        column = max(row.find(loss.written.partition("\n")[0]), 0) + 1 if line else 0
        problem = Problem(path, line, column, "lost", loss.message, loss.hint, Severity.WARNING)
        match loss.kind:
            case LossKind.OUT:
                yield problem
            case LossKind.ADDRESS:
                yield replace(problem, code="broken-link")
            case LossKind.TEXT:
                yield replace(problem, code="seen-as-text")


def too_deep(path: str, line: int, error: sanitize.TooDeepError) -> Problem:
    """Report a text whose HTML nests too deeply."""
    return Problem(path, line, 1, "too-deep", str(error), "close the elements that are opened")
