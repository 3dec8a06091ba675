"""What each language knows about full stops: abbreviations, sentence openers, ordinals. Data, no rules.

The lists were written for news prose from general knowledge of each language. They are case-folded and
without their final full stop; inner full stops stay (`a.m`).
"""

from __future__ import annotations

from functools import lru_cache

from feedgen_site.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language that decide whether a full stop ends a sentence.

    `never`: abbreviations always followed by more of the sentence (Dr). `maybe`: abbreviations that may
    end one, which they do before an `opener` only (Inc). `numeric`: abbreviations only before a digit (No).
    `openers`: words that often open a sentence and are seldom names. `speech`: verbs that tie a quotation
    ending in ! or ? to the speaker after it. `ordinals`: whether "3." can mean "third". `units`: short units
    that end a sentence when a capital follows an amount in them (г. as year). `before_numbers`: endings of
    words cut short before a house number (Goethestr. 12). `special`: all that may be more than a word.
    """

    never: frozenset[str]
    maybe: frozenset[str]
    numeric: frozenset[str]
    openers: frozenset[str]
    speech: frozenset[str]
    ordinals: bool = False
    units: frozenset[str] = frozenset()
    before_numbers: tuple[str, ...] = ()
    special: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Titles and units written alike in many languages; every language below has them too.
_NEVER = _words(
    "dr prof st mr mrs ms mme vs approx ca cf e.g i.e ing sr sra lt gen col maj capt sgt vol rev hon"
)
_MAYBE = _words("inc co corp ltd jr etc al llc plc")
_NUMERIC = _words("no nos nr p pp fig art vol cap ch sec § ver")


def _language(
    *,
    never: str = "",
    maybe: str = "",
    numeric: str = "",
    openers: str = "",
    speech: str = "",
    ordinals: bool = False,
    units: str = "",
    before_numbers: tuple[str, ...] = (),
) -> Language:
    own_maybe = _words(maybe)
    never_ends = (_NEVER - own_maybe) | _words(never)
    return Language(
        never=never_ends,
        maybe=_MAYBE | own_maybe,
        numeric=_NUMERIC | _words(numeric),
        openers=_words(openers),
        speech=_words(speech),
        ordinals=ordinals,
        units=_words(units),
        before_numbers=before_numbers,
        special=never_ends | _MAYBE | own_maybe | _NUMERIC | _words(numeric) | _words(units),
    )


GENERIC = _language(ordinals=False)
_GENERIC_ORDINALS = _language(ordinals=True)

_MONTHS_EN = "jan feb mar apr jun jul aug sep sept oct nov dec"
_DAYS_EN = "mon tue tues wed thu thur thurs fri sat sun"

LANGUAGES: dict[str, Language] = {
    "en": _language(
        never="sen gov rep reps sens govs gens messrs cmdr adm brig cpl pvt supt det insp pres amb "
        "atty mt ft "
        "asst assoc dept univ est fr br ven hons drs profs min viz dist",
        maybe="a.m p.m u.s u.k u.n e.u d.c bros sr ph.d m.d b.a m.a ala ariz ark calif colo conn del "
        "fla ga ill ind "
        f"sec kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo "
        f"{_MONTHS_EN} "
        f"{_DAYS_EN} ave blvd rd esq cos hwy",
        openers="the a an he she it they we i you this that these those there here in on at by for "
        "from with as if "
        "when while after before but and or so yet however his her its their our my your what who why "
        "how where "
        "not no nor one some many most all both each another other police officials meanwhile since "
        "although "
        "though because despite during under according critics analysts more then now also even only "
        "still "
        "between among last next",
        speech="said says asked asks shouted shouts cried replied wrote added yelled told tweeted exclaimed",
    ),
    "de": _language(
        never="hr fr frl mrd mio tsd z u a d h s o i bzw sog evtl ggf inkl exkl vgl dipl str tel bspw "
        "mind max min "
        "geb gest verh hl jh jhd bd ff ehem mag med phil jur rer nat u.a z.b d.h s.o",
        maybe="usw usf etc co jan feb mär apr aug sept okt nov dez uhr",
        numeric="abs nr art s kap bd",
        openers="der die das ein eine er sie es wir ihr ich in im am an auf bei mit nach von vor zu "
        "zum zur für und "
        "aber doch auch so da dort hier dies diese dieser dieses den dem nun wenn als während seit "
        "laut man "
        "nicht kein keine was wer wie wo warum sein seine ihre damit dabei danach",
        speech="sagte fragte rief schrieb meinte erklärte",
        ordinals=True,
        before_numbers=("str",),
    ),
    "fr": _language(
        never="m mm mgr me mlle mlles mmes dr pr av bd env ex st ste gal cie",
        maybe="etc janv févr avr juil sept oct nov déc",
        numeric="n p pp art chap fig vol",
        openers="le la les l un une des il elle ils elles on nous vous je ce cet cette ces c en dans à "
        "au aux pour "
        "par sur avec mais et ou donc or ni car selon depuis après avant pendant si quand lorsque son "
        "sa ses "
        "leur leurs qui que quoi où comment pourquoi d ainsi cependant",
        speech="dit demande lance écrit répond",
    ),
    "es": _language(
        never="d dña dª lic gral ee av avda ud uds vd vds ing arq mons pdte dpto aprox sres sras srta srtas "
        "dra dras c s hnos "
        "ma fdo excmo p.ej",
        maybe="uu etc cía s.a ee.uu pp.aa ene feb abr jun jul ago sept oct nov dic a.m p.m a.c d.c",
        numeric="núm num n pág págs art cap",
        openers="el la los las un una unos unas lo él ella ellos ellas se en de del al a con por para "
        "según pero y o "
        "no si cuando mientras desde después antes su sus este esta estos estas ese esa aunque también "
        "además "
        "qué quién cómo dónde tras como hay ya todo",
        speech="dijo preguntó gritó escribió añadió",
    ),
    "pt": _language(
        never="d dra drs exmo exma av eng arq des min dep pe tel aprox sras srs profa",
        maybe="etc s.a ltda cia jan fev abr jun jul ago set out nov dez",
        numeric="n núm num pág págs art",
        openers="o a os as um uma uns umas ele ela eles elas se em no na nos nas de do da com por para "
        "segundo mas e "
        "ou não quando enquanto desde depois antes seu sua este esta esse essa também ainda já como",
        speech="disse perguntou gritou escreveu afirmou",
    ),
    "it": _language(
        never="sig sigg sigra dott dottssa avv on sen geom rag mons arch ecc.mo s ss tel gen ten cap p.es",
        maybe="ecc etc s.p.a s.r.l spa srl genn febbr apr ag sett ott nov dic",
        numeric="n nn art pag pagg cap",
        openers="il lo la i gli le un uno una l lui lei loro egli essa si in nel nella di del della a "
        "al con per "
        "secondo ma e o non quando mentre da dal dopo prima suo sua questo questa anche ancora già "
        "come",
        speech="disse dice chiese gridò scrisse",
    ),
    "nl": _language(
        never="dhr mevr mw ir drs mr bijv bv o.a d.w.z m.b.t jl wo mej jhr ds",
        maybe="enz etc n.v b.v jan feb mrt apr jun jul aug sept okt nov dec",
        numeric="nr blz art",
        openers="de het een hij zij ze wij we ik jij je u er dit dat deze die in op bij met na van "
        "voor te en maar of "
        "ook dus als toen terwijl sinds volgens niet geen wat wie hoe waar zijn haar hun",
        speech="zei vroeg riep schreef",
        before_numbers=("str",),
    ),
    "ru": _language(
        never="ул им тыс млн млрд трлн проф акад доц г-н г-жа св см ср т.е т.к т.н т д п обл стр д-р "
        "гр пр просп пл "
        "р-н",
        maybe="г гг руб коп долл в вв др пр т.д т.п н.э янв фев мар апр авг сент окт нояб дек",
        numeric="№ с стр гл рис ст п",
        openers="в на по с о об он она оно они мы я вы ты это этот эта эти как что кто где когда если "
        "но а и или не "
        "для из за от до при после перед во со его её их также однако тем все так при",
        speech="сказал сказала спросил спросила",
        units="г гг руб коп долл",
    ),
    "tr": _language(
        never="doç av sn yrd cad sok mah apt alb org yzb müh uzm bkz öğr",
        maybe="vb vs vd a.ş ltd şti t.c örn",
        numeric="no s md",
        openers="bu şu o ve ama ancak fakat bir biz ben sen siz onlar ne kim nasıl neden için daha en "
        "çok her ise "
        "açıklamada olay polis",
        speech="dedi diye sordu bağırdı söyledi",
        ordinals=True,
    ),
    "vi": _language(
        never="tp ts pgs gs ths bs th.s ks cn nxb q p ubnd đ tx tt ls pgs.ts gs.ts",
        maybe="v.v vv",
        numeric="số đ",
        openers="các những một ông bà anh chị theo trong tại khi sau trước với và nhưng tuy đây đó này "
        "để từ ngoài "
        "hiện không có đến cũng tôi chúng họ",
    ),
    "id": _language(
        never="drs dra h hj jl tn ny kec kab kel kh ust brigjen irjen kombes akbp kompol ir rp bpk sdr "
        "letjen mayjen sdr sdri",
        maybe="dll dsb dkk tbk pt s.h s.e m.m s.pd m.si",
        numeric="no hal hlm ps rp",
        openers="ia dia mereka kami kita saya ini itu di ke dari pada untuk dengan dan tetapi namun "
        "tapi sedangkan "
        "menurut saat ketika setelah sebelum para sebuah seorang bahkan selain adapun sementara hal "
        "tak tidak",
    ),
    "ar": _language(never="د أ م ص ت ب هـ أ.د ش.م", maybe="إلخ الخ", numeric="رقم ص"),
    "hi": _language(
        never="डॉ डा श्री सुश्री प्रो पं स्व रु इं ले कर्नल एम एस ए बी सी डी के पी आर जे वी टी एन यू "
        "एल जी एच आई ई एफ ओ मो कु लि क्र सं",
        maybe="आदि",
        numeric="सं पृ क्र रु",
        speech="कहा पूछा बताया बोले बोला बोली चिल्लाया",
    ),
    "zh": _language(),
    "ja": _language(),
    "ko": _language(speech="말했다 물었다 외쳤다 답했다 전했다 밝혔다 강조했다", ordinals=True),
}
# Languages that share a neighbour's conventions closely enough, or only need the ordinal rule.
LANGUAGES |= {"ms": LANGUAGES["id"], "uk": LANGUAGES["ru"], "be": LANGUAGES["ru"], "ca": LANGUAGES["es"]}
LANGUAGES |= {"gl": LANGUAGES["pt"], "mr": LANGUAGES["hi"], "ne": LANGUAGES["hi"], "fa": LANGUAGES["ar"]}
LANGUAGES |= dict.fromkeys(
    ("da", "no", "nb", "nn", "is", "fi", "et", "lv", "cs", "sk", "pl", "sl", "hr", "bs", "sr", "hu"),
    _GENERIC_ORDINALS,
)


@lru_cache(maxsize=256)
def primary(tag: str) -> str:
    """Return the primary subtag of a BCP 47 tag in lower case: `zh-Hans` gives `zh`."""
    return tag.replace("_", "-").partition("-")[0].lower()


def rules_for(tag: str) -> Language:
    """Return the rules of the language of a BCP 47 tag, or the generic ones."""
    return LANGUAGES.get(primary(tag), GENERIC)
