"""Reads site.yaml's `feeds: podcast:`: what podcast directories are told of the site."""

from __future__ import annotations

from collections.abc import Mapping

from feedgen_site import addresses
from feedgen_site.config import hints
from feedgen_site.config.model import PodcastRules, PodcastType
from feedgen_site.fields import Fields, is_none_word
from feedgen_site.nodes import Node, Pairs, Text
from feedgen_site.patterns import regex
from feedgen_site.text import folded, nearest, one_line

# Apple Podcasts Connect, "Podcast categories", which other directories took over.
CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": (
        "Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality",
    ),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        "Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden",
        "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        "Business News", "Daily News", "Entertainment News", "News Commentary", "Politics", "Sports News",
        "Tech News",
    ),
    # Apple has "Religion" in it, too, which the W3C validator does not know.
    "Religion & Spirituality": ("Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Spirituality"),
    "Science": (
        "Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics", "Natural Sciences",
        "Nature", "Physics", "Social Sciences",
    ),
    "Society & Culture": (
        "Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships",
    ),
    "Sports": (
        "Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby",
        "Running", "Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling",
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
}  # fmt: skip
IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg")
"""What podcast apps show as a cover."""

_KEYS = ("email", "category", "owner", "image", "explicit", "type")
_EMAIL = regex(r"[^@\s<>\"(),:;\[\]\\]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_EXAMPLE = "podcast@example.org"
_BY_NAME = {folded(name): (name,) for name in CATEGORIES} | {
    folded(name): (whole, name) for whole, parts in CATEGORIES.items() for name in parts
}


def read(feeds: Fields, logo: str) -> PodcastRules | None:
    """Read the settings of the podcast; None where there is none. `logo` is the cover if nothing else is."""
    found = feeds.find("podcast")
    if found is None or is_none_word(found.node):
        return None
    is_cover = not logo or logo.lower().endswith(IMAGE_SUFFIXES)
    if not isinstance(found.node, Pairs):
        message = "'podcast' should hold settings, at least the e-mail address of its owner"
        feeds.report(found.key, "wrong-type", message, f"podcast: {_least(found.node, is_cover)}")
        return None
    fields = feeds.nested("podcast", _KEYS)
    email = fields.string("email")
    if not _EMAIL.fullmatch(email):
        # The W3C validator warns where there is none, and directories write to it to ask who owns the feed.
        written = hints.with_pair(found.node, "email", _EXAMPLE, first=True)
        fields.report(found.key, "bad-podcast", "a podcast needs the e-mail address of its owner",
                      f"podcast: {hints.flow(written)}")  # fmt: skip
    if not is_cover and fields.find("image") is None:
        message = f"a podcast needs a cover: the logo '{logo[:80]}' is no PNG or JPEG file"
        written = hints.with_pair(found.node, "image", "/cover.jpg")
        fields.report(found.key, "bad-podcast", message, f"podcast: {hints.flow(written)}")
    return PodcastRules(
        email=email,
        category=_category(fields),
        owner=fields.string("owner"),
        image=_image(fields),
        explicit=fields.flag("explicit"),
        type=fields.choice("type", PodcastType, PodcastType.EPISODIC),
    )


def _least(node: Node, is_cover: bool) -> str:
    """Write the fewest settings that a podcast can have, with the address if that is what was written."""
    email = one_line(node.value) if isinstance(node, Text) else ""
    settings = {"email": email if _EMAIL.fullmatch(email) else _EXAMPLE}
    settings |= {} if is_cover else {"image": "/cover.jpg"}
    return f"{{{', '.join(f'{key}: {value}' for key, value in settings.items())}}}"


def _category(fields: Fields) -> tuple[str, ...]:
    node = fields.text("category")
    if node is None:
        return PodcastRules("").category
    known = _BY_NAME.get(folded(one_line(node.value)))
    if known is None:
        names = [name for names in _BY_NAME.values() for name in names]
        meant = nearest(one_line(node.value), names, 0.5) or "Daily News"
        message = f"'{one_line(node.value)[:80]}' is not a category of podcasts"
        fields.report(node, "bad-podcast", message, f"category: {meant}")
    return known or PodcastRules("").category


def _image(fields: Fields) -> str:
    node = fields.text("image")
    if node is None:
        return ""
    written = node.value.strip()
    is_usable = addresses.web_url(written) if addresses.has_scheme(written) else not written.startswith("//")
    if not is_usable or not written.lower().endswith(IMAGE_SUFFIXES):
        message = f"'{one_line(written)[:80]}' is not a cover: a PNG or JPEG file of the site or of the web"
        fields.report(node, "bad-podcast", message, "image: /cover.png")
        return ""
    return written
