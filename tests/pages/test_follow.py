"""The pages that explain the feeds, what every page announces, and the OPML: as a whole site has them."""

from __future__ import annotations

import posixpath
import re
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from lxml import html

from tests.support import SITE, article, published, put, site_from

Files = dict[str, bytes]
FEEDS = "feeds: {tags: all, authors: all, agencies: all, languages: all, archive: week, entries: 3}\n"
BASE = "https://test.example/"
# Two tags and an author that XML, HTML and directions could trip over.
TAGS = '[R&D, "a \\"quoted\\" tag", جسور]'


def town(folder: Path, settings: str = FEEDS) -> Path:
    """Write a site with every kind of feed: 53 stories, one corrected, one withdrawn, one French."""
    sections = "sections: [{slug: town, title: Town}, {slug: sport, title: Sport}]\n"
    put(folder / "content/site.yaml", SITE + sections + settings)
    site_from(
        """
        === content/about.md
        ---
        title: Nothing
        date: 2026-01-04
        ---
        A story without a section says one thing. It says another.
        === content/pages/us.md
        ---
        title: Us
        ---
        Who we are.
        === content/pages/nous.md
        ---
        title: Nous
        lang: fr
        ---
        Qui nous sommes.
        """,
        folder,
    )
    write = folder / "content/town"
    put(
        write / "bridge.md",
        article("A bridge opens", "2026-01-05T10:00:00Z", tags=TAGS, author='Ann "B" O\'Neil & Sons',
            agency="Anadolu Agency", corrections='[{date: 2026-01-06, text: "It is 80 m long."}]'),
    )  # fmt: skip
    put(
        write / "comet.md",
        article("A comet comes", "2026-01-03T10:00:00Z",
            withdrawn='{date: 2026-01-07T09:00:00Z, reason: "It will not come."}'),
    )  # fmt: skip
    put(write / "pont.md", article("Le pont ouvre", "2026-01-05T11:00:00Z", lang="fr"))
    for number in range(50):
        put(
            write / f"s{number}.md",
            article(f"Story {number}", f"2025-12-{number % 28 + 1:02}", tags="[daily]"),
        )
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return published(town(tmp_path_factory.mktemp("town")))


def page_of(site: Files, path: str) -> html.HtmlElement:
    return html.fromstring(site[f"{path}index.html" if not path or path.endswith("/") else path].decode())


def announced(site: Files, path: str) -> list[str]:
    """List the files of the feeds a page announces; fail where a type is not that of its file."""
    found = []
    for link in page_of(site, path).xpath("//head/link[@rel='alternate']"):
        file = unquote(urlsplit(urljoin(BASE + path, link.get("href"))).path).lstrip("/")
        kind = "atom+xml" if file.endswith(".xml") else "feed+json"
        assert link.get("type") == f"application/{kind}"
        assert link.get("title")
        assert file in site
        found.append(file)
    return found


def texts(elements: list[html.HtmlElement]) -> list[str]:
    return [" ".join(element.text_content().split()) for element in elements]


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("", None),
        ("2026/01/bridge/", "section/town/"),
        ("2026/01/about/", None),
        ("fr/2026/01/pont/", "fr/"),
        ("section/town/", "section/town/"),
        ("section/town/page/1/", "section/town/"),
        ("section/sport/", "section/sport/"),
        ("tag/daily/", "tag/daily/"),
        ("author/ann-b-o-neil-sons/", "author/ann-b-o-neil-sons/"),
        ("agency/anadolu-agency/", "agency/anadolu-agency/"),
        ("en/", "en/"),
        ("fr/", "fr/"),
        ("edition/2026-01-05/", "digest/daily/"),
        ("edition/2026-W02/", "digest/weekly/"),
        ("digest/daily/", "digest/daily/"),
        ("digest/weekly/", "digest/weekly/"),
        ("corrections/", "corrections/"),
        ("feeds/", None),
        ("feeds/site/", None),
        ("feeds/section/town/", "section/town/"),
        ("feeds/language/fr/", "fr/"),
        ("us/", None),
        ("fr/nous/", "fr/"),
        ("404.html", None),
    ],
)
def test_a_page_announces_its_nearest_feed_and_the_sites(site: Files, path: str, nearest: str | None) -> None:
    """Atom and JSON Feed of the nearest, then of the site, which is announced once.

    To a story in another language than the site's, the feed of that language is nearer than the section's.
    """
    folders = ["", *([nearest] if nearest else [])][::-1]
    assert announced(site, path) == [
        f"{folder}{name}" for folder in folders for name in ("feed.xml", "feed.json")
    ]


def test_without_a_feed_of_the_language_the_sections_is_nearest(tmp_path: Path) -> None:
    """A French story announces its section where site.yaml names no French feed; editions without a digest
    feed announce the site's."""
    site = published(town(tmp_path, "feeds: {languages: [de], digest: none}\n"))
    assert announced(site, "fr/2026/01/pont/")[0] == "section/town/feed.xml"
    assert announced(site, "fr/nous/") == ["feed.xml", "feed.json"]
    assert announced(site, "edition/2026-01-05/") == ["feed.xml", "feed.json"]
    assert not page_of(site, "edition/2026-01-05/").xpath("//a[contains(@href, 'digest')]")


def test_every_page_announces_feeds_that_are_there(site: Files) -> None:
    """One or two feeds, each as Atom and JSON Feed, on every page; addresses that lead on announce none."""
    pages = [file for file in site if file.endswith(".html") and not file.endswith("/email.html")]
    assert len(pages) > 100
    assert {len(announced(site, file.removesuffix("index.html"))) for file in pages} == {2, 4}


def test_the_feeds_page_lists_every_feed_once_by_kind(site: Files) -> None:
    """The site and the digests first, the corrections last: a heading a kind, one address a feed."""
    page = page_of(site, "feeds/")
    headings = texts(page.xpath("//section[.//dl]/h2"))
    assert headings == "All the news,Sections,Tags,Authors,Agencies,Languages,Corrections".split(",")
    first, *_, tags, _, _, languages, _ = page.xpath("//section[.//dl]")
    assert texts(first.xpath(".//dt")) == ["The Test", "Daily digest", "Weekly digest"]
    assert texts(tags.xpath(".//dt")) == ['a "quoted" tag', "daily", "R&D", "جسور"]
    assert texts(languages.xpath(".//dt")) == ["English", "Français"]
    assert texts(page.xpath("//nav[@class='contents']//li"))[:3] == ["All the news 3", "Sections 2", "Tags 4"]
    heads = [file for file in site if posixpath.basename(file) == "feed.xml"]
    addresses = [unquote(url) for url in texts(page.xpath("//dd/code"))]
    assert sorted(addresses) == sorted(BASE + file for file in heads)


def test_a_small_site_needs_no_contents_on_its_feeds_page(tmp_path: Path) -> None:
    """With the feeds that every site has, the list is short, and no row of contents stands above it."""
    page = page_of(published(town(tmp_path, "")), "feeds/")
    assert texts(page.xpath("//section[.//dl]/h2")) == ["All the news", "Sections", "Corrections"]
    assert page.xpath("//nav[@class='contents']") == []


def test_every_feed_has_a_page_that_says_what_it_is(site: Files) -> None:
    """Each name on the feeds page leads to a page with the address to copy, the steps, the formats."""
    links = page_of(site, "feeds/").xpath("//dt/a/@href")
    assert len(links) == 14
    for link in links:
        path = unquote(posixpath.normpath(posixpath.join("feeds", link))).removesuffix("index.html")
        page = page_of(site, path)
        assert len(page.xpath("//p[@class='standfirst']")[0].text_content()) > 10
        (address,) = texts(page.xpath("//p[@class='address']/code"))
        assert unquote(address.removeprefix(BASE)) in site
        assert len(page.xpath("//ol/li")) == 3
        formats = texts(page.xpath("//dl[@class='addresses']/dd/code"))
        assert [posixpath.basename(url) for url in formats] == ["feed.xml", "rss.xml", "feed.json"]
        assert formats[0] == address


def test_a_feeds_page_names_what_it_brings(site: Files) -> None:
    """It says whose stories, how much of each, and names the feed for who hears links alone."""
    page = page_of(site, "feeds/tag/جسور/")
    assert texts(page.xpath("//h1")) == ["Feed: جسور"]
    assert page.xpath("//h1/bdi/text()") == ["جسور"]
    assert "Every story with the tag جسور." in page.text_content()
    assert "the story itself is here on the site" in page.text_content()
    assert texts(page.xpath("//dt/a")) == ["Atom: جسور", "RSS: جسور", "JSON Feed: جسور"]
    whole = page_of(site, "feeds/section/town/").text_content()
    assert "Every story of the section Town." in whole
    assert "the whole story" in whole
    french = page_of(site, "feeds/language/fr/").xpath("//h1/bdi")[0]
    assert (french.text, french.get("lang")) == ("Français", "fr")


def test_a_feeds_page_shows_the_newest_entries(site: Files) -> None:
    """Each leads to its story; one in another language says so, a withdrawn one, too."""
    newest = page_of(site, "feeds/site/").xpath("//ul[@class='latest']/li")
    assert len(newest) == 10
    assert texts([newest[0]]) == ["Le pont ouvre January 5, 2026, 11:00 AM UTC"]
    assert newest[0].xpath("a/@lang") == ["fr"]
    assert newest[1].xpath("a/@href") == ["../../2026/01/bridge/index.html"]
    assert texts(newest[3].xpath(".//*[@class='mark']")) == ["Withdrawn"]
    empty = page_of(site, "feeds/section/sport/")
    assert "There is nothing in this feed yet." in empty.text_content()


def test_the_corrections_page_shows_each_notice(site: Files) -> None:
    """What was wrong and when stands there, newest first, and leads to the notice on the story's page."""
    page = page_of(site, "corrections/")
    assert texts(page.xpath("//h1")) == ["Corrections"]
    first, second = page.xpath("//ul[@class='latest']/li")
    assert texts([first]) == ["A comet comes January 7, 2026, 9:00 AM UTC · Withdrawn It will not come."]
    assert texts([second]) == ["A bridge opens January 6, 2026 · Corrected It is 80 m long."]
    for item in (first, second):
        target, _, fragment = item.xpath("a/@href")[0].partition("#")
        story = page_of(site, posixpath.normpath(posixpath.join("corrections", target)))
        assert len(story.xpath(f"//aside//*[@id='{fragment}']")) == 1


def test_the_digest_page_lists_closed_editions_with_their_size(tmp_path: Path) -> None:
    """Newest first, each with its number of stories; one that is still open is not in the feed, nor here."""
    site = published(town(tmp_path), as_of=datetime(2026, 1, 5, 18, tzinfo=UTC))
    listed = texts(page_of(site, "digest/daily/").xpath("//ul[@class='latest']/li"))
    assert listed[:3] == [
        "Edition of January 4, 2026 1 story",
        "Edition of January 3, 2026 1 story",
        "Edition of December 28, 2025 1 story",
    ]
    weeks = texts(page_of(site, "digest/weekly/").xpath("//ul[@class='latest']/li"))
    assert weeks[0].endswith("January 4, 2026 2 stories")
    assert "so far" in page_of(site, "edition/2026-01-05/").text_content()
    assert "so far" in page_of(site, "edition/2026-W02/").text_content()
    assert "so far" not in page_of(site, "edition/2026-W01/").text_content()


def test_editions_lead_to_their_week_and_to_the_others(site: Files) -> None:
    """From a day to its neighbours, its week and its month; from a week to its neighbours and its month."""
    for path, targets in (
        ("2026-01-04", ("../2026-01-03", "../2026-01-05", "../2026-W01", "../../archive/2026-01")),
        ("2026-W01", ("../2025-W52", "../2026-W02", "../../archive/2026-01")),
    ):
        links = page_of(site, f"edition/{path}/").xpath("//nav[@class='more']//a/@href")
        assert links == [f"{target}/index.html" for target in targets]
    front = page_of(site, "").xpath("//nav[@class='more']//a/@href")
    assert front == ["edition/2026-01-05/index.html", "archive/2026-01/index.html"]


def test_tags_lead_to_their_lists_whether_these_have_feeds_or_not(tmp_path: Path, site: Files) -> None:
    """Every tag of a story has a list; site.yaml only says which lists have feeds."""
    links = page_of(site, "2026/01/bridge/").xpath("//section[@class='tags']//a/@href")
    assert [unquote(link) for link in links] == [
        f"../../../tag/{slug}/index.html" for slug in ("r-d", "a-quoted-tag", "جسور")
    ]
    some = published(town(tmp_path, "feeds: {tags: [R&D]}\n"))
    assert len(page_of(some, "2026/01/bridge/").xpath("//section[@class='tags']//li/a")) == 3
    assert {path for path in some if path.startswith("tag/") and path.endswith("feed.xml")} == {
        "tag/r-d/feed.xml"
    }


def test_headings_of_every_page_go_down_one_level_at_a_time(site: Files) -> None:
    """Each page has one h1, and no heading skips a level."""
    for file, page in site.items():
        if file.endswith(".html"):
            levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page.decode())]
            assert levels.count(1) == 1, file
            assert all(after <= before + 1 for before, after in pairwise(levels)), file


def test_a_feed_opened_in_a_browser_says_what_it_is(tmp_path: Path) -> None:
    """In the site's words and colours, by its stylesheet, which every document of a feed names; no wording
    of site.yaml can end the sentence's string."""
    hostile = '"; } * { display: none } /* \\'
    settings = "language: fr\ntheme: {accent: '#123456'}\nfeeds: {archive: week, entries: 3}\n"
    site = published(town(tmp_path / "plain", settings))
    style = site["assets/feed.css"].decode()
    assert ":root{--accent:#123456;}" in style
    assert "Ceci est un flux, fait pour des programmes" in style
    for file, text in site.items():
        if re.search(r"(feed|rss|\d\d|\d\.rss)\.xml$", file):
            (link,) = re.findall(r'<\?xml-stylesheet type="text/css" href="([^"]+)"\?>', text.decode())
            assert posixpath.normpath(posixpath.join(posixpath.dirname(file), link)) == "assets/feed.css"
    quoted = hostile.replace("'", "''")
    reworded = published(town(tmp_path / "other", f"strings: {{feed_note: '{quoted}'}}\n"))["assets/feed.css"]
    (note,) = re.findall(r"content: (\".*\");", reworded.decode())
    assert '"' not in note[1:-1]
    assert note.count("}") == 0


def outlines(site: Files) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(site["opml.xml"]).iterfind("body/outline"))


def test_the_opml_holds_every_feed_once(site: Files) -> None:
    """OPML 2.0: each feed's Atom address is an output, its page, too; titles come back as they are."""
    root = ElementTree.fromstring(site["opml.xml"])
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    feeds = [one for one in root.iter("outline") if one.get("xmlUrl")]
    urls = [unquote(one.get("xmlUrl", "")) for one in feeds]
    assert sorted(urls) == sorted(BASE + file for file in site if posixpath.basename(file) == "feed.xml")
    for one in feeds:
        assert one.get("type") == "rss"
        assert one.get("text") == one.get("title") != ""
        page = unquote(one.get("htmlUrl", "")).removeprefix(BASE)
        assert f"{page}index.html" in site
    titles = [one.get("text") for one in feeds]
    assert {'a "quoted" tag · The Test', "R&D · The Test", "جسور · The Test"} <= set(titles)
    assert 'Ann "B" O\'Neil & Sons · The Test' in titles


def test_the_opml_groups_feeds_by_kind(site: Files) -> None:
    """Kinds with several feeds stand in an outline of their name; the site's, and single ones, in none."""
    top = outlines(site)
    groups = {one.get("text"): len(one) for one in top if not one.get("xmlUrl")}
    assert groups == {"Sections": 2, "Tags": 4, "Languages": 2}
    assert [one.get("text") for one in top if one.get("xmlUrl")][:3] == [
        "The Test",
        "Daily digest · The Test",
        "Weekly digest · The Test",
    ]
    assert not [inner for one in top for inner in one if len(inner)]
