"""What axe says of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from playwright.sync_api import Page

# All of WCAG 2.2 A and AA, and what axe calls best practice.
_ALL: Final = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def violations(page: Page, axe: str, rules: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """Let axe judge a page by these rules (all), or without some: what it finds, with the first place."""
    page.evaluate(axe)
    run_only = {"type": "rule", "values": list(rules)} if rules else _ALL
    off = {rule: {"enabled": False} for rule in without}
    options = {"runOnly": run_only, "rules": off, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(document, options)", options)[
        "violations"
    ]
    return [f"{one['id']}: {one['nodes'][0]['html']} {one['nodes'][0]['failureSummary']}" for one in found]
