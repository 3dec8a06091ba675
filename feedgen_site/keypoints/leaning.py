"""Sentences that lean on another: "He", "But", "This" at their head, whose meaning stands before them.

Data and one look at the first two words. An opener is listed when news seldom begins a sentence with it that
could stand alone; articles that are also pronouns (das, het) count only before a verb.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from feedgen_site.keypoints.languages import primary
from feedgen_site.patterns import regex


def _words(table: dict[str, str]) -> dict[str, frozenset[str]]:
    return {tag: frozenset(words.split()) for tag, words in table.items()}


_OPENERS: Final = _words(
    {
        "en": "he she it they his her its their him them this that these those but and so or nor "
        "yet then such both also still however therefore thus hence there another others "
        "either neither it's he's she's they're that's there's instead otherwise meanwhile "
        "afterwards furthermore moreover nevertheless nonetheless besides consequently "
        "similarly likewise he'd she'd they'd they've it'll he'll she'll himself herself "
        "themselves",
        "de": "er sie es sein seine seinen seiner seinem ihr ihre ihren ihrer dies diese dieser "
        "dieses diesen diesem aber und oder doch damit dabei dazu dagegen dafür davon daraus "
        "darauf deshalb deswegen daher auch so jedoch allerdings außerdem zudem anschließend "
        "danach dennoch trotzdem dort letztere",
        "fr": "il elle ils elles ce cela ça cette ces cet son sa ses leur leurs mais et ou donc or "
        "c'est c'était celui-ci celle-ci ceux-ci celles-ci cependant toutefois ainsi aussi "
        "pourtant ensuite enfin lui ceci",
        "es": "él ella ellos ellas esto esta este estos estas eso esa ese esos esas su sus pero y o "
        "así también además luego después ambos ambas aquel aquella allí ello aunque",
        "pt": "ele ela eles elas isto isso este esta estes estas esse essa esses essas aquele "
        "aquela seu sua seus suas mas e ou assim também porém além ambos ambas depois dele "
        "dela",
        "it": "egli lui lei loro esso essa essi esse questo questa questi queste quello quella suo "
        "sua suoi sue ma e o così anche inoltre poi infatti entrambi ciò",
        "nl": "hij zij ze dit dat deze die zijn haar hun maar en of dus ook daarnaast daarom echter "
        "toch daarna beide hierdoor daardoor",
        "ru": "он она оно они это этот эта эти его её ее их но а и или также так тогда поэтому "
        "однако затем потом там такой такая такие оба обе",
        "tr": "o onlar bu şu bunlar ama ancak fakat ve bunun bunların onun ayrıca böylece "
        "açıklamada açıklamasında sözlerine",
        "vi": "nó họ đó này nhưng và chúng",
        "id": "ia dia mereka beliau ini itu tetapi tapi namun dan hal keduanya menurutnya katanya "
        "ujarnya selanjutnya kemudian lalu",
        "ar": "هو هي هم هما هذا هذه ذلك تلك هؤلاء لكن ولكن وأضاف وأضافت وتابع وتابعت وأردف واستطرد "
        "كما وهو وهي وهذا وهذه وذلك لكنه لكنها وأنه",
        "hi": "वह वे यह ये वो उसने उन्होंने उनके उनकी उनका इसके इसकी इसका इस इन उस उन लेकिन मगर और तो फिर वहीं",
        "ko": "그는 그녀는 그가 그의 그들은 이들은 이는 이에 이어 이를 이날 이와 그러나 하지만 그리고 "
        "또 또한 그러면서 따라서 한편 이같은",
    }
)
# Two to four words that lean only together.
_PHRASES: Final = {
    tag: frozenset(phrases.split("|"))
    for tag, phrases in {
        "en": "one of them|the former|the latter|the pair|the duo|the trio|the same|for example|"
        "for instance|in addition|as a result|in contrast|in fact|in turn|after that|at that|"
        "in that|of these|of them|of those|some of these|at this|by then|since then|the other|"
        "as such|on that|like this|one such|because of this|despite this|despite that|"
        "after this|among them|according to him|according to her|in this example|in this case|"
        "in this way|in these cases|for this reason|for these reasons|to this end|to that end",
        "de": "das ist|das sei|das war|das sagte|das teilte|das hat|das habe|das hatte|das wird|"
        "das wäre|das geht|das gilt|das heißt|das bedeutet|das berichtete|das macht|"
        "zum beispiel|nach ihren angaben|nach seinen angaben",
        "fr": "selon lui|selon elle|selon eux|de plus|en effet|par exemple|ce dernier|de son côté|"
        "de leur côté",
        "es": "dijo que|añadió que|agregó que|aseguró que|explicó que|señaló que|afirmó que|"
        "indicó que|según él|sin embargo|por eso|por ello|lo mismo|el mismo|de hecho|"
        "por ejemplo|no obstante",
        "pt": "disse que|afirmou que|acrescentou que|explicou que|segundo ele|segundo ela|"
        "no entanto|por isso|de acordo com ele|o mesmo|de facto|de fato|por exemplo",
        "it": "ha aggiunto|ha detto|ha spiegato|ha dichiarato|secondo lui|secondo lei|lo stesso|"
        "per questo|di fatto|ad esempio|per esempio",
        "nl": "het is|het was|het gaat|het wordt|het heeft|het zou|het kan|het zijn|volgens hem|"
        "volgens haar|zo zegt|zo was|ook wordt",
        "ru": "по его|по её|по ее|по их|при этом|кроме того|в этом|об этом|к тому|после этого|из них|тем не",
        "tr": "daha sonra|öte yandan|bunun üzerine|buna göre|bununla birlikte",
        "vi": "tuy nhiên|sau đó|theo đó|do đó|vì vậy|vì thế|điều này|việc này|ngoài ra|bên cạnh|"
        "trong đó|khi đó|người này|đối tượng",
        "id": "selain itu|sementara itu|oleh karena|hal ini|hal itu|hal tersebut|meski begitu|"
        "di sisi|karena itu|untuk itu|setelah itu",
        "ar": "وقال إن|وقالت إن|وأوضح أن|وأوضحت أن|وأكد أن|وأكدت أن|وأشار إلى|وأشارت إلى|وذكر أن|"
        "وبين أن|ومع ذلك|إلى ذلك|من جهته|من جانبه|وقال في|وقالت في|وقال انه|وقال إنه|وأوضح في",
        "hi": "इसके अलावा|इसके बाद|इस बीच|साथ ही",
        "ko": "이에 따라|이와 함께|그럼에도 불구하고",
    }.items()
}
_UNSPACED: Final = {
    "zh": tuple("他 她 它 这 那 该 但 而 其 所以 因此 同时 此外 对此 双方 并 到此 至此".split()),
    "ja": tuple("彼 これ それ この その しかし また そして 同氏 同社 同日 一方 さらに".split()),
}
# "The most important is …", "The second step …": the noun, or what is counted, stands before.
_COUNTED: Final = {
    tag: regex(pattern, re.IGNORECASE)
    for tag, pattern in {
        "en": r"(?:one (?:is|was)\b|the (?:most \w+|best|worst|largest|biggest|smallest|latest|oldest|newest|"
        r"easiest|simplest|first|second|third|fourth|fifth|last|next|final|other|others|rest|latter|former) "
        r"(?:is|are|was|were|has|have|had|will|would|can|could)\b|"
        r"(?:in )?the (?:first|second|third|fourth|fifth|last|final|other|next) "
        r"(?:section|part|step|stage|phase|reason|option|question|point|type|group|method|approach|category|"
        r"way|example|aspect|problem)s? (?!(?:of|in|to|for|that|since|at|on)\b))",
        "de": r"(?:der|die|das) (?:erste|zweite|dritte|vierte|letzte|andere|nächste) "
        r"(?:ist|sind|war|waren|hat|haben|wird|werden)\b",
        "fr": r"(?:le|la|les) (?:plus \w+|premi(?:er|ère)s?|second(?:e?s?)|(?:deux|trois|quatr)ième|"
        r"derni(?:er|ère)s?|autres?) (?:est|sont|était|étaient|a|ont|sera|seront)\b",
        "es": r"(?:el|la|los|las) (?:más \w+|primer[oa]s?|segund[oa]s?|tercer[oa]s?|últim[oa]s?|otr[oa]s?) "
        r"(?:es|son|era|eran|fue|fueron|será|serán|ha|han)\b",
        "pt": r"(?:o|a|os|as) (?:mais \w+|primeir[oa]s?|segund[oa]s?|terceir[oa]s?|últim[oa]s?|outr[oa]s?) "
        r"(?:é|são|era|eram|foi|foram|será|serão|tem|têm)\b",
    }.items()
}
_FIRST_PERSON: Final = _words(
    {
        "en": "i i'm i've i'd i'll my me we we're we've we'll our us you your you're",
        "de": "ich wir mein meine unser unsere",
        "fr": "je nous mon ma mes notre nos j'ai",
        "es": "yo nosotros mi mis nuestro nuestra",
        "pt": "eu nós meu minha nosso nossa",
        "it": "io noi mio mia nostro nostra",
        "nl": "ik wij we mijn ons onze",
        "ru": "я мы мой наш наша",
        "tr": "ben biz benim bizim",
        "vi": "tôi",
        "id": "saya kami kita",
        "hi": "मैं हम मेरे हमारे",
        "ko": "나는 우리는 저는",
    }
)
_TIMES: Final = frozenset(
    (
        "week month year morning afternoon evening weekend summer winter spring autumn fall "
        "season today time monday tuesday wednesday thursday friday saturday sunday january "
        "february march april may june july august september october november december woche "
        "monat jahr morgen montag dienstag mittwoch donnerstag freitag samstag sonntag "
        "semaine mois année matin soir lundi mardi mercredi jeudi vendredi samedi dimanche "
        "été hiver semana mes año mañana tarde noche lunes martes miércoles jueves viernes "
        "sábado domingo verano invierno ano mês manhã segunda terça quarta quinta sexta "
        "settimana mese anno mattina sera lunedì martedì mercoledì giovedì venerdì sabato "
        "domenica jaar maand hafta yıl sabah ay साल हफ्ते महीने सप्ताह वर्ष"
    ).split()
)
_HONORIFICS_VI: Final = frozenset("ông bà anh chị cô".split())
_EXISTENTIAL: Final = frozenset(
    "is are was were has have had will would could may might can must should".split()
)
_EDGES: Final = ",.;:!?\"'“”«»„()"


def dangling(text: str, language: str) -> bool:
    """Tell whether the sentence opens with a word that points at another one ("He", "But", "This").

    `language` is a BCP 47 tag. "This week" points at the calendar and "There are" at nothing: neither leans.
    """
    tag = primary(language)
    if tag in _UNSPACED:
        return text.startswith(_UNSPACED[tag])
    words = _head(text)
    if not words:
        return False
    first, second = words[0], words[1] if len(words) > 1 else ""
    if tag == "vi" and first in _HONORIFICS_VI:
        # "Ông nói" is "he said", "Ông Nam" is Mr Nam.
        return text.split(maxsplit=2)[1:2] == [second] and second.isalpha()
    if f"{first} {second}" in _heads(tag) and any(
        " ".join(words[:size]) in _PHRASES[tag] for size in (2, 3, 4)
    ):
        return True
    counted = _COUNTED.get(tag)
    if counted is not None and counted.match(text):
        return True
    if first not in _OPENERS.get(tag, ()):
        return False
    return second not in _TIMES and not (first == "there" and second in _EXISTENTIAL)


def first_person(text: str, language: str) -> bool:
    """Tell whether the sentence opens with I, we, my, our, you: a voice that a list of points leaves open."""
    words = _head(text)
    return bool(words) and words[0] in _FIRST_PERSON.get(primary(language), ())


@cache
def _heads(tag: str) -> frozenset[str]:
    """Return the first two words of each phrase that leans: most sentences begin with none of these."""
    return frozenset(" ".join(phrase.split()[:2]) for phrase in _PHRASES.get(tag, ()))


@lru_cache(maxsize=4)
def _head(text: str) -> tuple[str, ...]:
    """Return the first words, at most four, folded and bare; asked for twice of each sentence."""
    bare = (word.strip(_EDGES).casefold().replace("’", "'") for word in text.split(maxsplit=4)[:4])
    return tuple([word for word in bare if word])
