"""Judge where the link of a key point leads: what a browser highlights must be the point's sentence."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from PIL import Image, ImageChops
from playwright.sync_api import Page

# Nothing else on the page is in this colour, and `:target` does not help: the text alone must be found.
_SHOW = (
    "::target-text { background: #f0f !important; color: #f0f !important }"
    ":target { background: none !important; box-shadow: none !important }"
)
_PLACES = """sentence => {
    const places = [];
    let inside = false;
    for (const piece of document.querySelectorAll('span.source')) {
        if (piece.id) inside = piece.id === sentence;
        if (inside) for (const { left, top, right, bottom } of piece.getClientRects())
            places.push([left + scrollX, top + scrollY, right + scrollX, bottom + scrollY]);
    }
    return places;
}"""
_NEAR_PIXELS = 8


def sources(public: Path) -> Iterator[tuple[str, str]]:
    """Yield (path of the page, fragment of the link) for each point of a built site."""
    for file in sorted(public.rglob("*.html")):
        for fragment in re.findall(r'class="to-source" href="#([^"]*)"', file.read_text("utf-8")):
            yield file.relative_to(public).as_posix(), fragment


def complaint(page: Page, site_url: str, path: str, fragment: str) -> str:
    """Say what is wrong with a link, "" where it highlights all of its sentence and nothing else."""
    sentence, _, directive = fragment.partition(":~:")
    if not directive:
        return "no text fragment"
    page.goto("about:blank")
    page.goto(f"{site_url}{quote(path)}#:~:{directive}")
    page.add_style_tag(content=_SHOW)
    places = page.evaluate(_PLACES, sentence)
    shown = _highlighted(page.screenshot(full_page=True))
    if not shown or not places:
        return "nothing is highlighted" if places else "there is no such sentence"
    wanted = (
        *(min(p[side] for p in places) for side in (0, 1)),
        *(max(p[side] for p in places) for side in (2, 3)),
    )
    is_there = all(abs(one - other) <= _NEAR_PIXELS for one, other in zip(shown, wanted, strict=True))
    return "" if is_there else f"{shown} is highlighted, the sentence stands at {wanted}"


def _highlighted(screenshot: bytes) -> tuple[int, int, int, int] | None:
    """Give the box around all that is magenta."""
    red, green, blue = Image.open(io.BytesIO(screenshot)).convert("RGB").split()
    strong = ImageChops.darker(red.point(lambda v: 255 * (v > 200)), blue.point(lambda v: 255 * (v > 200)))
    return ImageChops.darker(strong, green.point(lambda v: 255 * (v < 60))).getbbox()
