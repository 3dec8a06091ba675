"""What an entry says: summary and content."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from feedgen_site.config import SiteConfig
from feedgen_site.dates import Moment
from feedgen_site.feeds import Entry, Feed, Format, render
from feedgen_site.model import Correction, Image

MakeEntry = Callable[..., Entry]


def test_summary_is_standfirst_and_points(make_entry: MakeEntry) -> None:
    """The summary is plain text: the standfirst, then a line for each point; no markup is escaped in it."""
    assert make_entry().summary == (
        "It carries four lanes.\n• The bridge opened on Monday.\n• R&D cost a tenth."
    )
    assert make_entry(standfirst="").summary.startswith("• The bridge")
    assert make_entry(points=()).summary == "It carries four lanes."
    assert make_entry(points=(), standfirst="").summary == ""


def test_points_are_escaped(make_entry: MakeEntry, config: SiteConfig) -> None:
    """A point is text: its markup is shown, not obeyed."""
    points = (replace(make_entry().points[0], text="Use <script> & <b>"),)
    written = make_entry(points=points).html
    assert "\n<ul>\n<li>Use &lt;script&gt; &amp; &lt;b&gt;</li>\n</ul>\n<p>" in written


def test_no_empty_list(make_entry: MakeEntry, config: SiteConfig) -> None:
    """A story without points and standfirst begins with its article."""
    assert make_entry(points=(), standfirst="").html.startswith("<p>The bridge opened.")


def test_the_standfirst_stands_above_the_text_once(make_entry: MakeEntry) -> None:
    """Readers that show the content alone have it, above the points; a text that holds it shows it itself."""
    assert make_entry(standfirst="Four <lanes>.").html.startswith("<p>Four &lt;lanes&gt;.</p>\n<ul>")
    for body in ("<p>It carries four lanes. Trams, too.</p>", ""):
        assert make_entry(html=body).html.count("It carries four lanes.") == 1


def test_corrections_stand_before_all(make_entry: MakeEntry, config: SiteConfig) -> None:
    """A correction comes first, dated by the site's day, its text escaped; without one there is no notice."""
    moment = Moment(datetime(2026, 1, 4, 23, 30, tzinfo=UTC))
    tokyo = replace(config, timezone="Asia/Tokyo")
    written = make_entry(corrections=(Correction(moment, "It has <four> lanes."),), settings=tokyo).html
    assert written.startswith(
        "<p><strong>Corrected (2026-01-05):</strong> It has &lt;four&gt; lanes.</p>\n"
        "<p>It carries four lanes.</p>\n<ul>\n"
    )
    assert "<strong>" not in make_entry().html


def test_corrections_speak_the_language_of_the_story(make_entry: MakeEntry, config: SiteConfig) -> None:
    """The notice is in the story's language or the owner's words; without either it is the day alone."""
    corrections = (Correction(Moment(datetime(2026, 1, 5, tzinfo=UTC)), "…"),)
    french = make_entry(language="fr-CA", corrections=corrections).html
    assert "<strong>Rectifié (2026-01-05):</strong>" in french
    unknown = make_entry(language="tlh", corrections=corrections)
    assert "<strong>2026-01-05:</strong>" in unknown.html
    reworded = replace(config, strings=(("corrected", "<lugh>"),))
    unknown = make_entry(language="tlh", corrections=corrections, settings=reworded)
    assert "<strong>&lt;lugh&gt; (2026-01-05):</strong>" in unknown.html


def test_picture(make_entry: MakeEntry, config: SiteConfig) -> None:
    """The picture has its text alternative, caption and credit, all escaped."""
    image = Image("/b.jpg", 'The "new" bridge', "Seen from <east>", "A. Díaz")
    entry = make_entry(image=image, image_url="https://news.example/b.jpg?a=1&b=2")
    assert (
        '<figure><img src="https://news.example/b.jpg?a=1&amp;b=2" alt="The &quot;new&quot; bridge">'
        "<figcaption>Seen from &lt;east&gt; (A. Díaz)</figcaption></figure>\n<p>The bridge"
    ) in entry.html
    bare = make_entry(image=Image("/b.jpg"), image_url="https://news.example/b.jpg")
    assert '<figure><img src="https://news.example/b.jpg" alt=""></figure>' in bare.html


def test_picture_is_not_shown_twice(make_entry: MakeEntry, config: SiteConfig) -> None:
    """An article that shows its picture itself gets no second one; nor one without picture."""
    shown = '<p><img src="https://news.example/b.jpg" alt=""></p>'
    entry = make_entry(html=shown, image=Image("/b.jpg"), image_url="https://news.example/b.jpg")
    assert entry.html.count("<img") == 1
    assert "<img" not in make_entry().html


def test_link_item(make_entry: MakeEntry, config: SiteConfig) -> None:
    """A link item ends with the link to its source, named by its host; an article does not."""
    written = make_entry(html="").html
    assert written.endswith(
        "<p>It carries four lanes.</p>\n"
        '<p><a href="https://agency.example/story?a=1&amp;b=2">agency.example</a></p>'
    )
    assert "agency.example" not in make_entry().html


def test_json_key_points(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """JSON Feed carries the points as data: text, source, origin and reviewer; nothing empty."""
    with_points, without = json.loads(
        render(Format.JSON, feed, (make_entry(), make_entry(points=())), config)
    )["items"]
    assert with_points["_feedgen_site"]["key_points"] == [
        {
            "text": "The bridge opened on Monday.",
            "source": "https://news.example/sub/2026/01/bridge/#s-1a2b3c4d",
            "origin": "extracted",
        },
        {"text": "R&D cost a tenth.", "origin": "newsroom", "reviewed_by": "Kim Ito"},
    ]
    assert "key_points" not in without["_feedgen_site"]


def test_json_item(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """A JSON Feed item has its keys in one order, plain title and summary, and the source as external."""
    entry = make_entry(
        headline="a < b & R&amp;D", image=Image("/b.jpg"), image_url="https://news.example/b.jpg"
    )
    parsed = json.loads(render(Format.JSON, feed, (entry,), config))
    assert list(parsed) == [
        *(
            "version",
            "_feedgen_site",
            "title",
            "home_page_url",
            "feed_url",
            "description",
            "authors",
            "language",
            "items",
        ),
    ]
    (item,) = parsed["items"]
    assert list(item) == [
        *("id", "url", "external_url", "title", "content_html", "summary", "image", "date_published"),
        *("date_modified", "authors", "tags", "language", "_feedgen_site"),
    ]
    assert item["title"] == "a < b & R&amp;D"
    assert item["summary"] == entry.summary
    assert item["external_url"] == "https://agency.example/story?a=1&b=2"
    assert item["authors"][0] == {"name": "Ana Díaz", "url": "https://example.org/ana"}


def test_json_is_readable_text(make_entry: MakeEntry, feed: Feed, config: SiteConfig) -> None:
    """Letters stand as they are, one key a line, and the file ends with a line end."""
    written = render(Format.JSON, feed, (make_entry(headline="橋が開通"),), config).decode()
    assert '\n   "title": "橋が開通",\n' in written
    assert written.endswith("}\n")
