"""`feedgen-site ping`: tells the hubs of site.yaml which feeds changed (WebSub), once they are published."""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from urllib import error, request
from urllib.parse import urlencode

from feedgen_site import addresses
from feedgen_site.build import Options, read_config
from feedgen_site.cli import against, report
from feedgen_site.config import SiteConfig
from feedgen_site.frozen import dataclass
from feedgen_site.problem import ContentError, Problem, errors, in_order
from feedgen_site.state.comparison import changed_topics

EXIT_USAGE = 2
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for: the state before, and whether hubs are told or only named."""

    options: Options
    published: str
    dry_run: bool = False


class _SilentError(Exception):
    """A hub that cannot be reached; its other feeds would each wait as long."""


def run(asked: Request) -> int:
    """Tell every hub of every changed feed; exit code 1 where a hub refused, 2 where nothing can be told."""
    try:
        settings = _settings(asked.options)
        if not settings.hubs:
            print("no hub is told: site.yaml has no hub")
            return 0
        topics = _topics(asked, settings)
    except ContentError as problem:
        return report.refuse(in_order(problem.problems), EXIT_USAGE)
    if not topics:
        print("no hub is told: no feed has changed")
        return 0
    failures = [problem for hub in settings.hubs for problem in _told(hub, topics, dry_run=asked.dry_run)]
    return report.refuse(failures, 1) if failures else 0


def _settings(options: Options) -> SiteConfig:
    settings, problems = read_config(options)
    if found := errors(problems):
        raise ContentError(found)
    return settings


def _topics(asked: Request, settings: SiteConfig) -> tuple[str, ...]:
    """Give the URLs of the feeds that changed; all of them where nothing was published before."""
    new = against.read(asked.options.output)
    if new is None:
        message = "no site was built into this folder"
        raise ContentError((Problem(asked.options.output, 0, 0, "no-state", message, "feedgen-site build"),))
    old = against.read(asked.published)
    return tuple(
        addresses.absolute(settings.base_url, feed.permalink + kind.file_name)
        for feed, kind in changed_topics(old, new)
    )


def _told(hub: str, topics: Sequence[str], *, dry_run: bool) -> list[Problem]:
    """Tell one hub of each feed, and give what went wrong; one that is silent is not asked again."""
    failures: list[Problem] = []
    for number, topic in enumerate(topics):
        if dry_run:
            print(f"would tell {hub}: {topic}")
            continue
        try:
            failure = _ping(hub, topic)
        except _SilentError as silence:
            left = len(topics) - number
            feeds = topic if left == 1 else f"{topic} and {left - 1} more"
            message = f"cannot be reached ({silence}), and was not told of {feeds}"
            return [*failures, Problem(hub, 0, 0, "hub-failed", message, "run the same ping again later")]
        if failure:
            failures.append(failure)
        else:
            print(f"told {hub}: {topic}", flush=True)
    return failures


def _ping(hub: str, topic: str) -> Problem | None:
    """Tell a hub of one feed (WebSub leaves the form to hubs; all know this one); None if it took it."""
    form = urlencode({"hub.mode": "publish", "hub.url": topic}).encode()
    post = request.Request(hub, form, {"Content-Type": _FORM, "User-Agent": against.AGENT}, method="POST")
    try:
        against.answered(post, lambda _: None)
    except error.HTTPError as refusal:
        with refusal:
            hint = "run the same ping again later"
            if 300 <= refusal.code < 400:
                hint = "write the hub's present address into site.yaml"
            message = f"answered {refusal.code} when told of {topic}"
            return Problem(hub, 0, 0, "hub-failed", message, hint)
    except (OSError, http.client.HTTPException, ValueError) as silence:
        raise _SilentError(getattr(silence, "reason", silence)) from silence
    return None
