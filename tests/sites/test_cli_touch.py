"""`touch`: one line says that an article was changed, and readers hear of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support import AS_OF, SITE, article, published, put, run, times


@pytest.fixture
def site(tmp_path: Path) -> Path:
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/lee.md", article("Lee"))
    return tmp_path


def updated_in(folder: Path, as_of: datetime = AS_OF) -> str:
    published(folder, as_of=as_of)
    [item] = json.loads((folder / "public/feed.json").read_text("utf-8"))["items"]
    return str(item.get("date_modified", "never"))


def test_the_moment_is_now_in_utc_to_the_second(site: Path) -> None:
    """It is written and printed in one form, whatever the machine's zone."""
    start = datetime.now(UTC).replace(microsecond=0)
    touched = run("touch", "content/lee.md", cwd=site, env={"TZ": "Asia/Seoul"})
    end = datetime.now(UTC)
    assert (touched.code, touched.err) == (0, "")
    match = re.fullmatch(r"content/lee\.md  updated: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n", touched.out)
    assert match
    assert start <= datetime.fromisoformat(match[1]) <= end
    assert (
        (site / "content/lee.md")
        .read_text("utf-8")
        .startswith(f'---\ntitle: "Lee"\ndate: 2026-01-04\nupdated: {match[1]}\n---\n')
    )


def test_readers_see_the_moment(site: Path) -> None:
    """The feed's entry is updated then, and published when it was."""
    assert updated_in(site) == "never"
    assert run("touch", "content/lee.md", "--at", "2026-01-05 10:30", cwd=site).code == 0
    assert updated_in(site) == "2026-01-05T10:30:00Z"


def test_an_earlier_value_is_replaced(site: Path) -> None:
    """Under the key it has, in the quotes it has, with its comment."""
    put(site / "content/lee.md", article("Lee", lastmod='"2026-01-04"  # hand-made'))
    touched = run("touch", "content/lee.md", "--at", "2026-01-05T09:59:00.5+09:00", cwd=site)
    assert touched.out == "content/lee.md  updated: 2026-01-05T00:59:00Z\n"
    assert '\nlastmod: "2026-01-05T00:59:00Z"  # hand-made\n---\n' in (site / "content/lee.md").read_text(
        "utf-8"
    )


def test_the_same_moment_again_writes_nothing(site: Path) -> None:
    """Time and inode stay."""
    run("touch", "content/lee.md", "--at", "2026-01-05", cwd=site)
    before = times(site)
    again = run("touch", "content/lee.md", "--at", "2026-01-05", cwd=site)
    assert (again.code, again.out) == (0, "content/lee.md  updated: 2026-01-05T00:00:00Z\n")
    assert times(site) == before


def test_before_publication_it_has_no_effect_and_says_so(site: Path) -> None:
    """A story that is still to come, or a draft, has no readers yet."""
    put(site / "content/later.md", article("Later", "2026-01-04", embargo="9000-01-01 12:00"))
    put(site / "content/draft.md", article("Draft", draft="true"))
    at = ["--at", "2026-01-05"]
    touched = run("touch", "content/later.md", "content/draft.md", *at, cwd=site)
    assert (touched.code, touched.err) == (0, "")
    assert touched.out == (
        "content/draft.md  updated: 2026-01-05T00:00:00Z  (no effect while it is a draft)\n"
        "content/later.md  updated: 2026-01-05T00:00:00Z  "
        "(no effect before it is published: 9000-01-01T12:00:00Z)\n"
    )


def test_a_moment_that_readers_do_not_see_is_said(site: Path) -> None:
    """Not after the publication: nothing changes. Still to come: readers see that date at once."""
    for at, remark in {
        "2026-01-03": "  (no effect, for it is published at 2026-01-04T00:00:00Z)",
        "2026-01-04": "  (no effect, for it is published at 2026-01-04T00:00:00Z)",
        "2026-01-04 00:00:01": "",
        "9000-01-01": "  (still to come: readers see that date now, and a build before it warns)",
    }.items():
        touched = run("touch", "content/lee.md", "--at", at, cwd=site)
        assert (touched.code, touched.err) == (0, "")
        assert touched.out.partition("Z")[2] == f"{remark}\n"


def test_a_path_below_the_content_folder_will_do(site: Path) -> None:
    """As builds and `next-change` print it; where the path exists as typed, that is meant."""
    put(site / "content/asia/kim.md", article("Kim"))
    touched = run("touch", "asia/kim.md", "--at", "2026-01-05", cwd=site)
    assert (touched.code, touched.out) == (0, "content/asia/kim.md  updated: 2026-01-05T00:00:00Z\n")
    put(site / "asia/kim.md", article("Another"))
    refused = run("touch", "asia/kim.md", cwd=site)
    assert (refused.code, refused.out) == (2, "")
    assert "asia/kim.md: this is not an article of the content folder content [not-an-article]" in refused.err


def test_what_never_becomes_a_story_is_refused_and_others_proceed(site: Path) -> None:
    """Nobody could hear of a change in it."""
    put(site / "content/a.html", "<p>No header.</p>\n")
    put(site / "content/b.md", article("B", headless="true"))
    put(site / "content/c.md", article("C", updated="[2026-01-01]"))
    touched = run("touch", *(f"content/{name}" for name in ("a.html", "b.md", "c.md", "lee.md")), cwd=site)
    assert touched.code == 1
    assert re.findall(r"^content/(\S+?):.*\[(.+)\]$", touched.err, re.MULTILINE) == [
        ("a.html", "not-an-article"), ("b.md", "not-an-article"), ("c.md", "not-editable"),
    ]  # fmt: skip
    assert re.findall(r"^content/\S+", touched.out, re.MULTILINE) == ["content/lee.md"]


def test_a_symbolic_link_stays_one(site: Path) -> None:
    """What it leads to is named, so that the user can say so."""
    (site / "content/link.md").symlink_to("lee.md")
    refused = run("touch", "content/link.md", cwd=site)
    assert (refused.code, refused.out) == (1, "")
    assert "a symbolic link to content/lee.md" in refused.err
    assert (site / "content/link.md").is_symlink()


@pytest.mark.parametrize("words", [["touch"], ["touch", "content/lee.md", "--at", "yesterday"]])
def test_wrong_usage_ends_with_two(site: Path, words: list[str]) -> None:
    """No file, or no date."""
    before = times(site)
    assert run(*words, cwd=site).code == 2
    assert times(site) == before


def test_a_build_before_the_moment_is_as_if_it_were_known(site: Path) -> None:
    """`updated` ahead of the build is warned about there; touch itself takes any moment."""
    at = AS_OF + timedelta(days=1)
    assert run("touch", "content/lee.md", "--at", at.isoformat(), cwd=site).code == 0
    assert updated_in(site, as_of=at) == at.isoformat().replace("+00:00", "Z")
