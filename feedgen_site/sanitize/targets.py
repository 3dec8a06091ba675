"""What relative addresses in an article mean, and the names of places in it."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from feedgen_site.patterns import regex
from feedgen_site.text import nfc


def content_target(url: str, path: str) -> str:
    """Give what a relative URL in the article at `path` means: a content path beginning with `/`.

    `#fragment` stays as it is. ValueError where the path leaves the content folder.
    """
    if url.startswith("#"):
        return f"#u-{anchor(unquote(url[1:]))}" if len(url) > 1 else "#"
    bare, mark, rest = cut(url)
    bare = nfc(unquote(bare)).replace("\\", "/")
    if not bare.startswith("/"):
        bare = posixpath.join("/", posixpath.dirname(path), bare)
    parts: list[str] = []
    for part in bare.split("/"):
        if part == "..":
            if not parts:
                raise ValueError(url)
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    joined = "/" + "/".join(parts) + ("/" if bare.endswith("/") and parts else "")
    query, _, fragment = rest.partition("#") if mark == "?" else ("", "", rest)
    shown = f"?{query}" if mark == "?" else ""
    return joined + shown + (f"#u-{anchor(unquote(fragment))}" if fragment else "")


_NOT_IN_ANCHORS = regex(r"[\s\x00-\x1f\"'<>&#%]+")


def anchor(text: str) -> str:
    """Make an element id of any text, without the prefix `u-` that keeps authors' ids apart from ours."""
    return _NOT_IN_ANCHORS.sub("-", nfc(text)).strip("-")[:100]


def cut(url: str) -> tuple[str, str, str]:
    """Part an address before its query or fragment: what comes before, the sign, what comes behind."""
    match = re.search(r"[?#]", url)
    return (url[: match.start()], match[0], url[match.end() :]) if match else (url, "", "")
