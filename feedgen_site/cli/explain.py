"""`feedgen-site explain`: why the points of one article are its points, as text, JSON or a heat map."""

from __future__ import annotations

import json
import os
import shutil
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from feedgen_site import article, config, sources
from feedgen_site.cli import heatmap, report
from feedgen_site.config import SiteConfig
from feedgen_site.frozen import dataclass
from feedgen_site.keypoints.explanation import Explained, Explanation, explain
from feedgen_site.model import Article, Source, Stamp
from feedgen_site.patterns import regex
from feedgen_site.problem import ContentError, Problem, errors, in_order
from feedgen_site.publish.writer import Writer, place_bytes
from feedgen_site.text import nfc

# What would move the cursor or turn the direction of a line around.
_NOT_SHOWN: Final = regex("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
EXIT_USAGE: Final = 2
_INDENT: Final = " " * 15
_WIDEST: Final = 110


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for; paths are as typed. `config` "": site.yaml; `html` "": no page."""

    article: str
    content: str
    config: str = ""
    as_json: bool = False
    html: str = ""


def run(request: Request) -> int:
    """Explain one article and give the exit code: 1 for errors in it, 2 for files that cannot be used.

    What does not exist as typed may be the path below the content folder, as other commands print it.
    """
    code = EXIT_USAGE
    below = os.path.join(request.content, request.article)
    if os.path.isfile(below) and not os.path.lexists(request.article):
        request = replace(request, article=below)
    try:
        settings = _settings(request)
        if not os.path.isfile(request.article):
            raise ContentError((_missing(request.article),))
        code = 1
        found = _article(request, settings)
        code = EXIT_USAGE
        explanation = explain(
            [block.text for block in found.blocks],
            headline=found.headline,
            standfirst=found.standfirst,
            language=found.language,
            rules=settings.points,
        )
        if request.html:
            _draw(request.html, heatmap.draw(explanation, found.headline, found.language))
    except ContentError as error:
        return report.refuse(in_order(error.problems), code, is_json=request.as_json)
    if request.as_json:
        print(json.dumps(_as_data(explanation, found)))
    else:
        print("\n".join(_lines(explanation, found)))
    return 0


def _missing(path: str) -> Problem:
    message = "there is no such file" if not os.path.exists(path) else "this is not a file"
    return Problem(path, 0, 0, "unreadable", message, "name an article: content/local/my-story.md")


def _settings(request: Request) -> SiteConfig:
    """Read the settings; where no file is named and none is there, those of a site that sets nothing."""
    file = request.config or os.path.join(request.content, "site.yaml")
    if request.config and not os.path.isfile(file):
        hint = "feedgen-site init . makes one"
        raise ContentError((Problem(file, 0, 0, "no-config", "there is no such file", hint),))
    text = _text(file) if os.path.lexists(file) else None
    settings, problems = config.load(text, file)
    if found := errors(problems):
        raise ContentError(found)
    return settings


def _article(request: Request, settings: SiteConfig) -> Article:
    """Read the article as a build does; its problems name the file as it was typed."""
    parsed = article.parse(_content_path(request), _text(request.article), settings)
    if parsed.article is None:
        found = tuple(replace(problem, path=request.article) for problem in errors(parsed.problems))
        raise ContentError(found or parsed.problems or (_no_article(request.article),))
    return parsed.article


def _no_article(path: str) -> Problem:
    message = "this file is no article, and a build leaves it out"
    return Problem(path, 0, 0, "unreadable", message, "give it a header with title and date")


def _content_path(request: Request) -> str:
    """Give the path that a build knows the article by, which says its section and language."""
    root = os.path.realpath(request.content)
    file = os.path.realpath(request.article)
    if file.startswith(root + os.sep):
        return nfc(os.path.relpath(file, root).replace(os.sep, "/"))
    # What is no part of the site needs no date: folders give it one.
    return f"1970/01/01/{nfc(os.path.basename(file))}"


def _text(path: str) -> str:
    try:
        status = os.stat(path)
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise ContentError((Problem(path, 0, 0, "unreadable", message, "check permissions"),)) from error
    data = sources.read(Source(path, path, Stamp(status.st_size, status.st_mtime_ns, status.st_ino)))
    text = data if isinstance(data, Problem) else sources.decoded(path, data)
    if isinstance(text, Problem):
        raise ContentError((text,))
    return text


def _draw(path: str, page: str) -> None:
    """Write the page whole or not at all; only a page that an earlier run drew is replaced."""
    if os.path.lexists(path) and not _is_ours(path):
        message = "is there already, and is left as it is"
        raise ContentError((Problem(path, 0, 0, "exists", message, "choose another name"),))
    folder, name = os.path.split(path)
    if not os.path.isdir(folder or "."):
        message = "cannot be written: there is no such folder"
        raise ContentError((Problem(path, 0, 0, "write-failed", message, "make the folder first"),))
    try:
        place_bytes(Writer(os.path.realpath(folder or "."), folder), name, page.encode("utf-8"))
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise ContentError((Problem(path, 0, 0, "write-failed", message, "check permissions"),)) from error


def _is_ours(path: str) -> bool:
    if os.path.islink(path) or not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as stream:
            return stream.read(len(heatmap.MARK)) == heatmap.MARK.encode("ascii")
    except OSError:
        return False


def _as_data(explanation: Explanation, found: Article) -> dict[str, object]:
    """Give the object of --json; its keys are documented in docs/command-line.md."""
    return {
        "headline": found.headline,
        "language": found.language,
        "ranker": explanation.ranker,
        "own_points": len(found.key_points),
        "standfirst_points": list(explanation.borrowed),
        "sentences": [
            {
                "id": one.sentence.id,
                "text": one.sentence.text,
                "point": one.point,
                "score": one.score,
                "why": one.why,
                "moved": [{"what": move.what, "by": round(move.by, 4)} for move in one.moved],
            }
            for one in explanation.sentences
        ],
    }


def _lines(explanation: Explanation, found: Article) -> Iterator[str]:
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    taken = sum(1 for one in explanation.sentences if one.point)
    yield _NOT_SHOWN.sub(" ", found.headline)
    yield (
        f"{found.language}, ranker {explanation.ranker}: "
        f"{taken} of {len(explanation.sentences)} sentences taken (●)"
    )
    if found.key_points:
        yield "the article has key points of its own, which are published instead of these"
    for number, one in enumerate(explanation.sentences, start=1):
        yield ""
        yield from _sentence(number, one, width)
    if explanation.borrowed:
        yield "\nno prose to choose from; points of the standfirst:"
        yield from (f"  {_NOT_SHOWN.sub(' ', text)}" for text in explanation.borrowed)


def _sentence(number: int, one: Explained, width: int) -> Iterator[str]:
    head = f"{number:3d} {'●' if one.point else ' '} {one.score:8.2f}  "
    text = _NOT_SHOWN.sub(" ", one.sentence.text)
    yield from textwrap.wrap(text, max(width, 40), initial_indent=head, subsequent_indent=_INDENT)
    for said in (one.why, heatmap.told(one)):
        yield from textwrap.wrap(said, max(width, 40), initial_indent=_INDENT, subsequent_indent=_INDENT)
