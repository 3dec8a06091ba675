"""The learned ranker: what holds for every document, and what it takes from a few."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import resources
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site.keypoints import RANKERS, Document, PointRules, extract, sentences_of
from feedgen_site.keypoints.features import HEADLINE, MOST, SENTENCE, STYLE, measure
from feedgen_site.keypoints.rankers.learned import LANE, learned_1

HARBOUR = tuple(
    """
Gulls circled over the quay as the first crews arrived on a grey morning. It smelled of tar and coffee.
The port authority of Lindhaven will close its northern harbour to cargo ships in March, its director Ada \
Moreau said on Tuesday. The harbour handled 4.2 million tonnes last year, a third less than in 2015.
"We have no choice," Moreau said. "The ships have outgrown us."
About 300 dock workers will be offered posts at the southern harbour, the authority said. The union of dock \
workers called for talks before the northern harbour is closed.
Fishing boats may stay. A market hall is planned for the sheds.
""".strip().splitlines()
)
HEADLINE_TEXT = "Lindhaven to close northern harbour to cargo ships"
UNRELATED = tuple(
    f"{who} {what} on a quiet afternoon near the {where}."
    for who, what, where in (
        ("A gardener", "planted two rows of beans", "mill"),
        ("Three cyclists", "repaired a broken chain", "chapel"),
        ("The baker", "sold nothing but rye loaves", "station"),
        ("Some children", "flew a paper kite", "meadow"),
        ("One librarian", "sorted old maps by colour", "canal"),
        ("Nobody", "answered the ringing telephone", "tower"),
    )
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=200)


def document(*blocks: str, headline: str = "", standfirst: str = "", language: str = "en") -> Document:
    return Document(sentences_of(blocks, language), headline, standfirst, language)


def texts(
    *blocks: str, headline: str = "", standfirst: str = "", language: str = "en", count: int = 3
) -> list[str]:
    """Return the points that `learned@1` gives."""
    rules = PointRules(count=count, ranker="learned@1")
    found = extract(blocks, headline=headline, standfirst=standfirst, language=language, rules=rules)
    return [point.text for point in found.points]


@given(st.lists(TEXT, max_size=6), TEXT, st.sampled_from(["en", "zh", "ar", "xx"]))
def test_one_finite_score_for_each_sentence(blocks: list[str], headline: str, language: str) -> None:
    """Whatever the text, no sentence goes without a score and none breaks the arithmetic."""
    whole = document(*blocks, headline=headline, language=language)
    scores = learned_1(whole)
    assert len(scores) == len(whole.sentences)
    assert all(map(isfinite, scores))


@given(st.lists(TEXT, min_size=1, max_size=6), TEXT)
def test_features_keep_within_their_range(blocks: list[str], headline: str) -> None:
    """No feature is negative or above `MOST`, on which the width of a lane rests."""
    whole = document(*blocks, headline=headline)
    if whole.sentences:
        found = measure(whole)
        for row in found.rows:
            values = (*found.style, *row)
            assert all(0 <= value <= most for value, most in zip(values, MOST, strict=False)), values
            assert len(row) in (len(SENTENCE), len(SENTENCE) + len(HEADLINE))


def test_no_sum_can_leave_its_lane() -> None:
    """With every feature at its extreme, the sum of each hidden unit fits the bits it has."""
    stored = json.loads(
        resources.files("feedgen_site.keypoints.rankers").joinpath("learned-1.json").read_text("utf-8")
    )
    rows = {**stored["style"], **stored["row"]}
    assert tuple(rows) == STYLE + SENTENCE + HEADLINE
    assert len(MOST) == len(rows)
    for unit, start in enumerate(stored["start"]):
        reach = abs(start) + sum(abs(row[unit]) * most for row, most in zip(rows.values(), MOST, strict=True))
        assert reach < 1 << (LANE - 1)


def test_packed_lanes_compute_the_plain_sum() -> None:
    """The network in one number per feature gives what the network written out gives."""
    stored = json.loads(
        resources.files("feedgen_site.keypoints.rankers").joinpath("learned-1.json").read_text("utf-8")
    )
    whole = document(*HARBOUR, headline=HEADLINE_TEXT)
    features = measure(whole)
    weights = [*stored["style"].values(), *stored["row"].values()]
    for row, score in zip(features.rows, learned_1(whole), strict=True):
        values = (*features.style, *row)
        sums = [
            start + sum(value * weight[unit] for value, weight in zip(values, weights, strict=True))
            for unit, start in enumerate(stored["start"])
        ]
        total = sums[-1] * stored["direct"]
        total += sum(
            weight * max(0, value) for weight, value in zip(stored["output"], sums[:-1], strict=True)
        )
        assert score == round(total / stored["unit"], 9)


def test_the_name_without_a_version_is_the_newest() -> None:
    """`learned` follows the newest model, `learned@1` stays."""
    assert RANKERS["learned"] is RANKERS["learned@1"]


def test_weights_are_small() -> None:
    """The weights are a small data file."""
    assert (
        len(resources.files("feedgen_site.keypoints.rankers").joinpath("learned-1.json").read_bytes())
        < 200_000
    )


def test_numpy_is_not_needed() -> None:
    """Ranking imports nothing that has to be installed for it."""
    program = (
        "import sys\nfrom feedgen_site.keypoints import extract, PointRules\n"
        "extract(['One two three four five six seven.'], rules=PointRules(ranker='learned@1'))\n"
        "print(sorted({'numpy', 'sklearn', 'lightgbm'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_news_below_a_scenic_opening_is_found() -> None:
    """What the headline is about is taken, and the gulls above it are not."""
    found = texts(*HARBOUR, headline=HEADLINE_TEXT, count=2)
    assert found[0].startswith("The port authority of Lindhaven")
    assert not any("Gulls" in text or "smelled" in text for text in found)


def test_a_quotation_without_speaker_is_no_point() -> None:
    """An orphan quotation is left for sentences that stand alone."""
    assert not any("outgrown" in text for text in texts(*HARBOUR, headline=HEADLINE_TEXT))


@pytest.mark.parametrize("language", ["de", "sw", "xx"])
def test_unrelated_sentences_in_an_unknown_language_give_the_lead(language: str) -> None:
    """Where nothing recurs and the language was not learned, the first sentences are the points."""
    assert texts(*UNRELATED, language=language) == list(UNRELATED[:3])


def test_a_start_for_early_sentences_only_where_the_language_is_unknown() -> None:
    """The fallback towards the lead depends on the language alone, and falls from sentence to sentence."""
    known, unknown = learned_1(document(*UNRELATED)), learned_1(document(*UNRELATED, language="xx"))
    starts = [round(other - one, 6) for one, other in zip(known, unknown, strict=True)]
    assert starts == sorted(starts, reverse=True)
    assert starts[-1] > 0


def test_a_standfirst_that_repeats_the_first_sentence_moves_on() -> None:
    """The points go on from what the standfirst has said."""
    assert UNRELATED[0] not in texts(*UNRELATED, standfirst=UNRELATED[0])
