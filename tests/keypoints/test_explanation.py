"""Why a sentence is a point, or is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site.keypoints import Document, PointRules, extract, sentences_of
from feedgen_site.keypoints.explanation import (
    _GROUPS,
    MOVES,
    Explained,
    Move,
    _levelled,
    explain,
    moved,
)
from feedgen_site.keypoints.features import HEADLINE, SENTENCE, measure
from feedgen_site.keypoints.rankers import learned
from feedgen_site.keypoints.selection import Fate, Verdict, select, verdicts

BRIDGE = "The city opened a new bridge across the river on Monday."
COST = "Engineers spent four years and ninety million crowns on it."
FERRIES = "Two ferries that carried commuters will now be sold abroad."
SCHOOL = "A school near the harbour plans to move into the old terminal."
AGAIN = "On Monday the city opened a new bridge across the river."
IT = "It would open in 2028 with three hundred pupils."
LEAD = PointRules(ranker="lead")


def why(*blocks: str, headline: str = "", rules: PointRules = LEAD) -> list[str]:
    return [one.why for one in explain(blocks, headline=headline, rules=rules).sentences]


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (AGAIN, "passed over: it repeats point 1"),
        ("What will happen to the harbour now?", "passed over: a question, a scrap or an item of a list"),
        ('"We have waited for this day."', "passed over: a quotation without its speaker, or an aside"),
        ("Read more about the bridge.", "passed over: no prose: a link, a credit, an address or signs"),
        (f"The {'very ' * 70} long bridge.", "passed over: others score higher, and it is long"),
        (
            "We saw the lamps of the towers.",
            "passed over: others score higher, and it speaks in the first person",
        ),
    ],
)
def test_each_reason_to_pass_over(sentence: str, reason: str) -> None:
    """A sentence that is no point is told why, in plain words."""
    rules = PointRules(count=2, ranker="lead")
    assert why(BRIDGE, sentence, COST, FERRIES, SCHOOL, FERRIES, SCHOOL, IT, rules=rules)[1] == reason


def test_leaning_on_what_is_no_point() -> None:
    """ "It" is passed over where the sentence before it is."""
    assert why(BRIDGE, COST, FERRIES, SCHOOL, IT)[3:] == [
        "passed over: others score higher",
        "passed over: it points back at a sentence that is no point",
    ]


def test_what_the_headline_says() -> None:
    """A sentence that tells what the reader has read already says so."""
    assert why(BRIDGE, COST, FERRIES, headline=AGAIN)[0].endswith(
        "the headline or the standfirst says it already"
    )


def test_what_the_words_have_no_room_for() -> None:
    """A limit of words is named where it decided."""
    rules = PointRules(words=15, ranker="lead")
    assert why(BRIDGE, COST, rules=rules) == [
        "taken: it reads well alone and is among the best",
        "passed over: too long for the words that the points left",
    ]


def test_a_point_for_want_of_a_better_one() -> None:
    """Where a count forces a poor point, the reason says both."""
    assert why(BRIDGE, AGAIN, rules=PointRules(count=2, ranker="lead"))[1] == (
        "taken for want of a better one, although: it repeats point 1"
    )


def test_points_are_numbered_in_reading_order() -> None:
    """The numbers are those of the points that `extract` gives."""
    blocks = [BRIDGE, AGAIN, COST, FERRIES, SCHOOL]
    found = extract(blocks, headline="Ferries sold")
    explained = explain(blocks, headline="Ferries sold").sentences
    numbered = {one.point: one.sentence.id for one in explained if one.point}
    assert [numbered[number] for number in sorted(numbered)] == [point.sentence for point in found.points]
    assert [one.score for one in explained if one.point] == [point.score for point in found.points]


def test_heat_goes_from_the_lowest_score_to_the_highest() -> None:
    """Heat is the score on a scale from 0 to 1."""
    explained = explain([BRIDGE, COST, FERRIES], rules=LEAD).sentences
    assert [one.heat for one in explained] == pytest.approx([1.0, 0.5, 0.0])


def test_points_of_the_standfirst() -> None:
    """An article without prose lists what was borrowed, and its own sentences say that they are none."""
    explained = explain(["https://example.org/"], standfirst=BRIDGE, rules=LEAD)
    assert explained.borrowed == (BRIDGE,)
    assert [one.point for one in explained.sentences] == [0]


# ---- what moved a score ------------------------------------------------------------------------------------


def moves_of(ranker: str, *blocks: str, headline: str = "", language: str = "en") -> list[dict[str, float]]:
    document = Document(sentences_of(blocks, language), headline, "", language)
    return [{move.what: move.by for move in moves} for moves in moved(document, ranker)]


@pytest.mark.parametrize("ranker", ["lead", "centrality"])
def test_the_first_stands_early(ranker: str) -> None:
    """Rankers that go by place say so of the first sentence and of the last."""
    first, *_, last = moves_of(ranker, BRIDGE, COST, FERRIES, SCHOOL, IT)
    assert first["stands early"] > 0
    assert last["stands late"] < 0


@pytest.mark.parametrize("ranker", ["centrality", "learned"])
def test_the_headline_is_named_only_where_there_is_one(ranker: str) -> None:
    """A sentence with the headline's words is lifted by them; without a headline nothing speaks of it."""
    blocks = (BRIDGE, COST, FERRIES, SCHOOL)
    with_one = moves_of(ranker, *blocks, headline="School near harbour plans to move into terminal")
    assert with_one[3]["shares the headline's words"] > 0
    assert not any("headline" in what for moves in moves_of(ranker, *blocks) for what in moves)


@pytest.mark.parametrize("ranker", ["lead", "centrality", "learned"])
def test_a_single_sentence_is_moved_by_nothing(ranker: str) -> None:
    """What is the mean of the article in every feature differs from it in none."""
    assert moves_of(ranker, BRIDGE, headline="New bridge") == [{}]


def test_the_moves_of_centrality_sum_up() -> None:
    """Place, headline and the walk are all there is: together they make the distance from the mean score."""
    blocks = [BRIDGE, COST, AGAIN, FERRIES, SCHOOL]
    explained = explain(blocks, headline="New bridge", rules=PointRules(ranker="centrality")).sentences
    mean = sum(one.score for one in explained) / len(explained)
    for one in explained:
        # What rounds to 0.00 is not named.
        assert sum(move.by for move in one.moved) == pytest.approx(one.score - mean, abs=0.011)


def test_the_start_in_a_language_not_learned_is_place() -> None:
    """In such a language earlier sentences get a start, and that counts as standing early."""
    blocks = (BRIDGE, COST, FERRIES, SCHOOL)
    unknown = moves_of("learned", *blocks, language="sw")[0]["stands early"]
    assert unknown > moves_of("learned", *blocks)[0].get("stands early", 0.0) + 5


def test_what_is_levelled_makes_no_difference() -> None:
    """At the article's mean in every feature all sentences score alike; each feature is in one group."""
    document = Document(sentences_of([BRIDGE, COST, AGAIN, SCHOOL]), "New bridge", "", "en")
    rows = measure(document).rows
    means = {column: sum(values) / len(rows) for column, values in enumerate(zip(*rows, strict=True))}
    assert len(set(learned.scores(learned.model_1(), document))) == 4
    assert len(set(learned.scores(_levelled(learned.model_1(), means), document))) == 1
    grouped = [name for names, *_ in _GROUPS for name in names.split()]
    assert sorted(grouped) == sorted((*SENTENCE, *HEADLINE))


def strength(move: Move) -> float:
    return abs(move.by)


def test_only_the_strongest_are_named() -> None:
    """At most three, the strongest first."""
    for one in explain([BRIDGE, COST, AGAIN, FERRIES, SCHOOL, IT], headline="New bridge").sentences:
        assert 0 < len(one.moved) <= MOVES
        assert list(one.moved) == sorted(one.moved, key=strength, reverse=True)


# ---- any article -------------------------------------------------------------------------------------------

pieces = st.sampled_from(
    [BRIDGE, COST, FERRIES, SCHOOL, AGAIN, IT, "Why?", '"Yes."', "Read more.", "***", "We ran."]
)


@given(
    st.lists(pieces, max_size=12),
    st.sampled_from(["", AGAIN, "New bridge"]),
    st.one_of(st.none(), st.integers(1, 12)),
    st.one_of(st.none(), st.integers(1, 60)),
)
def test_every_sentence_has_a_reason(
    blocks: list[str], headline: str, count: int | None, words: int | None
) -> None:
    """Whatever the article, each sentence is explained, and those taken are those that `extract` takes."""
    rules = PointRules(count=count, words=words, ranker="lead")
    explained: tuple[Explained, ...] = explain(blocks, headline=headline, rules=rules).sentences
    found = extract(blocks, headline=headline, rules=rules)
    assert [one.sentence.id for one in explained if one.point] == [point.sentence for point in found.points]
    for one in explained:
        assert one.why.startswith("taken" if one.point else "passed over: ")
        assert 0 <= one.heat <= 1


def test_verdicts_name_the_point_that_is_repeated() -> None:
    """The index is that of the better one; the better one is no repeat of the lower."""
    document = Document(sentences_of([AGAIN, COST, BRIDGE]), "", "", "en")
    scores = [0.0, 0.5, 1.0]
    chosen = select(document, scores, 3, least=3)
    assert verdicts(document, scores, chosen) == (
        Verdict(taken=True, fate=Fate.REPEATED, repeats=2),
        Verdict(taken=True, fate=Fate.CLEAR),
        Verdict(taken=True, fate=Fate.CLEAR),
    )
