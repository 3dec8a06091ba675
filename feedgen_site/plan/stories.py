"""The pages of stories, and those of content/pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from feedgen_site import addresses, figures, related
from feedgen_site.links import path_of
from feedgen_site.model import ALONE, Head, Topic
from feedgen_site.plan.desk import Desk, Nameable
from feedgen_site.plan.outputs import (
    AliasArguments,
    Kind,
    Output,
    PageArguments,
    Pictures,
    RelatedLink,
    Resolved,
    StoryArguments,
)
from feedgen_site.text import digest


def stories(desk: Desk) -> Iterator[Output]:
    """Plan the page of every story, and what leads on from its earlier addresses."""
    neighbours: dict[str, tuple[Head | None, Head | None]] = {}
    for listing in desk.site.listings:
        if listing.topic is not Topic.SECTION:
            continue
        heads = listing.stories
        for head, earlier, later in zip(heads, (*heads[1:], None), (None, *heads), strict=False):
            neighbours[head.id] = (earlier, later)
    for head in desk.site.stories:
        resolved = desk.resolved[head.path]
        links = related_links(head, dict(resolved), desk.related.get(head.path, ()), desk.nameable)
        earlier, later = neighbours.get(head.id, (None, None))
        versions = desk.versions.get(head.path, ALONE)
        pictures = pictures_of(head, resolved, desk)
        beside = [_shown_of(other) if other else None for other in (earlier, later)]
        # Most are in one language, and to write down that takes longer than the rest.
        shown = repr((links, pictures, beside, None if versions is ALONE else versions))
        yield desk.output(
            addresses.output_file(head.permalink), Kind.STORY,
            StoryArguments(head, resolved, links, earlier, later, versions, pictures),
            [desk.marks[head.path], shown], [head.path], head.path,
        )  # fmt: skip
        for alias in head.aliases:
            if alias == head.permalink:
                continue  # imported lists hold the present address, too
            yield desk.output(
                addresses.output_file(alias), Kind.ALIAS, AliasArguments(head.permalink),
                [head.permalink], origin=head.path,
            )  # fmt: skip


def pages(desk: Desk) -> Iterator[Output]:
    """Plan the pages of content/pages."""
    for page in desk.site.pages:
        resolved = desk.resolve(page.path, page.targets)
        versions = desk.versions.get(page.path, ALONE)
        pictures = desk.shown(figures.files_of(page.body), dict(resolved))
        yield desk.output(
            addresses.output_file(page.permalink), Kind.PAGE,
            PageArguments(page, resolved, versions, pictures),
            [digest(repr(page)), repr((resolved, versions, pictures))], origin=page.path,
        )  # fmt: skip


def pictures_of(head: Head, resolved: Resolved, desk: Desk) -> Pictures:
    """Say how a story's page shows the pictures that it shows."""
    files = {*head.pictures, *([head.image.target] if head.image else [])}
    return desk.shown(files, dict(resolved)) if files else ()


def related_links(
    head: Head, resolved: Mapping[str, str], found: Sequence[Head], known: Nameable
) -> tuple[RelatedLink, ...]:
    """Give a story's related ones: those its author lists, then as many as `related.MOST` of those found."""
    if not head.related:
        return tuple([(one.headline, one.permalink, one.language) for one in found[: related.MOST]])
    links = list(dict.fromkeys(_listed(head, resolved, known)))
    named = {address for _, address, _ in links}
    for other in found:
        if len(links) >= related.MOST:
            break
        if other.permalink not in named:
            links.append((other.headline, other.permalink, other.language))
    return tuple(links)


def _listed(head: Head, resolved: Mapping[str, str], known: Nameable) -> Iterator[RelatedLink]:
    """Give the related stories that an author lists, each with where it leads, or ""."""
    for item in head.related:
        other = known.by_id.get(item.id) if item.id else None
        bare = path_of(item.target)
        if item.id and other is None:
            known.absent.add(item.id)
        if other is None and (item.id in known.closed or bare in known.closed):
            continue  # its headline is held back, too
        address = resolved.get(bare, "") if item.target.startswith("/") else item.target
        other = other or known.by_address.get(address)
        if other and item.title in ("", other.headline):
            yield other.headline, other.permalink, other.language
        elif item.title:
            # Wording of the author's own is in the language of the story.
            yield item.title, other.permalink if other else address, ""


def _shown_of(head: Head) -> tuple[str, str, str]:
    """Stand for what a neighbour's page shows of a story."""
    return head.permalink, head.headline, head.language
