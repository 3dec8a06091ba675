"""Where an article comes from: its authors, the agencies that supplied it, the address of its source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedgen_site import addresses
from feedgen_site.article.spellings import spellings_of
from feedgen_site.article.wording import parted_link, plain_headline
from feedgen_site.config import Agencies
from feedgen_site.fields import Field, Fields, folded_key, is_boolean
from feedgen_site.model import Author
from feedgen_site.nodes import Items, Node, Pairs, Text
from feedgen_site.patterns import regex
from feedgen_site.text import folded, one_line

_EXAMPLE = "https://example.org/story"
_HOST = regex(r"[\w-]+(?:\.[\w-]+)+(?:[:/]|\Z)")
_BETWEEN = regex(r"\s*[,;/|&+]\s*|\s+and\s+")


def authors(fields: Fields) -> tuple[Author, ...]:
    """Give the authors: names, Markdown links, or `{name: …, url: …, email: …}`."""
    found = []
    for node in fields.entries("authors"):
        if isinstance(node, Text):
            words, url = parted_link(node.value)
            found.append(Author(plain_headline(words), _web_url(fields, node, url, "[Ana Silva]({})")))
        elif isinstance(node, Pairs):
            author = _named_author(fields, node)
            if author:
                found.append(author)
            else:
                fields.warn(node, "bad-author", "an author without a name is left out", "- name: Ana Silva")
    return tuple(author for author in found if author.name)


def _named_author(fields: Fields, node: Pairs) -> Author | None:
    named = {folded(key.value): value for key, value in node.pairs}
    name, url, email = named.get("name"), named.get("url"), named.get("email")
    if not isinstance(name, Text) or name.is_null:
        return None
    fields.report_others(node, ("name", "url", "email"))
    return Author(
        plain_headline(name.value),
        _web_url(fields, url, url.value, "url: {}") if isinstance(url, Text) and not url.is_null else "",
        one_line(email.value) if isinstance(email, Text) else "",
    )


def agencies(fields: Fields, rules: Agencies, named: tuple[Author, ...]) -> tuple[str, ...]:
    """Give the agencies under the names that site.yaml gives them; one it does not permit is an error.

    Where there are rules, every spelling of the field counts, and an agency `named` as an author, too.
    """
    found = fields.every("agency", _is_name)
    if not rules.listed and (first := fields.find("agency", _is_name)):
        found = (first,)
    names: list[str] = []
    for node in (node for field in found for node in _agency_names(fields, field.node)):
        for written in _parted(plain_headline(node.value), rules):
            if written and not rules.is_permitted(written):
                _report_unknown(fields, node, written, rules)
            names.append(known.name if (known := rules.find(written)) else written)
    names += [known.name for author in named if (known := rules.find(author.name))]
    return tuple(dict.fromkeys(filter(None, names)))


def _is_name(node: Node) -> bool:
    return not is_boolean(node) and not _is_url(node)


def _agency_names(fields: Fields, node: Node) -> Iterator[Text]:
    """Give the names in `AFP`, `[AFP, Own]` and `{name: AFP}`; what holds none is an error."""
    for one in node.items if isinstance(node, Items) else (node,):
        name = one.get("name") if isinstance(one, Pairs) else one
        if not isinstance(name, Text):
            fields.report(one, "wrong-type", "an agency should be one name", "agency: Example Wire")
        elif not name.is_null and not _is_url(name):
            yield name


def _parted(written: str, rules: Agencies) -> tuple[str, ...]:
    """Part `Own, AFP` and `AFP/Reuters` where one of them has a rule, for the rule must not be missed."""
    parts = tuple(_BETWEEN.split(written))
    return parts if rules.find(written) is None and any(map(rules.find, parts)) else (written,)


def _report_unknown(fields: Fields, node: Node, written: str, rules: Agencies) -> None:
    meant = rules.nearest(written)
    hint = f"did you mean '{meant}'? Else list '{written}'" if meant else f"list '{written}'"
    message = f"site.yaml does not say what may be published of '{written}'"
    fields.report(node, "unknown-agency", message, f"{hint} under `agencies` in site.yaml")


def source_url(fields: Fields) -> str:
    """Give the web address of the original, "" where none is written."""
    found = fields.find("source_url", _is_url) or next(filter(_is_address, fields.every("source_url")), None)
    if found is None:
        return ""
    if not isinstance(found.node, Text):
        message, hint = "this should be one web address", f"{found.key.value}: {_EXAMPLE}"
        fields.warn(found.key, "bad-url", message, hint)
        return ""
    return _web_url(fields, found.node, found.node.value, f"{found.key.value}: {{}}")


def _is_address(found: Field) -> bool:
    """Say whether a value can be meant as nothing but an address: `source` and `credit` may hold a name."""
    return not is_boolean(found.node) and folded_key(found.key.value) not in spellings_of("agency")


def _web_url(fields: Fields, node: Text, written: str, form: str) -> str:
    """Give a web address; one that is none is left out with a warning, `form` says how it is written."""
    url = addresses.web_url(written)
    if written and not url:
        bare = written.strip()
        likely = addresses.web_url(f"https://{bare}") if _HOST.match(bare) else ""
        message = f"'{one_line(bare)[:80]}' is no web address, and is left out"
        fields.warn(node, "bad-url", message, form.format(likely or _EXAMPLE))
    return url


def _is_url(node: Node) -> bool:
    return isinstance(node, Text) and bool(re.match(r"\s*(?:https?:)?//", node.value))
