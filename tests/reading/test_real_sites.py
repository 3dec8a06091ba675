"""Four real sites: how many of their files load, are skipped on purpose, and fail."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from feedgen_site import mapper, sources, story
from feedgen_site.config import SiteConfig
from feedgen_site.model import Source

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
CONFIG = SiteConfig()


def outcome(source: Source) -> str:
    """Say what becomes of one file: loaded, skipped (a draft, or no article) or failed."""
    data = sources.read(source)
    text = sources.decoded(source.path, data) if isinstance(data, bytes) else data
    if not isinstance(text, str):
        return "failed"
    made = story.make(source.path, text, CONFIG)
    if not made.is_article or made.is_draft:
        return "skipped"
    return "loaded" if made.head else "failed"


@pytest.mark.slow
@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora of real articles are not beside the repository")
@pytest.mark.parametrize(
    ("name", "loaded", "skipped", "failed"),
    [
        ("digitalgov", 2081, 2, 0),
        ("ropensci", 749, 5, 0),
        ("carpentries", 2910, 1, 0),
        ("bitcoinops-i18n", 373, 0, 0),
    ],
)
def test_a_real_site_loads(name: str, loaded: int, skipped: int, failed: int) -> None:
    """Every file is accounted for, and none that its own site publishes fails."""
    tree = sources.scan(str(CORPORA / name / "content"))
    assert tree.problems == ()
    with mapper.processes(0) as run:
        counts = Counter(run(outcome, tree.articles))
    counts["skipped"] += len(tree.not_articles)
    assert (counts["loaded"], counts["skipped"], counts["failed"]) == (loaded, skipped, failed)
