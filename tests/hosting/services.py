"""Runs the steps of a pipeline as its service would, in fresh clones, with the real programs.

Of a service itself only what a step gets from it stands here: its variables, its cache, where files go.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.support import run

# Installed here, `pip install` finds what requirements.txt names, and asks no index.
ENVIRONMENT = {
    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    "LANG": "C.UTF-8",
    "PIP_NO_INDEX": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}
_GIT = ("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main")


@dataclass(slots=True)
class Project:
    """A newsroom's repository, and what its service keeps between runs."""

    folder: Path
    kept: Path
    clones: int = 0

    def commit(self) -> None:
        """Commit everything, as an editor does."""
        for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "Edit")):
            subprocess.run([*_GIT, *words], cwd=self.folder, check=True)

    def clone(self) -> Path:
        """Give a fresh clone."""
        self.clones += 1
        clone = self.folder.with_name(f"clone-{self.clones}")
        subprocess.run([*_GIT, "clone", "--quiet", str(self.folder), str(clone)], check=True)
        return clone

    def restore(self, clone: Path, paths: list[str]) -> None:
        """Put what an earlier run kept into a clone, modes and all, as a service's archive does."""
        for path in paths:
            if (self.kept / path).exists():
                shutil.copytree(self.kept / path, clone / path, dirs_exist_ok=True)

    def keep(self, clone: Path, paths: list[str]) -> None:
        """Keep folders of a clone for the next run."""
        for path in paths:
            shutil.rmtree(self.kept / path, ignore_errors=True)
            if (clone / path).exists():
                shutil.copytree(clone / path, self.kept / path)


def project(tmp_path: Path, host: str) -> Project:
    """Make a starter site for a service, and commit it."""
    made = run("init", "site", "--host", host, cwd=tmp_path)
    assert made.code == 0, made.err
    found = Project(tmp_path / "site", tmp_path / "kept")
    found.commit()
    return found


@dataclass(slots=True)
class Ran:
    """How a run went: whether every step passed, what they said, and the site that was handed over."""

    passed: bool
    said: str
    published: Path | None = None
    steps: list[str] = field(default_factory=list)


def shell(script: str, cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script as GitHub and GitLab do: bash that stops at the first failure."""
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=cwd, env={**ENVIRONMENT, "HOME": str(cwd.parent), **env}, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip


# ---- GitHub ------------------------------------------------------------------------------------------------

PAGES_URL = "https://ann.example/project"


def github(project: Project, event: Mapping[str, Any]) -> Ran:
    """Run the job `build` of the workflow for an event, and hand the site over if the job `publish` would."""
    clone = project.clone()
    workflow = yaml.safe_load((clone / ".github/workflows/publish.yml").read_text("utf-8"))
    job = workflow["jobs"]["build"]
    github_ = {"run_id": "1", "run_attempt": "1", **event}
    steps: dict[str, dict[str, dict[str, str]]] = {}
    ran = Ran(True, "")
    cached: list[str] = []
    for step in job["steps"]:
        if "if" in step and not _value(step["if"], github_, steps):
            continue
        name = step.get("run") or step["uses"]
        ran.steps.append(name)
        outputs: dict[str, str] = {}
        if "run" in step:
            file = clone.with_name(f"{clone.name}-outputs")
            file.write_text("")
            env = {key: _filled(value, github_, steps) for key, value in step.get("env", {}).items()}
            done = shell(step["run"], clone, {**env, "GITHUB_OUTPUT": str(file)})
            ran.said += done.stdout + done.stderr
            outputs = dict(row.split("=", 1) for row in file.read_text().splitlines())
            if done.returncode:
                ran.passed = False
                break
        elif step["uses"].startswith("actions/cache@"):
            cached = step["with"]["path"].split()
            project.restore(clone, cached)
        elif step["uses"].startswith("actions/configure-pages@"):
            outputs = {"base_url": PAGES_URL}
        elif step["uses"].startswith("actions/upload-pages-artifact@"):
            ran.published = clone / step["with"]["path"]
        if "id" in step:
            steps[step["id"]] = {"outputs": outputs}
    else:
        # Saved when the job has passed, and only then.
        project.keep(clone, cached)
    outputs = {name: _filled(value, github_, steps) for name, value in job["outputs"].items()}
    publishes = _value(workflow["jobs"]["publish"]["if"], github_, steps, {"build": {"outputs": outputs}})
    if ran.passed:
        assert bool(publishes) is (ran.published is not None)
    return ran


def _filled(text: object, *context: Any) -> str:
    """Fill the `${{ }}` of a value."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda match: str(_value(match[1], *context) or ""), str(text))


def _value(expression: str, github_: Any, steps: Any, needs: Any = None) -> object:
    """Evaluate what this workflow uses of GitHub's expressions: names, texts, `==`, `!=`, `&&`, `||`."""
    left, mark, right = expression.partition("||")
    if mark:
        return _value(left, github_, steps, needs) or _value(right, github_, steps, needs)
    left, mark, right = expression.partition("&&")
    if mark:
        return _value(left, github_, steps, needs) and _value(right, github_, steps, needs)
    for sign in ("!=", "=="):
        left, mark, right = expression.partition(sign)
        if mark:
            same = _value(left, github_, steps, needs) == _value(right, github_, steps, needs)
            return same is (sign == "==")
    word = expression.strip()
    if word.startswith("'"):
        return word.strip("'")
    found: Any = {"github": github_, "steps": steps, "needs": needs or {}}
    for part in word.split("."):
        found = found.get(part, {}) if isinstance(found, Mapping) else {}
    return found or ""


# ---- GitLab and Netlify ------------------------------------------------------------------------------------


def gitlab(project: Project, job: str) -> Ran:
    """Run a job of .gitlab-ci.yml."""
    clone = project.clone()
    pipeline = yaml.safe_load((clone / ".gitlab-ci.yml").read_text("utf-8"))
    cached = [path.rstrip("/") for path in pipeline["default"]["cache"]["paths"]]
    project.restore(clone, cached)
    script = "\n".join((*pipeline["default"]["before_script"], *pipeline[job]["script"]))
    env = {
        "CI_PROJECT_DIR": str(clone),
        "CI_PAGES_URL": PAGES_URL,
        "PIP_CACHE_DIR": str(clone / ".cache/pip"),
    }
    done = shell(script, clone, env)
    ran = Ran(done.returncode == 0, done.stdout + done.stderr)
    if ran.passed:
        project.keep(clone, cached)
        [published] = pipeline[job].get("artifacts", {}).get("paths") or [""]
        ran.published = clone / published if published else None
    return ran


def netlify(project: Project, settings: Mapping[str, Any], clone: Path, *, preview: bool = False) -> Ran:
    """Install as Netlify does, and run the build command of netlify.toml."""
    build = settings["context"]["deploy-preview"] if preview else settings["build"]
    install = "pip install -r requirements.txt"
    variables = {"URL": PAGES_URL, "DEPLOY_PRIME_URL": f"{PAGES_URL}/preview"}
    done = shell(f"{install}\n{build['command']}", clone, variables)
    published = clone / settings["build"]["publish"]
    return Ran(done.returncode == 0, done.stdout + done.stderr, published if done.returncode == 0 else None)


def pages_of(published: Path) -> Iterator[str]:
    """Give the paths of what a host serves: hosts leave hidden files out."""
    for file in sorted(published.rglob("*")):
        path = file.relative_to(published).as_posix()
        if file.is_file() and not any(part.startswith(".") for part in path.split("/")):
            yield path
