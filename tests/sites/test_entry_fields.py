"""Fields of entries that site.yaml writes by an expression."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import feedparser

from tests.support import SITE, article, published, put

FIELDS = """\
feeds:
  fields:
    title: "[{section}: ]{headline}"
    summary: "{standfirst}[ ({agency})]"
    "dc:source": "{agency}"
    "ex:length": "{words} <words>"
  namespaces:
    dc: http://purl.org/dc/elements/1.1/
    ex: https://test.example/ns/
"""


def site(folder: Path, **fields: str) -> dict[str, bytes]:
    """Publish a site with one story in a section and one without."""
    put(folder / "content/site.yaml", SITE + FIELDS)
    put(folder / "content/asia/a.md", article("R&D <b>", standfirst="Why.", agency="Wire", **fields))
    put(folder / "content/b.md", article("Plain", "2026-01-03", standfirst="Because."))
    return published(folder)


def test_title_and_summary_are_what_the_expressions_say_in_every_format(tmp_path: Path) -> None:
    """A part in brackets is left out where nothing fills it; what reads as markup stays text."""
    output = site(tmp_path)
    for name in ("feed.xml", "rss.xml"):
        found = feedparser.parse(output[name], sanitize_html=False)
        assert not found.bozo
        assert [one.title_detail.value for one in found.entries] == ["Asia: R&D", "Plain"]
    items = json.loads(output["feed.json"])["items"]
    assert [(one["title"], one["summary"]) for one in items] == [
        ("Asia: R&D", "Why. (Wire)"), ("Plain", "Because."),
    ]  # fmt: skip


def test_further_elements_stand_in_their_namespace_and_empty_ones_nowhere(tmp_path: Path) -> None:
    """In Atom and RSS; a story without agency has no dc:source."""
    output = site(tmp_path)
    for name in ("feed.xml", "rss.xml"):
        root = ET.fromstring(output[name])
        sources = [one.text for one in root.iter("{http://purl.org/dc/elements/1.1/}source")]
        assert sources == ["Wire"]
        lengths = [str(one.text) for one in root.iter("{https://test.example/ns/}length")]
        assert len(lengths) == 2
        assert "words" in lengths[0]


def test_pages_do_not_change(tmp_path: Path) -> None:
    """The expressions are those of feeds: a headline on a page stays as it was written."""
    assert "Asia: R&amp;D" not in site(tmp_path)["2026/01/a/index.html"].decode()


def test_no_expression_hides_a_withdrawal(tmp_path: Path) -> None:
    """The title says it whatever site.yaml says."""
    output = site(tmp_path, withdrawn="{date: 2026-01-05, reason: It was wrong.}")
    item = json.loads(output["feed.json"])["items"][0]
    assert item["title"] == "Withdrawn: R&D"
    assert item["summary"] == "It was wrong."
