"""The preview in a browser: who writes an article sees it change without asking."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.serve.browsing import serving
from tests.support import SITE, article, edit, put

pytest.importorskip("playwright")

from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser


def test_a_page_shows_what_was_built_again(browser: Browser, tmp_path: Path) -> None:
    """The page of an edited story, a page that was not there, and one whose styles changed; no other one."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("Ant"))
    put(tmp_path / "content/pages/about.md", "---\ntitle: About\n---\nAbout us.\n")
    with serving(tmp_path) as running:
        page, missing, other = (browser.new_page() for _ in range(3))
        page.goto(f"{running.url}2026/01/a/")
        missing.goto(f"{running.url}2026/01/b/")
        other.goto(f"{running.url}about/")
        other.evaluate("document.title = 'untouched'")
        expect(page.locator("h1")).to_have_text("Ant")

        edit(tmp_path / "content/a.md", '"Ant"', '"Antelope"')
        page.bring_to_front()
        expect(page.locator("h1")).to_have_text("Antelope")

        put(tmp_path / "content/b.md", article("Bee"))
        missing.bring_to_front()
        expect(missing.locator("h1")).to_have_text("Bee")

        other.bring_to_front()
        other.wait_for_timeout(1000)
        assert other.title() == "untouched"
        put(tmp_path / "templates/style.css", "h1 { color: rgb(1, 2, 3) }\n")
        expect(other.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")
