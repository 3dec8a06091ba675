"""What readers were told of a site: its state, published with it, and how it differs from the next one.

The file holds ids, addresses, moments and hashes: no text, and nothing that is held back. With it any
machine can say before publishing what subscribers and visitors will see, without an earlier output.

    plan -> State -> statefile (bytes and back);  (State, State, Newsroom) -> comparison -> Difference
"""

from __future__ import annotations

from feedgen_site.state.comparison import changed_topics, compare
from feedgen_site.state.difference import LOSSES, Change, Difference, Finding, Newsroom
from feedgen_site.state.model import Address, Place, State, ToldEdition, ToldFeed, ToldNotice, ToldStory
from feedgen_site.state.statefile import MOST_BYTES, STATE_FILE, dumps, loads, revised

__all__ = [
    "LOSSES",
    "MOST_BYTES",
    "STATE_FILE",
    "Address",
    "Change",
    "Difference",
    "Finding",
    "Newsroom",
    "Place",
    "State",
    "ToldEdition",
    "ToldFeed",
    "ToldNotice",
    "ToldStory",
    "changed_topics",
    "compare",
    "dumps",
    "loads",
    "revised",
]
