"""A body's links put in: relative in a page, absolute in a feed; and source sentences marked in a page.

`Body.links` names every relative address in a body, whatever attribute holds it (`sanitize` lets through
`href`, `src`, `srcset`, `poster` and `cite`, and no other that holds one).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from feedgen_site import addresses, figures
from feedgen_site.model import Body, Shown
from feedgen_site.patterns import regex

_BDO = regex("</?(?P<name>bdo)[ >]")
# One attribute after the other, for the text of a title may look like one; none holds a `<`.
_WITH_ID = regex(r'<[a-z][a-z0-9]*(?: (?!id=)[^\s"=]+="[^"]*")*(?P<id> id="[^"]*")')
_SCROLLING = regex(r"<(?:pre|table)\b")


def path_of(target: str) -> str:
    """Take query and fragment off a content target."""
    return target.partition("#")[0].partition("?")[0]


def page_html(
    body: Body, resolved: Mapping[str, str], file: str,
    shown: Mapping[str, Shown] | None = None, sizes: str = "", *, leads: bool = False,
) -> str:  # fmt: skip
    """Give a body for the page in output file `file`, its links relative, its source sentences marked.

    `resolved` maps content paths to addresses below the site. What it lacks keeps its path; where it has ""
    the link is taken out, so that nobody learns what is held back. For `shown`, `sizes` and `leads` see
    `figures.edits`.
    """

    def link(target: str) -> str | None:
        if target.startswith("#"):
            return target
        path = path_of(target)
        address = resolved.get(path, path)
        if not address:
            return None
        return addresses.relative(file, addresses.output_file(address)) + _suffix(target, address)

    edits = _link_edits(body, link)
    edits += figures.edits(
        body,
        shown or {},
        lambda address: addresses.relative(file, addresses.output_file(address)),
        sizes,
        leads=leads,
    )
    for mark in body.marks:
        for number, (start, end) in enumerate(mark.pieces):
            identity = f' id="{mark.sentence}"' if number == 0 else ""
            edits.append((start, start, f'<span{identity} class="source">'))
            edits.append((end, end, "</span>"))
    # What may scroll sideways must be reachable by keyboard (WCAG 2.1.1).
    return _SCROLLING.sub(r'\g<0> tabindex="0"', _edited(body.html, edits))


def feed_html(body: Body, resolved: Mapping[str, str], base_url: str, permalink: str) -> str:
    """Give a body for a feed, its links absolute; `permalink` is its story's.

    Elements have no ids there. Readers show many stories on one page, and most stories with notes have a
    `fn1`: a jump would end in the wrong story. Ids made distinct for each entry would serve nobody either, as
    most readers drop or rename them. So links to notes and headings lead to the story's page, which has them.
    """
    page = addresses.absolute(base_url, permalink)

    def link(target: str) -> str | None:
        if target.startswith("#"):
            return page + addresses.url_fragment(target)
        path = path_of(target)
        address = resolved.get(path, path)
        if not address:
            return None
        return addresses.absolute(base_url, address) + _suffix(target, address)

    return _edited(body.html, [*_link_edits(body, link), *_only_for_pages(body.html)])


def _only_for_pages(html: str) -> Iterator[tuple[int, int, str]]:
    """Give the edits that take out what serves only in a page."""
    if ' id="' in html:
        yield from ((*match.span("id"), "") for match in _WITH_ID.finditer(html))
    if "<bdo" in html:
        # The feed validator counts it among the unsafe elements, and readers that go by its list drop it.
        yield from ((*match.span("name"), "span") for match in _BDO.finditer(html))


def _link_edits(body: Body, link: Callable[[str], str | None]) -> list[tuple[int, int, str]]:
    """Put in what `link` says of each target; where it says None, take the whole attribute out."""
    edits = []
    for one in body.links:
        url = link(one.target)
        if url is None and body.html[one.start - 1] == body.html[one.end] == '"':
            edits.append((body.html.rindex(" ", 0, one.start), one.end + 1, ""))
        else:
            edits.append((one.start, one.end, _attribute(url or "")))
    return edits


def _suffix(target: str, address: str) -> str:
    """Give query and fragment of a target, percent-encoded."""
    rest = target[len(path_of(target)) :]
    if address.startswith("/assets/"):
        # Only authors' ids in pages have our prefix; a file's fragment (report.pdf#page=2) is its own.
        rest = rest.replace("#u-", "#", 1)
    return addresses.url_fragment(rest)


def _attribute(url: str) -> str:
    return url.replace("&", "&amp;").replace('"', "%22").replace("<", "%3C").replace(">", "%3E")


def _edited(html: str, edits: list[tuple[int, int, str]]) -> str:
    """Apply edits (start, end, text) that do not overlap; at one place a closing one comes first."""
    parts: list[str] = []
    position = 0
    for start, end, text in sorted(edits, key=lambda edit: (edit[0], edit[2] != "</span>")):
        parts += (html[position:start], text)
        position = end
    return "".join(parts) + html[position:]
