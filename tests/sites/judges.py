"""Judges of whole outputs: what a browser would run, what no reader of feeds can read, what is half done."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from feedgen_site.publish import MANIFEST
from tests.support import tree

URLS = frozenset(("href", "src", "xlink:href", "action", "cite"))
HARMLESS = frozenset(("http", "https", "mailto", "tel"))

# The page of an alias leads on to another page of the site, and to nothing else.
_WITHIN = re.compile(r"0; ?url=(?!//)[^:]*")


class Runs(HTMLParser):
    """Lists what a browser would run, fetch or be led away by, in a page as a whole."""

    FORBIDDEN = frozenset("style iframe frame object embed applet form svg math base".split())

    def __init__(self, page: bytes, *, is_letter: bool = False) -> None:
        """Judge a page; a letter may hold styles, for mail programs load no stylesheet."""
        super().__init__(convert_charrefs=True)
        self._styled = frozenset({"style"} if is_letter else ())
        self.found: list[str] = []
        self.headlines: list[str] = []
        self._in_headline = False
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge an element and its attributes."""
        values = dict(attrs)
        self._in_headline = tag == "h1"
        if self._in_headline:
            self.headlines.append("")
        is_script = tag == "script" and values.get("type") != "application/ld+json"
        if tag in self.FORBIDDEN - self._styled or is_script:
            self.found.append(f"<{tag}>")
        if (values.get("http-equiv") or "").lower() == "refresh" and not _WITHIN.fullmatch(
            values.get("content") or ""
        ):
            self.found.append("<meta http-equiv=refresh>")
        for name, value in attrs:
            scheme = re.match(r"[\s\x00-\x20]*([a-z][a-z0-9+.-]*):", value or "", re.IGNORECASE)
            if name.startswith("on") or name in {"style", "srcdoc", "formaction"} - self._styled:
                self.found.append(f"<{tag} {name}>")
            elif name in URLS and scheme and scheme[1].lower() not in HARMLESS:
                self.found.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag: str) -> None:
        """A headline ends."""
        self._in_headline = self._in_headline and tag != "h1"

    def handle_data(self, data: str) -> None:
        """Keep the headline's words."""
        if self._in_headline:
            self.headlines[-1] += data


# No page or feed may hold these: XML has no name for most of them, and the rest turn a line around.
NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)


def mistakes_in(files: dict[str, bytes]) -> list[str]:
    """Judge a whole output: feeds can be read, pages run nothing, no text holds what no text may."""
    found = []
    for path, data in files.items():
        if path.endswith(".xml"):
            ElementTree.fromstring(data)
        elif path.endswith(".json"):
            json.loads(data)
        elif path.endswith(".html"):
            found += [f"{path}: {what}" for what in Runs(data, is_letter=path.endswith("/email.html")).found]
        if path.endswith((".xml", ".json", ".html", ".txt")) and (bad := NOT_TEXT.search(data.decode())):
            found.append(f"{path}: {bad[0]!a}")
    return found


def whole(folder: Path) -> bool:
    """Say whether an output holds exactly what its manifest names, and nothing that is half done."""
    recorded = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
    return bool(recorded.keys() == tree(folder).keys()) and "index.html" in recorded
