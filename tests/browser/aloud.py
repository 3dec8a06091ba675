"""A page as a screen reader says it: the accessibility tree of the browser, in order, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

_SILENT = frozenset(
    ("none", "generic", "InlineTextBox", "LineBreak", "ListMarker", "RootWebArea", "emphasis")
)
_LANDMARKS = frozenset(("banner", "main", "contentinfo", "navigation", "search"))


@dataclass(frozen=True, slots=True)
class Node:
    """Something with a role; `level` is that of a heading, else 0, `url` that of a link, else "".

    `landmark` is the part of the page it stands in: `main`, `navigation, Pages`.
    """

    role: str
    name: str
    level: int
    url: str
    landmark: str
    depth: int


def nodes(page: Page) -> list[Node]:
    """Give all of a page that is said, in the order in which it is."""
    session = page.context.new_cdp_session(page)
    found = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in found}
    return list(_walk(by_id, found[0], "", 0))


def _walk(by_id: dict[str, Any], node: dict[str, Any], landmark: str, depth: int) -> Iterator[Node]:
    role = node.get("role", {}).get("value", "none")
    said = not node.get("ignored") and role not in _SILENT
    if said:
        values = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
        name = " ".join(node.get("name", {}).get("value", "").split())
        if role in _LANDMARKS:
            landmark = f"{role}, {name}" if name else role
        yield Node(role, name, int(values.get("level") or 0), values.get("url") or "", landmark, depth)
    for child in node.get("childIds", ()):
        if child in by_id:
            yield from _walk(by_id, by_id[child], landmark, depth + said)


def lines(found: list[Node]) -> Iterator[str]:
    """Write it down: `heading 2, Asia`, `link, …`, and plain text as it is."""
    for node in found:
        indent = "  " * node.depth
        if node.role == "StaticText":
            yield f"{indent}{node.name}"
        else:
            level = f" {node.level}" if node.role == "heading" else ""
            yield f"{indent}[{node.role}{level}{f', {node.name}' if node.name else ''}]"
