"""Readers that people use, each behind the same four verbs, and what each tells entries apart by."""

from __future__ import annotations

import calendar
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import feedparser
import pytest
from reader import make_reader

from feedgen_site.feeds import Format

TIMEOUT = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A line that a reader shows. `feed` is the path of the feed's URL, which outlives its domain."""

    feed: str
    id: str
    title: str
    link: str
    text: str
    date: datetime


class Key(Enum):
    """What makes two entries one for a reader: the fields of a row it compares."""

    ID = ("id",)
    FEED_AND_ID = ("feed", "id")
    FEED_ID_TITLE_LINK = ("feed", "id", "title", "link")

    def of(self, row: Row) -> tuple[str, ...]:
        """Give those fields of a row."""
        return tuple(getattr(row, name) for name in self.value)


class Reader(Protocol):
    """A reader with a memory of its own, in a folder of its own."""

    def subscribe(self, urls: tuple[str, ...]) -> None:
        """Add feeds."""

    def move(self, urls: Mapping[str, str]) -> None:
        """Follow feeds from old to new address, in the way this reader has for that."""

    def poll(self) -> None:
        """Ask for every feed once; fail where one cannot be read."""

    def rows(self) -> tuple[Row, ...]:
        """Give all that is shown, old entries included."""

    def close(self) -> None:
        """Let go of files."""


class Newsboat:
    """newsboat: one entry for an id, over all feeds; a later copy replaces title, link and text."""

    def __init__(self, folder: Path) -> None:
        self._program = installed("newsboat")
        self._folder = folder
        self._urls: tuple[str, ...] = ()
        (folder / "config").touch()

    def subscribe(self, urls: tuple[str, ...]) -> None:
        self._write((*self._urls, *urls))

    def move(self, urls: Mapping[str, str]) -> None:
        """Edit the urls file, as its user would."""
        self._write(tuple(urls.get(url, url) for url in self._urls))

    def poll(self) -> None:
        names = {"-u": "urls", "-c": "cache.db", "-C": "config"}
        files = [word for option, name in names.items() for word in (option, str(self._folder / name))]
        # A home of its own: newsboat would take the configuration and the lock of whoever runs the tests.
        ran([self._program, *files, "-x", "reload"], {"HOME": str(self._folder)})

    def rows(self) -> tuple[Row, ...]:
        """Read its cache: newsboat prints no list of entries."""
        select = "SELECT feedurl, guid, title, url, content, pubDate FROM rss_item WHERE deleted = 0"
        cache = sqlite3.connect(self._folder / "cache.db")
        try:
            return tuple(
                Row(path_of(feed), id_, title, link, text, at(seconds))
                for feed, id_, title, link, text, seconds in cache.execute(select)
            )
        finally:
            cache.close()

    def close(self) -> None:
        pass

    def _write(self, urls: tuple[str, ...]) -> None:
        self._urls = urls
        (self._folder / "urls").write_text("".join(f"{url}\n" for url in urls), "utf-8")


class Sfeed:
    """sfeed_update: one line for feed, id, title and link, by design; the text of a line is the first it had.

    `fetch` is the one function changed, as sfeedrc(5) invites to: the packaged one asks without a condition.
    """

    def __init__(self, folder: Path) -> None:
        self._program = installed("sfeed_update", "sfeed")
        installed("curl")
        self._folder = folder
        self._urls: tuple[str, ...] = ()
        (folder / "fetched").mkdir()

    def subscribe(self, urls: tuple[str, ...]) -> None:
        self._urls += urls

    def move(self, urls: Mapping[str, str]) -> None:
        """Edit sfeedrc, as its user would; the name of a feed, and so the file of its lines, stays."""
        self._urls = tuple(urls.get(url, url) for url in self._urls)

    def poll(self) -> None:
        feeds = "\n".join(f"    feed '{name_of(url)}' '{url}'" for url in self._urls)
        script = f"""\
sfeedpath='{self._folder}/feeds'
# curl -R gives the copy the time of Last-Modified, -z asks only for what is newer than the copy.
fetch() {{
    copy='{self._folder}/fetched'/"$1"
    before=$(stat -c %Y "$copy" 2>/dev/null)
    curl -f -s -S -m 15 -R -z "$copy" -o "$copy" "$2" || return 1
    [ "$before" = "$(stat -c %Y "$copy")" ] || cat "$copy"
}}
feeds() {{
{feeds}
}}
"""
        config = self._folder / "sfeedrc"
        config.write_text(script, "utf-8")
        ran([self._program, str(config)], {"HOME": str(self._folder)})

    def rows(self) -> tuple[Row, ...]:
        """Read the lines: time, title, link, text, type of text, id."""
        found = []
        for url in self._urls:
            for line in (self._folder / "feeds" / name_of(url)).read_text("utf-8").splitlines():
                seconds, title, link, text, _, id_, *_ = line.split("\t")
                found.append(Row(path_of(url), id_, title, link, text, at(int(seconds))))
        return tuple(found)

    def close(self) -> None:
        pass


class Feedparser:
    """feedparser: a parser with conditional requests; here kept by id over all feeds, as aggregators do."""

    def __init__(self, _folder: Path) -> None:
        self._modified: dict[str, str] = {}
        self._rows: dict[str, Row] = {}

    def subscribe(self, urls: tuple[str, ...]) -> None:
        self._modified.update(dict.fromkeys(urls, ""))

    def move(self, urls: Mapping[str, str]) -> None:
        self._modified = dict.fromkeys((urls.get(url, url) for url in self._modified), "")

    def poll(self) -> None:
        for url, modified in tuple(self._modified.items()):
            answer = feedparser.parse(url, modified=modified or None)
            assert not answer.bozo, f"{url}: {answer.get('bozo_exception')}"
            self._modified[url] = str(answer.get("modified", modified))
            for entry in answer.entries:
                id_, title, link = str(entry.id), str(entry.title), str(entry.link)
                date = at(calendar.timegm(entry.published_parsed))
                text = str(entry.content[0].value)
                self._rows[id_] = Row(path_of(url), id_, title, link, text, date)

    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows.values())

    def close(self) -> None:
        pass


class LibraryReader:
    """`reader`, the library: one entry for feed and id; a later copy replaces it and stays read."""

    def __init__(self, folder: Path) -> None:
        self._reader = make_reader(str(folder / "reader.sqlite"))

    def subscribe(self, urls: tuple[str, ...]) -> None:
        for url in urls:
            self._reader.add_feed(url)

    def move(self, urls: Mapping[str, str]) -> None:
        for old, new in urls.items():
            self._reader.change_feed_url(old, new)

    def poll(self) -> None:
        # Not as scheduled: it would wait an hour before it asks again.
        for result in self._reader.update_feeds_iter(scheduled=False):
            if isinstance(result.value, Exception):
                raise result.value

    def rows(self) -> tuple[Row, ...]:
        found = []
        for entry in self._reader.get_entries():
            content = entry.get_content()
            assert entry.title
            assert entry.link
            assert entry.published
            assert content
            feed = path_of(entry.feed_url)
            found.append(Row(feed, entry.id, entry.title, entry.link, content.value, entry.published))
        return tuple(found)

    def close(self) -> None:
        self._reader.close()


@dataclass(frozen=True, slots=True)
class Program:
    """A reader by name: what it tells entries apart by, the formats it reads, how it starts in a folder."""

    name: str
    key: Key
    formats: tuple[Format, ...]
    start: Callable[[Path], Reader]


_XML = (Format.ATOM, Format.RSS)
PROGRAMS = (
    Program("newsboat", Key.ID, _XML, Newsboat),
    Program("sfeed", Key.FEED_ID_TITLE_LINK, _XML, Sfeed),
    Program("feedparser", Key.ID, _XML, Feedparser),
    Program("reader", Key.FEED_AND_ID, tuple(Format), LibraryReader),
)
EACH = pytest.mark.parametrize(
    ("program", "kind"),
    [
        pytest.param(program, kind, id=f"{program.name}-{kind.name.lower()}")
        for program in PROGRAMS
        for kind in program.formats
    ],
)
"""Marks a test that holds for each reader, in each format it reads."""


def installed(program: str, package: str = "") -> str:
    """Find a program, or skip the test and say which package has it."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"no {program}: apt-get install {package or program}")
    return found


def ran(command: list[str], environment: Mapping[str, str]) -> None:
    """Run a reader to its end; show what it said where it failed."""
    done = subprocess.run(
        command,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def path_of(url: str) -> str:
    """Give the path of a feed's URL: `section/town/feed.xml`."""
    return urlsplit(url).path.lstrip("/")


def name_of(url: str) -> str:
    """Give a feed a name that can be a file's."""
    return path_of(url).replace("/", "-")


def at(seconds: int) -> datetime:
    """Give the moment of a Unix time."""
    return datetime.fromtimestamp(seconds, UTC)
