"""What is held back leaves no trace in the output, and appears by itself when its moment has come."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedgen_site.model import Hold
from tests.support import AS_OF, SITE, article, built, codes, edit, published, put, run_json, site_from, tree

# One word for each place a story leaves a trace in. None of them may stand in any file of the output.
SECRETS = (
    "zyxhead",
    "zyxstand",
    "zyxbody",
    "zyxtag",
    "zyxrelated",
    "zyxauthor",
    "zyxagency",
    "zyxpoint",
    "zyxslug",
    "zyxalias",
    "zyxsection",
    "zyxpicture",
    "zyxcaption",
    "zyxrights",
    "zyxcorrection",
)

STORY = """\
---
title: zyxhead
standfirst: zyxstand
date: {date}
{hold}
section: zyxsection
tags: [zyxtag]
author: zyxauthor
agency: zyxagency
key_points: [zyxpoint]
slug: zyxslug
aliases: [/zyxalias/]
image: {{src: zyxpicture.jpg, caption: zyxcaption}}
related: [zyxrelated]
rights: zyxrights
corrections: [{{date: 2026-01-04, text: zyxcorrection}}]
---
zyxbody is here. ![](zyxpicture.jpg)
"""

HELD = {
    "draft": ("2026-01-04", "draft: true"),
    "unpublished": ("2026-01-04", "published: false"),
    "status": ("2026-01-04", "status: hidden"),
    "future": ("2026-01-10T00:00:01Z", "weight: 0"),
    "embargo": ("2026-01-04", "embargo: 2026-01-10T00:00:01Z"),
    "expired": ("2026-01-04", "expires: 2026-01-10T00:00:00Z"),
    "never": ("2026-01-04", "expires: 2026-01-04"),
}
REASONS = {
    "draft": Hold.DRAFT, "unpublished": Hold.DRAFT, "status": Hold.DRAFT, "future": Hold.FUTURE,
    "embargo": Hold.EMBARGO, "expired": Hold.EXPIRED, "never": Hold.EXPIRED,
}  # fmt: skip


def site(folder: Path, kind: str) -> Path:
    """Write a site with a public story and one that is held back, with a picture; give the latter's file."""
    date, hold = HELD[kind]
    put(folder / "content/site.yaml", SITE)
    put(folder / "content/news/open.md", article("Open"))
    put(folder / "content/news/zyxpicture.jpg", "zyxpixels")
    return put(folder / "content/news/held.md", STORY.format(date=date, hold=hold))


def traces(folder: Path) -> set[str]:
    """Give the secrets that stand in any file of the output, or in any name, the manifest's own too."""
    found = set()
    for file in (folder / "public").rglob("*"):
        text = str(file.relative_to(folder))
        if file.is_file():
            text += file.read_bytes().decode("utf-8", "replace")
        found |= {secret for secret in (*SECRETS, "zyxpixels") if secret in text}
    return found


@pytest.mark.parametrize("kind", HELD)
def test_no_byte_of_the_output_knows_a_story_that_is_held_back(tmp_path: Path, kind: str) -> None:
    """Not its words, tags, section, address, picture or related headlines, in pages, feeds or manifest."""
    site(tmp_path, kind)
    outcome = built(tmp_path)
    assert outcome.exit_code == 0
    assert outcome.published == 1
    assert traces(tmp_path) == set()
    assert [(held.path, held.reason) for held in outcome.held_back] == [("news/held.md", REASONS[kind])]


@pytest.mark.parametrize("kind", ["future", "embargo"])
def test_it_appears_when_its_moment_has_come(tmp_path: Path, kind: str) -> None:
    """One second later every trace is there, and what was built before does not keep it away."""
    site(tmp_path, kind)
    built(tmp_path)
    outcome = built(tmp_path, as_of=AS_OF + timedelta(seconds=1))
    assert outcome.published == 2
    assert outcome.held_back == ()
    assert traces(tmp_path) == {*SECRETS, "zyxpixels"}
    assert "zyxslug/index.html" in " ".join(outcome.files.written)


def test_the_same_words_do_appear_in_a_story_that_is_not_held_back(tmp_path: Path) -> None:
    """The search above finds what is there; a test that cannot fail proves nothing."""
    file = site(tmp_path, "draft")
    edit(file, "draft: true\n", "")
    built(tmp_path)
    assert traces(tmp_path) == {*SECRETS, "zyxpixels"}


def test_a_story_that_expires_goes_with_every_trace(tmp_path: Path) -> None:
    """What was public is taken out of pages, lists, feeds and assets."""
    site(tmp_path, "expired")
    built(tmp_path, as_of=AS_OF - timedelta(seconds=1))
    assert traces(tmp_path) == {*SECRETS, "zyxpixels"}
    outcome = built(tmp_path)
    assert traces(tmp_path) == set()
    assert "2026/01/zyxslug/index.html" in outcome.files.removed
    assert not (tmp_path / "public/zyxalias").exists()


def test_a_story_made_a_draft_goes_with_every_trace(tmp_path: Path) -> None:
    """`draft: true` takes a published story back."""
    file = site(tmp_path, "draft")
    built(tmp_path, drafts=True)
    assert traces(tmp_path) == {*SECRETS, "zyxpixels"}
    built(tmp_path)
    assert traces(tmp_path) == set()
    assert file.exists()


def test_a_story_that_its_agency_withholds_goes_with_every_trace(tmp_path: Path) -> None:
    """`policy: withhold` takes back what was published, by whatever spelling the agency is named."""
    file = site(tmp_path, "draft")
    edit(file, "draft: true\n", "")
    built(tmp_path)
    assert traces(tmp_path) == {*SECRETS, "zyxpixels"}
    put(tmp_path / "content/site.yaml", f"{SITE}agencies: {{Zyx-Agency: {{policy: withhold}}}}\n")
    outcome = built(tmp_path)
    assert traces(tmp_path) == set()
    assert [(held.path, held.reason) for held in outcome.held_back] == [("news/held.md", Hold.WITHHELD)]


def test_drafts_are_published_on_demand_and_nothing_else_is(tmp_path: Path) -> None:
    """--drafts lets drafts out, not what is embargoed."""
    site(tmp_path, "draft")
    put(tmp_path / "content/later.md", article("Later", embargo="2027-01-01"))
    outcome = built(tmp_path, drafts=True)
    assert outcome.published == 2
    assert [held.reason for held in outcome.held_back] == [Hold.EMBARGO]
    assert b"Later" not in b"".join(tree(tmp_path / "public").values())


def test_a_link_to_a_held_back_story_is_not_followed(tmp_path: Path) -> None:
    """The reader gets no dead link, the author a warning, and the held headline stays unsaid."""
    site(tmp_path, "draft")
    put(
        tmp_path / "content/news/open.md",
        article("Open", body="See [that](held.md) and ![](zyxpicture.jpg)."),
    )
    outcome = built(tmp_path)
    assert codes(outcome) == ["broken-link"]
    assert outcome.exit_code == 0
    assert "zyxslug" not in traces(tmp_path)
    assert traces(tmp_path) == {"zyxpicture", "zyxpixels"}  # the public story shows it


def test_a_related_story_that_is_held_back_shows_no_headline_of_its_own(tmp_path: Path) -> None:
    """Naming a story by id shows its headline; not before that story is public."""
    file = site(tmp_path, "embargo")
    edit(file, "title: zyxhead", "title: zyxhead\nid: held-one")
    put(tmp_path / "content/news/open.md",
        article("Open", related="[{id: 'tag:test.example,2026:held-one'}]"))  # fmt: skip
    built(tmp_path)
    assert traces(tmp_path) == set()
    built(tmp_path, as_of=AS_OF + timedelta(seconds=1))
    page = (tmp_path / "public/2026/01/open/index.html").read_text()
    assert "zyxhead" in page


def test_held_back_stories_are_counted_by_reason(tmp_path: Path) -> None:
    """Each reason with its number, and files that are no articles apart."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/open.md", article("Open"))
    for kind, (date, hold) in HELD.items():
        name, _, value = hold.partition(": ")
        put(tmp_path / f"content/{kind}.md", article(kind, date=date, **{name: value}))
    put(tmp_path / "content/README.md", "About this folder.")
    put(tmp_path / "content/_draft.md", article("x"))
    put(tmp_path / "content/empty.md", "").write_bytes(b"")
    put(tmp_path / "content/part.md", article("Headless", headless="true"))
    outcome = built(tmp_path)
    assert Counter(held.reason for held in outcome.held_back) == {
        Hold.DRAFT: 3, Hold.FUTURE: 1, Hold.EMBARGO: 1, Hold.EXPIRED: 2, Hold.NOT_AN_ARTICLE: 4,
    }  # fmt: skip
    assert outcome.read == 12
    assert outcome.published == 1


def test_until_when_is_said_where_a_time_will_let_a_story_out(tmp_path: Path) -> None:
    """Future and embargo have a moment; a draft waits for somebody."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A", date="2026-02-01"))
    put(tmp_path / "content/b.md", article("B", embargo="2026-02-02 08:00"))
    put(tmp_path / "content/c.md", article("C", draft="true"))
    assert {held.path: held.until for held in built(tmp_path).held_back} == {
        "a.md": datetime(2026, 2, 1, tzinfo=UTC),
        "b.md": datetime(2026, 2, 2, 8, tzinfo=UTC),
        "c.md": None,
    }


def test_an_embargoed_story_is_published_as_of_its_embargo(tmp_path: Path) -> None:
    """Its address, edition and place in lists are those of the moment it came out."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A", date="2025-12-04", embargo="2026-01-08T10:00Z"))
    found = published(tmp_path)
    assert "2026/01/a/index.html" in found
    assert "edition/2026-01-08/index.html" in found
    assert not any("2025" in path for path in found)


def test_a_draft_that_cannot_be_read_is_a_warning(tmp_path: Path) -> None:
    """Nobody's unfinished work stops the others from being published."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A"))
    put(tmp_path / "content/b.md", "---\ntitle: B\ndate: someday\ndraft: true\n---\nText.\n")
    outcome = built(tmp_path)
    assert outcome.exit_code == 0
    assert outcome.published == 1
    assert [problem.severity.value for problem in outcome.problems] == ["warning"]
    assert [held.reason for held in outcome.held_back] == [Hold.DRAFT]


def test_a_page_waits_for_its_date_and_embargo_and_ends_at_its_expiry(tmp_path: Path) -> None:
    """Pages of content/pages are held back like stories; not in a page, not in the sitemap."""
    site_from(SITE_WITH_PAGES, tmp_path)
    outcome = run_json("build", "--as-of", "2026-01-06", cwd=tmp_path)
    assert (outcome.code, outcome.held_back["future"], outcome.held_back["embargo"]) == (0, 1, 1)
    assert outcome.held_back["expired"] == 1
    written = "".join(
        file.read_text("utf-8") for file in sorted((tmp_path / "public").rglob("*")) if file.is_file()
    )
    assert "quokka" not in written
    assert "wombat" in written
    later = run_json("build", "--as-of", "2031-01-01", cwd=tmp_path)
    assert (later.code, later.held_back["future"], later.held_back["embargo"]) == (0, 0, 0)


SITE_WITH_PAGES = """
=== content/site.yaml
title: T
base_url: https://test.example/
authority: example.org,2026
=== content/a.md
---
title: A story
date: 2026-01-01
---
A sentence about nothing in particular stands here.
=== content/pages/now.md
---
title: Now
---
A wombat.
=== content/pages/embargoed.md
---
title: Embargoed quokka
embargo: 2030-01-01
---
A quokka.
=== content/pages/future.md
---
title: Future quokka
date: 2030-01-01
---
A quokka.
=== content/pages/gone.md
---
title: Gone quokka
expires: 2020-01-01
---
A quokka.
"""


@pytest.mark.parametrize(
    "field", ["updated: 2030-01-01", "corrections: [{date: 2030-01-01, text: Wrong name}]"]
)
def test_a_story_updated_ahead_of_time_is_named(tmp_path: Path, field: str) -> None:
    """Readers would see a date that has not come; the story is shown, and its author told."""
    site_from(SITE_WITH_PAGES, tmp_path)
    edit(tmp_path / "content/a.md", "date: 2026-01-01", f"date: 2026-01-01\n{field}")
    assert run_json("check", "--as-of", "2026-01-06", cwd=tmp_path).codes == {"dated-ahead"}
    assert run_json("check", "--as-of", "2030-01-06", cwd=tmp_path).codes == set()
