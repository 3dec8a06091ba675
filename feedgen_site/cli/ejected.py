"""Templates copied out of the package, compared three ways: as ejected, as yours, as packaged now."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from enum import Enum

from feedgen_site import __version__
from feedgen_site.frozen import dataclass
from feedgen_site.patterns import regex
from feedgen_site.text import digest

# On a line of its own, the first unless somebody wrote above it.
_MARK = regex(r"^(?:\{#|/\*) feedgen-site (\S+), ([0-9a-f]{16}) (?:-#\}|\*/)\n", re.MULTILINE)
_HASH_BYTES = 8


class Origin(Enum):
    """Whose a template is: the package's, the site's in place of the package's, or the site's alone."""

    PACKAGED = "packaged"
    OVERRIDE = "override"
    OWN = "own"


class Upstream(Enum):
    """What became of the packaged template since the site's copy was made of it.

    GONE: the package has it no more, so nothing shows the copy but templates of the site. UNKNOWN: nobody
    noted what the copy was made of.
    """

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Template:
    """A template by its texts: of the package, of the site, and as ejected; None where there is none.

    `version` is that of the program which ejected it, "" where nobody noted it.
    """

    name: str
    packaged: str | None
    own: str | None
    base: str | None
    version: str

    @property
    def origin(self) -> Origin:
        """Say whose it is; what was ejected once stays an override, though the package has it no more."""
        if self.own is None:
            return Origin.PACKAGED
        was_packaged = self.packaged is not None or self.base is not None or self.version
        return Origin.OVERRIDE if was_packaged else Origin.OWN

    @property
    def upstream(self) -> Upstream:
        """Say what became of the packaged one since."""
        if self.packaged is None:
            return Upstream.GONE
        if self.base is not None:
            return Upstream.SAME if self.base == self.packaged else Upstream.CHANGED
        return Upstream.CHANGED if self.version else Upstream.UNKNOWN

    @property
    def your_change(self) -> str | None:
        """Give what the site changed as a unified diff; None where it cannot be known.

        A copy of which nobody noted what it was made of is compared with the packaged one of today.
        """
        before = self.packaged if self.base is None and not self.version else self.base
        if before is None or self.own is None:
            return None
        title = "packaged" if self.base is None else "as ejected"
        return _diff(before, self.own, f"{self.name} ({title})", f"{self.name} (yours)")

    @property
    def upstream_change(self) -> str | None:
        """Give what changed in the package since, as a unified diff; None where it cannot be known."""
        if self.base is None or self.packaged is None:
            return None
        return _diff(self.base, self.packaged, f"{self.name} (as ejected)", f"{self.name} ({__version__})")

    @property
    def overlaps(self) -> bool:
        """Say whether both changed the same lines, so that somebody must decide."""
        if self.base is None or self.own is None or self.packaged is None:
            return False
        yours, theirs = _changed(self.base, self.own), list(_changed(self.base, self.packaged))
        return any(one[0] <= other[1] and other[0] <= one[1] for one in yours for other in theirs)


def template(name: str, packaged: str | None, own: str | None, kept: str | None) -> Template:
    """Put a template together from its files: `own` in the site's folder, `kept` what it was ejected as.

    A kept copy that is not what the mark of `own` names was left by another ejection, and is not believed.
    """
    mark = _MARK.search(own) if own is not None else None
    if own is None or mark is None:
        return Template(name, packaged, own, kept if own is not None else None, "")
    candidates = (text for text in (kept, packaged) if text is not None)
    base = next((text for text in candidates if _hash(text) == mark[2]), None)
    return Template(name, packaged, _MARK.sub("", own, count=1), base, mark[1])


def marked(name: str, packaged: str, own: str | None = None) -> str:
    """Give the packaged text, or the site's `own`, under a line that notes what it is made of."""
    text = packaged if own is None else _MARK.sub("", own, count=1)
    begin, end = ("/*", "*/") if name.endswith(".css") else ("{#", "-#}")
    return f"{begin} feedgen-site {__version__}, {_hash(packaged)} {end}\n{text}"


def _hash(text: str) -> str:
    return digest(text, size=_HASH_BYTES)


def _diff(before: str, after: str, before_title: str, after_title: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), before_title, after_title, lineterm=""
    )
    return "".join(f"{line}\n" for line in lines)


def _changed(before: str, after: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of `before` that `after` changes."""
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    yield from ((start, end) for kind, start, end, _, _ in matcher.get_opcodes() if kind != "equal")
