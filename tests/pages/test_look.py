"""The look that site.yaml chooses: which properties there are, and what a theme may not do."""

from __future__ import annotations

import re

import pytest

from feedgen_site import theme
from feedgen_site.config import load, look
from tests.support import ROOT, SITE

PACKAGED = dict(theme.load(None).templates)


def problems_of(name: str, value: str) -> list[str]:
    """Give the codes that a theme with this one property draws."""
    _, problems = load(f"{SITE}theme: {{{name}: '{value}'}}\n", "site.yaml")
    return [problem.code for problem in problems]


def test_every_property_moves_the_stylesheet() -> None:
    """The stylesheet uses each property that a theme may set; its colours are those of the table."""
    text = PACKAGED["style.css"]
    for name, (_, example) in look.PROPERTIES.items():
        assert re.search(rf"var\(--{name}[,)]", text), name
        if example.startswith("#"):
            assert f"  --{name}: {example};\n" in text
            assert f"--{name}: {example};" in PACKAGED["feed.css"]


def test_every_property_is_documented() -> None:
    """The table of configuration.md has every property of the packaged stylesheet, and no other."""
    manual = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    section = manual.partition("\n## theme\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE) == list(look.PROPERTIES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accent", "#036"), ("accent", "rgb(20 60 90 / 90%)"), ("paper", "white"), ("ink-dark", "#fffffff0"),
        ("serif", 'Georgia, "Noto Serif", serif'), ("size", "clamp(1rem, 1rem + .3vw, 1.2rem)"),
        ("measure", "62ch"), ("leading", "1.6"), ("scale", ".9"), ("masthead", "start"), ("my-own", "3px"),
    ],
)  # fmt: skip
def test_plain_values_are_taken(name: str, value: str) -> None:
    """Colours, fonts, lengths and numbers in any of CSS's spellings."""
    assert problems_of(name, value) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accent", "#0366"+"z"), ("accent", "url(//evil.example)"), ("accent", "red; } body { display: none"),
        ("accent", "rgb(1 2 3"), ("accent", "red /* "), ("serif", '"Georgia'), ("my-own", "a) b("),
        ("my-own", "image-set(URL(x))"), ("size", "big"), ("leading", "2em"), ("masthead", "left"),
        ("acent", "red"),
    ],
)  # fmt: skip
def test_what_is_no_value_of_its_kind_is_an_error(name: str, value: str) -> None:
    """Nothing can load a file, end the rule, or leave a bracket, quote or comment open over what follows."""
    assert problems_of(name, value) == ["bad-theme"]


def test_contrast_is_that_of_wcag() -> None:
    """Black on white has 21, and #767676 is the palest grey that may be text on white."""
    white = (1.0, 1.0, 1.0)
    assert look.contrast((0.0, 0.0, 0.0), white) == pytest.approx(21)
    assert look.contrast((0x76 / 255,) * 3, white) == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accent", "#f5a623"),
        ("accent-dark", "#702010"),
        ("ink", "#777"),
        ("paper-dark", "#999999"),
    ],
)
def test_colours_that_few_can_read_are_told_with_one_that_all_can(name: str, value: str) -> None:
    """The colour in the hint is enough: with it, nothing is left to say of that text."""
    _, problems = load(f"{SITE}theme: {{{name}: '{value}'}}\n", "site.yaml")
    assert {problem.code for problem in problems} == {"low-contrast"}
    hints = " ".join(problem.hint for problem in problems)
    better = dict(re.findall(r'with ([a-z-]+): "(#\w+)"', hints))
    settings = "".join(f"  {key}: '{colour}'\n" for key, colour in ({name: value} | better).items())
    assert load(f"{SITE}theme:\n{settings}", "site.yaml")[1] == ()


def test_a_paper_on_which_nothing_can_be_read_is_told() -> None:
    """On a middle grey even black is too pale where it is mixed with the paper: another paper is needed."""
    _, problems = load(f"{SITE}theme: {{paper: '#888'}}\n", "site.yaml")
    assert "a 'paper' nearer to black or white" in problems[0].hint


def test_the_packaged_colours_can_be_read() -> None:
    """A theme that writes them out once more draws no warning."""
    settings = "".join(f"  {name}: '{example}'\n" for name, (_, example) in look.PROPERTIES.items())
    assert load(f"{SITE}theme:\n{settings}", "site.yaml")[1] == ()
