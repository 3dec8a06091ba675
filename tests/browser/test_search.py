"""The search in a browser, behind a real server with our rules: what is found, and what never runs."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from feedgen_site import hosting
from feedgen_site.config import SiteConfig
from feedgen_site.indexing import is_installed
from tests import web
from tests.browser.accessibility import violations
from tests.hosting.servers import Server, serving
from tests.support import ROOT, SITE, article, built, put, served

pytest.importorskip("playwright")

from playwright.sync_api import Browser, Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not is_installed(), reason="no Pagefind: pip install 'pagefind[extended]'"),
]
SHOWN: tuple[tuple[int, Literal["light", "dark"]], ...] = ((360, "light"), (1280, "dark"))
EVIL = (
    "<img src=x onerror=\"document.title='ran'\"> <mark>marvel</mark> <script>document.title='ran'</script>"
)


@dataclass(frozen=True, slots=True)
class Searched:
    """What a page of results shows."""

    said: str
    titles: tuple[str, ...]


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """A folder that the server's own user may read."""
    with tempfile.TemporaryDirectory(prefix="feedgen-site-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="module")
def sample(open_folder: Path) -> Path:
    """The sample site with a search."""
    folder = open_folder / "sample"
    shutil.copytree(ROOT / "content", folder / "content")
    settings = (folder / "content/site.yaml").read_text("utf-8")
    put(folder / "content/site.yaml", f"{settings}\nsearch: true\n")
    assert built(folder, as_of=datetime(2026, 1, 6, tzinfo=UTC)).exit_code == 0
    return folder / "public"


@pytest.fixture(scope="module", params=["/", "/news/"])
def server(request: pytest.FixtureRequest, sample: Path) -> Iterator[Server]:
    """The sample site on nginx, at the root and below it."""
    config = SiteConfig(base_url=f"https://digest.example.org{request.param}", search=True)
    folder = sample.parent / f"nginx{len(request.param)}"
    with serving("nginx", hosting.rules(config, str(sample), ()), folder) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test for anything said on its console, every refusal of the policy among it."""
    opened = browser.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    opened.close()
    assert said == []


def test_the_form_fits_a_phone_with_text_of_twice_the_size(page: Page, server: Server) -> None:
    """No field of it pushes the page sideways."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{server.url}search/")
    page.evaluate("document.documentElement.style.fontSize = '34px'")
    expect(page.locator("#search")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def results(page: Page) -> Searched:
    """Wait until a search has ended, and read what is shown."""
    said = page.locator("#search-said")
    expect(said).not_to_have_text("")
    if re.search(r"[1-9]", said.inner_text()):
        expect(page.locator("#search-found li")).not_to_have_count(0)
    return Searched(said.inner_text(), tuple(page.locator("#search-found h2").all_inner_texts()))


def test_a_word_of_a_story_finds_it(page: Page, server: Server) -> None:
    """Typed and sent with the keyboard; the result leads to the story, and the address keeps the query."""
    page.goto(f"{server.url}index.html")
    page.locator("footer a", has_text="Search").click()
    page.wait_for_selector("#search:not([hidden])")
    assert page.locator("#search-without").is_hidden()
    page.get_by_label("Search all stories").fill("deadlock peninsula")
    page.keyboard.press("Enter")
    found = results(page)
    assert found.titles[0].startswith("South Korea's Lee lands in Beijing")
    assert page.url == f"{server.url}search/index.html?q=deadlock+peninsula"
    assert page.locator("#search-found mark").first.inner_text() == "deadlock"
    page.locator("#search-found a").first.click()
    page.wait_for_url(re.compile(r"/2026/01/[^/]*lee-beijing/$"))
    assert page.url.startswith(server.url)


def test_sections_and_order_part_what_is_found(page: Page, server: Server) -> None:
    """One section only; the newest first; and a query in the address is asked at once."""
    page.goto(f"{server.url}search/?q=the")
    every = results(page)
    page.get_by_label("Section").select_option(label="Science")
    expect(page.locator("#search-said")).not_to_have_text(every.said)
    some = results(page)
    assert 0 < len(some.titles) < len(every.titles)
    assert all(
        kicker.startswith("Science") for kicker in page.locator("#search-found .kicker").all_inner_texts()
    )
    page.goto(f"{server.url}search/?q=the&order=newest")
    results(page)
    days = page.locator("#search-found time").evaluate_all("all => all.map(one => one.dateTime)")
    assert len(days) > 5
    assert days == sorted(days, reverse=True)
    page.goto(f"{server.url}search/?q=ωωω")
    assert results(page) == Searched("Nothing found. Try fewer or other words.", ())


def test_each_language_is_searched_on_its_own_page(page: Page, server: Server) -> None:
    """In its words, and with what its language does to words: a plural finds a singular."""
    page.goto(f"{server.url}fr/search/?q=films")
    found = results(page)
    assert found.said.startswith("Articles trouvés")
    assert found.titles
    page.goto(f"{server.url}ja/search/?q=丙午")
    assert results(page).titles
    page.goto(f"{server.url}ar/search/")
    page.wait_for_selector("#search:not([hidden])")
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_axe_finds_nothing_before_and_after_a_search(browser: Browser, sample: Path) -> None:
    """On a phone and on a desk in the dark; without our policy, which lets no test's script in."""
    axe = web.tool("axe-core/axe.min.js").read_text("utf-8")
    with served(sample) as url:
        for width, scheme in SHOWN:
            opened = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            opened.goto(f"{url}search/index.html")
            opened.wait_for_selector("#search:not([hidden])")
            assert violations(opened, axe) == []
            opened.goto(f"{url}search/index.html?q=the")
            assert results(opened).titles
            assert violations(opened, axe) == []
            opened.close()


@pytest.mark.parametrize("how", ["no script", "from disk"])
def test_where_it_cannot_run_the_page_leads_to_every_story(browser: Browser, sample: Path, how: str) -> None:
    """JavaScript off, or opened from disk, where browsers load no modules: the lists, and no dead form."""
    opened = browser.new_page(java_script_enabled=how == "from disk")
    opened.goto((sample / "search/index.html").as_uri())
    opened.wait_for_timeout(500)
    assert opened.locator("#search").is_hidden()
    links = (
        opened.locator("#search-without a").evaluate_all("all => all.length")
        if how == "from disk"
        else (opened.locator("#search-without a").count())
    )
    assert links > 5
    assert opened.locator("#search-without").is_visible()
    opened.close()


def test_nothing_of_a_hostile_story_runs_or_becomes_markup(browser: Browser, open_folder: Path) -> None:
    """Neither its headline nor its text: even without a policy, every sign of it is shown as it stands."""
    folder = open_folder / "hostile"
    put(folder / "content/site.yaml", f"{SITE}search: true\n")
    # A title loses its markup, but not what only looks like it.
    text = EVIL.replace("<", "&lt;")
    put(folder / "content/evil.md", article(text, body=f"A marvel indeed. {text} And more of it."))
    put(folder / 'content/"><img src=x>/deep.md', article("Deep", body="A marvel, too."))
    assert built(folder).exit_code == 0
    rules = hosting.rules(SiteConfig(base_url="https://t.example/", search=True), str(folder / "public"), ())
    bare = hosting.Rules(rules.folder, rules.host, rules.prefix, (), ())
    opened = browser.new_page()
    with serving("nginx", bare, open_folder / "bare") as server:
        opened.goto(f"{server.url}search/?q=marvel")
        found = results(opened)
        title = opened.title()
        shown = opened.locator("#search-found").inner_text()
        inside = opened.locator("#search-found").evaluate(
            "list => [...new Set([...list.querySelectorAll('*')].map(one => one.localName))].sort()"
        )
        links = opened.locator("#search-found a").evaluate_all("all => all.map(one => one.href)")
    opened.close()
    assert title == "Search – The Test"
    assert EVIL in found.titles
    assert "<script>document.title='ran'</script>" in shown
    assert inside == ["a", "h2", "li", "mark", "p", "time"]
    assert all(link.startswith(server.url) for link in links)
