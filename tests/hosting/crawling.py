"""Every link of every page: what it leads to, and whether the place it names is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

_ATTRIBUTES = ("href", "src", "poster", "data-pagefind-url")


@dataclass(frozen=True, slots=True)
class Crawled:
    """The links of a page as absolute URLs, and the ids that links can name."""

    links: frozenset[str]
    ids: frozenset[str]


def crawl(html: bytes, url: str) -> Crawled:
    """Read a page that lies at `url`."""
    reader = _Reader()
    reader.feed(html.decode())
    return Crawled(frozenset(urljoin(url, link) for link in reader.links), frozenset(reader.ids))


def fragment_of(url: str) -> str:
    """Give the id that a link names; a text fragment (`:~:text=`) is for browsers alone."""
    return unquote(urldefrag(url).fragment).partition(":~:")[0]


def inside(links: Iterable[str], root: str, public: str) -> Iterator[str]:
    """Give the links that lead into the site at `root`; absolute ones name it as it is published."""
    for link in links:
        if link.startswith(public):
            yield root + link.removeprefix(public)
        elif link.startswith(root):
            yield link
        else:
            # A link from the root of the host would leave a site that lies below it.
            assert not link.startswith(re.split(r"(?<=[^/:])/", root)[0]), link


def broken(pages: Mapping[str, Crawled], root: str, public: str, there: Mapping[str, bool]) -> list[str]:
    """List links that lead to nothing and fragments that name nothing; `there` knows every target."""
    found = []
    for url, page in pages.items():
        for link in inside(page.links, root, public):
            target, fragment = urldefrag(link)[0], fragment_of(link)
            if not there[target]:
                found.append(f"{url}: {link}")
            elif fragment and target in pages and fragment not in pages[target].ids:
                found.append(f"{url}: no such place: {link}")
    return found


class _Reader(HTMLParser):
    """Collects addresses and ids."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what one element names."""
        given = {name: value or "" for name, value in attrs}
        self.links |= {given[name] for name in _ATTRIBUTES if given.get(name)}
        self.links |= {part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()}
        if given.get("http-equiv", "").lower() == "refresh":
            self.links.add(given["content"].partition("url=")[2])
        if "id" in given:
            self.ids.add(given["id"])
