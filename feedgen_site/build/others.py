"""The files of content that are no articles: what of them counts for the plan that an output folder holds.

A checkout gives each a new stamp. So their content is kept, too, as far as the plan depends on it, and looked
at where a stamp is another one. Of those that nobody is shown, paths and sizes alone count (`revision.key`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from feedgen_site import revision
from feedgen_site.build.work import Work
from feedgen_site.cache import Outputs
from feedgen_site.model import Source
from feedgen_site.plan import FileArguments, PictureArguments
from feedgen_site.publish import file_hash
from feedgen_site.sources import Tree

if TYPE_CHECKING:
    from feedgen_site.build.loading import Loaded


def keep(loaded: Loaded, records: Outputs) -> None:
    """Keep what counts for the plan that has just been written; the store is not committed."""
    contents = {path: picture.hash for path, picture in loaded.pictures.items()}
    paths = {source.file: source.path for source in loaded.others}
    for output in loaded.plan.outputs:
        match output.arguments:
            case FileArguments(file):
                written = records.file(output.path)
                contents.setdefault(paths[file], written[1] if written else "")
            case PictureArguments(source):
                contents.setdefault(source.path, "")
    _keep(contents, loaded.others, records)


def are_as_kept(tree: Tree, records: Outputs, work: Work) -> bool:
    """Say whether all that counts is as it was for the plan that an output folder holds.

    The new stamps of what was looked at are kept.
    """
    rows = revision.others(records)
    sources = {source.path: source for source in tree.others}
    if rows is None or any(row[0] not in sources for row in rows):
        return False
    tells = work.store.database.tells
    unsure = {path: content for path, *stamp, content in rows if not tells(stamp, sources[path])}
    if not unsure:
        return True
    found = list(work.run.here(file_hash, [sources[path].file for path in unsure]))
    # Of what cannot be read, or was too large, nothing is known.
    if "" in found or found != list(unsure.values()):
        return False
    _keep({path: content for path, *_, content in rows}, tree.others, records)
    return True


def _keep(contents: Mapping[str, str], files: Sequence[Source], records: Outputs) -> None:
    sources = {source.path: source for source in files}
    rows = (revision.other_row(sources[path], content) for path, content in contents.items())
    revision.keep_others(records, rows)
