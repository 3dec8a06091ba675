"""The JSON-LD of stories and lists: what machines read, and that no text gets out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from feedgen_site.dates import Moment
from feedgen_site.keypoints.model import KeyPoint, Origin
from feedgen_site.model import (
    ALONE,
    Author,
    Correction,
    Head,
    Image,
    Listing,
    Medium,
    Section,
    Shown,
    Topic,
    Version,
    Versions,
    Withdrawal,
)
from feedgen_site.pages import Shared, kinds
from feedgen_site.pages.structured import script_text
from tests.pages import schema_org

MakeShared = Callable[..., Shared]
BREAK_OUTS = (
    "</script><script>x</script>",
    "</SCRIPT\t><img src=x onerror=x>",
    "<!--<script>",
    "-->",
    "]]>",
    "&lt;/script&gt;",
    'a"},"x":{"',
    "\\u003c/script\\",
    "line\u2028or\u2029paragraph",
    "é 日本 👩\u200d🚀",
)


class Scripts(HTMLParser):
    """Collects the texts of a page's script elements, ended where a browser ends them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag == "script"
        if self._open:
            assert attrs == [("type", "application/ld+json")]
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  HTMLParser's signature
        self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[-1] += data


def data_in(page: str) -> dict[str, Any]:
    """Read the data of a page, which schema.org's vocabulary has to accept."""
    (text,) = Scripts(page).texts
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    assert list(schema_org.complaints(data)) == []
    return dict(data)


def data_of(
    shared: Shared, head: Head, picture: str = "", versions: Versions = ALONE, media: tuple[Medium, ...] = ()
) -> dict[str, Any]:
    """Read a story's data from its page."""
    page = kinds.article(
        shared, head, "<p>Text.</p>", "", (), None, None, media, versions, Shown(picture) if picture else None
    )
    return data_in(page)


def test_a_story_says_all_it_knows(make_shared: MakeShared, head: Head) -> None:
    """Every fact of a story stands under its name in schema.org, addresses absolute, times with an offset."""
    story = replace(
        head,
        updated=datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
        authors=(Author("Ann Example", "https://ann.example/"), Author("Kim Ito")),
        credit="By arrangement with AA",
        source_url="https://wire.example/1",
        rights="© The Lamp",
        image=Image("/asia/lee.jpg", "Two flags", "At the airport", "A. Photographer"),
        corrections=(
            Correction(Moment(datetime(2026, 1, 4, 15, 0, tzinfo=UTC), day_only=True), "The name is Xi."),
            Correction(Moment(datetime(2026, 1, 5, 8, 0, tzinfo=UTC)), "The visit lasts four days."),
        ),
    )
    shared = make_shared(timezone="Asia/Seoul", publisher="Lamp Press", logo="/logo.svg")
    assert data_of(shared, story, "https://example.org/2026/01/lee/a%20b.jpg") == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Lee arrives in Beijing",
        "description": "The first visit of a South Korean president since 2019.",
        "url": "https://example.org/2026/01/lee/",
        "mainEntityOfPage": "https://example.org/2026/01/lee/",
        "inLanguage": "en",
        "datePublished": "2026-01-04T18:59:00+09:00",
        "dateModified": "2026-01-05T17:00:00+09:00",
        "author": [
            {"@type": "Person", "name": "Ann Example", "url": "https://ann.example/"},
            {"@type": "Person", "name": "Kim Ito"},
        ],
        "publisher": {
            "@type": "Organization",
            "name": "Lamp Press",
            "url": "https://example.org/",
            "logo": "https://example.org/logo.svg",
        },
        "sourceOrganization": {"@type": "Organization", "name": "Anadolu Agency"},
        "creditText": "By arrangement with AA",
        "copyrightNotice": "© The Lamp",
        "isBasedOn": "https://wire.example/1",
        "articleSection": "Asia",
        "keywords": ["diplomacy"],
        "image": {
            "@type": "ImageObject",
            "url": "https://example.org/2026/01/lee/a%20b.jpg",
            "caption": "At the airport",
            "creditText": "A. Photographer",
        },
        "hasPart": [
            {
                "@type": "CreativeWork",
                "name": "Extracted from the text",
                "url": "https://example.org/2026/01/lee/#key-points",
                "text": "Lee will meet Xi on Monday.",
                "digitalSourceType": "https://schema.org/AlgorithmicallyEnhancedDigitalSource",
            }
        ],
        "correction": [
            {"@type": "CorrectionComment", "text": "The name is Xi.", "datePublished": "2026-01-05"},
            {
                "@type": "CorrectionComment",
                "text": "The visit lasts four days.",
                "datePublished": "2026-01-05T17:00:00+09:00",
            },
        ],
    }


def test_what_a_story_does_not_know_is_left_out(make_shared: MakeShared, head: Head) -> None:
    """A bare story has no empty values, no invented author and time, and the site's title for a publisher."""
    bare = replace(
        head, standfirst="", section=None, tags=(), authors=(), agencies=(), points=(), day_only=True
    )
    assert data_of(make_shared(), bare) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Lee arrives in Beijing",
        "url": "https://example.org/2026/01/lee/",
        "mainEntityOfPage": "https://example.org/2026/01/lee/",
        "inLanguage": "en",
        "datePublished": "2026-01-04",
        "publisher": {"@type": "Organization", "name": "The Lamp", "url": "https://example.org/"},
    }


@pytest.mark.parametrize("bad", BREAK_OUTS)
def test_no_text_gets_out_of_the_data(make_shared: MakeShared, head: Head, bad: str) -> None:
    """Whatever a text holds, the page has one script element, and its data says the text exactly."""
    story = replace(
        head, headline=bad, standfirst=bad, agencies=(bad,), tags=(bad,), rights=bad,
        section=Section("x", bad),
        authors=(Author(bad, "javascript:x"), Author(bad, f"https://e.example/{bad}")),
        image=Image("/a.png", bad, bad, bad), corrections=(Correction(Moment(head.published), bad),),
    )  # fmt: skip
    data = data_of(make_shared(publisher=bad), story, "https://example.org/a.png")
    for key in ("headline", "description", "copyrightNotice", "articleSection"):
        assert data[key] == bad
    assert data["keywords"] == [bad]
    assert data["sourceOrganization"] == {"@type": "Organization", "name": bad}
    assert data["publisher"]["name"] == " ".join(bad.split())
    assert data["author"][0] == {"@type": "Person", "name": bad}
    assert not re.search("[<>&\u2028\u2029]", script_text({"x": bad}))


def test_the_data_is_written_close(head: Head, make_shared: MakeShared) -> None:
    """Letters stand as they are, and there is no white space between keys and values."""
    assert script_text({"é": ["日", {"b": "c & d"}]}) == '{"é":["日",{"b":"c \\u0026 d"}]}'
    assert kinds.article(make_shared(), head, "", "", (), None, None).count("\n{") == 0


def test_only_stories_and_lists_of_stories_have_data(
    make_shared: MakeShared, make_pages: Callable[[Shared], dict[str, str]]
) -> None:
    """Plain pages, those of feeds and the missing page carry none; schema.org knows all that others say."""
    site = make_pages(make_shared())
    kinds = {file: data_in(page)["@type"] for file, page in site.items() if Scripts(page).texts}
    assert kinds == {
        "index.html": "CollectionPage",
        "edition/2026-01-04/index.html": "CollectionPage",
        "edition/2026-W01/index.html": "CollectionPage",
        "section/asia/index.html": "CollectionPage",
        "section/asia/page/1/index.html": "CollectionPage",
        "2026/01/lee/index.html": "NewsArticle",
        "2026/01/other/index.html": "NewsArticle",
    }


def test_a_list_names_its_stories_in_the_order_of_the_page(
    make_shared: MakeShared, make_pages: Callable[[Shared], dict[str, str]]
) -> None:
    """An edition says which days it covers and lists its stories; an empty list has no items."""
    site = make_pages(make_shared(publisher="Lamp Press"))
    week = data_in(site["edition/2026-W01/index.html"])
    assert week["temporalCoverage"] == "2025-12-29/2026-01-04"
    assert week["isPartOf"] == {"@type": "WebSite", "name": "The Lamp", "url": "https://example.org/"}
    assert week["mainEntity"]["numberOfItems"] == 2
    assert week["mainEntity"]["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "url": "https://example.org/2026/01/lee/"},
        {"@type": "ListItem", "position": 2, "url": "https://example.org/2026/01/other/"},
    ]
    assert data_in(site["edition/2026-01-04/index.html"])["temporalCoverage"] == "2026-01-04"
    assert "mainEntity" not in data_in(site["section/asia/page/1/index.html"])


def test_the_data_of_a_long_list_stays_small(make_shared: MakeShared, head: Head) -> None:
    """A list of a hundred counts all of its stories and names the first thirty."""
    stories = tuple(replace(head, id=str(n), permalink=f"/{n:03}/") for n in range(100))
    page = kinds.listing(make_shared(), Listing(Topic.TAG, "x", "X", "en", stories), None, None, None)
    listed = data_in(page)["mainEntity"]
    assert (listed["numberOfItems"], len(listed["itemListElement"])) == (100, 30)


def test_only_points_that_a_program_chose_say_so(make_shared: MakeShared, head: Head) -> None:
    """Extracted points have IPTC's code for a change by algorithm that keeps what is said; others none."""
    written = KeyPoint("They meet.", "", Origin.NEWSROOM)
    parts = data_of(make_shared(), replace(head, points=(written, *head.points)))["hasPart"]
    assert [(part["name"], part["text"], part.get("digitalSourceType")) for part in parts] == [
        ("Written by the newsroom", "They meet.", None),
        ("Extracted from the text", "Lee will meet Xi on Monday.",
         "https://schema.org/AlgorithmicallyEnhancedDigitalSource"),
    ]  # fmt: skip


def test_a_withdrawal_is_told(make_shared: MakeShared, head: Head) -> None:
    """Programs hear that a story is withdrawn, since when and why."""
    moment = Moment(datetime(2026, 1, 6, tzinfo=UTC), day_only=True)
    data = data_of(make_shared(), replace(head, points=(), withdrawn=Withdrawal(moment, "It was wrong.")))
    assert data["creativeWorkStatus"] == "Withdrawn"
    assert data["correction"] == [
        {"@type": "CorrectionComment", "text": "It was wrong.", "datePublished": "2026-01-06"}
    ]


def test_a_translation_names_its_original_and_the_original_its_translations(
    make_shared: MakeShared, head: Head
) -> None:
    """Where the original is known; where it is not, none is said to be one."""
    french = Version("fr", "/fr/2026/01/lee/", "Lee à Pékin")
    every = (Version("en", head.permalink, head.headline), french)
    known = Versions(every, head.permalink)
    original = data_of(make_shared(), head, versions=known)
    assert original["workTranslation"] == [
        {"@type": "NewsArticle", "headline": "Lee à Pékin", "url": "https://example.org/fr/2026/01/lee/",
         "inLanguage": "fr"}
    ]  # fmt: skip
    assert "translationOfWork" not in original
    translated = replace(head, language="fr", permalink=french.permalink)
    translation = data_of(make_shared(), translated, versions=known)
    assert translation["translationOfWork"]["url"] == "https://example.org/2026/01/lee/"
    assert "workTranslation" not in translation
    for one in (head, translated):
        said = data_of(make_shared(), one, versions=Versions(every))
        assert not {"workTranslation", "translationOfWork"} & said.keys()


def test_recordings_are_described(make_shared: MakeShared, head: Head) -> None:
    """Audio and video have their address, type and duration."""
    media = (
        Medium("../a.mp3", "audio/mpeg", duration=90, title="Aloud"),
        Medium("https://e.example/v.mp4", "video/mp4", image="../v.jpg"),
    )
    data = data_of(make_shared(), head, media=media)
    assert data["audio"] == [
        {"@type": "AudioObject", "name": "Aloud", "contentUrl": "https://example.org/2026/01/a.mp3",
         "encodingFormat": "audio/mpeg", "duration": "PT90S"}
    ]  # fmt: skip
    assert data["video"][0]["thumbnailUrl"] == "https://example.org/2026/01/v.jpg"


def test_the_judge_of_the_vocabulary_bites() -> None:
    """A wrong type, a property of another type, a value of the wrong kind: each is told."""
    wrong = {
        "@type": "NewsArticle", "headline": "A", "numberOfItems": 3, "dateline": "Paris", "url": "no address",
        "publisher": {"@type": "ListItem"}, "author": [{"@type": "Human"}], "datePublished": "yesterday",
    }  # fmt: skip
    assert sorted(schema_org.complaints(wrong)) == [
        "/NewsArticle.author: no type 'Human'",
        "/NewsArticle.author: no value of ['Organization', 'Person']",
        "/NewsArticle.datePublished: 'yesterday' is none of ['Date', 'DateTime']",
        "/NewsArticle.dateline: no such property",
        "/NewsArticle.numberOfItems: a property of ['ItemList']",
        "/NewsArticle.publisher: no value of ['Organization', 'Person']",
        "/NewsArticle.url: 'no address' is none of ['URL']",
    ]
