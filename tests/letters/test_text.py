"""An edition as plain text."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from typing import Any

import pytest
import wcwidth
from lxml import html

from feedgen_site import letters
from feedgen_site.config import EditionRules
from feedgen_site.model import Author, Span
from feedgen_site.pages import kinds
from feedgen_site.strings import words
from tests.letters.samples import HOSTILE, LATER, SCRIPTS, edition, large, shared, spoken, story

ADDRESS = re.compile(r"\s*https?://\S+")


def text_of(*stories: object, is_open: bool = False, **settings: object) -> str:
    return letters.text(shared(**settings), edition(*stories), is_open)  # type: ignore[arg-type]


def test_an_edition_reads_like_this() -> None:
    """Title, edition, count, contents and address; then by section each story with its points and address."""
    lead = story(
        1, headline="The lead", standfirst="", points=(), agencies=(), authors=(Author("Bo"),), top=True
    )
    brief = story(3, headline="A brief", agencies=("AA", "Yonhap"), corrections=(), updated=LATER)
    written = text_of(
        lead, story(0), brief, edition=EditionRules(stories=2), publisher="Lamp & Co.", footer="Since 2026."
    )
    assert (
        written
        == """\
The Lamp
Edition of January 4, 2026
3 stories, 1 minute, two sections
Asia 1 · Science 2

https://example.org/edition/2026-01-04/


Asia
====

Lee arrives in Beijing
Anadolu Agency · 9:59 AM
By Ann Example

  The first visit of a South Korean president since 2019.

  – Lee will meet Xi on Monday.

  https://example.org/2026/01/lee-0/


Science
=======

The lead
9:59 AM
By Bo

  https://example.org/2026/01/lee-1/


– A brief
  AA, Yonhap · 9:59 AM · Updated Jan 5, 8:00 AM
  https://example.org/2026/01/lee-3/


Read this edition on the web
https://example.org/edition/2026-01-04/

Lamp & Co.
Since 2026.
"""
    )


@pytest.mark.parametrize("language", SCRIPTS)
def test_every_line_fits_its_72_columns(language: str) -> None:
    """In each script; only a line that is nothing but an address may be longer."""
    tag = "en" if language == "emoji" else language
    written = letters.text(shared(language=tag), spoken(language), False)
    wide = [line for line in written.splitlines() if wcwidth.wcswidth(line) > 72]
    assert all(map(ADDRESS.fullmatch, wide))
    assert "\x1b" not in written
    assert written.endswith("\n")
    assert not written.endswith("\n\n")


def test_it_says_what_the_page_says_in_its_order() -> None:
    """Sections, headlines and points stand in the order of the page, also those of a large edition."""
    many = large(45)
    page: Any = html.fromstring(kinds.edition(shared(), many, False, None, None))
    written = letters.text(shared(), many, False)
    shown = page.xpath("//h2[@class='group-title'] | //h3 | //ul[@class='briefs']//a[not(ancestor::span)]")
    at = -1
    for heading in shown:
        at = written.index(" ".join(heading.text_content().split())[:60], at + 1)
    assert len(shown) == 47


def test_addresses_are_whole_and_in_full() -> None:
    """Each story's address stands alone in its line, with the host, however long it is."""
    far = story(0, permalink=f"/2026/01/{'a' * 90}/", headline="Far")
    foreign = story(2, permalink="/2026/01/日本/")
    written = text_of(far, foreign, base_url="https://lamp.example/news/")
    assert f"\n  https://lamp.example/news/2026/01/{'a' * 90}/\n" in written
    assert "\n  https://lamp.example/news/2026/01/%E6%97%A5%E6%9C%AC/\n" in written
    assert "../" not in written


def test_marks_and_so_far() -> None:
    """What was updated, corrected or withdrawn is marked; an open edition says "so far", a closed one not."""
    written = letters.text(shared(), spoken("en"), True)
    assert "3 stories, 1 minute, one section so far\n" in written
    assert written.count(" · Updated Jan 5, 8:00 AM · Corrected\n") == 1
    assert written.count(" · Updated Jan 5, 8:00 AM · Withdrawn\n") == 1
    assert "so far" not in letters.text(shared(), spoken("en"), False)


def test_a_week_names_its_days() -> None:
    """The edition of a week says which, and each story's day."""
    written = letters.text(shared(), edition(story(0), span=Span.WEEK), False)
    assert "The week from December 29, 2025 to January 4, 2026\n" in written
    assert "Anadolu Agency · January 4, 2026\n" in written


def test_stories_without_a_section_come_last() -> None:
    """Under a heading of their own."""
    written = text_of(story(0, section=None), story(1))
    assert written.index("\nScience\n=======\n") < written.index("\nMore news\n=========\n")


def test_an_edition_whose_stories_are_gone_says_so() -> None:
    """Without stories there is a sentence, and the address."""
    assert "A quiet day: no stories were published.\n\nhttps://example.org/edition" in text_of()


@pytest.mark.parametrize("language", ["ar", "fr", "ja", "tlh"])
def test_its_words_are_those_of_the_site(language: str) -> None:
    """A language with words of its own has no English one; another has the English ones, and no markup."""
    written = letters.text(shared(language=language), spoken("ja"), True)
    assert words(language).get("letter_online") in written
    assert ("so far" in written) is (language == "tlh")
    assert "<" not in written


@pytest.mark.parametrize("headline", HOSTILE)
def test_no_headline_can_pass_for_something_else(headline: str) -> None:
    """Whatever a headline holds, it stays within its lines: no control, no line that it begins or ends."""
    plain = text_of(story(0, headline="HEADLINE"))
    written = text_of(story(0, headline=headline))
    before, after = plain.split("HEADLINE\n")
    assert written.startswith(before)
    assert written.endswith(after)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", written)


def test_names_cannot_pass_for_something_else() -> None:
    """Neither can agencies, authors, sections or the site's title."""
    evil = "\x1b[2J\nX-Evil: 1 <b>"
    hostile = story(0, agencies=(evil,), authors=(Author(evil),), standfirst=evil)
    hostile = replace(hostile, section=replace(hostile.section, title=evil))  # type: ignore[type-var]
    written = text_of(hostile, title=evil, publisher=evil, footer=evil)
    assert "\x1b" not in written
    assert "\nX-Evil" not in written
    assert "<b>" in written


@pytest.mark.skipif(not shutil.which("less"), reason="apt-get install less")
def test_less_shows_it_as_it_is(tmp_path: object) -> None:
    """`less` takes it for text, and marks no character in it as one it cannot show."""
    for language in ("en", "ja", "ar", "hi"):
        written = letters.text(shared(language=language), spoken(language), False)
        shown = subprocess.run(
            ["less", "--QUIT-AT-EOF"], input=written, capture_output=True, text=True, encoding="utf-8",
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "LESS": ""}, check=True,
        )  # fmt: skip
        assert shown.stdout == written
