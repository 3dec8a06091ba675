"""What programs ask a host for, and what every site has: robots.txt, 404.html, stylesheets."""

from __future__ import annotations

from collections.abc import Iterator

from feedgen_site import hosting
from feedgen_site.feeds import FEED_STYLESHEET
from feedgen_site.pages import STYLESHEET_FILE
from feedgen_site.plan.desk import Desk
from feedgen_site.plan.outputs import Kind, Output, TextArguments


def machine_files(desk: Desk) -> Iterator[Output]:
    """Plan the files that do not come from one article."""
    yield desk.output("404.html", Kind.NOT_FOUND, None, ())
    yield desk.output(STYLESHEET_FILE, Kind.STYLESHEET, None, ())
    yield desk.output(FEED_STYLESHEET, Kind.STYLESHEET, None, ())
    if "robots.txt" not in desk.static:
        yield desk.output("robots.txt", Kind.ROBOTS, None, ())
    for path, text in hosting.flat_files(desk.config, hosting.moved(desk.site.stories)).items():
        # One's own in content/static stands instead.
        if path not in desk.static:
            yield desk.output(path, Kind.HOST, TextArguments(text), [text])
