"""Frozen dataclasses ↔ JSON, by their type hints: what files of ours may hold, and nothing that can run.

A value becomes a list of its fields in order. Decoding checks shapes and raises `ValueError` for anything
else, which the cache takes as "not there".
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

_T = TypeVar("_T")
_Json = object


def dumps(value: object) -> str:
    """Write a dataclass as JSON text."""
    kind: Any = type(value)
    encode = _encoder(kind)
    return json.dumps(encode(value) if encode else value, ensure_ascii=False, separators=(",", ":"))


def loads(kind: type[_T], text: str) -> _T:
    """Read what `dumps` wrote; ValueError where the text is not one of `kind`."""
    try:
        data = json.loads(text)
    except (TypeError, RecursionError) as cause:
        raise ValueError(f"not a {kind.__name__}") from cause
    return read(kind, data)


def read(kind: type[_T], data: _Json) -> _T:
    """Make one of `kind` of what `json.loads` gave; ValueError where it is none."""
    try:
        value = _decoder(kind)(data)  # type: ignore[arg-type]
    except (TypeError, KeyError, IndexError, RecursionError, OverflowError) as cause:
        raise ValueError(f"not a {kind.__name__}") from cause
    if not isinstance(value, kind):
        raise ValueError(f"not a {kind.__name__}")
    return value


@cache
def _encoder(kind: Any) -> Callable[[Any], _Json] | None:
    """Make the function that encodes one type; None where JSON takes its values as they are."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        encode = _encoder(_only(kind))
        return encode and (lambda value: None if value is None else encode(value))
    if origin is tuple:
        return _tuple_encoder(get_args(kind))
    if kind is datetime:
        return datetime.isoformat
    if isinstance(kind, type) and issubclass(kind, Enum):
        return attrgetter("value")
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _dataclass_encoder(kind)
    if kind in (str, int, float, bool):
        return None
    raise TypeError(f"{kind} has no place in a cache")


def _tuple_encoder(parts: tuple[object, ...]) -> Callable[[Any], _Json] | None:
    if len(parts) == 2 and parts[1] is Ellipsis:
        encode = _encoder(parts[0])
        return encode and (lambda value: [encode(item) for item in value])
    encoders = [_encoder(part) for part in parts]
    if not any(encoders):
        return None

    def encoded(value: tuple[object, ...]) -> _Json:
        pairs = zip(encoders, value, strict=True)
        return [encode(item) if encode else item for encode, item in pairs]

    return encoded


def _dataclass_encoder(kind: type) -> Callable[[Any], _Json]:
    hints = get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind)]
    fields = attrgetter(*names)
    changed = [(place, encode) for place, name in enumerate(names) if (encode := _encoder(hints[name]))]
    is_one = len(names) == 1

    def encoded(value: object) -> _Json:
        row = [fields(value)] if is_one else list(fields(value))
        for place, encode in changed:
            row[place] = encode(row[place])
        return row

    return encoded


@cache
def _decoder(kind: Any) -> Callable[[object], object]:
    """Make the function that decodes one type (`Any`, for a type hint has no type of its own)."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        decode = _decoder(_only(kind))
        return lambda data: None if data is None else decode(data)
    if origin is tuple:
        return _tuple_decoder(get_args(kind))
    if kind is datetime:
        return _moment
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _dataclass_decoder(kind)
    if kind in (str, int, float, bool):
        return _scalar_decoder(kind)
    raise TypeError(f"{kind} has no place in a cache")


def _moment(data: object) -> datetime:
    if not isinstance(data, str):
        raise ValueError("not a date")
    moment = datetime.fromisoformat(data)
    if moment.tzinfo is None:
        raise ValueError("a date without a zone")
    return moment


def _scalar_decoder(kind: object) -> Callable[[object], object]:
    def decode(data: object) -> object:
        if type(data) is not kind:
            raise ValueError(f"{data!r} is not a {kind}")
        return data

    return decode


def _tuple_decoder(parts: tuple[object, ...]) -> Callable[[object], object]:
    if len(parts) == 2 and parts[1] is Ellipsis:
        item = _decoder(parts[0])
        return lambda data: tuple(map(item, _listed(data)))
    decoders = [_decoder(part) for part in parts]
    return lambda data: tuple(decode(item) for decode, item in zip(decoders, _listed(data), strict=True))


def _dataclass_decoder(kind: type) -> Callable[[object], object]:
    hints = get_type_hints(kind)
    types = [hints[field.name] for field in dataclasses.fields(kind)]
    plain = [(place, type_) for place, type_ in enumerate(types) if type_ in (str, int, float, bool)]
    made = [(place, _decoder(type_)) for place, type_ in enumerate(types) if (place, type_) not in plain]
    size = len(types)

    def decode(data: object) -> object:
        row = _listed(data)
        if len(row) != size:
            raise ValueError(f"not a {kind.__name__}")
        for place, type_ in plain:
            if type(row[place]) is not type_:
                raise ValueError(f"{row[place]!r} is not a {type_}")
        for place, decode_part in made:
            row[place] = decode_part(row[place])
        return kind(*row)

    return decode


def _only(kind: object) -> object:
    """Give what an optional type is if it is not None."""
    inner = [part for part in get_args(kind) if part is not NoneType]
    if len(inner) != 1:
        raise TypeError(f"{kind} has no place in a cache")
    return inner[0]


def _listed(data: object) -> list[object]:
    if not isinstance(data, list):
        raise ValueError("not a list")
    return data
