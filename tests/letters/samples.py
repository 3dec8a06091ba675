"""Editions to write letters of: in several scripts, large ones, and what strangers put into headlines."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from feedgen_site import theme
from feedgen_site.config import SiteConfig
from feedgen_site.dates import Moment
from feedgen_site.model import Correction, Edition, Head, Section, Span, Withdrawal
from feedgen_site.pages import Shared
from tests.pages.conftest import ASIA, HEAD, SCIENCE, SECTIONS

PACKAGED = theme.load(None)
DAY, CLOSE = date(2026, 1, 4), datetime(2026, 1, 5, tzinfo=UTC)
LATER = datetime(2026, 1, 5, 8, tzinfo=UTC)

with (Path(__file__).parent / "scripts.toml").open("rb") as _file:
    SCRIPTS = {name: (texts["headline"], texts["standfirst"]) for name, texts in tomllib.load(_file).items()}
"""A long headline and a standfirst in each of several scripts."""

HOSTILE = (
    "Lee\r\nBcc: victim@example.org\r\n\r\nbody",
    "\nX-Evil: 1",
    "<script>alert(1)</script> & \"quoted\" 'too'",
    "</td></table><style>*{display:none}</style><img src=https://evil.example/x.png>",
    "From somebody who begins a line so",
    ".",
    "..",
    "--=_0123456789abcdef\r\nContent-Type: text/html",
    "=?utf-8?q?=0D=0ABcc:_victim=40example.org?=",
    "\u202eReversed\u202c \u2066left open \u2067and more",
    "\x00\x1b[31mred\x1b[0m\x7f\x9b31m",
    "javascript:alert(1) https://evil.example/" + "a" * 200,
    "{{ 7 * 7 }} {% raw %}",
    "日本\u2028語\u2029改行",
    "x" * 5_000,
    " ",
)


def shared(**settings: object) -> Shared:
    """Make a site with two sections, its settings changed by keyword."""
    config = replace(SiteConfig(title="The Lamp", description="A digest."), **settings)  # type: ignore[arg-type]
    return Shared(config, PACKAGED, SECTIONS, (("About", "/about/"),))


def story(number: int = 0, **changes: object) -> Head:
    """Make a story with an address of its own, published `number` minutes before the others."""
    values: dict[str, object] = {
        "id": f"tag:example.org,2026:{number}",
        "permalink": f"/2026/01/lee-{number}/",
        "section": (ASIA, SCIENCE)[number % 2],
    }
    return replace(HEAD, **(values | changes))  # type: ignore[arg-type]


def edition(*stories: Head, span: Span = Span.DAY) -> Edition:
    """Make the edition of a day, or of the week it is in."""
    return Edition(span, DAY if span is Span.DAY else date(2025, 12, 29), CLOSE, stories)


def spoken(language: str) -> Edition:
    """Make an edition of three stories in one of SCRIPTS, one of them corrected, one withdrawn."""
    headline, standfirst = SCRIPTS[language]
    points = tuple(replace(point, text=standfirst) for point in (*HEAD.points, *HEAD.points))
    tag = "en" if language == "emoji" else language
    one = story(0, headline=headline, standfirst=standfirst, points=points, language=tag)
    corrected = replace(
        one, id="b", permalink="/b/", updated=LATER, corrections=(Correction(Moment(LATER), "It was four."),)
    )
    gone = replace(
        one, id="c", permalink="/c/", standfirst="", points=(), updated=LATER,
        withdrawn=Withdrawal(Moment(LATER), "It was wrong."),
    )  # fmt: skip
    return edition(one, corrected, gone)


def large(count: int, text: str = SCRIPTS["en"][0], **changes: object) -> Edition:
    """Make an edition of many stories of the usual length; each 100th leads."""
    point = HEAD.points[0]
    points = tuple(replace(point, text=f"{text} ({n}).") for n in range(3))
    return edition(
        *(
            story(n, headline=f"{text} {n}", standfirst=text, points=points, top=n % 100 == 99, **changes)
            for n in range(count)
        )
    )


def in_sections(count: int) -> Edition:
    """Make an edition with a section for each of its stories."""
    return edition(*(story(n, section=Section(f"s{n}", f"Section {n}")) for n in range(count)))
