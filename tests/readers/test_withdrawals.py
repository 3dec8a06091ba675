"""What subscribers see of a story that is withdrawn, and of a correction in the feed of corrections."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from feedgen_site.feeds import Format
from tests.readers.programs import EACH, Key, Program
from tests.readers.town import CORRECTION, FEEDS, FIRST, Story, Upload, corrected, published
from tests.readers.visits import subscribed

PILOTS = "tag:harbour.example,2026:harbour/pilots"
REASON = "The harbour master never said this."


@pytest.fixture(scope="module")
def withdrawal(tmp_path_factory: pytest.TempPathFactory) -> tuple[Upload, ...]:
    """Build the paper, and again with one story withdrawn."""

    def withdrawn(pilots: Story) -> Story:
        return replace(pilots, front={"withdrawn": f'{{date: 2026-01-08, reason: "{REASON}"}}'})

    after = FIRST.changed("harbour/pilots.md", withdrawn)
    return published((FIRST, after), tmp_path_factory.mktemp("paper"))


@pytest.fixture(scope="module")
def correction(tmp_path_factory: pytest.TempPathFactory) -> tuple[Upload, ...]:
    """Build the paper, and again with one story corrected."""
    return published((FIRST, corrected(FIRST)), tmp_path_factory.mktemp("paper"))


@EACH
def test_a_withdrawn_story_becomes_its_notice(
    program: Program, kind: Format, withdrawal: tuple[Upload, ...], tmp_path: Path
) -> None:
    """The entry that was the story says that it is withdrawn and why, and nothing of the story is left in it.

    By id, and by feed and id, no line is added. For sfeed a new title is a new line, and no feed can take
    back the old one.
    """
    before, after = subscribed(program, kind, FEEDS, withdrawal, tmp_path / "home").visits
    old = set(before.of(PILOTS)) if program.key is Key.FEED_ID_TITLE_LINK else set()
    assert len(after.rows) == len(before.rows) + len(old)
    for row in set(after.of(PILOTS)) - old:
        assert row.title == "Withdrawn: Two pilots retire"
        assert row.link == "https://harbour.example/2026/01/pilots/"
        assert REASON in row.text
        assert "five pilots" not in row.text
        assert "successor" not in row.text


@EACH
def test_a_correction_is_one_entry_of_the_feed_of_corrections(
    program: Program, kind: Format, correction: tuple[Upload, ...], tmp_path: Path
) -> None:
    """The feed of corrections is there before the first, and then has the correction under an id of its own.

    So a reader that keys by id over all feeds shows the story and its correction, each once.
    """
    pages = ("", "corrections/")
    before, after = subscribed(program, kind, pages, correction, tmp_path / "home").visits
    assert len(after.rows) == len(before.rows) + 1
    (new,) = {row.id for row in after.rows} - {row.id for row in before.rows}
    assert new == f"{PILOTS}#correction-1"
    (row,) = after.of(new)
    assert CORRECTION in row.text
    assert row.feed == f"corrections/{kind.file_name}"
    assert after.statuses == {"": 200, "corrections/": 200}
