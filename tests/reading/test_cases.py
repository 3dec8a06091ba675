"""The readable cases of tests/cases: title / . / input / . / expected / . (`→` is a tab)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

import pytest

from feedgen_site import article, config, dates, markdown, story
from feedgen_site.config import Agencies, Agency, SiteConfig
from feedgen_site.dates import Moment
from feedgen_site.model import Article, Section
from feedgen_site.problem import in_order
from feedgen_site.text import one_line

CASES = Path(__file__).parents[1] / "cases"
SEOUL = SiteConfig(
    timezone="Asia/Seoul",
    sections=(Section("asia", "Asia & Pacific"),),
    agencies=Agencies((Agency("Anadolu Agency", aliases=("AA",)),)),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a file, its input as written (`raw`) and with real tabs (`input`)."""

    title: str
    raw: str
    expected: str

    @property
    def input(self) -> str:
        return self.raw.replace("→", "\t")


def cases(name: str) -> list[Case]:
    """Read a file of cases; the line that opens the file is its own title."""
    chunks = (CASES / f"{name}.md").read_text(encoding="utf-8").partition("\n")[2].split("\n.\n")
    found = []
    for at in range(0, len(chunks) - 2, 3):
        title = chunks[at].strip("\n")
        found.append(Case(title, chunks[at + 1], chunks[at + 2]))
    return found


def printed_dates(case: Case) -> str:
    """Give each line's moment in UTC, `day` where only the day was written, or `no date`."""
    read = [dates.parse(line, dates.zone("Asia/Seoul")) for line in case.input.split("\n")]
    return "\n".join(_moment(moment) if moment else "no date" for moment in read)


def printed_fields(case: Case) -> str:
    """Give the fields of an article that differ from those of one with only a title and a date."""
    path = case.title.partition(": ")[0]
    parsed = article.parse(path, case.input, SEOUL)
    lines = [str(problem) for problem in in_order(parsed.problems)]
    plain = article.parse("lee.md", "---\ntitle: Lee\ndate: 2026-01-04\n---\nText.", SEOUL).article
    assert plain is not None
    if parsed.article:
        lines += _differences(parsed.article, plain)
    return "\n".join(lines) or ("nothing more" if parsed.article else "no article")


def _differences(found: Article, plain: Article) -> list[str]:
    skipped = ("path", "id", "id_line", "slug", "body", "blocks")
    names = [field.name for field in fields(Article) if field.name not in skipped]
    return [
        f"{name}: {_shown(getattr(found, name))}"
        for name in names
        if getattr(found, name) != getattr(plain, name)
    ]


def _shown(value: object) -> str:
    if isinstance(value, Moment):
        return _moment(value)
    if isinstance(value, tuple):
        return " | ".join(map(_shown, value)) or "none"
    if isinstance(value, (str, bool, int, datetime)) or value is None:
        return str(value)
    names = [field.name for field in fields(value)]  # type: ignore[arg-type]
    return " · ".join(_shown(getattr(value, name)) or "–" for name in names)


def _moment(moment: Moment) -> str:
    return dates.rfc3339(moment.at) + (" day" if moment.day_only else "")


def printed_blocks(case: Case) -> str:
    """Give the text blocks of a body, one on a line."""
    rendered = markdown.render(case.input, "asia/lee.md")
    return "\n".join(one_line(block.text) for block in rendered.blocks) or "nothing"


def printed_html(case: Case) -> str:
    """Give the clean HTML of a body written in HTML."""
    return markdown.render(case.input, "asia/lee.md", is_html=True).body.html or "nothing"


def printed_problems(case: Case) -> str:
    """Give the problems of a file as printed; the title holds its path."""
    path = case.title.partition("] ")[2].partition(": ")[0]
    if path == "site.yaml":
        problems = config.load(case.input, path)[1]
    else:
        problems = story.make(path, case.input, SEOUL).problems
    return "\n".join(map(str, in_order(problems)))


RENDERERS: Mapping[str, Callable[[Case], str]] = {
    "dates": printed_dates,
    "front-matter": printed_fields,
    "litter": printed_blocks,
    "sanitize": printed_html,
    "problems": printed_problems,
}
ALL = [
    pytest.param(render, case, id=f"{name}: {case.title}")
    for name, render in RENDERERS.items()
    for case in cases(name)
]


@pytest.mark.parametrize(("render", "case"), ALL)
def test_case(render: Callable[[Case], str], case: Case) -> None:
    """Every case gives exactly what its file says."""
    assert render(case) == case.expected


@pytest.mark.parametrize("case", cases("problems"), ids=lambda case: case.title)
def test_problem_has_the_code_of_its_title(case: Case) -> None:
    """A case of problems.md shows the problem it is there for, and no more than two."""
    code = case.title[1:].partition("]")[0]
    assert f"[{code}]" in case.expected
    assert case.expected.count("[") <= case.raw.count("[") + 2


@pytest.mark.parametrize(
    ("name", "least"), [("dates", 8), ("front-matter", 20), ("litter", 25), ("sanitize", 20)]
)
def test_cases_are_many(name: str, least: int) -> None:
    """A reader of cases that lost some would be noticed."""
    assert len(cases(name)) >= least
