"""The search that needs no server: which stories it finds, what its index is made from, where its pages are.

Pagefind makes the index, one for each language, from plain pages that are written for it alone: so templates
cannot change what is found. A reader's browser loads only the parts of it that a query needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from feedgen_site.config import SiteConfig
from feedgen_site.model import Body, Head, Section
from feedgen_site.strings import words
from feedgen_site.text import digest

INDEX_FOLDER: Final = "pagefind"
SCRIPT_FILE: Final = "assets/search.js"
STYLESHEET_FILE: Final = "assets/search.css"


def permalink(language: str, config: SiteConfig) -> str:
    """Give the address of the page that searches the stories of a language."""
    return "/search/" if language == config.language else f"/{language.lower()}/search/"


def found(stories: Iterable[Head]) -> tuple[Head, ...]:
    """Keep the stories to be found: none that is withdrawn, or that search engines shall not list."""
    return tuple(
        head
        for head in stories
        if not head.withdrawn and not {"noindex", "none"} & set(head.robots.split(", "))
    )


def languages(stories: Sequence[Head], config: SiteConfig) -> tuple[str, ...]:
    """List the languages that have a page for searching: the site's first, then those of its stories."""
    others = {head.language for head in found(stories)} - {config.language}
    return (config.language, *sorted(others))


def section_key(section: Section) -> str:
    """Make the word that all stories of a section have in common, and no other text has.

    Pagefind's own filters would do the same, but the order of what they write changes from run to run.
    """
    return f"section{digest(section.slug, size=5)}"


def record(head: Head, body: Body, config: SiteConfig) -> str:
    """Write the page that Pagefind reads of a story: headline, standfirst and text, and what results show.

    `body` is sanitized and holds no attribute of Pagefind's.
    """
    day = head.published.astimezone(config.zone).date()
    shown = {"title": head.headline, "date": words(head.language, ()).date(day), "day": day.isoformat()}
    if head.section:
        shown |= {"section": head.section.title, "key": section_key(head.section)}
    metas = [
        f'<meta data-pagefind-meta="{name}[content]" content="{escape(text)}">'
        for name, text in shown.items()
    ]
    # Not as a number: Pagefind's have too few digits.
    metas.append(
        f'<meta data-pagefind-sort="published[content]" content="{head.published:%Y-%m-%dT%H:%M:%SZ}">'
    )
    standfirst = f"<p>{escape(head.standfirst)}</p>\n" if head.standfirst else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(head.language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(head.headline)}</title>\n"
        + "\n".join(metas)
        + "\n</head>\n<body data-pagefind-body>\n"
        f"<h1>{escape(head.headline)}</h1>\n{standfirst}{body.html}\n</body>\n</html>\n"
    )
