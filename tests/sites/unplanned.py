"""A site that is built again and again, and held to a build from nothing each time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from feedgen_site import build as builds
from feedgen_site.build import Options, Outcome
from tests.support import AS_OF, Heard, tree


class Desk:
    """A site that is built and edited; `revised` says whether the last build planned nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.revised = folder, False

    def file(self, name: str) -> Path:
        """Name an article's file."""
        return self.folder / f"content/{name}.md"

    @property
    def asked(self) -> Options:
        """Give what a build of it is asked for."""
        return Options(
            content=str(self.folder / "content"), output=str(self.folder / "public"), as_of=AS_OF,
            cache=str(self.folder / "cache"), jobs=1,
        )  # fmt: skip

    def build(self, **options: object) -> Outcome:
        """Build with what is kept, and hold the output to that of a build from nothing."""
        heard = Heard()
        asked = replace(self.asked, **options)  # type: ignore[arg-type]
        outcome = builds.build(asked, heard)
        self.revised = "plan" not in heard.names
        fresh = builds.build(replace(asked, output=str(self.folder / "fresh"), cache=""))
        assert tree(Path(asked.output)) == tree(self.folder / "fresh")
        assert (outcome.read, outcome.published, outcome.held_back, outcome.problems, outcome.exit_code) == (
            fresh.read, fresh.published, fresh.held_back, fresh.problems, fresh.exit_code,
        )  # fmt: skip
        assert sorted((*outcome.files.written, *outcome.files.unchanged)) == sorted(
            (*fresh.files.written, *fresh.files.unchanged)
        )
        return outcome

    def written(self) -> set[str]:
        """Build, which must plan nothing, and give what was written."""
        outcome = self.build()
        assert self.revised
        return set(outcome.files.written)
