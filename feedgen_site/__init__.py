"""Articles in Markdown become feeds with key points and a static HTML digest.

As a library: `key_points` and `sentences`, which load what they need when they are first asked for.
"""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__", "key_points", "sentences"]

# typing takes longer to import than a build takes to find that nothing has changed.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from feedgen_site.keypoints.library import key_points, sentences
else:

    def __getattr__(name: str) -> object:
        if name in ("key_points", "sentences"):
            from feedgen_site.keypoints import library

            return getattr(library, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
