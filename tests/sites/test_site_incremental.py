"""Cached == fresh: after any sequence of edits the output is, byte for byte, that of a first build."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from feedgen_site import memo
from tests.sites.newsroom import (
    BODIES,
    CHANGES_OF_TEMPLATES,
    FIELDS,
    MISTAKES,
    NAMES,
    PICTURES,
    SETTINGS,
    TEMPLATES,
    Newsroom,
)
from tests.support import put, times, tree

# What lists and neighbours show is edited more often than the rest.
KEYS = st.sampled_from([*FIELDS, "title", "title", "title", "section", "tags", "date", "related"])
PAIRS = KEYS.flatmap(lambda key: st.tuples(st.just(key), st.sampled_from(FIELDS[key])))
OTHER_FILES = ("asia/p.gif", "asia/q.gif", "asia/notes.pdf", "static/robots.txt", "static/x/y.css")
HARMS = ("gone", "cut", "other", "copied", "read by others")


@pytest.mark.parametrize("key", [*FIELDS, "body"])
def test_an_edit_of_one_field_alone_shows_wherever_the_story_does(tmp_path: Path, key: str) -> None:
    """In its neighbours, lists, feeds, translations, related stories: as if built from nothing."""
    room = Newsroom(tmp_path).begin()
    assert room.build().code == 0
    given = dict(room.fields("asia/b"))
    for value in dict.fromkeys((*FIELDS.get(key, BODIES), given.get(key, ""))):
        room.set("asia/b", **{key: value})
        kept = room.build()
        fresh, files = room.build_afresh()
        assert (kept.code, kept.findings) == (0, fresh.findings)
        assert tree(room.public) == files


class Edits(RuleBasedStateMachine):
    """A newsroom that edits at random, builds with what is kept, and compares with a build from nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Newsroom(Path(tempfile.mkdtemp(prefix="edits-")) / "site")
        self.room.folder.mkdir()
        self.patience = 1
        self.edits = 0

    def teardown(self) -> None:
        """Compare what is left to compare, and take the folder away."""
        if self.edits:
            self.compare()
        shutil.rmtree(self.room.folder.parent)

    @initialize(
        patience=st.integers(1, 3),
        given=st.dictionaries(st.sampled_from(sorted(SETTINGS)), st.integers(0, 6), max_size=3),
    )
    def begin(self, patience: int, given: dict[str, int]) -> None:
        """Begin with some stories; build after each, every second or every third edit."""
        self.patience = patience
        self.room.begin()
        for key, number in given.items():
            self.room.configure(key, SETTINGS[key][number % len(SETTINGS[key])])

    # ---- articles ----

    @rule(
        name=st.sampled_from(NAMES),
        title=st.sampled_from(FIELDS["title"]),
        date=st.sampled_from(FIELDS["date"]),
    )
    def add(self, name: str, title: str, date: str) -> None:
        """Add an article, or give one another headline and date."""
        self.room.set(name, title=title, date=date)

    @rule(which=st.integers(0, 20), pair=PAIRS)
    def edit(self, which: int, pair: tuple[str, str]) -> None:
        """Give one field of an article another value."""
        if self.room.stories:
            self.room.set(self._chosen(which), **dict([pair]))

    @rule(which=st.integers(0, 20), body=st.sampled_from(BODIES))
    def rewrite(self, which: int, body: str) -> None:
        """Change an article's text and nothing else."""
        if self.room.stories:
            self.room.set(self._chosen(which), body=body)

    @rule(which=st.integers(0, 20), other=st.integers(0, 20), text=st.sampled_from(["It", "The other"]))
    def link(self, which: int, other: int, text: str) -> None:
        """Let an article link to another, or to itself."""
        if self.room.stories:
            target = self._chosen(other)
            self.room.set(self._chosen(which), body=f"{BODIES[0]} See [{text}](/{target}.md), it says.")

    @rule(which=st.integers(0, 20), pairs=st.lists(PAIRS, min_size=2, max_size=5))
    def edit_much(self, which: int, pairs: list[tuple[str, str]]) -> None:
        """Give several fields of an article other values at once."""
        if self.room.stories:
            self.room.set(self._chosen(which), **dict(pairs))

    @rule(which=st.integers(0, 20), mistake=st.sampled_from(MISTAKES))
    def mistype(self, which: int, mistake: str) -> None:
        """Leave a header with an error, seen by a build, and mend it."""
        if self.room.stories:
            name = self._chosen(which)
            self.room.set(name, mistake=mistake)
            self.compare()
            self.room.set(name)

    @rule(which=st.integers(0, 20))
    def delete(self, which: int) -> None:
        """Delete an article."""
        if self.room.stories:
            self.room.delete(self._chosen(which))

    @rule(which=st.integers(0, 20), to=st.sampled_from(NAMES))
    def move(self, which: int, to: str) -> None:
        """Rename a file, perhaps over another."""
        if self.room.stories:
            self.room.move(self._chosen(which), to)

    @rule(which=st.integers(0, 20), forth=st.booleans())
    def touch(self, which: int, forth: bool) -> None:
        """Change a file's time and nothing else."""
        if self.room.stories:
            file = self.room.file(self._chosen(which))
            os.utime(file) if forth else self.room.aged(file)

    # ---- what else a site is made from ----

    @rule(name=st.sampled_from(OTHER_FILES), data=st.sampled_from(PICTURES))
    def other_file(self, name: str, data: bytes) -> None:
        """Change or remove a picture, a file, or what is copied as it is."""
        file = self.room.folder / "content" / name
        if data:
            self.room.aged(put(file, data))
        else:
            file.unlink(missing_ok=True)

    @rule(name=st.sampled_from(["about", "contact.fr"]), title=st.sampled_from(["About", "About us", ""]))
    def page(self, name: str, title: str) -> None:
        """Change or remove a page."""
        file = self.room.folder / f"content/pages/{name}.md"
        if title:
            self.room.aged(put(file, f"---\ntitle: {title}\n---\nSee [the first](/asia/a.md).\n"))
        else:
            file.unlink(missing_ok=True)

    @rule(pair=st.sampled_from([(key, value) for key, values in SETTINGS.items() for value in values]))
    def configure(self, pair: tuple[str, str]) -> None:
        """Change site.yaml."""
        self.room.configure(*pair)

    @rule(template=st.sampled_from(TEMPLATES), addition=st.sampled_from(CHANGES_OF_TEMPLATES))
    def override(self, template: str, addition: str) -> None:
        """Override a template, break it, or give it up."""
        self.room.override(template, addition)

    @rule(hours=st.sampled_from([0.5, 1, 12, 24, 24 * 7]))
    def wait(self, hours: float) -> None:
        """Let embargoes, future dates and expiries fall due, and editions close."""
        self.room.wait(hours)

    @rule(hours=st.sampled_from([0.5, 12, 24]))
    def wait_after_building(self, hours: float) -> None:
        """Let time alone change the site."""
        if self.edits:
            self.compare()
        self.room.wait(hours)

    @rule(flags=st.sampled_from([(), ("--drafts",), ("--skip-bad",), ("--strict",)]))
    def ask(self, flags: tuple[str, ...]) -> None:
        """Build with other words."""
        self.room.flags = flags

    # ---- what befalls a disk ----

    @rule(which=st.integers(0, 60), harm=st.sampled_from(["gone", "cut", "other", "longer", "copied"]))
    def harm_output(self, which: int, harm: str) -> None:
        """Somebody deletes, cuts, alters or copies a file of the output, our own records among them."""
        if files := sorted(path for path in self.room.public.rglob("*") if path.is_file()):
            harmed(files[which % len(files)], harm)

    @rule(which=st.integers(0, 60), harm=st.sampled_from(HARMS), at=st.floats(0, 1))
    def harm_cache(self, which: int, harm: str, at: float) -> None:
        """Something happens to what earlier builds kept, anywhere in it."""
        kept = self.room.folder / memo.DEFAULT_CACHE
        if files := sorted(path for path in kept.rglob("*") if path.is_file()):
            harmed(files[which % len(files)], harm, at)

    @rule()
    def restore(self) -> None:
        """A machine begins with a fresh clone and the cache of another, and nothing that was published."""
        self.room.checkout()
        self.room.relocate()
        shutil.rmtree(self.room.public, ignore_errors=True)

    @rule()
    def relocate(self) -> None:
        """Content, cache and output come to lie elsewhere, as they are."""
        self.room.relocate()

    # ---- the promise ----

    @invariant()
    def cached_is_fresh(self) -> None:
        """Build and compare, when it is time."""
        self.edits += 1
        if self.edits >= self.patience:
            self.compare()

    def compare(self) -> None:
        """Build with what is kept and from nothing; compare; and build again, which does nothing."""
        self.edits = 0
        if not (self.room.folder / "content").is_dir():
            return
        room, before = self.room, tree(self.room.public)
        kept = room.build()
        fresh, files = room.build_afresh()
        event(f"exit code {kept.code}")
        assert kept.findings == fresh.findings
        assert kept.errors == fresh.errors == ""
        found = tree(room.public)
        if files is None:
            assert found == before
        else:
            assert found == files
            assert {*kept.report["written"], *kept.report["unchanged"]} == set(files)
            assert set(kept.report["removed"]) == before.keys() - files.keys()
        if kept.code == 0:
            self.build_again()

    def build_again(self) -> None:
        """Nothing has changed: that is known at once, and said the same."""
        room, before = self.room, times(self.room.public)
        assert room.is_known()
        again = room.build()
        assert (again.report["written"], again.report["removed"]) == ([], [])
        assert times(room.public) == before

    def _chosen(self, which: int) -> str:
        return self.room.stories[which % len(self.room.stories)]


def harmed(file: Path, harm: str, at: float = 0.5) -> None:
    """Let a file be gone, cut, altered or longer, the same bytes in another file, or open to others."""
    data = file.read_bytes()
    place = int(len(data) * at)
    mode = file.stat().st_mode
    if harm == "read by others":
        file.chmod(0o644)
        return
    if harm in ("gone", "copied"):
        file.unlink()
    if harm == "cut":
        file.write_bytes(data[:place])
    elif harm == "other":
        file.write_bytes(
            data[:place] + bytes(255 - byte for byte in data[place : place + 1]) + data[place + 1 :]
        )
    elif harm == "longer":
        file.write_bytes(data + b"\n")
    elif harm == "copied":
        file.write_bytes(data)
        file.chmod(mode)


Edits.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=14,
    # To make an example smaller takes longer than to read it.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
TestEdits = Edits.TestCase
