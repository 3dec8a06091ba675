"""Where a field stands, for problems that are found when nobody has the file open any more."""

from __future__ import annotations

from contextlib import suppress

from feedgen_site import addresses, frontmatter
from feedgen_site.article.addressing import paths_in
from feedgen_site.article.spellings import fields_of
from feedgen_site.problem import Sought


def place_in(path: str, text: str, sought: Sought) -> tuple[int, int] | None:
    """Find the line and column of what is sought in the text of a file; None where it is not there."""
    fields = fields_of(path, frontmatter.split(text, path), [])
    for field in sought.fields:
        key = fields.key_of(field)
        if key:
            paths = paths_in(fields, field) if sought.file else ()
            found = next((node for node, path in paths if _leads_to(path, sought.file)), key)
            return found.line, found.column
    return None


def _leads_to(path: str, file: str) -> bool:
    with suppress(ValueError):
        return addresses.output_file(addresses.checked_path(path)) == file
    return False
