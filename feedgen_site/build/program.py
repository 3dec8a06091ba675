"""The version of the program: of all that decides about bytes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from itertools import chain

from feedgen_site import __version__
from feedgen_site.keypoints import rankers
from feedgen_site.text import digest

# Every one of these decides about bytes of the output.
_DEPENDENCIES = (
    "feedgen",
    "lxml",
    "markdown-it-py",
    "mdit-py-plugins",
    "PyYAML",
    "Jinja2",
    "MarkupSafe",
    "nh3",
    "Babel",
    "css-inline",
    "wcwidth",
    "tzdata",
)


def program_parts(ranker: str = "") -> Mapping[str, str]:
    """Name all of the program that decides about bytes, each with its version, and a ranker's package."""
    from importlib import metadata  # with what reads mail; an edit knows the program from the memo

    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parts: list[str] = []
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for file in sorted(files):
            if file.endswith((".py", ".toml", ".json", ".txt")):
                with open(os.path.join(folder, file), "rb") as stream:
                    parts += (file, digest(stream.read()))
    # Python brings the tables of Unicode.
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    named = {"feedgen-site": __version__, "its source": digest(*parts), "Python": python}
    named |= {name: metadata.version(name) for name in _DEPENDENCIES}
    plugged_in = rankers.packages(ranker)
    return named | ({f"ranker {ranker}": ", ".join(plugged_in)} if plugged_in else {})


def program_version() -> str:
    """Name the program: its own source, and the versions of Python and of what else it is built on."""
    return digest(*chain.from_iterable(program_parts().items()))
