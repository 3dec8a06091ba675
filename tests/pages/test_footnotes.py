"""The links of footnotes have names: a number or an arrow alone says nothing to who hears it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import SITE, article, published, put

TEXT = "It rained[^1] and rained[^1], they said[^b].\n\n[^1]: For days.\n[^b]: On Monday."


def named(page: bytes) -> list[tuple[str, str]]:
    """Give the links of a page that have a name of their own: where each leads, and its name."""
    return re.findall(r'<a href="([^"]*)"[^>]* aria-label="([^"]*)"', page.decode())


@pytest.mark.parametrize(
    ("language", "note", "back"),
    [("en", "Note {}", "Back to the text: note {}"), ("ar", "الحاشية {}", "العودة إلى النص: الحاشية {}")],
)
def test_each_link_of_a_note_has_a_name_of_its_own(
    tmp_path: Path, language: str, note: str, back: str
) -> None:
    """In the page's language; two ways back from one note are told apart."""
    put(tmp_path / "content/site.yaml", f"{SITE}language: {language}\n")
    put(tmp_path / "content/rain.md", article("Rain", body=TEXT))
    put(tmp_path / "content/pages/about.md", f"---\ntitle: About\n---\n{TEXT}\n")
    site = published(tmp_path)
    numbers = ("1", "2", "1 (2)")
    one, two, again = (back.format(number) for number in numbers)
    links = {
        "#u-fn1": note.format("1"),
        "#u-fn2": note.format("2"),
        "#u-fnref1": one,
        "#u-fnref2": two,
        "#u-fnref1:1": again,
    }
    for page in ("2026/01/rain/index.html", "about/index.html"):
        found = dict(one for one in named(site[page]) if one[0].startswith("#u-fn"))
        assert found == links


def test_a_link_that_only_looks_like_one_is_left_alone(tmp_path: Path) -> None:
    """An author may link to a note in another way, with as many digits as they like."""
    link = f'<a href="#fnref{"9" * 5000}" class="footnote-backref">up</a> <a href="#fn1">note</a>'
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/rain.md", article("Rain", body=f"It rained. {link}"))
    page = published(tmp_path)["2026/01/rain/index.html"]
    assert b'footnote-backref">up</a>' in page
    assert not [target for target, _ in named(page) if target.startswith("#u-fn")]


def test_feeds_keep_the_links_as_they_are(tmp_path: Path) -> None:
    """What readers were given does not change by what a page says aloud."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/rain.md", article("Rain", body=TEXT))
    assert b"aria-label" not in published(tmp_path)["feed.xml"]
