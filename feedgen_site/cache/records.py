"""What was made of a file of content, in words: any process makes it and puts it into words for the cache."""

from __future__ import annotations

from dataclasses import replace

from feedgen_site import codec, sources
from feedgen_site.cache.database import LostError
from feedgen_site.frozen import dataclass
from feedgen_site.model import Body, Head, Page, Source
from feedgen_site.problem import Problem, errors
from feedgen_site.story import Made
from feedgen_site.text import digest


@dataclass(frozen=True, slots=True)
class Record:
    """What became of a file, as it is written to the cache.

    `key` names what it was made from; each sum is over the key and what stands before it. `is_sound`: it has
    no error, and is worth keeping.
    """

    key: str
    kept: str
    kept_sum: str
    body: str
    body_sum: str
    is_sound: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of one file besides its body."""

    head: Head | None
    page: Page | None
    problems: tuple[Problem, ...]
    is_article: bool
    is_draft: bool


def key_of(path: str, data: bytes, version: str) -> str:
    """Name all that is made of a file by what it is made from; it ends with `version`."""
    return f"{digest(path, data)}-{version}"


def key_now(source: Source, version: str) -> str:
    """Name what would be made of a file now; "" where it cannot be read."""
    data = sources.read(source)
    return "" if isinstance(data, Problem) else key_of(source.path, data, version)


def record(key: str, made: Made) -> Record:
    """Put what was made of a file into words."""
    kept = codec.dumps(_Kept(made.head, made.page, made.problems, made.is_article, made.is_draft))
    body = _body_in_words(made.body or Body())
    return Record(key, kept, digest(key, kept), body, digest(key, body), not errors(made.problems))


def made_of(path: str, kept: str) -> Made | None:
    """Read the `kept` of a record of the file at `path`, without its body; None for anything else."""
    try:
        found = codec.loads(_Kept, kept)
    except ValueError:
        return None
    if (found.head and found.head.path != path) or (found.page and found.page.path != path):
        return None
    return Made(path, found.head, None, found.page, found.problems, found.is_article, found.is_draft)


def made_now(path: str, record: Record) -> Made:
    """Read a record of the file at `path` that has just been made, without its body."""
    made = made_of(path, record.kept)
    assert made, "what was put into words can be read"
    return made


def body_of(path: str, written: str) -> Body:
    """Read the `body` of a record; LostError for anything else."""
    rest, _, html = written.partition("\n")
    try:
        return replace(codec.loads(Body, rest), html=html)
    except ValueError as error:
        raise LostError(path) from error


def _body_in_words(body: Body) -> str:
    """Write a body: its HTML as it is, which is most of it, after a line of JSON with the rest."""
    return f"{codec.dumps(Body('', body.links, body.marks))}\n{body.html}"
