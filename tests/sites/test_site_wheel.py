"""The wheel holds all it needs: templates, stylesheet and interface words, and works far from the clone."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.support import ROOT, tree

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the sources of this clone."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--quiet",
               "--disable-pip-version-check", "--wheel-dir", str(folder)]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode and "hatchling" in done.stderr:
        pytest.skip("the build backend hatchling cannot be had here (no network?)")
    assert done.returncode == 0, done.stderr
    [file] = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a new environment that borrows this one's dependencies; give its scripts."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, with_pip=False)
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)}, scheme="venv")
    command = [sys.executable, "-m", "pip", "--python", str(folder), "install", "--no-deps", "--no-index",
               "--quiet", "--disable-pip-version-check", str(wheel)]  # fmt: skip
    subprocess.run(command, check=True, timeout=300)
    # A .pth line adds the folder at the end: the installed package comes first, the dependencies are found,
    # and the editable installation's own .pth is not read.
    borrowed = (*site.getsitepackages(), sysconfig.get_paths()["purelib"])
    Path(paths["purelib"], "borrowed.pth").write_text("\n".join(dict.fromkeys(borrowed)) + "\n")
    return Path(paths["scripts"])


def test_the_wheel_holds_templates_words_and_types(wheel: Path) -> None:
    """What is read at run time is packaged; what is for developers is not."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for name in ("templates/base.html", "templates/style.css", "strings/en.toml", "strings/fr.toml"):
        assert f"feedgen_site/{name}" in names
    templates = {
        f"feedgen_site/templates/{file.name}" for file in (ROOT / "templates").iterdir() if file.is_file()
    }
    assert templates <= names
    assert not [name for name in names if name.startswith(("tests", "content", "docs", "benchmarks"))]


def test_init_and_build_work_from_an_unrelated_folder(installed: Path, tmp_path: Path) -> None:
    """Two commands of an installed program, with nothing of the clone in reach."""
    program = str(installed / "feedgen-site")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    for words in (["init", "."], ["build", "--strict"]):
        done = subprocess.run(
            [program, *words],
            cwd=tmp_path,
            env=clean,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert {"index.html", "feed.xml", "assets/style.css", "about/index.html"} <= tree(
        tmp_path / "public"
    ).keys()
    where = subprocess.run(
        [str(installed / "python"), "-c", "import feedgen_site; print(feedgen_site.__file__)"],
        cwd=tmp_path, env=clean, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert Path(where.strip()).is_relative_to(installed.parent)
