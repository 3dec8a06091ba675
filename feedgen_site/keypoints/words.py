"""Words for comparing sentences, and words for counting them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

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

_ASCII_WORD: Final = re.compile(r"[a-z0-9]+")
_ANY_WORD: Final = re.compile(rf"[\w{_MARKS}]+")
_BIGRAMMED: Final = re.compile(f"[{_UNSPACED}{_HANGUL}]")
_RUN: Final = re.compile(f"[{_UNSPACED}]+|[{_HANGUL}]+|[^{_UNSPACED}{_HANGUL}]+")
_UNSPACED_CHAR: Final = re.compile(f"[{_UNSPACED}]")
_COUNTED: Final = re.compile(rf"[\w{_MARKS}]+(?:[-'’.,:/][\w{_MARKS}]+)*")

# Vowel points and the tatweel are optional in Arabic and Hebrew spelling; so is the hamza on an alef.
_ARABIC_HEBREW: Final = re.compile("[\u0591-\u07ff]")
_OPTIONAL: Final = re.compile("[\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_ALEF: Final = str.maketrans("أإآٱى", "ااااي")


def terms(text: str, language: str = "en") -> list[str]:  # noqa: ARG001  the script decides so far
    """Return the words of `text` in order, folded so that equal words compare equal.

    Case-folded, compatibility forms composed (NFKC). Runs of Han, kana, Thai, Lao, Khmer, Myanmar and Hangul
    become pairs of neighbouring characters, since their words are not told apart by spaces (or carry
    particles). English possessives lose their 's. Accents stay: they tell words apart.
    """
    folded = text.casefold()
    if folded.isascii():
        return _plain(_ASCII_WORD.findall(folded))
    folded = unicodedata.normalize("NFKC", folded)
    if _ARABIC_HEBREW.search(folded):
        folded = _OPTIONAL.sub("", folded).translate(_ALEF)
    found = _ANY_WORD.findall(folded)
    if not _BIGRAMMED.search(folded):
        return _plain(found)
    return [term for word in found for run in _RUN.findall(word) for term in _bigrams(run)]


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
    if text.isascii():
        return len(_COUNTED.findall(text))
    unspaced = len(_UNSPACED_CHAR.findall(text))
    if not unspaced:
        return len(_COUNTED.findall(text))
    return (unspaced + 1) // 2 + len(_COUNTED.findall(_UNSPACED_CHAR.sub(" ", text)))
