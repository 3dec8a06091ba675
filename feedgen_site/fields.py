"""Typed getters over positioned nodes, shared by front matter and site.yaml.

A `Fields` reads one mapping against a table of known fields, each with its accepted spellings. It collects
problems; it never raises for what a user wrote. Keys compare in lower case with `-` and blanks as `_`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import TypeVar

from feedgen_site.frozen import dataclass
from feedgen_site.nodes import Items, Node, Pairs, Text, in_quotes
from feedgen_site.problem import Problem, Severity
from feedgen_site.text import folded, nearest, one_line

_TRUE = frozenset(("true", "yes", "on", "1", "y"))
_FALSE = frozenset(("false", "no", "off", "0", "n"))
# Blanks, and signs without width that come with what is copied from pages.
_UNSEEN = " \t\n\u00a0\u200b\u200e\u200f\u2060\ufeff"
_E = TypeVar("_E", bound=Enum)
EVERY_WORDS = frozenset(("all", "true", "yes", "on"))
"""What a person types for all of them: YAML's booleans reach us as texts."""
NONE_WORDS = frozenset(("none", "false", "no", "off"))
"""What a person types for none of them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value as found: under which key, where."""

    key: Text
    node: Node


@dataclass(frozen=True, slots=True)
class Written:
    """One text of a header, under which key, and whether in a list."""

    key: Text
    node: Text
    is_entry: bool = False


def folded_key(key: str) -> str:
    """Fold a key for comparing: `Published Date`, `published-date` and `PUBLISHED_DATE` are one."""
    return key.strip(_UNSEEN).lower().replace("-", "_").replace(" ", "_")


def is_boolean(node: Node) -> bool:
    """Say whether a node is an unquoted true/false word."""
    return (
        isinstance(node, Text) and node.plain and node.value.strip().lower() in (_TRUE | _FALSE) - {"1", "0"}
    )


def is_none_word(node: Node) -> bool:
    """Say whether a node is an unquoted word that asks for nothing."""
    return isinstance(node, Text) and node.plain and node.value.strip().lower() in NONE_WORDS


def is_absent(node: Node) -> bool:
    """Say whether a value means nothing: null, '' or an empty list or mapping."""
    if isinstance(node, Text):
        return node.is_null
    return not (node.items if isinstance(node, Items) else node.pairs)


def texts_in(node: Node) -> Iterator[Text]:
    """Walk the scalars of a text or list, nulls left out; mappings are passed over."""
    if isinstance(node, Text):
        if not node.is_null:
            yield node
    elif isinstance(node, Items):
        for item in node.items:
            if isinstance(item, Text) and not item.is_null:
                yield item


def text_with_colon(node: Node) -> str:
    """Write an entry of a list that YAML takes for a mapping (`- Iran: talks`) as the text that it is."""
    if not isinstance(node, Pairs) or len(node.pairs) != 1:
        return ""
    ((key, value),) = node.pairs
    if not isinstance(value, Text):
        return ""
    return f"- {in_quotes(f'{key.value}: {value.value}')}"


def _differ(node: Node, other: Node) -> bool:
    """Say whether two texts disagree; only texts can be compared."""
    if not (isinstance(node, Text) and isinstance(other, Text)):
        return False
    return folded(node.value) != folded(other.value)


def known_keys(spellings: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """List all keys of a table of spellings."""
    return frozenset(key for field, keys in spellings.items() for key in (*keys, field))


class Fields:
    """One mapping, read field by field. `spellings` gives each known field its accepted keys, best first.

    `known` are their `known_keys`, for who reads many mappings by one table.
    """

    def __init__(
        self,
        path: str,
        pairs: Pairs | None,
        spellings: Mapping[str, tuple[str, ...]],
        problems: list[Problem],
        known: frozenset[str] | None = None,
    ) -> None:
        self.path = path
        self.problems = problems
        self._spellings = spellings
        self._known = known
        self._found: dict[str, Field] = {}
        for key, node in pairs.pairs if pairs else ():
            name = folded_key(key.value)
            if earlier := self._found.get(name):
                self.warn(
                    key,
                    "duplicate-key",
                    f"'{earlier.key.value}' and '{key.value}' are one key, in lines {earlier.key.line} and "
                    f"{key.line}; the last one counts",
                    f"delete line {earlier.key.line}",
                )
            self._found[name] = Field(key, node)

    def report(
        self, at: Node, code: str, message: str, hint: str = "", severity: Severity = Severity.ERROR
    ) -> None:
        """Add a problem at a node; what it quotes may have had several lines, but a problem has one."""
        said, advice = one_line(message), one_line(hint)
        self.problems.append(Problem(self.path, at.line, at.column, code, said, advice, severity))

    def warn(self, at: Node, code: str, message: str, hint: str = "") -> None:
        """Add a warning at a node."""
        self.report(at, code, message, hint, Severity.WARNING)

    def find(self, field: str, fits: Callable[[Node], bool] = lambda _: True) -> Field | None:
        """Find a field under its best spelling, warning where two spellings disagree.

        `fits` passes over values that cannot be meant, such as a boolean under `published`.
        """
        keys = self._spellings.get(field, (field,))
        if self._found.keys().isdisjoint(keys):
            return None  # as of most fields
        present = [
            found
            for key in keys
            if (found := self._found.get(key)) is not None and not is_absent(found.node) and fits(found.node)
        ]
        if not present:
            return None
        first = present[0]
        for other in present[1:]:
            if _differ(first.node, other.node):
                self.warn(
                    other.key,
                    "two-spellings",
                    f"'{first.key.value}' and '{other.key.value}' disagree; '{first.key.value}' counts",
                    "delete one of lines {} and {}".format(*sorted((first.key.line, other.key.line))),
                )
        return first

    def every(self, field: str, fits: Callable[[Node], bool] = lambda _: True) -> tuple[Field, ...]:
        """Find a field under all of its spellings, best first: for values that add up, not disagree."""
        present = map(self._found.get, self._spellings.get(field, (field,)))
        return tuple(one for one in present if one and not is_absent(one.node) and fits(one.node))

    def text(
        self, field: str, *, fits: Callable[[Node], bool] = lambda _: True, example: str = "words in one line"
    ) -> Text | None:
        """Get one line of text; a list or mapping is a problem, an absent field None."""
        found = self.find(field, fits)
        if found is None:
            return None
        if not isinstance(found.node, Text):
            self.report(
                found.key,
                "wrong-type",
                f"'{found.key.value}' should be one text",
                f"{found.key.value}: {example}",
            )
            return None
        return found.node

    def string(self, field: str, default: str = "") -> str:
        """Get one line of text as a plain string."""
        node = self.text(field)
        return one_line(node.value) if node else default

    def flag(self, field: str, default: bool = False) -> bool:
        """Get true or false."""
        node = self.text(field, example="true")
        if node is None:
            return default
        word = node.value.strip().lower()
        if word in _TRUE | _FALSE:
            return word in _TRUE
        message = f"'{field}' should be true or false, not '{node.value}'"
        self.report(node, "wrong-type", message, f"{field}: {'false' if word in NONE_WORDS else 'true'}")
        return default

    def integer(self, field: str, default: int, *, least: int, most: int) -> int:
        """Get a whole number within bounds."""
        return self.optional_integer(field, least=least, most=most) or default

    def optional_integer(self, field: str, *, least: int, most: int) -> int | None:
        """Get a whole number within bounds, or None where there is none."""
        node = self.text(field, example=str(max(least, 1)))
        if node is None:
            return None
        word = node.value.strip()
        digits = word.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(word) < 12 and least <= int(word) <= most:
            return int(word)
        message = f"'{field}' should be a whole number from {least} to {most}, not '{node.value}'"
        self.report(node, "wrong-type", message, f"{field}: {max(least, 1)}")
        return None

    def choice(self, field: str, kind: type[_E], default: _E, meant: Mapping[str, _E] | None = None) -> _E:
        """Get one of an enum's values; `meant` has what hints say for other words, "" for all of them."""
        words = [str(member.value) for member in kind]
        node = self.text(field, example=words[0])
        if node is None:
            return default
        word = node.value.strip().lower()
        for member in kind:
            if member.value == word:
                return member
        known, others = (meant or {}).get(word), (meant or {}).get("")
        likely = known.value if known else nearest(word, words) or (others.value if others else words[0])
        self.report(
            node,
            "wrong-type",
            f"'{field}' should be one of {', '.join(words)}, not '{node.value}'",
            f"{field}: {likely}",
        )
        return default

    def mapping(self, field: str) -> Pairs | None:
        """Get a nested mapping."""
        found = self.find(field)
        if found is None:
            return None
        if isinstance(found.node, Pairs):
            return found.node
        self.report(
            found.key, "wrong-type", f"'{field}' should hold indented 'key: value' lines", f"{field}:"
        )
        return None

    def nested(self, field: str, known: tuple[str, ...]) -> Fields:
        """Open a nested mapping with its own known keys; any other key in it is a problem."""
        inner = Fields(self.path, self.mapping(field), {key: (key,) for key in known}, self.problems)
        inner.report_unknown("unknown-key", strict=True)
        return inner

    def is_written(self, field: str) -> bool:
        """Say whether a key stands there at all, even with a value that counts as absent."""
        return any(key in self._found for key in self._spellings.get(field, (field,)))

    def report_others(self, pairs: Pairs, known: tuple[str, ...]) -> None:
        """Warn of each key of a mapping that is none of those known there, and so says nothing."""
        for key, _ in pairs.pairs:
            if folded_key(key.value) not in known:
                meant = nearest(folded_key(key.value), known, cutoff=0.6)
                hint = f"did you mean '{meant}'?" if meant else f"known keys: {', '.join(known)}"
                self.warn(key, "unknown-field", f"unknown key '{key.value}'", hint)

    def key_of(self, field: str) -> Text | None:
        """Find the key under which a field stands, whatever its value is; None where it does not."""
        keys = (self._found.get(key) for key in self._spellings.get(field, (field,)))
        return next((found.key for found in keys if found), None)

    def entries(self, field: str) -> tuple[Node, ...]:
        """Get a list's items; a single value counts as a list of one."""
        found = self.find(field)
        if found is None:
            return ()
        if isinstance(found.node, Items):
            return tuple(node for node in found.node.items if not is_absent(node))
        return (found.node,)

    def commented(self) -> Iterator[tuple[Text, Text]]:
        """Give each text that YAML ends at a `#`, behind the key it stands under.

        Of a text that begins with it nothing is left: then a blank behind the `#` tells a comment.
        """
        for found in self.texts():
            if found.node.comment and (found.node.value or found.node.comment[1:2].strip()):
                yield found.key, found.node

    def texts(self) -> Iterator[Written]:
        """Give each text, also those in a list."""
        for key, node in ((found.key, found.node) for found in self._found.values()):
            if isinstance(node, Text):
                yield Written(key, node)
            elif isinstance(node, Items):
                yield from (Written(key, one, is_entry=True) for one in node.items if isinstance(one, Text))

    def unknown(self) -> Mapping[str, Field]:
        """Give what stands under keys that no field knows, by the folded key."""
        known = known_keys(self._spellings) if self._known is None else self._known
        return {key: found for key, found in self._found.items() if key not in known}

    def report_unknown(
        self,
        code: str,
        *,
        strict: bool,
        hints: Mapping[str, str] | None = None,
        grave: tuple[str, ...] = (),
    ) -> None:
        """Report keys that no field knows: all of them if strict, else only near misses, as warnings.

        A near miss of a `grave` key is an error either way. `hints` has what to type, by the folded key,
        where more is known than how words are spelled.
        """
        for key, found in self.unknown().items():
            known = known_keys(self._spellings)
            if hints and key in hints:
                self.report(found.key, code, f"unknown key '{found.key.value}' here", hints[key])
                continue
            meant = nearest(key, known, cutoff=0.6 if strict else 0.8)
            if not meant and not strict:
                continue
            hint = f"did you mean '{meant}'?" if meant else f"known keys: {', '.join(self._spellings)}"
            # Two letters that changed places are no longer very near, and the commonest slip there is.
            is_turned = any(len(key) == len(one) and sorted(key) == sorted(one) for one in grave)
            is_grave = strict or is_turned or bool(nearest(key, grave, cutoff=0.82))
            severity = Severity.ERROR if is_grave else Severity.WARNING
            self.report(found.key, code, f"unknown key '{found.key.value}'", hint, severity)
