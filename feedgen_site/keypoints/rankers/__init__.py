"""The rankers there are. A new one is a callable in a file of its own and a line in this table."""

from __future__ import annotations

from typing import Final

from feedgen_site.keypoints.model import Ranker
from feedgen_site.keypoints.rankers.centrality import centrality
from feedgen_site.keypoints.rankers.lead import lead

RANKERS: Final[dict[str, Ranker]] = {
    "lead": lead,
    "centrality": centrality,
}

DEFAULT: Final = "centrality"
"""The ranker of a site that names none: on development documents in seven styles the better of the two."""
