"""Templates laid flat say what they say otherwise, and what would not be the same is left as it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined

from feedgen_site import pages, theme
from feedgen_site.pages import rendering
from feedgen_site.pages.flattening import flat
from feedgen_site.problem import ContentError
from tests.golden.regenerate import output_of
from tests.support import ROOT

BASE = "<{% block a %}a{% endblock %}|{% block b %}b{% block c %}c{% endblock %}{% endblock %}>"
ROWS = "{% for row in rows %}{% include 'row' %}{% endfor %}"


def environment(**texts: str) -> Environment:
    """Give these templates with the settings of pages."""
    return Environment(
        loader=DictLoader(texts),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


ALIKE = {
    "text alone": {"page": "<p>{{ title }}</p>\n"},
    "a block of its own": {
        "base": BASE,
        "page": "{% extends 'base' %}\n{% block a %}{{ title }}{% endblock %}\n",
    },
    "a block within a block": {"base": BASE, "page": "{% extends 'base' %}{% block c %}C{% endblock %}"},
    "the outer of two blocks": {
        "base": BASE,
        "page": "{% extends 'base' %}{% block b %}{% block c %}C{% endblock %}!{% endblock %}",
    },
    "what it replaces": {
        "base": BASE,
        "middle": "{% extends 'base' %}{% block b %}({{ super() }}){% endblock %}",
        "page": "{% extends 'middle' %}{% block b %}{% for row in rows %}{{ row }}{{ super() }}{% endfor %}"
        "{% endblock %}{% block c %}{{ title }} {{ super() }}{% endblock %}",
    },
    "a grandchild": {
        "base": BASE,
        "middle": "{% extends 'base' %}{% block a %}A{% block d %}d{% endblock %}{% endblock %}",
        "page": "{% extends 'middle' %}{% block d %}D{% endblock %}",
    },
    "an include in a loop": {"row": "<li>{{ row }}{{ title }}", "page": ROWS},
    "what is included sees what is set": {
        "row": "{{ row }}{{ level }} ",
        "page": "{% set level = 2 %}" + ROWS,
    },
    "what is set in an include stays there": {
        "row": "{% set level = row %}{{ level }}",
        "page": "{% set level = 'x' %}" + ROWS + "{{ level }}",
    },
    "an include with blocks of its own": {
        "row": "{% block cell %}<td>{{ row }}{% endblock %}",
        "own": "{% extends 'row' %}{% block cell %}<th>{{ row }}{% endblock %}",
        "page": ROWS.replace("'row'", "'own'"),
    },
    "a scoped block": {
        "base": "{% for row in rows %}{% block cell scoped %}{% endblock %}{% endfor %}",
        "page": "{% extends 'base' %}{% block cell %}{{ row }}{{ loop.index }},{% endblock %}",
    },
    "a block within a scoped one": {
        "cell": "{% block o scoped %}{% block i %}{{ row }}{% endblock %}{% endblock %}",
        "page": "{% for row in rows %}{% include 'cell' %}{% endfor %}",
    },
    "fields and calls": {
        "page": "{{ title.upper() }}{{ title.replace('A', 'B') }}{{ range(2) | list }}{{ (1).real }}"
        "{% for row in rows %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{% endfor %}{{ dict(a=1)['a'] }}"
        "{{ title['upper']() }}{{ rows[0] }}{{ title.center(width=9) if 0 else title[1:] }}"
    },
    "what is set at the top": {"page": "{% set level = 3 %}{% block a %}{{ level }}{% endblock %}"},
    "conditions": {
        "row": "{% if row == 1 %}one{% elif row == 2 %}{% include 'two' %}{% else %}{{ row }}{% endif %}",
        "two": "{% if row %}two{% endif %}",
        "page": ROWS + "{% if not rows %}{% include 'two' %}{% else %}{% block a %}{% endblock %}{% endif %}",
    },
    "a loop without rounds": {
        "row": "-",
        "page": "{% for row in empty %}x{% else %}{% include 'row' %}{% endfor %}",
    },
    "what would be markup": {"page": "{{ title }}{{ '<b>' | safe }}{{ '<' ~ title }}{{ 1 < 2 }}{{ none }}"},
}  # fmt: skip


@pytest.mark.parametrize("texts", ALIKE.values(), ids=ALIKE.keys())
def test_laid_flat_a_template_says_the_same(texts: dict[str, str]) -> None:
    """Whatever it extends, includes and sets."""
    given = {"title": "A & B", "rows": [1, 2, 3], "empty": []}
    made = flat(environment(**texts), "page")
    assert made is not None
    assert made.blocks == {}
    assert made.render(given) == environment(**texts).get_template("page").render(given)


DIFFERENT = {
    "what it replaces, and more": {
        "base": BASE,
        "page": "{% extends 'base' %}{% block a %}{{ super() | upper }}{% endblock %}",
    },
    "what does not see what is set where it is replaced": {
        "base": "{% block a %}{{ x is defined }}{% endblock %}",
        "page": "{% extends 'base' %}{% block a %}{% set x = 1 %}{{ super() }}{% endblock %}",
    },
    "what it replaces, where there is nothing": {"page": "{% block a %}{{ super() }}{% endblock %}"},
    "what it replaces, outside of blocks": {"page": "{{ super() }}"},
    "a block by name": {"page": "{% block a %}a{% endblock %}{{ self.a() }}"},
    "a block that does not see its loop": {
        "page": "{% for row in rows %}{% block a %}{{ row is defined }}{% endblock %}{% endfor %}"
    },
    "a block that does not see what is set around it": {
        "page": "{% block a %}{% set x = 1 %}{% block b %}{{ x is defined }}{% endblock %}{% endblock %}"
    },
    "an include that asks for a loop": {"row": "{{ loop is defined }}", "page": ROWS},
    "an include of a name": {"row": "", "page": "{% set name = 'row' %}{% include name %}"},
    "an include that may be missing": {"page": "{% include 'row' ignore missing %}"},
    "an include without context": {"row": "", "page": "{% include 'row' without context %}"},
    "an include of itself": {"page": "{% if rows %}{% include 'page' %}{% endif %}"},
    "a choice of what is extended": {"base": BASE, "page": "{% extends 'base' if rows else 'base' %}"},
    "something beside the blocks": {"base": BASE, "page": "{% extends 'base' %}{% set level = 3 %}"},
    "a macro": {"page": "{% macro a() %}a{% endmacro %}{{ a() }}"},
    "an import": {"row": "", "page": "{% import 'row' as row %}"},
    "a block that is required": {
        "base": "{% block a required %}{% endblock %}",
        "page": "{% extends 'base' %}",
    },
    "a block within what is filtered": {
        "page": "{% filter upper %}{% block a %}a{% endblock %}{% endfilter %}"
    },
    "what is not there": {"page": "{% include 'row' %}"},
    "what is broken": {"page": "{% if %}"},
}  # fmt: skip


@pytest.mark.parametrize("texts", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_what_would_not_be_the_same_is_left(texts: dict[str, str]) -> None:
    """Or could be otherwise: then Jinja itself says what it says."""
    assert flat(environment(**texts), "page") is None


@pytest.mark.parametrize("folder", [None, str(ROOT / "docs" / "example-theme")])
def test_the_pages_that_are_many_are_laid_flat(folder: str | None) -> None:
    """All of them, or the largest sites take twice as long as they need to."""
    look = theme.load(folder)
    pages.compile_templates(look)
    made = rendering._laid_flat(look)
    assert made.keys() == set(rendering._OF_MANY_PAGES)
    assert [name for name, one in made.items() if one is None] == []


def test_a_site_is_the_same(tmp_path: Path) -> None:
    """A small site, whose templates are not laid flat, and the same with templates that are."""
    look = theme.load(None)
    rendering._laid_flat(look).clear()
    before = output_of("rich", tmp_path / "one")
    pages.compile_templates(look)
    assert output_of("rich", tmp_path / "two") == before


def test_what_fails_laid_flat_is_asked_again() -> None:
    """Jinja finds a mapping's key by the name of a field, too; laid flat that is an error, and harmless."""
    text = "{% set known = {'key': 'A'} %}{{ known.key }}{{ absent is defined }}"
    made = flat(environment(page=text), "page")
    assert made is not None
    with pytest.raises(AttributeError):
        made.render()
    article = f"{text}<h1>{{{{ page.headline }}}}</h1>"
    look = theme.Theme(tuple(sorted({**dict(theme.load(None).templates), "article.html": article}.items())))
    pages.compile_templates(look)
    shown = rendering.render(look, "article.html", None, None, Headline("B"))  # type: ignore[arg-type]
    assert shown == "AFalse<h1>B</h1>"
    with pytest.raises(ContentError) as error:
        rendering.render(look, "article.html", None, None, None)  # type: ignore[arg-type]
    (problem,) = error.value.problems
    assert (problem.path, problem.line) == ("templates/article.html", 1)


@dataclass
class Headline:
    """As little of a page as a template can ask for."""

    headline: str
