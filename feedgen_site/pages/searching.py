"""The page that searches the stories of one language."""

from __future__ import annotations

from feedgen_site import search
from feedgen_site.frozen import dataclass
from feedgen_site.model import Section, Version, Versions
from feedgen_site.pages.rendering import render
from feedgen_site.pages.shared import ForMachines, Link, Place, Shared, frame
from feedgen_site.theme import SEARCH_SCRIPT, SEARCH_STYLESHEET


@dataclass(frozen=True, slots=True)
class Choice:
    """A section that can be chosen; `key` stands for it in the index."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """`index` is the address of the folder of the index; `links` lead to the sections."""

    title: str
    index: str
    script: str
    stylesheet: str
    choices: tuple[Choice, ...]
    links: tuple[Link, ...]


def searching(shared: Shared, language: str, sections: tuple[Section, ...]) -> str:
    """Render the page; `sections` can be chosen. Without its script it is a list of ways to every story."""
    config = shared.config
    place = Place(shared, search.permalink(language, config), language)
    view = SearchView(
        title=place.say.label("search"),
        index=place.file_href(f"{search.INDEX_FOLDER}/"),
        script=place.file_href(search.SCRIPT_FILE),
        stylesheet=place.file_href(search.STYLESHEET_FILE),
        choices=tuple(Choice(search.section_key(section), section.title) for section in sections),
        links=tuple(
            Link(section.title, place.href(section.permalink), place.foreign(config.language))
            for section in shared.sections
        ),
    )
    every = tuple(Version(one, search.permalink(one, config), view.title) for one in shared.search_languages)
    said = ForMachines(versions=Versions(every) if len(every) > 1 else Versions())
    return render(shared.theme, "search.html", place.say, frame(place, view.title, "", None, said), view)


def script(shared: Shared) -> str:
    """Give the script of these pages, the only one of the site."""
    return shared.theme.text(SEARCH_SCRIPT)


def stylesheet(shared: Shared) -> str:
    """Give what these pages have beside the site's stylesheet."""
    return shared.theme.text(SEARCH_STYLESHEET)
