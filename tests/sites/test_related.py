"""Related stories: found among the earlier ones, only where they share what few others have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from feedgen_site import related, site, terms
from feedgen_site.dates import Moment
from feedgen_site.model import Head, Withdrawal
from feedgen_site.related import MOST
from tests.support import A_MOMENT, SITE, a_head, article, built, edit, put, times, tree

GONE = Withdrawal(Moment(A_MOMENT), "It was wrong.")


def stories(*texts: str, **changes: object) -> list[Head]:
    """Give stories with these terms, the oldest first, in the total order."""
    heads = [
        a_head(path=f"{number}.md", id=f"tag:x,2026:{number:03}", permalink=f"/{number}/", terms=text,
               published=A_MOMENT + timedelta(hours=number), **changes)
        for number, text in enumerate(texts)
    ]  # fmt: skip
    return sorted(heads, key=site.order)


def found(heads: list[Head]) -> dict[str, list[str]]:
    """Give the numbers of the related stories of each that has some."""
    return {
        path.removesuffix(".md"): [other.path.removesuffix(".md") for other in others]
        for path, others in related.earlier(heads).items()
    }


# Forty stories that have nothing in common, so that a shared term tells something.
OTHERS = tuple(f"alone{number} single{number} sole{number}" for number in range(40))


def test_stories_that_share_rare_terms_are_related() -> None:
    """The later names the earlier, the closest first; the earlier names none."""
    heads = stories("xi lee beijing seoul", "lee beijing summit", *OTHERS, "lee xi beijing seoul summit")
    assert found(heads) == {"42": ["0", "1"]}


def test_terms_that_many_have_relate_nothing() -> None:
    """A word that stands everywhere tells of no subject; nor does one rare word alone."""
    heads = stories(
        "news world report comet", *(f"news world report a{n}" for n in range(40)), "news world report comet"
    )
    assert found(heads) == {}


def test_stories_in_other_languages_are_not_related() -> None:
    """Who reads French is sent to French stories."""
    french = stories("lee beijing seoul summit", language="fr")
    heads = stories("x y z", *OTHERS, "lee beijing seoul summit")
    assert found([*heads, *french]) == {}


def test_what_is_withdrawn_neither_names_nor_is_named() -> None:
    """A story that is gone is no reading for anybody."""
    heads = stories("lee beijing seoul summit", *OTHERS, "lee beijing seoul summit")
    assert found(heads) == {"41": ["0"]}
    for place in (0, -1):
        changed = heads.copy()
        changed[place] = replace(heads[place], withdrawn=GONE)
        assert found(changed) == {}


def test_a_story_names_four_at_most_and_the_newest_of_equals() -> None:
    """A list of everything is no help."""
    heads = stories(*["lee beijing seoul summit"] * 6, *OTHERS, *OTHERS, "lee beijing seoul summit")
    assert found(heads)["86"] == ["5", "4", "3", "2"]
    assert MOST == 4


WORDS = st.lists(
    st.sampled_from("lee xi seoul beijing #a-b comet sun moon atom feed".split()), max_size=6, unique=True
)


@given(st.lists(st.tuples(WORDS, st.sampled_from(("en", "fr"))), min_size=1, max_size=60), st.integers(1, 59))
def test_a_later_story_changes_no_list(written: list[tuple[list[str], str]], cut: int) -> None:
    """What is found for the first stories is found whatever comes after them, and is always earlier."""
    heads = [
        a_head(path=f"{n}.md", id=f"{n:03}", terms=" ".join(words), language=language,
               published=A_MOMENT + timedelta(hours=n // 2))
        for n, (words, language) in enumerate(written)
    ]  # fmt: skip
    every = related.earlier(sorted(heads, key=site.order))
    first = related.earlier(sorted(heads[:cut], key=site.order))
    for head in heads[:cut]:
        assert every.get(head.path) == first.get(head.path)
    for head in heads:
        others = every.get(head.path, ())
        assert all(site.order(other) > site.order(head) for other in others)
        assert all(other.language == head.language for other in others)


def before(heads: Sequence[Head]) -> related.Before:
    """Give what is kept of a plan with these stories."""
    places = {head.path: place for place, head in enumerate(heads)}
    rows = [(head.path, head.language, head.withdrawn is not None, head.terms) for head in heads]
    lists = related.earlier(heads)
    return related.Before(
        rows, {places[path]: [places[one.path] for one in others] for path, others in lists.items()}
    )


STORIES = st.lists(
    st.builds(
        lambda number, hours, words, language, withdrawn: a_head(
            path=f"{number}.md", id=f"{number:03}", terms=" ".join(words), language=language,
            published=A_MOMENT + timedelta(hours=hours), withdrawn=withdrawn,
        ),
        st.integers(0, 40), st.integers(0, 9), WORDS, st.sampled_from(("en", "fr")),
        st.sampled_from((None, GONE)),
    ),
    max_size=30, unique_by=lambda head: head.path,
)  # fmt: skip


@given(STORIES, STORIES, st.integers(0, 30))
def test_what_was_found_before_is_found_again(first: list[Head], others: list[Head], kept: int) -> None:
    """Whichever stories came, went, changed their dates or words since: as if nothing had been known."""
    then = sorted(first, key=site.order)
    left = then[-kept:] if kept else []
    paths = {head.path for head in left}
    now = sorted([*left, *(head for head in others if head.path not in paths)], key=site.order)
    assert related.earlier(now, before(then)) == related.earlier(now)


@given(st.integers(0, 1 << 32), st.integers(1, 4))
@settings(max_examples=60)
def test_other_words_of_some_change_what_is_found_for_those_that_share_them(seed: int, edits: int) -> None:
    """Stories of some thirty subjects, of whose words some are told otherwise: as if compared anew."""
    random = Random(seed)

    def words() -> str:
        subject = random.randrange(30)
        own = [f"{name}{subject}" for name in "abcde" if random.random() < 0.8]
        return " ".join([*own, *random.sample("lee xi seoul beijing sun moon".split(), 2)])

    then = stories(*(words() for _ in range(120)))
    now = then.copy()
    for _ in range(edits):
        place = random.randrange(len(now))
        now[place] = replace(now[place], terms=words())
    known = before(then)
    assert known.found
    assert related.earlier(now, known) == related.earlier(now)


def test_terms_are_names_tags_and_words_that_come_again() -> None:
    """Not grammar, numbers, months or what is said once; forms of a word are one."""
    said = terms.of(
        "South Korea's Lee lands in Beijing after four years",
        ("Lee meets Xi in January 2026.", "The landing is the first since 2019; landings are rare."),
        ("diplomacy", "South Korea"),
    ).split()
    assert said[:3] == ["#diploma", "diploma", "#south-korea"]
    assert {"lee", "beijing", "land", "xi"} <= set(said)
    assert not {"four", "years", "year", "january", "2026", "after", "the", "south", "rare"} & set(said)
    assert len(said) == len(set(said)) <= terms.MOST_TERMS


def test_plain_words_without_subject_are_those_of_the_whole_list() -> None:
    """A story in ASCII has the terms that it would have with the words of all languages at hand."""
    every = terms._without_subject()
    assert {word for word in every if word.isascii() and len(word) > 1} == {
        word for word in terms._plain_without_subject() if len(word) > 1
    }
    assert "minister" not in every
    assert {"yesterday", "billion", "janvier"} <= every


def test_terms_of_every_script() -> None:
    """Names in katakana stay whole, Chinese and Korean come in pairs of signs, Arabic without its vowels."""
    assert {"ビットコイン", "南極"} <= set(terms.of("ビットコインと南極の話", (), ()).split())
    assert "北京" in terms.of("北京与首尔会谈", (), ()).split()
    assert "대통" in terms.of("대통령 방문", (), ()).split()
    assert "المتحف" in terms.of("المُتْحَف الكبير", (), ()).split()
    assert terms.of("", (), ()) == ""


CLUSTER = (
    "Perseverance drills on Mars",
    "Perseverance finds clay on Mars",
    "Perseverance leaves the crater on Mars",
)


def on_mars(title: str, day: int, **fields: str) -> str:
    """Give a story about the rover."""
    return article(title, date=f"2026-01-0{day}", tags="[Mars, rovers]", **fields)


def mars(folder: Path) -> Path:
    """Write a site with stories about one rover among others."""
    put(folder / "content/site.yaml", SITE)
    for number, title in enumerate(CLUSTER):
        put(folder / f"content/space/m{number}.md", on_mars(title, number + 1))
    for number in range(30):
        title = f"Port{number} strike{number} ends"
        put(folder / f"content/world/w{number}.md", article(title, date="2025-12-30"))
    return folder


def links(folder: Path, name: str) -> list[str]:
    """Give the headlines that a story's page lists as related."""
    page = (folder / f"public/2026/01/{name}/index.html").read_text("utf-8")
    listed = re.search(r'<section class="related".*?</section>', page, re.DOTALL)
    return re.findall(r"<li>(?:<a [^>]*>)?([^<]+)", listed[0]) if listed else []


def test_a_new_story_changes_the_pages_of_its_neighbours_alone(tmp_path: Path) -> None:
    """It links to those before it; of the pages of stories only the one before it in its section changes."""
    built(mars(tmp_path))
    assert links(tmp_path, "m2") == [CLUSTER[1], CLUSTER[0]]
    before = times(tmp_path / "public/2026")
    put(
        tmp_path / "content/space/m3.md",
        article("Perseverance rests on Mars", date="2026-01-08", tags="[Mars, rovers]"),
    )
    built(tmp_path)
    assert links(tmp_path, "m3") == list(reversed(CLUSTER))
    after = times(tmp_path / "public/2026")
    changed = {path for path in before if path.endswith(".html") and before[path] != after[path]}
    assert changed == {"01/m2/index.html"}


def test_the_authors_own_come_first(tmp_path: Path) -> None:
    """Then as many as there is room for, and none twice."""
    mars(tmp_path)
    own = "['[Clay](/space/m1.md)', A book]"
    put(tmp_path / "content/space/m2.md", on_mars(CLUSTER[2], 3, related=own))
    built(tmp_path)
    assert links(tmp_path, "m2") == ["Clay", "A book", CLUSTER[0]]
    five = "[One, Two, Three, Four, Five]"
    edit(tmp_path / "content/space/m2.md", own, five)
    built(tmp_path)
    assert links(tmp_path, "m2") == ["One", "Two", "Three", "Four", "Five"]


def test_a_page_follows_the_headlines_it_shows(tmp_path: Path) -> None:
    """A new headline, a new address, or the end of a related story: built again it is as if built anew."""
    mars(tmp_path)
    for old, new in (
        ('title: "Perseverance drills on Mars"', 'title: "Perseverance drills deep on Mars"'),
        ("date: 2026-01-01", "date: 2026-01-01\nslug: drill"),
        ("slug: drill", "expires: 2026-01-05"),
    ):
        built(tmp_path)
        edit(tmp_path / "content/space/m0.md", old, new)
        built(tmp_path)
        seen = tree(tmp_path / "public")
        built(tmp_path, output="anew", cache="")
        assert seen == tree(tmp_path / "anew")
    assert links(tmp_path, "m2") == [CLUSTER[1]]
