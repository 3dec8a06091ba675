"""An edition as plain text: to read in a terminal, to send, to print on anything."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from feedgen_site import addresses, once
from feedgen_site.feeds import content
from feedgen_site.letters import fitting, lines
from feedgen_site.letters.fitting import Cut
from feedgen_site.letters.lines import wrapped
from feedgen_site.letters.mail import shown_of
from feedgen_site.model import Edition
from feedgen_site.pages.cards import Card, Group, groups
from feedgen_site.pages.shared import Place, Shared

_INDENT = "  "
_POINT = "  – "
_BRIEF = "– "


def text(shared: Shared, edition: Edition, is_open: bool) -> str:
    """Write all of an edition, in lines of 72 columns; only an address may be longer."""
    return letter(shared, edition, is_open, fitting.whole(edition, shared.config), "")


@once.latest  # as `edition.txt` and in a message it is the same, if nothing is left out
def letter(shared: Shared, edition: Edition, is_open: bool, cut: Cut, unsubscribe: str) -> str:
    """Write as much of an edition as a letter shows, with an address to `unsubscribe` at if there is one."""
    place, of, count = shown_of(shared, edition, is_open)
    found = groups(place, cut.stories, of, cut.full)
    written = [*_head(place, edition, count)]
    if len(found) > 1:
        written += wrapped(" · ".join(f"{_title(place, group)} {group.size}" for group in found))
    written += ["", _address(place, edition.permalink)]
    for group in found:
        written += ["", "", *_group(place, group)]
    written += ["", "", *_foot(place, edition, cut, unsubscribe)]
    return "\n".join(written) + "\n"


def _head(place: Place, edition: Edition, count: Markup) -> Iterator[str]:
    words = place.say.words
    yield from wrapped(place.shared.config.title)
    yield from wrapped(content.edition_title(words, edition.span, edition.day))
    yield from wrapped(_bare(count) or words.get("empty_edition"))


def _group(place: Place, group: Group) -> Iterator[str]:
    title = wrapped(_title(place, group))
    yield from title
    yield "=" * max(map(lines.width, title), default=0)
    for number, story in enumerate(group.stories):
        yield from ("", "") if number else ("",)
        yield from _story(place, story)
    if group.stories and group.briefs:
        yield ""
    for brief in group.briefs:
        yield ""
        yield from wrapped(brief.headline, _BRIEF, _INDENT)
        yield from wrapped(" · ".join(_facts(place, brief)), _INDENT, _INDENT)
        yield f"{_INDENT}{brief.href}"


def _title(place: Place, group: Group) -> str:
    return group.title or place.say.words.get("other_stories")


def _story(place: Place, story: Card) -> Iterator[str]:
    yield from wrapped(story.headline)
    yield from wrapped(" · ".join(_facts(place, story)))
    if byline := _bare(story.byline):
        yield from wrapped(place.say.words.get("by", names=byline))
    if story.standfirst:
        yield ""
        yield from wrapped(story.standfirst, _INDENT, _INDENT)
    if story.points:
        yield ""
        for point in story.points:
            yield from wrapped(point, _POINT, " " * len(_POINT))
    yield ""
    yield f"{_INDENT}{story.href}"


def _facts(place: Place, story: Card) -> Iterator[str]:
    """Give what stands in the line about a story: agency, time, and what has changed."""
    words = place.say.words
    if story.agency:
        yield _bare(story.agency)
    yield story.published.text
    if story.updated:
        yield words.get("updated", when=story.updated.text)
    if story.withdrawn:
        yield words.get("withdrawn")
    if story.corrected:
        yield words.get("corrected")


def _foot(place: Place, edition: Edition, cut: Cut, unsubscribe: str) -> Iterator[str]:
    words, config = place.say.words, place.shared.config
    if cut.is_shortened:
        yield from wrapped(words.get("letter_shortened"))
    if cut.left:
        yield from wrapped(words.plural("letter_left", cut.left))
    yield from wrapped(words.get("letter_online"))
    yield _address(place, edition.permalink)
    yield ""
    for own in dict.fromkeys((config.publisher or config.title, config.footer)):
        yield from wrapped(own)
    if unsubscribe:
        yield ""
        yield from wrapped(words.get("unsubscribe"))
        yield unsubscribe


def _address(place: Place, permalink: str) -> str:
    return addresses.absolute(place.shared.config.base_url, permalink)


def _bare(html: Markup) -> str:
    """Give the text of a piece of a page."""
    return html.striptags() if html else ""
