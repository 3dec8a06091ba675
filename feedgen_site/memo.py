"""The memo of a build: enough to know that the next one has nothing to do, without reading an article.

A memo belongs to one command line in one folder. It says which stamps (size, time, inode) the content,
the templates, the program and the output had, until when time alone changes nothing, and what the build
said. While all of that holds, `build` says it again and is done. Where articles were edited and nothing else
happened, it knows which (`since`).

This room is entered before all others, so it imports next to nothing: that is most of its speed.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from hashlib import blake2b

from feedgen_site import aside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

_VERSION = 2
# Written so shortly before it was looked at, a file may change again within the same time stamp; its content
# is compared, too. FAT keeps times to two seconds.
_RACY_NS = 2_000_000_000
DEFAULT_CACHE = os.path.join(".cache", "feedgen-site")
# What a build that did not end leaves in the output: it may have written what is in no manifest.
JOURNAL = ".feedgen-site.begun.json"
_MAX_BYTES = 64_000_000
# With fewer files another process would not have begun before this one is done.
_MANY = 2_000
# Memos that stay; one of 100,000 articles has some ten megabytes.
_MOST = 16


class Folders:
    """What a build reads: the content folder, the templates' (it may be absent), the configuration file."""

    __slots__ = ("config", "content", "templates")

    def __init__(self, content: str, templates: str, config: str) -> None:
        self.content, self.templates, self.config = content, templates, config


class Seen:
    """What a look at the folders found: a line for each stamp, and the files that changed just now.

    The first line stands for the program. `stamps` is one hash of all lines.
    """

    __slots__ = ("recent", "stamps", "text")

    def __init__(self, lines: Sequence[str], recent: Sequence[str]) -> None:
        # As one text, which is shorter: a build holds it to its end.
        self.text, self.recent = _joined(lines), recent
        self.stamps = _hash_of(self.text)

    @property
    def program(self) -> str:
        """Give what stands for the program."""
        return _parted(self.text.partition(b"\n")[0])[0]

    def contents(self) -> dict[str, str]:
        """Hash the files that may change again under the same stamp; ask before a build reads them."""
        return {path: _content(path) for path in self.recent}


class Memo:
    """A memo that was found: its file, what it says, and the paths of all files that were published."""

    __slots__ = ("data", "file", "paths")

    def __init__(self, file: str, data: dict[str, Any], paths: Sequence[str]) -> None:
        self.file, self.data, self.paths = file, data, paths

    @property
    def folders(self) -> Folders:
        """Give what the build read."""
        return Folders(*self.data["folders"])


class Outputs:
    """The files that a memo names, as they lie in the output: looked at once, when that is first asked for.

    With `meanwhile` a copy of this process looks, from now on; it may have one thread only.
    """

    __slots__ = ("_find", "_found", "changed")

    def __init__(self, memo: Memo, *, meanwhile: bool = False) -> None:
        root, paths = memo.data["root"], memo.paths

        def find() -> bytes:
            return _joined(_outputs(root, paths))

        self.changed = _changed(root)  # before the look
        self._find = aside.begun(find) if meanwhile and len(paths) >= _MANY else find
        self._found: bytes | None = None

    def text(self) -> bytes:
        """Give their lines; none where a file is missing."""
        if self._found is None:
            self._found = self._find()
        return self._found


class Left:
    """What a build left for the next of the same command line, in the words of other rooms.

    `program` names its version, `plan` the plan that the output holds, `store` the stamp of the cache.
    """

    __slots__ = ("plan", "program", "store")

    def __init__(self, program: str, plan: str, store: str) -> None:
        self.program, self.plan, self.store = program, plan, store


class Since:
    """What happened since the build of a memo.

    `outputs` are the lines of all files that were published, by path: all are as that build left them. `left`
    is what else it left; None where that is not known, or the program is another. `edits` are the files of
    content that were edited where they are, `new` those that came; None where more happened, or may have.
    """

    __slots__ = ("_changed", "_root", "edits", "left", "new", "outputs")

    def __init__(
        self, root: str, changed: int, outputs: Mapping[str, str], left: Left | None,
        edits: Sequence[str] | None, new: Sequence[str] | None,
    ) -> None:  # fmt: skip
        self._root, self._changed = root, changed
        self.outputs, self.left, self.edits, self.new = outputs, left, edits, new

    def holds(self) -> bool:
        """Say whether nobody has put a file into the output since: each one comes by way of its root."""
        return _changed(self._root) == self._changed


def file_of(cache: str, words: Sequence[str]) -> str:
    """Name the memo of a command line in the present folder."""
    name = _hash((os.path.abspath("."), *words))[:16]
    return os.path.join(cache, f"{name}.memo")


def find(words: Sequence[str]) -> Memo | None:
    """Find the memo of a command line; None where there is none, or none that can be trusted."""
    cache = _cache_of(words)
    if not cache:
        return None
    try:
        file = file_of(cache, words)
        handle = _opened(file)
    except OSError:
        return None
    with open(handle, "rb") as stream:
        return _read(file, stream.read(_MAX_BYTES)) if is_private(os.fstat(handle)) else None


def look(folders: Folders, now_ns: int) -> Seen | None:
    """Look at all that a build reads; None where that cannot be told from stamps (links, closed folders)."""
    found: list[str] = []
    recent: list[str] = []
    floor = now_ns - _RACY_NS
    for place in (folders.content, folders.templates):
        if not _stamps(place, found, recent, floor):
            return None
    if os.path.lexists(folders.config):
        if not os.path.isfile(folders.config):
            return None
        found.append(_stamp(folders.config))
        recent.append(folders.config)  # one small file: always compared by content, wherever it lies
    return Seen((_program(), *found), recent)


def holds(memo: Memo, seen: Seen | None, now: float, outputs: Outputs | None = None) -> bool:
    """Say whether all is as the memo says, at a moment in seconds since 1970."""
    if seen is None or memo.data["stamps"] != seen.stamps or _altered(memo):
        return False
    return _is_published(memo, now, outputs or Outputs(memo))


def since(memo: Memo, seen: Seen | None, now: float, outputs: Outputs | None = None) -> Since | None:
    """Say what happened since the build of a memo; None where its output is not as it was."""
    outputs = outputs or Outputs(memo)
    if not _is_published(memo, now, outputs):
        return None
    root, changed = memo.data["root"], outputs.changed
    lines = dict(zip(memo.paths, _parted(outputs.text()), strict=True))
    before = _lines_before(memo) if seen and memo.data["left"] else None
    if seen is None or before is None or before[0] != seen.program:
        return Since(root, changed, lines, None, None, None)
    return Since(root, changed, lines, Left(*memo.data["left"]), *_edits(memo, before, seen))


def _edits(
    memo: Memo, before: Sequence[str], seen: Seen
) -> tuple[Sequence[str], Sequence[str]] | tuple[None, None]:
    """Give what was edited where it is, and what came; None where anything else was not as it is."""
    were, are = set(before), set(_parted(seen.text))
    edited = {line.partition("\0")[0] for line in were - are}
    there = {line.partition("\0")[0]: "\0" in line for line in are - were}
    if not edited <= there.keys():
        return None, None  # some went
    edited |= _altered(memo)
    inside, *outside = (os.path.join(place, "") for place in (memo.folders.content, memo.folders.templates))
    if memo.folders.config in edited or not all(
        path.startswith(inside) and not path.startswith(tuple(outside)) for path in (*edited, *there)
    ):
        return None, None
    # Of a folder that came there is nothing to say but what is in it.
    return sorted(edited), sorted(path for path, is_file in there.items() if is_file and path not in edited)


def _changed(folder: str) -> int:
    """Say when a file last came into a folder, or left it; 0 where there is none."""
    try:
        return os.stat(folder).st_ctime_ns
    except OSError:
        return 0


def _altered(memo: Memo) -> set[str]:
    """Give the files whose stamp could not be trusted when the memo was written, and that are others now."""
    return {path for path, was in memo.data["contents"].items() if _content(path) != was}


def _is_published(memo: Memo, now: float, outputs: Outputs) -> bool:
    """Say whether all published files are in place, and time changes none."""
    data = memo.data
    root = data["root"]
    if not data["since"] <= now < data["until"] or os.path.lexists(os.path.join(root, JOURNAL)):
        return False
    is_there: bool = os.path.realpath(data["output"]) == root
    return is_there and _hash_of(outputs.text()) == data["files"]


def said(memo: Memo, now: float, seconds: float) -> tuple[str, str]:
    """Give what the build said on standard output and error, as of now, and that it took so long."""
    from feedgen_site.spans import distance

    if not memo.data["said"]:
        return "", memo.data["errors"]
    *parts, last = memo.data["said"]
    filled = (part if isinstance(part, str) else distance(part - now) for part in parts)
    return f"{''.join(filled)}{seconds:.2f}{last}", memo.data["errors"]


def settle(memo: Memo, seen: Seen) -> None:
    """Forget the hashes of files that were fresh when the memo was written and are no longer."""
    recent = set(seen.recent)
    left = {path: was for path, was in memo.data["contents"].items() if path in recent}
    if len(left) < len(memo.data["contents"]):
        _write(memo.file, {**memo.data, "contents": left}, memo.paths)


def keep(
    file: str, folders: Folders, seen: Seen, contents: Mapping[str, str], window: tuple[float, float],
    output: str, outputs: Mapping[str, str], said: Sequence[str | float], errors: str, left: Left | None,
) -> None:  # fmt: skip
    """Keep the memo of a build that published; one that cannot be written is none.

    `contents` is what `seen` gave before the build. `window` is the time in which nothing changes by itself,
    in seconds since 1970. `outputs` has the `line` of each file below `output`, by path. `said` is standard
    output in parts: a number stands for how far that moment is, and before the last part stand the seconds
    taken; it is empty where nothing is to be said.
    """
    data = {
        "folders": [folders.content, folders.templates, folders.config],
        "stamps": seen.stamps, "contents": dict(contents), "since": window[0], "until": window[1],
        "output": output, "root": os.path.realpath(output), "files": _hash(outputs.values()),
        "said": list(said), "errors": errors, "left": left and [left.program, left.plan, left.store],
    }  # fmt: skip
    _write(file, data, outputs)
    if left:
        _put(f"{file}.lines", seen.text)
    _forget_oldest(os.path.dirname(file))


def _forget_oldest(cache: str) -> None:
    """Let the newest memos stay: every `--as-of` is another command line, and few of them come again."""
    found: dict[str, int] = {}
    files = []
    with suppress(OSError), os.scandir(cache) as entries:
        for entry in entries:
            name, _, rest = entry.name.partition(".memo")
            if (rest or entry.name.endswith(".memo")) and entry.is_file(follow_symlinks=False):
                # Also what lies beside a memo, and those that were never finished.
                files.append((name, entry.path))
                found[name] = max(found.get(name, 0), entry.stat(follow_symlinks=False).st_mtime_ns)
    newest = set(sorted(found, key=found.__getitem__)[-_MOST:])
    for name, path in files:
        if name not in newest:
            with suppress(OSError):
                os.unlink(path)


def _cache_of(words: Sequence[str]) -> str:
    """Give the cache folder that a command line names, or the default one."""
    for number, word in enumerate(words):
        if word == "--cache":
            return words[number + 1] if number + 1 < len(words) else ""
        if word.startswith("--cache="):
            return word.partition("=")[2]
    return DEFAULT_CACHE


def _write(file: str, data: Mapping[str, Any], paths: Iterable[str]) -> None:
    import json

    body = _joined((json.dumps(data), *paths))
    head = f"{_VERSION} {_hash_of(body)}\n".encode()
    _put(file, head + body)


def _put(file: str, data: bytes) -> None:
    """Put a file into the cache whole, or not at all."""
    passing = f"{file}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as stream:
            stream.write(data)
        os.replace(passing, file)
    except OSError:
        with suppress(OSError):
            os.unlink(passing)


def _opened(file: str) -> int:
    """Open a file of the cache: it follows no link, and awaits no pipe."""
    return os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _read(file: str, text: bytes) -> Memo | None:
    import json

    head, _, body = text.partition(b"\n")
    if head != f"{_VERSION} {_hash_of(body)}".encode():
        return None
    line, *paths = _parted(body)
    data = json.loads(line)
    return Memo(file, data, paths)


def is_private(status: os.stat_result) -> bool:
    """Say whether only we could have written it: what lies in a cache may have come with a clone."""
    if os.name != "posix":
        return stat.S_ISREG(status.st_mode)
    is_ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
    return is_ours and not status.st_mode & 0o077


def _stamps(folder: str, found: list[str], recent: list[str], floor: int) -> bool:
    """Add the stamp of each file below a folder, names with a dot in front left out as builds do.

    False where a name cannot be told by its own stamp.
    """
    if not os.path.lexists(folder):
        found.append(f"{folder}\0absent")
        return True
    pending = [folder]
    while pending:
        place = pending.pop()
        found.append(place)
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
                        continue
                    if not entry.is_file(follow_symlinks=False):
                        return False
                    status = entry.stat()
                    mtime = status.st_mtime_ns
                    # The time of change, too: who sets a time back cannot set that one.
                    times = f"{mtime}\0{status.st_ctime_ns}"
                    found.append(f"{entry.path}\0{status.st_size}\0{times}\0{status.st_ino}")
                    if mtime >= floor:
                        recent.append(entry.path)
        except OSError:
            return False
    # Folders are listed in whatever order the file system has.
    found.sort()
    return True


def _stamp(file: str) -> str:
    try:
        status = os.stat(file)
    except OSError:
        return f"{file}\0absent"
    return line(file, status.st_size, status.st_mtime_ns, status.st_ino)


def line(path: str, size: int, mtime: int, inode: int) -> str:
    """Write down the stamp of a file: bytes, nanoseconds, inode."""
    return f"{path}\0{size}\0{mtime}\0{inode}"


def _content(file: str) -> str:
    try:
        with open(file, "rb") as stream:
            return _hash_of(stream.read())
    except OSError:
        return ""


def _outputs(root: str, paths: Iterable[str]) -> list[str]:
    """Give the lines of these files; none where one is missing."""
    found = []
    try:
        for path in paths:
            status = os.lstat(f"{root}/{path}")
            found.append(line(path, status.st_size, status.st_mtime_ns, status.st_ino))
    except OSError:
        return []
    return found


def _lines_before(memo: Memo) -> list[str] | None:
    """Give the lines that the build of a memo saw; None where they are not those."""
    try:
        with open(_opened(f"{memo.file}.lines"), "rb") as stream:
            data = stream.read(_MAX_BYTES)
    except OSError:
        return None
    return _parted(data) if _hash_of(data) == memo.data["stamps"] else None


def _program() -> str:
    """Stand for the program: its files and the packages beside it, by their stamps and names."""
    here = os.path.dirname(os.path.abspath(__file__))
    found: list[str] = [sys.version, here]
    for folder in (here, os.path.join(os.path.dirname(here), "templates")):
        for place, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            found += (_stamp(os.path.join(place, name)) for name in sorted(names))
    for folder in sys.path:
        # Each package that is installed has a folder there, in which METADATA says its version.
        with suppress(OSError):
            names = sorted(name for name in os.listdir(folder or ".") if name.endswith("-info"))
            found += (_stamp(os.path.join(folder, name, "METADATA")) for name in names)
    return _hash(found)


def _hash(parts: Iterable[str]) -> str:
    return _hash_of(_joined(parts))


def _hash_of(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _joined(parts: Iterable[str]) -> bytes:
    return "\n".join(parts).encode("utf-8", "surrogatepass")


def _parted(data: bytes) -> list[str]:
    return data.decode("utf-8", "surrogatepass").split("\n")
