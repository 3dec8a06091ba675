"""The output folder, and the only room that writes to it.

Only changed bytes are written, each file whole or not at all; what is no longer planned is removed last; a
stranger's file is never touched, and nothing outside the folder is read, written or removed.

What is ours is said by three witnesses, none of them trusted with more than a relative path:
the *manifest* (`.feedgen-site.json`: path → content hash of the last finished build), the *journal* of a
build that was killed (`.feedgen-site.begun.json`: paths it was about to add), and, where the manifest is
missing or broken, the *mark* that each of our pages and feeds carries near its beginning.
"""

from __future__ import annotations

from feedgen_site.publish.amending import Amendment
from feedgen_site.publish.files import content_hash, file_hash
from feedgen_site.publish.folder import Look, OutputFolder, Published
from feedgen_site.publish.forms import base_of
from feedgen_site.publish.manifest import JOURNAL, MANIFEST, safe_path
from feedgen_site.publish.mistakes import check_folders
from feedgen_site.publish.ours import Expected
from feedgen_site.publish.turns import alone
from feedgen_site.publish.writer import Receipt, Writer

__all__ = [
    "JOURNAL",
    "MANIFEST",
    "Amendment",
    "Expected",
    "Look",
    "OutputFolder",
    "Published",
    "Receipt",
    "Writer",
    "alone",
    "base_of",
    "check_folders",
    "content_hash",
    "file_hash",
    "safe_path",
]
