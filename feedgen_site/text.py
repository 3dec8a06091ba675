"""Plain text: what may stand in it, and how it is folded. No markup here (`markdown`, `litter`)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from feedgen_site.patterns import regex

# XML 1.0 allows neither C0 controls nor lone surrogates nor U+FFFE/FFFF; the feed validator refuses C1 too.
_FORBIDDEN = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_SEPARATORS = regex("[\u2028\u2029\x85]")
# Characters without width that editors paste by accident; not U+200C and U+200D: Persian and emoji
# need them.
# Embeddings and overrides of direction go, too, for they turn the rest of a page around; isolates stay.
_INVISIBLE = regex("[\u00ad\u200b\u202a-\u202e\u2060\ufeff]")
_SPACE = regex(r"\s+")
# What may be combining marks, which `re` cannot tell from other signs that are no words.
# The first stands alone, for a search skips to one sign of a class much faster than to a run.
_MANY_SIGNS = regex(r"[^\x00-\x7f\w\s][^\x00-\x7f\w\s]{30,}")
_TWO_SIGNS = regex(r"[^\x00-\x7f\w\s]{2}")
_MAX_MARKS = 30


def clean(text: str) -> str:
    """Drop the characters that no feed or page may hold; line separators become line ends."""
    if text.isascii() and text.isprintable():
        return text
    # All that is dropped is not printable, and the way to see that there is nothing of it is short.
    if text.replace("\n", "").isprintable():
        return few_marks(text)
    return few_marks(_FORBIDDEN.sub("", _LINE_SEPARATORS.sub("\n", text)))


def few_marks(text: str) -> str:
    """Keep at most 30 combining marks in a row, as Unicode's Stream-Safe Text Format does (UAX 15).

    No writing has more, and normalising sorts them, in time that grows with the square of their number.
    """
    # Of so many in a row, two are among every fifteenth sign of the text.
    if text.isascii() or not _TWO_SIGNS.search(text[::15]):
        return text
    return _MANY_SIGNS.sub(_with_few_marks, text)


def _with_few_marks(match: re.Match[str]) -> str:
    kept, marks = [], 0
    for sign in match[0]:
        # Decomposed, for some marks of class 0 are made of others (U+0F73).
        own = unicodedata.normalize("NFD", sign)
        marks = marks + len(own) if unicodedata.combining(own[0]) else 0
        if marks <= _MAX_MARKS:
            kept.append(sign)
    return "".join(kept)


def one_line(text: str) -> str:
    """Collapse white space and drop invisible characters: the form of headlines, names and points."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # most are, and it is asked for dozens of texts of each story
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


def lines(text: str) -> str:
    """Give text the line ends `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def nfc(text: str) -> str:
    """Compose characters (Unicode NFC), so that a path means the same on every file system."""
    return text if text.isascii() else unicodedata.normalize("NFC", few_marks(text))


def folded(text: str) -> str:
    """Fold for comparing: NFC, case-folded, white space collapsed."""
    return one_line(nfc(text)).casefold()


def digest(*parts: str | bytes, size: int = 16) -> str:
    """Hash parts (blake2b) to `2 * size` hex digits; parts are framed, so that ab+c differs from a+bc."""
    state = hashlib.blake2b(digest_size=size)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()


def nearest(word: str, known: Iterable[str], cutoff: float = 0.75) -> str:
    """Find the known word that was probably meant, or ""."""
    import difflib  # most texts hold no mistake

    found = difflib.get_close_matches(word, sorted(known), n=1, cutoff=cutoff)
    return found[0] if found else ""
