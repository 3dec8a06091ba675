"""Where sentences begin and end: a splitter by rules, one pass, exact offsets, linear time.

One regular expression finds what could end a sentence; a decision that looks at a bounded neighbourhood
follows for each. Nothing backtracks: a hostile text costs no more per character than an honest one.
"""

from __future__ import annotations

import re
from typing import Final

from feedgen_site.keypoints.languages import Language, primary, rules_for
from feedgen_site.keypoints.model import Span
from feedgen_site.patterns import regex

# What can end a sentence whatever follows it, and what can only when its surroundings agree.
_HARD: Final = "。！？．｡؟۔।॥።"
_SOFT: Final = ".!?…‼⁇⁈⁉"
_BLANK_LINE: Final = regex(r"\n[^\S\n]*\n")
# Both begin with one class of signs, which a search skips to fast; blank lines are among what they find.
_CANDIDATE: Final = regex(rf"[{_SOFT}{_HARD}\n](?:(?<!\n)[{_SOFT}{_HARD}]*|(?<=\n)[^\S\n]*\n)")
_PLAIN_CANDIDATE: Final = regex(r"[.!?\n](?:(?<!\n)[.!?]*|(?<=\n)[^\S\n]*\n)")
"""The same for ASCII, in a class of fewer signs, which a search goes through faster."""
_QUOTE: Final = regex('["“”„«»「」『』()（）\n](?:(?<!\n)|[^\\S\n]*\n)')
_CLOSERS: Final = frozenset("\"'”’»›)]」』）】》")
_OPENERS: Final = frozenset("\"'“‘„«»‹([「『（【《¿¡-–—*_")
_ALWAYS_OPENING: Final = {"「": "」", "『": "』", "（": "）", "(": ")"}
_FOOTNOTE: Final = regex(r"(?:\[\d{1,3}\]){1,5}")
_WORD: Final = regex(r"[^\W_]+")
_TLDS: Final = frozenset(("com", "org", "net", "co", "io", "js", "edu", "gov", "info", "biz", "tv", "ai"))
_CALENDAR: Final = frozenset(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "et", "est", "edt")
) | frozenset(("pt", "pst", "pdt", "gmt", "bst", "ct", "mt"))
_KANA_AFTER_QUOTE: Final = frozenset("とってなのをはがにもでだや")
_KOREAN_ENDINGS: Final = frozenset("다요죠까")
_JAPANESE_SAYING: Final = regex(
    r"[^。！？\n]{1,40}(?:言|述べ|話し|語|叫|尋ね|答え|訴え|強調し|問)[^。！？\n]{0,6}[。！？]"
)
_SIGNATURE: Final = regex(r"[(\[] ?[^()\[\]\n]{1,24}[)\]]\.?\s*(?:\n|$)")
_AMOUNT: Final = regex(r"(?:\d|тыс\.?|млн\.?|млрд\.?|трлн\.?)\s*$")

_LOOK_BACK: Final = 40
"""Code points before a full stop that can decide about it; longer words are no abbreviations."""

_QUOTE_LIMIT: Final = 320
"""A quotation or parenthesis up to this many code points is never torn; a longer one may be."""


def split(text: str, language: str = "en") -> tuple[Span, ...]:
    """Return the sentences of `text` as spans of code points, in order and without overlap.

    Spans are trimmed of white space and together hold every other character. A single line break is white
    space, a blank line ends a sentence. `language` is a BCP 47 tag; an unknown one gets generic rules.
    """
    rules = rules_for(language)
    size, is_plain = len(text), text.isascii()
    # In ASCII nothing is closed that no mark of these has opened.
    closes = _protected(text) if not is_plain or '"' in text or "(" in text else []
    spans: list[Span] = []
    start = _after_space(text, 0) if text[:1].isspace() else 0
    next_pair = 0
    inside_until = -1
    for match in (_PLAIN_CANDIDATE if is_plain else _CANDIDATE).finditer(text):
        first, end = match.span()
        if first < start:
            continue
        while next_pair < len(closes) and closes[next_pair][0] < first:
            inside_until = max(inside_until, closes[next_pair][1])
            next_pair += 1
        if inside_until < first:
            if end == size and text[first] != "\n":
                break  # most blocks end so
            if _ends_plainly(text, start, first, end, rules):
                spans.append(Span(start, end))
                start = end + 1
                continue
        if text[first] != "\n":
            end = _absorb(text, end, inside_until)
            if end <= inside_until:
                continue
            if not _ends(text, start, match, end, rules=rules, tag=primary(language)):
                continue
        _append(spans, text, start, end)
        start = _after_space(text, end)
    if start < size:
        _append(spans, text, start, size)
    return tuple(spans)


def _ends_plainly(text: str, start: int, first: int, end: int, rules: Language) -> bool:
    """Tell quickly that a sentence ends: a plain word, a full stop, a blank, a capital. No says nothing."""
    if (
        end - first > 1
        or first - start < 4
        or text[first : first + 2] != ". "
        or not text[end + 1 : end + 2].isupper()
        or rules.before_numbers
    ):
        return False
    low = max(0, first - _LOOK_BACK)
    word = text[max(text.rfind(" ", low, first) + 1, low) : first]
    return len(word) > 1 and word.isascii() and word.isalpha() and word.casefold() not in rules.special


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append(Span(start, end))


def _after_space(text: str, position: int) -> int:
    size = len(text)
    while position < size and text[position].isspace():
        position += 1
    return position


def _protected(text: str) -> list[tuple[int, int]]:
    """Return (open, close) positions of quotations and parentheses short enough to stay whole."""
    pairs: list[tuple[int, int]] = []
    opened: dict[str, int] = {}
    for match in _QUOTE.finditer(text):
        position, char = match.start(), match.group()
        if char[0] == "\n":
            opened.clear()
            continue
        if char in _ALWAYS_OPENING:
            opened[_ALWAYS_OPENING[char]] = position
            continue
        start = _opening(text, position, char, opened)
        if start is not None and position - start <= _QUOTE_LIMIT:
            pairs.append((start, position))
    pairs.sort()
    return pairs


def _opening(text: str, position: int, char: str, opened: dict[str, int]) -> int | None:
    """Return where the quotation that `char` closes was opened; None, and note it, if it opens one."""
    if char in "」』）)":
        return opened.pop(char, None)
    if char == '"':
        before = text[position - 1] if position else " "
        after = text[position + 1] if position + 1 < len(text) else " "
        opens = (before.isspace() or before in "([—–-") and not after.isspace()
        # In `ended."We are` a space is missing: with nothing open, a mark before a word opens.
        opens = opens or (after.isalnum() and '"' not in opened)
        spaced = before.isspace() and after.isspace()
        if opens or (spaced and '"' not in opened):
            opened['"'] = position
            return None
        return opened.pop('"', None)
    if char in "“„":
        # “ closes a quotation that „ opened (German), else it opens one.
        if char == "“" and opened.pop("„", None) is not None:
            return opened.pop("curly", None)
        opened["curly"] = position
        if char == "„":
            opened["„"] = position
        return None
    if char == "”":
        opened.pop("„", None)
        return opened.pop("curly", None)
    other = "»" if char == "«" else "«"
    if other in opened:
        return opened.pop(other)
    opened[char] = position
    return None


def _absorb(text: str, end: int, inside_until: int) -> int:
    """Move `end` over the closing quotes, brackets and footnote marks that belong to the sentence."""
    while end < len(text):
        char = text[end]
        # „…“ and »…« close with a mark that opens elsewhere.
        if char in _CLOSERS or end == inside_until:
            following = text[end + 1] if end + 1 < len(text) else " "
            if char in "'’" and following.isalnum() and following.islower():
                break
            # A straight quote that no quotation is waiting for opens the next one.
            if char in "\"'" and end > inside_until and (following.isalnum() or following in _OPENERS):
                break
            end += 1
        elif char == "[":
            note = _FOOTNOTE.match(text, end)
            if note is None:
                break
            end = note.end()
        elif char.isspace() and end < inside_until <= end + 2 and text[inside_until] in '»”"':
            end = inside_until
        else:
            break
    return end


def _ends(text: str, start: int, match: re.Match[str], end: int, *, rules: Language, tag: str) -> bool:
    """Decide whether the sentence that began at `start` ends at `end`."""
    if end >= len(text):
        return True
    dots = match.group()
    first = match.start()
    quoted = end > match.end()
    hard = dots != "." and any(char in _HARD for char in dots[:4])
    position = _after_space(text, end)
    if position >= len(text) or (position > end + 1 and _BLANK_LINE.search(text, end, position)):
        return True
    spaced = position > end
    following = text[position]
    if hard:
        if quoted and position > end:
            return not _speaker_follows(text, position, rules)
        return _hard_ends(text, first, end, position, quoted=quoted)
    if following in ",;:.!?…%،、，；：/。" or (spaced and following in "»”)]"):
        return False
    if first - start < 4 and not any(map(str.isalnum, text[start:first])):
        return False  # `"... She went on`: dots that open a sentence do not end it
    if not spaced:
        return _unspaced_ends(text, first, end, quoted=quoted, plain=dots == ".")
    if following in "([" and _SIGNATURE.match(text, position):
        return _token_before(text, first).casefold() not in rules.never
    word = _following_word(text, position)
    if quoted and len(dots) > 1 and text[end - 1] == ")" and _caseless(word[:1] or " "):
        return False
    if word and (word[0].islower() and not any(c.isupper() for c in word[1:3])):
        return _opens_again(text, start, word, rules) and _full_stop_ends(
            text, start, first, word, rules=rules, tag=tag
        )
    if dots == "." and not quoted:
        return _full_stop_ends(text, start, first, word, rules=rules, tag=tag)
    if quoted and (dots != "." or _caseless(word[:1] or " ")):
        return not _speaker_follows(text, position, rules)
    return True


def _hard_ends(text: str, first: int, end: int, position: int, *, quoted: bool) -> bool:
    following = text[position]
    if following in "，、；：,;。":
        return False
    if text[first] == "．" and first and text[first - 1].isdigit() and following.isdigit():
        return False
    if not quoted or position > end:
        return True
    # The speaker stood before the quotation (他说：“…。”): what follows is another sentence.
    opened = text.rfind({"」": "「", "』": "『"}.get(text[end - 1], "“"), max(0, end - _QUOTE_LIMIT), first)
    if opened > 0 and text[opened - 1] in "：:":
        return True
    # A quotation goes on into its own sentence: 「…。」と述べた, “……。”他说。
    if following in _KANA_AFTER_QUOTE or (text[end - 1] in "」』" and _JAPANESE_SAYING.match(text, end)):
        return False
    ahead = text[position : position + 12]
    for index, char in enumerate(ahead):
        if char in "，。！？、\n":
            return True
        if char in "说說道称稱问問" or ahead.startswith(("表示", "喊", "写道"), index):
            return False
    return True


def _unspaced_ends(text: str, first: int, end: int, *, quoted: bool, plain: bool) -> bool:
    """Decide where no white space follows: `said.The`, `했다.그는` do end, `Example.com` does not."""
    before = text[first - 1] if first else " "
    after = text[end]
    following = text[end + 1] if end + 1 < len(text) else " "
    if not plain and after in _OPENERS - {"-"} and not quoted:
        return after not in "'\"*_" or following.isupper()
    if quoted and after.isupper():
        return following.islower()
    if after.isupper() and following.islower() and not plain:
        return True
    if after in '"“' and before.islower() and following.isupper():
        return True
    if after.isupper() and following.islower() and before.islower():
        token = _token_before(text, first)
        ahead = _following_word(text, end)
        beyond = text[end + len(ahead) : end + len(ahead) + 2]
        linked = "/" in token or "@" in token or token.startswith("www.") or ahead.casefold() in _TLDS
        linked = linked or beyond[:1] == "(" or (beyond[:1] == "." and beyond[1:].isalpha())
        return not linked and len(token) > 1
    if quoted or not _caseless(before) or not _caseless(after):
        return False
    if "가" <= before <= "힣":
        if not plain:
            return True
        return before in _KOREAN_ENDINGS and "가" <= after <= "힣"
    return len(_token_before(text, first)) >= 3


def _caseless(char: str) -> bool:
    return char.isalpha() and not char.islower() and not char.isupper()


def _full_stop_ends(text: str, start: int, first: int, word: str, *, rules: Language, tag: str) -> bool:
    """Decide about one full stop with white space after it, from the words on both sides."""
    raw = _token_before(text, first)
    token = raw.casefold()
    if not token or token in rules.never:
        return not token
    if len(raw) > 1 and raw.isalpha() and token not in rules.special and not rules.before_numbers:
        return True  # a word that is no abbreviation, as most are
    # A capital alone is an initial, not a word of one letter: А. С. Пушкин.
    opener = word.casefold() in rules.openers and not _initial_follows(text, first + 1, word)
    digit_follows = word[:1].isdigit()
    if first - start == len(raw) and (raw.isdigit() or len(raw) == 1) and len(raw) <= 3:
        return False  # "1. The first item": the number belongs to what it counts
    if digit_follows and token.endswith(rules.before_numbers):
        return False
    if token in rules.numeric and (digit_follows or word in {"I", "II", "III", "IV", "V"}):
        return False
    if rules.ordinals and raw.isdigit() and len(raw) <= (4 if tag == "ko" else 2):
        # Korean sentences end in a verb: digits and a full stop are part of a date.
        return tag != "ko" and not digit_follows and (opener or _caseless(word[:1]))
    if (
        token in rules.units
        and word[:1].isupper()
        and _AMOUNT.search(text, max(start, first - 12), first - len(raw))
    ):
        # "В 1998 г. Орлов купил": with so little before it, the year only opens the sentence.
        return first - start > 15 and not _initial_follows(text, first + 1, word)
    if token in {"a.m", "p.m"}:
        return not digit_follows and word.casefold() not in _CALENDAR and text[first + 1 : first + 3] != " ("
    if token in rules.maybe or (len(raw) == 1 and raw.isalpha()) or _is_acronym(raw):
        return opener or (token in {"etc", "usw", "enz", "ecc", "vb"} and not digit_follows)
    return True


def _opens_again(text: str, start: int, word: str, rules: Language) -> bool:
    """Tell whether `word` opened the sentence in lower case too: a name written small, as of software."""
    return len(word) > 2 and word not in rules.openers and _following_word(text, start) == word


def _initial_follows(text: str, position: int, word: str) -> bool:
    """Tell whether `word`, the next one from `position` on, is a capital with a full stop."""
    if len(word) != 1 or not word.isupper():
        return False
    found = text.find(word, position, position + 12)
    return text[found + 1 : found + 2] == "."


def _is_acronym(token: str) -> bool:
    """Tell U.S, J.R.R and т.е (their last full stop is the candidate) from a word or a number."""
    parts = token.split(".")
    return len(parts) > 1 and all(len(part) == 1 and part.isalpha() for part in parts)


def _token_before(text: str, position: int) -> str:
    """Return the run without white space that ends at `position`, less the punctuation before it."""
    chunk = text[max(0, position - _LOOK_BACK) : position]
    if not chunk or chunk[-1].isspace():
        return ""
    token = chunk.split()[-1]
    if token.isascii() and token.isalnum():
        return token  # most are plain words
    latin = token[-1].isascii()
    for index in range(len(token) - 1, -1, -1):
        # 同社はVer. 2.5: no space parts a Latin abbreviation from the word before it.
        if token[index] in "\"'“‘„«‹([（¿¡—–’" or (latin and _caseless(token[index])):
            return token[index + 1 :]
    return token


def _following_word(text: str, position: int) -> str:
    """Return the first word at or after `position`, past a few opening marks; "" if there is none."""
    for char in text[position : position + 8]:
        if char not in _OPENERS and not char.isspace():
            break
        position += 1
    word = _WORD.match(text, position, position + _LOOK_BACK)
    return word.group() if word else ""


def _speaker_follows(text: str, position: int, rules: Language) -> bool:
    """Tell "Why?" Mr. Jones asked. from "Why?" The minister left: a verb of saying within four words."""
    words = _BLANK_LINE.split(text[position : position + 60])[0].split()[:4]
    return any(word.strip(".,:;।").casefold() in rules.speech for word in words)
