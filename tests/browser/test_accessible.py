"""Every kind of page for who cannot see it, cannot use a mouse, or hears it read."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import pytest

pytest.importorskip("playwright")

from playwright.sync_api import Browser

from tests import everything, web
from tests.browser import aloud
from tests.browser.accessibility import violations
from tests.browser.conftest import Sites
from tests.everything import ARABIC, ENGLISH, Tongue

pytestmark = pytest.mark.browser

# A letter is shown within a mail program's page, which has the landmarks.
LETTER = "letter"
OF_WHOLE_PAGES = ("landmark-one-main", "region")
COLOUR_RULES = ("color-contrast", "link-in-text-block")


@pytest.fixture(scope="module")
def axe() -> str:
    """Give the source of axe."""
    return web.tool("axe-core/axe.min.js").read_text("utf-8")


def both(*kinds: str) -> pytest.MarkDecorator:
    """Try these kinds of pages in both directions of writing."""
    cases = [
        pytest.param(tongue, kind, id=f"{kind}, {tongue.language}")
        for kind in kinds
        for tongue in (ENGLISH, ARABIC)
    ]
    return pytest.mark.parametrize(("tongue", "kind"), cases)


@pytest.mark.slow
@both(*everything.KINDS)
def test_axe_finds_nothing(browser: Browser, sites: Sites, axe: str, tongue: Tongue, kind: str) -> None:
    """On a phone by every rule, on a desk in the dark by those of colour, which know no direction."""
    page = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme="light")
    page.goto(sites.url(tongue, kind))
    without = OF_WHOLE_PAGES if kind == LETTER else ()
    if tongue is ENGLISH:
        assert violations(page, axe, without=without) == []
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="dark")
        assert violations(page, axe, COLOUR_RULES) == []
    else:
        assert violations(page, axe, without=(*without, *COLOUR_RULES)) == []
    page.close()


def test_axe_would_find_something(browser: Browser, axe: str) -> None:
    """A page without title, language and a name for its link has three faults, and more."""
    page = browser.new_page()
    page.set_content('<main><p>x</p><a href="/x"></a></main>')
    found = {one.partition(":")[0] for one in violations(page, axe)}
    assert {"document-title", "link-name", "html-has-lang"} <= found
    page.close()


@pytest.fixture(scope="module")
def said(browser: Browser, sites: Sites) -> dict[str, list[aloud.Node]]:
    """Read every page aloud, once: what is said, by language and kind."""
    page = browser.new_page()
    found = {}
    for tongue in (ENGLISH, ARABIC):
        for kind in everything.KINDS:
            page.goto(sites.url(tongue, kind))
            found[f"{tongue.language}, {kind}"] = aloud.nodes(page)
    page.close()
    return found


def test_every_page_has_its_landmarks_once(said: dict[str, list[aloud.Node]]) -> None:
    """Masthead, text and foot; and each navigation has a name that no other has."""
    for kind, nodes in said.items():
        if kind.endswith(LETTER):
            continue
        roles = Counter(node.role for node in nodes)
        assert [roles[role] for role in ("banner", "main", "contentinfo")] == [1, 1, 1], kind
        names = [node.name for node in nodes if node.role == "navigation"]
        assert all(names), kind
        assert len(set(names)) == len(names), kind


def test_headings_step_down_one_at_a_time(said: dict[str, list[aloud.Node]]) -> None:
    """One first heading on each page; below it no level is left out."""
    for kind, nodes in said.items():
        levels = [node.level for node in nodes if node.role == "heading"]
        assert levels.count(1) == 1, kind
        assert levels[0] == 1, kind
        assert all(after <= before + 1 for before, after in pairwise(levels)), kind


def test_links_make_sense_alone(said: dict[str, list[aloud.Node]]) -> None:
    """Each has a name with words in it; what has one name in one part of a page leads to one place.

    A screen reader lists links by the parts they stand in: the row of contents names sections as headings do.
    """
    for kind, nodes in said.items():
        places: dict[tuple[str, str], set[str]] = defaultdict(set)
        for node in nodes:
            if node.role == "link":
                assert any(char.isalnum() for char in node.name), (kind, node)
                places[node.landmark, node.name].add(node.url)
        assert {name: urls for name, urls in places.items() if len(urls) > 1} == {}, kind


FOREIGN = """
([script, language, other]) => {
    const found = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement.closest('script, code, time')) continue
        const spoken = node.parentElement.closest('[lang]').lang
        const words = node.textContent.match(new RegExp(`\\\\p{Script=${script}}+`, 'gu')) ?? []
        if (words.length > 2 && spoken !== other) found.push(`${spoken}: ${node.textContent}`)
    }
    return found
}
"""
"""Lists texts with words of another script that are not said to be in its language."""


@pytest.mark.parametrize("kind", ["front", "article", "article, foreign", "language", "edition of a day"])
def test_parts_in_another_language_say_so(browser: Browser, sites: Sites, kind: str) -> None:
    """A screen reader changes its voice for an Arabic headline on an English page, and back."""
    page = browser.new_page()
    for tongue, script, other in ((ENGLISH, "Arabic", "ar"), (ARABIC, "Latin", "en")):
        page.goto(sites.url(tongue, kind))
        assert page.evaluate(FOREIGN, [script, tongue.language, other]) == []
    page.close()


FOCUSED = """
() => {
    const one = document.activeElement
    const style = getComputedStyle(one)
    const box = one.getBoundingClientRect()
    return {
        number: [...document.querySelectorAll('*')].indexOf(one),
        name: one.outerHTML.slice(0, 200),
        outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
        seen: box.width > 0 && box.height > 0 && box.top >= 0 && box.left >= 0
            && box.bottom <= innerHeight && box.right <= innerWidth,
    }
}
"""
FOCUSABLE = (
    "[...document.querySelectorAll('a[href], summary, audio, video')].filter(one => one.checkVisibility())"
)


@both("front", "archive", "article", "feeds", "404")
def test_a_keyboard_reaches_everything_in_order(
    browser: Browser, sites: Sites, tongue: Tongue, kind: str
) -> None:
    """Tab begins with the skip link, goes through the page once, always visibly, and is trapped nowhere."""
    page = browser.new_page(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    page.goto(sites.url(tongue, kind))
    wanted = page.evaluate(f"{FOCUSABLE}.map(one => [...document.querySelectorAll('*')].indexOf(one))")
    visited: list[int] = []
    # The controls of a player are inside it: several stops at one element.
    while len(visited) < len(wanted) + 20:
        page.keyboard.press("Tab")
        focused: dict[str, Any] = page.evaluate(FOCUSED)
        if focused["name"].startswith("<body"):
            break
        if not focused["name"].startswith(("<audio", "<video")):
            assert focused["outline"] >= 2, focused
        assert focused["seen"] or focused["name"].startswith("<body"), focused
        if focused["number"] not in visited[-1:]:
            visited.append(focused["number"])
    # Chromium stops at a table that scrolls, too.
    assert [number for number in visited if number in wanted] == wanted
    assert len(set(visited)) == len(visited)
    page.close()


def test_the_skip_link_leads_past_the_masthead(browser: Browser, sites: Sites) -> None:
    """Enter on the first thing that Tab reaches, and the next one is in the text."""
    page = browser.new_page()
    page.goto(sites.url(ENGLISH, "article"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.close()


def test_the_menu_opens_by_keyboard(browser: Browser, sites: Sites) -> None:
    """Enter opens it, its links come next, and a second Enter closes it."""
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(sites.url(ENGLISH, "article"))
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == ENGLISH.sections[0]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert not page.locator("details a").first.is_visible()
    page.close()


def spoken(nodes: list[aloud.Node]) -> str:
    """Give what is said of the text of a page, in one line."""
    texts = [node.name for node in nodes if node.role == "StaticText" and node.landmark == "main"]
    return " ".join(texts)


def in_order(text: str, *parts: str) -> None:
    """Assert that each part is said, after the one before it."""
    place = 0
    for part in parts:
        assert part in text[place:], f"{part!r} is not said after {text[:place]!r}"
        place = text.index(part, place) + len(part)


def test_a_story_is_read_from_what_matters_most(said: dict[str, list[aloud.Node]]) -> None:
    """Where it belongs, headline, standfirst, who and when, corrections, points, text; each said once."""
    text = spoken(said["en, article"])
    first = ENGLISH.sentences[0]
    in_order(
        text, ENGLISH.sections[0], ENGLISH.agency, ENGLISH.headline, ENGLISH.standfirst,
        f"By {ENGLISH.author}", "January 9, 2026, 8:30", "Updated January 9, 2026, 10:45",
        "1 minute to read", "Corrections", ENGLISH.notice, "Key points", "Extracted from the text", first,
        "Source", f"Picture: {ENGLISH.author}", first, ENGLISH.heading, "Tags", ENGLISH.tag,
    )  # fmt: skip
    for once in (ENGLISH.headline, ENGLISH.standfirst, ENGLISH.sections[0], ENGLISH.notice):
        assert text.count(once) == 1, once
    # What only the eye needs is not said.
    assert not {"–", "↓", "▾"} & set(text)


def test_an_edition_is_read_story_by_story(said: dict[str, list[aloud.Node]]) -> None:
    """The contents, then each section; of each story agency, time and marks, headline, standfirst, points."""
    text = spoken(said["en, front"])
    in_order(
        text, ENGLISH.sections[0], ENGLISH.agency, "8:30", "Updated", "10:45", "Corrected", ENGLISH.headline,
        ENGLISH.standfirst, f"By {ENGLISH.author}", ENGLISH.sentences[0], ENGLISH.sections[1],
        f"{ENGLISH.headline} (0)",
    )  # fmt: skip
    assert not {"–", "↓", "▾"} & set(text)
