"""Pictures in Debian's Chromium: no text jumps, small screens fetch little, everything stands upright."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.photographs import avif, jpeg, noise, png, webp
from tests.support import SITE, Quiet, article, built, put, running, server_of

pytestmark = pytest.mark.browser

STORY = "2026/01/a/index.html"
TEXT = "Words and more words stand here, and readers read them. " * 30
BODY = f"""
{TEXT}

![Seen](seen.jpg)

{TEXT}

![Sharp](sharp.png) {TEXT}

![Small](small.webp)

{TEXT}

![New](new.avif)

{TEXT}
"""
WATCH = """
window.shift = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a story with photographs of every format, all of which lie on their side."""
    folder = tmp_path_factory.mktemp("pictures")
    put(folder / "content/site.yaml", f"{SITE}images: {{widths: [400, 800]}}\n")
    put(folder / "content/a.md", article("A story", body=BODY, image="{src: lead.jpg, caption: Flags}"))
    large = noise((1500, 1200))
    files = {"lead.jpg": jpeg(large), "seen.jpg": jpeg(large), "sharp.png": png(noise((900, 1000)))}
    for name, data in {**files, "small.webp": webp(large), "new.avif": avif(noise((600, 800)))}.items():
        put(folder / "content" / name, data)
    assert built(folder).problems == ()
    return folder / "public"


class Slow(Quiet, SimpleHTTPRequestHandler):
    """Sends pictures late, as a telephone on a train gets them."""

    def do_GET(self) -> None:
        """Wait before a picture."""
        if "/assets/" in self.path and not self.path.endswith(".css"):
            time.sleep(0.2)
        super().do_GET()


@pytest.fixture(scope="module")
def site_url(public: Path) -> Iterator[str]:
    """Serve the site, pictures late."""
    with running(server_of(partial(Slow, directory=str(public)))) as url:
        yield url


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Open an empty page that counts by how much what it shows moves."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.add_init_script(WATCH)
    yield page
    page.close()


def read_through(page: Page) -> float:
    """Scroll to the end as a reader does, until every picture is there; give by how much the text moved."""
    loaded = "[...document.images].filter(image => image.complete && image.naturalWidth).length"
    while page.evaluate("scrollY + innerHeight < document.documentElement.scrollHeight - 1"):
        page.evaluate("scrollBy({top: 600, behavior: 'instant'})")
        page.wait_for_timeout(60)
    page.wait_for_function(f"{loaded} === document.images.length")
    page.wait_for_timeout(100)
    return float(page.evaluate("shift"))


def test_no_text_jumps_while_pictures_load(phone: Page, site_url: str) -> None:
    """Each has its place before it is there: the layout shifts by nothing at all."""
    phone.goto(site_url + STORY, wait_until="commit")
    assert read_through(phone) == 0


def test_without_sizes_it_would(phone: Page, site_url: str, public: Path) -> None:
    """The same page with the sizes taken out moves, so the test above sees what it looks for."""
    html = (public / STORY).read_text("utf-8")
    put(public / "2026/01/a/bare.html", re.sub(r' (?:width|height)="\d+"', "", html))
    phone.goto(site_url + "2026/01/a/bare.html", wait_until="commit")
    assert read_through(phone) > 0


def test_a_phone_fetches_a_small_picture(phone: Page, site_url: str) -> None:
    """Of every picture that has smaller forms the smallest; and none before the reader comes near it."""
    fetched: list[str] = []
    phone.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
    phone.goto(site_url + STORY)
    assert "lead-400w.jpg" in fetched
    assert "small-400w.webp" not in fetched
    read_through(phone)
    pictures = {name for name in fetched if re.search(r"\.(jpg|png|webp|avif)$", name)}
    assert pictures == {"lead-400w.jpg", "seen-400w.jpg", "sharp-400w.png", "small-400w.webp", "new.avif"}


def test_a_sharp_large_screen_fetches_a_large_one(browser: Browser, site_url: str) -> None:
    """It would show a smaller one blurred."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=2)
    page.goto(site_url + STORY)
    sources = page.evaluate("[...document.images].map(image => image.currentSrc.split('/').pop())")
    page.close()
    assert sources[0] == "lead.jpg"


def test_sizes_and_browser_agree_on_what_is_upright(phone: Page, site_url: str) -> None:
    """Whatever its format says of orientation: the size in the page is the size that Chromium shows."""
    phone.goto(site_url + STORY)
    read_through(phone)
    written, shown = (
        phone.evaluate(f"[...document.images].map(image => {expression})")
        for expression in ("image.width / image.height", "image.naturalWidth / image.naturalHeight")
    )
    assert written == pytest.approx(shown, rel=0.02)
    originals = phone.evaluate(
        """() => Promise.all([...document.images].map(async image => {
            const whole = new Image();
            whole.src = image.src;
            await whole.decode();
            return whole.naturalWidth == image.getAttribute('width')
                && whole.naturalHeight == image.getAttribute('height');
        }))"""
    )
    assert originals == [True] * 5


def test_a_smaller_form_shows_what_the_picture_shows(phone: Page, site_url: str) -> None:
    """Drawn on a canvas each, they differ by what scaling blurs and no more, also those that were turned."""
    phone.goto(site_url + STORY)
    read_through(phone)
    differences = phone.evaluate(
        """() => Promise.all([...document.images].filter(image => image.srcset).map(async image => {
            const drawn = async address => {
                const one = new Image();
                one.src = address;
                await one.decode();
                const canvas = new OffscreenCanvas(60, 60), pen = canvas.getContext('2d');
                pen.imageSmoothingQuality = 'high';
                pen.drawImage(one, 0, 0, 60, 60);
                return pen.getImageData(0, 0, 60, 60).data;
            };
            const small = await drawn(image.currentSrc), whole = await drawn(image.src);
            return small.reduce((sum, value, at) => sum + Math.abs(value - whole[at]), 0) / small.length;
        }))"""
    )
    assert len(differences) == 4
    assert max(differences) < 3
