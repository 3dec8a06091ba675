"""From blocks of text to key points."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site.keypoints import (
    RANKERS,
    Document,
    Origin,
    PointRules,
    extract,
    match_authored,
    sentences_of,
)
from feedgen_site.keypoints.extraction import sentence_id

BLOCKS = (
    "OSLO (AP) — The city opened a new bridge across the river on Monday. It carries four lanes.",
    "However, engineers warned that the towers need paint, the harbour office said.",
    "Two ferries that carried commuters will now be sold abroad. A school plans to move into the terminal.",
)


def words(count: int) -> str:
    """An article of `count` words in different sentences of five."""
    return " ".join(f"Word{n} alpha{n} beta{n} gamma{n} delta{n}." for n in range(count // 5))


@pytest.mark.parametrize("ranker", RANKERS)
def test_points_link_to_their_source(ranker: str) -> None:
    """Each point is extracted, trimmed, and names the id of a sentence of the article, in reading order."""
    found = extract(BLOCKS, headline="A bridge", rules=PointRules(ranker=ranker))
    ids = [sentence.id for sentence in found.sentences]
    places = [ids.index(point.sentence) for point in found.points]
    assert places == sorted(places)
    assert len(places) == 3
    assert all(point.origin is Origin.EXTRACTED for point in found.points)
    assert found.points[0].text == "The city opened a new bridge across the river on Monday."


def test_sentences_keep_their_place() -> None:
    """A sentence knows its block and span, untouched by trimming."""
    for sentence in extract(BLOCKS).sentences:
        block = BLOCKS[sentence.block]
        assert block[sentence.span.start : sentence.span.end] == sentence.text


def test_attribution_stays() -> None:
    """Who said it is part of the point."""
    texts = [point.text for point in extract(BLOCKS, rules=PointRules(count=4)).points]
    assert "Engineers warned that the towers need paint, the harbour office said." in texts


@pytest.mark.parametrize(("body", "count"), [(495, 3), (500, 4), (895, 4), (900, 5)])
def test_longer_articles_have_more_points(body: int, count: int) -> None:
    """Three points, four from 500 words, five from 900."""
    found = extract([words(body)])
    assert found.words == body
    assert len(found.points) == count


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9])
@pytest.mark.parametrize("ranker", RANKERS)
def test_a_count_is_kept(count: int, ranker: str) -> None:
    """A count in the rules is met exactly, or by all sentences of prose where there are fewer."""
    body = [*BLOCKS, "Who will pay for it? He did not say. But why?", "Read more.", "Photo: Ann Lee"]
    found = extract(body, headline="A bridge", rules=PointRules(count=count, ranker=ranker))
    assert len(found.points) == min(count, 8)
    assert len(extract([words(900)], rules=PointRules(count=count, ranker=ranker)).points) == count


@pytest.mark.parametrize(
    ("blocks", "points"),
    [
        (["The ferry sank in the harbour on Monday."], ["The ferry sank in the harbour on Monday."]),
        (["It rained."], ["It rained."]),
        (["It rained. Roads closed."], ["It rained.", "Roads closed."]),
        (["Bread from the mill", "Cheese", "Read more"], ["Bread from the mill", "Cheese"]),
        (['"We will open the new bridge on Monday."'], ['"We will open the new bridge on Monday."']),
        (["print('hello world')"], ["print('hello world')"]),
        (["Read more."], []),
    ],
)
def test_odd_articles(blocks: list[str], points: list[str]) -> None:
    """One sentence, two, a list, a quotation, code: what prose there is gives points, furniture none."""
    assert [point.text for point in extract(blocks).points] == points


@pytest.mark.parametrize("blocks", [(), ("https://example.org/story",), ("Read more",)])
def test_a_link_has_the_points_of_its_standfirst(blocks: tuple[str, ...]) -> None:
    """Where the body has no sentence, the standfirst gives the points, and they link nowhere."""
    told = "Two ferries were sold abroad. The school moves into the old terminal."
    found = extract(blocks, headline="Ferries", standfirst=told)
    assert [point.text for point in found.points] == [
        "Two ferries were sold abroad.",
        "The school moves into the old terminal.",
    ]
    assert {point.sentence for point in found.points} == {""}


@pytest.mark.parametrize(("budget", "count"), [(0, 1), (5, 1), (10, 2), (14, 2), (15, 3)])
def test_the_budget_of_words_is_kept(budget: int, count: int) -> None:
    """Points stop before their words exceed the budget, but the first is always there."""
    assert len(extract([words(300)], rules=PointRules(words=budget)).points) == count


@pytest.mark.parametrize("blocks", [(), ("",), ("…",), (" ", "\n")])
def test_no_text_no_points(blocks: tuple[str, ...]) -> None:
    """An article without sentences has no points and is no error."""
    assert extract(blocks).points == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "新桥今天上午在城市南部正式通车。工程师花了四年时间建造这座桥梁。旧渡轮将被卖到国外的公司。"),
        (
            "ja",
            "新しい橋が月曜日に開通した。技術者は四年をかけて橋を建設した。古い船は海外に売却される予定だ。",
        ),
        (
            "ar",
            "افتتحت المدينة جسرا جديدا فوق النهر يوم الاثنين. أمضى المهندسون أربع سنوات في البناء.",
        ),
        ("th", "เมืองเปิดสะพานใหม่ข้ามแม่น้ำเมื่อวันจันทร์ที่ผ่านมา."),
    ],
)
@pytest.mark.parametrize("ranker", RANKERS)
def test_any_script_has_points(language: str, text: str, ranker: str) -> None:
    """Scripts without spaces or capitals get points too."""
    assert extract([text], language=language, rules=PointRules(ranker=ranker)).points


def test_an_unknown_ranker_is_an_error() -> None:
    """A name that is not in the table is refused."""
    with pytest.raises(KeyError):
        extract(BLOCKS, rules=PointRules(ranker="magic"))


def test_ids_are_promised() -> None:
    """The id of a sentence is fixed for ever: readers link to it."""
    seen: dict[str, int] = {}
    assert sentence_id("The bridge opened.", seen) == "s-f05b3a07"
    assert sentence_id("The bridge opened.", seen) == "s-f05b3a07-2"
    assert sentence_id("The bridge opened.", seen) == "s-f05b3a07-3"
    assert sentence_id("The bridge closed.", seen) != "s-f05b3a07"


def test_ids_ignore_spelling_of_white_space_and_accents_only() -> None:
    """Composed or not, wrapped or not: the same sentence; another case: another one."""
    one, other, third = sentences_of(["Cafe\u0301 is\nopen.", "Café is open.", "café is open."], "en")
    assert other.id == f"{one.id}-2"
    assert not third.id.startswith(one.id)


@given(
    st.lists(st.text(max_size=80), max_size=8),
    st.sampled_from(["en", "zh", "ar", "xx"]),
    st.sampled_from([*RANKERS]),
)
def test_any_text_is_taken(blocks: list[str], language: str, ranker: str) -> None:
    """No text raises; ids are unique; rankers give one finite score a sentence, twice the same."""
    found = extract(blocks, language=language, rules=PointRules(ranker=ranker))
    ids = [sentence.id for sentence in found.sentences]
    assert len(ids) == len(set(ids))
    document = Document(found.sentences, "A bridge", "", language)
    assert RANKERS[ranker](document) == RANKERS[ranker](document)
    assert len(RANKERS[ranker](document)) == len(ids)


def test_another_process_finds_the_same() -> None:
    """The seed of Python's hashes changes neither points nor scores."""
    code = (
        "from feedgen_site.keypoints import extract, PointRules\n"
        f"print(extract({BLOCKS!r}, headline='A bridge', rules=PointRules(ranker='centrality')))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1


def test_an_authors_point_finds_its_source() -> None:
    """A point in other words is linked to the sentence it rests on, one about nothing there is not."""
    sentences = sentences_of(BLOCKS, "en")
    found = match_authored(["City opened new bridge Monday", "Bananas are yellow", ""], sentences)
    assert found == (sentences[0].id, "", "")
