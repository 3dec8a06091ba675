"""What is wrong with a plan as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from feedgen_site import addresses, search
from feedgen_site.config import SiteConfig
from feedgen_site.model import Site
from feedgen_site.plan.outputs import Kind, Output
from feedgen_site.problem import Problem, Severity, Sought


def missing_pictures(outputs: Iterable[Output], config: SiteConfig) -> Iterator[Problem]:
    """Warn of pictures that site.yaml names and the site does not have: its logo, the podcast's cover."""
    there = {output.path for output in outputs}
    cover = config.feeds.podcast.image if config.feeds.podcast else ""
    for key, written in (("logo", config.logo), ("image", cover)):
        if not written or addresses.has_scheme(written):
            continue
        path = unquote(urlsplit(written).path).lstrip("/")
        if path not in there:
            message = f"'{key}: {written}' leads to nothing that is published"
            hint = f"put the file into the content folder as static/{path}, or correct the path"
            yield Problem("site.yaml", 0, 0, "broken-link", message, hint, Severity.WARNING)


def dead_links(outputs: Iterable[Output], config: SiteConfig, site: Site) -> Iterator[Problem]:
    """Warn of entries of the navigation that lead to no page of the site: every page would show them."""
    there = {output.path for output in outputs}
    for item in config.nav:
        path = addresses.output_file(unquote(urlsplit(item.url).path))
        is_ours = item.url.startswith("/") and not site.may_be_unread(item.url)
        if is_ours and there.isdisjoint((path, f"{path}/index.html")):
            message = f"the navigation's '{item.url}' leads to nothing that is published"
            hint = "correct the url, or write the page: content/pages/about.md is /about/"
            yield Problem("site.yaml", 0, 0, "broken-link", message, hint, Severity.WARNING)


def unknown_stories(site: Site) -> Iterator[Problem]:
    """Warn of related stories that are named by an id which no article has.

    Not where an article has an error: nobody knows its id.
    """
    wanted = [(head, item.id) for head in site.stories for item in head.related if item.id]
    known = {head.id for head in site.stories} if wanted else set()
    for head, identity in wanted:
        if not site.unread and identity not in known and identity not in site.closed:
            message = f"no article has the id '{identity}', which is said to be related"
            hint = "name its file: related: [../asia/lee.md]"
            place = Sought(("related",))
            yield Problem(head.path, 1, 1, "bad-related", message, hint, Severity.WARNING, place)


def collisions(outputs: Iterable[Output]) -> list[Problem]:
    """Report outputs at one path (compared case-folded), and files where another output needs a folder."""
    problems = []
    taken: dict[str, Output] = {}
    for output in outputs:
        other = taken.setdefault(output.path.casefold(), output)
        if other is not output:
            problems.append(_collision(output, other))
    for key, output in taken.items():
        parent = key.rpartition("/")[0]
        while parent:
            if parent in taken:
                problems.append(_collision(output, taken[parent]))
                break
            parent = parent.rpartition("/")[0]
    return problems


def in_the_index(outputs: Iterable[Output], config: SiteConfig) -> Iterator[Problem]:
    """Report what would lie among the files of the search index, whose names nobody knows before."""
    if config.search:
        for output in outputs:
            if output.path.casefold().partition("/")[0] == search.INDEX_FOLDER:
                message = f"its address /{output.path} lies among the files of the search"
                hint = "rename it, or search: false in site.yaml"
                yield Problem(output.origin or output.path, 0, 0, "duplicate-address", message, hint)


def _collision(output: Output, other: Output) -> Problem:
    # Blame the one that an author can change.
    mine, theirs = (output, other) if output.origin else (other, output)
    who = f"that of {theirs.origin}, too" if theirs.origin else "one that the site itself needs"
    message = f"its address /{mine.path.removesuffix('index.html')} is {who}"
    # Of a page the file's name is the slug.
    hints = {
        Kind.FILE: "rename the file",
        Kind.PICTURE: "rename the picture",
        Kind.PAGE: "rename the file",
        Kind.ALIAS: "delete this alias",
    }
    hint = hints.get(mine.kind, "slug: another-name, or another `permalink:` where it has one")
    line = int(mine.kind not in (Kind.FILE, Kind.PICTURE))
    place = {Kind.ALIAS: Sought(("aliases",), mine.path), Kind.STORY: Sought(("permalink", "slug"))}.get(
        mine.kind
    )
    return Problem(mine.origin or mine.path, line, line, "duplicate-address", message, hint, sought=place)
