"""Whole sites with pictures and recordings: what feeds and pages say of files that are really there."""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import wave
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import pytest
from lxml import etree
from PIL import Image

from feedgen_site import pictures
from tests.support import SITE, article, built, codes, published, put, tree

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
}
PODCAST = f"""{SITE}\
publisher: Test Press
logo: /logo.png
feeds:
  podcast: {{email: podcast@test.example, category: Daily News}}
"""
LONG_AGO = 1_000_000_000


def png(width: int = 64, height: int = 48) -> bytes:
    """Draw a picture."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height)).save(stream, "PNG")
    return stream.getvalue()


def wav(seconds: float = 1.0) -> bytes:
    """Record silence."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * int(8000 * seconds))
    return stream.getvalue()


def site(folder: Path, settings: str = SITE, **fields: str) -> Path:
    """Write a site of one story with these fields, beside it a picture, sound, and what passes for an MP3."""
    put(folder / "content/site.yaml", settings)
    put(folder / "content/asia/bridge.md", article("A bridge opens", "2026-01-04 09:59", **fields))
    put(folder / "content/asia/bridge.png", png())
    put(folder / "content/asia/bridge.wav", wav())
    put(folder / "content/asia/bridge.mp3", b"ID3" + bytes(500))
    return folder


def found(data: bytes, path: str) -> list[dict[str, str]]:
    """Give the attributes of the elements at a path of an XML feed."""
    root = etree.fromstring(data)
    return [
        {str(name): str(value) for name, value in element.attrib.items()}
        for element in root.findall(path, NAMES)
    ]


def texts(data: bytes, path: str) -> list[str]:
    """Give the texts of the elements at a path of an XML feed."""
    return [str(element.text) for element in etree.fromstring(data).findall(path, NAMES)]


def item(output: dict[str, bytes]) -> dict[str, object]:
    """Give the one item of the site's JSON feed."""
    (only,) = json.loads(output["feed.json"])["items"]
    assert isinstance(only, dict)
    return only


class Elements(HTMLParser):
    """The elements of a page, by name."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, *names: str) -> list[dict[str, str | None]]:
        """Give the attributes of the elements of these names."""
        return [attributes for name, attributes in self.found if name in names]


PAGE = "2026/01/bridge/index.html"


# ---- enclosures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("feed", ["rss.xml", "feed.xml", "section/asia/rss.xml", "section/asia/feed.xml"])
def test_a_reader_finds_the_recording_with_its_true_length(tmp_path: Path, feed: str) -> None:
    """feedparser reads address, type and length; the length is that of the bytes at that address."""
    output = published(site(tmp_path, audio="bridge.wav"))
    (entry,) = feedparser.parse(output[feed]).entries
    (enclosure,) = entry.enclosures
    assert enclosure.href == "https://test.example/assets/asia/bridge.wav"
    assert enclosure.type == "audio/wav"
    assert int(enclosure.length) == len(output["assets/asia/bridge.wav"]) == len(wav())


def test_json_feed_has_it_as_an_attachment(tmp_path: Path) -> None:
    """With all that is known, in bytes and seconds."""
    output = published(
        site(tmp_path, audio='{src: bridge.mp3, duration: "12:34", title: The bridge *heard*}')
    )
    assert item(output)["attachments"] == [
        {
            "url": "https://test.example/assets/asia/bridge.mp3",
            "mime_type": "audio/mpeg",
            "title": "The bridge heard",
            "size_in_bytes": 503,
            "duration_in_seconds": 754,
        }
    ]


def test_a_story_without_files_has_none(tmp_path: Path) -> None:
    """No enclosure, no attachment, no player, no namespace that is not used, and no file copied."""
    output = published(site(tmp_path, PODCAST))
    assert "attachments" not in item(output)
    for feed in ("rss.xml", "feed.xml"):
        assert b"enclosure" not in output[feed]
        assert b"search.yahoo.com" not in output[feed]
        assert b"itunes" not in output[feed]
    assert Elements(output[PAGE]).named("audio", "video", "figure") == []
    assert not [path for path in output if path.startswith("assets/asia/")]


def test_rss_takes_one_and_the_others_are_not_lost(tmp_path: Path) -> None:
    """The first recording is the enclosure, though a document stands first; Atom has all, in their order."""
    put(tmp_path / "content/asia/notes.pdf", b"%PDF-")
    output = published(
        site(tmp_path, media="[notes.pdf, {src: bridge.wav, duration: 1, title: Sound}, bridge.mp3]")
    )
    assert found(output["rss.xml"], "channel/item/enclosure") == [
        {"url": "https://test.example/assets/asia/bridge.wav", "length": "8044", "type": "audio/wav"}
    ]
    assert [one["medium"] for one in found(output["rss.xml"], "channel/item/media:content")] == [
        "document",
        "audio",
    ]
    links = found(output["feed.xml"], "a:entry/a:link[@rel='enclosure']")
    assert [(link["type"], link["length"], link.get("title")) for link in links] == [
        ("application/pdf", "5", None),
        ("audio/wav", "8044", "Sound"),
        ("audio/mpeg", "503", None),
    ]


def test_a_remote_file_is_taken_at_its_word(tmp_path: Path) -> None:
    """It has the length that is written; without one it is no enclosure in RSS, and a warning says so."""
    outcome = built(site(tmp_path, audio='{src: "https://cdn.example/a b.mp3", length: 77}'))
    assert codes(outcome) == []
    (enclosure,) = found(tree(tmp_path / "public")["rss.xml"], "channel/item/enclosure")
    assert enclosure == {"url": "https://cdn.example/a%20b.mp3", "length": "77", "type": "audio/mpeg"}
    outcome = built(site(tmp_path, audio="https://cdn.example/a.mp3"))
    assert codes(outcome) == ["no-length"]
    assert codes(built(tmp_path, write=False)) == ["no-length"]
    output = tree(tmp_path / "public")
    assert found(output["rss.xml"], "channel/item/enclosure") == []
    (link,) = found(output["feed.xml"], "a:entry/a:link[@rel='enclosure']")
    assert link == {"href": "https://cdn.example/a.mp3", "rel": "enclosure", "type": "audio/mpeg"}


def test_a_silenced_warning_is_not_told_by_the_judge_instead(tmp_path: Path) -> None:
    """Who switches `no-length` off has heard of it."""
    folder = site(tmp_path, f"{SITE}check: {{no-length: off}}\n", audio="https://cdn.example/a.mp3")
    assert codes(built(folder, write=False)) == []


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    """The size is known: there is none. No expression wrote that."""
    folder = site(tmp_path, audio="silence.mp3")
    (folder / "content/asia/silence.mp3").write_bytes(b"")
    (problem,) = built(folder, write=False).problems
    assert (problem.path, problem.code) == (str(folder / "content/asia/bridge.md"), "feed-warning")
    assert problem.message.endswith("/silence.mp3' is empty")
    assert "expression" not in problem.hint


def test_a_file_that_is_not_there_is_named_and_left_out(tmp_path: Path) -> None:
    """The warning has the line; no feed and no page leads to nothing."""
    outcome = built(site(tmp_path, audio="gone.mp3"))
    (problem,) = outcome.problems
    assert (problem.code, problem.line) == ("broken-link", 4)
    output = tree(tmp_path / "public")
    assert not [path for path, data in output.items() if b"gone.mp3" in data]


def test_a_file_of_content_static_counts(tmp_path: Path) -> None:
    """It stands at an address of its own, and is not copied twice."""
    put(tmp_path / "content/static/sound/a.mp3", bytes(9))
    output = published(site(tmp_path, audio="/sound/a.mp3"))
    (enclosure,) = found(output["rss.xml"], "channel/item/enclosure")
    assert enclosure == {"url": "https://test.example/sound/a.mp3", "length": "9", "type": "audio/mpeg"}
    assert [path for path in output if path.endswith("a.mp3")] == ["sound/a.mp3"]


# ---- pictures ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("feed", "place"), [("rss.xml", "channel/item"), ("feed.xml", "a:entry")])
def test_the_picture_has_size_caption_and_credit(tmp_path: Path, feed: str, place: str) -> None:
    """Media RSS in both XML formats: width and height of the very file, its bytes, its thumbnail."""
    output = published(site(tmp_path, image='{src: bridge.png, caption: "Four < five", credit: Kim Ito}'))
    url = "https://test.example/assets/asia/bridge.png"
    assert found(output[feed], f"{place}/media:content") == [
        {
            "url": url,
            "type": "image/png",
            "fileSize": str(len(png())),
            "medium": "image",
            "width": "64",
            "height": "48",
        }
    ]
    inside = f"{place}/media:content/media"
    assert found(output[feed], f"{inside}:thumbnail") == [{"url": url, "width": "64", "height": "48"}]
    # Plain text that reads as HTML is escaped, and marked as HTML.
    assert found(output[feed], f"{inside}:description") == [{"type": "html"}]
    assert texts(output[feed], f"{inside}:description") == ["Four &lt; five"]
    assert texts(output[feed], f"{inside}:credit") == ["Kim Ito"]


def test_a_plain_caption_is_plain(tmp_path: Path) -> None:
    """What cannot be taken for HTML stands as it is."""
    output = published(site(tmp_path, image="{src: bridge.png, caption: R&D at dawn}"))
    inside = "channel/item/media:content/media:description"
    assert found(output["rss.xml"], inside) == [{"type": "plain"}]
    assert texts(output["rss.xml"], inside) == ["R&D at dawn"]


def test_a_picture_that_the_text_shows_is_in_lists_all_the_same(tmp_path: Path) -> None:
    """Readers take it from there; the text is not led by it a second time."""
    body = "![A bridge](bridge.png)\n\nThe bridge opened on Monday."
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/asia/bridge.md", article("A bridge opens", body=body, image="bridge.png"))
    put(tmp_path / "content/asia/bridge.png", png())
    output = published(tmp_path)
    assert item(output)["image"] == "https://test.example/assets/asia/bridge.png"
    assert str(item(output)["content_html"]).count("bridge.png") == 1
    assert len(found(output["rss.xml"], "channel/item/media:content")) == 1


def test_a_remote_picture_has_no_size(tmp_path: Path) -> None:
    """Nothing is fetched, and nothing is guessed."""
    output = published(site(tmp_path, image="https://cdn.example/p.jpg"))
    assert found(output["rss.xml"], "channel/item/media:content") == [
        {"url": "https://cdn.example/p.jpg", "type": "image/jpeg", "medium": "image"}
    ]


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", bytes(range(200, 100, -1))])
def test_a_broken_picture_stops_nothing(tmp_path: Path, data: bytes) -> None:
    """Its size is left out, and nobody complains."""
    put(site(tmp_path, image="bridge.png") / "content/asia/bridge.png", data)
    (content,) = found(published(tmp_path)["rss.xml"], "channel/item/media:content")
    assert content.keys() <= {"url", "type", "medium", "fileSize"}


# ---- measured once -----------------------------------------------------------------------------------------


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Count the pictures that are really measured."""
    seen: list[bytes] = []
    real = pictures.size_of

    def size_of(data: bytes) -> tuple[int, int] | None:
        seen.append(data)
        return real(data)

    monkeypatch.setattr(pictures, "size_of", size_of)
    return seen


def aged(folder: Path) -> Path:
    """Write a site with a picture that was not changed just now."""
    os.utime(site(folder, image="bridge.png") / "content/asia/bridge.png", (LONG_AGO, LONG_AGO))
    return folder


def test_a_picture_is_measured_once(tmp_path: Path, measured: list[bytes]) -> None:
    """A second build knows its size; one that changed is measured again, and the feeds say so."""
    first = published(aged(tmp_path))
    assert published(tmp_path) == first
    assert measured == [png()]
    put(tmp_path / "content/asia/bridge.png", png(7, 5))
    (content,) = found(published(tmp_path)["rss.xml"], "channel/item/media:content")
    assert (content["width"], content["height"]) == ("7", "5")
    assert measured == [png(), png(7, 5)]


def test_a_forgotten_picture_leaves_no_record(tmp_path: Path) -> None:
    """The cache holds what the last build needed."""
    published(aged(tmp_path))
    put(tmp_path / "content/asia/bridge.md", article("A bridge opens"))
    published(tmp_path)
    (file,) = tmp_path.glob("cache/*.sqlite3")
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT count(*) FROM examined").fetchone() == (0,)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE examined SET kept = replace(kept, '3', '9')",
        "UPDATE examined SET kept = 'x', sum = 'y'",
        "UPDATE examined SET sum = NULL",
        "UPDATE examined SET path = 'asia/other.png'",
        "DROP TABLE examined",
        "DROP TABLE examined; CREATE TABLE examined (path TEXT)",
    ],
)
def test_a_broken_record_is_measured_again(tmp_path: Path, change: str) -> None:
    """Whatever stands in the cache, and in one from before there were pictures, the size is the file's."""
    first = published(aged(tmp_path))
    (file,) = tmp_path.glob("cache/*.sqlite3")
    with closing(sqlite3.connect(file)) as database:
        database.executescript(change)
    for name in ("rss.xml", "feed.xml"):
        (tmp_path / "public" / name).unlink()
    assert published(tmp_path) == first


# ---- podcasts ----------------------------------------------------------------------------------------------


EPISODE = (
    '{src: bridge.mp3, duration: "1:02:03", title: "The bridge, heard", episode: 3, season: 1, '
    "explicit: true, image: bridge.png}"
)


def test_an_episode_is_one_to_podcast_apps(tmp_path: Path) -> None:
    """feedparser, as podcast programs do, finds what the channel is and what the episode is."""
    data = published(site(tmp_path, PODCAST, audio=EPISODE))["rss.xml"]
    feed = feedparser.parse(data)
    (entry,) = feed.entries
    assert entry.itunes_duration == "3723"
    assert (entry.itunes_episode, entry.itunes_season) == ("3", "1")
    assert entry.image.href == "https://test.example/assets/asia/bridge.png"
    assert feed.feed.itunes_type == "episodic"
    # feedparser knows only the words of old, "yes" and "clean".
    assert texts(data, "channel/itunes:explicit") == ["false"]
    assert texts(data, "channel/item/itunes:explicit") == ["true"]
    assert texts(data, "channel/item/itunes:title") == ["The bridge, heard"]
    assert (feed.feed.publisher_detail.name, feed.feed.publisher_detail.email) == (
        "Test Press",
        "podcast@test.example",
    )
    assert [tag.term for tag in feed.feed.tags] == ["News", "Daily News"]
    assert feed.feed.author == "Test Press"


def test_the_channel_has_a_cover(tmp_path: Path) -> None:
    """The image of the settings, else the logo, which must be a PNG or JPEG then; else none."""
    for settings, cover in (
        (PODCAST, ["https://test.example/logo.png"]),
        (PODCAST.replace("logo: /logo.png\n", ""), []),
        (PODCAST.replace("{email", "{image: /cover.jpg, email"), ["https://test.example/cover.jpg"]),
    ):
        output = published(site(tmp_path, settings, audio="bridge.mp3"))
        assert [one["href"] for one in found(output["rss.xml"], "channel/itunes:image")] == cover


@pytest.mark.parametrize("settings", [SITE, PODCAST.partition("feeds:")[0]])
def test_without_the_settings_it_is_no_podcast(tmp_path: Path, settings: str) -> None:
    """The enclosure stays; directories would refuse a feed without category and owner."""
    output = published(site(tmp_path, settings, audio=EPISODE))
    assert b"itunes" not in output["rss.xml"]
    assert len(found(output["rss.xml"], "channel/item/enclosure")) == 1


@pytest.mark.parametrize(
    "audio", ["bridge.wav", '{src: "https://cdn.example/a.mp3?x=1", length: 5}', "https://cdn.example/a.mp3"]
)
def test_what_podcast_apps_do_not_play_is_no_episode(tmp_path: Path, audio: str) -> None:
    """Another format, an address that does not end like a file, no enclosure at all."""
    output = published(site(tmp_path, PODCAST, audio=audio))
    assert b"itunes" not in output["rss.xml"]


def test_atom_is_no_podcast(tmp_path: Path) -> None:
    """Podcast apps read RSS; Atom has the enclosure alone."""
    output = published(site(tmp_path, PODCAST, audio=EPISODE))
    assert b"itunes" not in output["feed.xml"]


# ---- pages -------------------------------------------------------------------------------------------------


def test_the_page_plays_it_and_offers_it(tmp_path: Path) -> None:
    """A player with a name that loads nothing by itself, above the text, and a link to the file."""
    page = published(
        site(tmp_path, audio='{src: bridge.wav, duration: "12:34", title: The <i>bridge</i> & more}')
    )[PAGE]
    elements = Elements(page)
    assert elements.named("audio") == [
        {
            "src": "../../../assets/asia/bridge.wav",
            "controls": None,
            "preload": "none",
            "aria-label": "The bridge & more",
        }
    ]
    assert [link for link in elements.named("a") if "download" in link] == [
        {"href": "../../../assets/asia/bridge.wav", "download": None}
    ]
    text = page.decode()
    assert text.index("<audio") < text.index('<div class="body">')
    assert "The bridge &amp; more · 12:34 · " in text
    assert "Download: bridge.wav" in text


def test_a_film_has_its_picture_and_a_document_no_player(tmp_path: Path) -> None:
    """The poster is a link like any other; a file without a title is called by its name alone."""
    put(tmp_path / "content/asia/film ü.mp4", bytes(9))
    put(tmp_path / "content/asia/notes.pdf", b"%PDF-")
    page = published(site(tmp_path, video="{src: film ü.mp4, image: bridge.png}", attachments="notes.pdf"))[
        PAGE
    ]
    (video,) = Elements(page).named("video")
    assert video == {
        "src": "../../../assets/asia/film%20%C3%BC.mp4",
        "controls": None,
        "preload": "none",
        "aria-label": "Video",
        "poster": "../../../assets/asia/bridge.png",
    }
    assert "Download: film ü.mp4" in page.decode()
    assert (
        '<figcaption><a href="../../../assets/asia/notes.pdf" download>Download: notes.pdf</a>'
        in page.decode()
    )


def test_the_data_of_the_page_names_it(tmp_path: Path) -> None:
    """schema.org: an AudioObject with absolute address, type and length of time."""
    page = published(site(tmp_path, audio='{src: bridge.mp3, duration: "12:34", title: Heard}'))[
        PAGE
    ].decode()
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert match
    assert json.loads(match[1])["audio"] == [
        {
            "@type": "AudioObject",
            "name": "Heard",
            "contentUrl": "https://test.example/assets/asia/bridge.mp3",
            "encodingFormat": "audio/mpeg",
            "duration": "PT754S",
        }
    ]


# ---- what may not be published -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"agency": "Example Wire"},
        {"withdrawn": "{date: 2026-01-05, reason: It was wrong}"},
        {"draft": "true"},
        {"embargo": "2026-02-01"},
        {"expires": "2026-01-05"},
    ],
)
def test_a_recording_that_may_not_be_heard_is_nowhere(tmp_path: Path, fields: dict[str, str]) -> None:
    """Not its file, not its name in any output; without the rule both are there."""
    settings = f"{SITE}agencies: {{Example Wire: {{policy: summary}}}}\n"
    output = published(site(tmp_path, settings, audio="{src: bridge.mp3, image: bridge.png}", **fields))
    assert not [path for path, data in output.items() if "bridge.mp3" in path or b"bridge.mp3" in data]
    assert "assets/asia/bridge.png" not in output
    output = published(site(tmp_path, SITE, audio="bridge.mp3"))
    assert len([path for path, data in output.items() if b"bridge.mp3" in data]) >= 4
