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
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem, Severity
from feedgen_site.text import folded, nearest, one_line

_DATES = ("date", "published", "created")
# "Date" in the languages of the interface.
_DATES_ELSEWHERE = frozenset("datum fecha data дата tarih ngày tanggal التاريخ तारीख 日期 日付 날짜".split())
_LONGEST = 60
_CLOCK = regex(r"\d{1,2}:\d\d(?!\d)")
_DRAFT_WORDS = frozenset(
    (
        # What WordPress, Ghost and newsrooms call what is not for everybody.
        "draft|drafts|auto-draft|hidden|private|pending|unpublished|unlisted|trash|members|paid|tiers|password"
        "|wip|todo|review|in review|in progress"
        # "Draft" in the languages of the interface.
        "|entwurf|brouillon|borrador|rascunho|bozza|concept|черновик|taslak|bản nháp|nháp|draf"
        "|rancangan|مسودة|प्रारूप|मसौदा|草稿|下書き|초안"
    ).split("|")
)
_PUBLIC_WORDS = frozenset("publish published public live released final done scheduled future".split())


def is_draft(fields: Fields) -> bool:
    """Say whether a header marks a draft: `draft: true`, `hidden: true`, `published: false`, `status: draft`.

    A status that says neither is told, for what it was to hold back is published.
    """
    marks = [
        "_drafts" in fields.path.split("/"),  # Jekyll's folder
        any(fields.every("published_flag", is_boolean_false)),
        any(fields.every("hidden", is_true)),
        _is_no_page(fields),
        # `entwurf: true`, `wip: true`
        any(key in _DRAFT_WORDS and is_true(found.node) for key, found in fields.unknown().items()),
        fields.flag("draft"),
    ]
    words = [_status_of(fields, found) for found in fields.every("status")]
    return any(marks) or not _DRAFT_WORDS.isdisjoint(words)


def _is_no_page(fields: Fields) -> bool:
    """Say whether `permalink: false` asks for no page, as Eleventy understands it."""
    found = fields.find("permalink")
    return found is not None and is_boolean_false(found.node)


def _status_of(fields: Fields, found: Field) -> str:
    if not isinstance(found.node, Text):
        fields.report(
            found.key, "wrong-type", f"'{found.key.value}' should be one text", f"{found.key.value}: draft"
        )
        return ""
    word = one_line(found.node.value).lower()
    if word not in _DRAFT_WORDS | _PUBLIC_WORDS:
        is_slip = bool(nearest(word, ("draft", "hidden", "private", "pending"), 0.8))
        what = "is no status" if is_slip else "is no status that is known, and holds nothing back"
        severity = Severity.ERROR if is_slip else Severity.WARNING
        message = f"'{word[:_LONGEST]}' {what}"
        fields.report(found.node, "bad-status", message, f"{found.key.value}: draft, or published", severity)
    return word


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
    if found and written:
        _report_time(fields, found, written)
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
        slips = (
            one.key
            for name, one in fields.unknown().items()
            if name in _DATES_ELSEWHERE or nearest(name, _DATES, 0.7)
        )
        if slip := next(slips, None):
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


def is_true(node: Node) -> bool:
    """Say whether a value is a word for yes, quoted or not."""
    return isinstance(node, Text) and node.value.strip().lower() in ("true", "yes", "on", "y")


def is_false(node: Node) -> bool:
    """Say whether a value is a word for no, quoted or not."""
    return isinstance(node, Text) and node.value.strip().lower() in ("false", "no", "off", "n")


def is_boolean_false(node: Node) -> bool:
    """Say whether a value is an unquoted word for no."""
    return is_boolean(node) and is_false(node)


def _moment_of(found: Field, zone: tzinfo) -> Moment | None:
    node: Node | None = found.node
    if isinstance(node, Pairs):
        inner = {folded(key.value): value for key, value in node.pairs}
        node = next((inner[key] for key in ("published", "created", "date") if key in inner), None)
    return dates.parse(node.value, zone) if isinstance(node, Text) else None


def _report_time(fields: Fields, found: Field, date: Moment) -> None:
    """Warn of a time beside a day, as some exports have it: it is not read."""
    time = fields.unknown().get("time") if date.day_only and fields.is_written("time") else None
    if time and isinstance(time.node, Text) and (clock := _CLOCK.match(time.node.value.strip())):
        message = f"'{time.key.value}' says nothing here: the time of day belongs to '{found.key.value}'"
        day = found.node.value.strip() if isinstance(found.node, Text) else ""
        fields.warn(time.key, "unknown-field", message, f"{found.key.value}: {day} {clock[0]}")


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
