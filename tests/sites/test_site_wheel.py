"""The wheel and the source archive hold all they need, and what they install works far from the clone."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from feedgen_site import __version__
from tests.support import ROOT, tree

pytestmark = pytest.mark.slow

# Nothing of the environment that runs the tests: no PYTHONPATH, no virtual environment.
CLEAN: Mapping[str, str] = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith("PYTHON") and name != "VIRTUAL_ENV"
}
# What pip says when it reaches nothing: an index, or the address of a file.
UNREACHABLE = ("connection error", "Connection refused", "NewConnectionError", "NameResolutionError")


def pip(*arguments: str) -> None:
    """Run pip; skip the test where no package index can be reached, fail for any other reason."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--retries", "1", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    said = done.stdout + done.stderr
    if done.returncode and any(words in said for words in UNREACHABLE):
        pytest.skip("no package index can be reached: pip installs nothing here")
    assert done.returncode == 0, said


@dataclass(frozen=True)
class Packages:
    """What is published: the wheel of the clone, the source archive, and the wheel made from that."""

    wheel: Path
    source: Path
    wheel_of_source: Path


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """Build all three with the build backend itself."""
    folder = tmp_path_factory.mktemp("packages")
    backend = folder / "backend"
    pip("install", "--target", str(backend), "hatchling")

    def build(target: str, project: Path, into: Path) -> Path:
        command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(into)]
        env = {**CLEAN, "PYTHONPATH": str(backend)}
        done = subprocess.run(
            command, cwd=project, env=env, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        [made] = into.iterdir()
        return made

    wheel = build("wheel", ROOT, folder / "wheel")
    source = build("sdist", ROOT, folder / "source")
    # By its command line: which filter the function takes, or misses, depends on the version.
    unpack = [sys.executable, "-m", "tarfile", "--extract", str(source), str(folder / "unpacked")]
    subprocess.run(unpack, check=True, timeout=60)
    [unpacked] = (folder / "unpacked").iterdir()
    return Packages(wheel, source, build("wheel", unpacked, folder / "again"))


@pytest.fixture(scope="module")
def installed(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, and what it says it needs, into an empty environment; give its scripts."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, with_pip=False, system_site_packages=False)
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)}, scheme="venv")
    assert list(Path(paths["purelib"]).iterdir()) == []
    pip("--python", str(folder), "install", str(packages.wheel))
    return Path(paths["scripts"])


def contents(wheel: Path) -> dict[str, bytes]:
    """Give every file of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_holds_the_package_with_its_templates_and_words(packages: Packages) -> None:
    """Byte for byte what the clone holds, `py.typed` too, and nothing that is for developers."""
    found = {name: data for name, data in contents(packages.wheel).items() if ".dist-info/" not in name}
    expected = {
        f"feedgen_site/{path}": data
        for path, data in tree(ROOT / "feedgen_site").items()
        if "__pycache__" not in path
    }
    expected |= {f"feedgen_site/templates/{path}": data for path, data in tree(ROOT / "templates").items()}
    assert {"feedgen_site/py.typed", "feedgen_site/strings/en.toml"} <= expected.keys()
    assert found == expected


def test_the_source_archive_makes_the_same_wheel(packages: Packages) -> None:
    """Distributors who build from source ship what we ship."""
    assert contents(packages.wheel_of_source) == contents(packages.wheel)


def test_the_source_archive_holds_what_make_needs(packages: Packages) -> None:
    """The tests, the sample site and the scripts that the Makefile calls."""
    with tarfile.open(packages.source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"Makefile", ".ci/make-venv", ".ci/versions", "content/site.yaml", "tests/support.py"} <= names
    assert not [name for name in names if name.startswith((".git/", ".venv", "public", ".cache"))]


def said_by(command: list[str], folder: Path) -> str:
    """Run a command of the installation, which must end well; give what it printed."""
    done = subprocess.run(
        command, cwd=folder, env=CLEAN, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("start", ["the program", "the module"])
def test_init_and_build_work_in_an_empty_environment(installed: Path, tmp_path: Path, start: str) -> None:
    """`feedgen-site` and `python -m feedgen_site`, with nothing of the clone in reach."""
    python = str(installed / "python")
    program = [str(installed / "feedgen-site")] if start == "the program" else [python, "-m", "feedgen_site"]
    assert said_by([*program, "--version"], tmp_path) == f"feedgen-site {__version__}\n"
    said_by([*program, "init", "."], tmp_path)
    said_by([*program, "build", "--strict", "--base-url", "https://news.example/"], tmp_path)
    built = tree(tmp_path / "public")
    assert {"index.html", "feed.xml", "assets/style.css", "about/index.html"} <= built.keys()
    assert built["assets/style.css"]
    where = said_by([python, "-c", "import feedgen_site; print(feedgen_site.__file__)"], tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)


def test_what_the_package_imports_it_also_requires() -> None:
    """Nothing comes only by way of another package, which may do without it one day."""
    imported = set()
    for file in (ROOT / "feedgen_site").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(str(node.module).partition(".")[0])
    imported -= {*sys.stdlib_module_names, "feedgen_site"}
    assert {"lxml", "markupsafe", "yaml", "nh3"} <= imported
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    # Those of an extra are asked for only where site.yaml or the command line asks for what it does.
    extras = (project["optional-dependencies"][name] for name in ("images", "search", "brotli", "dask"))
    requirements = [*project["dependencies"], *(one for extra in extras for one in extra)]
    required = {re.split(r"[^\w.-]", requirement)[0].lower() for requirement in requirements}
    owners = packages_distributions()
    assert {name for name in imported if not {one.lower() for one in owners[name]} & required} == set()
