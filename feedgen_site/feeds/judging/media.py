"""The rules of podcasts (Apple's elements) and pictures (Media RSS), where a feed has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from feedgen_site.feeds.judging import values
from feedgen_site.feeds.judging.elements import within
from feedgen_site.feeds.judging.model import Document, Finding, error, shown, warning
from feedgen_site.feeds.judging.names import ITUNES, MEDIA, prefixed
from feedgen_site.patterns import regex

# Apple's directory: https://podcasters.apple.com/support/1691-apple-podcasts-categories
_CATEGORIES = {
    "Arts": "Books, Design, Fashion & Beauty, Food, Performing Arts, Visual Arts",
    "Business": "Careers, Entrepreneurship, Investing, Management, Marketing, Non-Profit",
    "Comedy": "Comedy Interviews, Improv, Stand-Up",
    "Education": "Courses, How To, Language Learning, Self-Improvement",
    "Fiction": "Comedy Fiction, Drama, Science Fiction",
    "Government": "",
    "Health & Fitness": "Alternative Health, Fitness, Medicine, Mental Health, Nutrition, Sexuality",
    "History": "",
    "Kids & Family": "Education for Kids, Parenting, Pets & Animals, Stories for Kids",
    "Leisure": "Animation & Manga, Automotive, Aviation, Crafts, Games, Hobbies, Home & Garden, Video Games",
    "Music": "Music Commentary, Music History, Music Interviews",
    "News": (
        "Business News, Daily News, Entertainment News, News Commentary, Politics, Sports News, Tech News"
    ),
    "Religion & Spirituality": "Buddhism, Christianity, Hinduism, Islam, Judaism, Religion, Spirituality",
    "Science": (
        "Astronomy, Chemistry, Earth Sciences, Life Sciences, Mathematics, Natural Sciences, Nature, "
        "Physics, "
        "Social Sciences"
    ),
    "Society & Culture": ("Documentary, Personal Journals, Philosophy, Places & Travel, Relationships"),
    "Sports": (
        "Baseball, Basketball, Cricket, Fantasy Sports, Football, Golf, Hockey, Rugby, Running, Soccer, "
        "Swimming, Tennis, Volleyball, Wilderness, Wrestling"
    ),
    "TV & Film": "After Shows, Film History, Film Interviews, Film Reviews, TV Reviews",
    "Technology": "",
    "True Crime": "",
}


def _one_of(*words: str) -> Callable[[str], bool]:
    return frozenset(words).__contains__


def _at_most(most: int) -> Callable[[str], bool]:
    return lambda text: len(text) <= most


_DURATION = regex(r"[0-9]+(?::[0-5][0-9](?::[0-5][0-9])?)?")
_TEXTS: dict[str, tuple[Callable[[str], bool], str]] = {
    f"{ITUNES}duration": (lambda text: bool(_DURATION.fullmatch(text)), "seconds, or 1:02:03"),
    f"{ITUNES}explicit": (lambda text: text.lower() in ("true", "false"), "true or false"),
    f"{ITUNES}block": (lambda text: text.lower() in ("yes", "no", "clean"), "Yes"),
    f"{ITUNES}episode": (values.is_number, "a number from 1"),
    f"{ITUNES}season": (values.is_number, "a number from 1"),
    f"{ITUNES}episodeType": (_one_of("full", "trailer", "bonus"), "full, trailer or bonus"),
    f"{ITUNES}type": (_one_of("episodic", "serial"), "episodic or serial"),
    f"{ITUNES}author": (_at_most(255), "at most 255 characters"),
    f"{ITUNES}subtitle": (_at_most(255), "at most 255 characters"),
    f"{ITUNES}name": (_at_most(255), "at most 255 characters"),
    f"{ITUNES}keywords": (_at_most(255), "at most 255 characters"),
    f"{ITUNES}summary": (_at_most(4000), "at most 4,000 characters"),
    f"{ITUNES}email": (values.is_address, "name@example.org"),
}


def podcast_values(feed: Document) -> Iterator[Finding]:
    """Apple's elements hold what its directory can read."""
    for element, entry in within(feed):
        rule = _TEXTS.get(str(element.tag))
        text = (element.text or "").strip()
        if rule and not rule[0](text):
            yield error("bad-podcast", f"{prefixed(str(element.tag))} is {shown(text)}", rule[1], entry)


def podcast_categories(feed: Document) -> Iterator[Finding]:
    """A category of a podcast is one of Apple's."""
    for element, entry in within(feed):
        if element.tag != f"{ITUNES}category":
            continue
        parent = element.getparent()
        name = element.get("text", "")
        if parent is not None and parent.tag == f"{ITUNES}category":
            known = name in _CATEGORIES.get(parent.get("text", ""), "").split(", ")
        else:
            known = name in _CATEGORIES
        if not known:
            yield error("bad-podcast", f"{shown(name)} is no category of podcasts", "News", entry)


def podcast_owner(feed: Document) -> Iterator[Finding]:
    """The owner of a podcast can be written to."""
    for element, entry in within(feed):
        if element.tag == f"{ITUNES}owner" and element.find(f"{ITUNES}email") is None:
            yield error("bad-podcast", "the owner has no itunes:email", "name@example.org", entry)


_PLAYED = ("m4a", "mp3", "mov", "mp4", "m4v", "pdf", "epub")


def podcast_files(feed: Document) -> Iterator[Finding]:
    """The file of an episode is of a kind that Apple's directory takes."""
    episodes = {entry for element, entry in within(feed) if str(element.tag).startswith(ITUNES)}
    for one in feed.enclosures:
        ending = one.url.rpartition(".")[2]
        if feed.root is not None and one.entry and one.entry in episodes and ending not in _PLAYED:
            yield warning("bad-podcast", f"no podcast plays {shown(one.url)}", ", ".join(_PLAYED), one.entry)


_NUMBERS = ("width", "height", "fileSize")
_MEDIUMS = frozenset(("image", "audio", "video", "document", "executable"))


def media_values(feed: Document) -> Iterator[Finding]:
    """Media RSS says sizes in whole numbers, a type that is one, and groups what are forms of one thing."""
    for element, entry in within(feed):
        tag = str(element.tag)
        if not tag.startswith(MEDIA):
            continue
        name = prefixed(tag)
        for attribute in _NUMBERS:
            size = element.get(attribute)
            if size and not values.is_number(size):
                yield error("bad-media", f"{name} {attribute} is {shown(size)}", "a whole number", entry)
        if tag in (f"{MEDIA}thumbnail", f"{MEDIA}player") and not element.get("url"):
            yield error("bad-media", f"{name} has no url", entry=entry)
        if tag == f"{MEDIA}content":
            if (media_type := element.get("type")) and not values.is_media_type(media_type):
                yield error("bad-media", f"{shown(media_type)} is no media type", "image/jpeg", entry)
            if (medium := element.get("medium")) and medium not in _MEDIUMS:
                yield error("bad-media", f"{shown(medium)} is no medium", ", ".join(sorted(_MEDIUMS)), entry)
        if tag in (f"{MEDIA}title", f"{MEDIA}description") and element.get("type", "plain") not in (
            "plain",
            "html",
        ):
            yield error("bad-media", f"the type of {name} is neither plain nor html", entry=entry)
        if tag == f"{MEDIA}group" and len(element.findall(f"{MEDIA}content")) < 2:
            yield error("bad-media", "media:group holds fewer than two forms", "leave the group out", entry)


RULES = (podcast_values, podcast_categories, podcast_owner, podcast_files, media_values)
