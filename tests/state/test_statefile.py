"""The file of a state: it says all a state holds, and a stranger's file does no harm."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import state
from feedgen_site.state import Address, Place, State, ToldEdition, ToldFeed, ToldNotice, ToldStory

EMPTY = State((), (), (), (), ())
HEAD = '{"_feedgen_site":"state","version":1,'
REST = '"stories":[],"notices":[],"editions":[],"addresses":[],"feeds":[]}'

moments = st.datetimes(timezones=st.just(UTC))
# What ids and addresses may hold: anything but control characters and lone surrogates.
texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20)
paths = texts.map("/{}".format)
states = st.builds(
    State,
    stories=st.lists(
        st.builds(
            ToldStory, texts, paths, st.lists(paths, max_size=2).map(tuple), moments, moments,
            st.none() | moments, texts, texts, texts, texts, st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    notices=st.lists(st.builds(ToldNotice, texts, texts, moments), max_size=2).map(tuple),
    editions=st.lists(st.builds(ToldEdition, texts, moments, st.none() | moments), max_size=2).map(tuple),
    addresses=st.lists(
        st.builds(Address, paths, st.sampled_from(Place), st.none() | moments), max_size=2
    ).map(tuple),
    feeds=st.lists(st.builds(ToldFeed, texts, paths, texts, texts), max_size=2).map(tuple),
)  # fmt: skip


@given(states)
def test_what_is_written_is_read(told: State) -> None:
    """loads(dumps(x)) == x, and the bytes are JSON with one record a line."""
    data = state.dumps(told)
    assert state.loads(data) == told
    assert json.loads(data)["_feedgen_site"] == "state"
    records = (told.stories, told.notices, told.editions, told.addresses, told.feeds)
    # A line for the mark and one for the name of each part; the last line ends.
    assert data.count(b"\n") == 1 + len(records) + sum(max(len(part), 1) for part in records)


def refused(data: bytes) -> str:
    """Give why something is no state; only ValueError may say so."""
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - its words are returned
        state.loads(data)
    return str(raised.value)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data: bytes) -> None:
    """Nothing but ValueError."""
    assert refused(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(json_values, min_size=5, max_size=5))
def test_other_shapes_are_refused(parts: list[object]) -> None:
    """Any JSON where the records are to be: an empty state, or ValueError."""
    names = ("stories", "notices", "editions", "addresses", "feeds")
    data = {"_feedgen_site": "state", "version": 1, **dict(zip(names, parts, strict=True))}
    if all(part == [] for part in parts):
        return
    assert refused(json.dumps(data).encode())


@given(states, st.data())
def test_a_state_that_was_cut_or_changed_is_read_as_one_or_refused(told: State, data: st.DataObject) -> None:
    """A byte of it replaced, or its end lost: a state or ValueError, nothing else."""
    written = bytearray(state.dumps(told))
    place = data.draw(st.integers(0, len(written) - 1))
    written[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(written)))
    for one in (bytes(written), bytes(written[:cut])):
        with suppress(ValueError):
            assert isinstance(state.loads(one), State)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is not JSON"),
        ("<!DOCTYPE html>", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("1" * 5000, "it is not JSON"),
        ("[]", "it is not the state of a site"),
        ('{"version":"https://jsonfeed.org/","_feedgen_site":{}}', "it is not the state of a site"),
        ('{"_feedgen_site":"state","version":2}', "its version is 2, and this feedgen-site reads 1"),
        ('{"_feedgen_site":"state","version":true}', "its version is unknown, and this feedgen-site reads 1"),
        ('{"_feedgen_site":"state","version":1}', "parts of it are missing, or it has others"),
        (HEAD + '"more":[],' + REST, "parts of it are missing, or it has others"),
        (HEAD + REST.replace('"feeds":[]', '"feeds":[["a","b","c","d"]]'),
         "an address in it does not begin with /"),
        (HEAD + REST.replace('"feeds":[]', '"feeds":[["a","/",1,"d"]]'), "a record of it has another form"),
        (HEAD + REST.replace('"feeds":[]', '"feeds":[["a","/","c"]]'), "a record of it has another form"),
        (HEAD + REST.replace('"feeds":[]', '"feeds":[["\\u001b[2J","/","c","d"]]'),
         "an id or address in it holds control characters"),
        (HEAD + REST.replace('"feeds":[]', '"feeds":[["\\ud800","/","c","d"]]'),
         "an id or address in it holds control characters"),
        (HEAD + REST.replace('"addresses":[]', '"addresses":[["/","palace",null]]'),
         "a record of it has another form"),
        (HEAD + REST.replace('"addresses":[]', '"addresses":[["/","page","2026-01-04"]]'),
         "a record of it has another form"),
    ],
)  # fmt: skip
def test_what_is_no_state_is_told_why(text: str, why: str) -> None:
    """One short sentence, and nothing of the stranger's text in it."""
    assert refused(text.encode()) == why


def test_a_plain_state_is_read() -> None:
    """The empty one, also with a byte order mark that some editor left."""
    assert state.loads((HEAD + REST).encode()) == EMPTY
    assert state.loads(b"\xef\xbb\xbf" + (HEAD + REST).encode()) == EMPTY


def test_a_file_that_would_fill_the_memory_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a huge file nor one of countless small values is parsed."""
    monkeypatch.setattr(json, "loads", lambda _: pytest.fail("was parsed"))
    assert refused(b" " * (state.MOST_BYTES + 1)) == "it is larger than 64 MB"
    assert refused(b"[" + b"[]," * 4_000_001) == "it holds more values than a state does"
    assert refused(b'{"":[[]]}' * 700_000) == "it holds more values than a state does"


def test_the_moments_of_a_state_have_a_zone() -> None:
    """Without one they could not be compared."""
    notice = '"notices":[["a","b","%s"]]'
    good = REST.replace('"notices":[]', notice % "2026-01-04T00:00:00+00:00")
    assert state.loads((HEAD + good).encode()).notices[0].updated == datetime(2026, 1, 4, tzinfo=UTC)
    bad = REST.replace('"notices":[]', notice % "2026-01-04T00:00:00")
    assert refused((HEAD + bad).encode()) == "a record of it has another form"
