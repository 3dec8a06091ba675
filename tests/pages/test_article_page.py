"""The page of a story: points and their sources, origins, corrections, links on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest

from feedgen_site.keypoints.model import KeyPoint, Origin
from feedgen_site.model import Head, Listing, Topic
from feedgen_site.pages import Shared, kinds
from feedgen_site.pages.fragments import body_text, link

MakeShared = Callable[..., Shared]
SPAN = '<span id="s-1" class="source">'
LONG = "二人は月曜に会い、夕食をとり、空港に向かう。"


def test_an_extracted_point_leads_to_its_sentence(make_shared: MakeShared, head: Head, body: str) -> None:
    """An extracted point links to its sentence's id with a fragment that the point itself cannot match."""
    page = kinds.article(make_shared(), head, body, "", (), None, None)
    assert 'href="#s-00000001:~:text=else%20came%20first.-,Lee%20will%20meet%20Xi%20on%20Monday."' in page
    assert "Extracted from the text" in page


def test_an_authored_point_leads_to_its_sentence(make_shared: MakeShared, head: Head, body: str) -> None:
    """An author's point leads to the sentence it rests on, says who wrote and who reviewed it."""
    point = KeyPoint("They meet.", "s-00000001", Origin.NEWSROOM, reviewed_by="Kim Ito")
    page = kinds.article(make_shared(), replace(head, points=(point,)), body, "", (), None, None)
    assert re.search(r'<li>They meet\. .*<a class="to-source" href="#s-00000001:~:text=[^"]+"', page)
    assert 'aria-label="Source of key point 1">Source</a>' in page
    assert "Written by the newsroom" in page
    assert "Reviewed by Kim Ito" in page
    assert "Extracted from the text" not in page


@pytest.mark.parametrize("sentence", ["", "s-ffffffff"])
def test_a_point_without_a_sentence_is_no_link(
    make_shared: MakeShared, head: Head, body: str, sentence: str
) -> None:
    """A point without a source, or whose sentence is not in the body, is plain text."""
    point = KeyPoint("They meet.", sentence, Origin.EXTRACTED)
    page = kinds.article(make_shared(), replace(head, points=(point,)), body, "", (), None, None)
    assert "<li>They meet.</li>" in page


@pytest.mark.parametrize(
    ("html", "href"),
    [
        pytest.param(f"<p>{SPAN}A cat sat.</span></p>", "#s-1:~:text=Source-,A%20cat%20sat.", id="alone"),
        pytest.param(
            f"<p>{SPAN}A cat sat.</span> It purred, loud-ish &amp; long.</p>",
            "#s-1:~:text=A%20cat%20sat.,-It%20purred%2C%20loud%2Dish", id="a first sentence: the words after",
        ),
        pytest.param(
            f"<p>Before.</p><p>{SPAN}One <b>two</b> three four five six seven eight nine.</span></p>",
            "#s-1:~:text=Before.-,One%20two%20three%20four,six%20seven%20eight%20nine.",
            id="first and last words",
        ),
        pytest.param(
            f'<p>Before.</p><p>{SPAN}One</span><br><span class="source">two.</span> Three.</p>',
            "#s-1:~:text=Before.-,One,two.", id="no part of it crosses a line",
        ),
        pytest.param(
            f"<p>前の文。{SPAN}{LONG}</span></p>",
            f"#s-1:~:text={quote('前の文。')}-,{quote('二人は月曜に会い、')},{quote('空港に向かう。')}",
            id="no spaces",
        ),
        pytest.param(f"<p>B. {SPAN}{'long ' * 2000}</span></p>", "#s-1", id="too long to be looked for"),
    ],
)  # fmt: skip
def test_text_fragments(html: str, href: str) -> None:
    """A fragment is written where it makes the sentence the page's first match, else the id alone."""
    body = body_text(html)
    point = body.text[slice(*body.sentences["s-1"])]
    assert link("s-1", f"Headline\nExtracted\n{point}\nSource", body) == href


def test_points_that_follow_each_other_are_told_from_their_list() -> None:
    """In the list a label stands between two points: in the body the sentence before is a context."""
    html = f'<p>{SPAN}A cat sat.</span> <span id="s-2" class="source">It purred.</span></p>'
    assert link("s-2", "A cat sat.\nSource\nIt purred.\nSource", body_text(html)) == (
        "#s-2:~:text=A%20cat%20sat.-,It%20purred."
    )


def test_no_fragment_misleads() -> None:
    """Where the page says the same before the body, with the same words around it, the id must do."""
    html = f"<p>Before. {SPAN}A cat sat.</span> After.</p>"
    assert link("s-1", "Before. A cat sat. After.", body_text(html)) == "#s-1"


def test_corrections_are_dated_and_shown_above_the_text(
    make_shared: MakeShared, make_pages: Callable[[Shared], dict[str, str]]
) -> None:
    """A correction stands before the body with its date; a story without one has no notice."""
    site = make_pages(make_shared())
    page = site["2026/01/other/index.html"]
    assert re.search(r">January 5, 2026, 8:00\u202fAM UTC</time>: The visit lasts four days.", page)
    assert page.index("The visit lasts") < page.index('<div class="body">')
    assert 'id="corrections"' not in site["2026/01/lee/index.html"]


def test_agency_is_shown_with_its_credit(make_shared: MakeShared, head: Head) -> None:
    """The agency stands in the kicker; its own wording of the credit, where it has one, in the byline."""
    credited = replace(head, credit="By arrangement with AA")
    page = kinds.article(make_shared(), credited, "", "", (), None, None)
    linked = '<a href="../../../agency/anadolu-agency/index.html">Anadolu Agency</a>'
    assert f'<span class="agency">{linked}</span>' in page
    assert '<li class="credit">By arrangement with AA</li>' in page
    assert 'class="credit"' not in kinds.article(make_shared(), head, "", "", (), None, None)


def test_a_link_item_sends_readers_to_the_original(make_shared: MakeShared, head: Head) -> None:
    """An item without text links to its source as the full story, and has no reading time and no body."""
    item = replace(head, words=0, points=(), source_url="https://www.example.net/a?b=1&c=2")
    page = kinds.article(make_shared(), item, "", "", (), None, None)
    link = '<a href="https://www.example.net/a?b=1&amp;c=2">Read the full story at example.net</a>'
    assert link in page
    assert "to read" not in page
    assert 'class="body"' not in page


@pytest.mark.parametrize(("words", "shown"), [(1, "1 minute to read"), (460, "2 minutes to read")])
def test_reading_time(make_shared: MakeShared, head: Head, words: int, shown: str) -> None:
    """Reading time is 230 words a minute, and at least a minute."""
    assert shown in kinds.article(make_shared(), replace(head, words=words), "", "", (), None, None)


def test_image_has_its_words(make_shared: MakeShared, make_pages: Callable[[Shared], dict[str, str]]) -> None:
    """A picture has its alternative text, caption and credit; one whose file is missing is not shown."""
    site = make_pages(make_shared())
    page = site["2026/01/other/index.html"]
    assert '<img src="../lee/lee.jpg" alt="Two flags" fetchpriority="high">' in page
    assert "At the airport" in page
    assert "Picture: A. Photographer" in page
    assert "<figure" not in site["2026/01/lee/index.html"]


def test_a_story_without_a_headline_can_be_followed(make_shared: MakeShared, head: Head) -> None:
    """A story without a headline is listed under its address, as a link needs a name."""
    listed = Listing(Topic.SECTION, "asia", "Asia", "en", (replace(head, headline=" "),))
    page = kinds.listing(make_shared(), listed, None, None, None)
    assert ">/2026/01/lee/</a>" in page


def test_a_very_long_headline_is_set_smaller(make_shared: MakeShared, head: Head) -> None:
    """One of more than 100 characters would fill the first screen; the stylesheet knows it by its class."""
    for headline, kind in (("a" * 100, "headline"), ("a" * 101, "headline long")):
        page = kinds.article(make_shared(), replace(head, headline=headline), "", "", (), None, None)
        assert f'<h1 class="{kind}">{headline}</h1>' in page
