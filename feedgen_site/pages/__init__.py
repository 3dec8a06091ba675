"""Pages: heads in, HTML text out. Each function renders one kind of page; `templates/` says how it looks."""

from feedgen_site.pages.archive import archive, month
from feedgen_site.pages.articles import article
from feedgen_site.pages.follow import feed_page, feeds_page
from feedgen_site.pages.lists import edition, front, listing
from feedgen_site.pages.others import feed_stylesheet, not_found, page, stylesheet
from feedgen_site.pages.rendering import compile_templates, template_problems
from feedgen_site.pages.searching import script as search_script
from feedgen_site.pages.searching import searching
from feedgen_site.pages.searching import stylesheet as search_stylesheet
from feedgen_site.pages.shared import FEEDS_PERMALINK, STYLESHEET_FILE, Shared

__all__ = [
    "FEEDS_PERMALINK",
    "STYLESHEET_FILE",
    "Shared",
    "archive",
    "article",
    "compile_templates",
    "edition",
    "feed_page",
    "feed_stylesheet",
    "feeds_page",
    "front",
    "listing",
    "month",
    "not_found",
    "page",
    "search_script",
    "search_stylesheet",
    "searching",
    "stylesheet",
    "template_problems",
]
