"""Names, titles and files of strangers in feeds, their pages, lists: text stays text, files stay inside."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from lxml import etree, html

from feedgen_site.problem import errors
from tests.support import SITE, article, built, published, put, tree

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "]]><x/>&amp;&#60;b&#62;",
    "two\nlines\tand\x85more",
    "../../etc/passwd",
    "--><!-- <?x?>",
    "javascript:alert(1)",
    "\u202egnp.exe",
)
FIELDS = {
    "title": "<b>[{agency}: ]</b>{headline}",
    "summary": "<script>{tags}</script> {authors}",
    "dc:source": r"\]\]><x a='{agency}'/>{headline}",
}
FEEDS = {"tags": "all", "authors": "all", "agencies": "all", "fields": FIELDS,
         "namespaces": {"dc": "http://purl.org/dc/elements/1.1/"}}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A site whose every story has such names, with a feed for each of them."""
    folder = tmp_path_factory.mktemp("nasty")
    settings = {
        "title": NASTY[1],
        "description": NASTY[4],
        "publisher": NASTY[3],
        "strings": {"feed_note": NASTY[1]},
    }
    rows = [f"{key}: {json.dumps(value)}\n" for key, value in settings.items()]
    put(
        folder / "content/site.yaml",
        "".join(SITE.splitlines(True)[1:] + rows) + f"feeds: {json.dumps(FEEDS)}\n",
    )
    for number, text in enumerate(NASTY):
        names = {"tags": [text, f"{text} {number}"], "authors": [text], "agency": text, "section": text}
        fields = {key: json.dumps(value) for key, value in names.items()}
        put(folder / f"content/{number}.md", article(f"{text} {number}", body="It is so.", **fields))
    return published(folder)


def test_no_name_becomes_markup_in_a_feed(site: dict[str, bytes]) -> None:
    """Every feed and list is sound XML, of no elements but those of feeds."""
    files = [path for path in site if path.endswith(".xml")]
    assert len(files) > 3 * len(NASTY)
    for path in files:
        for element in etree.fromstring(site[path]).iter(etree.Element):
            assert etree.QName(element).localname not in ("x", "script", "img", "b", "X"), path
    assert json.loads(site["feed.json"])["items"]


def test_no_name_becomes_markup_in_a_page(site: dict[str, bytes]) -> None:
    """Neither on the feeds page, nor on that of a feed or the list that it follows."""
    for path, data in site.items():
        if path.endswith(".html"):
            page = html.document_fromstring(data.decode())
            assert not page.xpath("//script[not(@type='application/ld+json')] | //@onload | //@onerror"), path
            assert not page.xpath("//img[@src='x'] | //x | //@href[starts-with(., 'javascript:')]"), path


def test_the_opml_says_every_name_in_one_line(site: dict[str, bytes]) -> None:
    """Names stand in attributes, whole, and without line ends that a parser would turn into blanks."""
    texts = [one.get("text") for one in etree.fromstring(site["opml.xml"]).iter("outline")]
    for name in (NASTY[2], NASTY[5]):
        assert any(text and text.startswith(name) for text in texts), name
    assert any(text and text.startswith("two lines and") for text in texts)
    assert not any(text and set(text) & set("\n\r\t\x85") for text in texts)


def test_no_word_of_site_yaml_ends_the_string_of_the_stylesheet(site: dict[str, bytes]) -> None:
    """What stands over a feed that is opened in a browser is one string of CSS."""
    rule = site["assets/feed.css"].decode().rpartition("content: ")[2]
    assert rule.count('"') == 2
    assert not set("<>\n'") & set(rule.rpartition('"')[0])


OUTSIDE = (
    "../secret.mp3", "/../secret.mp3", "%2e%2e/secret.mp3", "..\\secret.mp3", "..%5csecret.mp3",
    "%252e%252e/secret.mp3", "link.mp3", "linked/secret.mp3", "file:///etc/secret.mp3",
)  # fmt: skip
NO_RECORDING = (
    "data:audio/mpeg;base64,AAAA", "javascript:alert(1)//a.mp3", "java\tscript:a.mp3",
    "blob:https://x.example/a.mp3",
    "https://x.example/a.mp3\" onerror=\"alert(1)", "https://x.example/<script>.mp3", "C:/a.mp3", "site.yaml",
    "a.sh", "held.md",
)  # fmt: skip


@pytest.mark.parametrize("source", [*OUTSIDE, *NO_RECORDING])
def test_no_recording_is_taken_from_where_none_is(tmp_path: Path, source: str) -> None:
    """Whatever type is claimed: nothing from outside, no page, setting or program, no odd scheme."""
    folder = tmp_path / "site"
    put(folder / "content/site.yaml", SITE)
    put(tmp_path / "secret.mp3", "secret")
    put(folder / "secret.mp3", "secret")
    put(folder / "content/held.md", article("Held", draft="true", body="secret"))
    put(folder / "content/a.sh", "secret")
    os.symlink(folder / "secret.mp3", folder / "content/link.mp3")
    os.symlink(folder, folder / "content/linked")
    audio = {"src": source, "type": "audio/mpeg", "length": 10}
    put(folder / "content/story.md", article("Story", audio=json.dumps(audio)))
    outcome = built(folder)
    output = tree(folder / "public")
    assert not errors(outcome.problems)
    assert "2026/01/story/index.html" in output
    assert b"<audio" not in output["2026/01/story/index.html"]
    assert b"<enclosure" not in output["rss.xml"]
    assert not any(b"secret" in data for path, data in output.items() if path.startswith("assets/"))
