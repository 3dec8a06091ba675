"""Where an article comes from: its authors, the agencies that supplied it, the address of its source."""

from __future__ import annotations

import re

from feedgen_site import addresses
from feedgen_site.article.wording import parted_link, plain_headline
from feedgen_site.config import Agencies
from feedgen_site.fields import Fields, is_boolean, texts_in
from feedgen_site.model import Author
from feedgen_site.nodes import Node, Pairs, Text
from feedgen_site.text import folded, one_line


def authors(fields: Fields) -> tuple[Author, ...]:
    """Give the authors: names, Markdown links, or `{name: …, url: …, email: …}`."""
    found = []
    for node in fields.entries("authors"):
        if isinstance(node, Text):
            words, url = parted_link(node.value)
            found.append(Author(plain_headline(words), addresses.web_url(url)))
        elif isinstance(node, Pairs):
            author = _named_author(node)
            if author:
                found.append(author)
            else:
                fields.warn(node, "bad-author", "an author without a name is left out", "- name: Ana Silva")
    return tuple(author for author in found if author.name)


def _named_author(node: Pairs) -> Author | None:
    named = {folded(key.value): value for key, value in node.pairs}
    name, url, email = named.get("name"), named.get("url"), named.get("email")
    if not isinstance(name, Text) or name.is_null:
        return None
    return Author(
        plain_headline(name.value),
        addresses.web_url(url.value) if isinstance(url, Text) else "",
        one_line(email.value) if isinstance(email, Text) else "",
    )


def agencies(fields: Fields, rules: Agencies) -> tuple[str, ...]:
    """Give the agencies under the names that site.yaml gives them; one it does not permit is an error."""
    found = fields.find("agency", lambda node: not is_boolean(node) and not _is_url(node))
    names = []
    for node in texts_in(found.node) if found else ():
        written = plain_headline(node.value)
        known = rules.find(written)
        if written and not rules.is_permitted(written):
            meant = rules.nearest(written)
            hint = f"did you mean '{meant}'? Else list '{written}'" if meant else f"list '{written}'"
            message = f"site.yaml does not say what may be published of '{written}'"
            fields.report(node, "unknown-agency", message, f"{hint} under `agencies` in site.yaml")
        names.append(known.name if known else written)
    return tuple(dict.fromkeys(filter(None, names)))


def source_url(fields: Fields) -> str:
    """Give the web address of the original, "" where none is written."""
    found = fields.find("source_url", _is_url)
    return addresses.web_url(found.node.value) if found and isinstance(found.node, Text) else ""


def _is_url(node: Node) -> bool:
    return isinstance(node, Text) and bool(re.match(r"\s*(?:https?:)?//", node.value))
