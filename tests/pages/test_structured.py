"""A story's JSON-LD: what machines read, and that no text gets out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from feedgen_site import pages
from feedgen_site.dates import Moment
from feedgen_site.model import Author, Correction, Head, Image, Section
from feedgen_site.pages import Shared
from feedgen_site.pages.structured import script_text

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


def data_of(shared: Shared, head: Head, image_href: str = "") -> dict[str, object]:
    """Read a story's data from its page."""
    (text,) = Scripts(pages.article(shared, head, "<p>Text.</p>", image_href, (), None, None)).texts
    data = json.loads(text)
    assert isinstance(data, dict)
    return data


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
    assert data_of(shared, story, "../lee/a%20b.jpg") == {
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
    bare = replace(head, standfirst="", section=None, tags=(), authors=(), agencies=(), day_only=True)
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
    data = data_of(make_shared(publisher=bad), story, "a.png")
    for key in ("headline", "description", "copyrightNotice", "articleSection"):
        assert data[key] == bad
    assert data["keywords"] == [bad]
    assert data["sourceOrganization"] == {"@type": "Organization", "name": bad}
    assert data["publisher"]["name"] == " ".join(bad.split())  # type: ignore[index]
    assert data["author"][0] == {"@type": "Person", "name": bad}  # type: ignore[index]
    assert not re.search("[<>&\u2028\u2029]", script_text({"x": bad}))


def test_the_data_is_written_close(head: Head, make_shared: MakeShared) -> None:
    """Letters stand as they are, and there is no white space between keys and values."""
    assert script_text({"é": ["日", {"b": "c & d"}]}) == '{"é":["日",{"b":"c \\u0026 d"}]}'
    assert pages.article(make_shared(), head, "", "", (), None, None).count("\n{") == 0


def test_only_a_story_has_data(
    make_shared: MakeShared, make_pages: Callable[[Shared], dict[str, str]]
) -> None:
    """Lists, plain pages and the missing page carry none."""
    with_data = {file for file, page in make_pages(make_shared()).items() if Scripts(page).texts}
    assert with_data == {"2026/01/lee/index.html", "2026/01/other/index.html"}
