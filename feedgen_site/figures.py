"""The pictures in a body: each gets its size, so that no page shifts, and smaller forms for small screens.

A picture further down is fetched when a reader comes near it; the one that leads a page is fetched first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape

from feedgen_site.frozen import dataclass
from feedgen_site.model import Body, Shown
from feedgen_site.patterns import regex

# As the sanitizer writes them, attribute by attribute.
_IMAGE = regex(r'<(?:(?P<picture>/?picture)[ >]|img(?P<attributes>(?: [a-z]+="[^"]*")*)>)')
_ATTRIBUTE = regex(r' (?P<name>[a-z]+)="(?P<value>[^"]*)"')
# A picture that stands behind more of the text than this is not on the first screen.
_NEAR_THE_TOP = 1_000

Edit = tuple[int, int, str]
"""Replace what stands from start to end by a text."""


@dataclass(frozen=True, slots=True)
class _Image:
    """A picture in a body: its attributes as written, the file of the site it shows ("" for none).

    `start` and `end` are where its tag begins and where an attribute can be added.
    """

    attributes: Mapping[str, str]
    file: str
    has_choices: bool
    start: int
    end: int


def files_of(body: Body) -> tuple[str, ...]:
    """List the content paths that a body shows as pictures, sorted, each once; not those with a choice."""
    return tuple(sorted({image.file for image in _images(body) if image.file and not image.has_choices}))


def edits(
    body: Body, shown: Mapping[str, Shown], link: Callable[[str], str], sizes: str, *, leads: bool
) -> Iterator[Edit]:
    """Give what to add to the pictures of a body.

    `shown` holds what is known of the site's own, by content path; `link` links to an address of the site;
    `sizes` says how wide the page shows them. With `leads` the first, if it stands near the top, is the
    picture that leads the page.
    """
    for number, image in enumerate(_images(body)):
        added = ""
        if picture := shown.get(image.file):
            added += _size(image, picture)
            if picture.smaller and not image.has_choices:
                added += f' srcset="{escape(choices(picture, link))}"'
                if "sizes" not in image.attributes:
                    width = image.attributes.get("width")
                    added += f' sizes="{f"{width}px" if width else escape(sizes)}"'
        is_lead = leads and number == 0 and image.start < _NEAR_THE_TOP
        added += ' fetchpriority="high"' if is_lead else ' loading="lazy" decoding="async"'
        yield image.end, image.end, added


def choices(picture: Shown, link: Callable[[str], str]) -> str:
    """Give the forms of a picture with their widths, as `srcset` lists them; "" where there is but one."""
    if not picture.smaller:
        return ""
    forms = (*picture.smaller, (picture.address, picture.width))
    # A comma at the beginning or end of an address would part it from its width.
    return ", ".join(f"{link(address).replace(',', '%2C')} {width}w" for address, width in forms)


def _images(body: Body) -> Iterator[_Image]:
    html = body.html
    if "<img" not in html:
        return
    targets = {link.start: link.target for link in body.links}
    depth = 0
    for match in _IMAGE.finditer(html):
        if match["picture"]:
            depth = max(0, depth + (-1 if match["picture"].startswith("/") else 1))
            continue
        attributes, file = {}, ""
        for one in _ATTRIBUTE.finditer(html, match.start("attributes"), match.end("attributes")):
            attributes[one["name"]] = one["value"]
            if one["name"] == "src":
                file = targets.get(one.start("value"), "").partition("#")[0].partition("?")[0]
        has_choices = depth > 0 or "srcset" in attributes
        yield _Image(attributes, file, has_choices, match.start(), match.end() - len(">"))


def _size(image: _Image, picture: Shown) -> str:
    """Give the size, or what is missing of one that the author began; a text keeps the picture's shape."""
    width, height = (int(image.attributes.get(name, 0)) for name in ("width", "height"))
    if not picture.width or (width and height):
        return ""
    if width:
        return f' height="{max(1, round(width * picture.height / picture.width))}"'
    if height:
        return f' width="{max(1, round(height * picture.width / picture.height))}"'
    return f' width="{picture.width}" height="{picture.height}"'
