"""New things: an article with a minted id, and a starter site."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from feedgen_site import addresses, sources
from feedgen_site.build import Options, read_config
from feedgen_site.keypoints import rankers
from feedgen_site.patterns import regex
from feedgen_site.problem import ContentError, Problem, errors
from feedgen_site.text import clean, one_line

# What can stand in YAML without quotes and stay the same text.
_PLAIN = regex(r"[A-Za-zÀ-ɏ][\w À-ɏ'’,.()-]*")
_YAML_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))

_SITE = """\
# What the site is called, where it is served, and under which name its ids are made.
# Choose `authority` once, a domain of yours and a year in which you held it, and never change it again:
# readers know your stories by ids made of it. Each build warns of `base_url` until it is yours.
title: My digest
description: The news, and its key points
base_url: https://example.org/
authority: example.org,{year}
language: en
timezone: UTC
sections:
  - {{slug: world, title: World}}
  - {{slug: local, title: Local}}
# How key points are chosen. Named here, so that no newer version changes the points of what you published.
points:
  ranker: {ranker}
"""
_FIRST = """\
---
title: Our digest has begun
standfirst: A folder of articles is all it takes to publish feeds and a daily digest.
id: urn:uuid:{id}
date: {date}
author: The newsroom
tags: [welcome]
---
This story is a file in the folder content/local. Edit it, or delete it and write your own with the command
feedgen-site new.

Every story gets key points: the sentences of it that say the most, each with a link to the place where it
stands. Nobody has to write them, and an author who wants to can.

Readers subscribe to one of three feeds: Atom, RSS or JSON Feed. The page named Feeds explains how.

The folder public holds the finished site. Any web host can serve it.
"""
_ABOUT = """\
---
title: About
---
Who we are, what we publish, and how to reach us.
"""
_NO_SECTIONS = {
    sources.STATIC: "what lies there is published as it is",
    sources.PAGES: "these are pages, such as About; write one by hand, with a title in its header",
}
_IGNORED = "/public/\n/.cache/\n"


def new_article(content: str, headline: str, section: str, now: datetime) -> str:
    """Write a draft with a headline, an id and a date, and give its path; ContentError where it cannot be.

    The date is that of the site's zone, where its settings can be read.
    """
    title = one_line(clean(headline))
    if not title:
        raise ContentError((Problem(content, 0, 0, "usage", "the headline is empty", 'new "The headline"'),))
    if not os.path.isdir(content):
        hint = "feedgen-site init . makes a starter site; --content names another folder"
        raise ContentError((Problem(content, 0, 0, "no-content", "there is no such folder", hint),))
    settings, problems = read_config(Options(content, "", now))
    local = now if errors(problems) else now.astimezone(settings.zone)
    written = local.isoformat(" ", "minutes")
    date = f"{written[:16]}Z" if local.utcoffset() == timedelta() else f"{written[:16]} {written[16:]}"
    identity = str(uuid.uuid4())
    name = addresses.slug_of(section, identity) if section else ""
    if name in _NO_SECTIONS:
        message = f"no file below {os.path.join(content, name)} is an article: {_NO_SECTIONS[name]}"
        raise ContentError((Problem(section, 0, 0, "usage", message, "--section world"),))
    folder = os.path.join(content, name) if name else content
    path = os.path.join(folder, f"{local:%Y-%m-%d}-{addresses.slug_of(title, identity)}.md")
    text = (
        f"---\ntitle: {_yaml(title)}\nstandfirst: \nid: urn:uuid:{identity}\ndate: {date}\n"
        "author: \ntags: []\n# Delete this line to publish.\ndraft: true\n---\n\n"
    )
    _write_new(path, text)
    return path


def new_site(folder: str, now: datetime, more: Mapping[str, str] = MappingProxyType({})) -> tuple[str, ...]:
    """Write a starter site and `more` files into a folder, and give the paths; nothing there is touched."""
    files = {
        "content/site.yaml": _SITE.format(year=now.year, ranker=rankers.DEFAULT),
        f"content/local/{now:%Y-%m-%d}-our-digest-has-begun.md": _FIRST.format(
            id=uuid.uuid4(), date=f"{now:%Y-%m-%d %H:%M}Z"
        ),
        "content/pages/about.md": _ABOUT,
        ".gitignore": _IGNORED,
        **more,
    }
    paths = {os.path.join(folder, *name.split("/")): text for name, text in files.items()}
    hint = "choose another folder"
    problems = tuple(_there(path, hint) for path in paths if os.path.lexists(path))
    if problems:
        raise ContentError(problems)
    for path, text in paths.items():
        _write_new(path, text)
    return tuple(paths)


def _yaml(text: str) -> str:
    """Write a text as a YAML scalar: plain where that is safe, else in double quotes (JSON is YAML)."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _YAML_WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


def _write_new(path: str, text: str) -> None:
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise ContentError((_there(path),)) from None
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise ContentError((Problem(path, 0, 0, "write-failed", message, "check permissions"),)) from error


def _there(path: str, hint: str = "choose another headline") -> Problem:
    return Problem(path, 0, 0, "exists", "is there already, and is left as it is", hint)
