"""Reads site.yaml's `feeds`: which feeds there are and what they hold; and the hubs that are told of them."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TypeVar

from feedgen_site import addresses, entryfields, languages
from feedgen_site.config import podcast
from feedgen_site.config.model import Archive, FeedContent, FeedRules, TopicFeeds
from feedgen_site.fields import Fields, folded_key
from feedgen_site.model import Span
from feedgen_site.nodes import Items, Pairs, Text
from feedgen_site.text import nearest, one_line

_TOPICS = ("tags", "authors", "agencies", "languages")
_KEYS = (
    "entries",
    "content",
    "archive",
    "sections",
    "digest",
    *_TOPICS,
    "tombstones",
    "fields",
    "namespaces",
    "podcast",
)
_MOST_ENTRIES = 1000
_E = TypeVar("_E", bound=Enum)


def read(fields: Fields) -> FeedRules:
    """Read the settings of feeds."""
    feeds = fields.nested("feeds", _KEYS)
    topics = {name: _topic(feeds, name) for name in _TOPICS}
    topics["languages"] = _tags_only(feeds, topics["languages"])
    return FeedRules(
        entries=feeds.integer("entries", 50, least=1, most=_MOST_ENTRIES),
        content=feeds.choice("content", FeedContent, FeedContent.FULL),
        archive=feeds.choice("archive", Archive, Archive.MONTH),
        sections=feeds.flag("sections", True),
        digest=_spans(feeds),
        tombstones=feeds.flag("tombstones"),
        fields=entryfields.read(feeds),
        podcast=podcast.read(feeds),
        **topics,
    )


def read_hubs(fields: Fields) -> tuple[str, ...]:
    """Read the WebSub hubs: one address or a list."""
    hubs = []
    for node in fields.entries("hub"):
        url = addresses.web_url(node.value) if isinstance(node, Text) else ""
        if url:
            hubs.append(url)
        else:
            fields.report(node, "bad-hub", "a hub is a web address", "hub: https://hub.example.org/")
    return tuple(dict.fromkeys(hubs))


def _topic(feeds: Fields, name: str) -> TopicFeeds:
    """Read `tags: all`, `tags: [China, Climate]` or `tags: {names: all, entries: 50, content: full}`."""
    found = feeds.find(name)
    if found is None:
        return TopicFeeds()
    if not isinstance(found.node, Pairs):
        return _named(feeds, name, TopicFeeds())
    inner = feeds.nested(name, ("names", "entries", "content"))
    topic = TopicFeeds(
        entries=inner.integer("entries", 20, least=1, most=_MOST_ENTRIES),
        content=inner.choice("content", FeedContent, FeedContent.SUMMARY),
    )
    if inner.find("names") is None:
        feeds.report(found.key, "wrong-type", f"'{name}' does not say which", f"{name}: {{names: all}}")
    return _named(inner, "names", topic)


def _named(fields: Fields, name: str, topic: TopicFeeds) -> TopicFeeds:
    names = []
    found = fields.find(name)
    is_list = found is not None and isinstance(found.node, Items)
    for node in fields.entries(name):
        word = one_line(node.value) if isinstance(node, Text) else ""
        if not is_list and folded_key(word) in ("all", "none"):
            return replace(topic, every=folded_key(word) == "all")
        if not word:
            fields.report(node, "wrong-type", f"'{name}' is a list of names, or all", f"{name}: all")
            continue
        names.append(word)
    return replace(topic, names=tuple(dict.fromkeys(names)))


def _tags_only(feeds: Fields, topic: TopicFeeds) -> TopicFeeds:
    """Give language tags their one form."""
    for name in topic.names:
        found = feeds.find("languages")
        if not languages.normalized(name) and found:
            feeds.report(found.key, "bad-language", f"'{name}' is not a language tag", "languages: [en, fr]")
    return replace(topic, names=tuple(filter(None, map(languages.normalized, topic.names))))


def _spans(feeds: Fields) -> tuple[Span, ...]:
    """Read `digest: [daily, weekly]`, `digest: daily` or `digest: none`; unset, both."""
    found = feeds.find("digest")
    if found is None:
        # An empty list is no "absent" here: who writes it wants no digest feed.
        return () if feeds.is_written("digest") else FeedRules().digest
    spans = []
    known = {span.value: span for span in Span}
    for node in feeds.entries("digest"):
        word = folded_key(node.value) if isinstance(node, Text) else ""
        if word in known:
            spans.append(known[word])
        elif word != "none":
            meant = nearest(word, known, 0.5) or "daily"
            feeds.report(
                node, "wrong-type", "'digest' is daily, weekly, both in a list, or none", f"digest: {meant}"
            )
    return tuple(span for span in Span if span in spans)
