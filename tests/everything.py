"""A site with one of everything that a page can show, in a language from left to right or right to left."""

from __future__ import annotations

import functools
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

from feedgen_site.build import Options, build
from tests.support import put

NOON = datetime(2026, 1, 9, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language, as many as the site needs."""

    language: str
    title: str
    description: str
    sections: tuple[str, str]
    headline: str
    standfirst: str
    sentences: tuple[str, ...]
    heading: str
    author: str
    tag: str
    agency: str
    notice: str


ENGLISH = Tongue(
    language="en",
    title="The Everything Post",
    description="One of each, every morning",
    sections=("Harbour & coast", "Town"),
    headline="The ferry sails again after the storm",
    standfirst="Two days of wind had kept it in the harbour; fares stay as they were.",
    sentences=(
        "The ferry left the harbour at six on Friday morning with 214 people aboard.",
        "It had been tied up since Wednesday, when gusts of 104 kilometres an hour were measured.",
        "The company said that tickets bought for the lost crossings stay valid until March.",
        "Fishermen had gone out a day earlier, against the advice of the coast guard.",
        "The town council will discuss a higher breakwater on Tuesday.",
    ),
    heading="What the storm broke",
    author="Ann Example",
    tag="ferries",
    agency="Coast News Agency",
    notice="The gusts reached 104 kilometres an hour, not 140.",
)
ARABIC = Tongue(
    language="ar",
    title="صحيفة كل شيء",
    description="خبر من كل نوع كل صباح",
    sections=("الميناء والساحل", "المدينة"),
    headline="العبّارة تبحر من جديد بعد العاصفة",
    standfirst="أبقتها الرياح يومين في الميناء، والأسعار كما كانت.",
    sentences=(
        "غادرت العبّارة الميناء في السادسة من صباح الجمعة وعلى متنها 214 راكبا.",
        "وكانت قد رست منذ الأربعاء حين بلغت سرعة الرياح 104 كيلومترات في الساعة.",
        "وقالت الشركة إن التذاكر التي لم تستعمل تبقى صالحة حتى شهر مارس.",
        "وخرج الصيادون قبل ذلك بيوم رغم نصيحة خفر السواحل.",
        "ويناقش مجلس المدينة يوم الثلاثاء بناء حاجز أعلى للأمواج.",
    ),
    heading="ما حطمته العاصفة",
    author="ليلى مثال",
    tag="عبّارات",
    agency="وكالة أنباء الساحل",
    notice="بلغت سرعة الرياح 104 كيلومترات في الساعة لا 140.",
)


def built(folder: Path, tongue: Tongue) -> Path:
    """Write and build the site, as of noon on the ninth of January 2026; give its output folder."""
    write(folder / "content", tongue)
    options = Options(str(folder / "content"), str(folder / "public"), NOON, jobs=1)
    outcome = build(options)
    assert outcome.exit_code == 0, [str(problem) for problem in outcome.problems]
    return folder / "public"


def write(content: Path, tongue: Tongue) -> None:
    """Write the content folder."""
    foreign = ENGLISH if tongue is ARABIC else ARABIC
    put(content / "site.yaml", _settings(tongue, foreign))
    put(content / "pages/about.md", f"---\ntitle: {tongue.title}\n---\n{_prose(tongue)}\n")
    for name, text in _stories(tongue, foreign).items():
        put(content / f"harbour/{name}", text)
    put(content / "harbour/ferry.png", _picture(1200, 800))
    put(content / "harbour/horn.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x00")
    put(content / "harbour/log.pdf", b"%PDF-1.4\n%%EOF\n")
    # More than one page of a section, and an edition with more than 30 stories.
    for number in range(70):
        moment = NOON - timedelta(hours=1, minutes=number * 12 if number < 40 else number * 300)
        put(content / f"town/{number:03}.md", _short(tongue, number, moment))


def _settings(tongue: Tongue, foreign: Tongue) -> str:
    harbour, town = tongue.sections
    return f"""\
title: {tongue.title}
description: {tongue.description}
base_url: https://everything.example/
authority: everything.example,2026
language: {tongue.language}
timezone: Asia/Aden
publisher: {tongue.author}
sections: [{{slug: harbour, title: "{harbour}"}}, {{slug: town, title: "{town}"}}]
agencies: {{"{tongue.agency}": {{policy: full, credit: "{tongue.agency} 2026"}}}}
images: {{widths: [480, 960]}}
feeds:
  tags: ["{tongue.tag}"]
  authors: ["{tongue.author}"]
  agencies: ["{tongue.agency}"]
  languages: [{foreign.language}]
"""


def _prose(tongue: Tongue) -> str:
    return " ".join(tongue.sentences)


def _stories(tongue: Tongue, foreign: Tongue) -> dict[str, str]:
    fields = f'author: "{tongue.author}"\ntags: ["{tongue.tag}"]\nagency: "{tongue.agency}"\n'
    first, second, *_ = tongue.sentences
    return {
        "ferry.md": (
            f"---\ntitle: {tongue.headline}\nstandfirst: {tongue.standfirst}\n{fields}"
            "date: 2026-01-09 08:30\nupdated: 2026-01-09 10:45\ntop: true\n"
            f'image: {{src: ferry.png, alt: "{tongue.heading}", caption: "{first}", '
            f"credit: {tongue.author}}}\n"
            "media:\n"
            f'  - {{src: horn.mp3, title: "{tongue.heading}", duration: "0:42"}}\n'
            "  - log.pdf\n"
            f'corrections: [{{date: 2026-01-09 10:45, text: "{tongue.notice}"}}]\n'
            f'related: ["[{foreign.headline}](foreign.{foreign.language}.md)", "{second}"]\n'
            f"rights: © 2026 {tongue.agency}\n---\n"
            f"{_prose(tongue)}\n\n## {tongue.heading}\n\n{_prose(tongue)}[^1]\n\n"
            "| 1 | 2 |\n|---|---:|\n| 3 | 4.5 |\n\n"
            f"> {second}\n\n1. {first}\n2. {second}\n\n"
            f"![{tongue.tag}](ferry.png)\n\n[^1]: {first}\n"
        ),
        "reviewed.md": (
            f"---\ntitle: {tongue.heading}\n{fields}date: 2026-01-09 07:00\n"
            f'key_points: ["{tongue.notice}", {{text: "{first}", reviewed_by: "{tongue.author}"}}]\n---\n'
            f"{_prose(tongue)}\n"
        ),
        "withdrawn.md": (
            f"---\ntitle: {tongue.standfirst}\n{fields}date: 2026-01-08 07:00\n"
            f'withdrawn: {{date: 2026-01-09 09:00, reason: "{tongue.notice}"}}\n---\n{_prose(tongue)}\n'
        ),
        f"foreign.{foreign.language}.md": (
            f"---\ntitle: {foreign.headline}\nstandfirst: {foreign.standfirst}\n{fields}"
            f"date: 2026-01-09 06:00\n---\n{_prose(foreign)}\n"
        ),
        "link.md": (
            f"---\ntitle: {tongue.sentences[2]}\nstandfirst: {tongue.standfirst}\ndate: 2026-01-09\n"
            "source_url: https://elsewhere.example/story?a=1&b=2\n---\n"
        ),
    }


def _short(tongue: Tongue, number: int, moment: datetime) -> str:
    return (
        f"---\ntitle: {tongue.headline} ({number})\ndate: {moment:%Y-%m-%d %H:%M}Z\n---\n{_prose(tongue)}\n"
    )


@functools.cache
def _picture(width: int, height: int) -> bytes:
    with io.BytesIO() as stream:
        Image.new("RGB", (width, height), "#356").save(stream, "PNG")
        return stream.getvalue()


_PLACES = {
    "front": "index.html",
    "edition of a day": "edition/2026-01-09/index.html",
    "edition of a week": "edition/2026-W02/index.html",
    "letter": "edition/2026-01-09/email.html",
    "archive": "archive/index.html",
    "month": "archive/2026-01/index.html",
    "section": "section/town/index.html",
    "numbered page": "section/town/page/1/index.html",
    "tag": "tag/*/index.html",
    "author": "author/*/index.html",
    "agency": "agency/*/index.html",
    "language": "{foreign}/index.html",
    "article": "2026/01/ferry/index.html",
    "article, points written": "2026/01/reviewed/index.html",
    "article, withdrawn": "2026/01/withdrawn/index.html",
    "article, foreign": "{foreign}/2026/01/foreign/index.html",
    "article, link": "2026/01/link/index.html",
    "page": "about/index.html",
    "feeds": "feeds/index.html",
    "feed": "feeds/section/town/index.html",
    "digest": "digest/daily/index.html",
    "digest of weeks": "digest/weekly/index.html",
    "corrections": "corrections/index.html",
    "404": "404.html",
}
KINDS = tuple(_PLACES)
"""Every kind of page, by what it is."""


def kinds(public: Path, tongue: Tongue) -> dict[str, str]:
    """Give the path of one page of each kind, below the output folder."""
    foreign = ENGLISH if tongue is ARABIC else ARABIC
    found = {}
    for kind, place in _PLACES.items():
        (file,) = public.glob(place.format(foreign=foreign.language))
        found[kind] = file.relative_to(public).as_posix()
    return found
