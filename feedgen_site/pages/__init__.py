"""Pages: heads in, HTML text out. Each function renders one kind of page; `templates/` says how it looks.

Here is what all of them share. `kinds` has every kind of page, and `articles` those of stories alone: who
edits words waits for no other. Jinja is imported by who renders, perhaps in another process.
"""

from __future__ import annotations

from feedgen_site.pages.shared import FEEDS_PERMALINK, STYLESHEET_FILE, Shared
from feedgen_site.problem import Problem
from feedgen_site.theme import Theme

__all__ = ["FEEDS_PERMALINK", "STYLESHEET_FILE", "Shared", "compile_templates", "template_problems"]


def compile_templates(theme: Theme) -> None:
    """Make ready what makes many pages quickly, also for processes that begin as copies of this one."""
    from feedgen_site.pages import rendering

    rendering.compile_templates(theme)


def template_problems(theme: Theme) -> tuple[Problem, ...]:
    """Read every template and say what is wrong with the writing of each; what it shows is not tried."""
    from feedgen_site.pages import rendering

    return rendering.template_problems(theme)
