"""Every kind of page there is, and what it is shown with: to be imported by who renders more than stories."""

from feedgen_site.pages.archive import archive, month
from feedgen_site.pages.articles import article
from feedgen_site.pages.follow import feed_page, feeds_page
from feedgen_site.pages.lists import edition, front, listing
from feedgen_site.pages.others import feed_stylesheet, not_found, page, stylesheet
from feedgen_site.pages.searching import script as search_script
from feedgen_site.pages.searching import searching
from feedgen_site.pages.searching import stylesheet as search_stylesheet

__all__ = [
    "archive",
    "article",
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
]
