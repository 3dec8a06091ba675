"""Dates at their edges, on whole sites: midnight in far zones, summer time, week 53, one second early."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedgen_site import dates
from feedgen_site.config import EditionRules, SiteConfig
from feedgen_site.editions import edition_close, edition_day
from feedgen_site.model import Hold
from tests.support import SITE, article, built, edition_files, published, put, run, run_json, tree

ZONES = [
    "Etc/GMT+8",  # the sign is POSIX's: eight hours behind UTC
    "America/Los_Angeles",
    "UTC",
    "Pacific/Tongatapu",  # +13 all year
    "Pacific/Auckland",  # +13 in November
]
ATOM = "{http://www.w3.org/2005/Atom}"


def site_in(zone: str, folder: Path, **stories: str) -> Path:
    """Write a site in a zone, each story given by its name and its date."""
    put(folder / "content/site.yaml", f"{SITE}timezone: {zone}\n")
    for name, day in stories.items():
        put(folder / f"content/{name}.md", article(name, date=day))
    return folder


def local(text: str, zone: str) -> datetime:
    """Read a wall clock time of a zone as a moment."""
    moment = dates.parse(text, dates.zone(zone))
    assert moment is not None
    return moment.at


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("clock", ["00:00", "00:05", "08:40", "23:55"])
def test_a_story_of_a_day_is_there_all_day(tmp_path: Path, zone: str, clock: str) -> None:
    """From its first minute to its last by the site's clock: address, edition and feeds name that day."""
    site_in(zone, tmp_path, one="2026-11-24")
    outcome = built(tmp_path, as_of=local(f"2026-11-24 {clock}", zone))
    assert (outcome.published, outcome.held_back, outcome.problems) == (1, (), ())
    found = tree(tmp_path / "public")
    assert {path for path in found if path.startswith(("2026", "edition"))} == {
        "2026/11/one/index.html",
        *edition_files("2026-11-24"),
        *edition_files("2026-W48"),
    }
    midnight = local("2026-11-24", zone)
    entry = ElementTree.fromstring(found["feed.xml"]).find(f"{ATOM}entry")
    assert entry is not None
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}published") or "") == midnight
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "") == midnight
    item = ElementTree.fromstring(found["rss.xml"]).find("channel/item")
    assert item is not None
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == midnight
    (entry_json,) = json.loads(found["feed.json"])["items"]
    assert datetime.fromisoformat(entry_json["date_published"]) == midnight
    # Readers see the day, and no time of day that nobody gave.
    page = found["2026/11/one/index.html"].decode()
    assert '<time datetime="2026-11-24">' in page
    assert "November 24, 2026" in page


@pytest.mark.parametrize("zone", ZONES)
def test_a_story_of_tomorrow_is_not_there_today(tmp_path: Path, zone: str) -> None:
    """At 23:59:59 by the site's clock it is held back, without a trace; a second later it is published."""
    site_in(zone, tmp_path, zyxtomorrow="2026-11-24")
    eve = built(tmp_path, as_of=local("2026-11-23 23:59:59", zone))
    assert [(held.path, held.reason) for held in eve.held_back] == [("zyxtomorrow.md", Hold.FUTURE)]
    assert not any(b"zyxtomorrow" in data for data in tree(tmp_path / "public").values())
    assert built(tmp_path, as_of=local("2026-11-24 00:00:00", zone)).held_back == ()


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"),  # 00:00 is skipped: the day begins at 01:00
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"),  # 00:00 comes twice: the first
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),  # a day that never was: the next one's first
        ("Asia/Gaza", "2026-03-28", "2026-03-27T22:00:00Z"),
    ],
)
def test_a_day_without_midnight_or_with_two_has_one_beginning(
    tmp_path: Path, zone: str, day: str, first: str
) -> None:
    """Clocks may go forward or back at midnight; a story of that day has one moment and is not lost."""
    begins = datetime.fromisoformat(first)
    assert local(day, zone) == begins
    site_in(zone, tmp_path, one=day)
    assert built(tmp_path, as_of=begins - timedelta(seconds=1)).published == 0
    outcome = built(tmp_path, as_of=begins)
    assert (outcome.published, outcome.problems) == (1, ())
    shown = begins.astimezone(dates.zone(zone))
    assert f"edition/{shown:%Y-%m-%d}/index.html" in tree(tmp_path / "public")


CHANGING = [
    "America/New_York",
    "America/Havana",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "UTC",
]


@given(
    st.datetimes(datetime(2011, 12, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(CHANGING),
    st.times(),
)
@example(datetime(2026, 11, 1, 6, 15, tzinfo=UTC), "America/New_York", time(1, 30))
@example(datetime(2026, 3, 8, 7, 10, tzinfo=UTC), "America/New_York", time(2, 30))
@example(datetime(2011, 12, 30, 10, tzinfo=UTC), "Pacific/Apia", time(0))
def test_a_story_stands_in_the_edition_that_closes_next(moment: datetime, zone: str, closes: time) -> None:
    """For every moment, zone and hour of closing, the days on which clocks change included."""
    config = SiteConfig(timezone=zone, edition=EditionRules(closes.replace(second=0, microsecond=0)))
    day = edition_day(moment, config)
    assert edition_close(day - timedelta(days=1), config) <= moment < edition_close(day, config)


WEEK_53 = ["2020-12-31", "2021-01-01", "2021-01-03", "2026-12-28", "2026-12-31", "2027-01-01", "2027-01-03"]


def test_the_days_of_week_53_keep_their_year(tmp_path: Path) -> None:
    """1 January 2027 is in the ISO week 2026-W53; its address, day and feeds say 2027 all the same."""
    assert date(2027, 1, 1).isocalendar()[:2] == (2026, 53)
    site_in("UTC", tmp_path, **{f"s{day.replace('-', '')}": day for day in WEEK_53})
    found = published(tmp_path, as_of=datetime(2027, 1, 4, tzinfo=UTC))
    wanted = {f"{day[:4]}/{day[5:7]}/s{day.replace('-', '')}/index.html" for day in WEEK_53}
    assert {path for path in found if re.match(r"20\d\d/", path)} == wanted
    editions = {path.split("/")[1] for path in found if path.startswith("edition/")}
    assert {key for key in editions if "W" not in key} == set(WEEK_53)
    assert editions - set(WEEK_53) == {"2020-W53", "2026-W53"}
    shown = [item["date_published"][:10] for item in json.loads(found["feed.json"])["items"]]
    assert shown == WEEK_53[::-1]


@pytest.mark.parametrize("written", ["2026-W53", "2026-W53-1", "2026W531", "2026-366"])
def test_a_week_is_no_date(tmp_path: Path, written: str) -> None:
    """A week or a day of the year is refused, with what to type, rather than guessed."""
    site_in("UTC", tmp_path, one=written)
    report = run_json("build", cwd=tmp_path)
    assert (report.code, report.codes, report.written) == (1, {"bad-date"}, ())


def test_an_embargo_ends_at_its_very_second(tmp_path: Path) -> None:
    """One second before, the story is held back, and the line says so; at the second it is published."""
    site_in("Asia/Seoul", tmp_path)
    put(tmp_path / "content/asia/lee.md", article("Lee", embargo="2026-11-24 09:00:01"))
    early = run("build", "--as-of", "2026-11-24T00:00:00Z", cwd=tmp_path)
    assert early.code == 0
    assert early.out.startswith("held: asia/lee.md until 2026-11-24 09:00:01 Asia/Seoul (in 1 s)\n")
    assert not (tmp_path / "public/2026").exists()
    due = run("build", "--as-of", "2026-11-24T00:00:01Z", cwd=tmp_path)
    assert (due.code, "held" in due.out.replace("0 held back", "")) == (0, False)
    assert (tmp_path / "public/2026/11/lee/index.html").exists()


@pytest.mark.parametrize(
    ("as_of", "left"),
    [
        ("2026-11-23T12:00:00Z", "in 3 h"),
        ("2026-11-23T14:59:59Z", "in 1 s"),
        ("2026-11-23T14:59:20Z", "in 40 s"),
        ("2026-11-23T14:59:00Z", "in 1 min"),
        ("2026-11-23T14:48:00Z", "in 12 min"),
        ("2026-11-23T14:00:01Z", "in 1 h"),
        ("2026-11-23T12:10:00Z", "in 3 h"),
        ("2026-11-21T16:00:00Z", "in 47 h"),
        ("2026-11-21T15:00:00Z", "in 2 d"),
        ("2026-11-18T15:00:00Z", "in 5 d"),
        ("1001-01-01T00:00:00Z", "in 374701 d"),
    ],
)
def test_a_held_story_is_named_with_its_moment_and_the_time_left(
    tmp_path: Path, as_of: str, left: str
) -> None:
    """The path in content, the moment by the site's clock, the zone, and a whole number of one unit."""
    site_in("Asia/Seoul", tmp_path)
    put(tmp_path / "content/asia/lee.md", article("Lee", date="2026-11-24"))
    said = run("check", "--as-of", as_of, cwd=tmp_path)
    assert said.code == 0
    assert said.out.splitlines()[0] == f"held: asia/lee.md until 2026-11-24 00:00 Asia/Seoul ({left})"


def test_the_next_to_come_stand_first_and_few_are_shown(tmp_path: Path) -> None:
    """Five, by their moment and not by their name; -v shows all; drafts are named apart."""
    site_in("UTC", tmp_path, **{f"s{9 - n}": f"2026-02-0{n}" for n in range(1, 8)})
    put(tmp_path / "content/d.md", article("D", draft="true"))
    short = run("check", "--as-of", "2026-01-31", cwd=tmp_path).out.splitlines()
    assert short[:8] == [
        *(f"held: s{9 - n}.md until 2026-02-0{n} 00:00 UTC (in {left})" for n, left in enumerate(LEFT, 1)),
        "held: … and 2 more after these (-v shows them)",
        "held back: 1 draft",
        "  d.md",
    ]
    assert run("check", "-v", "--as-of", "2026-01-31", cwd=tmp_path).out.count("held: ") == 7


LEFT = ["24 h", "2 d", "3 d", "4 d", "5 d"]


@pytest.mark.parametrize("zone", ["Pacific/Tongatapu", "Etc/GMT+8", "UTC"])
@pytest.mark.parametrize("day", ["0001-01-01", "0999-12-31", "9999-01-01", "9999-12-31"])
def test_a_year_out_of_reach_is_refused(tmp_path: Path, zone: str, day: str) -> None:
    """Year 1 and year 9999 cannot be moved into every zone: an error at the line, and nothing is written."""
    site_in(zone, tmp_path, one=day)
    report = run_json("build", cwd=tmp_path)
    assert (report.code, report.codes, report.written) == (1, {"bad-date"}, ())
    assert [problem["line"] for problem in report.problems] == [3]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
def test_the_first_and_last_year_in_reach_are_dates(tmp_path: Path, zone: str) -> None:
    """Year 1000 is published, year 9998 held back, whatever the zone; feeds stay well formed."""
    site_in(zone, tmp_path, old="1000-01-01", far="9998-12-31 23:59:59")
    outcome = built(tmp_path)
    assert (outcome.published, outcome.problems) == (1, ())
    assert [held.path for held in outcome.held_back] == ["far.md"]
    found = tree(tmp_path / "public")
    assert "1000/01/old/index.html" in found
    assert "edition/1000-01-01/index.html" in found
    item = ElementTree.fromstring(found["rss.xml"]).find("channel/item")
    assert item is not None
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == local("1000-01-01", zone)
    entry = ElementTree.fromstring(found["feed.xml"]).find(f"{ATOM}entry")
    assert entry is not None
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}published") or "") == local("1000-01-01", zone)
    assert built(tmp_path, as_of=datetime(9999, 1, 2, tzinfo=UTC)).published == 2


@pytest.mark.parametrize("field", ["date", "embargo", "expires", "updated"])
def test_a_date_without_zone_is_the_sites_and_never_the_machines(tmp_path: Path, field: str) -> None:
    """The zone of the machine decides no byte and no problem; that of site.yaml does."""
    site_in("Asia/Seoul", tmp_path)
    fields = {"date": "2026-01-04", field: "2026-01-04 06:00"}
    put(tmp_path / "content/a.md", article("A", **fields))
    trees = []
    for machine in ("America/Los_Angeles", "Pacific/Tongatapu"):
        done = run("build", "--cache", "", "--output", machine.replace("/", "-"),
            "--as-of", "2026-01-04", cwd=tmp_path, env={"TZ": machine})  # fmt: skip
        assert done.code == 0, done.err
        trees.append(tree(tmp_path / machine.replace("/", "-")))
    assert trees[0] == trees[1]
    shown = any(path.startswith("2026") for path in trees[0])
    assert shown is (field != "expires")  # at 09:00 in Seoul
