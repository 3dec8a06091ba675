"""Key points: the sentences of an article that say the most, each linked to where it stands.

    blocks -> sentences.split -> Sentence -> ranker's scores -> selection.choose -> trimming.trim -> KeyPoint

Pure Python, no network, no data to download, the same result everywhere: arithmetic in a fixed order,
scores rounded before they are compared, ties decided by place.
"""

from __future__ import annotations

from feedgen_site.keypoints.extraction import Extraction, PointRules, extract, sentence_id, sentences_of
from feedgen_site.keypoints.matching import match_authored
from feedgen_site.keypoints.model import Document, KeyPoint, Origin, Ranker, Sentence, Span
from feedgen_site.keypoints.rankers import DEFAULT, RANKERS
from feedgen_site.keypoints.words import count_words

__all__ = [
    "DEFAULT",
    "RANKERS",
    "Document",
    "Extraction",
    "KeyPoint",
    "Origin",
    "PointRules",
    "Ranker",
    "Sentence",
    "Span",
    "count_words",
    "extract",
    "match_authored",
    "sentence_id",
    "sentences_of",
]
