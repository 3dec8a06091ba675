"""What is cut from a point, and what never is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site.keypoints.languages import LANGUAGES
from feedgen_site.keypoints.trimming import trim


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "OSLO (Reuters) — The ferry sank.", "The ferry sank."),
        ("en", "OSLO (AP) - The ferry sank.", "The ferry sank."),
        ("en", "(CNN) -- The ferry sank.", "The ferry sank."),
        ("en", "(Lakeside.org) -- The ferry sank.", "The ferry sank."),
        ("en", "(CNN)The ferry sank.", "The ferry sank."),
        ("en", "LEEDS, England (CNN) -- The ferry sank.", "The ferry sank."),
        ("en", "Pune, May 3 (PTI) The ferry sank.", "The ferry sank."),
        ("en", "OSLO — The ferry sank.", "The ferry sank."),
        ("en", "However, the ferry sank.", "The ferry sank."),
        ("en", "Meanwhile, iPhone sales rose.", "iPhone sales rose."),
        ("en", "But foreign ferries sank.", "Foreign ferries sank."),
        ("en", "And the ferry sank.", "The ferry sank."),
        ("id", "Jakarta, CNN Indonesia - - Feri itu tenggelam.", "Feri itu tenggelam."),
        ("ru", "Но паром утонул.", "Паром утонул."),
        ("fr", "Toutefois, le bac a coulé.", "Le bac a coulé."),
        (
            "fr",
            "Pour rappel, l'Élysée avait parlé.",
            "L'Élysée avait parlé.",
        ),
        ("en", "After all, iPhone’s sales fell.", "iPhone’s sales fell."),
        ("en", "First, the ferry needs a captain.", "The ferry needs a captain."),
        ("id", "Pasalnya, feri itu tenggelam.", "Feri itu tenggelam."),
        ("ar", "من جانبه، قال الوزير إن الجسر فُتح.", "قال الوزير إن الجسر فُتح."),
        ("ja", "つまり、橋は開通していない。", "橋は開通していない。"),
        ("tr", "Ancak, itfaiye geldi.", "İtfaiye geldi."),
        ("nl", "Bovendien, ijs bedekte het meer.", "IJs bedekte het meer."),
        ("zh", "但是，新桥没有通车。", "新桥没有通车。"),
        ("zh", "新华社北京1月1日电（记者 王明）新桥通车。", "新桥通车。"),
        ("ko", "(서울=연합뉴스) 김하나 기자 = 다리가 열렸다.", "다리가 열렸다."),
        ("en", "The ferry\n  sank.", "The ferry sank."),
        ("en", "The ferry sank.[2]", "The ferry sank."),
        ("en", "The ferry sank [2].", "The ferry sank."),
        ("en", "The ferry sank.*", "The ferry sank."),
    ],
)
def test_cut(language: str, text: str, expected: str) -> None:
    """Datelines, connectives with a comma, footnote marks and spare white space go."""
    assert trim(text, language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The man stole the ferry, police said.",
        "According to police, the man stole the ferry.",
        "Police said the man stole the ferry.",
        "Allegedly, the man stole the ferry.",
        "Reportedly, the ferry sank.",
        "On Monday, the ferry sank.",
        "But for the rain, the ferry would have sailed.",
        "But not all of the ferry sank.",
        "However they rowed, the ferry sank.",
        "However hard they rowed, the ferry sank.",
        "The ferry (built in Oslo) sank.",
        "NATO said the ferry sank.",
        "The area is 10 km².",
        "Smith (AP) won.",
        "However,",
        'However, "no ferry sank".',
        "First the ferry sank, then the rescue boat.",
        "Finally the ferry sank.",
    ],
)
def test_not_cut(text: str) -> None:
    """Attributions, times, places, parentheses and what only looks like a dateline stay word for word."""
    assert trim(text) == text


@given(st.text(max_size=150), st.sampled_from([*LANGUAGES, "xx"]))
def test_something_is_left(text: str, language: str) -> None:
    """A sentence with a letter never becomes empty, and trimming any text never raises."""
    assert any(map(str.isalpha, trim(text, language))) == any(map(str.isalpha, text))


LEADS = ["", "OSLO (AP) — ", "(CNN) -- ", "However, ", "But ", "And ", "LEEDS, England (Reuters) - "]
ATTRIBUTIONS = [
    ", police said.",
    ", according to the harbour office.",
    ", the union claims.",
    ", she said.[4]",
]


@given(
    st.sampled_from(LEADS),
    st.lists(st.sampled_from("ferry But however sank (built in Oslo) in 1931 on Monday and left".split())),
    st.sampled_from(ATTRIBUTIONS),
)
def test_only_the_head_is_cut(lead: str, middle: list[str], attribution: str) -> None:
    """A point is the end of its sentence, word for word, and who said it is in it."""
    sentence = f"{lead}The {' '.join(middle)}{attribution}"
    point = trim(sentence)
    bare = attribution.removesuffix("[4]")
    assert point.endswith(bare)
    assert sentence.removesuffix("[4]").casefold().endswith(point.casefold())


@given(st.text(max_size=150), st.sampled_from([*LANGUAGES, "xx"]))
def test_words_only_go(text: str, language: str) -> None:
    """Whatever the text, its point holds words of the text in their order, and none besides."""
    words = iter(trim(text, language).casefold().replace("\u0307", "").split())
    rest = "".join(text.split()).casefold().replace("\u0307", "")
    for word in words:
        found = rest.find(word)
        assert found >= 0
        rest = rest[found + len(word) :]
