"""What readers are told of an article after it was published: corrections, and its withdrawal."""

from __future__ import annotations

from datetime import tzinfo

from feedgen_site import dates, markdown
from feedgen_site.article.moments import complain, is_boolean_false
from feedgen_site.dates import Moment
from feedgen_site.fields import Fields, is_absent
from feedgen_site.frozen import dataclass
from feedgen_site.model import Correction, Withdrawal
from feedgen_site.nodes import Node, Pairs, Text
from feedgen_site.problem import Severity
from feedgen_site.text import folded, nearest


@dataclass(frozen=True, slots=True)
class _Form:
    """How a notice is written: the name of its text, and what is said of one that is not."""

    text: str
    code: str
    message: str
    hint: str


_CORRECTION = _Form(
    "text",
    "bad-correction",
    "a correction needs a date and a text",
    "corrections: [{date: 2026-01-05, text: What was wrong}]",
)
_WITHDRAWAL = _Form(
    "reason",
    "bad-withdrawal",
    "a withdrawal needs a date and a reason: readers are told both",
    "withdrawn: {date: 2026-01-05, reason: Why it is gone}",
)


def corrections(fields: Fields, since: Moment | None, zone: tzinfo) -> tuple[Correction, ...]:
    """Give the corrections, oldest first, those of one moment as written; half a one is an error.

    `since` is the date of the article.
    """
    _report_unindented(fields, "corrections", _CORRECTION)
    read = (_notice(fields, node, _CORRECTION, since, zone) for node in fields.entries("corrections"))
    found = [Correction(moment, words) for moment, words in filter(None, read)]
    # Their ids count them: a text that is edited must not change places with another.
    return tuple(sorted(found, key=lambda correction: correction.moment.at))


def withdrawal(fields: Fields, since: Moment | None, zone: tzinfo) -> Withdrawal | None:
    """Give the withdrawal, if the article is withdrawn; half a one is an error."""
    _report_unindented(fields, "withdrawn", _WITHDRAWAL)
    found = fields.find("withdrawn", lambda node: not is_boolean_false(node))
    read = _notice(fields, found.node, _WITHDRAWAL, since, zone) if found else None
    return Withdrawal(*read) if read else None


def _notice(
    fields: Fields, node: Node, form: _Form, since: Moment | None, zone: tzinfo
) -> tuple[Moment, str] | None:
    """Read `{date: …, NAME: words}`; None where an error says why not."""
    pairs = node.pairs if isinstance(node, Pairs) else ()
    named = {folded(key.value): value for key, value in pairs}
    for key, value in pairs:
        if folded(key.value) not in ("date", form.text):
            _report_key(fields, key, value, form)
    when, text = named.get("date"), named.get(form.text)
    words = markdown.plain(text.value) if isinstance(text, Text) else ""
    if not (isinstance(when, Text) and not when.is_null and words):
        fields.report(node, form.code, form.message, form.hint)
        return None
    moment = dates.parse(when.value, zone)
    if moment is None:
        complain(fields, when, "date:", "", Severity.ERROR, "2026-01-05 14:30")
        return None
    if since and moment.at < since.at and not _is_same_day(moment, since, zone):
        message = "this is before the story's own date, and counts from its publication"
        fields.warn(when, "bad-date", message, "is the year right?")
    return moment, words


def _is_same_day(moment: Moment, other: Moment, zone: tzinfo) -> bool:
    return moment.at.astimezone(zone).date() == other.at.astimezone(zone).date()


def _report_key(fields: Fields, key: Text, value: Node, form: _Form) -> None:
    if is_absent(value):
        # YAML ends a text in braces at the first comma, and half a notice must not be published.
        message = f"'{key.value}' is no part of it; a text that holds a comma needs quotes"
        fields.report(key, "wrong-type", message, f'{form.text}: "All of the words, in quotes"')
        return
    meant = nearest(folded(key.value), ("date", form.text), 0.5)
    hint = f"did you mean '{meant}'?" if meant else f"known keys: date, {form.text}"
    fields.report(key, "unknown-key", f"unknown key '{key.value}'", hint)


def _report_unindented(fields: Fields, field: str, form: _Form) -> None:
    """Find a notice whose lines stand beside its key instead of below it: it would be passed over."""
    key = fields.key_of(field)
    if key and fields.find(field) is None and (text := fields.key_of(form.text)):
        message = f"'{text.value}' in line {text.line} is part of '{key.value}' only where it is indented"
        fields.report(key, form.code, message, form.hint)
