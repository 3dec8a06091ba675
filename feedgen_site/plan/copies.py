"""Files that are copied as they are, those of content/static and most of those that stories refer to; and
pictures, which lose what nobody should learn from them.
"""

from __future__ import annotations

from collections.abc import Iterator

from feedgen_site.model import Fault, Source
from feedgen_site.plan.desk import Desk, is_picture
from feedgen_site.plan.outputs import FileArguments, Kind, Output, PictureArguments
from feedgen_site.problem import Problem, Severity
from feedgen_site.text import digest


def copies(desk: Desk) -> Iterator[Output]:
    """Plan the copies, once all files have been asked for."""
    for path, source in desk.static.items():
        yield _copy(desk, path, source, source.path)
        _report(desk, source)
    for path, (source, origin) in desk.assets.items():
        if is_picture(path):
            yield _picture(desk, f"assets{path}", source, origin, 0)
            _report(desk, source)
        else:
            yield _copy(desk, f"assets{path}", source, origin)
    for address, (path, width) in desk.smaller.items():
        source, origin = desk.assets[path]
        yield _picture(desk, address.lstrip("/"), source, origin, width)


def _copy(desk: Desk, path: str, source: Source, origin: str) -> Output:
    marks = [_mark(source)]
    return desk.output(path, Kind.FILE, FileArguments(source.file), marks, origin=origin)


def _picture(desk: Desk, path: str, source: Source, origin: str, width: int) -> Output:
    """Plan a picture. Drawing takes long, so only its content counts, and nothing else of the site."""
    known = desk.known.get(source.path)
    fingerprint = digest(
        desk.material.drawn, path, (known.hash if known else "") or _mark(source), str(width)
    )
    return Output(path, Kind.PICTURE, fingerprint, PictureArguments(source, width), (), origin)


def _mark(source: Source) -> str:
    stamp = source.stamp
    return repr((stamp.size, stamp.mtime_ns, stamp.inode))


def _report(desk: Desk, source: Source) -> None:
    """Say what is wrong with a picture, or what it tells of a place."""
    picture = desk.known.get(source.path)

    def warn(code: str, message: str, hint: str) -> None:
        desk.problems.append(Problem(source.path, 0, 0, code, message, hint, Severity.WARNING))

    match picture.fault if picture else Fault.NONE:
        case Fault.TOO_LARGE:
            message, hint = "the picture is too large to take metadata out of it", "save it smaller"
            desk.problems.append(Problem(source.path, 0, 0, "too-large", message, hint))
        case Fault.CUT_SHORT:
            warn("broken-picture", "the picture is cut short", "copy the whole file once more")
        case Fault.UNREADABLE:
            warn("broken-picture", "the picture cannot be read, so no smaller ones are drawn", "save it anew")
        case Fault.TOO_MANY_PIXELS:
            hint = "save it smaller: 4,000 pixels are enough for any screen"
            warn("large-picture", "the picture has too many pixels to draw smaller ones", hint)
    if picture and picture.has_place:
        hint = "put it beside the article that shows it, where that is taken out; or save it without"
        warn("place-in-picture", "the picture says where it was taken (GPS), and is published as it is", hint)
