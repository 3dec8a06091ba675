"""A change of one template makes again what it is part of: all of that, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedgen_site import config, render, site, sources, story, theme
from feedgen_site.model import Body
from feedgen_site.pages import Shared
from feedgen_site.plan import Kind, Output, looks, planner
from feedgen_site.problem import errors
from feedgen_site.render import Job
from feedgen_site.theme import Theme
from tests import everything
from tests.support import ROOT, SITE, article, built, edit, put, tree

_COPIED = (Kind.FILE, Kind.PICTURE)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Output], dict[str, Body], Shared]:
    """Plan the site that has one of everything, with a search."""
    folder = tmp_path_factory.mktemp("looks") / "content"
    everything.write(folder, everything.ENGLISH)
    settings, _ = config.load((folder / "site.yaml").read_text("utf-8") + "search: true\n", "site.yaml")
    files = sources.scan(str(folder))
    made = [story.make(one.path, Path(one.file).read_text("utf-8"), settings) for one in files.articles]
    pages = [story.make_page(one.path, Path(one.file).read_text("utf-8"), settings) for one in files.pages]
    heads = [one.head for one in made if one.head]
    assembled, _ = site.assemble(heads, [one.page for one in pages if one.page], settings, everything.NOON)
    found = planner.make(
        assembled, settings, planner.Material(files.files, files.static, theme=theme.load(None))
    )
    bodies = {one.path: one.body or Body() for one in made}
    assert not errors(found.problems)
    shared = Shared(settings, theme.load(None), assembled.sections, ())
    return list(found.outputs), bodies, shared


@pytest.mark.parametrize("folder", ["", "docs/example-theme"])
def test_an_output_is_made_of_the_templates_it_is_known_by(
    planned: tuple[list[Output], dict[str, Body], Shared], folder: str
) -> None:
    """Without all others it is the same, to the byte; kinds that are known by none need none."""
    outputs, bodies, shared = planned
    look = theme.load(str(ROOT / folder) if folder else None)
    seen = set()
    for output in outputs:
        if output.kind in _COPIED:
            continue
        seen.add(output.kind)
        names = looks.used(look, output.kind)
        few = Theme(tuple(pair for pair in look.templates if pair[0] in names))
        job = Job(output, tuple(bodies[path] for path in output.bodies))
        with_all = Shared(shared.config, look, shared.sections, shared.pages)
        with_few = Shared(shared.config, few, shared.sections, shared.pages)
        assert render.render(with_few, job) == render.render(with_all, job), output.path
    assert looks.TEXTS.keys() <= seen


def test_a_change_of_a_template_makes_again_what_it_is_part_of(tmp_path: Path) -> None:
    """The articles' own template touches no list and no feed; a part of every page touches all pages."""
    put(tmp_path / "content/site.yaml", SITE)
    for number in range(3):
        put(tmp_path / f"content/asia/s{number}.md", article(f"Story {number}", body="It rained."))
    for name in ("article.html", "_footer.html"):
        put(tmp_path / "templates" / name, (ROOT / "templates" / name).read_text("utf-8"))
    built(tmp_path)
    letter = "edition/2026-01-04/email.html"
    for name, tag, least, never in (
        ("article.html", "<h1", {"2026/01/s1/index.html"}, {"index.html", letter}),
        ("_footer.html", "<footer", {"2026/01/s1/index.html", "index.html", "404.html"}, {letter}),
    ):
        edit(tmp_path / "templates" / name, f"{tag} ", f'{tag} data-x="1" ')
        written = set(built(tmp_path).files.written)
        assert least <= written
        assert not (never | {"feed.xml", "rss.xml", "feed.json", "sitemap.xml"}) & written
        built(tmp_path, output="fresh", cache="")
        assert tree(tmp_path / "public") == tree(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ('{% extends "base.html" %}{% block a %}{% endblock %}', {"base.html"}),
        ("{%- include '_nav.html' ignore missing with context -%}", {"_nav.html"}),
        ('{% from "_marks.html" import mark, other as one with context %}', {"_marks.html"}),
        ('{% import "_marks.html" as marks %}{% include "packaged/_nav.html" %}',
         {"_marks.html", "packaged/_nav.html", "_nav.html"}),
        ("{# {% include '_nav.html' %} #}", {"_nav.html"}),
    ],
)  # fmt: skip
def test_what_a_template_takes(text: str, taken: set[str]) -> None:
    """Names stand in the text, and those are followed."""
    look = Theme((("a.html", text), ("base.html", "{% include '_nav.html' %}"), ("other.html", "")))
    more = {"_nav.html"} if "base.html" in taken else set()
    assert look.taken_by("a.html") == {"a.html"} | taken | more


@pytest.mark.parametrize(
    "text",
    [
        "{% include name %}",
        '{% extends "a.html" if page else "b.html" %}',
        '{% include ["a.html", "b.html"] %}',
        '{% include "a" ~ ".html" %}',
        "{% include 'it''s.html' %}",
    ],
)
def test_a_name_that_is_an_expression_may_be_any(text: str) -> None:
    """Then all of the theme counts."""
    look = Theme((("a.html", text), ("other.html", "")))
    assert look.taken_by("a.html") == {"a.html", "other.html"}
