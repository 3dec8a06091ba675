"""Which published stories and pages are one text in several languages.

A group is what has one `translation_key`, what names another with `translation_of`, and what has one path but
for its language: `x.md` and `x.fr.md`, `x/index.fr.md`, `fr/x.md`. Of two in one language the first that was
published counts, and what is withdrawn belongs to no group: its text is gone.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from feedgen_site.article import place_of, untranslated
from feedgen_site.model import Head, Page, Version, Versions
from feedgen_site.problem import Problem, Severity, Sought

_Item: TypeAlias = Head | Page
_Key: TypeAlias = tuple[str, str]


def groups(items: Sequence[_Item]) -> Mapping[str, Versions]:
    """Give the languages of each item that has more than one, by content path."""
    if len({item.language for item in items}) < 2:
        return {}
    leaders = _Leaders()
    heads = [item for item in items if isinstance(item, Head) and item.translation_of]
    if heads:
        keys = {name: _key(item) for item in items for name in names_of(item)}
        for head in heads:
            # Also where the original is held back: its translations are one text all the same.
            of = head.translation_of
            leaders.join(("of", of), _key(head))
            if of in keys:
                leaders.join(keys[of], _key(head))
    members: dict[_Key, list[_Item]] = {}
    for item in items:
        if not (isinstance(item, Head) and item.withdrawn):
            members.setdefault(leaders.of(_key(item)), []).append(item)
    return {
        item.path: versions
        for found in members.values()
        if len(found) > 1
        for chosen in (_one_of_each_language(found),)
        if len(chosen) > 1
        for versions in (_versions(chosen),)
        for item in chosen
    }


def without_original(heads: Sequence[Head], unread: Container[str]) -> Iterator[Problem]:
    """Warn of translations of what is nowhere; `heads` are all there are, held back or not.

    `unread` are names of files that have an error: they are there.
    """
    wanted = [head for head in heads if head.translation_of]
    known = {name for head in heads for name in names_of(head)} if wanted else set()
    for head in wanted:
        if head.translation_of not in known and head.translation_of not in unread:
            message = f"this is said to be a translation of '{head.translation_of}', which is not there"
            hint = "translation_of: ../asia/lee.md, or the id of the original"
            place = Sought(("translation_of",))
            yield Problem(head.path, 1, 1, "no-original", message, hint, Severity.WARNING, place)


class _Leaders:
    """Joins keys into groups; each group has one key that leads it."""

    def __init__(self) -> None:
        self._above: dict[_Key, _Key] = {}

    def of(self, key: _Key) -> _Key:
        """Give the key that leads a key's group."""
        way = []
        while (above := self._above.get(key, key)) != key:
            way.append(key)
            key = above
        for passed in way:
            self._above[passed] = key
        return key

    def join(self, one: _Key, other: _Key) -> None:
        """Make one group of those of two keys."""
        self._above[self.of(other)] = self.of(one)


def _key(item: _Item) -> _Key:
    if isinstance(item, Head) and item.translation_key:
        return ("key", item.translation_key)
    return ("path", untranslated(item.path))


def names_of(item: _Item) -> tuple[str, ...]:
    """Give what `translation_of` may call it: its file, with or without ending, or its id."""
    path = f"/{item.path}"
    stem = path.rpartition(".")[0]
    names = (path, stem, f"{stem}/", stem.removesuffix("/index"), stem.removesuffix("index"))
    return (item.id, *names) if isinstance(item, Head) else names


def _one_of_each_language(items: Iterable[_Item]) -> list[_Item]:
    chosen: dict[str, _Item] = {}
    # Pages may have no date; of two the path decides.
    for item in sorted(
        items, key=lambda item: (item.published.timestamp() if item.published else 0, item.path)
    ):
        chosen.setdefault(item.language, item)
    return [chosen[language] for language in sorted(chosen)]


def _versions(items: Sequence[_Item]) -> Versions:
    every = tuple(
        Version(item.language, item.permalink, item.headline if isinstance(item, Head) else item.title)
        for item in items
    )
    return Versions(every, _original(items))


def _original(items: Sequence[_Item]) -> str:
    """Give the permalink of the one that others name, or the only one that stands under no language."""
    named = {item.translation_of for item in items if isinstance(item, Head)} - {""}
    originals = [item for item in items if not named.isdisjoint(names_of(item))]
    if not named:
        originals = [item for item in items if not place_of(item.path).language]
    return originals[0].permalink if len(originals) == 1 else ""
