"""Builds killed at random instants: what stands there is whole, and the next build is simply right.

Two hundred by the clock, and more at the very moments at which the disk changes, where the clock seldom hits.
"""

from __future__ import annotations

import json
import os
import posixpath
import random
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import feedparser
import pytest

from feedgen_site.publish import JOURNAL, MANIFEST
from tests.publish.test_processes import is_running
from tests.sites.killing import Forge, forge
from tests.sites.newsroom import BODIES, Newsroom
from tests.support import called, tree

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")

BASE = "https://test.example/"
CHANGE = Callable[[Newsroom], object]


def edit(room: Newsroom) -> None:
    """Change a headline and a text."""
    room.set("asia/b", title="Another headline", body=BODIES[2])


def change_much(room: Newsroom) -> None:
    """Edit, add, delete, move, and let tags and authors come and go."""
    edit(room)
    for number in range(3):
        room.set(f"africa/new-{number}", date="2026-01-08", tags=f"[t{number}, fresh]", authors="[Di Da]")
        room.delete(f"world/w{number}")
    room.move("f", "europe/f")
    room.set("europe/d", slug="elsewhere", tags="[y]")


def remove(room: Newsroom) -> None:
    """Delete most stories, and with them sections, tags and feeds."""
    for name in room.stories:
        if not name.startswith("asia/"):
            room.delete(name)


def move_all(room: Newsroom) -> None:
    """Give every story another address."""
    room.configure("permalinks", "/{section}/{slug}/")


def render_all(room: Newsroom) -> None:
    """Change every page."""
    room.override("_footer.html", "<!-- another foot -->\n")


def wait(room: Newsroom) -> None:
    """Let an embargo end, a story expire and an edition close."""
    room.wait(36)


def nothing(room: Newsroom) -> None:
    """Leave all as it is."""


@dataclass(frozen=True, slots=True)
class Case:
    """A change that a build is killed in; `is_first`: nothing was built before."""

    change: CHANGE
    jobs: int = 1
    is_first: bool = False


CASES: Mapping[str, Case] = {
    "a first build": Case(nothing, is_first=True),
    "a first build by two": Case(nothing, 2, is_first=True),
    "an edit": Case(edit),
    "many changes": Case(change_much),
    "many changes by two": Case(change_much, 2),
    "removals": Case(remove),
    "all addresses": Case(move_all),
    "all pages": Case(render_all),
    "all pages by two": Case(render_all, 2),
    "time": Case(wait),
}
BY_CLOCK, BY_CHANGE = 20, 5


@dataclass(frozen=True, slots=True)
class Scene:
    """What a build is killed in: the folder to copy, the sites before and after, how long it takes."""

    folder: Path
    words: tuple[str, ...]
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    seconds: float
    changes: int


@pytest.fixture(scope="module")
def scenes() -> Iterator[tuple[Forge, Callable[[str], Scene]]]:
    """Give a process that forks builds, and the scenes, each made when it is first asked for."""
    place = Path(mkdtemp(prefix="killed-"))
    with forge() as builds:

        @cache
        def scene(name: str) -> Scene:
            return prepared(place / str(list(CASES).index(name)), CASES[name], builds)

        yield builds, scene
    shutil.rmtree(place)


def prepared(folder: Path, case: Case, builds: Forge) -> Scene:
    """Build the site before the change, change it, and build it afresh elsewhere."""
    folder.mkdir()
    room = Newsroom(folder).begin()
    room.configure("feeds", "{tags: [t0, t1], entries: 4}")
    for number in range(4):
        room.set(f"world/w{number}", date="2025-12-20", tags=f"[t{number}]", authors="[Bo Wy]")
    old: Mapping[str, bytes] = {}
    if not case.is_first:
        assert called("build", *as_of(room), cwd=folder).code == 0
        old = tree(room.public)
    case.change(room)
    words = ("build", "--jobs", str(case.jobs), *as_of(room))
    fresh = (*words, "--cache", "", "--output", "../fresh")
    assert called(*fresh, cwd=folder).code == 0
    new = tree(folder.parent / "fresh")
    shutil.rmtree(folder.parent / "fresh")
    for path, data in (*old.items(), *new.items()):
        if path.endswith((".xml", ".json")) and b"<urlset" not in data:
            assert json.loads(data) if path.endswith(".json") else not feedparser.parse(data).bozo, path
    measured = copied(folder, folder.parent / "measured")
    ended = builds.build(measured, words)
    assert ended.code == 0
    shutil.rmtree(measured)
    return Scene(folder, words, old, new, ended.seconds, ended.changes)


def as_of(room: Newsroom) -> tuple[str, str]:
    return "--as-of", f"{room.now:%Y-%m-%dT%H:%M:%SZ}"


def copied(folder: Path, to: Path) -> Path:
    """Copy a site so that all stamps stay: by links, for no file is ever written to; the cache is."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to, copy_function=os.link, ignore=shutil.ignore_patterns(".cache"))
    if (folder / ".cache").exists():
        shutil.copytree(folder / ".cache", to / ".cache")
    return to


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_build_killed_at_any_instant_leaves_a_whole_site(
    name: str, scenes: tuple[Forge, Callable[[str], Scene]], tmp_path: Path
) -> None:
    """Twenty times for each kind of change: whole files, no dead link, and the next build completes it."""
    builds, scene = scenes[0], scenes[1](name)
    chance = random.Random(name)
    killed = 0
    while killed < BY_CLOCK:
        site = copied(scene.folder, tmp_path / "site")
        ended = builds.build(site, scene.words, after=max(0.001, chance.random() * scene.seconds))
        if ended.code == -9:
            killed += 1
            judged(site, scene, ended.group)


@pytest.mark.parametrize("name", CASES)
def test_a_build_killed_before_any_change_of_the_disk_leaves_a_whole_site(
    name: str, scenes: tuple[Forge, Callable[[str], Scene]], tmp_path: Path
) -> None:
    """The same, between one change of a file and the next; the last ones among them, where files go."""
    builds, scene = scenes[0], scenes[1](name)
    chance = random.Random(name)
    for number in range(BY_CHANGE):
        first = 1 if number % 2 else scene.changes * 3 // 4
        site = copied(scene.folder, tmp_path / "site")
        ended = builds.build(site, scene.words, before_change=chance.randrange(first, scene.changes))
        assert ended.code in (-9, 0)
        judged(site, scene, ended.group)


def judged(site: Path, scene: Scene, group: int) -> None:
    """Judge what a killed build left, and the next build."""
    nobody_left(group)
    public = site / "public"
    left = {path: data for path, data in tree(public).items() if not is_passing(path)}
    assert [
        path for path, data in left.items() if data not in (scene.old.get(path), scene.new.get(path))
    ] == []
    assert not scene.old or left.keys() >= scene.old.keys() & scene.new.keys()
    stories = {path for told in (scene.old, scene.new) for path in told if is_story(told[path])}
    dead = {
        (path, target)
        for path, data in left.items()
        if not is_story(data)
        for target in targets(path, data) & stories - left.keys()
    }
    assert dead == set()
    assert called(*scene.words, cwd=site).code == 0
    assert tree(public) == scene.new
    assert sorted(file.name for file in site.iterdir() if file.name != "templates") == [
        ".cache",
        "content",
        "public",
    ]


def nobody_left(group: int) -> None:
    """Wait until no process of a killed build is left, which is soon."""
    for _ in range(400):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        members = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        if not any(is_running(member) and os.getpgid(member) == group for member in members):
            return
    pytest.fail("a worker outlived its build")


def is_passing(path: str) -> bool:
    """Say whether a file is one that a build takes away in the end."""
    return path in (MANIFEST, JOURNAL) or bool(re.fullmatch(r"\.feedgen-site-\d+-\d+\.tmp", path))


def is_story(data: bytes) -> bool:
    return b'<meta property="og:type" content="article">' in data


@cache
def targets(path: str, data: bytes) -> frozenset[str]:
    """Give the files of the site to which a page or feed leads."""
    text = data.decode("utf-8", "replace")
    if not path.endswith((".html", ".xml", ".json")):
        return frozenset()
    links = re.findall(r'href="([^"#?]*)', text) if path.endswith(".html") else []
    found = {
        posixpath.normpath(posixpath.join("/", posixpath.dirname(path), link))
        for link in links
        if ":" not in link
    }
    found |= {posixpath.normpath(f"/{link}") for link in re.findall(rf'{BASE}([^"#?<>\s\\]*)', text)}
    return frozenset(
        file for address in found for file in (address[1:], posixpath.join(address[1:], "index.html"))
    )
