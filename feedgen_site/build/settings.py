"""Reads site.yaml as a build does."""

from __future__ import annotations

import os
from collections.abc import Iterator

from feedgen_site import config, precompress, sources
from feedgen_site.build.asked import Options
from feedgen_site.config import SiteConfig
from feedgen_site.problem import Problem


def read_config(options: Options) -> tuple[SiteConfig, tuple[Problem, ...]]:
    """Read site.yaml, or give the settings of a site without one; problems name the file as it was typed."""
    file = options.config_file
    text: str | None = None
    problems: tuple[Problem, ...] = ()
    if options.config and not os.path.isfile(file):
        problems = (
            Problem(file, 0, 0, "no-config", "there is no such file", "feedgen-site init . makes one"),
        )
    elif os.path.lexists(file) and not os.path.isfile(file):
        # Without its settings a site would be published under other ids.
        message = "is no file, or a symbolic link that leads nowhere"
        problems = (Problem(file, 0, 0, "unreadable", message, "put the settings there, or remove it"),)
    elif os.path.isfile(file):
        try:
            with open(file, "rb") as stream:
                decoded = sources.decoded(file, stream.read())
        except OSError as error:
            decoded = Problem(
                file, 0, 0, "unreadable", f"cannot be read: {error.strerror}", "check permissions"
            )
        if isinstance(decoded, Problem):
            problems = (decoded,)
        else:
            text = decoded
    settings, found = config.load(text, file, options.base_url)
    if problems:
        return settings, problems  # what settings that cannot be read seem to lack is not worth saying
    return settings, (*found, *_not_installed(settings, file))


def _not_installed(settings: SiteConfig, file: str) -> Iterator[Problem]:
    """Say which packages the settings ask for that are not there."""
    if settings.images and not drawing(settings):
        from feedgen_site import imaging

        message = "'images' asks for smaller pictures, and Pillow, which draws them, is not installed"
        yield Problem(file, 0, 0, "no-pillow", message, imaging.INSTALL)
    if settings.search:
        from feedgen_site import indexing

        if not indexing.is_installed():
            message = "'search' asks for an index, and Pagefind, which makes it, is not installed"
            yield Problem(file, 0, 0, "no-pagefind", message, indexing.INSTALL)
    if not precompress.is_installed(settings.precompress):
        message = "'precompress' asks for brotli, and Brotli, which makes it, is not installed"
        yield Problem(file, 0, 0, "no-brotli", message, precompress.INSTALL)


def drawing(settings: SiteConfig) -> tuple[str, ...]:
    """Name what decides about smaller pictures; nothing where none are asked for, or none can be made."""
    if settings.images is None:
        return ()
    from feedgen_site import imaging

    return (repr(settings.images), imaging.version()) if imaging.is_installed() else ()
