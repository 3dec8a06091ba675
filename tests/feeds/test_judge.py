"""The judge of feeds: every rule finds its mistake, a sound feed draws nothing, hostile bytes do no harm."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site.feeds import Format, judging
from feedgen_site.feeds.judging import Finding, html, judge, problems
from feedgen_site.problem import WARNINGS, Severity
from tests.feeds.broken_feeds import AS_OF, CASES, SOUND, URL, Case, base_feeds, broken
from tests.support import sample_site

KINDS = {kind.file_name: kind for kind in Format}


def rules(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.rule for finding in findings}


@pytest.fixture(scope="module")
def feeds() -> dict[Format, bytes]:
    """The feeds of the small site that every case breaks."""
    return base_feeds()


def named(cases: tuple[Case, ...]) -> list[object]:
    return [pytest.param(case, id=f"{case.kind.name}: {case.what}") for case in cases]


# ---- one broken feed per rule ----------------------------------------------------------------------------


@pytest.mark.parametrize("case", named((*SOUND, *(case for case in CASES if not case.rule))))
def test_a_sound_feed_draws_nothing(case: Case, feeds: dict[Format, bytes]) -> None:
    """What is legal and shown well by readers is no finding."""
    url = f"{URL}{case.kind.file_name}"
    assert judge(case.kind, broken(case, feeds), url, AS_OF, case.namespaces) == ()


@pytest.mark.parametrize("case", named(tuple(case for case in CASES if case.rule)))
def test_a_broken_feed_is_found_out(case: Case, feeds: dict[Format, bytes]) -> None:
    """Each mistake is found by the rule that is there for it."""
    url = f"{URL}{case.kind.file_name}"
    assert case.rule in rules(judge(case.kind, broken(case, feeds), url, AS_OF, case.namespaces))


def test_every_rule_has_a_case() -> None:
    """No rule is written without a feed that breaks it; sizes are tested below."""
    folder = Path(judging.__file__).parent
    source = "".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    written = set(re.findall(r"\b(?:error|warning|make)\(\s*\"([a-z-]+)\"", source))
    written |= set(re.findall(r"^[A-Z]+ = \"([a-z]+-[a-z-]+)\"$", source, re.MULTILINE))
    assert len(written) > 40
    assert written - {case.rule for case in CASES} <= {"too-large", "too-many"}
    assert {case.rule for case in CASES if case.rule} <= written | {"no-title", "no-id", "no-date"} | {
        "relative-url", "bad-url", "many-enclosures", "duplicate-element",
    }  # fmt: skip


def test_every_rule_says_its_promise() -> None:
    """A rule's docstring is what holds of a sound feed."""
    for kind in Format:
        assert all(rule.__doc__ for rule in judging.RULES[kind])
        assert len(set(judging.RULES[kind])) == len(judging.RULES[kind])


def test_the_sample_site_draws_nothing(tmp_path: Path) -> None:
    """Every feed of the sample site is clean, whatever its format."""
    public = sample_site(tmp_path)
    found = {}
    files = [file for name in KINDS for file in sorted(public.rglob(name))]
    for file in files:
        url = f"https://digest.example.org/{file.relative_to(public).as_posix()}"
        found[url] = judge(KINDS[file.name], file.read_bytes(), url, AS_OF)
    assert len(found) >= 6
    assert not any(found.values()), found


def test_a_finding_names_its_entry(feeds: dict[Format, bytes]) -> None:
    """What is wrong with an entry is told of its id, in every format alike."""
    written = {
        kind: data.replace(b"The bridge opened", b"The bridge&lt;/i&gt; opened")
        if kind is not Format.JSON
        else data.replace(b"The bridge opened", b"The bridge</i> opened")
        for kind, data in feeds.items()
    }
    found = {
        finding
        for kind in Format
        for finding in judge(kind, written[kind], f"{URL}{kind.file_name}", AS_OF)
        if finding.rule == "broken-html"
    }
    assert {finding.entry for finding in found} == {"urn:uuid:9335a07c-51a3-475b-aec7-08c3db0a4978"}
    assert len({finding.message for finding in found}) == 1


def test_one_mistake_is_told_alike_in_every_format() -> None:
    """A wrong letter in title, summary, tag and text of a story is four findings, not four a format."""
    text = "---\ntitle: A\ufffd\nstandfirst: B\ufffd\ntags: [C\ufffd]\nkey_points: [E]\n---\n<p>D\ufffd</p>\n"
    feeds = base_feeds({"asia/2026-01-04-bridge.md": text})
    found = {kind: set(judge(kind, feeds[kind], f"{URL}{kind.file_name}", AS_OF)) for kind in Format}
    assert len(found[Format.ATOM]) == 4
    assert found[Format.ATOM] == found[Format.RSS] == found[Format.JSON]


# ---- sizes -----------------------------------------------------------------------------------------------


def many(count: int, step: timedelta) -> dict[Format, bytes]:
    """Build the feeds of `count` stories that are `step` apart, the last one of this moment."""
    files = {}
    for number in range(count):
        moment = AS_OF - step * number
        files[f"asia/story-{number}.md"] = (
            f"---\ntitle: Story {number}\ndate: {moment:%Y-%m-%d %H:%M}\nsection: asia\n---\nDay {number}.\n"
        )
    return base_feeds(files, f"feeds: {{entries: {count}}}\n")


@pytest.mark.parametrize(
    ("count", "minutes", "is_found"), [(60, 1, False), (61, 1, True), (61, 24, False), (61, 23, True)]
)
def test_more_than_60_entries_of_one_day_are_too_many(count: int, minutes: int, is_found: bool) -> None:
    """60 within 24 hours are fine, and so are 61 in more."""
    for kind, data in many(count, timedelta(minutes=minutes)).items():
        found = judge(kind, data, f"{URL}{kind.file_name}", AS_OF)
        assert rules(found) == ({"too-many"} if is_found else set()), kind


def test_an_archive_may_hold_many_entries_of_a_day() -> None:
    """Nobody polls an archive, so that nothing in it is new."""
    written = b'<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/>'
    written += b'<link rel="current" href="https://n.example/feed.xml"/><generator>'
    feeds = many(61, timedelta(minutes=1))
    data = feeds[Format.ATOM].replace(b"<generator>", written)
    assert judge(Format.ATOM, data, f"{URL}feed.xml", AS_OF) == ()
    data = feeds[Format.JSON].replace(b"/feed.json", b"/archive/2026-01.json")
    assert judge(Format.JSON, data, f"{URL}archive/2026-01.json", AS_OF) == ()


@pytest.mark.parametrize("kind", Format)
def test_a_feed_over_two_megabytes_is_too_large(kind: Format, feeds: dict[Format, bytes]) -> None:
    """2 MB are what some readers fetch; the words say how large it is."""
    data = feeds[kind].replace(b"every hour.", b"every hour. " + b"All is well. " * 160_000)
    found = judge(kind, data, f"{URL}{kind.file_name}", AS_OF)
    assert [finding.rule for finding in found] == ["too-large"]
    assert re.search(r"has \d\.\d MB", found[0].message)


# ---- told to people --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severity", "rule", "code"),
    [
        (Severity.ERROR, "bad-id", "feed-invalid"),
        (Severity.WARNING, "broken-html", "feed-warning"),
        (Severity.WARNING, "too-large", "feed-too-large"),
        (Severity.WARNING, "too-many", "feed-too-many"),
    ],
)
def test_a_finding_becomes_a_problem(severity: Severity, rule: str, code: str) -> None:
    """It is one of the article that the entry comes from, with one of four codes."""
    finding = Finding(rule, severity, "is wrong", "mend it", "tag:example.org,2026:a")
    (told,) = problems([("feed.xml", (finding,))], {"tag:example.org,2026:a": "asia/a.md"}, "site.yaml")
    assert (told.path, told.code, told.severity) == ("asia/a.md", code, severity)
    assert (told.message, told.hint) == ("in feeds: is wrong", "mend it")
    assert (told.code in WARNINGS) == (severity is Severity.WARNING)


def test_a_mistake_is_told_once_for_all_feeds() -> None:
    """Of an article it names no feed, of the site the first feed and how many more."""
    own = Finding("bad-id", Severity.ERROR, "is wrong", "mend it", "tag:example.org,2026:a")
    whole = Finding("markup-in-text", Severity.WARNING, "is odd")
    judged = [("feed.xml", (own, whole)), ("rss.xml", (own, whole)), ("feed.json", (whole,))]
    told = problems(judged, {"tag:example.org,2026:a": "asia/a.md"}, "site.yaml")
    assert [(one.path, one.message) for one in told] == [
        ("asia/a.md", "in feeds: is wrong"),
        ("site.yaml", "feed.xml: is odd (and 2 more)"),
    ]
    assert all(one.hint for one in told)


def test_an_entry_that_is_no_article_is_named() -> None:
    """The digest's entries are editions, which no file stands for."""
    finding = Finding("bad-date", Severity.ERROR, "is wrong", "", "tag:example.org,2026:/edition/2026-01-04")
    (told,) = problems([("digest/daily/feed.xml", (finding,))], {}, "site.yaml")
    assert told.path == "site.yaml"
    assert told.message == "digest/daily/feed.xml, entry tag:example.org,2026:/edition/2026-01-04: is wrong"


def test_what_is_told_of_an_article_is_not_told_of_editions() -> None:
    """An edition repeats what its articles say, mistakes included; one of its own is told."""
    paths = {"tag:example.org,2026:a": "asia/a.md"}
    article = Finding("bad-character", Severity.WARNING, "is odd", "", "tag:example.org,2026:a")
    edition = replace(article, entry="tag:example.org,2026:/edition/2026-01-04")
    own = replace(edition, rule="bad-date")
    told = problems([("feed.xml", (article, edition, own))], paths, "site.yaml")
    assert [one.path for one in told] == ["asia/a.md", "site.yaml"]
    assert len(problems([("feed.xml", (edition,))], paths, "site.yaml")) == 1


def test_what_a_warning_said_is_not_told_again() -> None:
    """Neither of the article, nor of the editions and feeds that have it from there; of others it is."""
    paths = {"tag:example.org,2026:a": "asia/a.md", "tag:example.org,2026:b": "asia/b.md"}
    article = Finding(
        "implausible-date", Severity.WARNING, "is to come", "", "tag:example.org,2026:a", "dated-ahead"
    )
    other = replace(article, entry="tag:example.org,2026:b")
    edition = replace(article, entry="tag:example.org,2026:/edition/2026-01-04")
    judged = [("feed.xml", (article, edition, replace(article, entry="")))]
    assert problems(judged, paths, "site.yaml", {("asia/a.md", "dated-ahead")}) == ()
    (told,) = problems([("feed.xml", (article, other))], paths, "site.yaml", {("asia/a.md", "dated-ahead")})
    assert told.path == "asia/b.md"
    assert len(problems(judged, paths, "site.yaml", {("asia/a.md", "no-length")})) == 2


# ---- hostile bytes ---------------------------------------------------------------------------------------


@functools.cache
def cached_feeds() -> dict[Format, bytes]:
    """The same for hypothesis, which has no fixtures."""
    return base_feeds()


@given(st.sampled_from(Format), st.binary(max_size=300))
def test_random_bytes_are_judged(kind: Format, data: bytes) -> None:
    """Whatever the bytes are, there is a finding and no exception."""
    assert judge(kind, data, URL, AS_OF)


@given(
    st.sampled_from([case for case in SOUND if not case.edits]),
    st.integers(0, 20_000), st.integers(0, 40), st.binary(max_size=10),
)  # fmt: skip
def test_a_feed_with_a_stretch_replaced_is_judged(case: Case, start: int, length: int, put: bytes) -> None:
    """A feed that was cut or overwritten anywhere raises nothing."""
    data = broken(case, cached_feeds())
    start %= len(data)
    judge(case.kind, data[:start] + put + data[start + length :], URL, AS_OF)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_KEYS = "version title items authors hubs attachments feed_url language id content_html tags date_published"


@given(st.dictionaries(st.sampled_from(_KEYS.split()), _JSON | st.lists(
    st.dictionaries(st.sampled_from(_KEYS.split()), _JSON, max_size=6), max_size=3), max_size=8))  # fmt: skip
def test_any_json_object_is_judged(value: dict[str, object]) -> None:
    """A JSON Feed whose values are of the wrong kinds raises nothing."""
    judge(Format.JSON, json.dumps(value).encode(), URL, AS_OF)


_FEED = "<feed xmlns='http://www.w3.org/2005/Atom'"
_BOMB = "<!DOCTYPE feed [<!ENTITY a0 'aaaaaaaaaa'>{}]>" + _FEED + "><id>&a20;</id></feed>"
HOSTILE = {
    "entities in entities": _BOMB.format(
        "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 21))
    ),
    "an entity in an attribute": "<!DOCTYPE feed [<!ENTITY a 'b'>]>" + _FEED + " xml:lang='&a;'/>",
    "a file of the machine": (
        "<!DOCTYPE feed [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
        "<feed xmlns='http://www.w3.org/2005/Atom'><id>&a;</id></feed>"
    ),
    "a document type elsewhere": (
        "<!DOCTYPE feed SYSTEM 'http://127.0.0.1:9/a.dtd'><feed xmlns='http://www.w3.org/2005/Atom'/>"
    ),
    "100,000 nested elements": f"{'<feed>' * 100_000}{'</feed>' * 100_000}",
    "100,000 nested elements of Atom": (
        f"<feed xmlns='http://www.w3.org/2005/Atom'>{'<entry>' * 100_000}{'</entry>' * 100_000}</feed>"
    ),
    "100,000 attributes": "<feed " + " ".join(f"a{n}='b'" for n in range(100_000)) + "/>",
}  # fmt: skip


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE.items()])
def test_hostile_xml_is_refused(text: str) -> None:
    """Entities are not expanded, nothing is fetched, depth has an end: one finding says so."""
    found = judge(Format.ATOM, text.encode(), URL, AS_OF)
    assert found
    assert "root:" not in str(found)
    assert rules(found) & {"bad-xml", "doctype", "not-a-feed"}


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"items":' * 100_000, '{"a": ' + "9" * 100_000 + "}", "NaN"]
)
def test_hostile_json_is_refused(text: str) -> None:
    """Depth and numbers without end are findings, no exceptions."""
    assert rules(judge(Format.JSON, text.encode(), URL, AS_OF)) == {"bad-json"}


@pytest.mark.parametrize(
    "written",
    [
        f'<b style="{"color: red; " * 100_000}}}">a</b>',
        f'<b style="{" " * 1_000_000}">a</b>',
        f'<img src="https://a.example/" srcset="{" " * 1_000_000}">',
        f'<img src="https://a.example/" srcset="{"a," * 500_000}">',
        f'<img src="https://a.example/" srcset="{"a b " * 250_000}">',
        f"<p {'a ' * 500_000}>b</p>",
        f"<{'a' * 1_000_000}>",
    ],
    ids=["styles", "blank style", "blank srcset", "commas", "words", "attributes", "name"],
)
def test_one_long_attribute_comes_to_an_end(written: str) -> None:
    """A megabyte in one attribute takes no hours."""
    for _ in html.faults(written):
        pass


@pytest.mark.parametrize(
    "piece",
    [
        "<b>", "</b>", "<p>", "<a href=\"", "<a '\"", "<!--", "<!", "<textarea>", "<TEXTAREA></b>", "&",
        "&#1", "<table>", "<td>", "<img srcset=\"a, ", "<b a=", "<b a a a ", "<",
        "<b style=\"color: red;", "</", "<b style='a:", "&a", "<svg/", "<b a='>'",
    ],
)  # fmt: skip
def test_hostile_html_comes_to_an_end(piece: str) -> None:
    """A megabyte of one piece, the worst a scanner can be given, takes no hours."""
    count = sum(1 for _ in html.faults(piece * (1_000_000 // len(piece))))
    assert count <= 1_000_000


# ---- HTML ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "plain text",
        "a & b &amp; c &lt; d",
        '<p>One<br>Two<br/>Three<img src="https://a.example/b" alt=""></p>',
        "<ul><li><p>a</p><ul><li>b</li></ul></li></ul>",
        "<table><caption>a</caption><thead><tr><th>b<tbody><tr><td><p>c<td>d</table>",
        "<blockquote><p>a</p></blockquote><pre><code>b &lt;c&gt;</code></pre>",
        '<a href="mailto:a@example.org">a</a> <a href="tel:+123">b</a>',
        "<!-- <script> --><p>a</p>",
        '<p title="a > b">c</p>',
        "<ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby>",
        "<details><summary>a</summary><p>b</p></details>",
        '<img src="https://a.example/b" srcset="https://a.example/b 1x, https://a.example/c?d,e 2x">',
    ],
)
def test_sound_html_draws_nothing(written: str) -> None:
    """HTML that the standard allows is left alone."""
    assert list(html.faults(written)) == []


def test_code_after_a_raw_text_element_is_read_on() -> None:
    """What stands in a textarea is no element; what stands after it is."""
    assert [code for code, _ in html.faults("<textarea><script></textarea><script></script>")] == [
        html.UNSAFE
    ]
