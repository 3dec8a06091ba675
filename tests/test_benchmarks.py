"""The benchmark's newsroom: figures of two machines compare only if both build the same articles."""

from __future__ import annotations

from statistics import mean

from benchmarks.engine import corpus
from feedgen_site import article
from feedgen_site.config import SiteConfig
from feedgen_site.text import digest

_NEWSROOM = corpus.Newsroom()


def test_every_machine_writes_the_same_articles() -> None:
    """The corpus of a seed is fixed; a change of it makes every table that was kept worthless."""
    texts = [one.path + one.yaml() for one in _NEWSROOM.articles(50)]
    assert digest(*texts) == "a82d1ac29d694290a974d57b3034b2bf"


def test_a_larger_corpus_holds_the_smaller_one() -> None:
    """Costs at 1,000 and at 100,000 articles are those of the same kind of article."""
    assert list(_NEWSROOM.articles(5)) == list(corpus.Newsroom().articles(9))[:5]


def test_articles_have_the_size_of_news() -> None:
    """About 710 words and 4.4 KB each, with header, as the peers' figures were measured on."""
    texts = [one.yaml() for one in _NEWSROOM.articles(200)]
    assert 680 < mean(len(text.split()) for text in texts) < 740
    assert 4200 < mean(len(text) for text in texts) < 4700


def test_articles_are_read_without_a_problem() -> None:
    """What is measured is the making of stories, not of warnings."""
    for one in _NEWSROOM.articles(20):
        parsed = article.parse(one.path, one.yaml(), SiteConfig())
        assert parsed.article is not None
        assert parsed.problems == ()
        assert (parsed.article.headline, parsed.article.tags) == (one.headline, one.tags)


def test_more_tags_and_authors_are_in_use() -> None:
    """The site of 2,000 tags is a site of many tags, not of a setting."""
    many = corpus.Newsroom(tags=2000, authors=500)
    found = list(many.articles(1000))
    assert len({tag for one in found for tag in one.tags}) > 800
    assert len({one.author for one in found}) > 200
