"""One file → one Article: every field typed, every spelling known, every mistake a Problem with its line.

The table of fields and their spellings is docs/front-matter.md; it was measured on 24,562 real files.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape

from feedgen_site import addresses, dates, frontmatter, languages, markdown, media, sanitize
from feedgen_site.config import SiteConfig
from feedgen_site.dates import Moment
from feedgen_site.fields import Field, Fields, is_boolean, texts_in
from feedgen_site.model import (
    Article,
    Author,
    AuthoredPoint,
    Correction,
    Image,
    Related,
    Section,
    Withdrawal,
)
from feedgen_site.nodes import Items, Node, Pairs, Text
from feedgen_site.problem import Problem, Severity, errors
from feedgen_site.text import clean, folded, nearest, one_line

# Stands in for a missing date, so that the other fields are read and their mistakes told in the same run.
_NO_DATE = Moment(datetime(1970, 1, 1, tzinfo=UTC), day_only=True)
# A headline longer than this is a paragraph that strayed into the header.
MAX_HEADLINE = 400

_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "guid", "uuid", "feed_id"),
    "headline": ("title", "headline"),
    "standfirst": tuple(
        (
            "standfirst subtitle dek deck subheadline description custom_excerpt excerpt summary teaser "
            "abstract lead"
        ).split()
    ),
    "key_points": ("key_points", "keypoints", "takeaways", "highlights", "bullets"),
    "date": tuple(
        (
            "date published pubdate pub_date publish_date publishdate published_at date_published datetime "
            "pubdatetime created created_at published_date"
        ).split()
    ),
    "updated": tuple(
        ("updated lastmod modified last_modified_at moddatetime updateddate updated_at").split()
    ),
    "embargo": ("embargo", "publish_at"),
    "expires": ("expires", "expirydate", "expiry_date", "unpublishdate"),
    "draft": ("draft",),
    "published_flag": ("published",),
    "status": ("status",),
    "headless": ("headless",),
    "section": ("section", "category", "categories", "primary_tag"),
    "tags": ("tags", "tag", "topics", "keywords"),
    "authors": ("authors", "author", "by", "byline", "guest_author", "creator"),
    "agency": ("agency", "source", "credit", "wire"),
    "source_url": (
        "source_url",
        "canonical_url",
        "canonical",
        "external_url",
        "redirect_to",
        "source",
        "credit",
    ),
    "lang": ("lang", "language", "locale"),
    "slug": ("slug",),
    "permalink": ("permalink", "url", "path"),
    "aliases": ("aliases", "redirect_from"),
    "image": tuple("image cover featured_image hero thumb preview_image og_image".split()),
    "media": media.SPELLINGS,
    "related": ("related",),
    "corrections": ("corrections",),
    "withdrawn": ("withdrawn",),
    "rights": ("rights",),
    "weight": ("weight",),
    "top": ("top",),
    "robots": ("robots",),
}
_DRAFT_WORDS = frozenset(("draft", "hidden", "private", "pending"))
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_EMPHASIS = re.compile(
    r"(?<![\w*\\])(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1(?![\w*])|(?<![\w_])(_{1,3})(?=[^\s_])([^_]*[^\s_])\3(?![\w_])"
)
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]+)\]\(([^\s\[\]]+?)(?:\s+\"[^\"]*\")?\)")
# What search engines document for the robots meta element.
_ROBOTS = re.compile(
    r"all|index|follow|none|noindex|nofollow|noarchive|nocache|nosnippet|notranslate|noimageindex"
    r"|indexifembedded|max-snippet:-?\d{1,6}|max-video-preview:-?\d{1,6}|max-image-preview:(?:none|standard|large)"
    r"|unavailable_after:[\w :+.-]{1,40}"
)
_IGNORED_FOLDERS = frozenset(("content",))


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of one file: an article, or none.

    `is_article` False says it never was meant as one; `is_draft` that its problems are only warnings.
    """

    article: Article | None
    problems: tuple[Problem, ...] = ()
    is_article: bool = True
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What a path alone says: its language, the name that makes the slug, the folder that is the section."""

    stem: str
    language_suffix: str
    language: str
    section: str


def parse(path: str, text: str, config: SiteConfig) -> Parsed:
    """Read the article at content path `path`; with an error there is no article."""
    matter = frontmatter.split(text, path)
    if is_html(path) and not matter.found:
        return Parsed(None, is_article=False)
    problems = list(matter.problems)
    if errors(problems):
        return Parsed(None, tuple(problems))
    return _Reader(path, matter, config, problems).parsed()


def place_of(path: str) -> Place:
    """Read what the path says: `fr/asia/2026-01-04-lee.md`, `asia/lee/index.fr.md`."""
    folders, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    head, _, suffix = stem.rpartition(".")
    language_suffix = suffix if head and languages.is_folder_or_suffix(suffix) else ""
    if language_suffix:
        stem = head
    parts = [part for part in folders.split("/") if part]
    if stem == "index" and parts:
        stem = parts[-1]
        parts = parts[:-1]
    language = language_suffix
    section = ""
    for part in parts:
        if languages.is_folder_or_suffix(part):
            language = language or part
        elif part.startswith("_") or part.isdigit() or part in _IGNORED_FOLDERS:
            continue
        else:
            section = section or part
    return Place(stem, language_suffix, languages.normalized(language), section)


class _Reader:
    """Reads one article field by field."""

    def __init__(
        self,
        path: str,
        matter: frontmatter.FrontMatter,
        config: SiteConfig,
        problems: list[Problem],
    ) -> None:
        self.path, self.config, self.problems = path, config, problems
        self.fields = fields_of(path, matter, problems)
        self.matter = matter
        self.place = place_of(path)
        self.zone = config.zone

    def parsed(self) -> Parsed:
        fields = self.fields
        if fields.flag("headless"):
            return Parsed(None, (), is_article=False)
        draft = is_draft(fields)
        language = self._language()
        headline = self._headline()
        try:
            rendered = markdown.render(self.matter.body, self.path, headline, is_html=is_html(self.path))
        except sanitize.TooDeepError as error:
            rendered = markdown.EMPTY
            self.problems.append(too_deep(self.path, self.matter.body_line, error))
        if not headline:
            headline = rendered.first_heading or self._headline_from_name()
        self.problems += lost(self.path, self.matter, rendered)
        written_id = one_line(node.value) if (node := fields.text("id")) else ""
        identity = addresses.story_id(
            written_id, self.config.authority, self.path, self.place.language_suffix
        )
        if node and not addresses.is_sound_id(identity):
            message = f"'{written_id}' is not a valid id: readers and validators would refuse it"
            fields.report(node, "bad-id", message, "id: one-word-of-your-own, or urn:uuid: and a UUID")
        date = self._date()
        standfirst = self._standfirst(headline)
        article = Article(
            path=self.path,
            id=identity,
            id_line=node.line if node else 0,
            language=language,
            headline=headline,
            standfirst=standfirst,
            key_points=self._key_points(),
            date=date or _NO_DATE,
            updated=self.moment("updated"),
            embargo=self.moment("embargo", must=True),
            expires=self.moment("expires", must=True),
            draft=draft,
            section=self._section(),
            tags=self._tags(),
            authors=self._authors(),
            agencies=self._agencies(),
            source_url=self._source_url(),
            slug=self._slug(identity),
            permalink=self._permalink(),
            aliases=self._aliases(),
            image=self._image(),
            related=self._related(),
            corrections=self._corrections(),
            withdrawn=self._withdrawn(),
            weight=self._weight(),
            top=fields.flag("top"),
            rights=fields.string("rights"),
            robots=self._robots(),
            body=rendered.body,
            blocks=rendered.blocks,
            media=media.read(fields),
        )
        said = rendered.body.html.strip() or standfirst or article.key_points
        if not (said or article.source_url or article.media):
            self._warn_file(
                "empty-article", "there is nothing to read but the headline", "write the article's text"
            )
        fields.report_unknown("unknown-field", strict=False)
        if draft:
            self.problems[:] = [replace(problem, severity=Severity.WARNING) for problem in self.problems]
        usable = article if date and not errors(self.problems) else None
        return Parsed(usable, tuple(self.problems), is_draft=draft)

    def _warn_file(self, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(self.path, 1, 1, code, message, hint, Severity.WARNING))

    def _language(self) -> str:
        node = self.fields.text("lang")
        if node is None:
            return self.place.language or self.config.language
        tag = languages.normalized(node.value)
        if not tag:
            self.fields.warn(node, "bad-language", f"'{node.value}' is not a language tag", "lang: en")
        return tag or self.place.language or self.config.language

    def _headline(self) -> str:
        node = self.fields.text("headline")
        if node is None:
            return ""
        text = plain_headline(node.value)
        if len(text) > MAX_HEADLINE:
            message = f"the headline has {len(text)} characters; readers show about 100"
            self.fields.warn(node, "long-headline", message, "move the rest to `standfirst:`")
            text = text[: MAX_HEADLINE - 1].rstrip() + "…"
        return text

    def _headline_from_name(self) -> str:
        made = one_line(re.sub(r"[-_]+", " ", dates.without_date(self.place.stem))) or self.place.stem
        made = made[:1].upper() + made[1:]
        self._warn_file("no-headline", f"no title; '{made}' is made from the file name", f"title: {made}")
        return made

    def _standfirst(self, headline: str) -> str:
        node = self.fields.text("standfirst", fits=lambda node: not is_boolean(node))
        text = markdown.plain(node.value) if node else ""
        return "" if folded(text) == folded(headline) else text

    def _key_points(self) -> tuple[AuthoredPoint, ...]:
        points = []
        for node in self.fields.entries("key_points"):
            reviewed_by = ""
            text_node: Node | None = node
            if isinstance(node, Pairs):
                text_node = node.get("text")
                reviewer = node.get("reviewed_by")
                reviewed_by = one_line(reviewer.value) if isinstance(reviewer, Text) else ""
            if not isinstance(text_node, Text):
                self.fields.report(
                    node, "wrong-type", "a key point should be one text", "- What happened, in a line."
                )
                continue
            text = markdown.plain(text_node.value)
            if text:
                points.append(AuthoredPoint(text, node.line, reviewed_by))
        return tuple(points)

    def _date(self) -> Moment | None:
        """Give the date: front matter, else file name, else folders, else permalink."""
        found = self.fields.find("date", lambda node: not is_boolean(node))
        moment = self._moment_of(found) if found else None
        if moment:
            return moment
        permalink = self.fields.string("permalink")
        folder = posixpath.basename(posixpath.dirname(self.path))
        for made in (
            dates.in_name(self.place.stem, self.zone),
            dates.in_name(folder, self.zone),
            dates.in_folders(self.path, self.zone),
            dates.in_folders(permalink, self.zone) if permalink else None,
        ):
            if made:
                if found:
                    self._warn_date(found, "the date of the file name counts")
                return made
        if found:
            self._warn_date(found, "", Severity.ERROR)
        else:
            line = self.matter.pairs.line if self.matter.pairs else 1
            message = "no date, neither in the front matter nor in the file name"
            self.problems.append(Problem(self.path, line, 1, "no-date", message, "date: 2026-01-04 09:59"))
        return None

    def _warn_date(self, found: Field, instead: str, severity: Severity = Severity.WARNING) -> None:
        written = found.node.value if isinstance(found.node, Text) else "a list"
        message = dates.complaint(one_line(written)[:60]) + (f"; {instead}" if instead else "")
        self.fields.report(found.node, "bad-date", message, f"{found.key.value}: 2026-01-04 09:59", severity)

    def _moment_of(self, found: Field) -> Moment | None:
        node: Node | None = found.node
        if isinstance(node, Pairs):
            inner = {folded(key.value): value for key, value in node.pairs}
            node = next((inner[key] for key in ("published", "created", "date") if key in inner), None)
        return dates.parse(node.value, self.zone) if isinstance(node, Text) else None

    def moment(self, field: str, *, must: bool = False) -> Moment | None:
        """Give an optional date; one that cannot be read is an error where it guards publication."""
        found = self.fields.find(field, lambda node: not is_boolean(node) or (must and not _is_false(node)))
        if found is None:
            return None
        moment = self._moment_of(found)
        if moment is None:
            self._warn_date(
                found, "" if must else "it is ignored", Severity.ERROR if must else Severity.WARNING
            )
        return moment

    def _section(self) -> Section | None:
        found = self.fields.find("section")  # no word is a boolean here: `section: NO` is Norway
        written = next(texts_in(found.node), None) if found else None
        text = plain_headline(written.value) if written else ""
        if not text:
            folder = self.place.section
            text = one_line(re.sub(r"[-_]+", " ", folder))
            text = text[:1].upper() + text[1:]
        if not text:
            return None
        slug = addresses.slug_of(text, text)
        for section in self.config.sections:
            if slug == section.slug or folded(text) == folded(section.title):
                return section
        return Section(slug, text)

    def _tags(self) -> tuple[str, ...]:
        found = self.fields.find("tags")
        if found is None:
            return ()
        words: list[str] = []
        for node in texts_in(found.node):
            split = node.value.split(",") if isinstance(found.node, Text) else [node.value]
            words += [plain_headline(word) for word in split]
        unique: dict[str, str] = {}
        for word in filter(None, words):
            unique.setdefault(folded(word), word)
        return tuple(unique.values())

    def _authors(self) -> tuple[Author, ...]:
        authors = []
        for node in self.fields.entries("authors"):
            if isinstance(node, Text):
                authors.append(_author_of(node.value))
            elif isinstance(node, Pairs):
                names = {folded(key.value): value for key, value in node.pairs}
                name = names.get("name")
                url, email = names.get("url"), names.get("email")
                if isinstance(name, Text) and not name.is_null:
                    authors.append(
                        Author(
                            plain_headline(name.value),
                            addresses.web_url(url.value) if isinstance(url, Text) else "",
                            one_line(email.value) if isinstance(email, Text) else "",
                        )
                    )
                else:
                    self.fields.warn(
                        node, "bad-author", "an author without a name is left out", "- name: Ana Silva"
                    )
        return tuple(author for author in authors if author.name)

    def _agencies(self) -> tuple[str, ...]:
        """Give the agencies under the names that site.yaml gives them; one it does not permit is an error."""
        found = self.fields.find("agency", lambda node: not is_boolean(node) and not _is_url(node))
        rules = self.config.agencies
        names = []
        for node in texts_in(found.node) if found else ():
            written = plain_headline(node.value)
            known = rules.find(written)
            if written and not rules.is_permitted(written):
                meant = rules.nearest(written)
                hint = f"did you mean '{meant}'? Else list '{written}'" if meant else f"list '{written}'"
                message = f"site.yaml does not say what may be published of '{written}'"
                self.fields.report(node, "unknown-agency", message, f"{hint} under `agencies` in site.yaml")
            names.append(known.name if known else written)
        return tuple(dict.fromkeys(filter(None, names)))

    def _source_url(self) -> str:
        found = self.fields.find("source_url", _is_url)
        return addresses.web_url(found.node.value) if found and isinstance(found.node, Text) else ""

    def _slug(self, identity: str) -> str:
        node = self.fields.text("slug")
        written = posixpath.basename(clean(node.value).strip().rstrip("/")) if node else ""
        if node and written != clean(node.value).strip().strip("/"):
            message = (
                f"a slug is one name, without folders; '{addresses.slug_of(written, identity)}' is taken"
            )
            self.fields.warn(node, "bad-slug", message, "permalink: /the/whole/address/")
        return addresses.slug_of(written or dates.without_date(self.place.stem) or self.place.stem, identity)

    def _permalink(self) -> str:
        node = self.fields.text("permalink")
        if node is None or not node.value.strip():
            return ""
        if re.search(r":\w+|[{}]", node.value):
            self.fields.warn(
                node, "bad-permalink", "patterns belong in site.yaml", "permalinks: /{yyyy}/{mm}/{slug}/"
            )
            return ""
        try:
            return addresses.checked_path(node.value.strip())
        except ValueError as reason:
            message = f"'{one_line(node.value)[:80]}' cannot be an address: it holds {reason}"
            self.fields.report(node, "bad-permalink", message, f"permalink: /{self.place.stem}/")
            return ""

    def _aliases(self) -> tuple[str, ...]:
        aliases = []
        for node in self.fields.entries("aliases"):
            if not isinstance(node, Text):
                continue
            try:
                aliases.append(addresses.checked_path(node.value.strip()))
            except ValueError as reason:
                message = f"the alias '{one_line(node.value)[:80]}' cannot be an address: it holds {reason}"
                self.fields.report(node, "bad-alias", message, "aliases: [/old/address/]")
        return tuple(dict.fromkeys(aliases))

    def _image(self) -> Image | None:
        found = self.fields.find("image", lambda node: not is_boolean(node))
        if found is None:
            return None
        node: Node = found.node.items[0] if isinstance(found.node, Items) else found.node
        if isinstance(node, Text):
            return self._image_of(node, {})
        if not isinstance(node, Pairs):
            return None
        named = {folded(key.value): value for key, value in node.pairs if isinstance(value, Text)}
        source = next((named[key] for key in ("src", "url", "path", "image", "file") if key in named), None)
        return self._image_of(source, named) if source else None

    def _image_of(self, node: Text, named: Mapping[str, Node]) -> Image | None:
        def words(key: str) -> str:
            value = named.get(key)
            return markdown.plain(value.value) if isinstance(value, Text) and not value.is_null else ""

        url = node.value.strip()
        if addresses.has_scheme(url) or url.startswith("//"):
            target = addresses.web_url(url)
        else:
            try:
                target = sanitize.content_target(url, self.path)
            except ValueError:
                target = ""
        if not target or target.startswith("#"):
            self.fields.warn(
                node, "bad-image", f"'{one_line(url)[:80]}' is not an image", "image: picture.jpg"
            )
            return None
        return Image(target, words("alt"), words("caption"), words("credit"))

    def _related(self) -> tuple[Related, ...]:
        related = []
        for node in self.fields.entries("related"):
            if isinstance(node, Text):
                match = _MARKDOWN_LINK.fullmatch(node.value.strip())
                title, url = (match[1], match[2]) if match else (node.value, "")
                related.append(Related(plain_headline(title), self._related_target(url)))
            elif isinstance(node, Pairs):
                named = {
                    folded(key.value): value.value for key, value in node.pairs if isinstance(value, Text)
                }
                title = plain_headline(named.get("title", ""))
                identity = one_line(named.get("id", ""))
                if identity:
                    identity = addresses.story_id(identity, self.config.authority, self.path, "")
                if title or identity:
                    target = self._related_target(named.get("url") or named.get("path") or "")
                    related.append(Related(title, target, identity))
        return tuple(item for item in related if item.title or item.id)

    def _related_target(self, url: str) -> str:
        if not url or addresses.has_scheme(url) or url.startswith("//"):
            return addresses.web_url(url)
        try:
            return sanitize.content_target(url, self.path)
        except ValueError:
            return ""

    def _corrections(self) -> tuple[Correction, ...]:
        corrections = []
        for node in self.fields.entries("corrections"):
            moment, words = self._dated(node, "text")
            if moment is None or not words:
                hint = "corrections: [{date: 2026-01-05, text: What was wrong}]"
                self.fields.report(node, "bad-correction", "a correction needs a date and a text", hint)
                continue
            corrections.append(Correction(moment, words))
        return tuple(sorted(corrections, key=lambda correction: (correction.moment, correction.text)))

    def _withdrawn(self) -> Withdrawal | None:
        found = self.fields.find("withdrawn", lambda node: not (is_boolean(node) and _is_false(node)))
        if found is None:
            return None
        moment, reason = self._dated(found.node, "reason")
        if moment is None or not reason:
            message = "a withdrawal needs a date and a reason: readers are told both"
            hint = "withdrawn: {date: 2026-01-05, reason: Why it is gone}"
            self.fields.report(found.key, "bad-withdrawal", message, hint)
            return None
        return Withdrawal(moment, reason)

    def _dated(self, node: Node, name: str) -> tuple[Moment | None, str]:
        """Read `{date: …, NAME: words}`; None or "" for what is missing or cannot be read."""
        named = {folded(key.value): value for key, value in node.pairs} if isinstance(node, Pairs) else {}
        when, text = named.get("date"), named.get(name)
        for key, _ in node.pairs if isinstance(node, Pairs) else ():
            if folded(key.value) not in ("date", name):
                # YAML ends a text in braces at the first comma, and half a notice must not be published.
                message = f"'{key.value}' is no part of it; a text that holds a comma needs quotes"
                self.fields.report(key, "wrong-type", message, f'{name}: "All of the words, in quotes"')
        moment = dates.parse(when.value, self.zone) if isinstance(when, Text) else None
        return moment, markdown.plain(text.value) if isinstance(text, Text) else ""

    def _robots(self) -> str:
        """Give what robots are asked, in the words of the robots meta element."""
        node = self.fields.text("robots")
        words = [] if node is None else [word.strip().lower() for word in node.value.split(",")]
        for word in words:
            if word and not _ROBOTS.fullmatch(word):
                assert node is not None
                meant = nearest(word, ("noindex", "nofollow", "noarchive", "nosnippet"), 0.5) or "noindex"
                message = f"'{word}' is nothing that robots are asked"
                self.fields.warn(node, "bad-robots", message, f"robots: {meant}")
        return ", ".join(dict.fromkeys(word for word in words if _ROBOTS.fullmatch(word)))

    def _weight(self) -> int:
        return self.fields.optional_integer("weight", least=-1000, most=100000) or 0


def fields_of(path: str, matter: frontmatter.FrontMatter, problems: list[Problem]) -> Fields:
    """Open a header for reading by the names of the table above."""
    return Fields(path, matter.pairs, _SPELLINGS, problems)


def spellings_of(field: str) -> tuple[str, ...]:
    """Give the keys that a field may stand under, best first."""
    return _SPELLINGS[field]


def is_draft(fields: Fields) -> bool:
    """Say whether a header marks a draft: `draft: true`, `published: false`, `status: draft`."""
    published = fields.find("published_flag")
    if published and is_boolean(published.node) and _is_false(published.node):
        return True
    in_drafts = "_drafts" in fields.path.split("/")  # Jekyll's folder
    return in_drafts or fields.string("status").lower() in _DRAFT_WORDS or fields.flag("draft")


def schedule_of(
    path: str, matter: frontmatter.FrontMatter, config: SiteConfig, problems: list[Problem]
) -> tuple[Moment | None, Moment | None, Moment | None]:
    """Read when something is published: its date, embargo and expiry, each where there is one."""
    reader = _Reader(path, matter, config, problems)
    return reader.moment("date"), reader.moment("embargo", must=True), reader.moment("expires", must=True)


def lost(path: str, matter: frontmatter.FrontMatter, rendered: markdown.Rendered) -> Iterator[Problem]:
    """Warn of what a body lost, each with its place in the file."""
    rows = matter.body.split("\n") if rendered.losses else []
    for loss in rendered.losses:
        line = matter.body_line + loss.line if loss.line >= 0 else 0
        row = rows[loss.line] if 0 <= loss.line < len(rows) else ""
        column = max(row.find(loss.written.partition("\n")[0]), 0) + 1 if line else 0
        problem = Problem(path, line, column, "lost", loss.message, loss.hint, Severity.WARNING)
        yield replace(problem, code="broken-link") if loss.is_link else problem


def is_html(path: str) -> bool:
    """Say whether a file's text is HTML, not Markdown."""
    return path.lower().endswith((".html", ".htm"))


def too_deep(path: str, line: int, error: sanitize.TooDeepError) -> Problem:
    """Report a text whose HTML nests too deeply."""
    return Problem(path, line, 1, "too-deep", str(error), "close the elements that are opened")


def plain_headline(text: str) -> str:
    """Make one clean line: tags and emphasis marks out, entities unescaped once."""
    text = _MARKDOWN_LINK.sub(r"\1", _TAG.sub("", text))
    text = _EMPHASIS.sub(lambda match: match[2] or match[4], text).replace("`", "")
    return one_line(clean(unescape(text)))


def _author_of(text: str) -> Author:
    match = _MARKDOWN_LINK.fullmatch(text.strip())
    if match:
        return Author(plain_headline(match[1]), addresses.web_url(match[2]))
    return Author(plain_headline(text))


def _is_url(node: Node) -> bool:
    return isinstance(node, Text) and bool(re.match(r"\s*(?:https?:)?//", node.value))


def _is_false(node: Node) -> bool:
    return isinstance(node, Text) and node.value.strip().lower() in ("false", "no", "off", "n")
