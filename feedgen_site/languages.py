"""Language tags: reading them from files and front matter, and the direction of their script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache

from feedgen_site.patterns import regex

_TAG = regex(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"))
# ISO 639-1: what a folder or file suffix of two letters must be to count as a language.
_CODES = frozenset(
    (
        "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de "
        "dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id "
        "ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu "
        "lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu "
        "rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr "
        "ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
    ).split()
)


# ISO 639-2/3: languages without a two-letter code that have a press or a Wikipedia.
_LONG_CODES = frozenset(
    (
        "ace als ang arc arz ast ban bar bho bjn bpy ceb chr ckb cop crh csb diq dsb eml ext fil frp frr fur "
        "gag gan gor gsw hak haw hif hsb ilo inh jam kab kbd kok krc ksh lad lbe lez lfn lij lld lmo lrc lus "
        "lzh mai mdf mhr min mni mrj mwl myv mzn nah nan nap nds new nov nqo olo pag pam pap pcd pdc pfl pms "
        "pnb pnt rmy rue sah sat scn sco sgs shn skr smn srn stq szl tcy tet tpi tum tyv udm vec vep vls vro "
        "war wuu xal xmf yue zea"
    ).split()
)


def normalized(text: str) -> str:
    """Normalise a language tag's case and hyphen (`zh_tw` → `zh-TW`); "" where it is none."""
    text = text.strip()
    if not _TAG.fullmatch(text):
        return ""
    first, *rest = re.split("[-_]", text)
    if first.lower() not in (_CODES if len(first) == 2 else _LONG_CODES):
        return ""
    parts = [first.lower()]
    for part in rest:
        if len(part) == 4 and part.isalpha():
            parts.append(part.title())
        else:
            parts.append(part.upper() if len(part) == 2 else part.lower())
    return "-".join(parts)


def named(word: str) -> str:
    """Give the tag of a language by its name in English, or its own: `French`, `français`; "" for no name."""
    word = word.strip(" \"'“”‘’„«».").casefold()
    return normalized(word) or (_names().get(word, "") if word else "")


@cache
def _names() -> Mapping[str, str]:
    from babel import Locale, UnknownLocaleError  # only a tag that cannot be read needs it

    found: dict[str, str] = {}
    english = Locale("en").languages
    for code in sorted(_CODES):
        names = [english.get(code)]
        with suppress(UnknownLocaleError):
            names.append(Locale(code).languages.get(code))
        found |= {name.casefold(): code for name in names if name}
    return found


def is_folder_or_suffix(text: str) -> bool:
    """Say whether a folder name or file suffix is a language: `fr`, `pt-br`, `zh_TW`."""
    return bool(re.fullmatch(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?", text)) and text[:2] in _CODES


def direction(language: str) -> str:
    """Give `rtl` or `ltr`."""
    return "rtl" if language.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT or "-Arab" in language else "ltr"
