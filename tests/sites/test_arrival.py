"""The newest story of all is brought to a site without a plan; the bytes are those of a build."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable
from contextlib import chdir
from functools import cache
from pathlib import Path

import pytest

from feedgen_site import build as builds
from feedgen_site.plan import desk as plan_desk
from feedgen_site.plan import lists, sitemaps
from feedgen_site.publish import Amendment
from feedgen_site.revision.change import Change
from tests import photographs
from tests.sites.unplanned import Desk
from tests.support import SITE, article, edit, put, run, tree

RULES = (
    "",
    "feeds: {entries: 3, archive: off, tags: [trams], digest: daily}\n",
    "feeds: {entries: 4, archive: month, authors: all, content: summary, tombstones: true}\n",
    "edition: {closes: '08:30', front_min: 3}\nfeeds: {entries: 2, sections: false}\n",
    "precompress: [gzip]\ntimezone: Asia/Tokyo\npermalinks: /{section}/{slug}/\n",
)


def add(desk: Desk, name: str, minute: int, **fields: str) -> None:
    """Write the newest article of the fixture's last day."""
    given = {"section": "Asia", "tags": "[trams]", "authors": "[Ann Ex]", **fields}
    body = given.pop(
        "body", f"The council met at {minute} past nine. It approved {minute} new trams for Lisbon."
    )
    date = given.pop("date", f"2026-01-04T09:{minute:02}:00Z")
    put(desk.file(name), article(f"Tram {name} of Lisbon", date=date, body=body, **given))


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Make and build each site once."""
    return cache(lambda rules: built(tmp_path_factory.mktemp("desk"), rules))


@pytest.fixture
def desk(
    tmp_path: Path,
    request: pytest.FixtureRequest,
    desks: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """Give a copy of a site that is built; a cache is known by the way to its content, so that is `.`."""
    shutil.copytree(desks(getattr(request, "param", "")), tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Desk(Path())


def built(folder: Path, rules: str) -> Path:
    """Make and build a site of five stories of two months, and of files that no story shows."""
    put(folder / "content/site.yaml", SITE + rules)
    put(folder / "content/broken.jpg", photographs.jpeg()[:2000])
    put(folder / "content/sound.mp3", "sound")
    put(folder / "content/bundle/picture.jpg", photographs.jpeg())
    put(folder / "content/bundle/index.md", article("A secret", draft="true"))
    desk = Desk(folder)
    for number, day in enumerate(["2025-11-03", "2025-11-04", "2026-01-02", "2026-01-03", "2026-01-04"]):
        add(desk, f"s{number}", number, date=f"{day}T08:00:00Z", tags=f"[trams, line {number}]")
    with chdir(folder):
        Desk(Path()).build()
    return folder


def test_it_is_written_with_what_shows_it(desk: Desk) -> None:
    """Its page, the one before it, its editions with their letters, its lists, feeds and sitemaps."""
    add(desk, "new", 1)
    written = desk.written()
    pages = {"2026/01/new/index.html", "2026/01/s4/index.html", "index.html", "section/asia/index.html"}
    lists_ = {"tag/trams/index.html", "author/ann-ex/index.html", "archive/2026-01/index.html"}
    editions = {f"edition/{key}/{name}" for key in ("2026-01-04", "2026-W01")
                for name in ("index.html", "email.html", "edition.txt", "edition.eml")}  # fmt: skip
    feeds = {f"{top}{name}" for top in ("", "section/asia/", "digest/daily/", "digest/weekly/")
             for name in ("feed.xml", "rss.xml", "feed.json")}  # fmt: skip
    rows = {f"digest/{span}/index.html" for span in ("daily", "weekly")}
    others = {"feeds/site/index.html", "feeds/section/asia/index.html", "archive/index.html", *rows}
    sitemaps_ = {"sitemap.xml", "sitemap-news.xml", "feedgen-site.json"}
    assert written == pages | lists_ | editions | feeds | others | sitemaps_


@pytest.mark.parametrize("desk", RULES, indirect=True)
def test_one_after_the_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With edits in between and a plan at the end; lists fill their pages, sitemaps have parts."""
    monkeypatch.setattr(lists, "LISTING_PAGE", 3)
    monkeypatch.setattr(sitemaps, "TOGETHER", 5)
    (desk.folder / "content/s0.md").unlink()
    desk.build()
    brought = 0
    for minute in range(1, 9):
        add(desk, f"n{minute}", minute, tags=f"[trams, line {minute % 5}]")
        desk.build()
        brought += desk.revised
        edit(desk.file(f"n{minute}"), "The council met", "The whole council met")
        desk.build()
        assert desk.revised
    # Where feeds have archives the entries of a month may have to leave the head.
    assert brought >= 6
    put(desk.folder / "templates/_footer.html", "A footer")
    desk.build()


@pytest.mark.parametrize(
    "fields",
    [
        {"tags": "[never before]"},
        {"tags": "", "section": "", "authors": ""},
        {"body": "The council [said](/s2.md) so [twice](s4.md). It was late."},
        {"related": "['[Of the second](/s2.md)', Plain words, 'https://elsewhere.example/1']"},
        {"image": "https://pictures.example/1.jpg"},
        {"top": "true", "weight": "5", "slug": "another", "id": "its-own", "agency": "Wire One"},
        {"key_points": "[One, One]"},
        {"permalink": "/special/place.html"},
    ],
)
def test_what_it_may_have(desk: Desk, fields: dict[str, str]) -> None:
    """Most of what a story has shows nowhere but where the story does."""
    add(desk, "new", 1, **fields)
    desk.build()
    assert desk.revised
    add(desk, "newer", 2)
    desk.build()
    assert desk.revised


@pytest.mark.parametrize(
    "fields",
    [
        {"date": "2026-01-04T07:00:00Z"},
        {"date": "2026-01-05T09:00:00Z"},
        {"date": "2026-02-04T09:00:00Z"},
        {"draft": "true"},
        {"expires": "2026-02-01"},
        {"updated": "2026-01-20"},
        {"embargo": "2026-01-20"},
        {"robots": "noindex"},
        {"lang": "fr"},
        {"section": "Europe"},
        {"section": "ASIA"},
        {"tags": "[Trams]"},
        {"aliases": "[/old/]"},
        {"corrections": "[{date: 2026-01-05, text: Four lines}]"},
        {"withdrawn": "{date: 2026-01-05, reason: None of it}"},
        {"translation_key": "k"},
        {"related": "[{id: its-own}]"},
        {"body": "The council [said](/nobody.md) so. It was late."},
        {"image": "/bundle/picture.jpg"},
        {"image": "/nowhere.jpg"},
        {"image": "/broken.jpg"},
        {"audio": "/sound.mp3"},
        {"permalink": "/2026/01/s3/"},
        {"permalink": "/section/asia/index.html"},
        {"permalink": "/tag/never-before/", "tags": "[never before]"},
        {"permalink": "/section/asia/index.html/x/"},
        {"id": "s3"},
        {"titel": "Typed wrongly", "date": "never"},
    ],
)
def test_what_is_planned(desk: Desk, fields: dict[str, str]) -> None:
    """Whatever shows elsewhere, too, or stands in the way, and what has an error."""
    add(desk, "new", 1, **fields)
    desk.build()
    assert not desk.revised


@pytest.mark.parametrize("desk", ["", "images: {widths: [16]}\nprecompress: [gzip]\n"], indirect=True)
def test_its_pictures(desk: Desk) -> None:
    """They are cleaned, drawn smaller and told of in feeds; what is there already is not made again."""
    put(desk.folder / "content/asia/picture.jpg", photographs.jpeg())
    desk.build()
    add(
        desk,
        "new",
        1,
        image="/asia/picture.jpg",
        body="It shows ![a picture](/asia/picture.jpg) twice. Look.",
    )
    assert "assets/asia/picture.jpg" in desk.written()
    add(desk, "newer", 2, image="/asia/picture.jpg")
    assert "assets/asia/picture.jpg" not in desk.written()
    put(desk.folder / "content/asia/picture.jpg", photographs.jpeg(photographs.noise((30, 20))))
    assert "assets/asia/picture.jpg" in desk.build().files.written


def test_a_picture_that_comes_with_it(desk: Desk) -> None:
    """Where the memo of the last build tells that nothing else came; then the site is as any other."""
    words = ("build", "--as-of", "2026-01-10T00:00:00Z", "--jobs", "1", "-v")
    assert run(*words, cwd=desk.folder).code == 0
    for number in range(2):
        put(desk.folder / f"content/asia/{number}.jpg", photographs.jpeg())
        add(desk, f"asia/new{number}", 1 + number, image=f"/asia/{number}.jpg")
        done = run(*words, cwd=desk.folder)
        assert done.code == 0
        assert not {"scan", "plan"} & {line.split(" ")[0] for line in done.err.splitlines()}
    put(desk.folder / "content/asia/lonely.jpg", photographs.jpeg())
    done = run(*words, cwd=desk.folder)
    assert "plan" in {line.split(" ")[0] for line in done.err.splitlines()}
    fresh = run("build", *words[1:3], "--cache", "", "--output", "fresh", cwd=desk.folder)
    assert fresh.code == 0
    assert tree(desk.folder / "public") == tree(desk.folder / "fresh")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="this system has no symbolic links")
def test_no_way_leads_out_of_the_content(desk: Desk) -> None:
    """Neither a folder that is a link, nor a hidden one, nor dots."""
    put(desk.folder / "secret/picture.jpg", photographs.jpeg())
    put(desk.folder / "content/.hidden/picture.jpg", photographs.jpeg())
    (desk.folder / "content/linked").symlink_to((desk.folder / "secret").resolve())
    desk.build()
    for number, image in enumerate(["/linked/picture.jpg", "/.hidden/picture.jpg", "/../secret/picture.jpg"]):
        add(desk, f"new{number}", 1 + number, image=image)
        desk.build()
        assert not list((desk.folder / "public").rglob("picture.jpg"))


@pytest.mark.parametrize(
    "meant",
    [
        {"body": "It links to [what comes](/new.md). It was late."},
        {"body": "It links to [what comes](New.md). It was late."},
        {"body": "It links to [what comes](/2026/01/new/). It was late."},
        {"related": "[{id: new-id}]"},
        {"translation_of": "new.md"},
    ],
)
def test_what_is_meant_before_it_is_there(desk: Desk, meant: dict[str, str]) -> None:
    """A link that led nowhere leads to it; a hint names it."""
    edit(desk.file("s2"), "section: Asia", "\n".join(["section: Asia", *(
        f"{key}: {value}" for key, value in meant.items() if key != "body")]))  # fmt: skip
    if "body" in meant:
        edit(desk.file("s2"), "The council met", meant["body"])
    desk.build()
    add(desk, "new", 1, id="new-id")
    desk.build()
    assert not desk.revised


def test_nothing_of_it_stays_in_memory(desk: Desk) -> None:
    """A preview goes on for days, and brings one story and one edit after the other."""
    add(desk, "new", 1)
    desk.written()
    edit(desk.file("new"), "It approved", "They approved")
    desk.written()
    gc.collect()
    assert not any(isinstance(one, Change | plan_desk.Desk) for one in gc.get_objects())


def test_an_entry_of_the_navigation(desk: Desk) -> None:
    """It led nowhere, and the build said so."""
    put(desk.folder / "content/site.yaml", f"{SITE}nav: [{{title: New, url: /2026/01/new/}}]\n")
    desk.build()
    add(desk, "new", 1)
    desk.build()
    assert not desk.revised


def test_a_list_of_which_a_page_will_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers are told until when a page is there: with one story more that is another day, or never."""
    monkeypatch.setattr(lists, "LISTING_PAGE", 3)
    for name in ("s0", "s1"):
        edit(desk.file(name), "section: Asia", "section: Asia\nexpires: 2026-02-01")
    desk.build()
    for minute in range(1, 5):
        add(desk, f"n{minute}", minute)
        desk.build()


def test_the_original_of_a_draft(desk: Desk) -> None:
    """The draft was warned of, although nothing of it shows."""
    put(desk.file("s9"), article("A draft", draft="true", translation_of="new.md"))
    assert [problem.code for problem in desk.build().problems] == ["no-original"]
    add(desk, "new", 1)
    assert not desk.build().problems


def test_stories_of_one_moment(desk: Desk) -> None:
    """Atom tells them apart by microseconds, in the order of their ids, and lists by ids alone."""
    for name, is_brought in (("n5", True), ("n7", False), ("n4", False)):
        add(desk, name, 5)
        desk.build()
        assert desk.revised is is_brought


def test_an_address_that_a_list_comes_to_need(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A story stands where the next full page would: that is an error, and nothing is written."""
    monkeypatch.setattr(lists, "LISTING_PAGE", 3)
    (desk.folder / "content/s0.md").unlink()
    add(desk, "new", 1, permalink="/section/asia/page/2/")
    desk.build()
    add(desk, "newer", 2)
    desk.build()
    add(desk, "newest", 3)
    before = tree(desk.folder / "public")
    outcome = builds.build(desk.asked)
    assert [problem.code for problem in outcome.problems] == ["duplicate-address"]
    assert tree(desk.folder / "public") == before


def test_a_file_that_was_empty(desk: Desk) -> None:
    """It was no article, and was counted as such."""
    put(desk.file("new"), "")
    desk.build()
    add(desk, "new", 1)
    desk.build()
    assert not desk.revised


def test_files_that_have_nearly_its_name(desk: Desk) -> None:
    """A link without an ending may mean either."""
    put(desk.folder / "content/s5.html", "<h1>S5</h1><p>It is a page of HTML, which has a sentence.</p>")
    desk.build()
    add(desk, "s5", 1)
    desk.build()
    assert not desk.revised


def test_it_is_brought_to_what_the_last_build_left(desk: Desk) -> None:
    """Where the memo of that build tells what came, the content is not even listed again."""
    words = ("build", "--as-of", "2026-01-10T00:00:00Z", "--jobs", "1", "-v")
    assert run(*words, cwd=desk.folder).code == 0
    add(desk, "new", 1)
    done = run(*words, cwd=desk.folder)
    assert done.code == 0
    assert not {"scan", "plan"} & {line.split(" ")[0] for line in done.err.splitlines()}
    fresh = run("build", *words[1:3], "--cache", "", "--output", "fresh", cwd=desk.folder)
    assert fresh.code == 0
    assert tree(desk.folder / "public") == tree(desk.folder / "fresh")


def test_a_build_that_is_killed_while_it_is_written(desk: Desk) -> None:
    """What it added is in no manifest yet; the next build knows it for its own all the same."""
    public = desk.folder / "public"
    amendment = Amendment(str(public))
    files = {"2026/01/new/index.html": b"not whole", "index.html": b"new"}
    assert amendment.is_possible(files)
    for path, data in files.items():
        amendment.write(path, data)
    add(desk, "new", 1)
    desk.build()
    assert tree(public) == tree(desk.folder / "fresh")


def test_a_file_of_a_stranger_is_not_overwritten(desk: Desk) -> None:
    """A build that plans says what is in the way."""
    put(desk.folder / "public/2026/01/new/index.html", "somebody's")
    add(desk, "new", 1)
    outcome = builds.build(desk.asked)
    assert [problem.code for problem in outcome.problems] == ["foreign-file"]
    assert (desk.folder / "public/2026/01/new/index.html").read_text("utf-8") == "somebody's"
