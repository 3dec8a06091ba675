"""A story to vary: `make_entry(headline="…")` is it with another headline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from feedgen_site.config import FeedContent, SiteConfig
from feedgen_site.feeds import Entry, Feed, entries
from feedgen_site.keypoints import KeyPoint, Origin
from feedgen_site.model import Author, Section
from tests.support import A_MOMENT, a_head

STORY = a_head(
    standfirst="It carries four lanes.",
    points=(
        KeyPoint("The bridge opened on Monday.", "s-1a2b3c4d", Origin.EXTRACTED, 0.5),
        KeyPoint("R&D cost a tenth.", "", Origin.NEWSROOM, reviewed_by="Kim Ito"),
    ),
    updated=A_MOMENT + timedelta(hours=3),
    section=Section("asia", "Asia"),
    tags=("bridges", "Roads & rails", "Asia", "bridges"),
    authors=(Author("Ana Díaz", "https://example.org/ana", "ana@example.org"), Author("Kim Ito")),
    agencies=("Anadolu Agency",),
    source_url="https://agency.example/story?a=1&b=2",
    rights="© Example",
)
HTML = '<p>The bridge opened. <a href="https://example.org/2026/01/ferry/">Ferries</a> go.</p>'


@pytest.fixture(scope="session")
def make_entry(config: SiteConfig) -> Callable[..., Entry]:
    """Make the story's entry with some fields of its head changed, or what stands beside it.

    `html` is its body, `shows` what the feed carries of it, `settings` those of the site.
    """

    def make(
        html: str = HTML,
        image_url: str = "",
        shows: FeedContent = FeedContent.FULL,
        settings: SiteConfig = config,
        **changes: object,
    ) -> Entry:
        head = replace(STORY, **changes)  # type: ignore[arg-type]
        return entries.of_story(head, html, image_url, head.updated, shows, settings)

    return make


@pytest.fixture(scope="session")
def feed() -> Feed:
    """Give a section's feed."""
    return Feed("section/asia", "Asia – Example", "News of Asia", "/section/asia/", "en")


@pytest.fixture(scope="session")
def config() -> SiteConfig:
    """Give a site with an authority that is not its host."""
    return SiteConfig(
        title="Example",
        base_url="https://news.example/sub/",
        authority="example.org,2026",
        publisher="Example Press",
    )
