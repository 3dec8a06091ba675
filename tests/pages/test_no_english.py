"""Whole sites in French, Arabic and Japanese: no page, feed or text of them says a word in English."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree

from tests import everything
from tests.everything import ARABIC, ENGLISH, Tongue
from tests.support import sample_site

FRENCH = Tongue(
    language="fr",
    title="Le Journal de tout",
    description="Une chose de chaque sorte, chaque matin",
    sections=("Port et côte", "Ville"),
    headline="Le bac reprend la mer après la tempête",
    standfirst="Deux jours de vent l’avaient retenu au port ; les tarifs ne changent pas.",
    sentences=(
        "Le bac a quitté le port vendredi à six heures avec 214 personnes à bord.",
        "Il était à quai depuis mercredi, quand des rafales de 104 kilomètres par heure furent mesurées.",
        "La compagnie assure que les billets achetés pour les traversées perdues valent jusqu’en mars.",
        "Les pêcheurs étaient sortis la veille malgré les garde-côtes.",
        "Le conseil municipal discutera mardi d’une digue plus haute.",
    ),
    heading="Ce que la tempête a brisé",
    author="Anne Exemple",
    tag="bacs",
    agency="Agence de la Côte",
    notice="Les rafales ont atteint 104 kilomètres par heure, et non 140.",
)
JAPANESE = Tongue(
    language="ja",
    title="何でも新聞",
    description="毎朝、あらゆるものを一つずつ",
    sections=("港と海岸", "町"),
    headline="嵐の後、フェリーが再び出航",
    standfirst="二日間の強風で港に留まっていた。運賃は変わらない。",
    sentences=(
        "フェリーは金曜日の朝六時、214人を乗せて港を出た。",
        "水曜日に時速104キロの突風が観測されてから、岸につながれていた。",
        "欠航した便の切符は三月まで有効だと会社は述べた。",
        "漁師たちは海上保安庁の忠告に反して、前日に海へ出ていた。",
        "町議会は火曜日に、より高い防波堤について話し合う。",
    ),
    heading="嵐が壊したもの",
    author="例花子",
    tag="渡し船",
    agency="海岸通信社",
    notice="突風は時速140キロではなく、104キロだった。",
)
TONGUES = (FRENCH, ARABIC, JAPANESE)

# Names of formats, zones and files, the hosts of links; AM and PM, for which CLDR has no other marks.
NAMES = re.compile(
    r"(?<![A-Za-z])(?:Atom|RSS|JSON ?Feed|OPML|UTC|GMT|AM|PM|horn\.mp3|log\.pdf|elsewhere\.example"
    r"|https?://[!-~]+|everything\.example[!-~]*)(?![A-Za-z])"
)
# Words that hardly an English sentence does without, and no French one has.
ENGLISH_WORDS = re.compile(
    r"\b(?:the|and|of|by|to|with|is|are|at|from|this|story|stories|news|updated|published|corrected|withdrawn"
    r"|reading|feeds?|earlier|later|week|days?|follow|subscribe|more|key|picture|written|reviewed)\b",
    re.IGNORECASE,
)
# What readers of feeds show; the others are dates, addresses, ids.
SHOWN = frozenset("title subtitle summary content description encoded rights copyright credit".split())

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
SPOKEN = ("alt", "title", "aria-label")


class Heard(HTMLParser):
    """Collects what a page says in its own language: texts, labels, and what others show of a link to it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._languages: list[tuple[str, str]] = []
        self.own = ""
        # Long addresses may break there.
        self.feed(page.replace("<wbr>", ""))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        above = self._languages[-1][1] if self._languages else ""
        language = named.get("lang") or above
        self.own = self.own or language
        if language == self.own:
            self.texts += [value for name in SPOKEN if (value := named.get(name))]
            if tag == "meta" and re.fullmatch(
                r"description|og:(?:title|description|image:alt)", _name(named)
            ):
                self.texts.append(named.get("content") or "")
        if tag not in VOID:
            self._languages.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self._languages and self._languages.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language = self._languages[-1] if self._languages else ("", "")
        if tag not in ("script", "style") and language == self.own:
            self.texts.append(data)


def _name(attributes: dict[str, str | None]) -> str:
    return attributes.get("name") or attributes.get("property") or ""


def said(public: Path, language: str) -> Iterator[tuple[str, str]]:
    """Give what every file of a site says, by its path, but for pages in another language than the site's."""
    for file in sorted(public.rglob("*")):
        path = file.relative_to(public).as_posix()
        match file.suffix:
            case ".html":
                heard = Heard(file.read_text("utf-8"))
                if heard.own == language:
                    yield path, "\n".join(heard.texts)
            case ".txt" if file.name != "robots.txt":
                yield path, file.read_text("utf-8")
            case ".xml" if "sitemap" not in path:
                tree = etree.parse(file)
                shown = (one for one in tree.iter(etree.Element) if etree.QName(one).localname in SHOWN)
                # Contents are HTML in text.
                yield path, html.unescape(re.sub(r"<[^>]*>", " ", "\n".join(one.text or "" for one in shown)))
            case ".json" if path != "feedgen-site.json" and not path.startswith("."):
                data = json.loads(file.read_text("utf-8"))
                texts = [data["title"], data.get("description", "")]
                for one in data["items"]:
                    texts += [one["title"], re.sub(r"<[^>]*>", " ", one.get("content_html", ""))]
                yield path, "\n".join(texts)


def english(text: str, tongue: Tongue) -> list[str]:
    """List the English words in a text; where the language has another script, all words in Latin letters."""
    # Lines of plain text are folded.
    text = " ".join(NAMES.sub(" ", text).split())
    for own in (*ENGLISH.sentences, ENGLISH.headline, ENGLISH.standfirst, "English"):
        text = text.replace(own, " ")
    return re.findall(r"[A-Za-z]{2,}", text) if tongue is not FRENCH else ENGLISH_WORDS.findall(text)


@pytest.mark.parametrize("tongue", TONGUES, ids=[tongue.language for tongue in TONGUES])
def test_a_whole_site_speaks_its_own_language(tmp_path: Path, tongue: Tongue) -> None:
    """Every page, feed and text of a site with one of everything; foreign stories have their own words."""
    public = everything.built(tmp_path, tongue)
    seen = dict(said(public, tongue.language))
    foreign = {"language", "article, foreign"}
    kinds = {path for kind, path in everything.kinds(public, tongue).items() if kind not in foreign}
    assert kinds <= set(seen)
    found = {path: words for path, text in seen.items() if (words := english(text, tongue))}
    assert found == {}


def test_the_stories_of_the_sample_speak_their_own_language(tmp_path: Path) -> None:
    """The French, Arabic and Japanese pages of an English site: its own words are marked as English."""
    public = sample_site(tmp_path)
    for tongue in TONGUES:
        pages = sorted((public / tongue.language).glob("2*/**/index.html"))
        assert pages, tongue.language
        for page in pages:
            heard = Heard(page.read_text("utf-8"))
            assert heard.own == tongue.language
            text = "\n".join(heard.texts).replace("The Lamplighter", " ")
            assert english(text, tongue) == [], page


def test_english_words_are_found() -> None:
    """The judge hears words in texts, labels and descriptions, and passes over what is marked as English."""
    page = (
        '<html lang="ja"><head><title>News</title><meta property="og:title" content="Title"></head><body>'
        '<p>日本 <a aria-label="Source">x</a><span lang="en">marked<br></span> plain</p></body></html>'
    )
    assert english("\n".join(Heard(page).texts), JAPANESE) == ["News", "Title", "Source", "plain"]
    assert english("Mis à jour by the rédaction", FRENCH) == ["by", "the"]
