"""State ↔ the bytes of `feedgen-site.json`.

JSON, one record a line, so that a published site can stand under version control. Anybody may have written
what is read: its size, number of values, shape and characters are checked, and everything but a state is a
`ValueError`.
"""

from __future__ import annotations

import dataclasses
import json
from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from feedgen_site import codec
from feedgen_site.patterns import regex
from feedgen_site.state.model import Address, State, ToldEdition, ToldFeed, ToldNotice, ToldStory

STATE_FILE: Final = "feedgen-site.json"
"""Where a site's state stands below its top."""

VERSION: Final = 1
MOST_BYTES: Final = 64 << 20
"""A state is never larger; one of 100,000 stories has some 25 MB."""

# JSON of this size can become lists and texts of many times it; what is no state is refused before.
_MOST_VALUES = 4_000_000
_MOST_LISTS = 2_000_000
# By this mark the file is known as ours, as a feed is.
_MARK, _KIND, _VERSION = "_feedgen_site", "state", "version"
_PARTS = tuple(field.name for field in dataclasses.fields(State))
# What no id or address holds, and what would break a line on its way to a terminal.
_FORBIDDEN = regex("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


_JSON: Final = json.JSONDecoder()
# Of a part that another follows.
_END: Final = b'],\n"'
Told = ToldStory | ToldNotice | ToldEdition | Address | ToldFeed
"""A record of a state; its first field tells it apart from others of its kind."""
_PART_OF: Final[dict[type, str]] = dict(
    zip((ToldStory, ToldNotice, ToldEdition, Address, ToldFeed), _PARTS, strict=True)
)


def dumps(state: State) -> bytes:
    """Write a state: the same bytes for equal states."""
    parts = [f'{{"{_MARK}":"{_KIND}","{_VERSION}":{VERSION}'.encode()]
    for name in _PARTS:
        # As bytes, for the stories of a large site are long, and as texts they are longer.
        records = b",\n".join(codec.dumps(record).encode() for record in getattr(state, name))
        parts += [f',\n"{name}":[\n'.encode(), records, b"]"]
    return b"".join((*parts, b"}\n"))


def revised(data: bytes, records: Iterable[Told]) -> bytes:
    """Put these records in the place of those with their ids; ValueError where one is not there.

    `data` is what `dumps` wrote, and so is what comes out.
    """
    written = data.decode()
    for record in records:
        line = codec.dumps(record)
        begin = written.index(f'"{_PART_OF[type(record)]}":[\n')
        start = written.index(f"\n[{codec.written(_key(line))},", begin) + 1
        _, end = _JSON.raw_decode(written, start)
        written = f"{written[:start]}{line}{written[end:]}"
    return written.encode()


def extended(data: bytes, records: Iterable[Told]) -> bytes:
    """Put records where they belong among the others; ValueError where one with its id is there.

    `data` is what `dumps` wrote, and so is what comes out.
    """
    written = data.decode()
    for record in records:
        part = _PART_OF[type(record)]
        begin = written.index(f'"{part}":[\n') + len(f'"{part}":[\n')
        end = written.index("]}\n" if part == _PARTS[-1] else '],\n"', begin)
        lines = written[begin:end].split(",\n") if end > begin else []
        key = _key(codec.dumps(record))
        place = bisect_left(lines, key, key=_key)
        if place < len(lines) and _key(lines[place]) == key:
            raise ValueError(f"{key} is there")
        lines.insert(place, codec.dumps(record))
        written = "".join((written[:begin], ",\n".join(lines), written[end:]))
    return written.encode()


def has_id(data: bytes, identity: str) -> bool:
    """Say whether what `dumps` wrote has a record with this id."""
    return f"\n[{codec.written(identity)},".encode() in data


def without_stories(data: bytes) -> bytes:
    """Give the other parts of what `dumps` wrote, for `holds`."""
    return data[data.index(_END) :]


def holds(data: bytes, record: Told) -> bool:
    """Say whether what `dumps` wrote has just this record."""
    return f"\n{codec.dumps(record)}".encode() in data


def tells_of_an_end(data: bytes) -> bool:
    """Say whether what `dumps` wrote has a story that expires."""
    end = data.index(_END)
    return data.count(b'+00:00",null,', 0, end) < data.count(b"\n[", 0, end)


def tells_of_moments_about(data: bytes, moment: datetime) -> bool:
    """Say whether what `dumps` wrote has a story with a moment that is less than a second from this one."""
    end = data.index(_END)
    seconds = (moment + timedelta(seconds=shift) for shift in (-1, 0, 1))
    return any(data.find(f'"{one.isoformat()[:19]}'.encode(), 0, end) >= 0 for one in seconds)


def _key(record: str) -> str:
    """Give what records of a part are sorted by: their first value."""
    return str(_JSON.raw_decode(record, 1)[0])


def loads(data: bytes) -> State:
    """Read what `dumps` wrote; ValueError says why something is no state that this program can read."""
    if len(data) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES >> 20} MB")
    if data.count(b",") > _MOST_VALUES or data.count(b"[") + data.count(b"{") > _MOST_LISTS:
        raise ValueError("it holds more values than a state does")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as cause:
        raise ValueError("it is not JSON") from cause
    if not isinstance(found, dict) or found.get(_MARK) != _KIND:
        raise ValueError("it is not the state of a site")
    version = found.get(_VERSION)
    if type(version) is not int or version != VERSION:
        shown = version if type(version) is int and 0 < version < 1000 else "unknown"
        raise ValueError(f"its version is {shown}, and this feedgen-site reads {VERSION}")
    if found.keys() != {_MARK, _VERSION, *_PARTS}:
        raise ValueError("parts of it are missing, or it has others")
    try:
        state = codec.read(State, [found[name] for name in _PARTS])
    except ValueError as cause:
        raise ValueError("a record of it has another form") from cause
    _check(state)
    return state


def _check(state: State) -> None:
    """Refuse what no id or address is."""
    paths = [address.path for address in state.addresses] + [feed.permalink for feed in state.feeds]
    ids = [*(notice.id for notice in state.notices), *(edition.id for edition in state.editions)]
    ids += [feed.key for feed in state.feeds]
    for story in state.stories:
        paths += (story.permalink, *story.aliases)
        ids.append(story.id)
    if not all(path.startswith("/") for path in paths):
        raise ValueError("an address in it does not begin with /")
    if any(_FORBIDDEN.search(text) for text in (*paths, *ids)):
        raise ValueError("an id or address in it holds control characters")
