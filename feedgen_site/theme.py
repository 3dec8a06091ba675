"""All templates and the stylesheet as text: the packaged ones, and over them those of the site's folder."""

from __future__ import annotations

import os
import re

from feedgen_site.frozen import dataclass
from feedgen_site.patterns import regex
from feedgen_site.problem import ContentError, Problem, in_order
from feedgen_site.text import digest, lines

STYLESHEET = "style.css"
FEED_STYLESHEET = "feed.css"
ADDED_STYLES = "extra.css"
"""What a site's folder adds to the stylesheet instead of standing in for it."""
SEARCH_STYLESHEET = "search.css"
SEARCH_SCRIPT = "search.js"
STYLESHEETS = (STYLESHEET, FEED_STYLESHEET, ADDED_STYLES, SEARCH_STYLESHEET)
PACKAGED = "packaged/"
"""Before the name of a template it is the packaged one, also where the site has one of that name."""
_HERE = os.path.dirname(os.path.abspath(__file__))
_TAKES = regex(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)[-+]?%\}", re.DOTALL)
_TAKEN = regex(
    r"""\s*(?P<quote>["'])(?P<name>[\w./-]+)(?P=quote)\s*"""
    r"(?:as\s+\w+\s*|import\s+[\w\s,]+)?(?:ignore\s+missing\s*)?(?:with(?:out)?\s+context\s*)?"
)
# In a wheel the templates lie in the package; in a clone beside it, where people look for them first.
_PACKAGED = (os.path.join(_HERE, "templates"), os.path.join(os.path.dirname(_HERE), "templates"))


@dataclass(frozen=True, slots=True)
class Theme:
    """The files that decide how pages look: (name, text), sorted by name.

    Among them stand those packaged ones that others replace, as `packaged/NAME`.
    """

    templates: tuple[tuple[str, str], ...]

    @property
    def fingerprint(self) -> str:
        """Give a hash that changes with any of the texts."""
        return digest(*(part for pair in self.templates for part in pair))

    def taken_by(self, name: str) -> frozenset[str]:
        """Name the template and all that it extends, includes or imports, whether they are there or not.

        All of the theme where that cannot be told from the text, for a name may be an expression.
        """
        texts = dict(self.templates)
        found, left = {name}, [name]
        while left:
            text = texts.get(left.pop(), "")
            for tag in _TAKES.findall(text):
                taken = _TAKEN.fullmatch(tag)
                if taken is None:
                    return frozenset(texts)
                # What nobody replaces is the packaged one under its own name, too.
                for one in (taken["name"], taken["name"].removeprefix(PACKAGED)):
                    if one not in found:
                        found.add(one)
                        left.append(one)
        return frozenset(found)

    def text(self, name: str) -> str:
        """Give one file's text, "" where there is none."""
        return dict(self.templates).get(name, "")


def load(folder: str | None) -> Theme:
    """Read the packaged theme, each file replaced by one of the same name in `folder` (None: no folder).

    A folder may add templates of its own, for its others to include. A packaged template that is replaced
    is there as `packaged/NAME`, for its replacement to extend. Raises ContentError naming every file that
    cannot be read.
    """
    texts = packaged()
    own = {} if folder is None else read(folder)
    below = {PACKAGED + name: text for name, text in texts.items() if name in own}
    return Theme(tuple(sorted((texts | own | below).items())))


def packaged() -> dict[str, str]:
    """Read the packaged theme: its texts by name."""
    return read(next(path for path in _PACKAGED if os.path.isdir(path)))


def read(folder: str) -> dict[str, str]:
    """Read the theme in a folder: texts by name. ContentError names every file that cannot be read."""
    problems: list[Problem] = []
    texts = _read(folder, problems)
    if problems:
        raise ContentError(in_order(problems))
    return texts


def _read(folder: str, problems: list[Problem]) -> dict[str, str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        problems.append(_unreadable("templates", error.strerror or "", "create the folder, or name another"))
        return {}
    texts = {}
    for name in names:
        if name.startswith(".") or not (name.endswith(".html") or name in (*STYLESHEETS, SEARCH_SCRIPT)):
            continue
        if not os.path.isfile(os.path.join(folder, name)):
            problems.append(_unreadable(f"templates/{name}", "it is no file", "remove it"))
            continue
        try:
            with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as file:
                texts[name] = lines(file.read())
        except UnicodeDecodeError:
            problems.append(_unreadable(f"templates/{name}", "it is not UTF-8", "save it as UTF-8"))
        except OSError as error:
            problems.append(_unreadable(f"templates/{name}", error.strerror or "", "make it a readable file"))
    return texts


def _unreadable(path: str, reason: str, hint: str) -> Problem:
    return Problem(path, 0, 0, "unreadable-template", f"this cannot be read: {reason}", hint)
