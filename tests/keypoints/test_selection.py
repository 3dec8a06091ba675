"""Which sentences become points."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site.keypoints import Document, sentences_of
from feedgen_site.keypoints.leaning import dangling
from feedgen_site.keypoints.selection import select
from feedgen_site.keypoints.trimming import trim

BRIDGE = "The city opened a new bridge across the river on Monday."
COST = "Engineers spent four years and ninety million crowns on it."
FERRY = "Two ferries that carried commuters will now be sold abroad."
SCHOOL = "A school near the harbour plans to move into the old terminal."


def document(*blocks: str, headline: str = "", standfirst: str = "", language: str = "en") -> Document:
    return Document(sentences_of(blocks, language), headline, standfirst, language)


def chosen(*blocks: str, count: int = 3, headline: str = "", standfirst: str = "") -> tuple[int, ...]:
    """Select with scores that fall from first to last."""
    whole = document(*blocks, headline=headline, standfirst=standfirst)
    size = len(whole.sentences)
    return select(whole, [float(size - index) for index in range(size)], count)


def test_reading_order() -> None:
    """The best three come back as the article has them, not as they scored."""
    assert select(document(BRIDGE, COST, FERRY, SCHOOL), [1, 0, 2, 3], 3) == (0, 2, 3)


def test_ties_go_to_the_earlier() -> None:
    """Of equal sentences the earlier is taken."""
    assert select(document(BRIDGE, COST, FERRY), [1, 1, 1], 2) == (0, 1)


def test_repeats_are_skipped() -> None:
    """A sentence that says again what a chosen one said is passed over."""
    assert chosen(BRIDGE, "On Monday the city opened a new bridge across the river.", COST, count=2) == (0, 2)


def test_the_same_subject_is_no_repeat() -> None:
    """Sharing a few words is not repeating."""
    assert chosen(BRIDGE, "The new bridge replaces two ferries that sailed since 1950.", count=2) == (0, 1)


@pytest.mark.parametrize("where", ["headline", "standfirst"])
def test_what_the_reader_knows_is_skipped(where: str) -> None:
    """A sentence the headline or standfirst already says is no point."""
    known = {where: BRIDGE}
    assert chosen(BRIDGE, COST, FERRY, count=2, **known) == (1, 2)


def test_what_the_reader_knows_is_better_than_nothing() -> None:
    """When all the article says is its headline, that is its point."""
    assert chosen(BRIDGE, headline=BRIDGE) == (0,)


@pytest.mark.parametrize(
    "unfit",
    [
        "This post originally appeared on the harbour blog last week.",
        "Dear Community, we are happy to share some news today.",
        "Read more about the bridge in our long report.",
        "Sign up for the weekly letter from our newsroom.",
        "Photo: The bridge at night with all its lamps lit.",
        "Click here to see a map of the bridge.",
        "There are five things to know about the bridge:",
        "What does the new bridge mean for the city?",
        "It opened.",
        "Cables, towers and other parts of the bridge",
    ],
)
def test_unfit_sentences_are_skipped(unfit: str) -> None:
    """Boilerplate, questions, announcements, scraps and list items without a full stop are no points."""
    assert chosen(unfit, COST, FERRY) == (1, 2)


@pytest.mark.parametrize(
    ("furniture", "prose"),
    [
        (
            "Thanks to everyone who helped on the pier on Monday.",
            "Thanks to the new bridge, the ferries can rest on Mondays.",
        ),
        (
            "Further details are available from the harbour.",
            "Further details of the harbour deal leaked on Monday.",
        ),
        ("For the full story see the harbour paper.", "For the whole winter the harbour stayed under ice."),
        (
            "Click on the map to see the harbour.",
            "Click beetles have damaged the wooden piers of the harbour.",
        ),
        (
            "If you saw the harbour burn, please write to the paper.",
            "If you count the harbour, the city has four.",
        ),
        (
            "Please consider giving the harbour fund some money.",
            "The harbour opens on Monday, and the mayor asks all to please walk.",
        ),
        (
            "Comments on the harbour plan are very welcome.",
            "The harbour was closed, and comments came from all sides.",
        ),
        ("You can find more on the harbour in the archive.", "You can hear the harbour bell for two miles."),
        (
            "Also here are our regular features on the harbour.",
            "The regular features of the harbour are its cranes.",
        ),
        (
            "Le bulletin comprend nos sections régulières sur le port.",
            "Le port comprend des sections régulières du vieux rempart.",
        ),
        ("本期还包括我们的常规栏目以及有关港口的公告。", "港口的常规检查于本周一在南岸的码头顺利完成。"),
        (
            "The harbour dates are all listed below.",
            "The harbour lies a hundred steps below the listed church.",
        ),
        (
            "This entry was kindly contributed by a harbour pilot.",
            "This entry to the harbour was dug by hand in 1820.",
        ),
        (
            "We hope you enjoy this look at the harbour.",
            "We hope the harbour will open before the winter storms.",
        ),
    ],
)
def test_what_speaks_to_the_reader_gives_way(furniture: str, prose: str) -> None:
    """Requests, pointers and lists of contents lose to what tells something; news that looks alike stays."""
    assert chosen(furniture, COST, FERRY) == (1, 2)
    assert chosen(prose, COST, FERRY) == (0, 1, 2)


def test_a_request_is_better_than_none() -> None:
    """An article that only asks something of its readers has that for its point."""
    assert chosen("Comments on the harbour plan are very welcome.") == (0,)


@pytest.mark.parametrize("poor", ["It opened.", "Why a bridge?", "Cables and towers and lamps and more"])
def test_a_poor_point_is_better_than_none(poor: str) -> None:
    """An article with words in it has a point, even if no sentence is well formed."""
    assert chosen(poor) == (0,)


@pytest.mark.parametrize("text", ["…", "12. 34.", "Read more."])
def test_no_words_no_points(text: str) -> None:
    """An article of signs, numbers or boilerplate alone has none."""
    assert chosen(text) == ()


def test_a_sentence_that_points_back_gives_way() -> None:
    """ "He" without the sentence before it loses against a near equal that stands alone."""
    whole = document(BRIDGE, COST, "He also said that the towers would be painted green.", FERRY, SCHOOL)
    assert select(whole, [0.0, 0.0, 1.0, 0.95, 0.9], 2) == (3, 4)


def test_a_sentence_that_points_back_may_follow_its_neighbour() -> None:
    """ "He" is clear when the sentence before it is a point too, so it costs nothing there."""
    whole = document(BRIDGE, "It carries four lanes and a path for bicycles.", COST, FERRY)
    assert select(whole, [1.0, 0.9, 0.85, 0.0], 2) == (0, 1)


def test_long_sentences_give_way() -> None:
    """A sentence of more than 60 words loses against a shorter one, but is not banned."""
    endless = "The " + "very " * 70 + "long bridge opened on Monday."
    assert chosen(endless, COST, FERRY, SCHOOL, count=1) == (1,)
    assert chosen(endless, count=1) == (0,)


@pytest.mark.parametrize(
    "text", ['"We will open the new bridge on Monday."', "(The old bridge was built in 1931.)"]
)
def test_what_nobody_says_gives_way(text: str) -> None:
    """A quotation without its speaker, or an aside, loses; a quotation with its speaker does not."""
    assert chosen(text, COST, FERRY, SCHOOL, count=1) == (1,)
    assert chosen('"We will open the new bridge," the mayor said.', COST, FERRY, SCHOOL, count=1) == (0,)


HE = "He also said that the towers would be painted green."


def test_a_sentence_that_points_back_waits_for_its_neighbour() -> None:
    """However high its score, "He" comes only after the sentence before it, or when nothing else is left."""
    whole = document(BRIDGE, COST, HE, FERRY, SCHOOL)
    assert select(whole, [0.3, 0.2, 1.0, 0.1, 0.0], 3) == (0, 1, 2)
    assert select(whole, [0.3, 0.0, 1.0, 0.2, 0.1], 3) == (0, 3, 4)
    assert select(whole, [0.3, 0.0, 1.0, 0.2, 0.1], 5) == (0, 1, 2, 3, 4)


def test_a_list_of_scraps_has_scraps_for_points() -> None:
    """Where nothing is a whole sentence, as in a list, its items are the points."""
    assert chosen(
        "Bread from the mill down the road", "Cheese from the farm on the hill", "Tea", count=2
    ) == (0, 1)


def test_scraps_do_not_fill_up() -> None:
    """Beside whole sentences, no question, scrap or repeat is taken to reach the number."""
    assert chosen(BRIDGE, "Why did they build a bridge?", "Cables and towers and lamps and more") == (0,)


@pytest.mark.parametrize("count", range(1, 8))
def test_what_was_asked_for_is_filled(count: int) -> None:
    """With a least number every sentence of prose serves, what reads worst last, and furniture never."""
    again = "On Monday the city opened a new bridge across the river."
    whole = document("Read more.", again, "Why?", BRIDGE, HE, COST, "Photo: The bridge at night.")
    best_first = (3, 5, 4, 2, 1)  # HE follows BRIDGE, so it is clear
    scores = [9.0, 1.0, 7.0, 6.0, 2.0, 3.0, 8.0]
    assert select(whole, scores, count, least=count) == tuple(sorted(best_first[:count]))


def test_words_are_kept_by_choosing() -> None:
    """A sentence that would exceed the budget gives way to a shorter one; the first may be longer."""
    long = "Two ferries that carried commuters across the wide river every day will now be sold abroad."
    whole = document(BRIDGE, long, SCHOOL)
    assert select(whole, [3.0, 2.0, 1.0], 3, words=24) == (0, 2)
    assert select(whole, [3.0, 2.0, 1.0], 3, words=4) == (0,)


@pytest.mark.parametrize(
    ("quotation", "clear"),
    [
        ('"The old bridge was rotten. It had to go," the mayor said.', True),
        ('"The old bridge was rotten for ten years."', False),
        ("«El viejo puente estaba podrido desde hacía años.»", False),
    ],
)
def test_a_quotation_needs_its_speaker(quotation: str, clear: bool) -> None:
    """A quotation alone loses to all that stands alone; with its speaker it does not."""
    assert chosen(COST, FERRY, quotation, SCHOOL, count=3) == ((0, 1, 2) if clear else (0, 1, 3))
    whole = document(SCHOOL, FERRY, COST, quotation)
    assert select(whole, [0.0, 1.0, 0.5, 2.0], 1) == ((3,) if clear else (1,))


def test_the_middle_of_a_quotation_has_no_speaker() -> None:
    """A sentence from within a quotation too long to stay whole does not show who speaks."""
    inner = "The towers lean a little more with every winter storm."
    nobody = "Nobody thought that the towers would last for ever. " * 8
    block = f'"{BRIDGE} {nobody}{inner} Now all is well," he said.'
    whole = document(block, FERRY)
    place = next(index for index, one in enumerate(whole.sentences) if one.text == inner)
    scores = [float(index == place) for index in range(len(whole.sentences))]
    assert select(whole, scores, 1) != (place,)


@pytest.mark.parametrize(
    ("language", "leaning", "standing"),
    [
        ("en", "He left.", "Henry left."),
        ("en", "There, the ferry sank.", "There are two ferries."),
        ("en", "This has changed.", "This week the ferry sails."),
        ("en", "One of them sank.", "One in four sank."),
        ("de", "Das sagte der Wirt.", "Das Werk schloss."),
        ("fr", "Selon lui, le bac coule.", "Selon la ville, le bac coule."),
        ("es", "Añadió que el puente cerró.", "Ana dijo que el puente cerró."),
        ("pt", "Disse que a ponte fechou.", "A ponte fechou."),
        ("it", "Ha aggiunto che il ponte chiude.", "Il ponte chiude."),
        ("nl", "Het is duur.", "Het bedrijf sluit."),
        ("ru", "По его словам, мост закрыт.", "По словам мэра, мост закрыт."),
        ("tr", "Bunun üzerine köprü kapandı.", "Bu hafta köprü kapandı."),
        ("vi", "Ông nói cầu đã sập.", "Ông Nam nói cầu đã sập."),
        ("id", "Hal itu benar.", "Jembatan itu benar."),
        ("ar", "وأضاف أن الجسر مغلق.", "وقال الوزير إن الجسر مغلق."),
        ("hi", "उन्होंने पुल देखा।", "राम ने पुल देखा।"),
        ("zh", "他说桥关了。", "市长说桥关了。"),
        ("ja", "しかし橋は閉じた。", "橋は閉じた。"),
        ("ko", "그는 다리를 봤다.", "시장은 다리를 봤다."),
    ],
)
def test_what_leans(language: str, leaning: str, standing: str) -> None:
    """Openers that point back are known in sixteen languages, and their likenesses that do not."""
    assert dangling(leaning, language)
    assert not dangling(standing, language)


@pytest.mark.parametrize(
    "furniture",
    [
        "Reporting by Ann Lee; Editing by Bo Chen.",
        "By John Smith",
        "Image caption The bridge was opened by the mayor.",
        "Lire aussi : le pont en dix dates et vingt photos.",
        "Lesen Sie auch den Bericht über die neue Brücke.",
        "相关阅读：新桥今天上午在城市南部正式通车。",
        "(ama)",
        "https://example.org/a/long/address.",
        "Advertisement",
    ],
)
def test_furniture_is_never_a_point(furniture: str) -> None:
    """Credits, bylines, captions, addresses and "Read more" are no prose, whatever is asked for."""
    whole = document(furniture, COST)
    assert select(whole, [2.0, 1.0], 2, least=2) == (1,)


def test_fewer_is_legal() -> None:
    """A short article gives fewer points; none are asked for, none come."""
    assert chosen(BRIDGE, count=5) == (0,)
    assert chosen(BRIDGE, count=0) == ()
    assert chosen(count=3) == ()


@pytest.mark.parametrize("scores", [[1.0], [1.0, float("nan")], [1.0, float("inf")], [1.0, 2.0, 3.0]])
def test_bad_scores_are_a_bug(scores: list[float]) -> None:
    """A ranker that breaks its promise is told so."""
    with pytest.raises(ValueError, match="2 finite scores expected"):
        select(document(BRIDGE, COST), scores, 1)


@given(
    st.lists(
        st.tuples(st.sampled_from([BRIDGE, COST, FERRY, SCHOOL, "He left.", "Why?", "…"]), st.floats(-9, 9))
    ),
    st.integers(0, 6),
)
def test_promises_hold_for_any_scores(rows: list[tuple[str, float]], count: int) -> None:
    """At most `count`, strictly rising, inside the article, and a smaller count takes a part of a larger."""
    whole = document(*(text for text, _ in rows))
    scores = [score for _, score in rows]
    found = select(whole, scores, count)
    prose = sum(text != "…" for text, _ in rows)
    assert len(found) <= count
    assert bool(found) == (count > 0 and prose > 0)
    assert len(select(whole, scores, count, least=count)) == min(count, prose)
    assert list(found) == sorted(set(found))
    assert all(0 <= index < len(rows) for index in found)
    assert set(found) <= set(select(whole, scores, count + 1))
    assert set(found) <= set(select(whole, scores, count, least=count))


@given(st.permutations([BRIDGE, COST, FERRY, SCHOOL, HE, "But it closed again.", "Why?"]), st.integers(0, 60))
def test_a_budget_is_an_upper_bound(texts: list[str], words: int) -> None:
    """All points together keep to the budget, unless there is only the first."""
    whole = document(*texts)
    found = select(whole, [float(len(texts) - index) for index in range(len(texts))], 7, least=7, words=words)
    assert found
    assert len(found) == 1 or sum(len(trim(texts[index]).split()) for index in found) <= words


def test_neighbours_first() -> None:
    """Among chosen points, one that leans has the sentence before it above it as long as others are left."""
    texts = [BRIDGE, HE, COST, "They were painted twice a year.", FERRY, SCHOOL]
    for scores in itertools.permutations([0.0, 1.0, 2.0, 3.0, 4.0, 5.0]):
        found = select(document(*texts), scores, 3)
        assert all(index - 1 in found for index in found if index in {1, 3})
