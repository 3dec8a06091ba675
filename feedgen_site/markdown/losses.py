"""What a parsed text loses on its way to a body, and the lines where that stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from markdown_it.token import Token

from feedgen_site import sanitize
from feedgen_site.litter import LineCounter, Loss, LossKind
from feedgen_site.patterns import regex

_NOTE = regex(r"^ {0,3}\[\^(?P<name>[^\]\s]{1,200})\]:", re.MULTILINE)
_MAX_MISSES = 20
# A path or address that Markdown takes for text; "[sic](as he said)" is one.
_WITH_BLANK = regex(
    r"\]\([ \t]*(?P<path>(?=[^()<>\"\n]*(?:/|\.\w{2,4}\b))[^\s()<>\"]+(?:[ \t]+[^\s()<>\"]+)+)"
    r"(?:[ \t]+\"[^\"\n]*\")?[ \t]*\)"
)


def lost_in(tokens: list[Token], tags: sanitize.LostTags) -> Iterator[Loss]:
    """Find what the sanitizer takes out of a parsed text: elements, and addresses of links and images."""
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        if token.type == "html_block":
            yield from tags.losses(token.content, line)
        elif token.type == "inline":
            yield from _lost_in_paragraph(token, line, tags)


def _lost_in_paragraph(token: Token, line: int, tags: sanitize.LostTags) -> Iterator[Loss]:
    places = _Places(token.content)
    counter = LineCounter(token.content)
    for child in token.children or ():
        if child.type == "html_inline":
            at = places.find(child.content)
            yield from tags.losses(child.content, line + counter.line(at))
        elif child.type in ("link_open", "image"):
            is_image = child.type == "image"
            url = str(child.attrs["src" if is_image else "href"]).strip()
            if message := tags.lost_url(url, is_image=is_image):
                written = unquote(url) or "()"
                at = places.find(written)
                hint = sanitize.url_hint(url, is_image=is_image)
                yield Loss(message, hint, line + counter.line(at), written, kind=LossKind.ADDRESS)
        elif child.type == "text" and "](" in child.content:
            for match in _WITH_BLANK.finditer(child.content):
                path = match["path"]
                message = f"'{path[:80]}' holds a blank, so readers see this as text, and no link or picture"
                at = places.find(match[0])
                hint = "take the blank out, or write %20 for it" if ":" in path else f"](<{path}>)"
                yield Loss(message, hint, line + counter.line(at), match[0], kind=LossKind.ADDRESS)


class _Places:
    """Finds in a paragraph what stands in it, one thing after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._misses = 0

    def find(self, written: str) -> int:
        """Give the offset of the next `written`; where it was written otherwise, that of what came before."""
        # Each miss costs a search to the end, and there may be as many as there are links.
        at = self._text.find(written, self._position) if self._misses < _MAX_MISSES else -1
        if at < 0:
            self._misses += 1
            return self._position
        self._position = at + len(written)
        return at


def unused_notes(env: dict[str, object], text: str) -> Iterator[Loss]:
    """Find the notes that have a text and to which nothing refers: they are left out."""
    footnotes = env.get("footnotes")
    refs = footnotes.get("refs", {}) if isinstance(footnotes, dict) else {}
    unused = {label[1:] for label, number in refs.items() if number < 0}
    counter = LineCounter(text)
    for match in _NOTE.finditer(text) if unused else ():
        if match["name"] in unused:
            unused.discard(match["name"])
            message = f"nothing refers to the note [^{match['name'][:60]}], and it is left out"
            hint = f"[^{match['name'][:60]}] where it belongs"
            yield Loss(message, hint, counter.line(match.start()), match[0])
