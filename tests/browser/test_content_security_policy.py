"""The headers that SECURITY.md recommends to hosts: every page works under them, and no script runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from feedgen_site import hosting
from feedgen_site.config import SiteConfig
from tests.support import ROOT, sample_site, served

pytest.importorskip("playwright")

from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SCRIPT = b"<script>document.title = 'it ran'</script>"


def recommended() -> dict[str, str]:
    """Read the headers from the page that recommends them."""
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    return dict(re.findall(r"^([A-Z][A-Za-z-]+): (\S.*)$", text, re.MULTILINE))


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site, and a page with a script that no sanitizer ever saw."""
    folder = sample_site(tmp_path_factory.mktemp("csp"))
    page = (folder / "index.html").read_bytes()
    (folder / "script.html").write_bytes(page.replace(b"</body>", SCRIPT + b"</body>"))
    return folder


def test_the_recommended_headers_are_these() -> None:
    """Those that hosts are given; the policy begins by allowing nothing."""
    headers = recommended()
    assert headers == dict(hosting.headers(SiteConfig()))
    assert headers["Content-Security-Policy"].startswith("default-src 'none';")


def test_every_page_works_under_the_recommended_headers(browser: Browser, public: Path) -> None:
    """No violation, no picture missing, and the stylesheet is in force, on each page of the sample site."""
    pages = [file.relative_to(public).as_posix() for file in sorted(public.rglob("*.html"))]
    pages = [page for page in pages if page != "script.html" and not page.endswith("/email.html")]
    assert len(pages) > 20
    opened = browser.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(f"{opened.url}: {message.text}"))
    sheet = "[...document.styleSheets].filter(sheet => sheet.cssRules.length > 10).length"
    missing = "[...document.images].filter(image => image.complete && !image.naturalWidth).length"
    with served(public, recommended()) as url:
        for page in pages:
            opened.goto(url + page)
            assert opened.evaluate(sheet) == 1, page
            assert opened.evaluate(missing) == 0, page
        opened.close()
    assert said == []


def test_a_letter_works_under_the_headers_recommended_for_it(browser: Browser, public: Path) -> None:
    """With the exception that SECURITY.md names its styles are in force, and only its styles."""
    headers = recommended()
    policy = headers["Content-Security-Policy"].replace("style-src 'self'", "style-src 'unsafe-inline'")
    opened = browser.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    colour = "getComputedStyle(document.querySelector('.ground')).backgroundColor"
    with served(public, headers | {"Content-Security-Policy": policy}) as url:
        opened.goto(f"{url}edition/2026-01-04/email.html")
        assert opened.evaluate(colour) == "rgb(253, 251, 247)"
        opened.close()
    assert said == []


@pytest.mark.parametrize("sent", [True, False])
def test_the_policy_stops_a_script_that_got_into_a_page(browser: Browser, public: Path, sent: bool) -> None:
    """The second fence: with the headers an inline script does nothing, without them it would run."""
    opened = browser.new_page()
    with served(public, recommended() if sent else {}) as url:
        opened.goto(f"{url}script.html")
        ran = opened.title() == "it ran"
        opened.close()
    assert ran is not sent
