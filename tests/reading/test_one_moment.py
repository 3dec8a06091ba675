"""Dates of stories, and the site of one moment: what is held back, in which order, what clashes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import config, dates, site, story
from feedgen_site.config import Agency, Archive, EditionRules, FeedContent, Policy, SiteConfig, TopicFeeds
from feedgen_site.model import Head, Hold, Section, Site, Span, Topic
from feedgen_site.problem import Problem, Severity

SEOUL = SiteConfig(timezone="Asia/Seoul", sections=(Section("sport", "Sport"), Section("asia", "Asia")))
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)


def head(
    header: str = "date: 2026-01-04 09:59\n", path: str = "asia/lee.md", config: SiteConfig = SEOUL
) -> Head:
    made = story.make(path, f"---\ntitle: Lee\n{header}---\nText.", config)
    assert made.head is not None, made.problems
    return made.head


def assembled(
    *heads: Head, as_of: datetime = NOW, config: SiteConfig = SEOUL
) -> tuple[Site, tuple[Problem, ...]]:
    return site.assemble(heads, (), config, as_of)


@pytest.mark.parametrize(
    ("header", "published", "updated"),
    [
        ("date: 2026-01-04 09:59\n", "2026-01-04T00:59:00Z", "2026-01-04T00:59:00Z"),
        (
            "date: 2026-01-04 09:59\nembargo: 2026-01-05 06:00\n",
            "2026-01-04T21:00:00Z",
            "2026-01-04T21:00:00Z",
        ),
        ("date: 2026-01-04 09:59\nembargo: 2026-01-03\n", "2026-01-04T00:59:00Z", "2026-01-04T00:59:00Z"),
        (
            "date: 2026-01-04 09:59\nupdated: 2026-01-04 12:00\n",
            "2026-01-04T00:59:00Z",
            "2026-01-04T03:00:00Z",
        ),
        ("date: 2026-01-04 09:59\nupdated: 2026-01-03\n", "2026-01-04T00:59:00Z", "2026-01-04T00:59:00Z"),
        (
            "date: 2026-01-04 09:59\ncorrections: [{date: 2026-01-04, text: x}]\n",
            "2026-01-04T00:59:00Z",
            "2026-01-04T00:59:01Z",
        ),
        (
            "date: 2026-01-04\ncorrections: [{date: 2026-01-04, text: x}]\n",
            "2026-01-03T15:00:00Z",
            "2026-01-03T15:00:01Z",
        ),
        (
            "date: 2026-01-04 09:59\ncorrections: [{date: 2026-01-06, text: x}]\n",
            "2026-01-04T00:59:00Z",
            "2026-01-05T15:00:00Z",
        ),
        (
            "date: 2026-01-04\ncorrections: [{date: 2026-01-04 11:00, text: x}, {date: 2026-1-3, text: y}]\n",
            "2026-01-03T15:00:00Z",
            "2026-01-04T02:00:00Z",
        ),
    ],
)
def test_published_and_updated(header: str, published: str, updated: str) -> None:
    """Published is the later of date and embargo; updated the newest of that, `updated` and corrections."""
    found = head(header)
    assert (dates.rfc3339(found.published), dates.rfc3339(found.updated)) == (published, updated)


def test_nothing_else_bumps_updated() -> None:
    """Another headline, text or tag leaves `updated` as it was."""
    assert head("date: 2026-01-04\ntags: [a]\nheadline: x\n").updated == head("date: 2026-01-04\n").updated


@pytest.mark.parametrize(
    ("header", "day_only"),
    [
        ("date: 2026-01-04\n", True),
        ("date: 2026-01-04 00:00\n", False),
        ("date: 2026-01-04 09:00\nembargo: 2026-01-05\n", True),
        ("date: 2026-01-04\nembargo: 2026-01-04 06:00\n", False),
    ],
)
def test_the_precision_of_a_date_is_kept(header: str, day_only: bool) -> None:
    """Whether a time of day was given, by whichever of date and embargo counts, is remembered."""
    assert head(header).day_only is day_only


@pytest.mark.parametrize(
    ("header", "reason", "until"),
    [
        ("date: 2026-01-10 21:00:01\n", Hold.FUTURE, "2026-01-10T12:00:01Z"),
        ("date: 2026-01-04\nembargo: 2026-01-10 21:00:01\n", Hold.EMBARGO, "2026-01-10T12:00:01Z"),
        ("date: 2026-01-12\nembargo: 2026-01-11\n", Hold.EMBARGO, "2026-01-11T15:00:00Z"),
        ("date: 2026-01-04\nexpires: 2026-01-10 21:00\n", Hold.EXPIRED, ""),
        ("date: 2026-01-04\ndraft: true\n", Hold.DRAFT, ""),
    ],
)
def test_what_is_held_back(header: str, reason: Hold, until: str) -> None:
    """A story one second early, or just expired, or a draft, is held back, with reason and moment."""
    found, problems = assembled(head(header))
    assert (found.stories, problems) == ((), ())
    held = found.held_back[0]
    assert (held.reason, dates.rfc3339(held.until) if held.until else "") == (reason, until)


@pytest.mark.parametrize(
    "header",
    [
        "date: 2026-01-10 21:00\n",
        "date: 2026-01-04\nembargo: 2026-01-10 21:00\n",
        "date: 2026-01-04\nexpires: 2026-01-10 21:00:01\n",
        "date: 2026-01-04\ndraft: false\n",
    ],
)
def test_what_is_not(header: str) -> None:
    """At the very moment it is published; a second before its expiry it still is."""
    assert len(assembled(head(header))[0].stories) == 1


def test_drafts_on_demand() -> None:
    """`drafts` publishes them, too, but not what is embargoed."""
    heads = [
        head("date: 2026-01-04\ndraft: true\n"),
        head("date: 2026-01-04\ndraft: true\nembargo: 2027-01-01\n", "b.md"),
    ]
    found, _ = site.assemble(heads, (), SEOUL, NOW, drafts=True)
    assert [one.path for one in found.stories] == ["asia/lee.md"]


def test_two_stories_with_one_id() -> None:
    """The one published later is the problem, and names the other, even where it is held back."""
    _, problems = assembled(
        head("date: 2026-01-04\nid: x\n", "b.md"), head("date: 2027-01-04\nid: x\n", "a.md")
    )
    assert [str(problem) for problem in problems] == [
        (
            "a.md:4:1: the id 'tag:example.org,2026:x' is that of b.md:4, too; readers would see one story "
            "[duplicate-id]\n  hint: delete line 4 of this file, or give it an id of its own"
        )
    ]


def test_clashes_with_a_draft_are_warnings() -> None:
    """A copy that somebody works on stops no build."""
    _, problems = assembled(
        head("date: 2026-01-04\nid: x\n", "a.md"), head("date: 2026-01-04\nid: x\ndraft: true\n", "b.md")
    )
    assert [problem.severity for problem in problems] == [Severity.WARNING]


def test_different_stories_do_not_clash() -> None:
    """One slug in two months, one stem in two folders: no problem."""
    _, problems = assembled(head("date: 2026-01-04\n", "a/lee.md"), head("date: 2025-12-04\n", "b/lee.md"))
    assert problems == ()


def test_the_order_is_total() -> None:
    """Newest first, and of two at one moment the smaller id, whatever order they come in."""
    heads = [
        head("date: 2026-01-04\n", "b.md"),
        head("date: 2026-01-04\n", "a.md"),
        head("date: 2026-01-05\n", "c.md"),
    ]
    for some in (heads, heads[::-1]):
        assert [one.path for one in assembled(*some)[0].stories] == ["c.md", "a.md", "b.md"]


def test_sections_stand_in_the_order_of_site_yaml() -> None:
    """Those of site.yaml first, even if empty; the others by slug."""
    found, _ = assembled(head(path="zoo/a.md"), head(path="asia/b.md"), head(path="art/c.md"))
    assert [(one.slug, len(one.stories)) for one in found.listings if one.topic is Topic.SECTION] == [
        ("sport", 0),
        ("asia", 1),
        ("art", 1),
        ("zoo", 1),
    ]


@pytest.mark.parametrize(
    ("closes", "published", "day"),
    [
        (time(0, 0), "2026-01-04 00:00", date(2026, 1, 4)),
        (time(0, 0), "2026-01-04 23:59", date(2026, 1, 4)),
        (time(18, 0), "2026-01-04 17:59", date(2026, 1, 4)),
        (time(18, 0), "2026-01-04 18:00", date(2026, 1, 5)),
    ],
)
def test_the_edition_of_a_story(closes: time, published: str, day: date) -> None:
    """A story stands in the edition that closes next after it, in the site's zone."""
    rules = SiteConfig(timezone="Asia/Seoul", edition=EditionRules(closes))
    found, _ = assembled(head(f"date: {published}\n", config=rules), config=rules)
    assert [edition.day for edition in found.editions] == [day]
    assert found.editions[0].closes > found.stories[0].published


def test_equal_updates_are_told_apart() -> None:
    """Atom's `updated` of stories changed at one moment differ by microseconds, in id order."""
    one, two, three = head(path="a.md"), head(path="b.md"), head("date: 2026-01-05\n", "c.md")
    shown = site.atom_updated((story.updated, story.id) for story in (two, three, one))
    assert shown[one.id] == one.updated
    assert shown[two.id] == two.updated + timedelta(microseconds=1)
    assert shown[three.id] == three.updated


@given(st.permutations(range(6)))
def test_files_in_any_order_make_one_site(order: list[int]) -> None:
    """The order in which stories arrive changes nothing."""
    heads = [head(f"date: 2026-01-0{1 + n % 3}\n", f"s{n % 2}/n{n}.md") for n in range(6)]
    assert assembled(*(heads[n] for n in order)) == assembled(*heads)


def test_the_whole_of_site_yaml() -> None:
    """Every setting written as documented is read without a problem."""
    loaded, problems = config.load(
        "title: Example News\ndescription: All of it\nbase_url: HTTPS://News.Example/Sub\n"
        "authority: example.org,2026\n"
        "language: fr\ntimezone: Asia/Seoul\npublisher: Example\nlogo: /logo.svg\nfooter: '© Example'\n"
        "nav: [{title: About, url: /about/}]\npermalinks: '{section}/{slug}'\nurl_style: file\n"
        "points: {count: 3, words: 80, ranker: lead}\nsections: [Sport, {slug: asia, title: Asia}]\n"
        "feeds: {entries: 20, content: summary, sections: no, archive: week, digest: daily, tombstones: yes, "
        "tags: all, authors: [Ana], languages: {names: [EN], entries: 9, content: full}}\n"
        "edition: {closes: '18:00', front_min: 5}\nhub: https://hub.example/\n"
        "agencies: {Example Wire: {policy: summary, points: no, images: yes, credit: via Wire, rights: © W, "
        "aliases: [EW]}}\nagencies_default: headline\ntheme: {accent: '#a3262a'}\n"
        "strings: {read_original: Lire}\ncheck: {broken-link: off}\n",
        "site.yaml",
    )
    assert problems == ()
    assert (loaded.base_url, loaded.permalinks) == ("https://news.example/Sub/", "/{section}/{slug}/")
    assert (loaded.points.count, loaded.points.words, loaded.points.ranker) == (3, 80, "lead")
    assert loaded.sections == (Section("sport", "Sport"), Section("asia", "Asia"))
    assert (loaded.edition.closes, loaded.feeds.entries, loaded.feeds.sections) == (time(18), 20, False)
    feeds = loaded.feeds
    assert (feeds.archive, feeds.digest, feeds.tombstones) == (Archive.WEEK, (Span.DAY,), True)
    assert (feeds.tags, feeds.authors) == (TopicFeeds(every=True), TopicFeeds(names=("Ana",)))
    assert feeds.languages == TopicFeeds(names=("en",), entries=9, content=FeedContent.FULL)
    assert feeds.agencies == TopicFeeds()
    wire = Agency("Example Wire", Policy.SUMMARY, False, True, "via Wire", "© W", ("EW",))
    others = Agency("", Policy.HEADLINE, points=False, images=False)
    assert (loaded.agencies.listed, loaded.agencies.default) == ((wire,), others)
    assert (loaded.hubs, loaded.check) == (("https://hub.example/",), (("broken-link", "off"),))


@pytest.mark.parametrize(
    ("text", "option", "base_url", "authority"),
    [
        (None, "", "https://example.org/", "example.org,2026"),
        (None, "https://a.example/x", "https://a.example/x/", "a.example,2026"),
        ("base_url: https://b.example", "https://a.example", "https://a.example/", "b.example,2026"),
        ("authority: c.example,2020", "https://a.example", "https://a.example/", "c.example,2020"),
    ],
)
def test_the_authority_of_ids(text: str | None, option: str, base_url: str, authority: str) -> None:
    """--base-url changes addresses, but no id that site.yaml decides: its authority, else its host."""
    loaded, _ = config.load(text, "site.yaml", option)
    assert (loaded.base_url, loaded.authority) == (base_url, authority)


def test_a_bad_base_url_option_is_a_problem() -> None:
    """What is typed on the command line is checked like site.yaml."""
    _, problems = config.load("authority: a.example,2026", "site.yaml", "javascript:alert(1)")
    assert "--base-url: 'javascript:alert(1)' is not a web address" in [
        problem.message for problem in problems
    ]
