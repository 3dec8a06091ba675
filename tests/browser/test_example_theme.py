"""The example theme of the documentation: short, and as good as what it changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("playwright")

from playwright.sync_api import Browser

from feedgen_site.build import Options, build
from tests import web
from tests.browser.accessibility import violations
from tests.support import ROOT

pytestmark = pytest.mark.browser
EXAMPLE = ROOT / "docs" / "example-theme"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample site with it."""
    folder = tmp_path_factory.mktemp("example") / "public"
    at = datetime(2026, 1, 6, tzinfo=UTC)
    options = Options(str(ROOT / "content"), str(folder), at, templates=str(EXAMPLE))
    assert build(options).exit_code == 0
    return folder


def test_it_is_short() -> None:
    """Under fifty lines in all: what one reads before trying."""
    assert sum(len(file.read_text("utf-8").splitlines()) for file in EXAMPLE.iterdir()) < 50


def test_it_changes_masthead_stories_and_colours(browser: Browser, public: Path) -> None:
    """The date stands above the name, the headline above the agency, and the accent is another."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page.goto((public / "index.html").as_uri())
    top = "selector => document.querySelector(selector).getBoundingClientRect().top"
    assert page.evaluate(top, ".masthead time") < page.evaluate(top, "h1")
    assert page.evaluate(top, ".story h3") < page.evaluate(top, ".story .kicker")
    shown = page.evaluate("getComputedStyle(document.querySelector('.group-title')).color")
    assert shown == "rgb(11, 92, 107)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.close()


@pytest.mark.slow
def test_its_pages_are_valid_html(public: Path) -> None:
    """Whoever starts from it starts from what a checker accepts."""
    assert web.markup_errors([public]) == []


@pytest.mark.parametrize("path", ["", "section/asia/", "2026/01/south-korea-lee-beijing/"])
def test_its_pages_are_accessible(browser: Browser, public: Path, path: str) -> None:
    """In light and in dark; on a phone nothing scrolls sideways."""
    axe = web.tool("axe-core/axe.min.js").read_text("utf-8")
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto((public / path / "index.html").as_uri())
    page.emulate_media(color_scheme="light")
    assert violations(page, axe) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
