"""What readers may keep for ever: ids and addresses."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedgen_site import addresses, story
from feedgen_site.addresses import MAX_SLUG_BYTES, checked_path, slug_of
from feedgen_site.config import SiteConfig, UrlStyle
from feedgen_site.model import Head

CONFIG = SiteConfig(base_url="https://news.example/sub/", authority="example.org,2026", timezone="Asia/Seoul")


def head(path: str, header: str = "", config: SiteConfig = CONFIG) -> Head:
    made = story.make(path, f"---\ntitle: Lee\ndate: 2026-01-04 09:59\n{header}---\nText.", config)
    assert made.head is not None, made.problems
    return made.head


@pytest.mark.parametrize(
    ("path", "identity"),
    [
        ("asia/lee.md", "tag:example.org,2026:asia/lee"),
        ("asia/lee.markdown", "tag:example.org,2026:asia/lee"),
        ("asia/lee/index.md", "tag:example.org,2026:asia/lee"),
        ("asia/lee/index.fr.md", "tag:example.org,2026:asia/lee.fr"),
        ("asia/lee.pt-br.md", "tag:example.org,2026:asia/lee.pt-br"),
        ("fr/asie/lee.md", "tag:example.org,2026:fr/asie/lee"),
        ("index.md", "tag:example.org,2026:index"),
        ("asia/Lee’s 100% visit?.md", "tag:example.org,2026:asia/Lee%E2%80%99s%20100%25%20visit%3F"),
        ("asia/v1.2.md", "tag:example.org,2026:asia/v1.2"),
        ("亚洲/李.md", "tag:example.org,2026:%E4%BA%9A%E6%B4%B2/%E6%9D%8E"),
    ],
)
def test_an_id_comes_from_the_path(path: str, identity: str) -> None:
    """Without one in front matter: authority and path, without extension and final index, language kept."""
    assert head(path).id == identity


@pytest.mark.parametrize(
    ("written", "identity"),
    [
        ("https://old.example/?p=12", "https://old.example/?p=12"),
        ("urn:uuid:0b7b1f0e-6f0c-4c5e-9a53-0d8f3d1c2b4a", "urn:uuid:0b7b1f0e-6f0c-4c5e-9a53-0d8f3d1c2b4a"),
        ("0B7B1F0E-6F0C-4C5E-9A53-0D8F3D1C2B4A", "urn:uuid:0b7b1f0e-6f0c-4c5e-9a53-0d8f3d1c2b4a"),
        ("tag:old.example,2020:x", "tag:old.example,2020:x"),
        ("story 12", "tag:example.org,2026:story%2012"),
        ("12", "tag:example.org,2026:12"),
        ("<b>", "tag:example.org,2026:%3Cb%3E"),
    ],
)
def test_an_id_in_front_matter(written: str, identity: str) -> None:
    """An IRI stays, a UUID becomes a URN, other text stands under the authority."""
    assert head("asia/lee.md", f'id: "{written}"\n').id == identity


def test_an_id_does_not_follow_slug_title_or_address() -> None:
    """Whatever else is edited, the id stays."""
    assert head("asia/lee.md", "slug: x\npermalink: /y/\nlang: fr\n").id == head("asia/lee.md").id


def test_an_id_does_not_follow_the_base_url() -> None:
    """The same content at another address keeps its ids."""
    other = SiteConfig(base_url="https://elsewhere.example/", authority="example.org,2026")
    assert head("asia/lee.md", config=other).id == head("asia/lee.md").id


def test_composed_and_decomposed_names_are_one() -> None:
    """NFC and NFD spellings of a path give one id and one address."""
    composed, decomposed = (unicodedata.normalize(form, "asie/é-ガ.md") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert head(composed).id == head(decomposed).id
    assert head(composed).permalink == head(decomposed).permalink


@pytest.mark.parametrize(
    ("path", "header", "permalink"),
    [
        ("asia/lee.md", "", "/2026/01/lee/"),
        ("asia/2026-01-04-lee.md", "", "/2026/01/lee/"),
        ("asia/2026-01-04.md", "", "/2026/01/2026-01-04/"),
        ("asia/lee/index.md", "", "/2026/01/lee/"),
        ("asia/lee.fr.md", "", "/fr/2026/01/lee/"),
        ("asia/lee.md", "lang: pt-BR\n", "/pt-br/2026/01/lee/"),
        ("asia/lee.md", "slug: Élan & Co.\n", "/2026/01/élan-co/"),
        ("asia/lee.md", "permalink: /a/b\n", "/a/b/"),
        ("asia/lee.md", "url: /a/b.html\n", "/a/b.html"),
        ("asia/lee.md", "url: https://old.example/a/b/?x#y\n", "/a/b/"),
        ("asia/lee.md", "embargo: 2026-02-01\n", "/2026/02/lee/"),
    ],
)
def test_an_address(path: str, header: str, permalink: str) -> None:
    """Year and month of publication in the site's zone, then the slug; other languages below their tag."""
    assert head(path, header).permalink == permalink


def test_the_year_of_an_address_is_the_sites() -> None:
    """A story of 16:00 UTC on New Year's Eve is one of the new year in Seoul."""
    made = story.make("a.md", "---\ntitle: A\ndate: 2025-12-31 16:00 UTC\n---\nText.", CONFIG)
    assert made.head is not None
    assert made.head.permalink == "/2026/01/a/"


@pytest.mark.parametrize(
    ("pattern", "style", "permalink"),
    [
        ("/{section}/{slug}/", UrlStyle.FOLDER, "/asia/lee/"),
        ("/{yyyy}/{mm}/{dd}/{slug}/", UrlStyle.FILE, "/2026/01/04/lee.html"),
    ],
)
def test_site_yaml_may_change_the_pattern(pattern: str, style: UrlStyle, permalink: str) -> None:
    """`permalinks` and `url_style` decide how an address looks."""
    config = SiteConfig(timezone="Asia/Seoul", permalinks=pattern, url_style=style)
    assert head("asia/lee.md", config=config).permalink == permalink


def test_a_story_without_section_has_no_empty_folder() -> None:
    """An empty part of a pattern vanishes with its slash."""
    assert head("lee.md", config=SiteConfig(permalinks="/{section}/{slug}/")).permalink == "/lee/"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Lee in Beijing!", "lee-in-beijing"),
        ("STRASSE ß", "strasse-ss"),
        ("日本語 と 英語", "日本語-と-英語"),
        ("हिन्दी", "हिन्दी"),
        ("a--b__c", "a-b-c"),
        ("-a-", "a"),
        ("v1.2", "v1-2"),
        ("../../etc", "etc"),
        ("a\x00b", "a-b"),
    ],
)
def test_a_slug(text: str, slug: str) -> None:
    """Case-folded letters and digits of any script are kept, all else becomes one hyphen."""
    assert slug_of(text, "tag:example.org,2026:x") == slug


def test_a_slug_of_nothing() -> None:
    """Where no letter is left the slug is 8 hex digits, which follow the story's id."""
    made = slug_of("👍!", "tag:example.org,2026:x")
    assert len(made) == 8
    assert set(made) <= set("0123456789abcdef")
    assert made != slug_of("👍!", "tag:example.org,2026:y")


@given(st.text(max_size=300))
def test_any_text_makes_a_safe_slug(text: str) -> None:
    """A slug is at most 100 bytes, never empty, a name that a folder can have, and its own slug."""
    slug = slug_of(text.encode("utf-8", "ignore").decode(), "id")
    assert 0 < len(slug.encode()) <= MAX_SLUG_BYTES
    assert not set(slug) & set("/\\.: ?#%&\"'<>\x00\n")
    assert slug_of(slug, "id") == slug


def test_a_long_slug_is_cut_between_characters() -> None:
    """100 bytes of a script with three bytes a letter are 33 letters."""
    assert slug_of("語" * 300, "id") == "語" * 33


@pytest.mark.parametrize(
    "written",
    [
        "../x",
        "/../x",
        "a/../../x",
        "..",
        "/%2e%2e/x",
        "%2E%2E%2Fx",
        "..%2fx",
        "a/ .. /x",
        "\\x",
        "..\\..\\x",
        "C:\\x",
        "a%5Cb",
        "/.git/config",
        ".htaccess",
        "/a/.well-known",
        "",
        "/",
        "//",
        ".",
        "http://[",
        "a\nb",
        "a\tb",
        "a%0Ab",
        "x" * 300,
        "語" * 90,
        "a/" * 600,
    ],
)
def test_an_address_that_leaves_the_site_is_refused(written: str) -> None:
    """No way of writing it leads above the site, to a hidden file, or to a name that no file can have."""
    with pytest.raises(ValueError, match=r"."):
        checked_path(written)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("a", "/a/"),
        ("/a/b/", "/a/b/"),
        ("/a/b.html", "/a/b.html"),
        ("/a.b/", "/a.b/"),
        ("/a//b/./c", "/a/b/c/"),
        ("/ /evil.example/", "/evil.example/"),
        ("/%20/evil.example/", "/evil.example/"),
        ("//evil.example/x", "/x/"),
        ("https://evil.example/x?y#z", "/x/"),
        ("/caf%C3%A9/", "/café/"),
        ("/a\x00b/", "/ab/"),
        ("/%252e%252e/x/", "/%2e%2e/x/"),
    ],
)
def test_an_address_that_stays_is_normalised(written: str, path: str) -> None:
    """A written address becomes a path below the site."""
    assert checked_path(written) == path


@given(st.text(st.sampled_from(list("ab./\\%2eE5cC :?#~\n\x00é")), max_size=30))
def test_any_address_stays_below_the_site(written: str) -> None:
    """Whatever is written, the file lies in the output folder, and two slashes never begin it."""
    try:
        path = checked_path(written)
    except ValueError:
        return
    parts = addresses.output_file(path).split("/")
    assert path.startswith("/")
    assert not path.startswith("//")
    assert all(part and not part.startswith(".") and "\\" not in part for part in parts)


@pytest.mark.parametrize(
    ("start", "end", "link"),
    [
        ("2026/01/lee/index.html", "2026/01/xi/index.html", "../xi/index.html"),
        ("index.html", "a b/é.html", "a%20b/%C3%A9.html"),
        ("a/b.html", "a/b.html", "b.html"),
        ("index.html", "javascript:x.html", "./javascript:x.html"),
    ],
)
def test_links_between_pages_are_relative(start: str, end: str, link: str) -> None:
    """A link works below any path; a colon in a name is no scheme."""
    assert addresses.relative(start, end) == link


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("//example.org/a", "https://example.org/a"),
        ("https://Bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("HTTPS://example.org/", "HTTPS://example.org/"),
    ],
)
def test_a_web_address(text: str, url: str) -> None:
    """An http(s) address comes out percent-encoded, its host in ASCII."""
    assert addresses.web_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "/x",
        "ftp://a/b",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "http://",
        "http:x",
        "https:///x",
        "http://[",
        'https://a"b/',
        "https://<b>/",
        "mailto:a@b.c",
        "https://a b.c",
    ],
)
def test_what_is_no_web_address(text: str) -> None:
    """Anything else is none."""
    assert addresses.web_url(text) == ""


@given(st.text(max_size=60))
def test_a_web_address_can_stand_in_an_attribute(text: str) -> None:
    """No text becomes an address that ends an attribute or holds a blank."""
    assert not set(addresses.web_url(f"https://example.org/{text}")) & set(' "<>\n\t\\`')
