"""What readers were told of a site: its state, published with it, and how it differs from the next one.

The file holds ids, addresses, moments and hashes: no text, and nothing that is held back. With it any
machine can say before publishing what subscribers and visitors will see, without an earlier output.

    plan -> State -> statefile (bytes and back);  (State, State, Newsroom) -> comparison -> Difference

Who compares imports `comparison` and `difference`: most builds do not.
"""

from __future__ import annotations

from feedgen_site.state.model import Address, Place, State, ToldEdition, ToldFeed, ToldNotice, ToldStory
from feedgen_site.state.statefile import (
    MOST_BYTES,
    STATE_FILE,
    Told,
    dumps,
    extended,
    has_id,
    holds,
    loads,
    revised,
    tells_of_an_end,
    tells_of_moments_about,
    without_stories,
)

__all__ = [
    "MOST_BYTES",
    "STATE_FILE",
    "Address",
    "Place",
    "State",
    "Told",
    "ToldEdition",
    "ToldFeed",
    "ToldNotice",
    "ToldStory",
    "dumps",
    "extended",
    "has_id",
    "holds",
    "loads",
    "revised",
    "tells_of_an_end",
    "tells_of_moments_about",
    "without_stories",
]
