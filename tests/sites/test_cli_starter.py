"""`new` and `init`: what they write builds at once, and they never overwrite anything."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedgen_site.cli import starter
from tests.support import AS_OF, SITE, built, called, edit, put, run, run_json, times, tree

HEADLINES = [
    "A plain headline",
    "No",
    "null",
    "2026",
    "1.10",
    "10:30",
    "2026-01-04",
    "Iran: talks",
    'He said "stop"',
    "It's 'quoted'",
    "- dash",
    "#hash",
    "@at",
    "{braces}",
    "[list] of things",
    "&anchor",
    "*alias",
    "!tag",
    "% percent",
    "| pipe",
    "> fold",
    "ends with colon:",
    "a # comment",
    "back\\slash",
    "🙂 smile 🙂",
    "日本語の見出し",
    "عنوان عربي",
    "../evil",
    "/etc/passwd",
    "~",
    "...",
    "?",
    "Ünïcödé: “quotes” – dashes",
    "word " * 60,
    "AT&T and R&D",
    "5 < 6 > 4",
    "true",
    "x: y: z",
    "=",
]


def written(folder: Path) -> set[str]:
    """Give the paths of all files below a folder."""
    return {path for path in times(folder) if (folder / path).is_file()}


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_new_article_has_the_headline_as_typed(tmp_path: Path, headline: str) -> None:
    """Whatever YAML would make of it, the title that is read back is the one that was typed."""
    put(tmp_path / "content/site.yaml", SITE)
    made = starter.new_article(str(tmp_path / "content"), headline, "asia", AS_OF)
    [file] = (tmp_path / "content/asia").iterdir()
    assert Path(made).samefile(file)
    assert written(tmp_path) == {"content/site.yaml", f"content/asia/{file.name}"}
    outcome = built(tmp_path, drafts=True)
    assert outcome.exit_code == 0, outcome.problems
    [item] = json.loads((tmp_path / "public/feed.json").read_text("utf-8"))["items"]
    assert item["title"] == " ".join(headline.split())


@pytest.mark.parametrize("headline", ["../evil", "Iran: talks 🙂"])
def test_new_prints_the_path_of_what_it_wrote(tmp_path: Path, headline: str) -> None:
    """Nothing else on standard output, so that an editor can be started with it."""
    (tmp_path / "content").mkdir()
    made = run("new", headline, "--section", "asia", cwd=tmp_path)
    assert (made.code, made.err) == (0, "")
    [file] = written(tmp_path)
    assert made.out == f"{file}\n"
    assert re.fullmatch(r"content/asia/\d{4}-\d{2}-\d{2}-[a-z-]+\.md", file)


def test_a_new_article_is_a_draft_with_an_id_of_its_own(tmp_path: Path) -> None:
    """It is not published by accident, and two of them differ in id."""
    put(tmp_path / "content/site.yaml", SITE)
    for headline in ("One", "Two"):
        assert run("new", headline, cwd=tmp_path).code == 0
    texts = [file.read_text() for file in sorted((tmp_path / "content").glob("*.md"))]
    uuid4 = r"^id: (urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$"
    minted = [re.findall(uuid4, text, re.MULTILINE) for text in texts]
    assert [len(found) for found in minted] == [1, 1]
    assert minted[0] != minted[1]
    report = run_json("build", cwd=tmp_path)
    assert (report.published, report.held_back["draft"]) == (0, 2)


@pytest.mark.parametrize(
    ("zone", "name", "date"),
    [
        ("timezone: Asia/Seoul\n", "2026-01-10-one.md", "2026-01-10 05:30 +09:00"),
        ("timezone: UTC\n", "2026-01-09-one.md", "2026-01-09 20:30Z"),
        ("timezone: Nowhere/Land\n", "2026-01-09-one.md", "2026-01-09 20:30Z"),
    ],
)
def test_a_new_article_has_the_day_of_its_newsroom(tmp_path: Path, zone: str, name: str, date: str) -> None:
    """In Seoul it is tomorrow already; where settings cannot be read, the date is UTC's."""
    put(tmp_path / "content/site.yaml", SITE + zone)
    now = datetime(2026, 1, 9, 20, 30, 59, tzinfo=UTC)
    made = Path(starter.new_article(str(tmp_path / "content"), "One", "", now))
    assert made.name == name
    assert f"date: {date}\n" in made.read_text()


def test_a_headline_without_quotes_is_one(tmp_path: Path) -> None:
    """Whoever forgets the quotes around it has the article all the same."""
    (tmp_path / "content").mkdir()
    assert run("new", "Talks", "go", "on", "--section", "asia", cwd=tmp_path).code == 0
    [file] = (tmp_path / "content/asia").glob("*-talks-go-on.md")
    assert "title: Talks go on\n" in file.read_text()


def test_who_stands_in_the_content_folder_is_told(tmp_path: Path) -> None:
    """A build looks for it below; the hint leads out."""
    put(tmp_path / "site.yaml", SITE)
    refused = run("build", cwd=tmp_path)
    assert refused.code == 2
    assert "hint: cd ..  leads out of the content folder" in refused.err


def test_new_never_overwrites(tmp_path: Path) -> None:
    """The same headline on the same day is refused, and the first file stays as it is."""
    (tmp_path / "content").mkdir()
    assert run("new", "One", cwd=tmp_path).code == 0
    before = times(tmp_path)
    again = run("new", "One", cwd=tmp_path)
    assert again.code == 2
    assert "[exists]" in again.err
    assert times(tmp_path) == before


def test_new_makes_no_content_folder(tmp_path: Path) -> None:
    """A mistyped --content is an error, not a new folder."""
    refused = run("new", "One", "--content", "contnet", cwd=tmp_path)
    assert refused.code == 2
    assert "[no-content]" in refused.err
    assert times(tmp_path) == {}


@pytest.mark.parametrize("headline", ["", "   ", "\u200b"])
def test_new_refuses_an_empty_headline(tmp_path: Path, headline: str) -> None:
    """There is nothing to name the file by."""
    assert run("new", headline, cwd=tmp_path).code == 2
    assert times(tmp_path) == {}


@pytest.mark.parametrize("section", ["static", "Static", "pages"])
def test_new_writes_no_article_where_none_is_read(tmp_path: Path, section: str) -> None:
    """What lies in static is published as it is, what lies in pages is a page: nothing is written."""
    put(tmp_path / "content/site.yaml", SITE)
    refused = called("new", "One", "--section", section, cwd=tmp_path)
    assert (refused.code, refused.err.endswith("[usage]\n  hint: --section world\n")) == (2, True)
    assert written(tmp_path) == {"content/site.yaml"}


@pytest.mark.parametrize("section", ["../evil", "/etc", "a/b/c", "..", "."])
def test_new_stays_in_the_content_folder(tmp_path: Path, section: str) -> None:
    """A section is one folder's name, whatever is typed."""
    work = tmp_path / "work"
    (work / "content").mkdir(parents=True)
    assert run("new", "One", "--section", section, cwd=work).code == 0
    [file] = written(tmp_path)
    assert file.startswith("work/content/")
    assert file.count("/") == 3


def test_init_makes_a_site_that_builds_at_once(tmp_path: Path) -> None:
    """Two commands from nothing to feeds; the one warning is of the line that waits for the own address."""
    assert run("init", "my site", cwd=tmp_path).code == 0
    folder = tmp_path / "my site"
    report = run_json("build", cwd=folder)
    assert (report.code, report.published) == (0, 1)
    assert {"index.html", "feed.xml", "about/index.html"} <= tree(folder / "public").keys()
    [warning] = report.problems
    line = (folder / "content/site.yaml").read_text("utf-8").split("\n")[int(str(warning["line"])) - 1]
    assert (warning["code"], line) == ("no-base-url", "base_url: https://example.org/")


def test_a_new_site_is_not_published_under_the_address_of_the_example(tmp_path: Path) -> None:
    """`--strict` refuses it until the address is set, in site.yaml or for one build."""
    run("init", ".", cwd=tmp_path)
    assert run_json("build", "--strict", cwd=tmp_path).code == 1
    assert run_json("build", "--strict", "--base-url", "https://news.example/", cwd=tmp_path).code == 0
    edit(tmp_path / "content/site.yaml", "https://example.org/", "https://news.example/")
    report = run_json("build", "--strict", cwd=tmp_path)
    assert (report.code, report.problems) == (0, ())


def test_init_ignores_what_is_built(tmp_path: Path) -> None:
    """Output and cache are kept out of version control."""
    run("init", ".", cwd=tmp_path)
    assert (tmp_path / ".gitignore").read_text().split() == ["/public/", "/.cache/"]


def test_init_never_overwrites(tmp_path: Path) -> None:
    """One file in the way, and nothing is written at all."""
    put(tmp_path / "site/content/site.yaml", "title: Mine\n")
    before = times(tmp_path)
    done = run("init", "site", cwd=tmp_path)
    assert done.code == 2
    assert "[exists]" in done.err
    assert times(tmp_path) == before


def test_init_beside_other_files_touches_none_of_them(tmp_path: Path) -> None:
    """A folder with a README of its own gets a site."""
    put(tmp_path / "README", "mine")
    assert run("init", ".", cwd=tmp_path).code == 0
    assert (tmp_path / "README").read_text() == "mine"
