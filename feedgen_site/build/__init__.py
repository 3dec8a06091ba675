"""The whole way, from what a build is asked for to what it did: the story is told in `whole`."""

from __future__ import annotations

from feedgen_site.build.asked import Options, Outcome
from feedgen_site.build.program import program_parts, program_version
from feedgen_site.build.settings import read_config
from feedgen_site.build.whole import build, heads

__all__ = ["Options", "Outcome", "build", "heads", "program_parts", "program_version", "read_config"]
