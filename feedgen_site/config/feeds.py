"""Reads site.yaml's `feeds`: which feeds there are and what they hold; and the hubs that are told of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from feedgen_site import addresses, entryfields, languages
from feedgen_site.config import hints, podcast
from feedgen_site.config.agencies import Agencies
from feedgen_site.config.model import Archive, FeedContent, FeedRules, TopicFeeds
from feedgen_site.fields import EVERY_WORDS, NONE_WORDS, Fields, folded_key, is_none_word
from feedgen_site.frozen import dataclass
from feedgen_site.model import Span
from feedgen_site.nodes import Items, Pairs, Text
from feedgen_site.text import nearest, one_line

KEYS = (
    "entries",
    "content",
    "archive",
    "sections",
    "digest",
    "tags",
    "authors",
    "agencies",
    "languages",
    "tombstones",
    "fields",
    "namespaces",
    "podcast",
)
"""The settings below `feeds`."""

_PERIODS = {
    "daily": Archive.DAY, "days": Archive.DAY, "weekly": Archive.WEEK, "weeks": Archive.WEEK,
    "monthly": Archive.MONTH, "months": Archive.MONTH,
}  # fmt: skip
_SPANS = tuple(span.value for span in Span)
NameOf = Callable[[Fields, Text], str]
"""Gives the name that one of a list stands for, or "" after it has reported why there is none."""

_MOST_ENTRIES = 1000


def read(fields: Fields, agencies: Agencies, logo: str) -> FeedRules:
    """Read the settings of feeds; feeds of agencies go by the names that `agencies` gives them."""
    feeds = fields.nested("feeds", KEYS)
    return FeedRules(
        entries=feeds.integer("entries", 50, least=1, most=_MOST_ENTRIES),
        content=feeds.choice("content", FeedContent, FeedContent.FULL),
        archive=_archive(feeds),
        sections=feeds.flag("sections", True),
        digest=_spans(feeds),
        tags=_topic(feeds, "tags", _name),
        authors=_topic(feeds, "authors", _name),
        agencies=_topic(feeds, "agencies", partial(_agency, agencies)),
        languages=_topic(feeds, "languages", _language),
        tombstones=feeds.flag("tombstones"),
        fields=entryfields.read(feeds),
        podcast=podcast.read(feeds, logo),
    )


def read_hubs(fields: Fields) -> tuple[str, ...]:
    """Read the WebSub hubs: one address or a list."""
    hubs = []
    for node in fields.entries("hub"):
        url = addresses.web_url(node.value) if isinstance(node, Text) else ""
        if addresses.has_userinfo(url):
            message = "the name or password of a hub would stand in every feed"
            fields.report(node, "bad-hub", message, "hub: https://hub.example.org/")
        elif url:
            hubs.append(url)
        else:
            fields.report(node, "bad-hub", "a hub is a web address", "hub: https://hub.example.org/")
    return tuple(dict.fromkeys(hubs))


def _archive(feeds: Fields) -> Archive:
    found = feeds.find("archive")
    if found and is_none_word(found.node):
        return Archive.OFF
    return feeds.choice("archive", Archive, FeedRules().archive, _PERIODS)


# ---- topics ------------------------------------------------------------------------------------------------


def _topic(feeds: Fields, key: str, name_of: NameOf) -> TopicFeeds:
    """Read `tags: all`, `tags: [China, Climate]` or `tags: {names: all, entries: 50, content: full}`."""
    found = feeds.find(key)
    if found is None:
        return TopicFeeds()
    if not isinstance(found.node, Pairs):
        return _named(feeds, key, TopicFeeds(), name_of)
    inner = feeds.nested(key, ("names", "entries", "content"))
    topic = TopicFeeds(
        entries=inner.integer("entries", 20, least=1, most=_MOST_ENTRIES),
        content=inner.choice("content", FeedContent, FeedContent.SUMMARY),
    )
    if inner.find("names") is None:
        hint = f"{key}: {hints.flow(hints.with_pair(found.node, 'names', 'all', first=True))}"
        feeds.report(found.key, "wrong-type", f"'{key}' does not say which", hint)
    return _named(inner, "names", topic, name_of)


def _named(fields: Fields, key: str, topic: TopicFeeds, name_of: NameOf) -> TopicFeeds:
    asked = _asked(fields, key, f"'{key}' is a list of names, or all", f"{key}: all")
    names = filter(None, (name_of(fields, node) for node in asked.nodes))
    return replace(topic, every=asked.every, names=tuple(dict.fromkeys(names)))


def _name(_: Fields, node: Text) -> str:
    return one_line(node.value)


def _agency(known: Agencies, fields: Fields, node: Text) -> str:
    """Give the name that an agency's stories are shown under, whichever of its names is written."""
    written = one_line(node.value)
    if not known.is_permitted(written):
        meant = known.nearest(written)
        hint = f"did you mean '{meant}'?" if meant else f"list '{written}' under `agencies`"
        fields.report(node, "unknown-agency", f"there is no '{written}' under `agencies`", hint)
        return ""
    agency = known.find(written)
    return agency.name if agency else written


def _language(fields: Fields, node: Text) -> str:
    """Give a language tag its one form."""
    tag = languages.normalized(node.value)
    if not tag:
        message = f"'{one_line(node.value)}' is not a language tag"
        fields.report(node, "bad-language", message, "languages: [en, fr]")
    return tag


# ---- lists of names, or all, or none -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody asks for: everything, or what is named, which may be nothing."""

    every: bool = False
    nodes: tuple[Text, ...] = ()


def _asked(fields: Fields, key: str, message: str, example: str) -> _Asked:
    """Read `all`, `none`, a list, or a text with commas.

    YAML's booleans are words for all and none where nothing else stands beside them and no list makes them
    names: `languages: [no]` is Norwegian.
    """
    found = fields.find(key)
    is_list = found is not None and isinstance(found.node, Items)
    nodes: list[Text] = []
    for node in fields.entries(key):
        if not isinstance(node, Text):
            fields.report(node, "wrong-type", message, example)
            continue
        parts = [node.value] if is_list else node.value.split(",")
        nodes += [replace(node, value=part.strip()) for part in parts if one_line(part)]
    words = [folded_key(node.value) for node in nodes]
    if len(nodes) == 1:
        speaks = words[0] in ("all", "none") or (nodes[0].plain and not is_list)
        if speaks and words[0] in EVERY_WORDS | NONE_WORDS:
            return _Asked(every=words[0] in EVERY_WORDS)
    names = tuple(node for node, word in zip(nodes, words, strict=True) if word not in ("all", "none"))
    for node, word in zip(nodes, words, strict=True):
        if word in ("all", "none"):
            hint = f"{key}: all" if word == "all" else f"{key}: {hints.flow(Items(names, 0, 0))}"
            fields.report(node, "wrong-type", f"'{node.value}' stands alone", hint)
    return _Asked(nodes=names)


def _spans(feeds: Fields) -> tuple[Span, ...]:
    """Read `digest: [daily, weekly]`, `digest: daily` or `digest: none`; unset, both."""
    found = feeds.find("digest")
    if found is None:
        # An empty list is no "absent" here: who writes it wants no digest feed.
        return () if feeds.is_written("digest") else tuple(Span)
    message = "'digest' is daily, weekly, both in a list, or none"
    asked = _asked(feeds, "digest", message, "digest: [daily, weekly]")
    words = {node: folded_key(node.value) for node in asked.nodes}
    if asked.every or list(words.values()) == ["both"]:
        return tuple(Span)
    meant = {_meant_span(word) for word in words.values()}
    wanted = [span.value for span in Span if span.value in meant] or [span.value for span in Span]
    hint = f"digest: {wanted[0]}" if len(wanted) == 1 else f"digest: [{', '.join(wanted)}]"
    for node, word in words.items():
        if word not in _SPANS:
            feeds.report(node, "wrong-type", message, hint)
    return tuple(span for span in Span if span.value in words.values())


def _meant_span(word: str) -> str:
    """Say which digest a word probably means, or ""."""
    return {"day": "daily", "week": "weekly"}.get(word) or nearest(word, _SPANS, 0.5)
