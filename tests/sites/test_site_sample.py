"""The sample site: it builds without a problem, shows every kind of article, keeps the agency story whole."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import feedparser
import pytest
from lxml import html

from feedgen_site.strings import words
from tests.support import Report

LEE = "2026/01/south-korea-lee-beijing/index.html"
HEADLINE = "South Korea's Lee lands in Beijing"
RELATED = (
    "China's foreign minister condemns US raid on Venezuela",
    "North Korea denounces US raid on Venezuela",
    "South Korea becomes a super-aged society",
    "North Korea launches its first ballistic missiles of the new year",
)
# What content/site.yaml calls the site and its parts.
NAMES = {
    *("The Lamplighter", "Home", "Asia", "World", "Science", "Technology", "Climate", "Culture", "About"),
    *("Feeds", "English"),
    "A sample digest built with feedgen-site. Its reporters are invented; the facts they report are not.",
}


def text(page: bytes) -> str:
    """Give a page with its entities read."""
    return unescape(page.decode())


def test_it_builds_without_a_problem(sample_report: tuple[Report, Path]) -> None:
    """What newcomers see first has not one warning."""
    report, _ = sample_report
    assert report.problems == ()
    assert report.code == 0
    assert report.published >= 12


def test_it_has_sections_and_days_to_show(sample: dict[str, bytes]) -> None:
    """At least four sections that have stories, and several editions."""
    full = [path for path in sample if path.startswith("section/") and path.endswith("feed.json")]
    assert sum(bool(json.loads(sample[path])["items"]) for path in full) >= 4
    assert sum(path.startswith("edition/") for path in sample) >= 4


def test_its_front_page_is_light(sample: dict[str, bytes]) -> None:
    """Twelve stories with their points, and the stylesheet, have less than 60 KB, uncompressed."""
    assert len(sample["index.html"]) + len(sample["assets/style.css"]) < 60_000


def test_it_speaks_several_languages(sample: dict[str, bytes]) -> None:
    """French, a script from right to left, and one without spaces."""
    for language, direction in (("fr", ""), ("ar", 'dir="rtl"'), ("ja", "")):
        below = {path: data for path, data in sample.items() if path.startswith(f"{language}/")}
        pages = [data for path, data in below.items() if path.endswith(".html")]
        assert len(pages) > 1
        assert all(f'<html lang="{language}"' in page.decode() for page in pages)
        assert all(direction in page.decode() for page in pages)


def test_no_english_word_on_pages_in_another_language(sample: dict[str, bytes]) -> None:
    """On the French, Arabic and Japanese pages the interface says nothing in English.

    What the English site itself is called, its sections and its other headlines, are names: they stay.
    """
    headlines = {item["title"] for item in json.loads(sample["feed.json"])["items"]}
    # English words that French lacks; of the other two no Latin letter is theirs.
    english, french = (
        set(
            re.findall(r"[^\W\d_]{3,}", re.sub(r"\{\w+\}", "", " ".join(words(tag).texts().values()).lower()))
        )
        for tag in ("en", "fr")
    )
    pages = [path for path in sample if re.match(r"(fr|ar|ja)/.*\.html$", path)]
    assert {path[:2] for path in pages} == {"fr", "ar", "ja"}
    for path in pages:
        root: html.HtmlElement = html.document_fromstring(sample[path].decode())
        for part in [part for part in root.body.iter("*") if part.get("lang") == "en"]:
            lines = {line.strip() for line in part.text_content().splitlines()} - {""}
            assert lines <= NAMES | headlines, path
            part.drop_tree()
        labels = [part.get(name) or "" for part in root.body.iter("*") for name in ("aria-label", "alt")]
        said = " ".join((root.body.text_content(), *labels))
        for name in NAMES | {"UTC"}:
            said = said.replace(name, " ")
        if path.startswith("fr/"):
            assert (english - french) & set(re.findall(r"[^\W\d_]{3,}", said.lower())) == set(), path
        else:
            assert re.findall(r"[A-Za-z]{2,}", said) == [], path


def test_it_shows_every_kind_of_article(sample: dict[str, bytes]) -> None:
    """A table, code, a quotation, footnotes, a picture, a correction, a link item, a page, a favicon."""
    everything = b"".join(data for path, data in sample.items() if path.endswith("index.html"))
    for mark in (
        b"<table",
        b"<pre",
        b"<blockquote",
        b"footnote",
        b"<img",
        b"corrections",
        b'class="original"',
    ):
        assert mark in everything, mark
    assert {"about/index.html", "favicon.svg", "404.html"} <= sample.keys()
    assert any(path.startswith("assets/") and path.endswith(".png") for path in sample)


def test_the_agency_storys_page_has_every_field(sample: dict[str, bytes]) -> None:
    """Headline, standfirst, section, agency, time, figures and related headlines."""
    page = text(sample[LEE])
    for part in (HEADLINE, "the first from Seoul at that level since 2019", "Asia", "Anadolu Agency",
                 "2026-01-04T09:59:00", "$267.6 billion", "More than 10 memorandums", *RELATED):  # fmt: skip
        assert part in page, part


@pytest.mark.parametrize("folder", ["", "section/asia/"])
def test_the_agency_story_is_whole_in_the_json_feeds(sample: dict[str, bytes], folder: str) -> None:
    """Of the site and of its section."""
    [item] = [item for item in json.loads(sample[f"{folder}feed.json"])["items"] if HEADLINE in item["title"]]
    assert item["id"] == "urn:uuid:7e6a715a-e545-48c1-8377-1e0c96f17156"
    assert item["date_published"].startswith("2026-01-04T09:59:00")
    assert "the first from Seoul" in item["summary"]
    assert "$267.6 billion" in item["content_html"]
    assert "Asia" in item["tags"]
    assert "Anadolu Agency" in [author["name"] for author in item["authors"]]


@pytest.mark.parametrize("name", ["feed.xml", "rss.xml", "section/asia/feed.xml", "section/asia/rss.xml"])
def test_the_agency_story_is_whole_in_the_xml_feeds(sample: dict[str, bytes], name: str) -> None:
    """As a reader's program sees it."""
    parsed = feedparser.parse(sample[name])
    assert not parsed.bozo
    [entry] = [entry for entry in parsed.entries if HEADLINE in entry.title]
    assert entry.id == "urn:uuid:7e6a715a-e545-48c1-8377-1e0c96f17156"
    assert tuple(entry.published_parsed)[:5] == (2026, 1, 4, 9, 59)
    assert "the first from Seoul" in entry.summary
    assert "$267.6 billion" in entry.content[0].value
    assert "Asia" in [tag.label or tag.term for tag in entry.tags]
    assert any("Anadolu Agency" in author.get("name", "") for author in entry.authors)


@pytest.mark.parametrize("folder", ["", "section/asia/", "section/culture/"])
def test_the_formats_agree_on_ids_and_order(sample: dict[str, bytes], folder: str) -> None:
    """Also for stories in other languages."""
    items = [item["id"] for item in json.loads(sample[f"{folder}feed.json"])["items"]]
    for name in ("feed.xml", "rss.xml"):
        assert [entry.id for entry in feedparser.parse(sample[f"{folder}{name}"]).entries] == items
    assert items


def test_the_front_page_and_its_edition_show_the_agency_story(sample: dict[str, bytes]) -> None:
    """With headline, standfirst and agency."""
    for path in ("index.html", "edition/2026-01-04/index.html", "section/asia/index.html"):
        page = text(sample[path])
        for part in (HEADLINE, "the first from Seoul", "Anadolu Agency"):
            assert part in page, (path, part)
