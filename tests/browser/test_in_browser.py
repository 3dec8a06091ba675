"""The built sample site in Debian's Chromium, from disk and over HTTP, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.sources import complaint, sources
from tests.support import SITE, article, published, put, sample_site, served

pytestmark = pytest.mark.browser

# One page of each kind.
PAGES = (
    "index.html",
    "2026/01/south-korea-lee-beijing/index.html",
    "2026/01/how-feeds-work/index.html",
    "2025/12/keeling-curve/index.html",
    "ar/2026/01/grand-egyptian-museum/index.html",
    "ja/2026/01/hinoeuma/index.html",
    "edition/2026-01-04/index.html",
    "edition/2026-W01/index.html",
    "section/asia/index.html",
    "tag/diplomacy/index.html",
    "author/noor-haddad/index.html",
    "archive/index.html",
    "archive/2026-01/index.html",
    "feeds/index.html",
    "feeds/section/asia/index.html",
    "digest/daily/index.html",
    "corrections/index.html",
    "about/index.html",
    "404.html",
)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample site, as of the sixth of January 2026."""
    return sample_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def site_url(public: Path) -> Iterator[str]:
    """Serve the site."""
    with served(public) as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page that fails the test on any error the browser reports."""
    opened = browser.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    opened.close()
    assert said == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways(page: Page, site_url: str, path: str, width: int, scheme: str) -> None:
    """Every kind of page fits a phone and a desk, light and dark."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(site_url + path)
    widest = page.evaluate("document.documentElement.scrollWidth")
    assert widest <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_long_lists_of_feeds_fit_a_phone(
    page: Page, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    """Two hundred tags, some with addresses of 300 characters, neither scroll sideways nor run together."""
    put(tmp_path / "content/site.yaml", f"{SITE}feeds: {{tags: all}}\n")
    for number in range(20):
        tags = [f"{'جسور ' * 6}{number}", *(f"tag {number} {letter}" for letter in "abcdefghi")]
        put(tmp_path / f"content/s{number}.md", article(f"Story {number}", tags=f"[{', '.join(tags)}]"))
    published(tmp_path)
    page.emulate_media(color_scheme=scheme)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto((tmp_path / "public/feeds/index.html").as_uri())
        assert page.locator("dd code").count() > 200
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        boxes = page.evaluate(
            "[...document.querySelectorAll('dd code')].map(one => one.getBoundingClientRect())"
            ".map(box => [box.left, box.right, box.top, box.bottom])"
        )
        assert all(left >= 0 and right <= width for left, right, _, _ in boxes)
        assert all(above[3] <= below[2] for above, below in pairwise(boxes))


@pytest.mark.parametrize(
    "path", ["feeds/", "feeds/section/asia/", "corrections/"], ids=["all", "one", "its own"]
)
def test_one_click_selects_the_whole_address(page: Page, site_url: str, path: str) -> None:
    """What is then copied is the address, whole, though it breaks over lines on a phone."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site_url + path)
    for code in page.locator("code").all():
        code.click(position={"x": 30, "y": 8})
        selected = page.evaluate("getSelection().toString().trim()")
        assert selected == code.text_content()
        assert selected.startswith("https://digest.example.org/")


FEED_FILES = ("feed.xml", "rss.xml", "section/asia/feed.xml", "corrections/rss.xml", "digest/daily/feed.xml")


@pytest.mark.parametrize("path", FEED_FILES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_feed_opened_in_a_browser_can_be_read(
    page: Page, site_url: str, path: str, scheme: Literal["light", "dark"]
) -> None:
    """Titles, dates and summaries under a sentence that says what this is; nothing that is for programs."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=scheme)
    page.goto(site_url + path)
    shown = page.evaluate(
        "[...new Set([...document.querySelectorAll('*')]"
        ".filter(one => one.checkVisibility() && !one.querySelector('title')).map(one => one.localName))]"
    )
    feed_words = {"title", "subtitle", "summary", "published"}
    assert set(shown) <= ({"title", "description", "pubDate"} if "rss" in path else feed_words)
    assert {"title"} < set(shown)
    root = "document.querySelector('feed, channel')"
    assert "This is a feed" in page.evaluate(f"getComputedStyle({root}, '::before').content")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    colours = page.evaluate(
        "(style => [style.color, style.backgroundColor])(getComputedStyle(document.documentElement))"
    )
    light = "rgb(253, 251, 247)"
    assert (colours[1] == light) == (scheme == "light")
    assert colours[0] != colours[1]


def test_an_archive_opened_in_a_browser_asks_nobody_to_follow_it(page: Page, tmp_path: Path) -> None:
    """It can be read, but the sentence about following is missing: its address would bring nothing new."""
    put(tmp_path / "content/site.yaml", f"{SITE}feeds: {{archive: day, entries: 1}}\n")
    for day in range(1, 5):
        put(tmp_path / f"content/{day}.md", article(f"Day {day}", f"2026-01-0{day}"))
    published(tmp_path)
    # The oldest archive differs from the others in what it says of itself.
    for name in ("01.xml", "02.xml", "01.rss.xml", "02.rss.xml"):
        page.goto((tmp_path / f"public/archive/2026-01-{name}").as_uri())
        before = "getComputedStyle(document.querySelector('feed, channel'), '::before').display"
        assert page.evaluate(before) == "none"
        assert page.locator("entry > title, item > title").is_visible()


def test_the_schemes_differ(page: Page, public: Path) -> None:
    """Dark is really dark: the background follows the reader's choice."""
    backgrounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto((public / "index.html").as_uri())
        backgrounds.append(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert backgrounds[0] != backgrounds[1]


def test_a_site_opened_from_disk_can_be_clicked_through(page: Page, public: Path) -> None:
    """An editor who opens public/index.html reaches a story and comes home, without a server."""
    page.goto((public / "index.html").as_uri())
    headline = page.locator("h3 a").first
    text = headline.inner_text()
    headline.click()
    assert page.locator("h1").inner_text() == text
    page.locator("header a").first.click()
    assert page.url == (public / "index.html").as_uri()


def test_a_point_leads_to_its_sentence(page: Page, site_url: str) -> None:
    """The link beside a key point scrolls to the sentence it was taken from."""
    page.set_viewport_size({"width": 1280, "height": 300})
    page.goto(f"{site_url}2026/01/sky-in-2026/")
    link = page.locator("a[href^='#s-']").last
    href = link.get_attribute("href") or ""
    identity = href.removeprefix("#").partition(":~:")[0]
    link.click()
    assert page.locator(f"[id='{identity}']").count() == 1
    box = "const box = document.getElementById(id).getBoundingClientRect()"
    in_view = f"id => {{ {box}; return box.bottom > 0 && box.top < 300 }}"
    page.wait_for_function(in_view, arg=identity)


def test_every_points_link_highlights_its_sentence(browser: Browser, public: Path, site_url: str) -> None:
    """By its text fragment alone, without the id: the whole sentence in the body, and nothing else."""
    opened = browser.new_page(viewport={"width": 800, "height": 600})
    links = list(sources(public))
    assert len(links) > 50
    assert {link: said for link in links if (said := complaint(opened, site_url, *link))} == {}
    opened.close()


def test_a_points_link_can_be_hit_by_a_thumb_and_has_a_name(page: Page, site_url: str) -> None:
    """On a phone each source link is at least 44 pixels high and wide, and says which point it belongs to."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site_url}2026/01/sky-in-2026/")
    links = page.locator("a.to-source").all()
    assert len(links) > 2
    for number, link in enumerate(links, start=1):
        box = link.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert link.get_attribute("aria-label") == f"Source of key point {number}"


def test_pages_need_no_javascript_and_ask_for_nothing_elsewhere(browser: Browser, site_url: str) -> None:
    """With scripts off every page reads the same, and no request leaves the site."""
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        opened.goto(site_url + path)
        assert opened.locator("h1").count() == 1
        assert opened.locator("script:not([type='application/ld+json'])").count() == 0
    context.close()
    assert [url for url in asked if not url.startswith(site_url)] == []


def test_arabic_pages_run_from_right_to_left(page: Page, public: Path) -> None:
    """The Arabic story's headline begins at the right edge of its column."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((public / "ar/2026/01/grand-egyptian-museum/index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
