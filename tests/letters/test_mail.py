"""An edition as HTML for mail programs."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from lxml import html

from feedgen_site import letters
from feedgen_site.config import EditionRules, MailRules
from feedgen_site.letters import fitting, transfer
from feedgen_site.model import Author, Head, Span
from feedgen_site.pages import kinds
from feedgen_site.problem import ContentError
from feedgen_site.strings import words
from feedgen_site.theme import Theme
from tests.letters.samples import (
    HOSTILE,
    PACKAGED,
    SCRIPTS,
    edition,
    in_sections,
    large,
    shared,
    spoken,
    story,
)  # fmt: skip
from tests.pages.test_page_languages import OTHER_SCRIPTS, TRANSLATED, shown


def mail_of(*stories: Head, **settings: object) -> str:
    return letters.mail(shared(**settings), edition(*stories), False)


def tree(mail: str) -> Any:
    return html.fromstring(mail)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_loaded_and_every_link_is_whole(language: str) -> None:
    """A letter stands alone: no picture, script, font or stylesheet, and no link that needs its site."""
    mail = letters.mail(
        shared(language=language, mail=MailRules(unsubscribe="mailto:a@b.example")), large(40), False
    )
    assert not re.search(
        r"<(?:link|script|iframe|img|object|form|base)\b|url\(|@import|\ssrc=|\son\w+=", mail
    )
    hrefs = tree(mail).xpath("//@href")
    assert len(hrefs) > 80
    assert [href for href in hrefs if not href.startswith("https://example.org/")] == ["mailto:a@b.example"]
    assert all(map(str.isascii, hrefs))


def test_styles_stand_in_the_elements() -> None:
    """Each heading, line and list has its own; what stays in the head is for screens and schemes."""
    found = tree(letters.mail(shared(), spoken("en"), False))
    for name in ("nameplate", "headline", "standfirst", "small", "points", "title", "ground", "sheet"):
        elements = found.xpath(f"//*[contains(concat(' ', @class, ' '), ' {name} ')]")
        assert elements, name
        assert all(element.get("style") for element in elements), name
    rules = " ".join(found.xpath("//style/text()"))
    assert "(prefers-color-scheme: dark)" in rules
    assert "var(" not in tree_text(found)
    assert "color-mix" not in tree_text(found)


def tree_text(found: Any) -> str:
    return str(html.tostring(found, encoding="unicode"))


def test_language_and_direction() -> None:
    """The letter says its own, a story in another language its own, and the line about that the letter's."""
    found = tree(
        letters.mail(shared(language="ar"), edition(story(language="en"), story(2, language="ar")), False)
    )
    assert (found.get("lang"), found.get("dir")) == ("ar", "rtl")
    foreign, own = found.xpath("//div[starts-with(@class, 'story')]")
    assert (foreign.get("lang"), foreign.get("dir"), own.get("lang")) == ("en", "ltr", None)
    assert {line.get("lang") for line in foreign.xpath("./p[@class='small']")} == {"ar"}
    assert [points.get("style").count("padding: 0 18px 0 0") for points in found.xpath("//ul")] == [0, 1]
    assert "text-align: left" in foreign.get("style")
    assert "text-align: right" in found.xpath("//div[@class='sheet']")[0].get("style")


def test_headings_go_down_one_by_one() -> None:
    """One h1 that names the day, sections below it, stories below these, headlines alone too."""
    found = tree(letters.mail(shared(edition=EditionRules(stories=2)), large(5), False))
    levels = [int(heading.tag[1]) for heading in found.iter("h1", "h2", "h3", "h4")]
    assert levels == [1, 2, 3, 3, 3, 2, 3, 3]
    assert found.findtext(".//h1") == "Sunday, January 4, 2026"
    assert all(table.get("role") == "presentation" for table in found.iter("table"))


def test_a_week_is_named_by_its_days() -> None:
    """A week has no date of its own."""
    found = tree(letters.mail(shared(), edition(story(), span=Span.WEEK), False))
    assert found.findtext(".//h1") == "The week from December 29, 2025 to January 4, 2026"


def test_the_preview_is_the_lead() -> None:
    """What lists of mails show beside the subject are the first headlines, hidden in the mail itself."""
    preview = tree(mail_of(story(1, headline="Second"), story(0, headline="First"))).xpath(
        "//div[@class='preview']"
    )
    assert [one.text for one in preview] == ["First · Second"]
    assert "display: none" in preview[0].get("style")
    assert preview[0].get("aria-hidden") == "true"
    long = tree(mail_of(story(0, headline="x" * 5_000), story(2))).xpath("//div[@class='preview']")[0]
    assert len(long.text) < 300


def test_it_is_a_page_of_ours_that_is_not_searched() -> None:
    """It has the mark by which a build knows its files, says its encoding early, asks not to be listed."""
    mail = mail_of(story())
    assert mail.index('<meta charset="utf-8">') < 200
    assert mail.index('<meta name="generator" content="feedgen-site') < 1_000
    assert '<meta name="robots" content="noindex">' in mail
    assert '<meta name="color-scheme" content="light dark">' in mail


def test_it_has_the_order_and_marks_of_the_page() -> None:
    """Sections, headlines, points, marks, count: those of the page, word for word."""
    for one in (spoken("en"), large(45)):
        page = tree(kinds.edition(shared(), one, True, None, None))
        mail = tree(letters.mail(shared(), one, True))
        for path in (
            "//h2[contains(@class, 'title')]", "//h3[contains(@class, 'headline')]",
            "//ul[@class='points']/li", "//p[@class='standfirst']", "//span[@class='mark']",
        ):  # fmt: skip
            texts = [
                [" ".join(e.text_content().split()) for e in found.xpath(path)] for found in (page, mail)
            ]
            assert texts[0] == texts[1], path
        assert mail.xpath("//h1/following-sibling::p")[0].text_content().endswith(" so far")
    briefs = page.xpath("//ul[@class='briefs']/li/a/text()"), mail.xpath("//h3[@class='brief']/a/text()")
    assert briefs[0] == briefs[1]
    assert len(briefs[0]) == 15


@pytest.mark.parametrize("headline", HOSTILE)
def test_a_headline_is_text(headline: str) -> None:
    """Whatever it holds, it becomes no element, no attribute and no style."""
    hostile = story(
        headline=headline,
        standfirst=headline,
        authors=(Author(headline or "x"),),
        agencies=(headline or "x",),
    )
    plain, mail = (tree(mail_of(one)) for one in (story(), hostile))
    assert [e.tag for e in plain.iter() if isinstance(e.tag, str)] == [
        e.tag for e in mail.iter() if isinstance(e.tag, str)
    ]
    assert not {name for e in mail.iter() for name in e.attrib} - {
        name for e in plain.iter() for name in e.attrib
    }
    assert plain.xpath("//style/text()") == mail.xpath("//style/text()")


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_in_a_letter_in_another_language(language: str) -> None:
    """No text of the English list stands in it, HTML or plain; nor a Latin word where none belongs."""
    english, own = words("en"), words(language)
    phrases = {
        phrase.strip()
        for key in english.texts()
        if key in own.texts()
        for phrase in re.split(r"\{\w+\}", english.pattern(key))
        if len(phrase.strip()) > 2 and phrase.strip() not in own.pattern(key)
    }
    site = shared(
        title="ΛΑΜ", description="", language=language, mail=MailRules(unsubscribe="https://example.org/")
    )
    many = large(450, "Lee arrives in Beijing", language=language)
    for one in (spoken_in(language), many):
        mail = letters.mail(site, one, True)
        assert '<span lang="en"' not in mail
        for text in (shown(mail), shown(letters.text(site, one, True))):
            assert [phrase for phrase in phrases if re.search(rf"\b{re.escape(phrase)}\b", text)] == []
            if language in OTHER_SCRIPTS:
                assert re.findall(r"[A-Za-z]{2,}", text) == []
    assert own.get("letter_shortened") in mail


def spoken_in(language: str) -> Any:
    """Give the sample edition with its stories in the site's language, as a page of it would have them."""
    one = spoken("en")
    stories = tuple(
        replace(head, language=language, headline="Lee arrives in Beijing", standfirst="", points=())
        for head in one.stories
    )
    return replace(one, stories=stories)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("count", [31, 120, 2_000])
def test_a_large_edition_is_cut_to_headlines_then_to_a_link(count: int, language: str) -> None:
    """Lead stories stay in full, every section keeps a story, and the letter says that it is cut."""
    many = large(count, SCRIPTS[language][0], language=language)
    site = shared(language=language)
    mail = letters.mail(site, many, False)
    found, say = tree(mail), words(language)
    assert len(mail.encode()) < 100_000
    assert transfer.size(mail) <= fitting.HTML_BYTES
    assert len(found.xpath("//h2")) == 2
    leads = {f"https://example.org{head.permalink}" for head in many.stories if head.top}
    full = found.xpath("//h3[contains(@class, 'headline')]/a/@href")
    # Those that are shown in full begin with the leads.
    assert leads <= set(full) or set(full) <= leads
    assert (say.get("letter_shortened") in mail) is (count > 31)
    assert '<a href="https://example.org/edition/2026-01-04/"' in mail


def test_many_sections_or_endless_headlines_still_fit() -> None:
    """At the last, a letter is a link: it is never long."""
    for one in (in_sections(1_500), edition(*(story(n, headline="x" * 50_000) for n in range(9)))):
        mail = letters.mail(shared(), one, False)
        assert len(mail) < 100_000
        assert "Read this edition on the web" in mail


def test_what_is_left_out_grows_step_by_step() -> None:
    """Each size shows less than the one before it, the last one nothing; a small edition begins with all."""
    for count in (0, 1, 5, 31, 300, 5_000):
        for full in (1, 30, 1_000):
            found = fitting.sizes(count, full)
            assert found[-1] == (0, 0)
            assert all(one[0] >= two[0] for one, two in pairwise(found))
            assert len(set(found)) == len(found)
            if count < 100:
                assert found[0] == (min(count, full), max(0, count - full))


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour (WCAG 2.2)."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_its_colours_are_those_of_the_site_and_can_be_read() -> None:
    """`theme` of site.yaml changes them; all text has a contrast of 4.5 and more in both schemes."""
    from feedgen_site.letters.mail import _colours

    for scheme in ("", "-dark"):
        colours = _colours(PACKAGED, (), scheme)
        for ink in (colours.accent, colours.ink, colours.soft):
            pair = sorted((luminance(ink), luminance(colours.paper)))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5
    mail = mail_of(story(), theme=(("accent", "#Ab0"), ("paper-dark", "#000000"), ("ink", "oklch(20% 0 0)")))
    assert "color: #aabb00" in mail
    assert "background: #000000 !important" in mail
    assert "oklch" not in mail


def test_a_site_may_write_its_own() -> None:
    """A template of the site replaces ours, its styles are written in; a mistake is told with its line."""
    own = "<style>p { color: #123456 }</style>\n<p>{{ frame.heading }}</p>{{ page.online }}"
    theme = Theme(tuple({**dict(PACKAGED.templates), "email.html": own}.items()))
    site = replace(shared(), theme=theme)
    assert '<p style="color: #123456;">Edition of January 4, 2026</p>' in letters.mail(
        site, edition(story()), False
    )
    broken = Theme(tuple({**dict(PACKAGED.templates), "email.html": "\n{{ page.nothing }}"}.items()))
    with pytest.raises(ContentError) as raised:
        letters.mail(replace(shared(), theme=broken), edition(story()), False)
    assert [(p.path, p.line, p.code) for p in raised.value.problems] == [
        ("templates/email.html", 2, "template-error")
    ]
