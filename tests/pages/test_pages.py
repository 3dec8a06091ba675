"""What every page promises, whatever its kind."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from urllib.parse import unquote

import pytest

from feedgen_site import pages
from feedgen_site.config import NavItem
from feedgen_site.dates import Moment
from feedgen_site.feeds import Feed
from feedgen_site.keypoints.model import KeyPoint, Origin
from feedgen_site.model import Author, Edition, Form, Head, Listing, Notice, Section, Span, Topic
from feedgen_site.pages import Shared, kinds

Pages = dict[str, str]
MakeShared = Callable[..., Shared]
MakePages = Callable[[Shared], Pages]
ALTERNATE = re.compile(r'<link rel="alternate" type="([^"]+)" title="([^"]*)" href="([^"]*)">')

# Browsers take a script element of this type for data, and no Content-Security-Policy applies to it.
DATA = '<script type="application/ld+json">'


@pytest.fixture(scope="module")
def site(make_shared: MakeShared, make_pages: MakePages) -> Pages:
    return make_pages(make_shared())


def test_every_page_has_one_h1(site: Pages) -> None:
    """Every page has exactly one h1."""
    assert {file: len(re.findall("<h1[ >]", page)) for file, page in site.items()} == dict.fromkeys(site, 1)


def test_every_page_has_its_landmarks(site: Pages) -> None:
    """Every page has a banner, a named menu, one main part that the skip link leads to, a footer."""
    for page in site.values():
        assert page.count('<header class="masthead">') == 1
        assert '<nav class="menu" aria-label="Main menu">' in page
        assert page.count('<main id="main">') == 1
        assert '<a class="skip" href="#main">' in page
        assert page.count("<footer") == 1


def test_headings_go_down_one_level_at_a_time(site: Pages) -> None:
    """No page jumps from h1 to h3."""
    for file, page in site.items():
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), file


def test_pages_run_under_a_strict_content_security_policy(site: Pages) -> None:
    """No page holds a script, a style attribute or element, or an event handler; data is no script."""
    for file, page in site.items():
        assert page.count(DATA) <= 1, file
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page.replace(DATA, "")), file


def test_every_link_leads_to_a_page_or_feed_from_any_depth(site: Pages) -> None:
    """Relative links resolve to files of the site, from every depth."""
    folders = ("", "section/asia/", "section/science/", "digest/daily/", "digest/weekly/", "corrections/")
    names = ("feed.xml", "rss.xml", "feed.json")
    known = {*site, *(folder + name for folder in folders for name in names), pages.STYLESHEET_FILE}
    known |= {f"{folder}index.html" for folder in ("section/science/", "digest/weekly/")}
    known |= {"2026/01/lee/lee.jpg", "opml.xml", "archive/index.html", "archive/2026-01/index.html"}
    topics = ("agency/anadolu-agency", "author/ann-example", "tag/diplomacy")
    known |= {f"{topic}/index.html" for topic in topics}
    known |= {f"edition/{key}/{form.value}" for key in ("2026-01-04", "2026-W01") for form in Form}
    for file, page in site.items():
        if file == "404.html":
            continue
        for href in re.findall(r'(?:href|src)="([^"]+)"', page):
            target = unquote(html.unescape(href).partition("#")[0])
            if target and not target.startswith("https:"):
                path = posixpath.normpath(posixpath.join(posixpath.dirname(file), target))
                assert path in known, (file, href)


def test_links_of_404_begin_at_the_root(make_shared: MakeShared) -> None:
    """The 404 page, served at any depth, links from the host's root, through the base URL's path."""
    page = kinds.not_found(make_shared(base_url="https://example.org/news/"))
    hrefs = [href for href in re.findall(r'(?:href|src)="([^"]+)"', page) if not href.startswith("#")]
    assert all(href.startswith("/news/") for href in hrefs)
    assert "/news/section/asia/" in hrefs
    assert not any("search" in href for href in hrefs)
    with_search = replace(make_shared(base_url="https://example.org/news/"), search_languages=("en",))
    assert '<li><a href="/news/search/">Search</a></li>\n<li><a href="/news/archive/"' in kinds.not_found(
        with_search
    )
    assert 'rel="canonical"' not in page


def test_autodiscovery_names_the_nearest_feed_first(site: Pages) -> None:
    """A story and a section announce the section's feed, then the site's, each as Atom and JSON Feed."""
    for file, root, section in (
        ("2026/01/lee/index.html", "../../../", "../../../section/asia/"),
        ("section/asia/index.html", "../../", ""),
        ("section/asia/page/1/index.html", "../../../../", "../../"),
    ):
        assert ALTERNATE.findall(site[file]) == [
            ("application/atom+xml", "Asia · The Lamp (Atom)", f"{section}feed.xml"),
            ("application/feed+json", "Asia · The Lamp (JSON Feed)", f"{section}feed.json"),
            ("application/atom+xml", "The Lamp (Atom)", f"{root}feed.xml"),
            ("application/feed+json", "The Lamp (JSON Feed)", f"{root}feed.json"),
        ]
    for file in ("index.html", "about/index.html", "feeds/index.html", "404.html"):
        assert len(ALTERNATE.findall(site[file])) == 2


def test_no_section_feed_is_announced_where_there_is_none(make_shared: MakeShared, head: Head) -> None:
    """With `feeds: {sections: false}` no page announces or links a section's feed."""
    shared = make_shared()
    config = replace(shared.config, feeds=replace(shared.config.feeds, sections=False))
    page = kinds.article(replace(shared, config=config), head, "", "", (), None, None)
    assert "section/asia/feed" not in page
    assert 'href="../../../feed.xml"' in page


def test_canonical_is_absolute(site: Pages) -> None:
    """The canonical address is the absolute permalink, without index.html."""
    assert '<link rel="canonical" href="https://example.org/2026/01/lee/">' in site["2026/01/lee/index.html"]


def test_hostile_text_is_escaped(make_shared: MakeShared, head: Head) -> None:
    """Markup in a headline, name, tag, agency, point or section stays text, wherever it is shown."""
    bad = '<script>alert("1")</script>\' onx=1'
    hostile = replace(
        head, headline=bad, standfirst=bad, agencies=(bad,), tags=(bad,), rights=bad,
        section=Section("x", bad),
        authors=(Author(bad, 'https://e.org/"onx="'), Author(bad, "javascript:alert(1)")),
        points=(KeyPoint(bad, "", Origin.NEWSROOM, reviewed_by=bad),),
    )  # fmt: skip
    shared = make_shared(title=bad, footer=bad, publisher=bad, description=bad)
    day = date(2026, 1, 4)
    edition = Edition(Span.DAY, day, datetime(2026, 1, 5, tzinfo=UTC), (hostile,))
    feed = Feed("site", bad, bad, "/", "en")
    notice = Notice("x", hostile, 1, Moment(head.published), bad)
    for page in (
        kinds.front(shared, (hostile,), day),
        kinds.edition(shared, edition, False, None, None),
        kinds.listing(shared, Listing(Topic.SECTION, "x", bad, "en", (hostile,)), 1, None, None),
        kinds.article(shared, hostile, "", "", ((bad, "", ""),), hostile, hostile),
        kinds.feeds_page(shared, (feed,)),
        kinds.feed_page(shared, feed, (hostile, notice, edition.row)),
    ):
        assert "<script" not in page.replace(DATA, "")
        assert "javascript:" not in page
        assert not re.search(r'<[^>]*"\s*onx=', page)


def test_stylesheet_is_small_and_takes_the_theme(make_shared: MakeShared) -> None:
    """The stylesheet is below 16 KB, and ends with the custom properties of site.yaml."""
    plain = kinds.stylesheet(make_shared())
    assert len(plain.encode()) < 16_000
    themed = kinds.stylesheet(make_shared(theme=(("accent", "#123"),)))
    assert themed == plain + "\n:root:root{--accent:#123;}\n"


def test_same_input_gives_the_same_pages(make_shared: MakeShared, make_pages: MakePages, site: Pages) -> None:
    """Rendering again gives the same text."""
    assert make_pages(make_shared()) == site


def test_an_empty_site_says_so(make_shared: MakeShared) -> None:
    """A site without stories has a front page with its name and a sentence, without an empty contents row."""
    page = kinds.front(make_shared(), (), None)
    assert "No story has been published yet." in page
    assert "The Lamp</h1>" in page
    assert 'class="contents"' not in page


def test_stories_stand_by_section_lead_stories_first(make_shared: MakeShared, head: Head) -> None:
    """Sections come in the site's order, stories without one last; in each, top stories, then by weight."""
    science = Section("science", "Science")
    made = {
        "loose": {"section": None}, "science": {"section": science}, "plain": {},
        "heavy": {"weight": 5}, "top": {"top": True},
    }  # fmt: skip
    stories = tuple(replace(head, headline=name, **changes) for name, changes in made.items())  # type: ignore[arg-type]
    page = kinds.front(make_shared(), stories, date(2026, 1, 4))
    assert re.findall(r'class="headline"><a [^>]+>(\w+)</a>', page) == [
        "top", "heavy", "plain", "science", "loose",
    ]  # fmt: skip
    assert re.findall(r'<li><a href="#([^"]+)">', page) == ["section-asia", "section-science", "more"]
    assert '<span class="count">5 stories, 1 minute, two sections</span>' in page


def test_only_an_open_edition_says_so_far(make_shared: MakeShared, head: Head) -> None:
    """An edition that is still filling says "so far"; a closed one does not."""
    edition = Edition(Span.DAY, date(2026, 1, 4), datetime(2026, 1, 5, tzinfo=UTC), (head,))
    assert "so far" in kinds.edition(make_shared(), edition, True, None, None)
    assert "so far" not in kinds.edition(make_shared(), edition, False, None, None)


def test_times_are_the_sites(make_shared: MakeShared, head: Head) -> None:
    """Moments are shown in the site's zone, for people and machines; a date alone shows no time."""
    shared = make_shared(timezone="Asia/Seoul")
    page = kinds.article(shared, head, "", "", (), None, None)
    assert '<time datetime="2026-01-04T18:59:00+09:00">January 4, 2026, 6:59\u202fPM GMT+09:00</time>' in page
    page = kinds.article(make_shared(), replace(head, day_only=True), "", "", (), None, None)
    assert '<time datetime="2026-01-04">January 4, 2026</time>' in page
    page = kinds.article(make_shared(timezone="Europe/London"), head, "", "", (), None, None)
    assert ">January 4, 2026, 9:59\u202fAM GMT</time>" in page


def test_a_template_address_of_the_menu_is_relative(make_shared: MakeShared, head: Head) -> None:
    """A menu entry below the site is linked relative to the page, a web address as it is."""
    nav = (NavItem("About", "/about/"), NavItem("Else", "https://example.net/x"))
    page = kinds.article(make_shared(nav=nav), head, "", "", (), None, None)
    assert '<a href="../../../about/index.html">About</a>' in page
    assert '<a href="https://example.net/x">Else</a>' in page
