"""The fact check: what a point claims and the article does not say."""

from __future__ import annotations

import time
from datetime import date

import pytest

from feedgen_site.keypoints.evidence import Evidence, Kind

ARTICLE = """Harbour bridge reopens in Port Alder
The bridge across the Ald reopened on Sunday, 4 January 2026, after 18 months of repairs.
The work cost 267,600,000 dollars, 12.5% more than planned, said Mayor Ingrid O'Dowd-Bakke.
About 3,400 people crossed it between 10:30 and noon, walking five to seven kilometres, in a wind of 50 km/h.
"We waited too long for this," said Tomás Quiroga of the Port Alder Cyclists' League (PACL), from Chile.
The European Commission paid 1.2 billion euros for 14 bridges in March and on April 3 and 9.
Flight LH2034 and the A320 flew over it, steered by 2.11.1. The fishermen's boats are back."""


@pytest.mark.parametrize(
    "point",
    [
        "The work cost $267.6 million.",
        "The work cost 267.6m dollars, 12.5 per cent more than planned.",
        "The bridge reopened on January 4.",
        "The bridge reopened on 4 Jan. 2026, a Sunday.",
        "It reopened on 2026-01-04.",
        "Some 3400 people crossed it.",
        "They walked 5 kilometres, or 7 km.",
        "The commission paid €1,200,000,000 for 14 bridges.",
        "The commission paid on 9 April and in March.",
        "Mayor O’Dowd-Bakke's bridge is open.",
        "Mr Quiroga, a Chilean, said “We waited … for this”.",
        "“We waited too long for this”, said Quiroga.",
        "The EC paid.",
        "PACL, the cyclists' league, waited.",
        "Officials of Port Alder celebrated.",
        "Although Mayor O'Dowd-Bakke spoke, people waited.",
        "The European Commission's bridges: 14.",
        "US$267.6 million were spent.",
        "It was 10:30am.",
        "LH2034 flew over.",
        "The fishermen are back.",
    ],
)
def test_what_the_article_says_in_other_forms_is_no_mismatch(point: str) -> None:
    """Scales, date forms, plurals, possessives, demonyms and initials are the article's own facts."""
    assert Evidence(ARTICLE, "en", date(2026, 1, 4)).mismatches(point) == ()


@pytest.mark.parametrize(
    ("point", "kind", "words"),
    [
        ("The work cost $276.6 million.", Kind.NUMBER, "$276.6 million"),
        ("The work cost 267.6 billion dollars.", Kind.NUMBER, "267.6 billion dollars"),
        ("The work cost 267.6 million euros.", Kind.NUMBER, "267.6 million euros"),
        ("The work cost 12.5 million.", Kind.NUMBER, "12.5 million"),
        ("It took 18 weeks.", Kind.NUMBER, "18 weeks"),
        ("They walked seven miles.", Kind.NUMBER, "seven miles"),
        ("They walked six kilometres.", Kind.NUMBER, "six kilometres"),
        ("People crossed from 10:45.", Kind.NUMBER, "10:45"),
        ("LH2043 flew over.", Kind.NUMBER, "LH2043"),
        ("Version 2.14.1 steered it.", Kind.NUMBER, "2.14.1"),
        ("It reopened on 5 January.", Kind.DATE, "5 January"),
        ("It reopened on January 4, 2016.", Kind.DATE, "January 4, 2016"),
        ("It reopened on Saturday.", Kind.DATE, "Saturday"),
        ("It was paid for in May.", Kind.DATE, "May"),
        ("It opened, said Ingrid O'Dowd-Bakker.", Kind.NAME, "O'Dowd-Bakker"),
        ("Thomas Quiroga waited.", Kind.NAME, "Thomas"),
        ("Quirago waited.", Kind.NAME, "Quirago"),
        ("Port Elder has its bridge.", Kind.NAME, "Elder"),
        ("The Asian Commission paid.", Kind.NAME, "Asian"),
        ("“We waited so long for this”, said Quiroga.", Kind.QUOTE, "“We waited so long for this”"),
    ],
)
def test_what_the_article_does_not_say_is_told_with_its_words(point: str, kind: Kind, words: str) -> None:
    """A wrong figure, unit, date, name or quotation is found and quoted as the point has it."""
    found = Evidence(ARTICLE, "en", date(2026, 1, 4)).mismatches(point)
    assert [(one.kind, one.words) for one in found] == [(kind, words)]
    assert point[found[0].span.start : found[0].span.end] == words


def test_a_misspelt_name_is_told_with_the_right_one() -> None:
    """A near spelling is a mismatch that says what the article has."""
    (found,) = Evidence(ARTICLE).mismatches("Tomás Quirago waited.")
    assert (found.words, found.near) == ("Quirago", "Quiroga")


@pytest.mark.parametrize(
    ("language", "article", "right", "wrong"),
    [
        ("de", "Der Kanzler Olaf Brandt zahlte am 3. Oktober 1,5 Mrd. Euro.",
         "Brandt zahlte 1.500.000.000 Euro.", "Brandt zahlte 1,6 Milliarden Euro."),
        ("de", "Kanzler Olaf Brandtner zahlte.", "Das Treffen mit Brandtner war kurz.", "Brantner zahlte."),
        ("fr", "Le 4 janvier, 3,5 millions d’euros ont été « perdus à jamais ».",
         "Il a perdu 3 500 000 euros.", "Ils sont « perdus pour toujours »."),
        ("zh", "2026年1月4日，公司亏损了267亿元。", "亏损267亿元。", "亏损276亿元。"),
        ("ja", "知事は「絶対に許さない」と述べた。",
         "「絶対に許さない」と述べた。", "「絶対に認めない」と述べた。"),
        ("ar", "افتتح الجسر في 4 يناير 2026.", "افتتح في 4 يناير.", "افتتح في 5 يناير."),
        ("fr", "L’UE a payé la France.", "Les Français veulent un bâtiment neuf.", "Elle a payé Bruxelles."),
        ("de", "Die Feier in Berlin war um 8 Uhr.", "Er sei dort, sagten die Berliner, um 8:00 Uhr.",
         "Sie war um 9:00 Uhr."),
        ("en", "The EU and the UN met.", "The European Union spoke in the United Nations.", "The NATO met."),
        ("id", "12 ribu orang datang pada 4 Januari.", "12.000 orang datang.", "13.000 orang datang."),
    ],
)  # fmt: skip
def test_other_languages(language: str, article: str, right: str, wrong: str) -> None:
    """Each language's own number words, months and quotation marks are read."""
    evidence = Evidence(article, language)
    assert evidence.mismatches(right) == ()
    assert evidence.mismatches(wrong)


def test_any_sentence_of_an_article_agrees_with_it() -> None:
    """An article's own sentences never raise an alarm."""
    evidence = Evidence(ARTICLE)
    assert [evidence.mismatches(line) for line in ARTICLE.split("\n")] == [()] * 7


@pytest.mark.parametrize(
    "worst", ["1-" * 20_000, "1, " * 10_000, "Lee Xi " * 4_000, "« " * 20_000, "5 km " * 5_000]
)
def test_no_point_takes_longer_than_its_length_asks(worst: str) -> None:
    """Lists of days, runs of names and open quotations are read in one pass."""
    begin = time.process_time()
    Evidence(worst).mismatches(worst)
    assert time.process_time() - begin < 5
