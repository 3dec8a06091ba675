"""Every link of every page leads somewhere, and every page is plain, whole HTML."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests import everything
from tests.support import SITE, article, built, edit, published, put, site_from, tree

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Their end tags may be left out; sanitized bodies close them all the same.
OPTIONAL = frozenset("p li dt dd tr td th thead tbody tfoot colgroup option".split())


@dataclass
class Page(HTMLParser):
    """A page's links, ids and mistakes of nesting."""

    links: list[tuple[str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    open_: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links and ids, and open the element."""
        self.tags.add(tag)
        names = [name for name, _ in attrs]
        self.attributes |= set(names)
        if len(names) != len(set(names)):
            self.wrong.append(f"<{tag}> has an attribute twice")
        for name, value in attrs:
            if name in ("href", "src"):
                self.links.append((tag, value or ""))
            if name == "id":
                self.ids.append(value or "")
        if tag not in VOID:
            self.open_.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element; anything else than the innermost is a mistake."""
        if tag in VOID:
            return
        if not self.open_ or self.open_[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open_[-1:]} (line {self.getpos()[0]})")
        if tag in self.open_:
            while self.open_.pop() != tag:
                pass


def parsed(data: bytes) -> Page:
    """Read a page."""
    page = Page()
    page.feed(data.decode())
    page.close()
    return page


def html(tree: dict[str, bytes]) -> dict[str, Page]:
    """Read all pages of a tree."""
    return {path: parsed(data) for path, data in tree.items() if path.endswith(".html")}


def without_letters(tree: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out the letters: a mail has nothing but itself, and its styles with it."""
    return {path: data for path, data in tree.items() if not path.endswith("/email.html")}


def broken(tree: dict[str, bytes], base_path: str = "/") -> list[str]:
    """List every link below the site that leads to no file, or to no id in it."""
    pages = html(tree)
    found = []
    for path, page in pages.items():
        for tag, link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = path
            if parts.path.startswith("/"):
                target = unquote(parts.path.removeprefix(base_path))
                target = f"{target}index.html" if target.endswith("/") or not target else target
            elif parts.path:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
            fragment = unquote(parts.fragment.partition(":~:")[0])
            if target not in tree:
                found.append(f"{path}: <{tag}> {link}")
            elif fragment and target in pages and fragment not in pages[target].ids:
                found.append(f"{path}: <{tag}> {link} (no such id)")
    return found


def test_the_judge_finds_what_is_broken() -> None:
    """A test that cannot fail proves nothing."""
    tree = {
        "a/index.html": b'<a href="../b.html">x</a><a href="../c.html">y</a><a href="#z">z</a>',
        "b.html": b'<p id="here"><a href="a/index.html#there">x</a><a href="#here">y</a></p>',
    }
    assert broken(tree) == [
        "a/index.html: <a> ../c.html",
        "a/index.html: <a> #z (no such id)",
        "b.html: <a> a/index.html#there (no such id)",
    ]
    assert parsed(b"<p><b></p></b>").wrong


def test_every_link_of_the_sample_site_leads_to_a_file_and_a_place_in_it(sample: dict[str, bytes]) -> None:
    """Pages, pictures, stylesheet, feeds, and the sentences that points link to."""
    assert broken(sample) == []
    assert sum(len(page.links) for page in html(sample).values()) > 500


@pytest.mark.parametrize("tongue", [everything.ENGLISH, everything.ARABIC], ids=["en", "ar"])
def test_every_link_of_a_site_with_everything_leads_somewhere(
    tmp_path: Path, tongue: everything.Tongue
) -> None:
    """Numbered pages, notices, recordings, footnotes, letters: in both directions of writing."""
    output = tree(everything.built(tmp_path, tongue))
    assert broken(output) == []
    assert sum(len(page.links) for page in html(output).values()) > 2_000


@pytest.mark.parametrize("settings", ["url_style: file\n", "permalinks: /{section}/{slug}/\n"])
def test_links_follow_the_addresses(tmp_path: Path, settings: str) -> None:
    """Whatever the pattern of addresses, links between stories, pages and files hold."""
    site_from(
        f"""\
=== content/site.yaml
{SITE}{settings}
=== content/asia/one.md
---
title: One
date: 2026-01-04
image: one.png
aliases: [/was/here/]
---
The first story links to [the second](two.md#part), [its file](table.csv) and [feeds](/feeds/).

## A part
=== content/asia/one.png
pixels
=== content/asia/table.csv
1,2
=== content/asia/two.fr.md
---
title: Deux
date: 2026-01-05
slug: "deux: à l'été"
---
Une histoire [la première](./one) et [la page](../pages/about.md). Elle continue.
=== content/asia/two.md
---
title: Two
date: 2026-01-05
related: ["[One](one.md)"]
---
<p id="part">The second story. It has an id.</p>
=== content/pages/about.md
# About

[One](../asia/one.md)
""",
        tmp_path,
    )
    tree = published(tmp_path)
    assert broken(tree) == []
    assert "assets/asia/table.csv" in tree


def test_the_404_page_links_from_the_root_of_the_host(tmp_path: Path) -> None:
    """It is served at any depth, and below the path of base_url."""
    put(tmp_path / "content/site.yaml", SITE.replace("test.example/", "test.example/sub/path/"))
    put(tmp_path / "content/a.md", article("A"))
    tree = published(tmp_path)
    links = [link for tag, link in parsed(tree["404.html"]).links if not link.startswith("#")]
    assert links
    assert all(link.startswith(("/sub/path/", "https://")) for link in links)
    assert broken(tree, "/sub/path/") == []


def test_pages_link_relatively(sample: dict[str, bytes]) -> None:
    """A copy of the folder works on any host, below any path and from disk; the 404 page cannot."""
    for path, page in html(sample).items():
        if path != "404.html":
            assert not [link for _, link in page.links if link.startswith("/")], path


def test_no_page_runs_or_styles_anything_of_its_own(sample: dict[str, bytes]) -> None:
    """No script but a story's data, no inline style, no frame, no event handler; one stylesheet."""
    for path, page in html(without_letters(sample)).items():
        assert not page.tags & {"style", "iframe", "object", "embed", "form"}, path
        assert not [name for name in page.attributes if name == "style" or name.startswith("on")], path
        without_data = sample[path].replace(b'<script type="application/ld+json">', b"", 1)
        assert not re.search(rb"<script|javascript:", without_data, re.IGNORECASE), path


def test_every_page_is_whole_html(sample: dict[str, bytes]) -> None:
    """Elements are nested and closed, ids stand once, and the doctype begins the page."""
    for path, page in html(sample).items():
        assert page.wrong == [], path
        assert [tag for tag in page.open_ if tag not in OPTIONAL] == [], path
        assert len(page.ids) == len(set(page.ids)), path
        assert sample[path].startswith(b"<!DOCTYPE html>"), path


def test_every_page_of_the_site_offers_its_feeds(sample: dict[str, bytes]) -> None:
    """Autodiscovery: Atom and JSON of the site, and of the section where there is one."""
    for path in html(without_letters(sample)):
        page = sample[path].decode()
        kinds = re.findall(r'<link rel="alternate" type="application/(atom\+xml|feed\+json)"', page)
        assert {"atom+xml", "feed+json"} <= set(kinds), path
    story = sample["2026/01/south-korea-lee-beijing/index.html"].decode()
    assert 'href="../../../section/asia/feed.xml"' in story
    assert 'href="../../../feed.xml"' in story


def test_the_navigation_leads_somewhere_or_says_so(tmp_path: Path) -> None:
    """Every page shows it: an entry without a page is a warning; pages, files and other sites are none."""
    urls = ("/", "/about/", "/about", "/feeds/#how", "/map%20one.pdf", "https://test.example/x", "/abuot/")
    rows = "".join(f"- {{title: One, url: '{url}'}}\n" for url in urls)
    put(tmp_path / "content/site.yaml", f"{SITE}nav:\n{rows}")
    put(tmp_path / "content/pages/about.md", "---\ntitle: About\n---\nText.\n")
    put(tmp_path / "content/static/map one.pdf", "%PDF")
    put(tmp_path / "content/lee.md", article("Lee", "2026-01-04"))
    problems = built(tmp_path).problems
    assert [(problem.code, problem.message) for problem in problems] == [
        ("broken-link", "the navigation's '/abuot/' leads to nothing that is published")
    ]


def test_a_missing_picture_is_told_with_the_line_that_names_it(tmp_path: Path) -> None:
    """In the header, too, where a comma stands behind its name."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A", image="{src: no.jpg, alt: None}"))
    put(tmp_path / "content/b.md", article("B", image="[no.jpg, nor.jpg]"))
    found = [problem for problem in built(tmp_path).problems if problem.code == "broken-link"]
    lines = [
        (problem.path, number)
        for problem in found
        for number, line in enumerate((tmp_path / "content" / problem.path).read_text().split("\n"), 1)
        if "no.jpg" in line
    ]
    assert [(problem.path, problem.line) for problem in found] == lines != []


def test_of_two_at_one_permalink_the_hint_names_it(tmp_path: Path) -> None:
    """Another `slug` would change nothing for a story whose permalink is the whole address."""
    put(tmp_path / "content/site.yaml", SITE)
    for name in ("a.md", "b.md"):
        put(tmp_path / "content" / name, article(name, permalink="/x/"))
    (problem,) = built(tmp_path).problems
    assert (problem.code, problem.hint) == (
        "duplicate-address",
        "slug: another-name, or another `permalink:` where it has one",
    )


def test_what_leads_to_an_article_with_an_error_is_no_broken_link(tmp_path: Path) -> None:
    """One mistake is told once, where it is; published without that article, nothing leads to its place."""
    site_from(
        """
        === content/site.yaml
        title: The Test
        base_url: https://test.example/
        authority: test.example,2026
        nav: [{title: About, url: /about/}]
        check: {broken-link: error}
        === content/asia/2026-01-04-lee.md
        ---
        title: [Lee
        ---
        Text.
        === content/asia/kim/index.md
        ---
        title: Kim
        date: soon
        ---
        ![Kim](kim.png)
        === content/asia/kim/kim.png
        no picture
        === content/pages/about.md
        ---
        title: [About
        ---
        Text.
        === content/asia/b.fr.md
        ---
        title: B
        date: 2026-01-05
        translation_of: 2026-01-04-lee.md
        ---
        [One](2026-01-04-lee.md), [two](/2026/01/lee/), [three](kim/), ![four](kim/kim.png), [five](/about/).
        """,
        tmp_path,
    )
    outcome = built(tmp_path, skip_bad=True)
    assert {problem.path.removeprefix(f"{tmp_path}/content/") for problem in outcome.problems} == {
        "asia/2026-01-04-lee.md",
        "asia/kim/index.md",
        "pages/about.md",
    }
    story = (tmp_path / "public/fr/2026/01/b/index.html").read_text("utf-8")
    assert [
        word for word in ("/lee/", "kim", "/about/") if f'{word}index.html"' in story.split("<main")[1]
    ] == []
    edit(tmp_path / "content/asia/b.fr.md", "(kim/)", "(kin/)")
    assert [problem.line for problem in built(tmp_path).problems if problem.code == "broken-link"] == [6]


def test_what_is_found_among_all_articles_stands_at_its_field(tmp_path: Path) -> None:
    """Nobody has the file open any more when it is found, and an editor wants to jump to the line."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("A", updated="2026-02-01"))
    notice = "{date: 2026-02-01, reason: None of it was so}"
    put(tmp_path / "content/b.md", article("B", section="x", withdrawn=notice, aliases="[/b/, 2026/01/a/]"))
    put(tmp_path / "content/c.md", article("C", section="x", translation_of="d.md", slug="e"))
    put(tmp_path / "content/e.md", article("E", permalink="/2026/01/e/"))
    found = [(Path(p.path).name, p.line, p.column, p.code) for p in built(tmp_path).problems]
    assert found == [
        ("a.md", 4, 1, "dated-ahead"),
        ("b.md", 5, 1, "dated-ahead"),
        ("b.md", 6, 16, "duplicate-address"),
        ("c.md", 5, 1, "no-original"),
        ("e.md", 4, 1, "duplicate-address"),
    ]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("B.md", "capitals count: '/asia/b.md' is there"),
        ("asia/b.md", "begin the path with /: '/asia/b.md' is there"),
        ("www.test.example/x", "https://www.test.example/x, if that is on the web"),
        ("c.md", "check the path; a draft or future story cannot be linked yet"),
    ],
)
def test_a_broken_link_says_what_was_meant(tmp_path: Path, written: str, hint: str) -> None:
    """Capitals that Windows and macOS do not tell apart, a folder said twice, an address without https://."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/asia/a.md", article("A", body=f"See [it]({written}). It is there."))
    put(tmp_path / "content/asia/b.md", article("B"))
    assert [(problem.code, problem.hint) for problem in built(tmp_path).problems] == [("broken-link", hint)]


def test_a_related_story_is_named_by_its_file_alone(tmp_path: Path) -> None:
    """Its headline and address are known; one that is not there is told, at its line, and shows nothing."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/a.md", article("The first", date="2026-01-02"))
    put(tmp_path / "content/b.md", article("The second", related="[a.md, c.md, {url: a.md}, {id: its-own}]"))
    outcome = built(tmp_path)
    assert [(one.code, Path(one.path).name, one.line) for one in outcome.problems] == [
        ("bad-related", "b.md", 4),
        ("broken-link", "b.md", 4),
    ]
    page = (tmp_path / "public/2026/01/b/index.html").read_text("utf-8")
    related = page[page.index("related") :]
    assert related.count(">The first<") == 1
    assert "a.md" not in page
    assert "c.md" not in page


def test_a_text_that_is_no_article_is_told_where_nothing_refers_to_it(tmp_path: Path) -> None:
    """Who saves an article as lee.txt would wait for it; what an article, or a draft, may link to is none."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/asia/a.md", article("A", body="See [the law](law.txt), which has two pages."))
    put(tmp_path / "content/world/b.md", article("B", draft="true"))
    for name in (
        "asia/law.txt",
        "asia/lee.TXT",
        "asia/c.md.txt",
        "world/notes.docx",
        "robots.txt",
        "asia/a.csv",
    ):
        put(tmp_path / "content" / name, "Words.\n")
    found = [one for one in built(tmp_path).problems if one.code == "odd-name"]
    assert [(Path(one.path).name, one.hint) for one in found] == [
        ("c.md.txt", "rename the file"),
        ("lee.TXT", "save it as lee.md, if it is meant as one"),
        ("robots.txt", "put it into the content folder as static/robots.txt"),
    ]
