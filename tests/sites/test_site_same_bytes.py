"""The same content gives the same bytes, wherever, whenever and by however many processes it is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import pytest

from feedgen_site.addresses import slug_of
from feedgen_site.mapper import WORTH_PROCESSES
from tests.support import ROOT, SITE, article, built, put, run, tree, umask

NUMBER = 90
assert NUMBER > WORTH_PROCESSES  # so that processes are started

Form = Literal["NFC", "NFD"]
# Composed here; decomposed in a checkout of an old Mac.
BUNDLE, STORY, PICTURE = "Ünïon/été à Séoul", "İstanbul straße 東京", "phöto 각.png"


def large_site(folder: Path, *, names: Form = "NFC", links: Form = "NFC") -> Path:
    """Write a site of ninety stories in several sections, languages and scripts, and a theme of its own.

    `names` and `links` say in which form of Unicode files are named, and in which links name them.
    """

    def write(path: str, text: str) -> None:
        put(folder / unicodedata.normalize(names, path), text)

    story, picture, bundle = (unicodedata.normalize(links, name) for name in (STORY, PICTURE, BUNDLE))
    write("content/site.yaml", f'{SITE}timezone: Europe/Paris\nedition: {{closes: "18:00"}}\n')
    for number in range(NUMBER):
        section = ("asia", "europe", "Ünïon", "world")[number % 4]
        language = ("en", "fr", "ar", "ja")[number % 4]
        write(
            f"content/{section}/story-{number:03}.md",
            article(
                f"Story {number} · İstanbul straße",
                date=f"2025-{number % 12 + 1:02}-{number % 27 + 1:02} {number % 24:02}:30",
                body=f"Story {number} opens.\n\n- one\n- two\n\nSee [that](../europe/story-001.md).",
                lang=language,
                tags="[b, a, ç]",
            ),
        )
    bodies = f"It opens. See [that](<../../asia/{story}.md>).\n\n![a view](<{picture}>)"
    write(f"content/{BUNDLE}/index.md", article("A bundle", body=bodies, image=picture))
    write(f"content/{BUNDLE}/{PICTURE}", "pixels")
    write(f"content/asia/{STORY}.md", article("Far", body=f"It opens. See [that](<../{bundle}/index.md>)."))
    write("content/pages/Über uns.md", f"---\ntitle: About\n---\nSee [that](<../asia/{story}.md>).\n")
    write("content/static/öffentlich/größe.txt", "as it is\n")
    write("templates/_footer.html", "<footer>\n<p>Ours, {{ frame.heading }}</p>\n</footer>\n")
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The large site, built once by one process."""
    folder = large_site(tmp_path_factory.mktemp("same"))
    outcome = built(folder)
    assert outcome.problems == ()
    pages = b"".join(tree(folder / "public").values())
    assert b"Ours, " in pages
    assert "assets/Ünïon/été à Séoul/phöto 각.png" in tree(folder / "public")
    return folder


def modes(folder: Path) -> dict[str, int]:
    """Give the mode of a folder and of everything below it."""
    return {str(file.relative_to(folder)): file.stat().st_mode for file in (folder, *folder.rglob("*"))}


@pytest.fixture
def foreign_zones(tmp_path: Path) -> Path:
    """A system's zone data in which it is Tokyo's time in Paris."""
    paris = tmp_path / "zones/Europe/Paris"
    paris.parent.mkdir(parents=True)
    paris.write_bytes(resources.files("tzdata.zoneinfo").joinpath("Asia/Tokyo").read_bytes())
    code = "from datetime import *; from zoneinfo import *; "
    code += "print(datetime(2026, 1, 1, tzinfo=ZoneInfo('Europe/Paris')).utcoffset())"
    env = {**os.environ, "PYTHONTZPATH": str(tmp_path / "zones")}
    said = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert said.stdout == "9:00:00\n"  # so Python itself would believe it
    return tmp_path / "zones"


ENVIRONMENTS = {
    "another hash seed": {"PYTHONHASHSEED": "1"},
    "a third hash seed": {"PYTHONHASHSEED": "4242"},
    "another time zone": {"TZ": "Asia/Kathmandu"},
    "a zone that is only a rule": {"TZ": "ABC-14:37XYZ-15,M3.2.0,M11.1.0"},
    "the C locale": {"LC_ALL": "C", "LANG": "C"},
    "names of files in ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    # Where Turkish is not installed this is an unknown locale.
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
    "a narrow terminal and a build farm": {
        "COLUMNS": "20", "NO_COLOR": "1", "TERM": "dumb", "SOURCE_DATE_EPOCH": "1", "HOME": "/nowhere",
    },
}  # fmt: skip


def arguments(site: Path, output: Path, jobs: str = "1") -> tuple[str, ...]:
    """Give the command line that builds the site."""
    return (
        "build", "--content", str(site / "content"), "--output", str(output), "--cache", "",
        "--as-of", "2026-01-10", "--jobs", jobs,
    )  # fmt: skip


@pytest.mark.parametrize(("name", "jobs"), [(name, "14"[n % 2]) for n, name in enumerate(ENVIRONMENTS)])
def test_the_environment_decides_no_byte(site: Path, tmp_path: Path, name: str, jobs: str) -> None:
    """Time zone, locale, hash seed and processes leave no trace, in bytes, names or modes."""
    done = run(*arguments(site, tmp_path / "out", jobs), cwd=tmp_path, env=ENVIRONMENTS[name])
    assert done.code == 0, done.err
    assert tree(tmp_path / "out") == tree(site / "public")
    assert modes(tmp_path / "out") == modes(site / "public")


def test_the_zone_data_of_the_system_decides_no_byte(site: Path, tmp_path: Path, foreign_zones: Path) -> None:
    """What time it is in Paris is for the tzdata package to say."""
    env = {"PYTHONTZPATH": str(foreign_zones), "TZDIR": str(foreign_zones)}
    done = run(*arguments(site, tmp_path / "out"), cwd=tmp_path, env=env)
    assert done.code == 0, done.err
    assert tree(tmp_path / "out") == tree(site / "public")


def test_it_needs_no_environment_at_all(site: Path, tmp_path: Path) -> None:
    """No HOME, no PATH, no LANG, as a timer starts it."""
    command = [sys.executable, "-m", "feedgen_site", *arguments(site, tmp_path / "out")]
    done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "out") == tree(site / "public")


@pytest.mark.parametrize(("mask", "jobs"), [(0o077, "4"), (0o000, "1")])
def test_the_umask_decides_no_mode(site: Path, tmp_path: Path, mask: int, jobs: str) -> None:
    """What is published can be read by a web server, and written by nobody else."""
    with umask(mask):
        done = run(*arguments(site, tmp_path / "out", jobs), cwd=tmp_path)
    assert done.code == 0, done.err
    assert modes(tmp_path / "out") == modes(site / "public")
    assert {mode & 0o777 for mode in modes(tmp_path / "out").values()} == {0o644, 0o755}


@pytest.mark.parametrize("mode", [0o600, 0o755])
def test_the_modes_of_content_decide_no_mode(tmp_path: Path, mode: int) -> None:
    """A picture that only its author may read, or that is marked as a program, is published like others."""
    large_site(tmp_path)
    for file in (tmp_path / "content").rglob("*.*"):
        file.chmod(mode)
    assert built(tmp_path).exit_code == 0
    found = modes(tmp_path / "public")
    assert found["öffentlich/größe.txt"] & 0o777 == 0o644
    assert {mode & 0o777 for mode in found.values()} == {0o644, 0o755}


def test_content_elsewhere_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """No path of the machine is in the output, be it absolute or relative."""
    shutil.copytree(site / "content", tmp_path / "some where/ärticles")
    shutil.copytree(site / "templates", tmp_path / "some where/templates")
    (tmp_path / "some where/in").mkdir()
    done = run("build", "--content", "../ärticles", "--output", "../../out", "--as-of", "2026-01-10",
               cwd=tmp_path / "some where/in")  # fmt: skip
    assert done.code == 0, done.err
    assert tree(tmp_path / "out") == tree(site / "public")


@pytest.mark.parametrize(("names", "links"), [("NFD", "NFC"), ("NFC", "NFD"), ("NFD", "NFD")])
def test_the_form_of_unicode_in_names_decides_no_byte(
    site: Path, tmp_path: Path, names: Form, links: Form
) -> None:
    """Articles, bundles, pictures, pages and static files decomposed, and links to them in either form."""
    large_site(tmp_path, names=names, links=links)
    assert built(tmp_path).problems == ()
    assert tree(tmp_path / "public") == tree(site / "public")


def test_an_ideograph_of_a_later_unicode_keeps_its_place_in_the_address() -> None:
    """Rare names are written with new ones; whether Python knows them yet decides no address."""
    future = "\U00033ffd"
    assert unicodedata.category(future) == "Cn"  # known to no Python so far
    assert slug_of(f"Kim {future}", "tag:example.org,2026:x") == f"kim-{future}"


class Backwards:
    """What `os.scandir` gives, in the reverse of its order."""

    def __init__(self, entries: Iterator[os.DirEntry[str]]) -> None:
        self.entries = reversed(list(entries))

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> os.DirEntry[str]:
        return next(self.entries)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def close(self) -> None:
        """Have nothing to close."""


def test_the_order_in_which_the_system_lists_files_decides_no_byte(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another file system lists them by hash, or as they were written."""
    scandir, listdir = os.scandir, os.listdir
    monkeypatch.setattr(os, "scandir", lambda path=".": Backwards(scandir(path)))
    monkeypatch.setattr(os, "listdir", lambda path=".": listdir(path)[::-1])
    assert os.listdir(site) == listdir(site)[::-1]
    large_site(tmp_path)
    assert built(tmp_path).exit_code == 0
    monkeypatch.undo()
    assert tree(tmp_path / "public") == tree(site / "public")


@pytest.mark.parametrize("ends", [b"\r\n", b"\r"])
def test_line_ends_of_a_checkout_decide_no_byte(site: Path, tmp_path: Path, ends: bytes) -> None:
    """A checkout on Windows gives the site that one on Linux gives: articles, site.yaml and templates.

    Files of content/static and pictures are copied byte for byte, so theirs are not turned here.
    """
    for file in (*(site / "content").rglob("*.*"), *(site / "templates").iterdir()):
        if file.is_file():
            data = file.read_bytes()
            copy = tmp_path / file.relative_to(site)
            copy.parent.mkdir(parents=True, exist_ok=True)
            is_copied = "static" in file.parts or file.suffix == ".png"
            copy.write_bytes(data if is_copied else data.replace(b"\n", ends))
    assert built(tmp_path).exit_code == 0
    assert tree(tmp_path / "public") == tree(site / "public")


def test_base_url_changes_only_absolute_links(tmp_path: Path) -> None:
    """With the new address put back for the old one, the bytes are the same.

    But for messages, whose lines are cut anew around another address: what their parts hold is compared.
    """
    large_site(tmp_path)
    built(tmp_path)
    built(tmp_path, output="other", base_url="https://other.example/")
    other = {
        path: data.replace(b"https://other.example/", b"https://test.example/")
        for path, data in parts(tree(tmp_path / "other")).items()
    }
    assert other == parts(tree(tmp_path / "public"))


def parts(files: dict[str, bytes]) -> dict[str, bytes]:
    """Give files with the parts of messages in their place."""
    found = {}
    for path, data in files.items():
        if path.endswith(".eml"):
            message = message_from_bytes(data, policy=policy.default)
            assert isinstance(message, EmailMessage)
            for part in message.iter_parts():
                assert isinstance(part, EmailMessage)
                found[f"{path} {part.get_content_type()}"] = str(part.get_content()).encode()
        else:
            found[path] = data
    return found


@pytest.mark.slow
def test_the_sample_site_is_the_same_with_one_process_and_with_four(tmp_path: Path) -> None:
    """Also with a table, footnotes, pictures and four scripts."""
    for jobs in ("1", "4"):
        done = run("build", "--output", str(tmp_path / jobs), "--cache", "", "--jobs", jobs, cwd=ROOT)
        assert done.code == 0
    assert tree(tmp_path / "1") == tree(tmp_path / "4")


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_named_is_there_before_what_names_it(tmp_path: Path, jobs: int) -> None:
    """Into a folder that is there, stories come before lists, lists before feeds, however many write."""
    large_site(tmp_path)
    (tmp_path / "public").mkdir()
    built(tmp_path, jobs=jobs)
    stamps: dict[str, list[int]] = {}
    for file in (tmp_path / "public").rglob("index.html"):
        kind = file.relative_to(tmp_path / "public").parts[0]
        stamps.setdefault("story" if kind == "2025" else kind, []).append(file.stat().st_mtime_ns)
    feed = (tmp_path / "public" / "feed.xml").stat().st_mtime_ns
    assert len(stamps["story"]) >= NUMBER // 4
    assert max(stamps["story"]) <= min(stamps["edition"]) <= max(stamps["edition"]) <= min(stamps["section"])
    assert max(stamps["section"]) <= feed <= (tmp_path / "public" / "sitemap.xml").stat().st_mtime_ns
