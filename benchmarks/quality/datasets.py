"""The articles with human summaries in ../shared/data, read into one form and parted by id.

None of that text may be shipped or quoted: it is read here, where it lies, and nowhere else. `FOLDER` stands
beside the checkout; the environment variable FEEDGEN_SITE_DATA names another place.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

FOLDER: Final = Path(os.environ.get("FEEDGEN_SITE_DATA", Path(__file__).parents[3] / "shared" / "data"))

DEV_PERCENT: Final = 20
"""The share of every set that is never trained on."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """One file: its language, and how many points its style asks for."""

    name: str
    language: str
    count: int


SETS: Final = (
    DataSet("cnn_stories", "en", 3),
    DataSet("cnndm", "en", 3),
    DataSet("inshorts", "en", 3),
    DataSet("vietnews_vi", "vi", 2),
    DataSet("indosum_id", "id", 3),
    DataSet("orangesum_fr", "fr", 2),
    DataSet("lctt_zh", "zh", 1),
    DataSet("ant_ar", "ar", 1),
)


@dataclass(frozen=True, slots=True)
class Article:
    """An article as `key_points` would get it, and what a person wrote about it."""

    id: str
    blocks: tuple[str, ...]
    headline: str
    reference: str


def held_out(identity: str) -> bool:
    """Tell whether an article belongs to the development split: by its id alone, the same for ever."""
    return int.from_bytes(blake2b(identity.encode(), digest_size=4).digest()) % 100 < DEV_PERCENT


def fold_of(identity: str, folds: int) -> int:
    """Return the fold of cross-validation an article is in, independent of `held_out`."""
    return int.from_bytes(blake2b(identity.encode(), digest_size=4, salt=b"fold").digest()) % folds


def read(dataset: DataSet) -> Iterator[Article]:
    """Give the articles of a set in the order of its file; those without text or reference are left out."""
    with gzip.open(FOLDER / f"{dataset.name}.train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            blocks = tuple(block for block in row["text"].split("\n") if block.strip())
            reference = " ".join(row["highlights"])
            if blocks and reference.strip():
                yield Article(row["id"], blocks, row["title"], reference)
