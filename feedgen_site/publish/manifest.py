"""What of the output folder is ours: the manifest, the journal, the mark, and the paths that may be ours."""

from __future__ import annotations

import json
import os
import re
from bisect import insort
from collections.abc import Mapping
from contextlib import suppress

from feedgen_site import memo, precompress
from feedgen_site.patterns import regex
from feedgen_site.publish.files import open_regular
from feedgen_site.publish.forms import base_of

MANIFEST = ".feedgen-site.json"
JOURNAL = memo.JOURNAL
MANIFEST_VERSION = 1
# How far into a file its mark may stand.
MARK_BYTES = 4096
_BEGIN = b'{\n "files": {\n'
TEMPORARY = regex(r"\.feedgen-site-(\d+)-\d+\.tmp")
_NO_NAMES = frozenset(("", ".", "..", ".git"))
# The first part of the address of a list, or the one after a language.
_LISTS = frozenset("section tag author agency archive edition digest corrections feeds page search".split())
_OF_A_LANGUAGE = regex(r"[a-z]{2,3}(?:-[a-z0-9]+)*(?:/index)?\.html")
_HASH = regex(r"[0-9a-f]{32}|")
_MARKS: Mapping[str, re.Pattern[bytes]] = {
    ".html": regex(rb'<meta name="generator" content="feedgen-site'),
    # Atom's generator has attributes, RSS's has none.
    ".xml": regex(rb"<generator(?:\s[^<>]*)?>\s*feedgen-site|<!-- feedgen-site"),
    ".json": regex(rb'"_feedgen_site"'),
    **dict.fromkeys((".css", ".js"), regex(rb"\A/\*+!?\s*feedgen-site")),
    # Its own address, near its beginning.
    "edition.txt": regex(rb"^https?://\S*/edition/\d{4}-(?:\d\d-\d\d|W\d\d)/$", re.MULTILINE),
    ".eml": regex(rb"^X-Mailer: feedgen-site", re.MULTILINE),
    **dict.fromkeys(("robots.txt", "_headers", "_redirects", ".nojekyll"), regex(rb"\A#\s*feedgen-site")),
}


def safe_path(path: str) -> bool:
    """Say whether a path may name a file of ours: relative, normal, `/` between names, no `..`.

    Refused as well: what no file system can hold (NUL, lone surrogates), a backslash or drive (another
    folder on Windows), our own bookkeeping, and anything of git's.
    """
    if "\\" in path or "\0" in path or os.path.splitdrive(path)[0]:
        return False
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    names = path.casefold().split("/")
    if not _NO_NAMES.isdisjoint(names):
        return False
    is_like_ours = names[0].startswith(".feedgen-site")
    return not (is_like_ours and (names[0] in (MANIFEST, JOURNAL) or TEMPORARY.fullmatch(names[0])))


def leaving(path: str) -> tuple[int, str, bool]:
    """Order files that are to be removed: lists and feeds, then stories they name, then what those show.

    A compressed form goes before its file, for a server would send it alone.

    A killed build may have left any of them, so nothing but the path tells. The addresses of lists never
    change (docs/promises.md); a story that has one like a list's only goes too early.
    """
    if precompress.is_form(path):
        rank, file, _ = leaving(base_of(path))
        return rank, file, False
    names = [name.partition(".")[0] for name in path.split("/")]
    is_list = names[0] in _LISTS or (names[1:2] and names[1] in _LISTS) or _OF_A_LANGUAGE.fullmatch(path)
    if is_list or path.endswith((".xml", ".json", ".txt", ".eml")):
        return 0, path, True
    return (1 if path.endswith(".html") else 2), path, True


def manifest_bytes(files: Mapping[str, str]) -> bytes:
    """Write a manifest: one path a line, sorted, so that the folder can stand under version control."""
    lines = ",\n".join(_line(path, files[path]) for path in sorted(files))
    listed = f"{{\n{lines}\n }}" if lines else "{}"
    head = f'{{\n "files": {listed},\n "generator": "feedgen-site",\n "version": {MANIFEST_VERSION}\n}}\n'
    return head.encode()


def is_listed(path: str, manifest: bytes) -> bool:
    """Say whether a path stands in a manifest that `manifest_bytes` wrote."""
    return _place_of_hash(path, manifest) >= 0


def amended(manifest: bytes, hashes: Mapping[str, str]) -> bytes:
    """Exchange the hashes of paths for which `is_listed` holds."""
    places = []
    for path, hash_ in hashes.items():
        start = _place_of_hash(path, manifest)
        assert start >= 0, "is_listed has been asked"
        places.append((start, manifest.index(b'"', start), hash_.encode()))
    parts: list[bytes] = []
    at = 0
    for start, end, written in sorted(places):
        parts += (manifest[at:start], written)
        at = end
    return b"".join((*parts, manifest[at:]))


def extended(manifest: bytes, hashes: Mapping[str, str]) -> bytes:
    """Add paths for which `is_listed` does not hold to a manifest of others."""
    begin = manifest.index(_BEGIN) + len(_BEGIN)
    end = manifest.index(b"\n }", begin)
    lines = manifest[begin:end].split(b",\n")
    for path, hash_ in hashes.items():
        insort(lines, _line(path, hash_).encode(), key=_path_of)
    return b"".join((manifest[:begin], b",\n".join(lines), manifest[end:]))


def _path_of(line: bytes) -> str:
    path: str = json.JSONDecoder().raw_decode(line.decode(), 2)[0]
    return path


def _line(path: str, hash_: str) -> str:
    return f"  {_quoted(path)}: {_quoted(hash_)}"


def _place_of_hash(path: str, manifest: bytes) -> int:
    """Find where the hash of a path begins; -1 where the path is not there."""
    begin = f'\n  {_quoted(path)}: "'.encode()
    found = manifest.find(begin)
    return found if found < 0 else found + len(begin)


# Of `json.dumps` with line ends the slow part is Python's own.
_quoted = json.encoder.encode_basestring


def read_manifest(file: str) -> dict[str, str] | None:
    """Read a manifest that anybody may have written; None where it cannot be read as one.

    Entries with an unsafe path or no hash are left out.
    """
    opened = open_regular(file)
    if opened is None:
        return None
    try:
        with opened:
            data = json.loads(opened.read())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or data.get("version") != MANIFEST_VERSION:
        return None
    files = data.get("files")
    if not isinstance(files, dict):
        return None
    return {
        path: hash_
        for path, hash_ in files.items()
        if isinstance(hash_, str) and _HASH.fullmatch(hash_) and safe_path(path)
    }


def is_marked(file: str) -> bool:
    """Say whether a file carries the mark that our pages and feeds have near their beginning."""
    name = os.path.basename(file)
    is_form = precompress.is_form(name)
    if is_form:
        name = base_of(name)
    mark = _MARKS.get(name) or _MARKS.get(os.path.splitext(name)[1].lower())
    opened = open_regular(file) if mark else None
    if mark is None or opened is None:
        return False
    with opened, suppress(OSError):
        data = opened.read(MARK_BYTES)
        return mark.search(precompress.beginning(file, data, MARK_BYTES) if is_form else data) is not None
    return False
