"""Proper names: capitalised words of a point that the article does not hold in any form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Final

from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.languages import primary
from feedgen_site.keypoints.model import Span
from feedgen_site.patterns import regex

# A sign of a word, but none of the scripts that part no words: there a name would be a clause.
_SIGN: Final = r"(?![\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef])\w"
_TOKEN: Final = regex(rf"(?=[^\W\d_]){_SIGN}(?:{_SIGN}|['’.-](?={_SIGN}))*")
_STARTS: Final = regex(r"(?:[.!?:;…]['\"”’»)]*\s+|[“„«\"(‘]\s*|\n\s*)$")
_POSSESSIVE: Final = regex(r"['’]s?$")
_HONORIFICS: Final = frozenset(
    "mr mrs ms mx dr sir lord lady dame prof professor herr frau m mme mlle sr sra st".split()
)
_SMALL: Final = frozenset("of the and for de la le du des et y e und der die das van von di da del".split())
_DEMONYM: Final = regex(r"(?:ese|ians?|ans?|ns?|ish|is?|ics?|aise?s?|oise?s?)$")
_LEAST_ROOT: Final = 4
# Signs before a word that tell whether it opens a sentence.
_NEAR: Final = 8
# Where every noun has a capital, a capital tells nothing of names.
_NOUNS_CAPITALISED: Final = frozenset(("de", "lb"))


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised word: `first` where it opens a sentence; `run` are those beside it, it at `place`."""

    word: str
    span: Span
    first: bool
    run: tuple[str, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words of an article in one form, its names in that form and as written, and their initials."""

    words: frozenset[str]
    names: dict[str, str]
    initials: frozenset[str]


def vocabulary(text: str) -> Vocabulary:
    """Take in the words of an article."""
    tokens = [match[0] for match in _TOKEN.finditer(text)]
    words: set[str] = set()
    for token in tokens:
        words |= _forms(token).union(*map(_forms, token.split("-")))
    names = {_fold(token): token for token in tokens if token[0].isupper()}
    return Vocabulary(frozenset(words), names, _initials(tokens))


def read(text: str) -> Iterator[Name]:
    """Yield the capitalised words of a point."""
    matches = list(_TOKEN.finditer(text))
    # A run is complete only when all words are seen.
    for match, (run, place) in zip(matches, list(_runs(matches)), strict=True):
        is_name = match[0][0].isupper() and len(match[0]) > 1 and not any(map(str.isdigit, match[0]))
        if is_name and _fold(match[0]) not in _HONORIFICS:
            before = text[max(0, match.start() - _NEAR) : match.start()]
            first = match.start() == 0 or _STARTS.search(before) is not None
            yield Name(match[0], Span(*match.span()), first, tuple(run[: place + 6]), place)


def unsupported(name: Name, known: Vocabulary, language: str) -> bool:
    """Tell whether an article has no word that `name` could stand for."""
    forms = _forms(name.word)
    if forms & known.words or all(_forms(part) & known.words for part in name.word.split("-")):
        return False
    if _is_demonym(name.word, known) or _is_abbreviation(name, known):
        return False
    if primary(language) in _NOUNS_CAPITALISED:
        return bool(nearest(name.word, known))
    if name.first:
        # Any word may open a sentence: where common words are not known, only a misspelt name is told.
        return not _is_common(name.word) if primary(language) == "en" else bool(nearest(name.word, known))
    return True


def nearest(word: str, known: Vocabulary) -> str:
    """Give the article's name that `word` is a misspelling of, "" for none."""
    folded = _fold(word)
    allowed = 1 if len(folded) < 7 else 2
    if len(folded) < 4:
        return ""
    near = [name for name in known.names if _distance(folded, name, allowed) <= allowed]
    return known.names[min(near)] if near else ""


def _forms(token: str) -> set[str]:
    folded = _fold(token)
    forms = {folded, _POSSESSIVE.sub("", folded)}
    forms |= {form[:-1] for form in forms if len(form) > 4 and form.endswith("s")}
    forms |= {form[:-2] for form in forms if len(form) > 5 and form.endswith("es")}
    if "." in folded:
        forms.add(folded.replace(".", ""))
    return forms


@lru_cache(maxsize=4096)
def _fold(token: str) -> str:
    spread = unicodedata.normalize("NFKD", token.replace("’", "'").casefold())
    return "".join(c for c in spread if not unicodedata.combining(c))


def _initials(tokens: list[str]) -> frozenset[str]:
    """Give the abbreviations that runs of capitalised words could have: United Nations → un."""
    found: set[str] = set()
    run: list[str] = []
    for token in [*tokens, ""]:
        if token and token[0].isupper():
            run.append(_fold(token)[0])
        elif token.casefold() not in _SMALL or not run:
            for start in range(len(run)):
                for end in range(start + 2, min(len(run), start + 6) + 1):
                    found.add("".join(run[start:end]))
            run = []
    return frozenset(found)


def _is_demonym(word: str, known: Vocabulary) -> bool:
    """Tell whether `word` and a name of the article are a country and its people: China, Chinese."""
    folded = _fold(word)
    return any(_is_people_of(folded, name) or _is_people_of(name, folded) for name in known.names)


def _is_people_of(people: str, country: str) -> bool:
    if people in (f"{country}er", f"{country}ers"):
        return True
    root = _DEMONYM.sub("", people)
    return len(root) >= _LEAST_ROOT and root != people and root in (country, country[:-1])


def _is_abbreviation(name: Name, known: Vocabulary) -> bool:
    """Tell whether point and article call one name by its initials and in full: UN, United Nations."""
    if name.word.replace(".", "").isupper():
        return _fold(name.word).replace(".", "") in known.initials
    # The word that opens a sentence may stand before the name: "The European Union".
    return any(
        "".join(_fold(word)[0] for word in part) in known.names
        and not any(_forms(word) & known.words for word in part)
        for part in _parts(name)
    )


def _parts(name: Name) -> Iterator[tuple[str, ...]]:
    """Yield the pieces of a name's run that hold it, of two to six words."""
    for start in range(max(0, name.place - 5), name.place + 1):
        for end in range(max(start + 2, name.place + 1), min(len(name.run), start + 6) + 1):
            yield name.run[start:end]


def _runs(matches: list[re.Match[str]]) -> Iterator[tuple[list[str], int]]:
    """Yield for each word the run of capitalised words it is in, without small ones, and its place there."""
    run: list[str] = []
    for match in matches:
        if match[0][0].isupper():
            run.append(match[0])
        elif match[0].casefold() not in _SMALL:
            run = []
        yield run, len(run) - 1


def _is_common(word: str) -> bool:
    folded = _fold(word)
    common = _common()
    return any(
        form in common
        for form in (folded, *(folded.removesuffix(end) for end in ("s", "es", "ed", "ing", "ly", "d")))
    )


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Read the words that open English sentences without being names."""
    text = (resources.files("feedgen_site.keypoints.evidence") / "common-en.txt").read_text("utf-8")
    return frozenset(text.split())


def _distance(one: str, other: str, most: int) -> int:
    """Count the letters to change between two words (Levenshtein); more than `most` is only said so."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        previous, row[0] = row[0], i
        for j, against in enumerate(other, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (letter != against))
    return row[-1]
