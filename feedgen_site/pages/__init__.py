"""Pages: heads in, HTML text out. Each function renders one kind of page; `templates/` says how it looks.

Here is what all of them share. `kinds` has every kind of page, and `articles` those of stories alone: who
edits words waits for no other.
"""

from feedgen_site.pages.rendering import compile_templates, template_problems
from feedgen_site.pages.shared import FEEDS_PERMALINK, STYLESHEET_FILE, Shared

__all__ = ["FEEDS_PERMALINK", "STYLESHEET_FILE", "Shared", "compile_templates", "template_problems"]
