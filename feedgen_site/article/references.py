"""What the header of an article points to: its picture, related stories, what it is a translation of."""

from __future__ import annotations

import re
from collections.abc import Mapping

from feedgen_site import addresses, markdown, sanitize
from feedgen_site.article.wording import parted_link, plain_headline
from feedgen_site.fields import Fields, is_boolean, text_with_colon
from feedgen_site.model import Image, Related
from feedgen_site.nodes import Items, Node, Pairs, Text
from feedgen_site.patterns import regex
from feedgen_site.text import folded, one_line

# A file among the articles, as against an id.
_PATH = regex(r"\A\.{0,2}/|\.(?:md|markdown|html?)\Z", re.IGNORECASE)
# What no headline looks like: a file, a path, an address.
_ADDRESS = regex(r"\.{0,2}/\S*\Z|(?:https?:)?//\S+\Z|.*\.(?:md|markdown)\Z|\S+\.html?\Z", re.IGNORECASE)
# A slug or an id; a headline has blanks and capitals.
_NAME = regex(r"[a-z0-9]+(?:[-_][a-z0-9]+)+")


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
    """Give related stories: headlines, Markdown links, files, addresses, or `{title: …, url: …, id: …}`."""
    found = []
    for node in fields.entries("related"):
        if isinstance(node, Text):
            found.append(_related_text(fields, node, authority))
        elif isinstance(node, Pairs) and (named := _related_pairs(node)):
            title, url, identity = named
            if identity:
                identity = addresses.story_id(identity, authority, fields.path, "")
            found.append(_related_to(fields, node, title, url, identity))
        else:
            hint = text_with_colon(node) or '- "[Its headline](../asia/lee.md)"'
            fields.warn(node, "bad-related", "this names no story, and is left out", hint)
    return tuple(item for item in found if item.title or item.target or item.id)


def _related_text(fields: Fields, node: Text, authority: str) -> Related:
    words, url = parted_link(node.value)
    written = one_line(words)
    if not url and written.lower().startswith(("urn:", "tag:")):
        return Related("", "", addresses.story_id(written, authority, fields.path, ""))
    if not url and _ADDRESS.match(written):
        return _related_to(fields, node, "", written)
    if not url and _NAME.fullmatch(written):
        message = f"'{written[:80]}' is shown as a headline, and leads nowhere"
        fields.warn(
            node, "bad-related", message, f"its file, such as {written[:80]}.md, or {{id: {written[:80]}}}"
        )
    return _related_to(fields, node, plain_headline(words), url)


def _related_pairs(node: Pairs) -> tuple[str, str, str] | None:
    """Give title, address and id as they are written; None where there is none of them."""
    texts = ((key, value) for key, value in node.pairs if isinstance(value, Text) and not value.is_null)
    named = {folded(key.value): value.value for key, value in texts}
    title, url = (
        next((named[key] for key in keys if key in named), "")
        for keys in (("title", "headline"), ("url", "path", "file", "href", "link"))
    )
    identity = one_line(named.get("id", ""))
    return (plain_headline(title), url.strip(), identity) if title or url or identity else None


def _related_to(fields: Fields, node: Node, title: str, url: str, identity: str = "") -> Related:
    """Give a related story; one without a headline that is no story of the site is called by its address."""
    target = _target(url, fields.path) if url else ""
    if url and not target:
        fields.warn(node, "bad-related", f"'{one_line(url)[:80]}' cannot be linked", "url: ../asia/lee.md")
    if target and not (title or identity) and not (target.startswith("/") and _PATH.search(url)):
        title = one_line(url).partition("//")[2] or one_line(url)
        message = f"nobody knows the headline of '{one_line(url)[:80]}', and readers see the address"
        fields.warn(node, "bad-related", message, f'"[Its headline]({one_line(url)[:200]})"')
    return Related(title, target, identity)


def original(fields: Fields, authority: str) -> str:
    """Give what this is a translation of: a file's content path, or a story's id; "" for nothing."""
    node = fields.text("translation_of", example="../asia/lee.md")
    written = one_line(node.value) if node else ""
    if not written:
        return ""
    if _PATH.search(written) and not addresses.has_scheme(written):
        return _target(written, fields.path)
    return addresses.story_id(written, authority, fields.path, "")


def _target(url: str, path: str) -> str:
    """Give a web address, or the content path of a file; "" for what may not be linked."""
    if addresses.has_scheme(url) or url.startswith("//"):
        return addresses.web_url(url)
    try:
        return sanitize.content_target(url, path)
    except ValueError:
        return ""
