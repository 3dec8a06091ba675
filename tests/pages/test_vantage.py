"""The links that many pages have in common, made once for all of them."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import addresses
from feedgen_site.config import NavItem
from feedgen_site.pages import Shared
from feedgen_site.pages.shared import Place, frame

FOLDER = st.sampled_from(["section", "asia", "2026", "-", "about"])
PERMALINK = st.lists(FOLDER, max_size=5).map(lambda names: "/" + "".join(f"{name}/" for name in names))


@given(here=PERMALINK, menu=st.lists(PERMALINK, max_size=3), logo=st.sampled_from(["", "/-/-/-/lamp.svg"]))
def test_shared_links_lead_where_a_page_of_its_own_would_lead(
    make_shared: Callable[..., Shared], here: str, menu: list[str], logo: str
) -> None:
    """Wherever a page stands, and however deep what site.yaml names: each link is that of this very page."""
    items = tuple(NavItem(url, url) for url in menu)
    place = Place(make_shared(nav=items, logo=logo), here, "en")
    page = frame(place, "A page", "")

    def link(permalink: str) -> str:
        return addresses.relative(addresses.output_file(here), addresses.output_file(permalink))

    if menu:
        assert [item.href for item in page.nav] == list(map(link, menu))
    assert page.logo == (link(logo) if logo else "")
    assert page.home == link("/")
    assert page.feeds[0].href == link("/feed.xml")
    assert page.corrections_page == link("/corrections/")


def test_stories_of_a_month_share_the_links_of_their_frame(make_shared: Callable[..., Shared]) -> None:
    """For them the frame's links are made once, not for each: the folder of a story is no part of any."""
    shared = make_shared(nav=(NavItem("Elsewhere", "https://example.com/a/b/c/d/"),))
    one, other = (Place(shared, f"/2026/01/{name}/", "en").vantage for name in ("lee", "rain"))
    assert one == other
