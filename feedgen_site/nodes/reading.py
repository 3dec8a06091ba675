"""YAML headers as nodes.

Nothing is constructed: no tag runs code, no alias is expanded without bound, no date or boolean is guessed.
Fields coerce text themselves (`fields`), which is how `title: No` stays a title. The tree is built from
parser events, because composing deeply nested input overflows the C stack and kills the process.
"""

from __future__ import annotations

import re
from itertools import islice

import yaml

from feedgen_site.nodes import mistakes
from feedgen_site.nodes.tree import MAX_BYTES, Header, Items, Node, Pairs, Text, too_large
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem, Severity
from feedgen_site.text import clean, one_line

MAX_DEPTH = 20
# Nodes reached by walking through aliases; a header of a real article has about twenty.
MAX_NODES = 20_000
_MAX_REPAIRS = 10
_MOST_BEHIND = 200
_CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ["str", "int", "float", "bool", "null", "timestamp", "map", "seq"]
)
# What YAML takes as it stands: words that begin with no sign of its own and hold no comment, and what is in
# quotes without escapes. A colon may not end a word, for which `_plain_rows` looks.
_SIGNS = r"\w .,:;!?/()’“”‘–—…+&%=~@\-"
_IN_QUOTES = rf"\"[{_SIGNS}#\[\]{{}}|*']*\"|'[{_SIGNS}#\[\]{{}}|*\"]*'"
_PLAIN_ITEM = regex(rf"{_IN_QUOTES}|[^\W_](?:[\w .'’-]*\w)?")
_PLAIN_ROW = regex(
    rf"(?P<key>[A-Za-z][A-Za-z0-9_-]{{0,40}}): (?:(?P<words>{_IN_QUOTES}|(?:[^\W_]|/)[{_SIGNS}']*(?<! ))"
    rf"|\[(?P<items>(?:{_PLAIN_ITEM.pattern})(?:, (?:{_PLAIN_ITEM.pattern}))*)\])"
)
_MOST_PLAIN = 10_000


class _RefusedError(Exception):
    """The text is YAML, but not YAML we take: problem code, message, hint, line and column (from 0).

    `is_text` says that somebody meant a text, and only quotes are missing.
    """

    def __init__(
        self, code: str, message: str, hint: str, line: int, column: int, *, is_text: bool = False
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.line, self.column = code, message, hint, line, column
        self.is_text = is_text


def has_c_loader() -> bool:
    """Say whether PyYAML was built with libyaml; without it parsing is six times slower and differs."""
    return bool(yaml.__with_libyaml__)


def read_yaml(text: str, path: str, first_line: int = 1) -> Header:
    """Read a YAML mapping; `first_line` is the line of the file that `text` begins on.

    A value that YAML cannot read because it wants quotes (`title: Iran: talks`) is read as if it had them,
    with a warning. Duplicate keys: the last wins, with a warning naming both lines.
    """
    if len(text) > MAX_BYTES:
        return Header(None, (too_large(path, first_line),))
    if plain := _plain_rows(text, first_line):
        return Header(plain)
    repairs: list[Problem] = []
    failure: tuple[Problem, ...] = ()
    for _ in range(_MAX_REPAIRS):
        problems: list[Problem] = []
        try:
            pairs = _Builder(text, path, first_line, problems).mapping()
            return Header(pairs, (*repairs, *problems))
        except _RefusedError as refusal:
            line, place = refusal.line, (first_line + refusal.line, refusal.column + 1)
            found = Problem(path, *place, refusal.code, refusal.message, refusal.hint)
            if not refusal.is_text:
                return Header(None, (*repairs, *problems, found))
        except yaml.YAMLError as error:
            line = mistakes.place_of(error, text)[0]
            found = mistakes.syntax_problem(error, path, first_line, text)
        failure = failure or (found,)
        mended = mistakes.mended(text, line)
        if mended is None:
            break
        text, quoted_line, key, quoted = mended
        repairs.append(mistakes.unquoted(path, first_line + quoted_line, key, quoted))
    return Header(None, failure)


def _plain_rows(text: str, first_line: int) -> Pairs | None:
    """Read a header of rows of words, and of lists of words, as the parser does, in a third of its time.

    None for any other, and where something is wrong.
    """
    found: dict[str, tuple[Text, Node]] = {}
    rows = text.removesuffix("\n").split("\n") if len(text) <= _MOST_PLAIN else ()
    for line, row in enumerate(rows, first_line):
        match = _PLAIN_ROW.fullmatch(row)
        if match is None:
            return None
        key, words, items = match.groups()
        begin = len(key) + len(": ")
        value: Node
        if items is None:
            value = _plain_text(words, line, begin + 1)
            if value.plain and (": " in words or words[-1] == ":"):
                return None
        else:
            places = _PLAIN_ITEM.finditer(row, begin + 1)
            value = Items(
                tuple([_plain_text(one[0], line, one.start() + 1) for one in places]), line, begin + 1
            )
        if key in found:
            return None
        found[key] = (Text(key, line, 1, True), value)
    return Pairs(tuple(found.values()), first_line, 1) if found else None


def _plain_text(written: str, line: int, column: int) -> Text:
    is_quoted = written[0] in "'\""
    return Text(written[1:-1] if is_quoted else written, line, column, not is_quoted)


class _Builder:
    """Builds nodes from parser events, with an explicit stack."""

    def __init__(self, text: str, path: str, first_line: int, problems: list[Problem]) -> None:
        self._events = yaml.parse(text, Loader=yaml.CBaseLoader)
        self._path, self._first_line, self._problems = path, first_line, problems
        self._rows, self._has_comments = text.split("\n"), " #" in text
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._unused: dict[str, Node] = {}
        self._nodes = 0

    def mapping(self) -> Pairs | None:
        node: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and node is not None:
                break
            if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent, yaml.AliasEvent)):
                node = self._node(event, 0)[0]
        if node is None or (isinstance(node, Text) and node.is_null):
            return None
        if not isinstance(node, Pairs):
            kind = "a list" if isinstance(node, Items) else "text"
            row = self._row(node.line - self._first_line) if isinstance(node, Text) else ""
            message = f"this should be 'key: value' lines, not {kind}"
            raise _RefusedError("not-a-mapping", message, mistakes.meant_pair(row), 0, 0)
        for name, named in islice(self._unused.items(), _MAX_REPAIRS):
            self._warn_of_name(name, named)
        return node

    def _node(self, event: yaml.Event, depth: int) -> tuple[Node, int]:
        """Build one node; return it with its size, aliases counted as what they stand for."""
        is_usual = depth <= MAX_DEPTH and self._nodes < MAX_NODES
        if is_usual and isinstance(event, yaml.ScalarEvent) and not (event.tag or event.anchor):
            self._nodes += 1
            return self._scalar(event), 1  # nothing of what follows concerns a word without tag or anchor
        line, column = _start(event)
        assert isinstance(event, yaml.NodeEvent)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise _RefusedError(
                    "yaml-alias",
                    f"'*{event.anchor}' refers to nothing",
                    "write the value itself",
                    line,
                    column,
                    # Nothing may follow an alias but what ends a list.
                    is_text=self._behind(event)[:1] not in ("", ",", "]", "}", "#"),
                )
            self._unused.pop(event.anchor, None)
            node, size = self._anchors[event.anchor]
            return node, self._count(size, line, column)
        if depth > MAX_DEPTH:
            raise _RefusedError(
                "yaml-too-deep",
                "lists nested this deep are not front matter",
                "tags: [one, two]",
                line,
                column,
            )
        self._check_tag(event, line, column)
        if isinstance(event, yaml.ScalarEvent):
            node, size = self._scalar(event), 1
        elif isinstance(event, yaml.SequenceStartEvent):
            node, size = self._sequence(line, column, depth)
        else:
            node, size = self._pairs(line, column, depth)
        if event.anchor:
            self._anchors[event.anchor] = (node, size)
            self._unused[event.anchor] = node
        return node, self._count(1, line, column) and size

    def _count(self, size: int, line: int, column: int) -> int:
        self._nodes += size
        if self._nodes > MAX_NODES:
            message = f"there are more than {MAX_NODES:,} values here, aliases counted as what they stand for"
            raise _RefusedError("yaml-alias", message, "write the values out", line, column)
        return size

    def _scalar(self, event: yaml.ScalarEvent) -> Text:
        line, column = _start(event)
        comment = ""
        if self._has_comments and not event.style and (behind := self._behind(event)).startswith("#"):
            comment = clean(behind)
        if not event.style and " - " in event.value and event.end_mark and event.end_mark.line > line:
            self._warn_of_entry(line, event.end_mark.line)
        return Text(clean(event.value), self._first_line + line, column + 1, not event.style, comment)

    def _warn_of_entry(self, first: int, last: int) -> None:
        """Warn of an entry of a list that is indented further than the one above, and so goes on with it."""
        for line in range(first + 1, last + 1):
            row = self._row(line)
            if row.lstrip().startswith("- "):
                message = "this is no entry of its own, for it is indented further than the one above"
                at, column = self._first_line + line, len(row) - len(row.lstrip()) + 1
                hint = f"{row.strip()[:80]}, as far to the left as the one above"
                self._problems.append(
                    Problem(self._path, at, column, "yaml-cut", message, hint, Severity.WARNING)
                )
                return

    def _behind(self, event: yaml.Event) -> str:
        """Give what follows a node on the row it ends in."""
        mark = event.end_mark
        return self._row(mark.line)[mark.column : mark.column + _MOST_BEHIND].strip() if mark else ""

    def _row(self, line: int) -> str:
        return self._rows[line] if line < len(self._rows) else ""  # YAML knows line ends that are none to us

    def _warn_of_name(self, name: str, node: Node) -> None:
        """Warn of a text whose first word YAML takes for its name, to which nothing refers."""
        if isinstance(node, Text) and node.plain:
            message = f"YAML takes '&{name}' for a name of this value, and leaves it out"
            quoted = mistakes.in_quotes_as_shown(self._row(node.line - self._first_line))
            hint = quoted or f"'&{name} {one_line(node.value)}'"
            self._problems.append(
                Problem(self._path, node.line, node.column, "yaml-cut", message, hint, Severity.WARNING)
            )

    def _check_tag(self, event: yaml.NodeEvent, line: int, column: int) -> None:
        tag = getattr(event, "tag", None)
        if tag and tag != "!" and tag not in _CORE_TAGS:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            # `!Important news` is a text, `!!python/name` none.
            meant = mistakes.in_quotes_as_shown(self._row(line)) if re.fullmatch(r"!\w+", tag) else ""
            hint = meant or "remove it"
            raise _RefusedError("yaml-tag", f"the tag '{shown}' is not allowed", hint, line, column)

    def _sequence(self, line: int, column: int, depth: int) -> tuple[Items, int]:
        items, total = [], 1
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            node, size = self._node(event, depth + 1)
            items.append(node)
            total += size
        return Items(tuple(items), self._first_line + line, column + 1), total

    def _pairs(self, line: int, column: int, depth: int) -> tuple[Pairs, int]:
        found: dict[str, tuple[Text, Node]] = {}
        total = 1
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key, _ = self._node(event, depth + 1)
            if not isinstance(key, Text):
                raise _RefusedError(
                    "yaml-key",
                    "a key must be a word",
                    "key: value",
                    key.line - self._first_line,
                    key.column - 1,
                    is_text=True,
                )
            value, size = self._node(next(self._events), depth + 1)
            total += size + 1
            if key.value in found:
                self._problems.append(mistakes.duplicate(self._path, found[key.value][0], key))
                del found[key.value]
            found[key.value] = (key, value)
        return Pairs(tuple(found.values()), self._first_line + line, column + 1), total


def _start(event: yaml.Event) -> tuple[int, int]:
    """Give the line and column (from 0) that an event begins at."""
    mark = event.start_mark
    return (mark.line, mark.column) if mark is not None else (0, 0)
