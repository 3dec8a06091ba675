"""Changes that are brought to a published site without planning it anew: edits that move no story (`edits`),
and a story that is newer than all others (`arrival`).

The plan that the output folder holds lies in the cache, stories in it by their path. `remember` keeps it
there; `attempt` makes again the outputs that show what changed, and nothing else.

Whatever else may change is left to a whole build: `attempt` then gives None, and has changed nothing. A whole
build of the same content writes the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from feedgen_site.cache import Suspect, Todo
from feedgen_site.holdings import AsLeft, Holdings, looked_at
from feedgen_site.model import Source
from feedgen_site.publish import Published
from feedgen_site.revision.change import WholeBuildError
from feedgen_site.revision.edits import Edits, edit, problems_after
from feedgen_site.revision.standing import (
    Build,
    Standing,
    compared,
    keep_others,
    keep_standing,
    key,
    names_before,
    other_row,
    others,
    remember,
    standing,
    with_files,
)

__all__ = [
    "MOST_EDITED",
    "Build",
    "Standing",
    "attempt",
    "compared",
    "keep_others",
    "key",
    "names_before",
    "other_row",
    "others",
    "remember",
    "standing",
]

MOST_EDITED: Final = 16
"""With more files edited a whole build is as quick."""


def attempt(
    build: Build, found: Standing, files: Iterable[Suspect], pictures: Sequence[Source] = ()
) -> tuple[Standing, Published] | None:
    """Bring what became of these files to the output folder; None where a whole build has to.

    `pictures` are files that came with them, and are no articles.
    """
    try:
        todo = build.store.stories.edited(files, MOST_EDITED)
        if todo is None:
            return None
        new = tuple(one for one in todo if build.store.stories.made(one.source.path) is None)
        whole = with_files(found.key, (one.source for one in new), pictures)
        if build.left is None and whole != build.key:
            return None
        with _holdings(build) as holdings:
            if new or pictures:
                if len(todo) != 1 or new != todo:
                    raise WholeBuildError
                now, published = _arrived(build, found, new[0], pictures, holdings)
            else:
                now, published = _edited(build, found, todo, holdings)
    except WholeBuildError:
        return None
    now = replace(now, key=whole)
    keep_standing(build, now)
    return now, published


def _edited(
    build: Build, found: Standing, todo: Sequence[Todo], holdings: Holdings
) -> tuple[Standing, Published]:
    problems = found.problems
    edits = []
    for one in todo:
        edits.append(edit(build, one))
        problems = problems_after(build, edits[-1], problems)
    change = Edits(build, found, edits)
    published = change.publish(holdings)
    return replace(found, problems=problems, names=change.names), published


def _arrived(
    build: Build, found: Standing, todo: Todo, pictures: Sequence[Source], holdings: Holdings
) -> tuple[Standing, Published]:
    from feedgen_site.revision import arrival  # with more of the plan than edits need

    return arrival.arrived(build, found, todo, pictures, holdings)


@contextmanager
def _holdings(build: Build) -> Iterator[Holdings]:
    if build.left is not None:
        yield AsLeft(build.output, build.outputs, build.left, build.settings.precompress)
        return
    with looked_at(build.output, build.outputs, build.settings.precompress, build.run) as found:
        if found is None:
            raise WholeBuildError
        yield found
