"""The same content gives the same bytes, wherever, whenever and by however many processes it is built."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from feedgen_site.mapper import WORTH_PROCESSES
from tests.support import AS_OF, ROOT, SITE, article, built, put, run, tree

NUMBER = 90
assert NUMBER > WORTH_PROCESSES  # so that processes are started


def large_site(folder: Path) -> Path:
    """Write a site of ninety stories in several sections, languages and scripts."""
    put(folder / "content/site.yaml", f"{SITE}timezone: Europe/Paris\n")
    for number in range(NUMBER):
        section = ("asia", "europe", "Ünïon", "world")[number % 4]
        language = ("en", "fr", "ar", "ja")[number % 4]
        put(
            folder / f"content/{section}/story-{number:03}.md",
            article(
                f"Story {number} · İstanbul straße",
                date=f"2025-{number % 12 + 1:02}-{number % 27 + 1:02} {number % 24:02}:30",
                body=f"Story {number} opens here.\n\n- one\n- two\n\nIt goes on. See [that](story-001.md).",
                lang=language,
                tags="[b, a, ç]",
            ),
        )
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The large site, built once by one process."""
    folder = large_site(tmp_path_factory.mktemp("same"))
    assert built(folder).exit_code == 0
    return folder


ENVIRONMENTS = {
    "another hash seed": {"PYTHONHASHSEED": "1"},
    "a third hash seed": {"PYTHONHASHSEED": "4242"},
    "another time zone": {"TZ": "Asia/Kathmandu"},
    "the C locale": {"LC_ALL": "C", "LANG": "C"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
}


@pytest.mark.parametrize(("name", "jobs"), [(name, "14"[n % 2]) for n, name in enumerate(ENVIRONMENTS)])
def test_the_environment_decides_no_byte(site: Path, tmp_path: Path, name: str, jobs: str) -> None:
    """Time zone, locale, hash seed and processes leave no trace."""
    done = run(
        "build", "--content", str(site / "content"), "--output", str(tmp_path / "out"), "--cache", "",
        "--as-of", "2026-01-10", "--jobs", jobs, cwd=tmp_path, env=ENVIRONMENTS[name],
    )  # fmt: skip
    assert done.code == 0, done.err
    assert tree(tmp_path / "out") == tree(site / "public")


def test_content_elsewhere_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """No path of the machine is in the output, be it absolute or relative."""
    shutil.copytree(site / "content", tmp_path / "some where/ärticles")
    (tmp_path / "some where/in").mkdir()
    done = run("build", "--content", "../ärticles", "--output", "../../out", "--as-of", "2026-01-10",
               cwd=tmp_path / "some where/in")  # fmt: skip
    assert done.code == 0, done.err
    assert tree(tmp_path / "out") == tree(site / "public")


@pytest.mark.parametrize("ends", [b"\r\n", b"\r"])
def test_line_ends_of_a_checkout_decide_no_byte(site: Path, tmp_path: Path, ends: bytes) -> None:
    """A checkout on Windows gives the site that one on Linux gives."""
    for file in sorted((site / "content").rglob("*.*")):
        if file.is_file():
            copy = tmp_path / file.relative_to(site)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes().replace(b"\n", ends))
    assert built(tmp_path).exit_code == 0
    assert tree(tmp_path / "public") == tree(site / "public")


def test_the_order_in_which_files_were_written_decides_no_byte(site: Path, tmp_path: Path) -> None:
    """A file system lists files in any order."""
    for file in sorted((site / "content").rglob("*.*"), reverse=True):
        if file.is_file():
            put(tmp_path / file.relative_to(site), file.read_text("utf-8"))
    assert built(tmp_path).exit_code == 0
    assert tree(tmp_path / "public") == tree(site / "public")


@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(days=1), timedelta(days=4000)])
def test_no_clock_is_in_the_output(site: Path, later: timedelta) -> None:
    """Between two scheduled moments the as-of time decides no byte."""
    assert built(site, output=f"later{later.days}", cache="", as_of=AS_OF + later).exit_code == 0
    assert tree(site / f"later{later.days}") == tree(site / "public")


def test_a_scheduled_moment_does_change_the_output(site: Path) -> None:
    """Before the last stories were published, they are not there."""
    assert built(site, output="earlier", cache="", as_of=AS_OF - timedelta(days=200)).exit_code == 0
    assert tree(site / "earlier") != tree(site / "public")


def test_base_url_changes_only_absolute_links(tmp_path: Path) -> None:
    """With the new address put back for the old one, the bytes are the same."""
    large_site(tmp_path)
    built(tmp_path)
    built(tmp_path, output="other", base_url="https://other.example/")
    other = {
        path: data.replace(b"https://other.example/", b"https://test.example/")
        for path, data in tree(tmp_path / "other").items()
    }
    assert other == tree(tmp_path / "public")


@pytest.mark.slow
def test_the_sample_site_is_the_same_with_one_process_and_with_four(tmp_path: Path) -> None:
    """Also with a table, footnotes, pictures and four scripts."""
    for jobs in ("1", "4"):
        done = run("build", "--output", str(tmp_path / jobs), "--cache", "", "--jobs", jobs, cwd=ROOT)
        assert done.code == 0
    assert tree(tmp_path / "1") == tree(tmp_path / "4")
