"""The nouns of the fact check: what a point claims, and what does not stand in the article."""

from __future__ import annotations

from enum import Enum

from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.model import Span


class Kind(Enum):
    """What sort of fact a claim is."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Words of a point that do not stand in the article. `near` is what the article has instead, or ""."""

    kind: Kind
    words: str
    span: Span
    near: str = ""
