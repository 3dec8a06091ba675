"""Decides which outputs a site has."""

from __future__ import annotations

from collections.abc import Iterator

from feedgen_site.config import SiteConfig
from feedgen_site.model import Site
from feedgen_site.plan import (
    clashes,
    copies,
    feedfiles,
    lists,
    machines,
    searching,
    sitemaps,
    states,
    stories,
)
from feedgen_site.plan.desk import Desk, Material, pictures
from feedgen_site.plan.outputs import Kind, Output, Plan
from feedgen_site.state import STATE_FILE
from feedgen_site.text import digest

__all__ = ["Material", "make", "pictures"]


def make(site_: Site, config: SiteConfig, material: Material) -> Plan:
    """Plan a site; `material` has what is known of its `pictures`."""
    desk = Desk(site_, config, material)
    outputs = sorted(_outputs(desk), key=lambda output: (output.kind, output.path))
    marks = states.feed_marks(outputs)
    told = states.state_of(site_, config, outputs, marks, lists.LISTING_PAGE)
    # All it is made from is in the others.
    fingerprint = digest(*(output.fingerprint for output in outputs))
    outputs.append(Output(STATE_FILE, Kind.STATE, fingerprint, told))
    # Of two at one address the one published first keeps it.
    ages = {head.path: (head.published, head.path) for head in site_.stories}
    ranks = {path: rank for rank, path in enumerate(sorted(ages, key=ages.__getitem__))}
    by_age = sorted(outputs, key=lambda output: (output.kind, ranks.get(output.origin, -1)))
    dead = (*clashes.missing_pictures(outputs, config), *clashes.dead_links(outputs, config, site_))
    clashing = (*clashes.collisions(by_age), *clashes.in_the_index(outputs, config))
    problems = (*desk.problems, *dead, *clashes.unknown_stories(site_), *clashing)
    absent = frozenset(desk.absent)
    return Plan(tuple(outputs), problems, told, searching.index(desk), desk.related, marks, absent)


def _outputs(desk: Desk) -> Iterator[Output]:
    yield from stories.stories(desk)
    yield from stories.pages(desk)
    yield from lists.front(desk)
    yield from lists.editions(desk)
    yield from lists.letters(desk)
    yield from lists.archive(desk)
    yield from lists.listings(desk)
    yield from feedfiles.documents(desk)
    yield from feedfiles.pages(desk)
    yield from machines.machine_files(desk)
    yield from sitemaps.sitemap_files(desk)
    yield from searching.pages(desk)
    # Last, when all have been asked for.
    yield from copies.copies(desk)
