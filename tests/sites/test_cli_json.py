"""`--json`: one object, always the same keys, whatever went wrong; and the exit codes that go with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import SITE, article, put, run, run_json, site_from, times, tree

GOOD = f"""\
=== content/site.yaml
{SITE}
=== content/asia/a.md
---
title: A
date: 2026-01-04
---
The story has a sentence. It has another one.
=== content/asia/b.md
---
title: B
date: 2026-01-05
draft: true
---
Not yet.
"""


def test_a_bare_folder_of_articles_builds(tmp_path: Path) -> None:
    """No site.yaml, no front matter but a date: a site comes out, with warnings and exit code 0."""
    put(
        tmp_path / "articles/2026-01-04-first-words.md",
        "# First words\n\nThis is all there is. It is enough.\n",
    )
    report = run_json("build", "--content", "articles", "--output", "out", cwd=tmp_path)
    assert report.code == 0
    assert (report.read, report.published) == (1, 1)
    assert report.codes == {"no-base-url", "no-authority"}
    assert b"First words" in tree(tmp_path / "out")["2026/01/first-words/index.html"]


def test_success_says_what_was_read_published_and_written(tmp_path: Path) -> None:
    """Every file of the output is in exactly one of written and unchanged."""
    site_from(GOOD, tmp_path)
    first = run_json("build", cwd=tmp_path)
    assert (first.code, first.read, first.published) == (0, 2, 1)
    none = dict.fromkeys(("future", "embargo", "expired", "withheld", "not_an_article"), 0)
    assert first.held_back == {"draft": 1, **none}
    assert set(first.written) == set(tree(tmp_path / "public"))
    assert first.unchanged == first.removed == ()
    assert first.problems == ()
    second = run_json("build", cwd=tmp_path)
    assert second.unchanged == first.written
    assert second.written == second.removed == ()


def test_content_errors_end_with_1_and_are_listed(tmp_path: Path) -> None:
    """Where, what and what to type; nothing published, nothing written."""
    site_from(GOOD, tmp_path)
    put(tmp_path / "content/asia/c.md", "---\ntitle: C\ndate: 04/01/2026\n---\nText.\n")
    report = run_json("build", cwd=tmp_path)
    assert (report.code, report.published) == (1, 0)
    assert report.written == report.unchanged == ()
    [problem] = [found for found in report.problems if found["severity"] == "error"]
    assert problem["path"] == "content/asia/c.md"
    assert problem["line"]
    assert problem["hint"]
    assert not (tmp_path / "public").exists()


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ("titel: X\n", "unknown-key"),
        ("title: [\n", "yaml-syntax"),
        ("- a\n", "not-a-mapping"),
        ("base_url: here\n", "bad-base-url"),
        ("authority: me\n", "bad-authority"),
        ("timezone: Mars/Base\n", "bad-timezone"),
        ("permalinks: /{year}/\n", "bad-permalinks"),
        ("feeds: {entries: many}\n", "wrong-type"),
        ("points: {ranker: best}\n", "unknown-ranker"),
    ],
)
def test_a_mistake_in_site_yaml_ends_with_2(tmp_path: Path, settings: str, code: str) -> None:
    """It concerns every page, so nothing is built."""
    site_from(GOOD, tmp_path)
    put(tmp_path / "content/site.yaml", settings)
    report = run_json("build", cwd=tmp_path)
    assert report.code == 2
    assert code in report.codes
    assert not (tmp_path / "public").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("build", "--nonsense"),
        ("build", "--jobs", "many"),
        ("build", "--as-of", "yesterday"),
        ("build", "--as-of", "2026-13-45"),
        ("check", "--skip-bad"),
        ("bild",),
        (),
        ("build", "extra"),
        ("build", "--output"),
        ("new",),
    ],
)
def test_wrong_usage_ends_with_2_and_is_said_in_json_too(tmp_path: Path, words: tuple[str, ...]) -> None:
    """A program that asked for JSON gets JSON, and nothing is written."""
    site_from(GOOD, tmp_path)
    before = times(tmp_path)
    report = run_json(*words, cwd=tmp_path)
    assert report.code == 2
    assert report.codes == {"usage"}
    assert times(tmp_path) == before


def test_a_broken_template_ends_with_2_and_names_file_and_line(tmp_path: Path) -> None:
    """`templates/article.html:2` is where to look."""
    site_from(GOOD, tmp_path)
    put(tmp_path / "templates/article.html", "fine\n{{ page.nothing }}\n")
    for command in ("check", "build"):
        report = run_json(command, cwd=tmp_path)
        assert report.code == 2
        [problem] = report.problems
        assert (problem["path"], problem["line"]) == ("templates/article.html", 2)
    assert not (tmp_path / "public").exists()


def test_check_writes_nothing_into_the_output(tmp_path: Path) -> None:
    """With `--cache ''` check leaves no trace at all; with a cache, nothing but that."""
    site_from(GOOD, tmp_path)
    before = times(tmp_path)
    report = run_json("check", "--cache", "", cwd=tmp_path)
    assert (report.code, report.published, report.written) == (0, 1, ())
    assert times(tmp_path) == before
    run_json("check", cwd=tmp_path)
    assert {path for path in times(tmp_path) if not path.startswith(".cache")} == before.keys()


def test_check_leaves_an_existing_output_alone(tmp_path: Path) -> None:
    """Also where a build would write and remove."""
    site_from(GOOD, tmp_path)
    run_json("build", cwd=tmp_path)
    put(tmp_path / "content/asia/a.md", article("Another"))
    before = times(tmp_path / "public")
    assert run_json("check", cwd=tmp_path).code == 0
    assert times(tmp_path / "public") == before


def test_strict_refuses_to_build_without_a_base_url(tmp_path: Path) -> None:
    """Feeds that say example.org are no feeds to publish; a warning otherwise."""
    put(tmp_path / "content/a.md", article("A"))
    report = run_json("build", "--strict", cwd=tmp_path)
    assert report.code == 1
    assert {found["code"] for found in report.problems if found["severity"] == "error"} == {
        "no-base-url", "no-authority"
    }  # fmt: skip
    assert not (tmp_path / "public").exists()
    assert run_json("build", cwd=tmp_path).code == 0


def test_strict_builds_a_site_without_warnings(tmp_path: Path) -> None:
    """Strict is not hostile."""
    site_from(GOOD, tmp_path)
    assert run_json("build", "--strict", cwd=tmp_path).code == 0


def test_site_yaml_may_silence_a_warning_or_make_it_an_error(tmp_path: Path) -> None:
    """`check: {broken-link: off}`; what is an error cannot be switched, and an unknown rule is named."""
    site_from(GOOD, tmp_path)
    put(tmp_path / "content/asia/a.md", article("A", body="See [it](nowhere.md). It is not there."))
    assert run_json("check", cwd=tmp_path).codes == {"broken-link"}
    put(tmp_path / "content/site.yaml", f"{SITE}check: {{broken-link: off}}\n")
    assert run_json("check", cwd=tmp_path).codes == set()
    put(tmp_path / "content/site.yaml", f"{SITE}check: {{broken-link: error}}\n")
    assert run_json("check", cwd=tmp_path).code == 1
    put(tmp_path / "content/site.yaml", f"{SITE}check: {{broken-link: off, no-date: off}}\n")
    refused = run_json("check", cwd=tmp_path)
    assert (refused.code, refused.codes) == (2, {"unknown-key"})


def test_skip_bad_publishes_the_others_names_the_bad_and_ends_with_1(tmp_path: Path) -> None:
    """In JSON and in words."""
    site_from(GOOD, tmp_path)
    put(tmp_path / "content/asia/c.md", "---\ntitle: C\ndate: someday\n---\nText.\n")
    without = run("build", cwd=tmp_path)
    assert without.code == 1
    assert not (tmp_path / "public").exists()
    assert without.out.splitlines()[-1] == "1 other would publish with --skip-bad"
    report = run_json("build", "--skip-bad", cwd=tmp_path)
    assert (report.code, report.published) == (1, 1)
    assert [found["path"] for found in report.problems if found["severity"] == "error"] == [
        "content/asia/c.md"
    ]
    assert "2026/01/a/index.html" in report.written
    again = run("build", "--skip-bad", cwd=tmp_path)
    assert "content/asia/c.md:3:" in again.err
    assert again.out.splitlines()[-1] == "public/index.html"


def test_the_last_lines_say_what_was_done(tmp_path: Path) -> None:
    """Read, published, held back and until when, written, unchanged, removed, time, and where to look."""
    site_from(GOOD, tmp_path)
    put(tmp_path / "content/asia/d.md", article("D", date="2026-03-01 08:00"))
    done = run("build", "--as-of", "2026-01-10", cwd=tmp_path)
    assert done.code == 0
    assert done.err == ""
    assert "1 draft" in done.out
    assert "held: asia/d.md until 2026-03-01 08:00 UTC (in 50 d)\n" in done.out
    assert "3 read, 1 published, 2 held back; " in done.out
    assert " written, 0 unchanged, 0 removed in " in done.out
    assert done.out.splitlines()[-1] == "public/index.html"


def test_problems_are_said_with_place_code_and_hint(tmp_path: Path) -> None:
    """`path:line:col: message [code]`, then the hint, on standard error."""
    site_from(GOOD, tmp_path)
    put(tmp_path / "content/asia/c.md", "---\ntitle: C\ndate: 04/01/2026\n---\nText.\n")
    done = run("check", cwd=tmp_path)
    lines = done.err.splitlines()
    assert lines[0].startswith("content/asia/c.md:3:")
    assert lines[0].endswith("]")
    assert lines[1].startswith("  hint: ")


def test_all_problems_are_told_in_one_run_in_order(tmp_path: Path) -> None:
    """Three files with a mistake each are three problems, sorted by place, the same every time."""
    site_from(GOOD, tmp_path)
    for name in ("z", "m", "b2"):
        put(tmp_path / f"content/{name}.md", f"---\ntitle: {name}\ndate: never\n---\nText.\n")
    first, second = run_json("check", cwd=tmp_path), run_json("check", "--jobs", "3", cwd=tmp_path)
    assert first.problems == second.problems
    paths = [str(found["path"]) for found in first.problems if found["severity"] == "error"]
    assert paths == ["content/b2.md", "content/m.md", "content/z.md"]


def test_many_warnings_of_one_kind_are_counted_unless_asked_for(tmp_path: Path) -> None:
    """Ten are shown and the rest counted; -v shows them all."""
    site_from(GOOD, tmp_path)
    for number in range(15):
        put(tmp_path / f"content/w{number}.md", article(f"W{number}", body="[x](gone.md) is a dead link."))
    short, long = run("check", cwd=tmp_path), run("check", "-v", cwd=tmp_path)
    assert short.err.count("warning: the link") == 10
    assert "… and 5 more warnings [broken-link] (-v shows them)" in short.err
    assert long.err.count("warning: the link") == 15
