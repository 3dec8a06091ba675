"""`diff` and `build --guard`: real sites, published, changed, compared before they are published again."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from feedgen_site import state
from feedgen_site.build import Options, build
from feedgen_site.publish import MANIFEST
from feedgen_site.state import STATE_FILE, Place
from feedgen_site.state.difference import Change, Difference
from tests.support import (
    AS_OF,
    Quiet,
    Run,
    answer,
    article,
    built,
    called,
    edit,
    published,
    put,
    run,
    run_json,
    running,
    said_json,
    served,
    server_of,
    site_from,
    tree,
)

AS_OF_WORDS = ("--as-of", "2026-01-10", "--cache", "")
DIFF_KEYS = {"against", "first_run", "summary", "counts", "findings", "problems"}
SITE = """\
=== content/site.yaml
title: The Test
base_url: https://test.example/
authority: test.example,2026
"""
WORLD = "sections: [{slug: world, title: World}]"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of four stories over two days and two sections, published."""
    site_from(SITE, tmp_path)
    put(tmp_path / "content/asia/lee.md", article("Lee", "2026-01-02", id="urn:x-test:lee"))
    put(tmp_path / "content/asia/kim.md", article("Kim", "2026-01-02"))
    put(tmp_path / "content/asia/sun.md", article("Sun", "2026-01-04"))
    put(tmp_path / "content/world/sea.md", article("Sea", "2026-01-04", expires="2026-02-01"))
    published(tmp_path)
    return tmp_path


def difference(site: Path, *, as_of: datetime = AS_OF) -> Difference:
    """Compare what would be built now with what is published."""
    old = state.loads((site / "public" / STATE_FILE).read_bytes())
    options = Options(str(site / "content"), str(site / "public"), as_of, against=old)
    outcome = build(options, write=False)
    assert outcome.exit_code == 0, outcome.problems
    assert outcome.difference is not None
    return outcome.difference


def changes(site: Path, *, as_of: datetime = AS_OF) -> list[tuple[Change, str]]:
    """Give what a comparison finds: the kind, and the file or else the id or address."""
    return [
        (one.change, Path(one.path).name or one.id or one.permalink)
        for one in difference(site, as_of=as_of).findings
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """What `diff --json` printed."""

    code: int
    first_run: bool
    summary: str
    counts: Mapping[str, int]
    findings: tuple[Mapping[str, str], ...]
    problems: tuple[Mapping[str, object], ...]


def diff_json(site: Path, *arguments: str) -> Told:
    """Run `diff --json`; fail unless it printed one object with exactly the documented keys."""
    done = called("diff", *AS_OF_WORDS, "--json", *arguments, cwd=site)
    data = said_json(done)
    assert data.keys() == DIFF_KEYS
    assert data["counts"].keys() == {change.value for change in Change}
    return Told(
        done.code, data["first_run"], data["summary"], data["counts"], tuple(data["findings"]),
        tuple(data["problems"]),
    )  # fmt: skip


def diff(site: Path, *arguments: str) -> Run:
    """Run `diff` as of the tenth of January."""
    return called("diff", *AS_OF_WORDS, *arguments, cwd=site)


# ---- the state that is published ---------------------------------------------------------------------------


def test_the_state_names_every_address_of_the_output(site: Path) -> None:
    """Each page and feed file stands in it, and nothing that is no file.

    An edition's letter and text stand and fall with its page.
    """
    told = state.loads((site / "public" / STATE_FILE).read_bytes())
    files = {f"/{path}".removesuffix("index.html") for path in tree(site / "public")}
    named = {address.path for address in told.addresses} | {story.permalink for story in told.stories}
    assert named <= files
    forms = {f"{path}{name}" for path in named for name in ("edition.txt", "email.html", "edition.eml")}
    assert {path for path in files - named - forms if not path.startswith("/assets/")} == {
        f"/{STATE_FILE}", "/404.html", "/robots.txt", "/_headers", "/_redirects", "/.nojekyll",
    }  # fmt: skip


def test_the_state_does_not_follow_the_clock(site: Path) -> None:
    """A later build of the same content writes nothing: time alone is no news."""
    assert built(site, as_of=AS_OF.replace(hour=5)).files.written == ()


def test_the_state_changes_when_an_edition_closes(tmp_path: Path) -> None:
    """What time brings is an edition, which readers get then."""
    site_from(SITE, tmp_path)
    put(tmp_path / "content/asia/lee.md", article("Lee", "2026-01-09"))
    states = []
    for day in (9, 10, 11, 12):
        published(tmp_path, as_of=datetime(2026, 1, day, 12, tzinfo=UTC))
        states.append(state.loads((tmp_path / "public" / STATE_FILE).read_bytes()))
    assert [len(one.editions) for one in states] == [0, 1, 1, 2]
    assert states[1] == states[2]


def test_the_state_holds_nothing_that_is_held_back(site: Path) -> None:
    """No draft, no future, embargoed, expired story, by no id, address or hash; and no text at all."""
    before = (site / "public" / STATE_FILE).read_bytes()
    put(site / "content/asia/secret-one.md", article("Secret", "2026-01-03", draft="true"))
    put(site / "content/asia/secret-two.md", article("Secret", "2026-01-11"))
    put(site / "content/asia/secret-three.md", article("Secret", "2026-01-03", embargo="2026-01-11"))
    put(site / "content/asia/secret-four.md", article("Secret", "2026-01-03", expires="2026-01-04"))
    published(site)
    assert (site / "public" / STATE_FILE).read_bytes() == before
    assert b"story" not in before
    assert b"Lee" not in before


def test_nothing_of_a_withdrawn_text_is_left_in_the_state(site: Path) -> None:
    """Not even the hash of what its points were chosen from."""
    edit(site / "content/asia/lee.md", "---\nThe", "withdrawn: {date: 2026-01-09, reason: Wrong.}\n---\nThe")
    published(site)
    told = state.loads((site / "public" / STATE_FILE).read_bytes())
    (lee,) = (story for story in told.stories if story.id == "urn:x-test:lee")
    assert (lee.withdrawn, lee.source) == (True, "")


def test_the_state_is_known_as_ours_without_a_manifest(site: Path) -> None:
    """A build that finds no manifest writes it again, and does not take it for a stranger's file."""
    edit(site / "content/site.yaml", "title: The Test", "title: The Test\nfeeds: {digest: none}")
    published(site)
    (site / "public" / MANIFEST).unlink()
    put(site / "content/asia/new.md", article("New", "2026-01-05"))
    assert STATE_FILE in built(site).files.written


def test_what_will_leave_with_its_stories_says_when(site: Path) -> None:
    """The pages of an edition and of an archive whose stories all expire."""
    edit(site / "content/asia/sun.md", "date: 2026-01-04", "date: 2026-01-04\nexpires: 2026-03-01")
    published(site)
    told = state.loads((site / "public" / STATE_FILE).read_bytes())
    due = {address.path: address.due for address in told.addresses}
    assert due["/edition/2026-01-04/"] == datetime(2026, 3, 1, tzinfo=UTC)
    assert due["/edition/2026-01-02/"] is None
    assert due["/section/world/"] == due["/section/world/feed.xml"] == datetime(2026, 2, 1, tzinfo=UTC)
    assert due["/section/asia/"] is due["/feed.xml"] is due["/"] is None


# ---- findings over real sites ------------------------------------------------------------------------------


def test_a_site_that_did_not_change_has_no_difference(site: Path) -> None:
    """Also after an hour, and after a change that readers cannot see."""
    edit(site / "content/asia/lee.md", "title:", "# a comment\ntitle:")
    assert changes(site, as_of=AS_OF.replace(hour=1)) == []


def test_another_domain_is_no_difference(site: Path) -> None:
    """Addresses are told below the site's base; ids do not follow it."""
    edit(site / "content/site.yaml", "https://test.example/", "https://other.example/news/")
    assert changes(site) == []


def test_a_renamed_file_without_id_is_an_id_and_an_address_lost(site: Path) -> None:
    """Both for the renamed file, with what mends each; after that nothing is lost."""
    (site / "content/asia/kim.md").rename(site / "content/asia/renamed.md")
    lost = difference(site).losses
    assert [(one.change, Path(one.path).name) for one in lost] == [
        (Change.LOST_ID, "renamed.md"), (Change.LOST_ADDRESS, "renamed.md"),
    ]  # fmt: skip
    assert lost[0].doubles
    edit(site / "content/asia/renamed.md", "title:", f"{lost[0].hint}\n{lost[1].hint}\ntitle:")
    assert changes(site) == [(Change.MOVED, "renamed.md")]


def test_a_renamed_file_with_id_only_loses_its_address(site: Path) -> None:
    """Its id is its own."""
    (site / "content/asia/lee.md").rename(site / "content/asia/renamed.md")
    assert changes(site) == [(Change.LOST_ADDRESS, "renamed.md")]


def test_a_renamed_file_that_keeps_its_address_only_loses_its_id(site: Path) -> None:
    """Its slug is its own."""
    edit(site / "content/asia/kim.md", "title:", "slug: kim\ntitle:")
    (site / "content/asia/kim.md").rename(site / "content/asia/renamed.md")
    assert changes(site) == [(Change.LOST_ID, "renamed.md")]


def test_a_deleted_file_is_lost_for_readers(site: Path) -> None:
    """Its id, its address; its edition stays, for another story is in it."""
    (site / "content/asia/kim.md").unlink()
    assert changes(site) == [
        (Change.LOST_ID, "tag:test.example,2026:asia/kim"),
        (Change.LOST_ADDRESS, "tag:test.example,2026:asia/kim"),
    ]


def test_a_published_story_that_becomes_a_draft_is_taken_back(site: Path) -> None:
    """It is named by its file."""
    edit(site / "content/asia/kim.md", "title:", "draft: true\ntitle:")
    assert changes(site) == [(Change.TAKEN_BACK, "kim.md"), (Change.LOST_ADDRESS, "kim.md")]


def test_a_withdrawn_story_loses_nothing(site: Path) -> None:
    """Id, address, edition and archives stay; corrections that it replaces are not missed."""
    edit(site / "content/asia/lee.md", "title:", "corrections: [{date: 2026-01-05, text: Wrong.}]\ntitle:")
    published(site)
    edit(site / "content/asia/lee.md", "title:", "withdrawn: {date: 2026-01-09, reason: All wrong.}\ntitle:")
    assert changes(site) == [(Change.WITHDRAWN, "lee.md")]


def test_a_corrected_story_is_updated(site: Path) -> None:
    """Its `updated` moves."""
    edit(site / "content/asia/lee.md", "title:", "corrections: [{date: 2026-01-05, text: Wrong.}]\ntitle:")
    assert changes(site) == [(Change.UPDATED, "lee.md")]


def test_an_edit_without_updated_is_told(site: Path) -> None:
    """Few readers will see it."""
    edit(site / "content/asia/lee.md", "It has a second one, too.", "It has another one, too.")
    (finding,) = difference(site).findings
    assert (finding.change, finding.detail) == (Change.CHANGED, "text")


def test_another_number_of_points_is_told_for_every_story(site: Path) -> None:
    """A setting changes what readers are shown, and no text did."""
    edit(site / "content/site.yaml", "title: The Test", "title: The Test\npoints: {count: 1}")
    assert {change for change, _ in changes(site)} == {Change.POINTS}
    assert len(changes(site)) == 4


def test_a_story_that_falls_due_is_expired(site: Path) -> None:
    """With its address; its section and the feeds of that stay where site.yaml names them."""
    edit(site / "content/site.yaml", "title: The Test", f"title: The Test\n{WORLD}")
    published(site)
    assert changes(site, as_of=datetime(2026, 2, 2, tzinfo=UTC)) == [(Change.EXPIRED, "sea.md")]


def test_a_story_that_fell_due_may_be_deleted(site: Path) -> None:
    """Its section ends with it, list, feed and the page of that: said, and no loss."""
    (site / "content/world/sea.md").unlink()
    found = changes(site, as_of=datetime(2026, 2, 2, tzinfo=UTC))
    assert found == [
        (Change.EXPIRED, "tag:test.example,2026:world/sea"), (Change.ENDED_FEED, "section/world"),
    ]  # fmt: skip


def test_an_expiry_that_is_written_later_loses_nothing(site: Path) -> None:
    """Neither the story, nor the edition that it was alone in, nor an archive."""
    put(site / "content/world/alone.md", article("Alone", "2025-11-20"))
    edit(site / "content/site.yaml", "title: The Test", "title: The Test\nfeeds: {entries: 2}")
    published(site)
    assert (site / "public/archive/2025-11.xml").exists()
    edit(site / "content/world/alone.md", "title:", "expires: 2026-01-01\ntitle:")
    assert changes(site) == [(Change.EXPIRED, "alone.md")]


def test_a_deleted_story_takes_its_edition_and_archive_along(site: Path) -> None:
    """What is lost besides the story is told, too."""
    put(site / "content/world/alone.md", article("Alone", "2025-11-20"))
    edit(site / "content/site.yaml", "title: The Test", "title: The Test\nfeeds: {entries: 2}")
    published(site)
    (site / "content/world/alone.md").unlink()
    lost = {one.permalink for one in difference(site).of(Change.LOST_ADDRESS)}
    assert {"/edition/2025-11-20/", "/edition/2025-W47/", "/archive/2025-11.xml"} <= lost


def test_an_older_page_of_a_list_leaves_when_stories_fall_due(tmp_path: Path) -> None:
    """A list of 51 stories has a page 1, one of 50 has none: an expiry is no loss, a deletion is."""
    site_from(SITE, tmp_path)
    for number in range(51):
        expires = {"expires": "2026-02-01"} if number == 3 else {}
        put(tmp_path / f"content/asia/{number}.md", article(f"Story {number}", "2026-01-04", **expires))
    published(tmp_path)
    told = state.loads((tmp_path / "public" / STATE_FILE).read_bytes())
    (page,) = (address for address in told.addresses if "/page/" in address.path)
    assert (page.path, page.place) == ("/section/asia/page/1/", Place.LISTING)
    assert page.due == datetime(2026, 2, 1, tzinfo=UTC)
    assert changes(tmp_path, as_of=datetime(2026, 2, 2, tzinfo=UTC)) == [(Change.EXPIRED, "3.md")]
    (tmp_path / "content/asia/7.md").unlink()
    assert "/section/asia/page/1/" in {one.permalink for one in difference(tmp_path).losses}


def test_a_section_that_loses_its_last_story_loses_its_feed(site: Path) -> None:
    """Once, with the setting that keeps it; named there, it stays."""
    (site / "content/world/sea.md").rename(site / "content/asia/sea.md")
    feeds = difference(site).of(Change.LOST_FEED)
    assert [one.id for one in feeds] == ["section/world"]
    assert "sections: [{slug: world," in feeds[0].hint
    edit(site / "content/site.yaml", "title: The Test", f"title: The Test\n{WORLD}")
    assert difference(site).of(Change.LOST_FEED) == ()


def test_another_unit_of_archives_loses_the_old_ones(site: Path) -> None:
    """Readers that follow an archive's address find nothing."""
    put(site / "content/world/old.md", article("Old", "2025-11-20"))
    edit(site / "content/site.yaml", "title: The Test", "title: The Test\nfeeds: {entries: 2}")
    published(site)
    edit(site / "content/site.yaml", "entries: 2", "entries: 2, archive: week")
    assert "/archive/2025-11.xml" in {one.permalink for one in difference(site).losses}


def test_another_authority_will_show_everything_twice(site: Path) -> None:
    """Each story without an id of its own, and each edition; the setting that was is named."""
    edit(site / "content/site.yaml", "test.example,2026", "other.example,2026")
    lost = difference(site).of(Change.LOST_ID)
    assert all(one.doubles for one in lost)
    assert all("authority: test.example,2026 in site.yaml" in one.hint for one in lost)
    assert len(lost) == 3 + 3


def test_another_style_of_addresses_is_told_with_its_setting(site: Path) -> None:
    """Every story moves; ids stay."""
    edit(site / "content/site.yaml", "title: The Test", "title: The Test\nurl_style: file")
    lost = difference(site).losses
    assert {one.change for one in lost} == {Change.LOST_ADDRESS}
    assert all(one.hint.startswith("url_style: folder in site.yaml, or aliases: [/") for one in lost)


def test_a_page_that_is_deleted_is_an_address_lost(site: Path) -> None:
    """Pages have no ids, but people link to them; a file at its address serves as well."""
    put(site / "content/pages/about.md", "---\ntitle: About\n---\nThis is what we are.\n")
    published(site)
    (site / "content/pages/about.md").unlink()
    assert changes(site) == [(Change.LOST_ADDRESS, "/about/")]
    put(site / "content/static/about/index.html", "<p>moved")
    assert changes(site) == []


# ---- the command line --------------------------------------------------------------------------------------


def test_diff_says_the_sentence_first_and_then_what_to_type(site: Path) -> None:
    """One line for readers of logs, then a line for each finding with its file and its cure."""
    put(site / "content/asia/new.md", article("New", "2026-01-05"))
    edit(site / "content/asia/lee.md", "title:", "slug: other\ntitle:")
    before = tree(site / "public")
    done = diff(site)
    assert done.out.splitlines() == [
        "1 new, 1 address lost (will be 404: add `aliases: [...]`)",
        "new         content/asia/new.md  /2026/01/new/",
        "404         content/asia/lee.md  /2026/01/lee/: the story is now at /2026/01/other/",
        "              type: aliases: [/2026/01/lee/]",
    ]
    assert (done.code, done.err) == (1, "")
    assert tree(site / "public") == before


def test_diff_is_content_where_nothing_is_lost(site: Path) -> None:
    """A new story is no finding that stops."""
    put(site / "content/asia/new.md", article("New", "2026-01-05"))
    done = diff(site)
    assert (done.code, done.out.splitlines()[0]) == (0, "1 new")


def test_the_first_run_says_so_and_passes(site: Path) -> None:
    """Where nothing is published there is nothing to lose: neither diff nor guard stops."""
    done = diff(site, "--against", "nowhere")
    assert (done.code, done.out) == (
        0, "nothing is published yet, there is no nowhere: the first build loses nothing\n",
    )  # fmt: skip
    told = diff_json(site, "--output", "elsewhere")
    assert (told.code, told.first_run, told.summary, told.findings) == (0, True, "", ())
    guarded = run("build", "--guard", *AS_OF_WORDS, "--output", "elsewhere", cwd=site)
    assert (guarded.code, "nothing is published yet" in guarded.err) == (0, True)


def test_many_findings_are_counted_and_shown_on_request(site: Path) -> None:
    """Twenty of a kind, then how many more; -v shows all."""
    for number in range(25):
        put(site / f"content/asia/{number}.md", article(f"Story {number}", "2026-01-05"))
    lines = diff(site).out.splitlines()
    assert lines[0] == "25 new"
    assert lines[-1] == "new         … and 5 more (-v shows them)"
    assert len(lines) == 22
    assert len(diff(site, "-v").out.splitlines()) == 26


def test_diff_gives_one_object_to_programs(site: Path) -> None:
    """Counts of every kind, and each finding with what to type."""
    (site / "content/asia/kim.md").rename(site / "content/asia/renamed.md")
    told = diff_json(site)
    assert (told.code, told.first_run, told.problems) == (1, False, ())
    assert {name: count for name, count in told.counts.items() if count} == {"lost_id": 1, "lost_address": 1}
    assert told.findings[0] == {
        "change": "lost_id",
        "path": "content/asia/renamed.md",
        "id": "tag:test.example,2026:asia/kim",
        "address": "/2026/01/kim/",
        "detail": "the story has the id tag:test.example,2026:asia/renamed now",
        "hint": "id: tag:test.example,2026:asia/kim",
        "duplicate": True,
    }
    assert told.summary.startswith("1 id lost (WILL show as a duplicate), 1 address lost")


def test_a_site_with_errors_is_not_compared(site: Path) -> None:
    """The errors come first, as `check` says them."""
    put(site / "content/asia/bad.md", "---\ntitle: Nobody dated this\n---\nA text.\n")
    done = diff(site)
    assert (done.code, done.out) == (1, "not compared\n")
    assert "[no-date]" in done.err
    told = diff_json(site)
    assert (told.code, [problem["code"] for problem in told.problems]) == (1, ["no-date"])


def test_ids_of_a_stranger_cannot_move_the_cursor(site: Path) -> None:
    """What a published state holds is shown in one line, without what turns it around."""
    file = site / "public" / STATE_FILE
    told = state.loads(file.read_bytes())
    odd = replace(told.stories[0], id="urn:x:\u202e\u2028evil", permalink="/\u2066evil/", source="other")
    file.write_bytes(state.dumps(replace(told, stories=(*told.stories, odd))))
    done = diff(site)
    assert "evil" in done.out
    assert not set("\u202e\u2028\u2066\x1b") & set(done.out)


@pytest.mark.parametrize("where", ["public", f"public/{STATE_FILE}", "kept.json"])
def test_against_names_a_folder_or_a_file(site: Path, where: str) -> None:
    """The output of another build, or a state that was kept."""
    (site / "kept.json").write_bytes((site / "public" / STATE_FILE).read_bytes())
    (site / "content/asia/kim.md").unlink()
    assert diff_json(site, "--output", "elsewhere", "--against", where).counts["lost_id"] == 1


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda file: file.write_text("<!DOCTYPE html>"), "bad-state"),
        (lambda file: file.write_text('{"_feedgen_site":"state","version":9}'), "bad-state"),
        (lambda file: file.symlink_to("feed.json"), "no-state"),
        (lambda file: file.mkdir(), "no-state"),
    ],
    ids=["html", "newer", "symlink", "folder"],
)
def test_what_is_no_state_is_a_problem(site: Path, make: Callable[[Path], object], code: str) -> None:
    """Nothing is compared and nothing is built; a mistake here must not pass as a first run."""
    file = site / "public" / STATE_FILE
    file.unlink()
    make(file)
    told = diff_json(site)
    assert (told.code, [problem["code"] for problem in told.problems]) == (2, [code])
    report = run_json("build", "--guard", *AS_OF_WORDS, cwd=site)
    assert (report.code, report.codes, report.written) == (2, {code}, ())


# ---- over the web ------------------------------------------------------------------------------------------


def test_against_names_a_site_on_the_web(site: Path) -> None:
    """Its address, below a path or not, or that of the file itself."""
    (site / "content/asia/kim.md").unlink()
    with served(site) as url:
        for where in (f"{url}public/", f"{url}public", f"{url}public/{STATE_FILE}"):
            assert diff_json(site, "--output", "elsewhere", "--against", where).counts["lost_id"] == 1


def test_a_site_on_the_web_without_state_is_a_first_run(site: Path) -> None:
    """404 says that nothing was published by us."""
    with served(site / "content") as url:
        told = diff_json(site, "--against", url)
    assert (told.code, told.first_run) == (0, True)


@contextmanager
def answering(status: int, headers: Mapping[str, str], body: bytes = b"") -> Iterator[str]:
    """Serve one answer to everything."""

    class Host(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self, status, body, headers)

    with running(server_of(Host)) as url:
        yield url


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (500, {}, b"", "no-state"),
        (403, {}, b"", "no-state"),
        (200, {}, b"<!DOCTYPE html><title>An app that knows every address</title>", "bad-state"),
        (302, {"Location": "file:///etc/passwd"}, b"", "no-state"),
        (302, {"Location": "ftp://127.0.0.1/feedgen-site.json"}, b"", "no-state"),
        (302, {"Location": "/again"}, b"", "no-state"),
    ],
    ids=["500", "403", "html", "to-file", "to-ftp", "in-circles"],
)
def test_other_answers_are_problems(
    site: Path, status: int, headers: Mapping[str, str], body: bytes, code: str
) -> None:
    """A host that is down, or sends elsewhere than to the web, is no first run."""
    with answering(status, headers, body) as url:
        told = diff_json(site, "--against", url)
    assert (told.code, [problem["code"] for problem in told.problems]) == (2, [code])


def test_a_redirect_on_the_web_is_followed(site: Path) -> None:
    """http to https, or to the host that serves."""
    with served(site / "public") as url, answering(301, {"Location": f"{url}{STATE_FILE}"}) as old:
        assert diff_json(site, "--against", old).summary.startswith("nothing that readers see")


def test_an_endless_answer_is_cut_off(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read than a state can be."""
    from feedgen_site.cli import against
    from feedgen_site.problem import ContentError

    monkeypatch.setattr(against, "MOST_BYTES", 1 << 17)
    monkeypatch.setattr(state.statefile, "MOST_BYTES", 1 << 17)
    with answering(200, {}, b" " * (1 << 20)) as url, pytest.raises(ContentError, match="is larger than"):
        against.read(url)


@contextmanager
def dripping(*pieces: bytes) -> Iterator[str]:
    """Send one piece after the other to whoever asks, without an end that is worth waiting for."""
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as rest:
        over = threading.Event()

        def drip() -> None:
            with suppress(OSError):
                client, _ = server.accept()
                with client:
                    client.recv(1 << 16)
                    for piece in pieces:
                        client.sendall(piece)
                        over.wait(0.01)
                    over.wait(20)

        thread = threading.Thread(target=drip)
        thread.start()
        rest.callback(thread.join)
        rest.callback(over.set)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


@pytest.mark.parametrize(
    "pieces",
    [
        (b"HTTP/1.1 200 OK\r\nX: ", *[b"x"] * 100),
        (b"HTTP/1.1 100 Continue\r\n\r\n",) * 100,
        (b"HTTP/1.1 200 OK\r\n\r\n", *[b" "] * 100),
    ],
    ids=["header", "continue", "body"],
)
def test_a_server_that_never_ends_is_given_up(
    pieces: Sequence[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte by byte it is never silent: what counts is the time of the whole."""
    from feedgen_site.cli import against
    from feedgen_site.problem import ContentError

    monkeypatch.setattr(against, "WHOLE_SECONDS", 0.3)
    with dripping(*pieces) as url, pytest.raises(ContentError, match="it takes too long"):
        against.read(url)


def test_a_compressed_answer_is_not_expanded(site: Path) -> None:
    """None is asked for; a small one could become any size."""
    body = gzip.compress((site / "public" / STATE_FILE).read_bytes())
    with answering(200, {"Content-Encoding": "gzip"}, body) as url:
        told = diff_json(site, "--against", url)
    assert (told.code, [problem["code"] for problem in told.problems]) == (2, ["bad-state"])


@pytest.mark.parametrize(
    "url", ["https://me:s3cret@test.example/", "ftp://s3cret@x/", "https://me:s3cret@[::1"]
)
def test_a_password_in_an_address_is_refused_and_not_repeated(site: Path, url: str) -> None:
    """It would not be sent, and logs of build services are read by many."""
    done = diff(site, "--against", url)
    assert (done.code, "no name or password" in done.err) == (2, True)
    assert "s3cret" not in done.out + done.err


@pytest.mark.parametrize("command", ["diff", "build", "ping"])
def test_an_empty_address_guards_nothing_and_is_refused(site: Path, command: str) -> None:
    """A variable of a build service that is not set must not switch the guard off."""
    done = run(command, "--against", "", *AS_OF_WORDS, cwd=site)
    assert (done.code, "--against: it is empty" in done.err) == (2, True)


def test_nobody_at_the_address_is_a_problem(site: Path) -> None:
    """A port that nothing listens on."""
    with answering(200, {}) as url:
        pass
    told = diff_json(site, "--against", url)
    assert (told.code, [problem["code"] for problem in told.problems]) == (2, ["no-state"])


@pytest.mark.parametrize("where", ["ftp://example.org/", "file:///etc/passwd", "https://"])
def test_against_takes_web_addresses_only(site: Path, where: str) -> None:
    """Another scheme is a mistake of usage."""
    done = diff(site, "--against", where)
    assert (done.code, "neither http nor https" in done.err) == (2, True)


# ---- guard -------------------------------------------------------------------------------------------------


def test_guard_refuses_and_leaves_the_output_untouched(site: Path) -> None:
    """What diff finds lost, as problems of the files that can mend it."""
    (site / "content/asia/kim.md").rename(site / "content/asia/renamed.md")
    (site / "content/world/sea.md").unlink()
    before = tree(site / "public")
    report = run_json("build", "--guard", *AS_OF_WORDS, cwd=site)
    assert report.code == 1
    assert report.codes == {"lost-id", "lost-address", "lost-feed"}
    assert report.written == report.removed == ()
    paths = {str(problem["path"]) for problem in report.problems}
    assert paths == {"content/asia/renamed.md", f"public/{STATE_FILE}"}
    assert tree(site / "public") == before


def test_guard_says_what_to_type(site: Path) -> None:
    """The same findings as diff, as every other problem is printed."""
    (site / "content/asia/lee.md").rename(site / "content/asia/renamed.md")
    done = run("build", "--guard", *AS_OF_WORDS, cwd=site)
    place = "content/asia/renamed.md"
    assert done.code == 1
    assert done.err.splitlines() == [
        f"{place}: /2026/01/lee/ will be 404: the story is now at /2026/01/renamed/ [lost-address]",
        "  hint: aliases: [/2026/01/lee/]",
    ]
    assert "nothing written: 1 error to mend" in done.out


def test_guard_lets_pass_what_loses_nothing(site: Path) -> None:
    """A new story, a withdrawal, an expiry: published as without it."""
    edit(site / "content/site.yaml", "title: The Test", f"title: The Test\n{WORLD}")
    put(site / "content/asia/new.md", article("New", "2026-01-05"))
    edit(site / "content/asia/lee.md", "title:", "withdrawn: {date: 2026-01-09, reason: All wrong.}\ntitle:")
    report = run_json("build", "--guard", "--as-of", "2026-02-02", "--cache", "", cwd=site)
    assert (report.code, "2026/01/new/index.html" in report.written) == (0, True)


def test_without_guard_the_same_is_published(site: Path) -> None:
    """Who means it publishes without; the next guard compares with that."""
    (site / "content/asia/kim.md").unlink()
    assert run_json("build", *AS_OF_WORDS, cwd=site).code == 0
    assert run_json("build", "--guard", *AS_OF_WORDS, cwd=site).code == 0


def test_against_guards_a_build_into_an_empty_folder(site: Path) -> None:
    """As CI does: the site on the web is the only one there is."""
    (site / "content/asia/lee.md").rename(site / "content/asia/renamed.md")
    with served(site / "public") as url:
        report = run_json("build", "--against", url, *AS_OF_WORDS, "--output", "fresh", cwd=site)
    assert (report.code, report.codes) == (1, {"lost-address"})
    assert not (site / "fresh").exists()


def test_a_build_is_not_guarded_unless_asked(site: Path) -> None:
    """A plain build compares nothing, and says nothing of it."""
    (site / "content/asia/kim.md").unlink()
    done = run("build", *AS_OF_WORDS, cwd=site)
    assert (done.code, done.err) == (0, "")
