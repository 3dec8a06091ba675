"""The lead: news says the most important thing first, so earlier is better. The bar for every ranker."""

from __future__ import annotations

from feedgen_site.keypoints.model import Document


def lead(document: Document, /) -> tuple[float, ...]:
    """Score sentences by their place alone, from 1 for the first towards 0 for the last."""
    count = len(document.sentences)
    return tuple((count - index) / count for index in range(count))
