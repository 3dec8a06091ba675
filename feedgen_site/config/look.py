"""Reads site.yaml's `theme`: custom properties of the stylesheet, and whether their colours can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from feedgen_site.fields import Fields
from feedgen_site.nodes import Node, Text
from feedgen_site.patterns import regex
from feedgen_site.text import nearest, one_line

_COLOUR = regex(r"#(?:\w{3,4}|\w{6}|\w{8})|[a-zA-Z]{3,30}|[a-z-]{2,12}\([^\"'*]+\)", re.ASCII)
_FONTS = regex(r"[\w .,\"'-]+")
_LENGTH = regex(r"\d*\.?\d+(?:[a-z]{2,4}|%)|(?:clamp|min|max|calc)\([^\"'#]+\)", re.ASCII)
_NUMBER = regex(r"\d{0,2}\.?\d{1,4}", re.ASCII)
_SIDE = regex("start|center|end")

PROPERTIES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "accent": (_COLOUR, "#9b2c1f"),
    "accent-dark": (_COLOUR, "#f2a08f"),
    "paper": (_COLOUR, "#fdfbf7"),
    "paper-dark": (_COLOUR, "#16150f"),
    "ink": (_COLOUR, "#1d1b18"),
    "ink-dark": (_COLOUR, "#ece7dc"),
    "serif": (_FONTS, "Georgia, serif"),
    "sans": (_FONTS, "system-ui, sans-serif"),
    "display": (_FONTS, "Georgia, serif"),
    "size": (_LENGTH, "1.125rem"),
    "leading": (_NUMBER, "1.55"),
    "scale": (_NUMBER, "1"),
    "measure": (_LENGTH, "37rem"),
    "width": (_LENGTH, "66rem"),
    "label": (_LENGTH, "8.5rem"),
    "masthead": (_SIDE, "center"),
}
"""The properties of the packaged stylesheet: what their values look like, and an example.

The example of a colour is the packaged value. A theme may set others, for a stylesheet of its own.
"""

_NAME = regex(r"[a-z][a-z0-9-]{0,40}")
_VALUE = regex(r"[\w#%.,()/ +*'\"-]{1,200}")
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, for text of ordinary size
_SOFT = 0.7  # how much ink there is in the stylesheet's `--c-soft`, the palest text

Rgb = tuple[float, float, float]


def read(fields: Fields) -> tuple[tuple[str, str], ...]:
    """Read the properties, sorted by name; what is no plain CSS value of its kind is a problem."""
    found = fields.mapping("theme")
    settings: dict[str, str] = {}
    nodes: dict[str, Node] = {}
    for key, node in found.pairs if found else ():
        name, value = key.value.strip(), one_line(node.value) if isinstance(node, Text) else ""
        if problem := _fault(name, value):
            fields.report(key, "bad-theme", *problem)
        else:
            settings[name], nodes[name] = value, key
    for name, message, hint in _unreadable(settings):
        fields.warn(nodes[name], "low-contrast", message, hint)
    return tuple(sorted(settings.items()))


def _fault(name: str, value: str) -> tuple[str, str] | None:
    """Say what is wrong with a property, and what to type; None for nothing."""
    pattern, example = PROPERTIES.get(name, (_VALUE, PROPERTIES["accent"][1]))
    if not _NAME.fullmatch(name) or not _is_plain(value):
        return f"'{name}: {value}' is not a plain CSS value", f'{name}: "{example}"'
    if not pattern.fullmatch(value):
        return f"'{value}' is no value for '{name}'", f'{name}: "{example}"'
    meant = "" if name in PROPERTIES else nearest(name, PROPERTIES)
    return (f"no property is called '{name}'", f"did you mean '{meant}'?") if meant else None


def _is_plain(value: str) -> bool:
    """Say whether a value loads nothing, and leaves no bracket, quote or comment open."""
    depth = 0
    for char in re.sub(r"\"[^\"]*\"|'[^']*'", "", value):
        depth += (char == "(") - (char == ")")
        if depth < 0 or char in "\"'":
            return False
    return depth == 0 and bool(_VALUE.fullmatch(value)) and not re.search(r"url|/\*|\*/", value.lower())


def _unreadable(settings: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Find text colours that the theme makes too pale: property, message, hint."""
    for scheme in ("", "-dark"):
        paper_name = f"paper{scheme}"
        paper = _rgb(settings.get(paper_name, PROPERTIES[paper_name][1]))
        for name, share in ((f"ink{scheme}", _SOFT), (f"accent{scheme}", 1.0)):
            colour = _rgb(settings.get(name, PROPERTIES[name][1]))
            at = name if name in settings else paper_name
            if at not in settings or colour is None or paper is None:
                continue
            found = contrast(_mixed(colour, paper, share), paper)
            if found < LEAST_CONTRAST:
                what = "its palest text" if share < 1 else "it"
                message = f"'{name}' is hard to read on '{paper_name}': {what} has a contrast of {found:.1f}"
                better = _stronger(colour, paper, share)
                hint = f'{name}: "{better}"' if better else f"a '{paper_name}' nearer to black or white"
                yield at, message, f"at least {LEAST_CONTRAST}, with {hint}"


def contrast(one: Rgb, other: Rgb) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Rgb) -> float:
    """Give WCAG's relative luminance of a colour of sRGB."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(value: str) -> Rgb | None:
    """Read `#abc` or `#aabbcc`, 0 to 1 each; None for every other spelling of a colour."""
    match = re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", value.lower())
    if match is None:
        return None
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _mixed(colour: Rgb, other: Rgb, share: float) -> Rgb:
    """Mix two colours, with this share of the first."""
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _stronger(colour: Rgb, paper: Rgb, share: float) -> str:
    """Give the nearest colour that can be read, towards black or white; "" where none can on this paper."""
    end: Rgb = (0.0, 0.0, 0.0) if _luminance(paper) > 0.18 else (1.0, 1.0, 1.0)
    tried = (_mixed(colour, end, 1 - step / 50) for step in range(51))
    readable = (one for one in tried if contrast(_mixed(one, paper, share), paper) >= LEAST_CONTRAST + 0.05)
    better = next(readable, None)
    return "#" + "".join(f"{round(part * 255):02x}" for part in better) if better else ""
