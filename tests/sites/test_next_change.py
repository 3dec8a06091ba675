"""`next-change` lists every moment at which the site changes by itself, and none at which it does not."""

from __future__ import annotations

import json
import re
import shlex
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from feedgen_site import build, schedule
from feedgen_site.build import Options
from feedgen_site.cli import next_change as next_change_command
from feedgen_site.cli.next_change import cron
from feedgen_site.hosting import pipelines
from feedgen_site.problem import errors
from feedgen_site.schedule import Change, Event
from tests.sites.test_as_of import SCHEDULES, START, TICK, Schedule, site_of, written
from tests.support import AS_OF, ROOT, SITE, Run, article, called, put, run, site_from

LONG_BEFORE = START - timedelta(days=400)
LONG_AFTER = START + timedelta(days=4000)


def changes(folder: Path, as_of: datetime = LONG_BEFORE) -> tuple[Change, ...]:
    """List the moments of the site in `folder`."""
    options = Options(content=str(folder / "content"), output="", as_of=as_of, jobs=1)
    heads, pages, config, problems = build.heads(options)
    assert not errors(problems)
    return schedule.moments(heads, pages, config, as_of)


def story(folder: Path, *rows: str, site: str = "") -> tuple[tuple[str, str, str], ...]:
    """List the moments of a site with one story, as of 10 January, as (day and time, event, name)."""
    put(folder / "content/site.yaml", SITE + site)
    put(folder / "content/a.md", "---\ntitle: A\n" + "\n".join(rows) + "\n---\nA sentence stands here.\n")
    return told(changes(folder, AS_OF))


def told(found: tuple[Change, ...]) -> tuple[tuple[str, str, str], ...]:
    """Make changes readable."""
    return tuple((f"{one.at:%m-%d %H:%M}", one.event.value, one.name) for one in found)


# ---- the list is complete, and holds nothing else ----------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=12, phases=(Phase.generate,))
@given(SCHEDULES, st.data())
def test_the_site_changes_at_every_moment_of_the_list_and_never_between_two(
    plan: Schedule, data: st.DataObject
) -> None:
    """Any two instants between consecutive moments give the same bytes; each moment gives others."""
    with written(plan) as folder:
        times = sorted({change.at for change in changes(folder)})
        last: dict[str, bytes] = {}
        for first, after in pairwise((LONG_BEFORE, *times, LONG_AFTER)):
            instant = first + data.draw(st.integers(0, (after - first) // TICK - 1)) * TICK
            shown = site_of(folder, first)
            assert shown != last
            assert site_of(folder, instant) == shown
            last = site_of(folder, after - TICK)
            assert last == shown


@given(SCHEDULES, st.integers(-24, 240))
def test_what_has_passed_leaves_the_list_and_nothing_else_does(plan: Schedule, hours: int) -> None:
    """The list after any time is the end of the list after an earlier one, that time itself left out."""
    as_of = START + timedelta(hours=hours)
    with written(plan) as folder:
        assert changes(folder, as_of) == tuple(one for one in changes(folder) if one.at > as_of)


# ---- each kind of change, by example -----------------------------------------------------------------------


def test_a_future_date_is_a_moment_and_so_is_the_close_of_the_edition_it_makes(tmp_path: Path) -> None:
    """Nobody has seen that edition yet; it appears with its story and closes at the end of the day."""
    assert story(tmp_path, "date: 2026-01-12T08:00:00Z") == (
        ("01-12 08:00", "date", "a.md"),
        ("01-13 00:00", "close", "/edition/2026-01-12/"),
        ("01-19 00:00", "close", "/edition/2026-W03/"),
    )


def test_an_embargo_counts_from_its_end_or_from_a_later_date(tmp_path: Path) -> None:
    """What readers wait for is the later of the two, and it is called what it is."""
    embargo = story(tmp_path, "date: 2026-01-01", "embargo: 2026-01-12T08:00:00Z")
    assert embargo[0] == ("01-12 08:00", "embargo", "a.md")
    date = story(tmp_path, "date: 2026-01-14", "embargo: 2026-01-12T08:00:00Z")
    assert [one for one in date if one[2] == "a.md"] == [("01-14 00:00", "date", "a.md")]


def test_a_story_that_is_out_has_its_expiry(tmp_path: Path) -> None:
    """Its edition has closed long ago."""
    assert story(tmp_path, "date: 2026-01-01", "expires: 2026-02-01") == (("02-01 00:00", "expiry", "a.md"),)


def test_an_expiry_of_what_is_still_held_back_is_a_moment(tmp_path: Path) -> None:
    """It comes, and goes again before its edition would close, so that no close is listed."""
    assert story(tmp_path, "date: 2026-01-12T08:00:00Z", "expires: 2026-01-12T20:00:00Z") == (
        ("01-12 08:00", "date", "a.md"),
        ("01-12 20:00", "expiry", "a.md"),
    )


def test_an_edition_that_is_gone_at_its_close_does_not_close(tmp_path: Path) -> None:
    """Its only story expires at that very moment: one change, not two."""
    assert story(tmp_path, "date: 2026-01-10", "expires: 2026-01-11") == (("01-11 00:00", "expiry", "a.md"),)


@pytest.mark.parametrize(
    "rows",
    [
        ("date: 2026-01-01",),
        ("date: 2026-02-01", "draft: true"),
        ("date: 2026-01-01", "expires: 2026-02-01", "draft: true"),
        ("date: 2026-02-01", "expires: 2026-01-20"),
        ("date: 2026-02-01", "expires: 2026-02-01"),
        ("date: 2026-01-01", "expires: 2026-01-10"),
        ("date: 2026-01-01", "updated: 2026-02-01"),
    ],
)
def test_what_time_never_changes_is_not_listed(tmp_path: Path, rows: tuple[str, ...]) -> None:
    """Drafts, what expires before it appears, what is over, and dates of change schedule nothing."""
    assert story(tmp_path, *rows) == ()


def test_an_edition_closes_once_for_all_its_stories(tmp_path: Path) -> None:
    """One line, however many stories; as long as one of them is still there."""
    for name, rows in {"b": "", "c": "expires: 2026-01-10T20:00:00Z\n"}.items():
        put(tmp_path / f"content/{name}.md", f"---\ntitle: {name}\ndate: 2026-01-10\n{rows}---\nText.\n")
    assert story(tmp_path, "date: 2026-01-10") == (
        ("01-10 20:00", "expiry", "c.md"),
        ("01-11 00:00", "close", "/edition/2026-01-10/"),
        ("01-12 00:00", "close", "/edition/2026-W02/"),
    )


def test_editions_close_in_the_zone_of_the_site(tmp_path: Path) -> None:
    """At `edition.closes` there, which may be another day in UTC."""
    site = "timezone: Asia/Seoul\nedition: {closes: '06:30'}\n"
    assert story(tmp_path, "date: 2026-01-10T08:00:00+09:00", site=site) == (
        ("01-10 21:30", "close", "/edition/2026-01-11/"),
        ("01-10 21:30", "close", "/edition/2026-W02/"),
    )


def test_pages_come_and_go_without_an_edition(tmp_path: Path) -> None:
    """A page of content/pages has its moments, too."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/pages/fair.md", article("Fair", "2026-01-12", expires="2026-01-20"))
    put(tmp_path / "content/pages/draft.md", article("Draft", "2026-01-12", draft="true"))
    assert told(changes(tmp_path, AS_OF)) == (
        ("01-12 00:00", "date", "pages/fair.md"),
        ("01-20 00:00", "expiry", "pages/fair.md"),
    )


# ---- the command -------------------------------------------------------------------------------------------

SCHEDULED = """
=== content/site.yaml
title: The Test
base_url: https://test.example/
authority: test.example,2026
timezone: Asia/Seoul
=== content/open.md
---
title: Open
date: 2026-01-10
---
A sentence stands here.
=== content/asia/lee.md
---
title: Lee
date: 2026-01-09
embargo: 2026-01-11
expires: 2026-01-11T09:00:30+09:00
---
A sentence stands here.
=== content/draft.md
---
title: Zyxdraft
date: 2026-01-12
draft: true
---
A sentence stands here.
"""


def next_change(folder: Path, *more: str, as_of: str = "2026-01-10T12:00:00Z") -> Run:
    """Run the command on the scheduled site."""
    site_from(SCHEDULED, folder)
    return called("next-change", "--as-of", as_of, *more, cwd=folder)


def building(folder: Path, *more: str) -> str:
    """Give the command of a crontab line: nothing in it depends on where cron runs, or what is in PATH."""
    return f"cd {shlex.quote(str(folder))} && " + shlex.join(
        [sys.executable, "-m", "feedgen_site", "build", *more]
    )


def test_the_command_prints_moments_and_schedules(tmp_path: Path) -> None:
    """One moment above the other in the site's zone, what happens together below each other, then cron."""
    done = next_change(tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "2026-01-11 00:00 Asia/Seoul (in 3 h)  /edition/2026-01-10/ closes\n"
        "                                      asia/lee.md comes out of embargo\n"
        "2026-01-11 09:00:30 Asia/Seoul (in 12 h)  asia/lee.md expires\n"
        "2026-01-12 00:00 Asia/Seoul (in 27 h)  /edition/2026-W02/ closes\n"
        "\n"
        "crontab, on a machine whose clock is in UTC:\n"
        f"  0 15 10 1 * {building(tmp_path)}\n"
        f"  1 0 11 1 * {building(tmp_path)}\n"
        f"  0 15 11 1 * {building(tmp_path)}\n"
        "GitHub Actions:\n"
        "  on:\n"
        "    schedule:\n"
        '      - cron: "0 15 10 1 *"\n'
        '      - cron: "1 0 11 1 *"\n'
        '      - cron: "0 15 11 1 *"\n'
        "GitLab CI, pipeline schedules with the cron timezone UTC:\n"
        "  0 15 10 1 *\n"
        "  1 0 11 1 *\n"
        "  0 15 11 1 *\n"
    )
    assert not (tmp_path / "public").exists()


def test_the_command_gives_a_program_the_same(tmp_path: Path) -> None:
    """One object with the documented keys, and no draft in it."""
    done = next_change(tmp_path, "--json")
    assert json.loads(done.out) == {
        "as_of": "2026-01-10T12:00:00Z",
        "since": None,
        "moments": [
            {
                "at": "2026-01-10T15:00:00Z",
                "cron": "0 15 10 1 *",
                "what": "close",
                "edition": "/edition/2026-01-10/",
            },
            {"at": "2026-01-10T15:00:00Z", "cron": "0 15 10 1 *", "what": "embargo", "path": "asia/lee.md"},
            {"at": "2026-01-11T00:00:30Z", "cron": "1 0 11 1 *", "what": "expiry", "path": "asia/lee.md"},
            {
                "at": "2026-01-11T15:00:00Z",
                "cron": "0 15 11 1 *",
                "what": "close",
                "edition": "/edition/2026-W02/",
            },
        ],
    }


def test_the_schedule_builds_the_site_of_the_command(tmp_path: Path) -> None:
    """With the same folder and settings, whatever their names; to cron a bare % would end the line."""
    site_from(SCHEDULED, tmp_path / "a 100% site")
    (tmp_path / "a 100% site/content").rename(tmp_path / "a 100% site/news")
    done = run(
        "next-change", "--as-of", "2026-01-10T12:00:00Z", "--content", "news", "--config", "news/site.yaml",
        cwd=tmp_path / "a 100% site",
    )  # fmt: skip
    line = building(tmp_path / "a 100% site", "--content", "news", "--config", "news/site.yaml")
    assert f"  0 15 10 1 * {line}\n".replace("%", r"\%") in done.out


def test_the_installed_program_is_named_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A virtual environment is not in the PATH of cron."""
    script = put(tmp_path / ".venv/bin/feedgen-site", "")
    site_from(SCHEDULED, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(script), "next-change"])
    options = Options(content="content", output="", as_of=AS_OF, jobs=1)
    assert next_change_command.run(options, None, as_json=False) == 0
    assert f" && {shlex.quote(str(script))} build\n" in capsys.readouterr().out


def test_the_moment_of_asking_has_whole_seconds(tmp_path: Path) -> None:
    """The clock knows more than the documentation promises."""
    put(tmp_path / "content/a.md", article("A"))
    said = json.loads(run("next-change", "--json", "--since", "2h", cwd=tmp_path).out)
    for key in ("as_of", "since"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said[key])


@pytest.mark.parametrize(
    ("as_of", "since", "shown"),
    [
        ("2026-01-10T14:59:59Z", "2h", ""),
        ("2026-01-10T15:00:00Z", "90m", "2026-01-11 00:00 Asia/Seoul (now)"),
        ("2026-01-10T15:30:00Z", "2026-01-10T14:59:59Z", "2026-01-11 00:00 Asia/Seoul (30 min ago)"),
        ("2026-01-10T15:30:00Z", "2026-01-10T15:00:00Z", ""),
        ("2026-01-12T15:00:00Z", "1d", ""),
    ],
)
def test_since_prints_what_fell_due_and_nothing_where_nothing_did(
    tmp_path: Path, as_of: str, since: str, shown: str
) -> None:
    """From then until now, now included: a script need only look whether there is any output."""
    done = next_change(tmp_path, "--since", since, as_of=as_of)
    assert (done.code, done.err) == (0, "")
    assert done.out.split("  ")[0] == shown


def test_a_site_without_schedule_says_so(tmp_path: Path) -> None:
    """No empty crontab."""
    done = next_change(tmp_path, as_of="2027-01-01")
    assert done.out == "nothing is scheduled: the site changes only when somebody edits it\n"


@pytest.mark.parametrize("as_json", [False, True])
def test_an_error_in_content_is_said_instead_of_moments(tmp_path: Path, as_json: bool) -> None:
    """A build would publish nothing, and a schedule made from the rest would lack this file's moments."""
    put(tmp_path / "content/bad.md", "---\ntitle: Bad\ndate: 04/01/2026\n---\nText.\n")
    done = next_change(tmp_path, *["--json"] * as_json)
    assert done.code == 1
    if as_json:
        assert [problem["code"] for problem in json.loads(done.out)["problems"]] == ["bad-date"]
    else:
        assert done.out == ""
        assert done.err.startswith("content/bad.md:3:7: ")


@pytest.mark.parametrize("mistake", ["--content=nowhere", "--config=nowhere.yaml", "--since=soon"])
def test_wrong_usage_ends_with_two(tmp_path: Path, mistake: str) -> None:
    """A folder, settings or time that cannot be used is said in a sentence."""
    done = next_change(tmp_path, mistake)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err


def test_a_file_name_cannot_break_the_line(tmp_path: Path) -> None:
    """What would turn a line around is taken out of it."""
    put(tmp_path / "content/a\u202eb.md", article("A", "2026-01-11T00:00:00+09:00"))
    assert "\u202e" not in next_change(tmp_path).out


# ---- schedules ---------------------------------------------------------------------------------------------


@given(st.integers(0, 2**52))
def test_cron_runs_in_the_first_whole_minute_that_does_not_come_before_the_moment(number: int) -> None:
    """Never before, for then the build would not show it; and not a minute later than need be."""
    at = AS_OF + number * TICK
    minute, hour, day, month, weekday = cron(at).split()
    year = at.year + (at.month == 12 and month == "1")
    due = datetime(year, int(month), int(day), int(hour), int(minute), tzinfo=UTC)
    assert timedelta(0) <= due - at < timedelta(minutes=1)
    assert weekday == "*"


def test_at_most_five_moments_are_scheduled(tmp_path: Path) -> None:
    """All are listed; nobody pastes a hundred cron lines."""
    for day in range(10, 20):
        put(tmp_path / f"content/{day}.md", article("A", f"2026-02-{day}"))
    out = next_change(tmp_path).out
    assert len(re.findall(r"is published$", out, re.MULTILINE)) == 10
    assert out.count(" - cron: ") == 5


def test_the_documentation_shows_the_schedule_of_the_command() -> None:
    """The guide to publishing names the command, and its option as the command takes it."""
    text = (ROOT / "docs/publishing.md").read_text("utf-8")
    assert "jq -r '.moments[].cron'" in text
    assert 'changes="$(feedgen-site next-change --since 2h)"' in github_workflow()


def github_workflow() -> str:
    """Give the workflow that a site on GitHub is given."""
    (workflow,) = (text for path, text in pipelines.pipeline("github").items() if path.endswith(".yml"))
    return workflow


def test_the_recipe_for_github_builds_once_a_day_whatever_is_due() -> None:
    """What fell due while no run came through for two hours need not wait for the next push."""
    workflow = github_workflow()
    crons = re.findall(r'- cron: "(.*?)"', workflow)
    (daily,) = [one for one in crons if re.fullmatch(r"\d+ \d+ \* \* \*", one)]
    assert f'[ "$SCHEDULE" = "{daily}" ]' in workflow


def test_every_event_is_documented() -> None:
    """A program can rely on the values of `what`."""
    text = (ROOT / "docs/command-line.md").read_text("utf-8")
    assert "`what` is " + ", ".join(f"`{event.value}`" for event in list(Event)[:-1]) in text
