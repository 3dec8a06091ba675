"""What readers are told of an article after it was published: corrections, and its withdrawal."""

from __future__ import annotations

from datetime import tzinfo

from feedgen_site import dates, markdown
from feedgen_site.article.moments import is_false
from feedgen_site.dates import Moment
from feedgen_site.fields import Fields, is_boolean
from feedgen_site.model import Correction, Withdrawal
from feedgen_site.nodes import Node, Pairs, Text
from feedgen_site.text import folded


def corrections(fields: Fields, zone: tzinfo) -> tuple[Correction, ...]:
    """Give the corrections, oldest first; half a one is an error."""
    found = []
    for node in fields.entries("corrections"):
        moment, words = _dated(fields, node, "text", zone)
        if moment is None or not words:
            hint = "corrections: [{date: 2026-01-05, text: What was wrong}]"
            fields.report(node, "bad-correction", "a correction needs a date and a text", hint)
            continue
        found.append(Correction(moment, words))
    return tuple(sorted(found, key=lambda correction: (correction.moment, correction.text)))


def withdrawal(fields: Fields, zone: tzinfo) -> Withdrawal | None:
    """Give the withdrawal, if the article is withdrawn; half a one is an error."""
    found = fields.find("withdrawn", lambda node: not (is_boolean(node) and is_false(node)))
    if found is None:
        return None
    moment, reason = _dated(fields, found.node, "reason", zone)
    if moment is None or not reason:
        message = "a withdrawal needs a date and a reason: readers are told both"
        hint = "withdrawn: {date: 2026-01-05, reason: Why it is gone}"
        fields.report(found.key, "bad-withdrawal", message, hint)
        return None
    return Withdrawal(moment, reason)


def _dated(fields: Fields, node: Node, name: str, zone: tzinfo) -> tuple[Moment | None, str]:
    """Read `{date: …, NAME: words}`; None or "" for what is missing or cannot be read."""
    named = {folded(key.value): value for key, value in node.pairs} if isinstance(node, Pairs) else {}
    when, text = named.get("date"), named.get(name)
    for key, _ in node.pairs if isinstance(node, Pairs) else ():
        if folded(key.value) not in ("date", name):
            # YAML ends a text in braces at the first comma, and half a notice must not be published.
            message = f"'{key.value}' is no part of it; a text that holds a comma needs quotes"
            fields.report(key, "wrong-type", message, f'{name}: "All of the words, in quotes"')
    moment = dates.parse(when.value, zone) if isinstance(when, Text) else None
    return moment, markdown.plain(text.value) if isinstance(text, Text) else ""
