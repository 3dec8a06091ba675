"""Which sentences become points: fit to stand alone, not saying the same thing twice, in reading "
"order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import isfinite
from typing import Final

from feedgen_site.keypoints.languages import primary
from feedgen_site.keypoints.model import Document
from feedgen_site.keypoints.trimming import trim
from feedgen_site.keypoints.words import count_words, terms

MIN_WORDS: Final = 5
MAX_WORDS: Final = 60
"""Words a point should have at least and at most (two characters a word in scripts without spaces)."""

DANGLING_COST: Final = 0.2
LONG_COST: Final = 0.5
TORN_COST: Final = 0.5
ENCLOSED_COST: Final = 0.5
"""Taken off a score, on a scale from 0 for the worst sentence of the article to 1 for the best."""

REPEAT_SHARE: Final = 0.6
"""Two points repeat each other when this share of the shorter one's words stands in the other too."""

KNOWN_SHARE: Final = 0.85
"""A point says nothing new when this share of its words stands in the headline or in the standfirst."""

_ENDINGS: Final = frozenset(".!…。！．｡؟۔।॥")
_CLOSING: Final = "\"'”’»›)]」』）】》* "
_BOILERPLATE: Final = re.compile(
    r"(?:\||"
    r"this (?:post|article|story|piece|blog post) (?:(?:was|is|has been) )?(?:originally |first |also )*"
    r"(?:appeared|published|posted|updated|moved|written|developed)|originally (?:published|posted|appeared)|"
    r"dear (?:all|community|readers|friends|colleagues)\b|dear [^.!?,:]{1,60},|"
    r"read (?:more|also|about|all about|the full|next)\b|discover more\b|see also\b|"
    r"you can (?:also )?read this\b|(?:cross-?|re-?)posted (?:from|on|with)\b|"
    r"editor['’]s note\b|disclaimer\b|this (?:list|page|information) is provided\b|"
    r"(?:now |so )?let['’]?s (?:dive|get started|jump)\b|stay tuned\b|check out\b|learn more\b|"
    r"(?:you can )?find out more\b|for (?:more|further|additional) (?:information|info|details)\b|"
    r"(?:more|further|additional) (?:information|info|details)\b.{0,80}\b(?:available|found)\b|for more,|"
    r"for (?:the|a) (?:full|complete) (?:article|details|list|programme|report|schedule|story|text|"
    r"version)\b|download (?:the|your|this|a)\b|"
    r"visit (?:our|the|us|\S+\.(?:com|gov|net|org))\b|"
    r"to [^.,]{1,80}(?:,? please\b|, (?:simply )?(?:check|click|contact|download (?:a|the)|e-?mail|"
    r"follow the link|go to|register|visit)\b)|"
    r"(?:author|contributor|editor|helper|host|instructor|organi[sz]er|reviewer|speaker)s?:|"
    r"if you(?:['’]d| would| want)[^.]{1,80}\b(?:please|contact|e-?mail|get in touch|let us know|sign up)\b|"
    r"if you have (?:any )?(?:questions|comments|feedback)\b|please\b|"
    r"tell us\b|(?:so )?let us know\b|e-?mail (?:us|me)\b|contact (?:us|me)\b|"
    r"sign up\b|subscribe\b|click (?:below|here|on|the|this|to)\b|"
    r"continue reading\b|see here\b|copyright\b|©|all rights reserved|"
    r"(?:photo|image|picture|video|photograph)s?(?: by| credit| courtesy)?\s?:|"
    r"follow (?:us|me|@)|share this\b|join us\b|watch:|listen:|tl;dr\b|"
    r"(?:once again, )?(?:many )?(?:thank you (?:for|to)\b|thanks (?:for\b|to (?:all who|everyone|you)\b|"
    r"to (?:[^,]{1,200}[.!]$|.{1,200} (?:for (?:all|her|his|their|your)|helped|contributed)\b)))|"
    r"lire aussi\b|à lire\b|pour (?:en savoir plus|plus d['’]informations)\b|abonnez-vous\b|inscrivez-vous\b|"
    r"lea también\b|(?:para )?más información\b|suscríb[ea]\w*|regístr[ea]\w*|"
    r"leia (?:também|mais)\b|para mais informações\b|saiba mais\b|inscreva-se\b|"
    r"leggi anche\b|(?:per )?maggiori informazioni\b|iscriviti\b|lees ook\b|meer informatie\b|"
    r"lesen sie\b|(?:mehr|weitere) informationen\b|"
    r"читайте также|baca juga\b|xem thêm\b|ayrıca bkz|foto\s?:|quelle\s?:|source\s?:|"
    r"you (?:can|may) (?:also |now )?(?:find (?:more|other|out)|view (?:other|more)|learn more|check out|"
    r"read (?:more|the|their|about|this)|sign up|see (?:more|the full)|download the|watch the|contact|"
    r"e-?mail|apply|register)\b|"
    r"(?:update: ?)?(?:have|take) a look at\b|(?:consult|see) our\b|for details\b|"
    r"see the (?:full|release|announcement|post|links?|original)\b|read (?:the|this|our|their)\b|"
    r"find out (?:more|about more)\b|find (?:more|additional|other)\b|come (?:and|say)\b|"
    r"register (?:now|today|here|to|by|early)\b|(?:we )?look(?:ing)? forward to (?:seeing|hearing)\b|"
    r"we hope (?:that )?you(?:['’]ll| will)? (?:enjoy|find|join|like)\b|"
    r"(?:you['’]re|you are|everyone is|all are) (?:all |very |most )*welcome\b|"
    r"(?:note: ?|update: ?)?(?:an updated version of )?(?:this|the following) (?:blog )?"
    r"(?:post|article|entry|page|story) (?:(?:was|is|has been) )?(?:also )?(?:an? )?"
    r"(?:cross-?post|re-?post|guest post|superseded|now available|"
    r"(?:[a-z]+ ){0,3}(?:contributed|shared|written|provided) by)|this is a (?:cross|re)-?post|"
    r"(?:co-?hosted by|hosted by|with (?:co-?hosts?|speakers?)) [^,.]{1,60}\.$|"
    r"in this (?:monthly|weekly|regular) (?:feature|section|column)\b|"
    r"in dieser (?:monatlichen|wöchentlichen) rubrik\b|"
    r"dans cette (?:rubrique|section) (?:mensuelle|hebdomadaire)\b|"
    r"v této (?:měsíční|týdenní) rubrice\b|en esta sección (?:mensual|semanal)\b|"
    r"nesta seção (?:mensal|semanal)\b|この毎月の|在(?:这个|本)?月度(?:专题|栏目)|"
    r"klicken sie\b|cliquez\b|lisez\b|haga clic\b|clique\b|clicca\b|klik\b|klikněte\b|"
    r"来源：|编辑：|记者：|阅读更多|了解更多|点击|詳しくは|続きを読む|اقرأ أيضا|"
    r"(?:see|siehe|voir|véase|ver|viz) .{0,80}\b(?:below|unten|ci-dessous|abajo|abaixo|níže)\b)",
    re.IGNORECASE,
)
# What asks something of the reader of a page, or lists what else is on it. It may hold news as well, so an
# article that says nothing else has it for a point; where the news comes first, it is prose. In parts
# by where it stands in a sentence, for speed; all in lower case.
_APPEAL: Final = re.compile(
    r"(?:if (?:you|your|anyone)\b[^.!?\"“]{1,200}\b(?:please|let us know|get in touch|register|sign up|"
    r"(?:contact|e-?mail) (?:us|me)|we(?:['’]d| would) (?:enjoy|love|like|be happy))\b|"
    r"(?:don['’]t|do not) forget to\b|explore (?:our|the full)\b|[—–]\s?\w|(?:if|in case) you missed\b|"
    r"for [^.,]{1,80}, please\b|"
    r"(?:[^\"“]{1,60}[,;:—–)-] ?)?(?:and )?please (?:also |go )?(?:check|complete|consider|contact|do|drop|"
    r"e-?mail|fill|forward|get in touch|have|help|join|keep|let|mail|read|register|see|send|share|sign up|"
    r"spread|subscribe|tell|visit)\b|"
    r"[^.,;:—]{0,40}(?:, )?\b(?:comments?|corrections?|contributions|criticisms?|feedback|suggestions?|"
    r"thoughts) (?:[^.,;]{1,40} )?(?:is|are|would be|will be) (?:\w+,? ){0,3}(?:appreciated|welcome)\b|"
    r"(?:bitte|veuillez|por favor|prosím)\b|außerdem .{0,40}\bwie gewohnt\b|请(?:考虑|查看|参阅))"
)
_POINTER: Final = re.compile(
    r"\b(?:apply|available|download(?:ed)?|find|found|included|linked|listed|located|posted|read more|"
    r"register|see|seen|shown|summari[sz]ed|view(?:ed)?|watch)\b.{0,80} (?:below|here)[.!]$"
)
_POINTER_ENDS: Final = ("here.", "here!", "below.", "below!")
_REQUEST_ENDS: Final = ("検討してください。", "参照してください。", "ご覧ください。")
_PHRASES: Final = (
    *(" rsvp ", " read on ", " you can listen to ", " in the comments", " not an endorsement"),
    *(" originally posted", " originally published", " originally appeared"),
    *(" sign up now", " sign up today", " register now", " register today", " apply now", " apply today"),
    *(" our regular sections", " our regular features", " our regular columns"),
    *(" nos sections régulières", " nos sections habituelles"),
    *(" nos rubriques régulières", " nos rubriques habituelles"),
    *(" unsere regelmäßige", " unsere reguläre", " unsere übliche", " pravidelné rubriky"),
    *(" nuestras secciones habituales", " nossas seções regulares", "हमारे नियमित खंड", "हमारे नियमित अनुभाग"),
    *("恒例のセクション", "恒例のコーナー", "我们的常规", "我们常规的", "我们照例"),
)
_PARTNERS: Final = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "『": "』", "(": ")", "（": "）"}

# Words that point outside the sentence when they open it: "He", "But", "This".
_DANGLING: Final[dict[str, frozenset[str]]] = {
    tag: frozenset(words.split())
    for tag, words in {
        "en": "he she it they his her its their this that these those but and so or yet however then "
        "such both "
        "i i'm i've my we we're we've our you your also there thus therefore meanwhile still nor",
        "de": "er sie es sein seine ihr ihre dies diese dieser dieses das aber und oder doch ich wir "
        "mein unser damit "
        "dabei dazu deshalb daher auch so",
        "fr": "il elle ils elles ce cela ça cette ces son sa ses leur leurs mais et ou donc or je nous "
        "mon notre c'est",
        "es": "él ella ellos ellas esto esta este estos estas eso su sus pero y o así yo nosotros mi también",
        "pt": "ele ela eles elas isto isso este esta esse essa seu sua mas e ou assim eu nós meu também",
        "it": "egli lui lei loro esso questo questa questi queste suo sua ma e o così io noi mio anche",
        "nl": "hij zij ze het dit dat deze die zijn haar hun maar en of dus ik wij we mijn ook",
        "ru": "он она оно они это этот эта эти его её их но и а или я мы мой наш также так",
        "tr": "o onlar bu şu ama ancak ve ben biz bunun bunlar",
        "vi": "nó họ đó này nhưng và tôi chúng",
        "id": "ia dia mereka ini itu tetapi namun dan saya kami kita hal",
        "ar": "هو هي هم هذا هذه ذلك تلك لكن ولكن وقال وأضاف وأضافت وأوضح وأشار وأكد",
        "hi": "वह वे यह ये उसने उन्होंने इसके इस लेकिन और मैं हम",
        "ko": "그는 그녀는 이는 그러나 하지만 그리고 이에 이어 또 나는 우리는",
    }.items()
}
_DANGLING_UNSPACED: Final = {
    "zh": ("他", "她", "它", "这", "那", "但", "而", "我", "所以", "因此", "同时", "此外"),
    "ja": ("彼", "これ", "それ", "この", "その", "しかし", "また", "そして", "私"),
}


class Fitness(IntEnum):
    """How well a sentence can stand as a point: a lower class is used only when there is none above "
    "it."""

    UNFIT = 0
    POOR = 1
    FIT = 2


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    ceiling: float
    score: float
    fitness: Fitness
    dangling: bool
    words: frozenset[str]


def select(document: Document, scores: Sequence[float], count: int) -> tuple[int, ...]:
    """Return the indexes of at most `count` sentences in reading order, chosen by score and fitness.

    Fewer come back when the article holds fewer fit sentences that say different things; at least one when
    it holds a sentence with words that is no boilerplate. `scores` are in document order.

    Raises:
        ValueError: when there is not one finite score for each sentence (a ranker's bug).
    """
    return tuple(sorted(choose(document, scores, count)))


def choose(document: Document, scores: Sequence[float], count: int) -> tuple[int, ...]:
    """Do what `select` does, but return the indexes in the order they were chosen, the best first."""
    if len(scores) != len(document.sentences) or not all(map(isfinite, scores)):
        raise ValueError(f"{len(document.sentences)} finite scores expected, got {list(scores)!r}")
    if count < 1 or not scores:
        return ()
    chosen = _greedy(_fresh(document, _candidates(document, scores)), count)
    if chosen:
        return chosen
    # Nothing is both fit and new: one point that repeats the headline or lacks in form is better than none.
    usable = [one for one in _candidates(document, scores) if one.fitness is not Fitness.UNFIT]
    return (min(usable, key=lambda one: (-one.fitness, -one.score, one.index)).index,) if usable else ()


def _fresh(document: Document, candidates: Iterator[_Candidate]) -> Iterator[_Candidate]:
    """Let through what is fit and says more than the headline and the standfirst do."""
    known = [frozenset(terms(text, document.language)) for text in (document.headline, document.standfirst)]
    for one in candidates:
        if one.fitness is Fitness.FIT and not any(
            _share(one.words, had) >= KNOWN_SHARE for had in known if had
        ):
            yield one


def _greedy(candidates: Iterator[_Candidate], count: int) -> tuple[int, ...]:
    """Take the best again and again. Candidates come by falling `ceiling`, so most are never looked "
    "at."""
    chosen: list[_Candidate] = []
    seen: list[_Candidate] = []
    upcoming = next(candidates, None)
    while len(chosen) < count:
        before = {one.index + 1 for one in chosen}
        best = min(seen, key=lambda one: _rank(one, before), default=None)
        while upcoming is not None and (best is None or upcoming.ceiling >= -_rank(best, before)[0]):
            if not any(_repeats(upcoming.words, one.words) for one in chosen):
                seen.append(upcoming)
                if best is None or _rank(upcoming, before) < _rank(best, before):
                    best = upcoming
            upcoming = next(candidates, None)
        if best is None:
            break
        chosen.append(best)
        seen = [one for one in seen if one is not best and not _repeats(one.words, best.words)]
    return tuple(one.index for one in chosen)


def _rank(candidate: _Candidate, before: set[int]) -> tuple[float, int]:
    """Return the key that sorts the best first: "He" is clear when the sentence before it is a point "
    "as well."""
    cost = DANGLING_COST if candidate.dangling and candidate.index not in before else 0.0
    return (-round(candidate.score - cost, 9), candidate.index)


def _candidates(document: Document, scores: Sequence[float]) -> Iterator[_Candidate]:
    """Yield the sentences by falling score, judged one at a time; costs only ever lower a score."""
    low, high = min(scores), max(scores)
    width = (high - low) or 1.0
    ceilings = [round((score - low) / width, 9) for score in scores]
    for index in sorted(range(len(scores)), key=lambda index: (-ceilings[index], index)):
        yield _judged(document, index, ceilings[index])


def _judged(document: Document, index: int, ceiling: float) -> _Candidate:
    text = trim(document.sentences[index].text, document.language)
    length = count_words(text)
    cost = (LONG_COST if length > MAX_WORDS else 0.0) + (TORN_COST if _torn(text) else 0.0)
    cost += ENCLOSED_COST if _enclosed(text) else 0.0
    return _Candidate(
        index=index,
        ceiling=ceiling,
        score=round(ceiling - cost, 9),
        fitness=fitness(text, length),
        dangling=dangling(text, primary(document.language)),
        words=frozenset(terms(text, document.language)),
    )


def fitness(text: str, length: int) -> Fitness:
    """Judge a trimmed sentence of `length` words by its form alone."""
    if not any(map(str.isalpha, text)) or _BOILERPLATE.match(text):
        return Fitness.UNFIT
    bare = text.rstrip(_CLOSING)
    is_whole = bool(bare) and bare[-1] in _ENDINGS and text[-1] not in ":?"
    if length < MIN_WORDS or not is_whole or _appeals(text):
        return Fitness.POOR
    return Fitness.FIT


def _appeals(text: str) -> bool:
    """Tell whether the sentence speaks to the reader of the page it stands on."""
    text = text.lower()
    if _APPEAL.match(text) or text.endswith(_REQUEST_ENDS) or any(map(f" {text} ".__contains__, _PHRASES)):
        return True
    return text.endswith(_POINTER_ENDS) and _POINTER.search(text) is not None


def dangling(text: str, language: str) -> bool:
    """Tell whether the sentence opens with a word that points at another one ("He", "But", "This")."""
    unspaced = _DANGLING_UNSPACED.get(language)
    if unspaced is not None:
        return text.startswith(unspaced)
    first = text.split(maxsplit=1)[0].strip(",.;:\"'“”«»").casefold().replace("’", "'")
    return first in _DANGLING.get(language, frozenset())


def _torn(text: str) -> bool:
    """Tell whether a quotation mark in the sentence has lost its partner."""
    return text.count('"') % 2 == 1 or text.count("“") > text.count("”") + text.count("„")


def _enclosed(text: str) -> bool:
    """Tell whether all of it is a quotation without a speaker, or an aside in parentheses."""
    closing = _PARTNERS.get(text[:1])
    if closing is None:
        return False
    return text.find(closing, 1) >= len(text) - 2


def _share(words: frozenset[str], others: frozenset[str]) -> float:
    """Return which part of `words` stands in `others` too; 1 when there are no words to compare."""
    return len(words & others) / len(words) if words else 1.0


def _repeats(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    return _share(shorter, longer) >= REPEAT_SHARE
