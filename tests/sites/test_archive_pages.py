"""The archive for people, and large editions: nothing published is lost from sight."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from tests.support import SITE, article, published, put

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


def site(folder: Path, settings: str = "") -> Path:
    """Write a site with stories in December, January and on two days of February."""
    put(folder / "content/site.yaml", f"{SITE}{settings}")
    for name, date in (
        ("dusk", "2025-12-31"),
        ("dawn", "2026-01-01"),
        ("noon", "2026-02-02 12:00"),
        ("eve", "2026-02-03"),
    ):
        put(folder / f"content/{name}.md", article(f"The {name}", date))
    return folder


def test_every_month_is_listed_with_what_it_holds(tmp_path: Path) -> None:
    """The archive names the months, newest first by year; a month its editions with their headlines."""
    output = published(site(tmp_path), as_of=AS_OF)
    archive = output["archive/index.html"].decode()
    assert re.findall(r'href="(\d{4}-\d{2})/index\.html"', archive) == ["2026-02", "2026-01", "2025-12"]
    assert re.findall(r"<h2[^>]*>(\d+)</h2>", archive) == ["2026", "2025"]
    month = output["archive/2026-02/index.html"].decode()
    assert re.findall(r'edition/(2026-02-\d\d)/index\.html">', month) == ["2026-02-03", "2026-02-02"]
    assert month.index("The eve") < month.index("The noon")
    assert "The dawn" not in month


def test_a_new_story_changes_its_own_month_and_no_other(tmp_path: Path) -> None:
    """Also not the months beside it, which name it already."""
    before = published(site(tmp_path), as_of=AS_OF)
    put(tmp_path / "content/night.md", article("The night", "2026-02-04"))
    after = published(tmp_path, as_of=AS_OF)
    changed = {path for path in after if path.startswith("archive/") and after[path] != before.get(path)}
    assert {path for path in changed if path.endswith(".html")} == {
        "archive/index.html",
        "archive/2026-02/index.html",
    }


def test_a_week_that_begins_in_a_month_without_stories_leads_to_a_month_with_some(tmp_path: Path) -> None:
    """The week of 1 January 2026 begins in December, which has no edition once its story is gone."""
    site(tmp_path)
    (tmp_path / "content/dusk.md").unlink()
    output = published(tmp_path, as_of=AS_OF)
    assert "archive/2026-01/index.html" in output["edition/2026-W01/index.html"].decode()
    assert "archive/2025-12/index.html" not in output


def test_of_a_large_edition_the_rest_stands_as_headlines(tmp_path: Path) -> None:
    """Lead stories stand in full first, then each section has its turn; every headline is there."""
    put(tmp_path / "content/site.yaml", f"{SITE}edition: {{stories: 3}}\n")
    for number in range(4):
        body = f"Alpha body {number}."
        put(tmp_path / f"content/asia/a{number}.md", article(f"A{number}", "2026-02-02", body=body))
    put(tmp_path / "content/world/w.md", article("W0", "2026-02-02", body="World body."))
    put(tmp_path / "content/world/top.md", article("W1", "2026-02-02", body="Top body.", top="true"))
    page = published(tmp_path, as_of=AS_OF)["edition/2026-02-02/index.html"].decode()
    full = re.findall(r'class="headline"><a [^>]*>(\w+)</a>', page)
    briefs = [name for part in re.findall(r'<ul class="briefs">(.*?)</ul>', page, re.DOTALL)
              for name in re.findall(r"<a [^>]*>(\w+)</a>", part)]  # fmt: skip
    assert len(full) == 3
    assert "W1" in full
    assert sorted(full + briefs) == ["A0", "A1", "A2", "A3", "W0", "W1"]
    assert {name[0] for name in full} == {"A", "W"}
    assert "6 stories" in page
