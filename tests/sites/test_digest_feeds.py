"""The feeds of editions: one entry a day or week, when it is closed, with all of its stories."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from feedgen_site.problem import errors
from tests.support import SITE, article, built, published, put, tree

DAILY, WEEKLY = "digest/daily/feed.json", "digest/weekly/feed.json"


def site(folder: Path, settings: str = "") -> Path:
    """Write a site with stories on Saturday, Sunday, and Monday of the next ISO week."""
    put(folder / "content/site.yaml", f"{SITE}sections: [World, Asia]\n{settings}")
    put(folder / "content/asia/a.md", article("Saturday in Asia", "2026-01-03 10:00", standfirst="Why Asia."))
    put(folder / "content/world/b.md", article("Sunday in the world", "2026-01-04 10:00"))
    put(folder / "content/asia/c.md", article("Sunday in Asia", "2026-01-04 20:00", lang="ar"))
    put(folder / "content/asia/d.md", article("Monday in Asia", "2026-01-05 09:00"))
    return folder


def items(folder: Path, path: str, moment: datetime) -> list[dict[str, str]]:
    """Build a site as of a moment, and give the items of one of its JSON feeds."""
    found: list[dict[str, str]] = json.loads(published(folder, as_of=moment)[path])["items"]
    return found


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Give a moment of January 2026."""
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def test_an_edition_enters_the_feed_when_it_closes_and_not_a_moment_before(tmp_path: Path) -> None:
    """Sunday's closes at midnight; the week that ends with it does, too."""
    site(tmp_path)
    assert [one["title"] for one in items(tmp_path, DAILY, at(4, 23, 59))] == ["Edition of January 3, 2026"]
    assert items(tmp_path, WEEKLY, at(4, 23, 59)) == []
    daily = items(tmp_path, DAILY, at(5))
    assert [one["title"] for one in daily] == ["Edition of January 4, 2026", "Edition of January 3, 2026"]
    (week,) = items(tmp_path, WEEKLY, at(5))
    assert week["title"] == "The week from December 29, 2025 to January 4, 2026"


def test_an_entry_is_published_at_the_close_and_has_an_id_of_its_day(tmp_path: Path) -> None:
    """Neither the build's clock nor the stories' times are in it."""
    site(tmp_path)
    (sunday, saturday) = items(tmp_path, DAILY, at(5, 7))
    assert (sunday["id"], sunday["date_published"]) == (
        "tag:test.example,2026:/edition/2026-01-04", "2026-01-05T00:00:00Z",
    )  # fmt: skip
    assert saturday["url"] == "https://test.example/edition/2026-01-03/"
    (week,) = items(tmp_path, WEEKLY, at(5, 7))
    assert (week["id"], week["url"]) == (
        "tag:test.example,2026:/edition/2026-W01", "https://test.example/edition/2026-W01/",
    )  # fmt: skip


def test_an_open_edition_has_a_page_that_says_so(tmp_path: Path) -> None:
    """Until its close the page says "so far"; afterwards it does not."""
    site(tmp_path)
    for page in ("edition/2026-01-04/index.html", "edition/2026-W01/index.html"):
        assert "so far" in published(tmp_path, as_of=at(4, 23))[page].decode()
        assert "so far" not in published(tmp_path, as_of=at(5))[page].decode()


def test_an_entry_holds_every_story_by_section_with_standfirst_and_points(tmp_path: Path) -> None:
    """In the site's order; headlines lead to their stories; what is in another language says so."""
    site(tmp_path)
    (week,) = items(tmp_path, WEEKLY, at(5))
    html = week["content_html"]
    order = ["<h2>World</h2>", "Sunday in the world", "<h2>Asia</h2>", "Sunday in Asia", "Saturday in Asia"]
    assert sorted(order, key=html.index) == order
    assert '<h3><a href="https://test.example/2026/01/a/">Saturday in Asia</a></h3>\n<p>Why Asia.</p>' in html
    assert html.count("<ul>") == 3
    assert '<div lang="ar" dir="rtl">\n<h3><a href="https://test.example/ar/2026/01/c/">' in html
    assert "Monday" not in html


def test_all_formats_hold_the_same_entries(tmp_path: Path) -> None:
    """Atom and RSS say what JSON Feed says."""
    output = published(site(tmp_path), as_of=at(6))
    for folder in ("digest/daily/", "digest/weekly/"):
        found = [one["id"] for one in json.loads(output[f"{folder}feed.json"])["items"]]
        for name in ("feed.xml", "rss.xml"):
            parsed = feedparser.parse(output[folder + name])
            assert not parsed.bozo
            assert [entry.id for entry in parsed.entries] == found


def test_a_closed_edition_changes_by_corrections_withdrawals_and_late_stories_alone(tmp_path: Path) -> None:
    """And then it says when: `updated` moves; a new story of today touches nothing."""
    site(tmp_path)
    before = published(tmp_path, as_of=at(6))
    put(tmp_path / "content/asia/e.md", article("Tuesday in Asia", "2026-01-06 00:00"))
    after = published(tmp_path, as_of=at(6))
    for path in ("digest/daily/feed.xml", "digest/weekly/feed.xml"):
        assert after[path] == before[path]
    put(tmp_path / "content/asia/a.md", article("Saturday in Asia", "2026-01-03 10:00",
        corrections="[{date: 2026-01-05 12:00, text: It was the other bank.}]"))  # fmt: skip
    (_, _, saturday) = items(tmp_path, DAILY, at(6))
    assert saturday["date_modified"] == "2026-01-05T12:00:00Z"
    assert "It was the other bank." in saturday["content_html"]


def test_the_close_is_the_sites(tmp_path: Path) -> None:
    """`edition.closes` in the site's zone decides: 18:00 in Tokyo is nine in the morning in UTC."""
    site(tmp_path, 'timezone: Asia/Tokyo\nedition: {closes: "18:00"}\n')
    titles = [one["title"] for one in items(tmp_path, DAILY, at(4, 8, 59))]
    assert titles == ["Edition of January 3, 2026"]
    titles = [one["title"] for one in items(tmp_path, DAILY, at(4, 9))]
    assert titles == ["Edition of January 4, 2026", "Edition of January 3, 2026"]


@pytest.mark.parametrize(
    ("written", "daily", "weekly"),
    [("daily", True, False), ("[weekly]", False, True), ("none", False, False), ("[]", False, False),
     ("[daily, weekly]", True, True)],
)  # fmt: skip
def test_site_yaml_says_which_editions_have_a_feed(
    written: str, daily: bool, weekly: bool, tmp_path: Path
) -> None:
    """The pages of editions stay either way."""
    output = published(site(tmp_path, f"feeds: {{digest: {written}}}\n"))
    assert (DAILY in output, WEEKLY in output) == (daily, weekly)
    assert "edition/2026-W01/index.html" in output
    assert ("digest/daily" in output["edition/2026-01-04/index.html"].decode()) == daily


def test_another_word_for_an_edition_is_an_error(tmp_path: Path) -> None:
    """`dayly` would leave subscribers without their feed."""
    outcome = built(site(tmp_path, "feeds: {digest: [dayly]}\n"))
    assert [problem.hint for problem in errors(outcome.problems)] == ["digest: daily"]


def test_a_site_without_stories_has_its_feeds(tmp_path: Path) -> None:
    """Whoever subscribes on the first day is right."""
    put(tmp_path / "content/site.yaml", SITE)
    built(tmp_path)
    output = tree(tmp_path / "public")
    for path in ("digest/daily/feed.xml", "digest/weekly/rss.xml", "corrections/feed.xml", "feed.xml"):
        assert feedparser.parse(output[path]).entries == []
        assert not feedparser.parse(output[path]).bozo


def test_an_entry_says_whose_each_story_is(tmp_path: Path) -> None:
    """Sent as a mail it is read without the pages: byline, credit and rights stand with the points."""
    put(
        tmp_path / "content/site.yaml",
        f"{SITE}agencies: {{Wire: {{credit: via The Wire, rights: © Wire}}}}\n",
    )
    put(tmp_path / "content/a.md", article("A", author="Ana Silva", agency="Wire"))
    (item,) = items(tmp_path, DAILY, at(6))
    assert item["content_html"].endswith("<p><small>By Ana Silva · via The Wire · © Wire</small></p>")


def test_a_withdrawn_storys_headline_never_stands_alone(tmp_path: Path) -> None:
    """Neither in the digest's text nor in its summary, which mail programs show."""
    put(tmp_path / "content/site.yaml", SITE)
    put(
        tmp_path / "content/a.md",
        article("False claim", withdrawn="{date: 2026-01-05, reason: It was false.}"),
    )
    (item,) = items(tmp_path, DAILY, at(6))
    assert item["summary"] == "Withdrawn: False claim"
    assert ">Withdrawn: False claim</a></h3>" in item["content_html"]
    assert "It was false." in item["content_html"]
