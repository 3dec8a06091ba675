"""How an article is listed: in which section and under which tags, how high, and by which robots."""

from __future__ import annotations

import re

from feedgen_site import addresses
from feedgen_site.article.place import Place
from feedgen_site.article.wording import plain_headline
from feedgen_site.fields import Fields, folded_key, is_absent, text_with_colon, texts_in
from feedgen_site.model import Section
from feedgen_site.nodes import Items, Text
from feedgen_site.patterns import regex
from feedgen_site.text import folded, nearest, one_line

# What search engines document for the robots meta element.
_ROBOTS = regex(
    r"all|index|follow|none|noindex|nofollow|noarchive|nocache|nosnippet|notranslate|noimageindex"
    r"|indexifembedded|max-snippet:-?\d{1,6}|max-video-preview:-?\d{1,6}|max-image-preview:(?:none|standard|large)"
    r"|unavailable_after:[\w :+.-]{1,40}"
)

_COMMAS, _SEMICOLONS = regex("[,，、،]"), regex("[;；]")


def section(fields: Fields, place: Place, sections: tuple[Section, ...]) -> Section | None:
    """Give the section: front matter, else folder; one of the site's `sections` where it is one."""
    found = fields.find("section")  # no word is a boolean here: `section: NO` is Norway
    written = next(texts_in(found.node), None) if found else None
    text = plain_headline(written.value) if written else ""
    if found and "," in text and isinstance(found.node, Text):
        first = text.partition(",")[0].strip()
        if folded_key(found.key.value) == "categories" or _known(first, sections):
            text = first
    if not text:
        folder = place.section
        text = one_line(re.sub(r"[-_]+", " ", folder))
        text = text[:1].upper() + text[1:]
    if not text:
        return None
    return _known(text, sections) or Section(addresses.slug_of(text, text), text)


def _known(text: str, sections: tuple[Section, ...]) -> Section | None:
    """Find the section of the site that a text names, by its slug or title."""
    slug = addresses.slug_of(text, text)
    return next((one for one in sections if slug == one.slug or folded(text) == folded(one.title)), None)


def tags(fields: Fields) -> tuple[str, ...]:
    """Give the tags, each once: a list, or one text with commas."""
    found = fields.find("tags")
    if found is None:
        return ()
    for item in found.node.items if isinstance(found.node, Items) else (found.node,):
        if not isinstance(item, Text) and not is_absent(item):
            hint = text_with_colon(item) or f"{found.key.value}: [one, two]"
            fields.warn(item, "bad-tag", "a tag should be one text; this is left out", hint)
    words: list[str] = []
    for node in texts_in(found.node):
        split = _parted(node.value) if isinstance(found.node, Text) else [node.value]
        words += [plain_headline(word) for word in split]
    unique: dict[str, str] = {}
    for word in filter(None, words):
        unique.setdefault(folded(word), word)
    return tuple(unique.values())


def _parted(text: str) -> list[str]:
    """Split at commas, those of Chinese and Arabic too; at semicolons where there is none."""
    return next((sign.split(text) for sign in (_COMMAS, _SEMICOLONS) if sign.search(text)), [text])


def weight(fields: Fields) -> int:
    """Give the weight: heavier stories stand first in their section; 0 where nothing is said."""
    return fields.optional_integer("weight", least=-1000, most=100000) or 0


def robots(fields: Fields) -> str:
    """Give what robots are asked, in the words of the robots meta element."""
    found = fields.find("robots")
    if found is None:
        if key := fields.key_of("noindex"):
            fields.warn(key, "bad-robots", f"'{key.value}' asks robots nothing", "robots: noindex")
        return ""
    asked = []
    for node in texts_in(found.node):
        for word in filter(None, (part.strip().lower() for part in node.value.split(","))):
            if _ROBOTS.fullmatch(word):
                asked.append(word)
                continue
            meant = nearest(word, ("noindex", "nofollow", "noarchive", "nosnippet"), 0.5) or "noindex"
            message = f"'{word}' is nothing that robots are asked"
            fields.warn(node, "bad-robots", message, f"robots: {meant}")
    return ", ".join(dict.fromkeys(asked))
