"""What site.yaml says of feeds, in the words people type; hints do what was meant when typed literally."""

from __future__ import annotations

import pytest

from feedgen_site import config
from feedgen_site.config import Archive, Policy, SiteConfig
from feedgen_site.model import Span
from feedgen_site.problem import Problem
from tests.support import SITE

BOTH = (Span.DAY, Span.WEEK)


def load(text: str) -> tuple[SiteConfig, tuple[Problem, ...]]:
    """Read settings that stand below those that draw no warning."""
    return config.load(f"{SITE}{text}\n", "site.yaml")


@pytest.mark.parametrize(
    ("digest", "spans"),
    [
        *((word, ()) for word in ("false", "off", "no", "none", "None", "[]", "[none]")),
        *(
            (word, BOTH)
            for word in ("true", "on", "yes", "all", "both", "[weekly, daily]", '"daily, weekly"')
        ),
        ("daily", (Span.DAY,)),
        ("[weekly]", (Span.WEEK,)),
    ],
)
def test_digest(digest: str, spans: tuple[Span, ...]) -> None:
    """Booleans, lists and single words mean what they say."""
    loaded, problems = load(f"feeds: {{digest: {digest}}}")
    assert problems == ()
    assert loaded.feeds.digest == spans


@pytest.mark.parametrize(
    ("digest", "hint", "spans"),
    [
        ("day", "digest: daily", (Span.DAY,)),
        ("[week]", "digest: weekly", (Span.WEEK,)),
        ("[weekly, dayly]", "digest: [daily, weekly]", BOTH),
        ("[daily, monthly]", "digest: daily", (Span.DAY,)),
        ("hourly-ish words", "digest: [daily, weekly]", BOTH),
    ],
)
def test_the_hint_for_a_digest_is_what_was_meant(digest: str, hint: str, spans: tuple[Span, ...]) -> None:
    """A list keeps what was right in it."""
    _, problems = load(f"feeds: {{digest: {digest}}}")
    assert [problem.hint for problem in problems] == [hint]
    loaded, problems = load(f"feeds: {{{hint}}}")
    assert (loaded.feeds.digest, problems) == (spans, ())


@pytest.mark.parametrize("word", ["off", "false", "no", "none"])
def test_an_archive_can_be_switched_off_in_any_word(word: str) -> None:
    """`off` is a boolean of YAML, too, so its brothers mean the same."""
    loaded, problems = load(f"feeds: {{archive: {word}}}")
    assert (loaded.feeds.archive, problems) == (Archive.OFF, ())


@pytest.mark.parametrize(
    ("word", "period"), [("monthly", Archive.MONTH), ("weekly", Archive.WEEK), ("daily", Archive.DAY)]
)
def test_the_hint_for_an_archive_is_what_was_meant(word: str, period: Archive) -> None:
    """`daily` is no month."""
    _, problems = load(f"feeds: {{archive: {word}}}")
    assert [problem.hint for problem in problems] == [f"archive: {period.value}"]


@pytest.mark.parametrize(
    "written",
    [
        "agencies:\n  Anadolu Agency:\n  policy: headline",
        "agencies: {Anadolu Agency: headlines}",
        "agencies: [{name: Anadolu Agency, policy: headline}]",
        "agencies:\n  - Anadolu Agency:\n      policy: headline",
        "agencies: {name: Anadolu Agency, policy: headline}",
        "agencies:\nAnadolu Agency:\n  policy: headline",
    ],
)
def test_the_hint_for_agencies_mends_them(written: str) -> None:
    """Typed in place of what it is said of, the hint gives the agency the policy that was meant."""
    _, [problem] = load(written)
    mended = problem.hint if problem.hint.startswith("agencies: ") else f"agencies: {{{problem.hint}}}"
    loaded, problems = load(mended)
    assert problems == ()
    [agency] = loaded.agencies.listed
    assert (agency.name, agency.policy) == ("Anadolu Agency", Policy.HEADLINE)


@pytest.mark.parametrize("word", ["none", "false", "no", "off", "never", "secret"])
def test_no_hint_publishes_what_was_to_be_held_back(word: str) -> None:
    """A word for nothing, or one that nobody knows, is never taken for "publish all"."""
    for text in (f"agencies: {{Wire: {word}}}", f"agencies_default: {word}"):
        _, [problem] = load(text)
        assert "full" not in problem.hint, text
    assert load(f"agencies: {{Wire: {word}}}")[0].agencies.listed[0].policy is Policy.WITHHOLD


def test_an_agency_in_the_wrong_form_is_not_unknown_besides() -> None:
    """One mistake is told once: the feed of that agency is none."""
    _, problems = load("feeds: {agencies: [Wire]}\nagencies: {Wire: headline}")
    assert [problem.code for problem in problems] == ["wrong-type"]


def test_with_a_default_any_agency_may_have_a_feed() -> None:
    """`agencies_default` says what holds for those that are not listed."""
    for listed in ("", "agencies: {AA: {policy: full}}\n"):
        loaded, problems = load(f"{listed}feeds: {{agencies: [Wire]}}\nagencies_default: summary")
        assert (loaded.feeds.agencies.names, problems) == (("Wire",), ())


@pytest.mark.parametrize(
    ("written", "logo"),
    [("true", ""), ("true", "/logo.svg"), ("desk@test.example", ""), ("{image: /c.png}", ""), ("{}", "")],
)
def test_the_hint_for_a_podcast_is_a_whole_one(written: str, logo: str) -> None:
    """What it says can be typed as it stands."""
    around = f"logo: {logo}\n" if logo else ""
    _, problems = load(f"{around}feeds: {{podcast: {written}}}")
    for problem in problems:
        loaded, none = load(f"{around}feeds: {{{problem.hint}}}")
        assert none == ()
        assert loaded.feeds.podcast is not None
    assert problems or written == "{}"


@pytest.mark.parametrize("word", ["false", "off", "no", "none"])
def test_a_podcast_can_be_switched_off(word: str) -> None:
    """As if it did not stand there."""
    loaded, problems = load(f"feeds: {{podcast: {word}}}")
    assert (loaded.feeds.podcast, problems) == (None, ())


@pytest.mark.parametrize("option", ["", "https://news.example/"])
def test_the_address_of_the_example_is_no_address(option: str) -> None:
    """It draws a warning with its line, unless the build says where the site is served."""
    text = "base_url: https://EXAMPLE.org/sub\nauthority: test.example,2026\n"
    _, problems = config.load(text, "site.yaml", option)
    assert [(one.code, one.line) for one in problems] == ([] if option else [("no-base-url", 1)])
    assert config.load(text.replace("EXAMPLE", "digest.example"), "site.yaml")[1] == ()
