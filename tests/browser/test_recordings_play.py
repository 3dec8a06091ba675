"""Recordings of a story play in Chromium, under the headers that SECURITY.md recommends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import SITE, article, published, put, served

pytest.importorskip("playwright")

from playwright.sync_api import Browser

from tests.browser.test_content_security_policy import recommended
from tests.feeds.test_media import wav

pytestmark = pytest.mark.browser
LOADED = """async () => {
    const player = document.querySelector("audio");
    const told = new Promise(done => {
        player.addEventListener("loadedmetadata", () => done(player.duration));
        player.addEventListener("error", () => done(-1));
    });
    const idle = player.readyState === HTMLMediaElement.HAVE_NOTHING;
    player.preload = "metadata";
    player.load();
    return [idle, await told];
}"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A story with two seconds of silence."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/talk.md", article("A talk", audio="talk.wav"))
    put(tmp_path / "content/talk.wav", wav(2))
    published(tmp_path)
    return tmp_path / "public"


@pytest.mark.parametrize(("forbidden", "seconds"), [(False, 2), (True, -1)])
def test_a_recording_plays_under_the_recommended_headers(
    browser: Browser, site: Path, forbidden: bool, seconds: int
) -> None:
    """It is not loaded before it is wanted, then it is two seconds long; a policy without sound stops it."""
    headers = recommended()
    if forbidden:
        policy = headers["Content-Security-Policy"]
        headers["Content-Security-Policy"] = policy.replace("media-src 'self' https:; ", "")
        assert headers["Content-Security-Policy"] != policy
    opened = browser.new_page()
    with served(site, headers) as url:
        opened.goto(f"{url}2026/01/talk/")
        assert opened.evaluate(LOADED) == [True, seconds]
        opened.close()
