"""When an article is published, if at all: its date, update, embargo and expiry; what makes it a draft."""

from __future__ import annotations

import posixpath
from datetime import tzinfo

from feedgen_site import dates, frontmatter, likelydates
from feedgen_site.article.place import Place
from feedgen_site.article.spellings import fields_of
from feedgen_site.config import SiteConfig
from feedgen_site.dates import Moment
from feedgen_site.fields import Field, Fields, is_boolean
from feedgen_site.nodes import Node, Pairs, Text
from feedgen_site.problem import Problem, Severity
from feedgen_site.text import folded, nearest, one_line

_DATES = ("date", "published", "created")
_LONGEST = 60
_DRAFT_WORDS = frozenset(("draft", "hidden", "private", "pending"))


def is_draft(fields: Fields) -> bool:
    """Say whether a header marks a draft: `draft: true`, `published: false`, `status: draft`."""
    published = fields.find("published_flag")
    if published and is_boolean(published.node) and is_false(published.node):
        return True
    in_drafts = "_drafts" in fields.path.split("/")  # Jekyll's folder
    return in_drafts or fields.string("status").lower() in _DRAFT_WORDS or fields.flag("draft")


def schedule_of(
    path: str, matter: frontmatter.FrontMatter, config: SiteConfig, problems: list[Problem]
) -> tuple[Moment | None, Moment | None, Moment | None]:
    """Read when something is published: its date, embargo and expiry, each where there is one."""
    fields, zone = fields_of(path, matter, problems), config.zone
    return (
        moment(fields, "date", zone),
        moment(fields, "embargo", zone, must=True),
        moment(fields, "expires", zone, must=True),
    )


def date(fields: Fields, matter: frontmatter.FrontMatter, place: Place, zone: tzinfo) -> Moment | None:
    """Give the date: front matter, else file name, else folders, else permalink."""
    found = fields.find("date", lambda node: not is_boolean(node))
    written = _moment_of(found, zone) if found else None
    if written:
        return written
    permalink = fields.string("permalink")
    folder = posixpath.basename(posixpath.dirname(fields.path))
    for where, made in (
        ("file name", dates.in_name(place.stem, zone)),
        ("folder", dates.in_name(folder, zone)),
        ("folders", dates.in_folders(fields.path, zone)),
        ("permalink", dates.in_folders(permalink, zone) if permalink else None),
    ):
        if made:
            if found:
                _warn_date(fields, found, f"the date of the {where} counts")
            return made
    if found:
        _warn_date(fields, found, "", Severity.ERROR)
    else:
        key = fields.key_of("date")
        line = key.line if key else matter.pairs.line if matter.pairs else 1
        message = "no date, neither in the front matter nor in the file name"
        hint = "date: 2026-01-04 09:59"
        if slip := next(
            (one.key for name, one in fields.unknown().items() if nearest(name, _DATES, 0.7)), None
        ):
            line, hint = slip.line, f"is '{slip.value}' meant as 'date'?"
        elif not matter.found:
            hint = "begin with a header, title: and date: between two lines ---; feedgen-site new writes one"
        fields.problems.append(Problem(fields.path, line, 1, "no-date", message, hint))
    return None


def expiry(fields: Fields, date: Moment | None, zone: tzinfo) -> Moment | None:
    """Give the moment from which on an article is taken out; one before its date is told."""
    read = moment(fields, "expires", zone, must=True)
    if read and date and read.at <= date.at and (found := fields.find("expires")):
        message = "this is before the story's own date: it is never published"
        fields.warn(found.node, "bad-date", message, "is the year right?")
    return read


def moment(fields: Fields, field: str, zone: tzinfo, *, must: bool = False) -> Moment | None:
    """Give an optional date; one that cannot be read is an error where it guards publication."""
    found = fields.find(field, lambda node: not is_boolean(node) or (must and not is_false(node)))
    if found is None:
        return None
    read = _moment_of(found, zone)
    if read is None:
        severity = Severity.ERROR if must else Severity.WARNING
        _warn_date(fields, found, "" if must else "it is ignored", severity)
    return read


def is_false(node: Node) -> bool:
    """Say whether a value is a word for no, quoted or not."""
    return isinstance(node, Text) and node.value.strip().lower() in ("false", "no", "off", "n")


def _moment_of(found: Field, zone: tzinfo) -> Moment | None:
    node: Node | None = found.node
    if isinstance(node, Pairs):
        inner = {folded(key.value): value for key, value in node.pairs}
        node = next((inner[key] for key in ("published", "created", "date") if key in inner), None)
    return dates.parse(node.value, zone) if isinstance(node, Text) else None


def complain(
    fields: Fields, node: Node, lead: str, instead: str, severity: Severity, example: str = "2026-01-04 09:59"
) -> None:
    """Say of a value that it is no date, and what to type behind `lead`; `instead` is what happens now."""
    written = node.value[:_LONGEST] if isinstance(node, Text) else ""
    said = dates.complaint(one_line(written)) if written else "a list or mapping is not a date"
    message = said + (f"; {instead}" if instead else "")
    hint = ", or ".join(likelydates.likely(written)) or example
    fields.report(node, "bad-date", message, f"{lead} {hint}", severity)


def _warn_date(fields: Fields, found: Field, instead: str, severity: Severity = Severity.WARNING) -> None:
    complain(fields, found.node, f"{found.key.value}:", instead, severity)
