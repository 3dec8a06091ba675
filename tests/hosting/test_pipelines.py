"""The pipelines that `init --host` writes: their own steps, run in fresh clones of a starter site."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import yaml

from feedgen_site import __version__
from tests.hosting import services
from tests.hosting.services import PAGES_URL, Project, github, gitlab, netlify, pages_of, project
from tests.support import Quiet, answer, article, put, running, server_of

pytestmark = pytest.mark.slow
PUSH: dict[str, Any] = {"event_name": "push", "event": {}}
PULL: dict[str, Any] = {"event_name": "pull_request", "ref": "refs/pull/1/merge", "event": {}}
ASKING: dict[str, Any] = {"event_name": "schedule", "event": {"schedule": "7,22,37,52 * * * *"}}
DAILY: dict[str, Any] = {"event_name": "schedule", "event": {"schedule": "41 3 * * *"}}
BROKEN = "---\ntitle: Broken\ndate: sometime\n---\nText.\n"


def assert_is_the_site(published: Path | None) -> None:
    """It is whole, and its absolute addresses are those of the host."""
    assert published is not None
    pages = set(pages_of(published))
    assert pages >= {"index.html", "feed.xml", "feed.json", "404.html", "about/index.html"}
    assert f'<link rel="canonical" href="{PAGES_URL}/">' in (published / "index.html").read_text("utf-8")


def counts(said: str) -> tuple[int, int]:
    """Read from the last summary of a build how many files it wrote and how many it left."""
    written, unchanged = re.findall(r"(\d+) written, (\d+) unchanged", said)[-1]
    return int(written), int(unchanged)


def due_at(project: Project, moment: datetime) -> None:
    """Add a story that comes out at a moment, and commit it."""
    put(project.folder / "content/local/due.md", article("Fallen due", f"{moment:%Y-%m-%dT%H:%M:%SZ}"))
    project.commit()


# ---- GitHub ------------------------------------------------------------------------------------------------


def test_github_publishes_a_push_and_the_next_run_makes_only_what_changed(tmp_path: Path) -> None:
    """Install, check, build: for the address that GitHub says; then from the cache, into another clone."""
    site = project(tmp_path, "github")
    first = github(site, PUSH)
    assert first.passed, first.said
    assert_is_the_site(first.published)
    put(site.folder / "content/local/second.md", article("A second one"))
    site.commit()
    second = github(site, PUSH)
    assert second.passed, second.said
    # Styles, About, what is said to hosts: without the cache nothing would be left as it was.
    assert counts(second.said)[1] >= 15
    assert second.published is not None
    assert "A second one" in (second.published / "index.html").read_text("utf-8")


def test_github_builds_by_schedule_only_what_has_fallen_due(tmp_path: Path) -> None:
    """Nothing due, nothing built; a story of the last two hours is; and once a day without asking."""
    site = project(tmp_path, "github")
    now = datetime.now(UTC)
    # The starter's own story is new as well.
    [first] = (site.folder / "content/local").iterdir()
    put(first, re.sub(r"(?m)^date: .*$", "date: 2026-01-01", first.read_text("utf-8")))
    put(site.folder / "content/site.yaml", (site.folder / "content/site.yaml").read_text("utf-8").replace(
        "timezone: UTC", f"timezone: UTC\nedition: {{closes: '{now + timedelta(hours=9):%H:%M}'}}"
    ))  # fmt: skip
    due_at(site, now + timedelta(hours=3))
    asked = github(site, ASKING)
    assert asked.passed, asked.said
    assert asked.published is None
    assert not any("build" in step for step in asked.steps)
    assert_is_the_site(github(site, DAILY).published)
    due_at(site, now - timedelta(minutes=20))
    assert_is_the_site(github(site, ASKING).published)


def test_github_judges_a_pull_request_and_publishes_nothing(tmp_path: Path) -> None:
    """A mistake fails the check; without one it passes; neither is published."""
    site = project(tmp_path, "github")
    good = github(site, PULL)
    assert (good.passed, good.published) == (True, None), good.said
    put(site.folder / "content/local/broken.md", BROKEN)
    site.commit()
    bad = github(site, PULL)
    assert (bad.passed, bad.published) == (False, None)
    assert "content/local/broken.md:3" in bad.said
    pushed = github(site, PUSH)
    assert (pushed.passed, pushed.published) == (False, None)


def test_githubs_workflow_asks_for_no_more_rights_than_it_needs(tmp_path: Path) -> None:
    """What runs a pull request's files may only read; actions are named with their version."""
    site = project(tmp_path, "github")
    workflow = yaml.safe_load((site.folder / ".github/workflows/publish.yml").read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    jobs = workflow["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert jobs["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    used = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", name) for name in used)
    crons = [row["cron"] for row in workflow[True]["schedule"]]  # YAML 1.1 reads `on` as true
    assert DAILY["event"]["schedule"] in crons
    assert ASKING["event"]["schedule"] in crons


# ---- GitLab ------------------------------------------------------------------------------------------------


def test_gitlab_publishes_and_the_next_run_makes_only_what_changed(tmp_path: Path) -> None:
    """The job `pages` hands over public/; another clone with the cache writes nothing."""
    site = project(tmp_path, "gitlab")
    first = gitlab(site, "pages")
    assert first.passed, first.said
    assert_is_the_site(first.published)
    again = gitlab(site, "pages")
    assert counts(again.said)[0] == 0, again.said


def test_gitlab_judges_a_merge_request(tmp_path: Path) -> None:
    """A mistake fails the job `check`, and `pages`, too."""
    site = project(tmp_path, "gitlab")
    assert gitlab(site, "check").passed
    put(site.folder / "content/local/broken.md", BROKEN)
    site.commit()
    assert not gitlab(site, "check").passed
    assert gitlab(site, "pages").published is None
    pipeline = yaml.safe_load((site.folder / ".gitlab-ci.yml").read_text("utf-8"))
    assert pipeline["check"]["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert pipeline["pages"]["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]


# ---- Netlify -----------------------------------------------------------------------------------------------


@contextmanager
def hook() -> Iterator[tuple[str, list[str]]]:
    """A build hook that counts how often it is called."""
    called: list[str] = []

    class Hook(Quiet, BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            called.append(self.path)
            answer(self, 200)

    with running(server_of(Hook)) as url:
        yield f"{url}hook", called


def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("no node: apt-get install nodejs")
    return found


def settings_of(clone: Path) -> dict[str, Any]:
    return tomllib.loads((clone / "netlify.toml").read_text("utf-8"))


def test_netlify_builds_and_is_told_when_the_site_changes_by_itself(tmp_path: Path) -> None:
    """The function calls the build hook when a story has fallen due since the build, and at no other time."""
    program = node()
    site = project(tmp_path, "netlify")
    now = datetime.now(UTC).replace(microsecond=0)
    moment = now + timedelta(minutes=10)
    # No edition closes in the hours that the test looks at, whenever it runs.
    with (site.folder / "content/site.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f'edition: {{closes: "{now - timedelta(minutes=5):%H:%M}"}}\n')
    due_at(site, moment)
    clone = site.clone()
    built = netlify(site, settings_of(clone), clone)
    assert built.passed, built.said
    assert_is_the_site(built.published)
    assert "Fallen due" not in (clone / "public/index.html").read_text("utf-8")
    script = (
        "const at = Date.parse(process.argv[1]); Date.now = () => at;"
        "const made = await import('./netlify/functions/publish/publish.mjs');"
        "await made.default(); console.log(made.config.schedule);"
    )

    def at(time: datetime, url: str) -> str:
        words = [program, "--input-type=module", "--eval", script, time.isoformat()]
        env = {**services.ENVIRONMENT, "BUILD_HOOK": url}
        return subprocess.run(words, cwd=clone, env=env, check=True, capture_output=True, text=True).stdout

    with hook() as (url, called):
        assert at(moment - timedelta(seconds=1), url).strip() == "7,22,37,52 * * * *"
        assert called == []
        at(moment + timedelta(minutes=5), url)
        assert called == ["/hook"]
        # A build that failed again and again is not asked for for ever.
        at(moment + timedelta(hours=2, minutes=1), url)
        at(moment + timedelta(minutes=5), "")
        assert called == ["/hook"]


def test_netlify_judges_a_pull_request_and_keeps_what_builds_found_out(tmp_path: Path) -> None:
    """A preview is built for its own address; a mistake fails it; the plugin names what is kept."""
    program = node()
    site = project(tmp_path, "netlify")
    clone = site.clone()
    settings = settings_of(clone)
    preview = netlify(site, settings, clone, preview=True)
    assert preview.passed, preview.said
    assert f'href="{PAGES_URL}/preview/"' in (clone / "public/index.html").read_text("utf-8")
    [plugin] = [row["package"] for row in settings["plugins"]]
    script = (
        f"const made = await import('.{plugin}/index.js'); const said = [];"
        "const cache = {restore: (x) => said.push(['read', ...x]), save: (x) => said.push(['save', ...x])};"
        "await made.onPreBuild({utils: {cache}}); await made.onPostBuild({utils: {cache}});"
        "console.log(JSON.stringify(said));"
    )
    done = subprocess.run(
        [program, "--input-type=module", "--eval", script],
        cwd=clone,
        check=True,
        capture_output=True,
        text=True,
    )
    restored, saved = json.loads(done.stdout)
    assert restored[1:] == saved[1:] == [".cache/feedgen-site", "public"]
    assert all((clone / path).is_dir() for path in saved[1:])
    assert (clone / f".{plugin}/manifest.yml").is_file()
    put(clone / "content/local/broken.md", BROKEN)
    assert not netlify(site, settings, clone, preview=True).passed
    assert not netlify(site, settings, clone).passed


@pytest.mark.parametrize("host", ["github", "gitlab", "netlify"])
def test_the_version_is_pinned(tmp_path: Path, host: str) -> None:
    """Another version may choose other key points: an upgrade is an edit of requirements.txt."""
    site = project(tmp_path, host)
    assert (site.folder / "requirements.txt").read_text() == f"feedgen-site=={__version__}\n"
