"""Pagefind, run in a folder that passes: its index is taken in as files of the site, whole or not at all."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from tempfile import TemporaryDirectory
from typing import Final

from feedgen_site import addresses, precompress, search
from feedgen_site.cache import Files
from feedgen_site.config import SiteConfig
from feedgen_site.model import Body, Head
from feedgen_site.plan import FileArguments, Kind, Output, SearchIndex
from feedgen_site.problem import ContentError, Problem
from feedgen_site.publish import OutputFolder
from feedgen_site.text import digest

INSTALL: Final = "pip install 'feedgen-site[search]'"
# The extended one cuts Chinese and Japanese text into words.
_PROGRAMS: Final = ("pagefind_bin_extended", "pagefind_bin")
_ENTRY: Final = "pagefind-entry.json"
# Of what Pagefind brings, its own interfaces stay out: results are shown by assets/search.js.
_TAKEN: Final = (".pf_meta", ".pf_index", ".pf_fragment", ".pf_filter", ".pagefind")
_SCRIPTS: Final = ("pagefind.js", "pagefind-worker.js", _ENTRY)
_SECONDS: Final = 3600


def is_installed() -> bool:
    """Say whether Pagefind is there."""
    names = [name for name in _PROGRAMS if importlib.util.find_spec(name)]
    return bool(names) and importlib.util.find_spec("pagefind") is not None


@contextmanager
def indexed(
    index: SearchIndex | None, config: SiteConfig, known: Files, folder: OutputFolder,
    body_of: Callable[[Head], Body],
) -> Iterator[tuple[Output, ...]]:  # fmt: skip
    """Give the files of the index, to be written while the block lasts; Pagefind runs only where it changed.

    ContentError where it fails.
    """
    if index is None or not index.stories:
        yield ()
        return
    fingerprint = digest(index.fingerprint, *_versions())
    if kept := _kept(fingerprint, known, folder):
        yield kept
        return
    with TemporaryDirectory(prefix="feedgen-site-search-") as passing:
        pages, made = (os.path.join(passing, name) for name in ("pages", "index"))
        for head in index.stories:
            _write_page(
                pages, addresses.output_file(head.permalink), search.record(head, body_of(head), config)
            )
        _run(passing, pages, made)
        _put_in_order(os.path.join(made, _ENTRY))
        yield tuple(
            Output(
                f"{search.INDEX_FOLDER}/{path}",
                Kind.FILE,
                fingerprint,
                FileArguments(os.path.join(made, path)),
            )
            for path in _taken(made)
        )


def _versions() -> Iterator[str]:
    for name in ("pagefind", *_PROGRAMS):
        if importlib.util.find_spec(name):
            yield f"{name} {metadata.version(name)}"


def _kept(fingerprint: str, known: Files, folder: OutputFolder) -> tuple[Output, ...]:
    """Give the files of the index in place, if it is whole and made from the same; else none."""
    there = {
        path: row
        for path, row in known.items()
        if path.startswith(f"{search.INDEX_FOLDER}/") and not precompress.is_form(path)
    }
    if f"{search.INDEX_FOLDER}/{_ENTRY}" not in there:
        return ()
    for path, (made_from, _, content) in there.items():
        if made_from != fingerprint or not folder.holds(path, content):
            return ()
    return tuple(Output(path, Kind.FILE, fingerprint, FileArguments("")) for path in sorted(there))


def _write_page(folder: str, path: str, text: str) -> None:
    file = os.path.join(folder, *path.split("/"))
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(file, "x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def _run(folder: str, pages: str, made: str) -> None:
    """Run Pagefind; it finds no settings in this folder, and none in the environment."""
    words = [sys.executable, "-m", "pagefind", "--site", pages, "--output-path", made, "--quiet"]
    try:
        done = subprocess.run(
            words, cwd=folder, env={} if os.name == "posix" else None, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
        said = done.stderr.decode("utf-8", "replace") or done.stdout.decode("utf-8", "replace")
        if done.returncode == 0 and os.path.isfile(os.path.join(made, _ENTRY)):
            return
    except (OSError, subprocess.TimeoutExpired) as error:
        said = str(error)
    why = " ".join(said.split())[-300:] or "it wrote no index"
    message = f"Pagefind could not make the search index: {why}"
    raise ContentError(
        (Problem("site.yaml", 0, 0, "search-failed", message, f"{INSTALL}, or search: false"),)
    )


def _put_in_order(entry: str) -> None:
    """Sort the list of languages, which Pagefind writes in any order; its other files are always the same."""
    with open(entry, encoding="utf-8") as stream:
        data = json.load(stream)
    with open(entry, "w", encoding="utf-8", newline="\n") as stream:
        json.dump(data, stream, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _taken(made: str) -> list[str]:
    """List the files of the index, what names others after them."""
    found = []
    for at, folders, files in os.walk(made):
        folders.sort()
        below = os.path.relpath(at, made).replace(os.sep, "/")
        prefix = "" if below == "." else f"{below}/"
        found += [prefix + name for name in files if name in _SCRIPTS or name.endswith(_TAKEN)]
    return sorted(
        found, key=lambda path: (path.endswith((".pf_meta", ".json")), path.endswith(".json"), path)
    )
