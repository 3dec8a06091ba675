"""The index of the search: what is in it, when it is made, and what happens where it cannot be."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from feedgen_site import indexing
from feedgen_site.indexing import is_installed
from tests.support import SITE, article, built, codes, edit, published, put, times, tree

pytestmark = pytest.mark.skipif(not is_installed(), reason="no Pagefind: pip install 'pagefind[extended]'")
LANGUAGES = {"en", "fr", "ja"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Stories in three languages and two sections, one of them withdrawn, one not for search engines."""
    put(tmp_path / "content/site.yaml", f"{SITE}search: true\n")
    put(tmp_path / "content/asia/lee.md", article("Lee", body="A zephyr blows over the harbour."))
    put(tmp_path / "content/europe/euro.md", article("Euro", body="Another text about money."))
    put(tmp_path / "content/europe/pont.fr.md", article("Un pont", body="Le pont est ouvert."))
    put(tmp_path / "content/asia/hashi.ja.md", article("橋", body="新しい橋が開通した。"))
    put(tmp_path / "content/gone.md", article("Gone", withdrawn="{date: 2026-01-05, reason: Wrong}"))
    put(tmp_path / "content/hidden.md", article("Hidden", robots="noindex"))
    return tmp_path


def entry(folder: Path) -> dict[str, dict[str, object]]:
    """Give what Pagefind says of each language."""
    found = json.loads((folder / "public/pagefind/pagefind-entry.json").read_text("utf-8"))["languages"]
    assert isinstance(found, dict)
    return found


def test_each_language_has_a_page_and_an_index(site: Path) -> None:
    """Withdrawn stories, and those that search engines shall not list, are in none."""
    files = published(site)
    assert {language: one["page_count"] for language, one in entry(site).items()} == {
        "en": 2,
        "fr": 1,
        "ja": 1,
    }
    assert {"search/index.html", "fr/search/index.html", "ja/search/index.html"} <= files.keys()
    assert '<html lang="fr" dir="ltr">' in files["fr/search/index.html"].decode()
    assert '<html lang="ja" dir="ltr">' in files["ja/search/index.html"].decode()


def test_every_page_leads_to_the_search_in_its_language(site: Path) -> None:
    """In its foot; without the setting there is no link, no page and no index."""
    files = published(site)
    assert 'href="../../../search/index.html"' in files["2026/01/lee/index.html"].decode()
    assert 'href="../../../search/index.html"' in files["fr/2026/01/pont/index.html"].decode()
    edit(site / "content/site.yaml", "search: true\n", "")
    files = published(site)
    assert not any("search" in path or path.startswith("pagefind/") for path in files)
    assert not any(b"search/index.html" in data for data in files.values())


def test_pagefinds_own_interface_is_not_published(site: Path) -> None:
    """Only what our script loads: one script of the site, one program with its worker, and data."""
    scripts = {path for path in published(site) if path.endswith(".js")}
    assert scripts == {"assets/search.js", "pagefind/pagefind.js", "pagefind/pagefind-worker.js"}


def test_the_index_is_made_anew_only_where_stories_changed(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pagefind does not run for a build without news, nor for one after a change of About."""
    published(site)
    runs: list[object] = []
    run = indexing._run

    def counted(*words: str) -> None:
        runs.append(words)
        run(*words)

    monkeypatch.setattr(indexing, "_run", counted)
    before = times(site / "public/pagefind")
    assert built(site).files.written == ()
    put(site / "content/static/mine.txt", "mine")
    assert built(site).files.written == ("mine.txt",)
    assert runs == []
    assert times(site / "public/pagefind") == before
    edit(site / "content/asia/lee.md", "zephyr", "gale")
    written = built(site).files.written
    assert len(runs) == 1
    assert "pagefind/pagefind-entry.json" in written
    assert "pagefind/wasm.fr.pagefind" not in written
    removed = built(site).files.removed
    assert removed == ()


def test_a_file_of_the_index_that_is_gone_comes_back(site: Path) -> None:
    """So does one that somebody changed."""
    files = published(site)
    (site / "public/pagefind/pagefind.js").write_text("alert(1)")
    next((site / "public/pagefind/fragment").iterdir()).unlink()
    assert published(site) == files


def test_the_same_stories_give_the_same_index(site: Path) -> None:
    """Byte for byte, without the cache, in another folder, three times."""
    first = published(site)
    for number in range(3):
        outcome = built(site, output=f"again-{number}", cache="")
        assert outcome.exit_code == 0
        assert tree(site / f"again-{number}") == first


def test_the_index_can_be_made_beside_a_lost_manifest(site: Path) -> None:
    """The same files are taken for ours again."""
    published(site)
    (site / "public/.feedgen-site.json").unlink()
    assert built(site).exit_code == 0


# ---- what can go wrong -------------------------------------------------------------------------------------


def test_a_pagefind_that_fails_publishes_nothing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words are told, and what was published stays to the last byte."""
    published(site)
    before = times(site / "public")
    python = put(site / "python", "#!/bin/sh\necho 'no memory left' >&2\nexit 3\n")
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "executable", str(python))
    edit(site / "content/asia/lee.md", "zephyr", "gale")
    outcome = built(site)
    assert outcome.exit_code == 1
    assert codes(outcome) == ["search-failed"]
    assert "no memory left" in outcome.problems[0].message
    assert times(site / "public") == before


def test_a_site_without_pagefind_is_told_what_to_install(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is read or written."""
    monkeypatch.setattr(indexing, "is_installed", lambda: False)
    outcome = built(site)
    assert outcome.exit_code == 2
    assert codes(outcome) == ["no-pagefind"]
    assert outcome.problems[0].hint == "pip install 'feedgen-site[search]'"
    assert not (site / "public").exists()


def test_nothing_of_ones_own_can_lie_among_the_files_of_the_index(site: Path) -> None:
    """A file of content/static in /pagefind/ could take the place of the program."""
    put(site / "content/static/pagefind/pagefind.js", "alert(1)")
    outcome = built(site)
    assert codes(outcome) == ["duplicate-address"]
    assert outcome.exit_code == 1


def test_a_site_without_stories_has_the_page_and_no_index(tmp_path: Path) -> None:
    """The first story makes it."""
    put(tmp_path / "content/site.yaml", f"{SITE}search: true\n")
    files = published(tmp_path)
    assert "search/index.html" in files
    assert not any(path.startswith("pagefind/") for path in files)
