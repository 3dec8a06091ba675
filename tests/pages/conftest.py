"""A story, a site and every kind of page, for the tests of pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from feedgen_site import pages, theme
from feedgen_site.config import SiteConfig
from feedgen_site.dates import Moment
from feedgen_site.keypoints.model import KeyPoint, Origin
from feedgen_site.model import Author, Body, Correction, Edition, Head, Image, Page, Section
from feedgen_site.pages import Shared

ASIA, SCIENCE = Section("asia", "Asia"), Section("science", "Science")
SECTIONS = (ASIA, SCIENCE)
PACKAGED = theme.load(None)

HEAD = Head(
    id="tag:example.org,2026:asia/lee",
    path="asia/lee.md",
    language="en",
    permalink="/2026/01/lee/",
    headline="Lee arrives in Beijing",
    standfirst="The first visit of a South Korean president since 2019.",
    points=(KeyPoint("Lee will meet Xi on Monday.", "s-00000001", Origin.EXTRACTED),),
    published=datetime(2026, 1, 4, 9, 59, tzinfo=UTC),
    day_only=False,
    updated=datetime(2026, 1, 4, 9, 59, tzinfo=UTC),
    date=datetime(2026, 1, 4, 9, 59, tzinfo=UTC),
    embargo=None,
    expires=None,
    draft=False,
    section=ASIA,
    tags=("diplomacy",),
    authors=(Author("Ann Example"),),
    agency="Anadolu Agency",
    source_url="",
    aliases=(),
    image=None,
    related=(),
    corrections=(),
    weight=0,
    top=False,
    rights="",
    words=460,
    targets=(),
    body_hash="b",
    head_hash="h",
)
BODY = (
    '<p>Something else came first. <span id="s-00000001" class="source">Lee will meet Xi on Monday.</span> '
    "Then they dine.</p>"
)
CORRECTED = replace(
    HEAD,
    updated=datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
    corrections=(Correction(Moment(datetime(2026, 1, 5, 8, 0, tzinfo=UTC)), "The visit lasts four days."),),
    image=Image("/asia/lee.jpg", "Two flags", "At the airport", "A. Photographer"),
)


STORIES = (HEAD, replace(CORRECTED, id="x", permalink="/2026/01/other/", section=SCIENCE))


@pytest.fixture(scope="session")
def head() -> Head:
    """Give a story to vary with dataclasses.replace."""
    return HEAD


@pytest.fixture(scope="session")
def body() -> str:
    """Give the story's body with its source sentence marked."""
    return BODY


@pytest.fixture(scope="session")
def make_shared() -> Callable[..., Shared]:
    """Make a site with two sections and an About page, its settings changed by keyword."""

    def make(look: theme.Theme = PACKAGED, **settings: object) -> Shared:
        config = replace(SiteConfig(title="The Lamp"), **settings)  # type: ignore[arg-type]
        return Shared(config, look, SECTIONS, (("About", "/about/"),))

    return make


@pytest.fixture(scope="session")
def make_pages() -> Callable[[Shared], dict[str, str]]:
    """Render every kind of page, by output file; stories are in the site's language."""

    def make(shared: Shared) -> dict[str, str]:
        one, two = (replace(story, language=shared.config.language) for story in STORIES)
        asia, day = "/section/asia/", date(2026, 1, 4)
        edition = Edition(day, datetime(2026, 1, 5, tzinfo=UTC), (one, two))
        about = Page("pages/about.md", "/about/", "About", shared.config.language, (), Body())
        related = (("A related one", "../other/index.html"),)
        return {
            "index.html": pages.front(shared, (one, two), day),
            "edition/2026-01-04/index.html": pages.edition(shared, edition, True, day, day),
            "section/asia/index.html": pages.section(shared, ASIA, (one,), None, f"{asia}page/1/", None),
            "section/asia/page/1/index.html": pages.section(shared, ASIA, (), 1, None, asia),
            "2026/01/lee/index.html": pages.article(shared, one, BODY, "", related, None, two),
            "2026/01/other/index.html": pages.article(shared, two, BODY, "../lee/lee.jpg", (), one, None),
            "about/index.html": pages.page(shared, about, "<p>Us.</p>"),
            "feeds/index.html": pages.feeds_page(shared, (pages.FeedListing("The Lamp", "/", (one,)),)),
            "404.html": pages.not_found(shared),
        }

    return make
