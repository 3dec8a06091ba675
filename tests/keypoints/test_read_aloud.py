"""Faults that a reader found in the points of fifty real articles; docs/key-points.md tells of them.

Every article here was written for its test, with the construction of the real one and other words.
"""

from __future__ import annotations

import pytest

from feedgen_site.keypoints import PointRules, extract

LEAD = PointRules(ranker="lead")
TOWN = "The harbour town of Vesby opens a library on the water this spring."
BOATS = "Readers reach the shelves by two electric boats from the market quay."
ROOMS = "Builders put the reading rooms on a barge that once carried gravel."
STAFF = "Four librarians and a skipper will run the service all year round."


def points(*blocks: str, headline: str = "", language: str = "en") -> list[str]:
    """Take the points of an article from its first sentences on, as far as they read well."""
    found = extract(blocks, headline=headline, language=language, rules=LEAD)
    return [point.text for point in found.points]


@pytest.mark.parametrize(
    "counted",
    [
        "The most important is the quay act, which lets towns moor public buildings.",
        "The second was passed in winter and pays for half of every boat.",
        "One is the quay act, which lets towns moor public buildings for free.",
    ],
)
def test_what_is_counted_stands_before(counted: str) -> None:
    """A point does not begin by counting off things ("The most important is …") that no point names."""
    assert counted not in points("Which laws allow it?", counted, TOWN, BOATS, ROOMS)


@pytest.mark.parametrize(
    ("language", "counted", "others"),
    [
        ("fr", "La première est la loi des quais.", ("La ville ouvre une bibliothèque flottante.",)),
        ("es", "La más importante es la ley de muelles.", ("La ciudad abre una biblioteca flotante.",)),
        ("pt", "O segundo é o decreto dos cais públicos.", ("A cidade abre uma biblioteca flutuante.",)),
        ("de", "Das zweite ist das Gesetz über Kais.", ("Die Stadt eröffnet ein schwimmendes Haus.",)),
    ],
)
def test_what_is_counted_in_other_languages(language: str, counted: str, others: tuple[str, ...]) -> None:
    """Nor does it in French, Spanish, Portuguese and German."""
    found = extract(["…", counted, *others], language=language, rules=PointRules(1, ranker="lead"))
    assert [point.text for point in found.points] == list(others)


def test_parts_of_what_was_not_named() -> None:
    """ "The first section …" is no point where what has sections is none; "The first part of …" may be."""
    part = "The first section leads to maps of every quay in the country."
    assert part not in points("What does the atlas hold?", part, TOWN, BOATS, ROOMS)
    named = "The first part of the harbour atlas leads to maps of every quay."
    assert named in points("What does the atlas hold?", named, TOWN, BOATS)


@pytest.mark.parametrize("opening", ["For this reason,", "In this example", "To this end,"])
def test_reasons_that_stand_before(opening: str) -> None:
    """A point does not begin with a reason or an example that only the sentence before it gives."""
    leaning = f"{opening} the council moved the mooring to the northern pier."
    assert leaning not in points("Will the ice hold?", leaning, TOWN, BOATS, ROOMS)


@pytest.mark.parametrize(
    "opening",
    [
        "Here are five things that readers should know about the floating library.",
        "Below we list what the two electric boats will carry across the harbour.",
        "Welcome to this week's letter from the council of the harbour town.",
        "Visit this page every week to learn how the library is built.",
        "Voici les cinq choses à savoir sur la nouvelle bibliothèque du port.",
    ],
)
def test_what_leads_to_a_list(opening: str) -> None:
    """What only announces the list or the page that it stands on is no point: neither is there."""
    assert opening not in points(opening, TOWN, BOATS, ROOMS)


def test_up_to_here_in_chinese() -> None:
    """A Chinese point does not begin with "up to here", which sums up what no point says."""
    leaning = "到此，读者已经可以在码头登上图书船借书了。"
    others = ["滨海小城今年春天将开放一座水上图书馆。", "两艘电动船每天从市场码头接送读者往返。"]
    found = extract(["船在哪里？", leaning, *others], language="zh", rules=PointRules(2, ranker="lead"))
    assert [point.text for point in found.points] == others


def test_software_written_small_opens_a_sentence() -> None:
    """Two sentences that begin with the same name in lower case are two points, not one."""
    block = "quaymap is a program that draws harbours (and rivers). quaymap reads the charts of nine coasts."
    assert points(block) == [
        "quaymap is a program that draws harbours (and rivers).",
        "quaymap reads the charts of nine coasts.",
    ]


def test_a_small_word_after_an_abbreviation_opens_nothing() -> None:
    """Where a full stop marks an abbreviation, a word that comes twice does not part the sentence."""
    block = "boats of Prof. boats and others of his sort carry books across the bay each day."
    assert points(block) == [block]


@pytest.mark.parametrize(
    ("language", "text", "point"),
    [
        (
            "en",
            "As I outline below, the barge was not the cheapest choice.",
            "The barge was not the cheapest choice.",
        ),
        ("en", "As noted above, the barge was built in 1931.", "The barge was built in 1931."),
        (
            "fr",
            "Comme indiqué plus haut, la barge date de 1931 et navigue.",
            "La barge date de 1931 et navigue.",
        ),
    ],
)
def test_above_and_below(language: str, text: str, point: str) -> None:
    """A point does not send its reader up or down an article that is not there."""
    assert points(text, language=language) == [point]


def test_only_what_points_at_the_page_is_cut() -> None:
    """ "As the mayor noted, …" says who said it, and stays."""
    text = "As the mayor noted earlier, the barge was built in 1931."
    assert points(text) == [text]


@pytest.mark.parametrize(
    ("language", "text", "point"),
    [
        ("en", "The barge was bought (see Report 12) for one crown.", "The barge was bought for one crown."),
        (
            "de",
            "Der Kahn wurde gekauft (siehe Bericht #12), sagt die Stadt.",
            "Der Kahn wurde gekauft, sagt die Stadt.",
        ),
        (
            "fr",
            "La barge a été achetée (voir le Rapport 12) pour un franc.",
            "La barge a été achetée pour un franc.",
        ),
        ("cs", "Město loď koupilo (viz zpráva č. 12) za korunu.", "Město loď koupilo za korunu."),
        ("zh", "市政府以一元买下了这艘旧驳船（见周报 #12）。", "市政府以一元买下了这艘旧驳船。"),
        (
            "ja",
            "市は古いはしけを一円で買い取りました（会報 #12参照）。",
            "市は古いはしけを一円で買い取りました。",
        ),
    ],
)
def test_references(language: str, text: str, point: str) -> None:
    """A point carries no "(see report 12)": there is nothing to look it up in."""
    assert points(text, language=language) == [point]


@pytest.mark.parametrize(
    "text",
    [
        "The barge (seen from the northern quay) was bought for one crown.",
        "The barge was bought (who could foresee it?) for one crown.",
        "The barge was bought (the mayor would see to it) for one crown.",
    ],
)
def test_asides_that_say_something_stay(text: str) -> None:
    """Any other parenthesis belongs to the sentence."""
    assert points(text) == [text]
