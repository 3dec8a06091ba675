"""Which files an edit makes again: those that show what was edited, and no others, counted in the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feedgen_site import site
from feedgen_site.config import SiteConfig
from feedgen_site.model import Head, Section
from feedgen_site.plan import planner
from tests.support import a_head

CONFIG = SiteConfig(title="The Test", base_url="https://test.example/", authority="test.example,2026")
FIRST = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)
STORIES = 120
EDITED = 30
"""By its number: a story of the third day of the second week, before which and after which others stand."""


def heads() -> list[Head]:
    """Make a story for each twelve hours of two months."""
    found = []
    for number in range(STORIES):
        at = FIRST + timedelta(hours=12 * number)
        name = "asia" if number % 2 else "europe"
        found.append(
            a_head(
                id=f"tag:x,2026:{number}", path=f"{number}.md", permalink=f"/{number}/", published=at,
                updated=at, section=Section(name, name.title()), tags=(f"tag {number % 3}",),
                head_hash=f"head {number}", told_hash=f"told {number}", body_hash=f"body {number}",
            )
        )  # fmt: skip
    return found


def fingerprints(stories: list[Head]) -> Mapping[str, str]:
    """Plan a site, and give what each file is made from."""
    assembled, problems = site.assemble(stories, (), CONFIG, FIRST + timedelta(days=100))
    assert problems == ()
    return {one.path: one.fingerprint for one in planner.make(assembled, CONFIG, planner.Material()).outputs}


def made_again(**changes: str) -> set[str]:
    """Edit a story, and give the files that are made from something else."""
    before = heads()
    after = [*before]
    after[EDITED] = replace(before[EDITED], **changes)  # type: ignore[arg-type]
    was, now = fingerprints(before), fingerprints(after)
    assert was.keys() == now.keys()
    return {path for path in now if now[path] != was[path]}


ITS_TEXTS = {
    "archive/2025-11.xml", "archive/2025-11.rss.xml", "archive/2025-11.json",
    *(f"section/europe/{name}" for name in ("feed.xml", "rss.xml", "feed.json")),
}  # fmt: skip
"""The documents of feeds with whole texts that it stands in."""
ITS_EDITIONS = {
    f"edition/{key}/{name}"
    for key in ("2025-11-18", "2025-W47")
    for name in ("index.html", "edition.txt", "edition.eml", "email.html")
} | {f"digest/{span}/{name}" for span in ("daily", "weekly") for name in ("feed.xml", "rss.xml", "feed.json")}
ITS_LISTS = {"section/europe/index.html", "section/europe/page/1/index.html", "tag/tag-0/index.html"}
STATE = "feedgen-site.json"


def test_a_word_of_the_text_is_shown_by_the_page_and_by_feeds_with_texts() -> None:
    """No list, no edition, no neighbour is made again."""
    assert made_again(body_hash="another") == {"30/index.html", *ITS_TEXTS, STATE}


def test_a_standfirst_is_shown_by_editions_and_lists_too() -> None:
    """Not by the list of a month, nor by the pages of digests, which name editions."""
    changed = made_again(standfirst="Another", head_hash="another", told_hash="another")
    assert changed == {"30/index.html", *ITS_TEXTS, *ITS_EDITIONS, *ITS_LISTS, STATE}


def test_a_headline_is_shown_by_neighbours_and_the_month_too() -> None:
    """Its neighbours are those of its section: the one before it, and the one after it."""
    changed = made_again(headline="Another", head_hash="another", told_hash="another")
    neighbours = {"28/index.html", "32/index.html"}
    month = "archive/2025-11/index.html"
    assert changed == {"30/index.html", *neighbours, month, *ITS_TEXTS, *ITS_EDITIONS, *ITS_LISTS, STATE}
