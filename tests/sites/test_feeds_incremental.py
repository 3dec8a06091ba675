"""Cached == fresh for what feeds are made of: rights, notices, moments, tags, archives, settings, media."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from feedgen_site import state
from feedgen_site.problem import errors
from feedgen_site.state import STATE_FILE
from tests.support import AS_OF, SITE, article, built, put, tree

STORIES = {
    "asia/a": "2025-11-30 23:30",
    "asia/b": "2025-12-28 09:00",
    "asia/c.fr": "2026-01-04",
    "europe/d": "2026-01-09 17:59",
    "europe/e": "2026-01-10 06:00",
}
"""Stories of three months, weeks and days that meet at midnights, and one that is still to come."""

NOTHING = ""
FIELDS = {
    "withdrawn": (
        "{date: 2026-01-09 12:00, reason: It was not so.}",
        "{date: 2026-01-12, reason: It was not so.}",
    ),
    "corrections": (
        "[{date: 2026-01-09, text: It was Monday.}]",
        "[{date: 2026-01-09, text: It was Tuesday.}, {date: 2026-01-11 08:00, text: It was Sunday.}]",
    ),
    "agency": ("Wire", "The Press", "PRESS", "Elsewhere"),
    "embargo": ("2026-01-10 12:00", "2026-02-01"),
    "expires": ("2026-01-10 18:00", "2026-01-31"),
    "updated": ("2026-01-09 18:00",),
    "tags": ("[x]", "[x, Y]", "['<b>&amp;', X]"),
    "authors": ("[Ada, Bo]", "Bo"),
    "audio": ("talk.mp3", "{src: talk.mp3, duration: '1:02', title: A talk}"),
    "image": ("p.png",),
    "robots": ("noindex",),
    "top": ("true",),
    "id": ("7d4bd1d2-8d53-4a7e-9d5a-{}", "https://elsewhere.example/{}"),
}
"""What front matter may say; {} is the story's own, so that no two have one id."""

WIRES = (
    "{{Wire: {{policy: {}}}, Press: {{policy: {}, aliases: [The Press], credit: Press/{}}}, Elsewhere: {{}}}}"
)
PARTS = (
    "{Wire: {policy: summary, points: false}, Elsewhere: {policy: headline, points: true}, "
    "Press: {policy: full, images: false, aliases: [The Press], rights: © Press}}"
)
SETTINGS = {
    "agencies": (
        WIRES.format("full", "summary", 1),
        WIRES.format("summary", "full", 1),
        WIRES.format("headline", "withhold", 1),
        WIRES.format("withhold", "headline", 2),
        PARTS,
    ),
    "hub": ("https://hub.example/", "[https://hub.example/, https://second.example/]"),
    "edition": ("{closes: '18:00'}", "{closes: '06:00', front_min: 1}"),
    "timezone": ("Asia/Tokyo", "America/New_York"),
    "description": ("All of it.",),
    "language": ("fr",),
}  # fmt: skip
FEEDS = {
    "tags": ("all", "[x]", "[X, never]", "none", "{names: all, entries: 1, content: full}"),
    "authors": ("all", "[Ada]"),
    "agencies": ("all", "[Wire, Press]"),
    "languages": ("all", "[fr, de]"),
    "archive": ("month", "week", "day", "off"),
    "entries": ("1", "2", "50"),
    "content": ("summary", "full"),
    "digest": ("daily", "weekly", "none"),
    "sections": ("false",),
    "tombstones": ("true",),
    "fields": ("{title: '[{section}: ]{headline}'}", "{summary: '{points}', 'dc:source': '{agency}'}"),
}


def _changes(table: dict[str, tuple[str, ...]]) -> st.SearchStrategy[tuple[str, str]]:
    """Choose a setting and a value; "" takes it away."""
    return st.sampled_from([(key, value) for key, values in table.items() for value in (*values, NOTHING)])


class FeedEdits(RuleBasedStateMachine):
    """A newsroom that changes what feeds are made of, builds with what is kept, and builds from nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="feed-edits-"))
        self.as_of: datetime = AS_OF
        self.past = 1_600_000_000
        self.stories: dict[str, dict[str, str]] = {name: {} for name in STORIES}
        self.settings: dict[str, str] = {}
        self.feeds: dict[str, str] = {}

    def teardown(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder)

    @initialize(story=_changes(FIELDS), feeds=_changes(FEEDS))
    def begin(self, story: tuple[str, str], feeds: tuple[str, str]) -> None:
        """Begin with all stories; one of them and the settings are not as at first."""
        self._bytes("p.png", "pixels")
        self._bytes("talk.mp3", "sound")
        for name in STORIES:
            self._written(name)
        self.edit("asia/b", story)
        self.change_feeds(feeds)

    @rule(name=st.sampled_from(sorted(STORIES)), change=_changes(FIELDS))
    def edit(self, name: str, change: tuple[str, str]) -> None:
        """Let a story get, change or lose a field."""
        _set(self.stories[name], change)
        self._written(name)

    @rule(change=_changes(SETTINGS))
    def change_settings(self, change: tuple[str, str]) -> None:
        """Change site.yaml."""
        _set(self.settings, change)
        self._configured()

    @rule(change=_changes(FEEDS))
    def change_feeds(self, change: tuple[str, str]) -> None:
        """Change what site.yaml says of feeds."""
        _set(self.feeds, change)
        self._configured()

    @rule(name=st.sampled_from(["p.png", "talk.mp3"]), content=st.sampled_from(["other bytes", "sound", ""]))
    def change_file(self, name: str, content: str) -> None:
        """Change a picture or recording, its length kept or not, or take it away."""
        self._bytes(name, content)

    @rule(hours=st.sampled_from([1, 6, 12, 24, 24 * 7, 24 * 31]))
    def time_passes(self, hours: int) -> None:
        """Let embargoes, expiries, corrections and withdrawals fall due, and editions close."""
        self.as_of += timedelta(hours=hours)

    @rule()
    def look_back(self) -> None:
        """Preview an earlier moment."""
        self.as_of = AS_OF

    @invariant()
    def cached_is_fresh(self) -> None:
        """Build with what is kept and from nothing; compare; and build again, which writes nothing."""
        if not (self.folder / "content").is_dir():
            return
        kept = built(self.folder, as_of=self.as_of)
        assert not errors(kept.problems), [str(problem) for problem in kept.problems]
        fresh = built(self.folder, as_of=self.as_of, cache="", output="fresh")
        assert kept.problems == fresh.problems
        assert kept.held_back == fresh.held_back
        told = tree(self.folder / "public")
        assert told == tree(self.folder / "fresh")
        assert state.dumps(state.loads(told[STATE_FILE])) == told[STATE_FILE]
        shutil.rmtree(self.folder / "fresh")
        again = built(self.folder, as_of=self.as_of)
        assert again.problems == fresh.problems
        assert again.files.written == again.files.removed == ()

    def _written(self, name: str) -> None:
        fields = {key: value.format(name[-1] * 12) if key == "id" else value
                  for key, value in sorted(self.stories[name].items())}  # fmt: skip
        body = f"The story {name} began on Monday. See [another](/asia/a.md). It ended on Friday, they say."
        text = article(f"Story {name}", date=STORIES[name], body=f"{body}\n\n![Seen](/p.png)", **fields)
        self._aged(put(self.folder / f"content/{name}.md", text))

    def _configured(self) -> None:
        rows = [f"{key}: {value}" for key, value in sorted(self.settings.items())]
        feeds = ", ".join(f"{key}: {value}" for key, value in sorted(self.feeds.items()))
        dublin = "namespaces: {dc: 'http://purl.org/dc/elements/1.1/'}"
        rows.append(f"feeds: {{{', '.join(filter(None, (feeds, dublin)))}}}")
        put(self.folder / "content/site.yaml", SITE + "\n".join(rows) + "\n")

    def _bytes(self, name: str, content: str) -> None:
        for folder in ("", "asia", "europe"):
            file = self.folder / "content" / folder / name
            if content:
                self._aged(put(file, content))
            else:
                file.unlink(missing_ok=True)

    def _aged(self, file: Path) -> None:
        """Give a file an old time, a new one at each edit: else the cache would read it to be sure."""
        self.past += 10
        os.utime(file, (self.past, self.past))


def _set(table: dict[str, str], change: tuple[str, str]) -> None:
    key, value = change
    if value == NOTHING:
        table.pop(key, None)
    else:
        table[key] = value


FeedEdits.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

TestFeedEdits = pytest.mark.slow(FeedEdits.TestCase)
