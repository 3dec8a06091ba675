"""The programs that judge pages: where they are, and what to type where they are missing."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support import ROOT

_MODULES: Final = ROOT / ".ci" / "web" / "node_modules"
STYLELINT_SETTINGS: Final = ROOT / ".ci" / "web" / "stylelint.config.mjs"


def tool(path: str) -> Path:
    """Find a file of an npm package of .ci/web; skip the test where it is not installed."""
    found = _MODULES / path
    if not found.is_file():
        pytest.skip(f"no {path.partition('/')[0]}: make web-tools (takes npm)")
    return found


def program(name: str, package: str) -> str:
    """Find a program of the system; skip the test where it is missing."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"no {name}: apt-get install {package}")
    return found


def markup_errors(folders: Sequence[Path]) -> list[str]:
    """Give all that the Nu HTML Checker says of the pages below some folders, warnings included."""
    java, jar = program("java", "default-jre-headless"), tool("vnu-jar/build/dist/vnu.jar")
    done = subprocess.run(
        [java, "-Xss8m", "-jar", jar, "--skip-non-html", "--format", "json", *folders],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    said: dict[str, Any] = json.loads(done.stderr)
    return [f"{one['url']}:{one.get('lastLine', 0)}: {one['message']}" for one in said["messages"]]


def style_errors(files: Sequence[Path]) -> list[str]:
    """Give all that stylelint says of stylesheets."""
    node, linter = program("node", "nodejs"), tool("stylelint/bin/stylelint.mjs")
    done = subprocess.run(
        [node, linter, "--config", STYLELINT_SETTINGS, "--formatter", "unix", *files],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    # It speaks on standard error; 2 says that it found something.
    assert done.returncode in (0, 2), done.stderr
    return [line for line in (done.stdout + done.stderr).splitlines() if line.startswith("/")]
