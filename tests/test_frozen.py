"""Our frozen dataclasses are those of the library, made in less time."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import field
from typing import Any

import pytest

from feedgen_site import frozen
from tests.test_architecture import modules


class Plain:
    """Some fields, most of them with a default, one that nobody sees."""

    name: str
    size: int = 3
    kind: str = "plain"
    parts: list[int] = field(default_factory=list)
    seen: set[int] = field(default_factory=set, compare=False, repr=False)


class Nothing:
    """No field at all."""


class One:
    """A field that is set another way than those of larger classes."""

    parts: list[int] = field(default_factory=list)


class OwnText:
    """A class that says itself how it is shown and compared."""

    name: str

    def __repr__(self) -> str:
        return "mine"

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 7


def made(cls: type, *, by: Any) -> Any:
    """Make a class of these fields and methods, by ours or by the library's decorator."""
    return by(frozen=True, slots=True)(type(cls.__name__, (), dict(cls.__dict__)))


CALLS = [
    (Plain, ("a",), {}),
    (Plain, ("a", 4), {"parts": [1], "kind": "b"}),
    (Plain, (), {"name": "a", "seen": {2}}),
    (Nothing, (), {}),
    (One, (), {}),
    (One, ([1],), {}),
    (OwnText, ("a",), {}),
]


@pytest.mark.parametrize(("cls", "values", "named"), CALLS)
def test_objects_are_those_of_the_library(cls: type, values: Any, named: Any) -> None:
    """The same fields, text and comparisons."""
    ours, theirs = (made(cls, by=by) for by in (frozen.dataclass, dataclasses.dataclass))
    one, same, other = ours(*values, **named), ours(*values, **named), theirs(*values, **named)
    assert repr(one) == repr(other)
    assert dataclasses.asdict(one) == dataclasses.asdict(other)
    assert one == same
    assert (one == other) is (other == one)
    assert ours.__match_args__ == theirs.__match_args__
    assert copy.deepcopy(one) == one
    assert not hasattr(one, "__dict__")
    if cls not in (Plain, One):
        assert hash(one) == hash(same)


def test_differences_count_but_for_fields_that_do_not() -> None:
    """As `compare` says."""
    cls = made(Plain, by=frozen.dataclass)
    assert cls("a") == cls("a", seen={1})
    assert cls("a") != cls("b")
    assert cls("a") != ("a", 3, "plain", [])
    assert cls("a").parts is not cls("a").parts
    assert dataclasses.replace(cls("a"), size=9) == cls("a", 9)
    with pytest.raises(TypeError, match="unhashable"):
        hash(cls("a"))


@pytest.mark.parametrize("values", [((), {}), (("a", 1, "b", [], set(), 5), {}), (("a",), {"sise": 1})])
def test_what_is_called_wrongly_says_the_same(values: Any) -> None:
    """Also at the first call, which compiles what is called."""
    said = []
    for by in (frozen.dataclass, dataclasses.dataclass):
        with pytest.raises(TypeError) as error:
            made(Plain, by=by)(*values[0], **values[1])
        said.append(str(error.value).partition("()")[2])
    assert said[0] == said[1]


@pytest.mark.parametrize("by", [frozen.dataclass, dataclasses.dataclass])
def test_objects_of_subclasses_are_theirs(by: Any) -> None:
    """Whether these have more fields or may hold anything; no field can be given another value."""
    base = made(Plain, by=by)
    more = by(frozen=True, slots=True)(type("More", (base,), {"__annotations__": {"last": int}, "last": 0}))
    loose: Any = type("Loose", (base,), {})
    for cls, last in ((more, (4,)), (loose, ())):
        one = cls("a", 1, "b", [2], {3}, *last)
        assert type(one) is cls
        assert [getattr(one, name) for name in cls.__match_args__] == ["a", 1, "b", [2], {3}, *last]
        with pytest.raises(dataclasses.FrozenInstanceError):
            one.size = 9


def test_what_gets_no_default_is_as_frozen() -> None:
    """The object is in no other state while somebody else's code runs."""

    def fail() -> int:
        raise LookupError

    class Failing:
        name: str
        place: str
        size: int = field(default_factory=fail)

    cls = made(Failing, by=frozen.dataclass)
    with pytest.raises(LookupError) as error:
        cls("a", "b")
    assert type(error.traceback[-2].locals["self"]) is cls


def test_no_field_can_be_given_another_value() -> None:
    """Nor be taken away."""
    one = made(Plain, by=frozen.dataclass)("a")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'name'"):
        one.name = "b"
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'name'"):
        del one.name


def test_objects_travel_to_other_processes() -> None:
    """Their state is what it was."""
    from feedgen_site.publish.writer import Writer

    one = Writer("/root", "root", known={"a"})
    there = pickle.loads(pickle.dumps(one))
    assert there == one
    assert there.known == {"a"}


def test_all_frozen_classes_are_ours() -> None:
    """One that the library makes costs each edit some 0.4 milliseconds."""
    for _, path, _ in modules():
        text = path.read_text("utf-8")
        if path.name != "frozen.py" and "@dataclass(frozen=True, slots=True)\n" in text:
            assert "from feedgen_site.frozen import dataclass\n" in text, path
