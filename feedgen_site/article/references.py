"""What the header of an article points to: its picture, related stories, what it is a translation of."""

from __future__ import annotations

import re
from collections.abc import Mapping

from feedgen_site import addresses, markdown, sanitize
from feedgen_site.article.wording import parted_link, plain_headline
from feedgen_site.fields import Fields, is_boolean
from feedgen_site.model import Image, Related
from feedgen_site.nodes import Items, Node, Pairs, Text
from feedgen_site.patterns import regex
from feedgen_site.text import folded, one_line

# A file among the articles, as against an id.
_PATH = regex(r"\A\.{0,2}/|\.(?:md|markdown|html?)\Z", re.IGNORECASE)


def image(fields: Fields) -> Image | None:
    """Give the picture: an address, or `{src: …, alt: …, caption: …, credit: …}`; the first of several."""
    found = fields.find("image", lambda node: not is_boolean(node))
    if found is None:
        return None
    node: Node = found.node.items[0] if isinstance(found.node, Items) else found.node
    if isinstance(node, Text):
        return _image_of(fields, node, {})
    if not isinstance(node, Pairs):
        return None
    named = {folded(key.value): value for key, value in node.pairs if isinstance(value, Text)}
    source = next((named[key] for key in ("src", "url", "path", "image", "file") if key in named), None)
    if source is None:
        message = f"an image needs its file under 'src', not only '{one_line(node.pairs[0][0].value)}'"
        fields.warn(node, "bad-image", message, f"{found.key.value}: {{src: picture.jpg}}")
        return None
    return _image_of(fields, source, named)


def _image_of(fields: Fields, node: Text, named: Mapping[str, Node]) -> Image | None:
    def words(key: str) -> str:
        value = named.get(key)
        return markdown.plain(value.value) if isinstance(value, Text) and not value.is_null else ""

    url = node.value.strip()
    target = _target(url, fields.path)
    if not target or target.startswith("#"):
        fields.warn(node, "bad-image", f"'{one_line(url)[:80]}' is not an image", "image: picture.jpg")
        return None
    return Image(target, words("alt"), words("caption"), words("credit"))


def related(fields: Fields, authority: str) -> tuple[Related, ...]:
    """Give related stories: headlines, Markdown links, or `{title: …, url: …, id: …}`."""
    found = []
    for node in fields.entries("related"):
        if isinstance(node, Text):
            title, url = parted_link(node.value)
            found.append(Related(plain_headline(title), _related_target(url, fields.path)))
        elif isinstance(node, Pairs):
            named = {folded(key.value): value.value for key, value in node.pairs if isinstance(value, Text)}
            title = plain_headline(named.get("title", ""))
            identity = one_line(named.get("id", ""))
            if identity:
                identity = addresses.story_id(identity, authority, fields.path, "")
            if title or identity:
                target = _related_target(named.get("url") or named.get("path") or "", fields.path)
                found.append(Related(title, target, identity))
    return tuple(item for item in found if item.title or item.id)


def original(fields: Fields, authority: str) -> str:
    """Give what this is a translation of: a file's content path, or a story's id; "" for nothing."""
    node = fields.text("translation_of", example="../asia/lee.md")
    written = one_line(node.value) if node else ""
    if not written:
        return ""
    if _PATH.search(written) and not addresses.has_scheme(written):
        return _target(written, fields.path)
    return addresses.story_id(written, authority, fields.path, "")


def _related_target(url: str, path: str) -> str:
    return _target(url, path) if url else ""


def _target(url: str, path: str) -> str:
    """Give a web address, or the content path of a file; "" for what may not be linked."""
    if addresses.has_scheme(url) or url.startswith("//"):
        return addresses.web_url(url)
    try:
        return sanitize.content_target(url, path)
    except ValueError:
        return ""
