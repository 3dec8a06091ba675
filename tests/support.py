"""Whole sites for tests: written from one readable text, built for real, read back as bytes."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer, SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any

import pytest

from feedgen_site import cli
from feedgen_site.build import Options, Outcome, build
from feedgen_site.model import Head, Hold
from feedgen_site.problem import errors
from feedgen_site.publish import MANIFEST
from feedgen_site.stages import Stage, Stages

ROOT = Path(__file__).parents[1]
AS_OF = datetime(2026, 1, 10, tzinfo=UTC)
JSON_KEYS = frozenset(
    ("read", "published", "held_back", "problems", "written", "unchanged", "removed", "seconds")
)
PROBLEM_KEYS = frozenset(("path", "line", "column", "code", "message", "hint", "severity"))

SITE = """\
title: The Test
base_url: https://test.example/
authority: test.example,2026
"""
"""Settings that draw no warning."""


class Heard(Stages):
    """Notes which stages a build enters."""

    def __init__(self) -> None:
        self.names: list[str] = []

    @contextmanager
    def __call__(self, name: str) -> Iterator[Stage]:
        self.names.append(name)
        with super().__call__(name) as stage:
            yield stage


def site_from(text: str, folder: Path) -> Path:
    """Write a site given as one text: each `=== path` line begins a file; give the folder.

    Line ends and indentation are kept as they stand, after the text as a whole is dedented.
    """
    for part in dedent(text).split("\n=== ") if text.strip() else ():
        name, _, content = part.removeprefix("=== ").lstrip("\n").removeprefix("=== ").partition("\n")
        if name.strip():
            put(folder / name.strip(), content if content.endswith("\n") else f"{content}\n")
    return folder


def put(file: Path, data: str | bytes) -> Path:
    """Write one file, with the folders on the way to it; line ends are as in the text."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return file


def edit(file: Path, old: str, new: str) -> None:
    """Replace a text that stands once in a file."""
    text = file.read_bytes().decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    put(file, text.replace(old, new))


def article(title: str, date: str = "2026-01-04", body: str = "", **fields: str) -> str:
    """Give the text of an article; `fields` are further lines of front matter, as YAML."""
    rows = "".join(f"{name}: {value}\n" for name, value in fields.items())
    text = body or f"The story called {title} has a first sentence of its own. It has a second one, too."
    return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\ndate: {date}\n{rows}---\n{text}\n"


def alias_bomb() -> str:
    """Write YAML whose aliases stand for nine to the power of ten values."""
    rows = [f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]" for before, name in pairwise("abcdefghij")]
    return "\n".join([f"a: &a [{','.join('x' * 9)}]", *rows])


A_MOMENT = datetime(2026, 1, 4, 9, 59, tzinfo=UTC)
_HEAD = Head(
    id="tag:example.org,2026:asia/bridge",
    id_line=0,
    path="asia/bridge.md",
    language="en",
    permalink="/2026/01/bridge/",
    headline="A bridge opens",
    standfirst="",
    points=(),
    published=A_MOMENT,
    day_only=False,
    updated=A_MOMENT,
    date=A_MOMENT,
    embargo=None,
    expires=None,
    draft=False,
    section=None,
    tags=(),
    authors=(),
    agencies=(),
    credit="",
    withheld=False,
    source_url="",
    aliases=(),
    image=None,
    related=(),
    corrections=(),
    withdrawn=None,
    weight=0,
    top=False,
    rights="",
    robots="",
    words=120,
    targets=(),
    body_hash="b",
    source_hash="s",
    head_hash="h",
)


def a_head(**changes: object) -> Head:
    """Give a story that has nothing it can be without, but for these fields."""
    return replace(_HEAD, **changes)  # type: ignore[arg-type]


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder by its path, the manifest left out."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }


def edition_files(key: str) -> tuple[str, ...]:
    """List the files of an edition, sorted: its page, and its other forms."""
    names = ("edition.eml", "edition.txt", "email.html", "index.html")
    return tuple(f"edition/{key}/{name}" for name in names)


def times(folder: Path) -> dict[str, tuple[int, int]]:
    """Give time and inode of everything below a folder: a file written again shows, even with equal bytes."""
    found = {}
    for file in sorted(folder.rglob("*")):
        status = file.lstat()
        found[file.relative_to(folder).as_posix()] = (status.st_mtime_ns, status.st_ino)
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the command line said and how it ended."""

    code: int
    out: str
    err: str


def run(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None) -> Run:
    """Run `feedgen-site` as a process of its own in folder `cwd`; `env` adds to the environment."""
    done = subprocess.run(
        [sys.executable, "-m", "feedgen_site", *arguments],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def called(*arguments: str, cwd: Path) -> Run:
    """Run the same in this process, some ten times as fast; a bug then fails the test with its traceback.

    Not from two threads at once: the folder, standard output and standard error are the whole process's.
    """
    out, err = StringIO(), StringIO()
    with chdir(cwd), redirect_stdout(out), redirect_stderr(err):
        try:
            code = cli.main(arguments)
        except SystemExit as ended:  # the parser of arguments ends with it
            code = int(ended.code or 0)
    return Run(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True, slots=True)
class Report:
    """The object of `--json`, its parts typed; `codes` are those of its problems."""

    code: int
    read: int
    published: int
    held_back: dict[str, int]
    problems: tuple[Mapping[str, object], ...]
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    seconds: float

    @property
    def codes(self) -> set[object]:
        """Give the codes of all problems."""
        return {problem["code"] for problem in self.problems}


def said_json(done: Run) -> Any:
    """Give the object that a run with `--json` must have printed in one line."""
    assert "Traceback" not in done.err, done.err
    assert done.out.count("\n") == 1, f"not one line: {done.out!r} {done.err!r}"
    return json.loads(done.out)


def run_json(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None) -> Report:
    """Run with `--json`; fail unless it printed one object with exactly the documented keys and types."""
    done = run(*arguments, "--json", cwd=cwd, env=env)
    data = said_json(done)
    assert data.keys() == JSON_KEYS
    assert type(data["read"]) is int
    assert type(data["published"]) is int
    assert data["held_back"].keys() == {reason.value for reason in Hold}
    assert all(type(count) is int for count in data["held_back"].values())
    for problem in data["problems"]:
        assert problem.keys() == PROBLEM_KEYS
        assert problem["severity"] in ("error", "warning")
        assert type(problem["line"]) is type(problem["column"]) is int
    for name in ("written", "unchanged", "removed"):
        assert data[name] == sorted(data[name])
    assert isinstance(data["seconds"], float)
    return Report(
        code=done.code,
        read=data["read"],
        published=data["published"],
        held_back=data["held_back"],
        problems=tuple(data["problems"]),
        written=tuple(data["written"]),
        unchanged=tuple(data["unchanged"]),
        removed=tuple(data["removed"]),
        seconds=data["seconds"],
    )


def built(
    folder: Path,
    *,
    content: str = "content",
    output: str = "public",
    cache: str = "cache",
    as_of: datetime = AS_OF,
    jobs: int = 1,
    drafts: bool = False,
    strict: bool = False,
    skip_bad: bool = False,
    base_url: str = "",
    write: bool = True,
) -> Outcome:
    """Build in this process the site in `folder`; `cache` "" builds without what an earlier build kept."""
    options = Options(
        content=str(folder / content),
        output=str(folder / output),
        as_of=as_of,
        cache=str(folder / cache) if cache else "",
        base_url=base_url,
        drafts=drafts,
        jobs=jobs,
        strict=strict,
        skip_bad=skip_bad,
    )
    return build(options, write=write)


def published(folder: Path, *, as_of: datetime = AS_OF, drafts: bool = False) -> dict[str, bytes]:
    """Build a site that must build without an error, and give its output tree."""
    outcome = built(folder, as_of=as_of, drafts=drafts)
    assert not errors(outcome.problems), [str(problem) for problem in outcome.problems]
    assert outcome.exit_code == 0, outcome.problems
    return tree(folder / "public")


def codes(outcome: Outcome) -> list[str]:
    """Give the codes of an outcome's problems, in their order."""
    return [problem.code for problem in outcome.problems]


NOBODY = 65534


@contextmanager
def without_privileges() -> Iterator[Path]:
    """Give an empty folder, and inside the block be a user whom modes bind, even where tests run as root.

    pytest's own folders are closed to other users, so this one stands beside them.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        is_root = os.geteuid() == 0
        if is_root:
            os.chown(folder, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, 0)
        try:
            yield folder
        finally:
            if is_root:
                os.setresuid(0, 0, 0)


@contextmanager
def small_disk(folder: Path, size: str, options: str = "") -> Iterator[Path]:
    """Mount a file system of this size; skip the test where that is not allowed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}{options}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("a small file system cannot be mounted here (it takes root)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    """Make files under another umask."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def sample_site(folder: Path) -> Path:
    """Build the sample site, as of the sixth of January 2026, and give its output folder."""
    public = folder / "public"
    outcome = build(Options(str(ROOT / "content"), str(public), datetime(2026, 1, 6, tzinfo=UTC)))
    assert outcome.exit_code == 0, outcome.problems
    return public


@contextmanager
def running(server: HTTPServer) -> Iterator[str]:
    """Let a server answer until the block ends, then close it; give its URL."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def server_of(handler: Callable[..., BaseHTTPRequestHandler]) -> HTTPServer:
    """Make a server on a free port of this machine, to be run."""
    return ThreadingHTTPServer(("127.0.0.1", 0), handler)


class Quiet:
    """Put before a handler of requests, it logs nothing."""

    def log_message(self, *said: object) -> None:
        """Keep silent."""


def answer(
    request: BaseHTTPRequestHandler, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> None:
    """Send a whole answer to a request."""
    request.send_response(status)
    for name, value in (headers or {}).items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


@contextmanager
def served(public: Path, headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve a folder with Python's own static server, which knows nothing of ours; give its URL.

    `headers` are sent with every file.
    """

    class Host(Quiet, SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            super().end_headers()

    with running(server_of(functools.partial(Host, directory=str(public)))) as url:
        yield url
