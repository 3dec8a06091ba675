"""The house's rules about rooms: who may import whom, who may do I/O, who may know the time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "feedgen_site"

# Each room may import those above it in this list, and nothing below. Packages count as one room.
ROOMS = """
frozen spans once patterns signals aside memo locks problem text expressions dates likelydates nodes fields
languages addresses entryfields strings keypoints model config codec
frontmatter header litter sanitize figures links markdown media article rights terms story translations
related editions site schedule search hosting feeds state precompress robots sitemaps theme pages letters plan
render pictures sources cache imaging publish mapper cluster stages indexing checking printing writing
holdings revision build reloading serve cli
""".split()
SHELL = set(
    "signals aside memo locks theme sources cache imaging publish mapper cluster stages indexing".split()
    + "checking printing writing holdings revision build serve cli".split()
)
# Packaged data is part of the program: these read it through importlib.resources, and nothing else.
READS_PACKAGED_DATA = {"dates", "strings", "keypoints"}

IO_MODULES = {
    "io", "os", "pathlib", "shutil", "tempfile", "subprocess", "socket", "urllib.request", "http", "sqlite3",
    "logging", "glob", "fileinput", "asyncio", "threading", "multiprocessing", "concurrent", "pickle",
    "marshal", "shelve",
}  # fmt: skip
NEVER = {"pickle", "marshal", "shelve"}
# What is only joined in memory is read from nowhere.
IN_MEMORY = "io.BytesIO"
CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter", "localtime", "time_ns"}


def room_of(path: Path) -> str:
    """Name the room a module belongs to: the first part of its path."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def modules() -> Iterator[tuple[str, Path, ast.Module]]:
    """Give every module with its room."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent == PACKAGE and path.stem in ("__init__", "__main__"):
            continue
        yield room_of(path), path, ast.parse(path.read_text("utf-8"))


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Give every imported module's full name and line; `from a import b` gives both a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def broken_imports(room: str, tree: ast.Module) -> list[str]:
    """List the imports of a module that point down the list of rooms."""
    found = []
    for name, line in imports(tree):
        parts = name.split(".")
        if parts[0] != "feedgen_site" or len(parts) < 2 or parts[1] not in ROOMS:
            continue
        if ROOMS.index(parts[1]) > ROOMS.index(room):
            found.append(f"line {line}: {room} may not import {parts[1]}")
    return found


def forbidden_io(room: str, tree: ast.Module) -> list[str]:
    """List what a pure room does that only the shell may."""
    if room in SHELL:
        return []
    in_memory = {("io", line) for name, line in imports(tree) if name == IN_MEMORY}
    found = [
        f"line {line}: {name}"
        for name, line in imports(tree)
        if (name in IO_MODULES and (name, line) not in in_memory)
        or name.split(".")[0] in IO_MODULES - {"http", "io"}
        or (name.startswith("importlib.resources") and room not in READS_PACKAGED_DATA)
    ]
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = ((func.lineno, func.id) for func in calls if isinstance(func, ast.Name))
    found += [f"line {line}: {name}()" for line, name in names if name in ("open", "print")]
    return found


def clock_reads(room: str, tree: ast.Module) -> list[str]:
    """List calls that ask for the time, the environment or chance outside the command line's room."""
    if room == "cli":
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if (
                node.func.attr in CLOCKS
                and isinstance(owner, ast.Name)
                and owner.id in ("datetime", "date", "time")
            ):
                found.append(f"line {node.lineno}: {owner.id}.{node.func.attr}()")
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "expanduser", "expandvars"):
            found.append(f"line {node.lineno}: {node.attr}")
    found += [
        f"line {line}: {name}" for name, line in imports(tree) if name in ("random", "secrets", "locale")
    ]
    return found


def test_every_module_stands_in_the_list_of_rooms() -> None:
    """A new room has a place in the order before it is built."""
    assert {room for room, _, _ in modules()} <= set(ROOMS)


@pytest.mark.parametrize(
    ("room", "path", "tree"), [pytest.param(*m, id=str(m[1].relative_to(PACKAGE))) for m in modules()]
)
def test_imports_point_only_up_the_list(room: str, path: Path, tree: ast.Module) -> None:
    """No room knows of those that come after it."""
    assert broken_imports(room, tree) == []


@pytest.mark.parametrize(
    ("room", "path", "tree"), [pytest.param(*m, id=str(m[1].relative_to(PACKAGE))) for m in modules()]
)
def test_only_the_shell_does_io(room: str, path: Path, tree: ast.Module) -> None:
    """The core reads no file, opens no socket, prints nothing."""
    assert forbidden_io(room, tree) == []


@pytest.mark.parametrize(
    ("room", "path", "tree"), [pytest.param(*m, id=str(m[1].relative_to(PACKAGE))) for m in modules()]
)
def test_only_the_command_line_knows_time_and_environment(room: str, path: Path, tree: ast.Module) -> None:
    """No byte of the output can depend on the clock, the environment or chance."""
    assert clock_reads(room, tree) == []


def test_nothing_that_can_run_is_loaded_from_disk() -> None:
    """A cache can be written by a stranger: no module of ours unpickles or unmarshals."""
    found = [
        f"{path}: {name}"
        for _, path, tree in modules()
        for name, _ in imports(tree)
        if name.split(".")[0] in NEVER
    ]
    assert found == []


def early_patterns(room: str, tree: ast.Module) -> list[str]:
    """List the patterns that are compiled while a module is imported, not when they are first used."""
    nodes: list[ast.AST] = [tree]
    found = []
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
            found.append(f"line {node.lineno}: re.compile, not patterns.regex")
        if not isinstance(node, ast.FunctionDef | ast.Lambda):
            nodes += ast.iter_child_nodes(node)
    return found


@pytest.mark.parametrize(
    ("room", "path", "tree"), [pytest.param(*m, id=str(m[1].relative_to(PACKAGE))) for m in modules()]
)
def test_no_pattern_is_compiled_early(room: str, path: Path, tree: ast.Module) -> None:
    """A hundred of them cost a tenth of a second, at every start."""
    assert early_patterns(room, tree) == []


def test_only_one_module_imports_feedgen() -> None:
    """feedgen's quirks stand behind one wall."""
    users = {
        path.name
        for _, path, tree in modules()
        for name, _ in imports(tree)
        if name.split(".")[0] == "feedgen"
    }
    assert users == {"_feedgen.py"}


def test_three_modules_ask_what_is_installed() -> None:
    """Versions name the program for its cache and Pagefind for its index; entry points add rankers."""
    users = {
        path.relative_to(PACKAGE).as_posix()
        for _, path, tree in modules()
        for name, _ in imports(tree)
        if name.startswith(("importlib.metadata", "pkgutil", "pkg_resources"))
    }
    assert users == {"build/program.py", "indexing.py", "keypoints/rankers/installed.py"}


@pytest.mark.parametrize(
    ("room", "source", "judge"),
    [
        ("problem", "from feedgen_site import cli", broken_imports),
        ("story", "from feedgen_site.cache import Cache", broken_imports),
        ("article", "import os", forbidden_io),
        ("markdown", "from pathlib import Path", forbidden_io),
        ("site", "open('x')", forbidden_io),
        ("article", "from importlib import resources", forbidden_io),
        ("pages", "print('x')", forbidden_io),
        ("site", "datetime.now()", clock_reads),
        ("build", "os.environ['TZ']", clock_reads),
        ("story", "import random", clock_reads),
        ("story", "WORDS = (re.compile('x'),)", early_patterns),
    ],
)  # fmt: skip
def test_the_rules_bite(room: str, source: str, judge: object) -> None:
    """Each rule finds its breach; a test that cannot fail proves nothing."""
    assert callable(judge)
    assert judge(room, ast.parse(source)) != []
