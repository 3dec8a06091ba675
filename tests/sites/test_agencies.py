"""What an agency forbids stands in no file of the output, whatever else a site is made to do."""

from __future__ import annotations

import base64
import html
import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from feedgen_site.problem import errors
from tests.support import SITE, built, codes, published, put, tree

FORBIDDEN = "A second paragraph of forty-one words that nobody may pass on"
LEAD = "Ferries between Oslo and Kiel stopped on Sunday after a storm tore two gangways from the quay."
STANDFIRST = "Passengers slept in the terminal while engineers worked."
CAPTION = "A gangway in the water"
STORY = f"""\
---
title: Ferries stopped between Oslo and Kiel
standfirst: {STANDFIRST}
date: 2026-01-04 09:59
agency: Northern Wire
source_url: https://wire.example/ferries
image: {{src: cover.png, alt: The quay, caption: {CAPTION}, credit: N. Lund}}
tags: [Ferries]
id: tag:test.example,2026:ferries
---
{LEAD}

{FORBIDDEN}, said the harbour master on Sunday evening. [The map](map.pdf) shows where.

![Inside](inside.png)
"""
POINTS_OF_IT = (LEAD[:40], FORBIDDEN)
POLICIES = ("summary", "headline", "withhold")


def site(folder: Path, agencies: str, feeds: str = "", story: str = STORY) -> Path:
    """Write a site with an agency's story, in a bundle with its files, and one of its own linking there."""
    put(folder / "content/site.yaml", f"{SITE}{agencies}{feeds}")
    put(folder / "content/sea/ferries/index.md", story)
    for name in ("cover.png", "inside.png", "map.pdf"):
        put(folder / f"content/sea/ferries/{name}", f"bytes of {name}")
    put(folder / "content/sea/other.md", "---\ntitle: Another\ndate: 2026-01-05\nrelated: "
        "[{title: Ferries, id: 'tag:test.example,2026:ferries'}]\n---\n"
        "The storm went on to Denmark. [What happened](ferries/index.md) is told elsewhere.\n")  # fmt: skip
    return folder


def rules(policy: str, **more: str) -> str:
    """Give the settings of the agency."""
    lines = "".join(f"    {name}: {value}\n" for name, value in more.items())
    return f"agencies:\n  Northern Wire:\n    policy: {policy}\n{lines}"


def everything(output: dict[str, bytes]) -> str:
    """Give all that a file says in any spelling: as it is, unescaped, percent-decoded, from base64."""
    said = []
    for path, data in output.items():
        text = data.decode("utf-8", "replace")
        spelled = [path, text, html.unescape(html.unescape(text)), unquote(text)]
        if path.endswith(".json"):
            spelled.append(json.dumps(json.loads(text), ensure_ascii=False))
        spelled += [
            base64.b64decode(word + "==", validate=False).decode("utf-8", "replace")
            for word in re.findall(r"[A-Za-z0-9+/]{40,}", text)
        ]
        said += spelled
    return "\n".join(said)


ALL_FEEDS = "feeds: {tags: all, authors: all, agencies: all, languages: all, archive: day, entries: 1}\n"


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("content", ["full", "summary"])
def test_no_output_holds_a_forbidden_paragraph(policy: str, content: str, tmp_path: Path) -> None:
    """Neither page, feed, archive, data for machines nor index holds the text, however it is spelled."""
    feeds = ALL_FEEDS.replace("entries: 1", f"entries: 1, content: {content}")
    output = published(site(tmp_path, rules(policy, points="no"), feeds))
    said = everything(output)
    assert FORBIDDEN not in said
    assert LEAD[:40] not in said
    assert (STANDFIRST in said) == (policy == "summary")
    assert ("Ferries stopped" in said) == (policy != "withhold")


def test_the_search_for_forbidden_words_can_find_them(tmp_path: Path) -> None:
    """Under `full` all of it is there, so that the test above means something."""
    said = everything(published(site(tmp_path, rules("full"), ALL_FEEDS)))
    assert FORBIDDEN in said
    assert LEAD in said
    assert CAPTION in said


@pytest.mark.parametrize("policy", POLICIES)
def test_files_of_a_text_that_is_not_published_are_not_copied(policy: str, tmp_path: Path) -> None:
    """What only the text refers to is part of the text; and a picture wants its own permission."""
    output = published(site(tmp_path, rules(policy)))
    assert [path for path in output if "ferries/" in path and path.startswith("assets/")] == []


def test_a_summary_may_keep_its_picture(tmp_path: Path) -> None:
    """`images: yes` permits the story's own picture, with caption and credit; not those of its text."""
    output = published(site(tmp_path, rules("summary", images="yes")))
    assert "assets/sea/ferries/cover.png" in output
    assert "assets/sea/ferries/inside.png" not in output
    page = output["2026/01/ferries/index.html"].decode()
    assert CAPTION in page
    assert "N. Lund" in page


def test_full_without_pictures_shows_the_text_alone(tmp_path: Path) -> None:
    """`images: no` takes the pictures out of the text, too, and leaves links and marked sentences right."""
    output = published(site(tmp_path, rules("full", images="no")))
    assert not any(path.endswith(".png") for path in output)
    page = output["2026/01/ferries/index.html"].decode()
    assert "<img" not in page
    assert FORBIDDEN in page
    assert '<a href="../../../assets/sea/ferries/map.pdf">' in page
    assert 'class="source">Ferries between Oslo' in page


@pytest.mark.parametrize("policy", POLICIES[:2])
def test_no_point_links_into_a_text_that_is_not_there(policy: str, tmp_path: Path) -> None:
    """Points may be shown without the text, but then they have no source to lead to."""
    output = published(site(tmp_path, rules(policy, points="yes")))
    page = output["2026/01/ferries/index.html"].decode()
    assert LEAD in page
    assert "#s-" not in page
    item = next(one for one in json.loads(output["feed.json"])["items"] if "Ferries" in one["title"])
    assert [sorted(point) for point in item["_feedgen_site"]["key_points"]] == [["origin", "text"]] * 2
    assert "#s-" not in output["feed.json"].decode().split("Another")[0]


def test_points_are_given_unless_the_agency_forbids_them(tmp_path: Path) -> None:
    """A summary has points by default, a headline has none: it would say more than was agreed."""
    page = published(site(tmp_path / "a", rules("summary")))["2026/01/ferries/index.html"].decode()
    assert LEAD in page
    page = published(site(tmp_path / "b", rules("headline")))["2026/01/ferries/index.html"].decode()
    assert LEAD not in page
    page = published(site(tmp_path / "c", rules("full", points="no")))["2026/01/ferries/index.html"].decode()
    assert "Extracted from the text" not in page


def test_own_points_obey_the_agency_too(tmp_path: Path) -> None:
    """Who forbids points forbids retelling the story in points, whoever wrote them."""
    told = STORY.replace("tags:", "key_points: [Two gangways were torn away.]\ntags:")
    said = everything(published(site(tmp_path, rules("summary", points="no"), story=told)))
    assert "torn away" not in said


def test_a_story_withheld_is_held_back(tmp_path: Path) -> None:
    """It is counted and named as such; links and relations to it lead nowhere."""
    outcome = built(site(tmp_path, rules("withhold"), ALL_FEEDS))
    assert [(held.path, held.reason.value) for held in outcome.held_back] == [
        ("sea/ferries/index.md", "withheld")
    ]
    assert codes(outcome) == ["broken-link"]
    output = tree(tmp_path / "public")
    assert not any("ferries" in path for path in output)
    assert "Northern Wire" not in everything(output)


def test_the_way_to_the_original_and_the_credit_stay(tmp_path: Path) -> None:
    """Page and feeds say whose story it is, in the agency's own words, and where it can be read."""
    more = {"credit": "via Northern Wire", "rights": "© Northern Wire, all rights reserved"}
    output = published(site(tmp_path, rules("summary", **more)))
    page = output["2026/01/ferries/index.html"].decode()
    for said in ("via Northern Wire", "© Northern Wire, all rights reserved", "https://wire.example/ferries"):
        assert said in page
        assert said in output["feed.xml"].decode() or said.startswith("via")
    assert "© Northern Wire" in output["rss.xml"].decode()


def test_an_articles_own_rights_line_stands_before_the_agencys(tmp_path: Path) -> None:
    """Who wrote `rights` in the article meant this article."""
    story = STORY.replace("tags:", "rights: © N. Lund\ntags:")
    page = published(site(tmp_path, rules("full", rights="© Wire"), story=story))[
        "2026/01/ferries/index.html"
    ]
    assert "© N. Lund" in page.decode()
    assert "© Wire" not in page.decode()


@pytest.mark.parametrize(
    "spelled", ["NORTHERN  WIRE", "northern-wire", "Northern Wire.", "NW", "n.w.", "Ｎorthern Wire"]
)
def test_names_compare_without_case_blanks_and_punctuation(spelled: str, tmp_path: Path) -> None:
    """A slip of spelling opens no door; the name shown is the one that site.yaml gives."""
    story = STORY.replace("agency: Northern Wire", f'agency: "{spelled}"')
    output = published(site(tmp_path, rules("summary", points="no", aliases="[NW]"), story=story))
    assert FORBIDDEN not in everything(output)
    assert "Northern Wire" in output["2026/01/ferries/index.html"].decode()


@pytest.mark.parametrize("agency", ["[Southern Wire, Northern Wire]", "[Northern Wire, Southern Wire]"])
def test_of_two_agencies_the_stricter_counts(agency: str, tmp_path: Path) -> None:
    """A story of two hands needs the permission of both, in whatever order they are named."""
    both = rules("headline") + "  Southern Wire: {policy: full}\n"
    story = STORY.replace("agency: Northern Wire", f"agency: {agency}")
    output = published(site(tmp_path, both, story=story))
    assert FORBIDDEN not in everything(output)
    assert STANDFIRST not in everything(output)


@pytest.mark.parametrize(
    ("agency", "hint"),
    [("Nothern Wire", "did you mean 'Northern Wire'?"), ("Reuters", "list 'Reuters' under `agencies`")],
)
def test_an_agency_without_a_rule_is_an_error_once_there_is_one(
    agency: str, hint: str, tmp_path: Path
) -> None:
    """Publishing cannot be taken back, so what is not known is not published."""
    story = STORY.replace("agency: Northern Wire", f"agency: {agency}")
    outcome = built(site(tmp_path, rules("full"), story=story))
    found = errors(outcome.problems)
    assert [(one.code, one.line) for one in found] == [("unknown-agency", 5)]
    assert hint in found[0].hint
    assert outcome.exit_code == 1
    assert not (tmp_path / "public").exists()


@pytest.mark.parametrize("default", ["summary", "{policy: summary, points: false}"])
def test_agencies_default_is_the_rule_of_all_others(default: str, tmp_path: Path) -> None:
    """It takes a policy, or settings as an agency has them."""
    story = STORY.replace("agency: Northern Wire", "agency: Reuters")
    settings = rules("full") + f"agencies_default: {default}\n"
    said = everything(published(site(tmp_path, settings, story=story)))
    assert "The map" not in said  # of the text, and of no point
    assert (LEAD in said) == (default == "summary")
    assert "Reuters" in said


def test_without_rules_every_agency_may_be_named(tmp_path: Path) -> None:
    """A site that lists none publishes all."""
    assert FORBIDDEN in everything(published(site(tmp_path, "")))


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ("agencies:\n  A: {policy: ful}\n", "wrong-type"),
        ("agencies:\n  A: {policy: full, polcy: x}\n", "unknown-key"),
        ("agencies:\n  A: full\n", "wrong-type"),
        ("agencies:\n  A B: {policy: full}\n  a-b: {policy: headline}\n", "bad-agency"),
        ("agencies:\n  A: {aliases: [X]}\n  B: {aliases: [x]}\n", "bad-agency"),
        ("agencies_default: al\n", "wrong-type"),
    ],
)
def test_a_mistake_in_the_rules_stops_the_build(settings: str, code: str, tmp_path: Path) -> None:
    """A rule that cannot be read is no permission."""
    outcome = built(site(tmp_path, settings))
    assert code in [problem.code for problem in errors(outcome.problems)]
    assert outcome.exit_code == 2
    assert not (tmp_path / "public").exists()


def test_a_rule_that_becomes_stricter_reaches_what_is_published(tmp_path: Path) -> None:
    """Built again under another policy, nothing of the text is left, the archives and files included."""
    folder = site(tmp_path, rules("full"), ALL_FEEDS)
    assert FORBIDDEN in everything(published(folder))
    put(folder / "content/site.yaml", f"{SITE}{rules('headline')}{ALL_FEEDS}")
    output = published(folder)
    assert FORBIDDEN not in everything(output)
    assert not any("cover.png" in path or "map.pdf" in path for path in output)


def test_robots_keeps_a_story_out_of_search_engines(tmp_path: Path) -> None:
    """`robots: noindex` stands in the page's head, and the sitemap does not name the page."""
    story = STORY.replace("tags:", "robots: noindex\ntags:")
    output = published(site(tmp_path, "", story=story))
    assert '<meta name="robots" content="noindex">' in output["2026/01/ferries/index.html"].decode()
    assert "ferries" not in output["sitemap.xml"].decode()
    assert 'name="robots"' not in output["2026/01/other/index.html"].decode()
    assert "/2026/01/other/" in output["sitemap.xml"].decode()


def test_a_robots_word_that_nobody_knows_draws_a_warning(tmp_path: Path) -> None:
    """`noidnex` would let the page be listed."""
    outcome = built(site(tmp_path, "", story=STORY.replace("tags:", "robots: noidnex\ntags:")))
    assert [(one.code, one.hint) for one in outcome.problems] == [("bad-robots", "robots: noindex")]


_GALLERY = "<figure><img src='inside.png'></figure><figcaption>Gallery words</figcaption>"
_CHOICES = "<source srcset='cover.png 2x'><img src='inside.png'>"
BODIES = {
    "a link to a picture": ("[![Small](inside.png)](cover.png) Text after.", "Text after."),
    "a gallery": (f"<figure>{_GALLERY}</figure>\n\nText after.", "Text after."),
    "an open figure": ("<figure><img src='inside.png'>\n\nText after.\n\nAnd more text.", "And more text."),
    "words like an attribute": ('He said poster="hello" to all. ![Inside](inside.png)', "poster="),
    "a video": ("<video controls poster='inside.png' src='map.pdf'></video>\n\nText after.", "Text after."),
    "choices": (f"<picture>{_CHOICES}</picture>\n\nText after.", "Text after."),
}


@pytest.mark.parametrize("case", BODIES)
def test_pictures_go_and_every_word_stays(case: str, tmp_path: Path) -> None:
    """`images: no`: no picture, no link to one, no caption; and nothing else is missing."""
    body, kept = BODIES[case]
    story = f"{STORY.partition(LEAD)[0]}{LEAD}\n\n{body}\n"
    output = published(site(tmp_path, rules("full", images="no"), story=story))
    assert not any(path.endswith(".png") for path in output)
    for path in ("2026/01/ferries/index.html", "feed.json"):
        text = html.unescape(output[path].decode().replace('\\"', '"'))
        assert ".png" not in text
        assert "Gallery words" not in text
        assert kept in text


@pytest.mark.parametrize(
    ("listed", "written"), [("Anadolu Ajansı", "ANADOLU AJANSI"), ("İHA", "iha"), ("Iha", "ıha")]
)
def test_turkish_capitals_are_no_way_around_a_rule(listed: str, written: str, tmp_path: Path) -> None:
    """I and i have dots of their own there, which other languages' folding keeps apart."""
    settings = f"agencies:\n  {listed}: {{policy: withhold}}\nagencies_default: full\n"
    story = STORY.replace("agency: Northern Wire", f"agency: {written}")
    assert FORBIDDEN not in everything(published(site(tmp_path, settings, story=story)))


def test_a_draft_of_an_unlisted_agency_is_not_previewed(tmp_path: Path) -> None:
    """In a draft the missing rule is a warning, and nothing is what may be shown."""
    story = STORY.replace("agency: Northern Wire", "agency: Reuters\ndraft: true")
    outcome = built(site(tmp_path, rules("full"), story=story), drafts=True)
    assert [held.reason.value for held in outcome.held_back] == ["withheld"]
    assert FORBIDDEN not in everything(tree(tmp_path / "public"))


@pytest.mark.parametrize(
    "related",
    [
        "{title: Its headline, id: 'tag:test.example,2026:ferries'}",
        "{title: Its headline, url: ferries/index.md}",
        '"[Its headline](ferries/index.md)"',
    ],
)
def test_the_headline_of_what_is_held_back_is_not_given_as_related(related: str, tmp_path: Path) -> None:
    """The author of another story may have named it."""
    site(tmp_path, rules("withhold"))
    put(
        tmp_path / "content/sea/other.md",
        f"---\ntitle: Another\ndate: 2026-01-05\nrelated: [{related}]\n---\nText.\n",
    )
    assert "Its headline" not in everything(published(tmp_path))
    put(tmp_path / "content/site.yaml", f"{SITE}{rules('full')}")
    assert "Its headline" in everything(published(tmp_path))


@pytest.mark.parametrize(
    "rows",
    [
        "agency: {name: Northern Wire}",
        "source: {name: Northern Wire, url: 'https://wire.example/'}",
        "agency: [{name: Northern Wire}]",
        "agency: [Own, {name: Northern Wire}]",
        "agencies: [Northern Wire]",
        "agency: Own\nwire: Northern Wire",
        "agency: Own\ncredit: northern wire",
        "author: Northern Wire",
        "authors: [Ana Silva, northern-wire]",
        "agency: Own, Northern Wire",
        "agency: Own/Northern Wire",
        "agency: Northern Wire and Own",
    ],
)
def test_no_way_of_naming_an_agency_slips_past_its_rule(rows: str, tmp_path: Path) -> None:
    """Whatever the spelling of the field and the form of its value: the strictest rule named counts."""
    settings = f"{rules('withhold')}agencies_default: full\n"
    outcome = built(site(tmp_path, settings, story=STORY.replace("agency: Northern Wire", rows)))
    assert [held.reason.value for held in outcome.held_back] == ["withheld"]
    assert FORBIDDEN not in everything(tree(tmp_path / "public"))


@pytest.mark.parametrize("rows", ["agancy: Northern Wire", "agencis: Northern Wire"])
def test_a_mistyped_field_of_the_agency_stops_the_build(rows: str, tmp_path: Path) -> None:
    """Read as no agency, the story would be published in full."""
    outcome = built(site(tmp_path, rules("withhold"), story=STORY.replace("agency: Northern Wire", rows)))
    assert [problem.code for problem in errors(outcome.problems)] == ["unknown-field"]


def test_without_rules_a_name_is_a_name(tmp_path: Path) -> None:
    """An author called like an agency stays an author, and the first spelling counts alone."""
    story = STORY.replace("agency: Northern Wire", "agency: Own and Wire\nauthor: Northern Wire\nwire: Other")
    page = published(site(tmp_path, "", story=story))["2026/01/ferries/index.html"].decode()
    assert 'By <a href="../../../author/northern-wire/index.html" rel="author">Northern Wire</a>' in page
    assert "Own and Wire" in page
    assert "Other" not in page
