"""What speaks of the page rather than tells the story: "Read more", credits, thanks, calls to subscribe.

Furniture never is a point; an aside is one only where an article has nothing else. The phrases were collected
by reading what was left in the points of some thousand real articles; each language adds its own.
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from typing import Final

from feedgen_site.patterns import regex

# Never a point, and not counted as a sentence of prose.
_FURNITURE: Final = regex(
    r"(?:read (?:more|also|next|the full (?:story|article|report))\b|see also\b|sign up\b|subscribe\b|"
    r"continue reading|story continues|more on this story|related (?:stories|articles)?:|click here\b|"
    r"copyright\b|©|\(c\) ?\d{4}|all rights reserved|advertisement\b|follow (?:us|me|@)|share this\b|"
    r"(?:[\[(] ?)?(?:file )?(?:photo|image|picture|video|photograph)s?(?:/| by\b| credit| courtesy|"
    r" caption|\s?:)|"
    r"(?:media|image) caption|getty images|watch(?: live)?:|listen:|tl;dr\b|(?:last )?updated:|published:|"
    r"(?:additional |with )?(?:reporting|editing|writing|compiled|translated|edited|written|reported) by\b|"
    r"by [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,2}(?:,.{0,40})?$|"
    r"lire (?:aussi|la suite)\b|à lire\b|abonnez-vous|inscrivez-vous|cliquez ici|propos recueillis|"
    r"crédits? photo|"
    r"le[ea] también\b|suscríb[ea]|haga clic|síguenos|le[ei]a (?:também|mais)\b|assine\b|"
    r"inscreva-se|clique aqui|"
    r"leggi anche\b|iscriviti|clicca qui|lees (?:ook|verder|meer)\b|klik hier|schrijf je in|"
    r"lesen sie (?:auch|hier|mehr)\b|mehr zum thema|abonnieren sie|hier klicken|mit material von|"
    r"читайте (?:также|далее)|подпи(?:шитесь|сывайтесь)|baca juga|simak juga|xem thêm\b|đọc thêm\b|"
    r"ayrıca bkz|"
    r"abone ol|haberin devamı|(?:foto(?:s|ğraf|grafía)?|photos?|bild|ảnh|фото|फोटो|صورة|사진|写真|图|"
    r"图片来源)\s?[:：=]|"
    r"(?:quelle|source|sumber|fuente|fonte|bron|источник|kaynak|nguồn|المصدر)\s?:|来源[:：]|编辑[:：]|责任编辑|"
    r"记者[:：]|阅读更多|相关阅读|扫码|関連記事|続きを読む|出典[:：]|관련 ?기사|무단 ?전재|"
    r"اقرأ (?:أيضا|المزيد)|"
    r"यह भी पढ़ें|और पढ़ें)",
    re.IGNORECASE,
)
# Sentences around the story rather than in it.
_ASIDE: Final = regex(
    r"(?:\||"
    r"this (?:post|article|story|piece|blog post) (?:(?:was|is|has been) )?(?:originally |first |also )*"
    r"(?:appeared|published|posted|updated|moved|written|developed)|originally (?:published|posted|appeared)|"
    r"dear (?:all|community|readers|friends|colleagues)\b|dear [^.!?,:]{1,60},|"
    r"read (?:more|also|about|all about|the full|next)\b|discover more\b|see also\b|"
    r"you can (?:also )?read this\b|(?:cross-?|re-?)posted (?:from|on|with)\b|"
    r"editor['’]s note\b|disclaimer\b|this (?:list|page|information) is provided\b|"
    r"(?:now |so )?let['’]?s (?:dive|get started|jump)\b|stay tuned\b|check out\b|learn more\b|"
    r"(?:you can )?find out more\b|for (?:more|further|additional) (?:information|info|details)\b|"
    r"if you(?:['’]re| are) (?:wondering|interested)\b[^.]{1,160}\byou can\b|"
    r"see [^.]{1,60} in the (?:help|docs|documentation)\b|si (?:estás interesad[oa]|te interesa)\b|"
    r"(?:more|further|additional) (?:information|info|details)\b.{0,80}\b(?:available|found)\b|for more,|"
    r"for (?:the|a) (?:full|complete) (?:article|details|list|programme|report|schedule|story|text|"
    r"version)\b|download (?:the|your|this|a)\b|"
    r"visit (?:our|the|this (?:blog|page|site)|us|\S+\.(?:com|gov|net|org))\b|"
    r"(?:here|below) are\b|below(?: is|,? we)\b|"
    r"here(?: is|['’]s) (?:an? (?:\w+ ){0,2}(?:example|list|overview|recap|roundup|summary)\b|how to\b|"
    r"what (?:to|you)\b)|"
    r"use the (?:comments?|form|links?) (?:\w+ )?(?:below|above)\b|join the (?:conversation|discussion)\b|"
    r"welcome to (?:another|our|this|the (?:\w+ ){0,3}(?:edition|episode|issue|latest|newsletter|week))\b|"
    r"voici (?:les?|la|ce qu|quelques|nos|notre|une?|cinq|dix|trois|quatre|\d+)\b|"
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
    r"(?:on behalf of [^,]{1,80}, )?(?:an? (?:big|huge|special|warm) )?thank you (?:so|very) much\b|"
    r"(?:on behalf of [^,]{1,80}, |an? (?:big|huge|special|warm) )(?:thank you|thanks)\b|"
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
_APPEAL: Final = regex(
    r"(?:if (?:you|your|anyone)\b[^.!?\"“]{1,200}\b(?:please|let us know|get in touch|register|sign up|"
    r"(?:contact|e-?mail) (?:us|me)|we(?:['’]d| would) (?:enjoy|love|like|be happy))\b|"
    r"(?:don['’]t|do not) forget to\b|explore (?:our|the full)\b|[—–]\s?\w|(?:if|in case) you missed\b|"
    r"for [^.,]{1,80}, please\b|"
    r"(?:bitte|veuillez|por favor|prosím)\b|außerdem .{0,40}\bwie gewohnt\b|请(?:考虑|查看|参阅))"
)
# These may begin anywhere in a sentence, and are looked for only where their last words stand.
_PLEASE: Final = regex(
    r"(?:[^\"“]{1,60}[,;:—–)-] ?)?(?:and )?please (?:also |go )?(?:check|complete|consider|contact|do|drop|"
    r"e-?mail|fill|forward|get in touch|have|help|join|keep|let|mail|read|register|see|send|share|sign up|"
    r"spread|subscribe|tell|visit)\b"
)
_WELCOME: Final = regex(
    r"[^.,;:—]{0,40}(?:, )?\b(?:comments?|corrections?|contributions|criticisms?|feedback|suggestions?|"
    r"thoughts) (?:[^.,;]{1,40} )?(?:is|are|would be|will be) (?:\w+,? ){0,3}(?:appreciated|welcome)\b"
)
_POINTER: Final = regex(
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
    *(
        " in den regelmäßigen abschnitten",
        " unsere regelmäßige",
        " unsere reguläre",
        " unsere übliche",
        " pravidelné rubriky",
    ),
    *(" nuestras secciones habituales", " nossas seções regulares", "हमारे नियमित खंड", "हमारे नियमित अनुभाग"),
    *("恒例のセクション", "恒例のコーナー", "我们的常规", "我们常规的", "我们照例"),
)
# One pattern for those that begin with a blank, as words do: a search skips to it. It goes by first letters,
# for most words begin with none of these.
_SPACED: Final = sorted(phrase[1:] for phrase in _PHRASES if phrase[0] == " ")
_BY_LETTER: Final = (map(re.escape, phrases) for _, phrases in groupby(_SPACED, key=itemgetter(0)))
_SPACED_PHRASE: Final = regex(" (?:" + "|".join(f"(?:{'|'.join(phrases)})" for phrases in _BY_LETTER) + ")")
_OTHER_PHRASES: Final = tuple(phrase for phrase in _PHRASES if phrase[0] != " ")


def is_furniture(text: str) -> bool:
    """Tell whether a sentence is what a page carries beside its article: a credit, a byline, a caption."""
    return _FURNITURE.match(text) is not None


def is_aside(text: str) -> bool:
    """Tell whether a sentence stands around the story rather than in it: a note on the text, a request."""
    return _ASIDE.match(text) is not None or _appeals(text)


def _appeals(text: str) -> bool:
    """Tell whether the sentence speaks to the reader of the page it stands on."""
    text = text.lower()
    if _APPEAL.match(text) or text.endswith(_REQUEST_ENDS) or _SPACED_PHRASE.search(f" {text} "):
        return True
    if "please " in text and _PLEASE.match(text):
        return True
    if ("appreciated" in text or "welcome" in text) and _WELCOME.match(text):
        return True
    if not text.isascii() and any(map(text.__contains__, _OTHER_PHRASES)):
        return True
    return text.endswith(_POINTER_ENDS) and _POINTER.search(text) is not None
