"""Why the points of an article are its points: each sentence with its score, what moved it, and its fate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from typing import Final

from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.extraction import PointRules, extract
from feedgen_site.keypoints.features import HEADLINE, SENTENCE, measure
from feedgen_site.keypoints.model import Document, Sentence
from feedgen_site.keypoints.rankers import learned, named
from feedgen_site.keypoints.rankers.centrality import centrality
from feedgen_site.keypoints.rankers.lead import lead
from feedgen_site.keypoints.selection import Fate, Handicap, Verdict, handicaps, verdicts
from feedgen_site.keypoints.trimming import trim
from feedgen_site.keypoints.words import count_words

MOVES: Final = 3
"""Features that are named of each sentence: those that moved its score the most."""

_HANDICAPS: Final = {
    Handicap.LONG: "it is long",
    Handicap.TORN: "a quotation mark has lost its partner",
    Handicap.FIRST_PERSON: "it speaks in the first person",
}
_PASSED: Final = {
    Fate.LEANING: "it points back at a sentence that is no point",
    Fate.ORPHANED: "a quotation without its speaker, or an aside",
    Fate.POOR: "a question, a scrap or an item of a list",
    Fate.KNOWN: "the headline or the standfirst says it already",
    Fate.NO_PROSE: "no prose: a link, a credit, an address or signs",
    Fate.NO_ROOM: "too long for the words that the points left",
    Fate.OUTSCORED: "others score higher",
}
# Features that say much the same are moved together: (what they are, the one that tells which of the two
# descriptions holds, when it is above the article's mean, and when below).
_GROUPS: Final = (
    (
        "first second third near_start place place_share from_end block_share",
        "place",
        "stands late",
        "stands early",
    ),
    (
        "block_size in_block",
        "in_block",
        "stands inside its paragraph",
        "stands at the head of its paragraph",
    ),
    ("length", "length", "is long", "is short"),
    ("term_length", "term_length", "has long words", "has short words"),
    (
        "recurring recurring_mean spread once_share",
        "recurring_mean",
        "its words recur in the article",
        "its words seldom recur",
    ),
    (
        "introducing new_share",
        "introducing",
        "brings up what the article goes on about",
        "brings up little of what the article goes on about",
    ),
    ("like_first like_opening", "like_opening", "is like the opening", "is unlike the opening"),
    ("like_next like_previous", "like_next", "is like its neighbours", "is unlike its neighbours"),
    ("numbers number", "numbers", "has figures", "has few or no figures"),
    ("capitals capital_share", "capitals", "has names", "has few or no names"),
    ("quotes opens_quote", "quotes", "quotes somebody", "quotes nobody"),
    ("question", "question", "is a question", "is no question"),
    (
        "colon parenthesis commas opens_capital",
        "commas",
        "has many commas",
        "has few commas",
    ),
    (
        "headline_terms headline_covered headline_share headline_cosine",
        "headline_cosine",
        "shares the headline's words",
        "shares few of the headline's words",
    ),
)
_NAMES: Final = (*SENTENCE, *HEADLINE)


@dataclass(frozen=True, slots=True)
class Move:
    """What a feature did: `what` completes "the sentence ..."; `by` was added to the score.

    The score is compared with what it would be if the sentence had the article's mean of the feature.
    """

    what: str
    by: float


@dataclass(frozen=True, slots=True)
class Explained:
    """One sentence. `point` counts the points from 1 in reading order; 0: it is none.

    `heat` is the score on the scale from 0, the article's lowest, to 1. `why` says in plain words why it was
    taken or passed over. `moved` are the features that moved the score most, the strongest first.
    """

    sentence: Sentence
    point: int
    score: float
    heat: float
    why: str
    moved: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All sentences of an article in reading order, and the points that are not among them.

    `borrowed` are the points of an article without prose: sentences of its standfirst.
    """

    ranker: str
    sentences: tuple[Explained, ...]
    borrowed: tuple[str, ...] = ()


def explain(
    blocks: Sequence[str],
    *,
    headline: str = "",
    standfirst: str = "",
    language: str = "en",
    rules: PointRules | None = None,
) -> Explanation:
    """Explain what `extract` does with the same arguments; it raises what `extract` raises."""
    rules = rules or PointRules()
    found = extract(blocks, headline=headline, standfirst=standfirst, language=language, rules=rules)
    document = Document(found.sentences, headline, standfirst, language.lower())
    ids = {point.sentence for point in found.points if point.sentence}
    chosen = [index for index, sentence in enumerate(found.sentences) if sentence.id in ids]
    scores = [round(float(score), 9) for score in named(rules.ranker)(document)]
    low, width = (min(scores), max(scores) - min(scores)) if scores else (0.0, 0.0)
    judged = verdicts(document, scores, chosen, words=rules.words)
    explained = tuple(
        Explained(
            sentence,
            chosen.index(index) + 1 if verdict.taken else 0,
            scores[index],
            (scores[index] - low) / width if width else 1.0,
            _why(sentence, verdict, chosen, document.language),
            moves,
        )
        for index, (sentence, verdict, moves) in enumerate(
            zip(found.sentences, judged, moved(document, rules.ranker), strict=True)
        )
    )
    borrowed = tuple(point.text for point in found.points if not point.sentence)
    return Explanation(rules.ranker, explained, borrowed)


def moved(document: Document, ranker: str) -> tuple[tuple[Move, ...], ...]:
    """Return for each sentence the features that moved its score most; none for a ranker not known here."""
    if not document.sentences:
        return ()
    callee = named(ranker)
    if callee is learned.learned_1:
        effects = _of_features(document, learned.model_1())
    elif callee is centrality:
        effects = _of_centrality(document)
    elif callee is lead:
        effects = [_of_place(lead(document))]
    else:
        effects = []
    by_sentence = ([effect[index] for effect in effects] for index in range(len(document.sentences)))
    return tuple(_strongest(moves) for moves in by_sentence)


def _strongest(moves: list[Move]) -> tuple[Move, ...]:
    felt = [move for move in moves if round(move.by, 2)]
    return tuple(sorted(felt, key=lambda move: -abs(move.by))[:MOVES])


def _why(sentence: Sentence, verdict: Verdict, chosen: list[int], language: str) -> str:
    """Say in plain words why a sentence was taken or passed over."""
    reason = _PASSED.get(verdict.fate, "")
    if verdict.repeats is not None:
        reason = f"it repeats point {chosen.index(verdict.repeats) + 1}"
    if verdict.taken:
        if not reason:
            return "taken: it reads well alone and is among the best"
        return f"taken for want of a better one, although: {reason}"
    if verdict.fate is Fate.OUTSCORED:
        text = trim(sentence.text, language)
        lost = [_HANDICAPS[one] for one in handicaps(text, count_words(text, language), language)]
        reason += f", and {' and '.join(lost)}" if lost else ""
    return f"passed over: {reason}"


def _of_features(document: Document, model: learned.Model) -> list[list[Move]]:
    """Replace each group of features by the article's mean and see what that does to the scores."""
    features = measure(document)
    scores = learned.scores(model, document)
    # What a language that the model has not learned adds for the place alone.
    start = _difference(scores, learned.scores(replace(model, lead=0.0), document))
    effects = []
    for names, telling, above, below in _GROUPS:
        columns = [_NAMES.index(name) for name in names.split() if _NAMES.index(name) < len(features.rows[0])]
        if not columns:
            continue
        means = {column: _mean([row[column] for row in features.rows]) for column in columns}
        by = _difference(scores, learned.scores(_levelled(model, means), document))
        if telling == "place":
            by = [one + other - _mean(start) for one, other in zip(by, start, strict=True)]
        if "like_first" in names:
            by[0] = 0.0  # the first sentence is the opening, and likeness to itself is no news
        key = _NAMES.index(telling)
        effects.append(
            [
                Move(above if row[key] > means[key] else below, one)
                for row, one in zip(features.rows, by, strict=True)
            ]
        )
    return effects


def _levelled(model: learned.Model, means: dict[int, float]) -> learned.Model:
    """Return the model that takes each of these features to have the given value, whatever it has."""
    start = model.start + sum(round(mean) * model.row[column] for column, mean in means.items())
    row = tuple(0 if column in means else weight for column, weight in enumerate(model.row))
    return replace(model, start=start, row=row)


def _of_centrality(document: Document) -> list[list[Move]]:
    """Take the score apart: place, likeness to headline and standfirst, and the walk, which is the rest."""
    scores = centrality(document)
    places = [1.0 / sqrt(index + 1.0) for index in range(len(scores))]
    without = centrality(replace(document, headline="", standfirst=""))
    likeness = _difference(scores, without)
    return [
        _of_place(places),
        _against_mean(likeness, "shares the headline's words", "shares few of the headline's words"),
        _against_mean(
            _difference(without, places), "is what the article talks about", "is beside what the article says"
        ),
    ]


def _of_place(values: Sequence[float]) -> list[Move]:
    return _against_mean(values, "stands early", "stands late")


def _against_mean(values: Sequence[float], above: str, below: str) -> list[Move]:
    mean = _mean(values)
    return [Move(above if value > mean else below, value - mean) for value in values]


def _difference(ones: Sequence[float], others: Sequence[float]) -> list[float]:
    return [one - other for one, other in zip(ones, others, strict=True)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
