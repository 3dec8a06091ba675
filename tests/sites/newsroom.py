"""A small newsroom for tests: articles whose fields are edited one at a time, and a clock that is moved."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self
from unittest.mock import patch

from feedgen_site import __main__, memo
from feedgen_site.cli import commands
from tests.support import ROOT, put, tree

NAMES = ("asia/a", "asia/b", "asia/c.fr", "europe/d", "europe/e/index", "f", "f.fr", "africa/2026-01-05-g")

# Every value by itself makes a site without an error; "" is a field that is not there.
FIELDS: Mapping[str, Sequence[str]] = {
    "title": ("Rain", "Snow", "Wind: a story", "Heat & drought", "大雪"),
    "date": ("2025-12-31", "2026-01-01 08:00", "2026-01-09", "2026-01-10 06:00", "2026-01-11"),
    "standfirst": ("", "It says more under the headline.", "It says less there."),
    "key_points": ("", "[The one point that was written]", "[Two were written, Words stand in both]"),
    "section": ("", "Weather", "World", "Asia"),
    "tags": ("", "[x]", "[x, y]", "[C++, y, z]"),
    "authors": ("", "[Ann Ex]", "[Bo Wy, Ann Ex]", "[{name: Bo Wy, url: 'https://bo.example/'}]"),
    "agency": ("", "Wire One", "[Wire One, Wire Two]"),
    "draft": ("", "true"),
    "embargo": ("", "2026-01-10 12:00", "2026-01-12"),
    "expires": ("", "2026-01-10 18:00", "2026-01-11"),
    "updated": ("", "2026-01-09 10:00", "2026-01-10 07:00"),
    "corrections": (
        "",
        "[{date: 2026-01-09, text: It was four lanes}]",
        "[{date: 2026-01-09, text: It was four lanes}, {date: 2026-01-10 11:00, text: No. Six}]",
    ),
    "withdrawn": ("", "{date: 2026-01-09 12:00, reason: None of it was so}"),
    "related": ("", "['[The first](/asia/a.md)', Plain words]", "[{url: /asia/b.md}]"),
    "image": ("", "/asia/p.gif", "{src: /asia/q.gif, alt: A picture, credit: Somebody}"),
    "slug": ("", "{own}-slug", "{own}-other"),
    "permalink": ("", "/special/{own}/"),
    "aliases": ("", "[/old/{own}/]", "[/old/{own}/, /older/{own}.html]"),
    "id": ("", "{own}-id"),
    "lang": ("", "fr", "ar"),
    "translation_key": ("", "k1", "k2"),
    "translation_of": ("", "/asia/a.md"),
    "weight": ("", "10", "-5"),
    "top": ("", "true"),
    "rights": ("", "All rights are Ann's"),
    "robots": ("", "noindex"),
    "source_url": ("", "https://elsewhere.example/1"),
}  # fmt: skip
BODIES = (
    "It began on Monday with rain over the hills. It ended on Friday, and nobody had expected it.",
    # The same words, so that nothing but the text itself differs.
    "It began on *Monday* with rain over the hills. It ended on Friday, and nobody had expected it.",
    "It links to [one](/asia/a.md) and [two](/europe/d.md#part). Both may be gone by the time it is read.",
    "It shows ![a picture](/asia/p.gif) and says so.\n\n## Part\n\nMore follows[^1].\n\n[^1]: In a note.",
    "The same number, 104, stands in [a file](/asia/notes.pdf).\n\n> A quotation of some length is here.\n",
    "",
)
# What a header has while somebody is still typing it.
MISTAKES = ("date: the day after", "embargo: soon", "tags: [x", "draf: true", "expires: 2026-13-01")
# One of three pixels by two, one of two by three, none: the files are of one size.
PICTURES = (b"GIF89a\3\0\2\0\0\0\0;", b"GIF89a\2\0\3\0\0\0\0;", b"")
SETTINGS: Mapping[str, Sequence[str]] = {
    "title": ("The Test", "Renamed"),
    "description": ("", "Of all things"),
    "nav": ("", "[{title: Home, url: /}]"),
    "footer": ("", "Since 2026."),
    "points": ("", "{count: 1}", "{ranker: lead}"),
    "feeds": (
        "", "{entries: 2}", "{sections: false}", "{tags: all, authors: all, agencies: all, entries: 1}",
        "{archive: week, content: summary}", "{digest: daily, archive: off, tombstones: true}",
        "{archive: day, tags: [x], languages: all}",
    ),
    "sections": ("", "[{slug: europe, title: Europe}, {slug: asia, title: The East}]", "[Weather]"),
    "timezone": ("", "Asia/Tokyo", "America/New_York"),
    "language": ("", "fr"),
    "url_style": ("", "file"),
    "permalinks": ("", "/{section}/{slug}/"),
    "edition": ("", "{closes: '18:00'}", "{front_min: 2}"),
    "publisher": ("", "Somebody"),
    "theme": ("", "{accent: '#a3262a'}"),
    "check": ("", "{broken-link: off}"),
}  # fmt: skip
# Broken ones among them: they stop a build, and nothing is written.
CHANGES_OF_TEMPLATES = ("", "<!-- one -->\n", "<!-- two -->\n", "{% if %}")
TEMPLATES = ("_footer.html", "_brief.html", "article.html", "listing.html", "edition.txt", "style.css")


@dataclass
class Said:
    """What a build in this process said: its exit code, the object of `--json`, and what else it printed."""

    code: int
    report: dict[str, Any]
    errors: str

    @property
    def findings(self) -> tuple[object, ...]:
        """Give all that does not hang on what an earlier build left."""
        return (self.code, *(self.report[key] for key in ("read", "published", "held_back", "problems")))


@dataclass
class Newsroom:
    """A folder with a site, whose clock stands until it is moved. Every file it writes can be an old one."""

    folder: Path
    now: datetime = datetime(2026, 1, 10, 0, 0, 30, tzinfo=UTC)
    flags: tuple[str, ...] = ()
    _past: int = 1_600_000_000
    _articles: dict[str, dict[str, str]] = field(default_factory=dict)
    _settings: dict[str, str] = field(default_factory=dict)

    def begin(self) -> Self:
        """Write a site in which much hangs together: languages, related stories, a picture, embargoes."""
        self.configure("title", "The Test")
        self.set("asia/a", tags="[x]", authors="[Ann Ex]", image="/asia/p.gif")
        self.set("asia/b", title="Second", date="2026-01-05", agency="Wire One")
        self.set("asia/c.fr", title="Troisième", date="2026-01-06", expires="2026-01-11")
        self.set("europe/d", body=BODIES[2], date="2026-01-09", tags="[x, y]")
        self.set("f", title="Six", related="['[The first](/asia/a.md)', {url: /asia/b.md}]")
        self.set("f.fr", title="Six, en français", embargo="2026-01-10 12:00")
        self.aged(put(self.folder / "content/asia/p.gif", PICTURES[0]))
        return self

    # ---- editing ----

    @property
    def stories(self) -> list[str]:
        """List the articles there are."""
        return sorted(self._articles)

    def file(self, name: str) -> Path:
        """Name the file of an article."""
        return self.folder / f"content/{name}.md"

    def fields(self, name: str) -> Mapping[str, str]:
        """Give what an article has in its header, and its `body`."""
        return self._articles[name]

    def set(self, name: str, **fields: str) -> None:
        """Give fields of an article other values ("": none), `body` its text; a new article begins here.

        A mistake is left in its header by the field `mistake`, and mended by the next edit without it.
        """
        begun = {"title": "Begun", "date": "2026-01-04", "body": BODIES[0]}
        self._articles.setdefault(name, begun).update({"mistake": "", **fields})
        self._write(name)

    def delete(self, name: str) -> None:
        """Take an article away."""
        del self._articles[name]
        self.file(name).unlink()

    def move(self, name: str, to: str) -> None:
        """Rename an article, perhaps over another; what is its own stays as it was written."""
        own = name.replace("/", "-")
        moved = self._articles.pop(name)
        self._articles[to] = {key: value.replace("{own}", own) for key, value in moved.items()}
        self.file(to).parent.mkdir(parents=True, exist_ok=True)
        self.file(name).rename(self.file(to))

    def configure(self, key: str, value: str) -> None:
        """Give a setting another value, or take it out."""
        self._settings[key] = value
        first = {"title": "The Test", "base_url": "https://test.example/", "authority": "test.example,2026"}
        rows = [f"{name}: {given}\n" for name, given in {**first, **self._settings}.items() if given]
        self.aged(put(self.folder / "content/site.yaml", "".join(rows)))

    def override(self, template: str, addition: str) -> None:
        """Add to a template, or give the override up."""
        file = self.folder / "templates" / template
        packaged = ROOT / "templates" / template
        if not addition:
            file.unlink(missing_ok=True)
        elif template.endswith(".css"):
            put(file, packaged.read_text("utf-8") + f"/* {len(addition)} */\n")
        elif packaged.exists():
            put(file, packaged.read_text("utf-8") + addition)

    def aged(self, file: Path) -> Path:
        """Give a file an old time, a new one each time: else a cache would read it to be sure."""
        self._past += 10
        os.utime(file, (self._past, self._past))
        return file

    def checkout(self) -> None:
        """Let all content be other files with other times and the same bytes, as after a fresh clone."""
        shutil.copytree(self.folder / "content", self.folder / "cloned", copy_function=shutil.copyfile)
        shutil.rmtree(self.folder / "content")
        (self.folder / "cloned").rename(self.folder / "content")

    def relocate(self) -> None:
        """Move everything to another place on the disk."""
        moved = self.folder.with_name(f"{self.folder.name}-moved")
        self.folder.rename(moved)
        self.folder = moved

    def _write(self, name: str) -> None:
        own = name.replace("/", "-")
        fields = dict(self._articles[name])
        body, mistake = fields.pop("body"), fields.pop("mistake")
        fields["title"] = json.dumps(fields["title"], ensure_ascii=False)
        rows = [f"{key}: {value.replace('{own}', own)}\n" for key, value in fields.items() if value]
        text = f"---\n{''.join(rows)}{mistake}\n---\n{body}\n"
        self.aged(put(self.file(name), text))

    # ---- building ----

    @property
    def public(self) -> Path:
        """Name the output folder."""
        return self.folder / "public"

    def words(self, *more: str) -> list[str]:
        """Give the command line of a build; it has no `--as-of`, so that its memo has to know the clock."""
        return ["build", "--json", "--jobs", "1", *self.flags, *more]

    def build(self) -> Said:
        """Build with all that is kept, as `feedgen-site` does."""
        return self._said(self.words())

    def build_afresh(self) -> tuple[Said, dict[str, bytes] | None]:
        """Build into another folder without a cache; give its files too, None where nothing was written."""
        output = self.folder / "fresh"
        said = self._said(self.words("--cache", "", "--output", "fresh"))
        found = tree(output) if output.exists() else None
        shutil.rmtree(output, ignore_errors=True)
        return said, found

    def is_known(self) -> bool:
        """Say whether a memo tells of the next build that nothing has changed."""
        with chdir(self.folder), self._clock():
            found = memo.find(self.words())
            seen = memo.look(found.folders, time.time_ns()) if found else None
            return found is not None and memo.holds(found, seen, self.now.timestamp())

    def _said(self, words: list[str]) -> Said:
        out, err = StringIO(), StringIO()
        argv = patch.object(sys, "argv", ["feedgen-site", *words])
        with chdir(self.folder), self._clock(), argv, redirect_stdout(out), redirect_stderr(err):
            code = __main__.main()
        assert out.getvalue().count("\n") == 1, (out.getvalue(), err.getvalue())
        return Said(code, json.loads(out.getvalue()), err.getvalue())

    @contextmanager
    def _clock(self) -> Iterator[None]:
        """Let the two places that ask for the time be told this newsroom's."""
        now = self.now

        class Moved(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return cls.fromtimestamp(now.timestamp(), tz)

        moved = SimpleNamespace(time=now.timestamp, time_ns=time.time_ns, monotonic=time.monotonic)
        with patch.object(commands, "datetime", Moved), patch.object(__main__, "time", moved):
            yield

    def wait(self, hours: float) -> None:
        """Let time pass."""
        self.now += timedelta(hours=hours)
