"""Pages in the reader's language: words, plurals, dates, direction."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from babel import Locale

from feedgen_site.config import NavItem
from feedgen_site.feeds import content
from feedgen_site.model import Head, Span
from feedgen_site.pages import Shared, kinds
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

TRANSLATED = sorted(available() - {"en"})
OTHER_SCRIPTS = ("ar", "hi", "ja", "ko", "ru", "zh", "zh-Hant")
# Words that a language writes as English does.
SHARED_WORDS = frozenset(
    (
        "Audio|Video|Source|Feeds|Feed: {title}|Download: {name}|Later|Later: {day}|{title}, page {n}|"
        "{n} minute|{n} minutes|Menu|Note {n}"
    ).split("|")
)
# And words that look like an English one of another meaning: German counts days in `Tag`.
LOOKALIKES = {"de": {"Tag"}}
# Plural forms that only newer versions of CLDR ask for, and that words of one form need not tell apart.
UNUSED_FORMS = {"vi": {"one"}}
NUMBERS = (*range(130), 1_000, 1_000_000)


def shown(page: str) -> str:
    """Take what a reader sees or hears out of a page: text, labels, alternative texts."""
    spoken = re.findall(r'(?:aria-label|alt|title)="([^"]*)"', page)
    text = re.sub(r"<head>.*?</head>", "", page.replace("<wbr>", ""), flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", text)
    # CLDR has no other mark for the morning in Hindi and, at this length, Korean.
    return re.sub(rf"{OWN}|\b(?:am|AM)\b", " ", " ".join([text, *spoken]))


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_on_pages_in_another_language(
    make_shared: MakeShared, make_pages: MakePages, language: str
) -> None:
    """No text of the English list stands on a page of a language that has its own, marked or not."""
    english, own = words("en"), words(language)
    pairs = [(english.pattern(key), own.pattern(key)) for key in english.texts() if key in own.texts()]
    phrases = {
        phrase.strip()
        for text, translated in pairs
        for phrase in re.split(r"\{\w+\}", text)
        if len(phrase.strip()) > 2 and phrase.strip() not in translated
    }
    for file, page in make_pages(make_shared(title="ΛΑΜ", language=language, nav=NAV)).items():
        assert page.count("<html ") == page.count(f'<html lang="{language}"') == 1, file
        assert '<span lang="en"' not in page, file
        text = shown(page)
        found = {phrase for phrase in phrases if re.search(rf"\b{re.escape(phrase)}\b", text)}
        assert found <= LOOKALIKES.get(language, set()), file
        if language in OTHER_SCRIPTS:
            assert re.findall(r"[A-Za-z]{2,}", text) == [], file


@pytest.mark.parametrize("language", sorted(available()))
def test_word_files_are_complete(language: str) -> None:
    """Every word file has every key, in the English order, every plural form and the same holes."""
    own, english = words(language), words("en")
    order = [list(dict.fromkeys(key.partition(".")[0] for key in said.texts())) for said in (own, english)]
    assert order[0] == order[1]
    assert set(order[0]) == keys()
    plurals = {key.partition(".")[0] for key in english.texts() if "." in key}
    for key in keys() - plurals:
        holes = [sorted(re.findall(r"\{\w+\}", said.pattern(key))) for said in (own, english)]
        assert holes[0] == holes[1], key
    for key in plurals:
        forms = {name.partition(".")[2] for name in own.texts() if name.startswith(f"{key}.")}
        needed = (Locale.parse(language, sep="-").plural_form.tags | {"other"}) - UNUSED_FORMS.get(
            language, set()
        )
        assert needed <= forms, key
        # A form that no number of this language asks for would never be read.
        assert {form for form in forms if not form.startswith("=")} == needed, key
        assert {own.form(key, n).partition(".")[2] for n in NUMBERS} <= forms, key
        for form in forms:
            assert set(re.findall(r"\{\w+\}", own.pattern(f"{key}.{form}"))) <= {"{n}"}, (key, form)


@pytest.mark.parametrize("language", sorted(available()))
def test_a_number_is_never_hidden(language: str) -> None:
    """Two numbers of things are never said alike: a form without its number is for one number alone."""
    own = words(language)
    for key in ("stories", "minutes", "sections", "reading"):
        # Nobody counts none: French takes 0 for singular, and says "une rubrique".
        said = [own.plural(key, n) for n in NUMBERS if n]
        assert len(set(said)) == len(said), key


@pytest.mark.parametrize("language", TRANSLATED)
def test_word_files_are_translated(language: str) -> None:
    """A text is as in English only where both languages have the very same word."""
    own, english = words(language).texts(), words("en").texts()
    same = {text for key, text in own.items() if text == english.get(key)}
    assert {text for text in same if re.search(r"[A-Za-z]", re.sub(r"\{\w+\}", "", text))} <= SHARED_WORDS


@pytest.mark.parametrize("language", sorted(available()))
def test_word_files_are_typeset(language: str) -> None:
    """Texts have the marks of their language: curly quotes, no shouting, a space before : only in French."""
    for key, text in words(language).texts().items():
        assert not re.search(r"[\"'!！]|\.\.\.|  |^\s|\s$", text), key
        assert ("\N{NO-BREAK SPACE}:" in text or " :" in text) <= (language == "fr"), key
        if language in ("zh", "zh-Hant", "ja"):
            assert not re.search(r"[,:;.?]|\w \w", text), key


@pytest.mark.parametrize("language", sorted(available()))
def test_the_label_of_a_source_link_begins_with_what_is_seen(language: str) -> None:
    """Who speaks to the computer says what stands there: the longer name holds the shown one (WCAG 2.5.3)."""
    own = words(language)
    assert own.get("point_source").casefold() in own.get("point_source_of", n=1).casefold()


@pytest.mark.parametrize(
    ("language", "day", "week"),
    [
        ("de", "Ausgabe vom 5. Januar 2026", "Die Woche vom 5. Januar bis zum 11. Januar 2026"),
        ("es", "Edición del 5 de enero de 2026", "La semana del 5 de enero al 11 de enero de 2026"),
        ("it", "Edizione del giorno 5 gennaio 2026", "La settimana 5 gennaio – 11 gennaio 2026"),
        ("ru", "Выпуск за 5 января 2026\u202fг.", "Неделя с 5 января по 11 января 2026\u202fг."),
        ("tr", "5 Ocak 2026 sayısı", "5 Ocak – 11 Ocak 2026 haftası"),
        ("ja", "2026年1月5日号", "2026年1月5日から1月11日までの1週間"),
    ],
)
def test_editions_are_named_in_whole_sentences(language: str, day: str, week: str) -> None:
    """Words and the dates CLDR writes agree: cases, articles and endings; a week has its year once."""
    own, monday = words(language), date(2026, 1, 5)
    assert content.edition_title(own, Span.DAY, monday) == day
    assert content.edition_title(own, Span.WEEK, monday) == week


def test_a_week_in_two_years_has_both() -> None:
    """Where the year changes in a week, each day has its own."""
    title = content.edition_title(words("en"), Span.WEEK, date(2025, 12, 29))
    assert title == "The week from December 29, 2025 to January 4, 2026"


@pytest.mark.parametrize(
    ("n", "text"),
    [(1, "1 материал"), (2, "2 материала"), (5, "5 материалов"), (11, "11 материалов"), (21, "21 материал")],
)
def test_russian_plurals(n: int, text: str) -> None:
    """Russian has a form for numbers that end in 1, and one for those in 2 to 4."""
    assert words("ru").plural("stories", n) == text


@pytest.mark.parametrize(
    ("tag", "spoken"),
    [
        *(("zh", "zh"), ("zh-CN", "zh"), ("zh-SG", "zh"), ("zh-Hans", "zh"), ("zh-Hans-HK", "zh")),
        *(("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-MO", "zh-Hant"), ("zh-Hant-TW", "zh-Hant")),
    ],
)
def test_chinese_is_read_in_the_script_of_its_place(
    make_shared: MakeShared, head: Head, tag: str, spoken: str
) -> None:
    """A page in `zh-TW` has traditional characters, and none of its words is marked as foreign."""
    assert words(tag).language == spoken
    page = kinds.article(make_shared(), replace(head, language=tag), "", "", (), None, None)
    assert f'id="key-points">{"重點" if spoken == "zh-Hant" else "要点"}</h2>' in page


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
    page = kinds.front(make_shared(), (head, arabic), date(2026, 1, 4))
    assert page.count('<article class="story" lang="ar" dir="rtl">') == 1
    assert page.count('<article class="story lead">') == 1


def test_an_article_page_is_in_its_own_language(make_shared: MakeShared, head: Head) -> None:
    """A French story of an English site has French words; the site's own are marked as English."""
    page = kinds.article(make_shared(), replace(head, language="fr"), "", "", (), None, None)
    assert '<html lang="fr" dir="ltr">' in page
    assert "L’essentiel" in page
    assert "4 janvier 2026" in page
    assert '<a href="../../../section/asia/index.html" lang="en" dir="ltr">Asia</a>' in page


def test_a_language_without_words_has_its_dates(make_shared: MakeShared, head: Head) -> None:
    """A Finnish page has Finnish dates; words that fall back to English are marked as English."""
    page = kinds.article(make_shared(), replace(head, language="fi"), "", "", (), None, None)
    assert "4. tammikuuta 2026" in page
    assert 'id="key-points"><span lang="en">Key points</span></h2>' in page
    assert '<span lang="en">By</span> <a href="../../../author/ann-example/' in page
    page = kinds.article(make_shared(), replace(head, language="he"), "", "", (), None, None)
    # With the number outside, a page from right to left would show "minutes to read 2".
    assert '<span lang="en" dir="ltr">2 minutes to read</span>' in page


def test_words_fall_back_from_region_to_language() -> None:
    """`fr-CA` has the words of French and the dates of Canada; an unknown tag has English ones."""
    assert words("fr-CA").language == "fr"
    assert words("fr-CA").date_time(datetime(2026, 1, 4, 9, 5, tzinfo=UTC), UTC, False).endswith("9 h 05 UTC")
    assert words("tlh").language == "en"
    assert words("tlh").date(date(2026, 1, 4)) == "Sunday, January 4, 2026"


def test_a_site_may_reword(make_shared: MakeShared, head: Head) -> None:
    """`strings` of site.yaml replaces words and single plural forms, but only in the site's language."""
    own = (("key_points", "In short <b>"), ("stories.one", "just one"))
    page = kinds.article(make_shared(strings=own), head, "", "", (), None, None)
    assert 'id="key-points">In short &lt;b&gt;</h2>' in page
    assert "just one," in kinds.front(make_shared(strings=own), (head,), date(2026, 1, 4))
    french = kinds.article(make_shared(strings=own), replace(head, language="fr"), "", "", (), None, None)
    assert "In short" not in french


def test_a_site_may_word_a_language_that_has_none(make_shared: MakeShared, head: Head) -> None:
    """A word given by a Finnish site is Finnish, and is not marked as English."""
    shared = make_shared(language="fi", strings=(("key_points", "Pääkohdat"),))
    page = kinds.article(shared, replace(head, language="fi"), "", "", (), None, None)
    assert 'id="key-points">Pääkohdat</h2>' in page


def test_rewording_a_plural_covers_every_number() -> None:
    """A reworded plural wins over the packaged words for single numbers."""
    assert words("en").plural("sections", 4) == "four sections"
    assert words("en", (("sections.other", "{n} parts"),)).plural("sections", 4) == "4 parts"


@pytest.mark.parametrize("pattern", ["{0}", "{n.__class__}", "{", "{unknown}"])
def test_holes_cannot_fail(pattern: str) -> None:
    """A mistaken hole in a site's wording stays as it is: it neither fails nor reaches into the program."""
    assert filled(pattern, {"n": 1}) == pattern
