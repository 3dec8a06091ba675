"""What a story is about in a dozen words: those that stories on one subject have in common.

They are folded and cut, for comparing and not for reading. Words of the headline count, names, and words that
come again in the standfirst and the key points; where there are too many, those that stand in most places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Final

from feedgen_site.keypoints.words import terms as words_of
from feedgen_site.patterns import regex

MOST_TERMS: Final = 14
_MOST_OF_TAGS: Final = 8
TAG: Final = "#"
"""Stands before a tag of several words, which says more than a word."""
# Words that differ behind these are forms of one: `carpentry`, `carpentries`; `выборы`, `выборах`.
_LONGEST: Final = 7
# A word within a sentence that may begin with a capital; what stands before is looked at last.
_NAME: Final = regex(r"[^\W\d_a-z](?<=[^\W\d_] .|[,;)] .)[^\W_]*")
_KATAKANA: Final = regex("[\u30a1-\u30fa\u30fc]{3,}")
_UNSPACED: Final = regex("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
# Hiragana, and the commonest signs of Chinese that are no part of a name: grammar. And katakana.
_GRAMMAR: Final = regex("[\u3040-\u30ff的了是在和有與与及為为將将被於于也就都而其]")
# Shorter words are grammar, unless they are written as names are.
_SHORTEST: Final = 4
_SHORTEST_WITHOUT_CASE: Final = 3

# Words that any story may have, case-folded. English ones are short, too, for its headlines may give them
# capitals.
_COMMON: Final = """
    a all am an and any are as at be but by can day days did do for get got go had has he her him his how
    i if in is it its let lets may me my new no not now of off on one or our out own she so the to too
    top up us via vs was we who why yes you about above after again against ahead also among another
    around back because become becomes been before begin begins being below between both bring brings
    call calls came cannot come comes could does doing done down during each early even ever every find
    finds first five former four from full gain gains gets getting gives goes going good great half have
    having help helps hence here high hold holds into it's just keep keeps know largest last late later
    latest least less like likely little long look looks made make makes making many might more most much
    must need needs never next nine none once only open opens other others over part past people plan
    plans play played plays puts rather report reports right rise rises role roles said same says second
    see sees seek seeks seen set sets seven several shall should show shows since six some soon start
    starts still such take takes taking tell tells ten than that their them then there these they thing
    things third this those though three through time times today together told took toward towards turn
    turns twice under until upon used using very want wants ways week weeks well went were what when
    where whether which while whole whose will with within without work would year years yesterday your
    aber alle allem allen aller alles also andere anderen auch beim bereits bleibt dabei damit dann darf
    dass dazu dein denn deren dessen deutlich diese diesem diesen dieser dieses doch dort drei durch eine
    einem einen einer eines erst erste ersten etwa gegen geht gibt habe haben hatte hatten hier ihre
    ihrem ihren ihrer immer jahr jahre jahren jahres jede jeder jetzt kann kein keine keinen kommt könnte
    können lassen macht mehr mein muss müssen nach neue neuen neuer nicht noch oder ohne rund sagt schon
    sehr sein seine seinem seinen seiner seit sich sind soll sollen sollte sowie steht trotz über unter
    viele vier vom von vor waren warum weil weiter wenn werden wieder will wird wurde wurden zehn zwei
    zwischen zwölf
    ainsi alors après aucun aussi autre autres avait avant avec avoir beaucoup bien cela celle celui cent
    cependant cette chaque chez cinq comme comment contre dans depuis dernier dernière derrière deux
    devant dire dont elle elles encore enfin entre était étaient être fait faire fois grand grande hors
    jour jours jusqu leur leurs lors lorsque mais malgré même mieux moins mois notre nous nouveau
    nouvelle ont pendant peut peuvent plus plusieurs pour pourquoi première premier près puis quand
    quatre quel quelle quelques sans selon sera seront seul sont soir sous souvent sur tous tout toute
    toutes très trois veut vers voir vont vous
    algo algunos ante antes años aunque cada casi como contra cosa cual cuando cuatro dado debe desde
    días dice después donde dónde durante ella ellos entre era esta está están estas este esto estos fue
    fueron gran hace hacer hacia hasta había mayor menos meses mientras mismo mucho muchos muy nada
    nuestra nuestro nueva nuevas nuevo otra otras otro otros para pero poco podría porque primer primera
    primero puede pueden quien según sea ser sido siempre sobre solo sólo también tanto tiene tienen toda
    todas todo todos tras tres unas unos veces
    ainda além algum alguns após aqui assim até cada coisa com como contra dele deles depois desde deve
    diz dois duas durante ela eles enquanto então entre era essa esse esta está estão este foi foram
    fazer grande isso isto maior mais mas meses mesmo muito muitos nada não nossa nosso nova novo numa
    onde outra outras outro outros para pela pelo pelos pode podem pois porque primeira primeiro quais
    qual quando quase quatro que quem sem sempre ser seu seus sido sobre sua suas também tem têm tendo
    toda todas todo todos três uma umas
    alla alle alcuni altra altre altri altro anche ancora anni anno avere aveva bene che ciascuno come
    con così contro cosa cui dagli dai dal dalla dalle degli dei del della delle dello deve dopo dove due
    durante ecco essere fino fra già gli grande hanno invece loro mentre mesi modo molti molto negli nei
    nel nella nelle nessuno noi nostro nuova nuovo ogni oggi oltre oppure ora perché però più poco poi
    possono prima primo propria proprio può qualche quale quando quanto quasi quattro quella quelle
    quelli quello questa queste questi questo quindi senza sempre sia solo sono sopra sotto stata stati
    stato sua sue sugli sui sul sulla sulle suo suoi tra tre troppo tutta tutte tutti tutto una verso
    volta
    alle alleen alles altijd andere beide bent bij binnen boven daar daarom deze dit door drie echter
    eerst eerste elke gaan gaat geen gehad geweest goed haar hebben heeft hier hoe hun iets jaar kan
    komen komt kunnen maar maken meer meest men met miljoen minder moet moeten naar niet niets nieuwe nog
    omdat onder ons onze ook over sinds staat steeds tegen terug toch toen tot tussen twee uit van vanaf
    veel verder vier voor voordat waar waarom wanneer want waren wat weer wel werd werden wie wil worden
    wordt zal zelf zich zij zijn zonder zoals zou
    было была были быть вам вас ведь весь вместе вновь возле время всего всех вчера где года году даже
    день для него нее нет них ничего новая новые новый после потом почему почти при про против раз рубль
    самый сам свои свой своих себя сегодня сейчас сказал снова среди стал стала стали так также такой там
    твой тебя тем теперь тогда того тоже только том тот три тут уже хотя чего чем через четыре что чтобы
    эта эти этих это этого этой этом этот ещё еще если или из-за как какой когда кого который которая
    которые которых между меня много может можно надо около она они опять очень перед под пока
    ancak arasında artık aynı bazı belki benim bile bir biri birkaç birlikte biz böyle bunu bunun büyük
    çok çünkü daha değil diye dolayı eden edildi etti fakat gibi göre hala hangi hem henüz hepsi her hiç
    için içinde ikinci ilk ise işte kadar karşı kendi kez kim mi nasıl neden olan olarak oldu olduğu
    olduğunu olması onlar onun önce rağmen sadece sonra şey şimdi tarafından tüm üzere üzerinde var veya
    vardı yeni yeniden yerine yok yüksek zaman
    những nhiều không được trong người cũng nhưng trước theo đang cùng phải khác đến của cho các với này
    một
    adalah agar akan akibat akhir antara atas atau bagi bahwa banyak baru bawah beberapa belum bisa bukan
    dalam dapat dari demikian dengan depan dia diri dua hanya hari harus hingga itu juga jika kami karena
    kata kembali kepada ketika kini kita lagi lain lebih maka masih mereka mulai namun oleh pada para
    pernah pula saat saja sama sampai sangat satu saya sebagai sebelum sebuah sedang sejak selama seluruh
    semua seorang seperti serta setelah siapa sudah tahun tanpa telah tentang terhadap tersebut tetapi
    tiga tidak untuk yakni yaitu yang
    التي الذي الذين الى الان امام اكثر اول ايضا بان بعد بعض بين تلك ثلاثة ثم جدا حتى حول حيث خلال دون ذلك
    سوف ضد عام عاما عبر عدد عدم على عليه عليها عن عند عندما غير فان فقط فيه فيها قال قبل قد كان كانت كل
    كما لان لكن للمرة لم لن له لها ليس ليست ما مثل مرة مع من منذ منه منها نحو هذا هذه هل هم هناك هو هي
    وان وقال وقد وكان وفي ولا ولم ومن يوم
    अपना अपनी अपने आज इन इस इसके इसी उन उस उसके उनके एक और कर करना करने कई कल का कि किए किया किसी की कुछ
    के को कोई क्या गई गए गया जब जा जाता जो तक तथा तो था थी थे दिया दो नहीं ने पर पहले फिर बड़ा बाद बीच भी
    में यह यहां या ये रहा रही रहे लिए ले वह वाले साथ से हर ही हुआ हुई हुए है हैं हो होता होने
    """


def of(headline: str, others: Iterable[str], tags: Iterable[str]) -> str:
    """Give a story's terms in one text, with blanks between them; `others` are standfirst and points."""
    texts = (headline, *others)
    names = _names("\n".join(texts))
    places: dict[str, int] = {}
    for number, text in enumerate(texts):
        # A word of the headline, or a name, counts as if it stood in one more place.
        for word, is_name in dict.fromkeys(_words(text, names)):
            places[word] = places.get(word, int(is_name or not number)) + 1
    marked, told = _tags(tags)
    kept = [word for word, count in places.items() if count > 1 and word not in told]
    # In the order of the text, where two stand in as many places.
    kept.sort(key=lambda word: -places[word])
    return " ".join(list(dict.fromkeys((*marked, *kept)))[:MOST_TERMS])


def _tags(tags: Iterable[str]) -> tuple[list[str], set[str]]:
    """Give the terms of tags, and the words that they say already; a tag of one word is a word, too."""
    found: list[str] = []
    told: set[str] = set()
    for tag in tags:
        words = [word for word in words_of(tag) if len(word) > 1]
        terms = (
            [TAG + "-".join(words)]
            if len(words) > 1
            else [TAG + _cut(words[0]), _cut(words[0])]
            if words
            else []
        )
        if len(found) + len(terms) > _MOST_OF_TAGS:
            break
        found += terms
        told.update(map(_cut, words))
    return found, told


def _names(text: str) -> frozenset[str]:
    """Give the words that are written as names: with a capital inside a sentence, or in capitals."""
    found = [name for name in _NAME.findall(text) if len(name) > 1 and name[0].isupper()]
    found += [word for word in text.split() if len(word) > 1 and word.isupper()]
    whole = " ".join(found)
    # What is no name by itself is none beside others, but in ASCII all can be folded at once.
    return frozenset(words_of(whole) if whole.isascii() else chain.from_iterable(map(words_of, found)))


def _words(text: str, names: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Give the words that can tell what a text is about, folded and cut, and whether they are names."""
    words = words_of(text)
    if "".join(words).isascii():
        common = _plain_without_subject()
        # The rest of this function says the same for words of Latin letters.
        for word in words:
            if word not in common and not word.isdigit() and len(word) >= (2 if word in names else _SHORTEST):
                yield _cut(word), word in names
        return
    common = _without_subject()
    # What is written in katakana is one word, a name often; its pairs of signs tell nothing.
    yield from ((_cut(word), True) for word in _KATAKANA.findall(text))
    for word in words:
        if word in common or word.isdigit():
            continue
        is_name = word in names
        if _UNSPACED.search(word):
            tells = len(word) > 1 and not _GRAMMAR.search(word)
        else:
            least = _SHORTEST_WITHOUT_CASE if word.upper() == word else _SHORTEST
            tells = len(word) >= (2 if is_name else least)
        if tells:
            yield _cut(word), is_name


@cache
def _without_subject() -> frozenset[str]:
    """List the words that tell of no subject, as `words_of` folds them: also numbers, units, months, days."""
    return frozenset(words_of(_listed()))


@cache
def _plain_without_subject() -> frozenset[str]:
    """List those of them in ASCII, which are folded in a fifth of the time."""
    return frozenset(words_of(" ".join(filter(str.isascii, _listed().split()))))


def _listed() -> str:
    # Here, for most commands make no story.
    from feedgen_site.keypoints.vocabulary import MONTHS, SCALES, UNITS, WEEKDAYS, WORDS

    numbers = (word for words in WORDS.values() for word in words)
    return " ".join((_COMMON, *MONTHS, *WEEKDAYS, *SCALES, *UNITS, *numbers))


def _cut(word: str) -> str:
    """Cut off what makes forms of one word."""
    return (word.removesuffix("s") if len(word) > _SHORTEST else word)[:_LONGEST]
