"""The rules for Apache (2.4), to be included in a `VirtualHost`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedgen_site import addresses
from feedgen_site.config import Encoding
from feedgen_site.hosting.rules import (
    AN_HOUR,
    ASK,
    COMPRESSED,
    KEPT_AN_HOUR,
    OPEN_TO_ALL,
    TEXTS,
    Rules,
)
from feedgen_site.hosting.types import JSON_FEED, TYPES


def apache(rules: Rules, file: str, moves_file: str) -> str:
    """Write the file, which will lie at `file`; `moves_file` is where the text of `apache_moves` lies."""
    prefix, folder = rules.prefix, rules.folder
    packed = r"(?:\.br|\.gz)?" if rules.encodings else ""
    place = f"Alias {_quoted(prefix)} {_quoted(folder + '/')}" if prefix != "/" else ""
    return "\n".join(
        (
            "# feedgen-site: written by `feedgen-site host apache`, and written over by the next one.",
            "#",
            "#     <VirtualHost *:443>",
            f"#         ServerName {rules.host}",
            f"#         Include {_quoted(file)}",
            "#     </VirtualHost>",
            "#",
            "# It takes the modules alias, deflate, dir, filter, headers, mime and rewrite (a2enmod).",
            "",
            place or f"DocumentRoot {_quoted(folder)}",
            "RewriteEngine On",
            "# Addresses that moved. Apache reads the list again when it changes.",
            f"RewriteMap feedgen-moved {_quoted(f'txt:{moves_file}')}",
            "RewriteCond ${feedgen-moved:%{REQUEST_URI}} ^(.+)$",
            "RewriteRule ^ %1 [R=301,NE,L]",
            *_slash(rules),
            "# Else a browser that has the page, compressed, would be sent it again.",
            "DeflateAlterETag NoChange",
            "",
            f"<Directory {_quoted(folder)}>",
            "    Require all granted",
            "    AllowOverride None",
            "    Options FollowSymLinks",
            "    DirectoryIndex index.html",
            f"    ErrorDocument 404 {addresses.url_path(prefix)}404.html",
            "    FileETag MTime Size",
            "    AddDefaultCharset Off",
            *(f"    AddType {_quoted(kind)} {suffix}" for suffix, kind in sorted(TYPES.items())),
            "    # What is for hosts and for feedgen-site itself, and folders without a page of their own.",
            "    RewriteEngine On",
            r"    RewriteRule (?:^|/)(?:_headers|_redirects|\.(?!well-known/)[^/]*)$ - [R=404,L]",
            "    RewriteCond %{REQUEST_FILENAME} -d",
            "    RewriteCond %{REQUEST_FILENAME}/index.html !-f",
            "    RewriteRule ^ - [R=404,L]",
            *_precompressed(rules),
            "",
            *(f"    Header always set {name} {_quoted(value)}" for name, value in rules.headers),
            f"    Header always set Cache-Control {_quoted(ASK)}",
            f'    <FilesMatch "\\.(?i:{"|".join(KEPT_AN_HOUR)}){packed}$">',
            f"        Header always set Cache-Control {_quoted(AN_HOUR)}",
            "    </FilesMatch>",
            f'    <FilesMatch "\\.(?:{"|".join(OPEN_TO_ALL)}){packed}$">',
            '        Header always set Access-Control-Allow-Origin "*"',
            "    </FilesMatch>",
            f'    <FilesMatch "^feed\\.json{packed}$">',
            f"        ForceType {JSON_FEED}",
            "    </FilesMatch>",
            f"    AddOutputFilterByType DEFLATE {' '.join(COMPRESSED)}",
            "</Directory>",
            *_others(rules),
            "",
        )
    )


def _slash(rules: Rules) -> Iterator[str]:
    """Lead from the site's own address without its slash to the site."""
    if rules.bare:
        yield f"RewriteCond %{{REQUEST_URI}} {_quoted(f'={rules.bare}')}"
        yield f"RewriteRule ^ {addresses.url_path(rules.prefix)} [R=301,NE,L]"


# Brotli first, which is smaller: who takes both is sent that.
_ENCODINGS = ((Encoding.BROTLI, "br", "br"), (Encoding.GZIP, "gz", "gzip"))


def _precompressed(rules: Rules) -> Iterator[str]:
    """Send page.html.br or page.html.gz for page.html to who takes it, with the type of page.html."""
    texts = "|".join(suffix.removeprefix(".") for suffix in TEXTS)
    for encoding, suffix, name in _ENCODINGS:
        if encoding in rules.encodings:
            yield rf"    RewriteCond %{{HTTP:Accept-Encoding}} \b{name}\b(?!\s*;\s*q=0[.0]*(?:,|$))"
            yield f"    RewriteCond %{{REQUEST_FILENAME}}.{suffix} -f"
            yield rf"    RewriteRule \.(?:{texts})$ %{{REQUEST_URI}}.{suffix} [L]"
            yield rf'    <FilesMatch "\.(?:{texts})\.{suffix}$">'
            yield f"        RemoveType .{suffix}"
            yield f"        AddEncoding {name} .{suffix}"
            yield "        Header merge Vary Accept-Encoding"
            yield "    </FilesMatch>"


def _others(rules: Rules) -> Iterator[str]:
    """Give files headers of their own; a Location counts after every Directory."""
    for other in rules.others:
        yield f'<LocationMatch "^{re.escape(rules.prefix)}(?:{other.pattern})">'
        for name, value in (*other.headers, ("Cache-Control", other.cache)):
            yield f"    Header always set {name} {_quoted(value)}"
        yield "</LocationMatch>"


def apache_moves(rules: Rules) -> str:
    """Write the list of addresses that moved: old and new, one pair a line."""
    return "# feedgen-site\n" + "".join(f"{row}\n" for row in _rows(rules))


def _rows(rules: Rules) -> Iterator[str]:
    prefix = rules.prefix.rstrip("/")
    for one in rules.moves:
        yield f"{prefix}{one.old} {addresses.url_path(prefix + one.new)}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
