"""The interface's words as templates use them: escaped, and marked where they are in another language."""

from __future__ import annotations

import re
from dataclasses import field
from functools import lru_cache

from markupsafe import Markup, escape

from feedgen_site import languages
from feedgen_site.frozen import dataclass
from feedgen_site.patterns import regex
from feedgen_site.strings import Words

_HOLE = regex(r"(\{\w+\})")


@dataclass(frozen=True, slots=True)
class Say:
    """Says words on a page in `language`: `say("by", names=…)`, `say.plural("stories", 3)`.

    What is not translated stands in `<span lang="en">`, but not the values filled into it. KeyError for an
    unknown key. `pieces` keeps what was asked for: every page says the same few words.
    """

    words: Words
    language: str
    pieces: dict[str, tuple[Markup, ...]] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, key: str, **values: object) -> Markup:
        """Give a text as HTML; values that are not Markup are escaped."""
        pieces = self.pieces.get(key)
        if pieces is None:
            pieces = self.pieces[key] = self._parted(key)
        if len(pieces) == 1:
            return pieces[0]
        shown = [*pieces]
        for number in range(1, len(pieces), 2):
            value = values.get(pieces[number][1:-1], pieces[number])
            shown[number] = value if type(value) is Markup else escape(value)
        return Markup("".join(shown))

    def plural(self, key: str, n: int) -> Markup:
        """Give a counted thing as HTML: `3 stories`, number and noun in one language."""
        form = self.words.form(key, n)
        spoken = self.words.language_of(form)
        if self._is_own(spoken):
            return self(form, n=self.words.number(n))
        return self._marked(self.label(form, n=self.words.number(n)), spoken)

    def label(self, key: str, **values: object) -> str:
        """Give a text for a title or an attribute, where no markup can stand."""
        return self.words.get(key, **values)

    def _parted(self, key: str) -> tuple[Markup, ...]:
        """Part a text at its holes: every second piece is one, and the others are HTML."""
        spoken = self.words.language_of(key)
        pieces = _HOLE.split(self.words.pattern(key))
        # A hole that nobody fills is shown as it stands; its braces and letters need no escape.
        return tuple(
            Markup(piece) if number % 2 else self._marked(piece, spoken)
            for number, piece in enumerate(pieces)
        )

    def _marked(self, text: str, spoken: str) -> Markup:
        if not re.search(r"\w", text) or self._is_own(spoken):
            return escape(text)
        turned = languages.direction(spoken) != languages.direction(self.language)
        # The blanks at the ends belong to the sentence around.
        body = text.strip()
        before, after = text[: text.index(body)], text[text.index(body) + len(body) :]
        direction = Markup(' dir="{}"').format(languages.direction(spoken)) if turned else Markup("")
        span = Markup('<span lang="{}"{}>{}</span>').format(spoken, direction, body)
        return escape(before) + span + escape(after)

    def _is_own(self, spoken: str) -> bool:
        return languages_agree(spoken, self.language)


@lru_cache(maxsize=128)
def say(words: Words, language: str) -> Say:
    """Give what says `words` on pages in a language, the same one each time."""
    return Say(words, language)


def languages_agree(language: str, other: str) -> bool:
    """Say whether two tags name one language, whatever the region or script."""
    return language.partition("-")[0] == other.partition("-")[0]


@lru_cache(maxsize=128)
def lang(language: str) -> Markup:
    """Give the attributes of an element in another language: ` lang="ar" dir="rtl"`; nothing for ""."""
    if not language:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, languages.direction(language))
