"""YAML and TOML headers as positioned nodes: every scalar is text, every node knows its line and column.

`tree` holds the nodes. Few headers are TOML, so who reads such a one imports `toml` itself.
"""

from __future__ import annotations

from feedgen_site.nodes.reading import has_c_loader, read_yaml
from feedgen_site.nodes.tree import Header, Items, Node, Pairs, Text, in_quotes, pairs_of

__all__ = [
    "Header",
    "Items",
    "Node",
    "Pairs",
    "Text",
    "has_c_loader",
    "in_quotes",
    "pairs_of",
    "read_yaml",
]
