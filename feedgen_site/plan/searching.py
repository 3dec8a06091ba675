"""The pages that search, one for each language of the stories, and what their index is made from."""

from __future__ import annotations

from collections.abc import Iterator

from feedgen_site import addresses, search
from feedgen_site.plan.desk import Desk
from feedgen_site.plan.outputs import Kind, Output, SearchArguments, SearchIndex
from feedgen_site.text import digest


def pages(desk: Desk) -> Iterator[Output]:
    """Plan the pages, their script and their stylesheet; none where site.yaml does not ask for them."""
    if not desk.config.search:
        return
    yield desk.output(search.SCRIPT_FILE, Kind.STYLESHEET, None, ())
    yield desk.output(search.STYLESHEET_FILE, Kind.STYLESHEET, None, ())
    stories = search.found(desk.site.stories)
    for language in desk.search_languages:
        path = addresses.output_file(search.permalink(language, desk.config))
        used = {head.section for head in stories if head.language == language}
        sections = tuple(section for section in desk.site.sections if section in used)
        yield desk.output(path, Kind.SEARCH, SearchArguments(language, sections), [language, repr(sections)])


def index(desk: Desk) -> SearchIndex | None:
    """Say what the index is made from; None where the site has none."""
    if not desk.config.search:
        return None
    stories = search.found(desk.site.stories)
    marks = (part for head in stories for part in (head.permalink, head.head_hash, head.body_hash))
    return SearchIndex(digest(desk.base, desk.material.theme.fingerprint, *marks), stories)
