"""What a service that builds and serves sites is told: the files of the project that make it do so.

Each installs, takes up what earlier builds found out, checks, builds and publishes, and builds again when
something falls due. They are the newsroom's to change once they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from feedgen_site.config import Encoding, SiteConfig

SERVICES: Final = ("github", "gitlab", "netlify")
REQUIREMENTS_FILE: Final = "requirements.txt"

_GITHUB = """\
# Publishes the site on GitHub Pages. In the settings of the repository: Pages, Source: GitHub Actions.
# Written by `feedgen-site host github`, and yours to change.
name: Publish
on:
  push:
    branches: [main]
  pull_request:
  workflow_dispatch:
  schedule:
    # Asks whether something has fallen due. At odd minutes: at full hours GitHub starts late, or not at all.
    - cron: "7,22,37,52 * * * *"
    # Builds without asking, should none of the others have come through in time.
    - cron: "41 3 * * *"
permissions:
  contents: read
# One publication after the other.
concurrency:
  group: ${{ github.event_name == 'pull_request' && github.ref || 'publish' }}
jobs:
  build:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pages: read
    outputs:
      publish: ${{ steps.due.outputs.publish }}
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
          cache: pip
      - run: pip install --requirement requirements.txt
      # What earlier builds found out, and what they wrote: only what changed is made anew.
      - uses: actions/cache@v5
        with:
          path: |
            .cache/feedgen-site
            public
          key: feedgen-site-${{ github.run_id }}-${{ github.run_attempt }}
          restore-keys: feedgen-site-
      # A pull request is judged and not published.
      - if: github.event_name == 'pull_request'
        run: feedgen-site check
      - if: github.event_name != 'pull_request'
        id: due
        env:
          SCHEDULE: ${{ github.event.schedule }}
        run: |
          changes="$(feedgen-site next-change --since 2h)"
          echo "$changes"
          # Without a schedule it was a push, or a person.
          if [ -n "$changes" ] || [ -z "$SCHEDULE" ] || [ "$SCHEDULE" = "41 3 * * *" ]; then
            echo "publish=yes" >> "$GITHUB_OUTPUT"
          fi
      - if: steps.due.outputs.publish
        id: pages
        uses: actions/configure-pages@v6
      - if: steps.due.outputs.publish
        env:
          BASE_URL: ${{ steps.pages.outputs.base_url }}
        run: feedgen-site check --base-url "$BASE_URL" && feedgen-site build --base-url "$BASE_URL"
      - if: steps.due.outputs.publish
        uses: actions/upload-pages-artifact@v5
        with:
          path: public
  publish:
    needs: build
    if: needs.build.outputs.publish
    runs-on: ubuntu-latest
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.published.outputs.page_url }}
    steps:
      - id: published
        uses: actions/deploy-pages@v5
"""

_GITLAB = """\
# Publishes the site on GitLab Pages. Written by `feedgen-site host gitlab`, and yours to change.
#
# A pipeline schedule makes it build when something falls due (Build, Pipeline schedules; cron timezone UTC):
# 7,22,37,52 * * * *, or one for each of the times that `feedgen-site next-change` prints.
default:
  image: python:3.13
  before_script:
    - pip install --requirement requirements.txt
  # What earlier builds found out, and what they wrote: only what changed is made anew.
  cache:
    key: feedgen-site
    paths:
      - .cache/
      - public/
variables:
  PIP_CACHE_DIR: $CI_PROJECT_DIR/.cache/pip
# A merge request is judged and not published.
check:
  script:
    - feedgen-site check
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
pages:
  script:
    - feedgen-site check --base-url "$CI_PAGES_URL"
    - feedgen-site build --base-url "$CI_PAGES_URL"
  # Two at once could publish the older one last.
  resource_group: pages
  pages: true
  artifacts:
    paths:
      - public
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
"""

_NETLIFY = '''\
# Publishes the site on Netlify, which installs what requirements.txt names. Written by
# `feedgen-site host netlify`, and yours to change.
[build]
  # The last line tells netlify/functions/publish when the site changes by itself.
  command = """
    feedgen-site check --base-url "$URL" &&
    feedgen-site build --base-url "$URL" &&
    (printf 'export default '; feedgen-site next-change --json) > netlify/functions/publish/due.mjs
  """
  publish = "public"
[build.environment]
  PYTHON_VERSION = "3.13"
[functions]
  directory = "netlify/functions"
# Takes up what earlier builds found out, and what they wrote: only what changed is made anew.
[[plugins]]
  package = "/netlify/plugins/cache"
# A pull request is judged and not published.
[context.deploy-preview]
  command = """
    feedgen-site check &&
    feedgen-site build --base-url "$DEPLOY_PRIME_URL"
  """
'''

_NETLIFY_FUNCTION = """\
// Has the site built when something has fallen due. It needs the address of a build hook (Netlify: Build &
// deploy, Build hooks) in the environment variable BUILD_HOOK. Written by `feedgen-site host netlify`.
let due = { moments: [] };
try {
  // The last build wrote it.
  due = (await import("./due.mjs")).default;
} catch {
  // A preview of a pull request has none, and nothing falls due there.
}

const TWO_HOURS = 2 * 60 * 60 * 1000;

export default async () => {
  const now = Date.now();
  // What is longer ago did not come out of a build, and another one would not help.
  const isDue = ({ at }) => Date.parse(at) <= now && now - Date.parse(at) < TWO_HOURS;
  if (process.env.BUILD_HOOK && due.moments.some(isDue)) {
    await fetch(process.env.BUILD_HOOK, { method: "POST" });
  }
};

export const config = { schedule: "7,22,37,52 * * * *" };
"""

_NETLIFY_PLUGIN = """\
// Keeps what a build found out and wrote for the next one. Written by `feedgen-site host netlify`.
const KEPT = [".cache/feedgen-site", "public"];

export const onPreBuild = ({ utils }) => utils.cache.restore(KEPT);
export const onPostBuild = ({ utils }) => utils.cache.save(KEPT);
"""

_PIPELINES: Final[Mapping[str, Mapping[str, str]]] = {
    "github": {".github/workflows/publish.yml": _GITHUB},
    "gitlab": {".gitlab-ci.yml": _GITLAB},
    "netlify": {
        "netlify.toml": _NETLIFY,
        "netlify/functions/publish/publish.mjs": _NETLIFY_FUNCTION,
        "netlify/plugins/cache/index.js": _NETLIFY_PLUGIN,
        "netlify/plugins/cache/manifest.yml": "name: feedgen-site-cache\n",
        "netlify/plugins/cache/package.json": '{"type": "module"}\n',
    },
}


def pipeline(service: str) -> Mapping[str, str]:
    """Give path (below the project) and text of the files for one of SERVICES."""
    return _PIPELINES[service]


def requirements(version: str, config: SiteConfig) -> str:
    """Write requirements.txt: what site.yaml asks for, and pinned, for the version decides about bytes."""
    asked = {
        "images": config.images is not None,
        "search": config.search,
        "brotli": Encoding.BROTLI in config.precompress,
    }
    extras = ",".join(name for name, is_asked in asked.items() if is_asked)
    return f"feedgen-site{f'[{extras}]' if extras else ''}=={version}\n"
