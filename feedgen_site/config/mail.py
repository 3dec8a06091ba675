"""Reads site.yaml's `mail:`: who an edition goes out from and to, and how readers stop it."""

from __future__ import annotations

import re

from feedgen_site import addresses
from feedgen_site.config.model import Mailbox, MailRules
from feedgen_site.fields import Fields
from feedgen_site.nodes import Text
from feedgen_site.patterns import regex
from feedgen_site.text import one_line

_ADDRESS = regex(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MAILBOX = regex(rf"(?:(?P<name>[^<>]*)<(?P<inner>{_ADDRESS.pattern})>|(?P<bare>{_ADDRESS.pattern}))")
# RFC 6068; what stands after `?` fills in a subject.
_MAILTO = regex(
    rf"(?:mailto:)?(?P<address>{_ADDRESS.pattern})(?P<query>\?[\w.~!$&'()*+,;=:@/?%-]*)?", re.ASCII
)
# Services fill in {{ unsubscribe_url }}, {% unsubscribe_url %}, *|UNSUB|*, [unsubscribe], %unsubscribe%.
_HOLE = regex(
    r"\{\{?[\w .:-]+\}\}?|\{%[\w .:-]+%\}|\*\|[\w:-]+\|\*|\[{1,2}[\w:-]+\]{1,2}|%{1,2}[\w.:-]+%{1,2}",
    re.ASCII,
)


def read(fields: Fields) -> MailRules:
    """Read the settings of mail; none of them need be there."""
    own = fields.nested("mail", ("from", "to", "unsubscribe"))
    return MailRules(_mailbox(own, "from"), _mailbox(own, "to"), _unsubscribe(own))


def _mailbox(fields: Fields, key: str) -> Mailbox | None:
    node = fields.text(key)
    if node is None:
        return None
    match = _MAILBOX.fullmatch(one_line(node.value))
    if match is None:
        _report(fields, node, "is not one e-mail address", f"{key}: The Lamplighter <digest@example.org>")
        return None
    return Mailbox(match["inner"] or match["bare"], (match["name"] or "").strip(' "'))


def _unsubscribe(fields: Fields) -> str:
    node = fields.text("unsubscribe")
    if node is None:
        return ""
    written = one_line(node.value)
    if _HOLE.fullmatch(written):
        return written
    if match := _MAILTO.fullmatch(written):
        return f"mailto:{match['address']}{match['query'] or ''}"
    url = addresses.web_url(written)
    if not url.startswith("https:"):
        _report(
            fields, node, "is no address to unsubscribe at", "unsubscribe: https://example.org/unsubscribe"
        )
        return ""
    return url


def _report(fields: Fields, node: Text, what: str, hint: str) -> None:
    fields.report(node, "bad-mail", f"'{one_line(node.value)[:80]}' {what}", hint)
