"""`templates`: what a site changed of the packaged pages, and what a newer version changed since."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from feedgen_site import __version__, theme
from tests.support import ROOT, SITE, article, called, published, put, said_json, times

PACKAGED = ROOT / "templates"
STORY = (PACKAGED / "_story.html").read_text("utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/lee.md", article("Lee arrives", tags="[asia]"))
    return tmp_path


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of packaged templates that can be changed, as a newer version changes them."""
    folder = tmp_path / "newer"
    shutil.copytree(PACKAGED, folder)
    monkeypatch.setattr(theme, "_PACKAGED", (str(folder),))
    return folder


def above(file: Path, line: str) -> None:
    """Change a template at its beginning."""
    put(file, f"{line}\n{file.read_text('utf-8')}")


def below(file: Path, line: str) -> None:
    """Change it at its end, far from its beginning."""
    put(file, f"{file.read_text('utf-8')}{line}\n")


def test_each_template_is_listed_with_whose_it_is(site: Path) -> None:
    """The packaged ones, those that stand in for one, and the site's own, by name."""
    put(site / "templates/_logo.html", "")
    put(site / "templates/card.html", "<p>A card</p>\n")
    called("templates", "eject", "_story.html", cwd=site)
    listed = called("templates", "list", cwd=site)
    assert (listed.code, listed.err) == (0, "")
    found = dict(re.split(" {2,}", line) for line in listed.out.splitlines())
    assert list(found) == sorted([*(file.name for file in PACKAGED.iterdir()), "card.html"])
    assert found["_logo.html"] == "templates/_logo.html"
    assert found["_story.html"] == f"templates/_story.html, ejected from {__version__}"
    assert found["card.html"] == "templates/card.html, your own"
    assert found["base.html"] == "packaged"
    assert called("templates", "list", "base.html", cwd=site).out == "base.html  packaged\n"


def test_ejected_templates_build_the_same_pages(site: Path) -> None:
    """A site that ejects everything and changes nothing publishes the same bytes; the notes are not shown."""
    before = published(site)
    names = [file.name for file in PACKAGED.iterdir()]
    done = called("templates", "eject", *names, cwd=site)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [f"templates/{name}" for name in names]
    after = published(site)
    assert {path for path in before if before[path] != after[path]} == {
        "assets/style.css",
        "assets/feed.css",
    }
    note = f"/* feedgen-site {__version__}, ".encode()
    assert after["assets/style.css"].startswith(note)


def test_nothing_is_overwritten_unasked(site: Path) -> None:
    """Where one of several is there already none is written; --force replaces it."""
    file = put(site / "templates/base.html", "mine")
    before = times(site)
    refused = called("templates", "eject", "404.html", "base.html", cwd=site)
    assert (refused.code, refused.out) == (2, "")
    assert "templates/base.html: is there already, and is left as it is [exists]" in refused.err
    assert times(site) == before
    assert called("templates", "eject", "404.html", "base.html", "--force", cwd=site).code == 0
    assert file.read_text("utf-8").partition("\n")[2] == (PACKAGED / "base.html").read_text("utf-8")


def test_a_symbolic_link_is_not_written_through(site: Path) -> None:
    """What somebody put in place of a template outside the site stays as it is, even with --force."""
    outside = put(site / "outside.txt", "precious")
    (site / "templates").mkdir()
    (site / "templates/base.html").symlink_to(outside)
    done = called("templates", "eject", "base.html", "--force", cwd=site)
    assert done.code == 2
    assert "[write-failed]" in done.err
    assert outside.read_text("utf-8") == "precious"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["story"], "did you mean _story.html?"),
        (["bass.html"], "did you mean base.html?"),
        (["../content/lee.md"], "feedgen-site templates list names all"),
        ([], "feedgen-site templates eject _story.html"),
    ],
)
def test_a_name_that_is_none_is_told_with_what_was_meant(site: Path, names: list[str], message: str) -> None:
    """Nothing is written, and what to type is said."""
    before = times(site)
    refused = called("templates", "eject", *names, cwd=site)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.endswith(f"[usage]\n  hint: {message}\n")
    assert times(site) == before


def test_what_nobody_changed_is_said(site: Path) -> None:
    """A copy that was never changed only keeps later versions away."""
    called("templates", "eject", "_story.html", cwd=site)
    told = called("templates", "diff", cwd=site)
    assert told.code == 0
    assert told.out == (
        f"_story.html: templates/_story.html, ejected from {__version__}\n"
        "  you changed nothing: delete the file, and later versions reach you\n"
    )


def test_both_changes_are_shown_apart(site: Path, newer: Path) -> None:
    """Yours, and what changed in the package since you ejected it; exit code 1 says that there is work."""
    called("templates", "eject", "_story.html", cwd=site)
    below(site / "templates/_story.html", "<!-- a card -->")
    assert called("templates", "diff", cwd=site).code == 0
    above(newer / "_story.html", "<!-- a summary -->")
    told = called("templates", "diff", cwd=site)
    assert told.code == 1
    lines = told.out.splitlines()
    assert lines[:2] == [
        f"_story.html: templates/_story.html, ejected from {__version__}; the packaged one changed since",
        "  the changes do not touch each other; docs/templates.md says how to bring them together",
    ]
    yours, theirs = lines.index("+++ _story.html (yours)"), lines.index(f"+++ _story.html ({__version__})")
    assert yours < theirs
    assert [line[0] for line in lines[yours + 1 : theirs - 1] if line.startswith(("+", "-"))] == ["+"]
    assert sum("a card" in line for line in lines[yours:theirs]) == 1
    assert sum("a summary" in line for line in lines[theirs:]) == 1


def test_changes_of_the_same_lines_are_said_to_be(site: Path, newer: Path) -> None:
    """No program can say which of two wordings of one line is right."""
    called("templates", "eject", "_story.html", cwd=site)
    for place, name in ((site / "templates", "card"), (newer, "item")):
        below(place / "_story.html", f"<!-- {name} -->")
    told = said_json(called("templates", "diff", "--json", cwd=site))
    assert [one["overlap"] for one in told["templates"]] == [True]


def test_rebasing_keeps_your_file_and_ends_the_finding(site: Path, newer: Path) -> None:
    """Once an upstream change is taken in by hand, the next diff begins from there."""
    called("templates", "eject", "_story.html", cwd=site)
    for place in (site / "templates", newer):
        above(place / "_story.html", "<!-- a summary -->")
    below(site / "templates/_story.html", "<!-- a card -->")
    assert called("templates", "diff", cwd=site).code == 1
    mine = (site / "templates/_story.html").read_text("utf-8")
    assert called("templates", "eject", "--rebase", "_story.html", cwd=site).code == 0
    kept = (site / "templates/_story.html").read_text("utf-8").splitlines()
    noted = [line for line in mine.splitlines() if "feedgen-site" in line]
    assert kept[1:] == [line for line in mine.splitlines() if line not in noted]
    assert kept[0] != noted[0]
    told = said_json(called("templates", "diff", "--json", cwd=site))
    (one,) = told["templates"]
    assert (one["upstream"], one["upstream_change"]) == ("same", "")
    assert "summary" not in re.sub(r"(?m)^ .*$", "", one["your_change"])
    refused = called("templates", "eject", "--rebase", "base.html", cwd=site)
    assert (refused.code, "there is no such file to rebase" in refused.err) == (2, True)


def test_without_the_kept_copy_the_note_still_tells(site: Path, newer: Path) -> None:
    """Its hash says whether the packaged one changed; how it did is not guessed."""
    called("templates", "eject", "_story.html", cwd=site)
    shutil.rmtree(site / "templates/.ejected")
    below(site / "templates/_story.html", "<!-- a card -->")
    same = said_json(called("templates", "diff", "--json", cwd=site))["templates"][0]
    assert (same["upstream"], same["upstream_change"]) == ("same", "")
    assert "a card" in same["your_change"]
    above(newer / "_story.html", "<!-- a summary -->")
    told = called("templates", "diff", cwd=site)
    assert told.code == 1
    assert told.out.splitlines()[1:] == [
        "  the text it was made of is not kept: bring back templates/.ejected/_story.html to see the changes"
    ]
    (one,) = said_json(called("templates", "diff", "--json", cwd=site))["templates"]
    assert (one["upstream"], one["your_change"], one["upstream_change"]) == ("changed", None, None)


def test_a_kept_copy_of_another_ejection_is_not_believed(site: Path, newer: Path) -> None:
    """A file brought back from an older checkout is not compared with what it was not made of."""
    called("templates", "eject", "_story.html", cwd=site)
    old = (site / "templates/_story.html").read_bytes()
    above(newer / "_story.html", "<!-- a summary -->")
    called("templates", "eject", "_story.html", "--force", cwd=site)
    put(site / "templates/_story.html", old)
    one = said_json(called("templates", "diff", "--json", cwd=site))["templates"][0]
    assert (one["upstream"], one["your_change"]) == ("changed", None)


def test_a_template_that_the_package_dropped_is_told(site: Path, newer: Path) -> None:
    """Otherwise your change would be gone from every page without a word."""
    called("templates", "eject", "_story.html", cwd=site)
    (newer / "_story.html").unlink()
    told = called("templates", "diff", cwd=site)
    assert told.code == 1
    assert "; the package has none of this name any more\n" in told.out
    assert "the package has none" in called("templates", "list", "_story.html", cwd=site).out


def test_a_copy_made_by_hand_is_compared_with_the_packaged_one(site: Path) -> None:
    """Nobody noted what it was made of, and that is said; line ends of another system are no change."""
    put(site / "templates/_story.html", f"{STORY}<!-- a card -->\n".replace("\n", "\r\n"))
    told = called("templates", "diff", cwd=site)
    assert told.code == 0
    assert "nobody noted what it was made of" in told.out
    changed = [line for line in told.out.splitlines() if re.match(r"[-+][^-+]", line)]
    assert changed == ["+<!-- a card -->"]


def test_the_objects_have_the_documented_keys(site: Path) -> None:
    """One object and nothing else, also where nothing stands in for a packaged template."""
    assert said_json(called("templates", "diff", "--json", cwd=site)) == {
        "folder": "templates",
        "templates": [],
    }
    ejected = called("templates", "eject", "404.html", "--json", cwd=site)
    assert said_json(ejected) == {"folder": "templates", "written": ["templates/404.html"]}
    (one,) = said_json(called("templates", "list", "404.html", "--json", cwd=site))["templates"]
    assert one == {
        "name": "404.html",
        "origin": "override",
        "file": "templates/404.html",
        "version": __version__,
        "upstream": "same",
    }
    (packaged,) = said_json(called("templates", "list", "base.html", "--json", cwd=site))["templates"]
    assert (packaged["origin"], packaged["file"], packaged["upstream"]) == ("packaged", "", None)
    refused = said_json(called("templates", "eject", "404.html", "--json", cwd=site))
    assert [problem["code"] for problem in refused["problems"]] == ["exists"]


def test_a_folder_that_is_named_must_be_there(site: Path) -> None:
    """A mistyped folder is not taken for one without templates, but `eject` makes it."""
    told = called("templates", "diff", "--templates", "them", cwd=site)
    assert told.code == 2
    assert "them: this cannot be read: there is no such folder [unreadable-template]" in told.err
    assert called("templates", "eject", "404.html", "--templates", "them", cwd=site).out == "them/404.html\n"
    assert json.loads(called("templates", "diff", "--templates", "them", "--json", cwd=site).out)["templates"]
    assert not (site / "templates").exists()
