"""Nothing of a story that is held back stands in any output: one site, every kind, every field, every code.

A site with held-back stories is the site without them, byte by byte; and every field has a word of its own
that is looked for in all files, also decoded, so that a leak is named.
"""

from __future__ import annotations

import base64
import html
import json
import quopri
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from feedgen_site.publish import MANIFEST
from feedgen_site.serve import preview
from tests.serve.browsing import Browser
from tests.support import AS_OF, SITE, Report, article, built, edit, put, run_json, running

FIELDS = (
    "headline standfirst point body tag author authorurl section agency sourceurl slug id alias relatedtitle "
    "correction rights file picture pixels alt caption credit attachment table"
).split()

STORY = """\
---
title: Xheadline
standfirst: Xstandfirst
key_points: [Xpoint]
tags: [Xtag]
author: {{name: Xauthor, url: https://Xauthorurl.example/}}
section: Xsection
agency: Xagency
source_url: https://Xsourceurl.example/
slug: Xslug
id: Xid
aliases: [/Xalias/]
related: [{{title: Xrelatedtitle}}]
corrections: [{{date: 2026-01-10T00:00:01Z, text: Xcorrection}}]
rights: Xrights
image: {{src: Xpicture.jpg, alt: Xalt, caption: Xcaption, credit: Xcredit}}
{rows}
---
Xbody is here, with [a file](Xattachment.csv) and ![a picture](Xpicture.jpg).
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to be held back: rows of the header, rows of site.yaml; and the build that shows the story.

    That build is as of `shown`, with `drafts` or not, and without the rows of site.yaml.
    """

    name: str
    rows: str
    settings: str = ""
    shown: datetime = AS_OF
    drafts: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Give all words of the story."""
        return tuple(f"{self.mark}{name}" for name in FIELDS)

    @property
    def mark(self) -> str:
        """Give what each word of the story begins with."""
        return f"zyx{self.name}"


AFTER = datetime(2026, 1, 10, 0, 0, 1, tzinfo=UTC)
BEFORE = datetime(2026, 1, 9, tzinfo=UTC)

KINDS = (
    Kind("draft", "date: 2026-01-04\ndraft: true", drafts=True),
    Kind("unpublished", "date: 2026-01-04\npublished: false", drafts=True),
    Kind("future", "date: 2026-01-10T00:00:01Z", shown=AFTER),
    Kind("embargoed", "date: 2026-01-04\nembargo: 2026-01-10T00:00:01Z", shown=AFTER),
    Kind("expired", "date: 2026-01-04\nexpires: 2026-01-10", shown=BEFORE),
    Kind(
        "withheld",
        "date: 2026-01-04",
        "agencies: {zyxwithheldagency: {policy: withhold}}\nagencies_default: {policy: full}\n",
    ),
)
"""A kind more is a line more; every promise below is kept for it."""

FEEDS = "feeds: {tags: all, authors: all, agencies: all, languages: all}\n"
OPEN = {
    "before": article("Before", "2026-01-03", section="News"),
    "after": article("After", "2026-01-06", section="News"),
}


def site(folder: Path, kinds: tuple[Kind, ...] = KINDS, free: Kind | None = None) -> Path:
    """Write two public stories and one of each kind, with all rules but those of `free`."""
    rules = "".join(kind.settings for kind in kinds if kind is not free)
    put(folder / "content/site.yaml", f"{SITE}sections: [{{slug: named, title: Named}}]\n{FEEDS}{rules}")
    for name, text in OPEN.items():
        put(folder / f"content/news/{name}.md", text)
    for kind in kinds:
        bundle = folder / f"content/news/{kind.mark}file"
        put(bundle / "index.md", STORY.format(rows=kind.rows).replace("X", kind.mark))
        put(bundle / f"{kind.mark}picture.jpg", f"{kind.mark}pixels")
        put(bundle / f"{kind.mark}attachment.csv", f"{kind.mark}table")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Give every file of the output by its path, the manifest too."""
    public = folder / "public"
    return {
        file.relative_to(public).as_posix(): file.read_bytes()
        for file in sorted(public.rglob("*"))
        if file.is_file()
    }


def readings(data: bytes) -> str:
    """Give a text in every way that a program may read it: entities, percent and JSON escapes, mail codes."""
    text = data.decode("utf-8", "replace")
    found = [text, quopri.decodestring(data).decode("utf-8", "replace")]
    for _ in range(3):  # a percent-encoded address in JSON in an attribute
        found += [html.unescape(found[-1]), unquote(found[-1]), unescaped(found[-1])]
        found.append(unescaped(unquote(html.unescape(found[-1]))))
    return "\n".join(found).casefold()


def unescaped(text: str) -> str:
    """Undo the `\\u0041` of JSON and JavaScript."""
    return text.encode("ascii", "backslashreplace").decode("unicode_escape", "replace")


def in_base64(word: str) -> tuple[str, ...]:
    """Give what of a word's base64 does not depend on what stands around it, for each of three beginnings."""
    found = []
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + word.encode()).decode()
        found.append(coded[(0, 2, 3)[shift] : len(coded) - 4])
    return tuple(found)


def leaks(found: dict[str, bytes], words: tuple[str, ...]) -> list[str]:
    """Name each word that stands in a path or in the bytes of a file, as `file: word`."""
    shown = []
    for path, data in found.items():
        text = readings(path.encode()) + readings(data)
        joined = "".join(data.decode("latin-1").split())
        shown += [
            f"{path}: {word}"
            for word in words
            if word in text or any(coded in joined for coded in in_base64(word))
        ]
    return shown


def words_in(found: dict[str, bytes], kind: Kind) -> set[str]:
    """Give the words of a kind that stand anywhere."""
    return {leak.rpartition(" ")[2] for leak in leaks(found, kind.words)}


EVERY_SECRET = tuple(word for kind in KINDS for word in kind.words)


# ---- nothing is there --------------------------------------------------------------------------------------


def test_a_site_with_held_back_stories_is_the_site_without_them(tmp_path: Path) -> None:
    """Not a byte tells the two apart: no name, no number, no date, no hash, in no file and no path."""
    with_them, without = tmp_path / "with", tmp_path / "without"
    built(site(with_them))
    built(site(without, ()))
    assert files(with_them) == files(without)
    assert MANIFEST in files(with_them)


def test_no_word_of_a_held_back_story_stands_anywhere(tmp_path: Path) -> None:
    """No field of any kind of story, in the bytes or paths of any file, in whatever code."""
    outcome = built(site(tmp_path))
    assert (outcome.exit_code, outcome.published, len(outcome.held_back)) == (0, len(OPEN), len(KINDS))
    assert leaks(files(tmp_path), EVERY_SECRET) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_word_is_there_when_the_story_may_be_read(tmp_path: Path, kind: Kind) -> None:
    """The search finds what is there; and no other kind comes out with this one."""
    built(site(tmp_path, free=kind), as_of=kind.shown, drafts=kind.drafts)
    assert words_in(files(tmp_path), kind) == set(kind.words)
    others = [other for other in KINDS if (other.shown, other.drafts) != (kind.shown, kind.drafts)]
    assert leaks(files(tmp_path), tuple(word for other in others for word in other.words)) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_was_shown_goes_with_every_word(tmp_path: Path, kind: Kind) -> None:
    """A build after one that showed the story leaves nothing of it, and is a build from nothing."""
    built(site(tmp_path, free=kind), as_of=kind.shown, drafts=kind.drafts)
    built(site(tmp_path))
    assert leaks(files(tmp_path), EVERY_SECRET) == []
    built(site(tmp_path / "fresh"))
    assert files(tmp_path) == files(tmp_path / "fresh")


def test_drafts_come_out_on_demand_and_nothing_else(tmp_path: Path) -> None:
    """--drafts opens what waits for an editor, never what waits for a time."""
    built(site(tmp_path), drafts=True)
    found = files(tmp_path)
    for kind in KINDS:
        assert words_in(found, kind) & set(kind.words) == (set(kind.words) if kind.drafts else set())


def test_the_report_counts_and_does_not_publish(tmp_path: Path) -> None:
    """What a program is told of a build names no headline; paths of held-back files go to no output."""
    report: Report = run_json("build", "--as-of", AS_OF.isoformat(), "--jobs", "1", cwd=site(tmp_path))
    assert (report.code, report.codes) == (0, set())
    assert leaks({"report": json.dumps(report.written).encode()}, EVERY_SECRET) == []


# ---- what is public says nothing of what is not ------------------------------------------------------------


def links_to(kind: Kind) -> str:
    """Write a public story that names the held-back one in every way there is but its full web address."""
    targets = (
        f"{kind.mark}file/index.md", f"{kind.mark}file/", f"{kind.mark}file",
        f"/news/{kind.mark}file/index.md", f"/news/{kind.mark}file/index.html",
        f"/2026/01/{kind.mark}slug/", f"/2026/01/{kind.mark}slug", f"/2026/01/{kind.mark}slug/index.html",
        f"/{kind.mark}alias/", f"/{kind.mark}alias/index.html",
        f"{kind.mark}file/index.md?q#f", f"{kind.mark}file%2Findex.md",
    )  # fmt: skip
    body = " ".join(f"It says [so]({target})." for target in targets)
    body += "".join(f' <a href="{target}">This</a> <img src="{target}" alt="">' for target in targets)
    related = (
        f"{{id: {kind.mark}id}}, {{id: 'tag:test.example,2026:{kind.mark}id'}}, "
        f"{{title: Named, url: /news/{kind.mark}file/index.md}}, "
        f"{{title: Other, id: 'tag:test.example,2026:{kind.mark}id'}}"
    )
    return article("Linking", "2026-01-07", f"A sentence stands here. {body}", related=f"[{related}]")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_public_story_shows_no_address_of_a_held_back_one(tmp_path: Path, kind: Kind) -> None:
    """Links in its text and related stories lead nowhere and say nothing, and its author is warned."""
    put(site(tmp_path) / "content/news/linking.md", links_to(kind))
    outcome = built(tmp_path)
    assert {problem.code for problem in outcome.problems} == {"broken-link"}
    assert leaks(files(tmp_path), EVERY_SECRET) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_public_story_opens_no_file_of_a_held_back_one(tmp_path: Path, kind: Kind) -> None:
    """Neither by link nor as a picture of its own, in whatever folder of the bundle; its author is warned."""
    bundle = site(tmp_path) / f"content/news/{kind.mark}file"
    put(bundle / f"deep/{kind.mark}picture.jpg", f"{kind.mark}pixels")
    pictures = [f"{kind.mark}file/{path}{kind.mark}picture.jpg" for path in ("", "deep/")]
    body = f"See [it]({kind.mark}file/{kind.mark}attachment.csv) and ![it]({pictures[1]})."
    put(tmp_path / "content/news/naming.md", article("Naming", "2026-01-07", body, image=pictures[0]))
    outcome = built(tmp_path)
    assert [problem.code for problem in outcome.problems] == ["broken-link"] * 3
    assert leaks(files(tmp_path), EVERY_SECRET) == []
    built(site(tmp_path, free=kind), as_of=kind.shown, drafts=kind.drafts)
    assert f"assets/news/{pictures[0]}" in files(tmp_path)


def test_a_bundle_is_open_when_one_of_its_languages_is(tmp_path: Path) -> None:
    """And what lies in a bundle within one is a matter of the inner one."""
    for name, more in (("index", "draft: true"), ("index.fr", ""), ("inner/index", "draft: true")):
        text = f"---\ntitle: A\ndate: 2026-01-04\nimage: picture.jpg\n{more}\n---\nText.\n"
        put(tmp_path / f"content/news/lee/{name}.md", text)
    for folder in ("", "inner/", "other/"):
        put(tmp_path / f"content/news/lee/{folder}picture.jpg", "pixels")
    naming = "![in](lee/inner/picture.jpg) ![beside](lee/other/picture.jpg)"
    put(tmp_path / "content/news/naming.md", article("Naming", "2026-01-07", naming))
    built(site(tmp_path, ()))
    assert {path for path in files(tmp_path) if path.startswith("assets/news/")} == {
        "assets/news/lee/picture.jpg",
        "assets/news/lee/other/picture.jpg",
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_earlier_and_later_pass_over_it(tmp_path: Path, kind: Kind) -> None:
    """Between two public stories of a section there is nothing, as long as it is held back."""
    site(tmp_path, (kind,))
    file = tmp_path / f"content/news/{kind.mark}file/index.md"
    edit(file, f"section: {kind.mark}section", "section: News")
    built(tmp_path)
    before = (tmp_path / "public/2026/01/before/index.html").read_text("utf-8")
    after = (tmp_path / "public/2026/01/after/index.html").read_text("utf-8")
    assert 'href="../after/index.html"' in before
    assert 'href="../before/index.html"' in after
    site(tmp_path, ())
    built(tmp_path, as_of=kind.shown, drafts=kind.drafts)
    neighbour = "after" if kind.name in ("future", "embargoed") else "before"
    assert kind.mark in (tmp_path / f"public/2026/01/{neighbour}/index.html").read_text("utf-8")


def test_a_section_of_site_yaml_is_shown_whatever_stands_in_it(tmp_path: Path) -> None:
    """Its name is public. A section that only held-back stories name is not, as the words above show."""
    put(site(tmp_path) / "content/quiet.md", article("Zyxquiet", section="Named", draft="true"))
    built(tmp_path)
    found = files(tmp_path)
    assert {"section/named/index.html", "section/named/feed.xml"} <= found.keys()
    assert leaks(found, ("zyxquiet",)) == []


def test_a_held_back_story_does_not_name_a_section_that_is_public(tmp_path: Path) -> None:
    """The newest story decides how a section is spelled, once it may be read."""
    spelled = article("Zyxspelled", "2026-01-20", section="NEWS")
    put(site(tmp_path) / "content/news/spelled.md", spelled)
    built(tmp_path)
    assert b"NEWS" not in b"".join(files(tmp_path).values())
    built(tmp_path, as_of=datetime(2026, 1, 21, tzinfo=UTC))
    assert b"NEWS" in b"".join(files(tmp_path).values())


# ---- the preview -------------------------------------------------------------------------------------------


def test_the_preview_serves_nothing_that_was_shown_before(tmp_path: Path) -> None:
    """Files of an earlier build, left in the folder by whomever, are not there for a browser."""
    for kind in KINDS:
        built(site(tmp_path, free=kind), as_of=kind.shown, drafts=kind.drafts, output=f"shown-{kind.name}")
    outcome = built(site(tmp_path))
    planned = (*outcome.files.written, *outcome.files.unchanged)
    stale = set()
    for kind in KINDS:
        earlier = tmp_path / f"shown-{kind.name}"
        for file in earlier.rglob("*"):
            path = file.relative_to(earlier).as_posix()
            if file.is_file() and path not in planned:
                stale.add(path)
                put(tmp_path / "public" / path, file.read_bytes())
    assert len(stale) > len(KINDS) * 5
    answers = asked(tmp_path / "public", planned, sorted(stale))
    assert {status for status, _ in answers.values()} == {404}
    assert leaks({"answers": b"".join(body for _, body in answers.values())}, EVERY_SECRET) == []


def asked(public: Path, planned: tuple[str, ...], paths: list[str]) -> dict[str, tuple[int, bytes]]:
    """Ask the preview for these paths; give status and body of each answer."""
    server = preview(str(public), planned, 0)
    with running(server):
        browser = Browser(server.server_port)
        answers = {path: browser.get(f"/{quote(path)}") for path in paths}
    return {path: (answer.status, answer.body) for path, answer in answers.items()}


# ---- the search itself -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"a ZyxDraftSlug b",
        b"&#122;yxdraftslug",
        b"zyx%64raftslug",
        b"zyx%2564raftslug",
        b'"zyx\\u0064raftslug"',
        b"zyxdraf=\r\ntslug",
        base64.b64encode(b"a zyxdraftslug b"),
        base64.b64encode(b"zyxdraftslug"),
        base64.encodebytes(b"......." * 9 + b"zyxdraftslug and more"),
    ],
)
def test_the_search_reads_every_code(data: bytes) -> None:
    """A word that is hidden from the eye is found all the same."""
    assert leaks({"file": data}, ("zyxdraftslug",)) == ["file: zyxdraftslug"]
    assert leaks({"file": data}, ("zyxfutureslug",)) == []
