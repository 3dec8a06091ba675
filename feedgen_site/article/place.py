"""What the path of a file says, without opening it."""

from __future__ import annotations

import posixpath
from functools import lru_cache

from feedgen_site import languages
from feedgen_site.frozen import dataclass

_IGNORED_FOLDERS = frozenset(("content",))


@dataclass(frozen=True, slots=True)
class Place:
    """What a path alone says: its language, the name that makes the slug, the folder that is the section."""

    stem: str
    language_suffix: str
    language: str
    section: str


def place_of(path: str) -> Place:
    """Read what the path says: `fr/asia/2026-01-04-lee.md`, `asia/lee/index.fr.md`."""
    folders, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    head, _, suffix = stem.rpartition(".")
    language_suffix = suffix if head and languages.is_folder_or_suffix(suffix) else ""
    if language_suffix:
        stem = head
    parts = [part for part in folders.split("/") if part]
    if stem == "index" and parts:
        stem = parts[-1]
        parts = parts[:-1]
    language = language_suffix
    section = ""
    for part in parts:
        if languages.is_folder_or_suffix(part):
            language = language or part
        elif part.startswith("_") or part.isdigit() or part in _IGNORED_FOLDERS:
            continue
        else:
            section = section or part
    return Place(stem, language_suffix, languages.normalized(language), section)


def untranslated(path: str) -> str:
    """Give what the paths of a text's translations have in common: no language, no ending, no `/index`."""
    folders, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    head, _, suffix = stem.rpartition(".")
    if head and languages.is_folder_or_suffix(suffix):
        stem = head
    bare = _without_languages(folders)
    return bare if stem == "index" and bare else f"{bare}/{stem}"


@lru_cache(maxsize=1024)  # many articles lie in one folder
def _without_languages(folders: str) -> str:
    return "/".join(part for part in folders.split("/") if not languages.is_folder_or_suffix(part))


def is_html(path: str) -> bool:
    """Say whether a file's text is HTML, not Markdown."""
    return path.lower().endswith((".html", ".htm"))
