"""Frozen dataclasses ↔ JSON, by their type hints: what files of ours may hold, and nothing that can run.

A value becomes a list of its fields in order; one of several types stands behind its type's name. Decoding
checks shapes and raises `ValueError` for anything else, which the cache takes as "not there".
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from sys import intern
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

_T = TypeVar("_T")
_Json = object
written: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Write JSON as close as it goes. Made once: `json.dumps` makes an encoder for each value."""
_NOTHING: Final = object()
"""What no JSON is equal to."""


@dataclass(frozen=True, eq=False, slots=True)
class References:
    """How the values of one type are named instead of written: by a text, from which they are found again."""

    kind: type
    name: Callable[[Any], str]
    find: Callable[[str], Any]
    # What encodes and decodes with them, as long as they are there: it holds whoever finds the values.
    made: dict[object, Any] = dataclasses.field(default_factory=dict, repr=False)


def _once(make: Callable[[Any, References | None], _T]) -> Callable[[Any, References | None], _T]:
    """Let a function be made once for each type: without references, or with some."""
    made: dict[object, Any] = {}

    def asked(kind: Any, refs: References | None) -> _T:
        known, key = (refs.made if refs else made), (make, kind)
        if key not in known:
            known[key] = make(kind, refs)
        found: _T = known[key]
        return found

    return asked


def dumps(value: object, references: References | None = None) -> str:
    """Write a dataclass as JSON text."""
    kind: Any = type(value)
    encode = _encoder(kind, references)
    return written(encode(value) if encode else value)


def loads(kind: type[_T], text: str) -> _T:
    """Read what `dumps` wrote; ValueError where the text is not one of `kind`."""
    try:
        data = json.loads(text)
    except (TypeError, RecursionError) as cause:
        raise ValueError(f"not a {kind.__name__}") from cause
    return read(kind, data)


def read(kind: type[_T], data: _Json, references: References | None = None) -> _T:
    """Make one of `kind` of what `json.loads` gave; ValueError where it is none."""
    try:
        value = _decoder(kind, references)(data)
    except (TypeError, KeyError, IndexError, RecursionError, OverflowError) as cause:
        raise ValueError(f"not a {kind.__name__}") from cause
    if not isinstance(value, kind):
        raise ValueError(f"not a {kind.__name__}")
    return value


@_once
def _encoder(kind: Any, refs: References | None) -> Callable[[Any], _Json] | None:
    """Make the function that encodes one type; None where JSON takes its values as they are."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _union_encoder(_without_none(kind), refs)
    if origin is tuple:
        return _tuple_encoder(get_args(kind), refs)
    if kind is datetime or kind is date:
        return kind.isoformat
    if refs and kind is refs.kind:
        return refs.name
    if isinstance(kind, type) and issubclass(kind, Enum):
        return attrgetter("value" if _is_plain(kind) else "name")
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _dataclass_encoder(kind, refs)
    if kind in (str, int, float, bool):
        return None
    raise TypeError(f"{kind} has no place in a cache")


def _union_encoder(kinds: list[Any], refs: References | None) -> Callable[[Any], _Json] | None:
    if len(kinds) == 1:
        encode = _encoder(kinds[0], refs)
        return encode and (lambda value: None if value is None else encode(value))
    encoders = {kind: _encoder(kind, refs) for kind in kinds}

    def encoded(value: object) -> _Json:
        encode = encoders[type(value)]
        return [type(value).__name__, encode(value) if encode else value]

    return encoded


def _tuple_encoder(parts: tuple[object, ...], refs: References | None) -> Callable[[Any], _Json] | None:
    if len(parts) == 2 and parts[1] is Ellipsis:
        encode = _encoder(parts[0], refs)
        return encode and (lambda value: [encode(item) for item in value])
    encoders = [_encoder(part, refs) for part in parts]
    if not any(encoders):
        return None

    def encoded(value: tuple[object, ...]) -> _Json:
        pairs = zip(encoders, value, strict=True)
        return [encode(item) if encode else item for encode, item in pairs]

    return encoded


def _dataclass_encoder(kind: type, refs: References | None) -> Callable[[Any], _Json]:
    hints = get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind)]
    fields = attrgetter(*names)
    changed = [(place, encode) for place, name in enumerate(names) if (encode := _encoder(hints[name], refs))]
    is_one = len(names) == 1

    def encoded(value: object) -> _Json:
        row = [fields(value)] if is_one else list(fields(value))
        for place, encode in changed:
            row[place] = encode(row[place])
        return row

    return encoded


@_once
def _decoder(kind: Any, refs: References | None) -> Callable[[object], object]:
    """Make the function that decodes one type (`Any`, for a type hint has no type of its own)."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _union_decoder(_without_none(kind), refs)
    if origin is tuple:
        return _tuple_decoder(get_args(kind), refs)
    if kind is datetime:
        return _moment
    if kind is date:
        return _day
    if refs and kind is refs.kind:
        return refs.find  # type: ignore[return-value]
    if isinstance(kind, type) and issubclass(kind, Enum):
        members = {one.value: one for one in kind} if _is_plain(kind) else kind.__members__
        return members.__getitem__  # type: ignore[return-value]
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _dataclass_decoder(kind, refs)
    if kind in (str, int, float, bool):
        return _scalar_decoder(kind)
    raise TypeError(f"{kind} has no place in a cache")


def _moment(data: object) -> datetime:
    if not isinstance(data, str):
        raise ValueError("not a date")
    return _read_moment(data)


@lru_cache(8)  # a story has several, which are mostly one
def _read_moment(data: str) -> datetime:
    moment = datetime.fromisoformat(data)
    if moment.tzinfo is None:
        raise ValueError("a date without a zone")
    return moment


def _day(data: object) -> object:
    if not isinstance(data, str):
        raise ValueError("not a day")
    return date.fromisoformat(data)


def _union_decoder(kinds: list[Any], refs: References | None) -> Callable[[object], object]:
    if len(kinds) == 1:
        decode = _decoder(kinds[0], refs)
        return lambda data: None if data is None else decode(data)
    decoders = {kind.__name__: _decoder(kind, refs) for kind in kinds}

    def decoded(data: object) -> object:
        name, value = _listed(data)
        return decoders[name](value)

    return decoded


def _scalar_decoder(kind: object) -> Callable[[object], object]:
    def decode(data: object) -> object:
        if type(data) is not kind:
            raise ValueError(f"{data!r} is not a {kind}")
        return data

    return decode


def _texts(data: object) -> tuple[object, ...]:
    texts = _listed(data)
    if not {str}.issuperset(map(type, texts)):
        raise ValueError("not only texts")
    # Tags and names are said of many stories: those are all one.
    return tuple(map(intern, texts))  # type: ignore[arg-type]


def _tuple_decoder(parts: tuple[object, ...], refs: References | None) -> Callable[[object], object]:
    if len(parts) == 2 and parts[1] is Ellipsis:
        if parts[0] is str:
            return _texts
        item = _decoder(parts[0], refs)
        return lambda data: tuple(map(item, _listed(data)))
    decoders = [_decoder(part, refs) for part in parts]
    return lambda data: tuple(decode(item) for decode, item in zip(decoders, _listed(data), strict=True))


def _dataclass_decoder(kind: type, refs: References | None) -> Callable[[object], object]:
    hints = get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind)]
    types = [hints[name] for name in names]
    plain = [(place, type_) for place, type_ in enumerate(types) if type_ in (str, int, float, bool)]
    made = [
        (place, _decoder(type_, refs), *_absent(type_))
        for place, type_ in enumerate(types)
        if (place, type_) not in plain
    ]
    size = len(types)
    # Scores and languages are the same for many stories: those are all one.
    shared = [place for place, name in enumerate(names) if types[place] is float or name == "language"]
    # A few texts, as a section or an author has, are said of many stories: those are all one.
    build = lru_cache(1024)(kind) if set(types) == {str} else kind

    def decode(data: object) -> object:
        row = _listed(data)
        if len(row) != size:
            raise ValueError(f"not a {kind.__name__}")
        for place, type_ in plain:
            if type(row[place]) is not type_:
                raise ValueError(f"{row[place]!r} is not a {type_}")
        for place in shared:
            # Not of zero, which has a sign that does not count where values are compared.
            row[place] = row[place] and _one_for_all(row[place])
        for place, decode_part, absent, value in made:
            part = row[place]
            row[place] = value if part == absent else decode_part(part)
        return build(*row)

    return decode


@lru_cache(1 << 12)
def _one_for_all(value: object) -> object:
    return value


def _absent(kind: Any) -> tuple[_Json, object]:
    """Give the JSON of what is absent, and its value: most of what may be absent is."""
    if get_origin(kind) is tuple and get_args(kind)[1:] == (Ellipsis,):
        return [], ()
    return (None, None) if NoneType in get_args(kind) else (_NOTHING, None)


def _is_plain(kind: type[Enum]) -> bool:
    """Say whether the values of an enum can stand for its members in JSON."""
    return all(isinstance(member.value, str | int) for member in kind)


def _without_none(kind: object) -> list[Any]:
    """Give the types that a value may have; several must be dataclasses, which have names, and not None."""
    inner = [part for part in get_args(kind) if part is not NoneType]
    if len(inner) > 1 and (len(inner) < len(get_args(kind)) or not all(map(dataclasses.is_dataclass, inner))):
        raise TypeError(f"{kind} has no place in a cache")
    return inner


def _listed(data: object) -> list[object]:
    if not isinstance(data, list):
        raise ValueError("not a list")
    return data
