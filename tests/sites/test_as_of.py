"""The as-of time acts only at scheduled moments: an embargo or future date, an expiry, an edition's close.

What the site shows is modelled here in a few lines that know nothing of the program: which stories are out,
and whose editions are still open. Two as-of times give the same bytes exactly if the model says the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_site.problem import errors
from feedgen_site.state import STATE_FILE
from tests.support import SITE, built, edition_files, put, tree

START = datetime(2026, 1, 3, tzinfo=UTC)
TICK = timedelta(microseconds=1)
SEOUL = timedelta(hours=9)  # all the year round
CLOSES = (time(0, 0), time(18, 0), time(6, 30))
SOME_HOURS = st.integers(0, 96).map(lambda hours: START + timedelta(hours=hours))
MAYBE = st.none() | SOME_HOURS


@dataclass(frozen=True)
class Item:
    """A story or page as its author schedules it; `updated` and `corrected` schedule nothing."""

    date: datetime
    embargo: datetime | None
    expires: datetime | None
    updated: datetime | None
    corrected: datetime | None
    is_page: bool

    @property
    def appears(self) -> datetime:
        """Give the moment from which it may be read."""
        return max(self.date, self.embargo or self.date)

    def is_out(self, as_of: datetime) -> bool:
        """Say whether it can be read."""
        return self.appears <= as_of and (self.expires is None or as_of < self.expires)

    def text(self, number: int) -> str:
        """Write it as Markdown."""
        fields = {
            "date": self.date,
            "embargo": self.embargo,
            "expires": self.expires,
            "updated": self.updated,
        }
        rows = [f"title: Item {number}"]
        rows += [f"{name}: {moment.isoformat()}" for name, moment in fields.items() if moment]
        if self.corrected:
            rows.append(f"corrections: [{{date: '{self.corrected.isoformat()}', text: A name was wrong.}}]")
        return "---\n" + "\n".join(rows) + f"\n---\nItem {number} has a sentence of its own.\n"


@dataclass(frozen=True)
class Schedule:
    """Everything of a site that has to do with time."""

    items: tuple[Item, ...]
    closes: time

    def close_of(self, item: Item) -> datetime:
        """Give the moment the item's edition closes: the next one after it appears, in Seoul."""
        local = (item.appears + SEOUL).replace(tzinfo=None)
        close = datetime.combine(local.date(), self.closes)
        close += timedelta(days=close <= local)
        return close.replace(tzinfo=UTC) - SEOUL

    def week_close_of(self, item: Item) -> datetime:
        """Give the moment the edition of the item's week closes: with that of its Sunday."""
        close = self.close_of(item)
        day = (close + SEOUL - TICK).date()
        return close + timedelta(days=6 - day.weekday())

    def shown(self, as_of: datetime) -> frozenset[tuple[int, bool, bool]]:
        """Model what the site of a moment shows: each item that is out, and which editions of it are open."""
        return frozenset(
            (
                number,
                not item.is_page and self.close_of(item) > as_of,
                not item.is_page and self.week_close_of(item) > as_of,
            )
            for number, item in enumerate(self.items)
            if item.is_out(as_of)
        )

    def moments(self) -> list[datetime]:
        """List every moment at which something might change."""
        found = set()
        for item in self.items:
            found |= {item.date, item.appears, self.close_of(item), self.week_close_of(item)}
            found |= {moment for moment in (item.embargo, item.expires) if moment}
        return sorted(found)


ITEMS = st.builds(
    Item,
    date=SOME_HOURS,
    embargo=MAYBE,
    expires=MAYBE,
    updated=MAYBE,
    corrected=MAYBE,
    is_page=st.integers(0, 4).map(lambda number: not number),
)
SCHEDULES = st.builds(Schedule, st.lists(ITEMS, min_size=1, max_size=4).map(tuple), st.sampled_from(CLOSES))


@contextmanager
def written(schedule: Schedule) -> Iterator[Path]:
    """Write a site, and take it away again."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        closes = f"edition: {{closes: '{schedule.closes:%H:%M}'}}\n"
        put(folder / "content/site.yaml", f"{SITE}timezone: Asia/Seoul\n{closes}")
        for number, item in enumerate(schedule.items):
            place = "pages" if item.is_page else "news"
            put(folder / f"content/{place}/item-{number}.md", item.text(number))
        yield folder


def site_of(folder: Path, as_of: datetime) -> dict[str, bytes]:
    """Build the site of one moment from nothing."""
    shutil.rmtree(folder / "public", ignore_errors=True)
    outcome = built(folder, as_of=as_of, cache="")
    assert not errors(outcome.problems), [str(problem) for problem in outcome.problems]
    return tree(folder / "public")


@settings(max_examples=20)
@given(SCHEDULES, st.data())
def test_between_two_scheduled_moments_the_as_of_time_decides_no_byte(
    schedule: Schedule, data: st.DataObject
) -> None:
    """From one moment to the last microsecond before the next, every tree is the same."""
    moments = [START - timedelta(days=400), *schedule.moments(), START + timedelta(days=4000)]
    number = data.draw(st.integers(0, len(moments) - 2))
    first, after = moments[number], moments[number + 1]
    between = data.draw(st.datetimes(first.replace(tzinfo=None), (after - TICK).replace(tzinfo=None)))
    with written(schedule) as folder:
        expected = site_of(folder, first)
        assert site_of(folder, after - TICK) == expected
        assert site_of(folder, between.replace(tzinfo=UTC)) == expected


@settings(max_examples=20)
@given(SCHEDULES, st.data())
def test_at_a_scheduled_moment_the_site_changes(schedule: Schedule, data: st.DataObject) -> None:
    """Not a microsecond before it, and exactly where something comes out, goes, or is closed."""
    moment = data.draw(st.sampled_from(schedule.moments()))
    changes = schedule.shown(moment - TICK) != schedule.shown(moment)
    with written(schedule) as folder:
        assert (site_of(folder, moment - TICK) != site_of(folder, moment)) == changes


AT = START + timedelta(hours=5)
LONG_AGO = START - timedelta(days=30)
ALONE = {
    "a future date": Item(AT, None, None, None, None, is_page=False),
    "an embargo": Item(LONG_AGO, AT, None, None, None, is_page=False),
    "an expiry": Item(LONG_AGO, None, AT, None, None, is_page=False),
    "a page's date": Item(AT, None, None, None, None, is_page=True),
    "a page's embargo": Item(LONG_AGO, AT, None, None, None, is_page=True),
    "a page's expiry": Item(LONG_AGO, None, AT, None, None, is_page=True),
}


@pytest.mark.parametrize("name", ALONE)
def test_a_moment_counts_from_itself_on(name: str) -> None:
    """A microsecond before nothing has changed; at the moment it has; nothing changes in the next days."""
    schedule = Schedule((ALONE[name],), time(0, 0))
    with written(schedule) as folder:
        before = site_of(folder, AT - TICK)
        assert site_of(folder, AT - timedelta(hours=1)) == before
        assert site_of(folder, AT) != before


def test_an_edition_is_closed_from_its_close_on(tmp_path: Path) -> None:
    """A microsecond before it says "so far", at its close no longer; then its feed has it, too."""
    item = Item(START, None, None, None, None, is_page=False)
    schedule = Schedule((item,), time(18, 0))
    close = datetime(2026, 1, 3, 9, tzinfo=UTC)
    assert schedule.close_of(item) == close
    with written(schedule) as folder:
        before, at = site_of(folder, close - TICK), site_of(folder, close)
    edition = "edition/2026-01-03/index.html"
    assert b"so far" in before[edition]
    assert b"so far" not in at[edition]
    changed = {path for path in at if at[path] != before.get(path)}
    assert {path for path in changed if not path.startswith("digest/daily/")} == {
        *edition_files("2026-01-03"),
        STATE_FILE,
    }
    assert b"<entry>" in at["digest/daily/feed.xml"]
    assert b"<entry>" not in before["digest/daily/feed.xml"]


@pytest.mark.parametrize("field", ["updated", "corrected"])
def test_a_date_of_change_is_no_scheduled_moment(field: str) -> None:
    """`updated` and corrections are shown at once, also those dated ahead."""
    dates = {"updated": None, "corrected": None, field: AT}
    item = Item(LONG_AGO, None, None, **dates, is_page=False)
    with written(Schedule((item,), time(0, 0))) as folder:
        assert site_of(folder, AT - TICK) == site_of(folder, AT) == site_of(folder, AT + timedelta(days=9))
