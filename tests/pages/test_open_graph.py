"""What other sites and apps show of a link to a page: Open Graph and the kind of card."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

from feedgen_site.model import Author, Head, Image, Shown, Version, Versions
from feedgen_site.pages import Shared, kinds

MakeShared = Callable[..., Shared]
PICTURE = "https://example.org/assets/lee%20b.jpg"


def properties(page: str) -> list[tuple[str, str]]:
    """List the properties of a page in their order, and last its card."""
    found = re.findall(r'<meta (?:property|name)="((?:og|article|twitter):[^"]+)" content="([^"]*)">', page)
    return [(name, unescape(content)) for name, content in found]


def test_a_story_is_an_article_with_its_facts(make_shared: MakeShared, head: Head) -> None:
    """Title, address, language, picture, times in the site's zone, section and tags; a large card."""
    story = replace(
        head,
        updated=datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
        authors=(Author("Ann Example", "https://ann.example/"), Author("Kim Ito")),
        tags=("diplomacy", "R&D"),
        image=Image("/asia/lee b.jpg", "Two flags"),
    )
    shared = make_shared(timezone="Asia/Seoul")
    page = kinds.article(shared, story, "", "", (), None, None, picture=Shown(PICTURE, 1200, 800))
    assert properties(page) == [
        ("og:title", "Lee arrives in Beijing"),
        ("og:site_name", "The Lamp"),
        ("og:type", "article"),
        ("og:url", "https://example.org/2026/01/lee/"),
        ("og:description", "The first visit of a South Korean president since 2019."),
        ("og:locale", "en_US"),
        ("og:image", PICTURE),
        ("og:image:width", "1200"),
        ("og:image:height", "800"),
        ("og:image:alt", "Two flags"),
        ("article:published_time", "2026-01-04T18:59:00+09:00"),
        ("article:modified_time", "2026-01-05T17:00:00+09:00"),
        ("article:section", "Asia"),
        ("article:author", "https://ann.example/"),
        ("article:tag", "diplomacy"),
        ("article:tag", "R&D"),
        ("twitter:card", "summary_large_image"),
    ]


def test_what_is_not_known_is_not_said(make_shared: MakeShared, head: Head) -> None:
    """A story without picture, section, tags and update has no empty property; a day stands alone."""
    bare = replace(head, standfirst="", points=(), section=None, tags=(), day_only=True)
    assert properties(kinds.article(make_shared(), bare, "", "", (), None, None)) == [
        ("og:title", "Lee arrives in Beijing"),
        ("og:site_name", "The Lamp"),
        ("og:type", "article"),
        ("og:url", "https://example.org/2026/01/lee/"),
        ("og:locale", "en_US"),
        ("article:published_time", "2026-01-04"),
        ("twitter:card", "summary"),
    ]


def test_languages_have_their_countries(make_shared: MakeShared, head: Head) -> None:
    """`og:locale` names a country as Open Graph wants it, and the page's other languages."""
    every = tuple(Version(language, f"/{language}/", "x") for language in ("ar", "zh-Hant", "fr-CA"))
    french = replace(head, language="fr-CA")
    page = kinds.article(make_shared(), french, "", "", (), None, None, versions=Versions(every))
    said = dict(properties(page))
    assert said["og:locale"] == "fr_CA"
    assert re.findall(r'og:locale:alternate" content="([^"]+)"', page) == ["ar_EG", "zh_TW"]


def test_other_pages_are_of_the_website(
    make_shared: MakeShared, make_pages: Callable[[Shared], dict[str, str]]
) -> None:
    """Every page has title, site and card; the page of a missing address has no address to show."""
    for file, page in make_pages(make_shared()).items():
        said = dict(properties(page))
        assert said["og:site_name"] == "The Lamp", file
        assert said["og:title"], file
        assert said["twitter:card"] == "summary", file
        if file == "404.html":
            assert "og:url" not in said
        else:
            assert said["og:type"] == ("article" if file.startswith("2026/") else "website"), file
            assert said["og:url"] == f"https://example.org/{file.removesuffix('index.html')}"
