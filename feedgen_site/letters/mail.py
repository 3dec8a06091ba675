"""An edition as HTML to paste into a mail, or to send: template, colours, styles in every element."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from feedgen_site import once
from feedgen_site.feeds import content
from feedgen_site.frozen import dataclass
from feedgen_site.letters import fitting, transfer
from feedgen_site.letters.fitting import Cut
from feedgen_site.model import Edition, Span
from feedgen_site.pages.cards import Cards, Group, When, cards, edition_count, groups
from feedgen_site.pages.rendering import render
from feedgen_site.pages.shared import ForMachines, Place, Reach, Shared, frame
from feedgen_site.theme import STYLESHEET, Theme

_PREVIEW: Final = 140

# What the packaged stylesheet has; one that a site brings may have dropped them.
_COLOURS: Final = {
    "accent": "#9b2c1f",
    "accent-dark": "#f2a08f",
    "paper": "#fdfbf7",
    "paper-dark": "#16150f",
    "ink": "#1d1b18",
    "ink-dark": "#ece7dc",
}


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one scheme, all as `#rrggbb`: mail programs know no variables and mix nothing."""

    accent: str
    paper: str
    ink: str
    soft: str
    rule: str


@dataclass(frozen=True, slots=True)
class LetterView:
    """An edition as a letter: `day` is its date ("" for a week), `count` one line of HTML.

    `preview` is what lists of mails show beside the subject; `online` leads to the edition's page. `left`
    says how many stories are only there; `is_shortened`, that the page shows more of them. `unsubscribe` is
    an address or what a mail service puts one for, or "".
    """

    day: When | None
    count: Markup
    groups: tuple[Group, ...]
    preview: str
    online: str
    is_shortened: bool
    left: int
    unsubscribe: str
    light: Colours
    dark: Colours


@once.latest  # a message, planned beside it, holds the same
def mail(shared: Shared, edition: Edition, is_open: bool) -> str:
    """Write as much of an edition as a mail can hold: `fitting.HTML_BYTES` when it travels."""

    def write(cut: Cut) -> str:
        return _letter(shared, edition, is_open, cut)

    return fitting.fitted(edition, shared.config, write, transfer.size, fitting.HTML_BYTES)


@once.latest
def shown_of(shared: Shared, edition: Edition, is_open: bool) -> tuple[Place, Cards, Markup]:
    """Give what all letters of an edition show: where they link from, its cards, and how much there is."""
    place = Place(shared, edition.permalink, shared.config.language, Reach.FULL)
    of = cards(place, edition.day if edition.span is Span.DAY else None)
    return place, of, edition_count(place.say, edition.stories, is_open)


def _letter(shared: Shared, edition: Edition, is_open: bool, cut: Cut) -> str:
    place, of, count = shown_of(shared, edition, is_open)
    say = place.say
    day = edition.day if edition.span is Span.DAY else None
    found = groups(place, cut.stories, of, cut.full)
    view = LetterView(
        day=When(edition.day.isoformat(), say.words.date(edition.day)) if day else None,
        count=count,
        groups=found,
        preview=_preview(found),
        online=place.href(edition.permalink),
        is_shortened=cut.is_shortened,
        left=cut.left,
        unsubscribe=shared.config.mail.unsubscribe,
        light=_colours(shared.theme, shared.config.theme, ""),
        dark=_colours(shared.theme, shared.config.theme, "-dark"),
    )
    heading = content.edition_title(say.words, edition.span, edition.day)
    page = frame(place, heading, shared.config.description, said=ForMachines(robots="noindex"))
    return _inlined(render(shared.theme, "email.html", say, page, view))


def _inlined(html: str) -> str:
    """Put the rules of `<style>` into the elements they are for; an element marked so keeps its own."""
    import css_inline  # only where a mail is written: it takes longer to import than to use

    inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
    return f"{inliner.inline(html)}\n"


def _preview(found: tuple[Group, ...]) -> str:
    """Give the first headlines, as many as lists of mails have room for."""
    shown = ""
    for group in found:
        for story in (*group.stories, *group.briefs):
            longer = f"{shown} · {story.headline}" if shown else story.headline[: 2 * _PREVIEW]
            if shown and len(longer) > _PREVIEW:
                return shown
            shown = longer
    return shown


def make_ready() -> None:
    """Import what writes mails, also for processes that begin as copies of this one."""
    import css_inline  # noqa: F401


@lru_cache(maxsize=4)
def _colours(theme: Theme, settings: tuple[tuple[str, str], ...], scheme: str) -> Colours:
    """Give the colours of the site's stylesheet, as site.yaml's `theme` changes them."""
    stylesheet = theme.text(STYLESHEET)
    chosen = dict(settings)

    def colour(name: str) -> str:
        written = re.search(rf"--{name}{scheme}:\s*([^;]+);", stylesheet)
        for value in (chosen.get(f"{name}{scheme}", ""), written[1] if written else ""):
            if hexadecimal := _hexadecimal(value):
                return hexadecimal
        return _COLOURS[f"{name}{scheme}"]

    accent, paper, ink = map(colour, ("accent", "paper", "ink"))
    return Colours(accent, paper, ink, soft=_mixed(ink, paper, 70), rule=_mixed(ink, paper, 18))


def _hexadecimal(value: str) -> str:
    """Give a colour as `#rrggbb`, or "" where it is written in another way."""
    match = re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", value.strip().lower())
    if match is None:
        return ""
    digits = match[1]
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(digit * 2 for digit in digits)


def _mixed(one: str, other: str, percent: int) -> str:
    """Mix `percent` of one colour with the rest of another, channel by channel."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{(a * percent + b * (100 - percent) + 50) // 100:02x}" for a, b in pairs)
