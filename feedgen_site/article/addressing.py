"""What an article is called and where it stands: its id, slug, permalink and older addresses."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from feedgen_site import addresses, dates
from feedgen_site.article.place import Place
from feedgen_site.fields import Fields
from feedgen_site.nodes import Node, Text
from feedgen_site.patterns import regex
from feedgen_site.text import clean, one_line

_BEFORE_ALIAS = regex(r"[ ,;](?=/|https?:)")


def identity(fields: Fields, place: Place, authority: str) -> tuple[str, int]:
    """Give the id, and the line it is written in: 0 where it is made of the path."""
    node = fields.text("id")
    written = one_line(node.value) if node else ""
    made = addresses.story_id(written, authority, fields.path, place.language_suffix)
    if node and not addresses.is_sound_id(made):
        message = f"'{written}' is not a valid id: readers and validators would refuse it"
        fields.report(node, "bad-id", message, "id: one-word-of-your-own, or urn:uuid: and a UUID")
    return made, node.line if node else 0


def slug(fields: Fields, place: Place, identity: str) -> str:
    """Give the slug: front matter, else the file's name without its date."""
    node = fields.text("slug")
    written = posixpath.basename(clean(node.value).strip().rstrip("/")) if node else ""
    if node and written != clean(node.value).strip().strip("/"):
        message = f"a slug is one name, without folders; '{addresses.slug_of(written, identity)}' is taken"
        fields.warn(node, "bad-slug", message, "permalink: /the/whole/address/")
    return addresses.slug_of(written or dates.without_date(place.stem) or place.stem, identity)


def permalink(fields: Fields, place: Place) -> str:
    """Give the address that the front matter asks for, "" where it asks for none."""
    node = fields.text("permalink")
    if node is None or not node.value.strip():
        return ""
    if re.search(r":\w+|[{}]", node.value):
        fields.warn(node, "bad-permalink", "patterns belong in site.yaml", "permalinks: /{yyyy}/{mm}/{slug}/")
        return ""
    try:
        return addresses.checked_path(node.value.strip())
    except ValueError as reason:
        message = f"'{one_line(node.value)[:80]}' cannot be an address: it holds {reason}"
        fields.report(node, "bad-permalink", message, f"permalink: /{place.stem}/")
        return ""


def aliases(fields: Fields) -> tuple[str, ...]:
    """Give the addresses that lead here, too, each once."""
    found = []
    for node, written in paths_in(fields, "aliases"):
        if not isinstance(node, Text):
            fields.report(node, "bad-alias", "an alias should be one path", "aliases: [/old/address/]")
            continue
        try:
            found.append(addresses.checked_path(written))
        except ValueError as reason:
            message = f"the alias '{one_line(written)[:80]}' cannot be an address: it holds {reason}"
            hint = "aliases: [/old/address/]"
            if written.lstrip("/").startswith("?"):
                hint = "delete it: a host of files does not look at what follows a question mark"
            fields.report(node, "bad-alias", message, hint)
    return tuple(dict.fromkeys(found))


def paths_in(fields: Fields, field: str) -> Iterator[tuple[Node, str]]:
    """Give each address under a field with its place; "" for what is no text.

    Each item of a list is one, whatever it holds; a single text may hold several.
    """
    found = fields.find(field)
    if found and isinstance(found.node, Text):
        for written in _parted(found.node.value):
            yield found.node, written
    else:
        for node in fields.entries(field):
            yield node, node.value if isinstance(node, Text) else ""


def _parted(text: str) -> tuple[str, ...]:
    """Part a text such as `/old/, /older/` into its addresses: each begins with a slash or a scheme."""
    return tuple(filter(None, (one.strip(" ,;") for one in _BEFORE_ALIAS.split(text.strip()))))
