"""With an id in front matter, readers know a story again after everything that can be renamed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support import article, built, published, put

ID = "urn:uuid:7e6a715a-e545-48c1-8377-1e0c96f17156"
FIELDS = {"id": ID, "corrections": "[{date: 2026-01-06, text: Mended.}]"}


def ids(output: dict[str, bytes]) -> dict[str, list[str]]:
    """Give the ids of all entries, as they stand in each format of the site's and the corrections' feeds."""
    found = {}
    for folder in ("", "corrections/"):
        atom = re.findall(r"<entry[^>]*>\s*<id>(.*?)</id>", output[f"{folder}feed.xml"].decode())
        found[f"{folder}atom"] = atom
        found[f"{folder}rss"] = re.findall(r"<guid[^>]*>(.*?)</guid>", output[f"{folder}rss.xml"].decode())
        found[f"{folder}json"] = [one["id"] for one in json.loads(output[f"{folder}feed.json"])["items"]]
    return found


def site(
    folder: Path,
    path: str = "asia/lee.md",
    base_url: str = "https://one.example/",
    title: str = "Lee in Beijing",
    date: str = "2026-01-04",
    **fields: str,
) -> dict[str, bytes]:
    """Publish a site of one story."""
    put(folder / "content/site.yaml", f"title: T\nbase_url: {base_url}\nauthority: one.example,2026\n")
    put(folder / f"content/{path}", article(title, date, "Lee arrived. Talks begin.", **{**FIELDS, **fields}))
    return published(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"path": "asia/another-name.md"},
        {"path": "europe/lee.md"},
        {"path": "asia/lee/index.md"},
        {"slug": "beijing"},
        {"section": "World"},
        {"title": "Another headline"},
        {"base_url": "https://two.example/sub/"},
        {"date": "2026-01-05"},
        {"permalink": "/elsewhere/"},
        {"path": "fr/lee.md"},
    ],
    ids=str,
)
def test_no_rename_changes_an_id_in_any_format(change: dict[str, str], tmp_path: Path) -> None:
    """File, bundle, section, slug, headline, domain, date, address, language: the same bytes."""
    before = ids(site(tmp_path / "before"))
    assert before["atom"] == before["rss"] == before["json"] == [ID]
    assert len(before["corrections/atom"]) == 1
    assert ids(site(tmp_path / "after", **change)) == before


def test_a_copied_article_is_named_with_the_line_to_delete(tmp_path: Path) -> None:
    """Copying a file is how two stories come to one id; the older one keeps it."""
    put(
        tmp_path / "content/site.yaml",
        "title: T\nbase_url: https://one.example/\nauthority: one.example,2026\n",
    )
    put(tmp_path / "content/first.md", article("First", "2026-01-04", id=ID))
    put(tmp_path / "content/copy.md", article("Copy", "2026-01-05", tags="[x]", id=ID))
    (problem,) = built(tmp_path).problems
    assert str(problem).replace(str(tmp_path), "") == (
        f"/content/copy.md:5:1: the id '{ID}' is that of first.md:4, too; readers would see one story "
        "[duplicate-id]\n  hint: delete line 5 of this file, or give it an id of its own"
    )
