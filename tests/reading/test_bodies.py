"""Bodies: text blocks map back to the HTML, marks wrap sentences, links take the form of page and feed."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import links, markdown, story
from feedgen_site.config import SiteConfig
from feedgen_site.markdown import marks_of, render
from feedgen_site.model import Block, Body

VOID = {"br", "hr", "img", "wbr", "col"}
# Block elements are of no interest to sentences, which lie within one.
INLINE = st.recursive(
    st.sampled_from(
        [
            "The bridge opened. ",
            "R&amp;D ",
            "a < b ",
            "*",
            "_",
            "&nbsp;",
            "“x” ",
            "語。",
            "\n",
            "  \n",
            "`",
            "\\",
            "[",
            "]",
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        inner.map(lambda text: f"*{text}*"),
        inner.map(lambda text: f"**{text}**"),
        inner.map(lambda text: f"`{text}`"),
        inner.map(lambda text: f"[{text}](ferry.md)"),
        inner.map(lambda text: f"<b>{text}</b>"),
        inner.map(lambda text: f'<span title="a > b">{text}</span>'),
        inner.map(lambda text: f"~~{text}~~"),
        inner.map(lambda text: f"![{text}](a.jpg)"),
        inner.map(lambda text: f"<i>{text}"),
        inner.map(lambda text: f"{text}https://example.org/x {text}"),
    ),
    max_leaves=12,
)
SOURCES = st.lists(
    st.tuples(st.sampled_from(["", "- ", "> ", "# ", "1. ", "    ", "| "]), INLINE).map("".join), max_size=5
).map("\n\n".join)


class Balance(HTMLParser):
    """Collects what is wrong with the nesting of HTML, the ids in it, and the text of marks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.marked = ""
        self._depth = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)
            if ("class", "source") in attrs:
                self._depth = self._depth or len(self.open)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)
        if len(self.open) < self._depth:
            self._depth = 0

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.marked += data


def text_of(html: str) -> str:
    return unescape(re.sub("<[^>]*>", "", html))


def assert_maps_back(html: str, block: Block) -> None:
    ends = [run[0] for run in block.runs[1:]] + [len(block.text)]
    for (at, offset, size), end in zip(block.runs, ends, strict=True):
        written = html[offset : offset + size]
        assert unescape(written) == block.text[at:end] or (
            written.startswith("<br") and block.text[at:end] == " "
        )


@given(SOURCES)
def test_every_run_of_text_is_a_stretch_of_html(source: str) -> None:
    """For each run of each block the slice of text is the unescaped slice of HTML, in order."""
    rendered = render(source, "a.md")
    for block in rendered.blocks:
        assert_maps_back(rendered.body.html, block)
        offsets = [run[1] for run in block.runs]
        assert offsets == sorted(offsets)
        assert block.text.strip()


@given(SOURCES, st.integers(0, 60), st.integers(1, 60))
def test_marks_keep_a_page_balanced(source: str, start: int, length: int) -> None:
    """Any stretch of any block can be marked: the page stays balanced and the marks hold its characters."""
    rendered = render(source, "a.md")
    spans = [
        (f"s-{index}", index, min(start, len(block.text) - 1), min(start + length, len(block.text)))
        for index, block in enumerate(rendered.blocks)
    ]
    body = marks_of(rendered.body, rendered.blocks, spans)
    page = Balance(links.page_html(body, {}, "a/index.html"))
    assert page.wrong == []
    assert page.open == []
    for _, index, first, last in spans:
        marked = iter(page.marked)
        assert all(sign in marked for sign in "".join(rendered.blocks[index].text[first:last].split()))


@given(SOURCES)
def test_body_html_is_balanced(source: str) -> None:
    """Whatever the source, the body closes what it opens."""
    page = Balance(render(source, "a.md").body.html)
    assert (page.open, page.wrong) == ([], [])


def test_a_sentence_across_markup_is_marked_whole() -> None:
    """A sentence with emphasis and a link in it is wrapped in one element."""
    source = "It rained. The *new* [bridge](b.md) opened. Cars came."
    rendered = render(source, "a.md")
    start = rendered.blocks[0].text.index("The")
    body = marks_of(rendered.body, rendered.blocks, [("s-1", 0, start, start + 22)])
    assert links.page_html(body, {}, "x.html") == (
        '<p>It rained. <span id="s-1" class="source">The <em>new</em> <a href="b.md">bridge</a> opened.'
        "</span> Cars came.</p>\n"
    )


def test_a_sentence_that_begins_within_markup_is_marked_in_pieces() -> None:
    """Where one element would cross another there are two, and only the first has the id."""
    rendered = render("*It rained. The bridge* opened.", "a.md")
    body = marks_of(rendered.body, rendered.blocks, [("s-1", 0, 11, 29)])
    assert links.page_html(body, {}, "x.html") == (
        '<p><em>It rained. <span id="s-1" class="source">The bridge</span></em>'
        '<span class="source"> opened.</span></p>\n'
    )


def test_marks_never_stand_in_a_feed() -> None:
    """A feed's HTML has no spans for sentences."""
    rendered = render("The bridge opened.", "a.md")
    body = marks_of(rendered.body, rendered.blocks, [("s-1", 0, 0, 18)])
    assert links.feed_html(body, {}, "https://example.org/", "/a/") == "<p>The bridge opened.</p>\n"


def test_an_authors_id_cannot_pass_for_ours() -> None:
    """An element with the id of a sentence is prefixed, so that the sentence keeps it alone."""
    rendered = render('The bridge opened. <b id="s-1">Cars</b> came.', "a.md")
    body = marks_of(rendered.body, rendered.blocks, [("s-1", 0, 0, 18)])
    assert Balance(links.page_html(body, {}, "a.html")).ids == ["s-1", "u-s-1"]


RESOLVED = {"/europe/ferry.md": "/2026/01/ferry/", "/asia/map.png": "/asia/map.png"}


@pytest.mark.parametrize(
    ("written", "page", "feed"),
    [
        ("../europe/ferry.md", "../ferry/index.html", "https://news.example/sub/2026/01/ferry/"),
        (
            "/europe/ferry.md#top",
            "../ferry/index.html#u-top",
            "https://news.example/sub/2026/01/ferry/#u-top",
        ),
        ("map.png", "../../../asia/map.png", "https://news.example/sub/asia/map.png"),
        ("map.png?v=2", "../../../asia/map.png?v=2", "https://news.example/sub/asia/map.png?v=2"),
        ("#later", "#u-later", "https://news.example/sub/2026/01/lee/#u-later"),
        (
            "https://example.org/?a=1&b=2",
            "https://example.org/?a=1&amp;b=2",
            "https://example.org/?a=1&amp;b=2",
        ),
        ("//example.org/x", "https://example.org/x", "https://example.org/x"),
        ("mailto:a@example.org", "mailto:a@example.org", "mailto:a@example.org"),
        (
            "nowhere%20at%20all.md",
            "../../../asia/nowhere%20at%20all.md",
            "https://news.example/sub/asia/nowhere%20at%20all.md",
        ),
    ],
)
def test_links(written: str, page: str, feed: str) -> None:
    """A link is relative in a page, absolute in a feed, and leads to what the path means."""
    body = render(f"[a]({written})", "asia/lee.md").body
    shown = links.page_html(body, RESOLVED, "2026/01/lee/index.html")
    assert shown == f'<p><a href="{page}">a</a></p>\n'
    in_feed = links.feed_html(body, RESOLVED, "https://news.example/sub/", "/2026/01/lee/")
    assert in_feed == f'<p><a href="{feed}">a</a></p>\n'


@given(st.text(st.sampled_from(list("ab/.#?%\"'<>& 語:\\")), min_size=1, max_size=12))
def test_no_link_ends_its_attribute(target: str) -> None:
    """Whatever a link says, it stays within its quotes in page and feed, and never becomes a script."""
    quoted = target.replace("&", "&amp;").replace('"', "&quot;")
    body = render(f'<a href="{quoted}">a</a>', "asia/lee.md", is_html=True).body
    for html in (
        links.page_html(body, {}, "a/index.html"),
        links.feed_html(body, {}, "https://news.example/", "/a/"),
    ):
        assert re.fullmatch(r'<a(?: href="[^"<>]*")?>a</a>', html)


def test_footnotes_link_both_ways() -> None:
    """A note and its mark point at each other, by ids that exist; its words are no prose of the article."""
    rendered = render("It rained.[^a]\n\n[^a]: Said the office.", "a.md")
    page = Balance(html := links.page_html(rendered.body, {}, "a.html"))
    assert set(re.findall(r'href="#([^"]+)"', html)) == set(page.ids)
    assert [block.text for block in rendered.blocks] == ["It rained."]


def test_undefined_references_are_words() -> None:
    """A reference without definition leaves its label, in the page as well."""
    assert render("The [bridge][b] opened.", "a.md").body.html == "<p>The bridge opened.</p>\n"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("![A bridge](b.jpg)", '<p><img src="/b.jpg" alt="A bridge"></p>\n'),
        ("![](b.jpg)", '<p><img src="/b.jpg" alt=""></p>\n'),
        ('<img src="b.jpg">', '<img alt="" src="/b.jpg">'),
        ('<img src="b.jpg" title="no alt=here">', '<img alt="" src="/b.jpg" title="no alt=here">'),
    ],
)
def test_every_image_has_an_alt(source: str, html: str) -> None:
    """An image without words gets an empty alternative text, one with words keeps it."""
    assert render(source, "a.md").body.html == html


@pytest.mark.parametrize(
    ("source", "headline", "levels", "taken"),
    [
        ("# Lee\n\n## A\n\n### B", "Lee", "23", "Lee"),
        ("# Lee\n\n## A", "", "2", "Lee"),
        ("# Other\n\n## A", "Lee", "23", ""),
        ("## A\n\n#### B", "Lee", "23", ""),
        ("##### A\n\ntext\n\n# B", "Lee", "32", ""),
        ("text\n\n# Lee", "Lee", "2", ""),
    ],
)
def test_heading_levels(source: str, headline: str, levels: str, taken: str) -> None:
    """A first heading that repeats the headline goes; the others begin at h2 and skip no level."""
    rendered = render(source, "a.md", headline)
    assert "".join(re.findall(r"<h(\d)", rendered.body.html)) == levels
    assert rendered.first_heading == taken


def test_headings_can_be_linked_to() -> None:
    """A heading has the id that other tools give it, prefixed, and a fragment finds it."""
    html = links.page_html(render("## What's *next*?\n\n[a](#whats-next)", "a.md").body, {}, "a.html")
    assert Balance(html).ids == ["u-whats-next"]
    assert 'href="#u-whats-next"' in html


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("## How it is reviewed {#review}", "u-review"),
        ("### How it is reviewed {: #review}", "u-review"),
        ("> ## How it is reviewed {#Review .wide key=1}", "u-Review"),
        ("## How {#it} is reviewed", "u-how-it-is-reviewed"),
        ("## How it is reviewed {.wide}", "u-how-it-is-reviewed"),
        ('## How it is reviewed {#"><script>}', "u-how-it-is-reviewed"),
        ("```\n## Code {#code}\n```\n\n## How it is reviewed", "u-how-it-is-reviewed"),
    ],
)
def test_an_id_that_the_author_gave_a_heading_is_its_id(heading: str, name: str) -> None:
    """As in Hugo, kramdown and Pandoc, also below what is taken out; the text's own links lead there."""
    source = f"<!-- one\ntwo -->\n\n{heading}\n\n[a](#{name.removeprefix('u-')})"
    html = links.page_html(render(source, "a.md").body, {}, "a.html")
    assert Balance(html).ids == [name]
    assert f'href="#{name}"' in html


def test_text_is_not_linkified_and_html_is_not_escaped_twice() -> None:
    """Code keeps its characters, and an ampersand is escaped once."""
    assert (
        render("`<b> & {{ x }}` AT&T", "a.md").body.html
        == "<p><code>&lt;b&gt; &amp; {{ x }}</code> AT&amp;T</p>\n"
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("He **seeks** a [deal](https://example.org)", "He seeks a deal"),
        ("plain", "plain"),
        ("2 * 3 < 7 & 8", "2 * 3 < 7 & 8"),
        ("two\nlines", "two lines"),
        ("# Heading only", "Heading only"),
        ("<script>alert(1)</script>", ""),
        ("<b>bold</b> &amp; &lt;i&gt;", "bold & <i>"),
        ("{{ page.x }} says", "says"),
    ],
)
def test_plain(markup: str, text: str) -> None:
    """A standfirst or point in Markdown becomes plain text on one line."""
    assert markdown.plain(markup) == text


@given(SOURCES)
def test_the_body_of_a_story_keeps_its_sentences(source: str) -> None:
    """Every key point with a source sentence has that sentence's id in its page, once."""
    made = story.make("2026-01-04-a.md", f"---\ntitle: A\n---\n{source}", SiteConfig())
    if made.head is None or made.body is None:
        return
    ids = Balance(links.page_html(made.body, {}, "a.html")).ids
    wanted = [point.sentence for point in made.head.points if point.sentence]
    assert [ids.count(name) for name in wanted] == [1] * len(wanted)


def test_an_empty_body_is_empty() -> None:
    """Nothing in, nothing out."""
    assert render("", "a.md").body == Body("", (), ())
