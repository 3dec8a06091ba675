"""The rules for nginx (1.18 and later), to be included in a `server` block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from feedgen_site import addresses
from feedgen_site.config import Encoding
from feedgen_site.hosting.rules import (
    AN_HOUR,
    ASK,
    COMPRESSED,
    KEPT_AN_HOUR,
    OPEN_TO_ALL,
    Rules,
)
from feedgen_site.hosting.types import JSON_FEED, TYPES, UNKNOWN

_CORS = ("Access-Control-Allow-Origin", "*")


def nginx(rules: Rules, file: str) -> str:
    """Write the file, which will lie at `file`: its `location` leaves all else of a server alone."""
    prefix, missing = rules.prefix, _quoted(f"{rules.prefix}404.html")
    place = f"alias {_quoted(rules.folder + '/')};" if prefix != "/" else f"root {_quoted(rules.folder)};"
    return "\n".join(
        (
            "# feedgen-site: written by `feedgen-site host nginx`, and written over by the next one.",
            "#",
            "#     server {",
            f"#         server_name {rules.host};",
            "#         # listen, certificates, and all else that is yours",
            f"#         include {_quoted(file)};",
            "#     }",
            "",
            *_slash(rules),
            f"location {_quoted(prefix)} {{",
            f"    {place}",
            "    index index.html;",
            f"    error_page 404 {missing};",
            "    # A folder without a page of its own.",
            f"    error_page 403 =404 {missing};",
            "    absolute_redirect off;",
            "    etag on;",
            "",
            f"    default_type {UNKNOWN};",
            "    types {",
            *(f"        {kind} {' '.join(suffixes)};" for kind, suffixes in _types()),
            "    }",
            "    charset utf-8;",
            f"    charset_types {' '.join(_charset_types())};",
            "    gzip on;",
            "    gzip_vary on;",
            f"    gzip_types {' '.join(kind for kind in COMPRESSED if kind != 'text/html')};",
            "    # Takes page.html.gz where one lies beside page.html.",
            "    gzip_static on;",
            *_brotli(rules),
            "",
            *_headers(rules, (("Cache-Control", ASK),), "    "),
            "",
            "    # What is for hosts and for feedgen-site itself.",
            r"    location ~ /(?:_headers|_redirects|\.(?!well-known/)[^/]*)$ { return 404; }",
            "",
            *_others(rules),
            r"    location ~ /feed\.json$ {",
            "        types { }",
            f"        default_type {JSON_FEED};",
            *_headers(rules, (("Cache-Control", ASK), _CORS), "        "),
            "    }",
            f"    location ~ \\.(?:{'|'.join(OPEN_TO_ALL)})$ {{",
            *_headers(rules, (("Cache-Control", ASK), _CORS), "        "),
            "    }",
            f"    location ~* \\.(?:{'|'.join(KEPT_AN_HOUR)})$ {{",
            *_headers(rules, (("Cache-Control", AN_HOUR),), "        "),
            "    }",
            *_moves(rules),
            "}",
            "",
        )
    )


def _slash(rules: Rules) -> Iterator[str]:
    """Lead from the site's own address without its slash to the site."""
    if rules.bare:
        target = addresses.url_path(rules.prefix)
        yield f"location = {_quoted(rules.bare)} {{ absolute_redirect off; return 301 {target}; }}"


def _brotli(rules: Rules) -> Iterator[str]:
    if Encoding.BROTLI in rules.encodings:
        yield "    # And page.html.br: this takes ngx_brotli (Debian: libnginx-mod-http-brotli-static)."
        yield "    brotli_static on;"


def _types() -> Iterator[tuple[str, Sequence[str]]]:
    """Give each type with its suffixes; nginx adds the charset itself."""
    found: dict[str, list[str]] = {}
    for suffix, kind in sorted(TYPES.items()):
        found.setdefault(kind.partition(";")[0], []).append(suffix.removeprefix("."))
    yield from sorted(found.items())


def _charset_types() -> list[str]:
    kinds = {kind.partition(";")[0] for kind in TYPES.values() if "charset=" in kind}
    return sorted(kinds - {"text/html"})  # which always is one


def _others(rules: Rules) -> Iterator[str]:
    for other in rules.others:
        yield f"    location ~ {_quoted(f'^{re.escape(rules.prefix)}(?:{other.pattern})')} {{"
        yield from _headers(rules, (("Cache-Control", other.cache),), "        ", other.headers)
        yield "    }"


def _headers(
    rules: Rules, more: Sequence[tuple[str, str]], indent: str, own: Sequence[tuple[str, str]] = ()
) -> Iterator[str]:
    """Write headers. A location with one of its own inherits none, so each has all of them."""
    for name, value in sorted((*(own or rules.headers), *more)):
        yield f"{indent}add_header {name} {_quoted(value)} always;"


def _moves(rules: Rules) -> Iterator[str]:
    prefix = rules.prefix.rstrip("/")
    if rules.moves:
        yield "\n    # Addresses that moved."
    for one in rules.moves:
        target = addresses.url_path(prefix + one.new)
        yield f"    location = {_quoted(prefix + one.old)} {{ return 301 {target}; }}"


def _quoted(text: str) -> str:
    """Write one word of nginx's language."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
