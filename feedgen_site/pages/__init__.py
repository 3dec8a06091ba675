"""Pages: heads in, HTML text out. Each function renders one kind of page; `templates/` says how it looks."""

from feedgen_site.pages.articles import article
from feedgen_site.pages.lists import edition, front, section
from feedgen_site.pages.others import FeedListing, feeds_page, not_found, page, stylesheet
from feedgen_site.pages.rendering import template_problems
from feedgen_site.pages.shared import STYLESHEET_FILE, Shared

__all__ = [
    "STYLESHEET_FILE",
    "FeedListing",
    "Shared",
    "article",
    "edition",
    "feeds_page",
    "front",
    "not_found",
    "page",
    "section",
    "stylesheet",
    "template_problems",
]
