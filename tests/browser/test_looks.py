"""How pages look where it is hard: very long words, one story or sixty, the menu, paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.support import article, published, put

pytestmark = pytest.mark.browser

# One word each, of the kind that German and Arabic newspapers really have to set, and worse.
LONG_WORDS = {
    "de": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "ar": "أفاستسقيناكموهاليستعملونهاكاستعمالكمإياها" * 2,
}
AGENCY = "Nachrichtenagentur für Angelegenheiten der Küste und des Wetters"
STORIES = 60
WORDS_ARE_WHOLE = """element => [...element.firstChild.data.matchAll(/\\S+/g)].every(word => {
    const range = document.createRange();
    range.setStart(element.firstChild, word.index);
    range.setEnd(element.firstChild, word.index + word[0].length);
    return range.getClientRects().length === 1;
})"""
TWICE = "document.documentElement.style.fontSize = '34px'"
KINDS = (
    "index.html",
    "archive/index.html",
    "archive/2026-01/index.html",
    "edition/2026-01-03/index.html",
    "edition/2026-01-04/index.html",
    "edition/2026-W01/index.html",
    "feeds/index.html",
    "feeds/site/index.html",
    "section/news/index.html",
    "2026/01/hard/index.html",
    "2026/01/s7/index.html",
)


def hard_site(folder: Path, language: str) -> Path:
    """Build a site of long words: sixty stories on one day, one alone on the day before."""
    word = LONG_WORDS[language]
    put(
        folder / "content/site.yaml",
        f"title: {word[:60]}\nbase_url: https://hard.example/\nauthority: hard.example,2026\n"
        f"language: {language}\nsections: [{{slug: news, title: {word[:45]}}}, {{slug: town, title: Ort}}]\n"
        f"agencies: {{{AGENCY}: {{policy: full}}}}\n",
    )
    for number in range(STORIES):
        fields = {"section": ("news", "town")[number % 2], "author": word[:70], "agency": AGENCY}
        if number % 3:
            fields["standfirst"] = f"{word} {number}"
        title = f"{word} {number}" if number % 5 else "Ja"
        text = f"Satz {number} steht hier für sich allein im Text. {word} ist ein Wort. {'w' * 300} auch."
        put(
            folder / f"content/s{number}.md",
            article(title, f"2026-01-04 {number % 24:02d}:00", text, **fields),
        )
    body = (
        f"Ein [Link](https://hard.example/{'a' * 200}) und `{'code' * 40}`.[^1]\n\n## {word}\n\n> {word}\n\n"
        f"| {word} | {word} | {word} |\n|---|---:|---|\n| a | 1 | b |\n\n    {'indented ' * 40}\n\n"
        f"https://hard.example/{'b' * 200}\n\n[^1]: {word}\n"
    )
    put(folder / "content/hard.md", article("Ja", "2026-01-03", body, section="news"))
    published(folder)
    return folder / "public"


@pytest.fixture(scope="module", params=sorted(LONG_WORDS))
def hard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the output folder of a site of long words, from left to right and from right to left."""
    return hard_site(tmp_path_factory.mktemp("hard"), request.param)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page."""
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (360, "dark"), (768, "light"), (1280, "dark")])
def test_no_word_pushes_a_page_sideways(
    page: Page, hard: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    """Every kind of page fits, from 320 pixels on, whatever stands in headline, name, table or code."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for kind in KINDS:
        page.goto((hard / kind).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind


def test_text_of_twice_the_size_fits_a_phone(page: Page, hard: Path) -> None:
    """No page is pushed sideways, and the date of the front page is not squeezed beside the menu."""
    page.set_viewport_size({"width": 360, "height": 800})
    for kind in KINDS:
        page.goto((hard / kind).as_uri())
        page.evaluate(TWICE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, kind
    page.goto((hard / "index.html").as_uri())
    page.evaluate(TWICE)
    assert page.locator(".dateline time").evaluate(WORDS_ARE_WHOLE)


@pytest.mark.parametrize("width", [360, 1280])
def test_stories_never_run_into_each_other(page: Page, hard: Path, width: int) -> None:
    """Of sixty stories, thirty stand in full and thirty as headlines, and no two overlap."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((hard / "edition/2026-01-04/index.html").as_uri())
    for what in (".story", ".briefs li"):
        boxes = page.evaluate(
            "what => [...document.querySelectorAll(what)].map(one => one.getBoundingClientRect())"
            ".map(box => [box.left, box.top, box.right, box.bottom])",
            what,
        )
        assert len(boxes) == STORIES // 2
        for number, (left, top, right, bottom) in enumerate(boxes):
            for other in boxes[:number]:
                apart = left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]
                assert apart, (what, number)


def test_a_story_alone_takes_the_whole_row(page: Page, hard: Path) -> None:
    """An edition of one story has its headline across the page, and nothing beside that would be missing."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((hard / "edition/2026-01-03/index.html").as_uri())
    lead, stories = page.locator(".lead").bounding_box(), page.locator(".stories").bounding_box()
    assert lead is not None
    assert stories is not None
    assert lead["width"] == stories["width"]
    assert page.locator(".contents").count() == 0


@pytest.mark.parametrize(("language", "foreign"), [("en", "ar"), ("ar", "en")])
def test_a_story_of_another_direction_keeps_to_the_columns(
    page: Page, tmp_path: Path, language: str, foreign: str
) -> None:
    """In a list its date, text and points stand below those of the page's own language, each as wide."""
    put(
        tmp_path / "content/site.yaml",
        f"title: T\nbase_url: https://t.example/\nauthority: t.example,2026\nlanguage: {language}\n",
    )
    put(tmp_path / "content/a.md", article("First", lang=language, section="news"))
    put(tmp_path / "content/b.md", article("Second", lang=foreign, section="news"))
    published(tmp_path)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((tmp_path / "public/section/news/index.html").as_uri())
    for part in (".kicker", ".headline", ".points"):
        boxes = [page.locator(f".story {part}").nth(number).bounding_box() for number in (0, 1)]
        assert boxes[0] is not None
        assert boxes[1] is not None
        assert (boxes[0]["x"], boxes[0]["width"]) == (boxes[1]["x"], boxes[1]["width"]), part


def test_the_menu_needs_no_script(browser: Browser, hard: Path) -> None:
    """It unfolds on a phone, high enough for a thumb; on a desk it lies open, but not on the front page.

    Paper has none, and there the line of the date goes from edge to edge.
    """
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    opened = context.new_page()
    opened.goto((hard / "section/news/index.html").as_uri())
    links, summary = opened.locator(".menu a"), opened.locator(".menu summary")
    assert not links.first.is_visible()
    box = summary.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    summary.click()
    for link in links.all():
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 40
    opened.set_viewport_size({"width": 1280, "height": 740})
    opened.goto((hard / "section/news/index.html").as_uri())
    assert links.first.is_visible()
    assert not summary.is_visible()
    opened.goto((hard / "index.html").as_uri())
    assert not links.first.is_visible()
    assert summary.is_visible()
    opened.emulate_media(media="print")
    assert not summary.is_visible()
    widths = [opened.locator(what).evaluate("box => box.clientWidth") for what in (".dateline", ".masthead")]
    assert widths[0] == widths[1]
    context.close()


def test_a_theme_changes_the_look_of_every_page(page: Page, tmp_path: Path) -> None:
    """Colours, fonts and sizes of site.yaml reach pages in any language; paper keeps its own size."""
    put(
        tmp_path / "content/site.yaml",
        "title: T\nbase_url: https://t.example/\nauthority: t.example,2026\n"
        "theme: {accent: '#005a9c', display: Courier, serif: Arial, size: 20px, masthead: end}\n",
    )
    put(tmp_path / "content/a.md", article("Eins", section="news"))
    put(tmp_path / "content/b.md", article("二", lang="ja", section="news"))
    published(tmp_path)
    style = "(what, name) => getComputedStyle(document.querySelector(what))[name]"
    for path in ("index.html", "ja/2026/01/b/index.html"):
        page.goto((tmp_path / "public" / path).as_uri())
        seen = [
            page.evaluate(f"({style})(...{pair})")
            for pair in (
                ["html", "fontFamily"],
                ["html", "fontSize"],
                ["h1", "fontFamily"],
                [".kicker a, .group-title", "color"],
            )
        ]
        assert seen == ["Arial", "20px", "Courier", "rgb(0, 90, 156)"]
    page.emulate_media(media="print")
    assert page.evaluate(f"({style})('html', 'fontSize')") == "12px"


TWO_SECTIONS = (
    "title: The Paper\nbase_url: https://paper.example/\nauthority: paper.example,2026\n"
    "sections: [{slug: news, title: News}, {slug: town, title: Town}]\n"
)


def printed(page: Page, folder: Path, paper: str) -> list[str]:
    """Print a page, and give the text of each sheet."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext: apt-get install poppler-utils")
    page.pdf(path=str(folder / "page.pdf"), format=paper)
    command = ["pdftotext", "-layout", str(folder / "page.pdf"), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\f")[:-1]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_on_paper_no_story_is_torn(page: Page, tmp_path: Path, paper: str) -> None:
    """Headline, address and standfirst of a story share a sheet, in two columns; no title ends one."""
    put(tmp_path / "content/site.yaml", TWO_SECTIONS)
    for number in range(1, 25):
        text = " ".join(
            f"Point {word} of number {number} says something that fills at least one line of a narrow column."
            for word in "one two three four five".split()
        )
        fields = {"section": ("news", "town")[number % 2], "standfirst": f"Standfirst {number} ends here."}
        put(tmp_path / f"content/s{number}.md", article(f"Headline {number} ends here", body=text, **fields))
    published(tmp_path)
    page.goto((tmp_path / "public/edition/2026-01-04/index.html").as_uri())
    sheets = printed(page, tmp_path, paper)
    assert len(sheets) > 1
    for number in range(1, 25):
        parts = (rf"Headline {number}\b", rf"/2026/01/s{number}/", rf"Standfirst {number}\b")
        found = [{at for at, sheet in enumerate(sheets) if re.search(part, sheet)} for part in parts]
        assert [len(places) for places in found] == [1, 1, 1]
        assert found[0] == found[1] == found[2]
    assert any(re.search(r"Headline \d+.* {3,}Headline \d+", sheet) for sheet in sheets)
    for sheet in sheets:
        written = [line.strip() for line in sheet.splitlines() if line.strip()]
        assert written[-2] not in ("News", "Town")  # the last line numbers the sheet


def test_no_sheet_is_left_empty(page: Page, tmp_path: Path) -> None:
    """Wherever a sheet ends, a section that has room on it begins there, whatever the length of a story."""
    put(tmp_path / "content/site.yaml", TWO_SECTIONS)
    points = "Point one fills a line of a column. Point two is another one that is longer than a line."
    for number in range(1, 9):
        fields = {"section": "town" if number > 4 else "news"}
        title = f"Headline {number}"
        if number == 3:
            title += " and goes on for lines" * 9
            fields["standfirst"] = "A standfirst that says more. " * 12
        put(tmp_path / f"content/s{number}.md", article(title, body=points, **fields))
    published(tmp_path)
    page.goto((tmp_path / "public/edition/2026-01-04/index.html").as_uri())
    for millimetres in (64, 96, 120):
        page.evaluate(f"document.querySelector('.page-head').style.marginBottom = '{millimetres}mm'")
        first = printed(page, tmp_path, "A4")[0]
        assert re.findall(r"Headline (\d)", first)[:3] == ["1", "2", "3"], millimetres
