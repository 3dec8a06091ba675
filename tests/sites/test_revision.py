"""An edit that moves no story makes again what shows it, and nothing else; the bytes are those of a build."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from feedgen_site import build as builds
from feedgen_site.build import Options
from tests.sites.unplanned import Desk
from tests.support import AS_OF, SITE, article, edit, put, tree

LONG = "The council met on Monday in Lisbon. It approved 12 new trams for the old town. {more} It was late."


@pytest.fixture
def newsroom(tmp_path: Path) -> Desk:
    """Make and build a site of six stories of two months, feeds of tags and digests among its feeds."""
    rules = "feeds: {tags: all, digest: [daily, weekly], archive: month, entries: 2}\n"
    put(tmp_path / "content/site.yaml", f"{SITE}{rules}sections: [{{slug: asia, title: Asia}}]\n")
    for number, day in enumerate(
        ["2025-11-03", "2025-11-04", "2026-01-02", "2026-01-03", "2026-01-03", "2026-01-04"]
    ):
        body = LONG.format(more=f"Number {number} is {'ten' * (number + 1)} metres long.")
        fields = {
            "section": "Asia",
            "tags": f"[trams, line {number % 2}]",
            "standfirst": f"About tram {number}.",
        }
        put(
            tmp_path / f"content/s{number}.md",
            article(f"Tram {number} of Lisbon", date=day, body=body, **fields),
        )
    room = Desk(tmp_path)
    room.build()
    assert not room.revised
    return room


PAGE = "2026/01/s3/index.html"
FEEDS = {"feed.xml", "rss.xml", "feed.json"}
OF_SECTION = {f"section/asia/{name}" for name in FEEDS}
STATE = "feedgen-site.json"


def test_a_body_changes_its_page_and_the_feeds_with_texts(newsroom: Desk) -> None:
    """No list, no edition and no letter is made again for words that it does not show."""
    edit(newsroom.file("s3"), "It was late.", "It was very late, and dark.")
    assert newsroom.written() == {PAGE, STATE, *FEEDS, *OF_SECTION}


def test_a_headline_changes_what_shows_it(newsroom: Desk) -> None:
    """The page, its neighbours, related stories and every list in which it stands."""
    edit(newsroom.file("s3"), "Tram 3 of Lisbon", "Tram three of Lisbon")
    written = newsroom.written()
    lists = {"index.html", "archive/2026-01/index.html", "section/asia/index.html", "tag/trams/index.html"}
    edition = {f"edition/2026-01-03/{name}" for name in ("index.html", "edition.eml", "email.html")}
    assert {PAGE, STATE, "2026/01/s5/index.html", "2026/01/s4/index.html", *lists, *edition} <= written
    assert {"sitemap-news.xml", "digest/daily/feed.xml", *FEEDS} <= written
    assert not {"2025/11/s0/index.html", "edition/2025-11-03/index.html", "sitemap.xml", "opml.xml"} & written


def test_a_story_of_an_archive_changes_no_head_of_a_feed(newsroom: Desk) -> None:
    """Older entries stand in a document of their own, and in pages of their own time."""
    edit(newsroom.file("s0"), "It was late.", "It was early.")
    archive = {"archive/2025-11.xml", "archive/2025-11.rss.xml", "archive/2025-11.json"}
    written = newsroom.written()
    assert archive <= written
    assert "feed.xml" not in written


def test_what_is_edited_back_is_as_it_was(newsroom: Desk) -> None:
    """A revision of a revision, and the first text again, without a plan in between and with one."""
    before = tree(newsroom.folder / "public")
    for old, new in (("3 of", "III of"), ("III of", "drei of"), ("drei of", "3 of")):
        edit(newsroom.file("s3"), f"Tram {old} Lisbon", f"Tram {new} Lisbon")
        newsroom.written()
    assert tree(newsroom.folder / "public") == before
    edit(newsroom.file("s3"), "Tram 3 of Lisbon", "Trams of Porto")
    newsroom.written()
    put(newsroom.file("s9"), article("Another", date="2026-01-05"))
    newsroom.build()
    newsroom.file("s9").unlink()
    edit(newsroom.file("s3"), "Trams of Porto", "Tram 3 of Lisbon")
    newsroom.build()
    assert tree(newsroom.folder / "public") == before
    edit(newsroom.file("s4"), "Tram 4 of Lisbon", "Tram IV of Lisbon")
    newsroom.written()


def test_a_summary_that_counts_words(newsroom: Desk) -> None:
    """Fields of entries may say how long a text is, in feeds that do not show it."""
    fields = "feeds: {content: summary, fields: {summary: '{words} words'}}\n"
    put(newsroom.folder / "content/site.yaml", f"{SITE}{fields}")
    newsroom.build()
    edit(newsroom.file("s3"), "It was late.", "It was very late.")
    assert newsroom.written() >= FEEDS


def test_several_edits_at_once(newsroom: Desk) -> None:
    """Two neighbours, of which each shows the other, and a third that only shows its own words."""
    edit(newsroom.file("s3"), "Tram 3 of Lisbon", "Rain over Porto and Braga")
    edit(newsroom.file("s4"), "Tram 4 of Lisbon", "Rain over Porto and Faro")
    edit(newsroom.file("s1"), "It was late.", "It was not.")
    assert "2026/01/s3/index.html" in newsroom.written()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("date: 2026-01-03", "date: 2026-01-02"),
        ("section: Asia", "section: Europe"),
        ("tags: [trams, line 1]", "tags: [trams]"),
        ("standfirst: About tram 3.", "standfirst: About tram 3.\nexpires: 2026-01-11"),
        ("standfirst: About tram 3.", "draft: true"),
        ("standfirst: About tram 3.", "updated: 2026-01-05"),
        ("standfirst: About tram 3.", "id: another"),
        ("standfirst: About tram 3.", "lang: fr"),
        ("standfirst: About tram 3.", "corrections: [{date: 2026-01-05, text: Four lines}]"),
        ("It was late.", "It was late, [said](/s1.md) all."),
        ("It was late.", "It was late, [said](/nobody.md) all."),
        ("standfirst: About tram 3.", "robots: noindex"),
        ("standfirst: About tram 3.", "title_: Typed wrongly"),
    ],
)
def test_what_moves_a_story_is_planned(newsroom: Desk, old: str, new: str) -> None:
    """Its place, its addresses, where it leads, what it warns of: a whole build, with the same bytes."""
    edit(newsroom.file("s3"), old, new)
    newsroom.build()
    edit(newsroom.file("s3"), "It was late", "It still was late")
    newsroom.build()


def test_files_that_come_and_go_are_planned(newsroom: Desk) -> None:
    """An older article, one less, a picture: another site."""
    put(newsroom.file("new"), article("A new one", date="2026-01-02"))
    newsroom.build()
    assert not newsroom.revised
    newsroom.file("new").unlink()
    newsroom.build()
    assert not newsroom.revised
    put(newsroom.folder / "content/picture.png", "pixels")
    newsroom.build()
    assert not newsroom.revised


def test_warnings_of_an_edited_file_are_its_own(newsroom: Desk) -> None:
    """What a file is warned of stays, goes and comes with it."""
    edit(
        newsroom.file("s3"), "standfirst: About tram 3.", "standfirst: About tram 3.\nkey_points: [One, One]"
    )
    first = newsroom.build()
    edit(newsroom.file("s3"), "It was late.", "It was night.")
    assert newsroom.build().problems == first.problems


def test_a_check_between_two_builds_hides_no_edit(newsroom: Desk) -> None:
    """`check` makes the story and keeps it, and the output knows nothing of it."""
    edit(newsroom.file("s3"), "Tram 3 of Lisbon", "Tram of Lisbon")
    builds.build(
        Options(content=str(newsroom.folder / "content"), output=str(newsroom.folder / "public"), as_of=AS_OF,
                cache=str(newsroom.folder / "cache"), jobs=1), write=False,
    )  # fmt: skip
    assert PAGE in newsroom.build().files.written


def test_two_outputs_of_one_cache(newsroom: Desk) -> None:
    """An edit that went to one folder goes to the other, too."""
    other = str(newsroom.folder / "other")
    newsroom.build(output=other)
    edit(newsroom.file("s3"), "Tram 3 of Lisbon", "Tram of Lisbon")
    newsroom.build(output=other)
    newsroom.build()
    edit(newsroom.file("s3"), "It was late.", "It was.")
    newsroom.build()
    newsroom.build(output=other)


def test_a_story_in_two_languages(newsroom: Desk) -> None:
    """Its page names the other by its title, so a new title is planned; other words are not."""
    edit(newsroom.file("s3"), "standfirst:", "translation_key: k\nstandfirst:")
    put(
        newsroom.file("s3.fr"),
        article("Le tram", date="2026-01-03", lang="fr", translation_key="k", body="Il est tard."),
    )
    newsroom.build()
    edit(newsroom.file("s3"), "Tram 3 of Lisbon", "Tram of Lisbon")
    newsroom.build()
    assert not newsroom.revised
    edit(newsroom.file("s3"), "It was late.", "It was.")
    newsroom.written()


def test_a_story_that_an_author_lists(newsroom: Desk) -> None:
    """Whose words the list shows hangs on the headline: a new one is planned."""
    edit(newsroom.file("s0"), "standfirst:", "related: ['[Tram 3 of Lisbon](/s3.md)']\nstandfirst:")
    newsroom.build()
    edit(newsroom.file("s3"), "Tram 3 of Lisbon", "Tram of Lisbon")
    newsroom.build()
    assert not newsroom.revised


def test_an_altered_output_is_mended(newsroom: Desk) -> None:
    """Whatever else is wrong in the output folder is put right with the edit."""
    put(newsroom.folder / "public/2025/11/s0/index.html", "broken")
    edit(newsroom.file("s3"), "It was late.", "It was.")
    newsroom.build()
    (newsroom.folder / "public/rss.xml").unlink()
    edit(newsroom.file("s3"), "It was.", "It was late.")
    newsroom.build()


def test_a_file_of_which_the_cache_lost_its_row_stays(newsroom: Desk) -> None:
    """The manifest names it all the same: what it is made from is looked for in the plan."""
    (file,) = (newsroom.folder / "cache").glob("*.sqlite3")
    with sqlite3.connect(file) as database:
        database.execute("DELETE FROM output WHERE path = '404.html'")
    database.close()
    edit(newsroom.file("s3"), "It was late.", "It was early.")
    newsroom.build()
    assert not newsroom.revised
