"""Poison in every field of an article and of site.yaml: refused with a problem, or every page is sound."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from feedgen_site import article as fields_of_articles
from feedgen_site.config import reader
from tests.sites.judges import mistakes_in
from tests.support import SITE, article, built, put, run, run_json, tree

CONTROLS = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xFFFE, 0xFFFF]))
POISONS = {
    "controls": CONTROLS,
    "markup": "]]>b<script>alert(1)</script><!--<img src=x onerror=alert(1)>&amp;&#0;&lt;/script>\"'",
    "length": "word " * 30_000,
}
SURROGATE = '"a\\ud800b"'
FORMS = {
    "text": "{}",
    "list": "[{0}, {0}]",
    "mapping": (
        "{{name: {0}, text: {0}, src: {0}, title: {0}, url: {0}, date: {0}, id: {0}, alt: {0}, caption: {0}}}"
    ),
    "mappings": (
        "[{{name: {0}, text: {0}, title: {0}, url: {0}, path: {0}, id: {0}, date: 2026-01-04, email: {0}, "
        "reviewed_by: {0}}}]"
    ),
}


def quoted(text: str) -> str:
    """Write a text in double quotes of YAML, every odd character escaped."""
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04x}" for c in text) + '"'


SETTINGS = {
    "points": ["count", "words", "ranker"],
    "feeds": [
        *("entries", "content", "sections", "archive", "digest"),
        *("tags", "authors", "agencies", "languages", "tombstones"),
    ],
    "edition": ["closes", "front_min", "stories"],
    "theme": ["accent"],
    "strings": ["read_original"],
    "check": ["lost"],
    "agencies": ["Wire"],
    "agencies_default": ["policy", "credit", "rights", "aliases"],
}
FIELDS = [spellings[0] for spellings in fields_of_articles.SPELLINGS.values()]
KEYS = list(reader._FIELDS)


def judged(folder: Path, exit_codes: tuple[int, ...]) -> None:
    """Build for good; whatever is published must be right, and everything said a short line."""
    outcome = built(folder, cache="")
    assert outcome.exit_code in exit_codes, outcome.problems
    if outcome.exit_code == 0:
        assert mistakes_in(tree(folder / "public")) == []
    else:
        assert not (folder / "public").exists()
        assert outcome.problems


@pytest.mark.parametrize("poison", [*POISONS, "surrogate"])
@pytest.mark.parametrize("field_name", FIELDS)
def test_poison_in_every_field_of_an_article(field_name: str, poison: str) -> None:
    """As text, in a list, in a mapping: refused with a problem, or every page and feed is sound."""
    value = quoted(POISONS[poison]) if poison in POISONS else SURROGATE
    rows = {"title": "B", "date": "2026-01-04"}
    for form in FORMS.values():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            put(folder / "content/site.yaml", SITE)
            written = {**rows, field_name: form.format(value)}
            lines = "".join(f"{key}: {value}\n" for key, value in written.items())
            put(folder / "content/b.md", f"---\n{lines}---\nText stands here. It is short.\n")
            judged(folder, (0, 1))


@pytest.mark.parametrize("poison", [*POISONS, "surrogate"])
@pytest.mark.parametrize("key", KEYS)
def test_poison_in_every_setting(key: str, poison: str) -> None:
    """The same for site.yaml, nested settings included."""
    value = quoted(POISONS[poison]) if poison in POISONS else SURROGATE
    forms = ["{}", "[{}]", "[{{title: {0}, slug: {0}, url: {0}}}]", "[{{title: {0}, slug: a, url: /x}}]"]
    forms += [f"{{{{{inner}: {{0}}}}}}" for inner in SETTINGS.get(key, [])]
    forms += [f"{{{{{inner}: {{{{policy: full, credit: {{0}}}}}}}}}}" for inner in SETTINGS.get(key, [])]
    sound = {"title": "T", "base_url": "https://test.example/", "authority": "test.example,2026"}
    for form in forms:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            settings = {**sound, key: form.format(value)}
            put(folder / "content/site.yaml", "".join(f"{k}: {v}\n" for k, v in settings.items()))
            put(folder / "content/b.md", article("B", agency="Wire", source_url="https://wire.example/b"))
            judged(folder, (0, 2))


def test_a_long_value_is_cut_where_people_read_and_whole_where_programs_do(tmp_path: Path) -> None:
    """150,000 characters in a field are no 150,000 characters on the screen; --json keeps them."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/b.md", article("B", lang=quoted(POISONS["length"])))
    said = run("check", cwd=tmp_path)
    assert said.err.endswith("…[bad-language]\n  hint: lang: en\n") or "… [bad-language]\n" in said.err
    assert len(said.err) < 600
    (problem,) = run_json("check", cwd=tmp_path).problems
    assert len(str(problem["message"])) > 140_000
