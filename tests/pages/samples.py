"""Made-up stories and a site for the tests of pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from feedgen_site import theme
from feedgen_site.config import NavItem, SiteConfig
from feedgen_site.dates import Moment
from feedgen_site.keypoints.model import KeyPoint, Origin
from feedgen_site.model import Author, Correction, Head, Image, Section
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


def shared(config: SiteConfig | None = None, look: theme.Theme = PACKAGED) -> Shared:
    """Give a site with two sections and an About page."""
    return Shared(config or SiteConfig(title="The Lamp"), look, SECTIONS, (("About", "/about/"),))


def in_language(language: str, **settings: object) -> SiteConfig:
    """Give the settings of a site whose owner writes no Latin letters, so that any are the program's."""
    config = SiteConfig(title="ΛΑΜ", language=language, nav=(NavItem("Α", "/"), NavItem("Β", "/feeds/")))
    return replace(config, **settings)  # type: ignore[arg-type]
