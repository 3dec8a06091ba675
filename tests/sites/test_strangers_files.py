"""What lies beside a stranger's article: what of it is published, and what never is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import SITE, article, built, codes, published, put

SCRIPT = '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>'
HARMLESS = ["a.pdf", "a.txt", "a.csv"]
NEVER = (
    "a.xhtml a.xht a.shtml a.xml a.rdf a.xsl a.svgz a.js a.mjs a.css a.wasm a.swf a.mht a.php a.cgi a.exe "
    "a.svg.php a.htaccess a.pdf. a"
).split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The settings of a site."""
    put(tmp_path / "content/site.yaml", SITE)
    return tmp_path


def test_only_pictures_and_documents_are_published(folder: Path) -> None:
    """What a host could serve as a page, a script or its own settings stays behind, linked or not."""
    for name in (*HARMLESS, *NEVER):
        put(folder / "content/asia" / name, SCRIPT)
    links = " ".join(f"[link]({name}) ![picture]({name})" for name in (*HARMLESS, *NEVER))
    put(folder / "content/asia/story.md", article("A", body=links))
    assets = [path for path in published(folder) if path.startswith("assets/asia/")]
    assert assets == sorted(f"assets/asia/{name}" for name in HARMLESS)


@pytest.mark.parametrize("name", ["a.svg", "a.SVG"])
def test_a_picture_that_runs_is_refused(folder: Path, name: str) -> None:
    """Opened by itself it would run on the site's own address; a drawing without a script is published."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'
    put(folder / "content/story.md", article("A", body=f"![picture]({name}) is shown here."))
    put(folder / "content" / name, drawing.format("<script>alert(1)</script>"))
    outcome = built(folder)
    assert (outcome.exit_code, codes(outcome)) == (1, ["active-svg"])
    assert not (folder / "public").exists()
    put(folder / "content" / name, drawing.format("<path d='M0 0h9'/>"))
    assert f"assets/{name}" in published(folder)


def test_an_article_is_no_template(folder: Path) -> None:
    """Jinja's signs are text in every field: nothing of them is worked out, in no page and no feed."""
    sign = "{{ 6 * 7000 }}{% raw %}${6*7000}#{6*7000}"
    put(
        folder / "content/story.md",
        article(sign, body=f"It says {sign} here.", standfirst=f"'{sign}'", author=f"'{sign}'"),
    )
    pages = published(folder)
    assert b"${6*7000}#{6*7000}" in pages["2026/01/story/index.html"]
    assert not any(b"42000" in data for data in pages.values())
