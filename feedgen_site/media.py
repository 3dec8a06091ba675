"""Recordings and other files that come with an article: what front matter may say of them, and their types.

The table of types is fixed, so that the same file has the same type on every machine.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from feedgen_site import addresses, markdown, sanitize
from feedgen_site.fields import Fields, folded_key, is_boolean
from feedgen_site.links import path_of
from feedgen_site.model import Medium
from feedgen_site.nodes import Items, Node, Pairs, Text
from feedgen_site.patterns import regex
from feedgen_site.text import one_line

SPELLINGS = tuple(
    "media enclosure enclosures audio podcast podcasts video videos attachments attachment".split()
)
"""All of them count together: a story may have an `audio` and a `video`."""

TYPES: Mapping[str, str] = {
    ".aac": "audio/aac",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",  # RFC 7845, 9; audio/opus is for streams (RFC 7587)
    ".wav": "audio/wav",
    ".weba": "audio/webm",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".mp4": "video/mp4",
    ".ogv": "video/ogg",
    ".webm": "video/webm",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".epub": "application/epub+zip",
    ".geojson": "application/geo+json",
    ".gz": "application/gzip",
    ".json": "application/json",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".srt": "application/x-subrip",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}

_SOURCES = ("src", "url", "file", "path", "href")
_LENGTHS = ("length", "size", "bytes", "size_in_bytes")
_MOST_BYTES = 1 << 50
_MOST_SECONDS = 1_000_000
_TYPE = regex(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")
_DURATION = regex(r"(?:(?:(\d{1,3}):)?(\d{1,5}):)?(\d{1,7})(?:\.\d+)?")
_YES, _NO = frozenset(("true", "yes", "on", "explicit")), frozenset(("false", "no", "off", "clean"))


def type_of(target: str) -> str:
    """Give the media type of a path or web address by its suffix, "" for an unknown one."""
    path = urlsplit(target).path if addresses.has_scheme(target) else path_of(target)
    return TYPES.get(posixpath.splitext(path)[1].lower(), "")


def seconds(text: str) -> int:
    """Read a duration: `754`, `12:34` or `1:02:03`; 0 where the text is none."""
    match = _DURATION.fullmatch(text.strip())
    if not match:
        return 0
    hours, minutes, rest = (int(part or 0) for part in match.groups())
    # `90:00` is an hour and a half; after a colon there are at most 59 of anything.
    if (match[1] and minutes > 59) or (match[2] and rest > 59):
        return 0
    total = hours * 3600 + minutes * 60 + rest
    return total if total <= _MOST_SECONDS else 0


def read(fields: Fields) -> tuple[Medium, ...]:
    """Read a header's media, each once; what cannot be linked is left out with a warning."""
    found: dict[str, Medium] = {}
    for field in fields.every("media", lambda node: not is_boolean(node)):
        for node in field.node.items if isinstance(field.node, Items) else (field.node,):
            if medium := _medium(fields, field.key.value, node):
                found.setdefault(medium.target, medium)
    return tuple(found.values())


def _medium(fields: Fields, key: str, node: Node) -> Medium | None:
    named = dict(_texts(node))
    source = (
        node if isinstance(node, Text) else next((named[name] for name in _SOURCES if name in named), None)
    )
    if source is None or source.is_null:
        fields.warn(node, "bad-media", f"'{key}' names no file", f"{key}: {{src: interview.mp3}}")
        return None
    written = source.value.strip()
    target = _target(written, fields.path)
    media_type = _type(fields, named) or type_of(target)
    if not target or not media_type:
        what = "is a file of no known type" if target else "cannot be linked"
        hint = f"{key}: interview.mp3, or its `type: audio/mpeg` beside `src:`; pages are linked in the text"
        fields.warn(source, "bad-media", f"'{one_line(written)[:80]}' {what}, and is left out", hint)
        return None
    length = _number(fields, named, _LENGTHS, _MOST_BYTES)
    if not target.startswith("/") and not length:
        hint = f"{key}: {{src: {written}, length: 1048576}}, with its real size in bytes"
        fields.warn(source, "no-length", "without its length this file is no enclosure in RSS", hint)
    return Medium(
        target,
        media_type,
        length,
        _duration(fields, named),
        markdown.plain(named["title"].value) if "title" in named else "",
        _image(fields, named),
        _number(fields, named, ("episode",), 100_000),
        _number(fields, named, ("season",), 100_000),
        _explicit(fields, named),
    )


def _texts(node: Node) -> Iterator[tuple[str, Text]]:
    for key, value in node.pairs if isinstance(node, Pairs) else ():
        if isinstance(value, Text) and not value.is_null:
            yield folded_key(key.value), value


def _target(written: str, path: str) -> str:
    """Give a web address, or the content path of a file; "" for what may not be linked."""
    if addresses.has_scheme(written) or written.startswith("//"):
        return addresses.web_url(written)
    try:
        target = path_of(sanitize.content_target(written, path)) if written else ""
    except ValueError:
        return ""
    return target if len(target) > 1 else ""


def _type(fields: Fields, named: Mapping[str, Text]) -> str:
    node = named.get("type") or named.get("mime_type")
    if node is None:
        return ""
    written = node.value.partition(";")[0].strip().lower()
    if _TYPE.fullmatch(written):
        return written
    fields.warn(node, "bad-media", f"'{one_line(node.value)[:80]}' is not a media type", "type: audio/mpeg")
    return ""


def _duration(fields: Fields, named: Mapping[str, Text]) -> int:
    node = named.get("duration")
    found = seconds(node.value) if node else 0
    if node and not found:
        message = f"'{one_line(node.value)[:80]}' is not a duration"
        fields.warn(node, "bad-media", message, 'duration: "12:34", or "1:02:03", or seconds')
    return found


def _image(fields: Fields, named: Mapping[str, Text]) -> str:
    node = named.get("image")
    target = _target(node.value.strip(), fields.path) if node else ""
    if node and not target:
        message = f"'{one_line(node.value)[:80]}' is not an image"
        fields.warn(node, "bad-media", message, "image: cover.jpg")
    return target


def _number(fields: Fields, named: Mapping[str, Text], names: tuple[str, ...], most: int) -> int:
    """Read a whole number greater than nought, 0 where there is none; underscores are as in `1_048_576`."""
    node = next((named[name] for name in names if name in named), None)
    if node is None:
        return 0
    word = node.value.strip().replace("_", "")
    if word.isascii() and word.isdigit() and len(word) < 20 and 0 < int(word) <= most:
        return int(word)
    message = f"'{names[0]}' should be a whole number, not '{one_line(node.value)[:80]}'"
    fields.warn(node, "bad-media", message, f"{names[0]}: {1048576 if names is _LENGTHS else 1}")
    return 0


def _explicit(fields: Fields, named: Mapping[str, Text]) -> bool | None:
    node = named.get("explicit")
    if node is None:
        return None
    word = node.value.strip().lower()
    if word not in _YES | _NO:
        message = f"'explicit' should be true or false, not '{one_line(node.value)[:80]}'"
        fields.warn(node, "bad-media", message, "explicit: false")
        return None
    return word in _YES
