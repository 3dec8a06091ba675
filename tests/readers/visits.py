"""A reader subscribes, and comes back after each thing that happens to the paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from feedgen_site.feeds import Format
from tests.readers.host import Asked, Host, hosted, only_network
from tests.readers.programs import Program, Reader, Row
from tests.readers.town import Paper, Upload


@dataclass(frozen=True, slots=True)
class Visit:
    """One poll: the paper that is served, what the reader asks for, and all that it shows afterwards."""

    paper: Paper
    asked: tuple[Asked, ...]
    rows: tuple[Row, ...]

    def of(self, id_: str) -> tuple[Row, ...]:
        """Give the rows of one id; that it has any is part of what is asked."""
        found = tuple(row for row in self.rows if row.id == id_)
        assert found, id_
        return found

    @property
    def statuses(self) -> Mapping[str, int]:
        """Give the status that the feed of each page was answered with, each asked for once."""
        statuses = {asked.target[1 : asked.target.rindex("/") + 1]: asked.status for asked in self.asked}
        assert len(statuses) == len(self.asked), self.asked
        return statuses


@dataclass(frozen=True, slots=True)
class Subscription:
    """All visits of one reader that reads one format."""

    program: Program
    format: Format
    visits: tuple[Visit, ...]

    def known(self, number: int) -> list[tuple[str, ...]]:
        """Give what the reader must know after a visit: the keys of all that the papers so far have held."""
        return sorted(
            {
                self.program.key.of(row)
                for visit in self.visits[: number + 1]
                for row in self._printed(visit.paper)
            }
        )

    def _printed(self, paper: Paper) -> Iterator[Row]:
        for story in paper.stories:
            for page in story.feeds:
                link = f"{paper.base_url}{story.address}"
                yield Row(
                    f"{page}{self.format.file_name}", story.id, story.headline, link, "", story.published
                )


def subscribed(
    program: Program, kind: Format, pages: Sequence[str], uploads: Sequence[Upload], folder: Path
) -> Subscription:
    """Subscribe to the feeds of some pages, and poll once for each upload, in a new folder."""
    folder.mkdir()
    reader = program.start(folder)
    try:
        return Subscription(program, kind, tuple(_visits(reader, kind, pages, uploads)))
    finally:
        reader.close()


def _visits(reader: Reader, kind: Format, pages: Sequence[str], uploads: Sequence[Upload]) -> Iterator[Visit]:
    first = uploads[0]
    with hosted(first.folder) as old, hosted(first.folder) as new, only_network(old):

        def feeds(host: Host) -> tuple[str, ...]:
            return tuple(f"{host.url}{page}{kind.file_name}" for page in pages)

        host = old
        reader.subscribe(feeds(old))
        for upload in uploads:
            if host is old and upload.paper.base_url != first.paper.base_url:
                host = new
                reader.move(dict(zip(feeds(old), feeds(new), strict=True)))
            host.folder = upload.folder
            reader.poll()
            yield Visit(upload.paper, (*old.take_asked(), *new.take_asked()), reader.rows())
