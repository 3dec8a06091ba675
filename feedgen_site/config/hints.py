"""What to type instead, as YAML in one line, made of what was written."""

from __future__ import annotations

import json

from feedgen_site.nodes import Items, Node, Pairs, Text
from feedgen_site.patterns import regex
from feedgen_site.text import one_line

# What stays the same text without quotes, also between brackets.
_PLAIN = regex(r"[\w/.][\w /.'’()+@:-]*")


def flow(node: Node) -> str:
    """Write a node as YAML in one line."""
    match node:
        case Text():
            return _scalar(one_line(node.value))
        case Items():
            return f"[{', '.join(map(flow, node.items))}]"
        case Pairs():
            return f"{{{', '.join(f'{flow(key)}: {flow(value)}' for key, value in node.pairs)}}}"


def with_pair(node: Pairs, key: str, value: str, *, first: bool = False) -> Pairs:
    """Give a mapping with one more setting, instead of any that it has under this key."""
    kept = tuple(pair for pair in node.pairs if pair[0].value.strip() != key)
    added = ((word(key), word(value)),)
    return Pairs((*added, *kept) if first else (*kept, *added), node.line, node.column)


def word(text: str) -> Text:
    """Make a scalar that stands nowhere."""
    return Text(text, 0, 0, plain=True)


def _scalar(text: str) -> str:
    is_plain = not text or (_PLAIN.fullmatch(text) and ": " not in text and not text.endswith(":"))
    return text if is_plain else json.dumps(text, ensure_ascii=False)
