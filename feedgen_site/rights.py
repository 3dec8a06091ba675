"""What of a story may be published: its agency's rules, and its withdrawal.

It is applied once, to the story itself. What is forbidden is gone from then on, so that no page, feed or
index made later can show it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from feedgen_site.config import Agency, Policy
from feedgen_site.keypoints import KeyPoint
from feedgen_site.model import Article, Body
from feedgen_site.patterns import regex

Points = tuple[KeyPoint, ...]

# In sanitized HTML: no `>` stands in an attribute, and every value is in double quotes.
_TAG = regex(r"<(?P<close>/?)(?P<name>[a-z][a-z0-9]*)\b[^>]*>")
_POSTER = regex(r' poster="[^"]*"')
_TO_PICTURE = regex(r' href="[^"]*\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#][^"]*)?"', re.IGNORECASE)


def permitted(article: Article, points: Points, body: Body, agency: Agency) -> tuple[Article, Points, Body]:
    """Give what may be published of an article, its key points and its body."""
    if article.withdrawn:
        return _withdrawn(article), (), Body()
    if not agency.images:
        kept = (replace(medium, image="") for medium in article.media if medium.kind != "image")
        article = replace(article, image=None, media=tuple(kept))
    if agency.policy is Policy.FULL:
        body = body if agency.images else _without_pictures(body)
    else:
        # Links into the text lead nowhere where there is none.
        points, body = tuple(replace(point, sentence="") for point in points), Body()
        # A recording tells the story as its text does.
        article = replace(article, media=())
    if agency.policy in (Policy.HEADLINE, Policy.WITHHOLD):
        article = replace(article, standfirst="")
    return article, points if agency.points else (), body


def _withdrawn(article: Article) -> Article:
    """Keep what says which story it was and where it stood: its place in lists, under its id and address."""
    return replace(article, standfirst="", image=None, media=(), related=(), corrections=(), source_url="")


def _without_pictures(body: Body) -> Body:
    """Take the pictures out of a body, with the captions of those that have one."""
    cuts = _cuts(body.html)
    starts = [start for start, _ in cuts]
    lost = [0, *accumulate(end - start for start, end in cuts)]

    def moved(place: int) -> int:
        index = bisect_right(starts, place)
        # Within a cut a place falls together with the cut's beginning.
        inside = max(cuts[index - 1][1] - place, 0) if index else 0
        return place - lost[index] + inside

    kept, position = [], 0
    for start, end in cuts:
        kept.append(body.html[position:start])
        position = end
    links = (replace(link, start=moved(link.start), end=moved(link.end)) for link in body.links)
    marks = []
    for mark in body.marks:
        pieces = tuple((moved(start), moved(end)) for start, end in mark.pieces)
        marks.append(replace(mark, pieces=tuple(piece for piece in pieces if piece[0] < piece[1])))
    return Body(
        "".join((*kept, body.html[position:])),
        tuple(link for link in links if link.start < link.end),
        tuple(mark for mark in marks if mark.pieces),
    )


def _cuts(html: str) -> list[tuple[int, int]]:
    """Give what to cut, in order: pictures, links to pictures, and the captions of figures that hold one.

    The figures stay, for one that nobody closed may hold the rest of the article.
    """
    captions = list(_captions(html))
    starts = [start for start, _ in captions]
    cuts = captions.copy()
    for start, end in _pictures(html):
        index = bisect_right(starts, start) - 1
        if index < 0 or captions[index][1] <= start:
            cuts.append((start, end))
    return sorted(cuts)


def _pictures(html: str) -> Iterator[tuple[int, int]]:
    for tag in _TAG.finditer(html):
        name = tag["name"]
        if name in ("img", "picture") or (name == "source" and ' srcset="' in tag[0]):
            yield tag.span()
        elif name in ("video", "a"):
            pattern = _POSTER if name == "video" else _TO_PICTURE
            yield from (match.span() for match in pattern.finditer(html, tag.start(), tag.end()))


def _captions(html: str) -> Iterator[tuple[int, int]]:
    """Give the captions of each outermost figure that holds a picture, with those of figures in it."""
    figures = captions = start = 0
    found: list[tuple[int, int]] = []
    has_picture = False
    for tag in _TAG.finditer(html):
        step = -1 if tag["close"] else 1
        if tag["name"] == "figure":
            figures += step
            if not figures:
                yield from found if has_picture else ()
                found, has_picture = [], False
        elif tag["name"] == "figcaption" and figures:
            captions += step
            if captions == 1 and step == 1:
                start = tag.start()
            elif not captions:
                found.append((start, tag.end()))
        elif tag["name"] == "img" and figures:
            has_picture = True
