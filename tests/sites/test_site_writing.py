"""Writing: only changed bytes, ours only, and nothing that a broken cache or manifest could spoil."""

from __future__ import annotations

import json
import os
import random
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from feedgen_site.publish import MANIFEST
from feedgen_site.state import STATE_FILE
from tests.support import AS_OF, SITE, article, built, edition_files, put, site_from, times, tree

CONTENT = f"""\
=== content/site.yaml
{SITE}sections:
  - {{slug: asia, title: Asia}}
  - {{slug: europe, title: Europe}}
  - {{slug: africa, title: Africa}}
=== content/asia/one.md
---
title: One
date: 2026-01-01 08:00
---
The first story opens here. It goes on for a second sentence.
=== content/asia/two.md
---
title: Two
date: 2026-01-02 08:00
image: two.png
---
The second story opens here. It has a picture, too.
=== content/asia/two.png
pixels of two
=== content/asia/three.md
---
title: Three
date: 2026-01-03 08:00
---
The third story opens here. It links to [the first](one.md).
=== content/europe/four.md
---
title: Four
date: 2026-01-04 08:00
---
The fourth story opens here. It is in another section.
=== content/africa/2025-12-01-five.md
---
title: Five
---
The fifth story is the only one in its section and month.
=== content/pages/about.md
---
title: About
---
Who we are.
=== content/static/favicon.svg
<svg xmlns="http://www.w3.org/2000/svg"/>
"""
SITE_FEEDS = {"feed.xml", "rss.xml", "feed.json"}
ASIA_FEEDS = {f"section/asia/{name}" for name in SITE_FEEDS}
DIGEST_FEEDS = {f"digest/{span}/{name}" for span in ("daily", "weekly") for name in SITE_FEEDS}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site, built once."""
    site_from(CONTENT, tmp_path)
    assert built(tmp_path).exit_code == 0
    return tmp_path


def fresh(folder: Path) -> dict[str, bytes]:
    """Build the same content into a new folder, without a cache, and give the tree."""
    number = sum(1 for path in folder.iterdir() if path.name.startswith("fresh"))
    assert built(folder, output=f"fresh{number}", cache="").exit_code == 0
    return tree(folder / f"fresh{number}")


def changed(folder: Path, name: str, old: str, new: str) -> None:
    """Edit one file of content."""
    file = folder / "content" / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


# ---- only changed bytes ------------------------------------------------------------------------------------


def is_letter(path: str) -> bool:
    """Say whether a page is one for mail programs, which has neither navigation nor footer of the site."""
    return path.endswith("/email.html")


@pytest.mark.parametrize("cache", ["cache", ""])
def test_a_second_build_writes_nothing_and_touches_nothing(site: Path, cache: str) -> None:
    """With a cache or without: no file is written, no time or inode changes."""
    before = times(site / "public")
    outcome = built(site, cache=cache)
    assert outcome.files.written == ()
    assert outcome.files.removed == ()
    assert set(outcome.files.unchanged) == set(tree(site / "public"))
    assert times(site / "public") == before


def test_a_later_build_of_the_same_moment_writes_nothing(site: Path) -> None:
    """Time passes, nothing falls due: nothing is written."""
    assert built(site, as_of=AS_OF + timedelta(days=30)).files.written == ()


def test_an_edit_of_a_body_writes_only_what_shows_the_body(site: Path) -> None:
    """A last sentence that no list shows: the story's page and the feeds it is in."""
    put(site / "content/site.yaml", f"{(site / 'content/site.yaml').read_text()}points: {{count: 1}}\n")
    built(site)
    changed(site, "asia/two.md", "It has a picture, too.", "It has one picture, too.")
    outcome = built(site)
    assert set(outcome.files.written) == {"2026/01/two/index.html", STATE_FILE} | SITE_FEEDS | ASIA_FEEDS
    assert tree(site / "public") == fresh(site)


def test_an_edit_of_a_headline_writes_its_neighbours_and_its_lists(site: Path) -> None:
    """The story, the stories before and after it in its section, and every list and feed that names it."""
    changed(site, "asia/two.md", "title: Two", "title: Two again")
    outcome = built(site)
    assert set(outcome.files.written) == {
        "2026/01/two/index.html", "2026/01/one/index.html", "2026/01/three/index.html",
        "section/asia/index.html", "index.html", "feeds/site/index.html", "feeds/section/asia/index.html",
        *edition_files("2026-01-02"), *edition_files("2026-W01"), "archive/2026-01/index.html",
        "sitemap-news.xml", STATE_FILE,
    } | SITE_FEEDS | ASIA_FEEDS | DIGEST_FEEDS  # fmt: skip
    assert tree(site / "public") == fresh(site)


def test_an_edit_that_changes_no_byte_of_the_output_writes_nothing(site: Path) -> None:
    """A comment in the front matter, another line end, a new time stamp: readers see none of them."""
    changed(site, "asia/two.md", "title: Two\n", "# a note to myself\ntitle: Two\n")
    file = site / "content/asia/one.md"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    os.utime(site / "content/asia/three.md", ns=(1, 1))
    os.utime(site / "content/asia/two.png", ns=(1, 1))
    assert built(site).files.written == ()


def test_an_edit_of_a_page_writes_that_page(site: Path) -> None:
    """The About page's text stands nowhere else."""
    changed(site, "pages/about.md", "Who we are.", "Who we were.")
    assert built(site).files.written == ("about/index.html",)


def test_a_pages_new_title_is_written_wherever_the_navigation_names_it(site: Path) -> None:
    """Without a `nav` of its own the site's navigation names pages, so all pages change and no feed does."""
    changed(site, "pages/about.md", "title: About", "title: About us")
    outcome = built(site)
    pages = {path for path in tree(site / "public") if path.endswith(".html") and not is_letter(path)}
    assert set(outcome.files.written) == pages
    assert tree(site / "public") == fresh(site)


def test_a_picture_that_changes_is_copied_and_its_size_told(site: Path) -> None:
    """Pages name a picture by its address, which stays; only Atom and RSS say how large its file is."""
    (site / "content/asia/two.png").write_text("other pixels\n")
    feeds = {f"{place}{name}" for place in ("", "section/asia/") for name in ("feed.xml", "rss.xml")}
    assert set(built(site).files.written) == {"assets/asia/two.png", STATE_FILE} | feeds
    assert (site / "public/assets/asia/two.png").read_text() == "other pixels\n"


def test_a_setting_that_every_page_shows_writes_every_page(site: Path) -> None:
    """A new title of the site reaches all that is named by it."""
    changed(site, "site.yaml", "title: The Test", "title: Another")
    written = set(built(site).files.written)
    assert {"2026/01/one/index.html", "index.html", "404.html", "feed.xml"} <= written
    assert "assets/asia/two.png" not in written
    assert tree(site / "public") == fresh(site)


def test_a_template_of_the_sites_own_is_used_and_given_up_again(site: Path) -> None:
    """An override changes pages; deleting it brings the packaged template back, byte for byte."""
    before = tree(site / "public")
    put(site / "templates/_footer.html", "<footer>mine</footer>\n")
    written = set(built(site).files.written)
    assert written == {path for path in before if path.endswith(".html") and not is_letter(path)}
    assert b"<footer>mine</footer>" in tree(site / "public")["index.html"]
    (site / "templates/_footer.html").unlink()
    built(site)
    assert tree(site / "public") == before


# ---- removing ----------------------------------------------------------------------------------------------


def test_a_removed_story_is_removed_with_the_folders_it_leaves_empty(site: Path) -> None:
    """The page, its editions and its month's folder go; what others need stays."""
    (site / "content/africa/2025-12-01-five.md").unlink()
    outcome = built(site)
    assert outcome.files.removed == (
        "2025/12/five/index.html",
        "archive/2025-12/index.html",
        *edition_files("2025-12-01"),
        *edition_files("2025-W49"),
    )
    assert not (site / "public/2025").exists()
    assert (site / "public/2026").exists()
    assert tree(site / "public") == fresh(site)


def test_a_picture_that_nobody_shows_any_more_is_removed(site: Path) -> None:
    """Assets are pruned as pages are."""
    changed(site, "asia/two.md", "image: two.png\n", "")
    assert built(site).files.removed == ("assets/asia/two.png",)


def test_a_strangers_file_is_never_touched(site: Path) -> None:
    """What we did not write stays, byte and time: beside our files, in our folders, and in its own."""
    strangers = [
        put(site / "public" / name, "mine")
        for name in ("CNAME", "2026/01/two/note.txt", "old/site/index.html", ".git/config", "2025/x.html")
    ]
    before = [(file.read_bytes(), file.stat().st_mtime_ns) for file in strangers]
    (site / "content/asia/two.md").unlink()
    (site / "content/africa/2025-12-01-five.md").unlink()
    outcome = built(site)
    assert "2026/01/two/index.html" in outcome.files.removed
    assert [(file.read_bytes(), file.stat().st_mtime_ns) for file in strangers] == before


def test_a_strangers_file_where_a_page_is_to_be_stops_the_build(site: Path) -> None:
    """It is named, and nothing at all is written."""
    put(site / "public/2026/01/six/index.html", "mine")
    put(site / "content/asia/six.md", article("Six"))
    before = times(site / "public")
    outcome = built(site)
    assert outcome.exit_code == 1
    assert [problem.code for problem in outcome.problems] == ["foreign-file"]
    assert times(site / "public") == before


@pytest.mark.parametrize("cache", ["cache", ""])
def test_a_file_deleted_from_the_output_is_restored(site: Path, cache: str) -> None:
    """Whoever deleted it, a page that is planned is there after a build."""
    before = tree(site / "public")
    (site / "public/2026/01/two/index.html").unlink()
    (site / "public/assets/asia/two.png").unlink()
    outcome = built(site, cache=cache)
    assert set(outcome.files.written) == {"2026/01/two/index.html", "assets/asia/two.png"}
    assert tree(site / "public") == before


def test_the_whole_output_deleted_is_restored(site: Path) -> None:
    """A cache that remembers an output is no reason to believe in it."""
    before = tree(site / "public")
    (site / "public").rename(site / "gone")
    assert set(built(site).files.written) == set(before)
    assert tree(site / "public") == before


@pytest.mark.parametrize("cache", ["cache", ""])
def test_a_file_of_ours_edited_by_hand_is_mended(site: Path, cache: str) -> None:
    """The output is a function of the content: an edit there lasts until the next build."""
    before = tree(site / "public")
    page = site / "public/2026/01/two/index.html"
    page.write_bytes(page.read_bytes().replace(b"second", b"zecond"))  # the same length
    assert built(site, cache=cache).files.written == ("2026/01/two/index.html",)
    assert tree(site / "public") == before


def test_an_unfinished_folder_beside_the_output_is_swept_away(site: Path) -> None:
    """What a killed first build left does not stay for ever."""
    left = put(site / ".other.feedgen-site-999999999/index.html", "half")
    assert built(site, output="other").exit_code == 0
    assert not left.parent.exists()


# ---- nothing is written where something is wrong -----------------------------------------------------------


def test_an_error_in_one_article_leaves_the_output_as_it_is(site: Path) -> None:
    """A typo never unpublishes a live story, nor publishes half an edit."""
    changed(site, "asia/one.md", "title: One", "title: One, edited")
    changed(site, "asia/two.md", "date: 2026-01-02 08:00", "date: someday")
    before = times(site / "public")
    outcome = built(site)
    assert outcome.exit_code == 1
    assert outcome.published == 0
    assert outcome.would_publish == 4
    assert outcome.files.written == outcome.files.removed == ()
    assert times(site / "public") == before


def test_skip_bad_leaves_the_bad_one_out_and_says_so(site: Path) -> None:
    """The others are published; the exit code still says that something is wrong."""
    changed(site, "asia/two.md", "date: 2026-01-02 08:00", "date: someday")
    outcome = built(site, skip_bad=True)
    assert outcome.exit_code == 1
    assert outcome.published == 4
    assert outcome.files.removed == (
        "2026/01/two/index.html", "assets/asia/two.png", *edition_files("2026-01-02")
    )  # fmt: skip
    assert {Path(problem.path).name for problem in outcome.problems} == {"two.md"}


def test_skip_bad_leaves_out_a_file_that_cannot_even_be_named(site: Path) -> None:
    """A name with a line end is an error of that file, told with its escaped path."""
    put(site / "content/asia/new\nline.md", article("New"))
    outcome = built(site, skip_bad=True)
    assert (outcome.exit_code, outcome.published) == (1, 5)
    assert [Path(problem.path).name for problem in outcome.problems] == ["new\\nline.md"]


def test_skip_bad_leaves_out_one_of_two_that_collide(site: Path) -> None:
    """Of two stories with one address the first by path is published."""
    put(site / "content/asia/zwei.md", article("Zwei", permalink="/2026/01/two/"))
    outcome = built(site, skip_bad=True)
    assert outcome.exit_code == 1
    assert outcome.published == 5
    assert b"Zwei" not in b"".join(tree(site / "public").values())


def test_a_mended_article_is_published_again(site: Path) -> None:
    """An error leaves nothing behind that a later build would trip over."""
    before = tree(site / "public")
    changed(site, "asia/two.md", "date: 2026-01-02 08:00", "date: someday")
    built(site)
    changed(site, "asia/two.md", "date: someday", "date: 2026-01-02 08:00")
    assert built(site).files.written == ()
    assert tree(site / "public") == before


def test_the_same_error_is_told_again_from_the_cache(site: Path) -> None:
    """A second build says what the first said."""
    changed(site, "asia/two.md", "date: 2026-01-02 08:00", "date: someday")
    changed(site, "asia/one.md", "title: One", "title: One\ntitle: Uno")
    first, second = built(site), built(site)
    assert first.problems == second.problems
    assert {problem.code for problem in first.problems} >= {"bad-date", "duplicate-key"}


# ---- a broken manifest or cache is harmless ----------------------------------------------------------------


def folder_instead(file: Path) -> None:
    """Put a folder where a file was."""
    file.unlink()
    file.mkdir()


SPOILED: dict[str, Callable[[Path], object]] = {
    "gone": lambda file: file.unlink(),
    "empty": lambda file: file.write_bytes(b""),
    "garbage": lambda file: file.write_bytes(random.Random(1).randbytes(5000)),
    "truncated": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "text": lambda file: file.write_text("not what you expect\n" * 500),
    "list": lambda file: file.write_text("[]"),
    "null files": lambda file: file.write_text('{"version": 1, "files": null}'),
    "nested": lambda file: file.write_text("[" * 100_000),
    "folder": folder_instead,
}


def cache_file(folder: Path) -> Path:
    """Give the one database of a site's cache."""
    [file] = (folder / "cache").glob("*.sqlite3")
    return file


@pytest.mark.parametrize(
    ("what", "how"),
    [
        (what, how)
        for what in ("manifest", "cache")
        for how in SPOILED
        if (what, how) != ("manifest", "folder")
    ],
)
def test_a_spoiled_manifest_or_cache_changes_no_byte(site: Path, what: str, how: str) -> None:
    """The next build gives what a fresh one gives, in the output folder as it stands."""
    before = tree(site / "public")
    SPOILED[how](site / "public" / MANIFEST if what == "manifest" else cache_file(site))
    outcome = built(site)
    assert outcome.exit_code == 0, outcome.problems
    assert outcome.files.written == ()
    assert tree(site / "public") == before
    changed(site, "asia/one.md", "title: One", "title: One more")
    (site / "content/africa/2025-12-01-five.md").unlink()
    assert built(site).exit_code == 0
    assert tree(site / "public") == fresh(site)


def test_a_folder_by_the_manifests_name_stops_the_build(site: Path) -> None:
    """It is nobody's manifest; nothing is removed, no page is lost."""
    before = tree(site / "public")
    folder_instead(site / "public" / MANIFEST)
    outcome = built(site)
    assert (outcome.exit_code, [problem.code for problem in outcome.problems]) == (1, ["write-failed"])
    assert before.items() <= tree(site / "public").items()


def test_a_manifest_that_names_strangers_removes_none_outside(site: Path) -> None:
    """A forged manifest reaches no file outside the folder, by whatever path."""
    victim = put(site / "victim.txt", "mine")
    file = site / "public" / MANIFEST
    data = json.loads(file.read_text())
    os.symlink(site, site / "public/way")
    for path in ("../victim.txt", str(victim), "way/victim.txt", "./../victim.txt", "a/../../victim.txt"):
        data["files"][path] = "0" * 32
    file.write_text(json.dumps(data))
    assert built(site).exit_code == 0
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("seed", range(25))
def test_flipped_bytes_in_the_cache_change_no_byte_of_the_output(site: Path, seed: int) -> None:
    """Whatever the disk did to the cache, the output is that of a fresh build."""
    file = cache_file(site)
    data = bytearray(file.read_bytes())
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 3, 40))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    file.write_bytes(data)
    changed(site, "asia/two.md", "title: Two", "title: Two again")
    assert built(site).exit_code == 0
    assert tree(site / "public") == fresh(site)


def test_a_forged_record_without_its_checksum_is_not_believed(site: Path) -> None:
    """A cache can be written by a stranger; words put into it reach no page."""
    past = 1_700_000_000_000_000_000
    for file in (site / "content").rglob("*.md"):
        os.utime(file, ns=(past, past))
    built(site)
    with sqlite3.connect(cache_file(site)) as database:
        database.execute("UPDATE body SET body = replace(body, 'opens here', 'forged here')")
        database.execute("UPDATE story SET kept = replace(kept, 'opens here', 'forged here')")
        database.execute("DELETE FROM output")
    database.close()
    (site / "public").rename(site / "old")
    built(site)
    assert tree(site / "public") == tree(site / "old")


def test_a_cache_of_another_shape_is_an_empty_one(site: Path) -> None:
    """Tables of an older version are no error, and give way to ours."""
    with sqlite3.connect(cache_file(site)) as database:
        database.execute("DROP TABLE story")
        database.execute("CREATE TABLE story (path TEXT, data BLOB)")
    database.close()
    assert built(site).files.written == ()
    with sqlite3.connect(cache_file(site)) as database:
        assert database.execute("SELECT count(key) FROM story").fetchone() == (6,)
    database.close()


def test_two_sites_may_share_a_cache_folder(tmp_path: Path) -> None:
    """What is kept of one never shows up in the other."""
    site_from(CONTENT, tmp_path / "a")
    site_from(CONTENT.replace("The first story", "Another first story"), tmp_path / "b")
    for name in ("a", "b", "a"):
        assert built(tmp_path / name, cache="../cache").exit_code == 0
    assert tree(tmp_path / "a/public") == fresh(tmp_path / "a")
    assert tree(tmp_path / "b/public") == fresh(tmp_path / "b")


def test_skip_bad_keeps_the_older_of_two_stories_with_one_id(site: Path) -> None:
    """A copy whose id somebody forgot to change does not push the published story out."""
    changed(site, "asia/two.md", "title: Two", "title: Two\nid: two")
    built(site)
    put(site / "content/asia/a-copy.md", article("Copy", date="2026-01-05", id="two"))
    outcome = built(site, skip_bad=True)
    assert outcome.exit_code == 1
    assert {Path(problem.path).name for problem in outcome.problems} == {"a-copy.md"}
    assert (site / "public/2026/01/two/index.html").exists()
