"""The links that many pages have in common, made once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site.config import NavItem
from feedgen_site.feeds import Feed
from feedgen_site.model import Author, Section
from feedgen_site.pages import Shared
from feedgen_site.pages.cards import agencies, byline, section_link
from feedgen_site.pages.shared import Place, Reach, frame
from tests.support import a_head

FOLDER = st.sampled_from(
    "section asia tag author ann agency page 1 2026 - about digest daily corrections search fr assets feeds "
    "edition archive".split()
)
PERMALINK = st.lists(FOLDER, max_size=5).map(lambda names: "/" + "".join(f"{name}/" for name in names))
FEEDS = st.sampled_from(
    "/section/asia/ /tag/asia/ /author/ann/ /agency/ann/ /fr/ /digest/daily/ /corrections/".split()
).map(lambda permalink: Feed(permalink.strip("/"), permalink, "", permalink, "fr"))


class Alone(Place):
    """A place that shares no links with others."""

    @cached_property
    def vantage(self) -> Place:
        """Give itself."""
        return self


@given(
    here=PERMALINK,
    menu=st.lists(PERMALINK, max_size=3),
    logo=st.sampled_from(["", "/-/-/-/a.svg"]),
    nearest=FEEDS,
    reach=st.sampled_from(Reach),
)
def test_shared_links_lead_where_a_page_of_its_own_would_lead(
    make_shared: Callable[..., Shared], here: str, menu: list[str], logo: str, nearest: Feed, reach: Reach
) -> None:
    """Wherever a page stands, and however deep what site.yaml names: each link is that of this very page."""
    if reach is not Reach.PAGE:
        here = "/edition/2026-01-04/"  # none of these is a list's own page
    made = make_shared(nav=tuple(NavItem(url, url) for url in menu), logo=logo)
    shared = Shared(made.config, made.theme, made.sections, made.pages, ("en", "fr"))
    place, alone = Place(shared, here, "fr", reach), Alone(shared, here, "fr", reach)
    assert frame(place, "A page", "", nearest) == frame(alone, "A page", "", nearest)
    assert section_link(place, Section("asia", "Asia")) == section_link(alone, Section("asia", "Asia"))
    authors = (Author("Ann"), Author("Asia"))
    assert byline(place, authors) == byline(alone, authors)
    supplied = a_head(agencies=("Ann",))
    assert agencies(place, supplied) == agencies(alone, supplied)


@pytest.mark.parametrize(
    ("one", "other"),
    [("/2026/01/lee/", "/2025/12/rain/"), ("/lee/", "/rain/"), ("/asia/lee/", "/world/rain/")],
)
def test_stories_share_the_links_of_their_frame(
    make_shared: Callable[..., Shared], one: str, other: str
) -> None:
    """For them the frame's links are made once, not for each: no link leads into the folder of a story."""
    shared = make_shared(nav=(NavItem("Elsewhere", "https://example.com/a/b/c/d/"),))
    assert Place(shared, one, "en").vantage is Place(shared, other, "en").vantage
