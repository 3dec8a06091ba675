"""Recordings and files in front matter: under which keys, in which forms, and what cannot be linked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import article, media, rights
from feedgen_site.article import Parsed
from feedgen_site.config import Agency, Policy, SiteConfig
from feedgen_site.model import Article, Body, Medium
from feedgen_site.problem import WARNINGS, Severity

TALK = Medium("/asia/talk.mp3", "audio/mpeg")


def parsed(header: str) -> Parsed:
    """Read an article in the folder `asia` with these lines of front matter."""
    text = f"---\ntitle: Lee in Beijing\ndate: 2026-01-04\n{header}\n---\nHe came."
    return article.parse("asia/lee.md", text, SiteConfig())


def read(header: str) -> Article:
    """Read an article that draws no warning."""
    found = parsed(header)
    assert found.problems == ()
    assert found.article is not None
    return found.article


def said(header: str) -> tuple[tuple[Medium, ...], list[str]]:
    """Give the media of an article and the problems it draws, as printed, without path and hint."""
    found = parsed(header)
    assert found.article is not None
    assert {problem.severity for problem in found.problems} <= {Severity.WARNING}
    assert {problem.code for problem in found.problems} <= WARNINGS
    lines = [f"{one.line}:{one.column} {one.message} [{one.code}]" for one in found.problems]
    return found.article.media, lines


@pytest.mark.parametrize("key", media.SPELLINGS)
@pytest.mark.parametrize(
    "value",
    ["talk.mp3", "/asia/talk.mp3", "./talk.mp3", "[talk.mp3]", "{src: talk.mp3}", "[{file: talk.mp3}]"],
)
def test_every_spelling_in_every_form(key: str, value: str) -> None:
    """A path, a mapping, or a list of them, under any of the keys: one recording."""
    assert read(f"{key}: {value}").media == (TALK,)


def test_all_spellings_count_together() -> None:
    """A story may have sound and film; a file named twice is there once, and no spelling wins."""
    found = read("video: film.mp4\naudio: talk.mp3\nenclosure: talk.mp3\nattachments: [talk.mp3, notes.pdf]")
    assert [(medium.target, medium.type) for medium in found.media] == [
        ("/asia/talk.mp3", "audio/mpeg"),
        ("/asia/film.mp4", "video/mp4"),
        ("/asia/notes.pdf", "application/pdf"),
    ]


@pytest.mark.parametrize("value", ["true", "false", "null", "''", "[]", "{}"])
def test_a_switch_of_another_tool_is_no_recording(value: str) -> None:
    """`podcast: true` names no file, and nobody is told off for it."""
    assert read(f"podcast: {value}").media == ()


def test_everything_that_can_be_said() -> None:
    """Each key of the mapping, a remote file among them."""
    found = read(
        'media: {url: "https://cdn.example/talk.mp3", length: 1_048_576, duration: "1:02:03", '
        "title: The *whole* talk, image: cover.png, episode: 3, season: 2, explicit: no}"
    )
    assert found.media == (
        Medium(
            "https://cdn.example/talk.mp3", "audio/mpeg", 1048576, 3723, "The whole talk", "/asia/cover.png",
            3, 2, False,
        ),
    )  # fmt: skip


def test_a_type_that_is_written_counts() -> None:
    """An address without a suffix has the type that is given; parameters are left out."""
    found = read('audio: {src: "https://cdn.example/live", type: "Audio/MPEG; q=1", length: 5}')
    assert [medium.type for medium in found.media] == ["audio/mpeg"]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("754", 754), ("12:34", 754), ("1:02:03", 3723), ("90:00", 5400), ("0:07", 7), ("7.9", 7),
        ("12:60", 0), ("1:60:00", 0), ("soon", 0), ("", 0), ("-5", 0), ("1:2:3:4", 0), ("9999999", 0),
    ],
)  # fmt: skip
def test_durations(written: str, seconds: int) -> None:
    """Seconds, or hours and minutes as on a clock; anything else is none."""
    assert media.seconds(written) == seconds


@given(st.text())
def test_any_text_is_a_duration_or_none(written: str) -> None:
    """Nobody's duration ends a build."""
    assert 0 <= media.seconds(written) <= 1_000_000


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("video: https://www.youtube.com/watch?v=1",
         "4:8 'https://www.youtube.com/watch?v=1' is a file of no known type, and is left out [bad-media]"),
        ("audio: ftp://cdn.example/talk.mp3",
         "4:8 'ftp://cdn.example/talk.mp3' cannot be linked, and is left out [bad-media]"),
        ("audio: javascript:alert(1)//a.mp3",
         "4:8 'javascript:alert(1)//a.mp3' cannot be linked, and is left out [bad-media]"),
        ("audio: ../../etc/talk.mp3",
         "4:8 '../../etc/talk.mp3' cannot be linked, and is left out [bad-media]"),
        ("audio: The Daily Show",
         "4:8 'The Daily Show' is a file of no known type, and is left out [bad-media]"),
        ("audio: {title: A talk}", "4:8 'audio' names no file [bad-media]"),
    ],
)  # fmt: skip
def test_what_cannot_be_linked_is_left_out(header: str, line: str) -> None:
    """Pages, other protocols, what lies outside the content, and no name at all: a warning with its place."""
    assert said(header) == ((), [line])


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("duration", "soon", "'soon' is not a duration"),
        ("episode", "three", "'episode' should be a whole number, not 'three'"),
        ("season", "0", "'season' should be a whole number, not '0'"),
        ("length", "-1", "'length' should be a whole number, not '-1'"),
        ("explicit", "perhaps", "'explicit' should be true or false, not 'perhaps'"),
        ("type", "sound", "'sound' is not a media type"),
        ("image", "'ftp://x/y.png'", "'ftp://x/y.png' is not an image"),
    ],
)
def test_a_detail_that_cannot_be_read_is_left_out(key: str, value: str, message: str) -> None:
    """The recording stays; the warning stands where the detail does."""
    before = f"audio: {{src: talk.mp3, {key}: "
    assert said(f"{before}{value}}}") == ((TALK,), [f"4:{len(before) + 1} {message} [bad-media]"])


def test_a_remote_file_wants_its_length() -> None:
    """It is kept, for Atom and pages need none; the hint says what to type. A local one has its own."""
    found = parsed("audio: https://cdn.example/talk.mp3")
    assert found.article is not None
    assert [medium.length for medium in found.article.media] == [0]
    (problem,) = found.problems
    assert str(problem) == (
        "asia/lee.md:4:8: warning: without its length this file is no enclosure in RSS [no-length]\n"
        "  hint: audio: {src: https://cdn.example/talk.mp3, length: 1048576}, with its real size in bytes"
    )
    assert parsed("audio: talk.mp3").problems == ()


def test_a_story_that_is_a_recording_is_not_empty() -> None:
    """There is something to hear; without it there would be nothing to read."""
    text = "---\ntitle: A talk\ndate: 2026-01-04\n{}---\n"
    with_audio = article.parse("a.md", text.format("audio: talk.mp3\n"), SiteConfig())
    assert with_audio.problems == ()
    without = article.parse("a.md", text.format(""), SiteConfig())
    assert [problem.code for problem in without.problems] == ["empty-article"]


@pytest.mark.parametrize("policy", [Policy.SUMMARY, Policy.HEADLINE, Policy.WITHHOLD])
def test_an_agency_that_forbids_the_text_forbids_the_recording(policy: Policy) -> None:
    """A recording tells what the text does; under `full` both stay."""
    story = read("audio: talk.mp3")
    assert rights.permitted(story, (), Body(), Agency(policy=policy))[0].media == ()
    assert rights.permitted(story, (), Body(), Agency())[0].media == (TALK,)


def test_without_pictures_recordings_stay() -> None:
    """`images: no` takes attached pictures and covers, not what is heard."""
    story = read("media: [{src: talk.mp3, image: cover.png}, photo.jpg]")
    assert rights.permitted(story, (), Body(), Agency(images=False))[0].media == (TALK,)


def test_a_withdrawn_story_has_no_recording() -> None:
    """What is withdrawn is gone in every form."""
    story = read("audio: talk.mp3\nwithdrawn: {date: 2026-01-05, reason: It was wrong}")
    assert rights.permitted(story, (), Body(), Agency())[0].media == ()
    assert rights.permitted(replace(story, withdrawn=None), (), Body(), Agency())[0].media == (TALK,)
