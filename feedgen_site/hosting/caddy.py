"""The rules for Caddy (2.6 and later), to be imported in the block of a site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedgen_site import addresses
from feedgen_site.hosting.rules import (
    AN_HOUR,
    ASK,
    COMPRESSED,
    KEPT_AN_HOUR,
    OPEN_TO_ALL,
    Rules,
)
from feedgen_site.hosting.types import JSON_FEED, TYPES


def caddy(rules: Rules, file: str) -> str:
    """Write the file, which will lie at `file`. All is in a `route`: Caddy sorts what stands elsewhere."""
    whole = _quoted(f"{addresses.url_path(rules.prefix)}*")
    handle = "handle" if rules.prefix == "/" else f"handle_path {whole}"
    return "\n".join(
        (
            "# feedgen-site: written by `feedgen-site host caddy`, and written over by the next one.",
            "#",
            f"#     {rules.host} {{",
            f"#         import {_quoted(file)}",
            "#     }",
            "",
            *_slash(rules),
            f"{handle} {{",
            f"\troot * {_quoted(rules.folder)}",
            "\troute {",
            *_moves(rules),
            *_headers(rules, "\t\t"),
            f"\t\theader Cache-Control {ASK}",
            f"\t\t@kept path {' '.join(f'*.{suffix}' for suffix in KEPT_AN_HOUR)}",
            f'\t\theader @kept Cache-Control "{AN_HOUR}"',
            f"\t\t@open path {' '.join(f'*.{suffix}' for suffix in OPEN_TO_ALL)}",
            "\t\theader @open Access-Control-Allow-Origin *",
            *_others(rules),
            *_types(),
            "\t\t# What is for hosts and for feedgen-site itself.",
            "\t\t@hidden path_regexp ^/(?:_headers|_redirects|.*/?\\.(?:nojekyll|feedgen-site[^/]*))$",
            "\t\terror @hidden 404",
            "\t\tencode zstd gzip {",
            "\t\t\tmatch {",
            *(f"\t\t\t\theader Content-Type {kind}*" for kind in COMPRESSED),
            "\t\t\t}",
            "\t\t}",
            "\t\tfile_server {",
            "\t\t\tprecompressed br gzip",
            "\t\t}",
            "\t}",
            "}",
            "handle_errors {",
            "\t@missing {",
            f"\t\tpath {whole}",
            "\t\texpression {http.error.status_code} == 404",
            "\t}",
            "\thandle @missing {",
            f"\t\troot * {_quoted(rules.folder)}",
            "\t\troute {",
            *_headers(rules, "\t\t\t"),
            f"\t\t\theader Cache-Control {ASK}",
            f'\t\t\theader Content-Type "{TYPES[".html"]}"',
            "\t\t\theader -Access-Control-Allow-Origin",
            "\t\t\trewrite * /404.html",
            "\t\t\tfile_server",
            "\t\t}",
            "\t}",
            "}",
            "",
        )
    )


def _slash(rules: Rules) -> Iterator[str]:
    """Lead from the site's own address without its slash to the site."""
    if rules.bare:
        # As an expression: with escapes in it, a plain path would match what has the slash, too.
        # In quotes Caddy takes a backslash as it is, unless a quote follows.
        pattern = re.escape(rules.bare).replace('"', r"\"")
        yield f'@feedgen_bare path_regexp "^{pattern}$"'
        yield f"redir @feedgen_bare {_quoted(addresses.url_path(rules.prefix))} 301"


def _others(rules: Rules) -> Iterator[str]:
    """Give files headers of their own; what stands later wins."""
    for number, other in enumerate(rules.others):
        yield f"\t\t@other{number} path_regexp ^/(?:{other.pattern})"
        for name, value in (*other.headers, ("Cache-Control", other.cache)):
            yield f"\t\theader @other{number} {name} {_quoted(value)}"


def _types() -> Iterator[str]:
    """Give each file its type: Caddy would ask the machine's tables."""
    by_kind: dict[str, list[str]] = {}
    for suffix, kind in sorted(TYPES.items()):
        by_kind.setdefault(kind, []).append(f"*{suffix}")
    by_kind[JSON_FEED] = ["*/feed.json"]  # after .json
    for number, (kind, patterns) in enumerate(by_kind.items()):
        yield f"\t\t@type{number} path {' '.join(patterns)}"
        yield f'\t\theader @type{number} Content-Type "{kind}"'


def _headers(rules: Rules, indent: str) -> Iterator[str]:
    for name, value in rules.headers:
        yield f"{indent}header {name} {_quoted(value)}"


def _moves(rules: Rules) -> Iterator[str]:
    if not rules.moves:
        return
    prefix = rules.prefix.rstrip("/")
    yield "\t\tmap {path} {feedgen_moved} {"
    for one in rules.moves:
        yield f"\t\t\t{_quoted(one.old)} {_quoted(addresses.url_path(prefix + one.new))}"
    yield '\t\t\tdefault ""'
    yield "\t\t}"
    yield "\t\t@moved expression `{feedgen_moved} != ''`"
    yield "\t\tredir @moved {feedgen_moved} 301"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
