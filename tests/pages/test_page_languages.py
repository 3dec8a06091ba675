"""Pages in the reader's language: words, plurals, dates, direction."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from feedgen_site import pages
from feedgen_site.config import NavItem
from feedgen_site.model import Head
from feedgen_site.pages import Shared
from feedgen_site.strings import available, filled, keys, words

MakeShared = Callable[..., Shared]
MakePages = Callable[[Shared], dict[str, str]]
NAV = (NavItem("Α", "/"),)
# What the sample stories and formats say themselves, in whatever language the page is.
OWN = (
    "Lee arrives in Beijing|The first visit of a South Korean president since 2019.|"
    "Lee will meet Xi on Monday.|Anadolu Agency|Ann Example|A. Photographer|The visit lasts four days.|"
    "At the airport|Two flags|diplomacy|Something else came first.|Then they dine.|A related one|About|Us.|"
    r"The Lamp|Asia|Science|Atom|RSS|JSON Feed|OPML|UTC|https?://\S+|ΛΑΜ"
)


def shown(page: str) -> str:
    """Take what a reader sees or hears out of a page: text, labels, alternative texts."""
    spoken = re.findall(r'(?:aria-label|alt|title)="([^"]*)"', page)
    text = re.sub(r"<head>.*?</head>", "", page.replace("<wbr>", ""), flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", text)
    return re.sub(OWN, " ", " ".join([text, *spoken]))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_english_on_pages_in_another_language(
    make_shared: MakeShared, make_pages: MakePages, language: str
) -> None:
    """No text of the English list stands on a page of a language that has its own."""
    english, own = words("en"), words(language)
    pairs = [(english.pattern(key), own.pattern(key)) for key in english.texts() if key in own.texts()]
    phrases = {
        phrase.strip()
        for text, translated in pairs
        for phrase in re.split(r"\{\w+\}", text)
        if len(phrase.strip()) > 2 and phrase.strip() not in translated
    }
    for file, page in make_pages(make_shared(title="ΛΑΜ", language=language, nav=NAV)).items():
        text = shown(page)
        found = [phrase for phrase in phrases if re.search(rf"\b{re.escape(phrase)}\b", text)]
        assert found == [], file
        if language == "ar":
            assert re.findall(r"[A-Za-z]{2,}", text) == [], file


@pytest.mark.parametrize("language", sorted(available()))
def test_word_files_are_complete(language: str) -> None:
    """Every word file has every key, every plural form of its language, and the holes of the English text."""
    own, english = words(language), words("en")
    assert {key.partition(".")[0] for key in own.texts()} == keys()
    plurals = {key.partition(".")[0] for key in english.texts() if "." in key}
    for key in plurals:
        assert {f"{key}.{form}" for form in own.plural_forms()} <= own.texts().keys()
    for key in keys() - plurals:
        holes = [sorted(re.findall(r"\{\w+\}", words.pattern(key))) for words in (own, english)]
        assert holes[0] == holes[1], key


@pytest.mark.parametrize(
    ("n", "text"),
    [(0, "لا أخبار"), (1, "خبر واحد"), (2, "خبران"), (3, "3 أخبار"), (11, "11 خبرًا"), (100, "100 خبر")],
)
def test_arabic_plurals(n: int, text: str) -> None:
    """Arabic has its six plural forms."""
    assert words("ar").plural("stories", n) == text


def test_right_to_left_pages_say_so(make_shared: MakeShared, make_pages: MakePages) -> None:
    """Pages in Arabic are `dir="rtl"`, pages in French are not."""
    for language, opening in (("ar", '<html lang="ar" dir="rtl">'), ("fr", '<html lang="fr" dir="ltr">')):
        for page in make_pages(make_shared(language=language)).values():
            assert opening in page


def test_a_story_in_another_language_is_marked(make_shared: MakeShared, head: Head) -> None:
    """On an English page an Arabic story carries its language and direction; an English one carries none."""
    arabic = replace(head, language="ar", permalink="/ar/x/")
    page = pages.front(make_shared(), (head, arabic), date(2026, 1, 4))
    assert page.count('<article class="story" lang="ar" dir="rtl">') == 1
    assert page.count('<article class="story">') == 1


def test_an_article_page_is_in_its_own_language(make_shared: MakeShared, head: Head) -> None:
    """A French story of an English site has French words; the site's own are marked as English."""
    page = pages.article(make_shared(), replace(head, language="fr"), "", "", (), None, None)
    assert '<html lang="fr" dir="ltr">' in page
    assert "L’essentiel" in page
    assert "4 janvier 2026" in page
    assert '<a href="../../../section/asia/index.html" lang="en" dir="ltr">Asia</a>' in page


def test_a_language_without_words_has_its_dates(make_shared: MakeShared, head: Head) -> None:
    """A Japanese page has Japanese dates; words that fall back to English are marked as English."""
    page = pages.article(make_shared(), replace(head, language="ja"), "", "", (), None, None)
    assert "2026年1月4日" in page
    assert '<h2 id="key-points"><span lang="en">Key points</span></h2>' in page
    assert '<span lang="en">By</span> Ann Example' in page


def test_words_fall_back_from_region_to_language() -> None:
    """`fr-CA` has the words of French and the dates of Canada; an unknown tag has English ones."""
    assert words("fr-CA").language == "fr"
    assert words("fr-CA").date_time(datetime(2026, 1, 4, 9, 5, tzinfo=UTC), UTC, False).endswith("9 h 05 UTC")
    assert words("tlh").language == "en"
    assert words("tlh").date(date(2026, 1, 4)) == "Sunday, January 4, 2026"


def test_a_site_may_reword(make_shared: MakeShared, head: Head) -> None:
    """`strings` of site.yaml replaces words and single plural forms, but only in the site's language."""
    own = (("key_points", "In short <b>"), ("stories.one", "just one"))
    page = pages.article(make_shared(strings=own), head, "", "", (), None, None)
    assert '<h2 id="key-points">In short &lt;b&gt;</h2>' in page
    assert "just one," in pages.front(make_shared(strings=own), (head,), date(2026, 1, 4))
    french = pages.article(make_shared(strings=own), replace(head, language="fr"), "", "", (), None, None)
    assert "In short" not in french


def test_a_site_may_word_a_language_that_has_none(make_shared: MakeShared, head: Head) -> None:
    """A word given by a Japanese site is Japanese, and is not marked as English."""
    shared = make_shared(language="ja", strings=(("key_points", "要点"),))
    page = pages.article(shared, replace(head, language="ja"), "", "", (), None, None)
    assert '<h2 id="key-points">要点</h2>' in page


def test_rewording_a_plural_covers_every_number() -> None:
    """A reworded plural wins over the packaged words for single numbers."""
    assert words("en").plural("sections", 4) == "four sections"
    assert words("en", (("sections.other", "{n} parts"),)).plural("sections", 4) == "4 parts"


@pytest.mark.parametrize("pattern", ["{0}", "{n.__class__}", "{", "{unknown}"])
def test_holes_cannot_fail(pattern: str) -> None:
    """A mistaken hole in a site's wording stays as it is: it neither fails nor reaches into the program."""
    assert filled(pattern, {"n": 1}) == pattern
