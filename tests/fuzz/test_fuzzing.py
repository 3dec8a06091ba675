"""The fuzzers: their promises hold where they start, they find nothing, and they would find a mistake."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz import promises, seeds
from tests.support import ROOT

SECONDS = 30
needs_atheris = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="pip install atheris (Linux on x86-64 only)"
)


@pytest.mark.parametrize(
    ("promise", "starts"),
    [
        (promises.loads, seeds.files()),
        (promises.cleans, seeds.markup()),
        (promises.washes, seeds.pictures()),
    ],
    ids=["loader", "sanitizer", "pictures"],
)
def test_the_promises_hold_where_the_fuzzers_start(
    promise: Callable[[bytes], None], starts: list[bytes]
) -> None:
    """Every case, every sample article and every vector keeps them."""
    assert len(starts) > 20
    for start in starts:
        promise(start)


# What the fuzzers found, as they printed it. Each broke a promise before it was mended.
@pytest.mark.parametrize(
    "found",
    [
        b"a.html\n---\ntitle: T\ndate: 2026-01-04\n---\n<a href='htTps://[a\n\nb'>x</a>",
        b"a.md\n---\ntitle: T\ndate: 2026-01-04\n'a\n\nb': 1\n'a\n\nb': 2\n---\n",
        b"a.md\n---\ntitle: T\ndate: 2026-01-04\ndraft: |\n  a\n  b\n---\n",
        b"a.md\n+++\ntitle = 'T'\n" + b"a." * 2_000 + b"a = 1\n+++\n",
    ],
    ids=["address of two lines", "key of two lines", "value of two lines", "deep TOML key"],
)
def test_what_the_loader_was_found_to_do(found: bytes) -> None:
    """It tells each problem in one line, and knows no header that it cannot read."""
    promises.loads(found)


@pytest.mark.parametrize("found", [b"&#xd", b"<p title='a&#13;b'>x", b"don&#146;t"])
def test_what_the_sanitizer_was_found_to_do(found: bytes) -> None:
    """No reference becomes a character that changes when it is read again."""
    promises.cleans(found)


def test_what_the_cleaner_of_pictures_was_found_to_do() -> None:
    """What only damage puts between segments is not kept: next to a scan it would be read as part of it."""
    segments = b"\xff\xda\0\2x", b"\xff\xe0\0\2", b"\xff\x6c\0\4ab"
    promises.washes(b"\xff\xd8" + b"".join(segments) + b"\xff\xd9")


def begun(name: str, folder: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.fuzz.fuzz_{name}", *options[:1], str(folder), *options[1:]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


@needs_atheris
@pytest.mark.slow
def test_the_fuzzers_find_nothing(tmp_path: Path) -> None:
    """Half a minute of each, beside each other: no exception, no broken promise, no hang, no flood."""
    running = {
        name: begun(name, tmp_path / name, str(SECONDS), "-seed=1")
        for name in ("loader", "sanitizer", "pictures")
    }
    said = {name: process.communicate(timeout=SECONDS * 4)[0] for name, process in running.items()}
    for name, process in running.items():
        inputs = [file.read_bytes() for file in (tmp_path / name / "found").iterdir()]
        assert not inputs, f"{name} found {inputs!r}\n{said[name][-3_000:]}"
        assert process.returncode == 0, said[name][-3_000:]
        assert "Done " in said[name]


@needs_atheris
@pytest.mark.slow
def test_a_fuzzer_finds_a_mistake(tmp_path: Path) -> None:
    """A promise that one word breaks, which no start holds, is found, and the input printed.

    It ends when it has found it: seconds later, as a rule. The time it may take is for a busy machine.
    """
    word = b"<ruby>"
    assert not any(word in start for start in seeds.markup())
    program = (
        "from tests.fuzz import fuzzing\n"
        "with fuzzing.instrumented():\n"
        "    from tests.fuzz import promises, seeds\n"
        "    from feedgen_site import sanitize\n"
        "def broken(data):\n"
        "    promises.cleans(data)\n"
        f"    assert {word!r} not in data\n"
        "fuzzing.fuzz('broken', broken, seeds.markup(), seeds.WORDS)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(SECONDS * 6), str(tmp_path), "-seed=1"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=SECONDS * 8,
    )
    assert done.returncode != 0
    assert b"broken broke its promise on" in done.stderr
    [found] = (tmp_path / "found").iterdir()
    assert repr(found.read_bytes()).encode() in done.stderr
