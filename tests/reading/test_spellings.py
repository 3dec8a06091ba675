"""Every field under each of its accepted spellings, as 24,562 real files write them."""

from __future__ import annotations

import pytest

from feedgen_site import article
from feedgen_site.article import Parsed
from feedgen_site.config import SiteConfig
from feedgen_site.model import Article
from feedgen_site.problem import Severity, in_order

CONFIG = SiteConfig()
DAY = "2026-01-04T00:00:00+00:00"
LATER = "2026-02-04T00:00:00+00:00"
# Field of `Article`, its spellings (best first), a value, and that value as the field shows it.
TABLE = [
    ("id", "id guid uuid feed_id", "lee-1", "tag:example.org,2026:lee-1"),
    ("headline", "title headline", "Lee in Beijing", "Lee in Beijing"),
    (
        "standfirst",
        (
            "standfirst subtitle dek deck subheadline description custom_excerpt excerpt summary teaser "
            "abstract lead"
        ),
        "He seeks a *deal*",
        "He seeks a deal",
    ),
    ("key_points", "key_points keypoints takeaways highlights bullets", "[He came.]", "He came."),
    (
        "date",
        (
            "date published publish pubdate pub_date publish_date publishdate published_at date_published "
            "datetime pubdatetime created created_at published_date"
        ),
        "2026-01-04",
        DAY,
    ),
    (
        "updated",
        "updated lastmod modified last_modified_at moddatetime updateddate updated_at",
        "2026-01-04",
        DAY,
    ),
    ("embargo", "embargo embargo_until publish_at", "2026-01-04", DAY),
    ("expires", "expires expirydate expiry_date unpublishdate expiry expire", "2026-02-04", LATER),
    ("draft", "draft", "true", "True"),
    ("section", "section category categories primary_tag", "Asia", "Asia"),
    ("tags", "tags tag topics keywords", "[Asia]", "Asia"),
    ("authors", "authors author by byline guest_author creator", "Kim Ito", "Kim Ito"),
    ("agencies", "agency source credit wire", "Example Wire", "Example Wire"),
    (
        "source_url",
        "source_url canonical_url canonical external_url redirect_to source credit",
        "https://a.example/x",
        "https://a.example/x",
    ),
    ("language", "lang language locale", "pt_br", "pt-BR"),
    ("translation_of", "translation_of translationOf", "lee.md", "/lee.md"),
    ("translation_of", "translation_of", "lee-in-beijing", "tag:example.org,2026:lee-in-beijing"),
    ("translation_key", "translation_key translationKey", "Lee 1", "Lee 1"),
    ("slug", "slug", "Lee in Peking", "lee-in-peking"),
    ("permalink", "permalink url path", "/old/lee", "/old/lee/"),
    ("aliases", "aliases redirect_from", "[/older/lee/]", "/older/lee/"),
    ("image", "image cover featured_image hero thumb preview_image og_image", "lee.jpg", "/lee.jpg"),
    ("related", "related", "[Xi in Seoul]", "Xi in Seoul"),
    (
        "corrections",
        "corrections correction errata erratum",
        "[{date: 2026-03-04, text: It was Xi.}]",
        "It was Xi.",
    ),
    (
        "withdrawn",
        "withdrawn retracted retraction",
        "{date: 2026-03-04, reason: It was not true.}",
        "It was not true.",
    ),
    ("rights", "rights", "© Example", "© Example"),
    ("weight", "weight", "7", "7"),
    ("top", "top", "yes", "True"),
    ("robots", "robots", "NoIndex, nofollow", "noindex, nofollow"),
]
ROWS = [(field, key, value, shown) for field, keys, value, shown in TABLE for key in keys.split()]


def parsed(**fields: str) -> Parsed:
    """Read an article with these keys; title and date are added where the row is not about them."""
    header = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return article.parse("2026-01-05-lee.md", f"---\n{header}---\nText.", CONFIG)


def shown(found: Article | None, field: str) -> str:
    """Give a field's value as the table writes it."""
    assert found is not None
    value = getattr(found, field)
    value = value[0] if isinstance(value, tuple) and value else value
    for name in ("at", "title", "name", "target", "text", "reason"):
        if hasattr(value, name) and not isinstance(value, str):
            value = getattr(value, name)
            break
    return value.isoformat() if field in ("date", "updated", "embargo", "expires") and value else str(value)


@pytest.mark.parametrize(("field", "key", "value", "expected"), ROWS)
def test_spelling(field: str, key: str, value: str, expected: str) -> None:
    """The field is read under this key, in lower and upper case, with `_` and `-`, and causes no warning."""
    for spelling in (key, key.upper(), key.replace("_", "-"), key.replace("_", " ").title()):
        found = parsed(**{spelling: value})
        assert shown(found.article, field) == expected
        assert [p.code for p in found.problems if p.code != "no-headline"] == []


@pytest.mark.parametrize(("field", "key", "value", "expected"), ROWS)
def test_an_absent_value_is_passed_over(field: str, key: str, value: str, expected: str) -> None:
    """A key with nothing in it leaves the field as if the key were not there."""
    without = parsed().article
    for nothing in ("", "~", "null", "''", "[]"):
        assert shown(parsed(**{key: nothing}).article, field) == shown(without, field)


SEVERAL = [
    (field, *keys.split()[:2], value)
    for field, keys, value, _ in TABLE
    if " " in keys and value[0] not in "[{"
]


@pytest.mark.parametrize(("field", "best", "second", "value"), SEVERAL)
def test_the_best_spelling_wins(field: str, best: str, second: str, value: str) -> None:
    """Two spellings that disagree: the better one counts, whichever stands first, and a warning says so."""
    others = {"2026-01-04": "2025-12-31", "2026-02-04": "2026-03-04", "pt_br": "fr"}
    other = {**others, "https://a.example/x": "https://b.example/"}.get(value, "another")
    found = parsed(**{second: other, best: value})
    assert shown(found.article, field) == shown(parsed(**{best: value}).article, field)
    warnings = [p for p in in_order(found.problems) if p.code == "two-spellings"]
    assert [(p.severity, p.line) for p in warnings] == [(Severity.WARNING, 2)]


@pytest.mark.parametrize(("field", "best", "second", "value"), SEVERAL)
def test_two_spellings_that_agree_are_no_problem(field: str, best: str, second: str, value: str) -> None:
    """Saying the same twice is nobody's business."""
    codes = [p.code for p in parsed(**{second: value, best: value.upper()}).problems]
    assert "two-spellings" not in codes


@pytest.mark.parametrize("word", ["true", "false", "yes", "No"])
@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("standfirst", "excerpt"),
        ("image", "hero"),
        ("agencies", "source"),
        ("updated", "lastmod"),
        ("date", "published_at"),
    ],
)
def test_a_boolean_never_becomes_a_value(field: str, key: str, word: str) -> None:
    """`excerpt: true` is another tool's switch, not a standfirst that says "true"."""
    assert shown(parsed(**{key: word}).article, field) == shown(parsed().article, field)


def test_an_embargo_without_a_date_is_an_error() -> None:
    """`embargo: true` says that a story must wait, but not until when: it is not published."""
    assert [p.code for p in parsed(embargo="true").problems if p.severity is Severity.ERROR] == ["bad-date"]


def test_no_embargo_is_none() -> None:
    """`embargo: false` says that it need not."""
    found = parsed(embargo="false")
    assert found.article is not None
    assert found.article.embargo is None


@pytest.mark.parametrize("word", ["false", "False", "no", "off"])
def test_published_false_is_a_draft(word: str) -> None:
    """`published: false` holds an article back."""
    found = parsed(published=word)
    assert found.is_draft
    assert found.article is not None
    assert found.article.draft


@pytest.mark.parametrize("word", ["true", "yes", "2026-01-04"])
def test_published_true_is_none(word: str) -> None:
    """`published: true` or a date does not."""
    assert not parsed(published=word).is_draft


@pytest.mark.parametrize(
    ("status", "draft"),
    [
        ("draft", True),
        ("Hidden", True),
        ("private", True),
        ("Brouillon", True),
        ("下書き", True),
        ("trash", True),
        ("published", False),
        ("live", False),
    ],
)
def test_status(status: str, draft: bool) -> None:
    """A status that means "not yet" makes a draft, any other does not."""
    assert parsed(status=status).is_draft is draft


@pytest.mark.parametrize(
    "row",
    [
        "hidden: true",
        "private: yes",
        'unlisted: "true"',
        "publish: false",
        "public: no",
        "permalink: false",
        "visibility: members",
        "Entwurf: true",
        "草稿: yes",
        "wip: true",
        "post_status: draft",
        "{status: published, visibility: private}",
    ],
)
def test_what_other_tools_hold_back_is_held_back(row: str) -> None:
    """Obsidian, Ghost, WordPress, Eleventy and themes of Jekyll have words of their own for it."""
    rows = row.strip("{}").split(", ")
    found = parsed(**dict(one.split(": ") for one in rows))
    assert found.is_draft
    assert not [problem for problem in found.problems if problem.code != "no-headline"]


@pytest.mark.parametrize(
    "row", ["hidden: false", "public: true", "publish: 2026-01-04", "visibility: public"]
)
def test_what_other_tools_show_is_shown(row: str) -> None:
    """The same keys with the other word hold nothing back."""
    key, _, value = row.partition(": ")
    assert not parsed(**{key: value}).is_draft


@pytest.mark.parametrize(
    ("status", "severity"),
    [("evergreen", Severity.WARNING), ("drfat", Severity.ERROR), ("prviate", Severity.ERROR)],
)
def test_a_status_that_says_nothing_is_told(status: str, severity: Severity) -> None:
    """A story that it was to hold back would be published without a word; a slip of the finger stops it."""
    found = [problem for problem in parsed(status=status).problems if problem.code == "bad-status"]
    assert [(problem.severity, problem.line) for problem in found] == [(severity, 2)]


def test_mistakes_in_a_draft_are_warnings() -> None:
    """A draft may be half written: nothing in it stops a build."""
    found = parsed(draft="true", embargo="soon", top="perhaps")
    assert {problem.severity for problem in found.problems} == {Severity.WARNING}
    assert found.article is not None


def test_the_same_mistakes_stop_an_article() -> None:
    """In an article meant for readers they are errors, and there is no article."""
    assert parsed(embargo="soon", top="perhaps").article is None


def test_an_html_file_without_header_is_no_article() -> None:
    """A page of HTML that lies in the folder is not taken for a story."""
    found = article.parse("a/2026-01-04-x.html", "<p>Hello</p>", CONFIG)
    assert (found.article, found.is_article, found.problems) == (None, False, ())


def test_an_html_file_with_header_is_one() -> None:
    """With front matter it is, and its body is not read as Markdown."""
    found = article.parse("x.html", "---\ntitle: X\ndate: 2026-01-04\n---\n<p>*Hello*</p>", CONFIG)
    assert found.article is not None
    assert found.article.body.html == "<p>*Hello*</p>"


def test_signs_without_width_do_not_count_in_a_key() -> None:
    """They come with what is copied from pages, and nobody sees them."""
    assert shown(parsed(**{"\u200btitle": "Lee", "draft\ufeff": "true"}).article, "headline") == "Lee"
    assert parsed(**{"draft\ufeff": "true"}).is_draft
