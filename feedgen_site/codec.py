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
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

_T = TypeVar("_T")
_Json = object


def dumps(value: object) -> str:
    """Write a dataclass as JSON text."""
    return json.dumps(_encoded(value), ensure_ascii=False, separators=(",", ":"))


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


def _encoded(value: object) -> _Json:
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_encoded(item) for item in value]
    if dataclasses.is_dataclass(value):
        return [_encoded(getattr(value, field.name)) for field in dataclasses.fields(value)]
    raise TypeError(f"{type(value).__name__} has no place in a cache")


@cache
def _decoder(kind: Any) -> Callable[[object], object]:
    """Make the function that decodes one type (`Any`, for a type hint has no type of its own)."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        inner = [part for part in get_args(kind) if part is not NoneType]
        if len(inner) != 1:
            raise TypeError(f"{kind} has no place in a cache")
        decode = _decoder(inner[0])
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
    decoders = [_decoder(hints[field.name]) for field in dataclasses.fields(kind)]
    return lambda data: kind(*(decode(item) for decode, item in zip(decoders, _listed(data), strict=True)))


def _listed(data: object) -> list[object]:
    if not isinstance(data, list):
        raise ValueError("not a list")
    return data
