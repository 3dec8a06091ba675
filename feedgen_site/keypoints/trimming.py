"""Make a sentence stand alone without changing what it says.

Only what carries no claim is cut: datelines, a connective that points at the sentence before, what points
elsewhere on the page or off it ("as noted above", "(see issue 12)"), marks of footnotes. Who said it always
stays: without ", police said" an allegation would read as a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from feedgen_site.keypoints.languages import primary
from feedgen_site.patterns import regex

_AGENCIES: Final = (
    "CNN|Reuters|AP|AFP|PTI|ANI|IANS|UPI|dpa|DPA|EFE|ANSA|KUNA|Xinhua|BBC|Bloomberg|TASS|ANTARA|AAP|"
    "PA Media|"
    "Associated Press|The Associated Press|Thomson Reuters Foundation|CNN Business|CNN Student News|"
    "Lusa|APA|SDA|"
    "sid|ots|VNA|TTXVN|VOV|Dân trí|NLĐO|PLO"
)
# A place: up to six short words; then the agency in parentheses or, for a place in capitals, only a dash.
_DATELINE: Final = (
    regex(
        rf"(?:[^\W\d_][\w.'’-]{{0,24}}(?:,? [\w.'’-]{{1,24}}){{0,5}},? ?)?\((?:{_AGENCIES})\)"
        r"\s?(?:[-–—:]{1,3}\s?|(?=[\"“'‘«]?[^\W\d_]))"
    ),
    regex(r"\([\w. ]{2,24}\) ?(?:--|—|–) ?"),
    regex(
        rf"[A-Z][\w'’-]{{2,24}}(?: [A-Z][\w'’-]{{1,24}}){{0,2}}, (?:(?:{_AGENCIES})(?: [A-Z]\w{{2,20}})?|"
        r"\w{3,20}(?:\.com|\.id|com)) ?(?:- ?-|[-–—]) ?"
    ),
    regex(
        r"[A-Z][A-Z.'’-]{2,24}(?:,? [A-Z][A-Z.'’-]{1,24}){0,3}(?:, [A-Z][\w.]{1,20}){0,2}"
        r" ?(?: [—–]|--| - |—|–)\s?"
    ),
    regex(
        r"(?:新华社|中新社|中新网|人民网|央视网)[^，。（(]{2,24}电\s?"
        r"(?:[（(](?:记者|通讯员)[^）)]{1,40}[）)])?\s?"
    ),
    regex(
        r"[(\[【（][^)\]】）]{1,24}(?:=[^)\]】）]{1,16}|共同|時事)[)\]】）]\s?"
        r"(?:[^=]{2,16} (?:특파원|기자) ?= ?)?"
    ),
)

_BRACKETS: Final = tuple("([【（")
_CONNECTIVES: Final[dict[str, str]] = {
    "en": "however|meanwhile|moreover|furthermore|additionally|in addition|also|therefore|thus|"
    "consequently|"
    "nevertheless|nonetheless|besides|still|for example|for instance|as a result|in fact|of course|"
    "on the other hand|by contrast|in contrast|in other words|at the same time|similarly|likewise|"
    "hence|and|but|so|after all|anyway|at any rate|finally|firstly|first of all|first|incidentally|indeed|"
    "in any case|in conclusion|in short|in the meantime|lastly|more specifically|needless to say|plus|"
    "put simply|secondly|second|simply put|specifically|sure|that being said|that said|thirdly|third|"
    "to be sure|to sum up|well|yes|"
    r"as (?:(?:i|we) (?:(?:have|will) )?|you (?:can|will) )?(?:already )?(?:described?|discuss(?:ed)?|"
    r"explain(?:ed)?|mention(?:ed)?|noted?|outlined?|said|see|seen|shown?|stated?) "
    r"(?:above|below|earlier|before|previously|later)",
    "de": "allerdings|jedoch|außerdem|zudem|zum beispiel",
    "fr": "cependant|toutefois|en outre|de plus|par ailleurs|en effet|par exemple|ainsi|néanmoins|"
    "pourtant|"
    "en revanche|par conséquent|d'ailleurs|d’ailleurs|enfin|du coup|après tout|au final|bref|concrètement|"
    "deuxièmement|d'abord|d’abord|du reste|en fait|en somme|premièrement|pour rappel|résultat|"
    "tout d'abord|tout d’abord|"
    r"comme (?:décrit|évoqué|expliqué|indiqué|mentionné|précisé|vu) "
    r"(?:ci-dessus|ci-dessous|plus haut|plus bas|précédemment)",
    "es": "sin embargo|no obstante|además|por otra parte|por otro lado|asimismo|por ejemplo|de hecho|"
    "por tanto|"
    "por lo tanto|mientras tanto|en cambio|así|por su parte|al fin y al cabo|a su vez|después de todo|"
    "en consecuencia|en definitiva|en efecto|en primer lugar|en realidad|en resumen|en segundo lugar|"
    "es decir|finalmente|por consiguiente|por supuesto|por último",
    "pt": "no entanto|entretanto|contudo|porém|além disso|por outro lado|por exemplo|de facto|de fato|"
    "portanto|"
    "enquanto isso|assim|todavia|ademais|afinal|consequentemente|em primeiro lugar|em resumo|"
    "em segundo lugar|finalmente|na verdade|ou seja|por conseguinte|por fim|por sua vez",
    "it": "tuttavia|inoltre|peraltro|per esempio|ad esempio|infatti|pertanto|intanto|nel frattempo|"
    "d'altra parte|d’altra parte|comunque|d'altronde|d’altronde|del resto|dunque|infine|in primo luogo|"
    "in realtà|in secondo luogo|in sostanza|insomma|quindi",
    "nl": "bovendien|daarnaast|echter|overigens|bijvoorbeeld|kortom|"
    "met andere woorden|ten slotte|tot slot|trouwens",
    "ru": "однако|кроме того|например|тем не менее|более того|таким образом|впрочем|между тем|при этом|итак|"
    "в свою очередь|в частности|во-вторых|во-первых|действительно|кстати|к тому же|конечно|наконец|"
    "разумеется|следовательно",
    "tr": "ancak|ayrıca|bununla birlikte|öte yandan|örneğin|bu arada|dolayısıyla|kısacası|"
    "ne var ki|nitekim|sonuç olarak|üstelik",
    "vi": "tuy nhiên|ngoài ra|bên cạnh đó|do đó|vì vậy|trong khi đó|đồng thời|ví dụ|hơn nữa|mặt khác|"
    "cuối cùng|nói chung|như vậy|thứ hai|thứ nhất|thực tế|tóm lại|trên thực tế",
    "id": "namun|selain itu|sementara itu|oleh karena itu|dengan demikian|misalnya|bahkan|di sisi lain|"
    "akan tetapi|"
    "meski demikian|meski begitu|adapun|dengan begitu|di samping itu|hasilnya|lebih lanjut|oleh sebab itu|"
    "pasalnya|sebab|sebagai informasi|seperti diketahui|tak hanya itu|untuk diketahui|walau begitu|ya",
    "zh": "但是|然而|不过|此外|另外|同时|因此|例如|其实|与此同时|另一方面|而且|所以|但|"
    "换句话说|简单来说|尽管如此|其次|实际上|事实上|是的|首先|当然|总的来说|总之|最后",
    "ja": "しかし|また|一方|さらに|なお|ただし|そして|例えば|たとえば|そのため|ところが|"
    "加えて|最後に|実際|次に|ちなみに|つまり|同様に|とはいえ|まず|もちろん",
    "ko": "그러나|하지만|한편|또한|또|그리고|따라서|예를 들어|게다가|"
    "결국|더불어|마지막으로|먼저|물론|실제로|아울러|즉",
    "ar": "ومع ذلك|لكن|غير أن|بالإضافة إلى ذلك|من جهة أخرى|وفي الوقت نفسه|وبالتالي|"
    "من جانبه|من جانبها|من جهته|من جهتها|ومن جانب آخر|ومن جانبه|ومن جانبها|ومن جهة أخرى|ومن جهته|"
    "ومن جهتها|وفي سياق متصل",
    "hi": "हालांकि|इसके अलावा|इस बीच|उदाहरण के लिए|वहीं|लेकिन|"
    "अंत में|इसी बीच|कुल मिलाकर|दरअसल|बेशक|यानी|वास्तव में|साथ ही",
}
# Conjunctions that only tie a sentence to the one before, so that it stands without them, and the words
# after which they mean something else ("but for").
_CONJUNCTIONS: Final[dict[str, tuple[str, str]]] = {
    "en": (
        "but|and",
        "for|then|if|so|yet|still|also|not|much|many|hard|long|far|often|well|little|few|that|who|which|because",
    ),
    "de": ("aber", "auch|so|wenn|nicht"),
    "fr": ("mais", "aussi|pas|si"),
    "es": ("pero", "no|si|también"),
    "pt": ("mas", "não|se|também"),
    "it": ("ma", "non|se|anche"),
    "nl": ("maar", "ook|niet|als"),
    "ru": ("но", "не|и|если"),
    "id": ("tetapi|tapi|namun", "tidak|jika|juga"),
    "vi": ("nhưng", "không|nếu|cũng"),
    "hi": ("लेकिन", "अगर"),
    "ko": ("그러나|하지만|그리고", "또"),
}
# What opens a parenthesis that only sends the reader elsewhere: "(see issue 12)".
_REFERENCES: Final[dict[str, str]] = {
    "en": r"see|cf\.",
    "de": r"siehe|vgl\.",
    "fr": r"voir|cf\.",
    "es": r"véase|véanse|ver|cf\.",
    "pt": r"veja|vide|ver|cf\.",
    "it": r"vedi|si veda|cfr\.",
    "nl": r"zie",
    "cs": r"viz",
    "ru": r"см\.",
    "hi": "देखें",
    "zh": "参见|参阅|请见|详见|见",
}
_REFERENCE_JA: Final = regex(r"\s?[（(][^（）()]{1,40}(?:参照|を参照してください|をご覧ください)[）)]")
_ELISION: Final = regex("[ '’]")
_OPENING: Final = "\"'“”„«‘ "
_COMMA: Final = r"\s?[,，、،]\s*"


@cache
def _leading(language: str) -> re.Pattern[str] | None:
    """Compile on first use: a site has one or two languages, and start-up time matters."""
    words = _CONNECTIVES.get(language)
    if not words:
        return None
    pattern = f"(?:{words}){_COMMA}"
    if language in _CONJUNCTIONS:
        conjunctions, exceptions = _CONJUNCTIONS[language]
        pattern += rf"|(?:{conjunctions}) (?!(?:{exceptions})\b)"
    return re.compile(pattern, re.IGNORECASE)


@cache
def _reference(language: str) -> re.Pattern[str] | None:
    if language == "ja":
        return _REFERENCE_JA
    words = _REFERENCES.get(language)
    if not words:
        return None
    space = "" if language == "zh" else " "
    return re.compile(rf"\s?[(（](?:{words}){space}[^()（）?]{{1,60}}[)）]", re.IGNORECASE)


@cache
def _first_words(language: str) -> frozenset[str] | None:
    """Return the words in ASCII that a connective may begin with, in lower case; None where nobody can tell.

    Most sentences begin with another word, and looking it up is much faster than trying every connective.
    """
    words = _CONNECTIVES.get(language, "") + "|" + _CONJUNCTIONS.get(language, ("", ""))[0]
    while "(" in words:
        words = re.sub(r"\([^()]*\)", "", words)  # alternatives within a phrase
    # Of these letters, another case is in ASCII: "ayrıca" is the word that AYRICA is, too.
    if any(letter in words for letter in "ıİſ\u212a"):
        return None
    return frozenset(phrase.partition(" ")[0] for phrase in words.split("|"))


_NOTE: Final = r"(?:\[\d{1,3}\]|[¹²³⁰⁴-⁹*†‡]){1,6}"
_NOTE_ENDS: Final = tuple("]¹²³⁰⁴⁵⁶⁷⁸⁹*†‡")
_NOTE_AFTER: Final = regex(rf"(?<=[.!?…。！？؟।\"”’»)」])\s?{_NOTE}$")
_NOTE_BEFORE: Final = regex(r"\s?(?:\[\d{1,3}\]){1,6}(?=[.!?…。！？؟।]$)")


def trim(sentence_text: str, language: str = "en") -> str:
    """Return the sentence without dateline, leading connective, references and marks of footnotes.

    White space is collapsed.

    The first letter is made a capital where a connective went. A sentence of which no word would be left
    comes back whole. Attributions are never touched.
    """
    whole = " ".join(sentence_text.split())
    text = whole
    for pattern in _datelines(text):
        match = pattern.match(text)
        # "Smith (AP) won" is no dateline: after one, a sentence begins.
        if match and not text[match.end() : match.end() + 1].islower():
            text = text[match.end() :]
            break
    text = _without_connective(text, primary(language))
    reference = _reference(primary(language)) if ")" in text or "）" in text else None
    if reference is not None:
        text = reference.sub("", text)
    if text.endswith(_NOTE_ENDS):
        text = _NOTE_AFTER.sub("", text)
    if text.endswith("]", 0, -1):
        text = _NOTE_BEFORE.sub("", text)
    text = text.strip()
    return text if any(map(str.isalpha, text)) else whole


def _datelines(text: str) -> Iterator[re.Pattern[str]]:
    """Yield the patterns that may match: each has a sign that it cannot do without."""
    agency, parenthesis, comma, capitals, chinese, bracket = _DATELINE
    if "(" in text:
        yield agency
        yield parenthesis
    if "-" in text or "–" in text or "—" in text:
        yield comma
        yield capitals
    if "电" in text:
        yield chinese
    if text.startswith(_BRACKETS):
        yield bracket


def _without_connective(text: str, language: str) -> str:
    first = text.partition(" ")[0].partition(",")[0]
    if first.isascii():
        known = _first_words(language)
        if known is not None and first.lower() not in known:
            return text
    pattern = _leading(language)
    match = pattern.match(text) if pattern else None
    if not match or match.end() == len(text):
        return text
    rest = text[match.end() :]
    quoted = rest.lstrip(_OPENING)
    if quoted != rest and quoted[:1].islower():
        return text  # a quotation's words are not ours to give a capital
    return _capitalised(rest, language)


def _capitalised(text: str, language: str) -> str:
    """Give `text` a capital first letter, unless the word has capitals of its own (iPhone)."""
    first = _ELISION.split(text, maxsplit=1)[0]  # of "l'Élysée" only the article
    if not first[:1].islower() or any(char.isupper() for char in first[1:]):
        return text
    if language in {"tr", "az"} and text[0] == "i":
        return "İ" + text[1:]
    if language == "nl" and text.startswith("ij"):
        return "IJ" + text[2:]
    capital = text[0].upper()
    return text if len(capital) != 1 else capital + text[1:]
