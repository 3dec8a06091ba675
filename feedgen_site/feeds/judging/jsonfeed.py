"""The rules of JSON Feed 1.1 (https://jsonfeed.org/version/1.1), whose words the messages use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedgen_site.feeds.judging.model import Document, Finding, error, shown, warning

_VERSION = "https://jsonfeed.org/version/1.1"
_FEED_KEYS = {
    **dict.fromkeys(
        (
            "version title home_page_url feed_url description user_comment next_url icon favicon language"
        ).split(),
        str,
    ),
    "expired": bool,
    "authors": list,
    "hubs": list,
    "items": list,
}
_ITEM_KEYS = {
    **dict.fromkeys(
        (
            "id url external_url title content_html content_text summary image banner_image date_published "
            "date_modified language"
        ).split(),
        str,
    ),
    "authors": list,
    "tags": list,
    "attachments": list,
}
_KINDS = {str: "a text", bool: "true or false", list: "a list"}


def _items(feed: Document) -> Iterator[tuple[Mapping[str, object], str]]:
    """Give the items that are objects, each with its id."""
    items = feed.json.get("items")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            identity = item.get("id")
            yield item, identity if isinstance(identity, str) else ""


def top(feed: Document) -> Iterator[Finding]:
    """The feed names its version, has a title and a list of items, each an object."""
    if feed.json.get("version") != _VERSION:
        yield error("bad-version", f"version is not {_VERSION}")
    if "title" not in feed.json:
        yield error("no-title", "has no title", "title: in site.yaml")
    if "items" not in feed.json:
        yield error("no-content", "has no items")
    items = feed.json.get("items")
    if isinstance(items, list) and not all(isinstance(item, dict) for item in items):
        yield error("wrong-type", "an item is no object")


def kinds(feed: Document) -> Iterator[Finding]:
    """Every key is one of the specification, or begins with _, and has a value of its kind."""
    for owner, entry in ((feed.json, ""), *_items(feed)):
        known = _FEED_KEYS if owner is feed.json else _ITEM_KEYS
        for key, value in owner.items():
            kind = known.get(key)
            if kind is not None and not isinstance(value, kind):
                yield error("wrong-type", f"{key} is not {_KINDS[kind]}", entry=entry)
            elif kind is None and not key.startswith("_"):
                yield warning("unknown-key", f"{shown(key)} is no key of JSON Feed", f"_{key[:40]}", entry)
            elif value == "" and key in ("title", "id"):
                yield warning("empty", f"{key} is empty", "fill it in", entry)


def items_whole(feed: Document) -> Iterator[Finding]:
    """An item has an id and something to read."""
    for item, entry in _items(feed):
        if "id" not in item:
            yield error("no-id", "has no id", entry=entry)
        if "content_html" not in item and "content_text" not in item:
            yield error("no-content", "has neither content_html nor content_text", "write the text", entry)
        tags = item.get("tags")
        if isinstance(tags, list) and not all(isinstance(tag, str) for tag in tags):
            yield error("wrong-type", "a tag is no text", entry=entry)


def people(feed: Document) -> Iterator[Finding]:
    """Every author has a name, an address or a picture."""
    for owner, entry in ((feed.json, ""), *_items(feed)):
        authors = owner.get("authors")
        for author in authors if isinstance(authors, list) else ():
            if not isinstance(author, dict) or not {"name", "url", "avatar"} & author.keys():
                yield error("no-author", "an author has neither name nor url", "authors: [{name: …}]", entry)


def hubs_and_attachments(feed: Document) -> Iterator[Finding]:
    """A hub has type and url, an attachment url and mime_type."""
    for owner, name, wanted, entry in (
        (feed.json, "hubs", ("type", "url"), ""),
        *((item, "attachments", ("url", "mime_type"), entry) for item, entry in _items(feed)),
    ):
        listed = owner.get(name)
        for one in listed if isinstance(listed, list) else ():
            for key in wanted:
                if not isinstance(one, dict) or not isinstance(one.get(key), str):
                    yield error("wrong-type", f"one of the {name} has no {key}", entry=entry)


RULES = (top, kinds, items_whole, people, hubs_and_attachments)
