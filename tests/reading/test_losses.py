"""What a body loses is told: once, with the line that its author has to mend, and only when it is lost."""

from __future__ import annotations

import pytest

from feedgen_site import story
from feedgen_site.config import SiteConfig
from feedgen_site.problem import Problem

CONFIG = SiteConfig()
HEADER = "---\ntitle: Lee\ndate: 2026-01-04\n---\n"
FIRST = HEADER.count("\n") + 1


def warnings_of(body: str, path: str = "asia/lee.md") -> list[Problem]:
    """Make an article with this body, and give its warnings of losses, in the order of its lines."""
    made = story.make(path, HEADER + body, CONFIG)
    assert made.head is not None
    found = {problem for problem in made.problems if problem.code in ("lost", "broken-link")}
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def places_of(body: str, path: str = "asia/lee.md") -> list[tuple[int, int]]:
    """Give line and column of each loss, the line counted within the body."""
    return [(problem.line - FIRST + 1, problem.column) for problem in warnings_of(body, path)]


@pytest.mark.parametrize(
    ("lost", "code"),
    [
        ('{{< youtube id="x" >}}', "lost"),
        ("{% include map.html %}", "lost"),
        ("[gallery ids=1,2]", "lost"),
        (":tada:", "lost"),
        ("[^7]", "lost"),
        ("<script>alert(1)</script>", "lost"),
        ("<style>p { color: red }</style>", "lost"),
        ('<iframe src="https://example.org/"></iframe>', "lost"),
        ('<object data="a.pdf"></object>', "lost"),
        ('<form action="/x"></form>', "lost"),
        ("<svg><path d='M0 0'/></svg>", "lost"),
        ("<Chart data='x' />", "lost"),
        ("<your-name>", "lost"),
        ("[words][nothing]", "broken-link"),
        ("[words][]", "broken-link"),
        ("![words][nothing]", "broken-link"),
        ("[words](ftp://example.org/x)", "broken-link"),
        ("[words](javascript:alert)", "broken-link"),
        ("![words](data:image/png;base64,AAAA)", "broken-link"),
        ("[words]()", "broken-link"),
        ("[words](../../../x.md)", "broken-link"),
        ('<a href="ftp://example.org/x">words</a>', "broken-link"),
        ('<img src="file:///x.png" alt="words">', "broken-link"),
    ],
)
def test_a_loss_is_told_with_its_line(lost: str, code: str) -> None:
    """Whatever is lost from a paragraph, its warning has the line and column that it stands at."""
    body = f"<!-- a note\nover two lines -->\n\nThe bridge opened.\nCars came, and {lost} was there.\n"
    [problem] = warnings_of(body)
    assert problem.code == code
    assert problem.hint
    written = lost.index("(") + 1 if lost.startswith(("[words](", "![words](")) and lost != "[words]()" else 0
    written = lost.index("()") if lost == "[words]()" else written
    assert (problem.line, problem.column) == (FIRST + 4, len("Cars came, and ") + written + 1)


@pytest.mark.parametrize(
    "kept",
    [
        "`[words][nothing]` and `<iframe>`",
        "    [words][nothing] <iframe>",
        "```\n{{< youtube >}} [words][nothing] [^7] <iframe>\n```",
        "The bridge [sic] opened [in 2026], as [one] [two] said.",
        "- [ ] Open the bridge.\n- [x] Paint it.",
        "[words][b] and [b][] and [b]\n\n[b]: https://example.org/",
        "Words.[^7]\n\n[^7]: A note.",
        "The list a[0][1] is short.",
        r"A bracket \[a][b] that is meant.",
        "<mailto:a@example.org> <https://example.org/>",
        "[a](mailto:a@example.org) [b](tel:+1) [c](//example.org/) [d](#top) [e](other.md)",
        "<div><center>Words</center> <font color='red'>and</font> <tt>more</tt></div>",
        "<!-- <iframe> [words][nothing] -->",
        "It was 10:30:45 then.",
    ],
)
def test_what_stays_is_not_told(kept: str) -> None:
    """Code, brackets in prose, and what readers see all the same draw no warning."""
    assert warnings_of(f"The bridge opened.\n\n{kept}\n") == []


def test_losses_of_html_articles_have_lines() -> None:
    """In an article written in HTML, too, each loss has its place."""
    body = '<p>The bridge\n<a href="irc://x/y">opened</a>.</p>\n\n<iframe src="x"></iframe>\n{{ page.x }}\n'
    assert places_of(body, "asia/lee.html") == [(2, 1), (4, 1), (5, 1)]


def test_an_address_is_found_where_a_quote_is_missing() -> None:
    """An address that only a forgiving parser finds has its line all the same."""
    body = 'The bridge.\n\n<p>It\n<a href="https://example.org/<x>opened</a> in <b title="May">May</b>.</p>\n'
    assert {place[0] for place in places_of(body, "asia/lee.html")} <= {4}


def test_what_stands_in_something_lost_is_not_told_apart() -> None:
    """A drawing is one loss, however many elements it has."""
    assert places_of("<svg><g>\n<foo/>\n<iframe></iframe></g></svg>\n\n<embed>") == [(1, 1), (5, 1)]


def test_each_line_is_named_once() -> None:
    """The same loss twice on a line is one warning; on two lines it is two."""
    assert [place[0] for place in places_of("[a][b] [a][b]\n[a][b]")] == [1, 2]


def test_a_comment_that_is_never_closed_is_told() -> None:
    """It hides the rest of the article, which its author cannot have meant."""
    [problem] = warnings_of("The bridge opened.\n\n<!-- later\n\nCars came.")
    assert (problem.line, problem.hint) == (FIRST + 2, "-->")


def test_a_picture_without_address_leaves_no_empty_element() -> None:
    """An image whose address is dropped goes whole, and a time that no machine can read is plain text."""
    made = story.make(
        "a.md", f"{HEADER}<img src='data:x' alt='a'> <time>noon</time> <p lang=zzz>b</p>", CONFIG
    )
    assert made.body is not None
    assert "<img" not in made.body.html
    assert "<span>noon</span>" in made.body.html
    assert "lang" not in made.body.html


def test_a_page_tells_its_losses_as_well() -> None:
    """Pages such as About are no worse off than articles."""
    made = story.make_page("pages/about.md", "---\ntitle: About\n---\nWe are [here][map].\n", CONFIG)
    assert [(problem.code, problem.line, problem.column) for problem in made.problems] == [
        ("broken-link", 4, 8)
    ]


def test_a_page_whose_draft_is_misspelled_is_not_published() -> None:
    """What is held back where it is spelled right cannot be called back."""
    made = story.make_page("pages/about.md", "---\ntitle: About\ndraf: true\n---\nWe are here.\n", CONFIG)
    assert made.page is None
    assert [(problem.code, problem.line) for problem in made.problems] == [("unknown-field", 3)]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("About the bridge.\n\n[words](bridge)", 3),
        ("See asia/bridge.md first.\n\n[words](bridge.md)", 3),
        ("[other](/europe/bridge.md)\n\n[words](bridge.md)", 3),
        ("[words](b\\_ridge.md)", 1),
        ("[words](br%C3%BCcke.md)", 1),
        ("Words.\n\n[words][b]\n\n[b]: bridge.md", 5),
        ("Words.\n\n<a href='bridge.md'>words</a>", 3),
        ("Words.\n\n![words]({{ site.baseurl }}/asia/bridge.png)", 3),
    ],
)
def test_a_link_has_the_line_it_is_written_on(body: str, line: int) -> None:
    """A link's target is traced to the line that links to it, not to one that only names it."""
    made = story.make("asia/lee.md", HEADER + body, CONFIG)
    assert made.head is not None
    [target] = [one for one in made.head.targets if one.path.startswith("/asia/")]
    assert target.line == FIRST + line - 1


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ('{{< figure src="a.jpg" >}}', "![what it shows](picture.jpg)"),
        ("{{< youtube x >}}", "[what it shows](https://its.address/)"),
        ("{% include map.html %}", "write it in Markdown"),
    ],
)
def test_a_hint_says_what_to_type(written: str, hint: str) -> None:
    """A picture's shortcode is answered with a picture, a video's with a link."""
    assert [problem.hint for problem in warnings_of(written)] == [hint]


def test_a_note_that_nothing_refers_to_is_told() -> None:
    """Its text is left out of the page, so its author hears of it, with the line it stands in."""
    [problem] = warnings_of("The bridge opened.\n\n[^cost]: It cost a million.\n")
    assert (problem.line, problem.message) == (
        FIRST + 2, "nothing refers to the note [^cost], and it is left out"
    )  # fmt: skip


@pytest.mark.parametrize("text", ["Studies [1][2] agree.", "Take f(x)[i][j] of it."])
def test_brackets_of_other_meanings_stay_as_they_are(text: str) -> None:
    """Two citations and two indexes are no reference: nothing is taken away and nobody is warned."""
    made = story.make("asia/lee.md", f"{HEADER}{text}\n", CONFIG)
    assert warnings_of(text) == []
    assert made.body is not None
    assert text in made.body.html


def test_a_dash_of_three_signs_leaves_addresses_alone() -> None:
    """`---` between words is a dash; in the address of a link, a picture or a definition it stays."""
    text = (
        "[a---b](https://a.example/c---d) and ![p](https://a.example/e---f.png) and [x].\n\n"
        "[x]: https://a.example/g---h\n"
    )
    made = story.make("asia/lee.md", HEADER + text, CONFIG)
    assert made.body is not None
    assert "a—b" in made.body.html
    for address in ("c---d", "e---f.png", "g---h"):
        assert f"https://a.example/{address}" in made.body.html


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("• One bridge\n• Two bridges", "- One bridge"),
        ("| a | b |\n| 1 | 2 |", "| --- | --- | below this row"),
        ("| a | b |\n| --- |\n| 1 | 2 |", "| --- | --- |"),
        ("##Bridges", "## Bridges"),
        ("See [the bridge] (https://example.org/x).", "[the bridge](https://example.org/x)"),
        ("The **bridge **opened.", "no blank inside: **bridge**"),
        ("昨日**“桥”**开放。", "<strong>“桥”</strong>, or a blank behind it"),
        ("See [[The bridge|that one]].", "[that one](<The bridge.md>)"),
        ("![[bridge.jpg]]", "![what it shows](<bridge.jpg>)"),
        ("%% who told us %%", "<!-- who told us -->"),
        ("    The bridge opened on Monday at noon.", "take them out: The bridge opened on Monday at noon."),
        (
            "\t这座桥于星期一中午向公众开放，许多人来了。",
            "take them out: 这座桥于星期一中午向公众开放，许多人来了。",
        ),
    ],
)
def test_what_is_seen_as_text_is_told(written: str, hint: str) -> None:
    """Markup that means something to its author and nothing to Markdown has its line, and what to type."""
    for body, line in ((f"{written}\n", 0), (f"The bridge opened.\n\n{written}\n", 2)):
        made = story.make("asia/lee.md", HEADER + body, CONFIG)
        found = [one for one in made.problems if one.code == "seen-as-text"]
        assert [(one.line - FIRST, one.hint) for one in found] == [(line, hint)]


@pytest.mark.parametrize(
    "written",
    [
        "- One bridge\n- Two bridges",
        "• One bridge",
        "— Bonjour.\n— Bonsoir.",
        "| a | b |\n|---|:-:|\n| 1 | 2 |",
        "1.\tOne\n2.\tTwo",
        "## Bridges ##",
        "#bridges are a tag",
        "See [the bridge](https://example.org/x) (https://example.org/x).",
        "They said s**t and f**k, and 2**3 is 8.",
        "**A.** and **B.**, *c*",
        "\\*\\*not bold\\*\\* is fine",
        "[[1]](https://example.org/x) says so.",
        "It rose by 100%% and 20%.",
        "`• a` and `[[a]]` and `%%a%%` are code",
        "```\n• One\n• Two\n##x\na\tb\nc\td\n```",
        "    for row in rows: print(row)",
        "The bridge opened.\nCars came.\nSo did ships.\nAll was well.",
    ],
)
def test_what_means_what_it_says_is_not_told(written: str) -> None:
    """Code, dialogues, censored words, lines of a poem: nobody is bothered with them."""
    made = story.make("asia/lee.md", HEADER + written + "\n", CONFIG)
    assert [one.message for one in made.problems if one.code == "seen-as-text"] == []


def test_what_word_puts_around_words_is_no_loss() -> None:
    """Its elements hold nothing of their own, and their words stay."""
    made = story.make(
        "asia/lee.md", HEADER + "<p>The <st1:place>bridge</st1:place> opened.<o:p></o:p></p>\n", CONFIG
    )
    assert made.problems == ()
    assert made.body is not None
    assert "The bridge opened." in made.body.html


def test_a_second_header_is_told() -> None:
    """Who pastes a whole file below a header shows readers its fields."""
    made = story.make("asia/lee.md", HEADER + "---\ntitle: Lee\n---\nThe bridge opened.\n", CONFIG)
    assert [(one.line, one.code) for one in made.problems] == [(FIRST, "seen-as-text")]
