"""The words that synthetic news is made of: common ones by part of speech, names and places by syllables.

A word's place in its list is its rank: `corpus` draws the first ones far more often than the last, so that
the frequencies of a corpus fall off as they do in real text.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

SECTIONS: Final = ("world", "asia", "business", "science", "technology", "climate", "culture", "sport")

# What a section's articles are about: each article takes a few, and keeps to them.
SUBJECTS: Final[dict[str, tuple[str, ...]]] = {
    "world": tuple(
        "treaty ceasefire summit border embassy election parliament sanction refugee coalition "
        "referendum mediator delegation corridor garrison constitution ballot envoy convoy amnesty "
        "protest tribunal".split()
    ),
    "asia": tuple(
        "harbour ferry province typhoon shipyard monsoon strait railway delta island plantation "
        "customs fishery pagoda archipelago reservoir terrace festival garment trawler lagoon "
        "causeway".split()
    ),
    "business": tuple(
        "merger dividend tariff warehouse supplier inflation shareholder factory pension mortgage "
        "audit refinery franchise shipment broker insolvency turnover payroll bond auction retailer "
        "levy".split()
    ),
    "science": tuple(
        "telescope fossil enzyme glacier neutron vaccine orbit molecule genome crater bacterium "
        "isotope sediment reactor microscope antibody comet laboratory specimen pollen seabed magnet".split()
    ),
    "technology": tuple(
        "network processor satellite sensor battery browser router software antenna patent robot "
        "cable database chip keyboard firewall drone server encryption prototype bandwidth spectrum".split()
    ),
    "climate": tuple(
        "drought emission wetland turbine forest heatwave flood carbon aquifer coastline wildfire "
        "permafrost dike subsidy methane meadow irrigation cyclone peat biomass groundwater reef".split()
    ),
    "culture": tuple(
        "museum manuscript orchestra gallery novel theatre sculpture archive opera exhibition fresco "
        "library premiere ensemble tapestry portrait choir anthology restoration cinema workshop "
        "heritage".split()
    ),
    "sport": tuple(
        "stadium league referee medal marathon transfer goalkeeper relay tournament semifinal coach "
        "squad velodrome penalty regatta sprint captain qualifier substitute federation trophy "
        "peloton".split()
    ),
}

NOUNS: Final = tuple(
    "year government city company report plan people week month country market law price project "
    "group number official agreement service region decision budget authority agency council "
    "committee study programme policy industry minister worker resident team work cost system public "
    "power water road school hospital house building union party court case issue rule change result "
    "problem question answer meeting talk vote deal offer demand supply trade tax fund bank rate "
    "share loss profit growth crisis risk threat safety security force police army fire storm "
    "accident damage repair bridge tunnel port airport station train truck vessel crew passenger "
    "driver farmer teacher doctor nurse patient student scientist engineer expert analyst lawyer "
    "judge witness mayor governor ambassador president deputy spokesman chairman director manager "
    "owner founder investor customer tenant family child woman man neighbour village town district "
    "valley river coast mountain field harvest crop grain oil gas coal steel timber cotton energy "
    "fuel engine machine tool device document letter statement speech interview survey figure "
    "estimate forecast target limit deadline delay schedule permit licence contract tender bid grant "
    "loan debt credit payment wage salary job strike dispute complaint appeal ruling verdict charge "
    "fine penalty inquiry inspection review reform measure proposal draft bill clause amendment "
    "majority opposition support criticism pressure concern hope fear doubt trust promise warning "
    "advice evidence sample test trial experiment method model theory discovery record history "
    "tradition language religion custom ceremony anniversary holiday weekend morning evening night "
    "season winter summer autumn spring rain snow wind heat cold ground soil stone glass paper wall "
    "roof floor door window room office street square park garden fence gate yard barrier ditch "
    "quarry canal sluice pier jetty lighthouse warehouse depot platform carriage locomotive signal "
    "timetable ticket fare luggage cargo container crane pallet invoice receipt ledger surplus "
    "deficit shortfall stockpile embargo quota surcharge rebate waiver exemption concession "
    "arbitration injunction subpoena affidavit testimony acquittal parole bail custody warrant "
    "statute ordinance decree edict mandate quorum caucus plenary rapporteur attache consul legation "
    "protocol communique memorandum annex appendix footnote inscription emblem pennant mural lantern "
    "barge dredger tugboat pontoon buoy mooring keel rudder scaffold girder rivet mortar gravel "
    "asphalt culvert embankment viaduct aqueduct cistern turbine dynamo transformer pylon conduit "
    "gasket piston valve gauge lever pulley winch anvil lathe foundry smelter kiln loom spindle dye "
    "fleece tannery granary silo threshing orchard vineyard hedgerow pasture paddock heifer ewe mare "
    "gosling trout herring mussel kelp plankton estuary sandbank shoal tideland".split()
)

# Each is its own participle, so that a sentence may turn it around.
VERBS: Final = tuple(
    "said|made|kept|found|bought|sold|led|met|opened|closed|raised|cut|approved|rejected|announced|published|presented|"
    "changed|built|moved|lost|won|paid|signed|launched|delayed|halted|expanded|reduced|"
    "reviewed|discussed|supported|opposed|criticised|defended|confirmed|denied|ordered|requested|promised|"
    "planned|tested|measured|examined|inspected|repaired|replaced|restored|removed|protected|threatened|"
    "affected|reached|crossed|blocked|cleared|secured|delivered|received|accepted|refused|postponed|cancelled|"
    "extended|renewed|suspended|resumed|completed|abandoned|revised|drafted|funded|financed|taxed|subsidised|"
    "monitored|tracked|recorded|counted|estimated|predicted|traced|mapped|drained|flooded|evacuated|sheltered|"
    "rescued|detained|released|charged|acquitted|sued|settled|mediated|brokered|ratified|vetoed|overturned|"
    "upheld|dismissed|appointed|elected|nominated|succeeded|outlined|sketched|catalogued|digitised|"
    "exhibited|rehearsed|conducted|composed|translated|annotated|excavated|unearthed|dredged|reinforced|"
    "demolished|dismantled|refitted|calibrated|synthesised|sequenced|irradiated|distilled".split("|")
)

ADJECTIVES: Final = tuple(
    "new other large small old public national local early late high low long short strong weak good "
    "bad main major minor recent former current future foreign domestic regional central northern "
    "southern eastern western rural urban private common special general full partial final first "
    "second third annual monthly weekly daily temporary permanent legal illegal official formal "
    "informal independent joint separate similar different serious severe mild dangerous safe "
    "expensive cheap free open closed heavy light deep shallow wide narrow rapid slow gradual sudden "
    "steady stable uncertain likely unlikely possible necessary voluntary mandatory controversial "
    "popular unpopular successful costly fragile durable obsolete modern ancient medieval coastal "
    "inland offshore alpine arid humid fertile barren saline volcanic seismic municipal provincial "
    "federal bilateral unilateral provisional retroactive unanimous marginal negligible substantial "
    "considerable modest lavish austere meticulous hasty reluctant".split()
)

ADVERBS: Final = tuple(
    "also already again still later soon often rarely nearly mostly partly largely slowly quickly "
    "sharply slightly quietly openly formally briefly jointly repeatedly reluctantly unanimously "
    "narrowly gradually provisionally retroactively meticulously intermittently".split()
)

TITLES: Final = (
    "minister",
    "mayor",
    "director",
    "professor",
    "governor",
    "chief engineer",
    "spokeswoman",
    "spokesman",
    "president",
    "commissioner",
    "coach",
    "curator",
    "senator",
    "union leader",
    "harbour master",
    "chief economist",
    "judge",
    "ambassador",
)

BODIES: Final = (
    "Port Authority",
    "City Council",
    "Ministry of Transport",
    "Central Bank",
    "Water Board",
    "National Museum",
    "University",
    "Court of Appeal",
    "Institute of Oceanography",
    "Chamber of Commerce",
    "Statistics Office",
    "Railway Company",
    "Fishing Union",
    "Weather Service",
    "Electricity Board",
    "Philharmonic Society",
    "Athletics Federation",
    "Space Agency",
)

UNITS: Final = (
    "million euros",
    "people",
    "per cent",
    "tonnes",
    "kilometres",
    "households",
    "jobs",
    "billion dollars",
    "hectares",
    "megawatts",
    "visitors",
    "pages",
    "litres",
    "containers",
)

AGENCIES: Final = ("Meridian Wire", "Northern Press Service", "Harbour News Agency", "Continental Press")

_ONSETS: Final = "b br c ch d dr f g gr h j k kr l m n p r s sh st t tr v w z".split()
_VOWELS: Final = "a e i o u a e i o ai ea ou".split()
_CODAS: Final = ", , ,n,r,l,s,m,nd,rt,k,th,ng".split(",")
_PLACE_ENDINGS: Final = "ford haven burg stad ville mouth dale minster port wick gard ova ino ara eth".split()
_GIVEN: Final = tuple(
    "Ada Amir Ana Asha Boris Carla Chen Daniel Elif Emeka Farid Grace Hana Hugo Ines Ivan Jana Jun "
    "Karim Kofi Lars Leila Lena Lucia Mara Marek Mei Milan Nadia Nia Noor Olga Omar Paula Petra "
    "Quentin Rafael Rosa Samir Sofia Tariq Teresa Uma Viktor Wanda Yara Yusuf Zoe".split()
)


def word(random: Random, syllables: int) -> str:
    """Coin a word that can be spoken."""
    return "".join(
        random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS).strip()
        for _ in range(syllables)
    )


def places(random: Random, count: int) -> tuple[str, ...]:
    """Coin names of places, each once."""
    return _unique(
        count,
        lambda: word(random, random.choice((1, 2))).capitalize() + random.choice(_PLACE_ENDINGS),
    )


def people(random: Random, count: int) -> tuple[str, ...]:
    """Coin full names, each once."""
    return _unique(
        count, lambda: f"{random.choice(_GIVEN)} {word(random, random.choice((2, 2, 3))).capitalize()}"
    )


def topics(random: Random, count: int) -> tuple[str, ...]:
    """Make tags of one or two words, each once."""
    nouns = [noun for subjects in SUBJECTS.values() for noun in subjects]

    def topic() -> str:
        first = random.choice((*ADJECTIVES, *NOUNS)) if random.random() < 0.7 else ""
        return f"{first} {random.choice(nouns)}".strip()

    return _unique(count, topic)


def _unique(count: int, coin: Callable[[], str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[coin()] = None
    return tuple(found)
