"""Words for comparing sentences, and words for counting them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from feedgen_site.patterns import regex

# Scripts written without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han.
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_HANGUL: Final = "\uac00-\ud7a3"
# Combining marks are no word characters to `re`, but stand inside words of these scripts.
_MARKS: Final = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u200c\u200d"
)

_ANY_WORD: Final = regex(rf"[\w{_MARKS}]+")
_BIGRAMMED: Final = regex(f"[{_UNSPACED}{_HANGUL}]")
_RUN: Final = regex(f"[{_UNSPACED}]+|[{_HANGUL}]+|[^{_UNSPACED}{_HANGUL}]+")
_UNSPACED_CHAR: Final = regex(f"[{_UNSPACED}]")
_COUNTED: Final = regex(rf"[\w{_MARKS}]+(?:[-'’.,:/][\w{_MARKS}]+)*")

# Vowel points and the tatweel are optional in Arabic and Hebrew spelling; so is the hamza on an alef.
_ARABIC_HEBREW: Final = regex("[\u0591-\u07ff]")
_OPTIONAL: Final = regex("[\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_ALEF: Final = str.maketrans("أإآٱى", "ااااي")

# Signs of typography that part words, or join them, as their plain forms do. Without them most text is in
# ASCII, and much faster to take apart.
_JOINERS: Final = "-'.,:/"
_TYPOGRAPHY: Final = (("’", "'"), ("“", " "), ("”", " "), ("—", " "), ("–", " "), ("‘", " "), ("…", " "))
_COUNTED_AS: Final = bytes(
    ord("a") if chr(code).isalnum() or chr(code) == "_" else ord(".") if chr(code) in _JOINERS else ord(" ")
    for code in range(256)
)
_TERM_OR_BLANK: Final = bytes(code if code < 128 and chr(code).isalnum() else 32 for code in range(256))
_TERM_OR_LINE: Final = bytes(10 if code == 10 else _TERM_OR_BLANK[code] for code in range(256))


def terms(text: str, language: str = "en") -> list[str]:  # noqa: ARG001  the script decides so far
    """Return the words of `text` in order, folded so that equal words compare equal.

    Case-folded, compatibility forms composed (NFKC). Runs of Han, kana, Thai, Lao, Khmer, Myanmar and Hangul
    become pairs of neighbouring characters, since their words are not told apart by spaces (or carry
    particles). English possessives lose their 's. Accents stay: they tell words apart.
    """
    folded = (text if "_" in text else _plainer(text)).casefold()
    if folded.isascii():
        return _plain(folded.encode().translate(_TERM_OR_BLANK).decode().split())
    folded = unicodedata.normalize("NFKC", folded)
    if _ARABIC_HEBREW.search(folded):
        folded = _OPTIONAL.sub("", folded).translate(_ALEF)
    found = _ANY_WORD.findall(folded)
    if not _BIGRAMMED.search(folded):
        return _plain(found)
    return [term for word in found for run in _RUN.findall(word) for term in _bigrams(run)]


def all_terms(texts: Sequence[str], language: str = "en") -> list[list[str]]:
    """Return the terms of several texts without line ends."""
    whole = "\n".join(texts)
    folded = whole if "_" in whole else _plainer(whole).casefold()
    if not folded.isascii() or "_" in folded or folded.count("\n") != len(texts) - 1:
        return [terms(text, language) for text in texts]
    rows = folded.encode().translate(_TERM_OR_LINE).decode().split("\n")
    return [_plain(row.split()) for row in rows]


def _plain(words: list[str]) -> list[str]:
    return [word for word in words if word != "s"] if "s" in words else words


def _bigrams(run: str) -> list[str]:
    if len(run) < 2 or not _BIGRAMMED.match(run):
        return [run]
    return [run[index : index + 2] for index in range(len(run) - 1)]


def count_words(text: str, language: str = "en") -> int:  # noqa: ARG001  the script decides so far
    """Count words as a newsroom does: `state-of-the-art`, `don't` and `1,000.5` are one each.

    In scripts without spaces two characters count as one word (rounded up over the whole text), which is
    close to the length of a Chinese or Japanese word and keeps reading times comparable.
    """
    found = _counted_at_once(text)
    if found is not None:
        return found
    unspaced = len(_UNSPACED_CHAR.findall(text))
    if not unspaced:
        return len(_COUNTED.findall(text))
    return (unspaced + 1) // 2 + len(_COUNTED.findall(_UNSPACED_CHAR.sub(" ", text)))


def count_all(texts: Sequence[str], language: str = "en") -> int:
    """Count the words of several texts, each by itself."""
    found = _counted_at_once("\n".join(texts))
    return sum([count_words(text, language) for text in texts]) if found is None else found


def _counted_at_once(text: str) -> int | None:
    """Count the words of a text in the commonest Latin letters; None for any other."""
    try:
        latin = _plainer(text).encode("latin-1")
    except UnicodeEncodeError:
        return None
    # What joins two words touches both, so what is left of it by itself is no word.
    found = latin.translate(_COUNTED_AS).replace(b"..", b"  ").split()
    return len(found) - found.count(b".")


def _plainer(text: str) -> str:
    """Give a text whose words are the same with plain signs for those of typography."""
    if not text.isascii():
        for sign, plain in _TYPOGRAPHY:
            if sign in text:
                text = text.replace(sign, plain)
    return text
