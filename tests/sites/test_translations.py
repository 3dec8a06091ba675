"""One text in several languages: how it is told, and who is told of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedgen_site import translations
from feedgen_site.dates import Moment
from feedgen_site.model import Body, Head, Page, Withdrawal
from tests.support import SITE, a_head, article, built, codes, published, put

ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="https://test\.example([^"]+)">')
LINK = re.compile(
    r'<a href="([^"]+)" rel="alternate" hreflang="([^"]+)" lang="\2" dir="(?:ltr|rtl)">([^<]+)</a>'
)


def story(path: str, language: str, **changes: object) -> Head:
    """Give a story with an id and address of its path."""
    return a_head(path=path, id=f"tag:x,2026:{path}", permalink=f"/{path}/", language=language, **changes)


def told(*heads: Head) -> list[tuple[str, ...]]:
    """Give the paths of each group, in the order of their languages."""
    found = translations.groups(heads).values()
    return sorted({tuple(one.permalink[1:-1] for one in versions.every) for versions in found})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("asia/lee.md", "asia/lee.fr.md"),
        ("asia/lee.en.md", "asia/lee.fr.markdown"),
        ("asia/lee/index.md", "asia/lee/index.fr.md"),
        ("asia/lee.md", "asia/lee/index.fr.md"),
        ("asia/lee.md", "fr/asia/lee.md"),
        ("_posts/en/asia/2026-01-04-lee.md", "_posts/fr/asia/2026-01-04-lee.md"),
    ],
)
def test_paths_that_differ_in_the_language_alone_are_one_text(one: str, other: str) -> None:
    """Language in the file's name or as a folder, in a bundle or not."""
    assert told(story(one, "en"), story(other, "fr")) == [(one, other)]


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("asia/lee.md", "asia/li.fr.md", "fr"),
        ("asia/lee.md", "world/lee.fr.md", "fr"),
        ("asia/lee.md", "asia/lee.html", "en"),
        ("asia/lee.md", "asia/lee.fr.md", "en"),
    ],
)
def test_other_paths_are_not(one: str, other: str, language: str) -> None:
    """Another name or folder is another text, and two texts in one language are no translations."""
    assert told(story(one, "en"), story(other, language)) == []


def test_a_key_makes_one_text_of_any_paths() -> None:
    """`translation_key` counts whatever the files are called, and instead of what they are called."""
    lee = story("asia/lee.md", "en", translation_key="lee")
    assert told(lee, story("nouvelles/visite.md", "fr", translation_key="lee")) == [
        ("asia/lee.md", "nouvelles/visite.md")
    ]
    assert told(lee, story("asia/lee.fr.md", "fr", translation_key="other")) == []


@pytest.mark.parametrize("name", ["/asia/lee.md", "/asia/lee", "tag:x,2026:asia/lee.md"])
def test_a_translation_may_name_its_original(name: str) -> None:
    """By its file, with ending or without, or by its id; translations of one original are one text."""
    lee = story("asia/lee.md", "en")
    french, arabic = (story(f"{n}.md", n, translation_of=name) for n in ("fr", "ar"))
    assert told(lee, french, arabic) == [("ar.md", "asia/lee.md", "fr.md")]
    assert {one.original for one in translations.groups((lee, french, arabic)).values()} == {lee.permalink}
    # The original is held back: the others still are one text, and nothing leads to it.
    assert told(french, arabic) == [("ar.md", "fr.md")]
    assert {one.original for one in translations.groups((french, arabic)).values()} == {""}


def test_the_original_is_the_one_that_stands_under_no_language() -> None:
    """Of `lee.md` and `lee.fr.md` it is the first; of `en/lee.md` and `fr/lee.md` nobody knows."""
    suffixed = translations.groups((story("lee.md", "en"), story("lee.fr.md", "fr")))
    assert suffixed["lee.fr.md"].original == "/lee.md/"
    foldered = translations.groups((story("en/lee.md", "en"), story("fr/lee.md", "fr")))
    assert foldered["fr/lee.md"].original == ""


def test_of_two_in_one_language_the_first_counts() -> None:
    """A second French text of the same key is a story for itself."""
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    heads = [
        story("a.md", "en", translation_key="k"),
        story("b.md", "fr", translation_key="k", published=late),
        story("c.md", "fr", translation_key="k", published=early),
    ]
    assert told(*heads) == [("a.md", "c.md")]
    assert "b.md" not in translations.groups(heads)


def test_what_is_withdrawn_is_no_translation() -> None:
    """Nothing sends readers to a text that is gone, and the notice names none."""
    gone = Withdrawal(Moment(datetime(2026, 1, 5, tzinfo=UTC)), "It was wrong.")
    assert told(story("lee.md", "en"), story("lee.fr.md", "fr", withdrawn=gone)) == []


def test_pages_have_translations_too() -> None:
    """About and À propos are one page."""
    pages = [Page(path, f"/{path}/", "About", language, (), Body())
             for path, language in (("pages/about.md", "en"), ("pages/about.fr.md", "fr"))]  # fmt: skip
    assert set(translations.groups(pages)) == {"pages/about.md", "pages/about.fr.md"}


def trilingual(folder: Path) -> Path:
    """Write a site with one story in three languages, and a page in two."""
    put(folder / "content/site.yaml", SITE)
    put(folder / "content/asia/lee.md", article("Lee in Beijing"))
    put(folder / "content/asia/lee.fr.md", article("Lee à Pékin"))
    put(folder / "content/asia/lee.ar.md", article("لي في بكين"))
    put(folder / "content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    put(folder / "content/pages/about.fr.md", "---\ntitle: À propos\nslug: about\n---\nNous.\n")
    return folder


def test_translations_point_to_each_other(tmp_path: Path) -> None:
    """Every version names all of them and the site's own as default, and links the others by their names."""
    output = published(trilingual(tmp_path))
    every = [
        ("ar", "/ar/2026/01/lee/"), ("en", "/2026/01/lee/"), ("fr", "/fr/2026/01/lee/"),
        ("x-default", "/2026/01/lee/"),
    ]  # fmt: skip
    shown = {"en": ["العربية", "Français"], "fr": ["العربية", "English"], "ar": ["English", "Français"]}
    for language, permalink in every[:3]:
        page = output[f"{permalink[1:]}index.html"].decode()
        assert ALTERNATE.findall(page) == every
        links = LINK.findall(page)
        assert [name for _, _, name in links] == shown[language]
        for href, _, _ in links:
            file = (tmp_path / "public" / permalink[1:] / href).resolve()
            assert file.is_file()
    assert "In other languages: " in output["2026/01/lee/index.html"].decode()
    assert ALTERNATE.findall(output["fr/about/index.html"].decode()) == [
        ("en", "/about/"), ("fr", "/fr/about/"), ("x-default", "/about/"),
    ]  # fmt: skip
    sitemap = output["sitemap.xml"].decode()
    assert sitemap.count('<xhtml:link rel="alternate" hreflang="ar"') == 3
    assert sitemap.count('<xhtml:link rel="alternate" hreflang="fr"') == 3 + 2


def test_a_translation_held_back_is_named_nowhere(tmp_path: Path) -> None:
    """Neither its headline nor its address stands in any file; nor does it change one."""
    put(trilingual(tmp_path) / "content/asia/lee.fr.md", article("Lee à Pékin", draft="true"))
    put(tmp_path / "content/asia/lee.ar.md", article("لي في بكين", embargo="2027-01-01"))
    output = published(tmp_path)
    page = output["2026/01/lee/index.html"].decode()
    assert "hreflang" not in page
    assert "In other languages" not in page
    for name, data in output.items():
        assert not re.search("Pékin|بكين|fr/2026|ar/2026", data.decode()), name


def test_an_original_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A mistyped `translation_of` draws a warning; one that is held back does not."""
    put(tmp_path / "content/site.yaml", SITE)
    put(tmp_path / "content/asia/lee.md", article("Lee", draft="true"))
    put(tmp_path / "content/fr/visite.md", article("Visite", translation_of="../asia/lee.md"))
    assert codes(built(tmp_path)) == []
    put(tmp_path / "content/fr/visite.md", article("Visite", translation_of="../asia/leo.md"))
    (problem,) = built(tmp_path).problems
    assert (problem.code, "'/asia/leo.md'" in problem.message) == ("no-original", True)
