"""Every kind of page, from left to right and right to left, on a phone and on a desk, without scripts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

pytest.importorskip("playwright")

from playwright.sync_api import Browser, Page, Request, Response

from tests import everything
from tests.browser.conftest import Sites
from tests.browser.sources import complaint, sources
from tests.everything import ARABIC, ENGLISH, Tongue

pytestmark = pytest.mark.browser
WIDTHS = (360, 1280)
MOST_BYTES = 60_000


@dataclass
class Visit:
    """What a page did: how wide it was at each width of the window, and what it asked for."""

    headings: int
    widths: tuple[int, ...]
    asked: list[str]
    kinds: set[str]


@pytest.fixture(scope="module")
def visits(browser: Browser, sites: Sites) -> dict[tuple[str, str], Visit]:
    """Open each page once, without scripts; by language and kind."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("request", note)
    found = {}
    for tongue in (ENGLISH, ARABIC):
        for kind in everything.KINDS:
            asked.clear()
            page.goto(sites.url(tongue, kind))
            found[tongue.language, kind] = Visit(
                headings=page.locator("h1").count(),
                widths=tuple(width_in(page, width) for width in WIDTHS),
                asked=[request.url for request in asked],
                kinds={request.resource_type for request in asked},
            )
    context.close()
    return found


def width_in(page: Page, width: int) -> int:
    """Give how wide a page is in a window of this width."""
    page.set_viewport_size({"width": width, "height": 800})
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_nothing_scrolls_sideways(visits: dict[tuple[str, str], Visit]) -> None:
    """Every page is as wide as the window, in both directions of writing."""
    assert {kind: visit.widths for kind, visit in visits.items() if visit.widths != WIDTHS} == {}


def test_no_page_needs_a_script_or_another_host(visits: dict[tuple[str, str], Visit], sites: Sites) -> None:
    """A page, the stylesheet and pictures, all from the site; the heading is there without a script."""
    for (language, kind), visit in visits.items():
        elsewhere = [url for url in visit.asked if not url.startswith(sites.urls[language])]
        assert elsewhere == [], kind
        assert visit.kinds <= {"document", "stylesheet", "image"}, kind
        assert visit.headings == 1, kind


@pytest.mark.parametrize("tongue", [ENGLISH, ARABIC], ids=["en", "ar"])
def test_front_pages_are_light(browser: Browser, sites: Sites, tongue: Tongue) -> None:
    """With more than forty stories: all that comes but pictures, counted without compression."""
    page = browser.new_page()
    came: list[Response] = []

    def note(response: Response) -> None:
        if response.request.resource_type != "image":
            came.append(response)

    page.on("response", note)
    page.goto(sites.url(tongue, "front"))
    assert len(came) == 2
    assert sum(len(response.body()) for response in came) < MOST_BYTES
    page.close()


@pytest.mark.parametrize("tongue", [ENGLISH, ARABIC], ids=["en", "ar"])
def test_a_points_link_finds_its_sentence_among_repetitions(
    browser: Browser, sites: Sites, tongue: Tongue
) -> None:
    """The same sentence stands in a caption, a list and a quotation; the link highlights that of the text."""
    page = browser.new_page(viewport={"width": 800, "height": 600})
    path = sites.pages[tongue.language]["article"]
    links = [link for link in sources(sites.folders[tongue.language]) if link[0] == path]
    assert len(links) == 3
    assert {
        link: said for link in links if (said := complaint(page, sites.urls[tongue.language], *link))
    } == {}
    page.close()
