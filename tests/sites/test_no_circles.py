"""What lasts to the end of a build is made while nobody looks for circles: it must leave none behind."""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta

from feedgen_site import site
from feedgen_site.build.work import uncollected
from feedgen_site.config import SiteConfig
from feedgen_site.model import Target
from feedgen_site.plan import planner
from feedgen_site.plan.desk import Desk
from tests.support import a_head

CONFIG = SiteConfig(title="The Test", base_url="https://test.example/", authority="test.example,2026")
FIRST = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)


def test_a_planned_site_holds_nothing_but_its_plan() -> None:
    """What a plan is made with, as long as the plan itself, is gone once it is made."""
    heads = [
        a_head(
            id=f"tag:x,2026:{number}", path=f"{number}.md", permalink=f"/{number}/",
            published=FIRST + timedelta(hours=number), targets=(Target("/0.md", 1), Target("/none.md", 2)),
        )
        for number in range(60)
    ]  # fmt: skip

    gc.collect()  # what other tests left
    with uncollected():
        assembled, _ = site.assemble(heads, (), CONFIG, FIRST + timedelta(days=100))
        plan = planner.make(assembled, CONFIG, planner.Material())
        assert len(plan.outputs) > len(heads)
        assert not any(isinstance(one, Desk) for one in gc.get_objects())
    gc.unfreeze()
