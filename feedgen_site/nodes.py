"""YAML and TOML headers as positioned nodes: every scalar is text, every node knows its line and column.

Nothing is constructed: no tag runs code, no alias is expanded without bound, no date or boolean is guessed.
Fields coerce text themselves (`fields`), which is how `title: No` stays a title. The tree is built from
parser events, because composing deeply nested input overflows the C stack and kills the process.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice

import yaml

from feedgen_site.frozen import dataclass
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem, Severity
from feedgen_site.text import clean, one_line

MAX_BYTES = 200_000
MAX_DEPTH = 20
# Nodes reached by walking through aliases; a header of a real article has about twenty.
MAX_NODES = 20_000
_MAX_REPAIRS = 10
_MAX_KEY_PARTS = 100
_MOST_BEHIND = 200
_HASH_ROWS = 20
_CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ["str", "int", "float", "bool", "null", "timestamp", "map", "seq"]
)
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
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


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar. `plain` says it stood without quotes, so that `true` may be a boolean and `~` nothing.

    `comment` is what follows on its row from a ` #` on, which an editor may have meant as a part of it.
    """

    value: str
    line: int
    column: int
    plain: bool
    comment: str = ""

    @property
    def is_null(self) -> bool:
        """Say whether nothing was written; an empty quoted text counts as nothing, too."""
        return not self.value.strip() or (self.plain and self.value in _NULLS)


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping, in written order, each key once (the last one written wins)."""

    pairs: tuple[tuple[Text, Node], ...]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """Find the value of one exact key."""
        return next((node for name, node in self.pairs if name.value == key), None)


Node = Text | Items | Pairs


@dataclass(frozen=True, slots=True)
class Header:
    """A header as read: `pairs` is None where nothing usable could be read; `problems` says why."""

    pairs: Pairs | None
    problems: tuple[Problem, ...] = ()


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
        return Header(None, (_too_large(path, first_line),))
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
            line, column, said = _place(error, text)
            found = _syntax_problem(error, path, first_line, line, column, said, text.split("\n"))
        failure = failure or (found,)
        mended = _quote_value(text, line)
        if mended is None:
            break
        text, quoted_line, key, quoted = mended
        repairs.append(_unquoted(path, first_line + quoted_line, key, quoted))
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


def read_toml(text: str, path: str, first_line: int = 1) -> Header:
    """Read a TOML table as the same nodes; a key's line is where its name is written first."""
    if len(text) > MAX_BYTES:
        return Header(None, (_too_large(path, first_line),))
    lines = {
        match[1]: first_line + number
        for number, line in reversed(list(enumerate(text.splitlines())))
        if (match := re.match(r'\s*\[*"?([\w-]+)', line))
    }
    try:
        # The parser's time grows with the square of a key's parts.
        if any(part.count(".") > _MAX_KEY_PARTS for part in re.split(r"[={,\n]", text)):
            raise RecursionError
        node = _from_toml(tomllib.loads(text), first_line, lines)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        match = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(match[1]), int(match[2])) if match else (1, 1)
        is_deep = isinstance(error, RecursionError)
        said = "nested too deeply" if is_deep else re.sub(r" \(at .*\)$", "", str(error))
        hint = "check quotes and brackets on this line"
        return Header(None, (Problem(path, first_line + line - 1, column, "toml-syntax", said, hint),))
    assert isinstance(node, Pairs)
    return Header(node)


def pairs_of(values: Iterator[tuple[str, str, int]], line: int) -> Pairs:
    """Make a mapping of plain `Key: value` lines given as (key, value, line)."""
    return Pairs(
        tuple((Text(key, at, 1, True), Text(value, at, len(key) + 3, True)) for key, value, at in values),
        line,
        1,
    )


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
            line = node.line - self._first_line
            meant = _NO_PAIR.fullmatch(self._row(line).rstrip()) if isinstance(node, Text) else None
            is_pair = meant and meant.string[meant.end("key") :].lstrip()[0] in ":：="
            hint = _row(meant["key"], meant["value"]) if meant and is_pair else "title: Your headline"
            message = f"this should be 'key: value' lines, not {kind}"
            raise _RefusedError("not-a-mapping", message, hint, 0, 0)
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
        return Text(clean(event.value), self._first_line + line, column + 1, not event.style, comment)

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
            quoted = _quoted_row(self._row(node.line - self._first_line))
            hint = _row(*quoted[1:]) if quoted else f"'&{name} {one_line(node.value)}'"
            self._problems.append(
                Problem(self._path, node.line, node.column, "yaml-cut", message, hint, Severity.WARNING)
            )

    def _check_tag(self, event: yaml.NodeEvent, line: int, column: int) -> None:
        tag = getattr(event, "tag", None)
        if tag and tag != "!" and tag not in _CORE_TAGS:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            # `!Important news` is a text, `!!python/name` none.
            meant = _quoted_row(self._row(line)) if re.fullmatch(r"!\w+", tag) else None
            hint = _row(*meant[1:]) if meant else "remove it"
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
                self._problems.append(_duplicate(self._path, found[key.value][0], key))
                del found[key.value]
            found[key.value] = (key, value)
        return Pairs(tuple(found.values()), self._first_line + line, column + 1), total


def _start(event: yaml.Event) -> tuple[int, int]:
    """Give the line and column (from 0) that an event begins at."""
    mark = event.start_mark
    return (mark.line, mark.column) if mark is not None else (0, 0)


def _duplicate(path: str, first: Text, second: Text) -> Problem:
    name = one_line(second.value)
    return Problem(
        path,
        second.line,
        second.column,
        "duplicate-key",
        f"'{name}' stands twice, in lines {first.line} and {second.line}; the last one counts",
        f"delete line {first.line}",
        Severity.WARNING,
    )


def _unquoted(path: str, line: int, key: str, quoted: str) -> Problem:
    message = f"the value of '{key}' needs quotes" if key else "this value needs quotes"
    return Problem(path, line, 1, "yaml-unquoted", message, _row(key, quoted), Severity.WARNING)


def in_quotes(text: str) -> str:
    """Write a text as YAML reads it in every case: in single quotes, those in it doubled."""
    return "'" + text.replace("'", "''") + "'"


def _row(key: str, value: str) -> str:
    """Write a value as it stands in a header: behind its key, or in a list."""
    return f"{key}: {value}" if key else f"- {value}"


def _too_large(path: str, line: int) -> Problem:
    return Problem(
        path,
        line,
        1,
        "header-too-large",
        f"the front matter is longer than {MAX_BYTES:,} characters",
        "is the closing --- missing?",
    )


def _place(error: yaml.YAMLError, text: str) -> tuple[int, int, str]:
    """Give line and column (from 0) and the parser's words for an error."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return mark.line, mark.column, str(error.problem or error.context or "cannot be read")
    position = getattr(error, "position", 0)
    before = text[: position if isinstance(position, int) else 0]
    return before.count("\n"), 0, "a character that YAML does not allow"


# These are for rows without blanks at their end. To let blanks end at each of them takes half a second where
# there are ten thousand in a row.
_PLAIN_PAIR = regex(r"(?P<lead>[ \t]*(?:-[ ]+)?)(?P<key>[\w][\w .-]{0,60}?)[ ]*:[ ]+(?P<value>\S.*)")
# Behind a key `> Words` and `| words` begin no block of text, `- words` no list, `? words` no key.
_NO_BLOCK = regex(r"[|>][+-]?\d?[+-]?[ \t]+[^#\s]|[-?][ \t]+[^-?\s]")
# What word processors make of quotation marks.
_CURLY = regex(r"“[^“”]+”|„[^“”„]+[“”]|«[^«»]+»|‘[^‘’]+’")
_PLAIN_ENTRY = regex(r"(?P<lead>[ \t]*-[ ]+)(?P<value>[@`%*&!].*)")


def _quote_value(text: str, line: int) -> tuple[str, int, str, str] | None:
    """Quote the value that the parser stumbled over: new text, line, key ("" in a list) and quoted value."""
    lines = text.split("\n")
    # The parser may notice only at the line after the culprit.
    for number in (line, line - 1):
        if 0 <= number < len(lines) and (found := _quoted_row(lines[number])):
            lines[number], key, quoted = found
            return "\n".join(lines), number, key, quoted
    return None


def _quoted_row(row: str) -> tuple[str, str, str] | None:
    """Quote the value of a row where it wants quotes: new row, key ("" in a list) and quoted value."""
    row = row.rstrip(" \t")
    match = _PLAIN_PAIR.fullmatch(row) or _PLAIN_ENTRY.fullmatch(row)
    if match is None or not _wants_quotes(match["value"]):
        return None
    value, key = match["value"], match.groupdict().get("key", "")
    if (len(value) > 1 and value[0] == value[-1] and value[0] in "\"'") or _CURLY.fullmatch(value):
        value = value[1:-1]
    quoted = in_quotes(value)
    return match["lead"] + (_row(key, quoted) if key else quoted), key, quoted


def _wants_quotes(value: str) -> bool:
    if re.fullmatch(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", value):
        return False
    if value.startswith("{{"):
        return True  # a template of another tool
    if value[0] in "[{":
        # `[Update] Talks go on` is a text; `[asia, talks` is a list that somebody forgot to close.
        return value[-1] not in "]}" and ("]" in value or "}" in value)
    if _NO_BLOCK.match(value):
        return True
    return value[0] in "@`%*&!\"'" or ": " in value or value.endswith(":") or "\t" in value


# What the parser read when it gave up, and what of it was left open.
_OPEN = {
    "while scanning a quoted scalar": ("text in quotes", "close it with a quotation mark of the same kind"),
    "while parsing a flow sequence": ("list", "close it with ], or check the commas and quotes in it"),
    "while parsing a flow mapping": ("mapping", "close it with }, or check the commas and quotes in it"),
}
# A row that was meant as a key and its value: `title:Talks`, `title = Talks`, `title Talks`.
_NO_PAIR = regex(r"(?P<key>[A-Za-z][\w-]{0,40})(?::(?! )|：|[ ]*=|[ ])\s*(?P<value>\S.*)")
# An entry of a list without its blank: `-asia`.
_NO_ENTRY = regex(r"\s*-(?P<value>[^\s-].*)")
_AFTER_NO_PAIR = ("mapping values are not allowed in this context", "could not find expected ':'")


def _syntax_problem(
    error: yaml.YAMLError, path: str, first_line: int, line: int, column: int, said: str, rows: list[str]
) -> Problem:
    """Say what the parser could not read, at the row to mend: it often notices only at a later one."""
    begun = error.context_mark if isinstance(error, yaml.MarkedYAMLError) else None
    left_open = _OPEN.get(str(getattr(error, "context", ""))) if begun and begun.line < line else None
    row = rows[line] if 0 <= line < len(rows) else ""
    above = rows[line - 1].rstrip() if 0 < line <= len(rows) and said in _AFTER_NO_PAIR else ""
    message, hint = f"YAML cannot read this: {said}", "put the value in quotes, or check the indentation"
    if "\t" in row:
        message, hint = "a tab where YAML wants spaces", "replace the tab by two spaces"
    elif "flow" in str(getattr(error, "context", "")) and (hashed := _hash_in_list(rows, line)):
        line, column = hashed
        message = "YAML takes what stands behind this # for a comment, and the end of the list with it"
        hint = "put a text that begins with # in quotes: ['#one', two]"
    elif begun and left_open:
        what, hint = left_open
        line, column = begun.line, begun.column
        message = f"YAML finds no end of the {what} that begins here: {said}"
    elif said == _AFTER_NO_PAIR[0] and _is_indented_pair(rows, line):
        message, column = "this line is indented as if it went on with the one above", 0
        hint = row.strip()
    elif ": " not in above and (match := _NO_PAIR.fullmatch(above)):
        line, column = line - 1, 0
        is_odd = "\u00a0" in above[: match.start("value")]
        message = (
            "a no-break space where YAML wants a plain one" if is_odd else "this is no 'key: value' line"
        )
        hint = _row(match["key"], match["value"])
        if _goes_on(rows, line):
            hint = f"indent it, if it goes on with the line above; else {hint}"
    elif above.strip() and ":" not in above:
        line, column = line - 1, 0
        entry = _NO_ENTRY.fullmatch(above)
        message = "this is no 'key: value' line"
        hint = _row("", entry["value"]) if entry else "indent it, if it goes on with the line above"
    return Problem(path, first_line + line, column + 1, "yaml-syntax", message, hint)


def _is_indented_pair(rows: list[str], line: int) -> bool:
    """Say whether a row is a key and its value, indented below another row of that kind."""
    pair, before = (_PLAIN_PAIR.fullmatch(rows[at].rstrip()) for at in (line, line - 1))
    return bool(
        line and pair and before and pair["lead"].isspace() and len(before["lead"]) < len(pair["lead"])
    )


def _goes_on(rows: list[str], line: int) -> bool:
    """Say whether the row above perhaps goes on with the text before it: it has many words, and no sign."""
    before = _PLAIN_PAIR.fullmatch(rows[line - 2].rstrip()) if line > 1 else None
    words = rows[line - 1].split()
    return bool(before and before["value"][0] not in "[{|>" and len(words) > 2 and words[1][0] not in "=:")


def _hash_in_list(rows: list[str], line: int) -> tuple[int, int] | None:
    """Find the last `[#` or `, #` up to a row: what was to be a tag hides the rest of its row."""
    for number in range(min(line, len(rows) - 1), max(line - _HASH_ROWS, -1), -1):
        if match := re.search(r"[\[,] ?#", rows[number]):
            return number, match.end() - 1
    return None


def _from_toml(value: object, line: int, lines: dict[str, int]) -> Node:
    if isinstance(value, dict):
        return Pairs(
            tuple(
                (
                    Text(str(key), lines.get(str(key), line), 1, True),
                    _from_toml(item, lines.get(str(key), line), lines),
                )
                for key, item in value.items()
            ),
            line,
            1,
        )
    if isinstance(value, list):
        return Items(tuple(_from_toml(item, line, lines) for item in value), line, 1)
    if isinstance(value, bool):
        return Text("true" if value else "false", line, 1, True)
    if isinstance(value, (datetime, date, time)):
        return Text(value.isoformat(), line, 1, True)
    return Text(str(value), line, 1, not isinstance(value, str))
