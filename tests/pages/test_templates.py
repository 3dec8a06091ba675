"""Templates of the site's own: found by name, and their mistakes told with file and line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from feedgen_site import theme
from feedgen_site.model import Head, Listing, Topic
from feedgen_site.pages import Shared, kinds
from feedgen_site.problem import ContentError, Problem
from tests.support import ROOT

MakeShared = Callable[..., Shared]


def with_template(name: str, text: str) -> theme.Theme:
    packaged = dict(theme.load(None).templates)
    return theme.Theme(tuple(sorted({**packaged, name: text}.items())))


def problem(run: Callable[[], object]) -> Problem:
    with pytest.raises(ContentError) as caught:
        run()
    (found,) = caught.value.problems
    return found


def test_a_template_of_the_same_name_replaces_the_packaged(tmp_path: Path, make_shared: MakeShared) -> None:
    """A file in the site's folder replaces the packaged one of that name, and no other."""
    (tmp_path / "_footer.html").write_text("<footer>Mine</footer>\r\n", encoding="utf-8-sig")
    (tmp_path / "notes.txt").write_text("not a template", encoding="utf-8")
    (tmp_path / ".#page.html").write_text("an editor's", encoding="utf-8")
    look, packaged = theme.load(str(tmp_path)), theme.load(None)
    page = kinds.not_found(make_shared(look))
    assert "<footer>Mine</footer>\n" in page
    assert '<main id="main">' in page
    added = {name for name, _ in look.templates} - {name for name, _ in packaged.templates}
    assert added == {"packaged/_footer.html"}
    assert look.fingerprint != packaged.fingerprint


def test_a_template_can_be_the_packaged_one_but_for_a_block(
    tmp_path: Path, make_shared: MakeShared, head: Head
) -> None:
    """`packaged/` leads to what a file of the same name replaces, from the page down to its parts."""
    (tmp_path / "base.html").write_text(
        '{% extends "packaged/base.html" %}{% block footer %}<footer>Mine</footer>{% endblock %}', "utf-8"
    )
    (tmp_path / "_story.html").write_text(
        '{% extends "packaged/_story.html" %}{% block story_points %}<hr>{{ super() }}{% endblock %}', "utf-8"
    )
    listed = Listing(Topic.SECTION, "asia", "Asia", "en", (head,))
    plain = kinds.listing(make_shared(), listed, None, None, None)
    page = kinds.listing(make_shared(theme.load(str(tmp_path))), listed, None, None, None)
    assert page.count("<hr>") == 1
    assert "<footer>Mine</footer>" in page
    assert "<footer" not in page.replace("<footer>Mine</footer>", "")
    before = plain[: plain.index('<ul class="points">')]
    assert page.startswith(before)


def test_packaged_leads_to_the_packaged_one_where_nothing_replaces_it(make_shared: MakeShared) -> None:
    """A theme that extends it does not depend on which other files it has; what is nowhere is a problem."""
    look = with_template("404.html", '{% extends "packaged/base.html" %}')
    assert '<main id="main">' in kinds.not_found(make_shared(look))
    broken = with_template("404.html", '\n{% extends "packaged/bass.html" %}')
    found = problem(lambda: kinds.not_found(make_shared(broken)))
    assert (found.path, found.line) == ("templates/404.html", 2)
    assert found.message == "there is no template 'packaged/bass.html'"


def test_styles_can_be_added(tmp_path: Path, make_shared: MakeShared) -> None:
    """extra.css comes after the packaged stylesheet, so that it wins, and before what site.yaml sets."""
    (tmp_path / "extra.css").write_text("a { color: red; }\n", "utf-8")
    look = theme.load(str(tmp_path))
    sheet = kinds.stylesheet(make_shared(look, theme=(("accent", "#123"),)))
    before, added, after = sheet.partition("a { color: red; }\n")
    assert before == theme.load(None).text("style.css")
    assert added
    assert after.startswith("\n:root")
    assert "color: red" not in kinds.feed_stylesheet(make_shared(look))


def test_the_theme_has_every_template(tmp_path: Path) -> None:
    """An empty folder of one's own changes nothing; the packaged theme has all kinds of pages."""
    look = theme.load(str(tmp_path))
    names = {name for name, _ in look.templates}
    kinds = "base front edition listing article page feeds feed 404".split()
    assert {f"{kind}.html" for kind in kinds} | {"style.css", "feed.css"} <= names
    assert look == theme.load(None)


def test_unreadable_templates_are_all_named(tmp_path: Path) -> None:
    """Every template that cannot be read is a problem, all at once."""
    (tmp_path / "page.html").write_bytes(b"\xff\xfe")
    (tmp_path / "style.css").mkdir()
    with pytest.raises(ContentError) as caught:
        theme.load(str(tmp_path))
    assert [(p.path, p.code) for p in caught.value.problems] == [
        ("templates/page.html", "unreadable-template"),
        ("templates/style.css", "unreadable-template"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("fine\n{% if %}", 2, "Expected an expression, got 'end of statement block'"),
        ("fine\n\n{{ page.nothing }}", 3, "nothing"),
        ("{{ 1 / 0 }}", 1, "ZeroDivisionError: division by zero"),
        ("x\n{{ say('no-such-word') }}", 2, "KeyError: 'no-such-word'"),
        ("x\n{% include 'absent.html' %}", 2, "there is no template 'absent.html'"),
        ("x\n{{ page.title | nofilter }}", 2, "No filter named 'nofilter'."),
    ],
)
def test_a_mistake_in_a_template_is_told_with_its_line(
    make_shared: MakeShared, text: str, line: int, message: str
) -> None:
    """Syntax errors, unknown names, words and filters, and failing expressions: file, line, message, hint."""
    found = problem(lambda: kinds.not_found(make_shared(with_template("404.html", text))))
    assert (found.path, found.line, found.code) == ("templates/404.html", line, "template-error")
    assert message in found.message
    assert found.hint


def test_the_manual_names_every_template_and_block() -> None:
    """docs/templates.md lists each packaged template with the blocks it adds, and none that there is not."""
    manual = (ROOT / "docs/templates.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1:4] for row in manual.splitlines() if row.startswith("| `")]
    told = {name: set(re.findall(r"`(\w+)`", blocks)) for names, _, blocks in rows for name in named(names)}
    texts = dict(theme.load(None).templates)
    written = {name: set(re.findall(r"{% block (\w+)", text)) for name, text in texts.items()}
    frame = written["base.html"]
    added = {name: blocks if name == "base.html" else blocks - frame for name, blocks in written.items()}
    assert told == added


def named(cell: str) -> list[str]:
    """Give the names of files in a cell of a table."""
    return re.findall(r"`([\w.]+)`", cell)


def test_a_mistake_in_a_partial_names_the_partial(make_shared: MakeShared, head: Head) -> None:
    """The file named is the one with the mistake, not the page that includes it."""
    look = with_template("_story.html", "<p>\n{{ story.headlin }}</p>")
    listed = Listing(Topic.SECTION, "asia", "Asia", "en", (head,))
    found = problem(lambda: kinds.listing(make_shared(look), listed, None, None, None))
    assert (found.path, found.line) == ("templates/_story.html", 2)


def test_a_mistake_of_the_program_keeps_its_traceback(make_shared: MakeShared, head: Head) -> None:
    """What fails before any template runs is no template error."""
    broken = replace(make_shared(), sections=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        kinds.article(broken, head, "", "", (), None, None)
