"""Which compressed forms a file of the output folder has beside it (`precompress`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from feedgen_site import precompress
from feedgen_site.config import Encoding
from feedgen_site.frozen import dataclass
from feedgen_site.publish.files import folded


@dataclass(frozen=True, slots=True)
class Forms:
    """The encodings that are wanted, and the places where something else is to be, a file or a folder."""

    encodings: tuple[Encoding, ...] = ()
    taken: frozenset[str] = frozenset()

    def of(self, path: str) -> tuple[str, ...]:
        """Name the forms that a file may get."""
        names = precompress.names(path, self.encodings)
        return tuple(name for name in names if folded(name) not in self.taken) if self.taken else names

    def made(self, path: str, data: bytes) -> dict[str, bytes]:
        """Make those of a file that are worth it."""
        made = {name: precompress.form(name, data) for name in self.of(path)}
        return {name: form for name, form in made.items() if form is not None}


NONE: Final = Forms()


def forms(encodings: tuple[Encoding, ...], planned: Collection[str]) -> Forms:
    """Give the forms for planned paths: a file that is planned itself stands where a form would."""
    return Forms(encodings, frozenset(_named_like_forms(planned)) if encodings else frozenset())


def _named_like_forms(planned: Collection[str]) -> Iterator[str]:
    for path in planned:
        if ".gz" in path or ".br" in path:
            names = path.split("/")
            yield from (folded("/".join(names[:length])) for length in range(1, len(names) + 1))


def base_of(name: str) -> str:
    """Name the file that a form is of."""
    return name[:-3]
