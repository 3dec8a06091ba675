"""A story, a site and every kind of page, for the tests of pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from feedgen_site import feeds, theme
from feedgen_site.config import SiteConfig
from feedgen_site.dates import Moment
from feedgen_site.keypoints.model import KeyPoint, Origin
from feedgen_site.model import (
    Author,
    Body,
    Correction,
    Edition,
    Head,
    Image,
    Listing,
    Notice,
    Page,
    Section,
    Span,
    Topic,
)
from feedgen_site.pages import Shared, kinds
from tests.support import a_head

ASIA, SCIENCE = Section("asia", "Asia"), Section("science", "Science")
SECTIONS = (ASIA, SCIENCE)
PACKAGED = theme.load(None)

HEAD = a_head(
    id="tag:example.org,2026:asia/lee",
    path="asia/lee.md",
    permalink="/2026/01/lee/",
    headline="Lee arrives in Beijing",
    standfirst="The first visit of a South Korean president since 2019.",
    points=(KeyPoint("Lee will meet Xi on Monday.", "s-00000001", Origin.EXTRACTED),),
    section=ASIA,
    tags=("diplomacy",),
    authors=(Author("Ann Example"),),
    agencies=("Anadolu Agency",),
    words=460,
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
        monday = date(2025, 12, 29)
        edition = Edition(Span.DAY, day, datetime(2026, 1, 5, tzinfo=UTC), (one, two))
        week = Edition(Span.WEEK, monday, datetime(2026, 1, 5, tzinfo=UTC), (one, two))
        listed = Listing(Topic.SECTION, ASIA.slug, ASIA.title, shared.config.language, (one,))
        correction = two.corrections[0]
        notice = Notice("x#correction-1", two, 1, correction.moment, correction.text)
        site, asia_feed = feeds.site_feed(shared.config), feeds.section_feed(ASIA, shared.config)
        daily, corrections = feeds.digest_feed(Span.DAY, shared.config), feeds.corrections_feed(shared.config)
        assert asia_feed is not None
        assert daily is not None
        about = Page("pages/about.md", "/about/", "About", shared.config.language, (), Body())
        related = (("A related one", "../other/index.html", ""),)
        return {
            "index.html": kinds.front(shared, (one, two), day),
            "edition/2026-01-04/index.html": kinds.edition(shared, edition, True, day, day),
            "edition/2026-W01/index.html": kinds.edition(shared, week, False, monday, None),
            "section/asia/index.html": kinds.listing(shared, listed, None, f"{asia}page/1/", None),
            "section/asia/page/1/index.html": kinds.listing(
                shared, replace(listed, stories=()), 1, None, asia
            ),
            "2026/01/lee/index.html": kinds.article(shared, one, BODY, "", related, None, two),
            "2026/01/other/index.html": kinds.article(shared, two, BODY, "../lee/lee.jpg", (), one, None),
            "about/index.html": kinds.page(shared, about, "<p>Us.</p>"),
            "feeds/index.html": kinds.feeds_page(shared, (site, daily, asia_feed, corrections)),
            "feeds/site/index.html": kinds.feed_page(shared, site, (one,)),
            "feeds/section/asia/index.html": kinds.feed_page(shared, asia_feed, ()),
            "digest/daily/index.html": kinds.feed_page(shared, daily, (edition.row,)),
            "corrections/index.html": kinds.feed_page(shared, corrections, (notice,)),
            "404.html": kinds.not_found(shared),
        }

    return make
