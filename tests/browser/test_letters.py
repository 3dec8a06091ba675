"""Letters in a browser, which stands for the mail programs that show HTML as one does."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedgen_site import letters
from tests.letters.samples import edition, shared, spoken, story
from tests.support import put

pytest.importorskip("playwright")

from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
BACKGROUND = {"light": "rgb(253, 251, 247)", "dark": "rgb(22, 21, 15)"}


@pytest.mark.parametrize("language", ["en", "ar", "ja"])
def test_a_letter_fits_its_screen_and_loads_nothing(browser: Browser, tmp_path: Path, language: str) -> None:
    """On a phone and beside a list of mails, light and dark: no sideways scroll, no request, its colours."""
    foreign = spoken("en" if language == "ar" else "ar").stories
    stories = edition(*spoken(language).stories, *foreign)
    file = put(tmp_path / "email.html", letters.mail(shared(language=language), stories, False))
    for scheme, colour in BACKGROUND.items():
        for width in (320, 360, 700, 1280):
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))  # noqa: B023  asked at once
            page.goto(file.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") == width
            ground = page.locator(".ground")
            assert ground.evaluate("element => getComputedStyle(element).backgroundColor") == colour
            assert page.locator(".sheet").evaluate("element => element.offsetWidth") <= 600
            assert not page.locator(".preview").is_visible()
            assert asked == [file.as_uri()]
            page.close()


def test_a_word_longer_than_the_screen_is_broken(browser: Browser, tmp_path: Path) -> None:
    """An address or a number without a blank widens no letter: on a phone all of it would be cut off."""
    long = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa" * 2
    stories = edition(story(1, headline=f"Paid to {long}", standfirst=f"It went to {long}."), story(2))
    file = put(tmp_path / "email.html", letters.mail(shared(), stories, False))
    page = browser.new_page(viewport={"width": 320, "height": 900})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()
