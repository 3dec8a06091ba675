"""What a comparison of two states finds, one finding at a time, and where it finds none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedgen_site.feeds import Format
from feedgen_site.model import Hold
from feedgen_site.state import Address, Place, State, ToldEdition, ToldFeed, ToldNotice, ToldStory
from feedgen_site.state.comparison import changed_topics, compare
from feedgen_site.state.difference import Change, Difference, Finding, Newsroom

DAY = datetime(2026, 1, 4, tzinfo=UTC)
NOW = datetime(2026, 2, 1, tzinfo=UTC)
LEE = ToldStory(
    id="tag:test.example,2026:lee",
    permalink="/2026/01/lee/",
    aliases=(),
    published=DAY,
    updated=DAY,
    expires=None,
    listed="aaaaaaaa",
    points="bbbbbbbb",
    source="cccccccc",
    body="dddddddd",
    withdrawn=False,
)
KIM = replace(
    LEE, id="urn:uuid:0d0990b3-8fed-4500-9eff-2e2d3f9df904", permalink="/2026/01/kim/", source="kim"
)
EMPTY = State((), (), (), (), ())
SITE = ToldFeed("site", "/", "0123456789abcdef", "0123456789abcdef")
ASIA = replace(SITE, key="section/asia", permalink="/section/asia/")


def of(*stories: ToldStory) -> State:
    """Make the state of a site of these stories alone."""
    return replace(EMPTY, stories=stories)


def found(old: State, new: State, newsroom: Newsroom | None = None) -> Difference:
    """Compare as of February."""
    return compare(old, new, NOW, newsroom or Newsroom())


def only(difference: Difference) -> Finding:
    """Give the one finding there must be."""
    (finding,) = difference.findings
    return finding


# ---- stories that stay -------------------------------------------------------------------------------------


def test_nothing_is_found_where_nothing_changed() -> None:
    """The same state, later: readers see nothing, and are told so."""
    difference = found(of(LEE, KIM), of(LEE, KIM))
    assert difference.findings == ()
    assert difference.sentence() == "nothing that readers see is new, changed or lost"


def test_a_new_story_is_new() -> None:
    """A story with an id nobody has yet."""
    difference = found(of(LEE), of(LEE, KIM), Newsroom(files={KIM.id: "content/kim.md"}))
    assert only(difference) == Finding(Change.NEW, KIM.id, KIM.permalink, "content/kim.md")
    assert difference.sentence() == "1 new"
    assert difference.losses == ()


def test_an_updated_story_shows_as_changed_and_not_as_changed_silently() -> None:
    """With another `updated`, readers look again: what has changed needs no further word."""
    now = replace(LEE, updated=NOW, listed="x", source="x", body="x", points="x")
    difference = found(of(LEE), of(now))
    assert only(difference).change is Change.UPDATED
    assert difference.sentence() == "1 updated (shows as changed)"


@pytest.mark.parametrize(
    ("now", "detail"),
    [
        (replace(LEE, listed="x", source="x"), "headline or standfirst"),
        (replace(LEE, body="x", source="x"), "text"),
        (replace(LEE, body="x", source="x", points="x"), "text"),
        (replace(LEE, body="x"), "markup, links or pictures"),
        (replace(LEE, published=DAY - timedelta(days=1)), "date"),
        (replace(LEE, listed="x", body="x", source="x"), "headline or standfirst, text"),
    ],
)
def test_a_change_without_updated_is_told(now: ToldStory, detail: str) -> None:
    """The parts that changed are named, with the command that lets readers see it."""
    finding = only(found(of(LEE), of(now), Newsroom(files={LEE.id: "content/lee.md"})))
    assert (finding.change, finding.detail) == (Change.CHANGED, detail)
    assert finding.hint.startswith("feedgen-site touch content/lee.md")


@pytest.mark.parametrize("body", [LEE.body, "x"])
def test_other_points_of_the_same_text_are_told_as_such(body: str) -> None:
    """Another ranker moves the marks in the body as well: that is no change of the text."""
    assert only(found(of(LEE), of(replace(LEE, points="x", body=body)))).change is Change.POINTS


def test_a_hidden_text_that_changes_is_no_change() -> None:
    """Where an agency's rule publishes no body, another source changes nothing that readers see."""
    assert found(of(LEE), of(replace(LEE, source="x"))).findings == ()


def test_a_withdrawal_is_told_and_nothing_else() -> None:
    """It empties the story on purpose; id and address stay."""
    now = replace(LEE, withdrawn=True, updated=NOW, source="", body="x", listed="x", points="x")
    difference = found(of(LEE), of(now))
    assert only(difference).change is Change.WITHDRAWN
    assert difference.sentence() == "1 withdrawn"


def test_a_story_that_is_no_longer_withdrawn_is_updated() -> None:
    """Readers get it back under its id."""
    was = replace(LEE, withdrawn=True, source="")
    finding = only(found(of(was), of(LEE)))
    assert (finding.change, finding.detail) == (Change.UPDATED, "no longer withdrawn")


# ---- addresses of stories ----------------------------------------------------------------------------------


def test_an_address_without_alias_is_lost() -> None:
    """The story moved, and its old address leads nowhere: what to write, and into which file."""
    now = replace(LEE, permalink="/2026/01/lee-in-beijing/", aliases=("/lee/",))
    difference = found(of(LEE), of(now), Newsroom(files={LEE.id: "content/lee.md"}))
    finding = only(difference)
    assert (finding.change, finding.path) == (Change.LOST_ADDRESS, "content/lee.md")
    assert finding.permalink == "/2026/01/lee/"
    assert finding.hint == "aliases: [/lee/, /2026/01/lee/]"
    assert difference.losses == (finding,)
    assert difference.sentence() == "1 address lost (will be 404: add `aliases: [...]`)"


def test_an_address_with_alias_is_moved_and_not_lost() -> None:
    """The old address leads on."""
    now = replace(LEE, permalink="/2026/01/lee-in-beijing/", aliases=(LEE.permalink,))
    difference = found(of(LEE), of(now))
    assert only(difference).change is Change.MOVED
    assert difference.losses == ()


def test_an_alias_that_is_dropped_is_an_address_lost() -> None:
    """Also the address before the last one is somebody's bookmark."""
    was = replace(LEE, aliases=("/old/", "/older/"))
    finding = only(found(of(was), of(replace(LEE, aliases=("/old/",)))))
    assert (finding.change, finding.permalink) == (Change.LOST_ADDRESS, "/older/")
    assert finding.hint == "aliases: [/old/, /older/]"


@pytest.mark.parametrize(
    ("was", "now", "style"),
    [("/lee/", "/lee.html", "url_style: folder"), ("/lee.html", "/lee/", "url_style: file")],
)
def test_another_url_style_is_recognised(was: str, now: str, style: str) -> None:
    """One word in site.yaml is the cure, not an alias in each story."""
    finding = only(found(of(replace(LEE, permalink=was)), of(replace(LEE, permalink=now))))
    assert finding.hint == f"{style} in site.yaml, or aliases: [{was}]"


def test_another_slug_is_no_url_style() -> None:
    """A story that moved by its own slug has an alias as its only cure."""
    finding = only(found(of(LEE), of(replace(LEE, permalink="/2026/01/other.html"))))
    assert "url_style" not in finding.hint


def test_an_address_that_a_static_file_serves_is_not_lost() -> None:
    """Whatever answers there, it is not 404."""
    now = replace(LEE, permalink="/b/")
    difference = found(of(LEE), of(now), Newsroom(served={"2026/01/lee/index.html"}))
    assert difference.losses == ()


def test_an_address_that_needs_quotes_has_them() -> None:
    """The hint can be pasted into YAML."""
    finding = only(found(of(replace(LEE, permalink="/a, b/")), of(LEE)))
    assert finding.hint == 'aliases: ["/a, b/"]'


# ---- stories that go ---------------------------------------------------------------------------------------


def test_a_story_under_another_id_is_a_duplicate_and_not_new() -> None:
    """Same address, other id: every subscriber sees it again. The old id is what to write."""
    now = replace(LEE, id="tag:test.example,2026:renamed")
    difference = found(of(LEE), of(now), Newsroom(files={now.id: "content/renamed.md"}))
    finding = only(difference)
    assert (finding.change, finding.doubles) == (Change.LOST_ID, True)
    assert (finding.path, finding.hint) == ("content/renamed.md", f"id: {LEE.id}")
    assert difference.sentence() == "1 id lost (WILL show as a duplicate)"


def test_a_renamed_story_is_known_by_its_text() -> None:
    """A file that was renamed has another id and another address: both are told, for its file."""
    now = replace(LEE, id="tag:test.example,2026:renamed", permalink="/2026/01/renamed/")
    lost_id, lost_address = found(of(LEE), of(now), Newsroom(files={now.id: "content/renamed.md"})).findings
    assert (lost_id.change, lost_id.doubles) == (Change.LOST_ID, True)
    assert lost_address.change is Change.LOST_ADDRESS
    assert lost_address.path == "content/renamed.md"
    assert lost_address.hint == "aliases: [/2026/01/lee/]"


def test_a_renamed_story_that_kept_its_address_by_alias_is_known_by_it() -> None:
    """Text and address differ, but the new one stands in for the old."""
    now = replace(LEE, id="urn:x:y", permalink="/new/", aliases=(LEE.permalink,), source="other")
    finding = only(found(of(LEE), of(now)))
    assert (finding.change, finding.doubles) == (Change.LOST_ID, True)


def test_two_stories_of_one_text_are_not_both_the_new_one() -> None:
    """One was renamed; the other is gone, and does not show again."""
    twin = replace(LEE, id="tag:test.example,2026:twin", permalink="/2026/01/twin/")
    now = replace(LEE, id="urn:x:y", permalink="/new/")
    difference = found(of(LEE, twin), of(now))
    assert sorted(one.doubles for one in difference.of(Change.LOST_ID)) == [False, True]
    assert "2 ids lost (1 WILL show as a duplicate)" in difference.sentence()


def test_another_authority_is_recognised() -> None:
    """Ids that differ in the authority alone are mended in site.yaml."""
    now = replace(LEE, id="tag:other.example,2026:lee")
    assert only(found(of(LEE), of(now))).hint == f"authority: test.example,2026 in site.yaml, or id: {LEE.id}"


def test_a_deleted_story_is_an_id_and_an_address_lost() -> None:
    """Readers keep it for ever, and its address is 404: nobody was told."""
    difference = found(of(LEE, KIM), of(KIM))
    assert [one.change for one in difference.findings] == [Change.LOST_ID, Change.LOST_ADDRESS]
    assert not any(one.doubles for one in difference.findings)
    assert all("withdrawn:" in one.hint for one in difference.findings)
    assert difference.sentence().startswith("1 id lost (readers keep their copy), 1 address lost")


@pytest.mark.parametrize("hold", [Hold.DRAFT, Hold.EMBARGO, Hold.FUTURE])
def test_a_story_held_back_again_is_taken_back(hold: Hold) -> None:
    """Its id is no mistake, but its address is lost."""
    newsroom = Newsroom({LEE.id: "content/lee.md"}, {LEE.id: hold})
    difference = found(of(LEE), of(), newsroom)
    taken, lost = difference.findings
    assert (taken.change, taken.path) == (Change.TAKEN_BACK, "content/lee.md")
    assert (lost.change, lost.permalink) == (Change.LOST_ADDRESS, LEE.permalink)
    assert "withdrawn:" in taken.hint
    assert difference.losses == (lost,)


def test_a_story_that_its_agency_withholds_is_not_told_to_be_withdrawn() -> None:
    """A policy of site.yaml took it back; no field of the article brings it."""
    taken, _ = found(of(LEE), of(), Newsroom(held={LEE.id: Hold.WITHHELD})).findings
    assert taken.hint == "the policy of its agency in site.yaml is withhold"


def test_a_story_that_was_due_is_expired_and_not_lost() -> None:
    """Its expiry was announced; neither id nor address is missed, file or no file."""
    was = replace(LEE, expires=NOW - timedelta(days=1), aliases=("/old/",))
    difference = found(of(was), of())
    assert only(difference).change is Change.EXPIRED
    assert difference.sentence() == "1 expired (as was due)"


def test_a_story_is_expired_from_the_moment_it_is_due() -> None:
    """A second before, it is lost."""
    assert only(found(of(replace(LEE, expires=NOW)), of())).change is Change.EXPIRED
    later = replace(LEE, expires=NOW + timedelta(seconds=1))
    assert found(of(later), of()).of(Change.LOST_ID)


def test_a_story_with_the_text_of_an_expired_one_is_new() -> None:
    """What comes back every year under a new id is no duplicate of what readers were told is over."""
    again = replace(LEE, id="urn:x:again", permalink="/2027/01/lee/")
    difference = found(of(replace(LEE, expires=NOW)), of(again))
    assert [one.change for one in difference.findings] == [Change.NEW, Change.EXPIRED]


def test_a_story_whose_expiry_was_written_later_is_expired() -> None:
    """The state knew of none; the newsroom does."""
    assert only(found(of(LEE), of(), Newsroom(held={LEE.id: Hold.EXPIRED}))).change is Change.EXPIRED


# ---- notices, editions -------------------------------------------------------------------------------------

NOTICE = ToldNotice(f"{LEE.id}#correction-1", LEE.id, NOW)
EDITION = ToldEdition("tag:test.example,2026:/edition/2026-01-04", DAY, None)


def test_a_correction_that_vanishes_is_an_id_lost() -> None:
    """A correction is a thing of its own, which readers have."""
    finding = only(found(replace(of(LEE), notices=(NOTICE,)), of(LEE)))
    assert (finding.change, finding.id) == (Change.LOST_ID, NOTICE.id)


def test_a_withdrawal_that_is_taken_back_loses_nothing() -> None:
    """Its notice goes, and readers get the story again."""
    withdrawal = replace(NOTICE, id=f"{LEE.id}#withdrawal")
    was = replace(of(replace(LEE, withdrawn=True, source="")), notices=(withdrawal,))
    assert only(found(was, of(LEE))).change is Change.UPDATED


@pytest.mark.parametrize("stories", [(), (replace(LEE, withdrawn=True),)], ids=["gone", "withdrawn"])
def test_a_correction_that_goes_with_its_story_is_not_told(stories: tuple[ToldStory, ...]) -> None:
    """What happened to the story says it all."""
    difference = found(replace(of(LEE), notices=(NOTICE,)), of(*stories))
    assert NOTICE.id not in {finding.id for finding in difference.findings}


def test_an_edition_that_vanishes_is_an_id_lost() -> None:
    """It was sent."""
    finding = only(found(replace(EMPTY, editions=(EDITION,)), EMPTY))
    assert (finding.change, finding.id, finding.doubles) == (Change.LOST_ID, EDITION.id, False)


def test_an_edition_of_another_authority_will_show_again() -> None:
    """The same edition under another id."""
    now = replace(EDITION, id="tag:other.example,2026:/edition/2026-01-04")
    finding = only(found(replace(EMPTY, editions=(EDITION,)), replace(EMPTY, editions=(now,))))
    assert (finding.doubles, finding.hint) == (True, "authority: test.example,2026 in site.yaml")


def test_an_edition_whose_stories_all_expired_is_not_lost() -> None:
    """Neither when that was due, nor when it was decided later."""
    due = replace(EMPTY, editions=(replace(EDITION, due=NOW),))
    assert found(due, EMPTY).findings == ()
    told = replace(EMPTY, editions=(EDITION,))
    assert found(told, EMPTY, Newsroom(lasting=told)).findings == ()


# ---- other addresses, feeds --------------------------------------------------------------------------------


@pytest.mark.parametrize("place", list(Place))
def test_any_other_address_that_vanishes_is_lost(place: Place) -> None:
    """Pages, lists, editions, archives, files of feeds that stay: each with a cure."""
    old = replace(EMPTY, addresses=(Address("/somewhere/", place, None),))
    finding = only(found(old, EMPTY))
    assert (finding.change, finding.permalink) == (Change.LOST_ADDRESS, "/somewhere/")
    assert finding.hint


def test_an_address_whose_stories_all_expired_is_not_lost() -> None:
    """An archive that is empty because all it held was due, or expired meanwhile."""
    archive = Address("/archive/2026-01.xml", Place.ARCHIVE, NOW)
    assert found(replace(EMPTY, addresses=(archive,)), EMPTY).findings == ()
    told = replace(EMPTY, addresses=(replace(archive, due=None),))
    assert found(told, EMPTY, Newsroom(lasting=told)).findings == ()
    early = replace(EMPTY, addresses=(replace(archive, due=NOW + timedelta(seconds=1)),))
    assert found(early, EMPTY).losses


def test_an_address_that_is_served_another_way_is_not_lost() -> None:
    """A page became a story: its address answers."""
    old = replace(EMPTY, addresses=(Address("/2026/01/lee/", Place.PAGE, None),))
    assert found(old, of(LEE)).losses == ()


def files_of(feed: ToldFeed) -> tuple[Address, ...]:
    """Give the addresses of a feed: its files, an archive, its page."""
    files = [Address(feed.permalink + kind.file_name, Place.FEED, None) for kind in Format]
    archive = Address(f"{feed.permalink}archive/2026-01.xml", Place.ARCHIVE, None)
    return (*files, archive, Address(f"/feeds/{feed.key}/", Place.FEED_PAGE, None))


def test_a_feed_that_vanishes_is_told_once() -> None:
    """Its files, archives and page are not told one by one; what keeps it is named."""
    listing = Address("/section/asia/", Place.LISTING, None)
    old = replace(EMPTY, feeds=(SITE, ASIA), addresses=(*files_of(SITE), *files_of(ASIA), listing))
    difference = found(old, replace(EMPTY, feeds=(SITE,), addresses=files_of(SITE)))
    (lost,) = difference.of(Change.LOST_FEED)
    assert lost.hint == "name it in site.yaml: sections: [{slug: asia, title: …}]"
    assert [one.permalink for one in difference.of(Change.LOST_ADDRESS)] == ["/section/asia/"]
    assert "1 feed lost (subscribers get 404)" in difference.sentence()


def test_a_feed_whose_stories_all_expired_ended() -> None:
    """Its subscribers are told by nobody, so it is said here; but time alone is no mistake that stops."""
    over = tuple(replace(address, due=NOW) for address in files_of(ASIA))
    difference = found(replace(EMPTY, feeds=(ASIA,), addresses=over), EMPTY)
    assert only(difference).change is Change.ENDED_FEED
    assert difference.sentence() == "1 feed ended (all it held has expired)"
    told = replace(EMPTY, feeds=(ASIA,), addresses=files_of(ASIA))
    assert only(found(told, EMPTY, Newsroom(lasting=told))).change is Change.ENDED_FEED


def test_a_feed_of_a_section_that_stays_is_kept_by_another_setting() -> None:
    """The section is there, and only feeds of sections are switched off."""
    listing = Address("/section/asia/", Place.LISTING, None)
    old = replace(EMPTY, feeds=(ASIA,), addresses=(*files_of(ASIA), listing))
    finding = only(found(old, replace(EMPTY, addresses=(listing,))))
    assert (finding.change, finding.hint) == (Change.LOST_FEED, "feeds: {sections: true} in site.yaml")


def test_a_feed_whose_files_are_put_there_by_hand_is_not_lost() -> None:
    """Its subscribers get something."""
    old = replace(EMPTY, feeds=(ASIA,), addresses=files_of(ASIA)[:3])
    by_hand = Newsroom(served={f"section/asia/{kind.file_name}" for kind in Format})
    assert found(old, EMPTY, by_hand).losses == ()


def test_an_archive_that_a_living_feed_loses_is_told() -> None:
    """The site's feed stays; one of its archives does not."""
    old = replace(EMPTY, feeds=(SITE,), addresses=files_of(SITE))
    now = replace(old, addresses=tuple(one for one in old.addresses if one.place is not Place.ARCHIVE))
    assert only(found(old, now)).permalink == "/archive/2026-01.xml"


def test_a_new_feed_is_told() -> None:
    """A feed that nobody could follow yet."""
    difference = found(replace(EMPTY, feeds=(SITE,)), replace(EMPTY, feeds=(SITE, ASIA)))
    assert only(difference) == Finding(Change.NEW_FEED, "section/asia", "/section/asia/")


def test_findings_stand_in_one_order() -> None:
    """Whatever the order of the states: by what happens, file, address."""
    old, new = of(LEE, KIM), of(replace(KIM, updated=NOW))
    again = compare(of(KIM, LEE), new, NOW, Newsroom())
    assert found(old, new) == again
    assert [one.change for one in again.findings] == [Change.UPDATED, Change.LOST_ID, Change.LOST_ADDRESS]


# ---- what hubs are told ------------------------------------------------------------------------------------


def topics(old: State | None, *feeds: ToldFeed) -> list[tuple[str, Format]]:
    """Give what a hub is told of by key and format."""
    return [(feed.key, kind) for feed, kind in changed_topics(old, replace(EMPTY, feeds=feeds))]


def test_a_feed_with_other_entries_is_told_in_every_format() -> None:
    """The other feed is not told."""
    old = replace(EMPTY, feeds=(SITE, ASIA))
    assert topics(old, replace(SITE, entries="x"), ASIA) == [("site", kind) for kind in Format]


def test_other_microseconds_are_told_in_atom_alone() -> None:
    """RSS and JSON do not show them."""
    assert topics(replace(EMPTY, feeds=(SITE,)), replace(SITE, stamps="x")) == [("site", Format.ATOM)]


def test_unchanged_feeds_are_not_told() -> None:
    """Not even one."""
    assert topics(replace(EMPTY, feeds=(SITE, ASIA)), SITE, ASIA) == []


def test_every_feed_is_told_where_nothing_was_published() -> None:
    """A hub that knows the feeds already finds them unchanged."""
    assert topics(None, SITE, ASIA) == [(key, kind) for key in ("site", "section/asia") for kind in Format]
