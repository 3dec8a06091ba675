"""Reads site.yaml's `images`: whether pictures are drawn smaller, how wide and how well."""

from __future__ import annotations

import re

from feedgen_site.config.model import ImageRules
from feedgen_site.fields import EVERY_WORDS, Fields, is_none_word
from feedgen_site.nodes import Text
from feedgen_site.patterns import regex

_KEYS = ("widths", "quality", "sizes")
_LEAST_WIDTH, _MOST_WIDTH, _MOST_WIDTHS = 16, 8000, 8
# As in the attribute `sizes`: conditions and lengths.
_SIZES = regex(r"[\w\s().,:<>=%/*+-]{1,500}", re.ASCII)


def read(fields: Fields) -> ImageRules | None:
    """Read the rules; None where pictures stay as they are."""
    found = fields.find("images")
    if found is None or is_none_word(found.node):
        return None
    node = found.node
    if isinstance(node, Text) and node.plain and node.value.strip().lower() in EVERY_WORDS:
        return ImageRules()
    inner = fields.nested("images", _KEYS)
    default = ImageRules()
    return ImageRules(
        _widths(inner) or default.widths,
        inner.integer("quality", default.quality, least=1, most=95),
        _sizes(inner) or default.sizes,
    )


def _widths(fields: Fields) -> tuple[int, ...]:
    found = set()
    for node in fields.entries("widths"):
        word = node.value.strip() if isinstance(node, Text) else ""
        if word.isascii() and word.isdigit() and len(word) < 6 and _LEAST_WIDTH <= int(word) <= _MOST_WIDTH:
            found.add(int(word))
            continue
        message = f"a width should be a whole number from {_LEAST_WIDTH} to {_MOST_WIDTH}"
        fields.report(node, "wrong-type", message, "widths: [480, 960, 1440]")
    if len(found) > _MOST_WIDTHS:
        key = fields.key_of("widths")
        assert key is not None
        message = f"a picture has at most {_MOST_WIDTHS} widths"
        fields.report(key, "wrong-type", message, "widths: [480, 960, 1440]")
    return tuple(sorted(found))


def _sizes(fields: Fields) -> str:
    node = fields.text("sizes", example=f'"{ImageRules().sizes}"')
    if node is None:
        return ""
    if _SIZES.fullmatch(node.value):
        return " ".join(node.value.split())
    fields.report(
        node, "wrong-type", "'sizes' holds what no sizes attribute can", f'sizes: "{ImageRules().sizes}"'
    )
    return ""
