"""A document of a feed that is written with entries that are there already is the one written whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site.config import SiteConfig
from feedgen_site.feeds import Deleted, Document, Entry, Feed, Format, pieces, render
from feedgen_site.model import Author, Measure, Medium
from tests.support import A_MOMENT

FEED = Feed("site", "Example", "News", "/", "en")
CONFIG = SiteConfig(title="Example", base_url="https://news.example/", authority="example.org,2026",
                    publisher="Example Press", hubs=("https://hub.example/",))  # fmt: skip
# What would be taken for the end of an entry, or the beginning of one, were it not written otherwise.
HOSTILE = (
    "\n  <entry>", "\n  </entry>", "\n    <item>", "\n    </item>", "\n  {", "\n  },\n  {", "]]>", "\n ]\n}",
    "\n</feed>", "\n  </channel>", '\n "items": [', "&lt;", "<p>A</p>\n  <entry xml:lang='fr'>",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from([*HOSTILE, "tram", "é"]), min_size=1, max_size=3).map(" ".join)
MOMENTS = st.integers(0, 9).map(lambda hours: A_MOMENT + timedelta(hours=hours))
PICTURE = "https://news.example/p.png"
MEDIA = st.sampled_from(
    [
        (),
        (Medium("https://news.example/a.mp3", "audio/mpeg", 9),),
        (
            Medium("https://news.example/a.pdf", "application/pdf", 7),
            Medium("https://e.example/b", "video/mp4"),
        ),
    ]
)
ENTRIES = st.lists(
    st.builds(
        Entry, st.uuids().map("urn:uuid:{}".format), st.just("https://news.example/x/"), TEXTS, TEXTS, TEXTS,
        st.sampled_from(["en", "fr"]), MOMENTS, MOMENTS, MOMENTS, st.just((Author("Ada"),)),
        tags=st.just(("x",)), image_url=st.sampled_from(["", PICTURE]),
        image_measure=st.just(Measure(1, 2, 3)), media=MEDIA,
    ),
    max_size=5,
).map(tuple)  # fmt: skip
DOCUMENTS = st.sampled_from(
    [Document(), Document("2026-01", "2025-12"), Document(deleted=(Deleted("x", A_MOMENT, "No."),))]
)


def outline(entry: Entry) -> Entry:
    """Leave of an entry what the head of its document depends on."""
    return Entry("", "", "", "", "", "", entry.published, entry.updated, entry.atom_updated,
                 image_url=entry.image_url, media=entry.media)  # fmt: skip


@pytest.mark.parametrize("kind", list(Format))
@given(ENTRIES, DOCUMENTS, st.sets(st.integers(0, 4)))
def test_entries_that_are_there_are_put_in_their_places(
    kind: Format, entries: tuple[Entry, ...], document: Document, places: set[int]
) -> None:
    """Whichever of them are, whatever they say, and where the rest are none."""
    whole = render(kind, FEED, entries, CONFIG, document)
    head, parts, tail = pieces.cut(kind, whole)
    assert len(parts) == len(entries)
    if parts:
        assert head + (b"," if kind is Format.JSON else b"").join(parts) + tail == whole
    present = {place: parts[place] for place in places if place < len(parts)}
    known = tuple(outline(one) if place in present else one for place, one in enumerate(entries))
    assert render(kind, FEED, known, CONFIG, document, present) == whole


@pytest.mark.parametrize("kind", list(Format))
def test_a_long_document_holds_what_short_ones_do(kind: Format) -> None:
    """The entries of a month are not written all at once: each has the bytes that it has alone."""
    entries = tuple(
        Entry(f"urn:{number}", "https://news.example/x/", f"Tram {number}", "", "<p>é</p>" * 20_000, "en",
              A_MOMENT, A_MOMENT, A_MOMENT, media=(Medium(f"https://e.example/{number}", "audio/mpeg"),))
        for number in range(9)
    )  # fmt: skip
    head, parts, tail = pieces.cut(kind, render(kind, FEED, entries, CONFIG, Document("2026-01", "2025-12")))
    for entry, part in zip(entries, parts, strict=True):
        alone = render(kind, FEED, (entry,), CONFIG, Document("2026-01", "2025-12"))
        assert pieces.cut(kind, alone) == (head, [part], tail)
