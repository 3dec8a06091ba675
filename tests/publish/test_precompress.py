"""Compressed forms beside text files: which there are, that none is stale, that none is made for nothing."""

from __future__ import annotations

import gzip
import os
import threading
from contextlib import suppress
from pathlib import Path

import brotli
import pytest

from feedgen_site import precompress
from feedgen_site.config import Encoding
from feedgen_site.publish import MANIFEST, Writer
from feedgen_site.publish.forms import Forms
from tests.support import SITE, article, built, codes, edit, published, put, times, tree

BOTH = "precompress: [gzip, brotli]\n"
LONG = "A sentence of a long story that is worth to be compressed. " * 40


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Write a site of two stories, with a picture, a short file and a stylesheet of its own."""
    put(tmp_path / "content/site.yaml", SITE + BOTH)
    put(tmp_path / "content/asia/one.md", article("One", body=f"{LONG}\n\n![It](one.png)"))
    put(tmp_path / "content/asia/one.png", b"\x89PNG " + b"pixels " * 1000)
    put(tmp_path / "content/europe/two.md", article("Two", "2025-11-04", body=LONG))
    put(tmp_path / "content/static/short.txt", "short")
    put(tmp_path / "content/static/own.css", f"/* {LONG} */")
    return tmp_path


def forms(files: dict[str, bytes]) -> dict[str, bytes]:
    """Give the compressed ones of the files of a site."""
    return {path: data for path, data in files.items() if path.endswith((".gz", ".br"))}


def assert_right(public: Path) -> None:
    """Every form has its file, and is that file."""
    files = tree(public)
    for path, data in forms(files).items():
        text = gzip.decompress(data) if path.endswith(".gz") else brotli.decompress(data)
        assert text == files[path[:-3]], path
        assert len(data) < len(text)


def test_text_files_have_forms_that_are_the_same_text_and_smaller(site: Path) -> None:
    """In both encodings, listed as written; pictures and what is short have none."""
    files = published(site)
    assert_right(site / "public")
    names = "index.html 2026/01/one/index.html feed.xml feed.json assets/style.css own.css"
    for path in names.split():
        assert {f"{path}.gz", f"{path}.br"} <= files.keys()
    without = ("short.txt", "robots", "feedgen-site", "assets/asia/one.png", "_")
    assert not [path for path in forms(files) if path.startswith(without)]
    assert "index.html.gz" in built(site).files.unchanged


def test_a_form_says_nothing_of_the_machine(site: Path) -> None:
    """Neither time nor name nor system: the same bytes everywhere; without the option there are none."""
    packed = published(site)["index.html.gz"]
    assert packed[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    edit(site / "content/site.yaml", BOTH, "")
    assert not forms(published(site))


def test_only_what_changed_is_compressed_again(site: Path) -> None:
    """After an edit forms change with their files, and no others are touched; after none, nothing is."""
    published(site)
    before = times(site / "public")
    assert built(site).files.written == ()
    edit(site / "content/europe/two.md", "date: 2025-11-04", "date: 2025-11-04\nstandfirst: Another one.")
    written = set(built(site).files.written)
    assert_right(site / "public")
    assert "2025/11/two/index.html.gz" in written
    assert "2026/01/one/index.html.gz" not in written
    after = times(site / "public")
    kept = {path for path in tree(site / "public") if path not in written}
    assert {path: after[path] for path in kept} == {path: before[path] for path in kept}


@pytest.mark.parametrize("harm", ["lost", "altered"])
def test_a_form_that_is_lost_or_altered_is_made_again(site: Path, harm: str) -> None:
    """As any other file of ours."""
    before = published(site)
    form = site / "public/index.html.br"
    form.unlink() if harm == "lost" else form.write_bytes(b"something else")
    assert built(site).files.written == ("index.html.br",)
    assert tree(site / "public") == before


def test_forms_go_with_their_files_and_with_the_setting(site: Path) -> None:
    """Of a story that is gone, of an encoding that is no longer asked for; each counts as removed."""
    whole = published(site)
    (site / "content/europe/two.md").unlink()
    removed = set(built(site).files.removed)
    assert {"2025/11/two/index.html", "2025/11/two/index.html.gz", "2025/11/two/index.html.br"} <= removed
    assert_right(site / "public")
    edit(site / "content/site.yaml", BOTH, "precompress: gzip\n")
    files = published(site)
    assert "index.html.gz" in files
    assert not [path for path in files if path.endswith(".br")]
    put(site / "content/europe/two.md", article("Two", "2025-11-04", body=LONG))
    edit(site / "content/site.yaml", "precompress: gzip\n", BOTH)
    assert published(site) == whole


def test_a_text_that_becomes_short_loses_its_forms(site: Path) -> None:
    """What was compressed of the long one must not be sent for it."""
    published(site)
    put(site / "content/static/own.css", "/* short */")
    assert set(built(site).files.removed) == {"own.css.br", "own.css.gz"}
    assert "own.css.gz" not in published(site)


def test_no_form_is_ever_older_than_its_file(tmp_path: Path) -> None:
    """Whoever looks at the file and then at its form, while they are replaced, never sees an older text."""
    writer = Writer(str(tmp_path), "public", forms=Forms((Encoding.GZIP,)))
    page, form = tmp_path / "index.html", tmp_path / "index.html.gz"
    writer.write("index.html", version(0))
    seen: list[tuple[int, int]] = []
    is_done = threading.Event()

    def look() -> None:
        while not is_done.is_set():
            first = number(page.read_bytes())
            with suppress(FileNotFoundError):
                seen.append((first, number(gzip.decompress(form.read_bytes()))))

    thread = threading.Thread(target=look)
    thread.start()
    for count in range(1, 5000):
        writer.write("index.html", version(count))
        if len({first for first, _ in seen}) > 20:
            break
    is_done.set()
    thread.join()
    assert [pair for pair in seen if pair[1] < pair[0]] == []
    assert number(gzip.decompress(form.read_bytes())) == count


def version(count: int) -> bytes:
    return f"{count:06d} {'and so on ' * 200}".encode()


def number(text: bytes) -> int:
    return int(text[:6])


def test_a_strangers_file_is_no_form_of_ours(site: Path) -> None:
    """Somebody compressed a page by hand: it is never touched, and named before anything is written."""
    edit(site / "content/site.yaml", BOTH, "")
    published(site)
    stranger = put(site / "public/robots.txt.gz", b"mine")
    other = put(site / "public/own.css.gz", b"mine as well")
    published(site)
    edit(site / "content/site.yaml", "authority", f"{BOTH}authority")
    before = times(site / "public")
    outcome = built(site)
    assert codes(outcome) == ["foreign-file", "foreign-file"]
    assert outcome.problems[0].path.endswith("public/own.css.gz")
    assert times(site / "public") == before
    assert (stranger.read_bytes(), other.read_bytes()) == (b"mine", b"mine as well")


def test_a_form_of_ones_own_stands_instead_of_ours(site: Path) -> None:
    """As long as it is there."""
    published(site)
    put(site / "content/static/own.css.gz", b"compressed with more patience")
    assert published(site)["own.css.gz"] == b"compressed with more patience"
    (site / "content/static/own.css.gz").unlink()
    published(site)
    assert_right(site / "public")
    assert (site / "public/own.css.gz").is_file()


def test_forms_are_known_again_where_the_manifest_is_lost(site: Path) -> None:
    """By what they hold: the mark of a page or feed, or the very bytes that are planned."""
    whole = published(site)
    (site / "public" / MANIFEST).unlink()
    (site / "content/europe/two.md").unlink()
    outcome = built(site)
    assert outcome.exit_code == 0
    assert "2025/11/two/index.html.br" in outcome.files.removed
    assert_right(site / "public")
    assert tree(site / "public").keys() < whole.keys()


def test_a_mark_is_looked_for_in_bounds() -> None:
    """However much a few bytes may become."""
    packed = precompress.form("x.html.br", b"a" * 8_000_000)
    assert packed
    assert len(packed) < 4096
    assert precompress.beginning("x.html.br", packed, 4096) == b"a" * 4096
    assert precompress.beginning("x.html.gz", gzip.compress(b"a" * 8_000_000)[:4096], 4096) == b"a" * 4096
    assert (
        precompress.beginning("x.html.gz", b"no gzip", 4096) == precompress.beginning("x.br", b"?", 9) == b""
    )


def test_brotli_that_is_not_installed_is_asked_for(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is read or written."""
    monkeypatch.setattr(precompress, "is_installed", lambda _: False)
    outcome = built(site)
    assert outcome.exit_code == 2
    assert codes(outcome) == ["no-brotli"]
    assert outcome.problems[0].hint == "pip install 'feedgen-site[brotli]'"
    assert not (site / "public").exists()


def test_an_encoding_that_nobody_knows_is_named(site: Path) -> None:
    """With what there is; `none` is none."""
    edit(site / "content/site.yaml", BOTH, "precompress: [gzip, zip]\n")
    outcome = built(site)
    assert codes(outcome) == ["wrong-type"]
    assert outcome.problems[0].hint == "precompress: [gzip, brotli]"
    edit(site / "content/site.yaml", "[gzip, zip]", "none")
    assert not forms(published(site))
    assert os.listdir(site / "public")
