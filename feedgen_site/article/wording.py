"""The words around the text: headline, standfirst and key points; and the language they are in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from feedgen_site import dates, languages, markdown
from feedgen_site.article.place import Place
from feedgen_site.article.spellings import SPELLINGS
from feedgen_site.fields import Fields, folded_key, is_boolean, text_with_colon
from feedgen_site.model import AuthoredPoint
from feedgen_site.nodes import Node, Pairs, Text, in_quotes
from feedgen_site.patterns import regex
from feedgen_site.problem import Problem, Severity
from feedgen_site.text import clean, folded, one_line

# A headline longer than this is a paragraph that strayed into the header.
MAX_HEADLINE = 400

# No tag, link, emphasis, code or reference is without one of these.
_MARKUP = regex(r"[<\[*_`&]")
_TAG = regex(r"</?[a-zA-Z][^<>]*>")
_EMPHASIS = regex(
    r"(?<![\w*\\])(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1(?![\w*])|(?<![\w_])(_{1,3})(?=[^\s_])([^_]*[^\s_])\3(?![\w_])"
)
_FOR_READERS = frozenset(
    key
    for field in ("headline", "standfirst", "key_points", "section", "tags", "authors")
    for key in SPELLINGS[field]
)
# "Title" in the languages of the interface.
_TITLES_ELSEWHERE = frozenset(
    (
        "titel titre título titulo titolo überschrift заголовок başlık tiêu_đề judul العنوان शीर्षक 标题 標題 "
        "タイトル 제목"
    ).split()
)
_NEVER_QUOTED = frozenset(
    key
    for field in (
        "section",
        "tags",
        "authors",
        "agency",
        "lang",
        "slug",
        "id",
        "image",
        "permalink",
        "aliases",
    )
    for key in SPELLINGS[field]
)
_QUOTES = "“”„‘’«»"
_CURLY = regex(r"\A\s*[“„‘«]|[”“’»]\s*\Z")
_WRAPPED = regex(r"[“„][^“”„]+[”“]|‘.+’|«[^«»]+»")
_TORN = regex(r"\A[“„][^”“]*\Z|\A[^“„]*”\Z")
_BULLET = regex(r"[ \t]*(?:[*•+–-])[ \t]+(?=\S)")
_MARKDOWN_LINK = regex(r"\[([^\[\]]+)\]\(([^\s\[\]]+?)(?:\s+\"[^\"]*\")?\)")


def plain_headline(text: str) -> str:
    """Make one clean line: tags and emphasis marks out, entities unescaped once."""
    if not _MARKUP.search(text):
        return one_line(clean(text))
    text = _MARKDOWN_LINK.sub(r"\1", _TAG.sub("", text))
    text = _EMPHASIS.sub(lambda match: match[2] or match[4], text).replace("`", "")
    return one_line(clean(unescape(text)))


def parted_link(text: str) -> tuple[str, str]:
    """Part a text that is one Markdown link into its words and its target; any other has no target."""
    match = _MARKDOWN_LINK.fullmatch(text.strip())
    return (match[1], match[2]) if match else (text, "")


def language(fields: Fields, place: Place, default: str) -> str:
    """Give the language: front matter, else path, else the site's."""
    node = fields.text("lang")
    if node is None:
        return place.language or default
    tag = languages.normalized(node.value)
    if not tag:
        fields.warn(
            node,
            "bad-language",
            f"'{node.value}' is not a language tag",
            f"lang: {languages.named(node.value) or 'en'}",
        )
    return tag or place.language or default


def headline(fields: Fields) -> str:
    """Give the headline of the front matter, "" where there is none; one too long is cut."""
    node = fields.text("headline")
    if node is None:
        return ""
    text = plain_headline(node.value)
    if len(text) > MAX_HEADLINE:
        message = f"the headline has {len(text)} characters; readers show about 100"
        fields.warn(node, "long-headline", message, "move the rest to `standfirst:`")
        text = text[: MAX_HEADLINE - 1].rstrip() + "…"
    return text


def headline_from_name(fields: Fields, place: Place) -> str:
    """Make a headline of the file's name, with a warning."""
    made = one_line(re.sub(r"[-_]+", " ", dates.without_date(place.stem))) or place.stem
    made = made[:1].upper() + made[1:]
    key = None if fields.find("headline") else fields.key_of("headline")  # one without a value
    slip = next((one.key for name, one in fields.unknown().items() if name in _TITLES_ELSEWHERE), None)
    message = f"no title; '{made}' is made from the file name"
    hint = f"{key.value}: {made}; a text that begins with # needs quotes" if key else f"title: {made}"
    line = key.line if key else 1
    if slip and not key:
        line, hint = slip.line, f"is '{slip.value}' meant as 'title'?"
    fields.problems.append(Problem(fields.path, line, 1, "no-headline", message, hint, Severity.WARNING))
    return made


def standfirst(fields: Fields, headline: str) -> str:
    """Give the standfirst, "" where it only repeats the headline."""
    node = fields.text("standfirst", fits=lambda node: not is_boolean(node))
    text = markdown.plain(node.value) if node else ""
    return "" if folded(text) == folded(headline) else text


def report_comments(fields: Fields) -> None:
    """Warn of words that YAML takes for a comment, where an editor may have meant them for readers."""
    for key, node in fields.commented():
        is_told = not node.value and folded_key(key.value) in SPELLINGS["headline"]  # as `no-headline`
        if folded_key(key.value) in _FOR_READERS and not is_told:
            quoted = in_quotes(f"{node.value} {node.comment}".strip())
            if not node.value and node.line == key.line and folded_key(key.value) in SPELLINGS["tags"]:
                quoted = f"[{', '.join(filter(None, map(str.strip, re.split('[#,]', node.comment))))}]"
            message = f"YAML takes '{node.comment}' for a comment, and leaves it out"
            lead = "-" if node.line > key.line else f"{key.value}:"
            fields.warn(node, "yaml-cut", message, f"{lead} {quoted}")


def report_curly_quotes(fields: Fields) -> None:
    """Warn of values between curly quotes: to YAML they are letters, and readers would see them.

    A headline may be a quotation. Where another field of the header has them, they are meant as YAML's.
    """
    found = [one for one in fields.texts() if one.node.plain and _CURLY.search(one.node.value)]
    wrapped = {one.key.value for one in found if _WRAPPED.fullmatch(one.node.value.strip())}
    for one in found:
        name, words = folded_key(one.key.value), one.node.value.strip()
        is_meant = one.key.value in wrapped and (
            name in _NEVER_QUOTED or (len(wrapped) > 1 and name in _FOR_READERS)
        )
        if is_meant or (name in SPELLINGS["tags"] and _TORN.search(words)):
            message = "curly quotes are letters to YAML, and readers see them"
            quoted = in_quotes(words.strip(_QUOTES))
            fields.warn(
                one.node, "curly-quotes", message, quoted if one.is_entry else f"{one.key.value}: {quoted}"
            )


def key_points(fields: Fields) -> tuple[AuthoredPoint, ...]:
    """Give the author's own points: texts, or `{text: …, reviewed_by: …}`."""
    points = []
    for node in _in_lines(fields.entries("key_points")):
        reviewed_by = ""
        text_node: Node | None = node
        if isinstance(node, Pairs):
            text_node = node.get("text")
            reviewer = node.get("reviewed_by")
            reviewed_by = one_line(reviewer.value) if isinstance(reviewer, Text) else ""
        if not isinstance(text_node, Text):
            hint = text_with_colon(node) or "- What happened, in a line."
            fields.report(node, "wrong-type", "a key point should be one text", hint)
            continue
        if isinstance(node, Pairs):
            fields.report_others(node, ("text", "reviewed_by"))
        text = markdown.plain(text_node.value)
        if text:
            points.append(AuthoredPoint(text, node.line, reviewed_by))
    return tuple(points)


def _in_lines(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Part one text of bulleted lines, as `key_points: |` has them, into its lines."""
    only = nodes[0] if len(nodes) == 1 else None
    rows = only.value.strip().split("\n") if isinstance(only, Text) else []
    if isinstance(only, Text) and len(rows) > 1 and all(_BULLET.match(row) for row in rows if row.strip()):
        for number, row in enumerate(rows, 1):
            if row.strip():
                yield replace(only, value=_BULLET.sub("", row, count=1), line=only.line + number)
    else:
        yield from nodes
