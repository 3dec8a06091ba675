"""The files for each web server of one's own, which lie in a folder `host/` beside the site."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Final

from feedgen_site.hosting.apache import apache, apache_moves
from feedgen_site.hosting.caddy import caddy
from feedgen_site.hosting.nginx import nginx
from feedgen_site.hosting.rules import Rules

SERVERS: Final = ("nginx", "caddy", "apache")
_APACHE_MOVES: Final = "apache-moved.txt"


def server_files(server: str, rules: Rules, folder: str) -> Mapping[str, str]:
    """Give name and text of the files for one of SERVERS, which will lie in `folder`, an absolute path."""
    name = f"{server}.conf"
    place = posixpath.join(folder, name)
    match server:
        case "nginx":
            return {name: nginx(rules, place)}
        case "caddy":
            return {name: caddy(rules, place)}
        case "apache":
            moves_file = posixpath.join(folder, _APACHE_MOVES)
            return {name: apache(rules, place, moves_file), _APACHE_MOVES: apache_moves(rules)}
    raise ValueError(f"no rules for {server}")
