"""Real readers subscribe to a served paper and come back after each thing that happens to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from feedgen_site.feeds import Format
from tests.readers.programs import PROGRAMS, Key
from tests.readers.town import (
    CORRECTION,
    FEEDS,
    FIRST,
    MENDED,
    NEW_HEADLINE,
    TYPO,
    Step,
    Story,
    Upload,
    chronicle,
    published,
)
from tests.readers.visits import Subscription, Visit, subscribed

STEPS = tuple(Step)
ALL, HARBOUR, TOWN = FEEDS

EACH_STEP = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name.lower())


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> tuple[Upload, ...]:
    """Build the paper after each step."""
    return chronicle(tmp_path_factory.mktemp("paper"))


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((program, kind), id=f"{program.name}-{kind.name.lower()}")
        for program in PROGRAMS
        for kind in program.formats
    ],
)
def subscription(
    request: pytest.FixtureRequest, uploads: tuple[Upload, ...], tmp_path_factory: pytest.TempPathFactory
) -> Subscription:
    """Let one reader read one format of the feeds of the whole paper and of both sections."""
    program, kind = request.param
    return subscribed(program, kind, FEEDS, uploads, tmp_path_factory.mktemp("reader") / "home")


def visit(subscription: Subscription, step: Step) -> Visit:
    """Give the visit after a step."""
    return subscription.visits[STEPS.index(step)]


@EACH_STEP
def test_nothing_is_lost_and_nothing_doubled(subscription: Subscription, step: Step) -> None:
    """At every visit a reader shows all it was ever offered, each once by what it tells entries apart by."""
    shown = visit(subscription, step).rows
    assert sorted(map(subscription.program.key.of, shown)) == subscription.known(STEPS.index(step))


LINES: Mapping[Key, tuple[int, ...]] = {
    Key.ID: (12, 12, 12, 14, 14, 14, 14, 14),
    Key.FEED_AND_ID: (24, 24, 24, 28, 28, 28, 29, 29),
    Key.FEED_ID_TITLE_LINK: (24, 24, 24, 28, 30, 30, 32, 60),
}
"""How many lines readers show at each visit."""


@EACH_STEP
def test_a_person_sees_so_many_lines(subscription: Subscription, step: Step) -> None:
    """By id (newsboat, aggregators): 12 stories, then 14, whatever else happens, in three feeds together.

    By feed and id (reader): twice as many, as each story is in the paper's feed and in its section's; one
    more when a story changes its section, as the feed it left keeps it. By feed, id, title and link (sfeed):
    a new headline and a new address are lines of their own beside the old ones, and a new domain has a new
    line for every story that is in a feed.
    """
    number = STEPS.index(step)
    assert len(subscription.visits[number].rows) == LINES[subscription.program.key][number]


@EACH_STEP
def test_there_are_as_many_ids_as_stories(subscription: Subscription, step: Step) -> None:
    """No event gives a story a second id, in any format: what a reader shows are the ids written down."""
    now = visit(subscription, step)
    assert {row.id for row in now.rows} == {story.id for story in now.paper.stories}


CHANGED: Mapping[Step, tuple[str, ...]] = {
    Step.FIRST: FEEDS,
    Step.AGAIN: (),
    Step.NOTHING: (),
    Step.ADDED: (ALL, HARBOUR),
    Step.EDITED: (ALL, TOWN),
    Step.CORRECTED: (ALL, HARBOUR),
    Step.RENAMED: FEEDS,
    Step.MOVED: FEEDS,
}
"""The pages whose feeds each step changes."""


@EACH_STEP
def test_unchanged_feeds_are_answered_with_304(subscription: Subscription, step: Step) -> None:
    """A host answers 304 for every feed that nothing has happened to, and for all after an idle build.

    newsboat asks without a condition twice, not once: it keeps Last-Modified only of feeds that are in its
    cache already.
    """
    unasked = step is Step.AGAIN and subscription.program.name == "newsboat"
    changed = FEEDS if unasked else CHANGED[step]
    assert visit(subscription, step).statuses == {page: 200 if page in changed else 304 for page in FEEDS}


@pytest.mark.parametrize(
    ("kind", "moment", "town"),
    [
        (Format.ATOM, "2026-01-03 06:00", 304),
        (Format.RSS, "2026-01-03", 304),
        (Format.ATOM, "2026-01-03", 200),
    ],
)
def test_a_new_story_leaves_the_other_section_alone(
    kind: Format, moment: str, town: int, tmp_path: Path
) -> None:
    """It changes no feed that it does not stand in, with one exception.

    Atom tells stories updated at the same moment apart by microseconds, in id order over the whole site
    (docs/promises.md). So another story of the very moment, as one dated by its day alone is, may move them.
    """
    tide = Story(
        "harbour/tide.md",
        "tag:harbour.example,2026:harbour/tide",
        "2026/01/tide/",
        moment,
        "The tide was high",
        "The tide stood over the north quay for an hour. The market was held in the school.",
    )
    papers = (FIRST, replace(FIRST, stories=(*FIRST.stories, tide)))
    reader = next(program for program in PROGRAMS if program.name == "feedparser")
    uploads = published(papers, tmp_path)
    _, after = subscribed(reader, kind, FEEDS, uploads, tmp_path / "home").visits
    assert after.statuses == {ALL: 200, HARBOUR: 200, TOWN: town}


def test_readers_show_headline_address_date_and_points(subscription: Subscription) -> None:
    """Of every story: the headline as written, the permalink, when it was published, first the key points."""
    first = visit(subscription, Step.FIRST)
    for story in first.paper.stories:
        for row in first.of(story.id):
            assert row.title == story.headline
            assert row.link == f"{first.paper.base_url}{story.address}"
            assert row.date == story.published
            assert row.text.startswith("<ul>")


def test_an_added_story_is_all_that_is_new(subscription: Subscription) -> None:
    """Two stories added are two new entries, and every other entry is as it was."""

    def entries(step: Step) -> set[tuple[str, str, str, str, datetime]]:
        rows = visit(subscription, step).rows
        return {(row.id, row.title, row.link, row.text, row.date) for row in rows}

    new = entries(Step.ADDED) - entries(Step.NOTHING)
    assert sorted(entry[0] for entry in new) == [
        "tag:harbour.example,2026:harbour/fog",
        "tag:harbour.example,2026:seal",
    ]


def test_a_mended_typo_shows_without_a_new_entry(subscription: Subscription) -> None:
    """A changed text without `updated` replaces the old one; sfeed keeps the text that a line had first."""
    shown = TYPO if subscription.program.key is Key.FEED_ID_TITLE_LINK else MENDED
    for row in visit(subscription, Step.EDITED).of("tag:harbour.example,2026:town/bridge"):
        assert shown in row.text


def test_a_new_headline_replaces_the_old_one(subscription: Subscription) -> None:
    """The updated story has its new headline; sfeed shows both, by design."""
    rows = visit(subscription, Step.EDITED).of("tag:harbour.example,2026:baker")
    old = {"The baker closes on Mondays"} if subscription.program.key is Key.FEED_ID_TITLE_LINK else set()
    assert {row.title for row in rows} == {NEW_HEADLINE} | old


def test_a_correction_shows_in_the_story(subscription: Subscription) -> None:
    """The notice stands in the story's own entry; sfeed keeps the text that a line had first."""
    for row in visit(subscription, Step.CORRECTED).of("tag:harbour.example,2026:harbour/pilots"):
        assert (CORRECTION in row.text) == (subscription.program.key is not Key.FEED_ID_TITLE_LINK)


def test_a_renamed_story_leads_to_its_new_address(subscription: Subscription) -> None:
    """File, slug, section and date changed: one entry, with the new link, in every feed it is in."""
    rows = visit(subscription, Step.RENAMED).of("tag:harbour.example,2026:crane-2026")
    new = "https://harbour.example/2025/12/a-red-crane/"
    current = [row for row in rows if not row.feed.startswith(HARBOUR) and row.link == new]
    assert len(current) == (1 if subscription.program.key is Key.ID else 2)


def test_a_moved_site_leads_to_its_new_domain(subscription: Subscription) -> None:
    """Every story that is still in a feed has an address at the new domain, and the id it always had."""
    now = visit(subscription, Step.MOVED)
    for story in now.paper.stories:
        assert f"https://gazette.example/{story.address}" in {row.link for row in now.of(story.id)}


@EACH_STEP
def test_readers_ask_for_the_feeds_and_nothing_else(subscription: Subscription, step: Step) -> None:
    """No reader is led to another file or host by what a feed holds."""
    asked = {request.target for request in visit(subscription, step).asked}
    assert asked == {f"/{page}{subscription.format.file_name}" for page in FEEDS}
